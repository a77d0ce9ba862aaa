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
 * \brief jingle :: the queue of wishes of a side
 *
 * PURE.
 */

#ifndef JINGLE_NEGOTIATE_QUEUE_H
#define JINGLE_NEGOTIATE_QUEUE_H

#include "jingle_negotiate_parts.h"

/* Would a wish for this side go out at once? */
int jingle_negotiate_is_free(
		const jingle_negotiate_t *n, jingle_neg_side_t side);

/**
 * The offer that was decided on has gone out.
 *
 * @param name to know it by: its answer (ANSWER, FINAL) has the same one as
 *             request, others are of earlier offers, and ignored
 */
void jingle_negotiate_sent(
		jingle_negotiate_t *n, jingle_neg_side_t side, unsigned name);

/* Is a wish of this kind in the offer that is out to this side? */
int jingle_negotiate_is_out(const jingle_negotiate_t *n, jingle_neg_side_t side,
		jingle_wish_kind_t kind);

/* Does something wait for this side that is in no offer yet? */
int jingle_negotiate_waits(const jingle_negotiate_t *n, jingle_neg_side_t side);

/* The same after a restart, of what is not known any more: SIP is to be offered
 * what is true, once the call is up. */
void jingle_negotiate_recall(jingle_negotiate_t *n);

/* For jingle_negotiate.c: */

/* does the other side decide about it, and is waited for? */
int jingle_neg_is_decided(jingle_wish_kind_t kind);
/* into the queue, where it may void others, or be void; 0, -1 it is full */
int jingle_neg_wish_put(jingle_neg_half_t *h, const jingle_wish_t *w);
void jingle_neg_wish_drop(jingle_neg_half_t *h, int at);
/* the offer did not count: its wishes wait again, before the later ones */
void jingle_neg_wishes_back(jingle_neg_half_t *h);
/* how many of the first go with one offer to this side */
int jingle_neg_wishes_batch(const jingle_neg_half_t *h, jingle_neg_side_t side);

#endif
