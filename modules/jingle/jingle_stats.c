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
 * (at your option) any later version.
 *
 * In addition, as a special exception, permission is granted to link this
 * code with the OpenSSL library and to distribute the combination.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 */

/*!
 * \file
 * \brief jingle :: statistics
 */

#include "../../core/counters.h"

#include "jingle_stats.h"

static counter_handle_t counters[JINGLE_STATS];

static const char *const names[JINGLE_STATS] = {"calls_from_sip",
		"calls_from_xmpp", "calls_answered", "calls_failed", "calls_refused",
		"calls_dead", "translation_errors", "stanza_errors"};


int jingle_stats_init(void)
{
	int i;

	for(i = 0; i < JINGLE_STATS; i++)
		if(counter_register(&counters[i], "jingle", names[i], 0, 0, 0,
				   "see the module's README", 0)
				< 0)
			return -1;
	return 0;
}


void jingle_stats_add(jingle_stat_t stat)
{
	counter_inc(counters[stat]);
}


unsigned long jingle_stats_get(jingle_stat_t stat)
{
	return (unsigned long)counter_get_val(counters[stat]);
}


const char *jingle_stats_name(jingle_stat_t stat)
{
	return names[stat];
}
