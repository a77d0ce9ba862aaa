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
 * \brief jingle :: a route set that begins with this proxy's own line
 *
 * The Record-Route that this proxy puts into a phone's INVITE names the
 * transport by which that came: a WebSocket (RFC 7118), TLS or TCP. Our user
 * agent lives in the proxy and cannot open the first, and need not open the
 * others: its requests go to the proxy by its own socket, and loose_route()
 * knows this line as its own, whatever the transport (RFC 3261 section 16.4).
 */

#ifndef JINGLE_ROUTE_H
#define JINGLE_ROUTE_H

#include "../../core/str.h"

/* A route set as it is to be used: its first line by the user agent's socket
 * when it is this proxy's; out: routes itself, or in buf. 0, -1 no room */
int jingle_route_home(const str *routes, char *buf, int cap, str *out);

#endif
