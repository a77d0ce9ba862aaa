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
 * \brief jingle :: phones that are called when Kamailio is killed
 *
 * The INVITE that a phone has is not ours but the proxy's, and a CANCEL for it
 * must repeat its Via (RFC 3261 section 9.1), which dies with the transaction.
 * So it is noted with the call, for each phone, when db_url is set.
 */

#ifndef JINGLE_RECOVER_BRANCHES_H
#define JINGLE_RECOVER_BRANCHES_H

#include "../../core/parser/msg_parser.h"

#include "jingle_input.h"

/* The INVITE of this call in the script: hear of each phone that it goes to. */
void jingle_recover_branches_follow(sip_msg_t *msg, jingle_call_t *c);

/* OWNER. CANCEL what was noted; each repeated, for no transaction waits for
 * its response. */
void jingle_recover_branches(jingle_call_t *c);

/* OWNER. The action: one more phone has the INVITE. 0 */
int jingle_do_sent(jingle_call_t *c, const jingle_input_t *in);

#endif
