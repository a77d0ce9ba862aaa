/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: what a mailbox says (RFC 3842 section 5.2). PURE
 */

#include <stdio.h>
#include <string.h>

#include "account_summary.h"
#include "account_text.h"

enum
{
	SUMMARY_LINES_MAX = 64, /* looked at */
};


/* "name: value" at *at, moved behind its line. return 1, 0: no line any more */
static int line_next(const str *body, int *at, str *name, str *value)
{
	const char *end, *colon;
	str line;

	if(*at >= body->len)
		return 0;
	line.s = body->s + *at;
	end = memchr(line.s, '\n', (size_t)(body->len - *at));
	line.len = end ? (int)(end - line.s) : body->len - *at;
	*at += line.len + 1;
	colon = memchr(line.s, ':', (size_t)line.len);
	name->s = value->s = line.s;
	name->len = value->len = 0;
	if(colon) {
		name->len = (int)(colon - line.s);
		value->s = line.s + name->len + 1;
		value->len = line.len - name->len - 1;
	}
	*name = xmpp_account_trim(*name);
	*value = xmpp_account_trim(*value);
	return 1;
}


/* "2/8 (0/2)": new and old ones; what is urgent is among them */
static int counts_read(const str *value, account_summary_t *out)
{
	const char *slash =
			value->len > 0 ? memchr(value->s, '/', (size_t)value->len) : NULL;
	str new_ones = {value->s, slash ? (int)(slash - value->s) : 0}, old_ones;
	int n, m;

	if(slash == NULL)
		return -1;
	old_ones.s = new_ones.s + new_ones.len + 1;
	old_ones.len = value->len - new_ones.len - 1;
	old_ones = xmpp_account_trim(old_ones);
	n = xmpp_account_number(&new_ones, ACCOUNT_MESSAGES_MAX);
	m = xmpp_account_number(&old_ones, ACCOUNT_MESSAGES_MAX);
	if(n < 0 || m < 0)
		return -1;
	out->new_messages = n;
	out->old_messages = m;
	return 0;
}


int xmpp_account_summary_read(const str *body, account_summary_t *out)
{
	str name, value;
	int at = 0, lines = 0;

	memset(out, 0, sizeof(*out));
	while(lines++ < SUMMARY_LINES_MAX && line_next(body, &at, &name, &value)) {
		if(xmpp_account_word_is(&name, "Messages-Waiting")) {
			out->is_known = xmpp_account_word_is(&value, "yes")
							|| xmpp_account_word_is(&value, "no");
			out->is_waiting = xmpp_account_word_is(&value, "yes");
		} else if(xmpp_account_word_is(&name, "Voice-Message")
				  && counts_read(&value, out) == 0) {
			out->is_counted = 1;
		}
	}
	/* yes may be a fax: what counts is voice, where it is counted */
	if(out->is_counted)
		out->is_waiting = out->new_messages > 0;
	return out->is_known ? 0 : -1;
}


int xmpp_account_summary_rises(
		const account_summary_t *was, const account_summary_t *is)
{
	if(!is->is_waiting)
		return 0;
	return !was->is_waiting || is->new_messages > was->new_messages;
}


int xmpp_account_summary_text(const account_summary_t *s, char *buf, int cap)
{
	int n = 0;

	buf[0] = '\0';
	if(s->is_waiting && s->is_counted)
		n = snprintf(buf, (size_t)cap, "%d new voice message%s",
				s->new_messages, s->new_messages == 1 ? "" : "s");
	else if(s->is_waiting)
		n = snprintf(buf, (size_t)cap, "new voice messages");
	return n;
}
