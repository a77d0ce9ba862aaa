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
 * \brief xmpp_link :: $xmpp_link(key)
 *
 * Reads the stanza at hand of event_route[xmpp-link:stanza] (link_event.c);
 * null anywhere else.
 */

#include <string.h>

#include "../../core/dprint.h"

#include "link_event.h"
#include "link_pv.h"

typedef enum pv_key
{
	PV_COMPONENT = 0,
	PV_FROM,
	PV_ID,
	PV_KIND,
	PV_PAYLOADS,
	PV_TO,
	PV_TYPE,
	PV_XML,
	PV_KEYS
} pv_key_t;

static const char *const pv_names[PV_KEYS] = {
		"component", "from", "id", "kind", "payloads", "to", "type", "xml"};
static str pv_kinds[XMPP_LINK_KINDS] = {
		str_init("iq"), str_init("message"), str_init("presence")};


static int pv_key_find(const str *name)
{
	int i;

	for(i = 0; i < PV_KEYS; i++)
		if((size_t)name->len == strlen(pv_names[i])
				&& memcmp(name->s, pv_names[i], (size_t)name->len) == 0)
			return i;
	return -1;
}


/* a view into the stanza; s NULL: there is none */
static str pv_value(int key)
{
	const xmpp_link_stanza_t *s = xmpp_link_event_stanza();
	const str *component = xmpp_link_event_component();
	str none = STR_NULL;

	if(key == PV_COMPONENT)
		return component ? *component : none;
	if(s == NULL)
		return none;
	switch(key) {
		case PV_FROM:
			return s->from;
		case PV_ID:
			return s->id;
		case PV_KIND:
			return pv_kinds[s->kind];
		case PV_PAYLOADS:
			return s->payloads;
		case PV_TO:
			return s->to;
		case PV_TYPE:
			return s->type;
		case PV_XML:
			return s->xml;
		default:
			return none;
	}
}


int xmpp_link_pv_parse(pv_spec_t *sp, str *name)
{
	int key = name ? pv_key_find(name) : -1;

	if(key < 0) {
		LM_ERR("$xmpp_link() has no key %.*s\n", STR_FMT(name));
		return -1;
	}
	sp->pvp.pvn.type = PV_NAME_INTSTR;
	sp->pvp.pvn.u.isname.type = 0;
	sp->pvp.pvn.u.isname.name.n = key;
	return 0;
}


int xmpp_link_pv_get(sip_msg_t *msg, pv_param_t *param, pv_value_t *res)
{
	str value = pv_value((int)param->pvn.u.isname.name.n);

	if(value.s == NULL)
		return pv_get_null(msg, param, res);
	return pv_get_strval(msg, param, res, &value);
}


sr_kemi_xval_t *xmpp_link_ki_get(sip_msg_t *msg, str *name)
{
	static sr_kemi_xval_t result;
	int key = pv_key_find(name);

	(void)msg;
	memset(&result, 0, sizeof(result));
	if(key < 0)
		LM_ERR("xmpp_link has no key %.*s\n", STR_FMT(name));
	result.vtype = SR_KEMIP_STR;
	result.v.s = pv_value(key);
	if(result.v.s.s == NULL)
		sr_kemi_xval_null(&result, SR_KEMI_XVAL_NULL_NONE);
	return &result;
}
