/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: what an answer to REGISTER says. PURE
 */

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../xmpp_link/link_jid.h"

#include "account_answer.h"
#include "account_digest.h"
#include "account_text.h"

enum
{
	ANSWER_SECONDS_MAX = 30 * 86400,
	ANSWER_REASON_MAX = 80,
	ANSWER_URI_MAX = 512,
	ANSWER_CONTACTS_MAX = 64, /* looked at */
};

/* "SIP/2.0 401 Unauthorized" */
static void status_read(const str *reply, account_answer_t *out)
{
	const char *end =
			reply->len > 0 ? memchr(reply->s, '\n', (size_t)reply->len) : NULL;
	str line = {reply->s, end ? (int)(end - reply->s) : 0}, number;

	line = xmpp_account_trim(line);
	if(line.len < 11 || strncasecmp(line.s, "SIP/2.0 ", 8) != 0)
		return;
	number.s = line.s + 8;
	number.len = 3;
	out->code = xmpp_account_number(&number, 999);
	out->reason.s = line.s + 11;
	out->reason.len = line.len - 11;
	out->reason = xmpp_account_trim(out->reason);
	if(out->reason.len > ANSWER_REASON_MAX
			|| !link_text_is_clean(out->reason.s, out->reason.len))
		out->reason.len = 0;
}


/* The user of a SIP URI, or nothing */
static str uri_user(const str *uri)
{
	str user = STR_NULL;
	char *at;
	int n = 0;

	if(uri->len > 4 && strncasecmp(uri->s, "sip:", 4) == 0)
		n = 4;
	else if(uri->len > 5 && strncasecmp(uri->s, "sips:", 5) == 0)
		n = 5;
	at = n ? memchr(uri->s, '@', (size_t)uri->len) : NULL;
	if(at) {
		user.s = uri->s + n;
		user.len = (int)(at - user.s);
	}
	return user;
}


/* ;expires=60 among parameters; -1: it is not there */
static int param_expires(const str *params)
{
	str value;

	return xmpp_account_param(params, "expires", &value) > 0
				   ? xmpp_account_number(&value, ANSWER_SECONDS_MAX)
				   : -1;
}


typedef struct contacts
{
	const str *token;
	int found;	 /* ours is there */
	int expires; /* its own, or -1 */
	int looked_at;
	str first; /* SIP URI */
} contacts_t;

static void contacts_read(contacts_t *c, const str *value)
{
	int at = 0;
	str item, uri, params, user;

	while(c->looked_at < ANSWER_CONTACTS_MAX
			&& xmpp_account_item_next(value, &at, &item)) {
		c->looked_at++;
		if(xmpp_account_name_addr(&item, &uri, &params) < 0)
			continue;
		user = uri_user(&uri);
		if(c->first.len == 0 && uri.len <= ANSWER_URI_MAX && uri.len > 5
				&& strncasecmp(uri.s, "sip", 3) == 0
				&& (uri.s[3] == ':' || strncasecmp(uri.s + 3, "s:", 2) == 0)
				&& link_text_is_clean(uri.s, uri.len))
			c->first = uri;
		if(c->found || c->token == NULL || user.len != c->token->len
				|| user.len == 0
				|| memcmp(user.s, c->token->s, (size_t)user.len) != 0)
			continue;
		c->found = 1;
		c->expires = param_expires(&params);
	}
}


static void expires_choose(
		const contacts_t *c, int header, int asked, account_answer_t *out)
{
	if(!c->found)
		return;
	out->expires = c->expires >= 0 ? c->expires : header >= 0 ? header : asked;
}


static int stale_read(const str *reply)
{
	account_challenge_t c[ACCOUNT_REALMS_MAX];
	int i, n = xmpp_account_challenges(reply, c);

	for(i = 0; i < n; i++)
		if(c[i].is_stale)
			return 1;
	return 0;
}


void xmpp_account_answer_read(
		const str *reply, const str *token, int asked, account_answer_t *out)
{
	contacts_t c = {.token = token, .expires = -1};
	int at = 0, expires = -1, n;
	account_header_t h;

	memset(out, 0, sizeof(*out));
	out->expires = out->retry_after = -1;
	status_read(reply, out);
	while(xmpp_account_header_next(reply, &at, &h)) {
		n = xmpp_account_number(&h.value, ANSWER_SECONDS_MAX);
		if(xmpp_account_header_is(&h, "Contact", 'm'))
			contacts_read(&c, &h.value);
		else if(xmpp_account_header_is(&h, "Expires", 0))
			expires = n;
		else if(xmpp_account_header_is(&h, "Min-Expires", 0) && n > 0)
			out->min_expires = n;
		else if(xmpp_account_header_is(&h, "Retry-After", 0))
			out->retry_after = n;
	}
	if(token == NULL)
		out->expires = expires;
	else if(out->code >= 200 && out->code < 300)
		expires_choose(&c, expires, asked, out);
	if(out->code >= 300 && out->code < 400)
		out->target = c.first;
	if(out->code == 401 || out->code == 407)
		out->is_stale = stale_read(reply);
}
