/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: what the operator does with accounts
 *
 * As account.h, without the limit of attempts, which is for users. OWNER.
 */

#ifndef ACCOUNT_API_H
#define ACCOUNT_API_H

#include "account.h"

int xmpp_account_set_as(const account_fields_t *in, int is_operator,
		account_done_f done, void *arg, account_result_t *result);
int xmpp_account_force_as(const str *owner, const str *line, int is_operator,
		account_done_f done, void *arg, account_result_t *result);

#endif
