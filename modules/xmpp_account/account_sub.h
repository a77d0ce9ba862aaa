/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: one subscription: what it is in, what is done next. PURE
 *
 * RFC 6665, the subscriber's side, one dialog. Time and chance are handed in.
 * The caller sends what a step says, sets one timer to `due`, and gives back
 * what came: an answer, silence, a NOTIFY, the timer, or a wish. An answer to a
 * request counts only while one is in flight.
 */

#ifndef ACCOUNT_SUB_H
#define ACCOUNT_SUB_H

#include <stdint.h>

#include "account_answer.h"

typedef enum account_sub_state
{
	ACCOUNT_SUB_OFF = 0, /* not wanted */
	ACCOUNT_SUB_WAITING, /* the next try is at due */
	ACCOUNT_SUB_TRYING,
	ACCOUNT_SUB_ACTIVE,
	ACCOUNT_SUB_REFUSED, /* the other side has no such thing: once a day */
	ACCOUNT_SUB_LEAVING,
	ACCOUNT_SUB_STATES
} account_sub_state_t;

typedef enum account_sub_event
{
	ACCOUNT_SUB_WANT = 0,
	ACCOUNT_SUB_UNWANT,
	ACCOUNT_SUB_DROP, /* not wanted, and nobody there to be told */
	ACCOUNT_SUB_DUE,
	ACCOUNT_SUB_ANSWER,
	ACCOUNT_SUB_SILENT,
} account_sub_event_t;

typedef enum account_sub_action
{
	ACCOUNT_SUB_DO_NOTHING = 0,
	ACCOUNT_SUB_DO_SUBSCRIBE, /* a new dialog */
	ACCOUNT_SUB_DO_REFRESH,	  /* in the dialog; with Expires 0: is_leave */
	ACCOUNT_SUB_DO_AUTHENTICATE,
} account_sub_action_t;

/* Why a notifier has ended it (RFC 6665 section 4.1.3). */
typedef enum account_sub_reason
{
	ACCOUNT_SUB_NO_REASON = 0,
	ACCOUNT_SUB_AGAIN, /* deactivated, timeout */
	ACCOUNT_SUB_LATER, /* probation, giveup */
	ACCOUNT_SUB_NEVER, /* rejected, noresource, invariant */
} account_sub_reason_t;

typedef struct account_notify
{
	unsigned char is_terminated;
	account_sub_reason_t reason;
	int expires;	 /* s; -1: it says none */
	int retry_after; /* s; -1 likewise */
} account_notify_t;

typedef struct account_sub
{
	account_sub_state_t state;
	unsigned char is_wanted;
	unsigned char has_dialog;
	unsigned char is_notified; /* in this dialog */
	unsigned char in_flight;
	unsigned char is_leave;
	unsigned char answered; /* challenges of this request that were met */
	unsigned char repeats;	/* 423 of it */
	unsigned char gone;		/* 481 in a row */
	unsigned char failures; /* in a row */
	int asked;				/* s, raised by 423; 0: what the operator sets */
	int least;		  /* s between two requests, as the operator sets it */
	int code;		  /* last final answer; 408 silence */
	uint64_t renewed; /* when a NOTIFY ended it last, and it began anew */
	uint64_t expires;
	uint64_t due; /* when ACCOUNT_SUB_DUE is wanted, ms; 0: never */
} account_sub_t;

/* expires: s that the operator asks for; chance 0 to 999 */
account_sub_action_t xmpp_account_sub_step(account_sub_t *s,
		account_sub_event_t event, const account_answer_t *answer, int expires,
		uint64_t now, int chance);
account_sub_action_t xmpp_account_sub_notify(account_sub_t *s,
		const account_notify_t *notify, int expires, uint64_t now, int chance);

/* What its Subscription-State says. 0, -1: there is none */
int xmpp_account_sub_read(const str *msg, account_notify_t *out);

/* s that the next SUBSCRIBE asks for */
int xmpp_account_sub_expires(const account_sub_t *s, int expires);

/* The challenge cannot be met: as if it were refused */
void xmpp_account_sub_give_up(account_sub_t *s, uint64_t now, int chance);

const char *xmpp_account_sub_name(account_sub_state_t state);

#endif
