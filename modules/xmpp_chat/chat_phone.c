/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: what phones take beside text/plain
 */

#include <stdlib.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_jid.h"
#include "../xmpp_link/link_log.h"

#include "chat_conf.h"
#include "chat_party.h"
#include "chat_phone.h"

enum
{
	BUCKETS = 4096, /* a power of two */
	PHONES_MAX = 10000,
	KINDS = 2, /* bits of CHAT_TAKES_... */
	DAY = 24 * 3600 * 1000,
};

#define MONTH ((uint64_t)30 * DAY)

typedef struct phone
{
	struct phone *next; /* of the same bucket */
	struct phone *older,
			*younger; /* in the order in which they were heard of */
	uint64_t takes_until[KINDS];
	uint64_t refuses_until[KINDS];
	str contact; /* bare */
} phone_t;

static phone_t *buckets[BUCKETS];
static phone_t *oldest, *youngest;
static int count;


static phone_t **bucket_of(const str *contact)
{
	return &buckets[link_hash(LINK_HASH_START, contact) % BUCKETS];
}


static void order_add(phone_t *p)
{
	p->older = youngest;
	p->younger = NULL;
	*(youngest != NULL ? &youngest->younger : &oldest) = p;
	youngest = p;
}


static void order_remove(phone_t *p)
{
	*(p->older != NULL ? &p->older->younger : &oldest) = p->younger;
	*(p->younger != NULL ? &p->younger->older : &youngest) = p->older;
}


static void oldest_forget(void)
{
	phone_t *p = oldest, **at = bucket_of(&p->contact);

	while(*at != p)
		at = &(*at)->next;
	*at = p->next;
	order_remove(p);
	count--;
	free(p);
}


static phone_t *phone_find(const str *contact)
{
	str bare = link_jid_bare(contact);
	phone_t *p = *bucket_of(&bare);

	while(p != NULL && !link_folded_equal(&p->contact, &bare))
		p = p->next;
	return p;
}


static phone_t *phone_new(const str *contact)
{
	str bare = link_jid_bare(contact);
	phone_t *p = calloc(1, sizeof(*p) + (size_t)bare.len), **bucket;
	char *at = (char *)(p + 1);

	if(p == NULL) {
		LINK_LOG(LM_ERR, "no memory for what the phone of %.*s takes\n",
				STR_FMT(contact));
		return NULL;
	}
	if(count >= PHONES_MAX)
		oldest_forget();
	xmpp_chat_copy(&at, &p->contact, &bare);
	bucket = bucket_of(&p->contact);
	p->next = *bucket;
	*bucket = p;
	order_add(p);
	count++;
	return p;
}


/* the one that is heard of now; NULL: no memory (logged) */
static phone_t *heard_of(const str *contact)
{
	phone_t *p = phone_find(contact);

	if(p == NULL)
		return phone_new(contact);
	order_remove(p);
	order_add(p);
	return p;
}


void xmpp_chat_phone_takes(const str *contact, unsigned takes)
{
	phone_t *p = takes != 0 ? heard_of(contact) : NULL;
	int i;

	for(i = 0; p != NULL && i < KINDS; i++)
		if(takes & 1u << i)
			p->takes_until[i] = xmpp_chat_link.now() + MONTH;
}


void xmpp_chat_phone_refuses(const str *contact, unsigned takes)
{
	phone_t *p = heard_of(contact);
	int i;

	for(i = 0; p != NULL && i < KINDS; i++)
		if(takes & 1u << i) {
			p->takes_until[i] = 0;
			p->refuses_until[i] = xmpp_chat_link.now() + DAY;
		}
}


unsigned xmpp_chat_phone_known(const str *contact)
{
	phone_t *p = phone_find(contact);
	uint64_t now = xmpp_chat_link.now();
	unsigned takes = 0;
	int i;

	for(i = 0; p != NULL && i < KINDS; i++)
		if(p->takes_until[i] > now && p->refuses_until[i] <= now)
			takes |= 1u << i;
	return takes;
}
