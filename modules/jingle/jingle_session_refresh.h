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
 * \brief jingle :: what is sent to keep a session up (RFC 4028 section 10)
 *
 * OWNER.
 */

#ifndef JINGLE_SESSION_REFRESH_H
#define JINGLE_SESSION_REFRESH_H

#include "jingle_input.h"

/* mod_init */
void jingle_session_refresh_init(void);

/* The phone's final reply to an UPDATE of ours. */
int jingle_do_refreshed(jingle_call_t *c, const jingle_input_t *in);

/* The phone has refused a re-INVITE of ours: if it was to refresh the session,
 * there is another one, in time. */
void jingle_session_refresh_refused(jingle_call_t *c);

#endif
