/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: messages that a later answer may be about
 *
 * OWNER of the XMPP user: what one worker has sent, by the name that an IMDN, an
 * error or a receipt calls it by. Bounded by ids_max and ids_time, the oldest is
 * forgotten first; lies in the worker's own memory and ends with it.
 */

#ifndef CHAT_IDS_H
#define CHAT_IDS_H

#include <stdint.h>

#include "chat_party.h"

typedef enum chat_way
{
	CHAT_TO_SIP = 0, /* the key is the Call-ID of our MESSAGE */
	CHAT_TO_XMPP,	 /* the key is the id of our stanza */
	CHAT_WAYS
} chat_way_t;

typedef struct chat_id
{
	chat_party_t party;
	str message_id; /* TO_XMPP: of CPIM, or the Call-ID */
	str date;		/* TO_XMPP: DateTime of CPIM */
	str sip_uri;	/* of the SIP user */
	unsigned wants; /* CHAT_WANT_...: what the sender asked for */
	unsigned told;	/* CHAT_WANT_...: what the sender was told */
	/* TO_XMPP: which text of which MSRP session; 0: of none */
	unsigned session, number;
	int is_back;   /* XMPP has returned it */
	int delivered; /* there is a receipt of the other side's */
	int displayed; /* and a marker */
	uint64_t at;   /* when it was put there */
} chat_id_t;

/* Remember one; all is copied. return NULL: no memory (logged) */
chat_id_t *xmpp_chat_ids_put(
		chat_way_t way, const str *key, const chat_id_t *values);
/* NULL: not known, or no longer. Valid until the next put() */
chat_id_t *xmpp_chat_ids_find(chat_way_t way, const str *key);
/* Those of the same way and between the same two, the oldest first, up to `last`,
 * which is one of them; f puts none there */
void xmpp_chat_ids_until(
		chat_way_t way, const chat_id_t *last, void (*f)(chat_id_t *id));

#endif
