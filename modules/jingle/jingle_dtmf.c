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
 * \brief jingle :: keys as text
 */

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "jingle_dtmf.h"

/* by the numbers of their events: RFC 4733 section 3.2 */
static const char keys[] = "0123456789*#ABCD!";


static void str_trim(str *s)
{
	while(s->len > 0 && memchr(" \t\r\n", s->s[0], 4) != NULL) {
		s->s++;
		s->len--;
	}
	while(s->len > 0 && memchr(" \t\r\n", s->s[s->len - 1], 4) != NULL)
		s->len--;
}


/* digits alone; -1 they are none, or too many */
static int str_number(const str *s)
{
	int i, n = 0;

	if(s->len < 1 || s->len > 6)
		return -1;
	for(i = 0; i < s->len; i++) {
		if(s->s[i] < '0' || s->s[i] > '9')
			return -1;
		n = n * 10 + s->s[i] - '0';
	}
	return n;
}


/* 0 it is none */
static char key_of(const str *s)
{
	char c;

	if(s->len != 1 || s->s[0] == '\0')
		return 0;
	c = s->s[0];
	if(c >= 'a' && c <= 'd')
		c = (char)(c - 'a' + 'A');
	return strchr(keys, c) != NULL ? c : 0;
}


/* of an event; some write 10 for the star */
static char key_numbered(const str *s)
{
	int n = str_number(s);

	return n >= 10 && n < (int)sizeof(keys) - 1 && s->len == 2 ? keys[n]
															   : key_of(s);
}


int jingle_dtmf_duration(int ms)
{
	if(ms == 0)
		return JINGLE_DTMF_DEFAULT;
	if(ms < JINGLE_DTMF_MIN)
		return JINGLE_DTMF_MIN;
	return ms < JINGLE_DTMF_MAX ? ms : JINGLE_DTMF_MAX;
}


int jingle_dtmf_digit(const str *body, jingle_dtmf_t *out)
{
	str all = *body;

	str_trim(&all);
	out->key = key_of(&all);
	out->duration = JINGLE_DTMF_DEFAULT;
	return out->key != 0 ? 0 : -1;
}


static int word_is(const str *s, const char *word)
{
	return s->len == (int)strlen(word)
		   && strncasecmp(s->s, word, (size_t)s->len) == 0;
}


/* one line, "Name=value"; what else there is means nothing here. 0, -1 */
static int line_take(const str *line, jingle_dtmf_t *out)
{
	char *eq = memchr(line->s, '=', (size_t)line->len);
	str name = *line, value;

	if(eq == NULL)
		return -1;
	name.len = (int)(eq - line->s);
	value.s = eq + 1;
	value.len = (int)(line->s + line->len - value.s);
	str_trim(&name);
	str_trim(&value);
	if(word_is(&name, "Signal")) {
		if(out->key != 0)
			return -1;
		out->key = key_numbered(&value);
		return out->key != 0 ? 0 : -1;
	}
	if(word_is(&name, "Duration")) {
		if(out->duration >= 0)
			return -1;
		out->duration = str_number(&value);
		return out->duration >= 0 ? 0 : -1;
	}
	return 0;
}


int jingle_dtmf_relay(const str *body, jingle_dtmf_t *out)
{
	const char *p = body->s, *end = p + body->len, *eol;
	str line;

	out->key = 0;
	out->duration = -1;
	for(; p < end; p = eol + 1) {
		eol = memchr(p, '\n', (size_t)(end - p));
		if(eol == NULL)
			eol = end;
		line.s = (char *)p;
		line.len = (int)(eol - p);
		str_trim(&line);
		if(line.len > 0 && line_take(&line, out) < 0)
			return -1;
	}
	out->duration = jingle_dtmf_duration(out->duration < 0 ? 0 : out->duration);
	return out->key != 0 ? 0 : -1;
}


int jingle_dtmf_typed(const str *text, str *keys)
{
	int i;

	*keys = *text;
	if(keys->s == NULL)
		return 0;
	str_trim(keys);
	if(keys->len < 1 || keys->len > JINGLE_DTMF_TYPED_MAX)
		return 0;
	for(i = 0; i < keys->len; i++)
		if(memchr("0123456789*#ABCD", keys->s[i], 16) == NULL)
			return 0;
	return 1;
}


void jingle_dtmf_write(const jingle_dtmf_t *key, char *buf, str *body)
{
	body->s = buf;
	body->len = snprintf(buf, JINGLE_DTMF_BODY_MAX,
			"Signal=%c\r\nDuration=%d\r\n", key->key, key->duration);
}
