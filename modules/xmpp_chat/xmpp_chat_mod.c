/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: text messages between XMPP and SIP users
 *
 * Export tables and the order in which the files are initialised; no logic.
 */

#include "../../core/dprint.h"
#include "../../core/sr_module.h"

#include "chat_conf.h"
#include "chat_stats.h"

MODULE_VERSION

static int mod_init(void);
static int child_init(int rank);

/* clang-format off */
struct module_exports exports = {
	"xmpp_chat",      /* module name */
	DEFAULT_DLFLAGS,  /* dlopen flags */
	0,                /* exported functions */
	xmpp_chat_params, /* exported parameters */
	0,                /* exported RPC methods */
	0,                /* exported pseudo-variables */
	0,                /* response handling function */
	mod_init,         /* module init function */
	child_init,       /* per-child init function */
	0                 /* module destroy function */
};
/* clang-format on */


static int mod_init(void)
{
	if(xmpp_link_load_api(&xmpp_chat_link) < 0) {
		LM_ERR("the module xmpp_link must be loaded before this one: write "
			   "loadmodule \"xmpp_link.so\" in front of it\n");
		return -1;
	}
	if(xmpp_gateway_load_api(&xmpp_chat_gateway) < 0) {
		LM_ERR("the module xmpp_gateway must be loaded before this one: write "
			   "loadmodule \"xmpp_gateway.so\" in front of it\n");
		return -1;
	}
	if(cfg_declare("xmpp_chat", xmpp_chat_cfg_def, &xmpp_chat_numbers,
			   cfg_sizeof(xmpp_chat), &xmpp_chat_cfg)
					!= 0
			|| xmpp_chat_stats_init() < 0)
		return -1;
	return 0;
}


static int child_init(int rank)
{
	if(rank == PROC_INIT || rank == PROC_TCP_MAIN)
		return 0;
	return xmpp_chat_socket();
}
