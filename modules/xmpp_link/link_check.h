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
 * \brief xmpp_link :: a stanza on the link, before any parser sees it. PURE
 *
 * Both sides of the link look at each stanza once, in one pass: it holds
 * characters of XML 1.0 in UTF-8 only, what is between '&' and ';' is an
 * entity of XML's own, tags and attributes are written as such; and it is not
 * larger in any direction than libxml2 reads in time linear in its length.
 * Names, end tags that match and namespaces are left to the parser of the
 * module that uses it.
 */

#ifndef LINK_CHECK_H
#define LINK_CHECK_H

#include <stddef.h>

#include "../../core/str.h"

enum
{
	LINK_CHECK_ELEMENTS = 8192, /* in a stanza */
	LINK_CHECK_DEPTH = 64,		/* elements within each other */
	LINK_CHECK_ATTRIBUTES = 64, /* of an element, xmlns too */
	LINK_CHECK_PREFIXES = 64,	/* xmlns:prefix in a stanza */
	LINK_CHECK_REFERENCE = 32	/* bytes between '&' and ';' */
};

typedef enum link_check
{
	LINK_CHECK_GOOD = 0,
	LINK_CHECK_BAD, /* no XML: bad-request */
	LINK_CHECK_MUCH /* more than a limit: policy-violation */
} link_check_t;

/*!
 * \brief Look at a stanza
 * \param wrong set to what is wrong with it, for a log line
 */
link_check_t xmpp_link_check(const str *xml, const char **wrong);

/*!
 * \brief A reference: one of XML's five entities, or a character's number
 * \param p behind the '&'
 * \param code set to the character
 * \return bytes up to and with the ';', 0: none of these, or no character
 */
size_t xmpp_link_reference(const char *p, size_t left, unsigned long *code);

#endif
