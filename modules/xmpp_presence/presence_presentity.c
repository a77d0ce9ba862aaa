/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: XMPP users whom SIP users watch, and who does
 */

#include <string.h>

#include "../../core/atomic_ops.h"
#include "../../core/dprint.h"
#include "../../core/locking.h"
#include "../../core/mem/shm.h"
#include "../xmpp_link/link_jid.h"

#include "presence_presentity.h"

enum
{
	CONTACT_SLOTS = 1 << 16
};

typedef struct table
{
	gen_lock_t lock;
	presence_presentity_t **slots;
} table_t;

static table_t *tables;
static int table_count, slot_count;
static atomic_t *subs_count;
/* by hash of the contact: subscriptions, and pairs that are remembered */
static atomic_t *contact_counts, *grant_counts;


static atomic_t *contact_count(const str *contact)
{
	return &contact_counts[link_hash(LINK_HASH_START, contact) % CONTACT_SLOTS];
}


static atomic_t *grant_count(const str *contact)
{
	return &grant_counts[link_hash(LINK_HASH_START, contact) % CONTACT_SLOTS];
}


static int text_equal(const str *a, const str *b)
{
	return a->len == b->len
		   && (a->len == 0 || memcmp(a->s, b->s, (size_t)a->len) == 0);
}


/* an object with a text behind it */
static void *object_new(size_t size, const str *text, str *copy)
{
	char *o = shm_malloc(size + (size_t)text->len);

	if(o == NULL) {
		SHM_MEM_ERROR;
		return NULL;
	}
	memset(o, 0, size);
	copy->s = o + size;
	copy->len = text->len;
	if(text->len > 0)
		memcpy(copy->s, text->s, (size_t)text->len);
	return o;
}


/* --- the tables ----------------------------------------------------------------- */

int xmpp_presence_presentity_init(int workers, int slots)
{
	size_t n = (size_t)1 << slots;
	size_t size = (size_t)workers * (sizeof(table_t) + n * sizeof(void *))
				  + (1 + 2 * CONTACT_SLOTS) * sizeof(atomic_t);
	char *at = shm_malloc(size);
	int i;

	if(at == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	memset(at, 0, size);
	tables = (table_t *)at;
	at += (size_t)workers * sizeof(table_t);
	for(i = 0; i < workers; i++, at += n * sizeof(void *)) {
		tables[i].slots = (presence_presentity_t **)at;
		lock_init(&tables[i].lock);
	}
	subs_count = (atomic_t *)at;
	contact_counts = subs_count + 1;
	grant_counts = contact_counts + CONTACT_SLOTS;
	table_count = workers;
	slot_count = (int)n;
	return 0;
}


static void subs_free(presence_presentity_t *p)
{
	while(p->subs)
		xmpp_presence_sub_free(p->subs);
	xmpp_presence_presentity_free(p);
}


void xmpp_presence_presentity_destroy(void)
{
	int i;

	if(tables == NULL)
		return;
	for(i = 0; i < table_count; i++)
		xmpp_presence_presentities_each(i, subs_free);
	shm_free(tables);
	tables = NULL;
}


void xmpp_presence_presentity_lock(int worker)
{
	lock_get(&tables[worker].lock);
}


void xmpp_presence_presentity_unlock(int worker)
{
	lock_release(&tables[worker].lock);
}


/* --- looking ---------------------------------------------------------------------- */

static presence_presentity_t **slot_of(int worker, uint32_t hash)
{
	return &tables[worker].slots[hash & (uint32_t)(slot_count - 1)];
}


presence_presentity_t *xmpp_presence_presentity_find(
		int worker, const str *user)
{
	uint32_t hash = link_hash(LINK_HASH_START, user);
	presence_presentity_t *p;

	for(p = *slot_of(worker, hash); p; p = p->next)
		if(p->hash == hash && text_equal(&p->bare, user))
			return p;
	return NULL;
}


presence_grant_t *xmpp_presence_grant_find(
		const presence_presentity_t *p, const str *contact)
{
	presence_grant_t *g;

	for(g = p->grants; g; g = g->next)
		if(text_equal(&g->contact, contact))
			return g;
	return NULL;
}


presence_sub_t *xmpp_presence_sub_find(
		const presence_presentity_t *p, const str *tag)
{
	presence_sub_t *s;

	if(tag->len != PRESENCE_SUB_TAG_LEN)
		return NULL;
	for(s = p->subs; s; s = s->next)
		if(memcmp(s->tag, tag->s, PRESENCE_SUB_TAG_LEN) == 0)
			return s;
	return NULL;
}


/* --- made and forgotten --------------------------------------------------------- */

presence_presentity_t *xmpp_presence_presentity_make(
		int worker, const str *user)
{
	presence_presentity_t *p = xmpp_presence_presentity_find(worker, user);
	presence_presentity_t **slot;
	str bare;

	if(p)
		return p;
	p = object_new(sizeof(*p), user, &bare);
	if(p == NULL)
		return NULL;
	p->bare = bare;
	p->worker = worker;
	p->hash = link_hash(LINK_HASH_START, user);
	slot = slot_of(worker, p->hash);
	xmpp_presence_presentity_lock(worker);
	p->next = *slot;
	*slot = p;
	xmpp_presence_presentity_unlock(worker);
	return p;
}


presence_grant_t *xmpp_presence_grant_make(
		presence_presentity_t *p, const str *contact)
{
	presence_grant_t *g = xmpp_presence_grant_find(p, contact);
	str copy;

	if(g)
		return g;
	g = object_new(sizeof(*g), contact, &copy);
	if(g == NULL)
		return NULL;
	g->contact = copy;
	atomic_inc(grant_count(contact));
	xmpp_presence_presentity_lock(p->worker);
	g->next = p->grants;
	p->grants = g;
	xmpp_presence_presentity_unlock(p->worker);
	return g;
}


static char *texts_copy(const str *from, str *to)
{
	size_t size = 1;
	char *block, *at;
	int i;

	for(i = 0; i < PRESENCE_SUB_TEXTS; i++)
		size += (size_t)from[i].len;
	block = at = shm_malloc(size);
	if(block == NULL) {
		SHM_MEM_ERROR;
		return NULL;
	}
	for(i = 0; i < PRESENCE_SUB_TEXTS; i++) {
		to[i].s = at;
		to[i].len = from[i].len;
		if(from[i].len > 0)
			memcpy(at, from[i].s, (size_t)from[i].len);
		at += from[i].len;
	}
	return block;
}


presence_sub_t *xmpp_presence_sub_make(presence_presentity_t *p,
		presence_grant_t *grant, const str *tag, const str *texts)
{
	static const str none = {"", 0};
	str unused;
	presence_sub_t *s = object_new(sizeof(*s), &none, &unused);

	if(s == NULL)
		return NULL;
	s->block = texts_copy(texts, s->text);
	if(s->block == NULL) {
		shm_free(s);
		return NULL;
	}
	memcpy(s->tag, tag->s, PRESENCE_SUB_TAG_LEN);
	s->of = p;
	s->grant = grant;
	xmpp_presence_presentity_lock(p->worker);
	s->next = p->subs;
	p->subs = s;
	xmpp_presence_presentity_unlock(p->worker);
	atomic_inc(subs_count);
	atomic_inc(contact_count(&grant->contact));
	return s;
}


int xmpp_presence_sub_texts(presence_sub_t *s, const str *texts)
{
	str all[PRESENCE_SUB_TEXTS], fresh[PRESENCE_SUB_TEXTS];
	char *block, *old = s->block;

	memcpy(all, s->text, sizeof(all));
	if(texts[PRESENCE_SUB_TARGET].len > 0)
		all[PRESENCE_SUB_TARGET] = texts[PRESENCE_SUB_TARGET];
	if(text_equal(&all[PRESENCE_SUB_TARGET], &s->text[PRESENCE_SUB_TARGET]))
		return 0;
	block = texts_copy(all, fresh);
	if(block == NULL)
		return -1;
	xmpp_presence_presentity_lock(s->of->worker);
	memcpy(s->text, fresh, sizeof(fresh));
	s->block = block;
	xmpp_presence_presentity_unlock(s->of->worker);
	shm_free(old);
	return 0;
}


void xmpp_presence_sub_free(presence_sub_t *s)
{
	presence_presentity_t *p = s->of;
	presence_sub_t **at;

	xmpp_presence_presentity_lock(p->worker);
	for(at = &p->subs; *at != s; at = &(*at)->next)
		;
	*at = s->next;
	xmpp_presence_presentity_unlock(p->worker);
	atomic_dec(subs_count);
	atomic_dec(contact_count(&s->grant->contact));
	shm_free(s->block);
	shm_free(s);
}


void xmpp_presence_presentity_free(presence_presentity_t *p)
{
	presence_presentity_t **at = slot_of(p->worker, p->hash);
	presence_device_t *d;
	presence_grant_t *g;

	xmpp_presence_presentity_lock(p->worker);
	while(*at != p)
		at = &(*at)->next;
	*at = p->next;
	xmpp_presence_presentity_unlock(p->worker);
	while((d = p->devices) != NULL) {
		p->devices = d->next;
		shm_free(d);
	}
	while((g = p->grants) != NULL) {
		p->grants = g->next;
		atomic_dec(grant_count(&g->contact));
		shm_free(g);
	}
	shm_free(p);
}


/* --- all of them ------------------------------------------------------------------- */

void xmpp_presence_presentities_each(
		int worker, void (*f)(presence_presentity_t *p))
{
	presence_presentity_t *p, *next;
	int i;

	for(i = 0; i < slot_count; i++)
		for(p = tables[worker].slots[i]; p; p = next) {
			next = p->next;
			f(p);
		}
}


int xmpp_presence_subs_count(void)
{
	return atomic_get(subs_count);
}


int xmpp_presence_grants_of(const str *contact)
{
	return atomic_get(grant_count(contact));
}


int xmpp_presence_subs_of(const str *contact)
{
	return atomic_get(contact_count(contact));
}


int xmpp_presence_presentity_slots(void)
{
	return slot_count;
}


int xmpp_presence_presentity_slot(int worker, int slot,
		int (*f)(const presence_presentity_t *p, void *arg), void *arg)
{
	const presence_presentity_t *p;
	int rc = 0;

	for(p = tables[worker].slots[slot]; p && rc == 0; p = p->next)
		rc = f(p, arg);
	return rc;
}


int xmpp_presence_presentity_walk(int worker, int slot,
		int (*f)(const presence_presentity_t *p, void *arg), void *arg)
{
	int rc;

	xmpp_presence_presentity_lock(worker);
	rc = xmpp_presence_presentity_slot(worker, slot, f, arg);
	xmpp_presence_presentity_unlock(worker);
	return rc;
}
