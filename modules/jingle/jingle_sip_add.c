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
 * \brief jingle :: streams that the phone adds, about which the client decides
 *
 * Runs in the owner. The transaction of a re-INVITE with new m= lines stays
 * suspended while the client has our content-add; the text of the request is
 * kept in the call, and whose turn it is says jingle_negotiate.c. It is answered
 * when all that was added is decided, or by add_timer without it. What the
 * phone has changed besides is said to the client at once.
 */

#define _GNU_SOURCE /* memmem() */
#include <stddef.h>
#include <string.h>

#include "../../core/dprint.h"

#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_engine.h"
#include "jingle_legs.h"
#include "jingle_picture.h"
#include "jingle_recover.h"
#include "jingle_sip_add.h"
#include "jingle_sip_answer.h"
#include "jingle_sip_offer.h"
#include "jingle_table.h"
#include "jingle_xmpp_out.h"

enum
{
	REQUEST = 1, /* the phone's, of which there is one at a time */
};


static int is_asked(const jingle_call_t *c)
{
	return c->adding.len > 0;
}


/* contents of one kind of media meet each other (XEP-0166 section 7.2.16) */
static jingle_wish_t wish_of(const jingle_session_t *js)
{
	static const char *const kinds[] = {"audio", "video"};
	const jingle_content_t *k = js->contents.first;
	jingle_wish_t w = {JINGLE_WISH_ADD, JINGLE_NEG_ANY, REQUEST};
	size_t i;

	for(i = 0; k != NULL && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if(k->media.len == (int)strlen(kinds[i])
				&& memcmp(k->media.s, kinds[i], (size_t)k->media.len) == 0)
			w.content = (int)i;
	return w;
}


/* --- the answer to the phone ----------------------------------------------------- */

/* The request that waits, read again; free_sip_msg() is the caller's. 0, -1 */
static int asked_read(jingle_call_t *c, jingle_input_t *in, sip_msg_t *m)
{
	memset(in, 0, sizeof(*in));
	in->hash = c->adding_hash;
	in->label = c->adding_label;
	in->text = c->adding;
	if(jingle_dialog_parse(&in->text, m) < 0)
		return -1;
	in->msg = m;
	return 0;
}


static void asked_clear(jingle_call_t *c)
{
	jingle_link.timer_stop(&c->add_timer);
	jingle_call_clear(c, &c->adding);
}


static int code_of(jingle_neg_verdict_t verdict)
{
	switch(verdict) {
		case JINGLE_NEG_PENDING:
			return 491;
		case JINGLE_NEG_CANCELLED:
			return 487;
		default:
			return 200;
	}
}


/* sdp: NULL where there is none. 0, -1 it has no answer but a refusal */
static int asked_answer(jingle_call_t *c, jingle_translation_t *w,
		jingle_neg_verdict_t verdict, const str *sdp)
{
	int code = code_of(verdict), rc = -1;
	jingle_input_t in;
	sip_msg_t m;

	memset(&m, 0, sizeof(m));
	if(asked_read(c, &in, &m) == 0) {
		if(code != 200)
			jingle_sip_answer_code(c, &in, code, NULL, NULL);
		else if(sdp != NULL && jingle_sip_answer(c, &in, w, sdp) == 0) {
			jingle_dialog_refreshed(c, &in.text);
			rc = 0;
		} else
			jingle_sip_answer_code(c, &in, 488, NULL, NULL);
		free_sip_msg(&m);
	}
	asked_clear(c);
	return rc;
}


/* --- what is decided -------------------------------------------------------------- */

static void stanzas_send(
		jingle_call_t *c, jingle_translation_t *w, const jingle_list_t *list)
{
	jingle_leg_t *leg = jingle_call_leg(c);
	jingle_session_t *s;

	for(s = list->first; s != NULL && leg != NULL; s = s->next)
		if(jingle_xmpp_out_session(leg, w, s, NULL) < 0)
			return;
}


static void negotiate_event(jingle_call_t *c, jingle_neg_ev_t ev,
		jingle_neg_side_t side, jingle_neg_output_t *out)
{
	jingle_neg_input_t in;

	memset(&in, 0, sizeof(in));
	in.side = side;
	in.ev = ev;
	jingle_negotiate(&c->negotiate, &in, out);
}


static const jingle_decision_t *decision_of(const jingle_neg_output_t *out,
		jingle_neg_do_t what, jingle_neg_side_t side)
{
	int i;

	for(i = 0; i < out->count; i++)
		if(out->list[i].what == what && out->list[i].side == side)
			return &out->list[i];
	return NULL;
}


/* Nobody is asked any more: what was added is taken back, and said to be so
 * unless the client has refused it. */
static void added_withdraw(jingle_call_t *c, jingle_translation_t *w, int said)
{
	jingle_sdp_t sdp;

	if(jingle_sdp.sdp_withdraw(&w->map, &w->ctx, &sdp) < 0
			|| jingle_translation_save(w, c) < 0)
		return;
	if(said)
		stanzas_send(c, w, &sdp.withdrawn);
}


/* The event settles the request. answer: its body, or NULL */
static void asked_settle(jingle_call_t *c, jingle_translation_t *w,
		jingle_neg_ev_t ev, jingle_neg_side_t side, const jingle_sdp_t *answer)
{
	int said_no = ev == JINGLE_NEG_EV_REFUSED || ev == JINGLE_NEG_EV_GLARE;
	const jingle_decision_t *d;
	jingle_neg_output_t out;

	negotiate_event(c, ev, side, &out);
	d = decision_of(&out, JINGLE_NEG_DO_ANSWER, JINGLE_NEG_SIP);
	if(d == NULL || !is_asked(c))
		return;
	if(asked_answer(c, w, d->verdict, answer != NULL ? &answer->body : NULL)
			== 0) {
		jingle_translation_save(w, c);
		if(!said_no)
			stanzas_send(c, w, &answer->withdrawn);
		jingle_picture_due(c);
	} else if(jingle_translation_load(w, c) == 0)
		added_withdraw(c, w, !said_no);
	jingle_sip_offer_carry_out(c, &out);
	jingle_sip_offer_acked(c);
}


/* it is not decided, or the client cannot: the phone has its call without */
static void asked_refuse(jingle_call_t *c, jingle_neg_ev_t ev)
{
	jingle_translation_t w;
	jingle_sdp_t answer;

	jingle_translation_init(&w);
	if(jingle_translation_load(&w, c) == 0
			&& jingle_sdp.sdp_refuse(&w.map, &w.ctx, &answer) == 0)
		asked_settle(c, &w, ev, JINGLE_NEG_XMPP, &answer);
	else
		asked_settle(c, &w, ev, JINGLE_NEG_XMPP, NULL);
	jingle_translation_done(&w);
}


static void add_late(xmpp_link_timer_t *t)
{
	jingle_call_t *c =
			(jingle_call_t *)((char *)t - offsetof(jingle_call_t, add_timer));

	jingle_table_ref(c);
	LM_INFO("call %s: the client has not decided within %d s about what the "
			"phone adds\n",
			c->gr, JINGLE_CFG(add_time));
	asked_refuse(c, JINGLE_NEG_EV_TIMER);
	jingle_recover_save(c);
	jingle_table_put(c);
}


static int is_tie_break(const xmpp_link_stanza_t *s)
{
	return memmem(s->xml.s, (size_t)s->xml.len, "tie-break", 9) != NULL;
}


/* A result says only that the content-add has come. */
static void add_answered(const xmpp_link_stanza_t *s, void *arg)
{
	jingle_leg_t *leg = arg;
	jingle_call_t *c = leg->call;

	if(s == NULL || s->type.len != 5 || memcmp(s->type.s, "error", 5) != 0
			|| !is_asked(c) || leg != jingle_call_leg(c))
		return;
	jingle_table_ref(c);
	if(is_tie_break(s)) {
		jingle_translation_t w;

		jingle_translation_init(&w);
		asked_settle(c, &w, JINGLE_NEG_EV_GLARE, JINGLE_NEG_XMPP, NULL);
		jingle_translation_done(&w);
	} else
		asked_refuse(c, JINGLE_NEG_EV_REFUSED);
	jingle_recover_save(c);
	jingle_table_put(c);
}


/* --- asking ----------------------------------------------------------------------- */

static int add_say(
		jingle_call_t *c, jingle_translation_t *w, const jingle_stanzas_t *out)
{
	jingle_leg_t *leg = jingle_call_leg(c);
	jingle_session_t *s;

	for(s = out->list.first; s != NULL; s = s->next)
		if(jingle_xmpp_out_session(leg, w, s,
				   s->action == JINGLE_CONTENT_ADD ? add_answered : NULL)
				< 0)
			return -1;
	return 0;
}


static const jingle_session_t *first_added(const jingle_stanzas_t *out)
{
	const jingle_session_t *s = out->list.first;

	while(s != NULL && s->action != JINGLE_CONTENT_ADD)
		s = s->next;
	return s;
}


int jingle_sip_add_ask(jingle_call_t *c, const jingle_input_t *in,
		jingle_translation_t *w, jingle_stanzas_t *out)
{
	const jingle_session_t *added = first_added(out);
	jingle_neg_input_t neg;
	jingle_neg_output_t todo;

	if(added == NULL
			|| c->negotiate.half[JINGLE_NEG_XMPP].turn != JINGLE_TURN_FREE
			|| jingle_call_set(c, &c->adding, &in->text) < 0)
		return -1;
	c->add_timer.run = add_late;
	if(jingle_link.timer_set(&c->add_timer, JINGLE_CFG(add_time) * 1000) < 0
			|| jingle_translation_save(w, c) < 0) {
		asked_clear(c);
		return -1;
	}
	c->adding_hash = in->hash;
	c->adding_label = in->label;
	memset(&neg, 0, sizeof(neg));
	neg.side = JINGLE_NEG_XMPP;
	neg.ev = JINGLE_NEG_EV_WISH;
	neg.wish = wish_of(added);
	jingle_negotiate(&c->negotiate, &neg, &todo);
	if(add_say(c, w, out) < 0)
		asked_refuse(c, JINGLE_NEG_EV_UNSENT);
	return 0;
}


/* --- what comes meanwhile --------------------------------------------------------- */

int jingle_sip_add_is_decided(
		const jingle_call_t *c, const jingle_session_t *js)
{
	return is_asked(c)
		   && (js->action == JINGLE_CONTENT_ACCEPT
				   || js->action == JINGLE_CONTENT_REJECT
				   || js->action == JINGLE_CONTENT_REMOVE);
}


void jingle_sip_add_decide(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_translation_t *w = in->translation;
	jingle_sdp_t sdp;

	if(jingle_sdp.to_sdp(&w->map, &w->ctx, in->session, &sdp) < 0) {
		jingle_translation_failed(
				w, c, jingle_sdp.action_name(in->session->action));
		return;
	}
	if(sdp.none_left) {
		c->ended_by = "client";
		jingle_engine_end(c, JINGLE_EV_HANGUP, 0, JINGLE_REASON_SUCCESS, NULL);
		return;
	}
	if(sdp.kind == JINGLE_BODY_ANSWER) {
		asked_settle(c, w,
				sdp.all_refused ? JINGLE_NEG_EV_REFUSED : JINGLE_NEG_EV_ANSWER,
				JINGLE_NEG_XMPP, &sdp);
		return;
	}
	jingle_translation_save(w, c);
	if(sdp.due)
		jingle_sip_offer_wish(c, JINGLE_WISH_REMOVE);
}


int jingle_sip_add_clashes(const jingle_call_t *c, const jingle_session_t *js)
{
	jingle_wish_t w;

	if(js->action != JINGLE_CONTENT_ADD || !is_asked(c))
		return 0;
	w = wish_of(js);
	return jingle_negotiate_clashes(&c->negotiate, &w);
}


void jingle_sip_add_cancel(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_translation_t w;

	if(!is_asked(c) || in->hash != c->adding_hash
			|| in->label != c->adding_label)
		return;
	jingle_translation_init(&w);
	asked_settle(c, &w, JINGLE_NEG_EV_CANCEL, JINGLE_NEG_SIP, NULL);
	jingle_translation_done(&w);
}


/* RFC 3261 section 15.1.2: a BYE leaves no request without an answer */
void jingle_sip_add_forget(jingle_call_t *c)
{
	jingle_neg_output_t out;
	jingle_translation_t w;

	if(!is_asked(c))
		return;
	jingle_translation_init(&w);
	asked_answer(c, &w, JINGLE_NEG_CANCELLED, NULL);
	jingle_translation_done(&w);
	negotiate_event(c, JINGLE_NEG_EV_CANCEL, JINGLE_NEG_SIP, &out);
}
