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
 * (at your option) any later version
 *
 * In addition, as a special exception, the copyright holders give
 * permission to link the code of this program with the OpenSSL library.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin St, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */

/*!
 * \file
 * \brief jingle :: calls to SIP whose client waits for the phone
 *
 * Runs in the owner, as actions of the state table: a propose makes an INVITE
 * with a stand-in's offer, which is kept in the call; an 18x becomes ringing,
 * said again by devices_timer for clients that stop waiting; a 200 is kept, too,
 * and becomes proceed. The client's session-initiate then takes the stand-in's
 * place at the media relay. If the phone's answer fits that as well, the client
 * gets it; else the phone is asked once more, by re-INVITE.
 */

#include <stddef.h>
#include <string.h>

#include "../../core/config.h"
#include "../../core/dprint.h"
#include "../../core/ip_addr.h"
#include "../../core/mem/mem.h"

#include "jingle_actions_to_sip.h"
#include "jingle_conf.h"
#include "jingle_devices.h"
#include "jingle_dialog.h"
#include "jingle_engine.h"
#include "jingle_evroute.h"
#include "jingle_media_route.h"
#include "jingle_phone_first.h"
#include "jingle_sip_modify.h"
#include "jingle_sip_offer.h"
#include "jingle_table.h"
#include "jingle_tiebreak.h"
#include "jingle_xmpp_out.h"

enum
{
	/* ms. Conversations retracts what has had no ringing for 6 s, ... */
	RINGING_FIRST = 5000,
	/* Monal what has had none for 45 s */
	RINGING_AGAIN = 20000,
};

static char text_buf[BUF_SIZE]; /* a SIP message for an event route */


/* One that does not show us its presence has a resource all the same, which most
 * programs begin with their name. */
int jingle_phone_first_is_due(const str *jid)
{
	jingle_peer_t peer;
	str resource;

	if(jingle_conf.proceed_when != JINGLE_PROCEED_BY_CLIENT)
		return jingle_conf.proceed_when == JINGLE_PROCEED_ANSWERED;
	peer = jingle_devices_peer(jid);
	if(peer == JINGLE_PEER_UNKNOWN) {
		resource = link_jid_resource(jid);
		peer = jingle_sdp.peer_by_caps(&resource);
	}
	return jingle_sdp.quirks(peer)->proceed_late;
}


static void ringing_say(jingle_call_t *c)
{
	jingle_xmpp_out_jmi(jingle_call_leg(c), JINGLE_JMI_RINGING, NULL,
			JINGLE_REASON_NONE, NULL);
}


static void ringing_due(xmpp_link_timer_t *t)
{
	jingle_call_t *c =
			(jingle_call_t *)((char *)t
							  - offsetof(jingle_call_t, devices_timer));

	if(c->state != JINGLE_CALLING)
		return;
	jingle_table_ref(c);
	ringing_say(c);
	jingle_link.timer_set(&c->devices_timer, RINGING_AGAIN);
	jingle_table_put(c);
}


/* the propose as a session-initiate: the same routes decide, and an INVITE goes
 * out. 0, -1 the client is told */
static int stand_in_invite(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_input_t at = *in;
	jingle_translation_t w;
	str addr;
	int rc = -1;

	addr.s = ip_addr2a(&jingle_conf.sock->address);
	addr.len = (int)strlen(addr.s);
	jingle_translation_init(&w);
	jingle_translation_new(&w, JINGLE_INITIATOR);
	w.map.peer = (jingle_peer_t)in->leg->kind;
	at.translation = &w;
	if(jingle_sdp.arena_copy(&w.arena, addr.s, (size_t)addr.len, &addr) == 0
			&& jingle_sdp.early_offer(&w.map, c->media & JINGLE_JMI_AUDIO,
					   c->media & JINGLE_JMI_VIDEO, &addr, &at.session)
					   == 0)
		rc = jingle_invite_begin(c, &at);
	else
		jingle_xmpp_out_jmi(in->leg, JINGLE_JMI_REJECT, NULL,
				JINGLE_REASON_GENERAL_ERROR, NULL);
	jingle_translation_done(&w);
	return rc;
}


int jingle_do_phone_first(jingle_call_t *c, const jingle_input_t *in)
{
	if(c->leg >= 0) { /* the same propose again */
		if(c->state == JINGLE_AWAITED)
			jingle_xmpp_out_jmi(in->leg, JINGLE_JMI_PROCEED, NULL,
					JINGLE_REASON_NONE, NULL);
		else if(c->rang)
			ringing_say(c);
		return 0;
	}
	if(jingle_propose_decide(c, in) < 0)
		return -1;
	in->leg->unanswered = 1;
	in->leg->kind = (int)jingle_devices_peer(in->from);
	if(stand_in_invite(c, in) < 0)
		return -1;
	c->devices_timer.run = ringing_due;
	jingle_link.timer_set(&c->devices_timer, RINGING_FIRST);
	return 0;
}


int jingle_do_jmi_ringing(jingle_call_t *c, const jingle_input_t *in)
{
	if(!jingle_progress_take(c, in) || c->rang || in->code < 180)
		return 0;
	c->rang = 1;
	ringing_say(c);
	jingle_link.timer_set(&c->devices_timer, RINGING_AGAIN);
	return 0;
}


/* the answer, kept as it came; why it could not be */
static jingle_reason_t answer_keep(jingle_call_t *c, const jingle_input_t *in)
{
	str text = jingle_answer_of(c, in), body;
	jingle_reason_t reason = JINGLE_REASON_FAILED_APPLICATION;
	jingle_translation_t w;
	str clean;

	if(jingle_dialog_body(&text, &body) < 0)
		return reason;
	if(jingle_sdp.sdp_refuses_all(&body))
		return JINGLE_REASON_INCOMPATIBLE_PARAMETERS;
	jingle_translation_init(&w);
	if(jingle_translation_intake(&w, c, &text, "SDP answer", &clean) == 0
			&& (text.s == c->invite.s
					|| jingle_call_set(c, &c->invite, &text) == 0))
		reason = JINGLE_REASON_NONE;
	jingle_translation_done(&w);
	return reason;
}


int jingle_do_await(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_leg_t *leg = jingle_call_leg(c);
	jingle_reason_t reason;

	jingle_link.timer_stop(&c->devices_timer);
	if(jingle_answer_begin(c, in) < 0)
		return -1;
	reason = answer_keep(c, in);
	if(reason != JINGLE_REASON_NONE)
		return jingle_answer_refuse(c, reason);
	leg->unanswered = 0;
	if(jingle_initiate_await(c) < 0)
		return jingle_answer_refuse(c, JINGLE_REASON_GENERAL_ERROR);
	jingle_xmpp_out_jmi(
			leg, JINGLE_JMI_PROCEED, NULL, JINGLE_REASON_NONE, NULL);
	return 0;
}


/* the client's session in the stand-in's place, and its offer as the phone would
 * get it. 0, -1 */
static int offer_replace(
		jingle_call_t *c, const jingle_input_t *in, str *body, char **buf)
{
	jingle_translation_t stand_in, *w = in->translation;
	jingle_sdp_t sdp;
	str text;
	int rc = -1;

	jingle_translation_init(&stand_in);
	if(jingle_translation_load(&stand_in, c) == 0) {
		jingle_sdp.early_offer_replace(&w->ctx, &stand_in.ctx);
		rc = jingle_sdp.to_sdp(&w->map, &w->ctx, in->session, &sdp);
		if(rc < 0)
			jingle_translation_failed(w, c, "session-initiate");
	}
	if(rc == 0)
		rc = jingle_translation_save(w, c);
	jingle_translation_done(&stand_in);
	if(rc < 0)
		return -1;
	text.s = text_buf;
	text.len = jingle_dialog_text(c, "INVITE", 1, "application/sdp", &sdp.body,
			text_buf, sizeof(text_buf));
	if(text.len >= (int)sizeof(text_buf))
		return -1;
	/* From version 12 on rtpengine knows no name of a phone before its answer:
	 * with one, this were an offer to another phone, at another port */
	jingle_dialog_to_tag_cut(&text);
	c->half = 1;
	rc = jingle_media_route_run(c, JINGLE_ROUTE_INVITE, &text, body, buf);
	c->half = 0;
	if(rc < 0 || body->len <= 0)
		return -1;
	jingle_translation_outlet(w, body, NULL);
	return 0;
}


/* the phone need not hear of it: the answer that it gave is given to the client */
static int replace_silently(jingle_call_t *c)
{
	jingle_input_t at;

	memset(&at, 0, sizeof(at));
	at.ev = JINGLE_EV_ANSWER;
	at.code = c->code;
	at.text = c->invite;
	at.rcv = &c->dialog.rcv;
	jingle_call_clear(c, &c->offer);
	return jingle_answer_accept(c, &at);
}


static int replace_aloud(
		jingle_call_t *c, const jingle_input_t *in, const str *body)
{
	LM_DBG("call %s: the phone's answer does not fit the client's offer\n",
			c->gr);
	if(jingle_call_set(c, &c->offer, body) < 0)
		return jingle_answer_refuse(c, JINGLE_REASON_GENERAL_ERROR);
	jingle_answer_done(c);
	jingle_do_watch(c, in);
	jingle_sip_offer_wish(c, JINGLE_WISH_SESSION);
	return 0;
}


int jingle_do_session_comes(jingle_call_t *c, const jingle_input_t *in)
{
	char *buf = NULL;
	str body, answer;
	int rc;

	jingle_link.timer_stop(&c->initiate_timer);
	in->leg->state = JINGLE_LEG_ACCEPTED;
	if(jingle_dialog_body(&c->invite, &answer) < 0
			|| offer_replace(c, in, &body, &buf) < 0)
		rc = jingle_answer_refuse(c, JINGLE_REASON_FAILED_APPLICATION);
	else if(jingle_sdp.early_offer_holds(
					&in->translation->map, &c->offer, &body, &answer))
		rc = replace_silently(c);
	else
		rc = replace_aloud(c, in, &body);
	if(buf != NULL)
		pkg_free(buf);
	return rc;
}
