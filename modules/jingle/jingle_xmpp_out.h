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
 * \brief jingle :: what we say to XMPP
 *
 * OWNER. All return 0, or -1 when the link did not take the stanza (logged).
 */

#ifndef JINGLE_XMPP_OUT_H
#define JINGLE_XMPP_OUT_H

#include "jingle_call.h"
#include "../jingle_sdp/jingle_jmi.h"
#include "jingle_translation.h"

/* Our propose; unsent: told when it waited for a stream in vain. */
int jingle_xmpp_out_propose(
		jingle_leg_t *leg, void (*unsent)(void *arg), void *arg);

/* Another JMI message; to NULL: the leg's peer. reason and text as they apply. */
int jingle_xmpp_out_jmi(jingle_leg_t *leg, jingle_jmi_kind_t kind,
		const str *to, jingle_reason_t reason, const str *text);

/* finish: another session of the user's continues the call */
int jingle_xmpp_out_migrated(jingle_leg_t *leg, const str *sid);

/* A JMI message that belongs to no call. tie_break: it is the answer to a
 * propose that crossed one of ours (XEP-0353 section 4.1) */
int jingle_xmpp_out_jmi_to(const str *component, const str *from, const str *to,
		const str *id, jingle_jmi_kind_t kind, jingle_reason_t reason,
		int tie_break);

/**
 * A Jingle stanza of the session; sid, initiator and responder are filled in.
 *
 * @param answered told of the result or error, with the leg as its argument;
 *                 NULL: an error or no answer is logged
 */
int jingle_xmpp_out_session(jingle_leg_t *leg, jingle_translation_t *w,
		jingle_session_t *s, xmpp_link_iq_f answered);

/* All of a list. */
int jingle_xmpp_out_all(
		jingle_leg_t *leg, jingle_translation_t *w, jingle_stanzas_t *stanzas);

int jingle_xmpp_out_info(jingle_leg_t *leg, jingle_info_t info);
/* An empty session-info: is the session still there? */
int jingle_xmpp_out_ping(
		jingle_leg_t *leg, int timeout, xmpp_link_iq_f answered);
/* The same by XEP-0199, for a device that does not answer it. */
int jingle_xmpp_out_xmpp_ping(
		jingle_leg_t *leg, int timeout, xmpp_link_iq_f answered);
int jingle_xmpp_out_terminate(
		jingle_leg_t *leg, jingle_reason_t reason, const str *text);
/* The same to whom a session-initiate came from, of which no call becomes. */
int jingle_xmpp_out_terminate_to(const xmpp_link_stanza_t *initiate,
		const str *sid, jingle_reason_t reason, const char *text);

#endif
