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
 *
 * OWNER of the room, in the worker's own memory: who is there, what waits. It ends
 * with the worker; a room that goes on sending makes a new entry. Who uses it
 * bounds the number of members.
 */

#ifndef CHAT_ROOM_MEMBER_H
#define CHAT_ROOM_MEMBER_H

#include "../xmpp_link/link_timer.h"
#include "chat_party.h"
#include "chat_room_text.h"

enum
{
	CHAT_ROOM_TEXTS = 8,   /* of a member, that the room has not shown yet */
	CHAT_ROOM_LINES = 64,  /* for a member, that wait for the phone */
	CHAT_ROOM_ID_LEN = 32, /* of a text's stanza */
};

/* What a phone waits for. */
typedef enum chat_room_kind
{
	CHAT_ROOM_TEXT = 0, /* to all: the room shows it */
	CHAT_ROOM_NICK,		/* a name of its own: the room gives it */
	CHAT_ROOM_PRIVATE,	/* to one alone: the room does not return it */
	CHAT_ROOM_ASKED,	/* of ours, not the phone's: which name it has there */
} chat_room_kind_t;

/* One of several strings; it is freed as one block. */
typedef struct chat_room_item
{
	struct chat_room_item *next;
	chat_room_kind_t kind;
	int again; /* a text: the room has refused it, and it went out once more */
	char id[CHAT_ROOM_ID_LEN
			+ 1]; /* of the stanza, or of a line for the phone */
	str s;
} chat_room_item_t;

typedef struct chat_room_list
{
	chat_room_item_t *first;
	int count;
} chat_room_list_t;

/* Others who are there, whose names are not kept. */
typedef struct chat_room_crowd
{
	uint64_t *hashes;
	int count, cap;
	int is_full; /* there were more */
} chat_room_crowd_t;

/* Until the end of a minute in which too much was said. */
typedef struct chat_room_pace
{
	xmpp_link_timer_t timer; /* first: the link hands it to us */
	struct chat_member *member;
} chat_room_pace_t;

typedef struct chat_member
{
	xmpp_link_timer_t timer;  /* first: the link hands it to us; coming in */
	struct chat_member *next; /* of the same bucket */
	chat_party_t party;		  /* ours: the contact's full JID; user: the room */
	char nick[CHAT_NICK_MAX + 8];
	int is_in;
	int was_in;				/* the phone knows it */
	int tries;				/* nicks that were taken */
	chat_room_list_t texts; /* to the room; oldest first */
	chat_room_list_t lines; /* for the phone; the first one is on its way */
	chat_room_list_t people;
	chat_room_crowd_t crowd;
	int missed;	  /* lines that had no room, or that the phone did not take */
	int left_out; /* lines beyond room_rate */
	int failures; /* in a row, of lines */
	chat_room_pace_t pace; /* until left_out is told */
} chat_member_t;

/* By the room's bare JID and the contact's JID; NULL: is not there */
chat_member_t *xmpp_chat_member_find(const str *room, const str *contact);
/* A copy of party without its id. NULL: no memory (logged) */
chat_member_t *xmpp_chat_member_new(const chat_party_t *party);
/* The caller has stopped its timers and forgotten its iqs */
void xmpp_chat_member_free(chat_member_t *m);
int xmpp_chat_member_count(void);

/* Append a copy; id may be NULL. return NULL: no memory (logged), or max are
 * there */
chat_room_item_t *xmpp_chat_list_put(
		chat_room_list_t *list, int max, const str *id, const str *s);
chat_room_item_t *xmpp_chat_list_find_id(chat_room_list_t *list, const str *id);
chat_room_item_t *xmpp_chat_list_find(chat_room_list_t *list, const str *s);
void xmpp_chat_list_remove(chat_room_list_t *list, chat_room_item_t *item);
void xmpp_chat_list_clear(chat_room_list_t *list);
/* View of an item's id */
str xmpp_chat_item_id(const chat_room_item_t *item);

#endif
