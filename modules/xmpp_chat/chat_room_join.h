/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: a SIP user comes into a room, takes a name there, leaves
 *
 * OWNER of the room. What the phone waits for lies in the member's texts; each of
 * them has one answer.
 */

#ifndef CHAT_ROOM_JOIN_H
#define CHAT_ROOM_JOIN_H

#include "chat_room_member.h"
#include "chat_room_stanza.h"

/* The end of a text, by the id of its stanza */
typedef void (*chat_room_answer_f)(const str *id, int code, const char *phrase);
/* Does who sent it still wait for that? 1 or 0 */
typedef int (*chat_room_waits_f)(const str *id);

/* mod_init */
void xmpp_chat_room_join_init(chat_room_answer_f f, chat_room_waits_f w);

/* sip_uri names it there; NULL: the room has a name for it already, and is asked
 * which. return NULL: no memory, or too many are in rooms (logged) */
chat_member_t *xmpp_chat_room_new(
		const chat_party_t *party, const str *sip_uri);
/* The name that the room gives it, or that it wants */
void xmpp_chat_room_name(chat_member_t *m, const str *nick);
/* Ask to be let in. return 0, -1: it cannot be sent */
int xmpp_chat_room_join(chat_member_t *m);
/* It is in: what was said meanwhile goes out */
void xmpp_chat_room_joined(chat_member_t *m);
/* The room refuses it this name, or does not let it in */
void xmpp_chat_room_not_joined(chat_member_t *m, const chat_occupant_t *o);

/* One more that the phone waits for. return NULL: no memory, or too many */
chat_room_item_t *xmpp_chat_room_wait(chat_member_t *m, const str *id,
		chat_room_kind_t kind, const str *text);
/* The answer to one, or to all of a kind */
void xmpp_chat_room_answer(
		chat_member_t *m, chat_room_item_t *i, int code, const char *phrase);
void xmpp_chat_room_answer_all(
		chat_member_t *m, chat_room_kind_t kind, int code, const char *phrase);

/* The member is freed, after these last words to the phone, if any; what waits is
 * answered so. _leave: the room is told, too */
void xmpp_chat_room_end(
		chat_member_t *m, int code, const char *phrase, const char *words);
void xmpp_chat_room_leave(
		chat_member_t *m, int code, const char *phrase, const char *words);

#endif
