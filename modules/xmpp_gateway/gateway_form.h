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
 * \brief xmpp_gateway :: commands and their forms as XML. PURE
 */

#ifndef GATEWAY_FORM_H
#define GATEWAY_FORM_H

#include "gateway_talk.h"
#include "gateway_write.h"

#define XMPP_GATEWAY_NS_COMMANDS "http://jabber.org/protocol/commands"

typedef enum xmpp_gateway_action
{
	XMPP_GATEWAY_EXECUTE = 0, /* or none is named */
	XMPP_GATEWAY_NEXT,
	XMPP_GATEWAY_COMPLETE,
	XMPP_GATEWAY_PREV,
	XMPP_GATEWAY_CANCEL,
	XMPP_GATEWAY_MALFORMED
} xmpp_gateway_action_t;

/* The command element of an iq. */
typedef struct xmpp_gateway_request
{
	str node;
	str session;
	xmpp_gateway_action_t action;
	int submitted; /* it has a form of type submit */
	xmpp_gateway_filled_t form;
} xmpp_gateway_request_t;

/* Strings lie in buf. return 0, -1: not well formed, too deep, no room, more
 * fields than a form may have */
int xmpp_gateway_read_request(
		const str *xml, char *buf, int cap, xmpp_gateway_request_t *request);

/* The answer to a step; session may be empty. For DONE, ASK, and for what the
 * user has cancelled, where reply is NULL. return as in gateway_write.h */
int xmpp_gateway_write_step(const xmpp_gateway_ends_t *ends, const str *node,
		const str *session, const xmpp_gateway_reply_t *reply, char *buf,
		int cap, str *xml);

/* disco#items of node XMPP_GATEWAY_NS_COMMANDS: jid of all items, names and
 * nodes */
int xmpp_gateway_write_commands(const xmpp_gateway_ends_t *ends,
		const char *const *nodes, const char *const *names, int count,
		char *buf, int cap, str *xml);

/* disco#info of that node (name NULL), or of a command's */
int xmpp_gateway_write_command_info(const xmpp_gateway_ends_t *ends,
		const str *node, const char *name, char *buf, int cap, str *xml);

/* A message of type chat to a user. */
int xmpp_gateway_write_chat(const xmpp_gateway_ends_t *ends, const str *body,
		char *buf, int cap, str *xml);

#endif
