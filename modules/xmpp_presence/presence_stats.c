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

#include "../../core/counters.h"
#include "../../core/dprint.h"

#include "presence_stats.h"

/* clang-format off */
static const struct
{
	const char *name;
	const char *doc;
} rows[PRESENCE_STATS] = {
	{"watch_subscribes", "SUBSCRIBE requests sent"},
	{"watch_notifies", "NOTIFY requests of subscriptions of ours"},
	{"watch_stray", "NOTIFY requests of no subscription of ours"},
	{"watch_failed", "subscriptions that failed and are tried again"},
	{"watch_refused", "subscriptions that were refused, for a day"},
	{"watch_shown", "changes that XMPP users were told"},
	{"watch_merged", "changes that a later one replaced"},
	{"subscriptions", "SUBSCRIBE requests of SIP users accepted"},
	{"subscriptions_refused", "SUBSCRIBE requests of SIP users refused"},
	{"subscriptions_lost", "subscriptions that ended by the answer to a NOTIFY"},
	{"asked", "XMPP users who were asked if they may be watched"},
	{"notifies", "NOTIFY requests sent"},
	{"notifies_merged", "changes that left with another one"},
	{"store_errors", "writes that the database refused"},
	{"store_lost", "changes that found the queue to the database full"},
};
/* clang-format on */

static counter_handle_t handles[PRESENCE_STATS];


int xmpp_presence_stats_init(void)
{
	int i;

	for(i = 0; i < PRESENCE_STATS; i++)
		if(counter_register(&handles[i], "xmpp_presence", rows[i].name, 0, 0, 0,
				   rows[i].doc, 0)
				< 0) {
			LM_ERR("cannot register the statistics\n");
			return -1;
		}
	return 0;
}


void xmpp_presence_stat(presence_stat_t what)
{
	counter_inc(handles[what]);
}


unsigned long xmpp_presence_counted(presence_stat_t what)
{
	return (unsigned long)counter_get_val(handles[what]);
}


const char *xmpp_presence_stat_name(presence_stat_t what)
{
	return rows[what].name;
}
