/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: what a SIP process hands to the worker of an XMPP user
 *
 * In shared memory, from the MESSAGE's process to the owner, which frees it.
 */

#ifndef CHAT_INCOMING_H
#define CHAT_INCOMING_H

#include "../xmpp_link/api.h"
#include "chat_body.h"
#include "chat_composing.h"
#include "chat_imdn.h"

/* A suspended transaction; or a text of an MSRP session: the numbers of both. */
typedef struct chat_transaction
{
	unsigned hash, label;
	int is_session;
} chat_transaction_t;

typedef struct chat_incoming
{
	xmpp_link_task_t task; /* first: the worker hands it to us */
	chat_transaction_t transaction;
	str user;		 /* JID of the XMPP user, full when the phone said which */
	str from;		 /* URI of the SIP user */
	int is_asserted; /* the script has said who that is */
	str key;		 /* what a repeated request has in common with the first */
	str text;		 /* as XMPP has it */
	str subject, language, url;
	str delay; /* stamp, or empty */
	unsigned wants;
	str message_id, date; /* of CPIM */
	/* a notification in the place of a text, which is answered already */
	int is_imdn;
	chat_imdn_t imdn; /* about message_id */
	int is_composing; /* or that somebody types */
	chat_composing_t composing;
	unsigned takes; /* CHAT_TAKES_...: what the phone shows that it takes */
} chat_incoming_t;

/* A copy with all its strings, of which text is the longest. NULL: no memory
 * (logged) */
chat_incoming_t *xmpp_chat_incoming_new(const chat_incoming_t *values);
void xmpp_chat_incoming_free(chat_incoming_t *in);

/* What a body says; views into it */
void xmpp_chat_incoming_content(const chat_body_t *body, chat_incoming_t *in);

#endif
