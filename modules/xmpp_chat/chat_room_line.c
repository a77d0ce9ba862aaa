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
 */

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "chat_conf.h"
#include "chat_limits.h"
#include "chat_room_line.h"
#include "chat_room_text.h"
#include "chat_stats.h"
#include "chat_text.h"
#include "chat_to_sip.h"

enum
{
	TOLD_MAX = 4096, /* bytes; what is longer is cut */
	PART_MAX = 700,
	WORDS_MAX = 1024 + 64,
	FAILURES = 3,
};

static char line_buf[TOLD_MAX + 128];
static char lines_buf[2 * sizeof(line_buf)]; /* "\n" becomes "\r\n" */
static char part_buf[PART_MAX + CHAT_PART_HEAD];


/* each is called by a number of its own */
static str id_next(char id[CHAT_ROOM_ID_LEN])
{
	static unsigned number;
	str s = {id, snprintf(id, CHAT_ROOM_ID_LEN, "%u", ++number)};

	return s;
}


static void line_missed(chat_member_t *m)
{
	m->missed++;
	xmpp_chat_stat(CHAT_STAT_ROOM_LOST);
}


static int line_send(const chat_member_t *m, const str *id, const str *text)
{
	chat_party_t party = m->party;

	party.id = *id;
	return xmpp_chat_to_sip_line(&party, text);
}


/* the first one that can be sent. One that cannot is missed */
static void next_send(chat_member_t *m)
{
	chat_room_item_t *i;
	str id;

	while((i = m->lines.first) != NULL) {
		id = xmpp_chat_item_id(i);
		if(line_send(m, &id, &i->s) == 0)
			return;
		xmpp_chat_list_remove(&m->lines, i);
		line_missed(m);
	}
}


static void part_put(chat_member_t *m, const str *part)
{
	int is_first = m->lines.first == NULL;
	char name[CHAT_ROOM_ID_LEN];
	str id = id_next(name);

	if(xmpp_chat_list_put(&m->lines, CHAT_ROOM_LINES, &id, part) == NULL)
		line_missed(m);
	else if(is_first)
		next_send(m);
}


/* return 0, -1: it cannot be said */
static int line_split(const str *line, chat_parts_t *parts)
{
	chat_out_t out;
	str body;

	xmpp_chat_out_init(&out, lines_buf, sizeof(lines_buf));
	return xmpp_chat_to_sip(line, &out) == 0
						   && xmpp_chat_out_end(&out, 0, &body) == 0
						   && xmpp_chat_split(&body, PART_MAX, parts) > 0
				   ? 0
				   : -1;
}


/* part i. return 0, -1 no room */
static int part_write(const chat_parts_t *parts, int i, str *part)
{
	chat_out_t out;

	xmpp_chat_out_init(&out, part_buf, sizeof(part_buf));
	return xmpp_chat_part(parts, i, &out) == 0
						   && xmpp_chat_out_end(&out, 0, part) == 0
				   ? 0
				   : -1;
}


static void parts_put(chat_member_t *m, const chat_parts_t *parts)
{
	str part;
	int i;

	for(i = 0; i < parts->count; i++)
		if(part_write(parts, i, &part) == 0)
			part_put(m, &part);
		else
			line_missed(m);
}


/* --- more than room_rate in a minute ---------------------------------------------- */

static void on_minute(xmpp_link_timer_t *t)
{
	chat_member_t *m = ((chat_room_pace_t *)t)->member;
	int left_out = m->left_out;

	m->left_out = 0;
	xmpp_chat_room_tell_z(m,
			left_out == 1 ? "%d line was left out: too much is said here."
						  : "%d lines were left out: too much is said here.",
			left_out);
}


static void leave_out(chat_member_t *m)
{
	xmpp_chat_stat(CHAT_STAT_ROOM_LOST);
	if(m->left_out++ > 0)
		return;
	m->pace.timer.run = on_minute;
	xmpp_chat_link.timer_set(&m->pace.timer, xmpp_chat_limits_left());
}


/* a line of the room's */
static void line_put(chat_member_t *m, const str *line)
{
	chat_parts_t parts;

	if(line_split(line, &parts) < 0)
		line_missed(m);
	else if(!xmpp_chat_limits_line(&m->party.user, &m->party.ours, parts.count))
		leave_out(m);
	else
		parts_put(m, &parts);
}


/* --- what is said ------------------------------------------------------------------ */

/* one that finds room after others did not */
static void missed_tell(chat_member_t *m)
{
	int missed = m->missed;

	if(missed == 0 || m->lines.count >= CHAT_ROOM_LINES / 2)
		return;
	m->missed = 0;
	xmpp_chat_room_tell_z(
			m, "Texts of this room that did not reach you: %d.", missed);
}


void xmpp_chat_room_tell_z(chat_member_t *m, const char *format, ...)
{
	char words[WORDS_MAX];
	str line = {words, 0};
	chat_parts_t parts;
	va_list args;

	va_start(args, format);
	line.len = vsnprintf(words, sizeof(words), format, args);
	va_end(args);
	if(line.len >= (int)sizeof(words))
		line.len = sizeof(words) - 1;
	if(line_split(&line, &parts) == 0)
		parts_put(m, &parts);
}


/* the one that is on its way may arrive */
static int lines_lost(const chat_member_t *m)
{
	int waiting = m->lines.count > 0 ? m->lines.count - 1 : 0;

	xmpp_chat_stat_add(CHAT_STAT_ROOM_LOST, waiting);
	return m->missed + m->left_out + waiting;
}


void xmpp_chat_room_tell_last(chat_member_t *m, const char *words)
{
	static const str no_id = STR_NULL;
	int lost = lines_lost(m), i;
	char text[WORDS_MAX];
	str line = {text, 0}, part;
	chat_parts_t parts;

	if(words == NULL)
		return;
	line.len = lost > 0 ? snprintf(text, sizeof(text),
					   "%s Texts of this room that did not reach "
					   "you: %d.",
					   words, lost)
						: snprintf(text, sizeof(text), "%s", words);
	if(line.len >= (int)sizeof(text) || line_split(&line, &parts) < 0)
		return;
	for(i = 0; i < parts.count; i++)
		if(part_write(&parts, i, &part) == 0)
			line_send(m, &no_id, &part);
}


void xmpp_chat_room_tell(
		chat_member_t *m, const str *nick, const chat_stanza_t *stanza)
{
	str text = stanza->body, line;
	chat_out_t out;

	if(text.len == 0 && stanza->subject.len == 0)
		return;
	missed_tell(m);
	xmpp_chat_out_init(&out, line_buf, sizeof(line_buf));
	if(text.len == 0) {
		text = stanza->subject;
		xmpp_chat_put_z(&out, "Subject: ");
		xmpp_chat_put(&out, text.s, xmpp_chat_cut(&text, TOLD_MAX / 2));
	} else {
		text.len = xmpp_chat_cut(&text, TOLD_MAX - 2 * CHAT_NICK_MAX);
		if(nick->len > 2 * CHAT_NICK_MAX || nick->len == 0)
			xmpp_chat_put_str(&out, &text);
		else
			xmpp_chat_room_line(nick, &text, &out);
		if(text.len < stanza->body.len)
			xmpp_chat_put_z(&out, "\u2026");
	}
	if(xmpp_chat_out_end(&out, 0, &line) == 0)
		line_put(m, &line);
}


int xmpp_chat_room_line_ended(chat_member_t *m, const str *id, int code)
{
	chat_room_item_t *i = m->lines.first;

	/* of a time when it was there before, or the last words of that */
	if(i == NULL || i != xmpp_chat_list_find_id(&m->lines, id))
		return 0;
	xmpp_chat_list_remove(&m->lines, i);
	if(code < 300) {
		m->failures = 0;
		xmpp_chat_stat(CHAT_STAT_ROOM_LINES);
	} else {
		line_missed(m);
		m->failures++;
	}
	if(m->failures >= FAILURES)
		return -1;
	next_send(m);
	return 0;
}
