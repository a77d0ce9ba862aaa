/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: a group chat as texts: orders of a phone, lines of a room.
 * PURE
 */

#ifndef CHAT_ROOM_TEXT_H
#define CHAT_ROOM_TEXT_H

#include "chat_out.h"

enum
{
	CHAT_NICK_MAX = 64, /* bytes */
};

typedef enum chat_order
{
	CHAT_ORDER_NONE = 0, /* a text, also one that begins with "/me" */
	CHAT_ORDER_HELP,	 /* /help */
	CHAT_ORDER_NICK,	 /* /nick NAME */
	CHAT_ORDER_WHO,		 /* /who */
	CHAT_ORDER_LEAVE,	 /* /leave */
	CHAT_ORDER_MSG,		 /* /msg NICK: TEXT, to this one alone */
} chat_order_t;

/* What a SIP user wants of a room; argument is a view, trimmed, or empty */
chat_order_t xmpp_chat_order(const str *text, str *argument);
/* "NICK: TEXT" of /msg. return 0, -1: not of that form */
int xmpp_chat_order_msg(const str *argument, str *nick, str *text);

/* A line of the room: "nick: text", "* nick does it" for /me. return 0, -1 no
 * room */
int xmpp_chat_room_line(const str *nick, const str *text, chat_out_t *out);

/* A nick, of a SIP URI's user part or what a SIP user wants: without control
 * characters, slashes, blanks at its ends, at most CHAT_NICK_MAX bytes.
 * return its length, 0: nothing is left */
int xmpp_chat_nick(const str *name, char nick[CHAT_NICK_MAX + 1]);

#endif
