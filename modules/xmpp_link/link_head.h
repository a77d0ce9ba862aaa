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
 * \brief xmpp_link :: the start tag of a stanza about to leave. PURE
 *
 * The last check before the wire: one stanza that the XMPP server cannot take
 * ends the stream of the whole component. What is inside was written by
 * xml_build.h or read by libxml2; here only the frame is looked at.
 */

#ifndef LINK_HEAD_H
#define LINK_HEAD_H

#include "../../core/str.h"

/* Views into the stanza, still escaped; absent: s == NULL, len == 0. */
typedef struct link_head
{
	str name; /* iq, message or presence */
	str from;
	str to;
	str id;
	str type;
} link_head_t;

/*!
 * \brief Read the start tag of a stanza and see that its end fits
 * \return NULL, or what is wrong with it, for a log line
 */
const char *xmpp_link_head_read(const str *xml, link_head_t *h);

#endif
