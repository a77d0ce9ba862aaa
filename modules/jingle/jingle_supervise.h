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
 * \brief jingle :: are the parties of a call still there?
 *
 * OWNER.
 */

#ifndef JINGLE_SUPERVISE_H
#define JINGLE_SUPERVISE_H

#include "jingle_call.h"

/* The call is up: ask from now on. */
void jingle_supervise_start(jingle_call_t *c);
/* Ask at once whether the XMPP user is still in the call. */
void jingle_supervise_now(jingle_call_t *c);
/* Ask the operator's route whether the media are still there; when they are
 * not, the call ends. The caller holds a reference. 0 they are, -1 it ended */
int jingle_supervise_media(jingle_call_t *c);
/* The same, and the phone too. */
int jingle_supervise_phone(jingle_call_t *c);
/* The phone did not answer, but this code came instead. 1: it is asked once
 * more, soon; 0 it is gone */
int jingle_supervise_again(jingle_call_t *c, int code);

#endif
