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
 * \brief jingle :: who calls, and for whom, as headers say it
 */

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "jingle_identity.h"


/* --- text ---------------------------------------------------------------------- */

static int is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}


static str piece(const char *from, const char *to)
{
	str s;

	while(from < to && is_blank(*from))
		from++;
	while(to > from && is_blank(to[-1]))
		to--;
	s.s = (char *)from;
	s.len = (int)(to - from);
	return s;
}


static int word_is(const str *s, const char *word)
{
	return s->len == (int)strlen(word)
		   && strncasecmp(s->s, word, strlen(word)) == 0;
}


/* behind a quoted string that begins at p, or at end */
static const char *quoted_end(const char *p, const char *end)
{
	for(p++; p < end && *p != '"'; p++)
		if(*p == '\\' && p + 1 < end)
			p++;
	return p < end ? p + 1 : end;
}


/* the first of these characters that is not within quotes, or end */
static const char *char_find(const char *p, const char *end, const char *any)
{
	while(p < end && (*p == '\0' || strchr(any, *p) == NULL))
		p = *p == '"' ? quoted_end(p, end) : p + 1;
	return p;
}


/* --- lists of addresses ------------------------------------------------------------ */

/* of one that has no brackets its parameters are the header's (RFC 3261 section
 * 20) */
static void address_read(
		const char *from, const char *to, jingle_identity_t *id)
{
	const char *open = char_find(from, to, "<"), *close, *semicolon;

	memset(id, 0, sizeof(*id));
	if(open < to) {
		close = memchr(open, '>', (size_t)(to - open));
		if(close == NULL)
			return;
		id->display = piece(from, open);
		id->uri = piece(open + 1, close);
		semicolon = char_find(close + 1, to, ";");
	} else {
		semicolon = char_find(from, to, ";");
		id->uri = piece(from, semicolon);
	}
	if(semicolon < to)
		id->params = piece(semicolon + 1, to);
}


/* where an address ends: the comma that is in no quotes and no brackets */
static const char *address_end(const char *p, const char *end)
{
	const char *close;

	p = char_find(p, end, ",<");
	if(p < end && *p == '<') {
		close = memchr(p, '>', (size_t)(end - p));
		p = char_find(close != NULL ? close : end, end, ",");
	}
	return p;
}


int jingle_identity_next(str *rest, jingle_identity_t *id)
{
	const char *p = rest->s, *end = p + rest->len, *stop;

	if(rest->s == NULL || rest->len <= 0)
		return 0;
	do {
		stop = address_end(p, end);
		address_read(p, stop, id);
		p = stop < end ? stop + 1 : end;
	} while(id->uri.len == 0 && p < end);
	rest->s = (char *)p;
	rest->len = (int)(end - p);
	return id->uri.len > 0;
}


int jingle_identity_param(const str *params, const char *name, str *value)
{
	const char *p = params->s, *end, *stop, *equals;
	str found;

	if(p == NULL)
		return 0;
	for(end = p + params->len; p < end; p = stop + 1) {
		stop = char_find(p, end, ";");
		equals = char_find(p, stop, "=");
		found = piece(p, equals);
		if(!word_is(&found, name))
			continue;
		*value = piece(equals < stop ? equals + 1 : stop, stop);
		if(value->len > 1 && value->s[0] == '"'
				&& value->s[value->len - 1] == '"') {
			value->s++;
			value->len -= 2;
		}
		return 1;
	}
	return 0;
}


/* --- privacy ------------------------------------------------------------------------ */

/* is there a word that these do not explain? Or, with none of them, this one */
static int privacy_has(
		const str *privacy, const char *const *but, const char *word)
{
	const char *p = privacy->s, *end = p + privacy->len, *stop;
	int i;
	str found;

	for(; p < end; p = stop + 1) {
		stop = char_find(p, end, ";,");
		found = piece(p, stop);
		if(found.len == 0)
			continue;
		if(word != NULL) {
			if(word_is(&found, word))
				return 1;
			continue;
		}
		for(i = 0; but[i] != NULL && !word_is(&found, but[i]); i++)
			;
		if(but[i] == NULL)
			return 1;
	}
	return 0;
}


int jingle_identity_hides(const str *privacy)
{
	static const char *const harmless[] = {
			"none", "critical", "session", "history", NULL};

	return privacy_has(privacy, harmless, NULL);
}


int jingle_identity_hides_history(const str *privacy)
{
	return privacy_has(privacy, NULL, "history")
		   || privacy_has(privacy, NULL, "header");
}


int jingle_identity_param_hides(const str *params)
{
	str value;

	return jingle_identity_param(params, "privacy", &value)
		   && !word_is(&value, "off") && !word_is(&value, "none");
}


/* --- diverted calls ------------------------------------------------------------------ */

/* the newest is the first one (RFC 5806 section 4.2) */
void jingle_identity_diversion(jingle_identity_diverted_t *d, const str *value)
{
	str rest = *value;
	jingle_identity_t id;

	if(d->first_seen || !jingle_identity_next(&rest, &id))
		return;
	d->first_seen = 1;
	d->hidden = jingle_identity_param_hides(&id.params);
	if(!d->hidden)
		d->uri = id.uri;
}


/* RFC 4458 section 2: why a call was diverted */
static int is_cause(const char *p, const char *end)
{
	static const char causes[] = "302 404 408 480 486 487 503";
	char code[4] = {0};

	if(end - p < 3 || (end - p > 3 && p[3] >= '0' && p[3] <= '9'))
		return 0;
	memcpy(code, p, 3);
	return strlen(code) == 3 && strchr(code, ' ') == NULL
		   && strstr(causes, code) != NULL;
}


/* what stands behind a mark in a URI, or NULL */
static const char *behind(const str *uri, const char *mark)
{
	int len = (int)strlen(mark), i;

	for(i = 0; i + len <= uri->len; i++)
		if(strncasecmp(uri->s + i, mark, (size_t)len) == 0)
			return uri->s + i + len;
	return NULL;
}


/* unless its headers say that nobody is to know */
static void diverted_from(jingle_identity_diverted_t *d, const str *uri)
{
	d->uri = *uri;
	if(d->uri.s != NULL && behind(&d->uri, "Privacy=") != NULL)
		memset(&d->uri, 0, sizeof(d->uri));
}


/* an entry says why in its own headers (RFC 4244), or the next one in its
 * parameters (RFC 7044) */
void jingle_identity_history(jingle_identity_diverted_t *d, const str *value)
{
	str rest = *value;
	jingle_identity_t id;
	const char *cause;

	if(d->first_seen)
		return;
	while(jingle_identity_next(&rest, &id)) {
		if((cause = behind(&id.uri, "cause%3D")) != NULL
				&& is_cause(cause, id.uri.s + id.uri.len))
			diverted_from(d, &id.uri);
		else if((cause = behind(&id.uri, ";cause=")) != NULL
				&& is_cause(cause, id.uri.s + id.uri.len))
			diverted_from(d, &d->before);
		d->before = id.uri;
	}
}


/* --- a URI alone ----------------------------------------------------------------------- */

static int is_harmless(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')
		   || (c >= 'A' && c <= 'Z')
		   || (c != '\0' && strchr("+-._~!*'()%@:#[]&=$/", c) != NULL);
}


static int ends_with(const str *s, const char *end)
{
	int len = (int)strlen(end);

	return s->len >= len
		   && strncasecmp(s->s + s->len - len, end, (size_t)len) == 0;
}


int jingle_identity_uri(const str *uri, char *buf, int cap, str *bare)
{
	const char *colon = behind(uri, ":");
	int i, len = uri->len, scheme = colon != NULL ? (int)(colon - uri->s) : 0;
	str prefix = {uri->s, scheme};

	if(!word_is(&prefix, "sip:") && !word_is(&prefix, "sips:")
			&& !word_is(&prefix, "tel:"))
		return -1;
	for(i = scheme; i < len; i++)
		if(uri->s[i] == ';' || uri->s[i] == '?')
			len = i;
		else if(!is_harmless(uri->s[i]))
			return -1;
	if(len <= scheme || len > cap || len > JINGLE_IDENTITY_URI_MAX)
		return -1;
	memcpy(buf, uri->s, (size_t)len);
	bare->s = buf;
	bare->len = len;
	if(!word_is(&prefix, "tel:")
			&& (memchr(buf + scheme, '@', (size_t)(len - scheme)) == NULL
					|| buf[scheme] == '@'))
		return -1;
	return ends_with(bare, ".invalid") ? -1 : 0;
}


int jingle_identity_is_verstat(const str *value)
{
	int i;

	if(value->len < 1 || value->len > JINGLE_IDENTITY_VERSTAT_MAX)
		return 0;
	for(i = 0; i < value->len; i++)
		if(!((value->s[i] >= 'a' && value->s[i] <= 'z')
				   || (value->s[i] >= 'A' && value->s[i] <= 'Z')
				   || (value->s[i] >= '0' && value->s[i] <= '9')
				   || value->s[i] == '-'))
			return 0;
	return 1;
}
