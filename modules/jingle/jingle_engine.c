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
 * \brief jingle :: carries out what the table of jingle_fsm.c says
 *
 * Runs in the worker that owns the call, once for each event: a stanza, a SIP
 * message or reply handed over by jingle_event.c, a timer, an RPC. The table
 * gives the next state and the actions, the actions run in order, and at the
 * end the call is saved (jingle_recover.c). A call that reaches ENDED is
 * counted, logged and taken out of the tables; its memory goes with the last
 * reference, so a caller holds one.
 */

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../core/config.h"
#include "../../core/dprint.h"
#include "../../core/mem/mem.h"

#include "jingle_caller.h"
#include "jingle_conf.h"
#include "jingle_engine.h"
#include "jingle_hooks.h"
#include "jingle_outbox.h"
#include "jingle_log.h"
#include "../jingle_sdp/jingle_reason.h"
#include "jingle_stats.h"
#include "jingle_recover.h"
#include "jingle_table.h"
#include "jingle_media_route.h"

static const jingle_action_f *actions;
static void (*ended)(jingle_call_t *c);


void jingle_engine_init(
		const jingle_action_f *table, void (*over)(jingle_call_t *c))
{
	actions = table;
	ended = over;
}


void jingle_engine_legs_forget(jingle_call_t *c)
{
	int i;

	jingle_outbox_release(c);
	for(i = 0; i < JINGLE_LEGS_MAX; i++) {
		jingle_outbox_forget(&c->legs[i]);
		jingle_table_unindex(&c->legs[i]);
	}
}


/* It is over for the XMPP user, and no media is to flow any more; the SIP side
 * has yet to end. The user's limits count it until then. */
static void call_ends(jingle_call_t *c)
{
	int i;

	for(i = 0; i < JINGLE_LEGS_MAX; i++)
		jingle_outbox_forget(&c->legs[i]);
	jingle_link.timer_stop(&c->session_timer.timer);
	jingle_media_route_end(c);
}


static int state_ends(jingle_state_t state)
{
	return state == JINGLE_CANCELLING || state == JINGLE_LEAVING;
}


/* one of these runs: what a call waits for */
static void wait_stop(jingle_call_t *c)
{
	jingle_link.timer_stop(&c->initiate_timer);
	jingle_link.timer_stop(&c->ring_timer);
	jingle_link.timer_stop(&c->cancel_timer);
	jingle_link.timer_stop(&c->ping_timer);
	jingle_link.timer_stop(&c->resume_timer);
}


int jingle_engine_wait(jingle_call_t *c, xmpp_link_timer_t *timer,
		void (*run)(xmpp_link_timer_t *), int ms)
{
	wait_stop(c);
	timer->run = run;
	return ms < 0 ? 0 : jingle_link.timer_set(timer, ms);
}


static void timers_stop(jingle_call_t *c)
{
	ended(c);
	wait_stop(c);
	jingle_link.timer_stop(&c->devices_timer);
	jingle_link.timer_stop(&c->picture_timer);
	jingle_link.timer_stop(&c->media_check_timer);
	jingle_link.timer_stop(&c->negotiate_timer);
	if(c->reliable != NULL)
		jingle_link.timer_stop(&c->reliable->timer);
	jingle_link.timer_stop(&c->session_timer.timer);
	jingle_link.timer_stop(&c->press_timer);
	free(c->press);
	c->press = NULL;
	jingle_link.timer_stop(&c->refer_timer);
	free(c->referral);
	c->referral = NULL;
}


/* what jingle_media_check.c has found */
static const char *heard_text(const jingle_call_t *c)
{
	static char buf[80];

	buf[0] = '\0';
	if(c->packets_known)
		snprintf(buf, sizeof(buf), ", packets after %d s: client %d, phone %d",
				JINGLE_CFG(media_check), c->packets_x, c->packets_sip);
	return buf;
}


/* who refused a call has said so */
static void log_over(jingle_call_t *c)
{
	const jingle_leg_t *leg = jingle_call_leg(c);
	int age = (int)(time(NULL) - c->since), i, asked = 0;

	if(c->refused)
		return;
	for(i = 0; i < JINGLE_LEGS_MAX; i++)
		asked += c->legs[i].sid.s != NULL;
	if(leg == NULL)
		leg = &c->legs[0];
	LM_INFO("call %s %s %.*s, %s: over after %ds (%ds talked), ended by "
			"%s: %d %s%s%s; Call-ID %.*s, sid %s, devices asked: %d%s\n",
			c->gr, c->dir == JINGLE_SIP_TO_XMPP ? "to" : "from",
			STR_FMT(&c->bare), jingle_log_text(&c->dialog.rem_uri), age,
			c->active_since ? age - c->active_since + 1 : 0, c->ended_by,
			c->code, jingle_sdp.reason_name(c->reason),
			c->text.len > 0 ? ", " : "", jingle_log_text(&c->text),
			STR_FMT(&c->dialog.callid), jingle_log_text(&leg->sid), asked,
			heard_text(c));
}


/* which party ends the call by an event: the words of $jingle(ended_by) */
static const char *ending_party(const jingle_input_t *in)
{
	switch(in->ev) {
		case JINGLE_EV_CANCEL:
		case JINGLE_EV_BYE:
		case JINGLE_EV_FAIL:
		case JINGLE_EV_NO_ACK:
			return "phone";
		case JINGLE_EV_REJECT:
		case JINGLE_EV_TERMINATE:
			return "client";
		case JINGLE_EV_TIMEOUT:
			return "timeout";
		case JINGLE_EV_DEAD:
			return "supervision";
		case JINGLE_EV_LOST:
			return "restart";
		default:
			return "gateway";
	}
}


static void end_record(
		jingle_call_t *c, const jingle_input_t *in, jingle_state_t to)
{
	if(to != JINGLE_ENDED && to != JINGLE_CANCELLING && to != JINGLE_LEAVING)
		return;
	if(c->ended_by == NULL)
		c->ended_by = ending_party(in);
	if(c->text.len <= 0 && in->reason_text.len > 0)
		jingle_call_set(c, &c->text, &in->reason_text);
}


/* the call has just ended: it is not found any more */
static void call_over(jingle_call_t *c)
{
	timers_stop(c);
	jingle_engine_legs_forget(c);
	jingle_media_route_end(c);
	if(!c->part && (c->privacy || jingle_caller_is_apart(c)))
		jingle_gateway.conceal(&c->component, &c->local, &c->bare);
	jingle_stats_outcome(c);
	log_over(c);
	jingle_hooks_tell(c);
	jingle_recover_remove(c);
	jingle_table_remove(c);
}


int jingle_engine_run(jingle_call_t *c, const jingle_input_t *in)
{
	const jingle_transition_t *t;
	jingle_state_t was = c->state;
	int over, rc = 0;

	t = jingle_fsm_find(c->dir, was, in->ev);
	if(t == NULL) {
		LM_DBG("call %s: event %s is ignored in state %s\n", c->gr,
				jingle_ev_name(in->ev), jingle_state_name(was));
		return 0;
	}
	LM_DBG("call %s: event %s, state %s -> %s\n", c->gr, jingle_ev_name(in->ev),
			jingle_state_name(was), jingle_state_name(t->to));
	c->state = t->to;
	if((t->to == JINGLE_ACTIVE || t->to == JINGLE_AWAITED)
			&& c->active_since == 0)
		c->active_since = (int)(time(NULL) - c->since) + 1;
	end_record(c, in, t->to);
	over = t->to == JINGLE_ENDED;
	/* what it does may end the call by another event */
	c->in_event++;
	if(actions[t->action] != NULL)
		rc = actions[t->action](c, in);
	c->in_event--;
	over |= rc < 0 && c->state != JINGLE_ENDED;
	if(over) {
		end_record(c, in, JINGLE_ENDED);
		c->state = JINGLE_ENDED;
		call_over(c);
		return 1;
	}
	if(c->state == JINGLE_ENDED) { /* and nothing that was begun since stays */
		timers_stop(c);
		jingle_engine_legs_forget(c);
		return 1;
	}
	if(state_ends(c->state) && !state_ends(was))
		call_ends(c);
	jingle_hooks_tell(c);
	jingle_recover_save(c);
	return 1;
}


void jingle_engine_end(jingle_call_t *c, jingle_ev_t ev, int code,
		jingle_reason_t reason, const char *text)
{
	jingle_input_t in;

	memset(&in, 0, sizeof(in));
	in.ev = ev;
	in.code = code;
	in.reason = reason;
	in.reason_text.s = (char *)text;
	in.reason_text.len = text != NULL ? (int)strlen(text) : 0;
	jingle_engine_run(c, &in);
}
