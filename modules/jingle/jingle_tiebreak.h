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
 * \brief jingle :: a client's session that joins or replaces an existing
 * call's
 *
 * When a phone and an XMPP user call each other at once, the XMPP user's
 * session stays if its id is the lower one (XEP-0353 section 4.1, XEP-0166
 * section 7.2.16), and the phone's INVITE waits for it. Both are offers, so
 * neither answers the other: the phone gets a 200 that holds its streams and,
 * after its ACK, the client's offer by a re-INVITE, whose answer is the
 * session-accept. So RFC 3725 joins two parties. All of it OWNER.
 */

#ifndef JINGLE_TIEBREAK_H
#define JINGLE_TIEBREAK_H

#include "jingle_input.h"

/**
 * The user's session as a leg of the phone's call.
 *
 * @return NULL: it cannot be joined, for there is no room, or the phone offers
 *         streams that cannot be answered before the client's are known
 */
jingle_leg_t *jingle_tiebreak_leg(
		jingle_call_t *c, const str *from, const str *sid, int proposed);

/**
 * The user's new session, in a call that is up: it replaces the old one
 * (XEP-0353 section 4.2), and the phone is told by a re-INVITE.
 *
 * @return NULL: not now, for something else is being changed, or no room
 */
jingle_leg_t *jingle_migrate(jingle_call_t *c, const str *from, const str *sid);

/* What the phone whose INVITE waits hears until the media of the XMPP user are
 * known: an answer that holds its streams, in w's arena. 0, -1 there is none */
int jingle_tiebreak_pause(jingle_call_t *c, jingle_translation_t *w, str *out);

/* The call cannot be: both are told. */
void jingle_tiebreak_failed(jingle_call_t *c, jingle_reason_t reason);

/* actions; they return 0, or -1: the call is over, both sides have been told */
int jingle_do_join(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_join_answer(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_migrate(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_migrated(jingle_call_t *c, const jingle_input_t *in);

#endif
