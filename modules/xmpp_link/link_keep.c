/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_link :: stanzas that have no end yet, kept by the sidecar
 */

#include <string.h>

#include "link_jid.h"
#include "link_keep.h"
#include "link_random.h"
#include "link_talk_out.h"

enum
{
	AWAY_MAX =
			1024, /* ends that wait for their sidecar; the oldest goes first */
	RUN_LEN = 16,
};

typedef struct kept
{
	uint32_t instance; /* hash of the sidecar's */
	uint32_t cookie;   /* of its request; 0: none */
} kept_t;

static kept_t current;
static int is_kept;
static kept_t away[AWAY_MAX];
static unsigned away_next;


void xmpp_link_keep_begin(link_peer_t *p, uint32_t cookie)
{
	current.instance = p->instance_hash;
	current.cookie = cookie;
	is_kept = 0;
}


int xmpp_link_keep_end(void)
{
	current.cookie = 0;
	return is_kept;
}


int32_t xmpp_link_keep_run(void)
{
	static int32_t run = 0;
	char text[RUN_LEN + 1];
	str all = {text, RUN_LEN};

	if(run == 0) {
		xmpp_link_random_text(text, RUN_LEN);
		run = (int32_t)(link_hash(LINK_HASH_START, &all) & 0x7fffffff) | 1;
	}
	return run;
}


uint64_t xmpp_link_keep(void)
{
	if(current.cookie == 0)
		return 0;
	is_kept = 1;
	return (uint64_t)current.instance << 32 | current.cookie;
}


void xmpp_link_ended(uint64_t ticket)
{
	kept_t k = {(uint32_t)(ticket >> 32), (uint32_t)ticket};
	link_peer_t *p;

	if(k.cookie == 0)
		return;
	if(current.cookie == k.cookie && current.instance == k.instance) {
		is_kept = 0; /* not acknowledged at all yet */
		return;
	}
	for(p = xmpp_link_peers(); p != NULL; p = p->next)
		if(p->state == LINK_PEER_READY && p->instance_hash == k.instance) {
			xmpp_link_talk_reply(p, k.cookie);
			return;
		}
	away[away_next++ % AWAY_MAX] = k;
}


void xmpp_link_keep_hello(link_peer_t *p)
{
	int i;

	for(i = 0; i < AWAY_MAX; i++)
		if(away[i].cookie != 0 && away[i].instance == p->instance_hash) {
			xmpp_link_talk_reply(p, away[i].cookie);
			away[i].cookie = 0;
		}
}
