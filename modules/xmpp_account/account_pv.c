/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: $xmpp_account(key)
 */

#include <string.h>

#include "../../core/dprint.h"

#include "account_event.h"
#include "account_pv.h"

enum
{
	PV_JID = 0,
	PV_LINE,
	PV_SIP_ADDRESS,
	PV_DOMAIN,
	PV_DISPLAY,
	PV_CONTACT,
	PV_STATE,
	PV_REASON,
	PV_STATUS,
	PV_CODE, /* numbers from here on */
	PV_EXPIRES,
	PV_DEFAULT,
	PV_VOICE_NEW,
	PV_KEYS
};

/* clang-format off */
static const char *const pv_names[PV_KEYS] = {
	"jid", "line", "sip_address", "domain", "display_name", "contact", "state",
	"reason", "status", "code", "expires", "default", "voice_messages"
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


static str status_text(const account_view_t *v)
{
	static char buf[ACCOUNT_STATUS_MAX];
	str s = {buf, 0};

	s.len = xmpp_account_status(v, buf, sizeof(buf));
	return s;
}


static str state_text(const account_view_t *v)
{
	str s;

	s.s = (char *)xmpp_account_state_name(v->state);
	s.len = (int)strlen(s.s);
	return s;
}


static str pv_text(int key, const account_view_t *v)
{
	switch(key) {
		case PV_JID:
			return v->fields.owner;
		case PV_LINE:
			return v->fields.line;
		case PV_SIP_ADDRESS:
			return v->fields.aor;
		case PV_DOMAIN:
			return xmpp_account_aor_host(&v->fields.aor);
		case PV_DISPLAY:
			return v->fields.display;
		case PV_CONTACT:
			return v->contact;
		case PV_STATE:
			return state_text(v);
		case PV_REASON:
			return v->reason;
		default:
			return status_text(v);
	}
}


static int pv_number(int key, const account_view_t *v)
{
	if(key == PV_CODE)
		return v->code;
	if(key == PV_VOICE_NEW)
		return v->voice.new_messages;
	return key == PV_EXPIRES ? (int)v->expires : v->fields.is_default;
}


int xmpp_account_pv_parse(pv_spec_t *sp, str *name)
{
	int key = name ? key_find(name) : -1;

	if(key < 0) {
		LM_ERR("$xmpp_account() has no key %.*s\n", STR_FMT(name));
		return -1;
	}
	sp->pvp.pvn.type = PV_NAME_INTSTR;
	sp->pvp.pvn.u.isname.type = 0;
	sp->pvp.pvn.u.isname.name.n = key;
	return 0;
}


int xmpp_account_pv_get(sip_msg_t *msg, pv_param_t *param, pv_value_t *res)
{
	const account_view_t *v = xmpp_account_current(msg);
	int key = (int)param->pvn.u.isname.name.n;
	str s;

	if(v == NULL)
		return pv_get_null(msg, param, res);
	if(key >= PV_CODE)
		return pv_get_sintval(msg, param, res, pv_number(key, v));
	s = pv_text(key, v);
	return pv_get_strval(msg, param, res, &s);
}


sr_kemi_xval_t *xmpp_account_ki_get(sip_msg_t *msg, str *name)
{
	const account_view_t *v = xmpp_account_current(msg);
	static sr_kemi_xval_t result;
	int key = key_find(name);

	memset(&result, 0, sizeof(result));
	if(key < 0)
		LM_ERR("xmpp_account has no key %.*s\n", STR_FMT(name));
	if(key < 0 || v == NULL) {
		sr_kemi_xval_null(&result, SR_KEMI_XVAL_NULL_NONE);
	} else if(key >= PV_CODE) {
		result.vtype = SR_KEMIP_INT;
		result.v.n = pv_number(key, v);
	} else {
		result.vtype = SR_KEMIP_STR;
		result.v.s = pv_text(key, v);
	}
	return &result;
}
