/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: who is in a room
 */

#include <stdio.h>
#include <stdlib.h>

#include "chat_room_people.h"

enum
{
	CROWD_FIRST = 64, /* places; then twice as many each time */
	MORE_MAX = 40,	  /* bytes of "and more than 10200 more" */
};


/* FNV-1a: a chance of one in 10^11 that two of a full room are taken for one */
static uint64_t hash_of(const str *nick)
{
	uint64_t h = 14695981039346656037u;
	int i;

	for(i = 0; i < nick->len; i++)
		h = (h ^ (unsigned char)nick->s[i]) * 1099511628211u;
	return h;
}


static void crowd_add(chat_room_crowd_t *c, uint64_t hash)
{
	int cap = c->cap > 0 ? 2 * c->cap : CROWD_FIRST;
	uint64_t *hashes;

	if(c->count == c->cap) {
		hashes = cap <= CHAT_ROOM_CROWD
						 ? realloc(c->hashes, (size_t)cap * sizeof(*hashes))
						 : NULL;
		if(hashes == NULL) {
			c->is_full = 1;
			return;
		}
		c->hashes = hashes;
		c->cap = cap;
	}
	c->hashes[c->count++] = hash;
}


static void crowd_change(chat_room_crowd_t *c, const str *nick, int is_there)
{
	uint64_t hash = hash_of(nick);
	int i = 0;

	while(i < c->count && c->hashes[i] != hash)
		i++;
	if(i == c->count && is_there)
		crowd_add(c, hash);
	else if(i < c->count && !is_there)
		c->hashes[i] = c->hashes[--c->count];
}


void xmpp_chat_people_change(chat_member_t *m, const str *nick, int is_there)
{
	chat_room_item_t *i = xmpp_chat_list_find(&m->people, nick);

	if(i != NULL && !is_there)
		xmpp_chat_list_remove(&m->people, i);
	else if(i == NULL
			&& (!is_there || m->people.count == CHAT_ROOM_PEOPLE
					|| m->crowd.count > 0
					|| xmpp_chat_list_put(
							   &m->people, CHAT_ROOM_PEOPLE, NULL, nick)
							   == NULL))
		crowd_change(&m->crowd, nick, is_there);
}


void xmpp_chat_people_clear(chat_member_t *m)
{
	xmpp_chat_list_clear(&m->people);
	free(m->crowd.hashes);
	memset(&m->crowd, 0, sizeof(m->crowd));
}


void xmpp_chat_people_write(chat_member_t *m, chat_out_t *out)
{
	int more = m->crowd.count, kept;
	char words[MORE_MAX];
	chat_room_item_t *i;

	out->cap -= MORE_MAX;
	for(i = m->people.first; i != NULL; i = i->next) {
		kept = out->len;
		if(kept > 0)
			xmpp_chat_put_z(out, ", ");
		xmpp_chat_put_str(out, &i->s);
		if(!out->failed)
			continue;
		out->failed = 0;
		out->len = kept;
		more++;
	}
	out->cap += MORE_MAX;
	if(more == 0 && !m->crowd.is_full)
		return;
	snprintf(words, sizeof(words), " and %s%d more",
			m->crowd.is_full ? "more than " : "", more);
	xmpp_chat_put_z(out, words);
}
