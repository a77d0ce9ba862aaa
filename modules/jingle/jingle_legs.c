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
 * \brief jingle :: an XMPP device's share in a call: its leg
 *
 * Runs in the owner. A leg is one of JINGLE_LEGS_MAX of a call, with the
 * client's full JID, session id and state, and is in the worker's table of
 * sessions while it is in use. It begins with a propose or session-initiate of
 * either side and ends with the client's refusal or loss, with another
 * client's answer, or with the call; the client is told once.
 */

#define _GNU_SOURCE
#include <string.h>

#include "../../core/dprint.h"

#include "jingle_conf.h"
#include "jingle_engine.h"
#include "jingle_legs.h"
#include "jingle_outbox.h"
#include "../jingle_sdp/jingle_reason.h"
#include "jingle_recover.h"
#include "jingle_table.h"
#include "jingle_translation.h"
#include "jingle_xmpp_out.h"


jingle_leg_t *jingle_legs_add(jingle_call_t *c, const str *peer, const str *sid)
{
	jingle_leg_t *leg = NULL;
	int i;

	for(i = 0; i < JINGLE_LEGS_MAX && leg == NULL; i++)
		if(c->legs[i].state == JINGLE_LEG_FREE && c->legs[i].sid.s == NULL)
			leg = &c->legs[i];
	if(leg == NULL || jingle_call_set(c, &leg->peer, peer) < 0
			|| jingle_call_set(c, &leg->sid, sid) < 0)
		return NULL;
	jingle_table_index(leg);
	return leg;
}


int jingle_legs_condition(const str *xml, str *condition)
{
	static const char ns[] = "urn:ietf:params:xml:ns:xmpp-stanzas";
	const char *end = xml->s + xml->len, *p, *e;

	/* the element before each mention of the namespace, but for <text/> */
	for(p = xml->s; (p = memmem(p, (size_t)(end - p), ns, sizeof(ns) - 1));
			p++) {
		for(e = p; e > xml->s && *e != '<'; e--)
			;
		if(*e != '<')
			break;
		condition->s = (char *)e + 1;
		for(e++; e < p && strchr(" \t\r\n/>", *e) == NULL; e++)
			;
		condition->len = (int)(e - condition->s);
		if(condition->len != 4 || memcmp(condition->s, "text", 4) != 0)
			return 0;
	}
	condition->s = NULL;
	condition->len = 0;
	return -1;
}


/* may a client still take the call? */
static int somebody_left(jingle_call_t *c)
{
	int i, direct = 0, proposed = 0;

	for(i = 0; i < JINGLE_LEGS_MAX; i++) {
		if(c->legs[i].state == JINGLE_LEG_PROPOSED)
			proposed = 1;
		else if(c->legs[i].state == JINGLE_LEG_INITIATED)
			direct = 1;
	}
	/* a propose waits for devices that are online, or asleep; when all that
	 * are online have been asked directly and refused, it waits for none */
	return direct || (proposed && c->jmi_devices > 0);
}


void jingle_legs_lost(jingle_leg_t *leg, jingle_reason_t reason)
{
	jingle_leg_state_t was = leg->state;

	leg->state = JINGLE_LEG_OVER;
	if(leg->jmi && (was == JINGLE_LEG_INITIATED || was == JINGLE_LEG_ACCEPTED))
		jingle_xmpp_out_jmi(leg, JINGLE_JMI_FINISH, NULL, reason, NULL);
}


void jingle_legs_over(
		jingle_leg_t *leg, int code, jingle_reason_t reason, const str *text)
{
	jingle_call_t *c = leg->call;
	jingle_input_t in;

	jingle_legs_lost(leg, reason);
	if(c->state == JINGLE_OFFERED && somebody_left(c)) {
		LM_DBG("call %s: client %.*s refuses the call, other devices of the "
			   "user may answer\n",
				c->gr, STR_FMT(&leg->peer));
		c->changed = 1; /* it needs no end any more */
		jingle_recover_save(c);
		return;
	}
	memset(&in, 0, sizeof(in));
	in.ev = JINGLE_EV_TERMINATE;
	in.leg = leg;
	in.code = code;
	in.reason = reason;
	if(text != NULL)
		in.reason_text = *text;
	jingle_engine_run(c, &in);
}


int jingle_legs_lost_code(const jingle_call_t *c)
{
	return jingle_link.is_up(&c->component) ? 480 : 503;
}


/* SIP status for the error to a session-initiate; conflict: the user's own
 * session-initiate crossed ours (XEP-0166 section 7.2.16) */
static int initiate_code(const jingle_call_t *c, const str *condition)
{
	if(condition->len == 8 && memcmp(condition->s, "conflict", 8) == 0)
		return 486;
	return condition->len > 0 ? jingle_sdp.reason_of_error(
				   condition, JINGLE_REASON_FULL_JID)
							  : jingle_legs_lost_code(c);
}


/* a session-initiate was refused, or lost */
static void initiate_answered(const xmpp_link_stanza_t *s, void *arg)
{
	jingle_leg_t *leg = arg;
	str condition = STR_NULL;

	if(s != NULL && s->type.len == 6 && memcmp(s->type.s, "result", 6) == 0)
		return;
	if(s == NULL && leg->responded) /* only the result was lost */
		return;
	if(s != NULL)
		jingle_legs_condition(&s->xml, &condition);
	jingle_table_ref(leg->call);
	jingle_legs_over(leg, initiate_code(leg->call, &condition),
			s != NULL ? JINGLE_REASON_NONE : JINGLE_REASON_TIMEOUT, &condition);
	jingle_table_put(leg->call);
}


int jingle_legs_initiate(jingle_call_t *c, jingle_leg_t *leg)
{
	jingle_stanzas_t out;
	jingle_session_t *s;
	jingle_translation_t w;
	int rc = -1;

	jingle_translation_init(&w);
	w.map.peer = (jingle_peer_t)leg->kind;
	jingle_translation_new(&w, JINGLE_RESPONDER);
	if(jingle_sdp.from_sdp(&w.map, &w.ctx, &c->offer, JINGLE_BODY_OFFER, &out)
			< 0) {
		jingle_translation_failed(&w, c, "SDP offer");
		c->code = w.map.error.sip_code;
		goto out;
	}
	s = out.list.first;
	if(s == NULL || jingle_translation_save(&w, c) < 0
			|| jingle_xmpp_out_session(leg, &w, s, initiate_answered) < 0)
		goto out;
	leg->state = JINGLE_LEG_INITIATED;
	rc = 0;
out:
	jingle_translation_done(&w);
	return rc;
}


static void leg_end(jingle_leg_t *leg, jingle_reason_t reason, const str *text)
{
	jingle_leg_state_t was = leg->state;

	leg->state = JINGLE_LEG_OVER;
	jingle_outbox_forget(leg);
	if(was == JINGLE_LEG_PROPOSED && !leg->peer_initiated) {
		jingle_xmpp_out_jmi(leg, JINGLE_JMI_RETRACT, NULL, reason, text);
		return;
	}
	if(leg->unanswered) {
		jingle_xmpp_out_jmi(leg, JINGLE_JMI_REJECT, NULL, reason, text);
		return;
	}
	if(was == JINGLE_LEG_INITIATED || was == JINGLE_LEG_ACCEPTED)
		jingle_xmpp_out_terminate(leg, reason, text);
	if(leg->jmi)
		jingle_xmpp_out_jmi(leg, JINGLE_JMI_FINISH, NULL, reason, text);
}


static int leg_alive(const jingle_leg_t *leg)
{
	return leg->state != JINGLE_LEG_FREE && leg->state != JINGLE_LEG_OVER;
}


void jingle_legs_end(jingle_call_t *c, jingle_reason_t reason, const str *text)
{
	int i;

	for(i = 0; i < JINGLE_LEGS_MAX; i++)
		if(leg_alive(&c->legs[i]))
			leg_end(&c->legs[i], reason, text);
}


void jingle_legs_end_others(jingle_call_t *c, const jingle_leg_t *winner)
{
	str text = str_init("answered elsewhere");
	int i;

	for(i = 0; i < JINGLE_LEGS_MAX; i++)
		if(leg_alive(&c->legs[i]) && &c->legs[i] != winner)
			leg_end(&c->legs[i], JINGLE_REASON_CANCEL, &text);
}
