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
 * \brief jingle :: what was lost, what is wrong, how much is allowed
 *
 * PURE. Loss is not silent: what has no counterpart becomes a note. A
 * translation that cannot be done leaves one error with place and rule.
 */

#ifndef JINGLE_MAP_WARNINGS_H
#define JINGLE_MAP_WARNINGS_H

#include "jingle_arena.h"
#include "jingle_media.h"

enum
{
	JINGLE_MAP_WARNINGS_MAX = 64, /* later ones are only counted */
	JINGLE_ERROR_TEXT = 256,	  /* bytes, NUL included */
};

/* Limits of one translation; each is a module parameter. */
typedef struct jingle_limits
{
	int bytes;		/* of the input */
	int depth;		/* of elements, the outermost is 1 */
	int attribute;	/* bytes of one attribute value or text, of an SDP line */
	int elements;	/* in one stanza; lines in one SDP */
	int contents;	/* in one stanza; m= lines in one SDP */
	int payloads;	/* in one content */
	int params;		/* in one payload, header extension or source */
	int feedback;	/* in one payload or content */
	int hdrexts;	/* in one content */
	int sources;	/* in one content, and ssrc groups */
	int candidates; /* in one content */
} jingle_limits_t;

/** Default limits: 256 KiB, depth 16, 4096 bytes, 8192 elements, 16 contents,
 * 128 payloads, 64 parameters, 64 feedback, 64 header extensions, 256 sources,
 * 128 candidates. */
extern const jingle_limits_t jingle_limits_default;

typedef struct jingle_map_warning
{
	struct jingle_map_warning *next;
	const char *what; /* attribute or element, a literal */
	const char *why;  /* a literal, with the rule's section */
	str where;		  /* content name or mid, s == NULL: the session */
} jingle_map_warning_t;

typedef struct jingle_map_warnings
{
	jingle_list_t
			list; /* jingle_map_warning_t, at most JINGLE_MAP_WARNINGS_MAX */
	int total;
} jingle_map_warnings_t;

typedef enum jingle_fault
{
	JINGLE_FAULT_NONE = 0,
	JINGLE_FAULT_MEMORY,	  /* the arena is exhausted */
	JINGLE_FAULT_SYNTAX,	  /* not well formed, not SDP */
	JINGLE_FAULT_LIMIT,		  /* a limit of jingle_limits_t */
	JINGLE_FAULT_BAD,		  /* breaks a rule of its standard */
	JINGLE_FAULT_UNSUPPORTED, /* legal, but has no counterpart */
	JINGLE_FAULT_STATE,		  /* does not fit what was said before */
	JINGLE_FAULT_NOT_JINGLE	  /* well formed, but has no Jingle in it */
} jingle_fault_t;

typedef struct jingle_error
{
	jingle_fault_t fault;
	jingle_reason_t reason; /* for session-terminate, content-reject */
	int sip_code;			/* for the SIP side */
	char text[JINGLE_ERROR_TEXT];
} jingle_error_t;

#endif
