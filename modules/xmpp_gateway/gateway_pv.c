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
 * \brief xmpp_gateway :: $xmpp_gateway(key)
 *
 * Reads the stanza at hand of event_route[xmpp-gateway:subscribe]
 * (gateway_event.c); null anywhere else.
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_jid.h"

#include "gateway_event.h"
#include "gateway_pv.h"

typedef enum pv_key
{
	PV_COMPONENT = 0,
	PV_CONTACT,
	PV_FROM,
	PV_FROM_LOCAL,
	PV_TYPE,
	PV_USER,
	PV_KEYS
} pv_key_t;

static const char *const pv_names[PV_KEYS] = {
		"component", "contact", "from", "from_local", "type", "user"};
static const str pv_available = str_init("available");

static int key_find(const str *name)
{
	int i;

	for(i = 0; i < PV_KEYS; i++)
		if((size_t)name->len == strlen(pv_names[i])
				&& memcmp(name->s, pv_names[i], (size_t)name->len) == 0)
			return i;
	return -1;
}


/* A view into the stanza. */
static str pv_value(int key, const xmpp_link_stanza_t *s)
{
	switch(key) {
		case PV_COMPONENT:
			return s->component;
		case PV_CONTACT:
			return link_jid_bare(&s->to);
		case PV_USER:
			return link_jid_bare(&s->from);
		case PV_TYPE:
			return s->type.len > 0 ? s->type : pv_available;
		default:
			return s->from;
	}
}


int xmpp_gateway_pv_parse(pv_spec_t *sp, str *name)
{
	int key = name ? key_find(name) : -1;

	if(key < 0) {
		LM_ERR("$xmpp_gateway() has no key %.*s\n", STR_FMT(name));
		return -1;
	}
	sp->pvp.pvn.type = PV_NAME_INTSTR;
	sp->pvp.pvn.u.isname.type = 0;
	sp->pvp.pvn.u.isname.name.n = key;
	return 0;
}


int xmpp_gateway_pv_get(sip_msg_t *msg, pv_param_t *param, pv_value_t *res)
{
	const xmpp_link_stanza_t *s = xmpp_gateway_event_stanza();
	int key = (int)param->pvn.u.isname.name.n;
	str v;

	if(s == NULL)
		return pv_get_null(msg, param, res);
	if(key == PV_FROM_LOCAL)
		return pv_get_sintval(msg, param, res, xmpp_gateway_event_is_local());
	v = pv_value(key, s);
	return pv_get_strval(msg, param, res, &v);
}


sr_kemi_xval_t *xmpp_gateway_ki_get(sip_msg_t *msg, str *name)
{
	const xmpp_link_stanza_t *s = xmpp_gateway_event_stanza();
	static sr_kemi_xval_t result;
	int key = key_find(name);

	(void)msg;
	memset(&result, 0, sizeof(result));
	if(key < 0)
		LM_ERR("xmpp_gateway has no key %.*s\n", STR_FMT(name));
	if(key < 0 || s == NULL) {
		sr_kemi_xval_null(&result, SR_KEMI_XVAL_NULL_NONE);
	} else if(key == PV_FROM_LOCAL) {
		result.vtype = SR_KEMIP_INT;
		result.v.n = xmpp_gateway_event_is_local();
	} else {
		result.vtype = SR_KEMIP_STR;
		result.v.s = pv_value(key, s);
	}
	return &result;
}
