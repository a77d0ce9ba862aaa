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
 *
 * RFC 4975 section 7.3.1: of bytes that come twice the later ones count.
 */

#ifndef CHAT_MSRP_JOIN_H
#define CHAT_MSRP_JOIN_H

#include "chat_out.h"

enum
{
	CHAT_MSRP_GAPS = 8, /* places where something is missing, at a time */
};

typedef struct chat_msrp_join
{
	char *buf; /* the caller's */
	int cap;
	int total; /* CHAT_MSRP_UNKNOWN: its last chunk is not there yet */
	int count; /* pieces that are there, in order, not touching each other */
	struct
	{
		int from, to; /* offsets, from 0; to is behind it */
	} piece[CHAT_MSRP_GAPS];
} chat_msrp_join_t;

void xmpp_chat_msrp_join_init(chat_msrp_join_t *j, char *buf, int cap);

/**
 * Put a chunk to the others.
 *
 * @param start   of its Byte-Range, from 1
 * @param is_last its flag is '$'
 * @return 1 all is there, 0 something is missing; 413: no room for it, too many
 *         gaps, bytes behind the end
 */
int xmpp_chat_msrp_join_add(
		chat_msrp_join_t *j, int start, const str *chunk, int is_last);

#endif
