/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: statistics
 */

#ifndef ACCOUNT_STATS_H
#define ACCOUNT_STATS_H

typedef enum account_stat
{
	ACCOUNT_STAT_REQUESTS = 0, /* REGISTER requests sent */
	ACCOUNT_STAT_REGISTERED,   /* accounts that became registered */
	ACCOUNT_STAT_REFUSED,	   /* by their registrar, until they change */
	ACCOUNT_STAT_FAILED,	   /* tries that failed otherwise */
	ACCOUNT_STAT_PINGS,		   /* OPTIONS requests sent */
	ACCOUNT_STAT_PINGS_LOST,   /* not answered */
	ACCOUNT_STAT_CALLS_IN,
	ACCOUNT_STAT_CALLS_MISSED,
	ACCOUNT_STAT_CALLS_OUT,
	ACCOUNT_STAT_CALLS_FOREIGN, /* to an account, not by its registrar */
	ACCOUNT_STAT_CHALLENGES,	/* to calls, answered */
	ACCOUNT_STAT_SUBSCRIPTIONS, /* SUBSCRIBE requests sent */
	ACCOUNT_STAT_VOICE_TEXTS,	/* to users */
	ACCOUNT_STAT_STORE_ERRORS,
	ACCOUNT_STAT_STORE_LOST,
	ACCOUNT_STATS
} account_stat_t;

/* mod_init. return 0, -1 (logged) */
int xmpp_account_stats_init(void);
void xmpp_account_stat(account_stat_t what);
unsigned long xmpp_account_counted(account_stat_t what);
const char *xmpp_account_stat_name(account_stat_t what);

#endif
