/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: what another process asks of the owner of an account
 */

#ifndef ACCOUNT_ORDER_H
#define ACCOUNT_ORDER_H

#include "account.h"

typedef enum account_order
{
	ACCOUNT_ORDER_SET = 0,
	ACCOUNT_ORDER_FORCE,
	ACCOUNT_ORDER_REMOVE, /* without a line: all of the user's */
} account_order_t;

/* Any process. Hand it to the owner of fields->owner, as the operator's. return
 * 0, -1: no memory (logged), or the worker has too much to do */
int xmpp_account_order(account_order_t what, const account_fields_t *fields);

#endif
