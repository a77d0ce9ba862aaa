/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes XML that is well formed or says that it could not. PURE, header only:
 * both modules and the sidecar include it, so no symbol crosses a border.
 *
 * The caller gives the buffer. Once anything fails (no room, a character XML
 * does not know, bad UTF-8, an attribute twice, unbalanced calls) all further calls do nothing and
 * xml_build_end() returns -1: no half-built stanza can leave. */

#ifndef XML_BUILD_H
#define XML_BUILD_H

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "../../core/str.h"

enum
{
	XML_BUILD_DEPTH = 32, /* open elements at a time */
	XML_BUILD_ATTRS = 24  /* attributes of an element */
};

typedef struct xml_build
{
	char *buf;
	size_t len;
	size_t cap;
	const char *open[XML_BUILD_DEPTH]; /* borrowed names */
	int depth;
	const char *attrs[XML_BUILD_ATTRS]; /* of the tag; borrowed names */
	int attr_count;
	int in_tag; /* "<name" written, ">" not yet */
	int failed;
} xml_build_t;

/**
 * Length of the valid XML character at p, 0 when there is none: bad UTF-8,
 * surrogates, U+FFFE, U+FFFF, control characters (XML 1.0 section 2.2).
 */
static inline size_t xml_build_char(const char *p, size_t left)
{
	const unsigned char *u = (const unsigned char *)p;
	unsigned long c;
	size_t n, i;

	if(left == 0)
		return 0;
	if(u[0] < 0x80)
		return u[0] >= 0x20 || u[0] == '\t' || u[0] == '\n' || u[0] == '\r';
	n = u[0] >= 0xF0 ? 4 : u[0] >= 0xE0 ? 3 : 2;
	if(u[0] < 0xC2 || u[0] > 0xF4 || left < n)
		return 0;
	c = u[0] & (0x7F >> n);
	for(i = 1; i < n; i++) {
		if((u[i] & 0xC0) != 0x80)
			return 0;
		c = (c << 6) | (u[i] & 0x3F);
	}
	if(c < (n == 2 ? 0x80ul : n == 3 ? 0x800ul : 0x10000ul) || c > 0x10FFFF)
		return 0;
	if((c >= 0xD800 && c <= 0xDFFF) || c == 0xFFFE || c == 0xFFFF)
		return 0;
	return n;
}

static inline void xml_build_init(xml_build_t *b, char *buf, size_t cap)
{
	memset(b, 0, sizeof(*b));
	b->buf = buf;
	b->cap = cap;
}

static inline void xml_build_bytes(xml_build_t *b, const char *s, size_t n)
{
	if(b->failed || n > b->cap - b->len) {
		b->failed = 1;
		return;
	}
	memcpy(b->buf + b->len, s, n);
	b->len += n;
}

static inline const char *xml_build_escape(char c, int in_attribute)
{
	switch(c) {
		case '&':
			return "&amp;";
		case '<':
			return "&lt;";
		case '>':
			return "&gt;";
		case '\r':
			return "&#13;";
		case '\'':
			return in_attribute ? "&apos;" : NULL;
		case '\n':
			return in_attribute ? "&#10;" : NULL;
		case '\t':
			return in_attribute ? "&#9;" : NULL;
		default:
			return NULL;
	}
}

static inline void xml_build_escaped(xml_build_t *b, const str *s, int attr)
{
	const char *p = s->s, *end = s->s + (s->len > 0 ? s->len : 0), *from = p;
	const char *e;
	size_t n;

	while(p < end && !b->failed) {
		e = xml_build_escape(*p, attr);
		n = e ? 1 : xml_build_char(p, (size_t)(end - p));
		if(n == 0) {
			b->failed = 1;
			return;
		}
		if(e) {
			xml_build_bytes(b, from, (size_t)(p - from));
			xml_build_bytes(b, e, strlen(e));
			from = p + 1;
		}
		p += n;
	}
	if(p > from)
		xml_build_bytes(b, from, (size_t)(p - from));
}

static inline void xml_build_end_tag(xml_build_t *b)
{
	if(b->in_tag) {
		xml_build_bytes(b, ">", 1);
		b->in_tag = 0;
	}
}

/* Open an element; name is a literal of ours, borrowed until it is closed. */
static inline void xml_build_open(xml_build_t *b, const char *name)
{
	xml_build_end_tag(b);
	if(b->depth == XML_BUILD_DEPTH) {
		b->failed = 1;
		return;
	}
	b->open[b->depth++] = name;
	xml_build_bytes(b, "<", 1);
	xml_build_bytes(b, name, strlen(name));
	b->in_tag = 1;
	b->attr_count = 0;
}

/* Is it the first of this name (XML 1.0 section 3.1)? */
static inline int xml_build_attr_new(xml_build_t *b, const char *name)
{
	int i;

	if(b->attr_count == XML_BUILD_ATTRS)
		return 0;
	for(i = 0; i < b->attr_count; i++)
		if(strcmp(b->attrs[i], name) == 0)
			return 0;
	b->attrs[b->attr_count++] = name;
	return 1;
}

/* Attribute of the element just opened; nothing when value->s is NULL. name
 * is borrowed until the next element. */
static inline void xml_build_attr(
		xml_build_t *b, const char *name, const str *value)
{
	if(value == NULL || value->s == NULL)
		return;
	if(!b->in_tag || !xml_build_attr_new(b, name)) {
		b->failed = 1;
		return;
	}
	xml_build_bytes(b, " ", 1);
	xml_build_bytes(b, name, strlen(name));
	xml_build_bytes(b, "='", 2);
	xml_build_escaped(b, value, 1);
	xml_build_bytes(b, "'", 1);
}

/* The same with a NUL-terminated value; nothing when it is NULL. */
static inline void xml_build_attr_z(
		xml_build_t *b, const char *name, const char *value)
{
	str s;

	if(value == NULL)
		return;
	s.s = (char *)value;
	s.len = (int)strlen(value);
	xml_build_attr(b, name, &s);
}

static inline void xml_build_attr_u(
		xml_build_t *b, const char *name, unsigned long value)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%lu", value);
	xml_build_attr_z(b, name, digits);
}

static inline void xml_build_text(xml_build_t *b, const str *text)
{
	if(text == NULL || text->s == NULL)
		return;
	if(b->depth == 0) {
		b->failed = 1;
		return;
	}
	xml_build_end_tag(b);
	xml_build_escaped(b, text, 0);
}

static inline void xml_build_text_z(xml_build_t *b, const char *text)
{
	str s;

	if(text == NULL)
		return;
	s.s = (char *)text;
	s.len = (int)strlen(text);
	xml_build_text(b, &s);
}

/* Close the element opened last. */
static inline void xml_build_close(xml_build_t *b)
{
	const char *name;

	if(b->depth == 0) {
		b->failed = 1;
		return;
	}
	name = b->open[--b->depth];
	if(b->in_tag) {
		xml_build_bytes(b, "/>", 2);
		b->in_tag = 0;
		return;
	}
	xml_build_bytes(b, "</", 2);
	xml_build_bytes(b, name, strlen(name));
	xml_build_bytes(b, ">", 1);
}

/**
 * What was written, when all of it could be.
 *
 * @param out set to a view into the buffer on success
 * @return 0, or -1 (nothing may be sent)
 */
static inline int xml_build_end(const xml_build_t *b, str *out)
{
	if(b->failed || b->depth != 0 || b->in_tag || b->len == 0)
		return -1;
	out->s = b->buf;
	out->len = (int)b->len;
	return 0;
}

#endif
