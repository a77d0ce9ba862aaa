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
#include "../../core/kemi.h"
#include "../../core/mod_fix.h"
#include "../../core/sr_module.h"

#include "chat_branches.h"
#include "chat_conf.h"
#include "chat_delivered.h"
#include "chat_event.h"
#include "chat_from_xmpp.h"
#include "chat_own.h"
#include "chat_pv.h"
#include "chat_reply.h"
#include "chat_room.h"
#include "chat_rpc.h"
#include "chat_session_out.h"
#include "chat_session_sip.h"
#include "chat_session_uas.h"
#include "chat_stats.h"
#include "chat_to_sip.h"
#include "chat_to_xmpp.h"
#include "chat_uac.h"
#include "chat_uas.h"

MODULE_VERSION

/* by way of void: the arguments differ, as the core knows */
#define COMMAND(f) (cmd_function)(void (*)(void))(f)

static int mod_init(void);
static int child_init(int rank);
static int w_from_us(sip_msg_t *msg, char *p1, char *p2);
static int w_session(sip_msg_t *msg, char *from, char *p2);
static int ki_session(sip_msg_t *msg);
static int w_is_session(sip_msg_t *msg, char *p1, char *p2);
static int w_session_in_dialog(sip_msg_t *msg, char *p1, char *p2);
static int w_message(sip_msg_t *msg, char *from, char *p2);
static int ki_message(sip_msg_t *msg);
static int w_is_room(sip_msg_t *msg, char *uri, char *p2);
static int ki_is_room(sip_msg_t *msg, str *uri);
static int w_delivered(sip_msg_t *msg, char *callid, char *from, char *to);

/* clang-format off */
static cmd_export_t cmds[] = {
	{"xmpp_chat_from_us", COMMAND(w_from_us), 0, 0, 0, REQUEST_ROUTE},
	{"xmpp_chat_is_session", COMMAND(w_is_session), 0, 0, 0, REQUEST_ROUTE},
	{"xmpp_chat_session", COMMAND(w_session), 0, 0, 0, REQUEST_ROUTE},
	{"xmpp_chat_session", COMMAND(w_session), 1,
		fixup_spve_null, fixup_free_spve_null, REQUEST_ROUTE},
	{"xmpp_chat_session_in_dialog", COMMAND(w_session_in_dialog), 0, 0, 0,
		REQUEST_ROUTE},
	{"xmpp_chat_message", COMMAND(w_message), 0, 0, 0, REQUEST_ROUTE},
	{"xmpp_chat_message", COMMAND(w_message), 1,
		fixup_spve_null, fixup_free_spve_null, REQUEST_ROUTE},
	{"xmpp_chat_is_room", COMMAND(w_is_room), 1,
		fixup_spve_null, fixup_free_spve_null, ANY_ROUTE},
	{"xmpp_chat_delivered", COMMAND(w_delivered), 3,
		fixup_spve_all, fixup_free_spve_all, ANY_ROUTE},
	{0, 0, 0, 0, 0, 0}
};

static pv_export_t pvs[] = {
	{{"xmpp_chat", sizeof("xmpp_chat") - 1}, PVT_OTHER,
		xmpp_chat_pv_get, xmpp_chat_pv_set, xmpp_chat_pv_parse, 0, 0, 0},
	{{0, 0}, 0, 0, 0, 0, 0, 0, 0}
};

#define KEMI(name, result, f, p1, p2, p3) \
	{str_init("xmpp_chat"), str_init(name), result, f, \
		{p1, p2, p3, \
			SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE}}

#define KEMI_SESSION(name, f, p1) \
	{str_init("xmpp_chat"), str_init(name), SR_KEMIP_INT, f, \
		{p1, SR_KEMIP_NONE, SR_KEMIP_NONE, \
			SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE}}

static sr_kemi_t kemi_exports[] = {
	KEMI_SESSION("xmpp_chat_is_session", xmpp_chat_session_is, SR_KEMIP_NONE),
	KEMI_SESSION("xmpp_chat_session", ki_session, SR_KEMIP_NONE),
	KEMI_SESSION("xmpp_chat_session_from", xmpp_chat_session_take, SR_KEMIP_STR),
	KEMI_SESSION("xmpp_chat_session_in_dialog",
		xmpp_chat_session_in_dialog, SR_KEMIP_NONE),
	KEMI("xmpp_chat_from_us", SR_KEMIP_INT, xmpp_chat_own_check,
		SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE),
	KEMI("xmpp_chat_message", SR_KEMIP_INT, ki_message,
		SR_KEMIP_NONE, SR_KEMIP_NONE, SR_KEMIP_NONE),
	KEMI("xmpp_chat_message_from", SR_KEMIP_INT, xmpp_chat_uas_message,
		SR_KEMIP_STR, SR_KEMIP_NONE, SR_KEMIP_NONE),
	KEMI("xmpp_chat_is_room", SR_KEMIP_INT, ki_is_room,
		SR_KEMIP_STR, SR_KEMIP_NONE, SR_KEMIP_NONE),
	KEMI("get", SR_KEMIP_XVAL, xmpp_chat_ki_get,
		SR_KEMIP_STR, SR_KEMIP_NONE, SR_KEMIP_NONE),
	KEMI("xmpp_chat_delivered", SR_KEMIP_INT, xmpp_chat_delivered,
		SR_KEMIP_STR, SR_KEMIP_STR, SR_KEMIP_STR),
	{{0, 0}, {0, 0}, 0, NULL, {0, 0, 0, 0, 0, 0}}
};

struct module_exports exports = {
	"xmpp_chat",      /* module name */
	DEFAULT_DLFLAGS,  /* dlopen flags */
	cmds,             /* exported functions */
	xmpp_chat_params, /* exported parameters */
	xmpp_chat_rpc,    /* exported RPC methods */
	pvs,              /* exported pseudo-variables */
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
			|| xmpp_chat_stats_init() < 0 || xmpp_chat_event_init() < 0
			|| xmpp_chat_reply_init() < 0 || xmpp_chat_uas_init() < 0
			|| xmpp_chat_uac_init(xmpp_chat_to_sip_answer) < 0
			|| xmpp_chat_branches_init() < 0 || xmpp_chat_to_xmpp_init() < 0
			|| xmpp_chat_room_init(
					   xmpp_chat_to_xmpp_answer, xmpp_chat_to_xmpp_waits)
					   < 0
			|| xmpp_chat_session_sip_init() < 0
			|| xmpp_chat_session_uas_init() < 0)
		return -1;
	xmpp_chat_session_out_init(xmpp_chat_to_sip_again);
	xmpp_chat_own_init();
	return xmpp_chat_from_xmpp_init();
}


static int child_init(int rank)
{
	if(rank == PROC_TCP_MAIN)
		return 0;
	return xmpp_chat_socket();
}


static int w_from_us(sip_msg_t *msg, char *p1, char *p2)
{
	(void)p1;
	(void)p2;
	return xmpp_chat_own_check(msg);
}


static int w_session(sip_msg_t *msg, char *from, char *p2)
{
	str uri = STR_NULL;

	(void)p2;
	if(from != NULL && fixup_get_svalue(msg, (gparam_t *)from, &uri) < 0) {
		LM_ERR("cannot get the parameter's value\n");
		return -1;
	}
	return xmpp_chat_session_take(msg, &uri);
}


static int ki_session(sip_msg_t *msg)
{
	static const str none = STR_NULL;

	return xmpp_chat_session_take(msg, &none);
}


static int w_is_session(sip_msg_t *msg, char *p1, char *p2)
{
	(void)p1;
	(void)p2;
	return xmpp_chat_session_is(msg);
}


static int w_session_in_dialog(sip_msg_t *msg, char *p1, char *p2)
{
	(void)p1;
	(void)p2;
	return xmpp_chat_session_in_dialog(msg);
}


static int w_message(sip_msg_t *msg, char *from, char *p2)
{
	str uri = STR_NULL;

	(void)p2;
	if(from != NULL && fixup_get_svalue(msg, (gparam_t *)from, &uri) < 0) {
		LM_ERR("cannot get the parameter's value\n");
		return -1;
	}
	return xmpp_chat_uas_message(msg, &uri);
}


static int ki_message(sip_msg_t *msg)
{
	static const str none = STR_NULL;

	return xmpp_chat_uas_message(msg, &none);
}


static int ki_is_room(sip_msg_t *msg, str *uri)
{
	(void)msg;
	return xmpp_chat_room_is_uri(uri);
}


static int w_is_room(sip_msg_t *msg, char *uri, char *p2)
{
	str value;

	(void)p2;
	if(fixup_get_svalue(msg, (gparam_t *)uri, &value) < 0) {
		LM_ERR("cannot get the parameter's value\n");
		return -1;
	}
	return ki_is_room(msg, &value);
}


static int w_delivered(sip_msg_t *msg, char *callid, char *from, char *to)
{
	char *params[] = {callid, from, to};
	str values[3];
	int i;

	for(i = 0; i < 3; i++)
		if(fixup_get_svalue(msg, (gparam_t *)params[i], &values[i]) < 0) {
			LM_ERR("cannot get the parameter's value\n");
			return -1;
		}
	return xmpp_chat_delivered(msg, &values[0], &values[1], &values[2]);
}


int mod_register(char *path, int *dlflags, void *p1, void *p2)
{
	(void)path;
	(void)dlflags;
	(void)p1;
	(void)p2;
	return sr_kemi_modules_add(kemi_exports);
}
