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
 * \brief jingle :: the call that an INVITE is to take over (RFC 3891)
 *
 * Any process may ask which call it is; the script asks first, and says by that
 * that it may be.
 */

#ifndef JINGLE_REPLACED_H
#define JINGLE_REPLACED_H

#include "jingle_call.h"

/**
 * The call whose phone a header Replaces names, whatever state it is in.
 *
 * @param m   parsed, all headers
 * @param out with a reference; NULL: there is no such header, or it names none
 * @return 0, or the status to refuse the INVITE with: 400 malformed or several
 *         (RFC 3891 section 3), 481 there is no such call
 */
int jingle_replaced_find(
		const sip_msg_t *m, jingle_call_t **out, int *early_only);

/* Does an INVITE without a dialog of its own name a call of ours? 1, 0 */
int jingle_replaced_is(sip_msg_t *msg);
/* The same as a function of the script's: 1, -1 */
int jingle_replaced_ask(sip_msg_t *msg);
/* Has the script asked, for this INVITE? 1, 0 */
int jingle_replaced_is_asked(const sip_msg_t *msg);

/**
 * A new call is of the same XMPP user and contact as another one, and has its
 * media: it is not found by others yet.
 *
 * @return 0, -1 without memory
 */
int jingle_replaced_names(jingle_call_t *to, jingle_call_t *from);

#endif
