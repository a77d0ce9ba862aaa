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
 * (at your option) any later version.
 *
 * In addition, as a special exception, permission is granted to link this
 * code with the OpenSSL library and to distribute the combination.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 */

/*!
 * \file
 * \brief jingle :: calls between XMPP (Jingle) and SIP
 *
 * Export tables, and the order in which the files are initialised in mod_init
 * and child_init; no logic.
 */

#include "../../core/dprint.h"
#include "../../core/kemi.h"
#include "../../core/mod_fix.h"
#include "../../core/rpc_lookup.h"
#include "../../core/sr_module.h"

#include "jingle_actions.h"
#include "jingle_bind.h"
#include "jingle_chat.h"
#include "jingle_commands.h"
#include "jingle_conf.h"
#include "jingle_foreign_limits.h"
#include "jingle_sip_request.h"
#include "jingle_xmpp_in.h"
#include "jingle_sip_branch.h"
#include "jingle_param.h"
#include "jingle_media_check.h"
#include "jingle_reply_repair.h"
#include "jingle_phone_user.h"
#include "jingle_replaced.h"
#include "jingle_pv.h"
#include "jingle_relay.h"
#include "jingle_recover_resume.h"
#include "jingle_rpc.h"
#include "jingle_script.h"
#include "jingle_stats.h"
#include "jingle_recover.h"
#include "jingle_evroute.h"
#include "jingle_table.h"
#include "jingle_uas.h"
#include "jingle_script_check.h"
#include "jingle_outbox.h"
#include "jingle_sip_own_invite.h"

MODULE_VERSION

static str none = STR_NULL;


static int ki_jingle_call_as(sip_msg_t *msg, str *route, str *caller)
{
	jingle_call_params_t params = {
			*GET_RURI(msg), STR_NULL, *route, *caller, NULL};

	return jingle_uas_call(msg, &params);
}


static int ki_jingle_call_route(sip_msg_t *msg, str *route)
{
	return ki_jingle_call_as(msg, route, &none);
}


static int ki_jingle_call(sip_msg_t *msg)
{
	return ki_jingle_call_as(msg, &none, &none);
}


static int ki_jingle_branch(sip_msg_t *msg)
{
	return jingle_sip_branch_make(msg, &none);
}


static int ki_jingle_branch_uri(sip_msg_t *msg, str *uri)
{
	return jingle_sip_branch_make(msg, uri);
}


static int ki_jingle_domain(sip_msg_t *msg, str *domain)
{
	return jingle_gateway.is_local_domain(domain) ? 1 : -1;
}


static int ki_jingle_handle(sip_msg_t *msg)
{
	return jingle_sip_request(msg);
}


static int ki_jingle_from_ua(sip_msg_t *msg)
{
	jingle_call_t *c = jingle_own_invite(msg);

	jingle_script_check_asked(msg);
	if(c == NULL)
		return -1;
	atomic_set(&c->asked, 1);
	jingle_script_check_call();
	jingle_table_put(c);
	return 1;
}


static int ki_jingle_replaces(sip_msg_t *msg)
{
	return jingle_replaced_ask(msg);
}


static int ki_jingle_phone_user(sip_msg_t *msg, str *user)
{
	return jingle_phone_user(msg, user);
}


static int ki_jingle_reject_text(sip_msg_t *msg, str *reason, str *text)
{
	return jingle_script_reject(msg, reason, text);
}


static int ki_jingle_reject_reason(sip_msg_t *msg, str *reason)
{
	return jingle_script_reject(msg, reason, &none);
}


static int ki_jingle_media_report(sip_msg_t *msg, str *json)
{
	return jingle_media_check_report(msg, json);
}


static int ki_jingle_reject(sip_msg_t *msg)
{
	return jingle_script_reject(msg, &none, &none);
}


static int ki_jingle_invite(sip_msg_t *msg)
{
	return jingle_script_invite(msg, &none);
}


static int ki_jingle_invite_uri(sip_msg_t *msg, str *uri)
{
	return jingle_script_invite(msg, uri);
}


static int ki_jingle_to_sdp(sip_msg_t *msg)
{
	return jingle_script_to_sdp(msg, NULL);
}


static int ki_jingle_to_sdp_text(sip_msg_t *msg, str *xml)
{
	return jingle_script_to_sdp(msg, xml);
}


static int ki_sdp_to_jingle(sip_msg_t *msg)
{
	return jingle_script_from_sdp(msg, NULL);
}


static int ki_sdp_to_jingle_text(sip_msg_t *msg, str *sdp)
{
	return jingle_script_from_sdp(msg, sdp);
}


typedef int (*with_str_f)(sip_msg_t *msg, str *value);

static int with_str(sip_msg_t *msg, char *param, with_str_f f)
{
	str value;

	if(fixup_get_svalue(msg, (gparam_t *)param, &value) < 0) {
		LM_ERR("cannot get the parameter's value\n");
		return -1;
	}
	return f(msg, &value);
}


typedef int (*with_strs_f)(sip_msg_t *msg, str *value1, str *value2);

static int with_strs(sip_msg_t *msg, char *p1, char *p2, with_strs_f f)
{
	str value1, value2;

	if(fixup_get_svalue(msg, (gparam_t *)p1, &value1) < 0
			|| fixup_get_svalue(msg, (gparam_t *)p2, &value2) < 0) {
		LM_ERR("cannot get the parameters' values\n");
		return -1;
	}
	return f(msg, &value1, &value2);
}


static int w_jingle_call(sip_msg_t *msg, char *p1, char *p2)
{
	return ki_jingle_call(msg);
}


static int w_jingle_call_route(sip_msg_t *msg, char *p1, char *p2)
{
	return with_str(msg, p1, ki_jingle_call_route);
}


static int w_jingle_call_as(sip_msg_t *msg, char *p1, char *p2)
{
	return with_strs(msg, p1, p2, ki_jingle_call_as);
}


static int w_jingle_branch(sip_msg_t *msg, char *p1, char *p2)
{
	return ki_jingle_branch(msg);
}


static int w_jingle_branch_uri(sip_msg_t *msg, char *p1, char *p2)
{
	return with_str(msg, p1, ki_jingle_branch_uri);
}


static int w_jingle_domain(sip_msg_t *msg, char *p1, char *p2)
{
	return with_str(msg, p1, ki_jingle_domain);
}


static int w_jingle_handle(sip_msg_t *msg, char *p1, char *p2)
{
	return ki_jingle_handle(msg);
}


static int w_jingle_from_ua(sip_msg_t *msg, char *p1, char *p2)
{
	return ki_jingle_from_ua(msg);
}


static int w_jingle_replaces(sip_msg_t *msg, char *p1, char *p2)
{
	return ki_jingle_replaces(msg);
}


static int w_jingle_phone_user(sip_msg_t *msg, char *p1, char *p2)
{
	return with_str(msg, p1, ki_jingle_phone_user);
}


static int w_jingle_reject(sip_msg_t *msg, char *p1, char *p2)
{
	return ki_jingle_reject(msg);
}


static int w_jingle_reject_reason(sip_msg_t *msg, char *p1, char *p2)
{
	return with_str(msg, p1, ki_jingle_reject_reason);
}


static int w_jingle_reject_text(sip_msg_t *msg, char *p1, char *p2)
{
	return with_strs(msg, p1, p2, ki_jingle_reject_text);
}


static int w_jingle_media_report(sip_msg_t *msg, char *p1, char *p2)
{
	return with_str(msg, p1, ki_jingle_media_report);
}


static int w_jingle_invite(sip_msg_t *msg, char *p1, char *p2)
{
	return ki_jingle_invite(msg);
}


static int w_jingle_invite_uri(sip_msg_t *msg, char *p1, char *p2)
{
	return with_str(msg, p1, ki_jingle_invite_uri);
}


static int w_jingle_to_sdp(sip_msg_t *msg, char *p1, char *p2)
{
	return ki_jingle_to_sdp(msg);
}


static int w_jingle_to_sdp_text(sip_msg_t *msg, char *p1, char *p2)
{
	return with_str(msg, p1, ki_jingle_to_sdp_text);
}


static int w_jingle_fit_sdp(sip_msg_t *msg, char *p1, char *p2)
{
	return jingle_reply_repair_sdp(msg);
}


static int w_sdp_to_jingle(sip_msg_t *msg, char *p1, char *p2)
{
	return ki_sdp_to_jingle(msg);
}


static int w_sdp_to_jingle_text(sip_msg_t *msg, char *p1, char *p2)
{
	return with_str(msg, p1, ki_sdp_to_jingle_text);
}


static int worker_init(int worker)
{
	if(jingle_table_child(JINGLE_CFG(hash_size)) < 0
			|| jingle_conf_socket() < 0)
		return -1;
	jingle_recover_resume_worker(worker);
	return 0;
}


/* Since Kamailio 6.1.4 tm has forgotten an INVITE as soon as it was answered:
 * the phone whose 200 comes again, since our ACK was lost, gets none, and one
 * of two that answered at the same time is never hung up. */
static void reply_matching_check(void)
{
	modparam_t type;
	const int *active = find_param_export(
			find_module_by_name("tm"), "reply_matching", PARAM_INT, &type);

	if(active != NULL && *active != 0)
		LM_WARN("tm's reply_matching is %d: a phone that repeats its 200 gets "
				"no ACK, its call breaks; write modparam(\"tm\", "
				"\"reply_matching\", 0)\n",
				*active);
}


static int mod_init(void)
{
	static const jingle_recover_hooks_t recover_hooks = {
			jingle_outbox_release, jingle_recover_resume_add};

	if(xmpp_link_load_api(&jingle_link) < 0) {
		LM_ERR("the module xmpp_link must be loaded before this one: write "
			   "loadmodule \"xmpp_link.so\" in front of it\n");
		return -1;
	}
	if(tm_load_api(&jingle_tm) < 0 || tm_load_xapi(&jingle_tmx) < 0) {
		LM_ERR("the module tm must be loaded\n");
		return -1;
	}
	if(find_export("bind_sl", 0, 0) != NULL && sl_load_api(&jingle_sl) < 0)
		return -1;
	reply_matching_check();
	if(xmpp_gateway_load_api(&jingle_gateway) < 0) {
		LM_ERR("the module xmpp_gateway must be loaded before this one: "
			   "write loadmodule \"xmpp_gateway.so\" in front of it\n");
		return -1;
	}
	if(jingle_conf_init() < 0)
		return -1;
	jingle_actions_init();
	if(cfg_declare("jingle", jingle_cfg_def, &jingle_numbers,
			   cfg_sizeof(jingle), &jingle_cfg)
					!= 0
			|| jingle_stats_init() < 0
			|| rpc_register_array(jingle_rpc_commands) != 0
			|| jingle_table_init(JINGLE_CFG(hash_size)) < 0
			|| jingle_sip_branch_init() < 0 || jingle_foreign_limits_init() < 0
			|| jingle_script_check_init() < 0 || jingle_xmpp_in_init() < 0
			|| jingle_chat_init() < 0 || jingle_commands_init() < 0
			|| jingle_link.on_worker(worker_init) < 0
			|| jingle_recover_resume_init() < 0
			|| jingle_recover_init(&recover_hooks) < 0
			|| jingle_evroute_init() < 0) {
		LM_ERR("cannot start\n");
		return -1;
	}
	return jingle_relay_init();
}


static int child_init(int rank)
{
	if(rank == PROC_INIT) {
		jingle_conf_audit();
		jingle_script_check_audit();
	}
	/* SIP workers write our Contact, too */
	if(rank == PROC_INIT || rank == PROC_TCP_MAIN)
		return 0;
	if(jingle_conf_socket() < 0)
		return -1;
	return rank == PROC_MAIN ? jingle_recover_fork() : 0;
}


static void mod_destroy(void)
{
	jingle_recover_destroy();
	jingle_table_destroy();
	jingle_sip_branch_destroy();
	jingle_foreign_limits_destroy();
	jingle_script_check_destroy();
	jingle_relay_destroy();
}


/* clang-format off */
static cmd_export_t cmds[] = {
	{"jingle_call", (cmd_function)w_jingle_call, 0,
		0, 0, REQUEST_ROUTE},
	{"jingle_call", (cmd_function)w_jingle_call_route, 1,
		fixup_spve_null, fixup_free_spve_null, REQUEST_ROUTE},
	{"jingle_call", (cmd_function)w_jingle_call_as, 2,
		fixup_spve_spve, fixup_free_spve_spve, REQUEST_ROUTE},
	{"jingle_branch", (cmd_function)w_jingle_branch, 0,
		0, 0, REQUEST_ROUTE},
	{"jingle_branch", (cmd_function)w_jingle_branch_uri, 1,
		fixup_spve_null, fixup_free_spve_null, REQUEST_ROUTE},
	{"jingle_domain", (cmd_function)w_jingle_domain, 1,
		fixup_spve_null, fixup_free_spve_null, ANY_ROUTE},
	{"jingle_handle", (cmd_function)w_jingle_handle, 0,
		jingle_script_check_handle_fixup, 0, REQUEST_ROUTE},
	{"jingle_from_ua", (cmd_function)w_jingle_from_ua, 0,
		jingle_script_check_ask_fixup, 0, ANY_ROUTE},
	{"jingle_replaces", (cmd_function)w_jingle_replaces, 0,
		0, 0, ANY_ROUTE},
	{"jingle_phone_user", (cmd_function)w_jingle_phone_user, 1,
		fixup_spve_null, fixup_free_spve_null, REQUEST_ROUTE},
	{"jingle_reject", (cmd_function)w_jingle_reject, 0,
		0, 0, ANY_ROUTE},
	{"jingle_reject", (cmd_function)w_jingle_reject_reason, 1,
		fixup_spve_null, fixup_free_spve_null, ANY_ROUTE},
	{"jingle_reject", (cmd_function)w_jingle_reject_text, 2,
		fixup_spve_spve, fixup_free_spve_spve, ANY_ROUTE},
	{"jingle_media_report", (cmd_function)w_jingle_media_report, 1,
		fixup_spve_null, fixup_free_spve_null, ANY_ROUTE},
	{"jingle_invite", (cmd_function)w_jingle_invite, 0,
		0, 0, ANY_ROUTE},
	{"jingle_invite", (cmd_function)w_jingle_invite_uri, 1,
		fixup_spve_null, fixup_free_spve_null, ANY_ROUTE},
	{"jingle_to_sdp", (cmd_function)w_jingle_to_sdp, 0,
		0, 0, ANY_ROUTE},
	{"jingle_to_sdp", (cmd_function)w_jingle_to_sdp_text, 1,
		fixup_spve_null, fixup_free_spve_null, ANY_ROUTE},
	{"sdp_to_jingle", (cmd_function)w_sdp_to_jingle, 0,
		0, 0, ANY_ROUTE},
	{"sdp_to_jingle", (cmd_function)w_sdp_to_jingle_text, 1,
		fixup_spve_null, fixup_free_spve_null, ANY_ROUTE},
	{"jingle_fit_sdp", (cmd_function)w_jingle_fit_sdp, 0,
		0, 0, REQUEST_ROUTE | BRANCH_ROUTE | FAILURE_ROUTE},
	{"bind_jingle", (cmd_function)(void (*)(void))jingle_bind, 0, 0, 0, 0},
	{0, 0, 0, 0, 0, 0}
};

static pv_export_t pvs[] = {
	{{"jingle", sizeof("jingle") - 1}, PVT_OTHER, jingle_pv_get, jingle_pv_set,
		jingle_pv_parse_name, 0, 0, 0},
	{{0, 0}, 0, 0, 0, 0, 0, 0, 0}
};

struct module_exports exports = {
	"jingle", DEFAULT_DLFLAGS, cmds, jingle_params, 0, pvs, 0,
	mod_init, child_init, mod_destroy
};

#define KI2(name, f, p1, p2) \
	{str_init("jingle"), str_init(name), SR_KEMIP_INT, f, \
		{p1, p2, SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE}}
#define KI(name, f, p1) KI2(name, f, p1, SR_KEMIP_NONE)

static sr_kemi_t kemi[] = {
	KI("jingle_call", ki_jingle_call, SR_KEMIP_NONE),
	KI("jingle_call_route", ki_jingle_call_route, SR_KEMIP_STR),
	KI2("jingle_call_as", ki_jingle_call_as, SR_KEMIP_STR, SR_KEMIP_STR),
	KI("jingle_branch", ki_jingle_branch, SR_KEMIP_NONE),
	KI("jingle_branch_uri", ki_jingle_branch_uri, SR_KEMIP_STR),
	KI("jingle_domain", ki_jingle_domain, SR_KEMIP_STR),
	KI("jingle_handle", ki_jingle_handle, SR_KEMIP_NONE),
	KI("jingle_from_ua", ki_jingle_from_ua, SR_KEMIP_NONE),
	KI("jingle_replaces", ki_jingle_replaces, SR_KEMIP_NONE),
	KI("jingle_phone_user", ki_jingle_phone_user, SR_KEMIP_STR),
	KI("jingle_reject", ki_jingle_reject, SR_KEMIP_NONE),
	KI("jingle_reject_reason", ki_jingle_reject_reason, SR_KEMIP_STR),
	KI2("jingle_reject_text", ki_jingle_reject_text, SR_KEMIP_STR,
		SR_KEMIP_STR),
	KI("jingle_media_report", ki_jingle_media_report, SR_KEMIP_STR),
	KI("jingle_invite", ki_jingle_invite, SR_KEMIP_NONE),
	KI("jingle_invite_uri", ki_jingle_invite_uri, SR_KEMIP_STR),
	KI("jingle_to_sdp", ki_jingle_to_sdp, SR_KEMIP_NONE),
	KI("jingle_to_sdp_text", ki_jingle_to_sdp_text, SR_KEMIP_STR),
	KI("sdp_to_jingle", ki_sdp_to_jingle, SR_KEMIP_NONE),
	KI("sdp_to_jingle_text", ki_sdp_to_jingle_text, SR_KEMIP_STR),
	KI("jingle_fit_sdp", jingle_reply_repair_sdp, SR_KEMIP_NONE),
	{str_init("jingle"), str_init("get"), SR_KEMIP_XVAL, jingle_pv_kemi,
		{SR_KEMIP_STR, SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE,
			SR_KEMIP_NONE, SR_KEMIP_NONE}},
	{str_init("jingle"), str_init("set"), SR_KEMIP_INT, jingle_pv_kemi_set,
		{SR_KEMIP_STR, SR_KEMIP_STR, SR_KEMIP_NONE, SR_KEMIP_NONE,
			SR_KEMIP_NONE, SR_KEMIP_NONE}},
	{{0, 0}, {0, 0}, 0, NULL, {0, 0, 0, 0, 0, 0}}
};
/* clang-format on */


/* Kamailio's files of before the translation became a module have no line for
 * it: their calls go on */
static int sdp_load(void)
{
	char name[] = "jingle_sdp.so";

	if(jingle_sdp_load_api(&jingle_sdp) == 0)
		return 0;
	LM_NOTICE("jingle_sdp.so is not loaded: write loadmodule "
			  "\"jingle_sdp.so\" in front of loadmodule \"jingle.so\"\n");
#if VERSIONVAL < 6000000
	if(load_module(name) < 0)
		return -1;
#else
	if(ksr_load_module(name, NULL) < 0)
		return -1;
#endif
	return jingle_sdp_load_api(&jingle_sdp);
}


int mod_register(char *path, int *dlflags, void *p1, void *p2)
{
	if(sdp_load() < 0) {
		LM_ERR("the module jingle_sdp must be loaded before this one: write "
			   "loadmodule \"jingle_sdp.so\" in front of it\n");
		return -1;
	}
	/* before the parameters: their defaults */
	jingle_numbers.limits = *jingle_sdp.limits_default;
	sr_kemi_modules_add(kemi);
	return 0;
}
