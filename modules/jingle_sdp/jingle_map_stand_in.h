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
 * permission to link the code of this program with the OpenSSL library.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin St, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */

/*!
 * \file
 * \brief jingle :: an offer in place of one that a party has not made yet
 *
 * PURE.
 */

#ifndef JINGLE_MAP_STAND_IN_H
#define JINGLE_MAP_STAND_IN_H

#include "jingle_map.h"

/**
 * An offer of ours that stands in for that of a party whose own is still to
 * come: voice by plain RTP, the codecs that every phone has, keys. Nothing is to
 * be sent to it: its port is 9 (RFC 8840 section 4.1.1).
 *
 * @param address IP address as text
 * @param id      unpredictable, below 2^62; session id of the o= line
 * @param out     in the arena
 * @return 0, -1 no memory
 */
int jingle_sdp_stand_in(
		jingle_map_t *t, const char *address, uint64_t id, str *out);

/**
 * The peer has answered such an offer, and cannot be told which of its codecs
 * the other party takes: of each voice content the first one counts alone from
 * now on, which is the one that it sends (RFC 3264 section 6.1), and its keys.
 *
 * @return 0, -1 with t->error
 */
int jingle_sdp_first_codec(jingle_map_t *t, jingle_ctx_t *ctx);

#endif
