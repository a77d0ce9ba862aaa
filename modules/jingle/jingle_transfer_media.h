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
 * \brief jingle :: the media of a call that is transferred
 *
 * OWNER.
 */

#ifndef JINGLE_TRANSFER_MEDIA_H
#define JINGLE_TRANSFER_MEDIA_H

#include "jingle_input.h"

/* The INVITE of the new call, with an offer of what is true in the old one: whose
 * turn it is to offer there waits for the outcome. 0, -1 nothing has gone out */
int jingle_transfer_offer(jingle_call_t *to, jingle_call_t *from);

/* What the phone that was called has answered, until it is said. */
typedef struct jingle_transfer_answer
{
	jingle_translation_t w;
	jingle_stanzas_t out;
} jingle_transfer_answer_t;

/**
 * Read its 200.
 *
 * @param from the call that has the session; NULL: the new one has it
 * @param a    to be ended by jingle_transfer_answer_done() in any case
 * @return JINGLE_REASON_NONE, or why it cannot be used
 */
jingle_reason_t jingle_transfer_answer_read(jingle_call_t *to,
		jingle_call_t *from, const jingle_input_t *in,
		jingle_transfer_answer_t *a);
/* Say it to the XMPP user, whose session is the new call's: nothing, unless a
 * direction, or the transport, is another one. */
void jingle_transfer_answer_say(jingle_call_t *to, jingle_transfer_answer_t *a);
void jingle_transfer_answer_done(jingle_transfer_answer_t *a);

/* The media of the old call are back with its phone: what waits may go out. */
void jingle_transfer_resume(jingle_call_t *c);

#endif
