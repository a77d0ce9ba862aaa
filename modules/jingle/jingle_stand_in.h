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
 * \brief jingle :: an offer in place of one that a phone has not made
 *
 * RFC 3261 section 13.2.1: an INVITE may leave the offer to the callee's 200. An
 * XMPP user has to be offered something before that: an offer of ours stands in
 * for the phone's, at the media relay and in the call's INVITE, until the client
 * has answered it (jingle_late_offer.h).
 */

#ifndef JINGLE_STAND_IN_H
#define JINGLE_STAND_IN_H

#include "jingle_call.h"

/* In the process that the INVITE came to, before the owner has heard of it: give
 * it an offer of ours, if it has none. 0, or the status to refuse it with
 * (logged) */
int jingle_stand_in_take(jingle_call_t *c);

#endif
