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
 * \brief jingle :: the media of two phones that are joined
 *
 * OWNER. What one phone offers goes through event_route[jingle:invite] in the
 * call of the other one, and what that answers through event_route[jingle:reply].
 */

#ifndef JINGLE_BRIDGE_MEDIA_H
#define JINGLE_BRIDGE_MEDIA_H

#include "jingle_input.h"

enum
{
	/* of jingle_call_t.bridged: which side of the media its phone is */
	JINGLE_BRIDGED_TO = 1, /* s1, as in any call */
	JINGLE_BRIDGED_FROM,   /* x */
};

/* Within these two a call that is not joined yet has the media of the other
 * one, as it will have. */
void jingle_bridge_media_begin(jingle_call_t *c);
void jingle_bridge_media_end(jingle_call_t *c);

/**
 * The INVITE of the target's call, with an offer for the phone of the other one.
 *
 * @return 0, -1 nothing has gone out
 */
int jingle_bridge_media_invite(jingle_call_t *to, jingle_call_t *from);

/* What the phone of this call is to be offered is what an SDP of the other's
 * says: c->offer. 0, -1 */
int jingle_bridge_media_offer(jingle_call_t *c, const str *sdp);

/**
 * Its answer, in a SIP message.
 *
 * @param offer the message that it is the answer to in the end, or NULL
 * @param body  what the other phone is to hear, in a buffer of this file's
 * @return 0, -1 it cannot be used
 */
int jingle_bridge_media_answer(
		jingle_call_t *c, const str *text, const str *offer, str *body);

/* The media of both are those that were, after an offer that was refused. */
void jingle_bridge_media_back(jingle_call_t *c);

/* Does an SDP name another address, port or direction than the phone of this
 * call has been told? */
int jingle_bridge_media_differs(const jingle_call_t *c, const str *sdp);

/* An offer as if nobody had held the call, which has the length of sdp at most;
 * the length */
int jingle_bridge_media_resumed(const str *sdp, char *buf);

#endif
