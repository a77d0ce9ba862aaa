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
 * \brief jingle :: the parts of the SDP writer
 */

#ifndef JINGLE_SDP_LINES_H
#define JINGLE_SDP_LINES_H

#include "jingle_map_core.h"

typedef struct jingle_sdp_writer
{
	jingle_map_t *t;
	jingle_text_t b;
	const jingle_sdp_style_t *style;
	const jingle_session_t *s;
	const jingle_content_t *c; /* being written, NULL: session lines */
	size_t line;			   /* where the line began */
} jingle_sdp_writer_t;

/* A line: begin, put ..., end. A value that SDP cannot have takes the whole line
 * back at its end, with a warning. */
static inline void jingle_line_begin(
		jingle_sdp_writer_t *w, const char *start, size_t n)
{
	w->line = w->b.len;
	jingle_text_put(&w->b, start, n);
}
/** return 0, -1 taken back */
int jingle_line_end(jingle_sdp_writer_t *w, const char *what);

/** Is RTCP on the RTP port for sure? An offer has both components, as fallback
 * (RFC 5761 section 5.1.3). */
static inline int jingle_mux_is_final(const jingle_sdp_writer_t *w)
{
	return w->c->rtcp_mux && !w->style->offer;
}

/** Codec lines of an RTP content. */
void jingle_sdp_write_payloads(jingle_sdp_writer_t *w);
/** Sources, header extensions, keys of an RTP content. */
void jingle_sdp_write_rtp(jingle_sdp_writer_t *w);
/** ICE, DTLS, SCTP lines of any content. */
void jingle_sdp_write_transport(jingle_sdp_writer_t *w);
/** a=tls-id of a content with fingerprints. */
void jingle_sdp_write_tls_id(jingle_sdp_writer_t *w);
/** Only what belongs into a trickle fragment. */
void jingle_sdp_write_candidates(jingle_sdp_writer_t *w);

#endif
