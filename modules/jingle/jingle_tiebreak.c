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
 * \brief jingle :: a client's session that joins or replaces an existing
 * call's
 *
 * Runs in the owner, for actions of the state table: a propose that crossed
 * our own and won (JOINING) gets its proceed, and its session-initiate is
 * joined to the phone's waiting INVITE; a new session in a call that is up
 * (MIGRATING) replaces the old one by a re-INVITE. Which step is next is in
 * the translation's context; timers end what does not come.
 */

#include <stddef.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/mem/mem.h"

#include "jingle_conf.h"
#include "jingle_devices.h"
#include "jingle_dialog.h"
#include "jingle_engine.h"
#include "jingle_outbox.h"
#include "jingle_tiebreak.h"
#include "jingle_xmpp_out.h"
#include "jingle_table.h"
#include "jingle_uas.h"
#include "jingle_actions_to_sip.h"
#include "jingle_actions_to_xmpp.h"
#include "jingle_sip_modify.h"
#include "jingle_sip_offer.h"
#include "jingle_media_route.h"
#include "jingle_legs.h"


/* what the phone hears until the media of the XMPP user are known */
int jingle_tiebreak_pause(jingle_call_t *c, jingle_translation_t *w, str *out)
{
	str offer;

	if(jingle_dialog_body(&c->invite, &offer) < 0)
		return -1;
	return jingle_sdp.sdp_pause(&w->map, &offer, w->ctx.sdp_id, out);
}


static int can_pause(jingle_call_t *c)
{
	jingle_translation_t w;
	str ignored;
	int rc;

	jingle_translation_init(&w);
	jingle_translation_new(&w, JINGLE_INITIATOR);
	rc = jingle_tiebreak_pause(c, &w, &ignored);
	jingle_translation_done(&w);
	return rc == 0;
}


jingle_leg_t *jingle_tiebreak_leg(
		jingle_call_t *c, const str *from, const str *sid, int proposed)
{
	jingle_leg_t *leg;

	/* a 200 to an INVITE without an offer is no pause, but an offer */
	if(!c->suspended || c->final || c->offerless || !can_pause(c))
		return NULL;
	leg = jingle_legs_add(c, from, sid);
	if(leg == NULL)
		return NULL;
	leg->peer_initiated = 1;
	leg->jmi = proposed;
	leg->state = proposed ? JINGLE_LEG_PROPOSED : JINGLE_LEG_INITIATED;
	return leg;
}


/* ours to the user is over: its propose lost, its sessions were not accepted */
static void legs_withdraw(jingle_call_t *c, const jingle_leg_t *leg_theirs)
{
	jingle_leg_t *leg;
	int i;

	jingle_outbox_release(c);
	for(i = 0; i < JINGLE_LEGS_MAX; i++) {
		leg = &c->legs[i];
		if(leg == leg_theirs || leg->state != JINGLE_LEG_PROPOSED)
			continue;
		leg->state = JINGLE_LEG_OVER;
		jingle_outbox_forget(leg);
		jingle_devices_withdraw(leg, &leg_theirs->peer);
	}
	jingle_legs_end_others(c, leg_theirs);
}


static void session_taken(jingle_call_t *c, jingle_leg_t *leg)
{
	LM_INFO("call %s: client %.*s calls the caller at the same time, the "
			"client's session is used (tie-break)\n",
			c->gr, STR_FMT(&leg->peer));
	/* the phone's offer is answered without rtpengine, which begins anew with
	 * the client's offer, as with a phone that is called */
	jingle_media_route_end(c);
	c->leg = (int)(leg - c->legs);
	legs_withdraw(c, leg);
	jingle_link.timer_stop(&c->devices_timer);
	jingle_link.timer_stop(&c->ring_timer);
}


int jingle_do_join(jingle_call_t *c, const jingle_input_t *in)
{
	if(c->leg < 0) { /* not the same propose again */
		session_taken(c, in->leg);
		if(jingle_initiate_await(c) < 0)
			return jingle_answer_failed(c, 500, JINGLE_REASON_GENERAL_ERROR);
	}
	jingle_xmpp_out_jmi(
			in->leg, JINGLE_JMI_PROCEED, NULL, JINGLE_REASON_NONE, NULL);
	return 0;
}


static void old_over(jingle_call_t *c, const jingle_leg_t *next)
{
	jingle_leg_t *old = jingle_call_leg(c);

	if(old == NULL)
		return;
	LM_INFO("call %s: it migrates to client %.*s\n", c->gr,
			STR_FMT(&next->peer));
	/* new keys, another program: rtpengine cannot keep the old media */
	jingle_media_route_end(c);
	old->state = JINGLE_LEG_OVER;
	jingle_outbox_forget(old);
	/* a device that calls again has lost the session; Movim would take its end
	 * for that of the new one */
	if(!old->jmi || !link_jid_equal(&old->peer, &next->peer))
		jingle_xmpp_out_terminate(old, JINGLE_REASON_EXPIRED, NULL);
	if(old->jmi)
		jingle_xmpp_out_migrated(old, &next->sid);
	c->leg = (int)(next - c->legs);
	c->ping_out = c->pings_lost = 0;
}


jingle_leg_t *jingle_migrate(jingle_call_t *c, const str *from, const str *sid)
{
	jingle_leg_t *leg = NULL;
	jingle_translation_t w;

	jingle_translation_init(&w);
	if(c->state == JINGLE_ACTIVE && c->offer.len == 0
			&& jingle_negotiate_is_free(&c->negotiate, JINGLE_NEG_SIP)
			&& !jingle_negotiate_waits(&c->negotiate, JINGLE_NEG_SIP)
			&& (c->rtp_avp || c->dir == JINGLE_XMPP_TO_SIP)
			&& jingle_translation_load(&w, c) == 0
			&& w.ctx.state == JINGLE_CTX_ACTIVE)
		leg = jingle_legs_add(c, from, sid);
	jingle_translation_done(&w);
	if(leg == NULL)
		return NULL;
	leg->peer_initiated = leg->jmi = 1;
	leg->state = JINGLE_LEG_PROPOSED;
	return leg;
}


int jingle_do_migrate(jingle_call_t *c, const jingle_input_t *in)
{
	if(jingle_call_leg(c) != in->leg) { /* not the same propose again */
		old_over(c, in->leg);
		if(jingle_initiate_await(c) < 0) {
			jingle_tiebreak_failed(c, JINGLE_REASON_GENERAL_ERROR);
			return 0;
		}
	}
	jingle_xmpp_out_jmi(
			in->leg, JINGLE_JMI_PROCEED, NULL, JINGLE_REASON_NONE, NULL);
	return 0;
}


/* RFC 3264 section 8: an offer in a dialog has the streams there are */
static int same_streams(const jingle_ctx_t *a, const jingle_ctx_t *b)
{
	int i;

	for(i = 0; i < a->slots && i < b->slots; i++)
		if(a->slot[i].media.len != b->slot[i].media.len
				|| memcmp(a->slot[i].media.s, b->slot[i].media.s,
						   (size_t)a->slot[i].media.len)
						   != 0)
			return 0;
	return a->slots >= b->slots;
}


int jingle_do_migrated(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_translation_t old, *w = in->translation;
	char *buf = NULL;
	jingle_sdp_t sdp;
	int rc;
	str body;

	in->leg->state = JINGLE_LEG_ACCEPTED;
	jingle_translation_init(&old);
	rc = jingle_translation_load(&old, c);
	w->ctx.sdp_id = old.ctx.sdp_id; /* and the origin's next version */
	w->ctx.sdp_version = old.ctx.sdp_version;
	if(rc == 0 && jingle_sdp.to_sdp(&w->map, &w->ctx, in->session, &sdp) == 0
			&& same_streams(&w->ctx, &old.ctx)
			&& jingle_media_route_invite(
					   c, &c->dialog.rem_uri, &sdp.body, &body, &buf)
					   == 0
			&& jingle_call_set(c, &c->offer, &body) == 0)
		rc = jingle_translation_save(w, c);
	else
		rc = -1;
	if(buf != NULL)
		pkg_free(buf);
	jingle_translation_done(&old);
	if(rc < 0) {
		jingle_tiebreak_failed(c, JINGLE_REASON_FAILED_APPLICATION);
		return 0;
	}
	jingle_do_watch(c, in);
	c->negotiate.initiator = 0;
	jingle_sip_offer_wish(c, JINGLE_WISH_SESSION);
	return 0;
}


/* the client's offer as the phone is to get it: kept for the re-INVITE */
static int offer_keep(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_translation_t *w = in->translation;
	jingle_sdp_t sdp;
	char *buf = NULL;
	str body;
	int rc = -1;

	if(jingle_sdp.to_sdp(&w->map, &w->ctx, in->session, &sdp) < 0) {
		jingle_translation_failed(w, c, "session-initiate");
		return -1;
	}
	if(jingle_media_route_invite(c, &c->dialog.rem_uri, &sdp.body, &body, &buf)
			== 0)
		rc = jingle_call_set(c, &c->offer, &body);
	if(buf != NULL)
		pkg_free(buf);
	return rc < 0 || jingle_translation_save(w, c) < 0 ? -1 : 0;
}


int jingle_do_join_answer(jingle_call_t *c, const jingle_input_t *in)
{
	str body;

	if(c->leg < 0)
		session_taken(c, in->leg);
	jingle_link.timer_stop(&c->initiate_timer);
	in->leg->state = JINGLE_LEG_ACCEPTED;
	if(offer_keep(c, in) < 0)
		return jingle_answer_failed(
				c, 488, JINGLE_REASON_INCOMPATIBLE_PARAMETERS);
	if(jingle_tiebreak_pause(c, in->translation, &body) < 0)
		return jingle_answer_failed(c, 500, JINGLE_REASON_FAILED_APPLICATION);
	if(jingle_uas_reply(c, 200, "OK", &body, NULL) < 0) {
		LM_INFO("call %s: the phone's INVITE has no transaction any more, no "
				"200 is sent\n",
				c->gr);
		jingle_legs_end(c, JINGLE_REASON_CANCEL, NULL);
		return -1;
	}
	c->negotiate.initiator = 0;
	jingle_sip_offer_wish(c, JINGLE_WISH_SESSION); /* once the ACK is there */
	c->rtp_avp = 1;
	c->code = 200;
	jingle_call_clear(c, &c->invite);
	jingle_call_clear(c, &c->request);
	return 0;
}


void jingle_tiebreak_failed(jingle_call_t *c, jingle_reason_t reason)
{
	jingle_engine_end(c, JINGLE_EV_HANGUP, 0, reason, NULL);
}
