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
 * OWNER. All ring at once: those that know JMI by one propose to the bare JID,
 * the others by a session-initiate each. The first that takes the call has it.
 */

#ifndef JINGLE_DEVICES_H
#define JINGLE_DEVICES_H

#include "jingle_call.h"
#include "jingle_map.h"

/* Ring them. 0, -1 no client could be asked (c->code says why) */
int jingle_devices_ring(jingle_call_t *c);

/* Ring those that have become known since; return how many are there of which
 * we do not know yet what they can do. */
int jingle_devices_ring_more(jingle_call_t *c);

/* A leg for a device, to be found by the session's id; NULL: there are too
 * many, or no memory */
jingle_leg_t *jingle_devices_leg(
		jingle_call_t *c, const str *peer, const str *sid);

/* session-initiate from the call's offer; jingle_actions_to_xmpp.c */
int jingle_initiate_leg(jingle_call_t *c, jingle_leg_t *leg);

/**
 * A device does not want the call, or cannot be asked.
 *
 * The call stays as long as another device may still take it.
 *
 * @param code SIP status if it was the last one; 0: by the reason
 */
void jingle_devices_leg_over(
		jingle_leg_t *leg, int code, jingle_reason_t reason, const str *text);

/* SIP status for a device that could not be asked: 503 without a stream, as a
 * trunk has other ways then, 480 with one */
int jingle_devices_lost_code(const jingle_call_t *c);

/* The propose waited for a stream in vain: no client rings. */
void jingle_devices_propose_lost(jingle_call_t *c);

/* A device is lost to us: it takes part no more, and its JMI session, if it
 * has one, gets its finish. */
void jingle_devices_leg_lost(jingle_leg_t *leg, jingle_reason_t reason);

/* Our propose is over, for the client with this full JID calls us itself. */
void jingle_devices_withdraw(jingle_leg_t *leg, const str *taker);

/* What program a full JID runs, as far as its caps tell. */
jingle_peer_t jingle_devices_peer(const str *jid);

/* Name of the condition in an error stanza; a view into xml. 0, -1 none */
int jingle_devices_condition(const str *xml, str *condition);

#endif
