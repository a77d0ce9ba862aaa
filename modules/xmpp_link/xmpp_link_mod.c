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

#include <stdio.h>

#include "../../core/cfg/cfg_struct.h"
#include "../../core/dprint.h"
#include "../../core/pt.h"
#include "../../core/sr_module.h"

#include "link_api.h"
#include "link_config.h"
#include "link_socket.h"
#include "link_stats.h"
#include "link_task.h"
#include "link_worker.h"

MODULE_VERSION

/* by way of void: the arguments differ, as the core knows */
#define COMMAND(f) (cmd_function)(void (*)(void))(f)

static int mod_init(void);
static int child_init(int rank);
static void mod_destroy(void);

/* clang-format off */
static cmd_export_t cmds[] = {
	{"bind_xmpp_link", COMMAND(xmpp_link_bind), 0, 0, 0, 0},
	{0, 0, 0, 0, 0, 0}
};

static param_export_t params[] = {
	{"socket", PARAM_STR, &xmpp_link_config.socket},
	{"workers", PARAM_INT, &xmpp_link_config.workers},
	{"socket_mode", PARAM_INT, &xmpp_link_config.socket_mode},
	{"user", PARAM_STR, &xmpp_link_config.user},
	{"group", PARAM_STR, &xmpp_link_config.group},
	{"peer_users", PARAM_STR, &xmpp_link_config.peer_users},
	{"peers", PARAM_INT, &xmpp_link_config.peers},
	{"window", PARAM_INT, &xmpp_link_config.window},
	{"window_bytes", PARAM_INT, &xmpp_link_config.window_bytes},
	{"stanza_max_in", PARAM_INT, &xmpp_link_config.stanza_max_in},
	{"stanza_max_out", PARAM_INT, &xmpp_link_config.stanza_max_out},
	{"hold_bytes", PARAM_INT, &xmpp_link_config.hold_bytes},
	{"hold_seconds", PARAM_INT, &xmpp_link_config.hold_seconds},
	{"iq_timeout", PARAM_INT, &xmpp_link_config.iq_timeout},
	{"iq_timeout_remote", PARAM_INT, &xmpp_link_config.iq_timeout_remote},
	{"iqs", PARAM_INT, &xmpp_link_config.iqs},
	{"local_domains", PARAM_STR, &xmpp_link_config.local_domains},
	{"task_queue", PARAM_INT, &xmpp_link_config.task_queue},
	{"ping_interval", PARAM_INT, &xmpp_link_config.ping_interval},
	{"slow_run", PARAM_INT, &xmpp_link_config.slow_run},
	{"event_callback", PARAM_STR, &xmpp_link_config.event_callback},
	{0, 0, 0}
};

struct module_exports exports = {
	"xmpp_link",     /* module name */
	DEFAULT_DLFLAGS, /* dlopen flags */
	cmds,            /* exported functions */
	params,          /* exported parameters */
	0,               /* exported RPC methods */
	0,               /* exported pseudo-variables */
	0,               /* response handling function */
	mod_init,        /* module init function */
	child_init,      /* per-child init function */
	mod_destroy      /* module destroy function */
};
/* clang-format on */


static int mod_init(void)
{
	int workers = xmpp_link_config.workers;

	if(xmpp_link_config_check() != 0 || xmpp_link_stats_init(workers) != 0
			|| xmpp_link_tasks_init(workers, xmpp_link_config.task_queue) != 0
			|| xmpp_link_sockets_open(workers) != 0)
		return -1;
	register_procs(workers);
	cfg_register_child(workers);
	return 0;
}


static int worker_fork(int index)
{
	char name[32];
	int pid;

	snprintf(name, sizeof(name), "xmpp_link worker %d", index);
	pid = fork_process(PROC_RPC, name, 1);
	if(pid != 0)
		return pid < 0 ? -1 : 0;
	if(cfg_child_init() != 0)
		return -1;
	return xmpp_link_worker_run(index);
}


static int child_init(int rank)
{
	int i;

	if(rank != PROC_MAIN)
		return 0;
	for(i = 0; i < xmpp_link_config.workers; i++)
		if(worker_fork(i) != 0) {
			LM_ERR("worker %d did not start\n", i);
			return -1;
		}
	xmpp_link_sockets_close();
	return 0;
}


static void mod_destroy(void)
{
	xmpp_link_sockets_remove();
	xmpp_link_tasks_destroy();
	xmpp_link_stats_destroy();
}
