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
 * \brief xmpp_gateway :: verified capabilities of clients
 *
 * One hash table in shared memory for all workers, under one lock, bounded by
 * max_caps: the entry used longest ago is dropped. A worker that meets an
 * unknown key claims it, asks one client (gateway_devices.c) and puts the
 * verified answer; other workers do not ask meanwhile.
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../../core/locking.h"
#include "../../core/mem/shm_mem.h"
#include "../xmpp_link/link_jid.h"

#include "gateway_caps.h"

enum
{
	CAPS_SLOTS = 512
};

typedef struct caps
{
	struct caps *next;			/* in the slot */
	struct caps *newer, *older; /* by last use */
	uint32_t hash;
	str key;
	int known;
	unsigned features;
	uint64_t claimed; /* when a worker began to ask, 0: none has */
} caps_t;

typedef struct caps_cache
{
	gen_lock_t lock;
	int max;
	int count;
	caps_t *slots[CAPS_SLOTS];
	caps_t *newest, *oldest;
} caps_cache_t;

static caps_cache_t *cache = NULL;

int xmpp_gateway_caps_init(int max)
{
	cache = shm_malloc(sizeof(*cache));
	if(cache == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	memset(cache, 0, sizeof(*cache));
	cache->max = max;
	return lock_init(&cache->lock) ? 0 : -1;
}


void xmpp_gateway_caps_destroy(void)
{
	caps_t *c;

	if(cache == NULL)
		return;
	while((c = cache->newest) != NULL) {
		cache->newest = c->older;
		shm_free(c);
	}
	shm_free(cache);
	cache = NULL;
}


/* --- under the lock ----------------------------------------------------------- */

static void age_remove(caps_t *c)
{
	if(c->newer)
		c->newer->older = c->older;
	else
		cache->newest = c->older;
	if(c->older)
		c->older->newer = c->newer;
	else
		cache->oldest = c->newer;
}


static void age_insert(caps_t *c)
{
	c->newer = NULL;
	c->older = cache->newest;
	if(c->older)
		c->older->newer = c;
	else
		cache->oldest = c;
	cache->newest = c;
}


static void caps_remove(caps_t *c)
{
	caps_t **p;

	for(p = &cache->slots[c->hash % CAPS_SLOTS]; *p != c; p = &(*p)->next)
		;
	*p = c->next;
	age_remove(c);
	cache->count--;
	shm_free(c);
}


static caps_t *caps_get(const str *key)
{
	uint32_t hash = link_hash(LINK_HASH_START, key);
	caps_t *c;

	for(c = cache->slots[hash % CAPS_SLOTS]; c; c = c->next)
		if(c->hash == hash && c->key.len == key->len
				&& memcmp(c->key.s, key->s, (size_t)key->len) == 0) {
			age_remove(c);
			age_insert(c);
			return c;
		}
	return NULL;
}


static caps_t *caps_make(const str *key)
{
	caps_t *c = caps_get(key);

	if(c)
		return c;
	if(cache->count >= cache->max)
		caps_remove(cache->oldest);
	c = shm_malloc(sizeof(*c) + (size_t)key->len);
	if(c == NULL) {
		SHM_MEM_ERROR;
		return NULL;
	}
	memset(c, 0, sizeof(*c));
	c->key.s = (char *)(c + 1);
	c->key.len = key->len;
	memcpy(c->key.s, key->s, (size_t)key->len);
	c->hash = link_hash(LINK_HASH_START, key);
	c->next = cache->slots[c->hash % CAPS_SLOTS];
	cache->slots[c->hash % CAPS_SLOTS] = c;
	age_insert(c);
	cache->count++;
	return c;
}


/* --- for all -------------------------------------------------------------------- */

int xmpp_gateway_caps_find(const str *key, unsigned *features)
{
	caps_t *c;
	int known;

	if(key->len <= 0)
		return 0;
	lock_get(&cache->lock);
	c = caps_get(key);
	known = c && c->known;
	if(known)
		*features = c->features;
	lock_release(&cache->lock);
	return known;
}


int xmpp_gateway_caps_claim(const str *key, uint64_t now, int wait)
{
	caps_t *c;
	int mine;

	lock_get(&cache->lock);
	c = caps_make(key);
	mine = c && !c->known
		   && (c->claimed == 0 || now >= c->claimed + (uint64_t)wait);
	if(mine)
		c->claimed = now ? now : 1;
	lock_release(&cache->lock);
	return mine;
}


void xmpp_gateway_caps_put(const str *key, int verified, unsigned features)
{
	caps_t *c;

	lock_get(&cache->lock);
	c = verified ? caps_make(key) : caps_get(key);
	if(c && verified) {
		c->known = 1;
		c->features = features;
	} else if(c && !c->known) {
		caps_remove(c);
	}
	lock_release(&cache->lock);
}


int xmpp_gateway_caps_count(void)
{
	return cache ? cache->count : 0;
}
