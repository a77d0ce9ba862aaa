/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: an account's answer to challenges, and where it goes
 *
 * Owner only, but for the hop.
 */

#ifndef ACCOUNT_AUTHORIZE_H
#define ACCOUNT_AUTHORIZE_H

#include "account_digest.h"
#include "account_table.h"

/* The line that meets a challenge, with its CRLF. return its length, -1: no
 * room, or (logged) the secret cannot be opened, or is of another realm */
int xmpp_account_authorize_as(const account_t *a, const account_challenge_t *c,
		const account_request_t *request, unsigned nc, char *buf, int cap);

/* Could it? A password meets all, an HA1 those of its own realm and algorithm.
 * An account_challenge_f with the account as its arg */
int xmpp_account_can_meet(const account_challenge_t *c, void *account);
/* A try begins: what was met before can be asked again; what is good for one
 * request alone is forgotten */
void xmpp_account_nonces_begin(account_t *a);
/* Does this answer ask for a realm that was not met in this try? A proxy before
 * the registrar may ask first */
int xmpp_account_asks_anew(const account_t *a, const str *reply);
/* The lines that meet all that was asked, each with its CRLF. return their
 * length, -1 as above */
int xmpp_account_nonces_write(
		account_t *a, const account_request_t *request, char *buf, int cap);

/* Does this account's registrar, or its provider, ask so? A password is used
 * for that realm alone */
int xmpp_account_is_realm(const account_t *a, const str *realm);

/* sip:example.org, the registrar of its SIP address (RFC 3261 section 10.2), or
 * where a 3xx has sent it */
str xmpp_account_registrar(const account_t *a, char *buf, int cap);
/* Any process. Where requests of an account are sent: URI of its proxy, or of its
 * domain. return 0, -1: no room */
int xmpp_account_hop(const account_fields_t *f, char *buf, int cap, str *out);

#endif
