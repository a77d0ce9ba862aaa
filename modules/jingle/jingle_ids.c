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
 * \brief jingle :: names of a call on the wire
 */

#include <stdio.h>
#include <string.h>

#include "jingle_ids.h"

static const char old_prefix[] = "JX-";


static int word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
		   || (c >= '0' && c <= '9')
		   || (c != '\0' && strchr("-.!%*_+`'~()<>:\\\"/[]?{}", c) != NULL);
}


int jingle_ids_callid(const str *s)
{
	int i, begin = 0, ats = 0;

	for(i = 0; i < s->len; i++) {
		if(s->s[i] == '@' && ats == 0 && i > 0) {
			ats++;
			begin = i + 1;
		} else if(!word_char(s->s[i])) {
			return 0;
		}
	}
	return s->len > begin;
}


int jingle_ids_tag(const str *s)
{
	int i;

	for(i = 0; i < s->len; i++)
		if((unsigned char)s->s[i] <= ' ' || s->s[i] == 127
				|| strchr("\"<>;,", s->s[i]) != NULL)
			return 0;
	return 1;
}


int jingle_ids_user(const str *s)
{
	const char *at = s->len > 0 ? memchr(s->s, '@', (size_t)s->len) : NULL;
	int i;

	if(s->len > JINGLE_IDS_USER_MAX || at == NULL || at == s->s
			|| at == s->s + s->len - 1)
		return 0;
	for(i = 0; i < s->len; i++)
		if((unsigned char)s->s[i] <= ' ' || (unsigned char)s->s[i] >= 127
				|| strchr("<>\"?\\", s->s[i]) != NULL
				|| (s->s[i] == '@' && s->s + i != at))
			return 0;
	return 1;
}


int jingle_ids_old(const str *callid, char *buf, int cap, str *name)
{
	int n;

	if(!jingle_ids_callid(callid))
		return -1;
	n = snprintf(buf, (size_t)cap, "%s%.*s", old_prefix, STR_FMT(callid));
	if(n >= cap)
		return -1;
	name->s = buf;
	name->len = n;
	return 0;
}


int jingle_ids_is_old(const str *name, const str *callid)
{
	const int len = sizeof(old_prefix) - 1;

	return name->len == len + callid->len && callid->len > 0
		   && memcmp(name->s + len, callid->s, (size_t)callid->len) == 0;
}


const char *jingle_ids_side(jingle_side_t side, int phone, char *buf)
{
	if(side == JINGLE_SIDE_XMPP)
		snprintf(buf, JINGLE_IDS_SIDE_MAX, "x");
	else
		snprintf(buf, JINGLE_IDS_SIDE_MAX, "s%d", phone + 1);
	return buf;
}


int jingle_ids_rtpengine(const str *name, const str *callid, jingle_side_t from,
		int to, int phone, char *buf, int cap, str *out)
{
	char side[JINGLE_IDS_SIDE_MAX];
	jingle_side_t other =
			from == JINGLE_SIDE_XMPP ? JINGLE_SIDE_SIP : JINGLE_SIDE_XMPP;
	int n = snprintf(buf, (size_t)cap, "call-id=%.*s", STR_FMT(name));

	if(from != JINGLE_SIDE_NONE && !jingle_ids_is_old(name, callid)) {
		if(n < cap)
			n += snprintf(buf + n, (size_t)(cap - n), " from-tag=%s",
					jingle_ids_side(from, phone, side));
		if(to && n < cap)
			n += snprintf(buf + n, (size_t)(cap - n), " to-tag=%s",
					jingle_ids_side(other, phone, side));
	}
	if(n >= cap)
		return -1;
	out->s = buf;
	out->len = n;
	return 0;
}
