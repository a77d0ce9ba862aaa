/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: event_route[xmpp-chat:message], and what a script sees
 *
 * The route runs in the worker, once for each text before it is sent on. In
 * request_route a MESSAGE of ours shows whose it is.
 */

#ifndef CHAT_EVENT_H
#define CHAT_EVENT_H

#include "../../core/parser/msg_parser.h"

/* Who writes to SIP. */
typedef enum chat_sender
{
	CHAT_SENDER_FOREIGN = 0, /* an XMPP user of elsewhere */
	CHAT_SENDER_LOCAL,		 /* of local_domains */
	CHAT_SENDER_ROOM,		 /* whoever is in the room */
} chat_sender_t;

typedef struct chat_event
{
	int to_sip;	  /* from XMPP to SIP */
	str user;	  /* bare JID of the XMPP user */
	str from;	  /* JID, or SIP URI, of the sender */
	str to;		  /* SIP URI, or JID, of the recipient */
	str text;	  /* the route may change it */
	int is_local; /* the XMPP user is of local_domains */
	int is_room;  /* "user" is a room, the text one of its lines */
	int waiting;  /* texts that wait behind this one */
	int receipt;  /* a 200 of SIP is a receipt; the route may change it */
	int cpim;	  /* it goes out as CPIM; the route may change it */
	int code;	  /* the route sets it: the answer, in place of sending */
} chat_event_t;

/* mod_init. return 0, -1 (logged) */
int xmpp_chat_event_init(void);
/* Run the route, if there is one. return 0, -1: it ended with drop */
int xmpp_chat_event_run(chat_event_t *event);

/* In request_route: this message is of that user. The strings are copied. */
void xmpp_chat_event_note(const sip_msg_t *msg, const str *user,
		chat_sender_t sender, int waiting);
/* 1 xmpp_chat_event_note() was called for this message */
int xmpp_chat_event_is_noted(const sip_msg_t *msg);
/* What there is to see; NULL: nothing */
const chat_event_t *xmpp_chat_event_of(const sip_msg_t *msg);

/* From within the route. return 0, -1: not in it, or not to this value */
int xmpp_chat_event_set_text(const str *text);
int xmpp_chat_event_set_code(int code);
int xmpp_chat_event_set_receipt(int receipt);
int xmpp_chat_event_set_cpim(int cpim);

#endif
