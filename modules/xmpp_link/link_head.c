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

#include "link_head.h"

enum
{
	HEAD_ATTRIBUTES_MAX = 32
};


static int head_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}


/* a name as we or RFC 6120 write them: no need for all that XML allows */
static int head_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
		   || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == ':'
		   || c == '.';
}


static str head_name(const char **at, const char *end)
{
	str name;

	name.s = (char *)*at;
	while(*at < end && head_name_char(**at))
		(*at)++;
	name.len = (int)(*at - name.s);
	return name;
}


static int head_is(const str *s, const char *literal)
{
	return (size_t)s->len == strlen(literal)
		   && memcmp(s->s, literal, (size_t)s->len) == 0;
}


/* value of an attribute, from the "=" on; 0, -1 not well formed */
static int head_value(const char **at, const char *end, str *value)
{
	const char *p = *at, *close;

	if(end - p < 3 || *p++ != '=' || (*p != '\'' && *p != '"'))
		return -1;
	close = memchr(p + 1, *p, (size_t)(end - p - 1));
	if(close == NULL)
		return -1;
	value->s = (char *)p + 1;
	value->len = (int)(close - p - 1);
	*at = close + 1;
	return memchr(value->s, '<', (size_t)value->len) ? -1 : 0;
}


static int head_keep(link_head_t *h, const str *name, const str *value)
{
	str *place = head_is(name, "from")	 ? &h->from
				 : head_is(name, "to")	 ? &h->to
				 : head_is(name, "id")	 ? &h->id
				 : head_is(name, "type") ? &h->type
										 : NULL;

	if(place == NULL)
		return 0;
	if(place->s != NULL)
		return -1;
	*place = *value;
	return 0;
}


/* all attributes; *at is left at "/" or ">"; NULL, or what is wrong */
static const char *head_attributes(
		const char **at, const char *end, link_head_t *h)
{
	str name, value;
	int n;

	for(n = 0; n < HEAD_ATTRIBUTES_MAX; n++) {
		const char *before = *at;
		while(*at < end && head_space(**at))
			(*at)++;
		if(*at < end && (**at == '/' || **at == '>'))
			return NULL;
		name = head_name(at, end);
		if(before == name.s || name.len == 0
				|| head_value(at, end, &value) != 0)
			return "its start tag is not well formed";
		if(head_is(&name, "xmlns"))
			return "it has a namespace of its own";
		if(head_keep(h, &name, &value) != 0)
			return "an attribute is given twice";
	}
	return "it has too many attributes";
}


/* does it end with the end tag of its first element? */
static int head_ends(const str *xml, const char *body, const str *name)
{
	int n = name->len + 3; /* </name> */
	const char *p = xml->s + xml->len - n;

	return p >= body && p[0] == '<' && p[1] == '/'
		   && memcmp(p + 2, name->s, (size_t)name->len) == 0
		   && p[2 + name->len] == '>';
}


const char *xmpp_link_head_read(const str *xml, link_head_t *h)
{
	const char *at = xml->s, *end = xml->s + xml->len;
	const char *wrong;

	memset(h, 0, sizeof(*h));
	if(xml->len < 1 || *at++ != '<')
		return "it does not start with an element";
	h->name = head_name(&at, end);
	if(!head_is(&h->name, "iq") && !head_is(&h->name, "message")
			&& !head_is(&h->name, "presence"))
		return "it is no iq, message or presence";
	wrong = head_attributes(&at, end, h);
	if(wrong)
		return wrong;
	if(*at == '/')
		return at + 2 == end && at[1] == '>' ? NULL
											 : "its end is not its end tag";
	return head_ends(xml, at + 1, &h->name) ? NULL
											: "its end is not its end tag";
}
