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
 * \brief jingle :: what the XMPP user is told of a transfer that was asked for
 *
 * Runs in the owner. What is under way lies in plain memory of the worker until
 * its outcome is known.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../core/dprint.h"

#include "jingle_conf.h"
#include "jingle_legs.h"
#include "jingle_refer_notify.h"
#include "jingle_refer_to.h"
#include "jingle_referral.h"
#include "jingle_table.h"

enum
{
	TYPED_MAX = JINGLE_REFER_TARGET_MAX + 1,
	USER_MAX = 3 * 1024,
	SESSION_MAX = 32,
};

/* A transfer under way. */
typedef struct jingle_referral
{
	char name[TYPED_MAX];			   /* of the target, as it was typed */
	char uri[2 * JINGLE_REFER_TO_MAX]; /* likewise as it is called; or empty */
	char user[USER_MAX];			   /* who is told; or empty */
	char session[SESSION_MAX];
} jingle_referral_t;


static void str_keep(const str *from, char *to, int cap)
{
	int n = from->len < cap - 1 ? from->len : cap - 1;

	if(n > 0)
		memcpy(to, from->s, (size_t)n);
	to[n > 0 ? n : 0] = '\0';
}


static void user_tell(
		jingle_call_t *c, const jingle_referral_t *r, const char *words)
{
	xmpp_gateway_reply_t reply;
	str user, session, text;

	user.s = (char *)r->user;
	user.len = (int)strlen(r->user);
	session.s = (char *)r->session;
	session.len = (int)strlen(r->session);
	if(session.len > 0) {
		memset(&reply, 0, sizeof(reply));
		reply.note = words;
		if(jingle_gateway.command_reply(&user, &session, &reply) == 0)
			return;
	}
	text.s = (char *)words;
	text.len = (int)strlen(words);
	if(user.len > 0)
		jingle_gateway.send_chat(&c->component, &c->local, &user, &text);
}


void jingle_referral_forget(jingle_call_t *c)
{
	jingle_link.timer_stop(&c->refer_timer);
	free(c->referral);
	c->referral = NULL;
}


void jingle_referral_failed(jingle_call_t *c, const char *why)
{
	char words[TYPED_MAX + JINGLE_REFER_WORDS_MAX];

	LM_INFO("call %s: the phone is not transferred: %s\n", c->gr, why);
	snprintf(words, sizeof(words),
			"The call was not transferred to %s: %s. It goes on here.",
			c->referral->name, why);
	user_tell(c, c->referral, words);
	jingle_referral_forget(c);
}


void jingle_referral_done(jingle_call_t *c)
{
	char words[TYPED_MAX + JINGLE_REFER_WORDS_MAX];
	str text;

	text.s = words;
	text.len = snprintf(
			words, sizeof(words), "transferred to %s", c->referral->name);
	LM_INFO("call %s: the phone is transferred\n", c->gr);
	c->ended_by = "client";
	jingle_call_set(c, &c->text, &text);
	jingle_legs_end(c, JINGLE_REASON_SUCCESS, &text);
	snprintf(words, sizeof(words), "The call is transferred to %s.",
			c->referral->name);
	user_tell(c, c->referral, words);
	jingle_referral_forget(c);
}


int jingle_referral_new(jingle_call_t *c, const jingle_refer_ask_t *ask,
		const str *name, const str *uri)
{
	jingle_referral_t *r = calloc(1, sizeof(*r));

	if(r == NULL) {
		LM_ERR("call %s: no memory for a transfer\n", c->gr);
		return -1;
	}
	str_keep(name, r->name, sizeof(r->name));
	if(uri != NULL)
		str_keep(uri, r->uri, sizeof(r->uri));
	str_keep(&ask->user, r->user, sizeof(r->user));
	str_keep(&ask->session, r->session, sizeof(r->session));
	c->referral = r;
	return 0;
}


str jingle_referral_uri(const jingle_call_t *c)
{
	str uri;

	uri.s = c->referral->uri;
	uri.len = (int)strlen(uri.s);
	return uri;
}
