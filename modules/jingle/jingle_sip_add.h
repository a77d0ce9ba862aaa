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
 * \brief jingle :: streams that the phone adds, about which the client decides
 *
 * OWNER.
 */

#ifndef JINGLE_SIP_ADD_H
#define JINGLE_SIP_ADD_H

#include "jingle_input.h"

/**
 * The phone's re-INVITE adds streams: the client is asked, and its transaction
 * waits for what it says, add_time at the longest.
 *
 * @param w   the offer as it was translated; its context is kept
 * @param out what is to be said to the client, content-add among it
 * @return 0, -1 it cannot wait: to be answered now
 */
int jingle_sip_add_ask(jingle_call_t *c, const jingle_input_t *in,
		jingle_translation_t *w, jingle_stanzas_t *out);
/* Is the client asked, and is this a stanza that may decide? */
int jingle_sip_add_is_decided(
		const jingle_call_t *c, const jingle_session_t *js);
/* What it decides; the context is that of the call. */
void jingle_sip_add_decide(jingle_call_t *c, const jingle_input_t *in);
/* XEP-0166 section 7.2.16: the client's own content-add crosses ours, and ours
 * counts: it is refused as a tie-break. */
int jingle_sip_add_clashes(const jingle_call_t *c, const jingle_session_t *js);
/* The phone has cancelled its re-INVITE. */
void jingle_sip_add_cancel(jingle_call_t *c, const jingle_input_t *in);
/* The session is another one, or the call is over: nobody is asked any more. */
void jingle_sip_add_forget(jingle_call_t *c);

#endif
