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
 * \brief jingle :: a translation within a call
 */

#ifndef JINGLE_TRANSLATION_H
#define JINGLE_TRANSLATION_H

#include "jingle_call.h"
#include "../jingle_sdp/jingle_map.h"

enum
{
	JINGLE_WARNING_MAX = 2 * JINGLE_ERROR_TEXT + 40
};

/* Arena, translation and context of one event. */
typedef struct jingle_translation
{
	jingle_arena_t arena;
	jingle_map_t map;
	jingle_ctx_t ctx;
} jingle_translation_t;

/* Without a call, or before its first translation: no context. */
void jingle_translation_init(jingle_translation_t *w);
/* Take up the call's context. 0, -1 it has none */
int jingle_translation_load(jingle_translation_t *w, jingle_call_t *c);
/* A fresh context. */
void jingle_translation_new(jingle_translation_t *w, jingle_party_t peer_role);
/* Keep the context in the call. 0, -1 out of memory */
int jingle_translation_save(jingle_translation_t *w, jingle_call_t *c);
/* Does a session of the client's that joined the call still wait for the phone's
 * answer to its offer? */
int jingle_translation_waits(const jingle_translation_t *w);
void jingle_translation_done(jingle_translation_t *w);
/**
 * A message with an SDP, before any route sees it: what a body costs them is
 * bounded, and what they are given can be read (jingle_sdp_intake.h).
 *
 * @param what it is, for the log
 * @param clean the message to use from then on; in the translation's arena, or
 * the text
 * @return 0, -1 no SDP in it, or none that is taken: w->map.error, logged
 */
int jingle_translation_intake(jingle_translation_t *w, jingle_call_t *c,
		const str *text, const char *what, str *clean);
/** The same for a new offer in the call of the translation's context. */
int jingle_translation_intake_again(
		jingle_translation_t *w, jingle_call_t *c, const str *text, str *clean);
/** The same for the first offer, once the peer has answered what it was offered
 * with numbers of its own. 1, 0 it has not, -1 */
int jingle_translation_intake_numbers(jingle_translation_t *w, const str *text,
		const str *offered, str *clean);
/**
 * An SDP that a media relay gave us for the SIP side, as it is sent
 * (jingle_sdp_outlet.h).
 *
 * @param body  changed in place: into the translation's arena, or left alone
 * @param offer the message with the offer that it answers, or NULL
 */
void jingle_translation_outlet(
		jingle_translation_t *w, str *body, const str *offer);
/**
 * What is wrong with an offer, as a header (RFC 3261 section 20.43).
 *
 * @param buf JINGLE_WARNING_MAX bytes
 * @return buf
 */
const char *jingle_translation_warning(
		const jingle_translation_t *w, char *buf);
/* Log the error of a translation and count it. */
void jingle_translation_failed(
		jingle_translation_t *w, jingle_call_t *c, const char *what);

#endif
