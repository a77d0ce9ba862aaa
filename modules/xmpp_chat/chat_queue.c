/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: texts on their way to SIP, one after another for each pair
 */

#include <stdlib.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_jid.h"
#include "../xmpp_link/link_log.h"

#include "chat_conf.h"
#include "chat_queue.h"
#include "chat_stats.h"

enum
{
	QUEUE_BUCKETS = 1024, /* a power of two */
};

static chat_pair_t *buckets[QUEUE_BUCKETS];
static int count;


static chat_pair_t **bucket_of(const str *from, const str *uri)
{
	return &buckets[link_hash(link_hash(LINK_HASH_START, from), uri)
					% QUEUE_BUCKETS];
}


chat_pair_t *xmpp_chat_queue_find(const str *from, const str *uri)
{
	chat_pair_t *p;

	for(p = *bucket_of(from, uri); p != NULL; p = p->next)
		if(link_folded_equal(&p->from, from) && STR_EQ(p->uri, *uri))
			return p;
	return NULL;
}


static chat_pair_t *pair_new(
		const str *from, const str *from_uri, const str *uri)
{
	chat_pair_t **bucket = bucket_of(from, uri);
	chat_pair_t *p =
			malloc(sizeof(*p) + (size_t)(from->len + from_uri->len + uri->len));
	char *at = (char *)(p + 1);

	if(p == NULL)
		return NULL;
	memset(p, 0, sizeof(*p));
	xmpp_chat_copy(&at, &p->from, from);
	xmpp_chat_copy(&at, &p->from_uri, from_uri);
	xmpp_chat_copy(&at, &p->uri, uri);
	p->last = &p->first;
	p->next = *bucket;
	*bucket = p;
	return p;
}


static void pair_free(chat_pair_t *p)
{
	chat_pair_t **at = bucket_of(&p->from, &p->uri);

	while(*at != p)
		at = &(*at)->next;
	*at = p->next;
	free(p);
}


/* its parts are views into its body */
static void parts_copy(chat_outgoing_t *o, const chat_outgoing_t *v)
{
	int i;

	o->parts = v->parts;
	for(i = 0; i < v->parts.count; i++)
		o->parts.part[i].s = o->body.s + (v->parts.part[i].s - v->body.s);
}


static chat_outgoing_t *outgoing_new(const chat_outgoing_t *v)
{
	size_t size = (size_t)(xmpp_chat_party_size(&v->party) + v->type.len
						   + v->language.len + v->subject.len + v->date.len
						   + v->body.len);
	chat_outgoing_t *o = malloc(sizeof(*o) + size);
	char *at = (char *)(o + 1);

	if(o == NULL)
		return NULL;
	*o = *v;
	xmpp_chat_party_copy(&at, &o->party, &v->party);
	xmpp_chat_copy(&at, &o->type, &v->type);
	xmpp_chat_copy(&at, &o->language, &v->language);
	xmpp_chat_copy(&at, &o->subject, &v->subject);
	xmpp_chat_copy(&at, &o->date, &v->date);
	xmpp_chat_copy(&at, &o->body, &v->body);
	parts_copy(o, v);
	o->next = NULL;
	return o;
}


chat_outgoing_t *xmpp_chat_queue_add(const chat_outgoing_t *values,
		const str *from, const str *from_uri, const str *uri)
{
	chat_outgoing_t *o = outgoing_new(values);
	chat_pair_t *p = o != NULL ? xmpp_chat_queue_find(from, uri) : NULL;

	if(o != NULL && p == NULL)
		p = pair_new(from, from_uri, uri);
	if(p == NULL) {
		LINK_LOG(LM_ERR, "no memory for a text of %.*s\n", STR_FMT(from));
		free(o);
		return NULL;
	}
	o->pair = p;
	*p->last = o;
	p->last = &o->next;
	p->count++;
	p->silent += o->is_silent;
	count++;
	xmpp_chat_stat_add(CHAT_STAT_OPEN_TO_SIP, 1);
	return o;
}


chat_outgoing_t *xmpp_chat_queue_of_callid(const str *callid)
{
	chat_pair_t *p;
	int i;

	for(i = 0; i < QUEUE_BUCKETS; i++)
		for(p = buckets[i]; p != NULL; p = p->next)
			if(callid->len == CHAT_CALLID_LEN
					&& memcmp(p->first->callid, callid->s, CHAT_CALLID_LEN)
							   == 0)
				return p->first;
	return NULL;
}


chat_outgoing_t *xmpp_chat_queue_remove(chat_outgoing_t *first)
{
	chat_pair_t *p = first->pair;
	chat_outgoing_t *next = first->next;

	p->first = next;
	p->count--;
	p->silent -= first->is_silent;
	count--;
	xmpp_chat_stat_add(CHAT_STAT_OPEN_TO_SIP, -1);
	xmpp_chat_link.ended(first->ticket);
	free(first);
	if(next == NULL)
		pair_free(p);
	return next;
}


int xmpp_chat_queue_count(void)
{
	return count;
}
