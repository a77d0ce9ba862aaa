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
 * \brief xmpp_gateway :: reads what it needs of a stanza. PURE
 *
 * Input is the XML of one stanza as the link hands it over. No DOCTYPE, no
 * entities but XML's own, no network, elements at most so deep: gateway_walk.h.
 * Strings of the results lie in the buffer that the caller gives.
 */

#ifndef GATEWAY_READ_H
#define GATEWAY_READ_H

#include "../../core/str.h"
#include "gateway_info.h"
#include "gateway_talk.h"

enum
{
	XMPP_GATEWAY_TEXT_MAX = 64 * 1024, /* bytes of all strings of one stanza */
};

/* Of a presence stanza; what is not there is empty or 0. */
typedef struct xmpp_gateway_presence
{
	str hash; /* attributes of XEP-0115's <c/> */
	str node;
	str ver;
	int priority;
} xmpp_gateway_presence_t;

/* Of an iq: attributes and text of its payload and of the payload's child. */
typedef struct xmpp_gateway_query
{
	str node;	/* attribute of the payload */
	str prompt; /* text of its first <prompt/> child */
} xmpp_gateway_query_t;

/* return 0, -1: not well formed, too deep, or no room in buf */
int xmpp_gateway_read_presence(
		const str *xml, char *buf, int cap, xmpp_gateway_presence_t *presence);
int xmpp_gateway_read_query(
		const str *xml, char *buf, int cap, xmpp_gateway_query_t *query);
int xmpp_gateway_read_chat(
		const str *xml, char *buf, int cap, xmpp_gateway_chat_t *chat);

/* Content of a disco#info result. return as above, -1 also when a limit of
 * xmpp_gateway_info_t is passed */
int xmpp_gateway_read_info(
		const str *xml, char *buf, int cap, xmpp_gateway_info_t *info);

/* Features of a disco#info result as bits of the module API */
unsigned xmpp_gateway_read_features(const xmpp_gateway_info_t *info);

/* Is there a child element of this name (in any namespace, or in ns)? payloads
 * is the list that the link gives: "name namespace\n" for each child */
int xmpp_gateway_has_payload(
		const str *payloads, const char *name, const char *ns);

#endif
