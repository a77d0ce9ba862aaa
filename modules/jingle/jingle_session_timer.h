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
 * \brief jingle :: the session timer of a call (RFC 4028)
 *
 * OWNER, but for jingle_session_timer_invite(). What messages say of it is read
 * and written here; what is sent when it is due is in jingle_session_refresh.c,
 * whose function mod_init hands down.
 */

#ifndef JINGLE_SESSION_TIMER_H
#define JINGLE_SESSION_TIMER_H

#include "jingle_call.h"

/* The function that a timer runs. */
void jingle_session_timer_init(void (*due)(xmpp_link_timer_t *t));

/* Are there session timers at all? */
int jingle_session_timer_is(void);

/**
 * Any process: is the interval of a request too short?
 *
 * @param line receives the header line Min-SE
 * @return 1: to be refused with 422
 */
int jingle_session_timer_refuses(const sip_msg_t *m, char *line, int cap);

/* Header lines for a request of ours: an INVITE that begins the dialog, a
 * re-INVITE or an UPDATE. Return their length; >= cap: did not fit */
int jingle_session_timer_request(
		const jingle_call_t *c, int begins, char *buf, int cap);

/* The phone's INVITE, as it reaches a user agent: with what the script, and the
 * modules of it, have added. */
void jingle_session_timer_asked(jingle_call_t *c, const sip_msg_t *m);

/* Header lines for our 2xx to an INVITE or UPDATE of the phone's, by which the
 * session is refreshed. Likewise. */
int jingle_session_timer_answer(
		jingle_call_t *c, const sip_msg_t *request, char *buf, int cap);

/* A 2xx to an INVITE or UPDATE of ours: the session is refreshed. */
void jingle_session_timer_agreed(jingle_call_t *c, const sip_msg_t *m);

/* A final reply to a request of ours: 1 it is a 422, and the request is to be
 * sent once more, with the interval that it asks for */
int jingle_session_timer_raised(jingle_call_t *c, int code, const sip_msg_t *m);

/* Seconds until the BYE is due, unless the session is refreshed. */
int jingle_session_timer_left(const jingle_call_t *c);
/* A call of before a restart: its terms, and the seconds that are left. The
 * timer runs once its owner has taken it up. */
void jingle_session_timer_restore(
		jingle_call_t *c, const jingle_se_terms_t *terms, long long left);
void jingle_session_timer_resume(jingle_call_t *c);

/* Run it in so many ms, but not later than the BYE is due. */
void jingle_session_timer_in(jingle_call_t *c, int ms);
/* ms until the BYE is due; <= 0: it is */
int jingle_session_timer_bye_in(const jingle_call_t *c);

/* Would it show as soon as OPTIONS that the phone is gone? */
int jingle_session_timer_watches(const jingle_call_t *c);

#endif
