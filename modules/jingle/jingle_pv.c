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
 * \brief jingle :: $jingle(key)
 *
 * In an event route of this module the call is the route's; elsewhere it is
 * the one whose INVITE, or whose INVITE's transaction, is at hand: found by
 * its AVP, with a reference for the time of the copy. Values are copied into
 * pv's buffer with the call's slot locked.
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../../core/pvapi.h"
#include "../../core/xavp.h"

#include "jingle_caller.h"
#include "jingle_bridge_media.h"
#include "jingle_conf.h"
#include "jingle_identity.h"
#include "jingle_ids.h"
#include "jingle_dtmf.h"
#include "../jingle_sdp/jingle_jmi.h"
#include "jingle_keys.h"
#include "jingle_phone.h"
#include "jingle_pv.h"
#include "jingle_script.h"
#include "jingle_evroute.h"
#include "jingle_table.h"
#include "jingle_uas.h"
#include "jingle_sip_own_invite.h"

typedef enum key
{
	KEY_GR = 0,
	KEY_SID,
	KEY_FROM,
	KEY_USER,
	KEY_CALLER,
	KEY_CALLEE,
	KEY_NAME,
	KEY_TO,
	KEY_FROM_LOCAL,
	KEY_URI,
	KEY_CONTACT,
	KEY_DIRECTION,
	KEY_STATE,
	KEY_MEDIA,
	KEY_MEDIA_ID,
	KEY_RTPENGINE,
	KEY_CALLID,
	KEY_CODE,
	KEY_REASON,
	KEY_ENDED_BY,
	KEY_COMPONENT,
	KEY_SDP,
	KEY_JINGLE,
	KEY_NOTES,
	KEY_ERROR,
	KEY_KEY,
	KEY_DURATION,
	KEY_KEYS,
	KEY_TRANSCODED,
	KEY_PRESSES,
	KEY_PHONE_AGENT,
	KEY_PHONE_MEDIA,
	KEY_CLIENT_MEDIA,
	KEY_STAND_IN,
	KEY_PHONE_USER,
	KEY_REFERRED_BY,
	KEY_SIDE,
	KEY_DIVERTED,
	KEY_VERSTAT,
	KEY_HOLD,
	KEY_BRIDGED,
	KEYS
} pv_key_t;

static const char *const names[KEYS] = {"gr", "sid", "from", "user", "caller",
		"callee", "name", "to", "from_local", "uri", "contact", "direction",
		"state", "media", "media_id", "rtpengine", "callid", "code", "reason",
		"ended_by", "component", "sdp", "jingle", "notes", "error", "key",
		"duration", "keys", "transcoded", "presses", "phone_agent",
		"phone_media", "client_media", "stand_in", "phone_user", "referred_by",
		"side", "diverted", "verstat", "hold", "bridged"};


static int name_parse(pv_param_t *param, const str *in)
{
	int i;

	for(i = 0; i < KEYS; i++)
		if((int)strlen(names[i]) == in->len
				&& memcmp(names[i], in->s, (size_t)in->len) == 0) {
			param->pvn.u.isname.name.n = i;
			param->pvn.type = PV_NAME_INTSTR;
			param->pvn.u.isname.type = 0;
			return 0;
		}
	LM_ERR("$jingle(%.*s): no such key\n", STR_FMT(in));
	return -1;
}


int jingle_pv_parse_name(pv_spec_t *sp, str *in)
{
	return name_parse(&sp->pvp, in);
}


static int get_z(
		sip_msg_t *msg, pv_param_t *param, pv_value_t *res, const char *z)
{
	str s;

	s.s = (char *)z;
	s.len = (int)strlen(z);
	return pv_get_strval(msg, param, res, &s);
}


static const str *script_result(int key)
{
	switch(key) {
		case KEY_SDP:
			return jingle_script_result_sdp();
		case KEY_JINGLE:
			return jingle_script_result_jingle();
		case KEY_NOTES:
			return jingle_script_result_warnings();
		case KEY_ERROR:
			return jingle_script_result_error();
		default:
			return NULL;
	}
}


/* the caller's display name */
static int get_name(
		sip_msg_t *msg, pv_param_t *param, pv_value_t *res, jingle_call_t *c)
{
	char *buf = pv_get_buffer();
	const int cap = pv_get_buffer_size();
	str name;
	int rc;

	if(c->dir == JINGLE_SIP_TO_XMPP)
		rc = jingle_caller_name(c, buf, cap, &name);
	else
		rc = jingle_gateway.addr_name_unquote(
				&c->dialog.loc_name, buf, cap, &name);
	return rc < 0 ? pv_get_null(msg, param, res)
				  : pv_get_strval(msg, param, res, &name);
}


/* which party makes the offer in the route that runs, and is its peer named,
 * too? */
static jingle_side_t offer_side(
		const jingle_call_t *c, jingle_route_t route, int *to)
{
	*to = 1;
	switch(route) {
		case JINGLE_ROUTE_INVITE:
			*to = !c->half;
			return JINGLE_SIDE_XMPP;
		case JINGLE_ROUTE_REPLY:
		case JINGLE_ROUTE_CANDIDATES:
		case JINGLE_ROUTE_WATCH:
		case JINGLE_ROUTE_MEDIA:
			return JINGLE_SIDE_XMPP;
		case JINGLE_ROUTE_OFFER:
		case JINGLE_ROUTE_ANSWER:
			return JINGLE_SIDE_SIP;
		case JINGLE_ROUTE_HOLD: /* who hears it */
		case JINGLE_ROUTE_DTMF: /* who presses it */
			*to = 0;
			return JINGLE_SIDE_SIP;
		case JINGLE_ROUTE_PRESS:
			*to = 0;
			return JINGLE_SIDE_XMPP;
		case JINGLE_ROUTE_END: /* of one phone: no other one's media end;
								* with both rtpengine ends one side only; from
								* version 12 on it does not know who has never
								* answered */
			*to = 0;
			if(c->part)
				return JINGLE_SIDE_SIP;
			return c->media_by == JINGLE_SIDE_SIP ? JINGLE_SIDE_SIP
												  : JINGLE_SIDE_XMPP;
		default:
			return JINGLE_SIDE_NONE;
	}
}


/* what rtpengine must be told of the call, and of the sides in this route */
static int get_rtpengine(
		sip_msg_t *msg, pv_param_t *param, pv_value_t *res, jingle_call_t *c)
{
	static char buf[JINGLE_IDS_FLAGS_MAX];
	jingle_side_t from;
	str flags;
	int to;

	from = offer_side(c, jingle_evroute_now(), &to);
	/* its phone has the XMPP user's place in the media of two phones */
	if(c->bridged == JINGLE_BRIDGED_FROM)
		from = from == JINGLE_SIDE_XMPP ? JINGLE_SIDE_SIP : JINGLE_SIDE_XMPP;
	if(jingle_ids_rtpengine(&c->media_id, &c->dialog.callid, from, to,
			   c->bridged ? 0 : c->sip_side, buf, sizeof(buf), &flags)
			< 0)
		return pv_get_null(msg, param, res);
	return pv_get_strval(msg, param, res, &flags);
}


/* of event_route[jingle:dtmf] and [jingle:press] */
static int get_key(sip_msg_t *msg, pv_param_t *param, pv_value_t *res)
{
	jingle_script_t *script = jingle_script_now();
	str key;

	if(script == NULL || script->key == NULL)
		return pv_get_null(msg, param, res);
	if(param->pvn.u.isname.name.n == KEY_DURATION)
		return pv_get_sintval(msg, param, res, script->key->duration);
	key.s = (char *)&script->key->key;
	key.len = 1;
	return pv_get_strval(msg, param, res, &key);
}


/* a bare JID as scripts can compare it */
static int get_folded(
		sip_msg_t *msg, pv_param_t *param, pv_value_t *res, const str *jid)
{
	static char buf[LINK_JID_MAX];
	str folded;

	if(link_jid_fold(jid, buf, sizeof(buf), &folded) < 0)
		return pv_get_null(msg, param, res);
	return pv_get_strval(msg, param, res, &folded);
}


/* whom jingle_call() would ring */
static int get_callee(sip_msg_t *msg, pv_param_t *param, pv_value_t *res)
{
	char buf[LINK_JID_MAX];
	str jid;

	if(msg->first_line.type != SIP_REQUEST
			|| jingle_gateway.addr_to_jid(
					   GET_RURI(msg), 0, buf, sizeof(buf), &jid)
					   < 0)
		return pv_get_null(msg, param, res);
	return get_folded(msg, param, res, &jid);
}


/* who calls, as the INVITE and the script say it: there may be no call yet */
static int get_before(sip_msg_t *msg, pv_param_t *param, pv_value_t *res)
{
	static char buf[JINGLE_IDENTITY_URI_MAX];
	str value;
	int rc;

	if(msg->first_line.type != SIP_REQUEST
			|| parse_headers(msg, HDR_EOH_F, 0) < 0)
		return pv_get_null(msg, param, res);
	rc = param->pvn.u.isname.name.n == KEY_VERSTAT
				 ? jingle_caller_noted(msg, &value)
				 : jingle_caller_diverted(msg, buf, sizeof(buf), &value);
	return rc < 0 ? pv_get_null(msg, param, res)
				  : pv_get_strval(msg, param, res, &value);
}


static int get_identity(
		sip_msg_t *msg, pv_param_t *param, pv_value_t *res, jingle_call_t *c)
{
	str *value = param->pvn.u.isname.name.n == KEY_VERSTAT ? &c->verstat
														   : &c->diverted;

	return value->len > 0 ? pv_get_strval(msg, param, res, value)
						  : pv_get_null(msg, param, res);
}


/* what the phone has said of itself */
static int get_phone(
		sip_msg_t *msg, pv_param_t *param, pv_value_t *res, jingle_call_t *c)
{
	static char side[JINGLE_IDS_SIDE_MAX];

	switch(param->pvn.u.isname.name.n) {
		case KEY_CONTACT:
			if(c->dialog.rem_target.len <= 0)
				break;
			return pv_get_strval(msg, param, res, &c->dialog.rem_target);
		case KEY_PHONE_AGENT:
			if(c->agent.len <= 0)
				break;
			return pv_get_strval(msg, param, res, &c->agent);
		case KEY_PHONE_USER:
			if(c->phone_user.len <= 0)
				break;
			return pv_get_strval(msg, param, res, &c->phone_user);
		case KEY_REFERRED_BY:
			if(c->referred_by.len <= 0)
				break;
			return pv_get_strval(msg, param, res, &c->referred_by);
		case KEY_SIDE:
			return get_z(msg, param, res,
					jingle_ids_side(JINGLE_SIDE_SIP, c->sip_side, side));
		case KEY_KEYS: /* the owner's; its context may be under way */
			if(jingle_script_now() == NULL)
				break;
			return get_z(msg, param, res, jingle_keys_who(c));
		case KEY_HOLD:
			return pv_get_sintval(msg, param, res, c->music == 1);
		case KEY_BRIDGED:
			return pv_get_sintval(msg, param, res, c->bridged != 0);
		case KEY_STAND_IN:
			return pv_get_sintval(msg, param, res, jingle_call_is_stood_in(c));
		case KEY_TRANSCODED:
			if(jingle_script_now() == NULL)
				break;
			return pv_get_sintval(msg, param, res, jingle_keys_transcoded(c));
		case KEY_PHONE_MEDIA:
			return get_z(msg, param, res, jingle_phone_media(c));
		case KEY_CLIENT_MEDIA:
			if(jingle_script_now() == NULL)
				break;
			return get_z(msg, param, res, jingle_phone_client_media(c));
		case KEY_PRESSES:
			return pv_get_sintval(msg, param, res, c->presses);
		default:
			break;
	}
	return pv_get_null(msg, param, res);
}


/* how the call ended */
static int get_end(
		sip_msg_t *msg, pv_param_t *param, pv_value_t *res, jingle_call_t *c)
{
	switch(param->pvn.u.isname.name.n) {
		case KEY_CODE: /* 0: it has not */
			return pv_get_sintval(msg, param, res, c->code);
		case KEY_REASON:
			return get_z(msg, param, res, jingle_sdp.reason_name(c->reason));
		case KEY_ENDED_BY:
			if(c->ended_by == NULL)
				break;
			return get_z(msg, param, res, c->ended_by);
		default:
			break;
	}
	return pv_get_null(msg, param, res);
}


static int get_of(
		sip_msg_t *msg, pv_param_t *param, pv_value_t *res, jingle_call_t *c)
{
	const jingle_leg_t *leg = jingle_call_leg(c);
	str gr;

	if(leg == NULL)
		leg = &c->legs[0];
	switch(param->pvn.u.isname.name.n) {
		case KEY_GR:
			gr.s = c->gr;
			gr.len = JINGLE_GR_LEN;
			return pv_get_strval(msg, param, res, &gr);
		case KEY_SID:
			if(leg->sid.s == NULL)
				break;
			return pv_get_strval(msg, param, res, (str *)&leg->sid);
		case KEY_FROM: /* the XMPP user */
			return pv_get_strval(msg, param, res,
					leg->peer.s != NULL ? (str *)&leg->peer : &c->bare);
		case KEY_USER: /* without the resource */
			return pv_get_strval(msg, param, res, &c->bare);
		case KEY_CALLER:
			if(c->dir != JINGLE_XMPP_TO_SIP)
				break;
			return get_folded(msg, param, res, &c->bare);
		case KEY_NAME:
			return get_name(msg, param, res, c);
		case KEY_TO: /* our JID */
			return pv_get_strval(msg, param, res, &c->local);
		case KEY_FROM_LOCAL:
			return pv_get_sintval(
					msg, param, res, jingle_gateway.is_local_user(&c->bare));
		case KEY_URI: /* the SIP side */
			return pv_get_strval(msg, param, res, &c->dialog.rem_uri);
		case KEY_DIRECTION:
			return get_z(msg, param, res,
					c->dir == JINGLE_SIP_TO_XMPP ? "to-xmpp" : "from-xmpp");
		case KEY_STATE:
			return get_z(msg, param, res, jingle_state_name(c->state));
		case KEY_MEDIA:
			return get_z(msg, param, res, jingle_jmi_media_name((int)c->media));
		case KEY_MEDIA_ID:
			return pv_get_strval(msg, param, res, &c->media_id);
		case KEY_RTPENGINE:
			return get_rtpengine(msg, param, res, c);
		case KEY_CALLID:
			return pv_get_strval(msg, param, res, &c->dialog.callid);
		case KEY_CODE:
		case KEY_REASON:
		case KEY_ENDED_BY:
			return get_end(msg, param, res, c);
		case KEY_COMPONENT:
			return pv_get_strval(msg, param, res, &c->component);
		case KEY_DIVERTED:
		case KEY_VERSTAT:
			return get_identity(msg, param, res, c);
		default:
			return get_phone(msg, param, res, c);
	}
	return pv_get_null(msg, param, res);
}


/* the call that this message belongs to, with a reference for the caller */
static jingle_call_t *call_of(sip_msg_t *msg)
{
	jingle_call_t *c = jingle_own_invite(msg);
	str list = str_init(JINGLE_UAS_XAVP), name = str_init(JINGLE_UAS_XAVP_GR);
	sr_xavp_t *note;

	if(c != NULL)
		return c;
	note = xavp_get_child_with_sval(&list, &name);
	return note != NULL ? jingle_table_find(&note->val.v.s) : NULL;
}


/* The call may go before the value is used; half of one would be another. */
static int copy_of(sip_msg_t *msg, pv_param_t *param, pv_value_t *res,
		const jingle_call_t *c)
{
	char *copy = pv_get_buffer();

	if(res->rs.len > pv_get_buffer_size()) {
		LM_WARN("call %s: $jingle(%s) is longer than pv_buffer_size (%d)\n",
				c->gr, names[param->pvn.u.isname.name.n], pv_get_buffer_size());
		return pv_get_null(msg, param, res);
	}
	memcpy(copy, res->rs.s, (size_t)res->rs.len);
	res->rs.s = copy;
	return 0;
}


int jingle_pv_get(sip_msg_t *msg, pv_param_t *param, pv_value_t *res)
{
	jingle_script_t *script = jingle_script_now();
	const str *text = script_result(param->pvn.u.isname.name.n);
	jingle_call_t *c;
	int rc;

	if(text != NULL)
		return text->s == NULL ? pv_get_null(msg, param, res)
							   : pv_get_strval(msg, param, res, (str *)text);
	switch(param->pvn.u.isname.name.n) {
		case KEY_CALLEE:
			return get_callee(msg, param, res);
		case KEY_KEY:
		case KEY_DURATION:
			return get_key(msg, param, res);
		default:
			break;
	}
	if(script != NULL)
		return get_of(msg, param, res, script->call);
	c = call_of(msg);
	if(c == NULL
			&& (param->pvn.u.isname.name.n == KEY_DIVERTED
					|| param->pvn.u.isname.name.n == KEY_VERSTAT))
		return get_before(msg, param, res);
	if(c == NULL)
		return pv_get_null(msg, param, res);
	jingle_table_lock(c);
	rc = get_of(msg, param, res, c);
	if(rc == 0 && (res->flags & PV_VAL_STR))
		rc = copy_of(msg, param, res, c);
	jingle_table_unlock(c);
	jingle_table_put(c);
	return rc;
}


/* of a caller, what the script knows better */
static int value_set(sip_msg_t *msg, int key, const str *value)
{
	jingle_script_t *script = jingle_script_now();

	if(key == KEY_NAME && script != NULL
			&& jingle_caller_name_set(script->call, value) == 0)
		return 0;
	if(key == KEY_VERSTAT && script == NULL
			&& jingle_caller_note(msg, value) == 0)
		return 0;
	if(key == KEY_VERSTAT && script != NULL
			&& (value->len == 0 || jingle_identity_is_verstat(value)))
		return jingle_call_set(script->call, &script->call->verstat, value);
	LM_ERR("$jingle(%s) cannot be set here, or not to this value\n",
			names[key]);
	return -1;
}


int jingle_pv_set(sip_msg_t *msg, pv_param_t *param, int op, pv_value_t *value)
{
	static const str none = STR_NULL;

	(void)op;
	return value_set(msg, param->pvn.u.isname.name.n,
			value != NULL && (value->flags & PV_VAL_STR) ? &value->rs : &none);
}


int jingle_pv_kemi_set(sip_msg_t *msg, str *name, str *value)
{
	pv_param_t param;

	memset(&param, 0, sizeof(param));
	if(name_parse(&param, name) < 0
			|| value_set(msg, param.pvn.u.isname.name.n, value) < 0)
		return -1;
	return 1;
}


sr_kemi_xval_t *jingle_pv_kemi(sip_msg_t *msg, str *name)
{
	static sr_kemi_xval_t result;
	pv_param_t param;
	pv_value_t value;

	memset(&result, 0, sizeof(result));
	memset(&param, 0, sizeof(param));
	memset(&value, 0, sizeof(value));
	if(name_parse(&param, name) < 0 || jingle_pv_get(msg, &param, &value) < 0
			|| (value.flags & PV_VAL_NULL)) {
		sr_kemi_xval_null(&result, SR_KEMI_XVAL_NULL_NONE);
	} else if(value.flags & PV_TYPE_INT) {
		result.vtype = SR_KEMIP_INT;
		result.v.n = (int)value.ri;
	} else {
		result.vtype = SR_KEMIP_STR;
		result.v.s = value.rs;
	}
	return &result;
}
