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
 *
 * Counters of Kamailio's core, group jingle, registered in mod_init and raised
 * by any process. A call that is over counts as one outcome.
 */

#include <string.h>

#include "../../core/counters.h"

#include "jingle_stats.h"
#include "jingle_table.h"

static counter_handle_t counters[JINGLE_STATS];

static const char *const names[JINGLE_STATS] = {"calls_from_sip",
		"calls_from_xmpp", "calls_answered", "calls_busy", "calls_declined",
		"calls_cancelled", "calls_unanswered", "calls_not_found",
		"calls_incompatible", "calls_refused", "calls_failed", "calls_dead",
		"translation_errors", "stanza_errors", "calls_restored", "store_errors",
		"store_lost"};


static counter_val_t calls_now(counter_handle_t h, void *arg)
{
	(void)h;
	(void)arg;
	return jingle_table_count();
}


int jingle_stats_init(void)
{
	counter_handle_t calls;
	int i;

	if(counter_register(
			   &calls, "jingle", "calls", 0, calls_now, NULL, "calls now", 0)
			< 0)
		return -1;
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


static jingle_stat_t outcome_of_code(int code)
{
	switch(code) {
		case 486:
		case 600:
			return JINGLE_STAT_BUSY;
		case 403:
		case 603:
			return JINGLE_STAT_DECLINED;
		case 487:
			return JINGLE_STAT_CANCELLED;
		case 408:
		case 480:
			return JINGLE_STAT_UNANSWERED;
		case 404:
		case 410:
		case 604:
			return JINGLE_STAT_NOT_FOUND;
		case 488:
			return JINGLE_STAT_INCOMPATIBLE;
		default:
			return JINGLE_STAT_FAILED;
	}
}


/* An XMPP caller who ends the call before it is answered has cancelled it,
 * whichever reason the client sends with that; also when a 200 crosses our
 * CANCEL. Not one whose client failed. */
static int gave_up(const jingle_call_t *c)
{
	if(c->dir != JINGLE_XMPP_TO_SIP || c->ended_by == NULL
			|| strcmp(c->ended_by, "client") != 0)
		return 0;
	switch(c->reason) {
		case JINGLE_REASON_BUSY:
		case JINGLE_REASON_DECLINE:
		case JINGLE_REASON_GONE:
		case JINGLE_REASON_TIMEOUT:
		case JINGLE_REASON_EXPIRED:
		case JINGLE_REASON_SUCCESS:
		case JINGLE_REASON_NONE:
			return 1;
		default:
			return 0;
	}
}


static jingle_stat_t outcome_of(const jingle_call_t *c)
{
	if(c->refused)
		return JINGLE_STAT_REFUSED;
	if(c->active_since)
		return JINGLE_STAT_ANSWERED;
	if(gave_up(c))
		return JINGLE_STAT_CANCELLED;
	switch(c->reason) {
		case JINGLE_REASON_BUSY:
			return JINGLE_STAT_BUSY;
		case JINGLE_REASON_DECLINE:
			return JINGLE_STAT_DECLINED;
		case JINGLE_REASON_CANCEL:
			return JINGLE_STAT_CANCELLED;
		case JINGLE_REASON_TIMEOUT:
		case JINGLE_REASON_EXPIRED:
			return JINGLE_STAT_UNANSWERED;
		case JINGLE_REASON_GONE:
			return JINGLE_STAT_NOT_FOUND;
		case JINGLE_REASON_FAILED_APPLICATION:
		case JINGLE_REASON_INCOMPATIBLE_PARAMETERS:
		case JINGLE_REASON_MEDIA_ERROR:
		case JINGLE_REASON_UNSUPPORTED_APPLICATIONS:
		case JINGLE_REASON_UNSUPPORTED_TRANSPORTS:
			return JINGLE_STAT_INCOMPATIBLE;
		case JINGLE_REASON_NONE:
		case JINGLE_REASON_SUCCESS:
			/* an XMPP caller who hangs up need not say why */
			if(c->code == 0)
				return JINGLE_STAT_CANCELLED;
			return outcome_of_code(c->code);
		default:
			return JINGLE_STAT_FAILED;
	}
}


void jingle_stats_outcome(const jingle_call_t *c)
{
	jingle_stats_add(outcome_of(c));
}


unsigned long jingle_stats_get(jingle_stat_t stat)
{
	return (unsigned long)counter_get_val(counters[stat]);
}


const char *jingle_stats_name(jingle_stat_t stat)
{
	return names[stat];
}
