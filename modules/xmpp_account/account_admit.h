/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: may the operator have this account made?
 *
 * What can be said before the owner of the user has it. Any process.
 */

#ifndef ACCOUNT_ADMIT_H
#define ACCOUNT_ADMIT_H

#include <stdint.h>

#include "account.h"
#include "account_table.h"

enum
{
	ACCOUNT_ASKED_MAX = 200,
};

/* An account whose password may be blank: is there one from before, which still
 * is of it? old: NULL: there is no account. return 0, -1: *result */
int xmpp_account_keeps(const account_t *old, const account_fields_t *f,
		account_result_t *result);

/* Lines of one user that were asked for a moment ago: their owner may have made
 * them already, or not */
typedef struct account_asked
{
	uint32_t lines[ACCOUNT_ASKED_MAX]; /* hashes */
	int count;
} account_asked_t;

/* f: checked; asked: of this user, or NULL. return 0, -1: *result says why
 * not */
int xmpp_account_admit(const account_fields_t *f, const account_asked_t *asked,
		account_result_t *result);

#endif
