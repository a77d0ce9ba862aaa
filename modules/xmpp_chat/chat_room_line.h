/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: what a phone reads of a room
 *
 * OWNER of the room. One line after another is on its way to a member's phone;
 * those behind it wait, as many as CHAT_ROOM_LINES, and the room may say as many in
 * a minute as room_rate; the phone is told how many others there were.
 */

#ifndef CHAT_ROOM_LINE_H
#define CHAT_ROOM_LINE_H

#include "chat_room_member.h"
#include "chat_stanza.h"

/* What an occupant says, or the room itself (nick is empty): its text or subject */
void xmpp_chat_room_tell(
		chat_member_t *m, const str *nick, const chat_stanza_t *stanza);
/* Words of ours, at most 1 KB */
void xmpp_chat_room_tell_z(chat_member_t *m, const char *format, ...)
		__attribute__((format(printf, 2, 3)));
/* The last words, before the member is freed: they do not wait behind lines, which
 * are lost. NULL: there are none */
void xmpp_chat_room_tell_last(chat_member_t *m, const char *words);
/* The line of this id, that was on its way, has had its answer; the next one goes
 * out. return 0, -1: several have failed, the phone is not there */
int xmpp_chat_room_line_ended(chat_member_t *m, const str *id, int code);

#endif
