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
 * \brief xmpp_link :: a buffer of bytes that grows
 *
 * Plain malloc: it belongs to one peer of one worker and grows with what the
 * peer sends, up to the frame limit; the owner frees it.
 */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "link_buffer.h"

enum
{
	BUFFER_FIRST = 32 * 1024, /* bytes */
	BUFFER_KEEP = 128 * 1024
};


int xmpp_link_buffer_room(link_buffer_t *b, size_t n)
{
	size_t cap = b->cap ? b->cap : BUFFER_FIRST;
	char *s;

	if(n <= b->cap - b->len)
		return 0;
	if(n > SIZE_MAX / 4 || b->len > SIZE_MAX / 4)
		return -1;
	while(cap - b->len < n)
		cap *= 2;
	s = realloc(b->s, cap);
	if(s == NULL)
		return -1;
	b->s = s;
	b->cap = cap;
	return 0;
}


void xmpp_link_buffer_drop(link_buffer_t *b, size_t n)
{
	b->len -= n;
	if(b->len > 0 && n > 0)
		memmove(b->s, b->s + n, b->len);
	if(b->len == 0 && b->cap > BUFFER_KEEP) {
		free(b->s);
		memset(b, 0, sizeof(*b));
	}
}
