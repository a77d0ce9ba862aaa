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
 * \brief jingle :: the body of a SIP message
 *
 * PURE. A session description may come alone, or as a part of a multipart
 * body, beside parts for others (RFC 5621). What is here looks at Content-Type,
 * Content-Length, Content-Disposition and Content-Encoding, so that nothing
 * else is ever read as SDP.
 */

#ifndef JINGLE_MIME_H
#define JINGLE_MIME_H

#include "../../core/str.h"

typedef enum jingle_mime
{
	JINGLE_MIME_NONE = 0, /* no body, or one that may be ignored */
	JINGLE_MIME_SDP,
	JINGLE_MIME_OTHER,	 /* it must be understood, and is not: 415, Accept */
	JINGLE_MIME_ENCODED, /* the same: 415, Accept-Encoding */
	JINGLE_MIME_BROKEN,	 /* 400 */
} jingle_mime_t;

/* What body a message has; *sdp is a view into it, or empty. */
jingle_mime_t jingle_mime_sdp(const str *text, str *sdp);

/**
 * The same, and afterwards the SDP is the only body that the message has: what
 * is behind its Content-Length is cut off, a multipart body becomes that part.
 * *text becomes shorter, in place.
 */
jingle_mime_t jingle_mime_type_fix(str *text);

/* Does a message have a body of this type, "application", "sdp"? */
int jingle_mime_is(const str *text, const char *type, const char *subtype);

/* The same, and *body is a view of it. */
int jingle_mime_body(
		const str *text, const char *type, const char *subtype, str *body);

#endif
