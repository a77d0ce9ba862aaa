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
 * \brief xmpp_gateway :: the operator's policy
 *
 * event_route[xmpp-gateway:subscribe] (or event_callback) runs in the owner and
 * must not block. A hyphen: Kamailio's scanner knows no underscore in front of
 * the colon of a route's name.
 */

#ifndef GATEWAY_EVENT_H
#define GATEWAY_EVENT_H

#include "../../core/parser/msg_parser.h"
#include "../xmpp_link/api.h"

/* mod_init: look the route up. return 0, -1 (logged) */
int xmpp_gateway_event_init(void);

/* Ask the route; return GATEWAY_ACCEPT and so on of gateway_presence.h */
int xmpp_gateway_event_policy(const xmpp_link_stanza_t *s, int is_local);

/* What the route is asked about, NULL outside of it; and is the user local? */
const xmpp_link_stanza_t *xmpp_gateway_event_stanza(void);
int xmpp_gateway_event_is_local(void);

/* Script functions: 1, -1 outside of the route */
int xmpp_gateway_ki_accept(sip_msg_t *msg);
int xmpp_gateway_ki_refuse(sip_msg_t *msg);

#endif
