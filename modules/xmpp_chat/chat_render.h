/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: what a SIP user reads of an XMPP message. PURE
 *
 * XMPP has corrections, replies, reactions, retractions, spoilers and actions;
 * SIP has text.
 */

#ifndef CHAT_RENDER_H
#define CHAT_RENDER_H

#include "chat_stanza.h"
#include "chat_text.h"

enum
{
	CHAT_EXCERPT = 40, /* characters of a message that a reaction is about */
};

typedef struct chat_render
{
	str name;			/* of who writes, for "/me" */
	str retraction;		/* text in the place of one; empty: nothing is sent */
	int without_quotes; /* a reply's quote is left out */
	int is_late;		/* what is corrected is older than five minutes */
	str reacted_text; /* of the message that is reacted to; empty: not known */
	/* the reactions of before, to send only what is new (XEP-0444 section 3.2) */
	const str *reactions_before;
	int reactions_before_count;
} chat_render_t;

/**
 * The text for SIP, with "\n".
 *
 * @return 1 written, 0 there is nothing to send, -1 no room
 */
int xmpp_chat_render(
		const chat_stanza_t *stanza, const chat_render_t *how, chat_out_t *out);

/* The body without what is there for others, trimmed: for reacted_text, and for
 * what a reply quotes. Views of the stanza's body. */
str xmpp_chat_render_own(const chat_stanza_t *stanza);

#endif
