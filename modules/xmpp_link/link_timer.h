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
 * permission to link the code of this program with the OpenSSL library,
 * and distribute linked combinations including the two.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */

/*!
 * \file
 * \brief xmpp_link :: timers of one worker, a binary heap of pointers. PURE
 *
 * The timers lie inside objects of their users; the heap only points at them.
 * It never allocates: its owner hands in a larger array when one is needed.
 */

#ifndef LINK_TIMER_H
#define LINK_TIMER_H

#include <stddef.h>
#include <stdint.h>

/* A timer of one worker. Intrusive; zeroed before its first use; only the
 * worker that set it may touch it. */
typedef struct xmpp_link_timer
{
	uint64_t due;  /* milliseconds, monotonic */
	uint32_t slot; /* place in the worker's heap, 0 = not set */
	void (*run)(struct xmpp_link_timer *t); /* not set any more when run */
} xmpp_link_timer_t;

typedef struct link_heap
{
	xmpp_link_timer_t **slots; /* [0] is not used */
	uint32_t count;
	uint32_t cap; /* timers that fit: length of the array less one */
} link_heap_t;

/*!
 * \brief Move the heap into a larger array
 * \param slots uninitialised, cap + 1 pointers; cap not below the count
 * \return the array used before (NULL at first), for its owner to free
 */
xmpp_link_timer_t **xmpp_link_heap_grow(
		link_heap_t *h, xmpp_link_timer_t **slots, uint32_t cap);

/*!
 * \brief (Re)start a timer
 * \return 0, -1 when the array is full (a timer already set always fits)
 */
int xmpp_link_heap_set(link_heap_t *h, xmpp_link_timer_t *t, uint64_t due);

/*! \brief Take a timer out; nothing when it is not set */
void xmpp_link_heap_stop(link_heap_t *h, xmpp_link_timer_t *t);

/*! \brief The timer due first, or NULL; it stays in the heap */
xmpp_link_timer_t *xmpp_link_heap_first(const link_heap_t *h);

#endif
