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

#include "../../core/counters.h"
#include "../../core/dprint.h"

#include "account_stats.h"

/* clang-format off */
static const struct
{
	const char *name;
	const char *doc;
} rows[ACCOUNT_STATS] = {
	{"requests", "REGISTER requests sent"},
	{"became_registered", "accounts that became registered"},
	{"refused", "accounts refused by their registrar"},
	{"failed", "tries to register that failed otherwise"},
	{"pings", "OPTIONS requests sent to registrars"},
	{"pings_lost", "OPTIONS requests that registrars did not answer"},
	{"calls_in", "calls that came in by an account"},
	{"calls_missed", "calls that came in by an account and were missed"},
	{"calls_out", "calls that went out by an account"},
	{"calls_foreign", "calls to an account that were not of its registrar"},
	{"challenges", "challenges to calls that were answered"},
	{"voicemail_requests", "SUBSCRIBE requests sent for voice mail"},
	{"voicemail_texts", "texts to users of new voice messages"},
	{"store_errors", "writes that the database refused"},
	{"store_lost", "changes that found the queue to the database full"},
};
/* clang-format on */

static counter_handle_t handles[ACCOUNT_STATS];


int xmpp_account_stats_init(void)
{
	int i;

	for(i = 0; i < ACCOUNT_STATS; i++)
		if(counter_register(&handles[i], "xmpp_account", rows[i].name, 0, 0, 0,
				   rows[i].doc, 0)
				< 0) {
			LM_ERR("cannot register the statistics\n");
			return -1;
		}
	return 0;
}


void xmpp_account_stat(account_stat_t what)
{
	counter_inc(handles[what]);
}


unsigned long xmpp_account_counted(account_stat_t what)
{
	return (unsigned long)counter_get_val(handles[what]);
}


const char *xmpp_account_stat_name(account_stat_t what)
{
	return rows[what].name;
}
