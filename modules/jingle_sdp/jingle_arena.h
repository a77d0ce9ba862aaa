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
 * PURE. A bump arena: blocks are taken from the caller's allocator, nothing
 * is given back before jingle_arena_free(). Each block is at least twice as
 * large as the one before, so that a translation needs few of them.
 */

#ifndef JINGLE_ARENA_H
#define JINGLE_ARENA_H

#include <stddef.h>
#include <string.h>

#include "../../core/str.h"

enum
{
	JINGLE_ARENA_FIRST = 16 * 1024,		 /* bytes of the first block */
	JINGLE_ARENA_MAX = 16 * 1024 * 1024, /* bytes of all blocks, by default */
};

typedef void *(*jingle_alloc_f)(size_t size, void *arg);
typedef void (*jingle_release_f)(void *p, void *arg);

typedef struct jingle_arena
{
	jingle_alloc_f alloc;
	jingle_release_f release;
	void *arg;
	void *blocks; /* newest first */
	char *next;	  /* free space of the newest block */
	size_t left;
	size_t first; /* bytes of the first block */
	size_t total; /* bytes of all blocks */
	size_t max;
	int count;	/* blocks taken so far */
	int failed; /* an allocation failed; stays set */
} jingle_arena_t;

/**
 * Prepare an arena; takes no memory yet.
 *
 * @param alloc   malloc-like, may return NULL; NULL: malloc and free
 * @param first   bytes of the first block, 0 = JINGLE_ARENA_FIRST
 */
void jingle_arena_init(jingle_arena_t *a, jingle_alloc_f alloc,
		jingle_release_f release, void *arg, size_t first);

/**
 * Zeroed memory, aligned for any type.
 *
 * @return NULL when the allocator fails or max is reached; failed is set
 */
void *jingle_arena_get(jingle_arena_t *a, size_t size);

/** Text where the newest block has no room for it. */
char *jingle_arena_more(jingle_arena_t *a, size_t size);

/** The same as jingle_arena_get() for text: not zeroed, not aligned. */
static inline char *jingle_arena_text(jingle_arena_t *a, size_t size)
{
	char *p = a->next;

	if(size > a->left || p == NULL)
		return jingle_arena_more(a, size);
	a->next += size;
	a->left -= size;
	return p;
}

/**
 * Copy text into the arena.
 *
 * @return 0, or -1 with out set to STR_NULL
 */
static inline int jingle_arena_copy(
		jingle_arena_t *a, const char *s, size_t len, str *out)
{
	out->s = jingle_arena_text(a, len);
	out->len = 0;
	if(out->s == NULL)
		return -1;
	memcpy(out->s, s, len);
	out->len = (int)len;
	return 0;
}

/** Give all blocks back; the arena may be used again. Failed is cleared. */
void jingle_arena_free(jingle_arena_t *a);

#endif
