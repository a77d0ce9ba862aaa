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
 * \brief jingle :: memory of one translation
 *
 * PURE.
 */

#include <stdint.h>
#include <stdlib.h>

#include "jingle_arena.h"

enum
{
	ARENA_ALIGN = 16
};

/* A block: this header, then its memory. */
typedef struct arena_block
{
	struct arena_block *next;
	size_t size;
} arena_block_t;

enum
{
	ARENA_HEADER =
			(sizeof(arena_block_t) + ARENA_ALIGN - 1) & ~(ARENA_ALIGN - 1)
};

/* malloc(): the translation is built without Kamailio as well, and what one takes
 * is bounded by jingle_limits_t, not by what -M gives */
static void *arena_malloc(size_t size, void *arg)
{
	(void)arg;
	return malloc(size);
}

static void arena_release(void *p, void *arg)
{
	(void)arg;
	free(p);
}

void jingle_arena_init(jingle_arena_t *a, jingle_alloc_f alloc,
		jingle_release_f release, void *arg, size_t first)
{
	memset(a, 0, sizeof(*a));
	a->alloc = alloc ? alloc : arena_malloc;
	a->release = alloc ? release : arena_release;
	a->arg = arg;
	a->first = first ? first : JINGLE_ARENA_FIRST;
	a->max = JINGLE_ARENA_MAX;
}

/* Make room for `size` more bytes in a new block. */
static int arena_grow(jingle_arena_t *a, size_t size)
{
	arena_block_t *newest = a->blocks;
	size_t want = newest ? newest->size * 2 : a->first;
	arena_block_t *b;

	if(want < size + ARENA_HEADER)
		want = size + ARENA_HEADER;
	if(a->total >= a->max || size + ARENA_HEADER > a->max - a->total)
		return -1;
	if(want > a->max - a->total)
		want = a->max - a->total;
	b = a->alloc(want, a->arg);
	if(b == NULL)
		return -1;
	b->next = newest;
	b->size = want;
	a->blocks = b;
	a->next = (char *)b + ARENA_HEADER;
	a->left = want - ARENA_HEADER;
	a->total += want;
	a->count++;
	return 0;
}

char *jingle_arena_more(jingle_arena_t *a, size_t size)
{
	if(size > JINGLE_ARENA_MAX || arena_grow(a, size) < 0) {
		a->failed = 1;
		return NULL;
	}
	a->next += size;
	a->left -= size;
	return a->next - size;
}

void *jingle_arena_get(jingle_arena_t *a, size_t size)
{
	size_t pad = (size_t)(-(uintptr_t)a->next) & (ARENA_ALIGN - 1);
	char *p;

	if(a->next != NULL) {
		if(pad > a->left)
			pad = a->left;
		a->next += pad;
		a->left -= pad;
	}
	/* a new block is aligned: its header is a multiple of ARENA_ALIGN */
	p = jingle_arena_text(a, size);
	if(p != NULL)
		memset(p, 0, size);
	return p;
}

void jingle_arena_free(jingle_arena_t *a)
{
	arena_block_t *b, *next;

	for(b = a->blocks; b != NULL; b = next) {
		next = b->next;
		a->release(b, a->arg);
	}
	a->blocks = NULL;
	a->next = NULL;
	a->left = 0;
	a->total = 0;
	a->count = 0;
	a->failed = 0;
}
