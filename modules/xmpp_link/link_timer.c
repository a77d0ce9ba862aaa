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

#include <string.h>

#include "link_timer.h"


static void heap_place(link_heap_t *h, uint32_t slot, xmpp_link_timer_t *t)
{
	h->slots[slot] = t;
	t->slot = slot;
}


static void heap_up(link_heap_t *h, uint32_t slot, xmpp_link_timer_t *t)
{
	while(slot > 1 && t->due < h->slots[slot / 2]->due) {
		heap_place(h, slot, h->slots[slot / 2]);
		slot /= 2;
	}
	heap_place(h, slot, t);
}


static void heap_down(link_heap_t *h, uint32_t slot, xmpp_link_timer_t *t)
{
	uint32_t child;

	while(slot <= h->count / 2) {
		child = slot * 2;
		if(child < h->count && h->slots[child + 1]->due < h->slots[child]->due)
			child++;
		if(t->due <= h->slots[child]->due)
			break;
		heap_place(h, slot, h->slots[child]);
		slot = child;
	}
	heap_place(h, slot, t);
}


static void heap_fit(link_heap_t *h, uint32_t slot, xmpp_link_timer_t *t)
{
	if(slot > 1 && t->due < h->slots[slot / 2]->due)
		heap_up(h, slot, t);
	else
		heap_down(h, slot, t);
}


xmpp_link_timer_t **xmpp_link_heap_grow(
		link_heap_t *h, xmpp_link_timer_t **slots, uint32_t cap)
{
	xmpp_link_timer_t **before = h->slots;

	if(h->count > 0)
		memcpy(slots + 1, before + 1, h->count * sizeof(*slots));
	h->slots = slots;
	h->cap = cap;
	return before;
}


int xmpp_link_heap_set(link_heap_t *h, xmpp_link_timer_t *t, uint64_t due)
{
	uint32_t slot = t->slot;

	if(slot == 0) {
		if(h->count == h->cap)
			return -1;
		slot = ++h->count;
		h->slots[slot] = t;
	}
	t->due = due;
	heap_fit(h, slot, t);
	return 0;
}


void xmpp_link_heap_stop(link_heap_t *h, xmpp_link_timer_t *t)
{
	uint32_t slot = t->slot;
	xmpp_link_timer_t *last;

	if(slot == 0)
		return;
	t->slot = 0;
	last = h->slots[h->count--];
	if(last != t)
		heap_fit(h, slot, last);
}


xmpp_link_timer_t *xmpp_link_heap_first(const link_heap_t *h)
{
	return h->count > 0 ? h->slots[1] : NULL;
}
