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
 * \brief jingle :: stanzas within a session, what they mean for SIP
 *
 * PURE. Called by jingle_to_sdp() only; all return 0, or -1 with t->error.
 */

#ifndef JINGLE_MAP_MODIFY_H
#define JINGLE_MAP_MODIFY_H

#include "jingle_map_slots.h"

typedef struct jingle_map_modify
{
	jingle_map_t *t;
	jingle_ctx_t *ctx;
	const jingle_session_t *s;
	jingle_sdp_t *out;
	jingle_content_t *fresh[JINGLE_CTX_SLOTS];
} jingle_map_modify_t;

/** Make a slot of a content that the peer offers. */
jingle_slot_t *jingle_map_modify_offer(
		jingle_map_modify_t *in, jingle_content_t *c);
/** What the peer accepts of what SIP offered. */
int jingle_map_modify_accepted(
		jingle_map_modify_t *in, jingle_slot_t *slot, jingle_content_t *c);
/** The answer to SIP's re-INVITE, if nothing of it waits any more. */
int jingle_map_modify_answer(jingle_map_modify_t *in);
/** A new offer, unless SIP's waits for an answer or nothing has changed. */
int jingle_map_modify_change(jingle_map_modify_t *in);

int jingle_map_modify_senders(jingle_map_modify_t *in);
int jingle_map_modify_remove(jingle_map_modify_t *in);
int jingle_map_modify_info(jingle_map_modify_t *in);
int jingle_map_modify_transport_info(jingle_map_modify_t *in);
int jingle_map_modify_transport_replace(jingle_map_modify_t *in);

#endif
