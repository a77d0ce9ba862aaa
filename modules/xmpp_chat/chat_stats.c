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

#include "../../core/counters.h"
#include "../../core/dprint.h"

#include "chat_stats.h"

/* clang-format off */
static const struct
{
	const char *name;
	const char *doc;
} rows[CHAT_STATS] = {
	{"from_xmpp", "texts of XMPP users, refused ones too"},
	{"from_sip", "MESSAGE requests to XMPP users, refused ones too"},
	{"sessions", "MSRP sessions that phones began"},
	{"open_sessions", "MSRP sessions that there are"},
	{"delivered", "texts that SIP answered with 200"},
	{"accepted", "texts that SIP answered with another 2xx"},
	{"refused", "texts that SIP answered with an error, or not at all"},
	{"refused_here", "texts of XMPP users that met a limit, or that SIP cannot say"},
	{"handed_over", "MESSAGE requests answered with a 2xx"},
	{"returned", "MESSAGE requests answered with an error"},
	{"duplicates", "MESSAGE requests that came again"},
	{"late_errors", "errors of XMPP that came after the 2xx"},
	{"receipts", "receipts sent to XMPP users"},
	{"dropped", "messages that the event route dropped"},
	{"room_lines", "lines of rooms that a phone took"},
	{"room_lines_lost", "lines of rooms that did not reach a phone"},
	{"open_to_sip", "texts on their way to SIP, or waiting"},
	{"open_to_xmpp", "texts on their way to XMPP"},
};
/* clang-format on */

static counter_handle_t handles[CHAT_STATS];


int xmpp_chat_stats_init(void)
{
	int i;

	for(i = 0; i < CHAT_STATS; i++)
		if(counter_register(&handles[i], "xmpp_chat", rows[i].name, 0, 0, 0,
				   rows[i].doc, 0)
				< 0) {
			LM_ERR("cannot register the statistics\n");
			return -1;
		}
	return 0;
}


void xmpp_chat_stat(chat_stat_t what)
{
	counter_inc(handles[what]);
}


void xmpp_chat_stat_add(chat_stat_t what, int n)
{
	counter_add(handles[what], n);
}


unsigned long xmpp_chat_counted(chat_stat_t what)
{
	return (unsigned long)counter_get_val(handles[what]);
}


const char *xmpp_chat_stat_name(chat_stat_t what)
{
	return rows[what].name;
}
