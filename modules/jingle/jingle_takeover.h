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
 * \brief jingle :: the XMPP user's session goes on in another call
 *
 * OWNER.
 */

#ifndef JINGLE_TAKEOVER_H
#define JINGLE_TAKEOVER_H

#include "jingle_call.h"

/**
 * A new call has the same XMPP user, contact and media as another one, but no
 * session yet: it is not found by others.
 *
 * @return 0, -1 without memory
 */
int jingle_takeover_prepare(jingle_call_t *to, jingle_call_t *from);
/* OWNER of both. Its phone has a name of its own among those of the media. */
void jingle_takeover_side(jingle_call_t *to, jingle_call_t *from);

/**
 * The session, its translation context and its media are those of another call
 * from now on. The old call keeps its SIP dialog, and its side of the media, for
 * which event_route[jingle:end] runs. The client is told nothing.
 */
void jingle_takeover(jingle_call_t *to, jingle_call_t *from);

#endif
