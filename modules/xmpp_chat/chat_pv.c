/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: $xmpp_chat(key)
 */

#include <string.h>

#include "../../core/dprint.h"

#include "chat_event.h"
#include "chat_pv.h"

enum
{
	PV_DIRECTION = 0,
	PV_USER,
	PV_FROM,
	PV_TO,
	PV_TEXT,
	PV_LOCAL, /* numbers from here on */
	PV_ROOM,
	PV_WAITING,
	PV_RECEIPT,
	PV_CPIM,
	PV_CODE,
	PV_KEYS
};

/* clang-format off */
static const char *const pv_names[PV_KEYS] = {
	"direction", "user", "from", "to", "text",
	"local", "room", "waiting", "receipt", "cpim", "code"
};
/* clang-format on */


static int key_find(const str *name)
{
	int i;

	for(i = 0; i < PV_KEYS; i++)
		if((size_t)name->len == strlen(pv_names[i])
				&& memcmp(name->s, pv_names[i], (size_t)name->len) == 0)
			return i;
	return -1;
}


static str pv_text(int key, const chat_event_t *e)
{
	static str to_sip = str_init("to-sip"), to_xmpp = str_init("to-xmpp");

	switch(key) {
		case PV_DIRECTION:
			return e->to_sip ? to_sip : to_xmpp;
		case PV_USER:
			return e->user;
		case PV_FROM:
			return e->from;
		case PV_TO:
			return e->to;
		default:
			return e->text;
	}
}


static int pv_number(int key, const chat_event_t *e)
{
	switch(key) {
		case PV_LOCAL:
			return e->is_local;
		case PV_ROOM:
			return e->is_room;
		case PV_WAITING:
			return e->waiting;
		case PV_RECEIPT:
			return e->receipt;
		case PV_CPIM:
			return e->cpim;
		default:
			return e->code;
	}
}


/* return 0, -1: this key, or this value, cannot be set here */
static int key_set(int key, const str *text, int number)
{
	switch(key) {
		case PV_TEXT:
			return text != NULL ? xmpp_chat_event_set_text(text) : -1;
		case PV_RECEIPT:
			return text == NULL ? xmpp_chat_event_set_receipt(number) : -1;
		case PV_CPIM:
			return text == NULL ? xmpp_chat_event_set_cpim(number) : -1;
		case PV_CODE:
			return text == NULL ? xmpp_chat_event_set_code(number) : -1;
		default:
			return -1;
	}
}


int xmpp_chat_pv_parse(pv_spec_t *sp, str *name)
{
	int key = name ? key_find(name) : -1;

	if(key < 0) {
		LM_ERR("$xmpp_chat() has no key %.*s\n", STR_FMT(name));
		return -1;
	}
	sp->pvp.pvn.type = PV_NAME_INTSTR;
	sp->pvp.pvn.u.isname.type = 0;
	sp->pvp.pvn.u.isname.name.n = key;
	return 0;
}


int xmpp_chat_pv_get(sip_msg_t *msg, pv_param_t *param, pv_value_t *res)
{
	const chat_event_t *e = xmpp_chat_event_of(msg);
	int key = (int)param->pvn.u.isname.name.n;
	str s;

	if(e == NULL)
		return pv_get_null(msg, param, res);
	if(key >= PV_LOCAL)
		return pv_get_sintval(msg, param, res, pv_number(key, e));
	s = pv_text(key, e);
	return pv_get_strval(msg, param, res, &s);
}


int xmpp_chat_pv_set(
		sip_msg_t *msg, pv_param_t *param, int op, pv_value_t *value)
{
	int key = (int)param->pvn.u.isname.name.n, rc = -1;

	(void)msg;
	(void)op;
	if(value != NULL && (value->flags & PV_TYPE_INT))
		rc = key_set(key, NULL, (int)value->ri);
	else if(value != NULL && (value->flags & PV_VAL_STR))
		rc = key_set(key, &value->rs, 0);
	if(rc < 0)
		LM_ERR("$xmpp_chat(%s) cannot be set here, or not to this value\n",
				pv_names[key]);
	return rc;
}


sr_kemi_xval_t *xmpp_chat_ki_get(sip_msg_t *msg, str *name)
{
	const chat_event_t *e = xmpp_chat_event_of(msg);
	static sr_kemi_xval_t result;
	int key = key_find(name);

	memset(&result, 0, sizeof(result));
	if(key < 0)
		LM_ERR("xmpp_chat has no key %.*s\n", STR_FMT(name));
	if(key < 0 || e == NULL) {
		sr_kemi_xval_null(&result, SR_KEMI_XVAL_NULL_NONE);
	} else if(key >= PV_LOCAL) {
		result.vtype = SR_KEMIP_INT;
		result.v.n = pv_number(key, e);
	} else {
		result.vtype = SR_KEMIP_STR;
		result.v.s = pv_text(key, e);
	}
	return &result;
}
