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
 * \brief jingle :: an offer that stands in for a client's
 *
 * PURE. A phone can be called before the client that calls has said what it can
 * do: with what its program is known to offer. Once the client's session is
 * there it takes the place of this one, m= line by m= line, and the phone hears
 * of it only if its answer does not fit.
 */

#ifndef JINGLE_EARLY_OFFER_H
#define JINGLE_EARLY_OFFER_H

#include "jingle_map.h"

/**
 * A session-initiate as the program t->peer would send it: raw-udp to the
 * discard port.
 *
 * @param audio, video what it has; audio when neither
 * @param addr  where nobody listens: an IP address of this host
 */
int jingle_early_offer(jingle_map_t *t, int audio, int video, const str *addr,
		jingle_session_t **out);

/**
 * A context for the client's session-initiate that goes on where the stand-in's
 * ends: its origin, and its m= lines, each for a content of the same media.
 *
 * @param ctx fresh (jingle_ctx_init()); points into what `stand_in` points into
 */
void jingle_early_offer_replace(
		jingle_ctx_t *ctx, const jingle_ctx_t *stand_in);

/**
 * Is a phone's answer to one offer of a media relay an answer to another one as
 * well: same streams, ports and keys, and nothing in it that the other has not?
 *
 * @return 1 the phone need not hear of the other; 0, also when one is no SDP
 */
int jingle_early_offer_holds(
		jingle_map_t *t, const str *sent, const str *now, const str *answer);

#endif
