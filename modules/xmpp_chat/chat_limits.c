/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: how many texts there may be in a minute
 */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../xmpp_link/link_jid.h"
#include "../xmpp_link/link_log.h"

#include "chat_conf.h"
#include "chat_limits.h"
#include "chat_party.h"

enum
{
	LIMITS_BUCKETS = 8192, /* 2 to the power of 13 */
	LIMITS_SHIFT = 32 - 13,
	SALT_LEN = 26,
	MINUTE = 60000, /* ms */
};

typedef struct counter
{
	struct counter *next; /* of the same bucket */
	str room;			  /* empty: of a sender */
	str name;
	unsigned texts;
} counter_t;

static counter_t *buckets[LIMITS_BUCKETS];
static counter_t others;
static uint64_t minute;
static int count;
static char salt[SALT_LEN + 1];


int xmpp_chat_limits_left(void)
{
	return MINUTE - (int)(xmpp_chat_link.now() % MINUTE);
}


/* of the minute before */
static void counters_clear(void)
{
	counter_t *c;
	int i;

	for(i = 0; i < LIMITS_BUCKETS; i++)
		while((c = buckets[i]) != NULL) {
			buckets[i] = c->next;
			free(c);
		}
	count = 0;
	others.texts = 0;
}


/* who sends cannot know which names share a bucket */
static counter_t **bucket_of(const str *room, const str *name)
{
	str secret = {salt, SALT_LEN};
	uint32_t h = link_hash(LINK_HASH_START, &secret);

	h = link_hash(link_hash(h, room), name);
	return &buckets[((h ^ h >> 15) * 0x9E3779B1u) >> LIMITS_SHIFT];
}


static counter_t *counter_new(
		counter_t **bucket, const str *room, const str *name)
{
	counter_t *c = NULL;
	char *at;

	if(count < LIMITS_MAX)
		c = malloc(sizeof(*c) + (size_t)(room->len + name->len));
	if(c == NULL)
		return &others;
	memset(c, 0, sizeof(*c));
	at = (char *)(c + 1);
	xmpp_chat_copy(&at, &c->room, room);
	xmpp_chat_copy(&at, &c->name, name);
	c->next = *bucket;
	*bucket = c;
	count++;
	return c;
}


static counter_t *counter_of(const str *room, const str *name)
{
	uint64_t now = xmpp_chat_link.now() / MINUTE + 1;
	counter_t **bucket, *c;

	if(minute == 0)
		xmpp_chat_link.random_text(salt, SALT_LEN);
	if(minute != now)
		counters_clear();
	minute = now;
	bucket = bucket_of(room, name);
	for(c = *bucket; c != NULL; c = c->next)
		if(link_folded_equal(&c->room, room)
				&& link_folded_equal(&c->name, name))
			return c;
	return counter_new(bucket, room, name);
}


int xmpp_chat_limits_pass(const str *sender)
{
	static const str none = STR_NULL;
	counter_t *c = counter_of(&none, sender);

	if(c->texts++ < (unsigned)CHAT_CFG(rate))
		return 1;
	LINK_LOG(LM_NOTICE,
			"%.*s sends more than %d texts in a minute (parameter rate): "
			"refused\n",
			STR_FMT(sender), CHAT_CFG(rate));
	return 0;
}


int xmpp_chat_limits_line(const str *room, const str *contact, int messages)
{
	str bare = link_jid_bare(contact);
	counter_t *c = counter_of(room, &bare);

	if(c->texts + (unsigned)messages > (unsigned)CHAT_CFG(room_rate)) {
		LINK_LOG(LM_INFO,
				"room %.*s says more than %d lines in a minute (parameter "
				"room_rate): %.*s does not get all\n",
				STR_FMT(room), CHAT_CFG(room_rate), STR_FMT(&bare));
		return 0;
	}
	c->texts += (unsigned)messages;
	return 1;
}
