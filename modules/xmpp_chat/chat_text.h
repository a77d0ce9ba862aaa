/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: text of messages: characters, lines, sizes. PURE
 *
 * Text of XMPP is UTF-8 with "\n"; text of SIP has "\r\n" (RFC 3428 says
 * nothing, RFC 2046 section 4.1.1 does).
 */

#ifndef CHAT_TEXT_H
#define CHAT_TEXT_H

#include "chat_out.h"

enum
{
	CHAT_TEXT_MAX = 32 * 1024, /* bytes of a text towards XMPP */
	CHAT_PARTS_MAX = 10,	   /* of a text that is split */
	CHAT_PART_HEAD = 16,	   /* bytes of "(10/10) ", and some */
};

typedef enum chat_charset
{
	CHAT_CHARSET_UNKNOWN = -1,
	CHAT_CHARSET_UTF8 = 0, /* and US-ASCII, and none named */
	CHAT_CHARSET_LATIN1,   /* iso-8859-1; windows-1252 is read as such, too */
} chat_charset_t;

typedef struct chat_parts
{
	str part[CHAT_PARTS_MAX]; /* views into the text */
	int count;
} chat_parts_t;

/* By the name in a charset parameter, case ignored; empty: UTF-8 */
chat_charset_t xmpp_chat_charset(const str *name);

/* Is it UTF-8 (RFC 3629)? Characters that XML forbids do not matter here. */
int xmpp_chat_is_utf8(const str *text);

/**
 * Text of SIP as XMPP has it: UTF-8, "\n" for each "\r\n" and "\r", U+FFFD for
 * what XML cannot hold.
 *
 * @return 0, -1: not in that charset, or the output has no room
 */
int xmpp_chat_to_xmpp(const str *text, chat_charset_t charset, chat_out_t *out);

/* Text of XMPP as SIP has it: "\r\n" for each "\n". return 0, -1 no room */
int xmpp_chat_to_sip(const str *text, chat_out_t *out);

/* One line of it at most so many characters long, without line ends and control
 * characters; "…" stands for the rest. return 0, -1 no room */
int xmpp_chat_excerpt(const str *text, int characters, chat_out_t *out);

/* Without blanks and line ends at both ends */
str xmpp_chat_trim(str text);

/* Number of characters (code points); of bytes that are no UTF-8, each is one */
int xmpp_chat_characters(const str *text);

/* Offset in bytes of a character, text->len when there are fewer */
int xmpp_chat_offset(const str *text, int character);

/* The longest beginning of max bytes that ends behind a whole character, and
 * before a blank where there is one in its last half */
int xmpp_chat_cut(const str *text, int max);

/**
 * Split a text so that each part has at most `max` bytes with its "(1/3) ".
 *
 * @return number of parts; 1: it fits, and gets no "(1/1) "; -1: more than
 *         CHAT_PARTS_MAX would be needed
 */
int xmpp_chat_split(const str *text, int max, chat_parts_t *parts);

/* Part i, from 0, with "(1/3) " in front where there are several.
 * return 0, -1 no room */
int xmpp_chat_part(const chat_parts_t *parts, int i, chat_out_t *out);

#endif
