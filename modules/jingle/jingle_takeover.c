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
 * \brief jingle :: the XMPP user's session goes on in another call
 *
 * Runs in the owner of both calls, when a phone takes the place of another one:
 * after a transfer, or by Replaces. What is of the session moves: its legs, the
 * translation context, the media's name, whose turn it is to offer. What is of
 * the SIP dialog stays where it is. Keeps nothing.
 */

#include <string.h>

#include "../../core/dprint.h"

#include "jingle_caller.h"
#include "jingle_conf.h"
#include "jingle_media_route.h"
#include "jingle_outbox.h"
#include "jingle_recover.h"
#include "jingle_replaced.h"
#include "jingle_table.h"
#include "jingle_takeover.h"
#include "../jingle_sdp/jingle_ctx.h"


int jingle_takeover_prepare(jingle_call_t *to, jingle_call_t *from)
{
	if(jingle_replaced_names(to, from) < 0)
		return -1;
	jingle_takeover_side(to, from);
	return 0;
}


void jingle_takeover_side(jingle_call_t *to, jingle_call_t *from)
{
	to->sip_side = to->sip_sides = from->sip_sides =
			from->sip_sides < JINGLE_CTX_SIDES ? from->sip_sides + 1 : 1;
	from->changed = 1;
}


/* a string that others may read meanwhile */
static void str_move(
		jingle_call_t *to, str *target, jingle_call_t *from, str *source)
{
	str value;

	jingle_table_lock(from);
	value = *source;
	source->s = NULL;
	source->len = 0;
	jingle_table_unlock(from);
	jingle_table_lock(to);
	*target = value;
	jingle_table_unlock(to);
}


/* answers to what was sent are not waited for any more: a client that has lost
 * the session is found by the next ping */
static void leg_move(jingle_leg_t *to, jingle_leg_t *from)
{
	jingle_outbox_forget(from);
	jingle_table_unindex(from);
	to->state = from->state;
	to->jmi = from->jmi;
	to->peer_initiated = from->peer_initiated;
	to->responded = from->responded;
	to->kind = from->kind;
	to->pinged = from->pinged;
	str_move(to->call, &to->peer, from->call, &from->peer);
	str_move(to->call, &to->sid, from->call, &from->sid);
	from->state = JINGLE_LEG_FREE;
	if(to->sid.s != NULL)
		jingle_table_index(to);
}


/* what a phone is asked, or told, while it is in the call */
static void timers_stop(jingle_call_t *c)
{
	jingle_link.timer_stop(&c->negotiate_timer);
	jingle_link.timer_stop(&c->picture_timer);
	jingle_link.timer_stop(&c->media_check_timer);
	jingle_link.timer_stop(&c->session_timer.timer);
	jingle_link.timer_stop(&c->press_timer);
}


static void media_move(jingle_call_t *to, jingle_call_t *from)
{
	to->media_on = from->media_on;
	to->media_by = JINGLE_SIDE_XMPP; /* it has spoken, in either direction */
	to->part = 0;
	from->part = 1;
	jingle_media_route_end(from);
}


void jingle_takeover(jingle_call_t *to, jingle_call_t *from)
{
	int i;

	jingle_outbox_release(from);
	for(i = 0; i < JINGLE_LEGS_MAX; i++)
		leg_move(&to->legs[i], &from->legs[i]);
	to->leg = from->leg;
	from->leg = -1;
	if(to->map.len <= 0)
		str_move(to, &to->map, from, &from->map);
	else /* it is made of that, and newer */
		jingle_call_clear(from, &from->map);
	to->jmi_devices = from->jmi_devices;
	to->media = from->media;
	to->restart_due = from->restart_due;
	to->privacy = from->privacy || jingle_caller_is_apart(from);
	to->foreign = from->foreign;
	from->foreign = 0;
	to->negotiate = from->negotiate;
	to->negotiate.owner = to->dir == JINGLE_XMPP_TO_SIP;
	to->referrals = from->referrals;
	to->sip_sides = from->sip_sides;
	timers_stop(from);
	media_move(to, from);
	from->changed = to->changed = 1;
	jingle_recover_save(to);
	LM_INFO("call %s with XMPP user %.*s continues as call %s\n", from->gr,
			STR_FMT(&to->bare), to->gr);
}
