/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: MSRP sessions of phones with an XMPP user: the table
 *
 * OWNER of the XMPP user, in the worker's own memory. One session for each pair of
 * SIP and XMPP user. What a session is in SIP is chat_session_sip.c's, its texts
 * are chat_session_in.c's and chat_session_out.c's.
 */

#ifndef CHAT_SESSION_H
#define CHAT_SESSION_H

#include "chat_conn.h"
#include "chat_incoming.h"
#include "chat_msrp_join.h"
#include "chat_msrp_sdp.h"
#include "chat_party.h"
#include "chat_reply.h"

struct socket_info;

enum
{
	CHAT_SESSION_ID_LEN = 26, /* 130 random bits (RFC 4975 section 14.1) */
	CHAT_SESSION_URI_MAX = 128,
	CHAT_SESSION_JOINS = 4, /* messages of which chunks are missing */
};

/* The dialog, as the INVITE made it (RFC 3261 section 12.1.1). */
typedef struct chat_session_dialog
{
	str callid, rem_tag;
	str loc_uri, rem_uri;
	str target;
	str routes;	 /* "<uri>,<uri>" or empty */
	str source;	 /* URI of where the INVITE came from */
	str contact; /* "host:port;transport=x" of ours */
	struct socket_info *sock;
	unsigned rem_cseq;
} chat_session_dialog_t;

struct chat_session_text;
struct chat_session_received;

/* A message of which chunks have come. */
typedef struct chat_session_join
{
	char id[CHAT_MSRP_ID_MAX + 1]; /* empty: free */
	chat_msrp_join_t join;
	uint64_t at; /* when its last chunk came */
} chat_session_join_t;

typedef struct chat_session
{
	xmpp_link_timer_t timer; /* first: the link hands it to us */
	struct chat_session *next;
	unsigned number; /* names it in a transaction; never 0 */
	int is_over;	 /* waits for the ACK: then it says BYE */
	char id[CHAT_SESSION_ID_LEN + 1];
	char tag[CHAT_TAG_LEN + 1]; /* of ours, in the dialog */
	char uri[CHAT_SESSION_URI_MAX];
	chat_party_t party; /* ours: full JID of the contact; user: bare; no id */
	str user;			/* as the INVITE has it, maybe full */
	str from;			/* URI of the SIP user */
	int is_asserted;
	chat_session_dialog_t dialog;
	unsigned loc_cseq;
	int is_acked;
	char *path; /* of the phone, allocated by itself */
	unsigned takes;
	int max_size;
	int is_deaf;
	int is_secure;
	chat_conn_t *conn; /* NULL: there is none yet */
	uint64_t began;	   /* ms */
	uint64_t used;	   /* when a text has crossed it, ms */
	chat_session_join_t joins[CHAT_SESSION_JOINS];
	struct chat_session_received
			*received;				 /* texts of the phone, the latest first */
	struct chat_session_text *texts; /* of the XMPP user, the oldest first */
	int text_count;
	uint64_t typed;		  /* when it was told so, ms */
	int is_typing;		  /* so the phone was told of the XMPP user */
	unsigned text_number; /* of the latest text of the phone */
} chat_session_t;

/* What is known of one that begins. */
typedef struct chat_session_values
{
	chat_party_t party;
	str user, from;
	int is_asserted;
	chat_session_dialog_t dialog;
	const chat_msrp_offer_t *offer;
} chat_session_values_t;

/* mod_init: who ends a session; with_bye: the phone has not */
void xmpp_chat_session_on_end(void (*f)(chat_session_t *s, int with_bye));

/* All is copied. return NULL: no memory, or too many (logged) */
chat_session_t *xmpp_chat_session_new(const chat_session_values_t *values);
/* The offer's path, and what it says of the phone. return 0, -1 no memory */
int xmpp_chat_session_offer(chat_session_t *s, const chat_msrp_offer_t *offer);
/* Out of the table and gone; its texts must be */
void xmpp_chat_session_free(chat_session_t *s);
/* End one: its texts, its dialog, itself; by the function above */
void xmpp_chat_session_end(chat_session_t *s, int with_bye);

/* (Re)start its timer: its run() looks what is due */
void xmpp_chat_session_timer(chat_session_t *s);

/* Each: NULL, there is none. Only find_tag() finds one that is over */
chat_session_t *xmpp_chat_session_find_id(const str *id);
chat_session_t *xmpp_chat_session_find_tag(const str *tag);
chat_session_t *xmpp_chat_session_find_number(unsigned number);
/* of an XMPP user and a contact; resources do not matter */
chat_session_t *xmpp_chat_session_find_pair(
		const str *user, const str *contact);
chat_session_t *xmpp_chat_session_first(void);

str xmpp_chat_session_uri(const chat_session_t *s);

#endif
