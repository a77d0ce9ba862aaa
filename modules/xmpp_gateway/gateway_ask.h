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
 * As the module API has them; for the owner of the user.
 */

#ifndef GATEWAY_ASK_H
#define GATEWAY_ASK_H

#include "gateway_users.h"

/* OWNER. Our subscribe leaves */
void xmpp_gateway_asked(gateway_contact_t *c);
/* If that is all there is of the contact, it is forgotten without an answer */
void xmpp_gateway_ask_watch(const gateway_contact_t *c);

int xmpp_gateway_subscribe(
		const str *component, const str *contact, const str *user);
int xmpp_gateway_ask(const str *component, const str *contact, const str *user);
int xmpp_gateway_was_asked(const str *user, const str *contact);
int xmpp_gateway_is_granted(const str *user, const str *contact);
int xmpp_gateway_probe(
		const str *component, const str *contact, const str *user);

#endif
