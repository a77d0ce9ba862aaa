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
 * \brief jingle :: are both parties, and the media, still in the call?
 *
 * Runs in the owner, by the call's timer, every ping_interval of an answered
 * call: event_route[jingle:watch] asks the media relay, the client gets a
 * ping, the phone an OPTIONS in the dialog. Silence is asked again; a party
 * that does not know the call, or stays silent, ends it. Replies to OPTIONS
 * come in any process and are posted to the owner.
 */

#define _GNU_SOURCE
#include <stddef.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/mem/mem.h"

#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_engine.h"
#include "jingle_phone.h"
#include "jingle_event.h"
#include "jingle_relay.h"
#include "jingle_xmpp_out.h"
#include "jingle_script.h"
#include "jingle_session_timer.h"
#include "jingle_evroute.h"
#include "jingle_table.h"
#include "jingle_supervise.h"
#include "jingle_recover.h"
#include "jingle_legs.h"

enum
{
	PINGS_LOST_MAX = 2,		  /* in a row: the device cannot be reached */
	PING_TIMEOUT_MAX = 20000, /* ms that a ping may go unanswered */
	PING_AGAIN_MAX = 10000,	  /* ms until a lost ping is repeated */
	TEXT_MAX = 4096,
};


static int str_is(const str *s, const char *name)
{
	return s->len == (int)strlen(name) && memcmp(s->s, name, s->len) == 0;
}


/* XEP-0166 section 6.8: an unknown session says so; clients that do not know
 * the ping answer "unsupported", which shows that they live */
static int answer_kind(const xmpp_link_stanza_t *s)
{
	str condition;

	if(s == NULL)
		return -1;
	if(!str_is(&s->type, "error"))
		return 1;
	if(memmem(s->xml.s, (size_t)s->xml.len, "unknown-session", 15) != NULL)
		return -2;
	if(jingle_legs_condition(&s->xml, &condition) < 0)
		return 1;
	if(str_is(&condition, "item-not-found"))
		return -2;
	if(str_is(&condition, "service-unavailable")
			|| str_is(&condition, "recipient-unavailable")
			|| str_is(&condition, "remote-server-not-found")
			|| str_is(&condition, "remote-server-timeout"))
		return -1;
	return 1;
}


/* half of the interval, so that a dead party is found within the next one */
static int half_interval(int max)
{
	int half = JINGLE_CFG(ping_interval) * 500;

	return half > 0 && half < max ? half : max;
}


static void watch_due(xmpp_link_timer_t *t);
static void ping_answered(const xmpp_link_stanza_t *s, void *arg);


static void watch_in(jingle_call_t *c, int ms)
{
	jingle_engine_wait(c, &c->ping_timer, watch_due, ms > 0 ? ms : -1);
}


/* Some programs (Monal, QXmpp) answer no session-info at all, against RFC 6120
 * section 8.2.3, but they answer XEP-0199, if only by an error. */
static void leg_ping(jingle_leg_t *leg)
{
	jingle_call_t *c = leg->call;
	int timeout = half_interval(PING_TIMEOUT_MAX), rc;

	if(c->ping_out)
		return;
	rc = leg->pinged < 0
				 ? jingle_xmpp_out_xmpp_ping(leg, timeout, ping_answered)
				 : jingle_xmpp_out_ping(leg, timeout, ping_answered);
	c->ping_out = rc == 0; /* else the link is full: the next one will do */
}


static void ping_answered(const xmpp_link_stanza_t *s, void *arg)
{
	jingle_leg_t *leg = arg;
	jingle_call_t *c = leg->call;
	int kind = answer_kind(s);

	c->ping_out = 0;
	if(s != NULL && kind > 0 && leg->pinged == 0)
		leg->pinged = 1;
	if(kind > 0) {
		c->pings_lost = 0;
		return;
	}
	if(s == NULL && leg->pinged == 0) {
		leg->pinged = -1;
		leg_ping(leg);
		return;
	}
	if(kind == -1 && ++c->pings_lost < PINGS_LOST_MAX) {
		/* it may only be changing from one network to another */
		watch_in(c, half_interval(PING_AGAIN_MAX));
		return;
	}
	LM_INFO("call %s: client %.*s is no longer in the call\n", c->gr,
			STR_FMT(&leg->peer));
	jingle_table_ref(c);
	if(kind == -2)
		jingle_legs_lost(leg, JINGLE_REASON_TIMEOUT);
	jingle_engine_end(c, JINGLE_EV_DEAD, 0, JINGLE_REASON_TIMEOUT,
			"the other party does not answer any more");
	jingle_table_put(c);
}


/* Is the phone gone, or did the proxy that should have reached it fail? A phone
 * that has never said anything else to OPTIONS may just not know it; one whose
 * connection went (430, RFC 5626 section 5.3) may be opening another. */
static int is_unreachable(jingle_call_t *c, int code)
{
	if(code == 408 || code == 481)
		return 1;
	if(code == 430)
		return ++c->phone_fails > 0;
	if(code != 480 && code != 500 && code != 503 && code != 504) {
		c->phone_answers = 1;
		c->phone_fails = 0;
		return 0;
	}
	return c->phone_answers && ++c->phone_fails >= PINGS_LOST_MAX;
}


/* runs in any process; one OPTIONS at a time. A phone that answers is there,
 * whatever the answer is; tm's own 408 means that it did not. */
static void options_cb(struct cell *t, int type, struct tmcb_params *ps)
{
	jingle_call_t *c = *ps->param;
	sip_msg_t m;
	str text;

	(void)t;
	if(type & TMCB_DESTROY) {
		jingle_table_put(c);
		return;
	}
	if(ps->rpl != NULL && ps->rpl != FAKED_REPLY) {
		text.s = ps->rpl->buf;
		text.len = (int)ps->rpl->len;
		if(jingle_dialog_parse(&text, &m) == 0) {
			jingle_phone_allows(c, &m);
			free_sip_msg(&m);
		}
	}
	if(is_unreachable(c, ps->code))
		jingle_event_send(c, JINGLE_EV_DEAD, ps->code, NULL, NULL, 1);
}


static int is_up(const jingle_call_t *c)
{
	return c->state == JINGLE_ACTIVE || c->state == JINGLE_BRIDGED;
}


int jingle_supervise_again(jingle_call_t *c, int code)
{
	if(code != 430 || c->phone_fails >= PINGS_LOST_MAX || !is_up(c))
		return 0;
	watch_in(c, half_interval(PING_AGAIN_MAX));
	return 1;
}


/* OPTIONS in the dialog: RFC 3261 section 12.2.1.2 */
static void ask_phone(jingle_call_t *c)
{
	char buf[1200];
	str hdrs;

	hdrs.s = buf;
	hdrs.len = jingle_dialog_contact(c, buf, sizeof(buf));
	if(hdrs.len >= (int)sizeof(buf))
		return;
	jingle_dialog_send(c, "OPTIONS", &hdrs, NULL, options_cb);
	jingle_recover_save(c);
}


int jingle_supervise_media(jingle_call_t *c)
{
	jingle_script_t script;
	char buf[TEXT_MAX];
	str text, body;
	char *changed = NULL;
	int rc;

	if(!c->media_on || !jingle_evroute_has(JINGLE_ROUTE_WATCH)
			|| jingle_relay_is_silent()) /* another one asks */
		return 0;
	text.s = buf;
	text.len = jingle_dialog_text(c, "OPTIONS", jingle_call_peer_offered(c),
			NULL, NULL, buf, sizeof(buf));
	if(text.len >= (int)sizeof(buf))
		return 0;
	jingle_script_begin(&script, c, NULL);
	rc = jingle_script_run(
			JINGLE_ROUTE_WATCH, &text, &c->dialog.rcv, NULL, &body, &changed);
	jingle_script_end(&script);
	if(changed != NULL)
		pkg_free(changed);
	if(rc == 0 && !script.rejected)
		return 0;
	LM_INFO("call %s: the media relay no longer has its media\n", c->gr);
	jingle_engine_end(c, JINGLE_EV_DEAD, 0,
			script.rejected ? script.reason : JINGLE_REASON_CONNECTIVITY_ERROR,
			"no media any more");
	return -1;
}


int jingle_supervise_phone(jingle_call_t *c)
{
	if(jingle_supervise_media(c) < 0)
		return -1;
	if(JINGLE_CFG(ping_phones) && !jingle_session_timer_watches(c))
		ask_phone(c);
	return 0;
}


static void watch_due(xmpp_link_timer_t *t)
{
	jingle_call_t *c =
			(jingle_call_t *)((char *)t - offsetof(jingle_call_t, ping_timer));

	jingle_table_ref(c);
	if(is_up(c) && jingle_supervise_phone(c) == 0)
		jingle_supervise_now(c);
	jingle_table_put(c);
}


void jingle_supervise_now(jingle_call_t *c)
{
	jingle_leg_t *leg = jingle_call_leg(c);

	if(!is_up(c))
		return;
	if(c->state == JINGLE_ACTIVE && leg != NULL)
		leg_ping(leg);
	watch_in(c, JINGLE_CFG(ping_interval) * 1000);
}


void jingle_supervise_start(jingle_call_t *c)
{
	watch_in(c, JINGLE_CFG(ping_interval) * 1000);
}
