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
 * \brief jingle :: a phone that takes no REFER is transferred by the gateway
 *
 * Runs in the owner of both calls, as actions of the state table (RFC 3725). Each
 * has a reference to the other one. The user's call is ACTIVE until its phone has
 * taken a re-INVITE with the media of the target's, whose call is BRIDGED as
 * soon as that has answered; then both are. What one phone offers from then on
 * waits for the other one's answer, its transaction suspended.
 */

#include <stddef.h>
#include <string.h>

#include "../../core/dprint.h"

#include "jingle_actions_to_sip.h"
#include "jingle_bridge.h"
#include "jingle_bridge_media.h"
#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_engine.h"
#include "jingle_hooks.h"
#include "jingle_legs.h"
#include "jingle_log.h"
#include "jingle_media_route.h"
#include "jingle_press.h"
#include "jingle_recover.h"
#include "jingle_refer_notify.h"
#include "jingle_referral.h"
#include "jingle_second_call.h"
#include "jingle_sip_answer.h"
#include "jingle_sip_offer.h"
#include "jingle_stats.h"
#include "jingle_supervise.h"
#include "jingle_table.h"
#include "jingle_uac.h"

static const char not_joined[] = "the other party's phone does not take it";


/* --- two calls --------------------------------------------------------------------- */

static void pair_join(jingle_call_t *c, jingle_call_t *to)
{
	jingle_table_ref(c);
	jingle_table_ref(to);
	c->bridge = to;
	to->bridge = c;
}


/* the other one, whose reference is the caller's; c has one of the caller's */
static jingle_call_t *pair_part(jingle_call_t *c)
{
	jingle_call_t *other = c->bridge;

	c->bridge = other->bridge = NULL;
	jingle_table_put(c);
	return other;
}


int jingle_bridge_is(const jingle_call_t *c)
{
	return c->bridge != NULL || c->bridge_media.len > 0;
}


/* the user's call goes on; what its phone was offered is taken back when the
 * phone has answered it */
static void transfer_over(jingle_call_t *c, const char *why)
{
	if(c->referral != NULL)
		jingle_referral_failed(c, why);
	if(c->offer.len <= 0) /* it has heard of nothing */
		jingle_call_clear(c, &c->bridge_media);
	jingle_recover_save(c);
}


/* --- the target is called ------------------------------------------------------------ */

/* it is one of the calls that the user has made, also when the user has no part in
 * it any more */
static int user_count(jingle_call_t *to, const str *user)
{
	str sid = {to->gr, JINGLE_GR_LEN};
	jingle_leg_t *leg = jingle_legs_add(to, user, &sid);

	if(leg != NULL)
		leg->state = JINGLE_LEG_OVER;
	return leg != NULL ? 0 : -1;
}


static jingle_call_t *target_new(jingle_call_t *c)
{
	str uri = jingle_referral_uri(c);
	jingle_call_t *to = jingle_second_call(c, &uri);

	if(to == NULL)
		return NULL;
	to->media = c->media;
	to->bridged = JINGLE_BRIDGED_TO;
	if(user_count(to, &c->bare) == 0
			&& jingle_call_set(to, &to->bare, &c->bare) == 0
			&& jingle_call_set(to, &to->component, &c->component) == 0
			&& jingle_call_set(to, &to->local, &c->local) == 0
			&& jingle_call_set(c, &c->bridge_media, &to->media_id) == 0
			&& jingle_hooks_identity(to, &to->dialog.rem_uri) >= 0)
		return to;
	jingle_call_clear(c, &c->bridge_media);
	jingle_table_unindex(&to->legs[0]);
	jingle_table_put(to);
	return NULL;
}


void jingle_bridge(jingle_call_t *c)
{
	jingle_call_t *to = target_new(c);
	jingle_input_t in;

	jingle_link.timer_stop(&c->refer_timer);
	if(to == NULL) {
		jingle_referral_failed(c, jingle_refer_why(500));
		return;
	}
	jingle_stats_add(JINGLE_STAT_FROM_XMPP);
	LM_INFO("call %s: XMPP user %.*s transfers phone %s to %.*s, by call %s\n",
			c->gr, STR_FMT(&c->bare), jingle_log_text(&c->dialog.rem_uri),
			STR_FMT(&to->dialog.rem_uri), to->gr);
	pair_join(c, to);
	jingle_table_add(to);
	memset(&in, 0, sizeof(in));
	in.ev = JINGLE_EV_BRIDGE;
	jingle_engine_run(to, &in);
	jingle_table_put(to);
}


static void answer_late(xmpp_link_timer_t *t)
{
	jingle_call_t *to =
			(jingle_call_t *)((char *)t - offsetof(jingle_call_t, ring_timer));

	jingle_table_ref(to);
	jingle_engine_end(
			to, JINGLE_EV_TIMEOUT, 408, JINGLE_REASON_TIMEOUT, "no answer");
	jingle_table_put(to);
}


int jingle_do_bridge(jingle_call_t *to, const jingle_input_t *in)
{
	(void)in;
	if(jingle_engine_wait(to, &to->ring_timer, answer_late,
			   JINGLE_CFG(transfer_time) * 1000)
					== 0
			&& jingle_bridge_media_invite(to, to->bridge) == 0)
		return 0;
	to->code = 500;
	jingle_bridge_fails(to);
	return -1;
}


void jingle_bridge_fails(jingle_call_t *to)
{
	jingle_call_t *c;

	if(to->bridge == NULL)
		return;
	c = pair_part(to);
	transfer_over(c, jingle_refer_why(to->code));
	jingle_table_put(c);
}


/* --- the target has answered ----------------------------------------------------------- */

static int answer_use(jingle_call_t *to, const jingle_input_t *in)
{
	str text = jingle_answer_of(to, in), body;

	if(text.len <= 0 || to->bridge == NULL || to->bridge->state != JINGLE_ACTIVE
			|| to->bridge->offer.len > 0 /* it goes to another client */
			|| jingle_bridge_media_answer(to, &text, NULL, &body) < 0)
		return -1;
	return jingle_bridge_media_offer(to->bridge, &to->phone);
}


static void event_run(jingle_call_t *c, jingle_ev_t ev)
{
	jingle_input_t in;

	memset(&in, 0, sizeof(in));
	in.ev = ev;
	jingle_engine_run(c, &in);
}


int jingle_bridge_answered(jingle_call_t *to, const jingle_input_t *in)
{
	jingle_call_t *c = to->bridge;

	if(answer_use(to, in) < 0) {
		to->code = 488;
		to->reason = JINGLE_REASON_FAILED_APPLICATION;
		to->active_since = 0;
		jingle_uac_bye(to, to->reason, NULL);
		jingle_bridge_fails(to);
		return -1;
	}
	jingle_call_clear(to, &to->invite);
	jingle_call_clear(to, &to->request);
	jingle_table_ref(c);
	event_run(to, JINGLE_EV_BRIDGED);
	jingle_sip_offer_wish(c, JINGLE_WISH_SESSION);
	jingle_recover_save(c);
	jingle_table_put(c);
	return 0;
}


/* the user has no part in it any more, nor have its media */
static void user_part(jingle_call_t *c)
{
	jingle_press_leave(c);
	jingle_referral_done(c);
	jingle_engine_legs_forget(c);
	jingle_link.timer_stop(&c->picture_timer);
	jingle_link.timer_stop(&c->media_check_timer);
	jingle_media_route_end(c);
	c->restart_due = 0;
	jingle_bridge_media_begin(c);
	jingle_call_clear(c, &c->bridge_media);
}


int jingle_do_bridged(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_translation_t w;

	(void)in;
	if(c->bridge_media.len > 0)
		user_part(c);
	else
		jingle_sip_offer_due(c); /* its INVITE is over */
	jingle_translation_init(&w); /* with whom it is joined */
	if(jingle_translation_load(&w, c) == 0)
		jingle_translation_save(&w, c);
	jingle_translation_done(&w);
	jingle_supervise_start(c);
	return 0;
}


/* --- its phone is joined ---------------------------------------------------------------- */

static void phones_joined(jingle_call_t *c, const str *body)
{
	jingle_call_t *to = c->bridge;
	int differs = jingle_bridge_media_differs(to, body);

	if(differs && jingle_call_set(to, &to->offer, body) < 0)
		differs = 0;
	event_run(c, JINGLE_EV_BRIDGED);
	if(differs)
		jingle_sip_offer_wish(to, JINGLE_WISH_SESSION);
}


/* its phone has the media of nobody: it gets the client's again */
static void client_back(jingle_call_t *c)
{
	jingle_translation_t w;

	jingle_call_clear(c, &c->offer);
	jingle_call_clear(c, &c->bridge_media);
	jingle_translation_init(&w);
	if(jingle_translation_load(&w, c) == 0) {
		w.ctx.sdp_digest = 0;
		jingle_translation_save(&w, c);
	}
	jingle_translation_done(&w);
	jingle_sip_offer_wish(c, JINGLE_WISH_CURRENT);
}


static void target_leaves(jingle_call_t *c)
{
	jingle_call_t *to = pair_part(c);

	jingle_engine_end(to, JINGLE_EV_HANGUP, 0, JINGLE_REASON_SUCCESS, NULL);
	jingle_table_put(to);
}


/* what the other phone has offered has its answer. The transaction may be gone. */
static void offer_answer(jingle_call_t *c, int code, const str *body)
{
	jingle_input_t in;

	memset(&in, 0, sizeof(in));
	in.hash = c->adding_hash;
	in.label = c->adding_label;
	if(code == 200 && jingle_call_set(c, &c->offer, body) == 0)
		jingle_dialog_refreshed(c, &c->adding);
	jingle_sip_answer_code(c, &in, code, code == 200 ? body : NULL, NULL);
	jingle_call_clear(c, &c->adding);
	jingle_sip_offer_theirs(c, code == 200);
}


void jingle_bridge_reanswer(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_call_t *other = c->bridge;
	int asks = other != NULL && other->adding.len > 0;
	str body;
	int rc = -1;

	if(other != NULL) {
		if(c->state == JINGLE_BRIDGED && !asks) /* to refresh the session */
			jingle_bridge_media_offer(c, &other->phone);
		rc = jingle_bridge_media_answer(
				c, &in->text, asks ? &other->adding : NULL, &body);
	}
	if(asks) {
		if(rc < 0)
			jingle_bridge_media_back(other);
		offer_answer(other, rc == 0 ? 200 : 488, &body);
	}
	if(c->state != JINGLE_ACTIVE)
		return;
	if(rc == 0) {
		phones_joined(c, &body);
		return;
	}
	if(other != NULL)
		target_leaves(c);
	transfer_over(c, not_joined);
	client_back(c);
}


void jingle_bridge_refused(jingle_call_t *c, int code)
{
	jingle_call_t *other = c->bridge;

	if(other != NULL && other->adding.len > 0) {
		jingle_bridge_media_back(other);
		offer_answer(other, code == 491 ? 491 : 488, NULL);
	}
	if(c->state != JINGLE_ACTIVE)
		return;
	if(other != NULL)
		target_leaves(c);
	jingle_call_clear(c, &c->offer);
	transfer_over(c, not_joined);
}


/* --- one of them ends ------------------------------------------------------------------- */

void jingle_bridge_leave(jingle_call_t *c)
{
	jingle_call_t *other;

	if(c->bridge == NULL)
		return;
	other = pair_part(c);
	if(other->state == JINGLE_ACTIVE)
		transfer_over(other, "the other party has hung up");
	else {
		other->ended_by = c->ended_by;
		jingle_engine_end(other, JINGLE_EV_HANGUP,
				other->state == JINGLE_BRIDGED ? 0 : 487, JINGLE_REASON_SUCCESS,
				NULL);
	}
	jingle_table_put(other);
}


/* --- after a restart -------------------------------------------------------------------- */

/* the other one's row was read before, or this one's was */
static int pair_find(jingle_call_t *c, const str *gr)
{
	jingle_call_t *other;

	if(c->bridge != NULL)
		return 0;
	other = jingle_table_find(gr);
	if(other == NULL)
		return -1;
	if(other != c && other->state == JINGLE_BRIDGED && other->restored
			&& !other->must_end && other->bridge == NULL
			&& other->owner == c->owner)
		pair_join(c, other);
	jingle_table_put(other);
	return c->bridge != NULL ? 0 : -1;
}


int jingle_bridge_recall(jingle_call_t *c)
{
	jingle_translation_t w;
	int rc = -1;

	jingle_translation_init(&w);
	if(jingle_translation_load(&w, c) == 0 && w.ctx.bridged > 0)
		rc = pair_find(c, &w.ctx.bridge);
	c->bridged = rc == 0 ? w.ctx.bridged : 0;
	jingle_translation_done(&w);
	/* the row has the name of the media that it began with */
	if(rc < 0
			|| (c->bridged == JINGLE_BRIDGED_FROM
					&& jingle_call_set(c, &c->media_id, &c->bridge->media_id)
							   < 0))
		return -1;
	jingle_engine_legs_forget(c);
	if(c->bridged == JINGLE_BRIDGED_TO)
		user_count(c, &c->bare);
	c->restored = 0;
	jingle_supervise_start(c);
	return 0;
}
