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
 * permission to link the code of this program with the OpenSSL library,
 * and distribute linked combinations including the two.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */

#include <string.h>

#include "link_check.h"
#include "xml_build.h"

/* where the look is, and what was counted */
typedef struct check
{
	const char *p, *end;
	int elements, depth, prefixes;
	const char *wrong;
	link_check_t verdict;
} check_t;

static const struct
{
	const char *name;
	size_t len;
	char character;
} entities[] = {
		{"amp;", 4, '&'},
		{"lt;", 3, '<'},
		{"gt;", 3, '>'},
		{"quot;", 5, '"'},
		{"apos;", 5, '\''},
};


static int digit_of(char c, unsigned base)
{
	int d = c >= '0' && c <= '9'   ? c - '0'
			: c >= 'a' && c <= 'f' ? c - 'a' + 10
			: c >= 'A' && c <= 'F' ? c - 'A' + 10
								   : 16;

	return d < (int)base ? d : -1;
}


/* XML 1.0 section 2.2 */
static int is_character(unsigned long c)
{
	if(c < 0x20)
		return c == '\t' || c == '\n' || c == '\r';
	if(c >= 0xD800 && c <= 0xDFFF)
		return 0;
	return c != 0xFFFE && c != 0xFFFF && c <= 0x10FFFF;
}


/* from the '#' on */
static size_t reference_number(const char *p, size_t left, unsigned long *code)
{
	size_t from = left > 1 && p[1] == 'x' ? 2 : 1, i;
	unsigned base = from == 2 ? 16 : 10;
	int d;

	*code = 0;
	for(i = from; i < left && (d = digit_of(p[i], base)) >= 0; i++)
		if(*code <= 0x10FFFF)
			*code = *code * base + (unsigned long)d;
	return i > from && i < left && p[i] == ';' && is_character(*code) ? i + 1
																	  : 0;
}


size_t xmpp_link_reference(const char *p, size_t left, unsigned long *code)
{
	size_t i;

	if(left > LINK_CHECK_REFERENCE + 1)
		left = LINK_CHECK_REFERENCE + 1;
	if(left > 0 && *p == '#')
		return reference_number(p, left, code);
	for(i = 0; i < sizeof(entities) / sizeof(entities[0]); i++) {
		if(left < entities[i].len
				|| memcmp(p, entities[i].name, entities[i].len) != 0)
			continue;
		*code = (unsigned char)entities[i].character;
		return entities[i].len;
	}
	return 0;
}


static int check_bad(check_t *c, const char *wrong)
{
	c->wrong = wrong;
	c->verdict = LINK_CHECK_BAD;
	return -1;
}


static int check_much(check_t *c, const char *wrong)
{
	c->wrong = wrong;
	c->verdict = LINK_CHECK_MUCH;
	return -1;
}


/* plain ASCII: most of what comes */
static const char *skip_plain(const char *p, const char *to)
{
	while(p < to && (unsigned char)*p - 0x20u < 0x60u && *p != '&')
		p++;
	return p;
}


/* characters up to `to`; in CDATA '&' is one as any other */
static int check_characters(check_t *c, const char *to, int references)
{
	unsigned long code;
	size_t n;

	while((c->p = skip_plain(c->p, to)) < to) {
		if(*c->p == '&' && references) {
			n = xmpp_link_reference(c->p + 1, (size_t)(to - c->p - 1), &code);
			if(n == 0)
				return check_bad(c, "a reference to no character");
			n++;
		} else {
			n = xml_build_char(c->p, (size_t)(to - c->p));
			if(n == 0)
				return check_bad(c, "bytes that are no UTF-8, or no character");
		}
		c->p += n;
	}
	return 0;
}


static int is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}


static void skip_space(check_t *c)
{
	while(c->p < c->end && is_space(*c->p))
		c->p++;
}


/* ASCII of names, and of what no parser takes as one */
static const char *skip_name(const char *p, const char *end)
{
	static const char none[128] = {['='] = 1,
			['/'] = 1,
			['>'] = 1,
			['<'] = 1,
			['"'] = 1,
			['\''] = 1,
			['&'] = 1};

	while(p < end && (unsigned char)*p - 0x21u < 0x5Fu && !none[(int)*p])
		p++;
	return p;
}


/* of an element or an attribute */
static int check_name(check_t *c, str *out)
{
	size_t n;

	out->s = (char *)c->p;
	while((c->p = skip_name(c->p, c->end)) < c->end && *c->p & 0x80) {
		n = xml_build_char(c->p, (size_t)(c->end - c->p));
		if(n == 0)
			return check_bad(c, "bytes that are no UTF-8, or no character");
		c->p += n;
	}
	out->len = (int)(c->p - out->s);
	return out->len > 0 ? 0 : check_bad(c, "a tag that is not well formed");
}


static int check_value(check_t *c)
{
	const char *close;

	if(c->p == c->end || (*c->p != '\'' && *c->p != '"'))
		return check_bad(c, "an attribute without a value");
	close = memchr(c->p + 1, *c->p, (size_t)(c->end - c->p - 1));
	if(close == NULL)
		return check_bad(c, "an attribute without an end");
	c->p++;
	if(memchr(c->p, '<', (size_t)(close - c->p)) != NULL)
		return check_bad(c, "'<' in an attribute");
	if(check_characters(c, close, 1) != 0)
		return -1;
	c->p++;
	return 0;
}


static int check_attribute(check_t *c)
{
	str n;

	if(check_name(c, &n) != 0)
		return -1;
	if(n.len > 6 && memcmp(n.s, "xmlns:", 6) == 0
			&& ++c->prefixes > LINK_CHECK_PREFIXES)
		return check_much(c, "too many namespace prefixes");
	skip_space(c);
	if(c->p == c->end || *c->p++ != '=')
		return check_bad(c, "an attribute without a value");
	skip_space(c);
	return check_value(c);
}


/* behind '<' */
static int start_tag(check_t *c)
{
	int attributes = 0;
	str n;

	if(++c->elements > LINK_CHECK_ELEMENTS)
		return check_much(c, "too many elements");
	if(++c->depth > LINK_CHECK_DEPTH)
		return check_much(c, "elements too deep within each other");
	if(check_name(c, &n) != 0)
		return -1;
	for(;;) {
		const char *before = c->p;
		skip_space(c);
		if(c->p == c->end || *c->p == '/' || *c->p == '>')
			break;
		if(before == c->p)
			return check_bad(c, "a tag that is not well formed");
		if(++attributes > LINK_CHECK_ATTRIBUTES)
			return check_much(c, "too many attributes in an element");
		if(check_attribute(c) != 0)
			return -1;
	}
	if(c->p < c->end && *c->p == '/') {
		c->p++;
		c->depth--;
	}
	return c->p < c->end && *c->p++ == '>'
				   ? 0
				   : check_bad(c, "a tag that is not well formed");
}


/* behind "</" */
static int end_tag(check_t *c)
{
	str n;

	if(check_name(c, &n) != 0)
		return -1;
	skip_space(c);
	if(c->p == c->end || *c->p++ != '>' || --c->depth < 0)
		return check_bad(c, "an end tag that is not well formed");
	return 0;
}


/* where "]]>" is, or NULL */
static const char *cdata_end(const check_t *c)
{
	const char *p = c->p;

	while((p = memchr(p, ']', (size_t)(c->end - p))) != NULL) {
		if(c->end - p < 3)
			return NULL;
		if(p[1] == ']' && p[2] == '>')
			return p;
		p++;
	}
	return NULL;
}


/* behind "<!" */
static int check_cdata(check_t *c)
{
	static const char open[] = "[CDATA[";
	size_t n = sizeof(open) - 1;
	const char *end;

	if((size_t)(c->end - c->p) < n || memcmp(c->p, open, n) != 0)
		return check_bad(c, "a comment or a declaration");
	c->p += n;
	end = cdata_end(c);
	if(end == NULL || check_characters(c, end, 0) != 0)
		return check_bad(c, "a CDATA section that is not well formed");
	c->p += 3;
	return 0;
}


static int check_markup(check_t *c)
{
	c->p++;
	if(c->p == c->end || *c->p == '?')
		return check_bad(c, "an instruction, or no tag");
	if(*c->p != '!' && *c->p != '/')
		return start_tag(c);
	return *c->p++ == '!' ? check_cdata(c) : end_tag(c);
}


link_check_t xmpp_link_check(const str *xml, const char **wrong)
{
	check_t c = {xml->s, xml->s + xml->len, 0, 0, 0, NULL, LINK_CHECK_GOOD};
	const char *lt;
	int rc = 0;

	while(rc == 0 && c.p < c.end) {
		lt = memchr(c.p, '<', (size_t)(c.end - c.p));
		rc = check_characters(&c, lt ? lt : c.end, 1);
		if(rc == 0 && lt != NULL)
			rc = check_markup(&c);
	}
	if(rc == 0 && (c.depth != 0 || c.elements == 0))
		check_bad(&c, "elements that do not end");
	*wrong = c.wrong;
	return c.verdict;
}
