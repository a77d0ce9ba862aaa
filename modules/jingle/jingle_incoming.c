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
 * \brief jingle :: new calls of XMPP users
 *
 * Runs in the owner, for each propose and session-initiate of an unknown
 * session: checks the limits and whether a call between the same two parties
 * exists or crosses this one (tie-break, second call, migration), then makes
 * the call, or a leg of the existing one, and hands the event to the engine.
 * What is refused is answered here and makes no call. Presence of a user's
 * devices passes here, too: one that comes online may ring, one that goes
 * offline is lost.
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_log.h"

#include "jingle_conf.h"
#include "jingle_devices.h"
#include "jingle_engine.h"
#include "jingle_outbox.h"
#include "jingle_foreign_limits.h"
#include "jingle_incoming.h"
#include "jingle_phone_first.h"
#include "jingle_tiebreak.h"
#include "jingle_xmpp_out.h"
#include "jingle_stats.h"
#include "jingle_table.h"
#include "jingle_supervise.h"

enum
{
	SID_MAX = 256,	  /* bytes of a session id that we keep */
	LATE_WAIT = 1000, /* ms for the capabilities of a device that comes */
};


int jingle_incoming_expected(const jingle_leg_t *leg)
{
	return leg->peer_initiated && leg->state == JINGLE_LEG_PROPOSED;
}


/* ours: as the user wrote it, with our resource when it had none */
static int set_local(jingle_call_t *c, const str *to)
{
	char buf[LINK_JID_MAX + 1];
	str jid = *to;

	if(link_jid_bare(to).len == to->len
			&& link_jid_full(
					   to, jingle_gateway.resource(), buf, sizeof(buf), &jid)
					   < 0)
		return -1;
	return jingle_call_set(c, &c->local, &jid);
}


static int set_callid(jingle_call_t *c)
{
	char text[JINGLE_GR_LEN + 1];
	str id;

	jingle_link.random_text(text, JINGLE_GR_LEN);
	id.s = text;
	id.len = JINGLE_GR_LEN;
	return jingle_call_set(c, &c->dialog.callid, &id);
}


static int set_addresses(
		jingle_call_t *c, const xmpp_link_stanza_t *s, const str *callee)
{
	char from[XMPP_GATEWAY_ADDR_URI_MAX];
	link_jid_t parts;
	str uri;

	if(link_jid_split(&s->from, &parts) < 0
			|| jingle_gateway.addr_to_uri(
					   "sip", &parts.bare, 0, from, sizeof(from), &uri)
					   < 0)
		return -1;
	c->dialog.loc_cseq = 1;
	if(jingle_call_set(c, &c->dialog.loc_uri, &uri) < 0
			|| jingle_call_set(c, &c->dialog.rem_uri, callee) < 0
			|| jingle_call_set(c, &c->bare, &parts.bare) < 0
			|| jingle_call_set(c, &c->target, callee) < 0
			|| jingle_call_set(c, &c->component, &s->component) < 0
			|| set_local(c, &s->to) < 0 || set_callid(c) < 0)
		return -1;
	return 0;
}


/* a call in the table, its first leg indexed; a reference for the caller */
static jingle_call_t *incoming_new(
		const xmpp_link_stanza_t *s, const str *sid, const str *callee)
{
	jingle_call_t *c;
	jingle_leg_t *leg;
	int full;

	c = jingle_table_new(JINGLE_XMPP_TO_SIP, jingle_link.self(), &full);
	if(c == NULL) {
		if(full)
			LINK_LOG(LM_WARN,
					"max_calls (%d) reached, a call of client %.*s is "
					"refused\n",
					JINGLE_CFG(max_calls), STR_FMT(&s->from));
		jingle_stats_add(JINGLE_STAT_REFUSED);
		return NULL;
	}
	leg = &c->legs[0];
	leg->peer_initiated = 1;
	if(set_addresses(c, s, callee) < 0
			|| jingle_call_set(c, &leg->peer, &s->from) < 0
			|| jingle_call_set(c, &leg->sid, sid) < 0) {
		jingle_stats_add(JINGLE_STAT_FAILED);
		jingle_table_put(c);
		return NULL;
	}
	if(jingle_foreign_limits_enter(c) < 0) {
		jingle_stats_add(JINGLE_STAT_REFUSED);
		jingle_table_put(c);
		return NULL;
	}
	jingle_table_index(leg);
	jingle_table_add(c);
	return c;
}


/* a call has come; may it be? */
static int too_many(const str *from)
{
	jingle_stats_add(JINGLE_STAT_FROM_XMPP);
	if(jingle_table_calls_of(from) < JINGLE_CFG(max_calls_per_user))
		return 0;
	LINK_LOG(LM_WARN,
			"max_calls_per_user (%d) reached, a call of XMPP user %.*s is "
			"refused\n",
			JINGLE_CFG(max_calls_per_user), STR_FMT(from));
	jingle_stats_add(JINGLE_STAT_REFUSED);
	return 1;
}


/* i;octet collation (RFC 4790 section 9.3) */
static int sid_is_lower(const str *a, const str *b)
{
	int n = a->len < b->len ? a->len : b->len, rc;

	rc = memcmp(a->s, b->s, (size_t)n);
	return rc < 0 || (rc == 0 && a->len < b->len);
}


/* our leg that a session of the user's crosses: the propose, or what rings on
 * the very device */
static jingle_leg_t *leg_crossed(
		jingle_call_t *c, const str *from, int proposed)
{
	int i;

	for(i = 0; i < JINGLE_LEGS_MAX; i++) {
		if(proposed && c->legs[i].state == JINGLE_LEG_PROPOSED)
			return &c->legs[i];
		if(!proposed && c->legs[i].state == JINGLE_LEG_INITIATED
				&& link_jid_equal(&c->legs[i].peer, from))
			return &c->legs[i];
	}
	return NULL;
}


/* The XMPP user's call stays, ours to the user does not, and they cannot be
 * joined: the phone is refused as busy, and will be called. */
static void tiebreak_yield(
		jingle_call_t *c, jingle_leg_t *leg, const str *from, int proposed)
{
	jingle_input_t in;

	LM_INFO("call %s: XMPP user %.*s calls the caller at the same time "
			"(tie-break)\n",
			c->gr, STR_FMT(&c->bare));
	jingle_outbox_release(c);
	if(leg != NULL && proposed)
		jingle_devices_withdraw(leg, from);
	if(leg != NULL) {
		leg->state = JINGLE_LEG_OVER;
		jingle_outbox_forget(leg);
	}
	memset(&in, 0, sizeof(in));
	in.ev = JINGLE_EV_REJECT;
	in.code = 486;
	in.reason = JINGLE_REASON_EXPIRED;
	jingle_table_ref(c);
	jingle_engine_run(c, &in);
	jingle_table_put(c);
}


typedef enum meeting
{
	MEETING_NONE = 0, /* the user's call is the only one */
	MEETING_OURS,	  /* it crossed ours, which stays */
	MEETING_BUSY,	  /* there is a session already */
	MEETING_JOINED,	  /* it continues in our call to the user */
} tiebreak_t;

/* is it still a propose to its client? */
static int is_proposed(const jingle_call_t *c)
{
	return c->state == JINGLE_PROCEEDED || c->state == JINGLE_CALLING
		   || c->state == JINGLE_AWAITED;
}


/* it waits only for what it has to refuse */
static int is_over(const jingle_call_t *c)
{
	return c->dir == JINGLE_XMPP_TO_SIP && c->state == JINGLE_LEAVING;
}


/* Is there a call already between this user and this contact? An old session
 * that the user's new one replaces ends here. *joined: its leg in ours */
static tiebreak_t tiebreak_of(const xmpp_link_stanza_t *s, const str *sid,
		int proposed, jingle_leg_t **joined)
{
	jingle_call_t *c = jingle_table_pair(&s->from, &s->to, NULL);
	jingle_leg_t *leg;

	if(c == NULL)
		return MEETING_NONE;
	if(is_proposed(c) && link_jid_equal(&c->legs[0].peer, &s->from)) {
		/* the user proposed before, and then dropped it */
		jingle_table_ref(c);
		jingle_engine_end(c, JINGLE_EV_HANGUP, 0, JINGLE_REASON_EXPIRED, NULL);
		jingle_table_put(c);
		return MEETING_NONE;
	}
	if(is_over(c))
		return MEETING_NONE;
	if(c->state != JINGLE_OFFERED) {
		if(JINGLE_CFG(second_call))
			return MEETING_NONE;
		*joined = proposed ? jingle_migrate(c, &s->from, sid) : NULL;
		return *joined != NULL ? MEETING_JOINED : MEETING_BUSY;
	}
	leg = leg_crossed(c, &s->from, proposed);
	if(proposed ? leg == NULL || sid_is_lower(&leg->sid, sid)
				: leg != NULL && sid_is_lower(&leg->sid, sid))
		return MEETING_OURS;
	*joined = jingle_tiebreak_leg(c, &s->from, sid, proposed);
	if(*joined != NULL) {
		if(!proposed && leg != NULL) { /* the client refuses it itself */
			leg->state = JINGLE_LEG_OVER;
			jingle_outbox_forget(leg);
		}
		return MEETING_JOINED;
	}
	if(leg == NULL) {
		proposed = 1;
		leg = leg_crossed(c, &s->from, proposed);
	}
	tiebreak_yield(c, leg, &s->from, proposed);
	return MEETING_NONE;
}


void jingle_incoming_refuse(const xmpp_link_stanza_t *s, const str *sid,
		jingle_reason_t reason, const char *text)
{
	if(sid->len > SID_MAX) {
		jingle_link.error(
				s, "modify", "bad-request", NULL, NULL, "sid too long");
		return;
	}
	jingle_link.result(s);
	jingle_xmpp_out_terminate_to(s, sid, reason, text);
}


/* The leg of a session without a propose, in a new call or in ours to the
 * user, of which the calling function gets a reference; NULL: the iq is
 * answered. */
static jingle_leg_t *initiate_leg(
		const xmpp_link_stanza_t *s, const str *sid, tiebreak_t *met)
{
	char buf[XMPP_GATEWAY_ADDR_URI_MAX];
	jingle_leg_t *leg = NULL;
	jingle_call_t *c;
	str callee;

	if(jingle_gateway.addr_read(jingle_gateway.component(&s->component), &s->to,
			   0, buf, sizeof(buf), &callee)
			< 0) {
		jingle_stats_add(JINGLE_STAT_FROM_XMPP);
		jingle_stats_add(JINGLE_STAT_NOT_FOUND);
		jingle_incoming_refuse(s, sid, JINGLE_REASON_GONE,
				"not an address that this gateway can call");
		return NULL;
	}
	*met = tiebreak_of(s, sid, 0, &leg);
	if(*met == MEETING_OURS) {
		jingle_link.error(s, "cancel", "conflict", "urn:xmpp:jingle:errors:1",
				"tie-break", NULL);
		return NULL;
	}
	if(*met == MEETING_JOINED) {
		jingle_table_ref(leg->call);
		return leg;
	}
	if(too_many(&s->from) || (c = incoming_new(s, sid, &callee)) == NULL) {
		jingle_incoming_refuse(s, sid, JINGLE_REASON_BUSY, "too many calls");
		return NULL;
	}
	return &c->legs[0];
}


int jingle_incoming_initiate(const xmpp_link_stanza_t *s, jingle_leg_t *leg,
		jingle_translation_t *w, jingle_session_t *js)
{
	tiebreak_t met = MEETING_NONE;
	jingle_call_t *c;
	jingle_input_t in;

	if(js->sid.len > SID_MAX) {
		jingle_link.error(
				s, "modify", "bad-request", NULL, NULL, "sid too long");
		return XMPP_LINK_HANDLED;
	}
	if(leg == NULL) {
		leg = initiate_leg(s, &js->sid, &met);
		if(leg == NULL)
			return XMPP_LINK_HANDLED;
	} else if(link_jid_equal(&leg->peer, &s->from) && !leg->unanswered) {
		jingle_table_ref(leg->call);
	} else { /* not who proposed, or before our proceed */
		jingle_link.error(s, "wait", "unexpected-request",
				"urn:xmpp:jingle:errors:1", "out-of-order", NULL);
		return XMPP_LINK_HANDLED;
	}
	c = leg->call;
	jingle_link.result(s);
	leg->kind = (int)jingle_devices_peer(&s->from);
	memset(&in, 0, sizeof(in));
	in.ev = JINGLE_EV_INITIATE;
	in.leg = leg;
	in.from = &s->from;
	in.session = js;
	in.translation = w;
	in.reason = met == MEETING_BUSY ? JINGLE_REASON_BUSY : JINGLE_REASON_NONE;
	jingle_translation_new(w, JINGLE_INITIATOR);
	jingle_engine_run(c, &in);
	jingle_table_put(c);
	return XMPP_LINK_HANDLED;
}


/* the caller's name, as the phone is to show it */
static void set_name(jingle_call_t *c, const str *nick)
{
	char buf[XMPP_GATEWAY_ADDR_QUOTED_MAX];
	str quoted;

	if(jingle_gateway.addr_name_quote(nick, buf, sizeof(buf), &quoted) == 0)
		jingle_call_set(c, &c->dialog.loc_name, &quoted);
}


static void propose_reject(const xmpp_link_stanza_t *s, const jingle_jmi_t *j,
		jingle_reason_t why, int tie_break)
{
	jingle_xmpp_out_jmi_to(&s->component, &s->to, &s->from, &j->id,
			JINGLE_JMI_REJECT, why, tie_break);
}


/* Has the caller given up by now? What was stored somewhere is too old in any
 * case; what lay in the sidecar, or in the queue of this worker, may be. */
static int is_late(const xmpp_link_stanza_t *s, const jingle_jmi_t *j)
{
	return j->delayed || s->age > JINGLE_CFG(propose_age) * 1000;
}


/* a new propose: the leg of its call, with a reference; NULL: it is refused */
static jingle_leg_t *propose_new(
		const xmpp_link_stanza_t *s, const jingle_jmi_t *j, const str *callee)
{
	jingle_leg_t *leg = NULL;
	jingle_call_t *c;

	switch(tiebreak_of(s, &j->id, 1, &leg)) {
		case MEETING_JOINED:
			jingle_table_ref(leg->call);
			return leg;
		case MEETING_OURS:
			propose_reject(s, j, JINGLE_REASON_EXPIRED, 1);
			return NULL;
		case MEETING_BUSY:
			jingle_stats_add(JINGLE_STAT_FROM_XMPP);
			jingle_stats_add(JINGLE_STAT_BUSY);
			propose_reject(s, j, JINGLE_REASON_BUSY, 0);
			return NULL;
		case MEETING_NONE:
			break;
	}
	if(too_many(&s->from) || (c = incoming_new(s, &j->id, callee)) == NULL) {
		propose_reject(s, j, JINGLE_REASON_BUSY, 0);
		return NULL;
	}
	c->media = (unsigned)j->media;
	set_name(c, &j->nick);
	c->legs[0].jmi = 1;
	c->legs[0].state = JINGLE_LEG_PROPOSED;
	return &c->legs[0];
}


/* what comes first, the proceed or the phone? */
static jingle_ev_t propose_event(const jingle_call_t *c, const str *from)
{
	int first = 0;

	if(c->dir == JINGLE_XMPP_TO_SIP && c->state == JINGLE_NEW)
		first = jingle_phone_first_is_due(from);
	else if(c->dir == JINGLE_XMPP_TO_SIP)
		first = c->state == JINGLE_CALLING || c->state == JINGLE_AWAITED;
	return first ? JINGLE_EV_PHONE_FIRST : JINGLE_EV_PROPOSE;
}


void jingle_incoming_propose(
		const xmpp_link_stanza_t *s, jingle_leg_t *leg, const jingle_jmi_t *j)
{
	char buf[XMPP_GATEWAY_ADDR_URI_MAX];
	jingle_call_t *c;
	jingle_input_t in;
	str callee;

	if(leg == NULL && is_late(s, j)) {
		LM_INFO("a propose of client %.*s is refused: it was delayed too "
				"long\n",
				STR_FMT(&s->from));
		jingle_stats_add(JINGLE_STAT_FROM_XMPP);
		jingle_stats_add(JINGLE_STAT_REFUSED);
		propose_reject(s, j, JINGLE_REASON_EXPIRED, 0);
		return;
	}
	if(leg != NULL) { /* the same again */
		if(!jingle_incoming_expected(leg))
			return;
		jingle_table_ref(leg->call);
	} else {
		if(j->id.len > SID_MAX
				|| jingle_gateway.addr_read(
						   jingle_gateway.component(&s->component), &s->to, 0,
						   buf, sizeof(buf), &callee)
						   < 0) {
			jingle_stats_add(JINGLE_STAT_FROM_XMPP);
			jingle_stats_add(JINGLE_STAT_NOT_FOUND);
			propose_reject(s, j, JINGLE_REASON_GONE, 0);
			return;
		}
		leg = propose_new(s, j, &callee);
		if(leg == NULL)
			return;
	}
	c = leg->call;
	memset(&in, 0, sizeof(in));
	in.ev = propose_event(c, &s->from);
	in.from = &s->from;
	in.leg = leg;
	jingle_engine_run(c, &in);
	jingle_table_put(c);
}


static void session_ask(jingle_leg_t *leg, void *arg)
{
	jingle_call_t *c = leg->call;
	const str *jid = arg;

	if(!link_jid_equal(&leg->peer, jid))
		return;
	jingle_table_ref(c); /* what cannot be sent may end it */
	jingle_supervise_now(c);
	jingle_table_put(c);
}


void jingle_incoming_unavailable(const str *jid)
{
	jingle_table_legs_of(jid, session_ask, (void *)jid);
}


/* the timer rings those that have become known */
static void ring_soon(jingle_leg_t *leg, void *arg)
{
	jingle_call_t *c = leg->call;

	(void)arg;
	if(c->state == JINGLE_OFFERED && c->rang && !c->restored)
		jingle_link.timer_set(&c->devices_timer, LATE_WAIT);
}


void jingle_incoming_available(const str *jid)
{
	jingle_table_legs_of(jid, ring_soon, NULL);
}
