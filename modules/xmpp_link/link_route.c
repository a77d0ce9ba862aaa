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
 * \brief xmpp_link :: running event routes, for all our modules
 *
 * A module lists its routes once; in mod_init they are looked up. Where a KEMI
 * function is set it is called in place of every route of that module, with the
 * route's name, as Kamailio's own modules do.
 */

#include "../../core/action.h"
#include "../../core/dprint.h"
#include "../../core/fmsg.h"
#include "../../core/kemi.h"
#include "../../core/receive.h"
#include "../../core/route.h"

#include "link_route.h"


int xmpp_link_routes_find(
		xmpp_link_route_t *routes, int count, const str *callback)
{
	int i;

	if(callback->len > 0 && sr_kemi_eng_get() == NULL) {
		LM_ERR("parameter event_callback is set, but no KEMI engine is "
			   "loaded\n");
		return -1;
	}
	if(faked_msg_init() < 0) {
		LM_ERR("cannot make a message for the event routes\n");
		return -1;
	}
	for(i = 0; i < count; i++) {
		routes[i].callback = callback;
		routes[i].index = route_lookup(&event_rt, routes[i].name.s);
		/* named somewhere, defined nowhere */
		if(routes[i].index >= 0 && event_rt.rlist[routes[i].index] == NULL)
			routes[i].index = -1;
	}
	return 0;
}


static void callback_run(const xmpp_link_route_t *route, sip_msg_t *msg)
{
	str callback = *route->callback, name = route->name;
	sr_kemi_eng_t *kemi = sr_kemi_eng_get();

	if(kemi == NULL
			|| sr_kemi_route(kemi, msg, EVENT_ROUTE, &callback, &name) < 0)
		LM_ERR("event_callback failed for %.*s\n", STR_FMT(&name));
}


int xmpp_link_route_run(
		const xmpp_link_route_t *route, sip_msg_t *msg, int type)
{
	struct run_act_ctx ctx;
	int outer = get_route_type();

	init_run_actions_ctx(&ctx);
	set_route_type(type);
	if(route->callback->len > 0)
		callback_run(route, msg);
	else if(route->index >= 0)
		run_top_route(event_rt.rlist[route->index], msg, &ctx);
	set_route_type(outer);
	return (ctx.run_flags & DROP_R_F) ? -1 : 0;
}


int xmpp_link_route_run_new(const xmpp_link_route_t *route)
{
	sip_msg_t msg;

	if(faked_msg_get_new(&msg) < 0) {
		LM_ERR("no message for %.*s\n", STR_FMT(&route->name));
		return -1;
	}
	xmpp_link_route_run(route, &msg, EVENT_ROUTE);
	free_sip_msg(&msg);
	ksr_msg_env_reset();
	return 0;
}
