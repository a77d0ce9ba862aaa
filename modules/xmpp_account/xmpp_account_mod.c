/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: SIP accounts of XMPP users
 *
 * Export tables and the order in which the files are initialised; no logic.
 */

#include "../../core/dprint.h"
#include "../../core/kemi.h"
#include "../../core/mod_fix.h"
#include "../../core/sr_module.h"

#include "account_call.h"
#include "account_config.h"
#include "account_doors.h"
#include "account_lane.h"
#include "account_mwi.h"
#include "account_mwi_notify.h"
#include "account_pv.h"
#include "account_register.h"
#include "account_rpc.h"
#include "account_script.h"
#include "account_secret.h"
#include "account_sender.h"
#include "account_stats.h"
#include "account_store.h"
#include "account_table.h"
#include "account_tell.h"
#include "account_web.h"

MODULE_VERSION

/* by way of void: the arguments differ, as the core knows */
#define COMMAND(f) (cmd_function)(void (*)(void))(f)

static int mod_init(void);
static int child_init(int rank);
static void mod_destroy(void);
static int w_web(sip_msg_t *msg, char *p1, char *p2);
static int w_lookup(sip_msg_t *msg, char *p1, char *p2);
static int w_notify(sip_msg_t *msg, char *p1, char *p2);
static int w_calls(sip_msg_t *msg, char *jid, char *p2);
static int w_route(sip_msg_t *msg, char *jid, char *p2);

/* clang-format off */
static cmd_export_t cmds[] = {
	{"xmpp_account_web", COMMAND(w_web), 0, 0, 0, EVENT_ROUTE},
	{"xmpp_account_lookup", COMMAND(w_lookup), 0, 0, 0, REQUEST_ROUTE},
	{"xmpp_account_notify", COMMAND(w_notify), 0, 0, 0, REQUEST_ROUTE},
	{"xmpp_account_calls", COMMAND(w_calls), 1,
		fixup_spve_null, fixup_free_spve_null, ANY_ROUTE},
	{"xmpp_account_route", COMMAND(w_route), 1,
		fixup_spve_null, fixup_free_spve_null, REQUEST_ROUTE},
	{0, 0, 0, 0, 0, 0}
};

static pv_export_t pvs[] = {
	{{"xmpp_account", sizeof("xmpp_account") - 1}, PVT_OTHER,
		xmpp_account_pv_get, 0, xmpp_account_pv_parse, 0, 0, 0},
	{{0, 0}, 0, 0, 0, 0, 0, 0, 0}
};

#define KEMI(name, result, f, p1) \
	{str_init("xmpp_account"), str_init(name), result, f, \
		{p1, SR_KEMIP_NONE, SR_KEMIP_NONE, \
			SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE}}

static sr_kemi_t kemi_exports[] = {
	KEMI("xmpp_account_web", SR_KEMIP_INT, xmpp_account_ki_web,
		SR_KEMIP_NONE),
	KEMI("xmpp_account_lookup", SR_KEMIP_INT, xmpp_account_script_lookup,
		SR_KEMIP_NONE),
	KEMI("xmpp_account_notify", SR_KEMIP_INT, xmpp_account_script_notify,
		SR_KEMIP_NONE),
	KEMI("xmpp_account_calls", SR_KEMIP_INT, xmpp_account_script_calls,
		SR_KEMIP_STR),
	KEMI("xmpp_account_route", SR_KEMIP_INT, xmpp_account_script_route,
		SR_KEMIP_STR),
	KEMI("get", SR_KEMIP_XVAL, xmpp_account_ki_get, SR_KEMIP_STR),
	{{0, 0}, {0, 0}, 0, NULL, {0, 0, 0, 0, 0, 0}}
};

struct module_exports exports = {
	"xmpp_account",   /* module name */
	DEFAULT_DLFLAGS,  /* dlopen flags */
	cmds,             /* exported functions */
	xmpp_account_params, /* exported parameters */
	xmpp_account_rpc, /* exported RPC methods */
	pvs,              /* exported pseudo-variables */
	0,                /* response handling function */
	mod_init,         /* module init function */
	child_init,       /* per-child init function */
	mod_destroy       /* module destroy function */
};
/* clang-format on */


static int mod_init(void)
{
	if(xmpp_link_load_api(&xmpp_account_link) < 0) {
		LM_ERR("the module xmpp_link must be loaded before this one: write "
			   "loadmodule \"xmpp_link.so\" in front of it\n");
		return -1;
	}
	if(xmpp_gateway_load_api(&xmpp_account_gateway) < 0) {
		LM_ERR("the module xmpp_gateway must be loaded before this one: write "
			   "loadmodule \"xmpp_gateway.so\" in front of it\n");
		return -1;
	}
	if(cfg_declare("xmpp_account", xmpp_account_cfg_def, &xmpp_account_numbers,
			   cfg_sizeof(xmpp_account), &xmpp_account_cfg)
					!= 0
			|| xmpp_account_stats_init() < 0
			|| xmpp_account_secret_init(&xmpp_account_config.key_file) < 0
			|| xmpp_account_table_init(
					   xmpp_account_link.workers(), ACCOUNT_CFG(hash_size))
					   < 0
			|| xmpp_account_tell_init() < 0 || xmpp_account_call_init() < 0
			|| xmpp_account_sender_init() < 0
			|| xmpp_account_mwi_notify_init() < 0
			|| xmpp_account_store_init(xmpp_account_register_start) < 0
			|| xmpp_account_register_init(xmpp_account_store_put) < 0)
		return -1;
	xmpp_account_mwi_init();
	return xmpp_account_doors_init();
}


static int child_init(int rank)
{
	if(rank != PROC_MAIN)
		return 0;
	return xmpp_account_store_fork() < 0 ? -1 : xmpp_account_sender_fork();
}


static void mod_destroy(void)
{
	xmpp_account_doors_destroy();
	xmpp_account_store_destroy();
	xmpp_account_table_destroy();
	xmpp_account_lane_destroy();
	xmpp_account_secret_destroy();
}


static int w_web(sip_msg_t *msg, char *p1, char *p2)
{
	(void)p1;
	(void)p2;
	return xmpp_account_ki_web(msg);
}


static int w_lookup(sip_msg_t *msg, char *p1, char *p2)
{
	(void)p1;
	(void)p2;
	return xmpp_account_script_lookup(msg);
}


static int w_notify(sip_msg_t *msg, char *p1, char *p2)
{
	(void)p1;
	(void)p2;
	return xmpp_account_script_notify(msg);
}


static int with_jid(
		sip_msg_t *msg, char *param, int (*f)(sip_msg_t *msg, str *jid))
{
	str jid;

	if(fixup_get_svalue(msg, (gparam_t *)param, &jid) < 0) {
		LM_ERR("cannot get the parameter's value\n");
		return -1;
	}
	return f(msg, &jid);
}


static int w_calls(sip_msg_t *msg, char *jid, char *p2)
{
	(void)p2;
	return with_jid(msg, jid, xmpp_account_script_calls);
}


static int w_route(sip_msg_t *msg, char *jid, char *p2)
{
	(void)p2;
	return with_jid(msg, jid, xmpp_account_script_route);
}


int mod_register(char *path, int *dlflags, void *p1, void *p2)
{
	(void)path;
	(void)dlflags;
	(void)p1;
	(void)p2;
	return sr_kemi_modules_add(kemi_exports);
}
