/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: statistics
 */

#ifndef CHAT_STATS_H
#define CHAT_STATS_H

typedef enum chat_stat
{
	CHAT_STAT_FROM_XMPP = 0, /* texts of XMPP users, refused ones too */
	CHAT_STAT_FROM_SIP,		 /* MESSAGE requests to XMPP users, likewise */
	CHAT_STAT_SESSIONS,		 /* MSRP sessions begun */
	CHAT_STAT_OPEN_SESSIONS, /* those that there are */
	CHAT_STAT_DELIVERED,	 /* texts that a phone answered with 200 */
	CHAT_STAT_ACCEPTED,		 /* with another 2xx */
	CHAT_STAT_REFUSED,		 /* texts that ended by an error of SIP */
	CHAT_STAT_LOCAL,		 /* by a limit, or as what SIP cannot say */
	CHAT_STAT_HANDED_OVER,	 /* MESSAGE requests answered with a 2xx */
	CHAT_STAT_RETURNED,		 /* answered with an error */
	CHAT_STAT_DUPLICATES,	 /* that came again, answered as the first */
	CHAT_STAT_LATE,			 /* errors that came after the 2xx */
	CHAT_STAT_RECEIPTS,		 /* receipts sent to XMPP users */
	CHAT_STAT_DROPPED,		 /* by event_route[xmpp-chat:message] */
	CHAT_STAT_ROOM_LINES,	 /* of rooms, that a phone took */
	CHAT_STAT_ROOM_LOST,	 /* that a phone was not sent, or did not take */
	CHAT_STAT_OPEN_TO_SIP,	 /* on their way now, or waiting */
	CHAT_STAT_OPEN_TO_XMPP,
	CHAT_STATS
} chat_stat_t;

/* mod_init. return 0, -1 (logged) */
int xmpp_chat_stats_init(void);
void xmpp_chat_stat(chat_stat_t what);
/* of those that are on their way: one more, or one less */
void xmpp_chat_stat_add(chat_stat_t what, int n);
unsigned long xmpp_chat_counted(chat_stat_t what);
const char *xmpp_chat_stat_name(chat_stat_t what);

#endif
