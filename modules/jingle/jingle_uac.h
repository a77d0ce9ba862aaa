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
 * \brief jingle :: the user agent as a client: calls to SIP
 *
 * The INVITE goes from Kamailio's socket to that same socket: it enters
 * request_route like any phone's. A header with a secret of the call, taken
 * off again by jingle_handle(), tells it from a forgery.
 */

#ifndef JINGLE_UAC_H
#define JINGLE_UAC_H

#include "jingle_call.h"

#define JINGLE_TOKEN_HEADER "X-Jingle-Token"

enum
{
	JINGLE_UAC_HOP_MAX = 128
};

/* "sip:host:port;transport=udp" of our own socket. 0, -1 no room */
int jingle_uac_hop(char *buf, int cap, str *out);

/**
 * OWNER. Our INVITE as text, for the event route.
 *
 * @return length; >= cap: did not fit
 */
int jingle_uac_invite_text(
		jingle_call_t *c, const str *uri, const str *sdp, char *buf, int cap);

/**
 * OWNER. Send the INVITE.
 *
 * @param uri Request-URI
 * @param sdp body as the SIP side is to see it
 * @return 0, -1 logged
 */
int jingle_uac_invite(jingle_call_t *c, const str *uri, const str *sdp);
/* A final reply to our INVITE: when it is a challenge that another module
 * answers, the INVITE is sent again. 1, or 0: the call fails with it */
int jingle_uac_authenticate(jingle_call_t *c, int code, const str *reply);
/* The same: when it is a 422, the INVITE is sent again with the session interval
 * that is asked for. */
int jingle_uac_lengthen(jingle_call_t *c, int code, const sip_msg_t *reply);

/* OWNER. CANCEL the INVITE; the final reply still comes. 0, -1 gone */
int jingle_uac_cancel(jingle_call_t *c, const char *reason);

/* OWNER. BYE in the dialog, by either role, with the reason, and the text of who
 * gave it or NULL. 0, -1 */
int jingle_uac_bye(jingle_call_t *c, jingle_reason_t reason, const str *text);

/* OWNER. ACK and BYE for a 2xx that the call cannot use; m: as it came, or NULL. */
void jingle_uac_refuse(jingle_call_t *c, sip_msg_t *m, jingle_reason_t reason);

/**
 * OWNER. A 2xx to our INVITE beside the one that the call goes by: a proxy
 * forked it, and several answered. ACK and BYE for it; nothing for a repeated
 * 2xx of the call's own dialog, or for one that cannot be parsed (NULL).
 */
void jingle_uac_refuse_fork(jingle_call_t *c, sip_msg_t *m);

#endif
