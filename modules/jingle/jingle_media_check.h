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
 * \brief jingle :: does anything arrive of both parties?
 *
 * Ports that a firewall does not let through, and an address that a party
 * cannot reach, look well in all signalling: the call is answered, and silent.
 * media_check seconds after the answer event_route[jingle:media] asks rtpengine
 * what it has received. Where that was always something, most calls go
 * unasked.
 */

#ifndef JINGLE_MEDIA_CHECK_H
#define JINGLE_MEDIA_CHECK_H

#include "jingle_call.h"

/* OWNER. The call is up: look at its media soon, if it is its turn. */
void jingle_media_check_start(jingle_call_t *c);

/* jingle_media_report(json): what rtpengine says of the call at hand. Return 1,
 * -1 (logged) it cannot be read, or not in this route. */
int jingle_media_check_report(sip_msg_t *msg, const str *json);

#endif
