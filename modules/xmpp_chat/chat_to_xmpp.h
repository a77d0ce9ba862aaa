/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: texts of SIP users to XMPP, each with one answer
 *
 * OWNER of the XMPP user. Behind the stanza goes a ping: an error of the server
 * comes before its answer. What was answered is known for a while, so that a
 * MESSAGE that comes again gets the same.
 */

#ifndef CHAT_TO_XMPP_H
#define CHAT_TO_XMPP_H

#include "chat_incoming.h"

/* mod_init. return 0, -1 (logged) */
int xmpp_chat_to_xmpp_init(void);

/* A text; what answers it is done here. `in` stays the caller's */
void xmpp_chat_to_xmpp_begin(const chat_incoming_t *in);

/* What XMPP says of a stanza of ours with this id: it came back as an error, a
 * client has it, a user has read it. Of ids that we do not know nothing comes. */
void xmpp_chat_to_xmpp_returned(
		const str *from, const str *id, const str *condition, const str *type);
void xmpp_chat_to_xmpp_received(const str *from, const str *id);
void xmpp_chat_to_xmpp_displayed(const str *from, const str *id);

/* The end of a text to a room, by the id of its stanza; nothing when it has had
 * one */
void xmpp_chat_to_xmpp_answer(const str *id, int code, const char *phrase);
/* Does the phone still wait for that answer? */
int xmpp_chat_to_xmpp_waits(const str *id);

#endif
