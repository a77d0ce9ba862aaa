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
 * \brief jingle :: whom a phone refers a call to
 */

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "jingle_refer_to.h"

enum
{
	BAD = 400,
	DECLINED = 603,
};


static void str_trim(str *s)
{
	while(s->len > 0 && memchr(" \t\r\n", s->s[0], 4) != NULL) {
		s->s++;
		s->len--;
	}
	while(s->len > 0 && memchr(" \t\r\n", s->s[s->len - 1], 4) != NULL)
		s->len--;
}


static str str_between(const char *begin, const char *end)
{
	str s;

	s.s = (char *)begin;
	s.len = (int)(end - begin);
	return s;
}


static int str_begins(const str *s, const char *word)
{
	const int len = (int)strlen(word);

	return s->len >= len && strncasecmp(s->s, word, (size_t)len) == 0;
}


/* behind a quoted display name; NULL: it has no end */
static const char *quoted_skip(const char *p, const char *end)
{
	for(p++; p < end && *p != '"'; p++)
		if(*p == '\\')
			p++;
	return p < end ? p + 1 : NULL;
}


/* the URI of a name-addr or addr-spec; 0, BAD */
static int uri_find(const str *value, str *uri)
{
	const char *end = value->s + value->len, *p = value->s, *stop;
	str rest;

	if(p < end && *p == '"' && (p = quoted_skip(p, end)) == NULL)
		return BAD;
	stop = memchr(p, '<', (size_t)(end - p));
	if(stop != NULL) {
		p = stop + 1;
		stop = memchr(p, '>', (size_t)(end - p));
		if(stop == NULL)
			return BAD;
		rest = str_between(stop + 1, end);
	} else {
		for(stop = p; stop < end && *stop != ';' && *stop != ','; stop++)
			;
		rest = str_between(stop, end);
	}
	*uri = str_between(p, stop);
	str_trim(uri);
	str_trim(&rest);
	/* what is behind are parameters; another value is a second Refer-To */
	if(rest.len > 0 && rest.s[0] != ';')
		return BAD;
	return rest.len > 0 && memchr(rest.s, ',', (size_t)rest.len) != NULL ? BAD
																		 : 0;
}


/* RFC 3261 section 25.1: what a URI is made of. %00 and the like stay escaped. */
static int uri_chars(const str *uri)
{
	int i;

	for(i = 0; i < uri->len; i++)
		if((unsigned char)uri->s[i] <= ' ' || (unsigned char)uri->s[i] >= 127
				|| strchr("<>\"\\^`{|}", uri->s[i]) != NULL)
			return 0;
	return 1;
}


static int hex_of(char c)
{
	if(c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}


/* into buf; printable ASCII alone, as in the header that it becomes. 0, BAD */
static int unescape(const str *in, char *buf, int cap, str *out)
{
	int i, n = 0, c;

	for(i = 0; i < in->len && n < cap; i++) {
		c = (unsigned char)in->s[i];
		if(c == '%') {
			if(i + 2 >= in->len || hex_of(in->s[i + 1]) < 0
					|| hex_of(in->s[i + 2]) < 0)
				return BAD;
			c = hex_of(in->s[i + 1]) * 16 + hex_of(in->s[i + 2]);
			i += 2;
		}
		if(c < ' ' || c >= 127)
			return BAD;
		buf[n++] = (char)c;
	}
	out->s = buf;
	out->len = n;
	return i == in->len && n > 0 ? 0 : BAD;
}


/* "a=b&Replaces=c": 0, BAD */
static int headers_read(
		const str *headers, jingle_refer_to_t *out, char *buf, int cap)
{
	const char *p = headers->s, *end = p + headers->len, *stop;
	str one, value;

	for(; p < end; p = stop + 1) {
		stop = memchr(p, '&', (size_t)(end - p));
		if(stop == NULL)
			stop = end;
		one = str_between(p, stop);
		if(!str_begins(&one, "Replaces="))
			continue;
		value = str_between(one.s + 9, stop);
		if(out->replaces.s != NULL
				|| unescape(&value, buf, cap, &out->replaces) != 0)
			return BAD;
	}
	return 0;
}


/* a parameter of the URI as it begins at p, behind its semicolon */
static str param_at(const char *p, const char *end)
{
	const char *stop = memchr(p, ';', (size_t)(end - p));

	return str_between(p, stop != NULL ? stop : end);
}


/* Copy the URI without its method, if that is INVITE (RFC 3261 section 19.1.1).
 * A semicolon in front of the host is one of the user. 0, BAD, DECLINED */
static int uri_copy(const str *uri, jingle_refer_to_t *out, char *buf)
{
	const char *end = uri->s + uri->len, *p = end;
	str param;
	int n;

	while(p > uri->s && p[-1] != '@')
		p--;
	while(p < end && *p != ';')
		p++;
	n = (int)(p - uri->s);
	memcpy(buf, uri->s, (size_t)n);
	for(; p < end; p = param.s + param.len) {
		param = param_at(p + 1, end);
		if(str_begins(&param, "method=")) {
			if(param.len != 13 || memcmp(param.s + 7, "INVITE", 6) != 0)
				return DECLINED;
			continue;
		}
		buf[n++] = ';';
		memcpy(buf + n, param.s, (size_t)param.len);
		n += param.len;
	}
	out->uri.s = buf;
	out->uri.len = n;
	return n > 4 ? 0 : BAD;
}


/* "tel:+49-30-123456;x=y" as the URI of a SIP user; 0, BAD */
static int number_write(const str *uri, const str *domain,
		jingle_refer_to_t *out, char *buf, int cap)
{
	int i, n = snprintf(buf, (size_t)cap, "sip:"), begin = n;

	for(i = 4; i < uri->len && uri->s[i] != ';'; i++) {
		if(strchr("-.()", uri->s[i]) != NULL)
			continue; /* RFC 3966 section 5.1.1 */
		if(strchr("0123456789*#+", uri->s[i]) == NULL
				|| (uri->s[i] == '+' && n > begin))
			return BAD;
		if(uri->s[i] == '#')
			n += snprintf(buf + n, (size_t)(cap - n), "%%23");
		else
			buf[n++] = uri->s[i];
		if(n + 8 >= cap)
			return BAD;
	}
	if(n == begin || (n == begin + 1 && buf[begin] == '+')
			|| n + domain->len + 2 > cap)
		return BAD;
	n += snprintf(buf + n, (size_t)(cap - n), "@%.*s", domain->len, domain->s);
	out->uri.s = buf;
	out->uri.len = n;
	return 0;
}


int jingle_refer_to_read(const str *value, const str *domain,
		jingle_refer_to_t *out, char *buf, int cap)
{
	str all = *value, uri, headers;
	const char *mark;
	int code;

	memset(out, 0, sizeof(*out));
	str_trim(&all);
	if(all.len > JINGLE_REFER_TO_MAX || cap < 2 * JINGLE_REFER_TO_MAX
			|| uri_find(&all, &uri) != 0 || uri.len == 0 || !uri_chars(&uri))
		return BAD;
	if(str_begins(&uri, "tel:"))
		return number_write(&uri, domain, out, buf, cap);
	if(memchr(uri.s, ':', (size_t)uri.len) == NULL)
		return BAD;
	if(!str_begins(&uri, "sip:"))
		return DECLINED;
	mark = memchr(uri.s, '?', (size_t)uri.len);
	if(mark != NULL) {
		headers = str_between(mark + 1, uri.s + uri.len);
		uri.len = (int)(mark - uri.s);
		code = headers_read(
				&headers, out, buf + JINGLE_REFER_TO_MAX, JINGLE_REFER_TO_MAX);
		if(code != 0)
			return code;
	}
	return uri_copy(&uri, out, buf);
}


int jingle_refer_to_contact(const str *uri)
{
	char buf[JINGLE_REFER_TO_MAX];
	jingle_refer_to_t copy;

	if(uri->len > JINGLE_REFER_TO_MAX || !uri_chars(uri)
			|| memchr(uri->s, '?', (size_t)uri->len) != NULL
			|| (!str_begins(uri, "sip:") && !str_begins(uri, "sips:")))
		return -1;
	return uri_copy(uri, &copy, buf) == 0 && copy.uri.len == uri->len ? 0 : -1;
}


int jingle_refer_to_frag(int code, const char *phrase, char *buf, int cap)
{
	return snprintf(buf, (size_t)cap, "SIP/2.0 %d %s\r\n", code, phrase);
}
