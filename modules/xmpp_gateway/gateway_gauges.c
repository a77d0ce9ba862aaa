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
 * \brief xmpp_gateway :: statistics that are looked at when they are asked for
 *
 * Registered in mod_init; read by any process that is asked for statistics.
 */

#include "../../core/counters.h"
#include "../../core/dprint.h"

#include "gateway_caps.h"
#include "gateway_gauges.h"
#include "gateway_store.h"
#include "gateway_users.h"

typedef enum gauge
{
	GAUGE_USERS,
	GAUGE_CONTACTS,
	GAUGE_DEVICES,
	GAUGE_CAPS,
	GAUGE_STORE_WAITING,
} gauge_t;

static counter_val_t gauge_value(counter_handle_t h, void *which)
{
	gateway_counts_t counts;

	(void)h;
	xmpp_gateway_users_count(&counts);
	switch((gauge_t)(unsigned long)which) {
		case GAUGE_USERS:
			return counts.users;
		case GAUGE_CONTACTS:
			return counts.contacts;
		case GAUGE_DEVICES:
			return counts.devices;
		case GAUGE_CAPS:
			return xmpp_gateway_caps_count();
		case GAUGE_STORE_WAITING:
			return xmpp_gateway_store_waiting();
	}
	return 0;
}


static int gauge_register(const char *name, gauge_t which, const char *doc)
{
	counter_handle_t h;

	return counter_register(&h, "xmpp_gateway", name, 0, gauge_value,
			(void *)(unsigned long)which, doc, 0);
}


int xmpp_gateway_gauges_init(void)
{
	if(gauge_register("users", GAUGE_USERS, "XMPP users known") < 0
			|| gauge_register("contacts", GAUGE_CONTACTS, "subscriptions kept")
					   < 0
			|| gauge_register("devices", GAUGE_DEVICES, "available resources")
					   < 0
			|| gauge_register("caps", GAUGE_CAPS, "verified capabilities kept")
					   < 0
			|| gauge_register("store_waiting", GAUGE_STORE_WAITING,
					   "changes not yet in the database")
					   < 0) {
		LM_ERR("cannot register the statistics\n");
		return -1;
	}
	return 0;
}
