/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: group chats (XEP-0045) for SIP users, by MESSAGE
 *
 * A SIP user who writes to a room is in it from then on, under its contact's JID;
 * what others say comes as texts of the room. OWNER of the room; the members are
 * in chat_room_member.h.
 */

#ifndef CHAT_ROOM_H
#define CHAT_ROOM_H

#include "../xmpp_link/api.h"
#include "chat_party.h"
#include "chat_room_join.h"
#include "chat_stanza.h"

/* mod_init. return 0, -1 (logged) */
int xmpp_chat_room_init(chat_room_answer_f f, chat_room_waits_f w);
/* Is it a JID of room_domains? */
int xmpp_chat_room_is(const str *jid);
/* Script: is the URI's domain one of room_domains? 1 or -1 */
int xmpp_chat_room_is_uri(const str *uri);

/* A text of a SIP user; party: ours is the contact, user the room, id that of the
 * text's stanza.
 * return 0: that function says how it ended; else the answer */
int xmpp_chat_room_say(
		const chat_party_t *party, const str *sip_uri, const str *text);
/* Of the answers that it gives */
const char *xmpp_chat_room_phrase(int code);
/* A message of a room, or of an occupant */
void xmpp_chat_room_heard(
		const xmpp_link_stanza_t *s, const chat_stanza_t *stanza);
/* What became of a line for a phone */
void xmpp_chat_room_reached(const chat_party_t *party, int code);

#endif
