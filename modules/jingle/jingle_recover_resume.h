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
 * \brief jingle :: calls from before the restart, continued
 *
 * Answered calls continue: their client is pinged at once, when a stream of
 * its component is up. Others have lost their SIP transaction with the old
 * process: XMPP and a calling phone are told the end.
 */

#ifndef JINGLE_RECOVER_RESUME_H
#define JINGLE_RECOVER_RESUME_H

#include "jingle_call.h"

/* mod_init. 0, -1 */
int jingle_recover_resume_init(void);

/* A call out of the table, with its owner set. late: workers run already, in
 * other processes. The calling function keeps its reference. */
void jingle_recover_resume_add(jingle_call_t *c, int late);

/* In each worker, before its loop: take up the calls that it owns. */
void jingle_recover_resume_worker(int worker);

#endif
