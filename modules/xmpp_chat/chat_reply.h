/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: answers to requests that wait
 */

#ifndef CHAT_REPLY_H
#define CHAT_REPLY_H

#include "chat_incoming.h"

enum
{
	CHAT_TAG_LEN = 16,
};

/* mod_init. return 0, -1 (logged) */
int xmpp_chat_reply_init(void);
/* Any process: answer a suspended transaction. With 503 goes Retry-After.
 * return 0, -1: it is over already */
int xmpp_chat_reply(const chat_transaction_t *transaction, int code,
		const char *phrase, const char *tag);
/* With these headers and this body */
int xmpp_chat_reply_with(const chat_transaction_t *transaction, int code,
		const char *phrase, const char *tag, const str *headers,
		const str *body);
/* mod_init: who is told the answer to a text of an MSRP session */
void xmpp_chat_reply_on_session(
		void (*f)(const chat_transaction_t *transaction, int code));

#endif
