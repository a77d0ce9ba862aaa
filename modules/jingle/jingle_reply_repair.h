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
 * \brief jingle :: answers to our INVITEs that lead nowhere
 *
 * A 2xx must be acknowledged whatever it says, and ACK and BYE go to its
 * Contact along its Record-Route (RFC 3261 sections 12.1.2 and 13.2.2.4). Some
 * devices leave the Contact out, or damage what they copy. Only the proxy knows
 * where such an answer came from: it is put right on its way through.
 */

#ifndef JINGLE_REPLY_REPAIR_H
#define JINGLE_REPLY_REPAIR_H

#include "../../core/parser/msg_parser.h"

/* An INVITE of our own user agent enters request_route: look at its answers. */
void jingle_reply_repair_follow(sip_msg_t *msg);

/**
 * The SDP that a media relay has made for this branch, as the phone can use it
 * (jingle_sdp_outlet.h).
 *
 * @return 1, -1 there is none
 */
int jingle_reply_repair_sdp(sip_msg_t *msg);

#endif
