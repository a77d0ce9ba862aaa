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
 * \brief xmpp_link :: RPC commands and statistics
 *
 * Runs in any process: reads the workers' blocks of link_stats.c, under the
 * lock of each for the peers.
 */

#include <stdio.h>
#include <string.h>

#include "../../core/counters.h"
#include "../../core/dprint.h"
#include "../../core/ut.h"

#include "link_counter.h"
#include "link_config.h"
#include "link_rpc.h"
#include "link_stats.h"
#include "link_task.h"

/* clang-format off */
static const char *rpc_list_doc[2] = {
	"Connected sidecars of each worker, their streams and windows.", 0};
static const char *rpc_stats_doc[2] = {
	"Figures of each worker; a parameter names one worker only.", 0};
/* clang-format on */


static int rpc_list_peer(
		rpc_t *rpc, void *ctx, int worker, const link_peer_info_t *p)
{
	void *st;

	if(rpc->add(ctx, "{", &st) < 0)
		return -1;
	if(rpc->struct_add(st, "d", "worker", worker) < 0
			|| link_counter_add(rpc, st, "number", (unsigned long)p->number) < 0
			|| rpc->struct_add(st, "dddss", "pid", p->pid, "uid", p->uid,
					   "version", p->version, "instance", p->instance,
					   "streams", p->up)
					   < 0
			|| link_counter_add(rpc, st, "connected", (unsigned long)p->since)
					   < 0)
		return -1;
	if(link_counter_add(rpc, st, "unanswered", p->unanswered) < 0)
		return -1;
	return link_counter_add(rpc, st, "waiting", p->waiting);
}


static void rpc_list(rpc_t *rpc, void *ctx)
{
	link_peer_info_t p;
	int i, n;

	for(i = 0; i < LINK_CFG(workers); i++)
		for(n = 0; n < LINK_CFG(peers); n++) {
			lock_get(&xmpp_link_stats[i].lock);
			p = xmpp_link_stats[i].peers[n];
			lock_release(&xmpp_link_stats[i].lock);
			if(p.used && rpc_list_peer(rpc, ctx, i, &p) < 0) {
				rpc->fault(ctx, 500, "Internal error creating the reply");
				return;
			}
		}
}


static int rpc_stats_runs(rpc_t *rpc, void *st, const link_stats_t *s)
{
	char name[32];
	int i;

	for(i = 0; i < LINK_RUNS; i++) {
		snprintf(name, sizeof(name), "%s_runs", xmpp_link_run_names[i]);
		if(link_counter_add(rpc, st, name, s->runs[i]) < 0)
			return -1;
		snprintf(name, sizeof(name), "%s_longest_us", xmpp_link_run_names[i]);
		if(link_counter_add(rpc, st, name, s->longest[i]) < 0)
			return -1;
	}
	return 0;
}


static int rpc_stats_worker(rpc_t *rpc, void *ctx, int worker)
{
	const link_stats_t *s = &xmpp_link_stats[worker];
	unsigned long refused;
	unsigned waiting;
	void *st;
	int i;

	xmpp_link_tasks_count(worker, &waiting, &refused);
	if(rpc->add(ctx, "{", &st) < 0
			|| rpc->struct_add(st, "d", "worker", worker) < 0
			|| link_counter_add(rpc, st, "tasks_waiting", waiting) < 0
			|| link_counter_add(rpc, st, "tasks_refused", refused) < 0)
		return -1;
	for(i = 0; i < LINK_COUNTS; i++)
		if(link_counter_add(rpc, st, xmpp_link_count_names[i], s->count[i]) < 0)
			return -1;
	return rpc_stats_runs(rpc, st, s);
}


static void rpc_stats(rpc_t *rpc, void *ctx)
{
	int only = -1, i, n;
	str text;

	/* as text: a number of the wrong type would look like none */
	n = rpc->scan(ctx, "*.S", &text);
	if(n > 0 && str2sint(&text, &only) < 0) {
		rpc->fault(ctx, 400, "Number of a worker expected");
		return;
	}
	if(n > 0 && (only < 0 || only >= LINK_CFG(workers))) {
		rpc->fault(ctx, 404, "No such worker");
		return;
	}
	for(i = 0; i < LINK_CFG(workers); i++)
		if((n < 1 || only == i) && rpc_stats_worker(rpc, ctx, i) < 0) {
			rpc->fault(ctx, 500, "Internal error creating the reply");
			return;
		}
}


/* clang-format off */
rpc_export_t xmpp_link_rpc[] = {
	{"xmpp_link.list", rpc_list, rpc_list_doc, RET_ARRAY},
	{"xmpp_link.stats", rpc_stats, rpc_stats_doc, RET_ARRAY},
	{0, 0, 0, 0}
};
/* clang-format on */


static counter_val_t rpc_counter(counter_handle_t h, void *which)
{
	(void)h;
	return (counter_val_t)xmpp_link_stats_sum(
			(link_count_t)(unsigned long)which);
}


static counter_val_t rpc_tasks(counter_handle_t h, void *want_refused)
{
	unsigned long refused, refused_sum = 0;
	unsigned waiting, waiting_sum = 0;
	int i;

	(void)h;
	for(i = 0; i < LINK_CFG(workers); i++) {
		xmpp_link_tasks_count(i, &waiting, &refused);
		waiting_sum += waiting;
		refused_sum += refused;
	}
	return (counter_val_t)(want_refused ? refused_sum : waiting_sum);
}


int xmpp_link_rpc_stats(void)
{
	static int refused = 1;
	counter_handle_t h;
	unsigned long i;

	for(i = 0; i < LINK_COUNTS; i++)
		if(counter_register(&h, "xmpp_link", xmpp_link_count_names[i], 0,
				   rpc_counter, (void *)i, "", 0)
				< 0)
			goto error;
	if(counter_register(&h, "xmpp_link", "tasks_waiting", 0, rpc_tasks, NULL,
			   "",
			   0) < 0
			|| counter_register(&h, "xmpp_link", "tasks_refused", 0, rpc_tasks,
					   &refused, "", 0)
					   < 0)
		goto error;
	return 0;
error:
	LM_ERR("cannot register the statistics\n");
	return -1;
}
