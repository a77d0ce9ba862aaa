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
 * \brief jingle :: a phone that takes no REFER is transferred by the gateway
 *
 * OWNER. The gateway calls the target, and joins the phone that was in the call
 * with the one that answers: two SIP dialogs, each with a call of its own, and
 * no XMPP user between them. While the target rings the user's call is as it
 * was, and so it is if the transfer fails.
 *
 * For the media relay the two are a call of their own, in which the phone that is
 * transferred has the XMPP user's place.
 */

#ifndef JINGLE_BRIDGE_H
#define JINGLE_BRIDGE_H

#include "jingle_input.h"

/* Whom the call's referral names is called for its phone; the user hears how it
 * goes. */
void jingle_bridge(jingle_call_t *c);

/* Is its phone to be joined with another one's, or has it been? */
int jingle_bridge_is(const jingle_call_t *c);

/* The target's call: its INVITE goes out, it fails, it has a 200. */
int jingle_do_bridge(jingle_call_t *to, const jingle_input_t *in);
void jingle_bridge_fails(jingle_call_t *to);
int jingle_bridge_answered(jingle_call_t *to, const jingle_input_t *in);

/* It is joined with the other one from now on. */
int jingle_do_bridged(jingle_call_t *c, const jingle_input_t *in);

/* The final reply to a re-INVITE by which its phone was to be joined, or to one
 * for what the other phone has offered. */
void jingle_bridge_reanswer(jingle_call_t *c, const jingle_input_t *in);
void jingle_bridge_refused(jingle_call_t *c, int code);

/* It ends: so does the other one, or the transfer. */
void jingle_bridge_leave(jingle_call_t *c);

/* It was joined before a restart: it goes on if the other one does. 0, -1 */
int jingle_bridge_recall(jingle_call_t *c);

#endif
