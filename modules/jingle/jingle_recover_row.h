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
 * \brief jingle :: a call as a row of a table
 *
 * PURE. One row has all that a call needs to continue, or to be ended, after
 * Kamailio was started anew: plain strings and numbers. What comes out of a
 * database is hostile until jingle_recover_row_check() has passed it.
 */

#ifndef JINGLE_RECOVER_ROW_H
#define JINGLE_RECOVER_ROW_H

#include <stddef.h>

#include "../../core/str.h"

#include "../jingle_sdp/jingle_ctx.h"

#include "jingle_fsm.h"

enum
{
	JINGLE_RECOVER_ROW_KEY = 26,			 /* bytes of gr and tag */
	JINGLE_RECOVER_ROW_LEGS = 8,			 /* XMPP devices of one call */
	JINGLE_RECOVER_ROW_LEGS_MAX = 32 * 1024, /* bytes of them, packed */
	JINGLE_RECOVER_ROW_REQUEST_MAX = 8192,	 /* bytes of requests noted */
	JINGLE_RECOVER_ROW_COLUMNS = 34,
	JINGLE_RECOVER_ROW_FIXED = 16, /* columns that never change come first */
};

typedef enum jingle_recover_row_kind
{
	JINGLE_RECOVER_ROW_NUMBER,
	JINGLE_RECOVER_ROW_BASE32, /* JINGLE_RECOVER_ROW_KEY characters a-z2-7 */
	JINGLE_RECOVER_ROW_JID,
	JINGLE_RECOVER_ROW_BARE, /* JID without a resource */
	JINGLE_RECOVER_ROW_WORD, /* no blanks, no angle brackets: goes into SIP headers */
	JINGLE_RECOVER_ROW_ID, /* a Call-ID: goes into SIP headers, to rtpengine */
	JINGLE_RECOVER_ROW_LINE,  /* no control characters: goes into SIP headers */
	JINGLE_RECOVER_ROW_LINES, /* SIP header lines, CRLF after each */
	JINGLE_RECOVER_ROW_BLOB,  /* checked by who reads it */
} jingle_recover_row_kind_t;

/* A column: its value is a long long or a str at the offset `at` of
 * jingle_recover_row_t; min and max bound the number, or the bytes of the text. */
typedef struct jingle_recover_row_column
{
	const char *name;
	jingle_recover_row_kind_t kind;
	size_t at;
	long long min, max;
} jingle_recover_row_column_t;

extern const jingle_recover_row_column_t
		jingle_recover_row_columns[JINGLE_RECOVER_ROW_COLUMNS];

typedef struct jingle_recover_row
{
	/* fixed */
	str gr, tag;
	long long direction; /* jingle_dir_t */
	long long since;	 /* s since 1970 */
	long long anonymous;
	str component, local, bare, target, caller;
	str callid, loc_uri, loc_name, rem_uri, rem_name;
	str media_id; /* empty: of before media had a name of their own */
	/* changing */
	long long media; /* jingle_jmi media flags */
	str state;		 /* jingle_state_name() */
	long long active_since, updated;
	str legs;	   /* jingle_recover_row_legs_write() */
	long long leg; /* which of them has the call, or -1 */
	str context;   /* of the translation */
	str rem_tag, rem_target, routes;
	long long cseq, rem_cseq, code, media_on;
	long long reoffer; /* a re-INVITE is due */
	long long rtp_avp; /* the caller's phone has offered RTP without keys */
	str received;	   /* where SIP came from, and to */
	/* what a reply to the caller's INVITE repeats of it; or the CANCELs of ours,
	 * each behind a line that says where it goes */
	str request;
} jingle_recover_row_t;

/* What a device was told. */
typedef struct jingle_recover_row_leg
{
	char state; /* p proposed, i initiated, a accepted, o over */
	int jmi;
	int joined; /* the client's own session, joined to a phone's call */
	str sid;
	str peer;
	str program; /* name of a jingle_peer_t */
} jingle_recover_row_leg_t;

/* A row, checked: what is not a string in it. */
typedef struct jingle_recover_row_read
{
	jingle_state_t state;
	jingle_recover_row_leg_t
			legs[JINGLE_RECOVER_ROW_LEGS]; /* views into the row */
	int count;
} jingle_recover_row_read_t;

/* Pack legs; return their length (>= cap: did not fit). */
int jingle_recover_row_legs_write(
		const jingle_recover_row_leg_t *legs, int count, char *buf, int cap);

/* jingle_ctx_unpack(), as jingle_sdp hands it out */
typedef int (*jingle_recover_ctx_f)(jingle_ctx_t *ctx, const str *blob);

/**
 * Check every field, and that they fit together.
 *
 * @param unpack reads the context of a call that is to go on
 * @return NULL, or the name of the first column that cannot be believed
 */
const char *jingle_recover_row_check(const jingle_recover_row_t *row,
		jingle_recover_ctx_f unpack, jingle_recover_row_read_t *out);

/* who can be told the end of a call */
enum
{
	JINGLE_RECOVER_ROW_PHONE = 1,
	JINGLE_RECOVER_ROW_CLIENT = 2,
};

/**
 * What of a row that cannot continue is enough to end its call: columns that
 * are not valid are emptied.
 *
 * @param out the call's state, and those of its devices that can be read
 * @return set of JINGLE_RECOVER_ROW_PHONE, JINGLE_RECOVER_ROW_CLIENT
 */
int jingle_recover_row_salvage(
		jingle_recover_row_t *row, jingle_recover_row_read_t *out);

#endif
