/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: passwords, sealed
 *
 * A password is sealed by XChaCha20-Poly1305 (libsodium) with a key from a file,
 * and lies so in memory and in the database. What it belongs to, the owner, the
 * line and the SIP address, is authenticated with it: a sealed password that
 * somebody moves to another row, or whose row gets another address, opens no
 * more. Any process, once init() has run.
 */

#ifndef ACCOUNT_SECRET_H
#define ACCOUNT_SECRET_H

#include "../../core/str.h"

#include "account_check.h"

enum
{
	ACCOUNT_KEYS_MAX = 4,
	ACCOUNT_KEY_BYTES = 32,
	/* a letter, then nonce, text and tag in base64 */
	ACCOUNT_SEALED_MAX = 2 + (24 + ACCOUNT_CREDENTIAL_MAX + 16 + 2) / 3 * 4 + 1,
};

/**
 * Read the keys: the first line is for sealing, all are for opening.
 *
 * @param path NULL or empty: there is none, nothing can be sealed
 * @return 0, -1 (logged)
 */
int xmpp_account_secret_init(const str *path);
void xmpp_account_secret_destroy(void);
/* 1: there is a key */
int xmpp_account_secret_ready(void);

/* The password of fields, sealed for them. return 0, -1: no key, or no room */
int xmpp_account_seal(const account_fields_t *f, char *buf, int cap, str *out);
/* Is a sealed text that of an HA1? What it is, it is authenticated as. 1 or 0 */
int xmpp_account_sealed_ha1(const str *sealed);
/* Open what was sealed for these fields; ACCOUNT_CREDENTIAL_MAX bytes hold it.
 * return 0, -1: none of our keys, or it is of something else, or was changed */
int xmpp_account_open(const account_fields_t *f, const str *sealed, char *buf,
		int cap, str *out);
/* Let nothing of it be left in memory */
void xmpp_account_wipe(void *p, int len);

#endif
