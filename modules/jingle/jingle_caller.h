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
 * \brief jingle :: who a SIP caller is to the XMPP user
 */

#ifndef JINGLE_CALLER_H
#define JINGLE_CALLER_H

#include "jingle_call.h"

/**
 * Fill in caller, privacy and local of a new call, before it is found by
 * others. rem_uri and rem_name must be set.
 *
 * A caller who wants privacy (RFC 3323, RFC 3325, or an invalid From), or
 * whose number no trusted party vouches for, gets a local part of this call's
 * own; nothing of the caller's goes to XMPP.
 *
 * @param m the INVITE, parsed
 * @param uri SIP URI of the caller as the script asserts it; empty: the
 * INVITE's From
 * @return 0, or the status to refuse the call with: 400 this caller has no
 *         JID, 503 out of memory (logged)
 */
int jingle_caller_set(jingle_call_t *c, const sip_msg_t *m, const str *uri);

/* Are these calls one caller's? One who has shown who it is, is known by that,
 * all others by the address that their INVITE came from. */
int jingle_caller_same(const jingle_call_t *a, const jingle_call_t *b);

/* OWNER. Show the caller by the JID that the XMPP user has as a contact. */
void jingle_caller_prefer(jingle_call_t *c);

/* OWNER. A second call with a user (parameter second_call) comes from another
 * resource: Gajim takes one session from each full JID. */
void jingle_caller_apart(jingle_call_t *c);
/* Is that so? */
int jingle_caller_is_apart(const jingle_call_t *c);

/**
 * The caller's display name, as XMPP text.
 *
 * @param buf XMPP_GATEWAY_ADDR_NAME_MAX bytes hold every result
 * @return 0, -1: nothing, or nothing that may be told
 */
int jingle_caller_name(const jingle_call_t *c, char *buf, int cap, str *name);

/* OWNER. Another one, of the script's; empty: none. 0, -1 */
int jingle_caller_name_set(jingle_call_t *c, const str *name);

/* For whom was a call before it was diverted? A URI alone, in buf, which has
 * JINGLE_IDENTITY_URI_MAX bytes. 0, -1: for nobody else, or nobody is to know */
int jingle_caller_diverted(const sip_msg_t *m, char *buf, int cap, str *uri);

/* What the script says of who calls, in the process that has the INVITE: kept
 * for the call that is made of it. -1: no verstat */
int jingle_caller_note(const sip_msg_t *msg, const str *verstat);
int jingle_caller_noted(const sip_msg_t *msg, str *verstat);
int jingle_caller_note_take(jingle_call_t *c, const sip_msg_t *msg);

#endif
