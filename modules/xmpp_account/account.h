/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: what an account is, for the doors by which users reach it
 *
 * Doors (forms, commands, chat, web, RPC) call these functions in the worker
 * that owns the user's JID (xmpp_link's api.h), in no other process: OWNER.
 * None of them blocks. What an account's registrar says comes later: set() takes
 * a callback for it, on_change() hears of all accounts.
 */

#ifndef ACCOUNT_H
#define ACCOUNT_H

#include <time.h>

#include "../../core/str.h"

#include "account_check.h"
#include "account_reg.h"
#include "account_sub.h"
#include "account_summary.h"

/* An account as it is now; borrowed for the time of the callback. The password
 * is nowhere in it. */
typedef struct account_view
{
	account_fields_t fields; /* password empty */
	int has_password;
	account_state_t state;
	time_t since;	 /* of the state */
	time_t expires;	 /* REGISTERED: when the registrar would forget it */
	time_t next_try; /* FAILED, REGISTERED: when REGISTER is sent next; or 0 */
	int code;		 /* last final answer of the registrar; 408 was silence */
	str reason;		 /* its reason phrase, or what happened in its place */
	str contact;	 /* our Contact there */
	int calls;		 /* that came in by it since the start */
	int pings_lost;	 /* OPTIONS in a row that its registrar did not answer */
	account_summary_t voice; /* what its mailbox said last */
	account_sub_state_t voice_state;
} account_view_t;

/* Results of the functions; what they say is in account_result_t. */
typedef enum account_code
{
	ACCOUNT_OK = 0,
	ACCOUNT_BAD,	   /* a field: bad-request, or the form again */
	ACCOUNT_FORBIDDEN, /* the operator does not allow it: forbidden */
	ACCOUNT_FULL,	   /* max_accounts of this JID: resource-constraint */
	ACCOUNT_BUSY,	   /* too many changes within a minute: wait */
	ACCOUNT_UNKNOWN,   /* no such line: item-not-found */
	ACCOUNT_NO_KEY,	   /* key_file is missing: no password is stored */
	ACCOUNT_ERROR,	   /* no memory (logged): internal-server-error */
	ACCOUNT_CODES
} account_code_t;

typedef struct account_result
{
	account_code_t code;
	account_field_t field; /* BAD, FORBIDDEN: which one */
	const char *reason;	   /* in words for the user; static */
} account_result_t;

/* What became of a try: REGISTERED, FAILED or REFUSED; view is NULL when the
 * account was removed meanwhile. Called once, in the owner. */
typedef void (*account_done_f)(const account_view_t *view, void *arg);

/* return 0 to continue, anything else ends the walk */
typedef int (*account_view_f)(const account_view_t *view, void *arg);

/* The state of an account has changed. view->state is the new one; `was` the
 * one before, or the same when its voice mail has changed; ACCOUNT_STATES: it is
 * new, or (view->state ACCOUNT_STATES) has been removed */
typedef void (*account_change_f)(
		const account_view_t *view, account_state_t was);

/**
 * OWNER. Make a line, or change it: all fields are set; an empty password keeps
 * the one it has; an empty line is "main"; an empty authentication name is the
 * user part of the SIP address. The first line of a user, and one with
 * is_default, becomes the default for calls out. Its registrar is asked at once
 * (a line that follows presence, too: the user wants to know whether it works).
 *
 * @param in     copied; need not be checked before
 * @param done   NULL: nobody waits. Not called unless 0 is returned
 * @return 0, -1: refused, *result says why
 */
int xmpp_account_set(const account_fields_t *in, account_done_f done, void *arg,
		account_result_t *result);

/* OWNER. Forget a line and un-REGISTER it in the background; line NULL: all of
 * the user's. return the number removed */
int xmpp_account_remove(const str *owner, const str *line);

/* OWNER. Show a line (NULL: the default) to f. return 1, 0: there is none */
int xmpp_account_get(
		const str *owner, const str *line, account_view_f f, void *arg);

/* OWNER. Show all lines of a user, the default first; return their number */
int xmpp_account_list(const str *owner, account_view_f f, void *arg);

/* OWNER. May this user have accounts at all? 0, -1: *result says why not */
int xmpp_account_allowed(const str *owner, account_result_t *result);

/* mod_init. Hear of all changes, in the owner of each account. 0, -1 (logged):
 * too many listeners */
int xmpp_account_on_change(account_change_f f);

/* mod_init. f tells the user something of an account, in words */
typedef void (*account_text_f)(const account_view_t *view, const char *words);
void xmpp_account_on_text(account_text_f f);

/**
 * Any process. The state in words, as "sip:alice@example.org: registered" or
 * "not registered: 503 Service Unavailable, next try 12:40".
 *
 * @param buf ACCOUNT_STATUS_MAX bytes hold every result, with a NUL
 * @return its length
 */
int xmpp_account_status(const account_view_t *view, char *buf, int cap);

/* The state as one word, as the RPCs show it */
const char *xmpp_account_state_name(account_state_t state);

enum
{
	ACCOUNT_STATUS_MAX = 256 + ACCOUNT_AOR_MAX,
	ACCOUNT_LISTENERS = 4,
};

#endif
