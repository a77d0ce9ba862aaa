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
 * (at your option) any later version.
 *
 * In addition, as a special exception, permission is granted to link this
 * code with the OpenSSL library and to distribute the combination.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 */

/*!
 * \file
 * \brief jingle :: the reader of SDP: what all its parts need
 *
 * PURE.
 */

#include "jingle_sdp_reader.h"

typedef jingle_sdp_reader_t reader_t;

str jingle_sdp_word(str *rest)
{
	str word;
	const char *p = rest->s, *end = rest->s + rest->len;

	while(p < end && (*p == ' ' || *p == '\t'))
		p++;
	word.s = (char *)p;
	while(p < end && *p != ' ' && *p != '\t')
		p++;
	word.len = (int)(p - word.s);
	rest->len = (int)(end - p);
	rest->s = (char *)p;
	return word;
}

int jingle_sdp_leave_out(reader_t *r, const char *what, const char *why)
{
	if(r->t->strict)
		return jingle_map_bad(r->t, "a=%s: %s", what, why);
	jingle_map_warn(r->t, &r->c->name, what, why);
	return 0;
}

str jingle_sdp_cut(str *rest, char c)
{
	str head = *rest;
	char *p = rest->len ? memchr(rest->s, c, (size_t)rest->len) : NULL;

	if(p == NULL) {
		rest->s += rest->len;
		rest->len = 0;
		return head;
	}
	head.len = (int)(p - head.s);
	rest->len -= head.len + 1;
	rest->s = p + 1;
	return head;
}

int jingle_sdp_add_param(reader_t *r, jingle_list_t *list, str word, int whole)
{
	jingle_param_t *p;
	str name, value = word;

	if(list->count >= r->t->limits.params)
		return jingle_map_limit(r->t, "parameters", r->t->limits.params);
	p = jingle_map_new(r->t, sizeof(*p));
	if(p == NULL)
		return -1;
	name = whole ? word : jingle_sdp_cut(&value, '=');
	p->name = name;
	if(!whole && name.len < word.len)
		p->value = value;
	jingle_list_add(list, p);
	return 0;
}
