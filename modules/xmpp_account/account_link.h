/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: one-time links to the web form
 *
 * A link belongs to one bare JID, the one that asked for it in a chat; it names
 * nobody, and is a secret of 160 bits. It is over when a form was taken by it,
 * when its time is over, when the same JID asks for another one. The first
 * browser that shows it keeps it for itself.
 *
 * The table is in shared memory: links are made in the owner of the JID, and
 * opened in whichever process HTTP comes to.
 */

#ifndef ACCOUNT_LINK_H
#define ACCOUNT_LINK_H

#include <stdint.h>

#include "../../core/str.h"

#include "account_check.h"

enum
{
	ACCOUNT_LINK_SECRET = 32, /* characters of five random bits each */
	ACCOUNT_LINK_STATUS_MAX = 640,
	/* bytes of all strings of a link */
	ACCOUNT_LINK_TEXT_MAX = ACCOUNT_FIELDS_MAX + 1023 + ACCOUNT_LINK_STATUS_MAX,
};

/* What a link is about. */
typedef struct account_link
{
	account_fields_t today; /* owner, line; empty but for these when new */
	int is_new;				/* there is no account yet */
	str component;			/* by whose stream the answer goes */
	str status;				/* how the account was when the link was made */
} account_link_t;

/* What a browser gets, and sends back. */
typedef struct account_link_keys
{
	char cookie[ACCOUNT_LINK_SECRET + 1];
	char proof[ACCOUNT_LINK_SECRET + 1];
	int seconds;  /* that are left */
	int is_bound; /* to one browser, which has the cookie */
} account_link_keys_t;

typedef enum account_link_code
{
	ACCOUNT_LINK_OK = 0,
	ACCOUNT_LINK_UNKNOWN, /* never made, used, or over */
	ACCOUNT_LINK_OTHERS,  /* another browser has it */
} account_link_code_t;

/* mod_init; max links at a time. random: the link's random_text(), now: its
 * clock. return 0, -1 (logged) */
int xmpp_account_link_init(
		int max, void (*random)(char *out, int len), uint64_t (*now)(void));
void xmpp_account_link_destroy(void);

/* Make one; an earlier one of this owner is over. return 0, -1: too many, or no
 * memory (logged) */
int xmpp_account_link_make(const account_link_t *link, int seconds,
		char secret[ACCOUNT_LINK_SECRET + 1]);

/**
 * Look at one.
 *
 * @param cookie that the browser has sent; empty: none
 * @param bind   this browser keeps it from now on
 * @param out    views into buf, of ACCOUNT_LINK_TEXT_MAX bytes
 */
account_link_code_t xmpp_account_link_open(const str *secret, const str *cookie,
		int bind, account_link_t *out, account_link_keys_t *keys, char *buf);

/* Use it up: 1, 0: somebody was faster. Give it back: what it was used for
 * could not be done */
int xmpp_account_link_use(const str *secret);
void xmpp_account_link_give_back(const str *secret);

/* No link of this owner leads anywhere any more */
void xmpp_account_link_forget(const str *owner);

#endif
