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
 * \brief xmpp_link :: stanzas between Kamailio and XMPP
 *
 * Export tables, the order in which the files are initialised, and the start of
 * the workers; no logic.
 */

#include <stdio.h>

#include "../../core/cfg/cfg_struct.h"
#include "../../core/dprint.h"
#include "../../core/kemi.h"
#include "../../core/mod_fix.h"
#include "../../core/pt.h"
#include "../../core/sr_module.h"

#include "link_api.h"
#include "link_config.h"
#include "link_event.h"
#include "link_pv.h"
#include "link_rpc.h"
#include "link_script.h"
#include "link_socket.h"
#include "link_stats.h"
#include "link_task.h"
#include "link_process.h"

MODULE_VERSION

/* by way of void: the arguments differ, as the core knows */
#define COMMAND(f) (cmd_function)(void (*)(void))(f)

static int mod_init(void);
static int child_init(int rank);
static void mod_destroy(void);
static int w_send(sip_msg_t *msg, char *component, char *xml);
static int w_reply_error2(sip_msg_t *msg, char *type, char *condition);
static int w_reply_error3(
		sip_msg_t *msg, char *type, char *condition, char *text);
static int w_reply_result0(sip_msg_t *msg, char *p1, char *p2);
static int w_reply_result1(sip_msg_t *msg, char *xml, char *p2);

/* clang-format off */
static cmd_export_t cmds[] = {
	{"xmpp_link_send", COMMAND(w_send), 2,
		fixup_spve_spve, fixup_free_spve_spve, ANY_ROUTE},
	{"xmpp_link_reply_error", COMMAND(w_reply_error2), 2,
		fixup_spve_spve, fixup_free_spve_spve, EVENT_ROUTE},
	{"xmpp_link_reply_error", COMMAND(w_reply_error3), 3,
		fixup_spve_all, fixup_free_spve_all, EVENT_ROUTE},
	{"xmpp_link_reply_result", COMMAND(w_reply_result0), 0,
		0, 0, EVENT_ROUTE},
	{"xmpp_link_reply_result", COMMAND(w_reply_result1), 1,
		fixup_spve_null, fixup_free_spve_null, EVENT_ROUTE},
	{"bind_xmpp_link", COMMAND(xmpp_link_bind), 0, 0, 0, 0},
	{0, 0, 0, 0, 0, 0}
};

static pv_export_t pvs[] = {
	{{"xmpp_link", sizeof("xmpp_link") - 1}, PVT_OTHER, xmpp_link_pv_get, 0,
		xmpp_link_pv_parse, 0, 0, 0},
	{{0, 0}, 0, 0, 0, 0, 0, 0, 0}
};

#define KEMI(name, result, f, p1, p2, p3) \
	{str_init("xmpp_link"), str_init(name), result, f, \
		{p1, p2, p3, SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE}}

static sr_kemi_t kemi_exports[] = {
	KEMI("xmpp_link_send", SR_KEMIP_INT, xmpp_link_ki_send,
		SR_KEMIP_STR, SR_KEMIP_STR, SR_KEMIP_NONE),
	KEMI("xmpp_link_reply_error", SR_KEMIP_INT, xmpp_link_ki_reply_error,
		SR_KEMIP_STR, SR_KEMIP_STR, SR_KEMIP_NONE),
	KEMI("xmpp_link_reply_error_text", SR_KEMIP_INT,
		xmpp_link_ki_reply_error_text,
		SR_KEMIP_STR, SR_KEMIP_STR, SR_KEMIP_STR),
	KEMI("xmpp_link_reply_result", SR_KEMIP_INT, xmpp_link_ki_reply_result,
		SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE),
	KEMI("xmpp_link_reply_result_xml", SR_KEMIP_INT,
		xmpp_link_ki_reply_result_xml,
		SR_KEMIP_STR, SR_KEMIP_NONE, SR_KEMIP_NONE),
	KEMI("get", SR_KEMIP_XVAL, xmpp_link_ki_get,
		SR_KEMIP_STR, SR_KEMIP_NONE, SR_KEMIP_NONE),
	{{0, 0}, {0, 0}, 0, NULL, {0, 0, 0, 0, 0, 0}}
};

struct module_exports exports = {
	"xmpp_link",     /* module name */
	DEFAULT_DLFLAGS, /* dlopen flags */
	cmds,            /* exported functions */
	xmpp_link_params, /* exported parameters */
	xmpp_link_rpc,   /* exported RPC methods */
	pvs,             /* exported pseudo-variables */
	0,               /* response handling function */
	mod_init,        /* module init function */
	child_init,      /* per-child init function */
	mod_destroy      /* module destroy function */
};
/* clang-format on */


static int mod_init(void)
{
	int workers = LINK_CFG(workers);

	if(cfg_declare("xmpp_link", xmpp_link_cfg_def, &xmpp_link_numbers,
			   cfg_sizeof(xmpp_link), &xmpp_link_cfg)
					!= 0
			|| xmpp_link_stats_init(workers) != 0
			|| xmpp_link_tasks_init(workers, LINK_CFG(task_queue)) != 0
			|| xmpp_link_event_init() != 0 || xmpp_link_rpc_stats() != 0
			|| xmpp_link_sockets_open(workers) != 0)
		return -1;
	register_procs(workers);
	cfg_register_child(workers);
	return 0;
}


/* child_init() runs inside fork_process(), in the worker to be */
static int worker_forking = 0;


static int worker_fork(int index)
{
	char name[32];
	int pid;

	snprintf(name, sizeof(name), "xmpp_link worker %d", index);
	worker_forking = 1;
	pid = fork_process(PROC_RPC, name, 1);
	worker_forking = 0;
	if(pid != 0)
		return pid < 0 ? -1 : 0;
	if(cfg_child_init() != 0)
		return -1;
	return xmpp_link_process_run(index);
}


static int child_init(int rank)
{
	int i;

	if(rank == PROC_INIT || worker_forking)
		return 0;
	if(rank != PROC_MAIN) {
		xmpp_link_sockets_close(); /* or a dead worker would seem alive */
		return 0;
	}
	for(i = 0; i < LINK_CFG(workers); i++)
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


/* value of a function's parameter; 0, -1 (logged) */
static int w_value(sip_msg_t *msg, char *param, str *value, const char *name)
{
	if(fixup_get_svalue(msg, (gparam_t *)param, value) == 0)
		return 0;
	LM_ERR("cannot get the value of %s\n", name);
	return -1;
}


static int w_send(sip_msg_t *msg, char *component, char *xml)
{
	str c, x;

	if(w_value(msg, component, &c, "component") != 0
			|| w_value(msg, xml, &x, "xml") != 0)
		return -1;
	return xmpp_link_ki_send(msg, &c, &x);
}


static int w_reply_error2(sip_msg_t *msg, char *type, char *condition)
{
	str t, c;

	if(w_value(msg, type, &t, "type") != 0
			|| w_value(msg, condition, &c, "condition") != 0)
		return -1;
	return xmpp_link_ki_reply_error(msg, &t, &c);
}


static int w_reply_error3(
		sip_msg_t *msg, char *type, char *condition, char *text)
{
	str t, c, x;

	if(w_value(msg, type, &t, "type") != 0
			|| w_value(msg, condition, &c, "condition") != 0
			|| w_value(msg, text, &x, "text") != 0)
		return -1;
	return xmpp_link_ki_reply_error_text(msg, &t, &c, &x);
}


static int w_reply_result0(sip_msg_t *msg, char *p1, char *p2)
{
	(void)p1;
	(void)p2;
	return xmpp_link_ki_reply_result(msg);
}


static int w_reply_result1(sip_msg_t *msg, char *xml, char *p2)
{
	str x;

	(void)p2;
	if(w_value(msg, xml, &x, "xml") != 0)
		return -1;
	return xmpp_link_ki_reply_result_xml(msg, &x);
}


int mod_register(char *path, int *dlflags, void *p1, void *p2)
{
	(void)path;
	(void)dlflags;
	(void)p1;
	(void)p2;
	return sr_kemi_modules_add(kemi_exports);
}
