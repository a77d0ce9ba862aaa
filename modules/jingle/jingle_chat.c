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
 * (at your option) any later version.
 *
 * In addition, as a special exception, permission is granted to link this
 * code with the OpenSSL library and to distribute the combination.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 */

/*!
 * \file
 * \brief jingle :: what a user types to a contact while they are in a call
 *
 * A listener of the gateway, registered in mod_init, runs in the owner of the
 * sender: keys for an IVR are pressed (parameter chat_digits), "/transfer" has the
 * phone transferred. All else, and whatever comes late or encrypted, is left to
 * others.
 */

#include <string.h>
#include <strings.h>

#include "jingle_chat.h"
#include "jingle_conf.h"
#include "jingle_dtmf.h"
#include "jingle_press.h"
#include "jingle_refer_out.h"
#include "jingle_table.h"


static void answer(const xmpp_link_stanza_t *s, const char *words)
{
	str text;

	text.s = (char *)words;
	text.len = (int)strlen(words);
	jingle_gateway.send_chat(&s->component, &s->to, &s->from, &text);
}


static void on_keys(
		const xmpp_link_stanza_t *s, jingle_call_t *c, const str *keys)
{
	if(jingle_press(c, keys, JINGLE_DTMF_TYPED, &s->from) < 0)
		answer(s, "Not pressed: too many keys at a time.");
}


/* "/transfer", and whom to; 1 it is that */
static int transfer_typed(const str *body, str *target)
{
	static const char word[] = "/transfer";
	const int len = (int)sizeof(word) - 1;

	*target = *body;
	while(target->len > 0 && (unsigned char)target->s[target->len - 1] <= ' ')
		target->len--;
	if(target->len < len || strncasecmp(target->s, word, (size_t)len) != 0)
		return 0;
	target->s += len;
	target->len -= len;
	if(target->len > 0 && target->s[0] != ' ')
		return 0;
	while(target->len > 0 && target->s[0] == ' ') {
		target->s++;
		target->len--;
	}
	return 1;
}


static void on_transfer(
		const xmpp_link_stanza_t *s, jingle_call_t *c, const str *target)
{
	jingle_refer_ask_t ask;
	const char *why;

	memset(&ask, 0, sizeof(ask));
	ask.target = *target;
	ask.user = s->from;
	why = c == NULL ? "There is no answered call with this contact."
					: jingle_refer_out(c, &ask);
	if(why != NULL)
		answer(s, why);
}


static int on_chat(
		const xmpp_link_stanza_t *s, const xmpp_gateway_chat_t *chat, void *arg)
{
	jingle_call_t *c;
	str keys, target;

	(void)arg;
	if(chat->delayed || chat->encrypted || chat->is_group
			|| !link_jid_is_user(&s->to)
			|| jingle_gateway.component(&s->component) == NULL)
		return XMPP_LINK_PASS;
	if(transfer_typed(&chat->body, &target)) {
		c = jingle_table_pair(&s->from, &s->to, NULL);
		on_transfer(s, c, &target);
		return XMPP_LINK_HANDLED;
	}
	if(!JINGLE_CFG(chat_digits) || !jingle_dtmf_typed(&chat->body, &keys))
		return XMPP_LINK_PASS;
	c = jingle_table_pair(&s->from, &s->to, NULL);
	if(c == NULL || c->state != JINGLE_ACTIVE)
		return XMPP_LINK_PASS;
	on_keys(s, c, &keys);
	return XMPP_LINK_HANDLED;
}


int jingle_chat_init(void)
{
	return jingle_gateway.on_chat(on_chat, NULL);
}
