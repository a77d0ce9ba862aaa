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
 * \brief jingle :: calls of XMPP users whom the operator does not serve
 *
 * Limits for all of them together and for each of their domains, so that no
 * foreign domain can use up all calls. Counted by any process.
 */

#ifndef JINGLE_FOREIGN_LIMITS_H
#define JINGLE_FOREIGN_LIMITS_H

#include "jingle_call.h"

/* mod_init. 0, -1 */
int jingle_foreign_limits_init(void);
void jingle_foreign_limits_destroy(void);

/* Count a call that its XMPP user makes; a user of local_domains does not count.
 * Once for each call. 0, -1: max_calls_foreign or max_calls_per_domain is
 * reached (logged) */
int jingle_foreign_limits_enter(jingle_call_t *c);

/* The call is over; nothing happens if it was not counted. */
void jingle_foreign_limits_leave(jingle_call_t *c);

#endif
