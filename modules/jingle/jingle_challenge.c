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
 * \brief jingle :: our requests in a call are challenged (RFC 3261 section 22.2)
 *
 * Runs in the owner, for a 401 or 407 to a request in the dialog: where another
 * module has the password, the request goes out again, as it was, with its CSeq
 * one higher. Nothing else hears of the challenge then. What is not answered is a
 * refusal like others, for whoever sent the request.
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../../core/mem/mem.h"

#include "jingle_challenge.h"
#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_hooks.h"
#include "jingle_recover.h"
#include "jingle_sent.h"


static int is_reinvite(const jingle_sent_t *s)
{
	return strcmp(s->method, "INVITE") == 0;
}


/* Is it still to be said? What was offered may have been taken back, and a call
 * that is over has nothing to say but that. */
static int is_wanted(const jingle_sent_t *s)
{
	const jingle_call_t *c = s->call;
	const jingle_neg_half_t *h = &c->negotiate.half[JINGLE_NEG_SIP];

	if(c->state == JINGLE_ENDED)
		return strcmp(s->method, "BYE") == 0;
	return !is_reinvite(s)
		   || (h->turn == JINGLE_TURN_OURS && h->sent == s->cseq);
}


static int challenge_answer(const jingle_challenged_t *ch)
{
	jingle_sent_t *s = ch->sent;
	jingle_call_t *c = s->call;
	jingle_challenge_t asked;
	str headers;

	memset(&asked, 0, sizeof(asked));
	asked.code = ch->code;
	asked.reply = ch->reply;
	asked.method.s = (char *)s->method;
	asked.method.len = (int)strlen(s->method);
	asked.uri = c->dialog.rem_target;
	asked.body = s->body;
	asked.nth = s->nth + 1;
	asked.in_dialog = 1;
	if(!is_wanted(s) || !jingle_hooks_challenge(c, &asked, &headers)
			|| jingle_dialog_send_authorized(c, s, &headers) < 0)
		return -1;
	if(is_reinvite(s)) {
		jingle_negotiate_sent(
				&c->negotiate, JINGLE_NEG_SIP, c->dialog.loc_cseq);
		jingle_dialog_authorization(c, &headers);
	}
	jingle_recover_save(c);
	return 0;
}


static void challenge_take(const jingle_challenged_t *ch)
{
	const jingle_call_t *c = ch->sent->call;

	if(challenge_answer(ch) == 0)
		return;
	LM_INFO("call %s: the password that a %s is asked for (%d) is not given\n",
			c->gr, ch->sent->method, ch->code);
	jingle_sent_refused(ch);
}


void jingle_challenge_init(void)
{
	jingle_sent_init(challenge_take);
}
