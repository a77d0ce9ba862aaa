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
 * \brief jingle :: where calls are found
 *
 * Calls live in shared memory, counted by references. The table by gr has a
 * lock for each slot and is for every process; a table by session id and bare
 * JID is private to each worker, as only the owner asks. A call enters both
 * when it begins, leaves both when it is over, and is freed by the last
 * reference. The owner alone changes a call; strings that others read change
 * with the slot locked.
 */

#include <stdio.h>
#include <string.h>

#include "../../core/atomic_ops.h"
#include "../../core/dprint.h"
#include "../../core/hashes.h"
#include "../../core/locking.h"
#include "../../core/mem/mem.h"
#include "../../core/mem/shm.h"

#include "../xmpp_link/link_jid.h"

#include "jingle_conf.h"
#include "jingle_foreign_limits.h"
#include "jingle_shm.h"
#include "jingle_table.h"

typedef struct slot
{
	gen_lock_t lock;
	jingle_call_t *first;
} slot_t;

typedef struct table
{
	atomic_t calls; /* in memory: tm keeps them for some seconds more */
	atomic_t live;	/* to be found */
	unsigned mask;
	slot_t slots[];
} table_t;

static table_t *table;

/* this worker's sessions */
static jingle_leg_t **sessions;
static unsigned sessions_mask;


int jingle_table_init(int hash_size)
{
	unsigned i, n = 1u << hash_size;

	table = shm_malloc(sizeof(*table) + n * sizeof(slot_t));
	if(table == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	memset(table, 0, sizeof(*table) + n * sizeof(slot_t));
	table->mask = n - 1;
	atomic_set(&table->calls, 0);
	atomic_set(&table->live, 0);
	for(i = 0; i < n; i++) {
		if(lock_init(&table->slots[i].lock) == NULL) {
			LM_ERR("cannot create lock %u of 2^hash_size\n", i);
			shm_free(table);
			table = NULL;
			return -1;
		}
	}
	return 0;
}


void jingle_table_destroy(void)
{
	if(table != NULL)
		shm_free(table);
	table = NULL;
}


int jingle_table_child(int hash_size)
{
	sessions_mask = (1u << hash_size) - 1;
	sessions = pkg_malloc((sessions_mask + 1) * sizeof(*sessions));
	if(sessions == NULL) {
		PKG_MEM_ERROR;
		return -1;
	}
	memset(sessions, 0, (sessions_mask + 1) * sizeof(*sessions));
	return 0;
}


static void slot_set(jingle_call_t *c)
{
	c->slot = get_hash1_raw(c->gr, JINGLE_GR_LEN) & table->mask;
	c->dialog.lock = &table->slots[c->slot].lock;
}


void jingle_table_name(jingle_call_t *c, const str *gr)
{
	memcpy(c->gr, gr->s, JINGLE_GR_LEN);
	slot_set(c);
}


/* what rtpengine calls its media: 130 random bits */
static int media_name(jingle_call_t *c)
{
	char bits[JINGLE_TAG_LEN + 1], text[JINGLE_TAG_LEN + 4];
	str name;

	jingle_link.random_text(bits, JINGLE_TAG_LEN);
	name.s = text;
	name.len = snprintf(text, sizeof(text), "JX-%s", bits);
	return jingle_call_set(c, &c->media_id, &name);
}


jingle_call_t *jingle_table_new(jingle_dir_t dir, int owner, int *full)
{
	jingle_call_t *c;
	int i;

	*full = 0;
	if(atomic_add(&table->calls, 1) > JINGLE_CFG(max_calls)) {
		atomic_add(&table->calls, -1);
		*full = 1;
		return NULL;
	}
	c = shm_malloc(sizeof(*c));
	if(c == NULL) {
		SHM_MEM_ERROR;
		atomic_add(&table->calls, -1);
		return NULL;
	}
	memset(c, 0, sizeof(*c));
	lock_init(&c->reply_lock); /* a word in the call: it cannot fail */
	jingle_link.random_text(c->gr, JINGLE_GR_LEN);
	jingle_link.random_text(c->dialog.loc_tag, JINGLE_TAG_LEN);
	jingle_link.random_text(c->token, JINGLE_TAG_LEN);
	slot_set(c);
	c->dir = dir;
	c->owner = owner;
	jingle_negotiate_init(&c->negotiate, dir == JINGLE_XMPP_TO_SIP,
			dir == JINGLE_SIP_TO_XMPP);
	c->negotiate.invite = dir == JINGLE_XMPP_TO_SIP ? JINGLE_NEG_INVITE_OURS
													: JINGLE_NEG_INVITE_THEIRS;
	c->since = time(NULL);
	atomic_set(&c->refs, 1);
	c->leg = -1;
	for(i = 0; i < JINGLE_LEGS_MAX; i++)
		c->legs[i].call = c;
	for(i = 0; i < JINGLE_EVENTS_KEPT; i++) {
		c->kept[i].call = c;
		c->kept[i].kept = 1;
	}
	if(media_name(c) < 0) {
		jingle_table_put(c);
		return NULL;
	}
	return c;
}


static void call_free(jingle_call_t *c)
{
	str *fields[] = {&c->component, &c->local, &c->bare, &c->target, &c->map,
			&c->offer, &c->adding, &c->invite, &c->record_route, &c->agent,
			&c->failure_route, &c->caller, &c->text, &c->request, &c->media_id,
			&c->phone, &c->early_tag, &c->own_uri, &c->own_sdp, &c->own_headers,
			&c->authorization, &c->phone_user, &c->referred_by, &c->diverted,
			&c->verstat, &c->bridge_media};
	unsigned i;

	jingle_sip_dialog_free(&c->dialog);
	for(i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if(fields[i]->s != NULL)
			shm_free(fields[i]->s);
	for(i = 0; i < JINGLE_LEGS_MAX; i++) {
		if(c->legs[i].peer.s != NULL)
			shm_free(c->legs[i].peer.s);
		if(c->legs[i].sid.s != NULL)
			shm_free(c->legs[i].sid.s);
	}
	if(c->reliable != NULL)
		shm_free(c->reliable);
	if(c->rseq != NULL)
		shm_free(c->rseq);
	shm_free(c);
	atomic_add(&table->calls, -1);
}


void jingle_table_lock(jingle_call_t *c)
{
	lock_get(&table->slots[c->slot].lock);
}


void jingle_table_unlock(jingle_call_t *c)
{
	lock_release(&table->slots[c->slot].lock);
}


void jingle_table_ref(jingle_call_t *c)
{
	atomic_add(&c->refs, 1);
}


void jingle_table_put(jingle_call_t *c)
{
	if(atomic_add(&c->refs, -1) == 0 && table != NULL)
		call_free(c);
}


int jingle_table_is(void)
{
	return table != NULL;
}


void jingle_table_add(jingle_call_t *c)
{
	slot_t *s = &table->slots[c->slot];

	jingle_table_ref(c);
	atomic_add(&table->live, 1);
	lock_get(&s->lock);
	c->next = s->first;
	s->first = c;
	lock_release(&s->lock);
}


void jingle_table_remove(jingle_call_t *c)
{
	slot_t *s = &table->slots[c->slot];
	jingle_call_t **p;
	int found = 0;

	lock_get(&s->lock);
	for(p = &s->first; *p != NULL; p = &(*p)->next) {
		if(*p == c) {
			*p = c->next;
			c->next = NULL;
			found = 1;
			break;
		}
	}
	lock_release(&s->lock);
	if(found) {
		atomic_add(&table->live, -1);
		jingle_foreign_limits_leave(c);
		jingle_table_put(c);
	}
}


jingle_call_t *jingle_table_find(const str *gr)
{
	jingle_call_t *c;
	slot_t *s;

	if(gr->len != JINGLE_GR_LEN)
		return NULL;
	s = &table->slots[get_hash1_raw(gr->s, gr->len) & table->mask];
	lock_get(&s->lock);
	for(c = s->first; c != NULL; c = c->next)
		if(memcmp(c->gr, gr->s, JINGLE_GR_LEN) == 0)
			break;
	if(c != NULL)
		jingle_table_ref(c);
	lock_release(&s->lock);
	return c;
}


/* by user: all calls of one JID stand in one chain, which
 * max_calls_per_user bounds */
static unsigned user_hash(const str *jid)
{
	str bare = link_jid_bare(jid);

	return get_hash1_case_raw(bare.s, bare.len) & sessions_mask;
}


void jingle_table_index(jingle_leg_t *leg)
{
	unsigned i = user_hash(&leg->peer);

	leg->next = sessions[i];
	sessions[i] = leg;
}


void jingle_table_unindex(jingle_leg_t *leg)
{
	jingle_leg_t **p;

	if(leg->sid.s == NULL)
		return;
	p = &sessions[user_hash(&leg->peer)];
	for(; *p != NULL; p = &(*p)->next) {
		if(*p == leg) {
			*p = leg->next;
			leg->next = NULL;
			return;
		}
	}
}


jingle_leg_t *jingle_table_session(const str *sid, const str *jid)
{
	jingle_leg_t *leg = sessions[user_hash(jid)];

	for(; leg != NULL; leg = leg->next)
		if(leg->sid.len == sid->len
				&& memcmp(leg->sid.s, sid->s, (size_t)sid->len) == 0
				&& leg->call->state != JINGLE_CANCELLING
				&& link_jid_bare_equal(&leg->peer, jid))
			return leg;
	return NULL;
}


void jingle_table_legs_of(
		const str *jid, void (*f)(jingle_leg_t *leg, void *arg), void *arg)
{
	jingle_leg_t *leg = sessions[user_hash(jid)], *next;

	for(; leg != NULL; leg = next) {
		next = leg->next;
		if(link_jid_bare_equal(&leg->peer, jid))
			f(leg, arg);
	}
}


void jingle_table_own(void (*f)(jingle_leg_t *leg, void *arg), void *arg)
{
	jingle_leg_t *leg, *next;
	unsigned i;

	for(i = 0; i <= sessions_mask; i++)
		for(leg = sessions[i]; leg != NULL; leg = next) {
			next = leg->next;
			f(leg, arg);
		}
}


typedef struct count
{
	jingle_dir_t dir;
	int (*like)(const jingle_call_t *c, const void *arg);
	const void *arg;
	int calls;
} count_t;

/* legs of one call stand together or not: each call counts by its first */
static void count_call(jingle_leg_t *leg, void *arg)
{
	count_t *count = arg;
	int i;

	if(leg->call->dir != count->dir
			|| (count->like != NULL && !count->like(leg->call, count->arg)))
		return;
	for(i = 0; i < JINGLE_LEGS_MAX; i++)
		if(leg->call->legs[i].sid.s != NULL)
			break;
	if(leg == &leg->call->legs[i])
		count->calls++;
}


int jingle_table_calls_of(const str *jid)
{
	count_t count = {JINGLE_XMPP_TO_SIP, NULL, NULL, 0};

	jingle_table_legs_of(jid, count_call, &count);
	return count.calls;
}


int jingle_table_calls_to(const str *jid,
		int (*like)(const jingle_call_t *c, const void *arg), const void *arg)
{
	count_t count = {JINGLE_SIP_TO_XMPP, like, arg, 0};

	jingle_table_legs_of(jid, count_call, &count);
	return count.calls;
}


typedef struct pair
{
	const str *contact;
	const jingle_call_t *but;
	jingle_call_t *found;
} pair_t;


/* calls that are over for the user wait for SIP only */
static void pair_check(jingle_leg_t *leg, void *arg)
{
	pair_t *p = arg;
	jingle_call_t *c = leg->call;

	if(c != p->but && leg->state != JINGLE_LEG_OVER
			&& leg->state != JINGLE_LEG_FREE
			&& link_jid_bare_equal(&c->local, p->contact))
		p->found = c;
}


jingle_call_t *jingle_table_pair(
		const str *user, const str *contact, const jingle_call_t *but)
{
	pair_t p = {contact, but, NULL};

	jingle_table_legs_of(user, pair_check, &p);
	return p.found;
}


int jingle_table_count(void)
{
	return atomic_get(&table->live);
}


int jingle_table_walk(int offset, int limit,
		void (*f)(jingle_call_t *c, void *arg), void *arg)
{
	jingle_call_t *c;
	unsigned i;
	int seen = 0, done = 0;

	for(i = 0; i <= table->mask && done < limit; i++) {
		lock_get(&table->slots[i].lock);
		for(c = table->slots[i].first; c != NULL && done < limit; c = c->next)
			if(seen++ >= offset) {
				f(c, arg);
				done++;
			}
		lock_release(&table->slots[i].lock);
	}
	return done;
}


/* those that a restart must not lose */
static void change_record(jingle_call_t *c, const str *field)
{
	if(field != &c->offer && field != &c->phone && field != &c->invite
			&& field != &c->record_route && field != &c->failure_route
			&& field != &c->agent && field != &c->text)
		c->changed = 1;
}


int jingle_call_set(jingle_call_t *c, str *field, const str *value)
{
	int rc = jingle_shm_replace(&table->slots[c->slot].lock, field, value);

	if(rc > 0)
		change_record(c, field);
	return rc < 0 ? -1 : 0;
}


void jingle_call_clear(jingle_call_t *c, str *field)
{
	if(jingle_shm_clear(&table->slots[c->slot].lock, field))
		change_record(c, field);
}
