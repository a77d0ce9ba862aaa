/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Kamailio is free software; you can redistribute it and/or modify
 * it under the terms of the GNU General Public License as published by
 * the Free Software Foundation; either version 2 of the License, or
 * (at your option) any later version
 *
 * In addition, as a special exception, the copyright holders give
 * permission to link the code of this program with the OpenSSL library.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin St, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */

/*!
 * \file
 * \brief jingle :: notes, errors, characters, numbers
 *
 * PURE.
 */

#include <stdarg.h>
#include <stdio.h>

#include "jingle_map_core.h"

const jingle_limits_t jingle_limits_default = {
		256 * 1024, /* bytes */
		16,			/* depth */
		4096,		/* attribute */
		8192,		/* elements */
		16,			/* contents */
		128,		/* payloads */
		64,			/* params */
		64,			/* feedback */
		64,			/* hdrexts */
		256,		/* sources */
		128,		/* candidates */
};

void jingle_map_init(
		jingle_map_t *t, jingle_arena_t *arena, const jingle_limits_t *limits)
{
	memset(t, 0, sizeof(*t));
	t->arena = arena;
	t->limits = limits ? *limits : jingle_limits_default;
}

static int tr_error(jingle_map_t *t, jingle_fault_t fault,
		jingle_reason_t reason, int sip_code, const char *format, va_list ap)
{
	str text;
	char *p;

	t->error.fault = fault;
	t->error.reason = reason;
	t->error.sip_code = sip_code;
	vsnprintf(t->error.text, sizeof(t->error.text), format, ap);
	text.s = t->error.text;
	text.len = (int)strlen(text.s);
	if(jingle_is_text(&text))
		return -1;
	for(p = text.s; *p; p++)
		if((unsigned char)*p < 0x20 || (unsigned char)*p >= 0x7F)
			*p = '?';
	return -1;
}

int jingle_map_fail(jingle_map_t *t, jingle_fault_t fault,
		jingle_reason_t reason, int sip_code, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	tr_error(t, fault, reason, sip_code, format, ap);
	va_end(ap);
	return -1;
}

int jingle_map_bad(jingle_map_t *t, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	tr_error(t, JINGLE_FAULT_BAD, JINGLE_REASON_INCOMPATIBLE_PARAMETERS, 488,
			format, ap);
	va_end(ap);
	return -1;
}

void jingle_map_forgive(jingle_map_t *t)
{
	memset(&t->error, 0, sizeof(t->error));
}

int jingle_map_limit(jingle_map_t *t, const char *what, int limit)
{
	return jingle_map_fail(t, JINGLE_FAULT_LIMIT, JINGLE_REASON_GENERAL_ERROR,
			488, "more than %d %s (limit of this gateway)", limit, what);
}

int jingle_map_memory(jingle_map_t *t)
{
	return jingle_map_fail(t, JINGLE_FAULT_MEMORY, JINGLE_REASON_GENERAL_ERROR,
			500, "out of memory (arena of %zu bytes)", t->arena->total);
}

void *jingle_map_new(jingle_map_t *t, size_t size)
{
	void *p = jingle_arena_get(t->arena, size);

	if(p == NULL)
		jingle_map_memory(t);
	return p;
}

void jingle_map_warn(
		jingle_map_t *t, const str *where, const char *what, const char *why)
{
	jingle_map_warning_t *n;

	t->warnings.total++;
	if(t->warnings.list.count >= JINGLE_MAP_WARNINGS_MAX)
		return;
	/* a note that does not fit is no reason to fail */
	n = jingle_arena_get(t->arena, sizeof(*n));
	if(n == NULL)
		return;
	n->what = what;
	n->why = why;
	if(where)
		n->where = *where;
	jingle_list_add(&t->warnings.list, n);
}

/* what a character is */
enum
{
	IS_TOKEN = 1, /* RFC 8866 section 9 */
	IS_WORD = 2,  /* printable ASCII but the blank */
	IS_HIGH = 4,  /* part of an UTF-8 sequence */
	IS_SPACE = 8,
	IS_HEX = 16
};

/* clang-format off */
static const unsigned char classes[128] = {
	0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 8, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	8, 3, 2, 3, 3, 3, 3, 3, 2, 2, 3, 3, 2, 3, 3, 2, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 2, 2, 2, 2, 2, 2,
	2, 19, 19, 19, 19, 19, 19, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 2, 2, 3, 3,
	3, 19, 19, 19, 19, 19, 19, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 0,
};
/* clang-format on */

static int class_of(char c)
{
	return (unsigned char)c < 128 ? classes[(unsigned char)c] : IS_HIGH;
}

void jingle_str_trim(str *s)
{
	while(s->len > 0 && class_of(s->s[0]) == IS_SPACE) {
		s->s++;
		s->len--;
	}
	while(s->len > 0 && class_of(s->s[s->len - 1]) == IS_SPACE)
		s->len--;
}

int jingle_str_lower(jingle_map_t *t, str *s)
{
	char *copy;
	int i;

	for(i = 0; i < s->len && (s->s[i] < 'A' || s->s[i] > 'Z'); i++)
		;
	if(i == s->len)
		return 0;
	copy = jingle_arena_text(t->arena, (size_t)s->len);
	if(copy == NULL)
		return jingle_map_memory(t);
	for(i = 0; i < s->len; i++) {
		copy[i] = s->s[i];
		if(copy[i] >= 'A' && copy[i] <= 'Z')
			copy[i] = (char)(copy[i] + ('a' - 'A'));
	}
	s->s = copy;
	return 0;
}

int jingle_is_token(const str *s)
{
	int i;

	for(i = 0; i < s->len; i++)
		if(!(class_of(s->s[i]) & IS_TOKEN))
			return 0;
	return s->len > 0;
}

/* Eight bytes at a time, whatever the order of bytes of the machine */
#define EACH(byte) (0x0101010101010101ull * (byte))
#define HIGH EACH(0x80)
#define LOW EACH(0x7F)

static inline uint64_t load8(const char *s)
{
	uint64_t w;

	memcpy(&w, s, 8);
	return w;
}

/* The last bytes of a string, fewer than eight, and letters for the others */
static inline uint64_t load_rest(const char *s, int n)
{
	uint64_t w = EACH('x');
	uint32_t four;
	uint16_t two;

	if(n & 1)
		w = (w << 8) | (unsigned char)s[n - 1];
	if(n & 2) {
		memcpy(&two, s + (n & 4), 2);
		w = (w << 16) | two;
	}
	if(n & 4) {
		memcpy(&four, s, 4);
		w = (w << 32) | four;
	}
	return w;
}

/* Is each byte in first..0x7E? No carry runs from one byte into the next. */
static inline int is_ascii8(uint64_t w, unsigned first)
{
	uint64_t low = w & LOW;

	return ((~(low + EACH(0x80 - first)) | (low + EACH(0x01)) | w) & HIGH) == 0;
}

/* How many bytes from the start are so; the string's length or a multiple of
 * eight */
static inline int ascii_length(const str *s, unsigned first)
{
	int i = 0;

	while(s->len - i >= 8) {
		if(!is_ascii8(load8(s->s + i), first))
			return i;
		i += 8;
	}
	if(i < s->len && is_ascii8(load_rest(s->s + i, s->len - i), first))
		return s->len;
	return i;
}

int jingle_is_word(const str *s)
{
	int i = ascii_length(s, '!');

	if(i == s->len)
		return i > 0;
	for(; i < s->len; i++)
		if(!(class_of(s->s[i]) & (IS_WORD | IS_HIGH)))
			return 0;
	return jingle_is_text(s);
}

/* Length of the UTF-8 sequence at p, 0 when there is none. */
static int utf8_length(const unsigned char *p, int left)
{
	unsigned c;
	int n, i;

	n = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
	if(p[0] < 0xC2 || p[0] > 0xF4 || left < n)
		return 0;
	c = p[0] & (0x7Fu >> n);
	for(i = 1; i < n; i++) {
		if((p[i] & 0xC0) != 0x80)
			return 0;
		c = (c << 6) | (p[i] & 0x3Fu);
	}
	if((n == 3 && c < 0x800) || (n == 4 && c < 0x10000) || c > 0x10FFFF
			|| (c >= 0xD800 && c <= 0xDFFF) || (c & 0xFFFE) == 0xFFFE)
		return 0;
	return n;
}

int jingle_is_text(const str *s)
{
	const unsigned char *p = (const unsigned char *)s->s;
	int i = ascii_length(s, ' '), n;

	while(i < s->len) {
		if(p[i] < 0x80) {
			if((p[i] < 0x20 && p[i] != '\t') || p[i] == 0x7F)
				return 0;
			i++;
			continue;
		}
		n = utf8_length(p + i, s->len - i);
		if(n == 0)
			return 0;
		i += n;
	}
	return 1;
}

int jingle_has_no_controls(const char *s, int len)
{
	unsigned char bad = 0;
	int i;

	/* without a branch compilers take many bytes at a time */
	for(i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];
		bad |= (unsigned char)(((c < 0x20) | (c == 0x7F)) & (c != '\n')
							   & (c != '\r') & (c != '\t'));
	}
	return !bad;
}

int jingle_is_fingerprint(const str *s)
{
	int i;

	for(i = 0; i + 1 < s->len; i += 3)
		if(!(class_of(s->s[i]) & class_of(s->s[i + 1]) & IS_HEX)
				|| (i + 2 < s->len && s->s[i + 2] != ':'))
			return 0;
	return i == s->len + 1;
}

int jingle_number(const str *s, unsigned max, unsigned *out)
{
	return s->s ? jingle_digits(s->s, s->len, max, out) : -1;
}

void jingle_text_word(jingle_text_t *b, const str *s)
{
	if(!jingle_is_word(s))
		b->bad = 1;
	else
		jingle_text_put(b, s->s, (size_t)s->len);
}

void jingle_text_line(jingle_text_t *b, const str *s)
{
	if(!jingle_is_text(s))
		b->bad = 1;
	else if(s->len > 0)
		jingle_text_put(b, s->s, (size_t)s->len);
}

void jingle_text_token(jingle_text_t *b, const str *s)
{
	if(jingle_is_token(s))
		jingle_text_put(b, s->s, (size_t)s->len);
	else
		b->bad = 1;
}

void jingle_text_digits(jingle_text_t *b, const str *s)
{
	unsigned n;

	if(jingle_number(s, 999999999, &n) == 0)
		jingle_text_put(b, s->s, (size_t)s->len);
	else
		b->bad = 1;
}
