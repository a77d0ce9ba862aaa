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

#include "jingle_text.h"

enum
{
	TEXT_FIRST = 512
};

void jingle_text_init(jingle_text_t *b, jingle_arena_t *arena, size_t hint)
{
	memset(b, 0, sizeof(*b));
	b->arena = arena;
	b->cap = hint ? hint : TEXT_FIRST;
	b->s = jingle_arena_text(arena, b->cap);
	if(b->s == NULL) {
		b->s = (char *)""; /* nothing is put into it, not from NULL either */
		b->cap = 0;
		b->failed = 1;
	}
}

int jingle_text_grow(jingle_text_t *b, size_t n)
{
	size_t cap = b->cap * 2 > b->len + n ? b->cap * 2 : b->len + n;
	char *s;

	if(b->failed)
		return -1;
	s = jingle_arena_text(b->arena, cap);
	if(s == NULL) {
		b->failed = 1;
		b->cap = b->len; /* no put succeeds from now on */
		return -1;
	}
	if(b->len)
		memcpy(s, b->s, b->len);
	b->s = s;
	b->cap = cap;
	return 0;
}

void jingle_text_number(jingle_text_t *b, unsigned long long n)
{
	static const char pairs[] =
			"00010203040506070809101112131415161718192021222324252627282930313"
			"23334353637383940414243444546474849505152535455565758596061626364"
			"65666768697071727374757677787980818283848586878889909192939495969"
			"79899";
	char digits[24];
	int i = (int)sizeof(digits);
	unsigned low;

	for(; n > 0xFFFFFFFFu; n /= 10)
		digits[--i] = (char)('0' + n % 10);
	for(low = (unsigned)n; low >= 100; low /= 100) {
		i -= 2;
		memcpy(digits + i, pairs + low % 100 * 2, 2);
	}
	if(low >= 10) {
		i -= 2;
		memcpy(digits + i, pairs + low * 2, 2);
	} else
		digits[--i] = (char)('0' + low);
	jingle_text_put(b, digits + i, sizeof(digits) - (size_t)i);
}
