/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: a group chat as texts
 */

#include <strings.h>

#include "chat_room_text.h"
#include "chat_text.h"

static const struct
{
	const char *word;
	chat_order_t order;
} orders[] = {
		{"/help", CHAT_ORDER_HELP},
		{"/nick", CHAT_ORDER_NICK},
		{"/who", CHAT_ORDER_WHO},
		{"/leave", CHAT_ORDER_LEAVE},
		{"/msg", CHAT_ORDER_MSG},
};


static int is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}


chat_order_t xmpp_chat_order(const str *text, str *argument)
{
	str t = xmpp_chat_trim(*text);
	size_t i, n;

	argument->s = t.s;
	argument->len = 0;
	for(i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		n = strlen(orders[i].word);
		if((size_t)t.len < n || strncasecmp(t.s, orders[i].word, n) != 0
				|| ((size_t)t.len > n && !is_blank(t.s[n])))
			continue;
		argument->s = t.s + n;
		argument->len = t.len - (int)n;
		*argument = xmpp_chat_trim(*argument);
		return orders[i].order;
	}
	return CHAT_ORDER_NONE;
}


int xmpp_chat_order_msg(const str *argument, str *nick, str *text)
{
	const char *colon =
			argument->len > 0 ? memchr(argument->s, ':', (size_t)argument->len)
							  : NULL;

	if(colon == NULL)
		return -1;
	nick->s = argument->s;
	nick->len = (int)(colon - argument->s);
	text->s = (char *)colon + 1;
	text->len = argument->len - nick->len - 1;
	*nick = xmpp_chat_trim(*nick);
	*text = xmpp_chat_trim(*text);
	return nick->len > 0 && text->len > 0 ? 0 : -1;
}


int xmpp_chat_room_line(const str *nick, const str *text, chat_out_t *out)
{
	static const char me[] = "/me ";
	const int n = sizeof(me) - 1;
	int is_me = text->len > n && memcmp(text->s, me, (size_t)n) == 0;

	if(is_me)
		xmpp_chat_put_z(out, "* ");
	xmpp_chat_put_str(out, nick);
	xmpp_chat_put_z(out, is_me ? " " : ": ");
	xmpp_chat_put(out, text->s + (is_me ? n : 0), text->len - (is_me ? n : 0));
	return out->failed ? -1 : 0;
}


int xmpp_chat_nick(const str *name, char nick[CHAT_NICK_MAX + 1])
{
	str t = xmpp_chat_trim(*name);
	int i, n = 0;

	if(!xmpp_chat_is_utf8(&t))
		t.len = 0;
	if(t.len > CHAT_NICK_MAX)
		t.len = xmpp_chat_cut(&t, CHAT_NICK_MAX);
	for(i = 0; i < t.len; i++)
		if((unsigned char)t.s[i] >= ' ' && t.s[i] != 0x7f && t.s[i] != '/')
			nick[n++] = t.s[i];
	nick[n] = '\0';
	return n;
}
