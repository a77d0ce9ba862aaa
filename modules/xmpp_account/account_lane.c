/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: which sender a request goes to
 *
 * Two tables in shared memory, each place of which one host has. They are read
 * and written without a lock: a word at a time, and what is wrong for a moment
 * costs one look-up.
 */

#include <string.h>
#include <strings.h>

#include "../../core/dprint.h"
#include "../../core/mem/shm_mem.h"
#include "../xmpp_link/link_jid.h"

#include "account_lane.h"

enum
{
	LANE_HOSTS = 4096,
	LANE_SLOW = 500, /* ms that a host may take to be found at once */
	LANE_DEAD = 30,	 /* s that it is left alone at first, and at most */
	LANE_DEAD_MAX = 600,
};

typedef struct lane_dead
{
	uint32_t host;
	int s;			/* that it is left alone */
	uint64_t until; /* ms */
} lane_dead_t;

typedef struct lane_table
{
	uint32_t found[LANE_HOSTS];
	lane_dead_t dead[LANE_HOSTS];
} lane_table_t;

static lane_table_t *table = NULL;
/* nobody chooses a host that counts as another one's */
static char salt[ACCOUNT_LANE_SALT + 1];


int xmpp_account_lane_init(const char *secret)
{
	table = shm_malloc(sizeof(*table));
	if(table == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	memset(table, 0, sizeof(*table));
	memcpy(salt, secret, ACCOUNT_LANE_SALT);
	return 0;
}


void xmpp_account_lane_destroy(void)
{
	if(table)
		shm_free(table);
	table = NULL;
}


uint32_t xmpp_account_lane_host(const str *uri)
{
	char *at = memchr(uri->s, '@', (size_t)uri->len);
	char *colon = memchr(uri->s, ':', (size_t)uri->len);
	str host = {at ? at + 1 : colon ? colon + 1 : uri->s, 0};
	int most = (int)(uri->s + uri->len - host.s);
	str before = {salt, ACCOUNT_LANE_SALT};
	uint32_t hash;

	while(host.len < most && strchr(";?>", host.s[host.len]) == NULL)
		host.len++;
	hash = link_hash(link_hash(LINK_HASH_START, &before), &host);
	return hash ? hash : 1;
}


int xmpp_account_lane(uint32_t host)
{
	if(table->found[host % LANE_HOSTS] == host)
		return (int)(host / LANE_HOSTS % ACCOUNT_LANES_FOUND);
	return ACCOUNT_LANES_FOUND + (int)(host / LANE_HOSTS % ACCOUNT_LANES_OTHER);
}


int xmpp_account_lane_is_dead(uint32_t host, uint64_t now)
{
	const lane_dead_t *d = &table->dead[host % LANE_HOSTS];

	return d->host == host && now < d->until;
}


/* Its name server has not answered. One that says at once that there is no such
 * host holds nobody up. */
static int dead_note(uint32_t host, uint64_t now)
{
	lane_dead_t *d = &table->dead[host % LANE_HOSTS];
	int s = d->host == host ? d->s * 2 : LANE_DEAD;

	if(s > LANE_DEAD_MAX)
		s = LANE_DEAD_MAX;
	d->s = s;
	d->until = now + (uint64_t)s * 1000;
	d->host = host;
	return s;
}


int xmpp_account_lane_done(uint32_t host, int is_found, int ms, uint64_t now)
{
	uint32_t *found = &table->found[host % LANE_HOSTS];
	lane_dead_t *d = &table->dead[host % LANE_HOSTS];

	if(is_found && d->host == host)
		d->host = 0;
	if(is_found && ms < LANE_SLOW) {
		*found = host;
		return 0;
	}
	if(*found == host)
		*found = 0;
	return is_found || ms < LANE_SLOW ? 0 : dead_note(host, now);
}
