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
 * \brief jingle :: carries out what the table of jingle_fsm.c says
 *
 * All of it OWNER: it runs in the worker that owns the call.
 */

#ifndef JINGLE_ENGINE_H
#define JINGLE_ENGINE_H

#include "jingle_input.h"

enum
{
	JINGLE_BYE_WAIT = 4000, /* ms that a phone has to end its call itself, which
							 * has been transferred (RFC 5589 section 6.1) */
};

/* mod_init: what carries out the table of jingle_fsm.c, by jingle_do_t, and what
 * gives up what a call that ends still waits for. */
void jingle_engine_init(
		const jingle_action_f *table, void (*over)(jingle_call_t *c));

/**
 * Let something happen to a call. The caller holds a reference; the call may
 * be over afterwards.
 *
 * @return 1 it was acted on, 0 it has no meaning in the call's state
 */
int jingle_engine_run(jingle_call_t *c, const jingle_input_t *in);

/* The same for events of our own: time-out, dead party, hang-up. */
void jingle_engine_end(jingle_call_t *c, jingle_ev_t ev, int code,
		jingle_reason_t reason, const char *text);

/**
 * What the call waits for next, in place of what it waited for before: one of
 * initiate_timer, ring_timer, cancel_timer, ping_timer and resume_timer runs.
 *
 * @param ms from now; negative: for nothing
 * @return 0, -1 no memory: it would wait for ever
 */
int jingle_engine_wait(jingle_call_t *c, xmpp_link_timer_t *timer,
		void (*run)(xmpp_link_timer_t *), int ms);

/* The client has no part in it any more: what waits for it leaves, no stanza of
 * its session finds the call. */
void jingle_engine_legs_forget(jingle_call_t *c);

#endif
