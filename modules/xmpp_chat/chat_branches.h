/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: what each phone of a SIP user answers to CPIM
 *
 * A MESSAGE goes to all phones of a user, and one that refuses its CPIM is not seen
 * behind another one's 200: what it says is looked at where the MESSAGE is
 * relayed, and its contact gets text/plain from then on.
 */

#ifndef CHAT_BRANCHES_H
#define CHAT_BRANCHES_H

#include "../../core/parser/msg_parser.h"

/* mod_init. return 0, -1 (logged) */
int xmpp_chat_branches_init(void);
/* In request_route: this is a MESSAGE of ours, of this XMPP user's; its headers are
 * parsed */
void xmpp_chat_branches_watch(sip_msg_t *msg, const str *user);

#endif
