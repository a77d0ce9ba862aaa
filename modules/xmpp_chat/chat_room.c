/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: group chats for SIP users
 */

#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/parser/parse_uri.h"
#include "../xmpp_link/link_jid.h"
#include "../xmpp_link/link_list.h"
#include "../xmpp_link/link_log.h"

#include "chat_conf.h"
#include "chat_error.h"
#include "chat_room.h"
#include "chat_room_line.h"
#include "chat_room_member.h"
#include "chat_room_order.h"
#include "chat_room_people.h"
#include "chat_room_send.h"
#include "chat_text.h"
#include "chat_to_sip.h"

#define MUC "http://jabber.org/protocol/muc"

enum
{
	READ_ROOM = 65536,
	REASON_MAX = 200, /* bytes of why somebody is thrown out */
};

static char read_buf[READ_ROOM];


int xmpp_chat_room_is(const str *jid)
{
	str domain = link_jid_domain(jid);

	return link_list_has(&xmpp_chat_conf.room_domains, &domain);
}


int xmpp_chat_room_is_uri(const str *text)
{
	sip_uri_t uri;

	return parse_uri(text->s, text->len, &uri) == 0
						   && link_list_has(
								   &xmpp_chat_conf.room_domains, &uri.host)
				   ? 1
				   : -1;
}


const char *xmpp_chat_room_phrase(int code)
{
	switch(code) {
		case 200:
			return "OK";
		case 202:
			return "Accepted";
		case 404:
			return "Not Found";
		case 480:
			return "Temporarily Unavailable";
		case 503:
			return "Service Unavailable";
		default:
			return "Server Internal Error";
	}
}


int xmpp_chat_room_say(
		const chat_party_t *party, const str *sip_uri, const str *text)
{
	chat_member_t *m = xmpp_chat_member_find(&party->user, &party->ours);
	int is_new = m == NULL;
	chat_room_item_t *i;
	str argument;
	chat_order_t order = xmpp_chat_order(text, &argument);

	if(m == NULL
			&& (order == CHAT_ORDER_NICK ? argument.len == 0
										 : order != CHAT_ORDER_NONE))
		return 404; /* of a room that it is not in */
	if(m == NULL)
		m = xmpp_chat_room_new(party, sip_uri);
	if(m == NULL)
		return 503;
	if(order != CHAT_ORDER_NONE)
		return xmpp_chat_room_order(m, &party->id, order, &argument);
	i = xmpp_chat_room_wait(m, &party->id, CHAT_ROOM_TEXT, text);
	if(i == NULL && !is_new)
		return 503;
	if(i != NULL
			&& (is_new ? xmpp_chat_room_join(m) == 0
					   : !m->is_in
									|| xmpp_chat_room_text(m, &party->id, text)
											   == 0))
		return 0;
	if(is_new)
		xmpp_chat_room_end(m, 500, "Server Internal Error", NULL);
	else
		xmpp_chat_list_remove(&m->texts, i);
	return 500;
}


/* --- what the room says -------------------------------------------------------------------- */

/* the room's and the contact's names. return 1: it is for one of ours */
static int party_of(const xmpp_link_stanza_t *s, chat_party_t *party)
{
	memset(party, 0, sizeof(*party));
	party->component = s->component;
	party->ours = s->to;
	party->user = link_jid_bare(&s->from);
	return link_jid_is_user(&s->to)
		   && xmpp_chat_gateway.component(&s->component) != NULL
		   && xmpp_chat_room_is(&s->from);
}


/* A room where people talk to a contact without an entry, as after a restart of
 * Kamailio: it is a member */
static chat_member_t *member_of(
		const chat_party_t *party, const str *nick, const chat_stanza_t *stanza)
{
	chat_member_t *m = xmpp_chat_member_find(&party->user, &party->ours);

	if(m != NULL || nick->len == 0 || stanza->body.len == 0)
		return m;
	return xmpp_chat_room_new(party, NULL);
}


static void said(chat_member_t *m, const str *nick, const chat_stanza_t *stanza)
{
	chat_room_item_t *own = xmpp_chat_list_find_id(&m->texts, &stanza->id);
	str mine = xmpp_chat_room_nick(m);

	if(own != NULL && (mine.len == 0 || STR_EQ(mine, *nick))) {
		xmpp_chat_room_name(m, nick);
		xmpp_chat_room_answer(m, own, 200, "OK");
	} else if((stanza->has & (CHAT_HAS_DELAY | CHAT_HAS_RETRACT)) == 0
			  && stanza->encrypted == CHAT_ENCRYPTED_NO
			  && (nick->len == 0 || !STR_EQ(mine, *nick))) {
		xmpp_chat_room_tell(m, nick, stanza);
	}
}


/* it was not in the room, whatever we believed: once more */
static int is_sent_again(
		chat_member_t *m, chat_room_item_t *own, const chat_stanza_t *stanza)
{
	static const str lost = str_init("not-acceptable");

	return own->kind == CHAT_ROOM_TEXT && m->nick[0] != '\0'
		   && own->again++ == 0 && STR_EQ(stanza->error_condition, lost)
		   && (!m->is_in || xmpp_chat_room_join(m) == 0);
}


/* nick: of who did not get it; empty: all */
static void refused(
		chat_member_t *m, const str *nick, const chat_stanza_t *stanza)
{
	chat_room_item_t *own = xmpp_chat_list_find_id(&m->texts, &stanza->id);
	chat_status_t status;

	if(own != NULL && is_sent_again(m, own, stanza))
		return;
	if(nick->len > 0 && nick->len <= CHAT_NICK_MAX)
		xmpp_chat_room_private_failed(m, nick, &stanza->error_condition);
	if(own == NULL)
		return;
	status = xmpp_chat_status_of_error(&stanza->error_condition, 0);
	xmpp_chat_room_answer(m, own, status.code, status.reason);
}


static void said_alone(
		chat_member_t *m, const str *nick, const chat_stanza_t *stanza)
{
	char words[2 * CHAT_NICK_MAX];
	str who = {words, 0};

	who.len = snprintf(
			words, sizeof(words), "%.*s (to you alone)", STR_FMT(nick));
	if(stanza->body.len > 0 && stanza->encrypted == CHAT_ENCRYPTED_NO
			&& who.len < (int)sizeof(words))
		xmpp_chat_room_tell(m, &who, stanza);
}


void xmpp_chat_room_heard(
		const xmpp_link_stanza_t *s, const chat_stanza_t *stanza)
{
	chat_party_t party;
	chat_member_t *m;
	str nick;

	if(!party_of(s, &party))
		return;
	nick = link_jid_resource(&s->from);
	if(stanza->type == CHAT_TYPE_ERROR) {
		m = xmpp_chat_member_find(&party.user, &party.ours);
		if(m != NULL)
			refused(m, &nick, stanza);
		return;
	}
	if(stanza->type == CHAT_TYPE_GROUPCHAT) {
		m = member_of(&party, &nick, stanza);
		if(m != NULL)
			said(m, &nick, stanza);
	} else if(nick.len > 0) { /* without: the room itself, as for invitations */
		m = xmpp_chat_member_find(&party.user, &party.ours);
		if(m != NULL)
			said_alone(m, &nick, stanza);
	}
}


/* --- who is there ---------------------------------------------------------------------------- */

static void thrown_out(chat_member_t *m, const chat_occupant_t *o)
{
	const char *why = o->is_banned		? "You may not be in this room any more"
					  : o->is_kicked	? "You were removed from the room"
					  : o->is_destroyed ? "The room is gone"
					  : o->is_shut_down ? "The room's server shuts down"
										: "You have left the room";
	char words[REASON_MAX + 64];

	snprintf(words, sizeof(words), "%s%s%.*s.", why,
			o->reason.len > 0 ? ": " : "",
			xmpp_chat_cut(&o->reason, REASON_MAX), o->reason.s);
	/* without a name: we had left before */
	xmpp_chat_room_end(m, 403, "Forbidden", m->nick[0] != '\0' ? words : NULL);
}


static void own_presence(
		chat_member_t *m, const str *nick, const chat_occupant_t *o)
{
	if(o->is_unavailable && o->nick.len > 0 && !o->is_kicked && !o->is_banned) {
		xmpp_chat_room_name(m, &o->nick); /* 303 */
	} else if(o->is_unavailable) {
		thrown_out(m, o);
	} else if(o->is_created && !m->is_in) {
		/* nobody meant to open a room by a text */
		xmpp_chat_room_leave(m, 404, "Not Found", NULL);
	} else {
		xmpp_chat_room_name(m, nick);
		if(!m->is_in)
			xmpp_chat_room_joined(m);
		else
			xmpp_chat_room_answer_all(m, CHAT_ROOM_NICK, 200, "OK");
	}
}


static int on_presence(const xmpp_link_stanza_t *s, void *arg)
{
	str nick = link_jid_resource(&s->from), mine;
	chat_occupant_t o;
	chat_party_t party;
	chat_member_t *m;

	(void)arg;
	if(!party_of(s, &party)
			|| xmpp_chat_occupant_read(&s->xml, read_buf, sizeof(read_buf), &o)
					   < 0)
		return XMPP_LINK_PASS;
	m = xmpp_chat_member_find(&party.user, &party.ours);
	if(m == NULL)
		return XMPP_LINK_HANDLED; /* not a user, whom others could call */
	mine = xmpp_chat_room_nick(m);
	if(o.is_error) {
		xmpp_chat_room_not_joined(m, &o);
		return XMPP_LINK_HANDLED;
	}
	if(nick.len > 0)
		xmpp_chat_people_change(m, &nick, !o.is_unavailable);
	if(o.is_self || (nick.len > 0 && STR_EQ(nick, mine)))
		own_presence(m, &nick, &o);
	return XMPP_LINK_HANDLED;
}


/* --- lines that reach the phone, or not --------------------------------------------------------- */

static void on_dead(xmpp_link_timer_t *t)
{
	chat_member_t *m = (chat_member_t *)t;

	LINK_LOG(LM_INFO,
			"%.*s leaves room %.*s: the phone does not take its texts\n",
			STR_FMT(&m->party.ours), STR_FMT(&m->party.user));
	xmpp_chat_room_leave(m, 480, "Temporarily Unavailable", NULL);
}


void xmpp_chat_room_reached(const chat_party_t *party, int code)
{
	chat_member_t *m;

	if(!xmpp_chat_room_is(&party->user))
		return;
	m = xmpp_chat_member_find(&party->user, &party->ours);
	if(m == NULL || xmpp_chat_room_line_ended(m, &party->id, code) == 0
			|| !m->is_in)
		return;
	/* not at once: a line that cannot be sent ends within what sends it */
	m->timer.run = on_dead;
	xmpp_chat_link.timer_set(&m->timer, 1);
}


int xmpp_chat_room_init(chat_room_answer_f f, chat_room_waits_f w)
{
	/* errors come without the payload from some servers: then all see them */
	static const char *const spaces[] = {MUC "#user", MUC, NULL};
	size_t i;

	xmpp_chat_room_join_init(f, w);
	if(xmpp_chat_conf.room_domains.len == 0)
		return 0;
	xmpp_chat_to_sip_on_line(xmpp_chat_room_reached);
	for(i = 0; i < sizeof(spaces) / sizeof(spaces[0]); i++)
		if(xmpp_chat_link.on_stanza(
				   XMPP_LINK_PRESENCE, spaces[i], on_presence, NULL)
				< 0) {
			LM_ERR("xmpp_link takes no more handlers\n");
			return -1;
		}
	return 0;
}
