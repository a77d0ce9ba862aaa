/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: one registration: what it is in, what is done next. PURE
 *
 * Time and chance are handed in. The caller sends what a step says, sets one
 * timer to `due`, and gives back what came: an answer, silence, the timer, or a
 * wish of the user's.
 */

#ifndef ACCOUNT_REG_H
#define ACCOUNT_REG_H

#include <stdint.h>

#include "account_answer.h"

/* Where an account is. */
typedef enum account_state
{
	ACCOUNT_OFFLINE = 0, /* follows presence, and no device is available */
	ACCOUNT_TRYING,		 /* REGISTER is on its way, for the first time */
	ACCOUNT_REGISTERED,	 /* until expires; refreshed in time */
	ACCOUNT_FAILED,		 /* the last try failed; the next one is at due */
	ACCOUNT_REFUSED,	 /* not tried again until it is changed, or forced */
	ACCOUNT_LEAVING,	 /* un-REGISTER is on its way */
	ACCOUNT_STATES
} account_state_t;

typedef enum account_event
{
	ACCOUNT_EV_WANT = 0, /* a device is available, or it is kept reachable */
	ACCOUNT_EV_UNWANT,	 /* neither any more */
	ACCOUNT_EV_CHANGE,	 /* other fields, or forced: ask the registrar now */
	ACCOUNT_EV_DUE,		 /* the time has come */
	ACCOUNT_EV_ANSWER,	 /* of the registrar, final */
	ACCOUNT_EV_SILENT,	 /* none came, or it cannot be reached */
	ACCOUNT_EVENTS
} account_event_t;

typedef enum account_action
{
	ACCOUNT_DO_NOTHING = 0,
	ACCOUNT_DO_REGISTER,	 /* send REGISTER */
	ACCOUNT_DO_AUTHENTICATE, /* send it again, with an answer to the challenges */
	ACCOUNT_DO_REDIRECT,	 /* send it to answer->target, if that may be */
	ACCOUNT_DO_LEAVE,		 /* send REGISTER with Expires 0 */
} account_action_t;

enum
{

	ACCOUNT_REG_STALE = 4,		  /* in one try at all */
	ACCOUNT_REG_REPEATS = 2,	  /* for 423 and 3xx in one try */
	ACCOUNT_REG_WAIT_MAX = 86400, /* s; what a registrar can make us wait */
};

/* What an operator sets. */
typedef struct account_reg_conf
{
	int expires;	 /* s that are asked for */
	int expires_min; /* s that must be given at least */
	int retry_min;	 /* s */
	int retry_max;
} account_reg_conf_t;

typedef struct account_reg
{
	account_state_t state;
	unsigned char is_wanted;
	unsigned char in_flight; /* a REGISTER has no answer yet */
	unsigned char is_leave;	 /* that one had Expires 0 */
	unsigned char answered;	 /* challenges of this try that were met */
	unsigned char repeats;	 /* 423 and 3xx of this try */
	unsigned char failures;	 /* tries in a row */
	int asked;				 /* s, raised by 423; 0: what the operator sets */
	account_state_t
			outcome;  /* of the try that this step ended: REGISTERED, FAILED
							  * or REFUSED; else OFFLINE */
	int code;		  /* last final answer; 408 silence */
	uint64_t since;	  /* of the state, ms */
	uint64_t expires; /* REGISTERED: when the binding ends, ms */
	uint64_t due;	  /* when ACCOUNT_EV_DUE is wanted, ms; 0: never */
} account_reg_t;

/**
 * One step.
 *
 * @param answer ACCOUNT_EV_ANSWER only
 * @param now    ms, monotonic
 * @param chance 0 to 999
 */
account_action_t xmpp_account_reg_step(account_reg_t *r, account_event_t event,
		const account_answer_t *answer, const account_reg_conf_t *conf,
		uint64_t now, int chance);

/* s that the next REGISTER asks for */
int xmpp_account_reg_expires(
		const account_reg_t *r, const account_reg_conf_t *conf);

/* What an action could not be: a challenge that cannot be met, a target that is
 * not allowed. ACCOUNT_REFUSED or ACCOUNT_FAILED */
void xmpp_account_reg_give_up(account_reg_t *r, account_state_t state,
		const account_reg_conf_t *conf, uint64_t now, int chance);

#endif
