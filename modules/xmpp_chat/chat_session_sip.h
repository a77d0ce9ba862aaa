/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: MSRP sessions in SIP: their INVITE, what follows it, their BYE
 *
 * OWNER of the XMPP user. A request comes from the process that has it as a task
 * (chat_session_uas.c), its transaction waits for the answer.
 */

#ifndef CHAT_SESSION_SIP_H
#define CHAT_SESSION_SIP_H

#include "chat_session.h"

typedef enum chat_session_method
{
	CHAT_SESSION_INVITE = 0, /* also one in the dialog */
	CHAT_SESSION_ACK,		 /* not answered */
	CHAT_SESSION_BYE,
	CHAT_SESSION_OTHER, /* OPTIONS, UPDATE: 200 */
} chat_session_method_t;

/* A request; in shared memory, its strings behind it. */
typedef struct chat_session_request
{
	xmpp_link_task_t task; /* first: the worker hands it to us */
	chat_transaction_t transaction;
	chat_session_method_t method;
	chat_session_dialog_t dialog;
	str loc_tag;	/* ours; empty: it begins a session */
	str user, from; /* of one that begins, as in chat_incoming.h */
	str source_ip;
	str sdp; /* or empty */
	int is_asserted;
} chat_session_request_t;

/* A copy in shared memory, whose run() is set. NULL: no memory (logged) */
chat_session_request_t *xmpp_chat_session_request_new(
		const chat_session_request_t *values);

/* mod_init. return 0, -1 (logged) */
int xmpp_chat_session_sip_init(void);

#endif
