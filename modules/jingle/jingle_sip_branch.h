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
 * \brief jingle :: a branch of the proxy's that comes back to us
 *
 * A call for an XMPP user can ring beside SIP phones, or be relayed where
 * dialog needs to see both legs: as a branch to our own socket. The URI of
 * such a branch carries the name of the call to be, and a code that only this
 * Kamailio can make, and only for this Call-ID and From tag; it needs no
 * authentication when it comes in.
 */

#ifndef JINGLE_SIP_BRANCH_H
#define JINGLE_SIP_BRANCH_H

#include "../../core/parser/msg_parser.h"

/* The key; mod_init. 0, -1 */
int jingle_sip_branch_init(void);
void jingle_sip_branch_destroy(void);

/**
 * The script's jingle_branch(): relaying the INVITE brings the call to an XMPP
 * user, too.
 *
 * @param uri SIP URI of the user: one branch more; empty: the request's own,
 *            instead of where it would go
 * @return 1, -1
 */
int jingle_sip_branch_make(sip_msg_t *msg, const str *uri);

/**
 * Is this request such a branch?
 *
 * @param uri set to the XMPP user's SIP URI, a view into the request's
 * @param gr  set to the name of the call to be, likewise
 * @return 1 yes, 0 no
 */
int jingle_sip_branch_is(sip_msg_t *msg, str *uri, str *gr);

#endif
