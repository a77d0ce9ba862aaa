/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: messages of XMPP users to contacts of ours
 */

#include "../../core/dprint.h"
#include "../xmpp_link/link_jid.h"

#include "chat_conf.h"
#include "chat_from_xmpp.h"
#include "chat_room.h"
#include "chat_session_out.h"
#include "chat_stanza.h"
#include "chat_to_sip.h"
#include "chat_to_xmpp.h"
#include "chat_typing.h"
#include "chat_typing_out.h"

enum
{
	ID_MAX = 1023, /* bytes; a longer one is kept for nobody: it costs memory */
};

static char room[CHAT_STANZA_ROOM];
static chat_stanza_t stanza;


/* what it says of a message of ours */
static void answers_take(const xmpp_link_stanza_t *s)
{
	if(stanza.type == CHAT_TYPE_ERROR) {
		xmpp_chat_to_xmpp_returned(
				&s->from, &s->id, &stanza.error_condition, &stanza.error_type);
		return;
	}
	if(stanza.received.len > 0)
		xmpp_chat_to_xmpp_received(&s->from, &stanza.received);
	if(stanza.marker == CHAT_MARKER_RECEIVED)
		xmpp_chat_to_xmpp_received(&s->from, &stanza.marked);
	else if(stanza.marker == CHAT_MARKER_DISPLAYED)
		xmpp_chat_to_xmpp_displayed(&s->from, &stanza.marked);
}


/* A room where no phone can be, or who takes the contact for a room: it is
 * refused, and what has no text says nothing */
static int is_group_text(void)
{
	return stanza.type == CHAT_TYPE_GROUPCHAT && stanza.body.len > 0
		   && (stanza.has & (CHAT_HAS_DELAY | CHAT_HAS_JINGLE)) == 0;
}


/* return 0, -1: not for a contact of ours, or not readable */
static int message_take(const xmpp_link_stanza_t *s)
{
	chat_party_t party;

	if(!link_jid_is_user(&s->to)
			|| xmpp_chat_gateway.component(&s->component) == NULL
			|| xmpp_chat_stanza_read(&s->xml, room, sizeof(room), &stanza) < 0)
		return -1;
	if(xmpp_chat_room_is(&s->from)) {
		xmpp_chat_room_heard(s, &stanza);
		return 0;
	}
	answers_take(s);
	if(stanza.state != CHAT_STATE_NONE)
		xmpp_chat_typing_known(&s->from, &s->to);
	if(stanza.type == CHAT_TYPE_ERROR || stanza.type == CHAT_TYPE_HEADLINE)
		return 0;
	party.component = s->component;
	party.ours = s->to;
	party.user = s->from;
	party.id = s->id;
	if(!xmpp_chat_session_state(&party.user, &party.ours, stanza.state))
		xmpp_chat_typing_out(&party, &stanza);
	if(stanza.encrypted != CHAT_ENCRYPTED_YES
			&& !xmpp_chat_stanza_is_text(&stanza) && !is_group_text())
		return 0;
	if(party.id.len > ID_MAX)
		party.id.len = 0;
	xmpp_chat_to_sip_begin(&party, &stanza);
	return 0;
}


static int on_chat(
		const xmpp_link_stanza_t *s, const xmpp_gateway_chat_t *chat, void *arg)
{
	(void)chat;
	(void)arg;
	return message_take(s) == 0 ? XMPP_LINK_HANDLED : XMPP_LINK_PASS;
}


/* those without a body, and errors: nobody need answer them */
static int on_message(const xmpp_link_stanza_t *s, void *arg)
{
	(void)arg;
	message_take(s);
	return XMPP_LINK_PASS;
}


/* what clients may send to a contact: they ask first */
static int features_add(void)
{
	static const char *const features[] = {"urn:xmpp:receipts",
			"urn:xmpp:chat-markers:0", "http://jabber.org/protocol/chatstates",
			"urn:xmpp:message-correct:0", "urn:xmpp:reply:0",
			"urn:xmpp:fallback:0", "jabber:x:oob", "urn:xmpp:sid:0"};
	size_t i;

	for(i = 0; i < sizeof(features) / sizeof(features[0]); i++)
		if(xmpp_chat_gateway.add_contact_feature(features[i]) < 0)
			return -1;
	return 0;
}


int xmpp_chat_from_xmpp_init(void)
{
	if(xmpp_chat_gateway.on_chat(on_chat, NULL) < 0 || features_add() < 0)
		return -1;
	if(xmpp_chat_link.on_stanza(XMPP_LINK_MESSAGE, NULL, on_message, NULL) == 0)
		return 0;
	LM_ERR("xmpp_link takes no more handlers\n");
	return -1;
}
