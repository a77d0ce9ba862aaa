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
 * \brief jingle :: what a phone tells of a call that it was referred to
 *
 * PURE. NOTIFY of the event package refer (RFC 3515 section 2.4.4), whose body is
 * a status line (message/sipfrag, RFC 3420). Phones write both as they like:
 *   SIP/2.0 200 Ok
 *   Subscription-State: terminated;reason=reason=noresource
 */

#ifndef JINGLE_REFER_NOTIFY_H
#define JINGLE_REFER_NOTIFY_H

#include "../../core/str.h"

enum
{
	JINGLE_REFER_WORDS_MAX = 160,
	JINGLE_REFER_ESCAPED_MAX = 3, /* times as long, at most */
};

/* Status of a body's first line; 0: there is none */
int jingle_refer_frag_code(const str *body);
/* Is it the last one? From the value of Subscription-State */
int jingle_refer_is_last(const str *state);
/* Why a call to the other party came to nothing, in words */
const char *jingle_refer_why(int code);

/**
 * Replaces as a header in a URI (RFC 3261 section 19.1.1, RFC 3891): the other
 * party's own tag is the to-tag there.
 *
 * @return length; >= cap: did not fit
 */
int jingle_refer_replaces(const str *callid, const str *to_tag,
		const str *from_tag, char *buf, int cap);

#endif
