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
 * \brief jingle :: is the XMPP user still in the call?
 */

#define _GNU_SOURCE
#include <stddef.h>
#include <string.h>

#include "../../core/dprint.h"

#include "jingle_conf.h"
#include "jingle_devices.h"
#include "jingle_engine.h"
#include "jingle_say.h"
#include "jingle_table.h"

enum
{
	PINGS_LOST_MAX = 2, /* in a row: the device cannot be reached */
};


static int is(const str *s, const char *name)
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
	if(!is(&s->type, "error"))
		return 1;
	if(memmem(s->xml.s, (size_t)s->xml.len, "unknown-session", 15) != NULL)
		return -2;
	if(jingle_devices_condition(&s->xml, &condition) < 0)
		return 1;
	if(is(&condition, "item-not-found"))
		return -2;
	if(is(&condition, "service-unavailable")
			|| is(&condition, "recipient-unavailable")
			|| is(&condition, "remote-server-not-found")
			|| is(&condition, "remote-server-timeout"))
		return -1;
	return 1;
}


static void ping_answered(const xmpp_link_stanza_t *s, void *arg)
{
	jingle_leg_t *leg = arg;
	jingle_call_t *c = leg->call;
	int kind = answer_kind(s);

	if(kind > 0) {
		c->pings_lost = 0;
		return;
	}
	if(kind == -1 && ++c->pings_lost < PINGS_LOST_MAX) {
		jingle_watch_now(c);
		return;
	}
	LM_INFO("call %s: %.*s is not in the call any more\n", c->gr,
			STR_FMT(&leg->peer));
	jingle_table_ref(c);
	if(kind == -2)
		jingle_devices_leg_lost(leg, JINGLE_REASON_TIMEOUT);
	jingle_engine_end(c, JINGLE_EV_DEAD, 0, JINGLE_REASON_TIMEOUT,
			"the other party does not answer any more");
	jingle_table_put(c);
}


static void ping_due(xmpp_link_timer_t *t)
{
	jingle_watch_now(
			(jingle_call_t *)((char *)t - offsetof(jingle_call_t, ring_timer)));
}


void jingle_watch_now(jingle_call_t *c)
{
	jingle_leg_t *leg = jingle_call_leg(c);

	if(leg == NULL || c->state != JINGLE_ACTIVE)
		return;
	jingle_say_ping(leg, ping_answered);
	jingle_do_watch(c, NULL);
}


int jingle_do_watch(jingle_call_t *c, const jingle_input_t *in)
{
	(void)in;
	jingle_link.timer_stop(&c->ring_timer);
	c->ring_timer.run = ping_due;
	if(jingle_conf.ping_interval > 0)
		jingle_link.timer_set(&c->ring_timer, jingle_conf.ping_interval * 1000);
	return 0;
}
