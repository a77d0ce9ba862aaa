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
 * \brief xmpp_gateway :: our JIDs as XMPP expects them: disco, capabilities,
 * presence
 *
 * Export tables, the order in which the files are initialised, and
 * bind_xmpp_gateway; no logic.
 */

#include "../../core/dprint.h"
#include "../../core/kemi.h"
#include "../../core/pt.h"
#include "../../core/sr_module.h"

#include "api.h"
#include "gateway_adopt.h"
#include "gateway_gauges.h"
#include "gateway_ask.h"
#include "gateway_caps.h"
#include "gateway_commands.h"
#include "gateway_config.h"
#include "gateway_devices.h"
#include "gateway_domains.h"
#include "gateway_event.h"
#include "gateway_form.h"
#include "gateway_iq.h"
#include "gateway_message.h"
#include "gateway_presence.h"
#include "gateway_pv.h"
#include "gateway_rpc.h"
#include "gateway_stats.h"
#include "gateway_store.h"
#include "gateway_users.h"

MODULE_VERSION

/* by way of void: the arguments differ, as the core knows */
#define COMMAND(f) (cmd_function)(void (*)(void))(f)

static int mod_init(void);
static int child_init(int rank);
static void mod_destroy(void);
static int w_accept(sip_msg_t *msg, char *p1, char *p2);
static int w_refuse(sip_msg_t *msg, char *p1, char *p2);
static int bind_gateway(xmpp_gateway_api_t *api);

/* clang-format off */
static cmd_export_t cmds[] = {
	{"xmpp_gateway_accept", COMMAND(w_accept), 0, 0, 0, EVENT_ROUTE},
	{"xmpp_gateway_refuse", COMMAND(w_refuse), 0, 0, 0, EVENT_ROUTE},
	{"bind_xmpp_gateway", COMMAND(bind_gateway), 0, 0, 0, 0},
	{0, 0, 0, 0, 0, 0}
};

static pv_export_t pvs[] = {
	{{"xmpp_gateway", sizeof("xmpp_gateway") - 1}, PVT_OTHER,
		xmpp_gateway_pv_get, 0, xmpp_gateway_pv_parse, 0, 0, 0},
	{{0, 0}, 0, 0, 0, 0, 0, 0, 0}
};

#define KEMI(name, result, f, p1) \
	{str_init("xmpp_gateway"), str_init(name), result, f, \
		{p1, SR_KEMIP_NONE, SR_KEMIP_NONE, \
			SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE}}

static sr_kemi_t kemi_exports[] = {
	KEMI("xmpp_gateway_accept", SR_KEMIP_INT, xmpp_gateway_ki_accept,
		SR_KEMIP_NONE),
	KEMI("xmpp_gateway_refuse", SR_KEMIP_INT, xmpp_gateway_ki_refuse,
		SR_KEMIP_NONE),
	KEMI("get", SR_KEMIP_XVAL, xmpp_gateway_ki_get, SR_KEMIP_STR),
	{{0, 0}, {0, 0}, 0, NULL, {0, 0, 0, 0, 0, 0}}
};

struct module_exports exports = {
	"xmpp_gateway",   /* module name */
	DEFAULT_DLFLAGS,  /* dlopen flags */
	cmds,             /* exported functions */
	xmpp_gateway_params, /* exported parameters */
	xmpp_gateway_rpc, /* exported RPC methods */
	pvs,              /* exported pseudo-variables */
	0,                /* response handling function */
	mod_init,         /* module init function */
	child_init,       /* per-child init function */
	mod_destroy       /* module destroy function */
};
/* clang-format on */


static int mod_init(void)
{
	if(xmpp_link_load_api(&xmpp_gateway_link) < 0) {
		LM_ERR("the module xmpp_link must be loaded before this one: write "
			   "loadmodule \"xmpp_link.so\" in front of it\n");
		return -1;
	}
	if(cfg_declare("xmpp_gateway", xmpp_gateway_cfg_def, &xmpp_gateway_numbers,
			   cfg_sizeof(xmpp_gateway), &xmpp_gateway_cfg)
					!= 0
			|| xmpp_gateway_adopt_settle() < 0 || xmpp_gateway_config_init() < 0
			|| xmpp_gateway_domains_init() < 0 || xmpp_gateway_stats_init() < 0
			|| xmpp_gateway_gauges_init() < 0
			|| xmpp_gateway_users_init(
					   xmpp_gateway_link.workers(), GATEWAY_CFG(hash_size))
					   < 0
			|| xmpp_gateway_caps_init(GATEWAY_CFG(max_caps)) < 0
			|| xmpp_gateway_store_init(xmpp_gateway_presence_again) < 0)
		return -1;
	if(xmpp_gateway_event_init() < 0 || xmpp_gateway_iq_init() < 0
			|| xmpp_gateway_commands_init() < 0
			|| xmpp_gateway_message_init() < 0)
		return -1;
	return xmpp_gateway_presence_init(xmpp_gateway_event_policy);
}


static int child_init(int rank)
{
	if(rank != PROC_MAIN)
		return 0;
	return xmpp_gateway_store_fork();
}


static void mod_destroy(void)
{
	xmpp_gateway_store_destroy();
	xmpp_gateway_caps_destroy();
	xmpp_gateway_users_destroy();
}


static int w_accept(sip_msg_t *msg, char *p1, char *p2)
{
	(void)p1;
	(void)p2;
	return xmpp_gateway_ki_accept(msg);
}


static int w_refuse(sip_msg_t *msg, char *p1, char *p2)
{
	(void)p1;
	(void)p2;
	return xmpp_gateway_ki_refuse(msg);
}


static const str *api_resource(void)
{
	return &xmpp_gateway_config.resource;
}


static int bind_gateway(xmpp_gateway_api_t *api)
{
	if(api == NULL)
		return -1;
	api->resource = api_resource;
	api->components = xmpp_gateway_components;
	api->component = xmpp_gateway_component;
	api->home = xmpp_gateway_home;
	api->is_local_domain = xmpp_gateway_is_domain;
	api->is_local_user = xmpp_gateway_is_local;
	api->adopt = xmpp_gateway_adopt;
	api->announce = xmpp_gateway_announce;
	api->conceal = xmpp_gateway_conceal;
	api->peer_caps = xmpp_gateway_peer_caps;
	api->devices = xmpp_gateway_devices;
	api->is_subscribed = xmpp_gateway_is_subscribed;
	api->contacts = xmpp_gateway_contacts;
	api->on_own = xmpp_gateway_on_own;
	api->present = xmpp_gateway_present;
	api->subscribe = xmpp_gateway_subscribe;
	api->ask = xmpp_gateway_ask;
	api->was_asked = xmpp_gateway_was_asked;
	api->is_granted = xmpp_gateway_is_granted;
	api->probe = xmpp_gateway_probe;
	api->unsubscribe = xmpp_gateway_remove;
	api->add_feature = xmpp_gateway_config_feature;
	api->add_contact_feature = xmpp_gateway_config_contact_feature;
	api->on_command = xmpp_gateway_on_command;
	api->command_reply = xmpp_gateway_command_reply;
	api->on_chat = xmpp_gateway_on_chat;
	api->send_chat = xmpp_gateway_send_chat;
	api->filled_get = xmpp_gateway_filled_get;
	api->addr_read = xmpp_gateway_addr_read;
	api->addr_write = xmpp_gateway_addr_write;
	api->addr_to_jid = xmpp_gateway_addr_to_jid;
	api->addr_to_uri = xmpp_gateway_addr_to_uri;
	api->addr_name_quote = xmpp_gateway_addr_name_quote;
	api->addr_name_unquote = xmpp_gateway_addr_name_unquote;
	return 0;
}


int mod_register(char *path, int *dlflags, void *p1, void *p2)
{
	(void)path;
	(void)dlflags;
	(void)p1;
	(void)p2;
	return sr_kemi_modules_add(kemi_exports);
}
