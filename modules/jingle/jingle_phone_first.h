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
 * permission to link the code of this program with the OpenSSL library.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin St, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */

/*!
 * \file
 * \brief jingle :: calls to SIP whose client waits for the phone
 *
 * XEP-0353: a client's propose gets ringing when the phone rings and proceed
 * when somebody has picked it up; the session-initiate follows that. So the
 * INVITE goes out before it, with an offer that stands in for the client's
 * (jingle_early_offer.h).
 */

#ifndef JINGLE_PHONE_FIRST_H
#define JINGLE_PHONE_FIRST_H

#include "jingle_input.h"

/* Does the client with this JID get its proceed when the phone has answered, and
 * not at once? Parameter proceed, and what is known of its program. */
int jingle_phone_first_is_due(const str *jid);

/* OWNER. An action returns 0, or -1: the call is over, both sides have been told. */
int jingle_do_phone_first(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_jmi_ringing(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_await(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_session_comes(jingle_call_t *c, const jingle_input_t *in);

#endif
