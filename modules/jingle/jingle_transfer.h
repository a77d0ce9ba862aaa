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
 * \brief jingle :: a call that a phone has referred to another party
 *
 * OWNER. The new call is an INVITE of ours like any other, for the session of the
 * call that is transferred; the session moves to it with the 200.
 */

#ifndef JINGLE_TRANSFER_H
#define JINGLE_TRANSFER_H

#include "jingle_input.h"
#include "jingle_refer_to.h"

/* Can a call be transferred now? */
int jingle_transfer_can(jingle_call_t *c);

/**
 * The new call for a transfer: not found by others yet.
 *
 * @return the call with one reference, or NULL (logged)
 */
jingle_call_t *jingle_transfer_new(
		jingle_call_t *c, const jingle_refer_to_t *to);

/**
 * Its INVITE goes out. The phone that has sent the REFER has had its answer, and
 * hears by NOTIFY what becomes of it.
 *
 * @param cseq   of the REFER
 * @param silent it wants no NOTIFY (RFC 4488)
 */
void jingle_transfer_begin(
		jingle_call_t *c, jingle_call_t *to, unsigned cseq, int silent);

/* A call ends by an event: what becomes of a transfer of it? When its phone has
 * hung up, the session is the new call's from now on. */
void jingle_transfer_leave(jingle_call_t *c, const jingle_input_t *in);

/* After a restart: a phone still waits for the end of a transfer, which was lost
 * with the old process. */
void jingle_transfer_lost(jingle_call_t *c);

int jingle_do_transfer(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_transfer_rings(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_transferred(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_transfer_failed(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_transfer_given_up(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_moved(jingle_call_t *c, const jingle_input_t *in);

#endif
