/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: what registrars have asked, to be met before they ask again
 *
 * A short list of each account, in shared memory, which its owner alone reads.
 */

#ifndef ACCOUNT_NONCE_H
#define ACCOUNT_NONCE_H

#include "account_digest.h"

/* What a registrar, or a proxy before it, has asked. One block of memory. */
typedef struct account_nonce
{
	struct account_nonce *next;
	account_challenge_t challenge; /* views behind it */
	unsigned nc;				   /* of the last request with it */
	int is_met;					   /* in this try */
} account_nonce_t;

typedef int (*account_nonce_f)(const account_nonce_t *n);

/* In place of what was asked for that realm before, or of the oldest. return 0,
 * -1 (logged) */
int xmpp_account_nonce_add(
		account_nonce_t **list, const account_challenge_t *c);
/* Forget those of which f is true; NULL: all */
void xmpp_account_nonces_drop(account_nonce_t **list, account_nonce_f f);

#endif
