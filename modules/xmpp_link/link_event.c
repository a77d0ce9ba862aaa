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

#include "../../core/action.h"
#include "../../core/dprint.h"
#include "../../core/fmsg.h"
#include "../../core/kemi.h"
#include "../../core/receive.h"
#include "../../core/route.h"

#include "link_config.h"
#include "link_event.h"
#include "link_in.h"
#include "link_stats.h"
#include "link_stream.h"

typedef enum event_name
{
	EVENT_STANZA = 0,
	EVENT_STREAM_UP,
	EVENT_STREAM_DOWN,
	EVENTS
} event_name_t;

static str event_names[EVENTS] = {
		str_init("xmpp-link:stanza"),
		str_init("xmpp-link:stream-up"),
		str_init("xmpp-link:stream-down"),
};
static int event_routes[EVENTS];
static const str *event_component = NULL;
static const xmpp_link_stanza_t *event_stanza = NULL;
static int event_answered = 0;


const str *xmpp_link_event_component(void)
{
	return event_component;
}


const xmpp_link_stanza_t *xmpp_link_event_stanza(void)
{
	return event_stanza;
}


int xmpp_link_event_answer(void)
{
	if(event_stanza == NULL || event_answered)
		return -1;
	event_answered = 1;
	return 0;
}


static int event_wanted(event_name_t e)
{
	return event_routes[e] >= 0 || xmpp_link_config.event_callback.len > 0;
}


static void event_route_run(event_name_t e, sip_msg_t *msg)
{
	struct run_act_ctx ctx;
	sr_kemi_eng_t *kemi;

	init_run_actions_ctx(&ctx);
	if(event_routes[e] >= 0) {
		run_top_route(event_rt.rlist[event_routes[e]], msg, &ctx);
		return;
	}
	kemi = sr_kemi_eng_get();
	if(kemi == NULL
			|| sr_kemi_route(kemi, msg, EVENT_ROUTE,
					   &xmpp_link_config.event_callback, &event_names[e])
					   < 0)
		LM_ERR("event_callback failed for %.*s\n", STR_FMT(&event_names[e]));
}


/* The handler of a stream event may cause another event: the outer one's
 * stanza is put back. */
static void event_run(event_name_t e, const str *component,
		const xmpp_link_stanza_t *stanza, int *answered)
{
	const str *outer_component = event_component;
	const xmpp_link_stanza_t *outer_stanza = event_stanza;
	int outer_answered = event_answered, outer_type = get_route_type();
	uint64_t begin = xmpp_link_run_begin();
	sip_msg_t msg;

	if(faked_msg_get_new(&msg) < 0) {
		LM_ERR("no message for %.*s\n", STR_FMT(&event_names[e]));
		return;
	}
	event_component = component;
	event_stanza = stanza;
	event_answered = 0;
	set_route_type(EVENT_ROUTE);
	event_route_run(e, &msg);
	set_route_type(outer_type);
	*answered = event_answered;
	event_component = outer_component;
	event_stanza = outer_stanza;
	event_answered = outer_answered;
	free_sip_msg(&msg);
	ksr_msg_env_reset();
	xmpp_link_run_end(LINK_RUN_ROUTE, begin, event_names[e].s);
}


/* messages and presence need no answer: the route has dealt with them */
static int event_on_stanza(const xmpp_link_stanza_t *s, void *arg)
{
	int answered = 0;

	(void)arg;
	event_run(EVENT_STANZA, &s->component, s, &answered);
	return answered || s->kind != XMPP_LINK_IQ ? XMPP_LINK_HANDLED
											   : XMPP_LINK_PASS;
}


static void event_on_stream(const str *component, int up)
{
	event_name_t e = up ? EVENT_STREAM_UP : EVENT_STREAM_DOWN;
	int answered;

	if(event_wanted(e))
		event_run(e, component, NULL, &answered);
}


int xmpp_link_event_init(void)
{
	int i, missing = 0;

	if(faked_msg_init() < 0) {
		LM_ERR("cannot make a message for the event routes\n");
		return -1;
	}
	if(xmpp_link_config.event_callback.len > 0 && sr_kemi_eng_get() == NULL) {
		LM_ERR("parameter event_callback is set, but no KEMI engine is "
			   "loaded\n");
		return -1;
	}
	for(i = 0; i < EVENTS; i++) {
		event_routes[i] = route_lookup(&event_rt, event_names[i].s);
		if(event_routes[i] >= 0 && event_rt.rlist[event_routes[i]] == NULL)
			event_routes[i] = -1;
		missing += event_routes[i] < 0;
	}
	if(event_wanted(EVENT_STANZA))
		xmpp_link_in_last(event_on_stanza);
	if(missing == EVENTS && xmpp_link_config.event_callback.len <= 0)
		return 0;
	return xmpp_link_stream_on(event_on_stream);
}
