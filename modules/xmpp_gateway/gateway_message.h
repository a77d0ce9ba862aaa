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
 * \brief xmpp_gateway :: messages to our contacts
 *
 * A message with a body goes to the modules that listen; one that none of them
 * takes is answered by an error that says so; chat states, receipts, markers and errors need no answer. Calls by
 * message (XEP-0353) are the jingle module's. For the owner of the user.
 */

#ifndef GATEWAY_MESSAGE_H
#define GATEWAY_MESSAGE_H

#include "../xmpp_link/api.h"
#include "gateway_talk.h"

/* OWNER of the sender. return XMPP_LINK_HANDLED: it is taken, nobody else hears
 * of it; XMPP_LINK_PASS */
typedef int (*xmpp_gateway_chat_f)(const xmpp_link_stanza_t *s,
		const xmpp_gateway_chat_t *chat, void *arg);

/* See api.h */
int xmpp_gateway_on_chat(xmpp_gateway_chat_f f, void *arg);
int xmpp_gateway_send_chat(const str *component, const str *contact,
		const str *user, const str *words);

/* mod_init: handlers of the link. return 0, -1 (logged) */
int xmpp_gateway_message_init(void);

#endif
