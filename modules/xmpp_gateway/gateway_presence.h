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
 * \brief xmpp_gateway :: presence of our contacts
 *
 * Subscriptions by RFC 6121 from the contact's side, probes, presence to
 * subscribers after a start, directed presence to others. For the owner of the
 * user.
 */

#ifndef GATEWAY_PRESENCE_H
#define GATEWAY_PRESENCE_H

#include "../xmpp_link/api.h"

#include "api.h"

/* What the policy may decide. */
enum
{
	GATEWAY_UNDECIDED = 0, /* the default holds: local users may */
	GATEWAY_ACCEPT = 1,
	GATEWAY_REFUSE = 2,
};

/* Asked when a user subscribes, and when an XMPP user without a subscription
 * sends directed presence to a contact */
typedef int (*gateway_policy_f)(const xmpp_link_stanza_t *s, int is_local);

/* OWNER. Show all contacts of this worker's users, as when a stream comes up. */
void xmpp_gateway_presence_again(void);

/* mod_init: handlers of the link. return 0, -1 (logged) */
int xmpp_gateway_presence_init(gateway_policy_f policy);

/* As the module API has them */
int xmpp_gateway_announce(
		const str *component, const str *ours, const str *user);
int xmpp_gateway_conceal(
		const str *component, const str *ours, const str *user);
int xmpp_gateway_is_subscribed(const str *user, const str *contact);
int xmpp_gateway_on_own(xmpp_gateway_own_f f);
int xmpp_gateway_present(
		const str *component, const str *contact, const str *user);
int xmpp_gateway_contacts(const str *user, xmpp_gateway_contact_f f, void *arg);

/* OWNER. Presence of this type, NULL: available, with what the contact says of
 * itself. return as the link's send() */
int xmpp_gateway_send_presence(
		const str *component, const char *type, const str *from, const str *to);

/* End a subscription from our side: the user sees the contact no more, and is
 * asked for nothing. return 1 done, 0 there was none */
int xmpp_gateway_remove(const str *user, const str *contact);

#endif
