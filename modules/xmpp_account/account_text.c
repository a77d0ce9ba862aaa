/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: a SIP message as lines, a header value as words. PURE
 */

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "account_text.h"

static int is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}


/* Where the line at `from` ends: its LF, or the end of the message */
static int line_end(const str *msg, int from)
{
	const char *lf = memchr(msg->s + from, '\n', (size_t)(msg->len - from));

	return lf ? (int)(lf - msg->s) : msg->len;
}


/* likewise, with the lines that continue it (RFC 3261 section 7.3.1) */
static int header_end(const str *msg, int from)
{
	int end = line_end(msg, from);

	while(end + 1 < msg->len
			&& (msg->s[end + 1] == ' ' || msg->s[end + 1] == '\t'))
		end = line_end(msg, end + 1);
	return end;
}


str xmpp_account_trim(str s)
{
	while(s.len > 0 && is_blank(s.s[0])) {
		s.s++;
		s.len--;
	}
	while(s.len > 0 && is_blank(s.s[s.len - 1]))
		s.len--;
	return s;
}


int xmpp_account_header_next(const str *msg, int *at, account_header_t *out)
{
	const char *colon;
	int from, end;

	if(*at == 0)
		*at = msg->len > 0 ? line_end(msg, 0) + 1 : 0;
	while(*at < msg->len) {
		from = *at;
		if(msg->s[from] == '\n' || msg->s[from] == '\r')
			return 0; /* the body is next */
		end = header_end(msg, from);
		*at = end + 1;
		colon = memchr(msg->s + from, ':', (size_t)(end - from));
		if(colon == NULL)
			continue;
		out->name.s = msg->s + from;
		out->name.len = (int)(colon - out->name.s);
		out->name = xmpp_account_trim(out->name);
		out->value.s = msg->s + (colon + 1 - msg->s);
		out->value.len = end - (int)(colon + 1 - msg->s);
		out->value = xmpp_account_trim(out->value);
		return 1;
	}
	return 0;
}


int xmpp_account_word_is(const str *s, const char *word)
{
	return (size_t)s->len == strlen(word)
		   && strncasecmp(s->s, word, (size_t)s->len) == 0;
}


int xmpp_account_header_is(
		const account_header_t *h, const char *name, char compact)
{
	if(compact && h->name.len == 1)
		return tolower((unsigned char)h->name.s[0]) == compact;
	return xmpp_account_word_is(&h->name, name);
}


int xmpp_account_number(const str *s, int max)
{
	int i, n = 0;

	for(i = 0; i < s->len && isdigit((unsigned char)s->s[i]); i++) {
		n = n * 10 + (s->s[i] - '0');
		if(n > max || i == 9)
			return max;
	}
	if(i == 0
			|| (i < s->len && !is_blank(s->s[i]) && s->s[i] != ';'
					&& s->s[i] != '('))
		return -1;
	return n;
}


void xmpp_account_skip_blanks(const str *s, int *at)
{
	while(*at < s->len && is_blank(s->s[*at]))
		(*at)++;
}


str xmpp_account_token(const str *s, int *at)
{
	str token = {s->s + *at, 0};
	unsigned char c;

	for(; *at < s->len; (*at)++) {
		c = (unsigned char)s->s[*at];
		if(c >= 0x80 || c == 0
				|| (!isalnum(c) && strchr("-.!%*_+`'~", c) == NULL))
			break;
	}
	token.len = (int)(s->s + *at - token.s);
	return token;
}


int xmpp_account_quoted(const str *s, int *at, str *out)
{
	int i = *at + 1;

	out->s = s->s + i;
	for(; i < s->len && s->s[i] != '"'; i++) {
		if(s->s[i] == '\\')
			i++;
		if(i >= s->len || (unsigned char)s->s[i] < ' ' || s->s[i] == 0x7f)
			return -1;
	}
	if(i >= s->len)
		return -1;
	out->len = (int)(s->s + i - out->s);
	*at = i + 1;
	return 0;
}


int xmpp_account_item_next(const str *value, int *at, str *item)
{
	int i = *at, quoted = 0, angle = 0;
	char c;

	while(i < value->len && (is_blank(value->s[i]) || value->s[i] == ','))
		i++;
	item->s = value->s + i;
	for(; i < value->len; i++) {
		c = value->s[i];
		if(quoted && c == '\\')
			i++;
		else if(c == '"')
			quoted = !quoted;
		else if(!quoted && (c == '<' || c == '>'))
			angle = c == '<';
		else if(!quoted && !angle && c == ',')
			break;
	}
	if(i > value->len)
		i = value->len;
	item->len = (int)(value->s + i - item->s);
	*item = xmpp_account_trim(*item);
	*at = i;
	return item->len > 0;
}


int xmpp_account_name_addr(const str *item, str *uri, str *params)
{
	int at = 0;
	char *open, *end;
	str name;

	if(item->len > 0 && item->s[0] == '"'
			&& xmpp_account_quoted(item, &at, &name) < 0)
		return -1;
	open = memchr(item->s + at, '<', (size_t)(item->len - at));
	if(open) {
		end = memchr(open, '>', (size_t)(item->s + item->len - open));
		if(end == NULL)
			return -1;
		uri->s = open + 1;
		uri->len = (int)(end - uri->s);
		params->s = end + 1;
	} else {
		/* without brackets all parameters are the header's */
		end = memchr(item->s, ';', (size_t)item->len);
		uri->s = item->s;
		uri->len = end ? (int)(end - item->s) : item->len;
		params->s = end ? end : item->s + item->len;
	}
	params->len = (int)(item->s + item->len - params->s);
	return 0;
}


/* what is behind the name of a parameter: its value, without quotes */
static str param_value(const str *params, int at)
{
	str value = {params->s + at, 0}, quoted;

	xmpp_account_skip_blanks(params, &at);
	if(at < params->len && params->s[at] == '=') {
		at++;
		xmpp_account_skip_blanks(params, &at);
		value.s = params->s + at;
		if(at < params->len && params->s[at] == '"')
			return xmpp_account_quoted(params, &at, &quoted) == 0 ? quoted
																  : value;
		while(at < params->len && strchr("; \t\r\n,", params->s[at]) == NULL)
			at++;
		value.len = (int)(params->s + at - value.s);
	}
	return value;
}


int xmpp_account_param(const str *params, const char *name, str *value)
{
	int at = 0;
	str found, skipped;

	while(at < params->len) {
		if(params->s[at] == '"') {
			if(xmpp_account_quoted(params, &at, &skipped) < 0)
				return 0;
			continue;
		}
		if(params->s[at++] != ';')
			continue;
		xmpp_account_skip_blanks(params, &at);
		found = xmpp_account_token(params, &at);
		if(!xmpp_account_word_is(&found, name))
			continue;
		*value = param_value(params, at);
		return 1;
	}
	return 0;
}
