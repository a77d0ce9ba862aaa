/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: which contact of the XMPP user a SIP user is
 */

#ifndef CHAT_CONTACT_H
#define CHAT_CONTACT_H

#include "../xmpp_link/link_jid.h"
#include "chat_incoming.h"

typedef struct chat_contact
{
	str component; /* lives as long as the configuration */
	str jid;	   /* full, in buf */
	char buf[LINK_JID_MAX];
} chat_contact_t;

/* OWNER. In the form in which the user knows it. return 0, or the status of the
 * refusal: 433 nobody, 403 an address that XMPP cannot say */
int xmpp_chat_contact(const chat_incoming_t *in, chat_contact_t *contact);

/* OWNER. Is this SIP user the contact with this JID? 1 or 0 */
int xmpp_chat_contact_is(const chat_incoming_t *in, const str *jid);

#endif
