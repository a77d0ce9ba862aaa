/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: a phone's user types (RFC 3994), as a chat state
 *
 * OWNER of the XMPP user. Only to a user who is there, and whose client has sent
 * a chat state to this contact itself (XEP-0085 section 5.1). Which ones have is
 * known of some pairs at a time; one that is not is told nothing.
 */

#ifndef CHAT_TYPING_H
#define CHAT_TYPING_H

#include "chat_contact.h"
#include "chat_incoming.h"

/* This user's client has sent a chat state to this contact */
void xmpp_chat_typing_known(const str *user, const str *contact);
/* A phone says that its user types, or no longer */
void xmpp_chat_typing(const chat_incoming_t *in);
/* A text of the phone's has come: that ends it (RFC 3994 section 3.3) */
void xmpp_chat_typing_over(const str *user, const str *contact);

#endif
