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
 * \brief jingle :: an INVITE of ours, known by what it carries
 */

#ifndef JINGLE_SIP_OWN_INVITE_H
#define JINGLE_SIP_OWN_INVITE_H

#include "../../core/parser/msg_parser.h"

#include "jingle_call.h"

/**
 * Is this an INVITE that we sent for an XMPP user?
 *
 * @return the call with a reference for the caller, or NULL
 */
jingle_call_t *jingle_own_invite(sip_msg_t *msg);

/**
 * Is it one that must not come to the XMPP user of this URI (draft-ietf-stox-media
 * section 9)? Only a call that a phone has referred here may, and not to the
 * user whose call it is.
 *
 * @param replaced the user whose other call it takes over, or NULL
 * @return 1, 0
 */
int jingle_own_invite_loops(
		sip_msg_t *msg, const str *uri, const str *replaced);

/* Value of the gr parameter of a SIP URI, which names the call. 0, -1 none */
int jingle_own_invite_gr(const str *text, str *gr);

/* The secret is removed, whatever party sent it. */
void jingle_own_invite_clean(sip_msg_t *msg);

/* Does it come from where our INVITEs and branches come from? It proves nothing;
 * but the secret of a live call, should it ever get out, is worth nothing
 * elsewhere. */
int jingle_own_invite_socket(const sip_msg_t *msg);

#endif
