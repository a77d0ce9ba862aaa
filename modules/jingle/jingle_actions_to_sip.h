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
 * \brief jingle :: actions: calls from XMPP
 *
 * OWNER. An action returns 0, or -1: the call is over, both sides have been told.
 */

#ifndef JINGLE_ACTIONS_TO_SIP_H
#define JINGLE_ACTIONS_TO_SIP_H

#include "jingle_input.h"

/* Our proceed is out: the session-initiate is awaited. 0, -1 */
int jingle_initiate_await(jingle_call_t *c);
/* May the user call, says event_route[jingle:propose]; if not, the propose is
 * rejected. 0, -1 */
int jingle_propose_decide(jingle_call_t *c, const jingle_input_t *in);
/* An INVITE for a session-initiate, or for what stands in for one. 0, -1 */
int jingle_invite_begin(jingle_call_t *c, const jingle_input_t *in);
/* An 18x; an answer in it is kept, for a 200 without one means it. 1; 0 it came
 * before */
int jingle_progress_take(jingle_call_t *c, const jingle_input_t *in);
/* A 2xx: the dialog is there. 0, -1 */
int jingle_answer_begin(jingle_call_t *c, const jingle_input_t *in);
/* The message with the answer: the 2xx, or the 18x of the phone that sent that */
str jingle_answer_of(jingle_call_t *c, const jingle_input_t *in);
/* Say it to the client: the call is up. 0, -1 */
int jingle_answer_accept(jingle_call_t *c, const jingle_input_t *in);
/* It cannot be used: BYE, and the client is told. -1 */
int jingle_answer_refuse(jingle_call_t *c, jingle_reason_t reason);
/* Forget what was kept of our INVITE. */
void jingle_answer_done(jingle_call_t *c);
int jingle_do_proceed(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_invite(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_ring_xmpp(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_accept_xmpp(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_cancel_sip(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_cancel_and_end(jingle_call_t *c, const jingle_input_t *in);
/* Where SIP of a call of ours comes from, until a phone has said something. */
void jingle_receive_info_own(jingle_call_t *c);
/* Say what an SDP answer means; a client that refuses a session-accept is not
 * in the call. 0, -1 */
int jingle_accept_say(
		jingle_leg_t *leg, jingle_translation_t *w, jingle_stanzas_t *out);

#endif
