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
 * \brief jingle :: the operator's event routes for media
 *
 * OWNER. They turn the SDP of one side into what the other is to see.
 */

#ifndef JINGLE_MEDIA_ROUTE_H
#define JINGLE_MEDIA_ROUTE_H

#include "jingle_call.h"
#include "jingle_evroute.h"

/* Run one on a SIP message; *body is a view into *buf in pkg memory, which is the
 * caller's to free, also after -1: it failed, or said no. */
int jingle_media_route_run(jingle_call_t *c, jingle_route_t route,
		const str *text, str *body, char **buf);

/* event_route[jingle:invite]: an offer of the client's as the phone at this URI
 * is to see it; likewise. */
int jingle_media_route_invite(jingle_call_t *c, const str *uri, const str *sdp,
		str *body, char **buf);

/* The same for an offer in the dialog; -1 also where nothing is left of it. */
int jingle_media_route_reinvite(
		jingle_call_t *c, const str *sdp, str *body, char **buf);

/* An offer that the phone has had, and what it has answered last, once more: the
 * relay hears of it alone. 0, -1 */
int jingle_media_route_repeat(jingle_call_t *c, const str *sdp);

/* event_route[jingle:end]: the media relay forgets the call, as soon as it
 * answers. */
void jingle_media_route_end(jingle_call_t *c);

#endif
