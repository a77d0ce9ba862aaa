/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: what the XMPP user is told of a message of theirs
 *
 * OWNER of the user. Each sends one stanza; the link says in the log when it
 * cannot.
 */

#ifndef CHAT_SAY_H
#define CHAT_SAY_H

#include "chat_error.h"
#include "chat_party.h"

/* It has failed; text is for the user, or NULL */
void xmpp_chat_say_error(
		const chat_party_t *party, const chat_error_t *error, const char *text);
/* It has arrived (XEP-0184) */
void xmpp_chat_say_received(const chat_party_t *party);
/* It was read (XEP-0333); with_received: nothing has said yet that it arrived */
void xmpp_chat_say_displayed(const chat_party_t *party, int with_received);

#endif
