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
 * \brief xmpp_gateway :: XMPP users, their contacts of ours, their devices
 *
 * A hash table in shared memory for each worker, with a lock for each slot.
 * Only the worker that owns a user changes the entry, with the slot locked;
 * other processes read with the lock. An entry is made by the first
 * subscription or presence, and freed when it has neither contacts nor
 * devices.
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../../core/locking.h"
#include "../../core/mem/shm_mem.h"
#include "../xmpp_link/link_jid.h"
#include "../xmpp_link/link_log.h"

#include "gateway_config.h"
#include "gateway_users.h"

typedef struct gateway_table
{
	gen_lock_t lock; /* taken by the owner to change, by others to read */
	gateway_user_t **slots;
	gateway_counts_t counts;
} gateway_table_t;

static gateway_table_t *tables = NULL;
static int table_count = 0;
static uint32_t slot_mask = 0;

static void device_free(gateway_device_t *d)
{
	if(d->caps.s)
		shm_free(d->caps.s);
	if(d->asker.s)
		shm_free(d->asker.s);
	shm_free(d);
}


static void user_free(gateway_user_t *user)
{
	gateway_contact_t *c;
	gateway_device_t *d;

	while((c = user->contacts) != NULL) {
		user->contacts = c->next;
		shm_free(c);
	}
	while((d = user->devices) != NULL) {
		user->devices = d->next;
		device_free(d);
	}
	shm_free(user);
}


static int table_init(gateway_table_t *t)
{
	size_t size = sizeof(gateway_user_t *) * ((size_t)slot_mask + 1);

	t->slots = shm_malloc(size);
	if(t->slots == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	memset(t->slots, 0, size);
	return lock_init(&t->lock) ? 0 : -1;
}


int xmpp_gateway_users_init(int workers, int slots)
{
	size_t size = sizeof(gateway_table_t) * (size_t)workers;
	int i;

	slot_mask = (1u << slots) - 1;
	tables = shm_malloc(size);
	if(tables == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	memset(tables, 0, size);
	table_count = workers;
	for(i = 0; i < workers; i++)
		if(table_init(&tables[i]) < 0) {
			xmpp_gateway_users_destroy();
			return -1;
		}
	return 0;
}


static void table_free(gateway_table_t *t)
{
	gateway_user_t *user;
	uint32_t i;

	if(t->slots == NULL)
		return;
	for(i = 0; i <= slot_mask; i++)
		while((user = t->slots[i]) != NULL) {
			t->slots[i] = user->next;
			user_free(user);
		}
	shm_free(t->slots);
}


void xmpp_gateway_users_destroy(void)
{
	int i;

	if(tables == NULL)
		return;
	for(i = 0; i < table_count; i++)
		table_free(&tables[i]);
	shm_free(tables);
	tables = NULL;
}


/* --- strings ----------------------------------------------------------------- */

static void str_take(char *to, const str *from, str *s)
{
	if(from->len > 0)
		memcpy(to, from->s, (size_t)from->len);
	s->s = to;
	s->len = from->len;
}


/* An object with one string behind it, zeroed */
static void *object_new(size_t size, const str *s)
{
	void *p = shm_malloc(size + (size_t)(s->len > 0 ? s->len : 0) + 1);

	if(p == NULL) {
		SHM_MEM_ERROR;
		return NULL;
	}
	memset(p, 0, size);
	return p;
}


/* --- users ------------------------------------------------------------------- */

gateway_user_t *xmpp_gateway_user_find(int worker, const str *jid)
{
	str bare = link_jid_bare(jid);
	uint32_t hash = link_hash(LINK_HASH_START, &bare);
	gateway_user_t *user;

	for(user = tables[worker].slots[hash & slot_mask]; user; user = user->next)
		if(user->hash == hash && link_folded_equal(&user->bare, &bare))
			return user;
	return NULL;
}


gateway_user_t *xmpp_gateway_user_make(int worker, const str *jid)
{
	gateway_table_t *t = &tables[worker];
	gateway_user_t *user = xmpp_gateway_user_find(worker, jid);
	str bare = link_jid_bare(jid);

	if(user)
		return user;
	if(t->counts.users >= GATEWAY_CFG(max_users) / table_count + 1) {
		LINK_LOG(LM_WARN,
				"more than %d XMPP users (parameter max_users): %.*s is "
				"refused\n",
				GATEWAY_CFG(max_users), STR_FMT(&bare));
		return NULL;
	}
	user = object_new(sizeof(*user), &bare);
	if(user == NULL)
		return NULL;
	user->hash = link_hash(LINK_HASH_START, &bare);
	str_take((char *)(user + 1), &bare, &user->bare);
	lock_get(&t->lock);
	user->next = t->slots[user->hash & slot_mask];
	t->slots[user->hash & slot_mask] = user;
	t->counts.users++;
	lock_release(&t->lock);
	return user;
}


void xmpp_gateway_user_tidy(int worker, gateway_user_t *user)
{
	gateway_table_t *t = &tables[worker];
	gateway_user_t **p;

	if(user->contacts || user->devices)
		return;
	lock_get(&t->lock);
	for(p = &t->slots[user->hash & slot_mask]; *p != user; p = &(*p)->next)
		;
	*p = user->next;
	t->counts.users--;
	lock_release(&t->lock);
	user_free(user);
}


/* --- contacts ------------------------------------------------------------------ */

gateway_contact_t *xmpp_gateway_contact_find(
		const gateway_user_t *user, const str *contact)
{
	str bare = link_jid_bare(contact);
	gateway_contact_t *c;

	for(c = user->contacts; c; c = c->next)
		if(link_folded_equal(&c->jid, &bare))
			return c;
	return NULL;
}


gateway_contact_t *xmpp_gateway_contact_make(
		int worker, gateway_user_t *user, const str *contact)
{
	gateway_table_t *t = &tables[worker];
	gateway_contact_t *c;
	str bare = link_jid_bare(contact);
	int n = 0;

	for(c = user->contacts; c; c = c->next, n++)
		if(link_folded_equal(&c->jid, &bare))
			return c;
	if(n >= GATEWAY_CFG(max_contacts)) {
		LINK_LOG(LM_WARN,
				"XMPP user %.*s has %d contacts (parameter max_contacts): %.*s "
				"is refused\n",
				STR_FMT(&user->bare), n, STR_FMT(&bare));
		return NULL;
	}
	c = object_new(sizeof(*c), &bare);
	if(c == NULL)
		return NULL;
	str_take((char *)(c + 1), &bare, &c->jid);
	lock_get(&t->lock);
	c->next = user->contacts;
	user->contacts = c;
	t->counts.contacts++;
	lock_release(&t->lock);
	return c;
}


void xmpp_gateway_contact_remove(
		int worker, gateway_user_t *user, gateway_contact_t *contact)
{
	gateway_table_t *t = &tables[worker];
	gateway_contact_t **p;

	lock_get(&t->lock);
	for(p = &user->contacts; *p != contact; p = &(*p)->next)
		;
	*p = contact->next;
	t->counts.contacts--;
	lock_release(&t->lock);
	shm_free(contact);
}


/* --- devices ------------------------------------------------------------------- */

gateway_device_t *xmpp_gateway_device_find(
		const gateway_user_t *user, const str *resource)
{
	gateway_device_t *d;

	for(d = user->devices; d; d = d->next)
		if(d->resource.len == resource->len
				&& memcmp(d->resource.s, resource->s, (size_t)resource->len)
						   == 0)
			return d;
	return NULL;
}


gateway_device_t *xmpp_gateway_device_make(
		int worker, gateway_user_t *user, const str *resource)
{
	gateway_table_t *t = &tables[worker];
	gateway_device_t *d = xmpp_gateway_device_find(user, resource);
	int n = 0;

	if(d)
		return d;
	for(d = user->devices; d; d = d->next)
		n++;
	if(n >= GATEWAY_CFG(max_devices)) {
		LINK_LOG(LM_WARN,
				"XMPP user %.*s has %d devices (parameter max_devices): /%.*s "
				"is refused\n",
				STR_FMT(&user->bare), n, STR_FMT(resource));
		return NULL;
	}
	d = object_new(sizeof(*d), resource);
	if(d == NULL)
		return NULL;
	str_take((char *)(d + 1), resource, &d->resource);
	lock_get(&t->lock);
	d->next = user->devices;
	user->devices = d;
	t->counts.devices++;
	lock_release(&t->lock);
	return d;
}


static int str_same(const str *a, const str *b)
{
	return a->len == b->len
		   && (a->len == 0 || memcmp(a->s, b->s, (size_t)a->len) == 0);
}


int xmpp_gateway_device_caps(
		int worker, gateway_device_t *device, const str *caps, const str *node)
{
	gateway_table_t *t = &tables[worker];
	char *text, *old = device->caps.s;

	if(old && str_same(&device->caps, caps) && str_same(&device->node, node))
		return 0;
	text = object_new((size_t)(caps->len > 0 ? caps->len : 0), node);
	if(text == NULL)
		return -1;
	lock_get(&t->lock);
	str_take(text, caps, &device->caps);
	str_take(text + device->caps.len, node, &device->node);
	device->known = 0;
	device->asked = 0;
	lock_release(&t->lock);
	if(old)
		shm_free(old);
	return 1;
}


int xmpp_gateway_device_asker(
		int worker, gateway_device_t *device, const str *asker)
{
	gateway_table_t *t = &tables[worker];
	char *text, *old = device->asker.s;

	if(old && str_same(&device->asker, asker))
		return 0;
	text = object_new(0, asker);
	if(text == NULL)
		return -1;
	lock_get(&t->lock);
	str_take(text, asker, &device->asker);
	lock_release(&t->lock);
	if(old)
		shm_free(old);
	return 0;
}


void xmpp_gateway_device_remove(
		int worker, gateway_user_t *user, gateway_device_t *device)
{
	gateway_table_t *t = &tables[worker];
	gateway_device_t **p;

	lock_get(&t->lock);
	for(p = &user->devices; *p != device; p = &(*p)->next)
		;
	*p = device->next;
	t->counts.devices--;
	lock_release(&t->lock);
	device_free(device);
}


void xmpp_gateway_devices_clear(int worker)
{
	gateway_user_t *user, *next;
	uint32_t i;

	for(i = 0; i <= slot_mask; i++)
		for(user = tables[worker].slots[i]; user; user = next) {
			next = user->next;
			while(user->devices)
				xmpp_gateway_device_remove(worker, user, user->devices);
			xmpp_gateway_user_tidy(worker, user);
		}
}


/* --- any process --------------------------------------------------------------- */

int xmpp_gateway_slots(void)
{
	return (int)slot_mask + 1;
}


int xmpp_gateway_users_each(int worker, int slot, gateway_user_f f, void *arg)
{
	gateway_user_t *user;
	int rc = 0;

	for(user = tables[worker].slots[slot]; user && rc == 0; user = user->next)
		rc = f(user, arg);
	return rc;
}


int xmpp_gateway_users_walk(int worker, int slot, gateway_user_f f, void *arg)
{
	int rc;

	lock_get(&tables[worker].lock);
	rc = xmpp_gateway_users_each(worker, slot, f, arg);
	lock_release(&tables[worker].lock);
	return rc;
}


void xmpp_gateway_users_count(gateway_counts_t *counts)
{
	int i;

	memset(counts, 0, sizeof(*counts));
	for(i = 0; i < table_count; i++) {
		counts->users += tables[i].counts.users;
		counts->contacts += tables[i].counts.contacts;
		counts->devices += tables[i].counts.devices;
	}
}
