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
 * \brief jingle :: actions: changes while the call is up
 *
 * OWNER. An action returns 0, or -1: the call is over, both sides have been told.
 */

#ifndef JINGLE_SIP_MODIFY_H
#define JINGLE_SIP_MODIFY_H

#include "jingle_input.h"

/* A re-INVITE or UPDATE with an offer; it is answered. */
void jingle_sip_modify_reoffer(jingle_call_t *c, const jingle_input_t *in);
/* What the phone's offer changes, to the client; of a stream that we refuse
 * ourselves it hears nothing. */
void jingle_sip_modify_tell(jingle_leg_t *leg, jingle_translation_t *w,
		const jingle_stanzas_t *out);
int jingle_do_info(jingle_call_t *c, const jingle_input_t *in);
/* The call is up. */
int jingle_do_watch(jingle_call_t *c, const jingle_input_t *in);

#endif
