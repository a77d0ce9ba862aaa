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
 * \brief jingle :: the XMPP devices' shares in a call
 *
 * OWNER. A leg is one device: it is asked, it takes the call or does not, and it is
 * told the end, once.
 */

#ifndef JINGLE_LEGS_H
#define JINGLE_LEGS_H

#include "jingle_call.h"

/* A leg for a device, to be found by the session's id; NULL: there are too
 * many, or no memory */
jingle_leg_t *jingle_legs_add(
		jingle_call_t *c, const str *peer, const str *sid);

/* session-initiate, made from the call's offer for the program that the leg's
 * device runs (leg->kind). 0, -1 nothing was sent */
int jingle_legs_initiate(jingle_call_t *c, jingle_leg_t *leg);

/**
 * A device does not want the call, or cannot be asked.
 *
 * The call stays as long as another device may still take it.
 *
 * @param code SIP status if it was the last one; 0: by the reason
 */
void jingle_legs_over(
		jingle_leg_t *leg, int code, jingle_reason_t reason, const str *text);

/* SIP status for a device that could not be asked: 503 without a stream, as a
 * trunk has other ways then, 480 with one */
int jingle_legs_lost_code(const jingle_call_t *c);

/* A device is lost to us: it takes part no more, and its JMI session, if it
 * has one, gets its finish. */
void jingle_legs_lost(jingle_leg_t *leg, jingle_reason_t reason);

/* Tell every XMPP device that is still in the call, each once. */
void jingle_legs_end(jingle_call_t *c, jingle_reason_t reason, const str *text);
/* The same for all but one, which answered. */
void jingle_legs_end_others(jingle_call_t *c, const jingle_leg_t *winner);

/* Name of the condition in an error stanza; a view into xml. 0, -1 none */
int jingle_legs_condition(const str *xml, str *condition);

#endif
