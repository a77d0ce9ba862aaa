/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: no more REGISTER requests a second than are allowed
 *
 * Each worker has its part of the parameter rate. What exceeds it waits in
 * order. Owner only.
 */

#ifndef ACCOUNT_PACE_H
#define ACCOUNT_PACE_H

#include "account_table.h"

/* f sends an account's request, when its turn has come. At the worker's start */
void xmpp_account_pace_init(void (*f)(account_t *a));
/* Send for this account, at once or later; once, however often it is called */
void xmpp_account_pace_ask(account_t *a);
/* One is sent out of turn: what is asked next waits for it */
void xmpp_account_pace_spend(void);
/* It shall not be sent any more */
void xmpp_account_pace_forget(account_t *a);

#endif
