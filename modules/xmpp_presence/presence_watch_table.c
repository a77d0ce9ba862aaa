/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: who watches whom
 *
 * Each worker of the link has a table of the users that it owns, and of whom
 * they watch. Only the owner changes its table, with the lock taken; other
 * processes read with the lock.
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../../core/locking.h"
#include "../../core/mem/shm_mem.h"
#include "../xmpp_link/link_jid.h"

#include "presence_config.h"
#include "presence_watch_table.h"

typedef struct presence_table
{
	gen_lock_t lock; /* taken by the owner to change, by others to read */
	presence_watcher_t **users;
	presence_pair_t **tokens;
	presence_pair_t **contacts;
} presence_table_t;

static presence_table_t *tables = NULL;
static int table_count = 0;
static uint32_t slot_mask = 0;


/* --- begin and end ------------------------------------------------------------------ */

static void *slots_make(void)
{
	size_t size = sizeof(void *) * ((size_t)slot_mask + 1);
	void *slots = shm_malloc(size);

	if(slots)
		memset(slots, 0, size);
	else
		SHM_MEM_ERROR;
	return slots;
}


static int table_init(presence_table_t *t)
{
	t->users = slots_make();
	t->tokens = slots_make();
	t->contacts = slots_make();
	if(t->users == NULL || t->tokens == NULL || t->contacts == NULL)
		return -1;
	return lock_init(&t->lock) ? 0 : -1;
}


int xmpp_presence_table_init(int workers, int slots)
{
	size_t size = sizeof(presence_table_t) * (size_t)workers;
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
			xmpp_presence_table_destroy();
			return -1;
		}
	return 0;
}


static void shm_drop(void *p)
{
	if(p)
		shm_free(p);
}


static void pair_drop(presence_pair_t *p)
{
	shm_drop(p->dialog.rem_tag.s);
	shm_drop(p->dialog.target.s);
	shm_drop(p->dialog.routes.s);
	shm_drop(p->now.status.s);
	shm_drop(p->now.since.s);
	shm_drop(p->lamp);
	shm_free(p);
}


static void table_free(presence_table_t *t)
{
	presence_watcher_t *user;
	presence_pair_t *p;
	uint32_t i;

	for(i = 0; t->users && i <= slot_mask; i++)
		while((user = t->users[i]) != NULL) {
			t->users[i] = user->next;
			while((p = user->pairs) != NULL) {
				user->pairs = p->next;
				pair_drop(p);
			}
			shm_free(user);
		}
	shm_drop(t->users);
	shm_drop(t->tokens);
	shm_drop(t->contacts);
}


void xmpp_presence_table_destroy(void)
{
	int i;

	if(tables == NULL)
		return;
	for(i = 0; i < table_count; i++)
		table_free(&tables[i]);
	shm_free(tables);
	tables = NULL;
}


void xmpp_presence_lock(int worker)
{
	lock_get(&tables[worker].lock);
}


void xmpp_presence_unlock(int worker)
{
	lock_release(&tables[worker].lock);
}


/* --- finding -------------------------------------------------------------------------- */

presence_watcher_t *xmpp_presence_watcher_find(int worker, const str *user)
{
	str bare = link_jid_bare(user);
	uint32_t hash = link_hash(LINK_HASH_START, &bare);
	presence_watcher_t *u;

	for(u = tables[worker].users[hash & slot_mask]; u; u = u->next)
		if(u->hash == hash && link_folded_equal(&u->bare, &bare))
			return u;
	return NULL;
}


static presence_pair_t *package_find(
		int worker, const str *user, const str *contact, int package)
{
	presence_watcher_t *u = xmpp_presence_watcher_find(worker, user);
	presence_pair_t *p = u ? u->pairs : NULL;
	str bare = link_jid_bare(contact);

	while(p
			&& (p->package != package
					|| !link_folded_equal(&p->contact, &bare)))
		p = p->next;
	return p;
}


presence_pair_t *xmpp_presence_pair_find(
		int worker, const str *user, const str *contact)
{
	return package_find(worker, user, contact, PRESENCE_PACKAGE_PRESENCE);
}


presence_pair_t *xmpp_presence_lamp_find(
		int worker, const str *user, const str *contact)
{
	return package_find(worker, user, contact, PRESENCE_PACKAGE_DIALOG);
}


presence_pair_t *xmpp_presence_token_find(int worker, const str *token)
{
	uint32_t hash = link_hash(LINK_HASH_START, token);
	presence_pair_t *p;

	if(token->len != PRESENCE_TOKEN_LEN)
		return NULL;
	for(p = tables[worker].tokens[hash & slot_mask]; p; p = p->by_token)
		if(p->hash == hash
				&& memcmp(p->token, token->s, PRESENCE_TOKEN_LEN) == 0)
			return p;
	return NULL;
}


/* --- making ------------------------------------------------------------------------------ */

static presence_watcher_t *watcher_make(int worker, const str *bare)
{
	presence_watcher_t *u = xmpp_presence_watcher_find(worker, bare);

	if(u)
		return u;
	u = shm_malloc(sizeof(*u) + (size_t)bare->len);
	if(u == NULL) {
		SHM_MEM_ERROR;
		return NULL;
	}
	memset(u, 0, sizeof(*u));
	u->worker = worker;
	u->bare.s = (char *)(u + 1);
	u->bare.len = bare->len;
	memcpy(u->bare.s, bare->s, (size_t)bare->len);
	u->hash = link_hash(LINK_HASH_START, bare);
	xmpp_presence_lock(worker);
	u->next = tables[worker].users[u->hash & slot_mask];
	tables[worker].users[u->hash & slot_mask] = u;
	xmpp_presence_unlock(worker);
	return u;
}


static void watcher_tidy(presence_watcher_t *u)
{
	presence_watcher_t **at = &tables[u->worker].users[u->hash & slot_mask];

	if(u->pairs)
		return;
	xmpp_presence_link.timer_stop(&u->linger);
	xmpp_presence_lock(u->worker);
	while(*at != u)
		at = &(*at)->next;
	*at = u->next;
	xmpp_presence_unlock(u->worker);
	shm_free(u);
}


static void text_put(char **at, str *field, const str *value)
{
	memcpy(*at, value->s, (size_t)value->len);
	field->s = *at;
	field->len = value->len;
	*at += value->len;
}


static void pair_insert(presence_pair_t *p, presence_watcher_t *u)
{
	presence_table_t *t = &tables[p->worker];
	presence_pair_t **slot;
	str token = {p->token, PRESENCE_TOKEN_LEN};

	p->user = u;
	p->hash = link_hash(LINK_HASH_START, &token);
	p->contact_hash = link_hash(LINK_HASH_START, &p->contact);
	xmpp_presence_lock(p->worker);
	p->next = u->pairs;
	u->pairs = p;
	slot = &t->tokens[p->hash & slot_mask];
	p->by_token = *slot;
	*slot = p;
	slot = &t->contacts[p->contact_hash & slot_mask];
	p->by_contact = *slot;
	*slot = p;
	xmpp_presence_unlock(p->worker);
}


presence_pair_t *xmpp_presence_pair_make(int worker, const str *user,
		const str *contact, const str *uri, const str *from)
{
	str bare = link_jid_bare(user), ours = link_jid_bare(contact);
	size_t size = (size_t)(ours.len + uri->len + from->len);
	presence_pair_t *p = shm_malloc(sizeof(*p) + size);
	presence_watcher_t *u;
	char *at;

	if(p == NULL) {
		SHM_MEM_ERROR;
		return NULL;
	}
	memset(p, 0, sizeof(*p));
	at = (char *)(p + 1);
	text_put(&at, &p->contact, &ours);
	text_put(&at, &p->uri, uri);
	text_put(&at, &p->from, from);
	u = watcher_make(worker, &bare);
	if(u == NULL) {
		shm_free(p);
		return NULL;
	}
	p->worker = worker;
	xmpp_presence_link.random_text(p->token, PRESENCE_TOKEN_LEN);
	pair_insert(p, u);
	return p;
}


void xmpp_presence_pair_free(presence_pair_t *p)
{
	presence_table_t *t = &tables[p->worker];
	presence_pair_t **next = &p->user->pairs;
	presence_pair_t **token = &t->tokens[p->hash & slot_mask];
	presence_pair_t **contact = &t->contacts[p->contact_hash & slot_mask];

	xmpp_presence_lock(p->worker);
	while(*next != p)
		next = &(*next)->next;
	*next = p->next;
	while(*token != p)
		token = &(*token)->by_token;
	*token = p->by_token;
	while(*contact != p)
		contact = &(*contact)->by_contact;
	*contact = p->by_contact;
	xmpp_presence_unlock(p->worker);
	watcher_tidy(p->user);
	pair_drop(p);
}


/* --- the dialog -------------------------------------------------------------------------- */

int xmpp_presence_text_set(presence_pair_t *p, str *field, const str *value)
{
	str s = STR_NULL, old = *field;

	if(value->len == old.len
			&& (old.len == 0 || memcmp(old.s, value->s, (size_t)old.len) == 0))
		return 0;
	if(value->len > 0) {
		s.s = shm_malloc((size_t)value->len + 1);
		if(s.s == NULL) {
			SHM_MEM_ERROR;
			return -1;
		}
		memcpy(s.s, value->s, (size_t)value->len);
		s.s[value->len] = '\0';
		s.len = value->len;
	}
	xmpp_presence_lock(p->worker);
	*field = s;
	xmpp_presence_unlock(p->worker);
	shm_drop(old.s);
	return 0;
}


void xmpp_presence_dialog_new(presence_pair_t *p)
{
	static const str none = STR_NULL;
	presence_dialog_of_t *d = &p->dialog;

	xmpp_presence_lock(p->worker);
	xmpp_presence_link.random_text(d->callid, PRESENCE_TOKEN_LEN);
	xmpp_presence_link.random_text(d->loc_tag, PRESENCE_TAG_LEN);
	d->loc_cseq = d->rem_cseq = 0;
	shm_drop(d->rem_tag.s);
	d->rem_tag = none;
	xmpp_presence_unlock(p->worker);
	xmpp_presence_text_set(p, &d->target, &none);
	xmpp_presence_text_set(p, &d->routes, &none);
}


/* --- walks ------------------------------------------------------------------------------ */

void xmpp_presence_pairs_of(
		int worker, const str *contact, presence_pair_f f, void *arg)
{
	str bare = link_jid_bare(contact);
	uint32_t hash = link_hash(LINK_HASH_START, &bare);
	presence_pair_t *p = tables[worker].contacts[hash & slot_mask];

	for(; p; p = p->by_contact)
		if(p->contact_hash == hash && link_folded_equal(&p->contact, &bare)
				&& f(p, arg) != 0)
			return;
}


void xmpp_presence_watchers_each(
		int worker, void (*f)(presence_watcher_t *user))
{
	presence_watcher_t *u;
	uint32_t i;

	for(i = 0; i <= slot_mask; i++)
		for(u = tables[worker].users[i]; u; u = u->next)
			f(u);
}


int xmpp_presence_slots(void)
{
	return (int)slot_mask + 1;
}


int xmpp_presence_walk(int worker, int slot,
		int (*f)(const presence_watcher_t *user, void *arg), void *arg)
{
	presence_watcher_t *u;
	int rc = 0;

	xmpp_presence_lock(worker);
	for(u = tables[worker].users[slot]; u && rc == 0; u = u->next)
		rc = f(u, arg);
	xmpp_presence_unlock(worker);
	return rc;
}


static int watcher_count(const presence_watcher_t *user, void *arg)
{
	const presence_pair_t *p;
	int *states = arg;

	for(p = user->pairs; p; p = p->next)
		states[p->watch.state]++;
	return 0;
}


int xmpp_presence_pairs_count(int states[PRESENCE_WATCH_STATES])
{
	int worker, slot, i, all = 0;

	memset(states, 0, sizeof(int) * PRESENCE_WATCH_STATES);
	for(worker = 0; worker < table_count; worker++)
		for(slot = 0; slot <= (int)slot_mask; slot++)
			xmpp_presence_walk(worker, slot, watcher_count, states);
	for(i = 0; i < PRESENCE_WATCH_STATES; i++)
		all += states[i];
	return all;
}
