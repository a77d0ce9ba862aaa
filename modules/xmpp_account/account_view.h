/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: an account as others see it
 */

#ifndef ACCOUNT_VIEW_H
#define ACCOUNT_VIEW_H

#include "account.h"
#include "account_table.h"

/* In the owner, or with the lock; views into the account */
void xmpp_account_view(const account_t *a, account_view_t *view);

#endif
