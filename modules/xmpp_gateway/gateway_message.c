/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Kamailio is free software; you can redistribute it and/or modify
 * it under the terms of the GNU General Public License as published by
 * the Free Software Foundation; either version 2 of the License, or
 * (at your option) any later version
 *
 * In addition, as a special exception, the copyright holders give
 * permission to link the code of this program with the OpenSSL library,
 * and distribute linked combinations including the two.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */

/*!
 * \file
 * \brief xmpp_gateway :: messages to our contacts
 *
 * A handler of the link, registered in mod_init, runs in the owner of the
 * sender. Other modules that listen are asked first; what none of them takes is
 * answered or dropped at once. Keeps nothing.
 */

#include <string.h>

#include "../../core/dprint.h"

#include "gateway_config.h"
#include "gateway_domains.h"
#include "gateway_form.h"
#include "gateway_message.h"
#include "gateway_read.h"
#include "gateway_stats.h"

enum
{
	LISTENERS_MAX = 8
};

static struct
{
	xmpp_gateway_chat_f f;
	void *arg;
} listeners[LISTENERS_MAX];
static int listener_count = 0;

static char text[XMPP_GATEWAY_TEXT_MAX];
static char out[XMPP_GATEWAY_STANZA_MAX];


int xmpp_gateway_on_chat(xmpp_gateway_chat_f f, void *arg)
{
	if(listener_count == LISTENERS_MAX) {
		LM_ERR("no more than %d listeners are possible\n", LISTENERS_MAX);
		return -1;
	}
	listeners[listener_count].f = f;
	listeners[listener_count++].arg = arg;
	return 0;
}


int xmpp_gateway_send_chat(const str *component, const str *contact,
		const str *user, const str *words)
{
	char id[17];
	xmpp_gateway_ends_t ends = {*contact, *user, {id, 16}};
	str xml;

	xmpp_gateway_link.new_id(id);
	if(xmpp_gateway_write_chat(&ends, words, out, sizeof(out), &xml) < 0) {
		LM_ERR("a message to %.*s cannot be written\n", STR_FMT(user));
		return -1;
	}
	return xmpp_gateway_link.send(component, user, &xml, NULL, NULL);
}


static int type_is(const xmpp_link_stanza_t *s, const char *type)
{
	return (size_t)s->type.len == strlen(type)
		   && memcmp(s->type.s, type, (size_t)s->type.len) == 0;
}


/* RFC 6121 section 8.5.2: a headline is never answered, an error never */
static int wants_answer(const xmpp_link_stanza_t *s)
{
	return !type_is(s, "error") && !type_is(s, "headline")
		   && xmpp_gateway_has_payload(&s->payloads, "body", NULL);
}


/* Does another module take it? Text that cannot be read is nobody's */
static int is_heard(const xmpp_link_stanza_t *s)
{
	xmpp_gateway_chat_t chat;
	int i;

	if(listener_count == 0
			|| xmpp_gateway_read_chat(&s->xml, text, sizeof(text), &chat) < 0)
		return 0;
	chat.is_group = type_is(s, "groupchat");
	for(i = 0; i < listener_count; i++)
		if(listeners[i].f(s, &chat, listeners[i].arg) == XMPP_LINK_HANDLED)
			return 1;
	return 0;
}


static int on_message(const xmpp_link_stanza_t *s, void *arg)
{
	(void)arg;
	if(!xmpp_gateway_is_ours(&s->component))
		return XMPP_LINK_PASS;
	if(!wants_answer(s)) {
		xmpp_gateway_count(GATEWAY_MESSAGES_DROPPED);
		return XMPP_LINK_PASS;
	}
	if(is_heard(s))
		return XMPP_LINK_HANDLED;
	if(!GATEWAY_CFG(bounce_messages))
		return XMPP_LINK_PASS;
	xmpp_gateway_count(GATEWAY_MESSAGES_REFUSED);
	xmpp_gateway_link.error(s, "cancel", "service-unavailable", NULL, NULL,
			"This contact can be called, but takes no text messages.");
	return XMPP_LINK_HANDLED;
}


int xmpp_gateway_message_init(void)
{
	if(xmpp_gateway_link.on_stanza(XMPP_LINK_MESSAGE, NULL, on_message, NULL)
			== 0)
		return 0;
	LM_ERR("xmpp_link takes no more handlers\n");
	return -1;
}
