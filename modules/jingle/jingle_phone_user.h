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
 * \brief jingle :: the user of ours whose phone it is
 *
 * Who a party is, the script finds out: by a password, or by a registration. A
 * phone whose user is known may be allowed more in a call than others.
 */

#ifndef JINGLE_PHONE_USER_H
#define JINGLE_PHONE_USER_H

#include "../../core/parser/msg_parser.h"

#include "jingle_call.h"

/* The script's jingle_phone_user(): in an INVITE of ours, whose phone is called;
 * in another one, who calls, before jingle_call(). 1, -1 (logged) */
int jingle_phone_user(sip_msg_t *msg, const str *user);

/* What was said of this INVITE goes into the call that it makes. 0, or the status
 * to refuse it with */
int jingle_phone_user_take(jingle_call_t *c, const sip_msg_t *msg);

#endif
