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
 * \brief jingle :: what a phone tells of a call that it was referred to
 */

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "jingle_refer_notify.h"


int jingle_refer_frag_code(const str *body)
{
	const char *p = body->s, *end = p + body->len;
	int i, code = 0;

	while(p < end && strchr(" \t\r\n", *p) != NULL && *p != '\0')
		p++;
	if(end - p < 11 || strncasecmp(p, "SIP/2.0 ", 8) != 0)
		return 0;
	for(i = 8; i < 11; i++) {
		if(p[i] < '0' || p[i] > '9')
			return 0;
		code = code * 10 + p[i] - '0';
	}
	if(p + 11 < end && p[11] >= '0' && p[11] <= '9')
		return 0;
	return code >= 100 && code < 700 ? code : 0;
}


int jingle_refer_is_last(const str *state)
{
	static const char word[] = "terminated";
	const int len = (int)sizeof(word) - 1;

	return state->len >= len && strncasecmp(state->s, word, len) == 0;
}


const char *jingle_refer_why(int code)
{
	switch(code) {
		case 401:
		case 403:
		case 407:
			return "it is not allowed there";
		case 404:
		case 410:
		case 604:
			return "there is no such number or address";
		case 408:
		case 480:
			return "nobody answers there";
		case 405:
		case 489:
		case 501:
			return "the other party's phone cannot transfer calls";
		case 486:
		case 600:
			return "that line is busy";
		case 487:
			return "it was given up";
		case 603:
			return "it was declined";
		default:
			return code >= 500 && code < 600 ? "something failed on the way"
											 : "it was refused";
	}
}


static int is_unreserved(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')
		   || (c >= 'A' && c <= 'Z')
		   || (c != '\0' && strchr("-_.!~*'()", c) != NULL);
}


static int escape(const str *s, char *buf, int cap, int n)
{
	int i;

	for(i = 0; i < s->len && n < cap; i++)
		n += is_unreserved(s->s[i])
					 ? snprintf(buf + n, (size_t)(cap - n), "%c", s->s[i])
					 : snprintf(buf + n, (size_t)(cap - n), "%%%02X",
							 (unsigned char)s->s[i]);
	return n;
}


int jingle_refer_replaces(const str *callid, const str *to_tag,
		const str *from_tag, char *buf, int cap)
{
	int n = snprintf(buf, (size_t)cap, "Replaces=");

	n = escape(callid, buf, cap, n);
	if(n < cap)
		n += snprintf(buf + n, (size_t)(cap - n), "%%3Bto-tag%%3D");
	n = escape(to_tag, buf, cap, n);
	if(n < cap)
		n += snprintf(buf + n, (size_t)(cap - n), "%%3Bfrom-tag%%3D");
	return escape(from_tag, buf, cap, n);
}
