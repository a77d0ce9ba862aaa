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
 * \brief jingle :: the phone's answer to our re-INVITE
 *
 * Runs in the owner, for the final reply to a re-INVITE: a 2xx is acknowledged
 * and its SDP translated to what the client gets, a refusal is rolled back
 * (content-reject, transport-reject, or content-modify), glare and timeouts
 * are tried again or end the call. Afterwards what had to wait is sent.
 */

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "../../core/config.h"
#include "../../core/mem/mem.h"

#include "jingle_bridge.h"
#include "jingle_bridge_media.h"
#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_engine.h"
#include "jingle_music.h"
#include "jingle_tiebreak.h"
#include "jingle_phone.h"
#include "jingle_picture.h"
#include "../jingle_sdp/jingle_reason.h"
#include "jingle_xmpp_out.h"
#include "../jingle_sdp/jingle_sdp_intake.h"
#include "jingle_evroute.h"
#include "jingle_table.h"
#include "jingle_actions_to_sip.h"
#include "jingle_reanswer.h"
#include "jingle_sip_offer.h"
#include "jingle_media_route.h"
#include "jingle_recover.h"
#include "jingle_legs.h"
#include "jingle_session_refresh.h"
#include "jingle_session_timer.h"

static char text_buf[BUF_SIZE]; /* a SIP message for an event route */


/* tm reports each retransmission of a 2xx */
static int is_of_last(const jingle_call_t *c, const sip_msg_t *reply)
{
	str value;

	return jingle_dialog_header(reply, "CSeq", &value) == 0
		   && strtoul(value.s, NULL, 10)
					  == c->negotiate.half[JINGLE_NEG_SIP].sent;
}


void jingle_sip_modify_ack(jingle_call_t *c, const jingle_input_t *in)
{
	str value;

	if(jingle_dialog_header(in->msg, "CSeq", &value) < 0)
		return;
	/* RFC 3261 section 12.2.1.2: where the phone is from now on */
	if(is_of_last(c, in->msg)) {
		jingle_dialog_refresh(c, in->msg);
		jingle_session_timer_agreed(c, in->msg);
	}
	jingle_dialog_ack(c, (unsigned)strtoul(value.s, NULL, 10));
}


jingle_reason_t jingle_reanswer_tell(
		jingle_call_t *c, const str *reply, jingle_translation_t *w)
{
	jingle_reason_t reason = JINGLE_REASON_FAILED_APPLICATION;
	jingle_leg_t *leg = jingle_call_leg(c);
	jingle_stanzas_t out;
	char *buf = NULL;
	str body, text;

	if(c->state == JINGLE_BRIDGED)
		return c->bridge != NULL
							   && jingle_bridge_media_answer(
										  c, reply, NULL, &body)
										  == 0
					   ? JINGLE_REASON_NONE
					   : reason;
	if(jingle_dialog_body(reply, &body) == 0
			&& jingle_sdp.sdp_refuses_all(&body))
		return JINGLE_REASON_INCOMPATIBLE_PARAMETERS;
	if(leg == NULL
			|| jingle_translation_intake(w, c, reply, "SDP answer", &text) < 0
			|| jingle_media_route_run(c, JINGLE_ROUTE_REPLY, &text, &body, &buf)
					   < 0
			|| body.len <= 0)
		goto out;
	w->map.peer = (jingle_peer_t)leg->kind;
	if(jingle_sdp.from_sdp(&w->map, &w->ctx, &body, JINGLE_BODY_ANSWER, &out)
			< 0)
		jingle_translation_failed(w, c, "answer to a re-INVITE");
	else if(jingle_translation_save(w, c) == 0
			&& jingle_accept_say(leg, w, &out) == 0) {
		reason = JINGLE_REASON_NONE;
		jingle_dialog_refreshed(c, &text);
		if(out.terminate) {
			reason = JINGLE_REASON_INCOMPATIBLE_PARAMETERS;
			jingle_legs_lost(leg, reason);
		}
	}
out:
	if(buf != NULL)
		pkg_free(buf);
	return reason;
}


/* what the XMPP user has changed is as it was */
static void refail_say(jingle_call_t *c, int code)
{
	jingle_leg_t *leg = jingle_call_leg(c);
	jingle_stanzas_t out;
	jingle_translation_t w;

	jingle_translation_init(&w);
	if(leg != NULL && jingle_translation_load(&w, c) == 0
			&& jingle_sdp.from_refusal(
					   &w.map, &w.ctx, jingle_sdp.reason_of_code(code, 0), &out)
					   == 0
			&& jingle_translation_save(&w, c) == 0)
		jingle_xmpp_out_all(leg, &w, &out);
	jingle_translation_done(&w);
}


int jingle_do_reanswer(jingle_call_t *c, const jingle_input_t *in)
{
	const jingle_neg_half_t *ours = &c->negotiate.half[JINGLE_NEG_SIP];
	jingle_reason_t reason = JINGLE_REASON_GENERAL_ERROR;
	jingle_neg_output_t out;
	jingle_translation_t w;
	int joins;

	jingle_phone_learn(c, in);
	if(!is_of_last(c, in->msg) || ours->turn != JINGLE_TURN_OURS)
		return 0; /* it has come again */
	joins = jingle_negotiate_is_out(
			&c->negotiate, JINGLE_NEG_SIP, JINGLE_WISH_SESSION);
	if(jingle_bridge_is(c) && (joins || c->state == JINGLE_BRIDGED)) {
		jingle_sip_offer_event(c, JINGLE_NEG_EV_FINAL, ours->sent, &out);
		jingle_bridge_reanswer(c, in);
		jingle_sip_offer_carry_out(c, &out);
		return 0;
	}
	jingle_translation_init(&w);
	if(jingle_translation_load(&w, c) == 0)
		reason = jingle_reanswer_tell(c, &in->text, &w);
	jingle_translation_done(&w);
	if(jingle_negotiate_is_out(
			   &c->negotiate, JINGLE_NEG_SIP, JINGLE_WISH_RESTART))
		c->restart_due = 0;
	jingle_sip_offer_event(c, JINGLE_NEG_EV_FINAL, ours->sent, &out);
	if(joins)
		jingle_call_clear(c, &c->offer);
	if(joins && reason != JINGLE_REASON_NONE)
		jingle_tiebreak_failed(c, reason);
	else if(reason == JINGLE_REASON_INCOMPATIBLE_PARAMETERS)
		jingle_engine_end(
				c, JINGLE_EV_HANGUP, 0, reason, "the phone left no stream");
	else {
		if(reason != JINGLE_REASON_NONE)
			refail_say(c, 488); /* an answer that cannot be used is none */
		jingle_picture_due(c);
		jingle_music_changed(c);
		jingle_sip_offer_carry_out(c, &out);
	}
	return 0;
}


/* nothing was refused: the same is offered again */
static void refail_glare(jingle_call_t *c)
{
	jingle_translation_t w;

	jingle_translation_init(&w);
	if(jingle_translation_load(&w, c) == 0) {
		jingle_sdp.sdp_postponed(&w.ctx);
		jingle_translation_save(&w, c);
	}
	jingle_translation_done(&w);
}


/* has the client new ICE credentials in the offer, not answered by us yet? */
static int is_restart(const jingle_call_t *c)
{
	return c->restart_due
		   && jingle_negotiate_is_out(
				   &c->negotiate, JINGLE_NEG_SIP, JINGLE_WISH_RESTART);
}


/* The phone does not want to be asked again (RFC 3261 section 14.1), but it has
 * no part in the client's new ICE credentials: rtpengine has them from the
 * offer, and gives its own for what the phone last said. 0: done, -1 */
static int restart_answer(jingle_call_t *c)
{
	jingle_reason_t reason = JINGLE_REASON_FAILED_APPLICATION;
	jingle_translation_t w;
	str text;

	text.s = text_buf;
	text.len =
			jingle_dialog_answer_text(c, &c->phone, text_buf, sizeof(text_buf));
	if(text.len >= (int)sizeof(text_buf))
		return -1;
	jingle_translation_init(&w);
	if(jingle_translation_load(&w, c) == 0
			&& w.ctx.pending == JINGLE_PENDING_SIP_ANSWER)
		reason = jingle_reanswer_tell(c, &text, &w);
	jingle_translation_done(&w);
	if(reason == JINGLE_REASON_NONE)
		c->restart_due = 0;
	return reason == JINGLE_REASON_NONE ? 0 : -1;
}


/* did the machine give up what was offered? */
static int is_undone(const jingle_neg_output_t *out)
{
	int i;

	for(i = 0; i < out->count; i++)
		if(out->list[i].what == JINGLE_NEG_DO_UNDO)
			return 1;
	return 0;
}


int jingle_do_refail(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_neg_output_t out;
	int restarted, joins;

	/* RFC 3261 section 12.2.1.2: the dialog is gone at the other side */
	if(in->code == 481 || in->code == 408) {
		jingle_engine_end(
				c, JINGLE_EV_DEAD, in->code, JINGLE_REASON_GONE, NULL);
		return 0;
	}
	restarted = is_restart(c) && c->phone.len > 0 && restart_answer(c) == 0;
	joins = jingle_negotiate_is_out(
			&c->negotiate, JINGLE_NEG_SIP, JINGLE_WISH_SESSION);
	jingle_sip_offer_event(c,
			in->code == 491 || jingle_session_timer_raised(c, in->code, in->msg)
					? JINGLE_NEG_EV_GLARE
					: JINGLE_NEG_EV_REFUSED,
			0, &out);
	if(!is_undone(&out))
		refail_glare(c);
	else if(jingle_bridge_is(c) && (joins || c->state == JINGLE_BRIDGED))
		jingle_bridge_refused(c, in->code);
	else if(joins) { /* the phone does not take what it is joined to */
		jingle_tiebreak_failed(c, jingle_sdp.reason_of_code(in->code, 0));
		return 0;
	} else if(!restarted)
		refail_say(c, in->code);
	jingle_sip_offer_carry_out(c, &out);
	jingle_session_refresh_refused(c);
	return 0;
}
