/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: what a SUBSCRIBE wants, as text. PURE
 */

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "presence_request.h"

static const struct
{
	const char *name;
	const char *type;
} packages[PRESENCE_PACKAGES] = {
		{"presence", "application/pidf+xml"},
		{"dialog", "application/dialog-info+xml"},
};


const char *xmpp_presence_package_name(presence_package_t package)
{
	return packages[package].name;
}


const char *xmpp_presence_package_type(presence_package_t package)
{
	return packages[package].type;
}


static int is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}


/* The next part up to one of the ends, without blanks around it; *rest goes on
 * behind that end. return 0: there is none */
static int part_next(str *rest, char end, str *part)
{
	const char *stop;

	if(rest->len <= 0)
		return 0;
	stop = memchr(rest->s, end, (size_t)rest->len);
	part->s = rest->s;
	part->len = stop ? (int)(stop - rest->s) : rest->len;
	rest->s += part->len + (stop != NULL);
	rest->len -= part->len + (stop != NULL);
	while(part->len > 0 && is_blank(part->s[0])) {
		part->s++;
		part->len--;
	}
	while(part->len > 0 && is_blank(part->s[part->len - 1]))
		part->len--;
	return 1;
}


static int text_is(const str *a, const char *b)
{
	return (size_t)a->len == strlen(b)
		   && strncasecmp(a->s, b, (size_t)a->len) == 0;
}


/* RFC 3261 section 25.1 */
static int is_token(const str *s)
{
	int i;

	for(i = 0; i < s->len; i++)
		if(!((s->s[i] >= '0' && s->s[i] <= '9')
				   || (s->s[i] >= 'a' && s->s[i] <= 'z')
				   || (s->s[i] >= 'A' && s->s[i] <= 'Z')
				   || (s->s[i] != '\0' && strchr("-.!%*_+`'~", s->s[i]))))
			return 0;
	return s->len > 0;
}


/* id=7: 1, 0 another parameter, -1 malformed */
static int id_read(const str *part, str *id)
{
	if(part->len < 3 || strncasecmp(part->s, "id=", 3) != 0)
		return 0;
	id->s = part->s + 3;
	id->len = part->len - 3;
	return is_token(id) && id->len <= PRESENCE_EVENT_ID_MAX ? 1 : -1;
}


presence_package_t xmpp_presence_event_read(
		const str *value, char *buf, str *event)
{
	str rest = *value, name, part, id = STR_NULL;
	int i = PRESENCE_PACKAGE_PRESENCE;

	if(!part_next(&rest, ';', &name))
		return PRESENCE_PACKAGE_OTHER;
	while(i < PRESENCE_PACKAGES && !text_is(&name, packages[i].name))
		i++;
	if(i == PRESENCE_PACKAGES)
		return PRESENCE_PACKAGE_OTHER;
	while(part_next(&rest, ';', &part))
		if(id_read(&part, &id) < 0)
			return PRESENCE_PACKAGE_OTHER;
	event->s = buf;
	event->len = snprintf(buf, PRESENCE_EVENT_MAX, "%s%s%.*s", packages[i].name,
			id.len > 0 ? ";id=" : "", id.len, id.len > 0 ? id.s : "");
	return (presence_package_t)i;
}


int xmpp_presence_accepts(const str *value, const char *type)
{
	str rest = *value, entry, range;
	const char *slash = strchr(type, '/');
	int main_len = (int)(slash - type);

	while(part_next(&rest, ',', &entry)) {
		if(!part_next(&entry, ';', &range))
			continue;
		if(text_is(&range, type) || text_is(&range, "*/*"))
			return 1;
		if(range.len == main_len + 2
				&& strncasecmp(range.s, type, (size_t)main_len) == 0
				&& memcmp(range.s + main_len, "/*", 2) == 0)
			return 1;
	}
	return 0;
}


int xmpp_presence_expires_read(const str *value)
{
	str rest = *value, number;
	long long n = 0;
	int i;

	if(!part_next(&rest, ';', &number) || number.len == 0)
		return -1;
	for(i = 0; i < number.len; i++) {
		if(number.s[i] < '0' || number.s[i] > '9')
			return -1;
		if(n < 0x7fffffff)
			n = n * 10 + number.s[i] - '0';
	}
	return n > 0x7fffffff ? 0x7fffffff : (int)n;
}


int xmpp_presence_answer_ends(int code)
{
	switch(code) {
		case 404:
		case 405:
		case 408:
		case 410:
		case 416:
		case 489:
		case 501:
		case 604:
			return 1;
		default:
			return code >= 480 && code <= 485;
	}
}
