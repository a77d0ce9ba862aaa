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
 * \brief jingle :: the parts of the SDP reader
 */

#ifndef JINGLE_SDP_READER_H
#define JINGLE_SDP_READER_H

#include "jingle_map_core.h"

enum
{
	JINGLE_PAYLOAD_IDS = 128
};

/* a=fmtp, kept until the codec's name is known */
typedef struct jingle_sdp_fmtp
{
	struct jingle_sdp_fmtp *next;
	jingle_payload_t *payload;
	str value;
} jingle_sdp_fmtp_t;

typedef struct jingle_sdp_reader
{
	jingle_map_t *t;
	jingle_session_t *s;
	jingle_content_t *c; /* the m= section, or `session` before the first */
	jingle_content_t session; /* what session lines say for all of them */
	int clean;				  /* printable ASCII only: lines need no check */
	int fragment;
	/* of the m= section */
	jingle_payload_t *payload[JINGLE_PAYLOAD_IDS];
	jingle_list_t fmtps;
	unsigned ptime;
	unsigned maxptime;
	jingle_setup_t setup;
	jingle_setup_t session_setup;
	int ice_options; /* said in this section */
	int port;
	int end_session; /* a=end-of-candidates for all */
	int mux_only;
	int skip; /* the m= section is refused, its lines do not count */
	jingle_error_t error; /* why the first one was */
} jingle_sdp_reader_t;

/* An attribute and who reads its value; tables end with name == NULL. */
typedef struct jingle_sdp_rule
{
	const char *name;
	size_t length;
	int (*read)(jingle_sdp_reader_t *r, str value);
} jingle_sdp_rule_t;

extern const jingle_sdp_rule_t jingle_sdp_codec_rules[];
extern const jingle_sdp_rule_t jingle_sdp_transport_rules[];

/** Read one a= line, without "a=". return 0, -1 with t->error */
int jingle_sdp_attribute(jingle_sdp_reader_t *r, str line);

/** Leave a malformed line out, with a note: it is no reason to lose the call.
 * return 0, -1 with t->error when strict */
int jingle_sdp_leave_out(
		jingle_sdp_reader_t *r, const char *what, const char *why);

/** Cut at the first `c`; the rest is empty when there is none. */
str jingle_sdp_cut(str *rest, char c);

/** Add "name=value", or the whole word as a name, also without '='. */
int jingle_sdp_add_param(
		jingle_sdp_reader_t *r, jingle_list_t *list, str word, int whole);

/** Cut the first word off; an empty word when nothing is left. */
str jingle_sdp_word(str *rest);

/**
 * Give each content of a BUNDLE group that has no ICE of its own the transport
 * of the group's first one.
 *
 * @return 0, -1 with t->error
 */
int jingle_sdp_share_bundles(jingle_map_t *t, jingle_session_t *s);

/**
 * A line of an m= section cannot be read: the stream is refused, its other
 * lines do not count, and the other streams continue. Limits, what comes
 * before the first m= line, fragments, and all of a strict reading fail as a
 * whole.
 *
 * @return 0, -1 with t->error
 */
int jingle_sdp_section_odd(jingle_sdp_reader_t *r);

/**
 * After the last line: names for sections without a=mid; of two with the same
 * (RFC 5888 section 4) the first keeps it, the other stream is refused.
 *
 * @return 0, -1 with t->error: also when no stream is left, with the reason
 * why the first one was refused
 */
int jingle_sdp_finish(jingle_sdp_reader_t *r);

#endif
