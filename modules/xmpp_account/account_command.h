/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: commands for several accounts (XEP-0050)
 *
 * At the gateway's own JID: list, add, change, remove, choose the one for calls
 * out. Add and change answer when the registrar has.
 */

#ifndef ACCOUNT_COMMAND_H
#define ACCOUNT_COMMAND_H

/* mod_init: commands of xmpp_gateway. return 0, -1 (logged) */
int xmpp_account_command_init(void);

#endif
