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
 * \brief jingle :: groups of contents, in the context and in stanzas
 *
 * PURE.
 */

#ifndef JINGLE_MAP_GROUPS_H
#define JINGLE_MAP_GROUPS_H

#include "jingle_map_core.h"

/** Text of groups for the context: "SEM mid mid\n" each. */
int jingle_groups_pack(jingle_map_t *t, const jingle_ctx_t *ctx,
		const jingle_list_t *groups, str *out);
/** And back, with content names. */
int jingle_groups_unpack(jingle_map_t *t, const jingle_ctx_t *ctx,
		const str *text, jingle_list_t *groups);

/**
 * A session-initiate or -accept says BUNDLE of its first content, when it says
 * none: clients whose peer connection is max-bundle take no other (RFC 9429
 * section 4.1.1), and media relays take a=group out. It changes nothing for
 * that content, and the others have a transport of their own.
 */
int jingle_groups_bundle(jingle_map_t *t, const jingle_ctx_t *ctx, int offer,
		jingle_session_t *s);

/** The contents of a session-accept that are marked rejected are bundled with
 * the one whose transport they have, if the peer has bundled them (RFC 9143
 * section 7.3). The one that the offer tags comes first, unless the peer has
 * another transport for it: what the media relay got is that of the other. */
int jingle_groups_join(
		jingle_map_t *t, const jingle_ctx_t *ctx, jingle_session_t *s);

#endif
