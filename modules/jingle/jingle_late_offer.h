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
 * \brief jingle :: calls from phones that leave the offer to us
 *
 * RFC 3264 section 5, RFC 3261 section 13.2.1: an INVITE without a session
 * description lets the callee offer, in its 200, and the ACK answers. An XMPP
 * user has been offered what stands in for it (jingle_stand_in.h); the phone gets
 * what the client has taken.
 */

#ifndef JINGLE_LATE_OFFER_H
#define JINGLE_LATE_OFFER_H

#include "jingle_call.h"
#include "jingle_input.h"
#include "jingle_translation.h"

/**
 * OWNER. The media relay has the client's answer to the stand-in: the offer that
 * our 200 takes to the phone instead, as that is to see it.
 *
 * @param w    the translation of the answer; its context is saved
 * @param body a view into *buf
 * @param buf  pkg memory for the caller to free, also after -1
 * @return 0, -1 logged
 */
int jingle_late_offer_write(
		jingle_call_t *c, jingle_translation_t *w, str *body, char **buf);

/* OWNER. A re-INVITE without an offer: 200 with the session as it is. */
void jingle_late_offer_again(jingle_call_t *c, const jingle_input_t *in);

#endif
