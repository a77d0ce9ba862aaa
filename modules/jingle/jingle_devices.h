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
#include "../jingle_sdp/jingle_map.h"

/* Ring them. 0, -1 no client could be asked (c->code says why) */
int jingle_devices_ring(jingle_call_t *c);

/* Ring those that have become known since; return how many are there of which
 * we do not know yet what they can do. */
int jingle_devices_ring_more(jingle_call_t *c);

/* Our propose is over, for the client with this full JID calls us itself. */
void jingle_devices_withdraw(jingle_leg_t *leg, const str *taker);

/* What program a full JID runs, as far as its caps tell. */
jingle_peer_t jingle_devices_peer(const str *jid);

#endif
