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
 * \brief jingle :: numbers of codecs that a peer has otherwise than SIP
 *
 * PURE.
 */

#ifndef JINGLE_MAP_RESERVE_H
#define JINGLE_MAP_RESERVE_H

#include "jingle_map_core.h"

/**
 * SIP's offer as a media relay is to see it: with the numbers that the peer has
 * for codecs that the offer numbers otherwise.
 *
 * @param offered the same offer as the media relay gave it to the peer, where
 *                the peer's numbers are those of its answer to it; or NULL
 * @param out in the arena, or the body itself
 * @return 0, -1 t->error, and out is the body
 */
int jingle_sdp_reserve(jingle_map_t *t, const jingle_ctx_t *ctx, const str *sdp,
		const str *offered, str *out);
/** Take those numbers out again. */
void jingle_content_unreserve(jingle_content_t *c);

#endif
