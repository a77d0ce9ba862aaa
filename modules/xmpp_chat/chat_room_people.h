/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: who is in a room
 *
 * OWNER of the room, for one member: the names of so many, and of the others that
 * they are there.
 */

#ifndef CHAT_ROOM_PEOPLE_H
#define CHAT_ROOM_PEOPLE_H

#include "chat_room_member.h"

enum
{
	CHAT_ROOM_PEOPLE = 200,	 /* whose nicks are known */
	CHAT_ROOM_CROWD = 16384, /* who are counted beside these */
};

/* The room says of this nick that it is there, or is not */
void xmpp_chat_people_change(chat_member_t *m, const str *nick, int is_there);
/* The room says it anew */
void xmpp_chat_people_clear(chat_member_t *m);
/* "anna, ben and 7 more" */
void xmpp_chat_people_write(chat_member_t *m, chat_out_t *out);

#endif
