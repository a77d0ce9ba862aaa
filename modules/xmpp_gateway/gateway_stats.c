/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Kamailio is free software; you can redistribute it and/or modify
 * it under the terms of the GNU General Public License as published by
 * the Free Software Foundation; either version 2 of the License, or
 * (at your option) any later version
 *
 * In addition, as a special exception, the copyright holders give
 * permission to link the code of this program with the OpenSSL library,
 * and distribute linked combinations including the two.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */

/*!
 * \file
 * \brief xmpp_gateway :: what is counted
 *
 * Counters of Kamailio's core, registered in mod_init and raised by any
 * process.
 */

#include "../../core/counters.h"
#include "../../core/dprint.h"

#include "gateway_stats.h"

/* clang-format off */
static const struct
{
	const char *name;
	const char *doc;
} rows[GATEWAY_COUNTS] = {
	{"subscribed", "subscriptions accepted"},
	{"unsubscribed", "subscriptions ended by the user"},
	{"refused", "subscriptions and presence refused"},
	{"probes", "probes answered"},
	{"announced", "presence sent"},
	{"queries", "disco#info queries answered"},
	{"asked", "disco#info queries sent"},
	{"asked_failed", "disco#info queries without a usable answer"},
	{"caps_wrong", "capabilities that do not match their hash"},
	{"messages_refused", "messages with a body, answered by an error"},
	{"messages_dropped", "chat states, receipts, markers, errors"},
	{"store_errors", "writes that the database refused"},
	{"store_lost", "changes that found the queue to the database full"},
};
/* clang-format on */

static counter_handle_t handles[GATEWAY_COUNTS];


int xmpp_gateway_stats_init(void)
{
	int i;

	for(i = 0; i < GATEWAY_COUNTS; i++)
		if(counter_register(&handles[i], "xmpp_gateway", rows[i].name, 0, 0, 0,
				   rows[i].doc, 0)
				< 0)
			goto error;
	return 0;
error:
	LM_ERR("cannot register the statistics\n");
	return -1;
}


void xmpp_gateway_count(gateway_count_t what)
{
	counter_inc(handles[what]);
}


unsigned long xmpp_gateway_counted(gateway_count_t what)
{
	return (unsigned long)counter_get_val(handles[what]);
}


const char *xmpp_gateway_count_name(gateway_count_t what)
{
	return rows[what].name;
}
