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
 * \brief jingle :: what a phone says that it can do
 */

#ifndef JINGLE_PHONE_H
#define JINGLE_PHONE_H

#include "jingle_input.h"

/* Note whether it takes INFO, from a header Allow of its message; without one,
 * what was known stays (RFC 3261 section 20.5). ANY PROCESS */
void jingle_phone_allows(jingle_call_t *c, const sip_msg_t *m);

/* The same, and of its offer or answer, as it came and before a media relay sees
 * it, the codec, and whether it has telephone-event. OWNER */
void jingle_phone_learn(jingle_call_t *c, const jingle_input_t *in);

/* The same of those that begin the call, and what program it is: later it is not
 * asked, for what depends on it must not change in the call. OWNER */
void jingle_phone_in_script(jingle_call_t *c, const jingle_input_t *in);

/* How its media go, and the client's: words of $jingle(phone_media). Of the
 * client: OWNER */
const char *jingle_phone_media(const jingle_call_t *c);
const char *jingle_phone_client_media(jingle_call_t *c);

#endif
