/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: whose message it is, and strings in one block. Header only
 */

#ifndef CHAT_PARTY_H
#define CHAT_PARTY_H

#include <string.h>

#include "../../core/str.h"

/* The two ends of a message in XMPP, and its id there. */
typedef struct chat_party
{
	str component;
	str ours; /* JID of the contact, as the message has it */
	str user; /* JID of the XMPP user, likewise */
	str id;
} chat_party_t;

static inline int xmpp_chat_party_size(const chat_party_t *p)
{
	return p->component.len + p->ours.len + p->user.len + p->id.len;
}

/* Copy a string to *at, which is moved behind it. */
static inline void xmpp_chat_copy(char **at, str *to, const str *from)
{
	to->len = from->len > 0 ? from->len : 0;
	if(to->len > 0)
		memcpy(*at, from->s, (size_t)to->len);
	to->s = *at;
	*at += to->len;
}

static inline void xmpp_chat_party_copy(
		char **at, chat_party_t *to, const chat_party_t *from)
{
	xmpp_chat_copy(at, &to->component, &from->component);
	xmpp_chat_copy(at, &to->ours, &from->ours);
	xmpp_chat_copy(at, &to->user, &from->user);
	xmpp_chat_copy(at, &to->id, &from->id);
}

#endif
