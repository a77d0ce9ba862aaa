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
 * \brief jingle :: the answer that comes in an ACK
 *
 * OWNER. Our 200 to an INVITE without an offer has had ours
 * (jingle_late_offer.h).
 */

#ifndef JINGLE_LATE_ANSWER_H
#define JINGLE_LATE_ANSWER_H

#include "jingle_call.h"
#include "jingle_input.h"

/* The ACK of the INVITE: the call is up. */
int jingle_do_ack(jingle_call_t *c, const jingle_input_t *in);

/* The ACK of a re-INVITE. */
int jingle_do_late_answer(jingle_call_t *c, const jingle_input_t *in);

#endif
