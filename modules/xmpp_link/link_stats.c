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
 * \brief xmpp_link :: what a worker counts and shows
 *
 * One block in shared memory for each worker, allocated in mod_init. Only its
 * worker writes; counters are read without a lock, the table of peers with
 * one.
 */

#include <string.h>
#include <time.h>

#include "../../core/dprint.h"
#include "../../core/mem/shm_mem.h"

#include "link_config.h"
#include "link_log.h"
#include "link_stats.h"

/* clang-format off */
const char *const xmpp_link_count_names[LINK_COUNTS] = {
	"stanzas_in", "stanzas_out", "bytes_in", "bytes_out", "stanzas_refused",
	"stanzas_unhandled", "stanzas_resent", "stanzas_lost", "sends_refused",
	"iqs", "iq_timeouts", "iqs_unmatched", "tasks", "slow_runs",
	"peers_refused", "peers_closed", "peers", "streams", "waiting",
	"waiting_bytes", "unanswered", "iqs_open", "timers",
};

const char *const xmpp_link_run_names[LINK_RUNS] = {
	"stanza", "route", "iq", "task", "timer",
};
/* clang-format on */

link_stats_t *xmpp_link_stats = NULL;
link_stats_t *xmpp_link_mine = NULL;

static int stats_workers = 0;


int xmpp_link_stats_init(int workers)
{
	size_t size = sizeof(link_stats_t) * (size_t)workers;
	int i;

	xmpp_link_stats = shm_malloc(size);
	if(xmpp_link_stats == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	memset(xmpp_link_stats, 0, size);
	for(i = 0; i < workers; i++)
		if(lock_init(&xmpp_link_stats[i].lock) == NULL) {
			LM_ERR("cannot create the lock of worker %d\n", i);
			return -1;
		}
	stats_workers = workers;
	return 0;
}


void xmpp_link_stats_destroy(void)
{
	if(xmpp_link_stats)
		shm_free(xmpp_link_stats);
	xmpp_link_stats = NULL;
	stats_workers = 0;
}


unsigned long xmpp_link_stats_sum(link_count_t c)
{
	unsigned long sum = 0;
	int i;

	for(i = 0; i < stats_workers; i++)
		sum += xmpp_link_stats[i].count[c];
	return sum;
}


uint64_t xmpp_link_run_begin(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000u + (uint64_t)ts.tv_nsec / 1000u;
}


void xmpp_link_run_end(link_run_t run, uint64_t begin, const char *what)
{
	unsigned long took = (unsigned long)(xmpp_link_run_begin() - begin);

	if(xmpp_link_mine == NULL)
		return;
	xmpp_link_mine->runs[run]++;
	if(took > xmpp_link_mine->longest[run])
		xmpp_link_mine->longest[run] = took;
	if(LINK_CFG(slow_run) > 0
			&& took > (unsigned long)LINK_CFG(slow_run) * 1000) {
		link_stats_add(LINK_SLOW_RUNS, 1);
		LINK_LOG(LM_WARN,
				"%s (%s) blocked its worker for %lu ms: all conversations of "
				"this worker waited\n",
				xmpp_link_run_names[run], what, took / 1000);
	}
}
