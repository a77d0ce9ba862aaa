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
 * \brief jingle :: event routes on messages of our own making
 *
 * The operator's event routes see SIP messages: the INVITE that a phone sent
 * us, the reply that we are about to give. What they change (a body rewritten
 * by rtpengine, above all) is what is sent on. Runs in the owner, blocks as
 * long as the route does.
 */

#ifndef JINGLE_EVROUTE_H
#define JINGLE_EVROUTE_H

#include "../../core/ip_addr.h"
#include "../../core/str.h"
#include "../../modules/tm/tm_load.h"

typedef enum jingle_route
{
	JINGLE_ROUTE_PROPOSE = 0,	   /* may this user call at all */
	JINGLE_ROUTE_SESSION_INITIATE, /* where the call goes */
	JINGLE_ROUTE_INVITE,		   /* our INVITE before it is sent */
	JINGLE_ROUTE_REPLY,			   /* a reply to our INVITE */
	JINGLE_ROUTE_OFFER,			   /* an INVITE for an XMPP user */
	JINGLE_ROUTE_ANSWER,		   /* our reply to it before it is sent */
	JINGLE_ROUTE_CANDIDATES,	   /* candidates of the XMPP user */
	JINGLE_ROUTE_REFER,			   /* may a phone refer its call there */
	JINGLE_ROUTE_DTMF,			   /* a key of the phone's, by INFO */
	JINGLE_ROUTE_TRANSFER,		   /* the XMPP user transfers the phone */
	JINGLE_ROUTE_PRESS,			   /* a key of the XMPP user's, for the phone */
	JINGLE_ROUTE_HOLD,			   /* the phone is held, or no longer */
	JINGLE_ROUTE_WATCH,			   /* are the media of a call still there */
	JINGLE_ROUTE_MEDIA,			   /* what has arrived of both parties */
	JINGLE_ROUTE_END,			   /* the call is over */
	JINGLE_ROUTES				   /* none */
} jingle_route_t;

/* Look the routes up; mod_init. 0, -1 (logged). */
int jingle_evroute_init(void);
/* Is there such a route (or a KEMI callback)? */
int jingle_evroute_has(jingle_route_t route);

/* The one that runs now, or JINGLE_ROUTES. */
jingle_route_t jingle_evroute_now(void);

/**
 * Run an event route on a message given as text.
 *
 * @param route which; one that is not there changes nothing
 * @param text  a whole SIP message
 * @param rcv   where it came from
 * @param t     transaction whose AVPs the route may read, or NULL
 * @param body  the body after the route's changes: a view into *buf
 * @param buf   pkg memory for the caller to free, also on failure (or NULL)
 * @return 0, or -1: the text is no SIP message, or the route ended with drop
 */
int jingle_evroute_run(jingle_route_t route, const str *text,
		const struct receive_info *rcv, struct cell *t, str *body, char **buf);

/**
 * Body of the message that an event route is run on, with the changes made so
 * far; buf as above.
 */
int jingle_evroute_body(sip_msg_t *msg, str *body, char **buf);

#endif
