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
 * \brief jingle :: an SDP for the SIP side, after a media relay had it
 *
 * PURE.
 */

#ifndef JINGLE_SDP_OUTLET_H
#define JINGLE_SDP_OUTLET_H

#include "jingle_map.h"

/**
 * What an RTP/AVP phone without ICE cannot use (header extensions, sources,
 * feedback) stays out: an INVITE over UDP has some 1300 bytes (RFC 3261 section
 * 18.1.1). So does what an answer has and its offer had not.
 *
 * Say BUNDLE of the stream, if it is the only one that lives, when it can be
 * in one and none is said: media relays take a=group out, and a peer
 * connection that is max-bundle takes no description without it (RFC 9429
 * section 4.1.1).
 *
 * @param offer that this answers: what it does not bundle the answer does not
 *              (RFC 9143 section 7.3.3); NULL: it is an offer itself
 * @param out   in the arena, or the body itself
 * @return 0, -1 it cannot be read: t->error, and out is the body
 */
int jingle_sdp_outlet(
		jingle_map_t *t, const str *sdp, const str *offer, str *out);

#endif
