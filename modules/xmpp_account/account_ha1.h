/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: HA1, the hash that stands for a password. PURE
 *
 * What a directory keeps in place of passwords: H(user:realm:password) of RFC
 * 7616 section 3.4.2, by MD5, by SHA-256, or by both. It is good for one user
 * name in one realm.
 */

#ifndef ACCOUNT_HA1_H
#define ACCOUNT_HA1_H

#include "account_digest.h"

enum
{
	ACCOUNT_HA1_REALM_MAX = 128,
	/* bytes of its text */
	ACCOUNT_HA1_MAX = 32 + 1 + 64 + 1 + ACCOUNT_HA1_REALM_MAX,
};

typedef struct account_ha1
{
	str md5;	/* 32 hexadecimal digits, or empty */
	str sha256; /* 64, or empty */
	str realm;
} account_ha1_t;

/* NULL, or what is wrong with it, in words for the operator; static */
const char *xmpp_account_ha1_fault(const account_ha1_t *ha1);
/* As one text, in which it is kept; digits in lower case. return its length,
 * -1: no room */
int xmpp_account_ha1_write(const account_ha1_t *ha1, char *buf, int cap);
/* Such a text read; views into it. return 0, -1: it is none */
int xmpp_account_ha1_read(const str *text, account_ha1_t *out);
/* The hash that meets a challenge; empty: its realm or its algorithm is another
 * one */
str xmpp_account_ha1_for(
		const account_ha1_t *ha1, const account_challenge_t *c);

#endif
