/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: notifications of phones (RFC 5438) to XMPP users
 */

#ifndef CHAT_NOTIFIED_H
#define CHAT_NOTIFIED_H

#include "chat_incoming.h"

/* OWNER of the XMPP user: tell what a phone says of a text of this user's. Of
 * several phones the first one of each kind counts. */
void xmpp_chat_notified(const chat_incoming_t *in);

#endif
