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
 * \brief jingle :: contents that the peer adds while it is not its turn
 *
 * PURE.
 */

#include "jingle_map.h"
#include "jingle_map_queue.h"
#include "jingle_map_slots.h"

enum
{
	WAITING_MAX =
			JINGLE_CTX_QUEUED / 2 /* the offer that is out may come back */
};

/* m= lines that there may be yet, or that are free again */
static int lines_left(const jingle_ctx_t *ctx)
{
	int i, n = JINGLE_CTX_SLOTS - ctx->slots;

	for(i = 0; i < ctx->slots; i++)
		n += ctx->slot[i].state == JINGLE_SLOT_FREE && !ctx->slot[i].asleep;
	return n;
}

jingle_slot_t *jingle_queue_new(jingle_map_t *t, jingle_ctx_t *ctx)
{
	jingle_slot_t *s;

	if(ctx->queued >= lines_left(ctx)) {
		jingle_map_limit(t, "m= lines in a session", JINGLE_CTX_SLOTS);
		return NULL;
	}
	if(ctx->queued >= WAITING_MAX) {
		jingle_map_limit(t, "contents that wait to be offered", WAITING_MAX);
		return NULL;
	}
	s = &ctx->queue[ctx->queued++];
	memset(s, 0, sizeof(*s));
	s->peer_mask = s->sip_mask = s->senders = JINGLE_SENDERS_BOTH;
	return s;
}

jingle_slot_t *jingle_queue_find(jingle_ctx_t *ctx, const str *name)
{
	int i;

	for(i = 0; i < ctx->queued; i++)
		if(jingle_str_eq(&ctx->queue[i].name, name))
			return &ctx->queue[i];
	return NULL;
}

void jingle_queue_remove(jingle_ctx_t *ctx, jingle_slot_t *slot)
{
	int at = (int)(slot - ctx->queue);

	ctx->queued--;
	memmove(slot, slot + 1, (size_t)(ctx->queued - at) * sizeof(*slot));
}

int jingle_queue_offer(jingle_map_t *t, jingle_ctx_t *ctx)
{
	int i, n = lines_left(ctx), appended;
	jingle_slot_t *s;

	if(n > ctx->queued) /* SIP may have taken a line since */
		n = ctx->queued;
	for(i = 0; i < n; i++) {
		s = jingle_slot_new(t, ctx, NULL);
		if(s == NULL)
			return -1;
		appended = s->appended;
		*s = ctx->queue[i];
		s->appended = appended;
		s->state = JINGLE_SLOT_OFFERED;
		jingle_str_clear(&s->mid);
		if(jingle_slot_set_mid(t, ctx, s) < 0)
			return -1;
	}
	ctx->queued -= n;
	memmove(ctx->queue, ctx->queue + n,
			(size_t)ctx->queued * sizeof(ctx->queue[0]));
	return 0;
}

/* before those that have come since */
static void put_back(jingle_ctx_t *ctx, const jingle_slot_t *slot, int at)
{
	if(ctx->queued == JINGLE_CTX_QUEUED)
		return;
	memmove(&ctx->queue[at + 1], &ctx->queue[at],
			(size_t)(ctx->queued - at) * sizeof(*slot));
	ctx->queue[at] = *slot;
	ctx->queued++;
}

void jingle_sdp_postponed(jingle_ctx_t *ctx)
{
	int i, at = 0;

	if(ctx->pending != JINGLE_PENDING_SIP_ANSWER)
		return;
	ctx->pending = JINGLE_PENDING_NONE;
	for(i = 0; i < ctx->slots; i++) {
		jingle_slot_t *s = &ctx->slot[i];

		if(s->state != JINGLE_SLOT_OFFERED || s->by_sip)
			continue;
		put_back(ctx, s, at++);
		s->state = JINGLE_SLOT_FREE;
		jingle_str_clear(&s->peer);
	}
	jingle_slots_cut(ctx);
}
