/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: all doors by which users reach their accounts
 *
 * account_inband (XEP-0077), account_command (XEP-0050), account_chat,
 * account_web, account_contact; the operator's, account_rpc, is not among them.
 */

#ifndef ACCOUNT_DOORS_H
#define ACCOUNT_DOORS_H

/* mod_init, behind the accounts. return 0, -1 (logged) */
int xmpp_account_doors_init(void);
void xmpp_account_doors_destroy(void);

#endif
