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
 * \brief jingle :: whose turn it is to offer to the phone
 *
 * OWNER.
 */

#ifndef JINGLE_SIP_OFFER_H
#define JINGLE_SIP_OFFER_H

#include "jingle_call.h"
#include "jingle_translation.h"

/* The call is up: send what the XMPP user changed while it was not. */
void jingle_sip_offer_due(jingle_call_t *c);
/* The phone is to be offered something, now or when it is our turn. */
void jingle_sip_offer_wish(jingle_call_t *c, jingle_wish_kind_t kind);
/* The same, but the caller sends the offer: it is our turn. */
void jingle_sip_offer_begin(
		jingle_call_t *c, jingle_wish_kind_t kind, jingle_neg_output_t *out);
/* A re-INVITE by way of the operator's rtpengine. 0, -1 */
int jingle_sip_offer_send(
		jingle_call_t *c, jingle_translation_t *w, const str *sdp);
/* What the negotiation makes of an event; carrying it out is another step. */
void jingle_sip_offer_event(jingle_call_t *c, jingle_neg_ev_t ev,
		unsigned request, jingle_neg_output_t *out);
void jingle_sip_offer_carry_out(
		jingle_call_t *c, const jingle_neg_output_t *out);
/* Our offer has gone in the 200 to an INVITE of the phone's (ok), or could not:
 * the ACK answers it, or the call ends. */
void jingle_sip_offer_late(jingle_call_t *c, int ok);
/* An INVITE of the phone's has its 2xx: what waits goes out after its ACK. */
void jingle_sip_offer_acked(jingle_call_t *c);
/* The phone's offer has had its answer, or was refused. */
void jingle_sip_offer_theirs(jingle_call_t *c, int ok);

#endif
