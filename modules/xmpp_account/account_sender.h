/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: requests of accounts leave by processes of their own
 *
 * To find a registrar DNS is asked, and that may take seconds: the workers hand
 * requests to senders, which resolve, choose the socket and give them to tm. The
 * answer comes in any process, and goes back to the worker.
 */

#ifndef ACCOUNT_SENDER_H
#define ACCOUNT_SENDER_H

#include "../../core/ip_addr.h"

#include "account_table.h"

/* What is sent, and whose the answer is. */
typedef enum account_kind
{
	ACCOUNT_REGISTER = 0,
	ACCOUNT_SUBSCRIBE, /* to message-summary */
	ACCOUNT_OPTIONS,   /* a ping */
	ACCOUNT_KINDS
} account_kind_t;

typedef struct account_outgoing
{
	const account_t *account;
	account_kind_t kind;
	unsigned serial;
	unsigned cseq;
	const char *callid; /* ACCOUNT_TOKEN_LEN characters */
	const char *tag;	/* ACCOUNT_TAG_LEN characters; NULL: a new one */
	str remote_tag;		/* within a dialog */
	str routes;			/* Route set, "<sip:a;lr>,<sip:b;lr>"; or empty */
	str uri;			/* Request-URI */
	str hop;	 /* where it is sent; empty: by the route set, or there */
	str headers; /* Authorization, each with CRLF; or empty */
	int expires;
} account_outgoing_t;

/* What came, in the owner. code 0: it could not be sent, reason says why. */
typedef struct account_incoming
{
	str token;
	unsigned serial;
	int code;
	str text;			   /* the whole answer; empty: it is of this host */
	str contact;		   /* URI of our Contact in the request */
	struct ip_addr source; /* len 0: none */
	const char *reason;	   /* static */
} account_incoming_t;

typedef void (*account_incoming_f)(const account_incoming_t *in);

enum
{
	ACCOUNT_TAG_LEN = 16,
};

/* mod_init. return 0, -1 (logged) */
int xmpp_account_sender_init(void);
/* mod_init. f is told of answers to requests of this kind */
void xmpp_account_sender_hear(account_kind_t kind, account_incoming_f f);
/* child_init of the main process. return 0, -1 */
int xmpp_account_sender_fork(void);

/* OWNER. Hand it over; f will be called, but for what tm and memory lose. return
 * 0, -1: the senders have too much to do */
int xmpp_account_sender_put(const account_outgoing_t *out);

#endif
