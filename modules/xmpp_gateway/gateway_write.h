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
 * \brief xmpp_gateway :: builds our stanzas. PURE
 *
 * Each function writes one stanza into the caller's buffer; return 0 with *xml
 * set to a view into it, -1: no room, or a value that XML cannot hold.
 */

#ifndef GATEWAY_WRITE_H
#define GATEWAY_WRITE_H

#include "../../core/str.h"
#include "gateway_info.h"

enum
{
	XMPP_GATEWAY_STANZA_MAX = 16 * 1024, /* bytes of any stanza of ours */
};

/* What one of our JIDs says of itself in its presence; NULL is not said. */
typedef struct xmpp_gateway_own
{
	const char *show; /* away, xa, dnd */
	const char *status;
	const char *since; /* idle since then (XEP-0319), xs:dateTime */
} xmpp_gateway_own_t;

/* Who to whom; id may be empty */
typedef struct xmpp_gateway_ends
{
	str from;
	str to;
	str id;
} xmpp_gateway_ends_t;

/* type NULL: available, with capabilities (node and ver) and the statement
 * that there is no avatar (XEP-0153), so that clients do not ask for a vCard.
 * Else unavailable, subscribe, subscribed, probe and so on */
int xmpp_gateway_write_presence(const xmpp_gateway_ends_t *ends,
		const char *type, const char *node, const char *ver, char *buf, int cap,
		str *xml);

/* The same, available, with <show/>, <status/> (RFC 6121 section 4.7.2), <idle/> */
int xmpp_gateway_write_available(const xmpp_gateway_ends_t *ends,
		const char *node, const char *ver, const xmpp_gateway_own_t *own,
		char *buf, int cap, str *xml);

/* disco#info: the question and the answer; query_node may be empty */
int xmpp_gateway_write_ask(const xmpp_gateway_ends_t *ends,
		const str *query_node, char *buf, int cap, str *xml);
int xmpp_gateway_write_info(const xmpp_gateway_ends_t *ends,
		const xmpp_gateway_info_t *info, const str *query_node, char *buf,
		int cap, str *xml);

/* Answers: no items; name and version of this software; the time in UTC
 * (XEP-0202, YYYY-MM-DDThh:mm:ssZ); how to type an address, and the JID of a
 * typed one (jabber:iq:gateway) */
int xmpp_gateway_write_items(const xmpp_gateway_ends_t *ends,
		const str *query_node, char *buf, int cap, str *xml);
int xmpp_gateway_write_version(const xmpp_gateway_ends_t *ends,
		const char *name, const char *version, char *buf, int cap, str *xml);
int xmpp_gateway_write_time(const xmpp_gateway_ends_t *ends, const char *utc,
		char *buf, int cap, str *xml);
int xmpp_gateway_write_prompt(const xmpp_gateway_ends_t *ends, const char *desc,
		const char *prompt, char *buf, int cap, str *xml);
int xmpp_gateway_write_jid(const xmpp_gateway_ends_t *ends, const str *jid,
		char *buf, int cap, str *xml);

/**
 * JID for what a user typed into a gateway's prompt: user@domain, a number, a
 * user name, each with or without "sip:"; characters that a local part may not
 * hold are escaped (XEP-0106).
 *
 * @return 0, -1: nothing was typed, no room, or a character that no JID can hold
 */
int xmpp_gateway_write_address(
		const str *typed, const str *component, char *buf, int cap, str *jid);

#endif
