/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: the accounts, in shared memory
 *
 * Each worker of the link has a table of the users that it owns, and finds
 * accounts by their token, too. Only the owner changes its table, with the lock
 * taken; other processes read with the lock.
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../../core/locking.h"
#include "../../core/mem/shm_mem.h"
#include "../xmpp_link/link_jid.h"

#include "account_config.h"
#include "account_table.h"

typedef struct account_table
{
	gen_lock_t lock; /* taken by the owner to change, by others to read */
	account_user_t **users;
	account_t **tokens;
	int accounts;
	int registered;
} account_table_t;

static account_table_t *tables = NULL;
static int table_count = 0;
static uint32_t slot_mask = 0;


static int table_init(account_table_t *t)
{
	size_t size = sizeof(void *) * ((size_t)slot_mask + 1);

	t->users = shm_malloc(size);
	t->tokens = shm_malloc(size);
	if(t->users == NULL || t->tokens == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	memset(t->users, 0, size);
	memset(t->tokens, 0, size);
	return lock_init(&t->lock) ? 0 : -1;
}


int xmpp_account_table_init(int workers, int slots)
{
	size_t size = sizeof(account_table_t) * (size_t)workers;
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
			xmpp_account_table_destroy();
			return -1;
		}
	return 0;
}


static void shm_drop(void *p)
{
	if(p)
		shm_free(p);
}


static void mwi_drop(account_mwi_t *m)
{
	if(m == NULL)
		return;
	shm_drop(m->remote_tag.s);
	shm_drop(m->target.s);
	shm_drop(m->routes.s);
	shm_free(m);
}


static void account_drop(account_t *a)
{
	shm_drop(a->fields.owner.s);
	xmpp_account_nonces_drop(&a->nonces, NULL);
	shm_drop(a->target.s);
	shm_drop(a->contact.s);
	shm_drop(a->realm.s);
	shm_drop(a->routes.s);
	mwi_drop(a->mwi);
	shm_drop(a->ping);
	shm_free(a);
}


static void table_free(account_table_t *t)
{
	account_user_t *user;
	account_t *a;
	uint32_t i;

	for(i = 0; t->users && i <= slot_mask; i++)
		while((user = t->users[i]) != NULL) {
			t->users[i] = user->next;
			shm_free(user);
		}
	for(i = 0; t->tokens && i <= slot_mask; i++)
		while((a = t->tokens[i]) != NULL) {
			t->tokens[i] = a->by_token;
			account_drop(a);
		}
	shm_drop(t->users);
	shm_drop(t->tokens);
}


void xmpp_account_table_destroy(void)
{
	int i;

	if(tables == NULL)
		return;
	for(i = 0; i < table_count; i++)
		table_free(&tables[i]);
	shm_free(tables);
	tables = NULL;
}


void xmpp_account_lock(int worker)
{
	lock_get(&tables[worker].lock);
}


void xmpp_account_unlock(int worker)
{
	lock_release(&tables[worker].lock);
}


/* --- finding ----------------------------------------------------------------------- */

account_user_t *xmpp_account_user_find(int worker, const str *owner)
{
	str bare = link_jid_bare(owner);
	uint32_t hash = link_hash(LINK_HASH_START, &bare);
	account_user_t *user;

	for(user = tables[worker].users[hash & slot_mask]; user; user = user->next)
		if(user->hash == hash && link_folded_equal(&user->bare, &bare))
			return user;
	return NULL;
}


account_t *xmpp_account_find(int worker, const str *owner, const str *line)
{
	account_user_t *user = xmpp_account_user_find(worker, owner);
	account_t *a = user ? user->accounts : NULL;

	while(a && line
			&& (a->fields.line.len != line->len
					|| memcmp(a->fields.line.s, line->s, (size_t)line->len)
							   != 0))
		a = a->next;
	return a;
}


account_t *xmpp_account_find_token(int worker, const str *token)
{
	uint32_t hash = link_hash(LINK_HASH_START, token);
	account_t *a;

	if(token->len != ACCOUNT_TOKEN_LEN)
		return NULL;
	for(a = tables[worker].tokens[hash & slot_mask]; a; a = a->by_token)
		if(a->hash == hash
				&& memcmp(a->token, token->s, ACCOUNT_TOKEN_LEN) == 0)
			return a;
	return NULL;
}


int xmpp_account_is_accepted(const account_t *a)
{
	return a->is_accepted && a->reg.state != ACCOUNT_REFUSED;
}


/* --- calls -------------------------------------------------------------------------- */

void xmpp_account_routed(
		int worker, const str *owner, const str *line, const str *callid)
{
	account_user_t *user;
	account_routed_t *routed;

	xmpp_account_lock(worker);
	user = xmpp_account_user_find(worker, owner);
	if(user) {
		routed = &user->routed[user->routed_count++ % ACCOUNT_ROUTED];
		routed->callid = link_hash(LINK_HASH_START, callid);
		routed->line = link_hash(LINK_HASH_START, line);
	}
	xmpp_account_unlock(worker);
}


/* under the lock; NULL: none of the last ones */
static const account_routed_t *routed_find(
		const account_user_t *user, const str *callid)
{
	uint32_t hash = link_hash(LINK_HASH_START, callid);
	unsigned i;

	for(i = 0; user && i < ACCOUNT_ROUTED && i < user->routed_count; i++)
		if(user->routed[i].callid == hash)
			return &user->routed[i];
	return NULL;
}


int xmpp_account_was_routed(int worker, const str *owner, const str *callid)
{
	int found;

	xmpp_account_lock(worker);
	found = routed_find(xmpp_account_user_find(worker, owner), callid) != NULL;
	xmpp_account_unlock(worker);
	return found;
}


account_t *xmpp_account_of_call(int worker, const str *owner, const str *callid)
{
	account_user_t *user = xmpp_account_user_find(worker, owner);
	account_t *a = user ? user->accounts : NULL;
	const account_routed_t *routed;

	xmpp_account_lock(worker);
	routed = routed_find(user, callid);
	while(routed && a
			&& link_hash(LINK_HASH_START, &a->fields.line) != routed->line)
		a = a->next;
	xmpp_account_unlock(worker);
	return a;
}


/* --- making -------------------------------------------------------------------------- */

/* All texts in one block, which begins with the owner's. return 0, -1 */
static int fields_copy(const account_fields_t *f, const str *secret,
		account_fields_t *out, str *out_secret)
{
	account_fields_t open = *f;
	char *at;

	open.password.s = NULL; /* it is in the secret, and what it is */
	open.password.len = open.is_ha1 = 0;
	at = shm_malloc(
			(size_t)xmpp_account_fields_size(&open) + (size_t)secret->len + 1);
	if(at == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	xmpp_account_fields_put(&at, out, &open);
	xmpp_account_text_put(&at, out_secret, secret);
	return 0;
}


static account_user_t *user_make(int worker, const str *owner)
{
	account_user_t *user = xmpp_account_user_find(worker, owner);

	if(user)
		return user;
	user = shm_malloc(sizeof(*user) + (size_t)owner->len);
	if(user == NULL) {
		SHM_MEM_ERROR;
		return NULL;
	}
	memset(user, 0, sizeof(*user));
	user->bare.s = (char *)(user + 1);
	user->bare.len = owner->len;
	memcpy(user->bare.s, owner->s, (size_t)owner->len);
	user->hash = link_hash(LINK_HASH_START, owner);
	xmpp_account_lock(worker);
	user->next = tables[worker].users[user->hash & slot_mask];
	tables[worker].users[user->hash & slot_mask] = user;
	xmpp_account_unlock(worker);
	return user;
}


static void user_tidy(int worker, account_user_t *user)
{
	account_user_t **p = &tables[worker].users[user->hash & slot_mask];

	if(user->accounts)
		return;
	xmpp_account_lock(worker);
	while(*p != user)
		p = &(*p)->next;
	*p = user->next;
	xmpp_account_unlock(worker);
	shm_free(user);
}


/* As we make them: a row has whatever somebody wrote into it. */
static int token_is_good(int worker, const str *token)
{
	int i;

	if(token == NULL || token->len != ACCOUNT_TOKEN_LEN)
		return 0;
	for(i = 0; i < token->len; i++)
		if((token->s[i] < 'a' || token->s[i] > 'z')
				&& (token->s[i] < '2' || token->s[i] > '7'))
			return 0;
	return xmpp_account_find_token(worker, token) == NULL;
}


static void token_choose(int worker, char *out, const str *token)
{
	if(token_is_good(worker, token))
		memcpy(out, token->s, ACCOUNT_TOKEN_LEN);
	else
		xmpp_account_link.random_text(out, ACCOUNT_TOKEN_LEN);
	out[ACCOUNT_TOKEN_LEN] = '\0';
}


static void account_insert(account_t *a, account_user_t *user)
{
	account_table_t *t = &tables[a->worker];
	account_t **p = &user->accounts;
	str token = {a->token, ACCOUNT_TOKEN_LEN};

	a->hash = link_hash(LINK_HASH_START, &token);
	lock_get(&t->lock);
	if(!a->fields.is_default)
		while(*p)
			p = &(*p)->next;
	a->next = *p;
	*p = a;
	user->count++;
	a->user = user;
	a->by_token = t->tokens[a->hash & slot_mask];
	t->tokens[a->hash & slot_mask] = a;
	t->accounts++;
	for(a = user->accounts; a; a = a->next)
		a->fields.is_default = a == user->accounts;
	lock_release(&t->lock);
}


account_t *xmpp_account_make(int worker, const account_fields_t *f,
		const str *secret, const str *token)
{
	account_t *a = shm_malloc(sizeof(*a));
	account_user_t *user;

	if(a == NULL) {
		SHM_MEM_ERROR;
		return NULL;
	}
	memset(a, 0, sizeof(*a));
	if(fields_copy(f, secret, &a->fields, &a->secret) < 0) {
		shm_free(a);
		return NULL;
	}
	user = user_make(worker, &a->fields.owner);
	if(user == NULL) {
		account_drop(a);
		return NULL;
	}
	a->worker = worker;
	token_choose(worker, a->token, token);
	xmpp_account_link.random_text(a->callid, ACCOUNT_TOKEN_LEN);
	account_insert(a, user);
	return a;
}


int xmpp_account_replace(
		account_t *a, const account_fields_t *f, const str *secret)
{
	account_fields_t fields;
	char *old = a->fields.owner.s;
	str s;

	if(fields_copy(f, secret, &fields, &s) < 0)
		return -1;
	xmpp_account_lock(a->worker);
	fields.is_default = a->fields.is_default;
	a->fields = fields;
	a->secret = s;
	xmpp_account_unlock(a->worker);
	shm_free(old);
	return 0;
}


/* with the lock */
static void user_unlink(account_t *a)
{
	account_t **p = &a->user->accounts;

	while(*p != a)
		p = &(*p)->next;
	*p = a->next;
	a->next = NULL;
}


void xmpp_account_prefer(account_t *a)
{
	account_t *other;

	xmpp_account_lock(a->worker);
	user_unlink(a);
	a->next = a->user->accounts;
	a->user->accounts = a;
	for(other = a; other; other = other->next)
		other->fields.is_default = other == a;
	xmpp_account_unlock(a->worker);
}


void xmpp_account_hide(account_t *a)
{
	account_user_t *user = a->user;

	if(user == NULL)
		return;
	xmpp_account_lock(a->worker);
	user_unlink(a);
	user->count--;
	if(user->accounts)
		user->accounts->fields.is_default = 1;
	a->user = NULL;
	xmpp_account_unlock(a->worker);
	user_tidy(a->worker, user);
}


void xmpp_account_free(account_t *a)
{
	account_table_t *t = &tables[a->worker];
	account_t **p = &t->tokens[a->hash & slot_mask];

	xmpp_account_hide(a);
	lock_get(&t->lock);
	while(*p != a)
		p = &(*p)->by_token;
	*p = a->by_token;
	t->accounts--;
	lock_release(&t->lock);
	account_drop(a);
}


int xmpp_account_text_set(account_t *a, str *field, const str *value)
{
	str s = STR_NULL, old = *field;

	if(value->len == old.len
			&& (old.len == 0 || memcmp(old.s, value->s, (size_t)old.len) == 0))
		return 0;
	if(value->len > 0) {
		s.s = shm_malloc((size_t)value->len);
		if(s.s == NULL) {
			SHM_MEM_ERROR;
			return -1;
		}
		memcpy(s.s, value->s, (size_t)value->len);
		s.len = value->len;
	}
	xmpp_account_lock(a->worker);
	*field = s;
	xmpp_account_unlock(a->worker);
	shm_drop(old.s);
	return 0;
}


int xmpp_account_mwi_make(account_t *a)
{
	account_mwi_t *m = shm_malloc(sizeof(*m));

	if(m == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	memset(m, 0, sizeof(*m));
	m->account = a;
	xmpp_account_lock(a->worker);
	a->mwi = m;
	xmpp_account_unlock(a->worker);
	return 0;
}


int xmpp_account_ping_make(account_t *a)
{
	account_ping_t *p = shm_malloc(sizeof(*p));

	if(p == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	memset(p, 0, sizeof(*p));
	p->account = a;
	xmpp_account_link.random_text(p->callid, ACCOUNT_TOKEN_LEN);
	xmpp_account_lock(a->worker);
	a->ping = p;
	xmpp_account_unlock(a->worker);
	return 0;
}


/* --- walks ------------------------------------------------------------------------------ */

void xmpp_account_each(int worker, account_f f, void *arg)
{
	account_t *a, *next;
	uint32_t i;

	for(i = 0; i <= slot_mask; i++)
		for(a = tables[worker].tokens[i]; a; a = next) {
			next = a->by_token;
			if(f(a, arg) != 0)
				return;
		}
}


int xmpp_account_slots(void)
{
	return (int)slot_mask + 1;
}


int xmpp_account_walk(int worker, int slot,
		int (*f)(const account_user_t *user, void *arg), void *arg)
{
	account_user_t *user;
	int rc = 0;

	xmpp_account_lock(worker);
	for(user = tables[worker].users[slot]; user && rc == 0; user = user->next)
		rc = f(user, arg);
	xmpp_account_unlock(worker);
	return rc;
}


void xmpp_account_registered_add(int worker, int n)
{
	tables[worker].registered += n;
}


void xmpp_account_count(int *accounts, int *registered)
{
	int w;

	*accounts = *registered = 0;
	for(w = 0; w < table_count; w++) {
		*accounts += tables[w].accounts;
		*registered += tables[w].registered;
	}
}
