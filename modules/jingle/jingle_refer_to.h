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
 * \brief jingle :: whom a phone refers a call to
 *
 * PURE. The value of a header Refer-To (RFC 3515 section 2.1):
 *   "Carol" <sip:carol@sip.example?Replaces=12adf2%40a%3Bto-tag%3D1%3B...>;x=y
 * Of the headers in the URI Replaces is taken and no other one (RFC 3261 section
 * 19.1.5): a phone shall write no line of our INVITE. All else that it says goes
 * there as a Request-URI, and nothing that could end one line and begin another.
 */

#ifndef JINGLE_REFER_TO_H
#define JINGLE_REFER_TO_H

#include "../../core/str.h"

enum
{
	JINGLE_REFER_TO_MAX = 1024, /* bytes of the value */
};

typedef struct jingle_refer_to
{
	str uri;	  /* without headers, without method */
	str replaces; /* the value of that header, or empty */
} jingle_refer_to_t;

/**
 * Read the value of a Refer-To.
 *
 * @param domain where telephone numbers (tel:) are called
 * @param out    views into buf
 * @param buf    2 * JINGLE_REFER_TO_MAX bytes hold every result
 * @return 0, or the status to refuse it with: 400 it is none, or several; 603
 *         it asks for what is not an INVITE to a SIP URI or number
 */
int jingle_refer_to_read(const str *value, const str *domain,
		jingle_refer_to_t *out, char *buf, int cap);

/* May a Contact's URI stand in a Refer-To, with headers of ours behind it: sip or
 * sips, none of its own, no method? 0, -1 */
int jingle_refer_to_contact(const str *uri);

/* A body of message/sipfrag (RFC 3420) with no more than a status line, which is
 * what is told of the call that was referred; length, >= cap: did not fit */
int jingle_refer_to_frag(int code, const char *phrase, char *buf, int cap);

#endif
