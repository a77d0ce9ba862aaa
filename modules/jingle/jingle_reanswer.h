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
 * \brief jingle :: actions: the answer to a re-INVITE of ours
 *
 * OWNER. An action returns 0, or -1: the call is over, both sides have been told.
 */

#ifndef JINGLE_REANSWER_H
#define JINGLE_REANSWER_H

#include "jingle_input.h"
#include "jingle_translation.h"

/* A 2xx to a re-INVITE has come, perhaps again; whatever the call's state. */
void jingle_sip_modify_ack(jingle_call_t *c, const jingle_input_t *in);
/* The answer to our offer, in a 200 of the phone's, said to the XMPP user; w has
 * the call's context. JINGLE_REASON_NONE, or why it could not be */
jingle_reason_t jingle_reanswer_tell(
		jingle_call_t *c, const str *reply, jingle_translation_t *w);
int jingle_do_reanswer(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_refail(jingle_call_t *c, const jingle_input_t *in);

#endif
