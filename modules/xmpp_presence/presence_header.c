/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: values of header fields of RFC 6665. PURE
 */

#include <string.h>
#include <strings.h>

#include "presence_header.h"

enum
{
	HEADER_NUMBER_MAX = 2000000000
};


static int is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}


static str trimmed(const char *s, const char *end)
{
	str out;

	while(s < end && is_blank(*s))
		s++;
	while(end > s && is_blank(end[-1]))
		end--;
	out.s = (char *)s;
	out.len = (int)(end - s);
	return out;
}


/* the next part in front of a ';' that is not in quotes */
static str part_next(const char **p, const char *end)
{
	const char *s = *p, *at = s;
	int quoted = 0;

	for(; at < end && (quoted || *at != ';'); at++) {
		if(*at == '"')
			quoted = !quoted;
		else if(quoted && *at == '\\' && at + 1 < end)
			at++;
	}
	*p = at < end ? at + 1 : end;
	return trimmed(s, at);
}


int xmpp_presence_header_number(const str *value)
{
	long long n = 0;
	int i;

	for(i = 0; i < value->len && is_blank(value->s[i]); i++)
		;
	if(i == value->len || value->s[i] < '0' || value->s[i] > '9')
		return -1;
	for(; i < value->len && value->s[i] >= '0' && value->s[i] <= '9'; i++)
		if(n < HEADER_NUMBER_MAX)
			n = n * 10 + (value->s[i] - '0');
	return n < HEADER_NUMBER_MAX ? (int)n : HEADER_NUMBER_MAX;
}


static int word_is(const str *s, const char *word)
{
	size_t n = strlen(word);

	return (size_t)s->len == n && strncasecmp(s->s, word, n) == 0;
}


static void param_take(const str *part, presence_header_t *out)
{
	const char *eq =
			part->len > 0 ? memchr(part->s, '=', (size_t)part->len) : NULL;
	str name, value;

	if(eq == NULL)
		return;
	name = trimmed(part->s, eq);
	value = trimmed(eq + 1, part->s + part->len);
	if(word_is(&name, "reason"))
		out->reason = value;
	else if(word_is(&name, "expires"))
		out->expires = xmpp_presence_header_number(&value);
	else if(word_is(&name, "retry-after"))
		out->retry_after = xmpp_presence_header_number(&value);
}


int xmpp_presence_header_read(const str *value, presence_header_t *out)
{
	const char *p = value->s, *end = p + value->len;
	str part;

	memset(out, 0, sizeof(*out));
	out->expires = out->retry_after = -1;
	if(value->len <= 0)
		return -1;
	out->token = part_next(&p, end);
	while(p < end) {
		part = part_next(&p, end);
		param_take(&part, out);
	}
	return out->token.len > 0 ? 0 : -1;
}


int xmpp_presence_header_is(const presence_header_t *h, const char *word)
{
	return word_is(&h->token, word);
}
