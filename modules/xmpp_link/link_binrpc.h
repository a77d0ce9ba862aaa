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
 * permission to link the code of this program with the OpenSSL library,
 * and distribute linked combinations including the two.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */

/*!
 * \file
 * \brief xmpp_link :: binrpc version 1 frames, read and written. PURE
 *
 * The framing is Kamailio's own (modules/ctl/binrpc.h); the sidecar compiles
 * this same file. Of the record types only int and str are used on the link;
 * a frame with another one is invalid for the call that meets it.
 *
 * A reply repeats the cookie of its request. A request begins with its method
 * as str; a fault is int code, str reason. Records behind the expected ones
 * are allowed and not read, so that later versions may add some.
 */

#ifndef LINK_BINRPC_H
#define LINK_BINRPC_H

#include <stddef.h>
#include <stdint.h>

#include "../../core/str.h"

enum
{
	LINK_BINRPC_REQUEST = 0,
	LINK_BINRPC_REPLY = 1,
	LINK_BINRPC_FAULT = 3
};

enum
{
	LINK_BINRPC_INVALID = -1,
	LINK_BINRPC_INCOMPLETE = 0
};

enum
{
	LINK_BINRPC_HEADER_MAX = 10, /* bytes */
	LINK_BINRPC_RECORD_MAX = 6	 /* bytes a record takes beside a str's own */
};

/* A frame being read; everything in it points into the caller's buffer. */
typedef struct link_frame
{
	int type;		 /* LINK_BINRPC_REQUEST, _REPLY, _FAULT */
	uint32_t cookie; /* pairs a reply with its request */
	size_t size;	 /* bytes of the whole frame, 0 = not known, or over max */
	const char *at;	 /* private: the next record */
	const char *end; /* private */
} link_frame_t;

/* A frame being written into a buffer of the caller's. */
typedef struct link_writer
{
	char *buf;
	size_t cap;
	size_t len;
	int failed; /* no room: all further calls do nothing */
} link_writer_t;

/*!
 * \brief Look for one whole frame at the start of a byte stream
 * \param buf what was received so far
 * \param len its bytes; 0 is allowed
 * \param max bytes a frame may have; a longer one is invalid
 * \param f filled when the frame is whole; f->size already when the header is,
 *  so that the caller knows how much room to make
 * \return bytes of the frame (> 0), LINK_BINRPC_INCOMPLETE, or
 *  LINK_BINRPC_INVALID: the stream cannot be read any further
 */
long xmpp_link_frame_read(
		const char *buf, size_t len, size_t max, link_frame_t *f);

/*!
 * \brief Read the next record as int
 * \return 0, -1 when there is none or it is no int of at most four bytes
 */
int xmpp_link_frame_int(link_frame_t *f, int32_t *value);

/*!
 * \brief Read the next record as str
 * \param value a view into the buffer with a NUL behind it and none in it
 * \return 0, -1 when there is none or it is no such str
 */
int xmpp_link_frame_str(link_frame_t *f, str *value);

/*!
 * \brief Bytes that suffice for a frame
 * \param records how many it has
 * \param bytes lengths of all its strs together
 */
size_t xmpp_link_writer_room(unsigned records, size_t bytes);

/*!
 * \brief Begin a frame
 * \param buf borrowed until the frame has been sent
 */
void xmpp_link_writer_begin(link_writer_t *w, char *buf, size_t cap);

void xmpp_link_writer_int(link_writer_t *w, int32_t value);

/*! \brief Append a str; value->s NULL or a length below 1 gives the empty one */
void xmpp_link_writer_str(link_writer_t *w, const str *value);

/*! \brief Append a NUL-terminated string; NULL gives the empty one */
void xmpp_link_writer_z(link_writer_t *w, const char *value);

/*!
 * \brief Put the header before the records
 * \param out on success the frame, a view into the buffer; it does not start
 *  at the buffer's start
 * \return 0, -1 when the buffer was too small
 */
int xmpp_link_writer_end(link_writer_t *w, int type, uint32_t cookie, str *out);

#endif
