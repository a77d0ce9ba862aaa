/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: a SIP user comes into a room, takes a name there, leaves
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../../core/parser/parse_uri.h"
#include "../xmpp_link/link_log.h"

#include "chat_conf.h"
#include "chat_error.h"
#include "chat_room_join.h"
#include "chat_room_line.h"
#include "chat_room_people.h"
#include "chat_room_send.h"

enum
{
	TRIES = 3, /* nicks that may be taken */
};

static chat_room_answer_f answer_f;
static chat_room_waits_f waits_f;


void xmpp_chat_room_join_init(chat_room_answer_f f, chat_room_waits_f w)
{
	answer_f = f;
	waits_f = w;
}


void xmpp_chat_room_name(chat_member_t *m, const str *nick)
{
	if(nick->len >= (int)sizeof(m->nick))
		return;
	memcpy(m->nick, nick->s, (size_t)nick->len);
	m->nick[nick->len] = '\0';
}


/* --- what the phone waits for ------------------------------------------------------ */

/* those that were answered otherwise, as when the stream broke: their phones
 * have been told that they failed */
static void texts_prune(chat_member_t *m)
{
	chat_room_item_t *i, *next;
	str id;

	for(i = m->texts.first; i != NULL; i = next) {
		next = i->next;
		id = xmpp_chat_item_id(i);
		if(i->kind != CHAT_ROOM_ASKED && !waits_f(&id))
			xmpp_chat_list_remove(&m->texts, i);
	}
}


chat_room_item_t *xmpp_chat_room_wait(
		chat_member_t *m, const str *id, chat_room_kind_t kind, const str *text)
{
	chat_room_item_t *i;

	texts_prune(m);
	i = xmpp_chat_list_put(&m->texts, CHAT_ROOM_TEXTS, id, text);
	if(i != NULL)
		i->kind = kind;
	return i;
}


void xmpp_chat_room_answer(
		chat_member_t *m, chat_room_item_t *i, int code, const char *phrase)
{
	str id = xmpp_chat_item_id(i);

	answer_f(&id, code, phrase);
	xmpp_chat_list_remove(&m->texts, i);
}


void xmpp_chat_room_answer_all(
		chat_member_t *m, chat_room_kind_t kind, int code, const char *phrase)
{
	chat_room_item_t *i, *next;

	for(i = m->texts.first; i != NULL; i = next) {
		next = i->next;
		if(i->kind == kind)
			xmpp_chat_room_answer(m, i, code, phrase);
	}
}


/* --- the end of a membership ---------------------------------------------------------- */

void xmpp_chat_room_end(
		chat_member_t *m, int code, const char *phrase, const char *words)
{
	xmpp_chat_room_tell_last(m, words);
	while(m->texts.first != NULL)
		xmpp_chat_room_answer(m, m->texts.first, code, phrase);
	xmpp_chat_link.timer_stop(&m->timer);
	xmpp_chat_link.timer_stop(&m->pace.timer);
	xmpp_chat_link.iq_forget(m);
	xmpp_chat_member_free(m);
}


void xmpp_chat_room_leave(
		chat_member_t *m, int code, const char *phrase, const char *words)
{
	str nick = xmpp_chat_room_nick(m);

	xmpp_chat_room_presence(
			m, nick.len > 0 ? &nick : NULL, xmpp_chat_write_leave);
	xmpp_chat_room_end(m, code, phrase, words);
}


/* --- coming in -------------------------------------------------------------------------- */

/* the phone need not be told twice, but if it thinks to be there */
static const char *words_of_loss(const chat_member_t *m)
{
	return m->was_in ? "You are not in this room any more." : NULL;
}


static void on_silence(xmpp_link_timer_t *t)
{
	chat_member_t *m = (chat_member_t *)t;

	LINK_LOG(LM_INFO, "room %.*s does not answer %.*s\n",
			STR_FMT(&m->party.user), STR_FMT(&m->party.ours));
	xmpp_chat_room_leave(m, 504, "Server Time-out", words_of_loss(m));
}


int xmpp_chat_room_join(chat_member_t *m)
{
	str nick = xmpp_chat_room_nick(m);

	m->is_in = 0;
	m->timer.run = on_silence;
	xmpp_chat_people_clear(m);
	if(xmpp_chat_room_presence(m, &nick, xmpp_chat_write_join) < 0)
		return -1;
	return xmpp_chat_link.timer_set(&m->timer, CHAT_CFG(room_timeout));
}


/* The room shows it what it says, and with that its name there: XEP-0045 section
 * 7.4 has no other way that disturbs nobody. Without it a member could not leave. */
static void name_ask(chat_member_t *m)
{
	static const str none = STR_NULL;
	char name[17];
	str id = {name, 16};

	xmpp_chat_link.new_id(name);
	if(xmpp_chat_room_wait(m, &id, CHAT_ROOM_ASKED, &none) != NULL)
		xmpp_chat_room_show_name(m, &id);
}


chat_member_t *xmpp_chat_room_new(const chat_party_t *party, const str *sip_uri)
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
	m = xmpp_chat_member_new(party);
	if(m == NULL)
		return NULL;
	if(sip_uri == NULL) {
		m->is_in = m->was_in = 1;
		name_ask(m);
		return m;
	}
	if(parse_uri(sip_uri->s, sip_uri->len, &uri) == 0)
		name = uri.user;
	if(xmpp_chat_nick(&name, m->nick) == 0)
		xmpp_chat_room_name(m, &nobody);
	return m;
}


void xmpp_chat_room_joined(chat_member_t *m)
{
	chat_room_item_t *i, *next;
	str id;

	xmpp_chat_link.timer_stop(&m->timer);
	m->is_in = m->was_in = 1;
	m->tries = 0;
	texts_prune(m);
	xmpp_chat_room_tell_z(m,
			"You are in this room as %s; /help says what else "
			"you can write.",
			m->nick);
	xmpp_chat_room_answer_all(m, CHAT_ROOM_NICK, 200, "OK");
	for(i = m->texts.first; i != NULL; i = next) {
		next = i->next;
		id = xmpp_chat_item_id(i);
		if(i->kind == CHAT_ROOM_TEXT && xmpp_chat_room_text(m, &id, &i->s) < 0)
			xmpp_chat_room_answer(m, i, 500, "Server Internal Error");
	}
}


static int is_next_name(chat_member_t *m, const chat_occupant_t *o)
{
	static const str taken = str_init("conflict");
	size_t n = strlen(m->nick);

	if(!STR_EQ(o->condition, taken) || m->tries++ >= TRIES
			|| n + 1 >= sizeof(m->nick))
		return 0;
	memcpy(m->nick + n, "_", 2);
	return xmpp_chat_room_join(m) == 0;
}


void xmpp_chat_room_not_joined(chat_member_t *m, const chat_occupant_t *o)
{
	chat_status_t status = xmpp_chat_status_of_error(&o->condition, 0);

	if(m->is_in) {
		xmpp_chat_room_answer_all(
				m, CHAT_ROOM_NICK, status.code, status.reason);
		return;
	}
	if(is_next_name(m, o))
		return;
	LINK_LOG(LM_INFO, "room %.*s does not let %.*s in: %.*s\n",
			STR_FMT(&m->party.user), STR_FMT(&m->party.ours),
			STR_FMT(&o->condition));
	xmpp_chat_room_end(m, status.code, status.reason, words_of_loss(m));
}
