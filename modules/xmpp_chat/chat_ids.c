/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: messages that a later answer may be about
 */

#include <stdlib.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_jid.h"
#include "../xmpp_link/link_log.h"

#include "chat_conf.h"
#include "chat_ids.h"

enum
{
	IDS_BUCKETS = 8192, /* a power of two */
};

typedef struct entry
{
	chat_id_t id;		   /* first: it is what others see */
	struct entry *next;	   /* of the same bucket */
	struct entry *younger; /* in the order of age */
	chat_way_t way;
	str key;
} entry_t;

static entry_t *buckets[IDS_BUCKETS];
static entry_t *oldest, *youngest;
static int count;


static entry_t **bucket_of(chat_way_t way, const str *key)
{
	return &buckets[(link_hash(LINK_HASH_START, key) + (unsigned)way)
					% IDS_BUCKETS];
}


static void oldest_forget(void)
{
	entry_t *e = oldest, **at = bucket_of(e->way, &e->key);

	while(*at != e)
		at = &(*at)->next;
	*at = e->next;
	oldest = e->younger;
	if(oldest == NULL)
		youngest = NULL;
	count--;
	free(e);
}


static void room_make(void)
{
	uint64_t now = xmpp_chat_link.now();
	uint64_t time = (uint64_t)CHAT_CFG(ids_time) * 1000;

	while(oldest != NULL
			&& (count >= CHAT_CFG(ids_max) || now - oldest->id.at > time))
		oldest_forget();
}


static entry_t *entry_new(const str *key, const chat_id_t *v)
{
	size_t size = (size_t)(key->len + xmpp_chat_party_size(&v->party)
						   + v->message_id.len + v->date.len + v->sip_uri.len);
	entry_t *e = malloc(sizeof(*e) + size);
	char *at;

	if(e == NULL)
		return NULL;
	e->id = *v;
	at = (char *)(e + 1);
	xmpp_chat_copy(&at, &e->key, key);
	xmpp_chat_party_copy(&at, &e->id.party, &v->party);
	xmpp_chat_copy(&at, &e->id.message_id, &v->message_id);
	xmpp_chat_copy(&at, &e->id.date, &v->date);
	xmpp_chat_copy(&at, &e->id.sip_uri, &v->sip_uri);
	return e;
}


chat_id_t *xmpp_chat_ids_put(
		chat_way_t way, const str *key, const chat_id_t *values)
{
	entry_t *e, **bucket = bucket_of(way, key);

	room_make();
	e = entry_new(key, values);
	if(e == NULL) {
		LINK_LOG(LM_ERR, "no memory for the id of a message\n");
		return NULL;
	}
	e->way = way;
	e->id.at = xmpp_chat_link.now();
	e->next = *bucket;
	*bucket = e;
	e->younger = NULL;
	if(youngest != NULL)
		youngest->younger = e;
	else
		oldest = e;
	youngest = e;
	count++;
	return &e->id;
}


chat_id_t *xmpp_chat_ids_find(chat_way_t way, const str *key)
{
	entry_t *e;

	for(e = *bucket_of(way, key); e != NULL; e = e->next)
		if(e->way == way && e->key.len == key->len
				&& memcmp(e->key.s, key->s, (size_t)key->len) == 0)
			return &e->id;
	return NULL;
}


void xmpp_chat_ids_until(
		chat_way_t way, const chat_id_t *last, void (*f)(chat_id_t *id))
{
	entry_t *e;

	for(e = oldest; e != NULL; e = e->younger) {
		if(e->way == way
				&& link_jid_bare_equal(&e->id.party.user, &last->party.user)
				&& link_jid_bare_equal(&e->id.party.ours, &last->party.ours))
			f(&e->id);
		if(&e->id == last)
			return;
	}
}
