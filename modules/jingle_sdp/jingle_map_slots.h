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
 * \brief jingle :: m= lines of a session, kept from stanza to stanza
 *
 * PURE. A slot is one m= line for the life of the session. What the peer said
 * last about it is kept as the m= section that was made of it.
 */

#ifndef JINGLE_MAP_SLOTS_H
#define JINGLE_MAP_SLOTS_H

#include "jingle_map_core.h"

/** The other party. */
jingle_party_t jingle_other(jingle_party_t p);
/** The SIP side's role in the Jingle session. */
jingle_party_t jingle_sip_role(const jingle_ctx_t *ctx);

/** Slot of a content by name and creator; by name alone when the creator does
 * not fit; the only one when there is only one. NULL: none. */
jingle_slot_t *jingle_slot_find(
		jingle_ctx_t *ctx, const str *name, jingle_party_t creator, int alone);
/** A free slot for a new content, or a new one at the end, emptied. media: only
 * one that was for the same; NULL: any */
jingle_slot_t *jingle_slot_new(
		jingle_map_t *t, jingle_ctx_t *ctx, const str *media);
/** The last m= lines were in no body that was agreed on, and lead nowhere: they
 * are not there. */
void jingle_slots_cut(jingle_ctx_t *ctx);
/** Each m= line is in a body that was answered. */
void jingle_slots_agreed(jingle_ctx_t *ctx);
int jingle_slot_count(const jingle_ctx_t *ctx, jingle_slot_state_t state);

/** Give the slot a mid: its name, if that can be one and is not used, else an
 * index. One that has a mid keeps it. */
int jingle_slot_set_mid(jingle_map_t *t, jingle_ctx_t *ctx, jingle_slot_t *s);

/** Set of senders that an offer of the peer's side says for this slot. */
int jingle_slot_offer(const jingle_ctx_t *ctx, const jingle_slot_t *s);

/**
 * Is the peer's content complete enough for SIP? ICE without credentials but
 * with an address becomes plain RTP to it.
 *
 * @return 0, -1 with t->error
 */
int jingle_content_check(jingle_map_t *t, jingle_content_t *c);

/** Keep a content in its slot, as an m= section. 0, -1 with t->error */
int jingle_slot_keep(jingle_map_t *t, const jingle_ctx_t *ctx,
		jingle_slot_t *slot, jingle_content_t *c);

/**
 * SIP answered the peer's offer: from now on the peer speaks only what the
 * answer names, whatever it could speak besides.
 *
 * @return 0, -1 with t->error
 */
int jingle_slot_agree(jingle_map_t *t, const jingle_ctx_t *ctx,
		jingle_slot_t *slot, const jingle_content_t *answer);

/**
 * The peer's side as a session: one content for each slot, in order, rejected
 * where the slot is not active. Contents of `fresh` (may be NULL) take the
 * place of what was kept.
 *
 * @param fresh JINGLE_CTX_SLOTS contents, NULL where nothing is new
 */
int jingle_slots_session(jingle_map_t *t, const jingle_ctx_t *ctx,
		jingle_content_t *const *fresh, jingle_session_t **out);

/**
 * Write that session as offer or answer, keep its sections in the slots, and
 * raise the version if the body is not the same as the last.
 */
int jingle_slots_write(jingle_map_t *t, jingle_ctx_t *ctx, jingle_session_t *s,
		jingle_body_t kind, jingle_sdp_t *out);

/** SIP has agreed to what the peer wants now. */
void jingle_slots_responded(jingle_ctx_t *ctx);

/** Both of the above. */
int jingle_slots_emit(jingle_map_t *t, jingle_ctx_t *ctx,
		jingle_content_t *const *fresh, jingle_body_t kind, jingle_sdp_t *out);

#endif
