/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: $xmpp_presence(key) in event_route[xmpp-presence:watch]
 */

#include <string.h>

#include "../../core/dprint.h"

#include "presence_event.h"
#include "presence_pv.h"

enum
{
	KEY_USER = 0,
	KEY_CONTACT,
	KEY_URI,
	KEYS
};

static const char *const names[KEYS] = {"user", "contact", "uri"};


static int key_find(const str *name)
{
	int i;

	for(i = 0; i < KEYS; i++)
		if((size_t)name->len == strlen(names[i])
				&& memcmp(name->s, names[i], (size_t)name->len) == 0)
			return i;
	LM_ERR("$xmpp_presence() has no key %.*s\n", STR_FMT(name));
	return -1;
}


static str value_of(int key)
{
	const presence_event_t *running = xmpp_presence_event_now();

	return key == KEY_USER		? running->user
		   : key == KEY_CONTACT ? running->contact
								: running->uri;
}


int xmpp_presence_pv_parse(pv_spec_t *sp, str *name)
{
	int key = name ? key_find(name) : -1;

	if(key < 0)
		return -1;
	sp->pvp.pvn.type = PV_NAME_INTSTR;
	sp->pvp.pvn.u.isname.type = 0;
	sp->pvp.pvn.u.isname.name.n = key;
	return 0;
}


int xmpp_presence_pv_get(sip_msg_t *msg, pv_param_t *param, pv_value_t *res)
{
	str s;

	if(xmpp_presence_event_now() == NULL)
		return pv_get_null(msg, param, res);
	s = value_of((int)param->pvn.u.isname.name.n);
	return pv_get_strval(msg, param, res, &s);
}


sr_kemi_xval_t *xmpp_presence_ki_get(sip_msg_t *msg, str *name)
{
	static sr_kemi_xval_t result;
	int key = key_find(name);

	(void)msg;
	memset(&result, 0, sizeof(result));
	if(key < 0 || xmpp_presence_event_now() == NULL) {
		sr_kemi_xval_null(&result, SR_KEMI_XVAL_NULL_NONE);
		return &result;
	}
	result.vtype = SR_KEMIP_STR;
	result.v.s = value_of(key);
	return &result;
}
