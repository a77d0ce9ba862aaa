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
 * \brief jingle :: a call that a phone has referred to another party
 *
 * Runs in the owner of both calls, the old one and the new one, as actions of the
 * state table. While the new one has no 200 both have a reference to what is
 * kept of the transfer; it is gone with the final NOTIFY. The session moves
 * with the 200, or when the phone that referred it hangs up before.
 */

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/mem/shm.h"

#include "jingle_actions_to_sip.h"
#include "jingle_bridge.h"
#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_engine.h"
#include "jingle_legs.h"
#include "jingle_log.h"
#include "jingle_phone.h"
#include "jingle_prack.h"
#include "jingle_press.h"
#include "../jingle_sdp/jingle_reason.h"
#include "jingle_recover.h"
#include "jingle_second_call.h"
#include "jingle_stats.h"
#include "jingle_session_timer.h"
#include "jingle_sip_modify.h"
#include "jingle_table.h"
#include "jingle_takeover.h"
#include "jingle_transfer.h"
#include "jingle_transfer_media.h"
#include "jingle_media_back.h"
#include "jingle_media_route.h"
#include "jingle_uac.h"
#include "jingle_uas.h"

enum
{
	HEADERS_MAX = 1600,
	FRAG_MAX = 128,
	SUBSCRIBED =
			28, /* s beyond transfer_time that a phone may wait for NOTIFYs */
};

typedef struct jingle_transfer
{
	jingle_call_t *from; /* whose phone it was; NULL: the session has moved */
	jingle_call_t *to;
	unsigned cseq; /* of the REFER */
	int silent;
	int said; /* code of the last NOTIFY */
} jingle_transfer_t;


/* --- what the phone hears ------------------------------------------------------ */

/* RFC 3515 section 2.4.4; of a reply no more than its status, in our words */
static void notify_send(jingle_call_t *c, unsigned cseq, int code)
{
	char buf[HEADERS_MAX], frag[FRAG_MAX], state[32];
	str hdrs, body;

	snprintf(state, sizeof(state), "active;expires=%d",
			JINGLE_CFG(transfer_time) + SUBSCRIBED);
	hdrs.s = buf;
	hdrs.len = jingle_dialog_contact(c, buf, sizeof(buf));
	if(hdrs.len < (int)sizeof(buf))
		hdrs.len += snprintf(buf + hdrs.len, sizeof(buf) - hdrs.len,
				"Event: refer;id=%u\r\nSubscription-State: %s\r\n"
				"Content-Type: message/sipfrag;version=2.0\r\n",
				cseq, code < 200 ? state : "terminated;reason=noresource");
	if(hdrs.len >= (int)sizeof(buf))
		return;
	body.s = frag;
	body.len = jingle_refer_to_frag(
			code, jingle_sdp.reason_phrase(code), frag, sizeof(frag));
	if(body.len < (int)sizeof(frag))
		jingle_dialog_send(c, "NOTIFY", &hdrs, &body, NULL);
}


static void notify(jingle_transfer_t *t, int code)
{
	if(t->silent || t->from == NULL || code == t->said)
		return;
	t->said = code;
	notify_send(t->from, t->cseq, code);
}


/* --- what is kept ----------------------------------------------------------------- */

static int transfer_keep(
		jingle_call_t *c, jingle_call_t *to, unsigned cseq, int silent)
{
	jingle_transfer_t *t = shm_malloc(sizeof(*t));

	if(t == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	memset(t, 0, sizeof(*t));
	t->from = c;
	t->to = to;
	t->cseq = cseq;
	t->silent = silent;
	jingle_table_ref(c);
	jingle_table_ref(to);
	c->transfer = to->transfer = t;
	c->referring = silent ? 0 : cseq;
	return 0;
}


/* the old call has no part in it any more */
static void from_forget(jingle_transfer_t *t)
{
	jingle_call_t *c = t->from;

	if(c == NULL)
		return;
	t->from = NULL;
	c->transfer = NULL;
	c->referring = 0;
	jingle_table_put(c);
}


static void transfer_forget(jingle_transfer_t *t)
{
	jingle_call_t *to = t->to;

	from_forget(t);
	to->transfer = NULL;
	shm_free(t);
	jingle_table_put(to);
}


/* it does not come about: the old call goes on as it was */
static void transfer_fails(jingle_call_t *to, int code)
{
	jingle_transfer_t *t = to->transfer;
	jingle_call_t *c = t != NULL ? t->from : NULL;

	to->code = code;
	to->reason = jingle_sdp.reason_of_code(code, 0);
	if(t == NULL) {
		jingle_bridge_fails(to);
		return;
	}
	if(c == NULL) {
		transfer_forget(t);
		return;
	}
	LM_INFO("call %s: phone %.*s referred it to %s in vain (%d)\n", c->gr,
			STR_FMT(&c->dialog.rem_uri), jingle_log_text(&to->dialog.rem_uri),
			code);
	jingle_table_ref(c);
	t->from->referring = 0;
	/* first, for the client's packets must go somewhere */
	if(c->state == JINGLE_ACTIVE)
		jingle_media_back(c);
	jingle_media_route_end(to);
	notify(t, code);
	transfer_forget(t);
	if(c->state == JINGLE_ACTIVE)
		jingle_transfer_resume(c);
	jingle_recover_save(c);
	jingle_table_put(c);
}


/* --- the new call ------------------------------------------------------------------ */

int jingle_transfer_can(jingle_call_t *c)
{
	jingle_leg_t *leg = jingle_call_leg(c);
	jingle_translation_t w;
	int yes;

	/* the session of a phone that the user has transferred is over already */
	if(c->state != JINGLE_ACTIVE || c->transfer != NULL || c->referral != NULL
			|| leg == NULL || leg->state != JINGLE_LEG_ACCEPTED
			|| !jingle_negotiate_is_free(&c->negotiate, JINGLE_NEG_SIP))
		return 0;
	jingle_translation_init(&w);
	yes = jingle_translation_load(&w, c) == 0
		  && w.ctx.state == JINGLE_CTX_ACTIVE
		  && w.ctx.pending == JINGLE_PENDING_NONE;
	jingle_translation_done(&w);
	return yes;
}


/* the lines that the INVITE has beside (RFC 3892, RFC 3891) */
static int headers_set(jingle_call_t *c, const jingle_refer_to_t *to)
{
	char buf[HEADERS_MAX + JINGLE_REFER_TO_MAX];
	str lines;

	lines.s = buf;
	lines.len = snprintf(buf, sizeof(buf), "Referred-By: <%.*s>\r\n",
			STR_FMT(&c->referred_by));
	if(to->replaces.len > 0 && lines.len < (int)sizeof(buf))
		lines.len += snprintf(buf + lines.len, sizeof(buf) - lines.len,
				"Replaces: %.*s\r\n", STR_FMT(&to->replaces));
	if(lines.len >= (int)sizeof(buf))
		return -1;
	return jingle_call_set(c, &c->own_headers, &lines);
}


/* who refers: the user of ours whose phone it is, whatever the phone says */
static int referrer_set(
		jingle_call_t *c, jingle_call_t *from, const jingle_refer_to_t *to)
{
	char buf[JINGLE_IDS_USER_MAX + 8];
	str uri;

	if(from->phone_user.len <= 0)
		return 0;
	uri.s = buf;
	uri.len =
			snprintf(buf, sizeof(buf), "sip:%.*s", STR_FMT(&from->phone_user));
	if(uri.len >= (int)sizeof(buf)
			|| jingle_call_set(c, &c->referred_by, &uri) < 0)
		return -1;
	return headers_set(c, to);
}


jingle_call_t *jingle_transfer_new(
		jingle_call_t *c, const jingle_refer_to_t *to)
{
	jingle_call_t *new = jingle_second_call(c, &to->uri);

	if(new == NULL)
		return NULL;
	if(jingle_takeover_prepare(new, c) < 0 || referrer_set(new, c, to) < 0) {
		LM_ERR("call %s: no memory for a transfer\n", c->gr);
		jingle_table_put(new);
		return NULL;
	}
	return new;
}


void jingle_transfer_begin(
		jingle_call_t *c, jingle_call_t *to, unsigned cseq, int silent)
{
	jingle_input_t in;

	jingle_stats_add(JINGLE_STAT_FROM_XMPP);
	if(transfer_keep(c, to, cseq, silent) < 0) {
		if(!silent)
			notify_send(c, cseq, 503);
		return;
	}
	LM_INFO("call %s: phone %.*s refers XMPP user %.*s to %s, by call %s\n",
			c->gr, STR_FMT(&c->dialog.rem_uri), STR_FMT(&c->bare),
			jingle_log_text(&to->dialog.rem_uri), to->gr);
	notify(to->transfer, 100);
	jingle_table_add(to);
	memset(&in, 0, sizeof(in));
	in.ev = JINGLE_EV_REFER;
	jingle_engine_run(to, &in);
	jingle_recover_save(c);
}


static void answer_late(xmpp_link_timer_t *t)
{
	jingle_call_t *c =
			(jingle_call_t *)((char *)t - offsetof(jingle_call_t, ring_timer));

	jingle_table_ref(c);
	jingle_engine_end(
			c, JINGLE_EV_TIMEOUT, 408, JINGLE_REASON_TIMEOUT, "no answer");
	jingle_table_put(c);
}


int jingle_do_transfer(jingle_call_t *c, const jingle_input_t *in)
{
	(void)in;
	if(jingle_engine_wait(
			   c, &c->ring_timer, answer_late, JINGLE_CFG(transfer_time) * 1000)
					== 0
			&& jingle_transfer_offer(c, c->transfer->from) == 0)
		return 0;
	transfer_fails(c, 500);
	return -1;
}


int jingle_do_transfer_rings(jingle_call_t *c, const jingle_input_t *in)
{
	str body;

	if(!jingle_prack_take(c, in->msg))
		return 0;
	/* an answer may come early, as in any call */
	if(jingle_dialog_body(&in->text, &body) == 0)
		jingle_call_set(c, &c->invite, &in->text);
	if(c->transfer != NULL && in->code >= 180)
		notify(c->transfer, in->code);
	return 0;
}


int jingle_do_transfer_failed(jingle_call_t *c, const jingle_input_t *in)
{
	transfer_fails(c, in->code);
	jingle_legs_end(c, c->reason, NULL); /* if the session is here by now */
	return 0;
}


int jingle_do_transfer_given_up(jingle_call_t *c, const jingle_input_t *in)
{
	transfer_fails(c, in->code != 0 ? in->code : 487);
	return jingle_do_cancel_and_end(c, in);
}


/* --- the session moves ----------------------------------------------------------- */

static void bye_due(xmpp_link_timer_t *t)
{
	jingle_call_t *c =
			(jingle_call_t *)((char *)t - offsetof(jingle_call_t, ring_timer));

	jingle_table_ref(c);
	jingle_engine_end(
			c, JINGLE_EV_TIMEOUT, 0, JINGLE_REASON_SUCCESS, "transferred");
	jingle_table_put(c);
}


/* RFC 5589 section 6.1: who transfers ends the call itself, mostly */
int jingle_do_moved(jingle_call_t *c, const jingle_input_t *in)
{
	(void)in;
	c->code = 200;
	c->reason = JINGLE_REASON_SUCCESS;
	return jingle_engine_wait(c, &c->ring_timer, bye_due, JINGLE_BYE_WAIT);
}


static void session_move(jingle_call_t *c, jingle_transfer_t *t)
{
	jingle_call_t *from = t->from;
	jingle_input_t in;

	jingle_table_ref(from);
	jingle_press_leave(from);
	jingle_takeover(c, from);
	notify(t, 200);
	memset(&in, 0, sizeof(in));
	in.ev = JINGLE_EV_MOVED;
	from_forget(t);
	jingle_engine_run(from, &in);
	jingle_table_put(from);
}


/* the 200 cannot be used */
static int answer_fails(jingle_call_t *c, int code, jingle_reason_t reason)
{
	transfer_fails(c, code);
	jingle_legs_end(c, reason, NULL); /* if the session is here by now */
	c->active_since = 0;
	c->reason = reason;
	return -1;
}


int jingle_do_transferred(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_transfer_t *t = c->transfer;
	jingle_transfer_answer_t a;
	jingle_reason_t reason;

	jingle_link.timer_stop(&c->ring_timer);
	c->final = in->code;
	c->code = in->code;
	c->dialog.rcv = *in->rcv;
	if(jingle_dialog_from_reply(c, in->msg) < 0) {
		jingle_uac_refuse(c, in->msg, JINGLE_REASON_GENERAL_ERROR);
		return answer_fails(c, 500, JINGLE_REASON_GENERAL_ERROR);
	}
	jingle_phone_in_script(c, in);
	jingle_session_timer_agreed(c, in->msg);
	if(t == NULL)
		return jingle_bridge_answered(c, in);
	reason = jingle_transfer_answer_read(c, t->from, in, &a);
	jingle_call_clear(c, &c->invite);
	jingle_call_clear(c, &c->request);
	if(reason != JINGLE_REASON_NONE) {
		jingle_transfer_answer_done(&a);
		jingle_uac_bye(c, reason, NULL);
		return answer_fails(c, 488, reason);
	}
	if(t->from != NULL)
		session_move(c, t);
	transfer_forget(t);
	jingle_transfer_answer_say(c, &a);
	jingle_transfer_answer_done(&a);
	return jingle_do_watch(c, in);
}


/* --- the old call ends meanwhile --------------------------------------------------- */

void jingle_transfer_leave(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_transfer_t *t = c->transfer;
	jingle_leg_t *leg = jingle_call_leg(c);
	jingle_call_t *to;

	jingle_bridge_leave(c);
	if(t == NULL || t->from != c)
		return;
	to = t->to;
	jingle_table_ref(to);
	if(in->ev == JINGLE_EV_BYE && leg != NULL
			&& leg->state == JINGLE_LEG_ACCEPTED) {
		LM_INFO("call %s: phone %.*s has hung up, the transfer goes on\n",
				c->gr, STR_FMT(&c->dialog.rem_uri));
		jingle_press_leave(c);
		jingle_takeover(to, c);
		from_forget(t);
		jingle_recover_save(to);
	} else {
		notify(t, 487);
		from_forget(t);
		jingle_engine_end(
				to, JINGLE_EV_HANGUP, 487, JINGLE_REASON_CANCEL, NULL);
	}
	jingle_table_put(to);
}


void jingle_transfer_lost(jingle_call_t *c)
{
	unsigned cseq = c->referring;

	if(cseq == 0)
		return;
	c->referring = 0;
	c->changed = 1;
	notify_send(c, cseq, 503);
}
