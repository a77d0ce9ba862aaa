/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: SIP users in group chats
 */

#include <stdlib.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_jid.h"
#include "../xmpp_link/link_log.h"

#include "chat_room_member.h"

enum
{
	BUCKETS = 256,
};

static chat_member_t *buckets[BUCKETS];
static int members;


static chat_member_t **bucket_of(const str *room)
{
	return &buckets[link_hash(LINK_HASH_START, room) % BUCKETS];
}


chat_member_t *xmpp_chat_member_find(const str *room, const str *contact)
{
	chat_member_t *m = *bucket_of(room);

	while(m != NULL
			&& (!link_folded_equal(&m->party.user, room)
					|| !link_jid_bare_equal(&m->party.ours, contact)))
		m = m->next;
	return m;
}


chat_member_t *xmpp_chat_member_new(const chat_party_t *party)
{
	chat_member_t *m, **bucket = bucket_of(&party->user);
	chat_party_t own = *party;
	char *at;

	own.id.len = 0;
	m = malloc(sizeof(*m) + (size_t)xmpp_chat_party_size(&own));
	if(m == NULL) {
		LINK_LOG(LM_ERR, "no memory for a member of room %.*s\n",
				STR_FMT(&party->user));
		return NULL;
	}
	memset(m, 0, sizeof(*m));
	at = (char *)(m + 1);
	xmpp_chat_party_copy(&at, &m->party, &own);
	m->pace.member = m;
	m->next = *bucket;
	*bucket = m;
	members++;
	return m;
}


void xmpp_chat_member_free(chat_member_t *m)
{
	chat_member_t **at = bucket_of(&m->party.user);

	while(*at != m)
		at = &(*at)->next;
	*at = m->next;
	members--;
	xmpp_chat_list_clear(&m->texts);
	xmpp_chat_list_clear(&m->lines);
	xmpp_chat_list_clear(&m->people);
	free(m->crowd.hashes);
	free(m);
}


int xmpp_chat_member_count(void)
{
	return members;
}


/* --- lists of a member ------------------------------------------------------------ */

chat_room_item_t *xmpp_chat_list_put(
		chat_room_list_t *list, int max, const str *id, const str *s)
{
	chat_room_item_t *item, **at;
	char *copy;

	if(list->count >= max)
		return NULL;
	item = malloc(sizeof(*item) + (size_t)s->len);
	if(item == NULL) {
		LINK_LOG(LM_ERR, "no memory for a text of a room\n");
		return NULL;
	}
	memset(item, 0, sizeof(*item));
	if(id != NULL && id->len <= CHAT_ROOM_ID_LEN)
		memcpy(item->id, id->s, (size_t)id->len);
	copy = (char *)(item + 1);
	xmpp_chat_copy(&copy, &item->s, s);
	for(at = &list->first; *at != NULL; at = &(*at)->next)
		;
	*at = item;
	list->count++;
	return item;
}


chat_room_item_t *xmpp_chat_list_find_id(chat_room_list_t *list, const str *id)
{
	chat_room_item_t *i = list->first;

	while(i != NULL
			&& ((size_t)id->len != strlen(i->id)
					|| memcmp(i->id, id->s, (size_t)id->len) != 0))
		i = i->next;
	return i;
}


chat_room_item_t *xmpp_chat_list_find(chat_room_list_t *list, const str *s)
{
	chat_room_item_t *i = list->first;

	while(i != NULL && !STR_EQ(i->s, *s))
		i = i->next;
	return i;
}


void xmpp_chat_list_remove(chat_room_list_t *list, chat_room_item_t *item)
{
	chat_room_item_t **at = &list->first;

	while(*at != item)
		at = &(*at)->next;
	*at = item->next;
	list->count--;
	free(item);
}


void xmpp_chat_list_clear(chat_room_list_t *list)
{
	while(list->first != NULL)
		xmpp_chat_list_remove(list, list->first);
}


str xmpp_chat_item_id(const chat_room_item_t *item)
{
	str id = {(char *)item->id, (int)strlen(item->id)};

	return id;
}
