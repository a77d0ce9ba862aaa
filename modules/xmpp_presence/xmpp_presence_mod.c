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
#include "presence_stats.h"

MODULE_VERSION

static int mod_init(void);
static int child_init(int rank);
static void mod_destroy(void);

/* clang-format off */
static cmd_export_t cmds[] = {
	{0, 0, 0, 0, 0, 0}
};

static sr_kemi_t kemi_exports[] = {
	{{0, 0}, {0, 0}, 0, NULL, {0, 0, 0, 0, 0, 0}}
};

struct module_exports exports = {
	"xmpp_presence",  /* module name */
	DEFAULT_DLFLAGS,  /* dlopen flags */
	cmds,             /* exported functions */
	xmpp_presence_params, /* exported parameters */
	0,                /* exported RPC methods */
	0,                /* exported pseudo-variables */
	0,                /* response handling function */
	mod_init,         /* module init function */
	child_init,       /* per-child init function */
	mod_destroy       /* module destroy function */
};
/* clang-format on */


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
	return xmpp_presence_stats_init();
}


static int child_init(int rank)
{
	/* all sockets are open now */
	return rank == PROC_MAIN ? xmpp_presence_socket() : 0;
}


static void mod_destroy(void)
{
}


int mod_register(char *path, int *dlflags, void *p1, void *p2)
{
	(void)path;
	(void)dlflags;
	(void)p1;
	(void)p2;
	return sr_kemi_modules_add(kemi_exports);
}
