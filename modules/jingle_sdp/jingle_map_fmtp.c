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
 * \brief jingle :: a=fmtp and parameter elements
 *
 * PURE.
 */

#include "jingle_map_core.h"

/* a=fmtp <-> <parameter/>: draft-ietf-stox-media-07 section 10. */

static int fmtp_add(jingle_map_t *t, jingle_payload_t *p, const char *name,
		int name_len, const char *value, int value_len)
{
	jingle_param_t *q;

	if(p->params.count >= t->limits.params)
		return jingle_map_limit(t, "parameters", t->limits.params);
	q = jingle_map_new(t, sizeof(*q));
	if(q == NULL)
		return -1;
	q->name.s = (char *)name;
	q->name.len = name_len;
	q->value.s = (char *)value;
	q->value.len = value_len;
	jingle_list_add(&p->params, q);
	return 0;
}

static int fmtp_add_piece(jingle_map_t *t, jingle_payload_t *p, str piece)
{
	char *eq;

	jingle_str_trim(&piece);
	if(piece.len == 0)
		return 0;
	eq = memchr(piece.s, '=', (size_t)piece.len);
	if(eq == NULL || eq == piece.s)
		return fmtp_add(t, p, "", 0, piece.s, piece.len);
	return fmtp_add(t, p, piece.s, (int)(eq - piece.s), eq + 1,
			(int)(piece.s + piece.len - eq - 1));
}

/* May a string without ';' be split at its commas? Only when each piece is
 * name=value: "mode-set=0,2" and base64 are not. */
static int fmtp_is_comma_list(const str *v)
{
	const char *p = v->s, *end = v->s + v->len, *stop, *eq;
	int pieces = 0;

	while(p < end) {
		stop = memchr(p, ',', (size_t)(end - p));
		if(stop == NULL)
			stop = end;
		eq = memchr(p, '=', (size_t)(stop - p));
		if(eq == NULL || eq == p || eq + 1 == stop
				|| memchr(eq + 1, '=', (size_t)(stop - eq - 1)) != NULL)
			return 0;
		pieces++;
		p = stop + 1;
	}
	return pieces > 1;
}

static int fmtp_split(
		jingle_map_t *t, jingle_payload_t *p, const str *v, char separator)
{
	const char *at = v->s, *end = v->s + v->len, *stop;
	str piece;

	while(at < end) {
		stop = memchr(at, separator, (size_t)(end - at));
		if(stop == NULL)
			stop = end;
		piece.s = (char *)at;
		piece.len = (int)(stop - at);
		if(fmtp_add_piece(t, p, piece) < 0)
			return -1;
		at = stop + 1;
	}
	return 0;
}

/* "111/111" -> "111,111": the pt parameter is a list with commas
 * (RFC 3555 §4.1.21) */
static int fmtp_red_read(jingle_map_t *t, jingle_payload_t *p, const str *v)
{
	str copy;
	int i;

	if(jingle_arena_copy(t->arena, v->s, (size_t)v->len, &copy) < 0)
		return jingle_map_memory(t);
	for(i = 0; i < copy.len; i++)
		if(copy.s[i] == '/')
			copy.s[i] = ',';
	return fmtp_add(t, p, "pt", 2, copy.s, copy.len);
}

int jingle_fmtp_read(jingle_map_t *t, jingle_payload_t *p, const str *value)
{
	str v = *value;

	jingle_str_trim(&v);
	if(v.len == 0)
		return 0;
	if(memchr(v.s, '=', (size_t)v.len) == NULL) {
		if(jingle_payload_is(p, "telephone-event"))
			return fmtp_add(t, p, "events", 6, v.s, v.len);
		if(jingle_payload_is(p, "red"))
			return fmtp_red_read(t, p, &v);
	}
	if(memchr(v.s, ';', (size_t)v.len) == NULL && fmtp_is_comma_list(&v))
		return fmtp_split(t, p, &v, ',');
	return fmtp_split(t, p, &v, ';');
}

static void fmtp_write_red(jingle_text_t *b, const str *value)
{
	int i;

	if(!jingle_is_text(value))
		b->bad = 1;
	for(i = 0; i < value->len && !b->bad; i++) {
		char c = value->s[i] == ',' ? '/' : value->s[i];
		if(c != ' ')
			jingle_text_put(b, &c, 1);
	}
}

void jingle_fmtp_write(jingle_text_t *b, const jingle_payload_t *p)
{
	const jingle_param_t *q;
	int n = 0;

	for(q = p->params.first; q != NULL; q = q->next) {
		int named = q->name.len > 0, valued = q->value.s != NULL;
		if(!named && q->value.len == 0)
			continue;
		if(n++)
			jingle_text_put(b, ";", 1);
		if(named && valued && p->params.count == 1
				&& ((jingle_str_is(&q->name, JINGLE_LIT("events"))
							&& jingle_payload_is(p, "telephone-event"))
						|| (jingle_str_is(&q->name, JINGLE_LIT("pt"))
								&& jingle_payload_is(p, "red"))))
			named = 0;
		if(!named && jingle_payload_is(p, "red") && q->name.len) {
			fmtp_write_red(b, &q->value);
			continue;
		}
		if(named)
			jingle_text_line(b, &q->name);
		if(named && valued)
			jingle_text_put(b, "=", 1);
		if(valued && q->value.len)
			jingle_text_line(b, &q->value);
	}
}
