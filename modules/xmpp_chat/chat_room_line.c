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

#include "chat_room_line.h"
#include "chat_room_text.h"
#include "chat_stats.h"
#include "chat_text.h"
#include "chat_to_sip.h"

enum
{
	LINE_MAX = 4096, /* bytes; what is longer is cut */
	PART_MAX = 700,
	WORDS_MAX = 1024 + 64,
	FAILURES = 3,
};

static char line_buf[LINE_MAX + 128];
static char lines_buf[2 * sizeof(line_buf)]; /* "\n" becomes "\r\n" */
static char part_buf[PART_MAX + CHAT_PART_HEAD];


/* the first one that can be sent. One that cannot is missed */
static void next_send(chat_member_t *m)
{
	chat_room_item_t *i;

	while((i = m->lines.first) != NULL
			&& xmpp_chat_to_sip_line(&m->party, &i->s) < 0) {
		xmpp_chat_list_remove(&m->lines, i);
		m->missed++;
	}
}


static void part_put(chat_member_t *m, const str *part)
{
	int is_first = m->lines.first == NULL;

	if(xmpp_chat_list_put(&m->lines, CHAT_ROOM_LINES, NULL, part) < 0)
		m->missed++;
	else if(is_first)
		next_send(m);
}


static void line_put(chat_member_t *m, const str *line)
{
	chat_parts_t parts;
	chat_out_t out;
	str body, part;
	int i;

	xmpp_chat_out_init(&out, lines_buf, sizeof(lines_buf));
	if(xmpp_chat_to_sip(line, &out) < 0
			|| xmpp_chat_out_end(&out, 0, &body) < 0)
		return;
	if(xmpp_chat_split(&body, PART_MAX, &parts) < 0)
		return;
	for(i = 0; i < parts.count; i++) {
		xmpp_chat_out_init(&out, part_buf, sizeof(part_buf));
		if(xmpp_chat_part(&parts, i, &out) == 0
				&& xmpp_chat_out_end(&out, 0, &part) == 0)
			part_put(m, &part);
	}
}


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
	va_list args;

	va_start(args, format);
	line.len = vsnprintf(words, sizeof(words), format, args);
	va_end(args);
	if(line.len >= (int)sizeof(words))
		line.len = sizeof(words) - 1;
	line_put(m, &line);
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
		xmpp_chat_put(&out, text.s, xmpp_chat_cut(&text, LINE_MAX / 2));
	} else {
		text.len = xmpp_chat_cut(&text, LINE_MAX - 2 * CHAT_NICK_MAX);
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


int xmpp_chat_room_line_ended(chat_member_t *m, int code)
{
	if(m->lines.first != NULL)
		xmpp_chat_list_remove(&m->lines, m->lines.first);
	if(code < 300) {
		m->failures = 0;
	} else {
		m->missed++;
		m->failures++;
	}
	if(m->failures >= FAILURES)
		return -1;
	next_send(m);
	return 0;
}
