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
 * \brief jingle :: SDP of the SIP side, in parts
 *
 * PURE. Called by jingle_from_sdp() and its neighbours only.
 */

#ifndef JINGLE_MAP_OUT_H
#define JINGLE_MAP_OUT_H

#include "jingle_map_slots.h"

typedef struct jingle_out
{
	jingle_map_t *t;
	jingle_ctx_t *ctx;
	jingle_session_t *s; /* as read */
	jingle_stanzas_t *out;
	jingle_content_t *content[JINGLE_CTX_SLOTS]; /* of each m= line */
	int contents;
	int same_version; /* the o= line is that of the body before */
	int offer;
} jingle_out_t;

/** A stanza at the end of the list. */
jingle_session_t *jingle_out_stanza(jingle_out_t *o, jingle_action_t action);
/** A content of a slot without description and transport. */
jingle_content_t *jingle_out_content(
		jingle_out_t *o, jingle_session_t *s, const jingle_slot_t *slot);
/** The same for a content-reject: Conversations reads media, senders and kind of
 * transport of what is refused. 0, -1 with t->error */
int jingle_out_rejection(
		jingle_out_t *o, jingle_session_t *s, const jingle_slot_t *slot);
/** Remember what SIP said about an m= line. */
void jingle_out_remember(
		jingle_out_t *o, jingle_slot_t *slot, const jingle_content_t *c);
/** What is said, and agreed, about who sends in a content that is offered or
 * accepted. */
void jingle_out_agree(
		jingle_out_t *o, jingle_slot_t *slot, jingle_content_t *c);
/**
 * Tell a transport in the way that all programs take: one content, one candidate
 * in each transport-info (Dino reads no more contents, Movim no more
 * candidates). A restart of our own begins with the new credentials alone: with
 * candidates they pass for the answer to one of the peer's.
 */
int jingle_out_info(jingle_out_t *o, jingle_slot_t *slot,
		const jingle_content_t *c, int restart);
/** Make a content of SIP's fit for the peer: transport, setup, keys. */
int jingle_out_prepare(
		jingle_out_t *o, jingle_slot_t *slot, jingle_content_t *c);
/** The name of a content of SIP's: its mid, if the peer can have it. */
int jingle_out_name(
		jingle_out_t *o, jingle_slot_t *slot, const jingle_content_t *c);
/** Give its candidates the generation, where they have none or it is new. */
void jingle_out_generation(jingle_content_t *c, unsigned generation);
/** Is there nothing in this m= line that Jingle knows? NULL: refused, too. */
int jingle_out_refused(const jingle_content_t *c);
/** Has a content of the peer's session-initiate one transport with an earlier
 * one that is accepted, and n-th in the answer another? */
int jingle_out_apart(const jingle_out_t *o, int n);
/** Groups of the SDP into a stanza, with content names. */
int jingle_out_groups(jingle_out_t *o, jingle_session_t *s);

/** Name it among those that SIP rejects. */
int jingle_out_rejected(jingle_out_t *o, const str *name);
/** A content of the peer's session-initiate that SIP refuses, as the peer's
 * program takes it: out of the session-accept, or in it and marked rejected. */
int jingle_out_refuse(
		jingle_out_t *o, jingle_session_t *accept, jingle_slot_t *slot);
/** Give those marked so the transport of one that is not. */
void jingle_out_lend(jingle_session_t *s);
/** A session-accept for a program that reads senders as the direction of who
 * speaks, as if that were always the initiator. */
void jingle_out_reverse(const jingle_out_t *o, jingle_session_t *accept);

/** What differs from what SIP said last. */
int jingle_out_difference(jingle_out_t *o);
/** The part of an answer that decides the peer's content-add. */
int jingle_out_decide(jingle_out_t *o);
/** What the codecs of a content are, "id:digest " for each in their order; s
 * NULL: none. */
void jingle_out_codecs(jingle_out_t *o, const jingle_content_t *c, str *out);
/** Digest of its fingerprints. */
uint64_t jingle_out_keys(const jingle_content_t *c);
/** Digest of its transport. */
uint64_t jingle_out_transport(const jingle_content_t *c);

#endif
