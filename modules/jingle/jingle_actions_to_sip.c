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
 * \brief jingle :: actions of calls from XMPP to SIP
 *
 * Runs in the owner, as actions of the state table: policy routes and proceed,
 * the INVITE, ringing, session-accept, CANCEL. State is in the call: one leg,
 * the INVITE's transaction, initiate_timer until the session-initiate comes,
 * ring_timer until the phone answers.
 */

#include <stdio.h>
#include <string.h>

#include "../../core/config.h"
#include "../../core/dprint.h"
#include "../xmpp_link/link_log.h"
#include "../../core/mem/mem.h"

#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_engine.h"
#include "jingle_hooks.h"
#include "jingle_log.h"
#include "jingle_phone.h"
#include "jingle_prack.h"
#include "../jingle_sdp/jingle_reason.h"
#include "jingle_xmpp_out.h"
#include "jingle_script.h"
#include "jingle_stats.h"
#include "jingle_evroute.h"
#include "jingle_table.h"
#include "jingle_uac.h"
#include "jingle_actions_to_sip.h"
#include "jingle_supervise.h"
#include "jingle_media_route.h"
#include "jingle_session_timer.h"
#include "jingle_sip_modify.h"
#include "jingle_sip_offer.h"
#include "jingle_legs.h"

enum
{
	CANCEL_TIME = 64 * 500, /* ms; 64*T1, RFC 3261 section 9.1 */
};

static char text_buf[BUF_SIZE]; /* a SIP message for an event route */


void jingle_receive_info_own(jingle_call_t *c)
{
	struct socket_info *si = jingle_conf.sock;

	memset(&c->dialog.rcv, 0, sizeof(c->dialog.rcv));
	c->dialog.rcv.bind_address = si;
	c->dialog.rcv.proto = si->proto;
	c->dialog.rcv.src_ip = si->address;
	c->dialog.rcv.dst_ip = si->address;
	c->dialog.rcv.src_port = si->port_no;
	c->dialog.rcv.dst_port = si->port_no;
	c->dialog.rcv.src_su = si->su;
}


/* an event route that decides: it sees an INVITE from the user to the callee,
 * as it would be sent if it were allowed */
static int route_decide(
		jingle_call_t *c, jingle_route_t route, jingle_script_t *script)
{
	static const str empty = STR_NULL;
	str text, body;
	char *buf;
	int rc;

	text.s = text_buf;
	text.len = jingle_uac_invite_text(
			c, &c->dialog.rem_uri, &empty, text_buf, sizeof(text_buf));
	if(text.len >= (int)sizeof(text_buf))
		return -1;
	rc = jingle_script_run(route, &text, &c->dialog.rcv, NULL, &body, &buf);
	if(buf != NULL)
		pkg_free(buf);
	if(rc < 0 && !script->rejected) {
		script->rejected = 1;
		script->reason = JINGLE_REASON_DECLINE;
	}
	return script->rejected ? -1 : 0;
}


static void initiate_late(xmpp_link_timer_t *t)
{
	jingle_call_t *c =
			(jingle_call_t *)((char *)t
							  - offsetof(jingle_call_t, initiate_timer));

	jingle_table_ref(c);
	jingle_engine_end(c, JINGLE_EV_TIMEOUT,
			c->state == JINGLE_PROCEEDED ? 0 : 480, JINGLE_REASON_TIMEOUT,
			"the client sent no session-initiate");
	jingle_table_put(c);
}


int jingle_initiate_await(jingle_call_t *c)
{
	return jingle_engine_wait(c, &c->initiate_timer, initiate_late,
			JINGLE_CFG(proceed_time) * 1000);
}


static void answer_late(xmpp_link_timer_t *t)
{
	jingle_call_t *c =
			(jingle_call_t *)((char *)t - offsetof(jingle_call_t, ring_timer));

	jingle_table_ref(c);
	jingle_engine_end(
			c, JINGLE_EV_TIMEOUT, 480, JINGLE_REASON_TIMEOUT, "480 no answer");
	jingle_table_put(c);
}


/* may this user call at all? */
static int route_policy(jingle_call_t *c, const jingle_input_t *in,
		jingle_script_t *script, jingle_route_t route)
{
	int rc = 0;

	jingle_script_begin(script, c, in);
	if(jingle_evroute_has(route)) {
		rc = route_decide(c, route, script);
	} else if(!jingle_gateway.is_local_user(&c->bare)) {
		script->rejected = 1;
		script->reason = JINGLE_REASON_DECLINE;
		rc = -1;
	}
	jingle_script_end(script);
	if(rc < 0) {
		c->refused = 1;
		LINK_LOG(LM_INFO, "call %s: XMPP user %.*s may not call %s (%s)\n",
				c->gr, STR_FMT(&c->bare), jingle_log_text(&c->dialog.rem_uri),
				jingle_sdp.reason_name(script->reason));
	}
	return rc;
}


/* what the script said with its no */
static const str *script_text(const jingle_script_t *script, str *text)
{
	text->s = (char *)script->text;
	text->len = script->text_len;
	return text->len > 0 ? text : NULL;
}


int jingle_propose_decide(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_script_t script;
	jingle_leg_t *leg = in->leg;
	str text;

	jingle_receive_info_own(c);
	if(route_policy(c, in, &script, JINGLE_ROUTE_PROPOSE) < 0) {
		c->reason = script.reason;
		leg->state = JINGLE_LEG_OVER;
		jingle_xmpp_out_jmi(leg, JINGLE_JMI_REJECT, NULL, script.reason,
				script_text(&script, &text));
		return -1;
	}
	c->leg = (int)(leg - c->legs);
	return 0;
}


int jingle_do_proceed(jingle_call_t *c, const jingle_input_t *in)
{
	if(c->leg < 0 /* not the same propose again */
			&& (jingle_propose_decide(c, in) < 0
					|| jingle_initiate_await(c) < 0))
		return -1;
	jingle_xmpp_out_jmi(
			in->leg, JINGLE_JMI_PROCEED, NULL, JINGLE_REASON_NONE, NULL);
	return 0;
}


static int invite_failed(
		jingle_call_t *c, jingle_reason_t reason, const char *why)
{
	str text;

	text.s = (char *)why;
	text.len = why != NULL ? (int)strlen(why) : 0;
	c->reason = reason;
	jingle_legs_end(c, reason, why != NULL ? &text : NULL);
	return -1;
}


static int script_refused(jingle_call_t *c, const jingle_script_t *script)
{
	str text;

	c->reason = script->reason;
	jingle_legs_end(c, script->reason, script_text(script, &text));
	return -1;
}


static int invite_send(jingle_call_t *c, jingle_translation_t *w,
		const str *uri, const str *sdp)
{
	str body;
	char *buf;
	int rc;

	if(jingle_media_route_invite(c, uri, sdp, &body, &buf) < 0) {
		LM_WARN("call %s: event_route[jingle:invite] did not convert the "
				"client's offer\n",
				c->gr);
		rc = invite_failed(c, JINGLE_REASON_FAILED_APPLICATION, NULL);
	} else {
		jingle_translation_outlet(w, &body, NULL);
		rc = 0;
		if(jingle_call_leg(c)->unanswered) /* a stand-in's */
			rc = jingle_call_set(c, &c->offer, &body);
		if(rc < 0 || jingle_uac_invite(c, uri, &body) < 0)
			rc = invite_failed(c, JINGLE_REASON_GENERAL_ERROR, NULL);
	}
	if(buf != NULL)
		pkg_free(buf);
	return rc;
}


int jingle_invite_begin(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_script_t script;
	str uri, sdp;

	LM_INFO("call %s: client %.*s calls %s\n", c->gr, STR_FMT(&in->leg->peer),
			jingle_log_text(&c->dialog.rem_uri));
	if(jingle_hooks_identity(c, &c->dialog.rem_uri) < 0)
		return invite_failed(c, JINGLE_REASON_DECLINE, "no account");
	if(route_policy(c, in, &script, JINGLE_ROUTE_SESSION_INITIATE) < 0)
		return script_refused(c, &script);
	if(script.sdp.s == NULL && jingle_script_translate(&script, c, in) < 0) {
		const jingle_error_t *e = &in->translation->map.error;

		return invite_failed(c,
				e->reason ? e->reason : JINGLE_REASON_FAILED_APPLICATION,
				e->text);
	}
	sdp = script.sdp;
	uri = c->dialog.rem_uri;
	if(script.uri_len > 0) {
		uri.s = script.uri;
		uri.len = script.uri_len;
	}
	if(jingle_translation_save(in->translation, c) < 0)
		return invite_failed(c, JINGLE_REASON_GENERAL_ERROR, NULL);
	if(jingle_engine_wait(
			   c, &c->ring_timer, answer_late, JINGLE_CFG(ring_time) * 1000)
			< 0)
		return invite_failed(c, JINGLE_REASON_GENERAL_ERROR, NULL);
	return invite_send(c, in->translation, &uri, &sdp);
}


int jingle_do_invite(jingle_call_t *c, const jingle_input_t *in)
{
	in->leg->state = JINGLE_LEG_INITIATED;
	c->leg = (int)(in->leg - c->legs);
	jingle_receive_info_own(c);
	if(in->reason != JINGLE_REASON_NONE) /* it cannot be, says our caller */
		return invite_failed(c, in->reason, NULL);
	return jingle_invite_begin(c, in);
}


int jingle_progress_take(jingle_call_t *c, const jingle_input_t *in)
{
	str body;

	if(!jingle_prack_take(c, in->msg))
		return 0;
	if(jingle_dialog_body(&in->text, &body) == 0) {
		jingle_call_set(c, &c->invite, &in->text);
		jingle_phone_in_script(c, in);
	}
	return 1;
}


/* The client refused our session-accept: it is not in the call. When nothing
 * came back, it may be the result that was lost: ask. */
static void accept_answered(const xmpp_link_stanza_t *s, void *arg)
{
	jingle_leg_t *leg = arg;
	jingle_call_t *c = leg->call;

	if(s != NULL && s->type.len == 6 && memcmp(s->type.s, "result", 6) == 0)
		return;
	if(s == NULL) {
		c->pings_lost = 1; /* this was as good as a ping */
		jingle_supervise_now(c);
		return;
	}
	LM_WARN("call %s: client %.*s answered our session-accept with an error\n",
			c->gr, STR_FMT(&leg->peer));
	jingle_table_ref(c);
	jingle_legs_lost(leg, JINGLE_REASON_GENERAL_ERROR);
	jingle_engine_end(c,
			c->state == JINGLE_INVITED ? JINGLE_EV_HANGUP : JINGLE_EV_DEAD, 0,
			JINGLE_REASON_GENERAL_ERROR, NULL);
	jingle_table_put(c);
}


int jingle_accept_say(
		jingle_leg_t *leg, jingle_translation_t *w, jingle_stanzas_t *out)
{
	jingle_session_t *s;

	for(s = out->list.first; s != NULL; s = s->next)
		if(jingle_xmpp_out_session(leg, w, s,
				   s->action == JINGLE_SESSION_ACCEPT ? accept_answered : NULL)
				< 0)
			return -1;
	return 0;
}


str jingle_answer_of(jingle_call_t *c, const jingle_input_t *in)
{
	str found = STR_NULL, early, now;
	sip_msg_t *reply = in->msg, m;

	if(jingle_dialog_body(&in->text, &now) == 0)
		return in->text;
	if(c->invite.len <= 0 || jingle_dialog_parse(&c->invite, &m) < 0)
		return found;
	if(jingle_dialog_to_tag(&m, &early) == 0
			&& jingle_dialog_to_tag(reply, &now) == 0 && STR_EQ(early, now))
		found = c->invite;
	free_sip_msg(&m);
	return found;
}


/* the answer, as XMPP is to see it, said to the user; reason when not */
static int accept_convert(jingle_call_t *c, const jingle_input_t *in,
		jingle_translation_t *w, jingle_reason_t *reason)
{
	jingle_script_t script;
	jingle_stanzas_t out;
	jingle_input_t at = *in;
	str text = jingle_answer_of(c, in), body;
	char *buf = NULL;
	int rc = -1;

	*reason = JINGLE_REASON_FAILED_APPLICATION;
	if(text.len <= 0 || jingle_translation_load(w, c) < 0)
		return -1;
	*reason = JINGLE_REASON_INCOMPATIBLE_PARAMETERS;
	if((jingle_dialog_body(&text, &body) == 0
			   && jingle_sdp.sdp_refuses_all(&body))
			|| jingle_translation_intake(w, c, &text, "SDP answer", &text) < 0)
		return -1;
	*reason = JINGLE_REASON_FAILED_APPLICATION;
	w->map.peer = (jingle_peer_t)jingle_call_leg(c)->kind;
	at.translation = w;
	at.ev = JINGLE_EV_ANSWER; /* a 18x may be one, too */
	jingle_script_begin(&script, c, &at);
	rc = jingle_script_run(
			JINGLE_ROUTE_REPLY, &text, &c->dialog.rcv, NULL, &body, &buf);
	jingle_script_end(&script);
	if(rc < 0 || script.rejected || body.len <= 0) {
		LM_WARN("call %s: event_route[jingle:reply] did not convert the "
				"phone's answer\n",
				c->gr);
		rc = -1;
	} else if(script.translated) {
		out = script.stanzas;
	} else if(jingle_sdp.from_sdp(
					  &w->map, &w->ctx, &body, JINGLE_BODY_ANSWER, &out)
			  < 0) {
		jingle_translation_failed(w, c, "SDP answer");
		*reason = JINGLE_REASON_INCOMPATIBLE_PARAMETERS;
		rc = -1;
	}
	if(rc == 0)
		jingle_dialog_refreshed(c, &text);
	if(rc == 0)
		rc = jingle_translation_save(w, c) < 0
					 ? -1
					 : jingle_accept_say(jingle_call_leg(c), w, &out);
	if(buf != NULL)
		pkg_free(buf);
	if(rc == 0 && out.surplus)
		jingle_sip_offer_wish(c, JINGLE_WISH_CURRENT);
	if(rc == 0 && out.terminate) {
		jingle_legs_lost(
				jingle_call_leg(c), JINGLE_REASON_INCOMPATIBLE_PARAMETERS);
		return -1;
	}
	return rc;
}


/* did the client get an answer in the meantime? */
static int is_accepted(jingle_call_t *c)
{
	jingle_translation_t w;
	int yes;

	jingle_translation_init(&w);
	yes = jingle_translation_load(&w, c) == 0
		  && w.ctx.state == JINGLE_CTX_ACTIVE;
	jingle_translation_done(&w);
	return yes;
}


/* parameter early_accept: the client hears what the phone plays before it answers
 * (RFC 3960); what is to come of the phone's answer is a change, if anything */
static void early_accept(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_reason_t reason;
	jingle_translation_t w;
	str tag;
	int rc;

	if(jingle_dialog_to_tag(in->msg, &tag) < 0
			|| jingle_call_set(c, &c->early_tag, &tag) < 0)
		return;
	c->dialog.rcv = *in->rcv;
	jingle_translation_init(&w);
	rc = accept_convert(c, in, &w, &reason);
	jingle_translation_done(&w);
	if(rc == 0) {
		c->rang = 1; /* no client rings after that */
		jingle_call_leg(c)->state = JINGLE_LEG_ACCEPTED;
		return;
	}
	jingle_call_clear(c, &c->early_tag);
	if(is_accepted(c)) /* half of it was said */
		jingle_engine_end(c, JINGLE_EV_HANGUP, 0, reason, NULL);
}


int jingle_do_ring_xmpp(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_leg_t *leg = jingle_call_leg(c);
	str body;

	if(!jingle_progress_take(c, in))
		return 0;
	if(JINGLE_CFG(early_accept) && leg != NULL
			&& leg->state == JINGLE_LEG_INITIATED
			&& jingle_dialog_body(&in->text, &body) == 0)
		early_accept(c, in);
	if(c->rang || leg == NULL || in->code < 180 || c->state != JINGLE_INVITED)
		return 0;
	c->rang = 1;
	jingle_xmpp_out_info(leg, JINGLE_INFO_RINGING);
	return 0;
}


int jingle_answer_begin(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_link.timer_stop(&c->ring_timer);
	c->final = in->code;
	c->code = in->code;
	c->dialog.rcv = *in->rcv;
	if(jingle_dialog_from_reply(c, in->msg) < 0) {
		jingle_uac_refuse(c, in->msg, JINGLE_REASON_GENERAL_ERROR);
		return invite_failed(c, JINGLE_REASON_GENERAL_ERROR, NULL);
	}
	jingle_phone_in_script(c, in);
	jingle_session_timer_agreed(c, in->msg);
	return 0;
}


void jingle_answer_done(jingle_call_t *c)
{
	jingle_call_clear(c, &c->invite);
	jingle_call_clear(c, &c->request);
	jingle_call_clear(c, &c->own_uri);
	jingle_call_clear(c, &c->own_sdp);
}


int jingle_answer_refuse(jingle_call_t *c, jingle_reason_t reason)
{
	jingle_uac_bye(c, reason, NULL);
	return invite_failed(c, reason, NULL);
}


int jingle_answer_accept(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_translation_t w;
	jingle_reason_t reason;
	int rc;

	jingle_translation_init(&w);
	rc = accept_convert(c, in, &w, &reason);
	jingle_translation_done(&w);
	jingle_answer_done(c);
	if(rc < 0)
		return jingle_answer_refuse(c, reason);
	jingle_call_leg(c)->state = JINGLE_LEG_ACCEPTED;
	return jingle_do_watch(c, in);
}


int jingle_do_accept_xmpp(jingle_call_t *c, const jingle_input_t *in)
{
	return jingle_answer_begin(c, in) < 0 ? -1 : jingle_answer_accept(c, in);
}


static void cancel_late(xmpp_link_timer_t *t)
{
	jingle_call_t *c =
			(jingle_call_t *)((char *)t
							  - offsetof(jingle_call_t, cancel_timer));

	LM_INFO("call %s: the phone sent no final response after our CANCEL, "
			"Call-ID %.*s\n",
			c->gr, STR_FMT(&c->dialog.callid));
	jingle_table_ref(c);
	jingle_engine_end(c, JINGLE_EV_TIMEOUT, 0, c->reason, NULL);
	jingle_table_put(c);
}


int jingle_do_cancel_sip(jingle_call_t *c, const jingle_input_t *in)
{
	char buf[JINGLE_REASON_HEADER_MAX + 1];
	jingle_reason_t reason = in->reason;
	str value;

	if(in->ev != JINGLE_EV_PROGRESS)
		c->reason = reason;
	buf[0] = '\0';
	if(jingle_sdp.reason_header(jingle_sdp.reason_for_cancel(c->reason), NULL,
			   buf, JINGLE_REASON_HEADER_MAX, &value)
			== 0)
		value.s[value.len] = '\0';
	if(jingle_uac_cancel(c, buf[0] ? buf : NULL) < 0)
		LM_DBG("call %s: no CANCEL, our INVITE has no open transaction\n",
				c->gr);
	if(in->ev == JINGLE_EV_PROGRESS)
		return 0;
	return jingle_engine_wait(c, &c->cancel_timer, cancel_late, CANCEL_TIME);
}


int jingle_do_cancel_and_end(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_legs_end(
			c, in->reason, in->reason_text.len > 0 ? &in->reason_text : NULL);
	return jingle_do_cancel_sip(c, in);
}
