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
 * \brief jingle :: an SDP of the SIP side, before routes and media relay see
 * it
 *
 * PURE.
 */

#ifndef JINGLE_SDP_INTAKE_H
#define JINGLE_SDP_INTAKE_H

#include "jingle_map.h"

/**
 * Check a body against the limits, and make it one that a media relay can
 * read, with as many m= lines as it has:
 *
 *   - a stream that is refused, or that cannot be read, or that has no c=,
 *     becomes an m= line of port 0 with one format (RFC 3264 section 6)
 *   - so does one of text, which no peer has
 *   - so does one that has its transport from the first stream of its BUNDLE,
 *     when t->relayed
 *   - candidates that are left off, and lines that are not type=text, are
 *     not there any more
 *   - an m= line names formats that there are, without blanks at its end
 *
 * @param out in the arena, or the body itself when it was so
 * @return 0, -1 with t->error, whose sip_code is the answer
 */
int jingle_sdp_intake(jingle_map_t *t, const str *sdp, str *out);

/**
 * The same for the SDP of a SIP message: what is passed on has that body
 * alone.
 *
 * @param ctx  of the session that this is a new offer of (jingle_sdp_reserve),
 *             or NULL
 * @param body of the message, or a part of its body: a view into it
 * @param out  in the arena, or the message itself when it was so
 * @return 0, -1 with t->error
 */
int jingle_sdp_intake_message(jingle_map_t *t, const jingle_ctx_t *ctx,
		const str *message, const str *body, str *out);

/**
 * The same for the first offer of a session, once the peer's answer has numbers
 * that are not in what it was offered.
 *
 * @param offered what it was
 * @param out     in the arena
 * @return 1, 0 it has no such numbers, -1 with t->error
 */
int jingle_sdp_intake_numbers(jingle_map_t *t, const jingle_ctx_t *ctx,
		const str *message, const str *body, const str *offered, str *out);

#endif
