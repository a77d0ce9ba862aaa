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
 * \brief jingle :: keys that a phone sends by INFO
 *
 * OWNER. The client hears of them as RFC 4733 events, which event_route
 * [jingle:dtmf] has the media relay make.
 */

#ifndef JINGLE_KEYS_H
#define JINGLE_KEYS_H

#include "jingle_input.h"

/**
 * An INFO of the phone's, if it brings a key.
 *
 * @param hdrs set to header lines for the answer, or NULL
 * @return 0: it does not; else the status to answer it with
 */
int jingle_keys_take(
		jingle_call_t *c, const jingle_input_t *in, const char **hdrs);

/* Which party takes telephone-event in this call: "both", "client", "phone",
 * "none". */
const char *jingle_keys_who(jingle_call_t *c);

/* Do both take telephone-event? */
int jingle_keys_are_events(jingle_call_t *c);

/* Do phone and client have no codec in common, so that the media relay
 * transcodes? */
int jingle_keys_transcoded(jingle_call_t *c);

#endif
