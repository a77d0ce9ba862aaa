/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: parameters, and the modules that this one binds to
 */

#include "../../core/dprint.h"
#include "../xmpp_link/link_param.h"

#include "presence_config.h"

presence_config_t xmpp_presence_config = {
		.table = str_init("xmpp_presence"),
};

struct cfg_group_xmpp_presence xmpp_presence_numbers = {
		.hash_size = 12,
		.expires = 3600,
		.linger = 86400,
		.pace = 200,
		.retry_min = 30,
		.retry_max = 3600,
		.notify_wait = 32,
		.refresh_min = 30,
		.interval = 2000,
		.busy_in_call = 1,
		.store_interval = 200,
		.max_store = 20000,
		.min_expires = 60,
		.max_expires = 3600,
		.max_subscriptions = 50,
		.subscribe_rate = 10,
		.notify_interval = 5000,
		.probe_time = 5000,
		.probe_rate = 200,
		.ask_again = 86400,
		.away_time = 300,
};

void *xmpp_presence_cfg = &xmpp_presence_numbers;

#define LINK_PARAM_GROUP cfg_group_xmpp_presence
#define LINK_PARAM_DEFAULTS xmpp_presence_numbers

xmpp_link_api_t xmpp_presence_link;
xmpp_gateway_api_t xmpp_presence_gateway;
tm_api_t xmpp_presence_tm;

/* clang-format off */
#define STRINGS(X) \
	X(watch_domains, xmpp_presence_config.watch_domains, link_param_domains) \
	X(socket, xmpp_presence_config.socket, NULL) \
	X(db_url, xmpp_presence_config.db_url, link_param_url) \
	X(table, xmpp_presence_config.table, link_param_table) \
	X(event_callback, xmpp_presence_config.event_callback, NULL)

#define START_NUMBERS(X) \
	X(hash_size, hash_size, 2, 20, \
		"slots of the table, as an exponent of 2") \
	X(busy_from_dialog, busy_from_dialog, 0, 1, \
		"whether calls that the module dialog has are shown on the phone") \
	X(store_interval, store_interval, 10, 60000, \
		"milliseconds between two writes to the database")

/* an operator turns them while Kamailio runs */
#define NUMBERS(X) \
	X(expires, expires, 60, 86400, \
		"seconds that a subscription is asked for") \
	X(linger, linger, 1, 2592000, \
		"seconds without a device until a subscription is ended") \
	X(pace, pace, 1, 100000, \
		"SUBSCRIBE requests per second") \
	X(retry_min, retry_min, 1, 3600, \
		"seconds until the first try after a failure") \
	X(retry_max, retry_max, 1, 86400, \
		"seconds between two tries at most") \
	X(notify_wait, notify_wait, 1, 600, \
		"seconds that the NOTIFY of an accepted subscription may take") \
	X(refresh_min, refresh_min, 1, 3600, \
		"seconds between two requests of a subscription at least") \
	X(interval, interval, 0, 60000, \
		"milliseconds between two stanzas to a user about a contact") \
	X(busy_in_call, busy_in_call, 0, 1, \
		"whether contacts in a call are shown on the phone") \
	X(watch_dialogs, watch_dialogs, 0, 2, \
		"whether contacts' servers are asked for their calls") \
	X(max_store, max_store, 1, 10000000, \
		"changes that wait for the database") \
	X(min_expires, min_expires, 1, 86400, \
		"seconds that a SIP user subscribes for at least") \
	X(max_expires, max_expires, 1, 86400, \
		"seconds that a SIP user subscribes for at most") \
	X(max_subscriptions, max_subscriptions, 1, 100000, \
		"subscriptions of one SIP user") \
	X(subscribe_rate, subscribe_rate, 1, 100000, \
		"SUBSCRIBE requests of one source in a second") \
	X(notify_interval, notify_interval, 0, 60000, \
		"milliseconds between two NOTIFY requests about a change") \
	X(probe_time, probe_time, 100, 60000, \
		"milliseconds in which an XMPP server answers a probe") \
	X(probe_rate, probe_rate, 1, 100000, \
		"probes of a worker in a second") \
	X(ask_again, ask_again, 1, 2592000, \
		"seconds until an XMPP user is asked once more") \
	X(away_time, away_time, 1, 86400, \
		"seconds without a stream until XMPP users are shown as gone")

STRINGS(LINK_PARAM_STR)
START_NUMBERS(LINK_PARAM_INT)
NUMBERS(LINK_PARAM_INT)

enum
{
	START_NUMBERS(LINK_PARAM_PLACE)
	NUMBERS(LINK_PARAM_PLACE)
};
START_NUMBERS(LINK_PARAM_IN_ORDER)
NUMBERS(LINK_PARAM_IN_ORDER)

param_export_t xmpp_presence_params[] = {
	STRINGS(LINK_PARAM_STR_ROW)
	START_NUMBERS(LINK_PARAM_INT_ROW)
	NUMBERS(LINK_PARAM_INT_ROW)
	{0, 0, 0}
};

cfg_def_t xmpp_presence_cfg_def[] = {
	START_NUMBERS(LINK_PARAM_CFG_START_ROW)
	NUMBERS(LINK_PARAM_CFG_ROW)
	{0, 0, 0, 0, 0, 0, 0}
};
/* clang-format on */
