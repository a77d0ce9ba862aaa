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
 * \brief xmpp_gateway :: the operator's policy
 */

#include "../../core/action.h"
#include "../../core/dprint.h"
#include "../../core/fmsg.h"
#include "../../core/kemi.h"
#include "../../core/receive.h"
#include "../../core/route.h"

#include "gateway_config.h"
#include "gateway_event.h"
#include "gateway_presence.h"

static str event_name = str_init("xmpp-gateway:subscribe");
static int event_route = -1;

static const xmpp_link_stanza_t *asked = NULL;
static int asked_is_local = 0;
static int decision = GATEWAY_UNDECIDED;

int xmpp_gateway_event_init(void)
{
	event_route = route_lookup(&event_rt, event_name.s);
	if(event_route >= 0 && event_rt.rlist[event_route] == NULL)
		event_route = -1;
	if(xmpp_gateway_config.event_callback.len > 0
			&& sr_kemi_eng_get() == NULL) {
		LM_ERR("parameter event_callback is set, but no KEMI engine is "
			   "loaded\n");
		return -1;
	}
	if(faked_msg_init() < 0) {
		LM_ERR("cannot make a message for the event route\n");
		return -1;
	}
	return 0;
}


static void route_run(sip_msg_t *msg)
{
	struct run_act_ctx ctx;
	sr_kemi_eng_t *kemi;

	if(event_route >= 0) {
		init_run_actions_ctx(&ctx);
		run_top_route(event_rt.rlist[event_route], msg, &ctx);
		return;
	}
	kemi = sr_kemi_eng_get();
	if(kemi == NULL
			|| sr_kemi_route(kemi, msg, EVENT_ROUTE,
					   &xmpp_gateway_config.event_callback, &event_name)
					   < 0)
		LM_ERR("event_callback failed for %.*s\n", STR_FMT(&event_name));
}


int xmpp_gateway_event_policy(const xmpp_link_stanza_t *s, int is_local)
{
	int outer_type = get_route_type();
	sip_msg_t msg;

	if(event_route < 0 && xmpp_gateway_config.event_callback.len <= 0)
		return GATEWAY_UNDECIDED;
	if(faked_msg_get_new(&msg) < 0) {
		LM_ERR("no message for %.*s\n", STR_FMT(&event_name));
		return GATEWAY_REFUSE;
	}
	asked = s;
	asked_is_local = is_local;
	decision = GATEWAY_UNDECIDED;
	set_route_type(EVENT_ROUTE);
	route_run(&msg);
	set_route_type(outer_type);
	asked = NULL;
	free_sip_msg(&msg);
	ksr_msg_env_reset();
	return decision;
}


const xmpp_link_stanza_t *xmpp_gateway_event_stanza(void)
{
	return asked;
}


int xmpp_gateway_event_is_local(void)
{
	return asked_is_local;
}


static int decide(int what, const char *function)
{
	if(asked == NULL) {
		LM_ERR("%s(): only for event_route[%.*s]\n", function,
				STR_FMT(&event_name));
		return -1;
	}
	decision = what;
	return 1;
}


int xmpp_gateway_ki_accept(sip_msg_t *msg)
{
	(void)msg;
	return decide(GATEWAY_ACCEPT, "xmpp_gateway_accept");
}


int xmpp_gateway_ki_refuse(sip_msg_t *msg)
{
	(void)msg;
	return decide(GATEWAY_REFUSE, "xmpp_gateway_refuse");
}
