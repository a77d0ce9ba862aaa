/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: statistics
 */

#ifndef PRESENCE_STATS_H
#define PRESENCE_STATS_H

typedef enum presence_stat
{
	PRESENCE_STAT_SUBSCRIBES = 0, /* SUBSCRIBE requests sent */
	PRESENCE_STAT_NOTIFIES,		  /* NOTIFY requests taken */
	PRESENCE_STAT_STRAY,		  /* of no subscription of ours */
	PRESENCE_STAT_FAILED,		  /* subscriptions that are tried again */
	PRESENCE_STAT_REFUSED,		  /* that are not, for a day */
	PRESENCE_STAT_SHOWN,		  /* stanzas to XMPP users */
	PRESENCE_STAT_MERGED,		  /* changes that a later one replaced */
	PRESENCE_STAT_SUBSCRIPTIONS,  /* SUBSCRIBE of SIP users, accepted */
	PRESENCE_STAT_SUBSCRIPTIONS_REFUSED,
	PRESENCE_STAT_SUBSCRIPTIONS_LOST, /* by the answer to a NOTIFY */
	PRESENCE_STAT_ASKED, /* XMPP users, whether they may be watched */
	PRESENCE_STAT_NOTIFIES_SENT,
	PRESENCE_STAT_NOTIFIES_MERGED, /* changes that left with another one */
	PRESENCE_STAT_STORE_ERRORS,
	PRESENCE_STAT_STORE_LOST,
	PRESENCE_STATS
} presence_stat_t;

/* mod_init. return 0, -1 (logged) */
int xmpp_presence_stats_init(void);
void xmpp_presence_stat(presence_stat_t what);
unsigned long xmpp_presence_counted(presence_stat_t what);
const char *xmpp_presence_stat_name(presence_stat_t what);

#endif
