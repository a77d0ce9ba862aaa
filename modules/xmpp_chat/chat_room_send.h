/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: what a member sends to its room
 *
 * OWNER of the room. Each sends one stanza; return 0, -1: it is too long, or the
 * link does not take it.
 */

#ifndef CHAT_ROOM_SEND_H
#define CHAT_ROOM_SEND_H

#include "../xmpp_link/api.h"
#include "chat_room_member.h"
#include "chat_room_stanza.h"

/* The member's own; empty: not known */
str xmpp_chat_room_nick(const chat_member_t *m);
/* To come in, take this nick, or leave; write: of chat_room_stanza.h */
int xmpp_chat_room_presence(const chat_member_t *m, const str *nick,
		void (*write)(xml_build_t *, const chat_ends_t *));
int xmpp_chat_room_text(const chat_member_t *m, const str *id, const str *text);
/* To this occupant alone */
int xmpp_chat_room_private(const chat_member_t *m, const str *nick,
		const str *id, const str *text);
/* A message without a text, which the room shows with the member's name */
int xmpp_chat_room_show_name(const chat_member_t *m, const str *id);
/* A ping to the room, by this id; f is handed the member */
int xmpp_chat_room_ping(chat_member_t *m, const str *id, xmpp_link_iq_f f);

#endif
