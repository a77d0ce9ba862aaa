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
#include "../../core/sr_module.h"

#include "account_config.h"

MODULE_VERSION

static int mod_init(void);

/* clang-format off */
struct module_exports exports = {
	"xmpp_account",   /* module name */
	DEFAULT_DLFLAGS,  /* dlopen flags */
	0,                /* exported functions */
	xmpp_account_params, /* exported parameters */
	0,                /* exported RPC methods */
	0,                /* exported pseudo-variables */
	0,                /* response handling function */
	mod_init,         /* module init function */
	0,                /* per-child init function */
	0                 /* module destroy function */
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
	return cfg_declare("xmpp_account", xmpp_account_cfg_def,
				   &xmpp_account_numbers, cfg_sizeof(xmpp_account),
				   &xmpp_account_cfg)
						   == 0
				   ? 0
				   : -1;
}
