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
 * \brief jingle :: what a device hears first waits until it is written down
 *
 * OWNER. A propose, session-initiate or proceed makes a device ring or wait. It
 * leaves when the call's row says so: then Kamailio can be killed at any
 * moment, and who was told of a call will be told of its end. What is said after
 * it keeps its place behind it. Without a database, while it fails, and when it
 * takes too long, nothing waits.
 */

#ifndef JINGLE_OUTBOX_H
#define JINGLE_OUTBOX_H

#include "jingle_call.h"

/**
 * Send a message, now or when the row is written.
 *
 * @param first  1: the device learns of the call by it
 * @return as jingle_link.send(); 0 when it waits
 */
int jingle_outbox_send(jingle_call_t *c, const str *to, const str *xml,
		void (*lost)(void *arg), void *arg, int first);

/* The same for an iq to a leg's device; as jingle_link.iq(). */
int jingle_outbox_iq(jingle_leg_t *leg, const str *id, const str *xml,
		int timeout, xmpp_link_iq_f f, void *arg, int first);

/* The leg ends: its answers are not waited for, nor those to come. */
void jingle_outbox_forget(jingle_leg_t *leg);

/* Send all that waits: it is written, or the call ends. */
void jingle_outbox_release(jingle_call_t *c);

#endif
