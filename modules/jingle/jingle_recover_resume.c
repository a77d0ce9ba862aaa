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
 * \brief jingle :: calls from before the restart, continued
 *
 * Each worker takes its restored calls before its loop begins, or by a task
 * when they are read later. A call that was up waits for a stream of its
 * component, then its client is pinged, the phone asked by OPTIONS, and a
 * change that was under way is taken back. A call that was ringing is ended on
 * both sides, once. Also runs when a component's stream comes back, to ping
 * the clients of all calls.
 */

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/mem/shm.h"
#include "../../core/parser/msg_parser.h"

#include "jingle_hooks.h"
#include "jingle_conf.h"
#include "jingle_engine.h"
#include "jingle_bridge.h"
#include "jingle_music.h"
#include "jingle_foreign_limits.h"
#include "jingle_tiebreak.h"
#include "jingle_recover_branches.h"
#include "jingle_recover_resume.h"
#include "jingle_xmpp_out.h"
#include "jingle_stats.h"
#include "jingle_recover.h"
#include "jingle_session_timer.h"
#include "jingle_table.h"
#include "jingle_translation.h"
#include "jingle_supervise.h"
#include "jingle_sip_modify.h"
#include "jingle_sip_offer.h"
#include "jingle_transfer.h"

enum
{
	PACE = 4,		   /* ms between two calls that are asked about */
	BACK_WAIT = 30000, /* ms that users have to come back after a stream */
	PATIENCE = 600000, /* ms that an end waits for a stream */
	REQUEST_MAX = 16384,
};

typedef struct late
{
	xmpp_link_task_t task; /* must be first */
	jingle_call_t *call;
} late_t;

static const char restarted[] = "the gateway was started anew";


/* does it continue? */
static int can_continue(const jingle_call_t *c)
{
	return (c->state == JINGLE_ACTIVE || c->state == JINGLE_BRIDGED)
		   && !c->must_end;
}


static void resume_due(xmpp_link_timer_t *t);


static void resume_in(jingle_call_t *c, int ms)
{
	if(jingle_engine_wait(c, &c->resume_timer, resume_due, ms) < 0)
		LM_ERR("call %s: no memory for event %s\n", c->gr,
				jingle_ev_name(JINGLE_EV_LOST));
}


/* --- answered calls ----------------------------------------------------------- */

static void send_list(
		jingle_leg_t *leg, jingle_translation_t *w, const jingle_list_t *list)
{
	jingle_session_t *s;

	for(s = list->first; s != NULL; s = s->next)
		jingle_xmpp_out_session(leg, w, s, NULL);
}


/* A change that the other side was to answer: the request was lost with the
 * old process, so it is taken back, and the phone is sent the current
 * session. */
static void renegotiate(jingle_call_t *c, jingle_leg_t *leg)
{
	jingle_stanzas_t out;
	jingle_sdp_t sdp;
	jingle_translation_t w;

	jingle_translation_init(&w);
	if(jingle_translation_load(&w, c) == 0) {
		if(jingle_translation_waits(&w))
			jingle_tiebreak_failed(c, JINGLE_REASON_GENERAL_ERROR);
		else if(w.ctx.pending == JINGLE_PENDING_SIP_ANSWER
				&& jingle_sdp.from_refusal(
						   &w.map, &w.ctx, JINGLE_REASON_GENERAL_ERROR, &out)
						   == 0
				&& jingle_translation_save(&w, c) == 0) {
			jingle_xmpp_out_all(leg, &w, &out);
			jingle_sip_offer_wish(c, JINGLE_WISH_CURRENT);
		} else if(w.ctx.pending == JINGLE_PENDING_PEER_ANSWER
				  && jingle_sdp.sdp_withdraw(&w.map, &w.ctx, &sdp) == 0
				  && jingle_translation_save(&w, c) == 0)
			send_list(leg, &w, &sdp.withdrawn);
		if(c->state == JINGLE_ACTIVE && w.ctx.queued > 0)
			jingle_sip_offer_wish(c, JINGLE_WISH_ADD);
	}
	jingle_translation_done(&w);
}


/* ms */
static int phone_interval(void)
{
	int ms = JINGLE_CFG(ping_interval) * 1000;

	return ms > 0 && ms < PATIENCE ? ms : PATIENCE;
}


/* The component's stream may never come: the phone, and rtpengine, know
 * meanwhile whether there is still a call. */
static void stream_awaited(jingle_call_t *c)
{
	if(c->state == JINGLE_ACTIVE && jingle_supervise_phone(c) == 0)
		resume_in(c, phone_interval());
}


/* the caller holds a reference: settling may end the call */
static void active_again(jingle_call_t *c)
{
	jingle_leg_t *leg = jingle_call_leg(c);

	c->restored = 0;
	if(leg == NULL || c->state != JINGLE_ACTIVE)
		return;
	renegotiate(c, leg);
	jingle_transfer_lost(c);
	if(c->state == JINGLE_ACTIVE)
		jingle_do_watch(c, NULL);
	if(c->state != JINGLE_ACTIVE)
		return;
	jingle_recover_save(c);
	jingle_link.timer_set(&c->ping_timer, 0); /* all of them are asked now */
}


static void active_due(jingle_call_t *c)
{
	if(jingle_link.is_up(&c->component))
		active_again(c);
	else
		stream_awaited(c);
}


/* --- the others --------------------------------------------------------------- */

/* the stored headers of the phone's INVITE, as a message */
static int request_parse(jingle_call_t *c, sip_msg_t *m)
{
	static char buf[REQUEST_MAX];
	int n = snprintf(buf, sizeof(buf), "INVITE %.*s SIP/2.0\r\n%.*s\r\n",
			STR_FMT(&c->dialog.loc_uri), STR_FMT(&c->request));

	memset(m, 0, sizeof(*m));
	if(n >= (int)sizeof(buf))
		return -1;
	m->buf = buf;
	m->len = (unsigned)n;
	m->rcv = c->dialog.rcv;
	if(parse_msg(m->buf, m->len, m) == 0 && parse_headers(m, HDR_EOH_F, 0) == 0)
		return 0;
	free_sip_msg(m);
	return -1;
}


/* The INVITE's transaction is gone, the phone waits: the reply is sent without
 * one. Over TCP the phone's connection has ended, and with it the call. */
static void caller_refuse(jingle_call_t *c)
{
	static str phrase = str_init("Temporarily Unavailable");
	sip_msg_t m;

	if(c->request.len <= 0 || c->dialog.rcv.proto != PROTO_UDP
			|| jingle_sl.sreply == NULL)
		return;
	if(request_parse(c, &m) < 0) {
		LM_WARN("call %s: the stored headers of the phone's INVITE are "
				"malformed\n",
				c->gr);
		return;
	}
	if(jingle_sl.sreply(&m, 480, &phrase) < 0)
		LM_WARN("call %s: cannot send the caller the 480 that ends the call\n",
				c->gr);
	free_sip_msg(&m);
}


/* what XMPP is told of a call that is over */
static jingle_reason_t lost_reason(const jingle_call_t *c)
{
	if(c->dir == JINGLE_XMPP_TO_SIP || c->state == JINGLE_ACTIVE)
		return JINGLE_REASON_GENERAL_ERROR;
	return JINGLE_REASON_CANCEL;
}


static void lost_due(jingle_call_t *c)
{
	LM_INFO("call %s with XMPP user %.*s was in state %s when Kamailio "
			"stopped\n",
			c->gr, STR_FMT(&c->bare), jingle_state_name(c->state));
	c->restored = 0;
	jingle_engine_end(c, JINGLE_EV_LOST, 480, lost_reason(c), restarted);
}


/* --- taking up ---------------------------------------------------------------- */

static void resume_due(xmpp_link_timer_t *t)
{
	jingle_call_t *c =
			(jingle_call_t *)((char *)t
							  - offsetof(jingle_call_t, resume_timer));

	jingle_table_ref(c);
	if(!c->restored) /* only the XMPP user may have gone with the stream */
		jingle_supervise_now(c);
	else if(can_continue(c))
		active_due(c);
	else
		lost_due(c);
	jingle_table_put(c);
}


/* ms until the call is looked at, should no stream come up before */
static int ring_timeout_left(const jingle_call_t *c)
{
	if(c->must_end) /* a phone may still wait for its BYE */
		return c->legs[0].sid.s != NULL ? BACK_WAIT : 0;
	return can_continue(c) ? phone_interval() : PATIENCE;
}


static void take_up(jingle_call_t *c)
{
	int i;

	jingle_stats_add(JINGLE_STAT_RESTORED);
	jingle_music_recall(c);
	if(c->dir == JINGLE_XMPP_TO_SIP && jingle_foreign_limits_enter(c) < 0)
		LM_NOTICE(
				"call %s from before the restart continues above this limit\n",
				c->gr);
	for(i = 0; i < JINGLE_LEGS_MAX; i++)
		if(c->legs[i].sid.s != NULL)
			jingle_table_index(&c->legs[i]);
	LM_INFO("call %s with XMPP user %.*s (state %s) is recovered\n", c->gr,
			STR_FMT(&c->bare), jingle_state_name(c->state));
	if(c->state == JINGLE_OFFERED || c->state == JINGLE_PICKED
			|| c->state == JINGLE_JOINING)
		caller_refuse(c);
	if(c->state == JINGLE_INVITED || c->state == JINGLE_CALLING
			|| c->state == JINGLE_CANCELLING || c->state == JINGLE_REFERRED)
		jingle_recover_branches(c);
	if(c->state == JINGLE_BRIDGED && !c->must_end) {
		if(jingle_bridge_recall(c) == 0) {
			jingle_session_timer_resume(c);
			return; /* there is no client to be waited for */
		}
		c->must_end = 1;
	}
	if(can_continue(c)) {
		jingle_session_timer_resume(c);
		jingle_hooks_tell(c);
	}
	/* or there is no client to be told */
	if(jingle_link.is_up(&c->component) || c->state == JINGLE_LEAVING
			|| c->state == JINGLE_REPLACED || c->state == JINGLE_BRIDGED
			|| (c->state == JINGLE_REFERRED && c->leg < 0))
		resume_in(c, 0);
	else
		resume_in(c, ring_timeout_left(c));
}


static void call_collect(jingle_call_t *c, void *arg)
{
	jingle_call_t **mine = arg;

	if(!c->restored || c->owner != jingle_link.self())
		return;
	jingle_table_ref(c);
	c->store_next = *mine; /* nothing is queued before the workers run */
	*mine = c;
}


void jingle_recover_resume_worker(int worker)
{
	jingle_call_t *mine = NULL, *c;

	(void)worker;
	jingle_table_walk(0, INT_MAX, call_collect, &mine);
	while(mine != NULL) {
		c = mine;
		mine = c->store_next;
		c->store_next = NULL;
		take_up(c);
		jingle_table_put(c);
	}
}


static void late_run(xmpp_link_task_t *t)
{
	late_t *l = (late_t *)t;

	jingle_table_add(l->call);
	take_up(l->call);
	jingle_table_put(l->call);
	shm_free(l);
}


void jingle_recover_resume_add(jingle_call_t *c, int late)
{
	late_t *l;

	if(!late) {
		jingle_table_add(c);
		return;
	}
	l = shm_malloc(sizeof(*l));
	if(l == NULL) {
		SHM_MEM_ERROR;
		return;
	}
	memset(l, 0, sizeof(*l));
	l->task.run = late_run;
	l->call = c;
	jingle_table_ref(c);
	if(jingle_link.post(c->owner, &l->task, 1) == 0)
		return;
	shm_free(l);
	jingle_table_put(c);
}


/* --- the stream --------------------------------------------------------------- */

typedef struct wave
{
	const str *component;
	int ms;
} wave_t;


static int is_due_by(const xmpp_link_timer_t *t, uint64_t when)
{
	return t->slot != 0 && t->due <= when;
}


/* A call of this run: the client's server may have been down, too, and the
 * client needs a while; until then its silence means nothing. */
static void ask_soon(jingle_call_t *c, int ms)
{
	int wait = JINGLE_CFG(ping_interval) * 500;
	uint64_t when;

	if(wait == 0)
		return;
	ms += wait < BACK_WAIT ? wait : BACK_WAIT;
	when = jingle_link.now() + (uint64_t)ms;
	if(!is_due_by(&c->ping_timer, when) && !is_due_by(&c->resume_timer, when))
		resume_in(c, ms);
}


/* one timer for each call, so that not all are said in one moment */
static void reping_all(jingle_leg_t *leg, void *arg)
{
	jingle_call_t *c = leg->call;
	wave_t *w = arg;

	if(!link_folded_equal(&c->component, w->component))
		return;
	if(c->restored)
		resume_in(c, w->ms);
	else if(c->state == JINGLE_ACTIVE && leg == jingle_call_leg(c))
		ask_soon(c, w->ms);
	w->ms += PACE;
}


static void stream_changed(const str *component, int up)
{
	wave_t w = {component, 0};

	if(up)
		jingle_table_own(reping_all, &w);
}


int jingle_recover_resume_init(void)
{
	if(jingle_link.on_stream(stream_changed) < 0) {
		LM_ERR("xmpp_link takes no more handlers of stream changes\n");
		return -1;
	}
	return 0;
}
