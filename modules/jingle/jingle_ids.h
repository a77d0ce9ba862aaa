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
 * \brief jingle :: names of a call on the wire
 *
 * PURE. What may be a Call-ID, and what the media of a call are called at
 * rtpengine: a name of our own that no SIP or XMPP party can know, and a name
 * for each side. A party that could name the media of another call could
 * listen to it, so the name has nothing from a SIP message.
 */

#ifndef JINGLE_IDS_H
#define JINGLE_IDS_H

#include "../../core/str.h"

enum
{
	JINGLE_IDS_CALLID_MAX = 1024,
	JINGLE_IDS_MEDIA_MAX = JINGLE_IDS_CALLID_MAX + 3,
	JINGLE_IDS_USER_MAX = 256,
	JINGLE_IDS_FLAGS_MAX = JINGLE_IDS_MEDIA_MAX + 64,
};

/* The sides of a call, as rtpengine knows them */
typedef enum jingle_side
{
	JINGLE_SIDE_NONE = 0,
	JINGLE_SIDE_XMPP,
	JINGLE_SIDE_SIP,
} jingle_side_t;

/* RFC 3261 section 25.1: callid = word [ "@" word ]. return 1 or 0 */
int jingle_ids_callid(const str *s);

/* A tag: nothing that could end it (stricter parsers know tokens only). An empty
 * one is none, as in RFC 2543. return 1 or 0 */
int jingle_ids_tag(const str *s);

/* "1001@sip.example": what can be written as a URI, and begins no other line or
 * parameter. return 1 or 0 */
int jingle_ids_user(const str *s);

/**
 * The name that media had before they had one of their own: a call of an older
 * release, read from the database, continues under it.
 *
 * @param name set to a view into buf
 * @return 0, or -1: the Call-ID is none, or too long
 */
int jingle_ids_old(const str *callid, char *buf, int cap, str *name);

/* Is this such a name? */
int jingle_ids_is_old(const str *name, const str *callid);

enum
{
	JINGLE_IDS_SIDE_MAX = 16
};

/* The name of a side; phone as below. buf: JINGLE_IDS_SIDE_MAX bytes */
const char *jingle_ids_side(jingle_side_t side, int phone, char *buf);

/**
 * A call and its sides in rtpengine's words: "call-id=NAME from-tag=x to-tag=s1".
 *
 * @param name   of the media
 * @param callid of SIP: a call under its old name has SIP's tags as well
 * @param from   who has made the offer; JINGLE_SIDE_NONE: only the call
 * @param to     whether the other side is named, too
 * @param phone  which of its phones it is, if not the first: 0 is s1, 1 is s2
 * @return 0, or -1: no room
 */
int jingle_ids_rtpengine(const str *name, const str *callid, jingle_side_t from,
		int to, int phone, char *buf, int cap, str *out);

#endif
