/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: texts on their way to SIP, one after another for each pair
 *
 * RFC 3428 section 8: of one sender to one address one MESSAGE is open at a
 * time. OWNER of the XMPP user, in the worker's own memory; who uses it bounds
 * it.
 */

#ifndef CHAT_QUEUE_H
#define CHAT_QUEUE_H

#include "../xmpp_link/link_timer.h"
#include "chat_party.h"
#include "chat_text.h"
#include "chat_uac.h"

struct chat_pair;

/* A text of an XMPP user. */
typedef struct chat_outgoing
{
	xmpp_link_timer_t timer; /* first: the link hands it to us */
	struct chat_outgoing *next;
	struct chat_pair *pair;
	chat_party_t party;
	str type; /* Content-Type; empty: text/plain */
	str language, subject, date;
	str body;		/* with CRLF */
	unsigned wants; /* CHAT_WANT_... */
	int is_local;
	int is_room;   /* a line of a room */
	int receipt;   /* a 200 is one */
	int is_silent; /* a notification: nobody is told what becomes of it */
	int is_typing; /* isComposing */
	int is_cpim;   /* in CPIM, while the phone does not refuse that */
	chat_parts_t parts;
	int part;	 /* that is on its way */
	int all_200; /* of the parts before it */
	uint64_t
			ticket; /* the sidecar keeps who waits for its end; 0: it does not */
	char callid[CHAT_CALLID_LEN + 1];
} chat_outgoing_t;

/* What is between one sender and one address. It is there while a text is. */
typedef struct chat_pair
{
	struct chat_pair *next; /* of the same bucket */
	chat_outgoing_t *first; /* on its way; those behind it wait */
	chat_outgoing_t **last;
	int count;
	int silent; /* of them */
	str from;	/* bare JID */
	str from_uri;
	str uri;
} chat_pair_t;

/* The pair of this sender and address, or NULL */
chat_pair_t *xmpp_chat_queue_find(const str *from, const str *uri);
/* Put a text behind those of its pair, which is made if there is none; all
 * strings of values and parts are copied. return NULL: no memory (logged) */
chat_outgoing_t *xmpp_chat_queue_add(const chat_outgoing_t *values,
		const str *from, const str *from_uri, const str *uri);
/* The text that is on its way by this Call-ID, or NULL */
chat_outgoing_t *xmpp_chat_queue_of_callid(const str *callid);
/* Take the first one of its pair away; return the next one, or NULL: then the
 * pair is gone, too */
chat_outgoing_t *xmpp_chat_queue_remove(chat_outgoing_t *first);
int xmpp_chat_queue_count(void);

#endif
