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
 * \brief jingle :: whose turn it is to offer to the phone
 *
 * What jingle_negotiate.c decides about the SIP side of a call that is up is
 * carried out here: offers go out, and timers run until they may. The XMPP side
 * is answered at once by jingle_sip_modify.c.
 */

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "../../core/config.h"
#include "../../core/dprint.h"
#include "../../core/mem/mem.h"

#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_engine.h"
#include "jingle_event.h"
#include "jingle_evroute.h"
#include "jingle_media_route.h"
#include "jingle_recover.h"
#include "jingle_session_timer.h"
#include "jingle_sip_offer.h"
#include "jingle_table.h"
#include "jingle_xmpp_out.h"

enum
{
	ACK_TIME = 500,		  /* ms; T1 of RFC 3261 section 17 */
	LATE_TIME = 64 * 500, /* ms; section 13.3.1.4 */
};


static void reinvite_cb(struct cell *t, int type, struct tmcb_params *ps)
{
	jingle_call_t *c = *ps->param;
	str text = STR_NULL;
	const struct receive_info *rcv = NULL;

	(void)t;
	if(type & TMCB_DESTROY) {
		jingle_table_put(c);
		return;
	}
	if(ps->rpl != NULL && ps->rpl != FAKED_REPLY) {
		text.s = ps->rpl->buf;
		text.len = (int)ps->rpl->len;
		rcv = &ps->rpl->rcv;
	}
	/* a 2xx that is lost comes again; the rest is said once, and no timer bounds
	 * our turn */
	jingle_event_send(c, ps->code < 300 ? JINGLE_EV_REANSWER : JINGLE_EV_REFAIL,
			ps->code, &text, rcv, ps->code >= 300);
}


static int invite_send(jingle_call_t *c, const str *body)
{
	char buf[1200 + JINGLE_SE_LINES_MAX];
	str hdrs;
	int rc;

	hdrs.s = buf;
	hdrs.len = jingle_dialog_contact(c, buf, sizeof(buf));
	if(hdrs.len + 40 + JINGLE_SE_LINES_MAX >= (int)sizeof(buf))
		return -1;
	hdrs.len += snprintf(buf + hdrs.len, sizeof(buf) - hdrs.len,
			"Content-Type: application/sdp\r\n");
	hdrs.len += jingle_session_timer_request(
			c, 0, buf + hdrs.len, (int)sizeof(buf) - hdrs.len);
	rc = jingle_dialog_send(c, "INVITE", &hdrs, body, reinvite_cb);
	jingle_negotiate_sent(&c->negotiate, JINGLE_NEG_SIP, c->dialog.loc_cseq);
	return rc;
}


int jingle_sip_offer_send(
		jingle_call_t *c, jingle_translation_t *w, const str *sdp)
{
	char *buf = NULL;
	str body;
	int rc = -1;

	if(jingle_media_route_reinvite(c, sdp, &body, &buf) == 0) {
		jingle_translation_outlet(w, &body, NULL);
		rc = invite_send(c, &body);
	}
	if(buf != NULL)
		pkg_free(buf);
	return rc;
}


/* an offer of what is true now: WISH it has gone out, or why not */
static jingle_neg_ev_t current_send(jingle_call_t *c)
{
	jingle_neg_ev_t rc = JINGLE_NEG_EV_UNSENT;
	int again = c->negotiate.half[JINGLE_NEG_SIP].glares > 0;
	jingle_translation_t w;
	jingle_sdp_t sdp;

	jingle_translation_init(&w);
	if(c->state != JINGLE_ACTIVE || jingle_translation_load(&w, c) < 0)
		goto out;
	if(jingle_sdp.sdp_current(&w.map, &w.ctx, JINGLE_BODY_OFFER, &sdp) < 0)
		jingle_translation_failed(&w, c, "offer of a re-INVITE");
	else if(sdp.same && !again && !c->session_timer.reinvite)
		rc = JINGLE_NEG_EV_NEEDLESS;
	else if(jingle_sip_offer_send(c, &w, &sdp.body) == 0) {
		jingle_translation_save(&w, c);
		rc = JINGLE_NEG_EV_WISH; /* nothing to say */
	}
out:
	jingle_translation_done(&w);
	return rc;
}


/* the offer of a session, or of a phone, that joined the call, which is nothing
 * without it */
static void joined_send(jingle_call_t *c)
{
	if(c->offer.len <= 0 || invite_send(c, &c->offer) < 0)
		jingle_engine_end(
				c, JINGLE_EV_HANGUP, 0, JINGLE_REASON_GENERAL_ERROR, NULL);
}


/* The phone hears of no change: what the client has added is refused, and the
 * rest of it is as it was. */
static void unsent_say(jingle_call_t *c)
{
	jingle_leg_t *leg = jingle_call_leg(c);
	jingle_stanzas_t list;
	jingle_translation_t w;
	jingle_sdp_t sdp;

	jingle_translation_init(&w);
	if(leg != NULL && jingle_translation_load(&w, c) == 0 && w.ctx.queued > 0
			&& jingle_sdp.sdp_current(&w.map, &w.ctx, JINGLE_BODY_OFFER, &sdp)
					   == 0
			&& jingle_sdp.from_refusal(
					   &w.map, &w.ctx, JINGLE_REASON_FAILED_APPLICATION, &list)
					   == 0
			&& jingle_translation_save(&w, c) == 0)
		jingle_xmpp_out_all(leg, &w, &list);
	jingle_translation_done(&w);
}


static void offer_send(jingle_call_t *c)
{
	jingle_neg_output_t out;
	jingle_neg_ev_t ev;

	/* two phones have heard of each other; after a restart it is not known what */
	if(c->state == JINGLE_BRIDGED
					? c->offer.len > 0
					: jingle_negotiate_is_out(&c->negotiate, JINGLE_NEG_SIP,
							JINGLE_WISH_SESSION)) {
		joined_send(c);
		return;
	}
	ev = c->state == JINGLE_BRIDGED ? JINGLE_NEG_EV_NEEDLESS : current_send(c);
	if(ev == JINGLE_NEG_EV_WISH)
		return;
	if(ev == JINGLE_NEG_EV_UNSENT)
		unsent_say(c);
	jingle_sip_offer_event(c, ev, 0, &out);
	jingle_sip_offer_carry_out(c, &out);
}


static void negotiate_event(jingle_call_t *c, const jingle_neg_input_t *in,
		jingle_neg_output_t *out)
{
	const jingle_neg_half_t *h = &c->negotiate.half[JINGLE_NEG_SIP];
	jingle_turn_t was = h->turn;

	jingle_negotiate(&c->negotiate, in, out);
	LM_DBG("call %s: offers to the phone: %s: turn %s, then %s\n", c->gr,
			jingle_neg_ev_name(in->ev), jingle_turn_name(was),
			jingle_turn_name(h->turn));
}


void jingle_sip_offer_event(jingle_call_t *c, jingle_neg_ev_t ev,
		unsigned request, jingle_neg_output_t *out)
{
	jingle_neg_input_t in;
	char digits[5];
	int i;

	memset(&in, 0, sizeof(in));
	in.side = JINGLE_NEG_SIP;
	in.ev = ev;
	in.request = request;
	jingle_link.random_text(digits, 4);
	for(i = 0; i < 4; i++)
		in.random = in.random * 32 + (digits[i] & 31);
	negotiate_event(c, &in, out);
}


/* the phone has our 200 with an offer, or it has not: RFC 3261 section 13.3.1.4 */
static void answer_lost(jingle_call_t *c)
{
	LM_INFO("call %s: the phone sent no ACK with an answer, Call-ID %.*s\n",
			c->gr, STR_FMT(&c->dialog.callid));
	jingle_engine_end(c, JINGLE_EV_HANGUP, 408, JINGLE_REASON_TIMEOUT,
			"the phone sent no ACK");
}


/* RFC 3261 section 14.1: the glare is over; or the ACK of their re-INVITE,
 * which tm does not tell us of, has come by now */
static void negotiate_due(xmpp_link_timer_t *t)
{
	jingle_call_t *c =
			(jingle_call_t *)((char *)t
							  - offsetof(jingle_call_t, negotiate_timer));
	jingle_turn_t turn = c->negotiate.half[JINGLE_NEG_SIP].turn;
	jingle_neg_output_t out;

	jingle_table_ref(c);
	if(turn == JINGLE_TURN_LATE) {
		answer_lost(c);
	} else {
		jingle_sip_offer_event(c,
				turn == JINGLE_TURN_GLARE ? JINGLE_NEG_EV_TIMER
										  : JINGLE_NEG_EV_ACK,
				0, &out);
		jingle_sip_offer_carry_out(c, &out);
		jingle_recover_save(c);
	}
	jingle_table_put(c);
}


static void negotiate_later(jingle_call_t *c, int ms)
{
	jingle_link.timer_stop(&c->negotiate_timer);
	c->negotiate_timer.run = negotiate_due;
	jingle_link.timer_set(&c->negotiate_timer, ms);
}


/* what is answered, agreed on and taken back the caller knows itself */
void jingle_sip_offer_carry_out(
		jingle_call_t *c, const jingle_neg_output_t *out)
{
	const jingle_decision_t *d;
	int i;

	for(i = 0; i < out->count; i++) {
		d = &out->list[i];
		if(d->side != JINGLE_NEG_SIP)
			continue;
		if(d->what == JINGLE_NEG_DO_TIMER)
			negotiate_later(c, d->ms);
		else if(d->what == JINGLE_NEG_DO_STOP)
			jingle_link.timer_stop(&c->negotiate_timer);
		else if(d->what == JINGLE_NEG_DO_OFFER)
			offer_send(c);
	}
}


void jingle_sip_offer_begin(
		jingle_call_t *c, jingle_wish_kind_t kind, jingle_neg_output_t *out)
{
	jingle_neg_input_t in;

	memset(&in, 0, sizeof(in));
	in.side = JINGLE_NEG_SIP;
	in.ev = JINGLE_NEG_EV_WISH;
	in.wish.kind = kind;
	in.wish.content = JINGLE_NEG_ANY;
	negotiate_event(c, &in, out);
}


void jingle_sip_offer_wish(jingle_call_t *c, jingle_wish_kind_t kind)
{
	jingle_neg_output_t out;

	jingle_sip_offer_begin(c, kind, &out);
	jingle_sip_offer_carry_out(c, &out);
}


void jingle_sip_offer_due(jingle_call_t *c)
{
	jingle_neg_output_t out;

	if(c->negotiate.half[JINGLE_NEG_SIP].turn != JINGLE_TURN_FREE)
		return;
	jingle_sip_offer_event(c,
			c->negotiate.invite == JINGLE_NEG_INVITE_OURS ? JINGLE_NEG_EV_FINAL
														  : JINGLE_NEG_EV_ACK,
			0, &out);
	jingle_sip_offer_carry_out(c, &out);
}


void jingle_sip_offer_late(jingle_call_t *c, int ok)
{
	jingle_neg_output_t out;

	jingle_sip_offer_event(
			c, ok ? JINGLE_NEG_EV_REPLIED : JINGLE_NEG_EV_DECLINED, 0, &out);
	jingle_sip_offer_carry_out(c, &out);
	if(ok)
		negotiate_later(c, LATE_TIME);
}


void jingle_sip_offer_theirs(jingle_call_t *c, int ok)
{
	jingle_neg_output_t out;

	jingle_sip_offer_event(
			c, ok ? JINGLE_NEG_EV_REPLIED : JINGLE_NEG_EV_DECLINED, 0, &out);
	jingle_sip_offer_carry_out(c, &out);
	jingle_sip_offer_acked(c);
}


void jingle_sip_offer_acked(jingle_call_t *c)
{
	jingle_neg_output_t out;

	if(c->negotiate.invite != JINGLE_NEG_INVITE_THEIRS)
		return;
	if(jingle_negotiate_waits(&c->negotiate, JINGLE_NEG_SIP)) {
		negotiate_later(c, ACK_TIME);
		return;
	}
	jingle_sip_offer_event(c, JINGLE_NEG_EV_ACK, 0, &out);
	jingle_sip_offer_carry_out(c, &out);
}
