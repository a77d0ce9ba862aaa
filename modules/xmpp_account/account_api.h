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
/* Ask its registrar now, whatever it said before; line NULL: the default. return
 * 0, -1: refused, *result says why */
int xmpp_account_force(
		const str *owner, const str *line, account_result_t *result);

#endif
