/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: which contacts are in a call through this gateway, or
 * this Kamailio
 *
 * A table of answered calls by contact, in shared memory under a lock of its
 * own: written in the worker that owns the call, or where the module dialog
 * hears of one, and read by those that own users who have this contact.
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../../core/locking.h"
#include "../../core/mem/shm_mem.h"
#include "../jingle/api.h"
#include "../xmpp_link/link_jid.h"

#include "presence_config.h"
#include "presence_watch_calls.h"

enum
{
	CALLS_SLOTS = 1024
};

typedef struct busy
{
	struct busy *next;
	str gr;
	str contact;
} busy_t;

typedef struct busy_table
{
	gen_lock_t lock;
	int count;
	busy_t *slots[CALLS_SLOTS];
} busy_table_t;

/* To a worker. */
typedef struct change
{
	xmpp_link_task_t task; /* first: the worker hands it to us */
	str contact;
} change_t;

static busy_table_t *table = NULL;
static void (*handler)(const str *contact);


static busy_t **slot_of(const str *contact)
{
	return &table->slots[link_hash(LINK_HASH_START, contact) % CALLS_SLOTS];
}


int xmpp_presence_is_in_call(const str *contact)
{
	str bare = link_jid_bare(contact);
	busy_t *b;

	if(table == NULL || table->count == 0 || !PRESENCE_CFG(busy_in_call))
		return 0;
	lock_get(&table->lock);
	for(b = *slot_of(&bare); b; b = b->next)
		if(link_folded_equal(&b->contact, &bare))
			break;
	lock_release(&table->lock);
	return b != NULL;
}


/* --- to the workers ------------------------------------------------------------------------- */

static void change_run(xmpp_link_task_t *t)
{
	change_t *c = (change_t *)t;

	handler(&c->contact);
	shm_free(c);
}


static void change_post(int worker, const str *contact)
{
	change_t *c = shm_malloc(sizeof(*c) + (size_t)contact->len);

	if(c == NULL) {
		SHM_MEM_ERROR;
		return;
	}
	memset(c, 0, sizeof(*c));
	c->task.run = change_run;
	c->contact.s = (char *)(c + 1);
	c->contact.len = contact->len;
	memcpy(c->contact.s, contact->s, (size_t)contact->len);
	if(xmpp_presence_link.post(worker, &c->task, 1) < 0)
		shm_free(c);
}


static void contact_changed(const str *contact)
{
	int worker;

	for(worker = 0; worker < xmpp_presence_link.workers(); worker++)
		change_post(worker, contact);
}


/* --- calls -------------------------------------------------------------------------------- */

static busy_t *busy_find(const str *gr, const str *contact)
{
	busy_t *b = *slot_of(contact);

	while(b && !(STR_EQ(b->gr, *gr) && link_folded_equal(&b->contact, contact)))
		b = b->next;
	return b;
}


/* return 1: it was not there */
static int busy_add(const str *gr, const str *contact)
{
	busy_t *b = shm_malloc(sizeof(*b) + (size_t)(gr->len + contact->len)), *was;
	busy_t **slot = slot_of(contact);

	if(b == NULL) {
		SHM_MEM_ERROR;
		return 0;
	}
	b->gr.s = (char *)(b + 1);
	b->gr.len = gr->len;
	memcpy(b->gr.s, gr->s, (size_t)gr->len);
	b->contact.s = b->gr.s + gr->len;
	b->contact.len = contact->len;
	memcpy(b->contact.s, contact->s, (size_t)contact->len);
	lock_get(&table->lock);
	was = busy_find(gr, contact);
	if(was == NULL) {
		b->next = *slot;
		*slot = b;
		table->count++;
	}
	lock_release(&table->lock);
	if(was)
		shm_free(b);
	return was == NULL;
}


/* return 1 it was there */
static int busy_remove(const str *gr, const str *contact)
{
	busy_t **at = slot_of(contact), *b;

	lock_get(&table->lock);
	b = busy_find(gr, contact);
	if(b) {
		while(*at != b)
			at = &(*at)->next;
		*at = b->next;
		table->count--;
	}
	lock_release(&table->lock);
	if(b)
		shm_free(b);
	return b != NULL;
}


void xmpp_presence_call_begins(const str *gr, const str *contact)
{
	if(busy_add(gr, contact) && PRESENCE_CFG(busy_in_call))
		contact_changed(contact);
}


void xmpp_presence_call_was(const str *gr, const str *contact)
{
	busy_add(gr, contact);
}


void xmpp_presence_call_ends(const str *gr, const str *contact)
{
	if(busy_remove(gr, contact) && PRESENCE_CFG(busy_in_call))
		contact_changed(contact);
}


static void on_call(
		const jingle_call_view_t *call, jingle_call_event_t event, void *param)
{
	str contact = link_jid_bare(&call->contact);

	(void)param;
	if(contact.len == 0)
		return;
	if(event == JINGLE_CALL_ANSWERED)
		xmpp_presence_call_begins(&call->gr, &contact);
	else if(event == JINGLE_CALL_ENDED)
		xmpp_presence_call_ends(&call->gr, &contact);
}


int xmpp_presence_calls_init(void (*f)(const str *contact))
{
	jingle_api_t jingle;
	int has_calls = jingle_load_api(&jingle) == 0;

	handler = f;
	if(!has_calls)
		LM_INFO("the module jingle is not loaded: no contact is shown on the "
				"phone by its calls\n");
	if(!has_calls && !PRESENCE_CFG(busy_from_dialog))
		return 0;
	table = shm_malloc(sizeof(*table));
	if(table == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	memset(table, 0, sizeof(*table));
	if(lock_init(&table->lock) == NULL)
		return -1;
	return has_calls ? jingle.on_call(on_call, NULL) : 0;
}


void xmpp_presence_calls_destroy(void)
{
	busy_t *b;
	int i;

	if(table == NULL)
		return;
	for(i = 0; i < CALLS_SLOTS; i++)
		while((b = table->slots[i]) != NULL) {
			table->slots[i] = b->next;
			shm_free(b);
		}
	shm_free(table);
	table = NULL;
}
