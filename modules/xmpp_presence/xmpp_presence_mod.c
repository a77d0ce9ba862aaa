/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: presence between XMPP and SIP
 *
 * Export tables and the order in which the files are initialised; no logic.
 */

#include "../../core/dprint.h"
#include "../../core/kemi.h"
#include "../../core/mod_fix.h"
#include "../../core/sr_module.h"

#include "presence_config.h"
#include "presence_event.h"
#include "presence_notifier.h"
#include "presence_notifier_sip.h"
#include "presence_presentity.h"
#include "presence_pv.h"
#include "presence_roster.h"
#include "presence_rpc.h"
#include "presence_socket.h"
#include "presence_stats.h"
#include "presence_store.h"
#include "presence_subscribe.h"
#include "presence_watch_calls.h"
#include "presence_watch_dialogs.h"
#include "presence_watch_notify.h"
#include "presence_watch_sip.h"
#include "presence_watch_table.h"
#include "presence_watch_tell.h"
#include "presence_watch_users.h"

MODULE_VERSION

/* by way of void: the arguments differ, as the core knows */
#define COMMAND(f) (cmd_function)(void (*)(void))(f)

static int mod_init(void);
static int child_init(int rank);
static void mod_destroy(void);
static int w_notify(sip_msg_t *msg, char *p1, char *p2);
static int w_own(sip_msg_t *msg, char *p1, char *p2);
static int w_subscribe(sip_msg_t *msg, char *p1, char *p2);
static int ki_own(sip_msg_t *msg);

/* clang-format off */
static cmd_export_t cmds[] = {
	{"xmpp_presence_notify", COMMAND(w_notify), 0, 0, 0, REQUEST_ROUTE},
	{"xmpp_presence_own", COMMAND(w_own), 0, 0, 0, REQUEST_ROUTE},
	{"xmpp_presence_subscribe", COMMAND(w_subscribe), 0, 0, 0, REQUEST_ROUTE},
	{0, 0, 0, 0, 0, 0}
};

static pv_export_t pvs[] = {
	{{"xmpp_presence", sizeof("xmpp_presence") - 1}, PVT_OTHER,
		xmpp_presence_pv_get, 0, xmpp_presence_pv_parse, 0, 0, 0},
	{{0, 0}, 0, 0, 0, 0, 0, 0, 0}
};

#define KEMI(name, result, f, p1) \
	{str_init("xmpp_presence"), str_init(name), result, f, \
		{p1, SR_KEMIP_NONE, SR_KEMIP_NONE, \
			SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE}}

static sr_kemi_t kemi_exports[] = {
	KEMI("xmpp_presence_notify", SR_KEMIP_INT, xmpp_presence_script_notify,
		SR_KEMIP_NONE),
	KEMI("xmpp_presence_own", SR_KEMIP_INT, ki_own, SR_KEMIP_NONE),
	KEMI("xmpp_presence_subscribe", SR_KEMIP_INT,
		xmpp_presence_script_subscribe, SR_KEMIP_NONE),
	KEMI("get", SR_KEMIP_XVAL, xmpp_presence_ki_get, SR_KEMIP_STR),
	{{0, 0}, {0, 0}, 0, NULL, {0, 0, 0, 0, 0, 0}}
};

struct module_exports exports = {
	"xmpp_presence",  /* module name */
	DEFAULT_DLFLAGS,  /* dlopen flags */
	cmds,             /* exported functions */
	xmpp_presence_params, /* exported parameters */
	xmpp_presence_rpc, /* exported RPC methods */
	pvs,              /* exported pseudo-variables */
	0,                /* response handling function */
	mod_init,         /* module init function */
	child_init,       /* per-child init function */
	mod_destroy       /* module destroy function */
};
/* clang-format on */


/* workers are forked before our child_init */
static int worker_init(int worker)
{
	(void)worker;
	if(xmpp_presence_socket() < 0)
		return -1;
	xmpp_presence_subscribe_start();
	return 0;
}


/* SIP users watch XMPP users */
static int notifier_init(void)
{
	if(xmpp_presence_presentity_init(
			   xmpp_presence_link.workers(), PRESENCE_CFG(hash_size))
					< 0
			|| xmpp_presence_notifier_sip_init() < 0
			|| xmpp_presence_notifier_init() < 0
			|| xmpp_presence_roster_init() < 0)
		return -1;
	return xmpp_presence_store_init(xmpp_presence_notifier_resume);
}


static int mod_init(void)
{
	if(xmpp_link_load_api(&xmpp_presence_link) < 0) {
		LM_ERR("the module xmpp_link must be loaded before this one: write "
			   "loadmodule \"xmpp_link.so\" in front of it\n");
		return -1;
	}
	if(xmpp_gateway_load_api(&xmpp_presence_gateway) < 0) {
		LM_ERR("the module xmpp_gateway must be loaded before this one: write "
			   "loadmodule \"xmpp_gateway.so\" in front of it\n");
		return -1;
	}
	if(tm_load_api(&xmpp_presence_tm) < 0) {
		LM_ERR("the module tm must be loaded\n");
		return -1;
	}
	if(cfg_declare("xmpp_presence", xmpp_presence_cfg_def,
			   &xmpp_presence_numbers, cfg_sizeof(xmpp_presence),
			   &xmpp_presence_cfg)
			!= 0)
		return -1;
	if(xmpp_presence_stats_init() < 0
			|| xmpp_presence_table_init(
					   xmpp_presence_link.workers(), PRESENCE_CFG(hash_size))
					   < 0
			|| xmpp_presence_event_init() < 0 || xmpp_presence_tell_init() < 0
			|| xmpp_presence_calls_init(xmpp_presence_users_call) < 0
			|| xmpp_presence_dialogs_init() < 0
			|| xmpp_presence_subscribe_init() < 0
			|| xmpp_presence_users_init() < 0 || notifier_init() < 0)
		return -1;
	return xmpp_presence_link.on_worker(worker_init);
}


static int child_init(int rank)
{
	if(rank == PROC_INIT)
		return 0;
	/* SIP workers tell our own requests by it */
	if(xmpp_presence_socket() < 0)
		return -1;
	return rank == PROC_MAIN ? xmpp_presence_store_fork() : 0;
}


static void mod_destroy(void)
{
	xmpp_presence_calls_destroy();
	xmpp_presence_table_destroy();
	xmpp_presence_store_destroy();
	xmpp_presence_presentity_destroy();
	xmpp_presence_notifier_sip_destroy();
}


static int w_notify(sip_msg_t *msg, char *p1, char *p2)
{
	(void)p1;
	(void)p2;
	return xmpp_presence_script_notify(msg);
}


static int ki_own(sip_msg_t *msg)
{
	return xmpp_presence_sip_is_own(msg) ? 1 : -1;
}


static int w_own(sip_msg_t *msg, char *p1, char *p2)
{
	(void)p1;
	(void)p2;
	return ki_own(msg);
}


static int w_subscribe(sip_msg_t *msg, char *p1, char *p2)
{
	(void)p1;
	(void)p2;
	return xmpp_presence_script_subscribe(msg);
}


int mod_register(char *path, int *dlflags, void *p1, void *p2)
{
	(void)path;
	(void)dlflags;
	(void)p1;
	(void)p2;
	return sr_kemi_modules_add(kemi_exports);
}
