/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: the accounts, in shared memory
 *
 * Each worker of the link has a table of the users that it owns, and finds
 * accounts by their token, too. Only the owner changes its table, with the lock
 * taken; other processes read with the lock. An account is one block of memory
 * with its texts behind it, but for what changes by itself.
 */

#ifndef ACCOUNT_TABLE_H
#define ACCOUNT_TABLE_H

#include <stdint.h>
#include <time.h>

#include "../../core/ip_addr.h"
#include "../../core/str.h"
#include "../xmpp_link/api.h"

#include "account_check.h"
#include "account_nonce.h"
#include "account_reg.h"
#include "account_sub.h"
#include "account_summary.h"

enum
{
	ACCOUNT_TOKEN_LEN = 26, /* 130 random bits */
	ACCOUNT_REASON_MAX = 80,
	ACCOUNT_SECRET_MAX = 512, /* of a sealed password, as text */
	ACCOUNT_ROUTED = 8,		  /* calls by accounts, as they begin */
	ACCOUNT_MWI_TAG_LEN = 16,
	ACCOUNT_RANG = 4, /* calls in that their owner has not seen yet */
};

struct account_user;

/* Its voice mail: the subscription to it, and what it said last. */
typedef struct account_mwi
{
	xmpp_link_timer_t timer; /* due, or an answer that does not come */
	struct account *account;
	account_sub_t sub;
	account_summary_t summary;
	account_summary_t told;	 /* to the user */
	xmpp_link_timer_t later; /* until the next change may be told */
	uint64_t told_at;		 /* ms; 0: not yet */
	char callid[ACCOUNT_TOKEN_LEN + 1];
	char tag[ACCOUNT_MWI_TAG_LEN + 1];
	unsigned cseq;
	unsigned remote_cseq;
	unsigned serial;
	uint64_t minute; /* in which texts were sent */
	int texts;
	str remote_tag;
	str target;
	str routes;
} account_mwi_t;

/* OPTIONS to its registrar (account_ping.c). */
typedef struct account_ping
{
	xmpp_link_timer_t timer;
	struct account *account;
	char callid[ACCOUNT_TOKEN_LEN + 1];
	unsigned cseq;
	unsigned serial;
	int is_on;
	int in_flight;
	int lost; /* in a row */
} account_ping_t;

/* Calls to it (account_ring.c). */
typedef struct account_rang
{
	uint32_t calls[ACCOUNT_RANG]; /* hashes of Call-IDs; 0: none */
	unsigned count;
	uint32_t minute; /* in which texts were sent */
	int texts;
} account_rang_t;

typedef struct account
{
	struct account *next;	   /* of the user */
	struct account *by_token;  /* in its slot */
	struct account *queued;	   /* waits for the pace */
	xmpp_link_timer_t timer;   /* due, or an answer that does not come */
	struct account_user *user; /* NULL: removed, and leaving its registrar */
	uint32_t hash;			   /* of the token */
	char token[ACCOUNT_TOKEN_LEN + 1];	/* user part of our Contact */
	char callid[ACCOUNT_TOKEN_LEN + 1]; /* of its REGISTER requests */
	unsigned cseq;
	unsigned serial; /* of the last request; answers to others are old */
	int worker;
	int is_queued;
	int is_accepted; /* by its registrar, some time, and not refused since */
	int calls;
	account_fields_t fields; /* password is empty */
	str secret;				 /* the password, sealed */
	account_reg_t reg;
	char reason[ACCOUNT_REASON_MAX + 1]; /* with the last answer */
	account_nonce_t *nonces;			 /* to be met before they are asked */
	account_mwi_t *mwi;					 /* NULL: never subscribed */
	account_ping_t *ping;				 /* NULL: never pinged */
	account_rang_t rang;
	str target;			   /* host[:port] of a 3xx, for this try; or empty */
	str contact;		   /* URI of our Contact, once registered */
	str realm;			   /* that took our password, once it did */
	str routes;			   /* Service-Route (RFC 3608), or empty */
	struct ip_addr source; /* that answered; len 0: none did */
} account_t;

/* a call by an account: hashes of its Call-ID, of the account's line */
typedef struct account_routed
{
	uint32_t callid;
	uint32_t line;
} account_routed_t;

typedef struct account_user
{
	struct account_user *next;
	uint32_t hash;
	account_t *accounts; /* the default first */
	int count;
	account_routed_t routed[ACCOUNT_ROUTED]; /* the last ones */
	unsigned routed_count;
	str bare; /* folded */
} account_user_t;

/* mod_init; slots is an exponent of 2. return 0, -1 (logged) */
int xmpp_account_table_init(int workers, int slots);
void xmpp_account_table_destroy(void);

/* --- the owner; at start also the process that loads the database ----------- */

account_user_t *xmpp_account_user_find(int worker, const str *owner);
/* NULL line: the default. NULL: there is none */
account_t *xmpp_account_find(int worker, const str *owner, const str *line);
account_t *xmpp_account_find_token(int worker, const str *token);
/* Has its registrar accepted it, and not refused it since? Only then it is a name to call by: before, it is what a user wrote */
int xmpp_account_is_accepted(const account_t *a);
/* OWNER. Is this call of the user's one of the last that went out by an account, or
 * came in by one? */
int xmpp_account_was_routed(int worker, const str *owner, const str *callid);
/* OWNER. The account that this call went out or came in by; after a restart, or
 * many calls later, the default. NULL: it was removed */
account_t *xmpp_account_of_call(
		int worker, const str *owner, const str *callid);

/* Put an account into the table. token: as it is in the database, if it is one;
 * or NULL for a new one. return NULL (logged): no memory */
account_t *xmpp_account_make(int worker, const account_fields_t *f,
		const str *secret, const str *token);
/* The same account with other fields. return 0, -1 (logged) */
int xmpp_account_replace(
		account_t *a, const account_fields_t *f, const str *secret);
/* Make it the default of its user: the first */
void xmpp_account_prefer(account_t *a);
/* Take it from its user: only its token finds it now, and nobody sees it */
void xmpp_account_hide(account_t *a);
/* Forget it, hidden or not. Its timer is stopped, it is not queued */
void xmpp_account_free(account_t *a);

/* Set a text of its own, with the lock. return 0, -1 (logged) */
int xmpp_account_text_set(account_t *a, str *field, const str *value);
/* Voice mail of an account. return 0, -1 (logged) */
int xmpp_account_mwi_make(account_t *a);
/* Likewise pings */
int xmpp_account_ping_make(account_t *a);

/* One more, or less, is registered */
void xmpp_account_registered_add(int worker, int n);

typedef int (*account_f)(account_t *a, void *arg);

/* The owner, at its start: each account of the worker */
void xmpp_account_each(int worker, account_f f, void *arg);

/* --- any process ------------------------------------------------------------ */

void xmpp_account_lock(int worker);
void xmpp_account_unlock(int worker);

/* This call goes out, or comes in, by an account of the user's */
void xmpp_account_routed(
		int worker, const str *owner, const str *line, const str *callid);

int xmpp_account_slots(void);
/* The users of a slot, under its lock: f must not block. return what ended the
 * walk (not 0), or 0 */
int xmpp_account_walk(int worker, int slot,
		int (*f)(const account_user_t *user, void *arg), void *arg);
/* Accounts there are, and of them registered */
void xmpp_account_count(int *accounts, int *registered);

#endif
