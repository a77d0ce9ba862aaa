/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: our tag in the dialog of a session. Header only
 *
 * A later request of the phone's comes to any process: the tag says which worker
 * has the session, and our Contact has the tag, so that it is known as ours.
 */

#ifndef CHAT_SESSION_TAG_H
#define CHAT_SESSION_TAG_H

#include "chat_conf.h"
#include "chat_reply.h"

/* user part of our Contact, before the tag */
#define CHAT_SESSION_USER "msrp."

static const char chat_session_digits[] = "abcdefghijklmnopqrstuvwxyz234567";

/* tag: CHAT_TAG_LEN + 1 bytes; the first two characters are the worker's */
static inline void xmpp_chat_session_tag_write(int worker, char *tag)
{
	xmpp_chat_link.random_text(tag, CHAT_TAG_LEN);
	tag[0] = chat_session_digits[(worker / 32) % 32];
	tag[1] = chat_session_digits[worker % 32];
}

/* The worker; -1: no such tag */
static inline int xmpp_chat_session_tag_worker(const str *tag)
{
	const char *high, *low;
	int worker;

	if(tag->len != CHAT_TAG_LEN)
		return -1;
	high = memchr(chat_session_digits, tag->s[0], 32);
	low = memchr(chat_session_digits, tag->s[1], 32);
	if(high == NULL || low == NULL)
		return -1;
	worker = (int)(high - chat_session_digits) * 32
			 + (int)(low - chat_session_digits);
	return worker < xmpp_chat_link.workers() ? worker : -1;
}

#endif
