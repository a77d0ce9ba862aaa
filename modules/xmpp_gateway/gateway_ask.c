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
 * \brief xmpp_gateway :: the presence of users, for contacts of ours
 *
 * A contact gets a user's presence when the user has answered its subscribe;
 * gateway_presence.c hears the answer.
 */

#include "../xmpp_link/link_jid.h"

#include "gateway_ask.h"
#include "gateway_config.h"
#include "gateway_presence.h"
#include "gateway_users.h"


static int worker(void)
{
	return xmpp_gateway_link.self();
}


/* NULL: there is no room for it (logged) */
static gateway_contact_t *contact_make(const str *contact, const str *user)
{
	gateway_user_t *u = xmpp_gateway_user_make(worker(), user);
	gateway_contact_t *c =
			u ? xmpp_gateway_contact_make(worker(), u, contact) : NULL;

	if(u && c == NULL)
		xmpp_gateway_user_tidy(worker(), u);
	return c;
}


static int contact_ask(const str *component, const str *contact,
		const str *user, gateway_contact_t *c)
{
	c->asked = 1;
	return xmpp_gateway_send_presence(component, "subscribe", contact, user) < 0
				   ? -1
				   : 1;
}


int xmpp_gateway_subscribe(
		const str *component, const str *contact, const str *user)
{
	str bare = link_jid_bare(user);
	gateway_contact_t *c = contact_make(contact, &bare);

	if(c == NULL)
		return -1;
	if((c->subscribed & (GATEWAY_SUB_US | GATEWAY_SUB_NO)) || c->asked)
		return 0;
	return contact_ask(component, contact, &bare, c);
}


int xmpp_gateway_ask(const str *component, const str *contact, const str *user)
{
	str bare = link_jid_bare(user);
	gateway_contact_t *c = contact_make(contact, &bare);

	return c ? contact_ask(component, contact, &bare, c) : -1;
}


int xmpp_gateway_was_asked(const str *user, const str *contact)
{
	str bare = link_jid_bare(user);
	gateway_contact_t *c = contact_make(contact, &bare);

	if(c == NULL)
		return -1;
	c->asked = 1;
	return 0;
}


int xmpp_gateway_is_granted(const str *user, const str *contact)
{
	gateway_user_t *u = xmpp_gateway_user_find(worker(), user);
	gateway_contact_t *c = u ? xmpp_gateway_contact_find(u, contact) : NULL;

	return c && (c->subscribed & GATEWAY_SUB_US) ? 1 : 0;
}


int xmpp_gateway_probe(
		const str *component, const str *contact, const str *user)
{
	str bare = link_jid_bare(user);

	return xmpp_gateway_send_presence(component, "probe", contact, &bare) < 0
				   ? -1
				   : 1;
}
