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
 * \brief jingle :: who calls, and for whom, as headers say it
 *
 * PURE. Lists of addresses (P-Asserted-Identity of RFC 3325, Remote-Party-ID,
 * Diversion of RFC 5806, History-Info of RFC 7044) and the values of Privacy
 * (RFC 3323) are taken apart; what is malformed is passed over. Results are views
 * into the values, but for jingle_identity_uri().
 */

#ifndef JINGLE_IDENTITY_H
#define JINGLE_IDENTITY_H

#include "../../core/str.h"

enum
{
	JINGLE_IDENTITY_URI_MAX = 255,	  /* bytes of a URI alone */
	JINGLE_IDENTITY_VERSTAT_MAX = 64, /* bytes of a verstat */
};

/* One address of a list. */
typedef struct jingle_identity
{
	str display; /* with its quotes; empty: none */
	str uri;
	str params; /* of the header, behind the first ';' */
} jingle_identity_t;

/* The next one of a list, cut off it. 1, 0 there is no more */
int jingle_identity_next(str *rest, jingle_identity_t *id);

/* A parameter "name" or "name=value" of a list with ';'; the value without its
 * quotes. 1, 0 there is none */
int jingle_identity_param(const str *params, const char *name, str *value);

/* Does a value of Privacy hide who calls? "none", "critical", "session" and
 * "history" do not; what is not known does. 1, 0 */
int jingle_identity_hides(const str *privacy);
/* Does it hide whom the call was for before? 1, 0 */
int jingle_identity_hides_history(const str *privacy);
/* Does the parameter privacy of Remote-Party-ID, or of Diversion? 1, 0 */
int jingle_identity_param_hides(const str *params);

/* Whom a call was for before it was diverted: of the last time. */
typedef struct jingle_identity_diverted
{
	str uri; /* s NULL: it was not, or it is not to be seen */
	int first_seen, hidden;
	str before; /* the last entry of History-Info */
} jingle_identity_diverted_t;

/* Values in the order of their headers; the struct is zero at first. Diversion
 * counts before History-Info. */
void jingle_identity_diversion(jingle_identity_diverted_t *d, const str *value);
void jingle_identity_history(jingle_identity_diverted_t *d, const str *value);

/* "sip:user@host", "sips:…" or "tel:number" without parameters and headers, of
 * characters that harm nobody, into buf. 0, -1 it is none, or anonymous */
int jingle_identity_uri(const str *uri, char *buf, int cap, str *bare);

/* Letters, digits and dashes, as in "TN-Validation-Passed-A"? 1, 0 */
int jingle_identity_is_verstat(const str *value);

#endif
