/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: a chat with the gateway, for clients without forms
 *
 * help, status, register, remove. "register" is answered by a one-time link to
 * the web form: a password never travels in a chat, and what looks like one is
 * refused with advice. Nothing of a message is kept or logged.
 */

#ifndef ACCOUNT_CHAT_H
#define ACCOUNT_CHAT_H

/* mod_init: listens to xmpp_gateway. return 0, -1 (logged) */
int xmpp_account_chat_init(void);

#endif
