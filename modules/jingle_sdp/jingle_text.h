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
 * \brief jingle :: text that grows in the arena
 *
 * PURE.
 */

#ifndef JINGLE_TEXT_H
#define JINGLE_TEXT_H

#include <string.h>

#include "jingle_arena.h"

/* A literal as the two arguments (pointer, length) */
#define JINGLE_LIT(s) (s), (sizeof(s) - 1)

/* What is rare: kept apart from what each stanza comes to */
#define JINGLE_COLD __attribute__((cold, noinline))

/* Text that grows in the arena; once it fails it stays failed. */
typedef struct jingle_text
{
	jingle_arena_t *arena;
	char *s;
	size_t len;
	size_t cap;
	int failed; /* no memory */
	int bad;	/* a value that must not be in an SDP line */
} jingle_text_t;

void jingle_text_init(jingle_text_t *b, jingle_arena_t *arena, size_t hint);
JINGLE_COLD int jingle_text_grow(jingle_text_t *b, size_t n);
void jingle_text_number(jingle_text_t *b, unsigned long long n);

static inline void jingle_text_put(jingle_text_t *b, const char *s, size_t n)
{
	if(n == 0 || (n > b->cap - b->len && jingle_text_grow(b, n) < 0))
		return;
	memcpy(b->s + b->len, s, n);
	b->len += n;
}

#endif
