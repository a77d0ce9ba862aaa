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
 * \brief jingle :: what the phone says to our re-INVITE
 */

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "../../core/mem/mem.h"

#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_engine.h"
#include "jingle_tiebreak.h"
#include "jingle_phone.h"
#include "jingle_picture.h"
#include "jingle_reason.h"
#include "jingle_xmpp_out.h"
#include "jingle_sdp_intake.h"
#include "jingle_evroute.h"
#include "jingle_table.h"
#include "jingle_actions_to_sip.h"
#include "jingle_reanswer.h"
#include "jingle_sip_modify.h"
#include "jingle_media_route.h"
#include "jingle_recover.h"
#include "jingle_legs.h"

enum
{
	GLARES_MAX =
			5, /* 491 in a row; RFC 3261 section 14.1 knows no second try */
};


static void glare_over(xmpp_link_timer_t *t)
{
	jingle_call_t *c =
			(jingle_call_t *)((char *)t - offsetof(jingle_call_t, glare_timer));

	jingle_table_ref(c);
	if(c->offer.len > 0)
		jingle_sip_modify_due(c);
	else
		jingle_sip_modify_again(c, 1);
	jingle_recover_save(c);
	jingle_table_put(c);
}


/* RFC 3261 section 14.1: the owner of the Call-ID waits longer */
static void glare_wait(jingle_call_t *c)
{
	char digits[5];
	int ms = 0, i;

	jingle_link.random_text(digits, 4);
	for(i = 0; i < 4; i++)
		ms = ms * 32 + (digits[i] & 31);
	ms = c->dir == JINGLE_XMPP_TO_SIP ? 2100 + ms % 1900 : ms % 2000;
	jingle_link.timer_stop(&c->glare_timer);
	c->glare_timer.run = glare_over;
	jingle_link.timer_set(&c->glare_timer, ms + 1);
}


/* tm reports each retransmission of a 2xx */
static int is_of_last(const jingle_call_t *c, const str *reply)
{
	str value;

	return jingle_dialog_header(reply, "CSeq", &value) == 0
		   && strtoul(value.s, NULL, 10) == c->reinvite_cseq;
}


void jingle_sip_modify_ack(jingle_call_t *c, const jingle_input_t *in)
{
	str value;

	if(in->text.len <= 0 || jingle_dialog_header(&in->text, "CSeq", &value) < 0)
		return;
	/* RFC 3261 section 12.2.1.2: where the phone is from now on */
	if(is_of_last(c, &in->text))
		jingle_dialog_refresh(c, &in->text);
	jingle_dialog_ack(c, (unsigned)strtoul(value.s, NULL, 10));
}


/* the answer to our offer, said to the XMPP user; why it could not be */
static jingle_reason_t answer_say(
		jingle_call_t *c, const str *reply, jingle_translation_t *w)
{
	jingle_reason_t reason = JINGLE_REASON_FAILED_APPLICATION;
	jingle_leg_t *leg = jingle_call_leg(c);
	jingle_stanzas_t out;
	char *buf = NULL;
	str body, text;

	if(jingle_dialog_body(reply, &body) == 0 && jingle_sdp_refuses_all(&body))
		return JINGLE_REASON_INCOMPATIBLE_PARAMETERS;
	if(leg == NULL
			|| jingle_translation_intake(w, c, reply, "SDP answer", &text) < 0
			|| jingle_media_route_run(c, JINGLE_ROUTE_REPLY, &text, &body, &buf)
					   < 0
			|| body.len <= 0)
		goto out;
	w->map.peer = (jingle_peer_t)leg->kind;
	if(jingle_from_sdp(&w->map, &w->ctx, &body, JINGLE_BODY_ANSWER, &out) < 0)
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


int jingle_do_reanswer(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_reason_t reason = JINGLE_REASON_NONE;
	jingle_translation_t w;
	int joins = 0;

	jingle_phone_learn(c, &in->text);
	c->glares = 0;
	c->restarts = 0;
	jingle_translation_init(&w);
	if(in->text.len > 0 && is_of_last(c, &in->text)
			&& jingle_translation_load(&w, c) == 0) {
		joins = jingle_translation_waits(&w);
		if(joins || w.ctx.pending == JINGLE_PENDING_SIP_ANSWER)
			reason = answer_say(c, &in->text, &w);
	}
	jingle_translation_done(&w);
	if(joins)
		jingle_call_clear(c, &c->offer);
	if(joins && reason != JINGLE_REASON_NONE)
		jingle_tiebreak_failed(c, reason);
	else if(reason == JINGLE_REASON_INCOMPATIBLE_PARAMETERS)
		jingle_engine_end(
				c, JINGLE_EV_HANGUP, 0, reason, "the phone left no stream");
	else {
		jingle_picture_due(c);
		jingle_sip_modify_due(c);
	}
	return 0;
}


/* nothing was refused: the same is offered again */
static void refail_glare(jingle_call_t *c)
{
	jingle_translation_t w;

	glare_wait(c);
	jingle_translation_init(&w);
	if(jingle_translation_load(&w, c) == 0) {
		w.ctx.pending = JINGLE_PENDING_NONE;
		jingle_translation_save(&w, c);
	}
	jingle_translation_done(&w);
}


/* The phone does not want to be asked again (RFC 3261 section 14.1), but it has
 * no part in the client's new ICE credentials: rtpengine has them from the
 * offer, and gives its own for what the phone last said. 0: done, -1 */
static int restart_answer(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_reason_t reason = JINGLE_REASON_FAILED_APPLICATION;
	static const int code_at = 8; /* SIP/2.0 200 */
	jingle_translation_t w;
	str text;

	if(!c->restarts || c->phone.len <= 0 || in->text.len <= code_at + 3)
		return -1;
	c->restarts = 0;
	jingle_translation_init(&w);
	if(jingle_translation_load(&w, c) == 0
			&& w.ctx.pending == JINGLE_PENDING_SIP_ANSWER
			&& jingle_sdp_intake_message(
					   &w.map, NULL, &in->text, &c->phone, &text)
					   == 0) {
		memcpy(text.s + code_at, "200", 3);
		reason = answer_say(c, &text, &w);
	}
	jingle_translation_done(&w);
	return reason == JINGLE_REASON_NONE ? 0 : -1;
}


/* what the XMPP user has changed is as it was */
static void refail_say(jingle_call_t *c, int code)
{
	jingle_leg_t *leg = jingle_call_leg(c);
	jingle_stanzas_t out;
	jingle_translation_t w;

	jingle_translation_init(&w);
	if(leg != NULL && jingle_translation_load(&w, c) == 0
			&& jingle_from_refusal(
					   &w.map, &w.ctx, jingle_reason_of_code(code, 0), &out)
					   == 0
			&& jingle_translation_save(&w, c) == 0)
		jingle_xmpp_out_all(leg, &w, &out);
	jingle_translation_done(&w);
}


int jingle_do_refail(jingle_call_t *c, const jingle_input_t *in)
{
	int restarted;

	/* RFC 3261 section 12.2.1.2: the dialog is gone at the other side */
	if(in->code == 481 || in->code == 408) {
		jingle_engine_end(
				c, JINGLE_EV_DEAD, in->code, JINGLE_REASON_GONE, NULL);
		return 0;
	}
	restarted = restart_answer(c, in) == 0;
	if(in->code == 491 && ++c->glares < GLARES_MAX) {
		refail_glare(c);
		return 0;
	}
	c->glares = 0;
	if(c->offer.len > 0) { /* the phone does not take what it is joined to */
		jingle_tiebreak_failed(c, jingle_reason_of_code(in->code, 0));
		return 0;
	}
	if(!restarted)
		refail_say(c, in->code);
	jingle_sip_modify_due(c);
	return 0;
}
