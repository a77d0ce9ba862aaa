/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: one-time links to the web form
 *
 * A few hundred records are searched one after the other, all of each secret
 * compared, so that the time it takes says nothing of it.
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../../core/locking.h"
#include "../../core/mem/shm_mem.h"
#include "../xmpp_link/link_log.h"

#include "account_link.h"

typedef struct record
{
	account_link_t link; /* its strings are in text; text NULL: free */
	char *text;
	char secret[ACCOUNT_LINK_SECRET + 1];
	account_link_keys_t keys;
	uint64_t until;
	int used;
} record_t;

typedef struct table
{
	gen_lock_t lock;
	int max;
	record_t records[];
} table_t;

static table_t *table = NULL;
static void (*random_text)(char *out, int len);
static uint64_t (*clock_now)(void);


int xmpp_account_link_init(
		int max, void (*random)(char *out, int len), uint64_t (*now)(void))
{
	size_t size = sizeof(*table) + (size_t)max * sizeof(record_t);

	random_text = random;
	clock_now = now;
	table = shm_malloc(size);
	if(table == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	memset(table, 0, size);
	table->max = max;
	if(lock_init(&table->lock) != NULL)
		return 0;
	LM_ERR("cannot make the lock of the links\n");
	shm_free(table);
	table = NULL;
	return -1;
}


static void record_clear(record_t *r)
{
	if(r->text)
		shm_free(r->text);
	memset(r, 0, sizeof(*r));
}


void xmpp_account_link_destroy(void)
{
	int i;

	if(table == NULL)
		return;
	for(i = 0; i < table->max; i++)
		record_clear(&table->records[i]);
	lock_destroy(&table->lock);
	shm_free(table);
	table = NULL;
}


/* --- strings of a link, one after the other ---------------------------------- */

static void text_put(char **at, str *s)
{
	if(s->len > 0)
		memcpy(*at, s->s, (size_t)s->len);
	s->s = *at;
	*at += s->len;
}


static void link_strings(account_link_t *l, str *strings[])
{
	strings[0] = &l->today.owner;
	strings[1] = &l->today.line;
	strings[2] = &l->today.aor;
	strings[3] = &l->today.auth_name;
	strings[4] = &l->today.proxy;
	strings[5] = &l->today.display;
	strings[6] = &l->component;
	strings[7] = &l->status;
}


enum
{
	LINK_STRINGS = 8
};

/* Copy a link and its strings; the password is not among them. */
static void link_copy(account_link_t *to, const account_link_t *from, char *buf)
{
	str *strings[LINK_STRINGS];
	int i;

	*to = *from;
	to->today.password.s = "";
	to->today.password.len = 0;
	link_strings(to, strings);
	for(i = 0; i < LINK_STRINGS; i++)
		text_put(&buf, strings[i]);
}


static size_t link_size(const account_link_t *l)
{
	account_link_t copy = *l;
	str *strings[LINK_STRINGS];
	size_t n = 1;
	int i;

	link_strings(&copy, strings);
	for(i = 0; i < LINK_STRINGS; i++)
		n += (size_t)strings[i]->len;
	return n;
}


/* --- the table ------------------------------------------------------------------ */

static int secret_is(const char *a, const str *b)
{
	int i, differ = 0;

	if(b->len != ACCOUNT_LINK_SECRET)
		return 0;
	for(i = 0; i < ACCOUNT_LINK_SECRET; i++)
		differ |= a[i] ^ b->s[i];
	return differ == 0;
}


static int is_over(const record_t *r)
{
	return r->text == NULL || r->until <= clock_now();
}


static int is_owners(const record_t *r, const str *owner)
{
	return r->text && r->link.today.owner.len == owner->len
		   && memcmp(r->link.today.owner.s, owner->s, (size_t)owner->len) == 0;
}


/* locked; the link that is not over and not used */
static record_t *record_find(const str *secret)
{
	record_t *found = NULL;
	int i;

	for(i = 0; i < table->max; i++)
		if(table->records[i].text
				&& secret_is(table->records[i].secret, secret))
			found = &table->records[i];
	return found && !is_over(found) ? found : NULL;
}


/* locked; the owner's own record first: nobody has two */
static record_t *record_free(const str *owner)
{
	record_t *found = NULL;
	int i;

	for(i = 0; i < table->max; i++) {
		if(is_owners(&table->records[i], owner))
			return &table->records[i];
		if(found == NULL && is_over(&table->records[i]))
			found = &table->records[i];
	}
	return found;
}


int xmpp_account_link_make(const account_link_t *link, int seconds,
		char secret[ACCOUNT_LINK_SECRET + 1])
{
	size_t size = link_size(link);
	record_t *r;
	char *text;

	if(size > ACCOUNT_LINK_TEXT_MAX)
		return -1;
	text = shm_malloc(size);
	if(text == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	lock_get(&table->lock);
	r = record_free(&link->today.owner);
	if(r == NULL) {
		lock_release(&table->lock);
		shm_free(text);
		LINK_LOG(LM_WARN,
				"no link to the web form for %.*s: there are %d, web_links\n",
				STR_FMT(&link->today.owner), table->max);
		return -1;
	}
	record_clear(r);
	r->text = text;
	link_copy(&r->link, link, text);
	random_text(r->secret, ACCOUNT_LINK_SECRET);
	random_text(r->keys.cookie, ACCOUNT_LINK_SECRET);
	random_text(r->keys.proof, ACCOUNT_LINK_SECRET);
	r->until = clock_now() + (uint64_t)seconds * 1000;
	memcpy(secret, r->secret, sizeof(r->secret));
	lock_release(&table->lock);
	return 0;
}


account_link_code_t xmpp_account_link_open(const str *secret, const str *cookie,
		int bind, account_link_t *out, account_link_keys_t *keys, char *buf)
{
	account_link_code_t code = ACCOUNT_LINK_UNKNOWN;
	record_t *r;

	lock_get(&table->lock);
	r = record_find(secret);
	if(r && !r->used) {
		code = r->keys.is_bound && !secret_is(r->keys.cookie, cookie)
					   ? ACCOUNT_LINK_OTHERS
					   : ACCOUNT_LINK_OK;
	}
	if(code == ACCOUNT_LINK_OK) {
		r->keys.is_bound |= bind;
		r->keys.seconds = (int)((r->until - clock_now() + 999) / 1000);
		*keys = r->keys;
		link_copy(out, &r->link, buf);
	}
	lock_release(&table->lock);
	return code;
}


/* return 1: it was not as it is now */
static int set_used(const str *secret, int used)
{
	record_t *r;
	int changed;

	lock_get(&table->lock);
	r = record_find(secret);
	changed = r && r->used != used;
	if(changed)
		r->used = used;
	lock_release(&table->lock);
	return changed;
}


int xmpp_account_link_use(const str *secret)
{
	return set_used(secret, 1);
}


void xmpp_account_link_give_back(const str *secret)
{
	set_used(secret, 0);
}


void xmpp_account_link_forget(const str *owner)
{
	int i;

	if(table == NULL)
		return; /* there is no web form */
	lock_get(&table->lock);
	for(i = 0; i < table->max; i++)
		if(is_owners(&table->records[i], owner))
			record_clear(&table->records[i]);
	lock_release(&table->lock);
}
