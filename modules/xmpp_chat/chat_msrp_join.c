/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: a message put together from its chunks, in any order. PURE
 */

#include "chat_msrp.h"
#include "chat_msrp_join.h"


void xmpp_chat_msrp_join_init(chat_msrp_join_t *j, char *buf, int cap)
{
	memset(j, 0, sizeof(*j));
	j->buf = buf;
	j->cap = cap;
	j->total = CHAT_MSRP_UNKNOWN;
}


/* from..to is there: with the pieces that it touches it becomes one. return 0,
 * -1 too many */
static int piece_add(chat_msrp_join_t *j, int from, int to)
{
	int i, first, last;

	for(first = 0; first < j->count && j->piece[first].to < from; first++)
		;
	for(last = first; last < j->count && j->piece[last].from <= to; last++) {
		if(j->piece[last].from < from)
			from = j->piece[last].from;
		if(j->piece[last].to > to)
			to = j->piece[last].to;
	}
	if(first == last) {
		if(j->count == CHAT_MSRP_GAPS)
			return -1;
		for(i = j->count++; i > first; i--)
			j->piece[i] = j->piece[i - 1];
	} else {
		for(i = last; i < j->count; i++)
			j->piece[first + 1 + i - last] = j->piece[i];
		j->count -= last - first - 1;
	}
	j->piece[first].from = from;
	j->piece[first].to = to;
	return 0;
}


static int is_whole(const chat_msrp_join_t *j)
{
	if(j->total == 0)
		return 1;
	return j->total != CHAT_MSRP_UNKNOWN && j->count == 1
		   && j->piece[0].from == 0 && j->piece[0].to == j->total;
}


int xmpp_chat_msrp_join_add(
		chat_msrp_join_t *j, int start, const str *chunk, int is_last)
{
	int from = start - 1, to;

	if(from < 0 || from > j->cap || chunk->len > j->cap - from)
		return 413;
	to = from + chunk->len;
	if((j->total != CHAT_MSRP_UNKNOWN && (to > j->total || is_last)
			   && to != j->total)
			|| (is_last && j->count > 0 && j->piece[j->count - 1].to > to))
		return 413;
	if(chunk->len > 0) {
		if(piece_add(j, from, to) < 0)
			return 413;
		memcpy(j->buf + from, chunk->s, (size_t)chunk->len);
	}
	if(is_last)
		j->total = to;
	return is_whole(j);
}
