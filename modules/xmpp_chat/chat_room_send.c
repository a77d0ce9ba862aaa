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
 */

#include <string.h>

#include "../xmpp_link/link_jid.h"

#include "chat_conf.h"
#include "chat_room_send.h"
#include "chat_text.h"

enum
{
	STANZA_MAX = 6 * CHAT_TEXT_MAX, /* all of it "&amp;", and some */
};

static char stanza_buf[STANZA_MAX];
static xml_build_t build;


str xmpp_chat_room_nick(const chat_member_t *m)
{
	str nick = {(char *)m->nick, (int)strlen(m->nick)};

	return nick;
}


/* to ROOM, or to ROOM/NICK. return 0, -1: it is too long */
static int ends_begin(const chat_member_t *m, const str *nick, const str *id,
		char *to, chat_ends_t *ends)
{
	ends->from = m->party.ours;
	ends->to = m->party.user;
	ends->id = *id;
	xml_build_init(&build, stanza_buf, sizeof(stanza_buf));
	return nick == NULL ? 0
						: link_jid_full(&m->party.user, nick, to, LINK_JID_MAX,
								&ends->to);
}


static int stanza_send(const chat_member_t *m)
{
	str xml;

	if(xml_build_end(&build, &xml) < 0)
		return -1;
	return xmpp_chat_link.send(
			&m->party.component, &m->party.user, &xml, NULL, NULL);
}


int xmpp_chat_room_presence(const chat_member_t *m, const str *nick,
		void (*write)(xml_build_t *, const chat_ends_t *))
{
	char to[LINK_JID_MAX], name[17];
	str id = {name, 16};
	chat_ends_t ends;

	xmpp_chat_link.new_id(name);
	if(ends_begin(m, nick, &id, to, &ends) < 0)
		return -1;
	write(&build, &ends);
	return stanza_send(m);
}


int xmpp_chat_room_text(const chat_member_t *m, const str *id, const str *text)
{
	chat_ends_t ends;

	if(ends_begin(m, NULL, id, NULL, &ends) < 0)
		return -1;
	xmpp_chat_write_to_room(&build, &ends, text);
	return stanza_send(m);
}


int xmpp_chat_room_private(
		const chat_member_t *m, const str *nick, const str *id, const str *text)
{
	char to[LINK_JID_MAX];
	chat_ends_t ends;

	if(ends_begin(m, nick, id, to, &ends) < 0)
		return -1;
	xmpp_chat_write_to_occupant(&build, &ends, text);
	return stanza_send(m);
}


int xmpp_chat_room_show_name(const chat_member_t *m, const str *id)
{
	chat_ends_t ends;

	if(ends_begin(m, NULL, id, NULL, &ends) < 0)
		return -1;
	xmpp_chat_write_sign(&build, &ends);
	return stanza_send(m);
}


int xmpp_chat_room_ping(chat_member_t *m, const str *id, xmpp_link_iq_f f)
{
	chat_ends_t ends;
	str xml;

	if(ends_begin(m, NULL, id, NULL, &ends) < 0)
		return -1;
	xmpp_chat_write_ping(&build, &ends);
	if(xml_build_end(&build, &xml) < 0)
		return -1;
	return xmpp_chat_link.iq(&m->party.component, &m->party.ours,
			&m->party.user, id, &xml, CHAT_CFG(ping_timeout), f, m);
}
