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
 * \brief xmpp_link :: a stanza written by hand, in a script. PURE
 *
 * Read in full by libxml2, without network, DTD or entities of its own: what
 * RFC 6120 forbids on a stream must not come there from a typing error. No
 * state of libxml2 is kept: other modules of Kamailio clean it up at will.
 */

#ifndef LINK_XML_H
#define LINK_XML_H

#include <stddef.h>

#include "../../core/str.h"

enum
{
	LINK_XML_DEPTH = 64 /* elements within each other */
};

/*!
 * \brief See whether text is one stanza that may be sent on a component's
 * stream
 * \param to filled with its `to` attribute, unescaped, and a NUL
 * \return NULL, or what is wrong with it, for a log line
 */
const char *xmpp_link_xml_check(const str *xml, char *to, size_t size);

#endif
