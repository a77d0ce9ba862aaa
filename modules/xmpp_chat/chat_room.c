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
#include "chat_room_send.h"
#include "chat_to_sip.h"

#define MUC "http://jabber.org/protocol/muc"

enum
{
	READ_ROOM = 65536,
	WORDS_MAX = 1024,
	TRIES = 3, /* nicks that may be taken */
};

static char read_buf[READ_ROOM];
static chat_room_answer_f answer;
static chat_room_waits_f waits;


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


/* --- its name there ------------------------------------------------------------ */

/* the one that was wanted, or another that the room gives */
static void own_nick(chat_member_t *m, const str *nick)
{
	if(nick->len >= (int)sizeof(m->nick))
		return;
	memcpy(m->nick, nick->s, (size_t)nick->len);
	m->nick[nick->len] = '\0';
}


/* --- the end of a membership ---------------------------------------------------------- */

static void texts_fail(chat_member_t *m, int code, const char *phrase)
{
	chat_room_item_t *i;
	str id;

	while((i = m->texts.first) != NULL) {
		id.s = i->id;
		id.len = (int)strlen(i->id);
		answer(&id, code, phrase);
		xmpp_chat_list_remove(&m->texts, i);
	}
}


static void member_end(chat_member_t *m, int code, const char *phrase)
{
	xmpp_chat_link.timer_stop(&m->timer);
	texts_fail(m, code, phrase);
	xmpp_chat_member_free(m);
}


/* the room is told, too */
static void member_leave(chat_member_t *m, int code, const char *phrase)
{
	str nick = xmpp_chat_room_nick(m);

	xmpp_chat_room_presence(
			m, nick.len > 0 ? &nick : NULL, xmpp_chat_write_leave);
	member_end(m, code, phrase);
}


/* --- coming in -------------------------------------------------------------------------- */

static void on_silence(xmpp_link_timer_t *t)
{
	chat_member_t *m = (chat_member_t *)t;

	LM_INFO("room %.*s does not answer %.*s\n", STR_FMT(&m->party.user),
			STR_FMT(&m->party.ours));
	member_leave(m, 504, "Server Time-out");
}


static int come_in(chat_member_t *m)
{
	str nick = xmpp_chat_room_nick(m);

	m->is_in = 0;
	m->timer.run = on_silence;
	if(xmpp_chat_room_presence(m, &nick, xmpp_chat_write_join) < 0)
		return -1;
	return xmpp_chat_link.timer_set(&m->timer, CHAT_CFG(room_timeout));
}


static chat_member_t *member_new(const chat_party_t *party, const str *sip_uri)
{
	static const str nobody = str_init("phone");
	chat_member_t *m;
	sip_uri_t uri;
	str name = STR_NULL;

	if(xmpp_chat_member_count() >= CHAT_CFG(room_members)) {
		LINK_LOG(LM_NOTICE,
				"%d SIP users are in rooms (parameter room_members): %.*s does "
				"not come into %.*s\n",
				xmpp_chat_member_count(), STR_FMT(&party->ours),
				STR_FMT(&party->user));
		return NULL;
	}
	if(sip_uri != NULL && parse_uri(sip_uri->s, sip_uri->len, &uri) == 0)
		name = uri.user;
	m = xmpp_chat_member_new(party);
	if(m != NULL && sip_uri != NULL && xmpp_chat_nick(&name, m->nick) == 0)
		own_nick(m, &nobody);
	return m;
}


/* those that were answered otherwise, as when the stream broke: their phones
 * have been told that they failed */
static void texts_prune(chat_member_t *m)
{
	chat_room_item_t *i, *next;
	str id;

	for(i = m->texts.first; i != NULL; i = next) {
		next = i->next;
		id.s = i->id;
		id.len = (int)strlen(i->id);
		if(!waits(&id))
			xmpp_chat_list_remove(&m->texts, i);
	}
}


/* it is in: what was said meanwhile goes out */
static void came_in(chat_member_t *m)
{
	chat_room_item_t *i, *next;
	str id;

	xmpp_chat_link.timer_stop(&m->timer);
	m->is_in = 1;
	m->tries = 0;
	texts_prune(m);
	xmpp_chat_room_tell_z(m,
			"You are in this room as %s; /help says what else "
			"you can write.",
			m->nick);
	for(i = m->texts.first; i != NULL; i = next) {
		next = i->next;
		id.s = i->id;
		id.len = (int)strlen(i->id);
		if(xmpp_chat_room_text(m, &id, &i->s) == 0)
			continue;
		answer(&id, 500, "Server Internal Error");
		xmpp_chat_list_remove(&m->texts, i);
	}
}


/* --- orders ------------------------------------------------------------------------------- */

static void people_tell(chat_member_t *m)
{
	char words[WORDS_MAX];
	chat_out_t out;
	chat_room_item_t *i;
	int more = m->unknown, kept;

	xmpp_chat_out_init(&out, words, sizeof(words) - 32);
	for(i = m->people.first; i != NULL; i = i->next) {
		kept = out.len;
		if(kept > 0)
			xmpp_chat_put_z(&out, ", ");
		xmpp_chat_put_str(&out, &i->s);
		if(!out.failed)
			continue;
		out.failed = 0;
		out.len = kept;
		more++;
	}
	if(more > 0)
		out.len += snprintf(out.s + out.len, 32, " and %d more", more);
	xmpp_chat_room_tell_z(m, "In this room: %.*s", out.len, out.s);
}


static int nick_take(chat_member_t *m, const str *wanted)
{
	char nick[CHAT_NICK_MAX + 1];
	str s = {nick, xmpp_chat_nick(wanted, nick)};

	if(s.len == 0 && !m->is_in && m->texts.count == 0) {
		member_end(m, 404, "Not Found");
		return 404;
	}
	if(s.len == 0) {
		xmpp_chat_room_tell_z(m, "Write /nick and the name that you want.");
		return 200;
	}
	if(!m->is_in) {
		own_nick(m, &s);
		if(come_in(m) == 0)
			return 200;
		member_end(m, 500, "Server Internal Error"); /* nothing else would */
		return 500;
	}
	return xmpp_chat_room_presence(m, &s, xmpp_chat_write_join) < 0 ? 500 : 200;
}


static int private_take(chat_member_t *m, const str *id, const str *argument)
{
	str nick, text;

	if(xmpp_chat_order_msg(argument, &nick, &text) < 0
			|| xmpp_chat_list_find(&m->people, &nick) == NULL) {
		xmpp_chat_room_tell_z(m, "Write /msg NAME: TEXT with the name of one "
								 "who is in the room; /who says who is.");
		return 200;
	}
	return xmpp_chat_room_private(m, &nick, id, &text) < 0 ? 500 : 202;
}


static int order_take(chat_member_t *m, const str *id, chat_order_t order,
		const str *argument)
{
	switch(order) {
		case CHAT_ORDER_NICK:
			return nick_take(m, argument);
		case CHAT_ORDER_WHO:
			people_tell(m);
			return 200;
		case CHAT_ORDER_MSG:
			return private_take(m, id, argument);
		case CHAT_ORDER_LEAVE:
			xmpp_chat_room_tell_z(m, "You have left the room.");
			member_leave(m, 487, "Request Terminated");
			return 200;
		default:
			xmpp_chat_room_tell_z(m,
					"What you write goes to all in this room. /nick NAME takes "
					"another name, /who says who is there, /msg NAME: TEXT is "
					"for one alone, /leave leaves the room.");
			return 200;
	}
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
	str argument;
	chat_order_t order = xmpp_chat_order(text, &argument);

	if(m == NULL
			&& (order == CHAT_ORDER_NICK ? argument.len == 0
										 : order != CHAT_ORDER_NONE))
		return 404; /* of a room that it is not in */
	if(m == NULL)
		m = member_new(party, sip_uri);
	if(m == NULL)
		return 503;
	if(order != CHAT_ORDER_NONE)
		return order_take(m, &party->id, order, &argument);
	texts_prune(m);
	if(xmpp_chat_list_put(&m->texts, CHAT_ROOM_TEXTS, &party->id, text) < 0)
		return 503;
	if(is_new ? come_in(m) == 0
			  : !m->is_in || xmpp_chat_room_text(m, &party->id, text) == 0)
		return 0;
	if(is_new)
		member_end(m, 500, "Server Internal Error");
	else
		xmpp_chat_list_remove(
				&m->texts, xmpp_chat_list_find_id(&m->texts, &party->id));
	return is_new ? 0 : 500;
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
	m = member_new(party, NULL);
	if(m != NULL)
		m->is_in = 1;
	return m;
}


static void said(chat_member_t *m, const str *nick, const chat_stanza_t *stanza)
{
	chat_room_item_t *own = xmpp_chat_list_find_id(&m->texts, &stanza->id);
	str mine = xmpp_chat_room_nick(m);

	if(own != NULL && (mine.len == 0 || STR_EQ(mine, *nick))) {
		own_nick(m, nick);
		answer(&stanza->id, 200, "OK");
		xmpp_chat_list_remove(&m->texts, own);
	} else if((stanza->has & (CHAT_HAS_DELAY | CHAT_HAS_RETRACT)) == 0
			  && stanza->encrypted == CHAT_ENCRYPTED_NO
			  && (nick->len == 0 || !STR_EQ(mine, *nick))) {
		xmpp_chat_room_tell(m, nick, stanza);
	}
}


/* it was not in the room, whatever we believed: once more */
static void refused(chat_member_t *m, const chat_stanza_t *stanza)
{
	static const char lost[] = "not-acceptable";
	chat_status_t status;
	chat_room_item_t *own = xmpp_chat_list_find_id(&m->texts, &stanza->id);

	if(own == NULL)
		return;
	if(m->nick[0] != '\0' && own->again++ == 0
			&& stanza->error_condition.len == (int)sizeof(lost) - 1
			&& memcmp(stanza->error_condition.s, lost, sizeof(lost) - 1) == 0
			&& (!m->is_in || come_in(m) == 0))
		return;
	status = xmpp_chat_status_of_error(&stanza->error_condition, 0);
	answer(&stanza->id, status.code, status.reason);
	xmpp_chat_list_remove(&m->texts, own);
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
			refused(m, stanza);
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

static void people_change(
		chat_member_t *m, const str *nick, const chat_occupant_t *o)
{
	chat_room_item_t *i = xmpp_chat_list_find(&m->people, nick);

	if(o->is_unavailable && i != NULL)
		xmpp_chat_list_remove(&m->people, i);
	else if(o->is_unavailable && m->unknown > 0)
		m->unknown--;
	else if(!o->is_unavailable && i == NULL
			&& xmpp_chat_list_put(&m->people, CHAT_ROOM_PEOPLE, NULL, nick) < 0)
		m->unknown++;
}


static void thrown_out(chat_member_t *m, const chat_occupant_t *o)
{
	const char *why = o->is_banned		? "You may not be in this room any more"
					  : o->is_kicked	? "You were removed from the room"
					  : o->is_destroyed ? "The room is gone"
					  : o->is_shut_down ? "The room's server shuts down"
										: "You have left the room";

	if(m->nick[0] != '\0') /* otherwise we had left before */
		xmpp_chat_room_tell_z(m, "%s%s%.*s.", why,
				o->reason.len > 0 ? ": " : "",
				o->reason.len < 200 ? o->reason.len : 200, o->reason.s);
	member_end(m, 403, "Forbidden");
}


static void own_presence(
		chat_member_t *m, const str *nick, const chat_occupant_t *o)
{
	if(o->is_unavailable && o->nick.len > 0 && !o->is_kicked && !o->is_banned) {
		own_nick(m, &o->nick); /* 303 */
	} else if(o->is_unavailable) {
		thrown_out(m, o);
	} else if(o->is_created && !m->is_in) {
		/* nobody meant to open a room by a text */
		member_leave(m, 404, "Not Found");
	} else {
		own_nick(m, nick);
		if(!m->is_in)
			came_in(m);
	}
}


static void not_let_in(chat_member_t *m, const chat_occupant_t *o)
{
	static const str taken = str_init("conflict");
	chat_status_t status;
	size_t n = strlen(m->nick);

	if(m->is_in) {
		xmpp_chat_room_tell_z(m, "The room does not take this name.");
		return;
	}
	if(STR_EQ(o->condition, taken) && m->tries++ < TRIES
			&& n + 1 < sizeof(m->nick)) {
		memcpy(m->nick + n, "_", 2);
		if(come_in(m) == 0)
			return;
	}
	status = xmpp_chat_status_of_error(&o->condition, 0);
	LM_INFO("room %.*s does not let %.*s in: %.*s\n", STR_FMT(&m->party.user),
			STR_FMT(&m->party.ours), STR_FMT(&o->condition));
	member_end(m, status.code, status.reason);
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
		not_let_in(m, &o);
		return XMPP_LINK_HANDLED;
	}
	people_change(m, &nick, &o);
	if(o.is_self || (nick.len > 0 && STR_EQ(nick, mine)))
		own_presence(m, &nick, &o);
	return XMPP_LINK_HANDLED;
}


/* --- lines that reach the phone, or not --------------------------------------------------------- */

static void on_dead(xmpp_link_timer_t *t)
{
	chat_member_t *m = (chat_member_t *)t;

	LM_INFO("%.*s leaves room %.*s: the phone does not take its texts\n",
			STR_FMT(&m->party.ours), STR_FMT(&m->party.user));
	member_leave(m, 480, "Temporarily Unavailable");
}


void xmpp_chat_room_reached(const chat_party_t *party, int code)
{
	chat_member_t *m;

	if(!xmpp_chat_room_is(&party->user))
		return;
	m = xmpp_chat_member_find(&party->user, &party->ours);
	if(m == NULL || xmpp_chat_room_line_ended(m, code) == 0 || !m->is_in)
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

	answer = f;
	waits = w;
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
