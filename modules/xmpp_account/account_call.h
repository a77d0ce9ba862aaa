/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: calls under an account's name
 *
 * What the module jingle asks of us, in the owner of the call's XMPP user: who
 * calls, and how a challenge to our INVITE is met.
 */

#ifndef ACCOUNT_CALL_H
#define ACCOUNT_CALL_H

/* mod_init. return 0, -1 (logged) */
int xmpp_account_call_init(void);

#endif
