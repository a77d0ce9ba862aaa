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
 * (at your option) any later version
 *
 * In addition, as a special exception, the copyright holders give
 * permission to link the code of this program with the OpenSSL library,
 * and distribute linked combinations including the two.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */

/*!
 * \file
 * \brief xmpp_gateway :: subscriptions in a database
 *
 * Read once at start, before the workers are forked. Changes wait in a bounded
 * queue in shared memory for one process of their own, so that no worker ever
 * waits for the database. Without db_url nothing is kept over a restart.
 */

#ifndef GATEWAY_STORE_H
#define GATEWAY_STORE_H

#include "../../core/str.h"

/* mod_init: connect, read all subscriptions into the tables of the users,
 * disconnect. If they can be read only later, each worker calls f() then.
 * return 0, -1 (logged) */
int xmpp_gateway_store_init(void (*f)(void));
/* child_init of the main process: start the process that writes */
int xmpp_gateway_store_fork(void);
/* mod_destroy: write what still waits */
void xmpp_gateway_store_destroy(void);

/* Is there a database? */
int xmpp_gateway_store_enabled(void);
/* Note a change; subscribed is GATEWAY_SUB_*, 0 removes the row */
void xmpp_gateway_store_put(
		const str *user, const str *contact, unsigned subscribed);
int xmpp_gateway_store_waiting(void);

#endif
