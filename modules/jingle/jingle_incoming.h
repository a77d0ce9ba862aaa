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
 * \brief jingle :: new calls of XMPP users
 */

#ifndef JINGLE_INCOMING_H
#define JINGLE_INCOMING_H

#include "jingle_call.h"
#include "../jingle_sdp/jingle_jmi.h"
#include "jingle_translation.h"

/* Does this leg wait for its session-initiate? */
int jingle_incoming_expected(const jingle_leg_t *leg);

/**
 * A session-initiate; the iq is answered.
 *
 * @param leg of the propose before it, or NULL
 * @return XMPP_LINK_HANDLED
 */
int jingle_incoming_initiate(const xmpp_link_stanza_t *s, jingle_leg_t *leg,
		jingle_translation_t *w, jingle_session_t *js);

/* Refuse a session-initiate of which no call becomes: a result, and
 * session-terminate. XEP-0166 section 6.3.2 has errors for it, but Dino and
 * Movim ring on at one. */
void jingle_incoming_refuse(const xmpp_link_stanza_t *s, const str *sid,
		jingle_reason_t reason, const char *text);

/* A propose; leg: of the same propose before, or NULL. */
void jingle_incoming_propose(
		const xmpp_link_stanza_t *s, jingle_leg_t *leg, const jingle_jmi_t *j);

/* A full JID went unavailable. */
void jingle_incoming_unavailable(const str *jid);

/* A full JID came, or changed: it may ring too. */
void jingle_incoming_available(const str *jid);

#endif
