/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: stanzas of group chats (XEP-0045). PURE
 */

#ifndef CHAT_ROOM_STANZA_H
#define CHAT_ROOM_STANZA_H

#include "chat_write.h"

/* What a room says of an occupant, or of an attempt to come in. Strings are
 * unescaped; what is not there is empty. */
typedef struct chat_occupant
{
	int is_error;
	int is_unavailable;
	int is_self;	  /* 110 */
	int is_created;	  /* 201: there was no such room before */
	int is_kicked;	  /* 307, or lost the right to be there: 321, 322 */
	int is_banned;	  /* 301 */
	int is_shut_down; /* 332 */
	int is_destroyed;
	str nick; /* with 303: the new one */
	str reason;
	str condition; /* of an error */
} chat_occupant_t;

/* return 0, -1: not well formed, or no room in buf */
int xmpp_chat_occupant_read(
		const str *xml, char *buf, int cap, chat_occupant_t *occupant);

/* Come in, or take another nick; `to` has the nick. No history is asked for:
 * the phone would get it as new */
void xmpp_chat_write_join(xml_build_t *b, const chat_ends_t *ends);
void xmpp_chat_write_leave(xml_build_t *b, const chat_ends_t *ends);
/* A text to all; to one: ends->to with the nick */
void xmpp_chat_write_to_room(
		xml_build_t *b, const chat_ends_t *ends, const str *text);
void xmpp_chat_write_to_occupant(
		xml_build_t *b, const chat_ends_t *ends, const str *text);
/* To the room: nothing is said, but it shows who says it */
void xmpp_chat_write_sign(xml_build_t *b, const chat_ends_t *ends);
void xmpp_chat_write_ping(xml_build_t *b, const chat_ends_t *ends);

#endif
