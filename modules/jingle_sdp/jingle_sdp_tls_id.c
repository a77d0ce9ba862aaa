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
 * \brief jingle :: the name of a DTLS association in SDP (RFC 8842 section 4)
 *
 * PURE. Jingle has no such name: an association lives until the fingerprint or
 * the transport changes, whatever ICE does. SDP without the name leaves that
 * to guessing: rtpengine 12 begins a new handshake when ICE restarts, which
 * browsers and Conversations do not answer, and nobody is heard any more.
 */

#include "jingle_sdp_lines.h"

/* 20 characters at least: the session's number in 20 digits, 16 of the keys */
void jingle_sdp_write_tls_id(jingle_sdp_writer_t *w)
{
	static const char digits[] = "0123456789abcdef";
	const jingle_fingerprint_t *f;
	uint64_t keys = JINGLE_HASH_START, id = w->style->id;
	char text[20 + 16];
	int i;

	for(f = w->c->transport.fingerprints.first; f != NULL; f = f->next)
		keys = jingle_hash(keys, f->value.s, (size_t)f->value.len);
	for(i = 19; i >= 0; i--, id /= 10)
		text[i] = digits[id % 10];
	for(i = 35; i >= 20; i--, keys /= 16)
		text[i] = digits[keys % 16];
	jingle_text_put(&w->b, JINGLE_LIT("a=tls-id:"));
	jingle_text_put(&w->b, text, sizeof(text));
	jingle_text_put(&w->b, JINGLE_LIT("\r\n"));
}
