/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: orders that a phone writes to a room
 */

#include <string.h>

#include "chat_conf.h"
#include "chat_room_join.h"
#include "chat_room_line.h"
#include "chat_room_order.h"
#include "chat_room_people.h"
#include "chat_room_send.h"

enum
{
	WORDS_MAX = 1000,
};


/* the room says whether it may have it */
static int nick_ask(chat_member_t *m, const str *id, const str *nick)
{
	chat_room_item_t *i = xmpp_chat_room_wait(m, id, CHAT_ROOM_NICK, nick);

	if(i == NULL)
		return 503;
	if(m->is_in) {
		if(xmpp_chat_room_presence(m, nick, xmpp_chat_write_join) < 0)
			xmpp_chat_room_answer(m, i, 500, "Server Internal Error");
		return 0;
	}
	xmpp_chat_room_name(m, nick);
	if(xmpp_chat_room_join(m) < 0) /* nothing else would end it */
		xmpp_chat_room_end(m, 500, "Server Internal Error", NULL);
	return 0;
}


static int nick_take(chat_member_t *m, const str *id, const str *wanted)
{
	char nick[CHAT_NICK_MAX + 1];
	str s = {nick, xmpp_chat_nick(wanted, nick)}, own = xmpp_chat_room_nick(m);

	if(s.len == 0 && !m->is_in && m->texts.count == 0) {
		xmpp_chat_room_end(m, 404, "Not Found", NULL);
		return 404;
	}
	if(s.len == 0) {
		xmpp_chat_room_tell_z(m, "Write /nick and the name that you want.");
		return 200;
	}
	return m->is_in && STR_EQ(s, own) ? 200 : nick_ask(m, id, &s);
}


static void people_tell(chat_member_t *m)
{
	char words[WORDS_MAX];
	chat_out_t out;

	xmpp_chat_out_init(&out, words, sizeof(words));
	xmpp_chat_people_write(m, &out);
	xmpp_chat_room_tell_z(m, "In this room: %.*s", out.len, out.s);
}


/* An answer of any kind: the room has dealt with the text before it */
static void on_pong(const xmpp_link_stanza_t *s, void *arg)
{
	chat_member_t *m = arg;
	chat_room_item_t *i;

	if(s == NULL)
		return; /* who sent it is told 504 */
	i = xmpp_chat_list_find_id(&m->texts, &s->id);
	if(i != NULL && i->kind == CHAT_ROOM_PRIVATE)
		xmpp_chat_room_answer(m, i, 202, "Accepted");
}


static int private_take(chat_member_t *m, const str *id, const str *argument)
{
	chat_room_item_t *i;
	str nick, text;

	if(xmpp_chat_order_msg(argument, &nick, &text) < 0) {
		xmpp_chat_room_tell_z(m, "Write /msg NAME: TEXT with the name of one "
								 "who is in the room; /who says who is.");
		return 200;
	}
	if(!m->is_in)
		return 480;
	i = xmpp_chat_room_wait(m, id, CHAT_ROOM_PRIVATE, &nick);
	if(i == NULL)
		return 503;
	if(xmpp_chat_room_private(m, &nick, id, &text) < 0
			|| xmpp_chat_room_ping(m, id, on_pong) < 0)
		xmpp_chat_room_answer(m, i, 500, "Server Internal Error");
	return 0;
}


void xmpp_chat_room_private_failed(
		chat_member_t *m, const str *nick, const str *condition)
{
	static const str nobody = str_init("item-not-found");

	if(STR_EQ(*condition, nobody))
		xmpp_chat_room_tell_z(m,
				"Nobody in this room is called %.*s; /who says who is there.",
				STR_FMT(nick));
	else
		xmpp_chat_room_tell_z(m, "%.*s did not get what you wrote: %.*s.",
				STR_FMT(nick), STR_FMT(condition));
}


int xmpp_chat_room_order(chat_member_t *m, const str *id, chat_order_t order,
		const str *argument)
{
	switch(order) {
		case CHAT_ORDER_NICK:
			return nick_take(m, id, argument);
		case CHAT_ORDER_WHO:
			people_tell(m);
			return 200;
		case CHAT_ORDER_MSG:
			return private_take(m, id, argument);
		case CHAT_ORDER_LEAVE:
			xmpp_chat_room_leave(
					m, 487, "Request Terminated", "You have left the room.");
			return 200;
		default:
			xmpp_chat_room_tell_z(m,
					"What you write goes to all in this room. /nick NAME takes "
					"another name, /who says who is there, /msg NAME: TEXT is "
					"for one alone, /leave leaves the room.");
			return 200;
	}
}
