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
 * \brief jingle :: stanzas from XMPP
 *
 * Handlers of xmpp_link, registered in mod_init, run in the worker that owns
 * the sender: Jingle iqs, JMI messages, bounced messages, presence. Every iq
 * set is answered here, exactly once; what it means for the call is the
 * engine's. A stanza of no call goes to jingle_incoming.c.
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_log.h"

#include "jingle_conf.h"
#include "jingle_engine.h"
#include "jingle_xmpp_in.h"
#include "jingle_dtmf.h"
#include "jingle_outbox.h"
#include "jingle_incoming.h"
#include "jingle_press.h"
#include "jingle_refer_out.h"
#include "../jingle_sdp/jingle_jmi.h"
#include "../jingle_sdp/jingle_reason.h"
#include "jingle_xmpp_out.h"
#include "jingle_table.h"
#include "jingle_legs.h"
#include "jingle_sip_add.h"

#define JINGLE_NS "urn:xmpp:jingle:1"
#define JINGLE_ERRORS_NS "urn:xmpp:jingle:errors:1"


static int str_is(const str *s, const char *name)
{
	return s->len == (int)strlen(name) && memcmp(s->s, name, s->len) == 0;
}


/* what comes by other components is for others */
static int is_ours(const xmpp_link_stanza_t *s)
{
	return jingle_gateway.component(&s->component) != NULL;
}


static void leg_run(jingle_leg_t *leg, jingle_input_t *in)
{
	jingle_call_t *c = leg->call;

	in->leg = leg;
	jingle_table_ref(c);
	jingle_engine_run(c, in);
	jingle_table_put(c);
}


static int answer_error(const xmpp_link_stanza_t *s, const char *type,
		const char *condition, const char *jingle_condition, const char *text)
{
	jingle_link.error(s, type, condition,
			jingle_condition != NULL ? JINGLE_ERRORS_NS : NULL,
			jingle_condition, text);
	return XMPP_LINK_HANDLED;
}


static int unknown_session(const xmpp_link_stanza_t *s)
{
	return answer_error(s, "cancel", "item-not-found", "unknown-session", NULL);
}


static int out_of_order(const xmpp_link_stanza_t *s)
{
	return answer_error(s, "wait", "unexpected-request", "out-of-order", NULL);
}


static void on_terminate(jingle_leg_t *leg, const jingle_session_t *js)
{
	jingle_call_t *c = leg->call;

	jingle_table_ref(c);
	leg->state = JINGLE_LEG_OVER;
	jingle_outbox_forget(leg);
	if(leg->jmi)
		jingle_xmpp_out_jmi(leg, JINGLE_JMI_FINISH, NULL, js->reason, NULL);
	jingle_legs_over(leg, 0, js->reason, &js->reason_text);
	jingle_table_put(c);
}


static jingle_ev_t event_of(const jingle_session_t *js)
{
	if(js->action == JINGLE_SESSION_ACCEPT)
		return JINGLE_EV_ACCEPT;
	if(js->action == JINGLE_SESSION_INFO && js->info == JINGLE_INFO_RINGING)
		return JINGLE_EV_RINGING;
	return JINGLE_EV_INFO;
}


/* does it fit what was said in this session before? */
static int in_order(const jingle_leg_t *leg, const jingle_session_t *js)
{
	if(leg->state == JINGLE_LEG_PROPOSED)
		return 0;
	switch(js->action) {
		case JINGLE_SESSION_INITIATE:
			return 0;
		case JINGLE_SESSION_ACCEPT:
			return !leg->peer_initiated && leg->state == JINGLE_LEG_INITIATED;
		case JINGLE_CONTENT_ADD:
		case JINGLE_CONTENT_MODIFY:
		case JINGLE_TRANSPORT_REPLACE:
			return leg->state == JINGLE_LEG_ACCEPTED
				   || js->action == JINGLE_CONTENT_MODIFY;
		default:
			return 1;
	}
}


/* XEP-0181; a key of no length is none (section 2) */
static int on_dtmf(const xmpp_link_stanza_t *s, jingle_leg_t *leg,
		const jingle_session_t *js)
{
	char key;
	str keys = {&key, 1};
	int rc;

	if(js->dtmf_code.len == 0)
		return answer_error(s, "cancel", "feature-not-implemented", NULL,
				"there is no such key");
	if(leg->state != JINGLE_LEG_ACCEPTED)
		return out_of_order(s);
	key = js->dtmf_code.s[0];
	if(key >= 'a' && key <= 'd')
		key = (char)(key - 'a' + 'A');
	rc = js->dtmf_duration == 0
				 ? 0
				 : jingle_press(leg->call, &keys, (int)js->dtmf_duration, NULL);
	if(rc == -2)
		return out_of_order(s);
	if(rc < 0)
		return answer_error(s, "wait", "resource-constraint", NULL,
				"too many keys at a time");
	leg->responded = 1;
	jingle_link.result(s);
	return XMPP_LINK_HANDLED;
}


/* XEP-0251; how it goes the user is told by a message */
static int on_transfer(const xmpp_link_stanza_t *s, jingle_leg_t *leg,
		const jingle_session_t *js)
{
	jingle_refer_ask_t ask;
	const char *why;

	memset(&ask, 0, sizeof(ask));
	ask.target = js->transfer_to;
	ask.sid = js->transfer_sid;
	ask.user = s->from;
	why = jingle_refer_out(leg->call, &ask);
	if(why != NULL)
		return answer_error(s, "cancel", "feature-not-implemented",
				"unsupported-info", why);
	leg->responded = 1;
	jingle_link.result(s);
	return XMPP_LINK_HANDLED;
}


/* a stanza of a session that we know */
static int on_session(const xmpp_link_stanza_t *s, jingle_leg_t *leg,
		jingle_translation_t *w, jingle_session_t *js)
{
	jingle_input_t in;

	if(!link_jid_equal(&leg->peer, &s->from)) /* another device */
		return unknown_session(s);
	if(leg->state == JINGLE_LEG_OVER)
		return unknown_session(s);
	if(js->action == JINGLE_SESSION_TERMINATE) {
		jingle_link.result(s);
		on_terminate(leg, js);
		return XMPP_LINK_HANDLED;
	}
	if(!in_order(leg, js))
		return out_of_order(s);
	if(js->action == JINGLE_SESSION_INFO && js->info == JINGLE_INFO_DTMF)
		return on_dtmf(s, leg, js);
	if(js->action == JINGLE_SESSION_INFO && js->info == JINGLE_INFO_TRANSFER)
		return on_transfer(s, leg, js);
	if(js->action == JINGLE_SESSION_INFO && js->info == JINGLE_INFO_UNKNOWN)
		return answer_error(s, "modify", "feature-not-implemented",
				"unsupported-info", NULL);
	if(jingle_sip_add_clashes(leg->call, js))
		return answer_error(s, "cancel", "conflict", "tie-break", NULL);
	jingle_link.result(s);
	leg->responded = 1;
	memset(&in, 0, sizeof(in));
	in.ev = event_of(js);
	in.from = &s->from;
	in.session = js;
	in.translation = w;
	leg_run(leg, &in);
	return XMPP_LINK_HANDLED;
}


/* A session-initiate that cannot be read. An error would be right as well, but
 * some programs ring on at one. */
static int initiate_unreadable(const xmpp_link_stanza_t *s, jingle_leg_t *leg,
		const jingle_translation_t *w, const jingle_session_t *js)
{
	jingle_call_t *c;

	if(leg == NULL) {
		jingle_incoming_refuse(
				s, &js->sid, w->map.error.reason, w->map.error.text);
		return XMPP_LINK_HANDLED;
	}
	c = leg->call;
	jingle_link.result(s);
	leg->state = JINGLE_LEG_INITIATED;
	jingle_table_ref(c);
	jingle_engine_end(
			c, JINGLE_EV_HANGUP, 0, w->map.error.reason, w->map.error.text);
	jingle_table_put(c);
	return XMPP_LINK_HANDLED;
}


static int on_unreadable(const xmpp_link_stanza_t *s, jingle_translation_t *w,
		const jingle_session_t *js)
{
	jingle_leg_t *leg;

	LINK_LOG(LM_WARN, "Jingle of client %.*s refused: %s\n", STR_FMT(&s->from),
			w->map.error.text);
	if(js != NULL && js->action == JINGLE_SESSION_INITIATE && js->sid.len > 0) {
		leg = jingle_table_session(&js->sid, &s->from);
		if(leg == NULL
				|| (jingle_incoming_expected(leg)
						&& link_jid_equal(&leg->peer, &s->from)
						&& link_jid_bare_equal(&leg->call->local, &s->to)))
			return initiate_unreadable(s, leg, w, js);
	}
	return answer_error(s, "modify", "bad-request", NULL, w->map.error.text);
}


static int on_jingle(const xmpp_link_stanza_t *s, jingle_translation_t *w)
{
	jingle_session_t *js;
	jingle_leg_t *leg;

	if(jingle_sdp.xml_read(&w->map, &s->xml, &js) < 0)
		return on_unreadable(s, w, js);
	if(js->action == JINGLE_ACTION_UNKNOWN || js->action == JINGLE_ACTION_NONE
			|| js->sid.len <= 0)
		return answer_error(s, "modify", "bad-request", NULL,
				js->sid.len <= 0 ? "sid is missing" : "unknown action");
	leg = jingle_table_session(&js->sid, &s->from);
	if(leg != NULL && !link_jid_bare_equal(&leg->call->local, &s->to))
		leg = NULL;
	if(js->action == JINGLE_SESSION_INITIATE
			&& (leg == NULL || jingle_incoming_expected(leg)))
		return jingle_incoming_initiate(s, leg, w, js);
	if(leg == NULL)
		return unknown_session(s);
	return on_session(s, leg, w, js);
}


static int on_iq(const xmpp_link_stanza_t *s, void *arg)
{
	jingle_translation_t w;
	int rc;

	(void)arg;
	if(!is_ours(s) || !str_is(&s->type, "set"))
		return XMPP_LINK_PASS;
	jingle_translation_init(&w);
	rc = on_jingle(s, &w);
	jingle_translation_done(&w);
	return rc;
}


/* a device took our propose */
static void on_proceed(const xmpp_link_stanza_t *s, jingle_leg_t *leg)
{
	jingle_input_t in;

	if(leg->state != JINGLE_LEG_PROPOSED || leg->peer_initiated) {
		/* another device was faster */
		if(!leg->peer_initiated && !link_jid_equal(&leg->peer, &s->from))
			jingle_xmpp_out_jmi(leg, JINGLE_JMI_FINISH, &s->from,
					JINGLE_REASON_EXPIRED, NULL);
		return;
	}
	if(link_jid_resource(&s->from).len == 0) {
		LINK_LOG(LM_WARN, "proceed of XMPP user %.*s without a resource\n",
				STR_FMT(&s->from));
		return;
	}
	memset(&in, 0, sizeof(in));
	in.ev = JINGLE_EV_PROCEED;
	in.from = &s->from;
	leg_run(leg, &in);
}


static void on_reject(
		const xmpp_link_stanza_t *s, jingle_leg_t *leg, const jingle_jmi_t *j)
{
	jingle_call_t *c = leg->call;
	jingle_input_t in;

	/* once a device has the call, others have no say */
	if(leg->state != JINGLE_LEG_PROPOSED
			&& !link_jid_equal(&leg->peer, &s->from))
		return;
	memset(&in, 0, sizeof(in));
	in.ev = JINGLE_EV_REJECT;
	in.reason = j->reason;
	in.reason_text = j->reason_text;
	if(leg->peer_initiated)
		in.code = 480; /* for a phone whose call this session joined */
	else if(c->state != JINGLE_ACTIVE)
		in.code = jingle_sdp.reason_jmi_code(j->reason,
				(int)(time(NULL) - c->since) * 1000, JINGLE_CFG(decline_code));
	leg->state = JINGLE_LEG_OVER;
	jingle_outbox_forget(leg);
	leg_run(leg, &in);
}


/* A JMI message of ours came back. Devices that were asked directly may still
 * take the call. */
static void on_error(
		const xmpp_link_stanza_t *s, jingle_leg_t *leg, const jingle_jmi_t *j)
{
	jingle_call_t *c = leg->call;

	if(leg->peer_initiated) {
		/* who has initiated has had our proceed: this is one that the
		 * sidecar sent again, to a user who was not yet back */
		if(leg->state != JINGLE_LEG_PROPOSED)
			return;
		jingle_xmpp_out_jmi(
				leg, JINGLE_JMI_FINISH, NULL, JINGLE_REASON_EXPIRED, NULL);
		on_reject(s, leg, j);
		return;
	}
	/* one of several devices cannot speak for the others */
	if(leg->state != JINGLE_LEG_PROPOSED
			|| (link_jid_resource(&s->from).len > 0 && c->jmi_devices > 1))
		return;
	jingle_table_ref(c);
	c->jmi_devices = 0;
	jingle_legs_over(leg, jingle_sdp.reason_of_error(&j->error_condition, 0),
			JINGLE_REASON_NONE, NULL);
	jingle_table_put(c);
}


static void on_ringing(const xmpp_link_stanza_t *s, jingle_leg_t *leg)
{
	jingle_input_t in;

	memset(&in, 0, sizeof(in));
	in.ev = JINGLE_EV_RINGING;
	in.from = &s->from;
	leg_run(leg, &in);
}


static int on_jmi(const xmpp_link_stanza_t *s, const jingle_jmi_t *j)
{
	jingle_leg_t *leg;

	if(j->carbon || j->id.len <= 0)
		return XMPP_LINK_HANDLED; /* of the user's other devices */
	leg = jingle_table_session(&j->id, &s->from);
	if(leg != NULL && !link_jid_bare_equal(&leg->call->local, &s->to))
		leg = NULL; /* said to another contact of ours */
	if(j->kind == JINGLE_JMI_PROPOSE && !j->error) {
		jingle_incoming_propose(s, leg, j);
		return XMPP_LINK_HANDLED;
	}
	if(leg == NULL || leg->state == JINGLE_LEG_OVER)
		return XMPP_LINK_HANDLED; /* late */
	if(j->error) {
		on_error(s, leg, j);
		return XMPP_LINK_HANDLED;
	}
	switch(j->kind) {
		case JINGLE_JMI_PROCEED:
			on_proceed(s, leg);
			break;
		case JINGLE_JMI_RINGING:
			on_ringing(s, leg);
			break;
		case JINGLE_JMI_REJECT:
			on_reject(s, leg, j);
			break;
		case JINGLE_JMI_RETRACT: /* only who proposed may retract */
			if(leg->peer_initiated)
				on_reject(s, leg, j);
			break;
		default: /* accept is legacy, finish says what the session said */
			break;
	}
	return XMPP_LINK_HANDLED;
}


static int on_message(const xmpp_link_stanza_t *s, void *arg)
{
	jingle_translation_t w;
	jingle_jmi_t j;
	int rc = XMPP_LINK_PASS;

	(void)arg;
	if(!is_ours(s))
		return XMPP_LINK_PASS;
	jingle_translation_init(&w);
	if(jingle_sdp.jmi_read(&w.map, &s->xml, &j) == 0)
		rc = on_jmi(s, &j);
	else
		LM_DBG("message of client %.*s refused: %s\n", STR_FMT(&s->from),
				w.map.error.text);
	jingle_translation_done(&w);
	return rc;
}


/* a bounce need not repeat our propose: its id is the session's */
static int on_bounce(const xmpp_link_stanza_t *s, void *arg)
{
	jingle_leg_t *leg;
	jingle_jmi_t j;

	(void)arg;
	if(!is_ours(s) || !str_is(&s->type, "error") || s->id.len <= 0)
		return XMPP_LINK_PASS;
	leg = jingle_table_session(&s->id, &s->from);
	if(leg == NULL || leg->state != JINGLE_LEG_PROPOSED)
		return XMPP_LINK_PASS;
	memset(&j, 0, sizeof(j));
	j.error = 1;
	jingle_legs_condition(&s->xml, &j.error_condition);
	on_error(s, leg, &j);
	return XMPP_LINK_HANDLED;
}


/* a device that says goodbye may only have gone to sleep: ask it */
static int on_presence(const xmpp_link_stanza_t *s, void *arg)
{
	(void)arg;
	if(is_ours(s) && str_is(&s->type, "unavailable"))
		jingle_incoming_unavailable(&s->from);
	else if(s->type.len == 0)
		jingle_incoming_available(&s->from);
	return XMPP_LINK_PASS;
}


int jingle_xmpp_in_init(void)
{
	if(jingle_link.on_stanza(XMPP_LINK_IQ, JINGLE_NS, on_iq, NULL) < 0
			|| jingle_link.on_stanza(
					   XMPP_LINK_MESSAGE, JINGLE_JMI_NS, on_message, NULL)
					   < 0
			|| jingle_link.on_stanza(XMPP_LINK_MESSAGE, NULL, on_bounce, NULL)
					   < 0
			|| jingle_link.on_stanza(
					   XMPP_LINK_PRESENCE, NULL, on_presence, NULL)
					   < 0) {
		LM_ERR("xmpp_link takes no more handlers\n");
		return -1;
	}
	return 0;
}
