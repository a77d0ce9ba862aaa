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
 * \brief jingle :: keys that the XMPP user presses without a keypad
 *
 * OWNER. What a client says by a stanza (XEP-0181), a user by a message, an
 * operator by RPC: the phone hears of each key once, in order, as an event of
 * RFC 4733 or a tone by the media relay (event_route[jingle:press]), or by INFO.
 */

#ifndef JINGLE_PRESS_H
#define JINGLE_PRESS_H

#include "jingle_input.h"

/**
 * Press keys, behind those that wait.
 *
 * @param keys     0-9 * # A-D
 * @param duration of each, in ms
 * @param tell     full or bare JID of a user who is told by a message when they
 *                 do not get there; or NULL
 * @return 0; -1: too many wait, or no memory; -2: the call is not up
 */
int jingle_press(
		jingle_call_t *c, const str *keys, int duration, const str *tell);

/* The phone's answer to an INFO of ours with a key. */
int jingle_do_pressed(jingle_call_t *c, const jingle_input_t *in);

/* The session goes on with another phone: those that wait were not for that one,
 * and their sender is told. */
void jingle_press_leave(jingle_call_t *c);

#endif
