/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: messages of XMPP users to contacts of ours
 *
 * Handlers of the gateway and of the link: what a message holds decides whose
 * it is.
 */

#ifndef CHAT_FROM_XMPP_H
#define CHAT_FROM_XMPP_H

/* mod_init. return 0, -1 (logged) */
int xmpp_chat_from_xmpp_init(void);

#endif
