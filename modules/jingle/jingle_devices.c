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
 * \brief jingle :: the devices of an XMPP user whom a phone calls
 *
 * Runs in the owner. A device is a leg of the call, one of JINGLE_LEGS_MAX.
 * jingle_devices_ring() asks xmpp_gateway which devices are online and what
 * they can do: those with JMI get one propose to the bare JID, the others a
 * session-initiate each; devices that come later are added. A leg ends when
 * its client refuses, is lost, or another client takes the call; with the last
 * leg the call ends. A list of this process's last proposes tells which call a
 * lost one belongs to.
 */

#include <string.h>

#include "../../core/dprint.h"

#include "jingle_conf.h"
#include "jingle_devices.h"
#include "../jingle_sdp/jingle_jmi.h"
#include "../jingle_sdp/jingle_reason.h"
#include "jingle_xmpp_out.h"
#include "jingle_recover.h"
#include "jingle_table.h"
#include "../jingle_sdp/jingle_map_core.h"
#include "jingle_legs.h"
#include "jingle_stats.h"

enum
{
	SID_LEN = 22, /* 110 random bits */
};

/* a device that wants a session-initiate of its own */
enum
{
	DIRECT_NEEDS = XMPP_GATEWAY_JINGLE | XMPP_GATEWAY_AUDIO,
	DIRECT_TRANSPORTS = XMPP_GATEWAY_ICE_UDP | XMPP_GATEWAY_RAW_UDP,
};


typedef struct kind
{
	const str *jid;
	jingle_peer_t peer;
} kind_t;


static int kind_check(const xmpp_gateway_device_t *d, void *arg)
{
	kind_t *k = arg;

	if(!link_jid_equal(&d->jid, k->jid))
		return 0;
	k->peer = jingle_sdp.peer_by_caps(&d->node);
	return 1;
}


jingle_peer_t jingle_devices_peer(const str *jid)
{
	kind_t k = {jid, JINGLE_PEER_UNKNOWN};

	jingle_gateway.devices(jid, kind_check, &k);
	return k.peer;
}


static jingle_leg_t *leg_new(jingle_call_t *c, const str *peer)
{
	char sid[SID_LEN + 1];
	str s;

	jingle_link.random_text(sid, SID_LEN);
	s.s = sid;
	s.len = SID_LEN;
	return jingle_legs_add(c, peer, &s);
}


static int ring_direct(jingle_call_t *c, const str *jid)
{
	jingle_leg_t *leg;

	if(c->state == JINGLE_ENDED) /* the one before could not be asked at all */
		return -1;
	leg = leg_new(c, jid);
	if(leg == NULL) {
		LM_WARN("call %s: more than %d devices of XMPP user %.*s, %.*s does "
				"not ring\n",
				c->gr, JINGLE_LEGS_MAX, STR_FMT(&c->bare), STR_FMT(jid));
		return -1;
	}
	leg->kind = (int)jingle_devices_peer(jid);
	if(jingle_legs_initiate(c, leg) < 0) {
		leg->state = JINGLE_LEG_OVER;
		return -1;
	}
	return 0;
}


/* does this device ring already, or has it said no? */
static int device_asked(jingle_call_t *c, const str *jid)
{
	int i;

	for(i = 0; i < JINGLE_LEGS_MAX; i++)
		if(c->legs[i].sid.s != NULL && link_jid_equal(&c->legs[i].peer, jid))
			return 1;
	return 0;
}


typedef struct ring
{
	jingle_call_t *call;
	int direct; /* devices that have a session-initiate of their own */
	int jmi;	/* devices that know JMI, or may */
	int unknown;
} ring_t;


static int ring_device(const xmpp_gateway_device_t *d, void *arg)
{
	ring_t *r = arg;

	r->unknown += !d->known;
	if(!d->known || (d->features & XMPP_GATEWAY_MESSAGE))
		r->jmi++;
	else if((d->features & DIRECT_NEEDS) == DIRECT_NEEDS
			&& (d->features & DIRECT_TRANSPORTS) != 0
			&& !device_asked(r->call, &d->jid)
			&& ring_direct(r->call, &d->jid) == 0)
		r->direct++;
	return 0;
}


/* A propose that is under way: the call may be gone when it is lost. */
enum
{
	PROPOSES = 512, /* a later one takes the place of the oldest */
};

static struct
{
	unsigned number;
	char gr[JINGLE_GR_LEN];
} proposes[PROPOSES];
static unsigned proposed = 0;


static void *propose_note(const jingle_call_t *c)
{
	proposed = proposed % 0x7fffffff + 1; /* not 0: that is NULL */
	proposes[proposed % PROPOSES].number = proposed;
	memcpy(proposes[proposed % PROPOSES].gr, c->gr, JINGLE_GR_LEN);
	return (void *)(uintptr_t)proposed;
}


static void propose_lost(jingle_call_t *c)
{
	static const str text = str_init("the propose did not leave");
	int i, code = jingle_legs_lost_code(c);

	if(c->state != JINGLE_OFFERED)
		return;
	for(i = 0; i < JINGLE_LEGS_MAX; i++)
		if(c->legs[i].state == JINGLE_LEG_PROPOSED
				&& !c->legs[i].peer_initiated) {
			c->jmi_devices = 0; /* but others may have been asked */
			c->ended_by = "gateway";
			jingle_legs_over(
					&c->legs[i], code, JINGLE_REASON_CONNECTIVITY_ERROR, &text);
			return;
		}
}


/* no client knows of the call, and the caller waits */
static void propose_unsent(void *arg)
{
	unsigned number = (unsigned)(uintptr_t)arg;
	jingle_call_t *c;
	str gr;

	jingle_stats_add(JINGLE_STAT_STANZA_ERRORS);
	if(proposes[number % PROPOSES].number != number)
		return;
	gr.s = proposes[number % PROPOSES].gr;
	gr.len = JINGLE_GR_LEN;
	c = jingle_table_find(&gr);
	if(c == NULL)
		return;
	propose_lost(c);
	jingle_table_put(c);
}


static int ring_jmi(jingle_call_t *c)
{
	jingle_leg_t *leg = leg_new(c, &c->bare);

	if(leg == NULL)
		return -1;
	leg->jmi = 1;
	leg->state = JINGLE_LEG_PROPOSED;
	if(jingle_xmpp_out_propose(leg, propose_unsent, propose_note(c)) == 0)
		return 0;
	leg->state = JINGLE_LEG_OVER;
	return -1;
}


int jingle_devices_ring(jingle_call_t *c)
{
	ring_t r = {c, 0, 0, 0};

	jingle_gateway.announce(&c->component, &c->local, &c->bare);
	if(c->target.len > c->bare.len) /* the caller chose the device */
		return ring_direct(c, &c->target);
	if(ring_jmi(c) < 0)
		return -1;
	jingle_gateway.devices(&c->bare, ring_device, &r);
	c->jmi_devices = r.jmi;
	return 0;
}


int jingle_devices_ring_more(jingle_call_t *c)
{
	ring_t r = {c, 0, 0, 0};

	if(c->target.len > c->bare.len)
		return 0;
	jingle_gateway.devices(&c->bare, ring_device, &r);
	c->jmi_devices = r.jmi;
	jingle_recover_save(c);
	return r.unknown;
}


typedef struct withdrawal
{
	jingle_leg_t *leg;
	const str *taker;
} withdrawal_t;


static int withdraw_from(jingle_leg_t *leg, const str *jid)
{
	jingle_call_t *c = leg->call;

	return jingle_xmpp_out_jmi_to(&c->component, &c->local, jid, &leg->sid,
			JINGLE_JMI_RETRACT, JINGLE_REASON_EXPIRED, 1);
}


static int withdraw_device(const xmpp_gateway_device_t *d, void *arg)
{
	withdrawal_t *w = arg;

	if((!d->known || (d->features & XMPP_GATEWAY_MESSAGE))
			&& !link_jid_equal(&d->jid, w->taker))
		withdraw_from(w->leg, &d->jid);
	return 0;
}


void jingle_devices_withdraw(jingle_leg_t *leg, const str *taker)
{
	withdrawal_t w = {leg, taker};

	if(!jingle_sdp.quirks(jingle_devices_peer(taker))->ends_by_jid) {
		withdraw_from(leg, &leg->peer);
		return;
	}
	/* a retract of whatever id would end its own call */
	jingle_xmpp_out_jmi(
			leg, JINGLE_JMI_FINISH, NULL, JINGLE_REASON_EXPIRED, NULL);
	jingle_gateway.devices(&leg->call->bare, withdraw_device, &w);
}
