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
 * \brief jingle :: what a side is still to be offered
 *
 * PURE.
 */

#include <string.h>

#include "jingle_negotiate_queue.h"


void jingle_neg_wish_drop(jingle_neg_half_t *h, int at)
{
	h->wishes--;
	memmove(&h->wish[at], &h->wish[at + 1],
			(size_t)(h->wishes - at) * sizeof(h->wish[0]));
}


/* the other side decides, and is waited for */
int jingle_neg_is_decided(jingle_wish_kind_t kind)
{
	return kind == JINGLE_WISH_ADD || kind == JINGLE_WISH_REPLACE
		   || kind == JINGLE_WISH_SESSION;
}


/* nothing else goes with it */
static int goes_alone(jingle_wish_kind_t kind)
{
	return kind == JINGLE_WISH_SESSION || kind == JINGLE_WISH_INVITE;
}


/* A content goes: what waits of it is void. 1: it had not come yet, so there is
 * nothing to say of it at all */
static int content_forget(jingle_neg_half_t *h, int content)
{
	int i, added = 0, removed = 0;

	for(i = h->wishes - 1; i >= h->out; i--) {
		if(h->wish[i].content != content || content == JINGLE_NEG_ANY)
			continue;
		added |= h->wish[i].kind == JINGLE_WISH_ADD;
		removed |= h->wish[i].kind == JINGLE_WISH_REMOVE;
		jingle_neg_wish_drop(h, i);
	}
	return added && !removed;
}


/* does a later wish make an earlier one void? */
static int replaces(const jingle_wish_t *late, const jingle_wish_t *early)
{
	if(late->kind == JINGLE_WISH_SESSION)
		return 1;
	if(early->request != 0 || goes_alone(early->kind))
		return 0;
	return early->kind == late->kind && early->content == late->content;
}


/* 0, -1 the queue is full */
int jingle_neg_wish_put(jingle_neg_half_t *h, const jingle_wish_t *w)
{
	int i;

	if(w->kind == JINGLE_WISH_REMOVE && content_forget(h, w->content))
		return 0;
	for(i = h->wishes - 1; i >= h->out; i--)
		if(replaces(w, &h->wish[i]))
			jingle_neg_wish_drop(h, i);
	if(h->wishes == JINGLE_NEG_WISHES)
		return -1;
	h->wish[h->wishes++] = *w;
	return 0;
}


/* the offer did not count: its wishes wait again, before the later ones */
void jingle_neg_wishes_back(jingle_neg_half_t *h)
{
	jingle_wish_t all[JINGLE_NEG_WISHES];
	int i, count = h->wishes;

	memcpy(all, h->wish, sizeof(all));
	h->wishes = h->out = 0;
	for(i = 0; i < count; i++)
		jingle_neg_wish_put(h, &all[i]); /* there is room: it came from there */
}


/* what goes next with one offer */
int jingle_neg_wishes_batch(const jingle_neg_half_t *h, jingle_neg_side_t side)
{
	int n = 1;

	if(side == JINGLE_NEG_XMPP || goes_alone(h->wish[0].kind))
		return 1; /* a stanza for each */
	while(n < h->wishes && !goes_alone(h->wish[n].kind))
		n++;
	return n;
}


int jingle_negotiate_is_free(
		const jingle_negotiate_t *n, jingle_neg_side_t side)
{
	return n->half[side].turn == JINGLE_TURN_FREE
		   && (side == JINGLE_NEG_XMPP || n->updates
				   || n->invite == JINGLE_NEG_INVITE_NONE);
}


void jingle_negotiate_sent(
		jingle_negotiate_t *n, jingle_neg_side_t side, unsigned name)
{
	n->half[side].sent = name;
}


int jingle_negotiate_is_out(const jingle_negotiate_t *n, jingle_neg_side_t side,
		jingle_wish_kind_t kind)
{
	const jingle_neg_half_t *h = &n->half[side];
	int i;

	for(i = 0; i < h->out; i++)
		if(h->wish[i].kind == kind)
			return 1;
	return 0;
}


int jingle_negotiate_waits(const jingle_negotiate_t *n, jingle_neg_side_t side)
{
	return n->half[side].wishes > n->half[side].out;
}


void jingle_negotiate_recall(jingle_negotiate_t *n)
{
	static const jingle_wish_t current = {
			JINGLE_WISH_CURRENT, JINGLE_NEG_ANY, 0};

	jingle_neg_wish_put(&n->half[JINGLE_NEG_SIP], &current);
}
