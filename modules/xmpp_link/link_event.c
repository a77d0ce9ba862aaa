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
 * \brief xmpp_link :: event routes, and the stanza they are about
 *
 * Looked up in mod_init. They run in a worker, after all other handlers, on
 * the message of link_route.c; the stanza and component at hand are static
 * variables for the time of the run.
 */

#include "link_config.h"
#include "link_event.h"
#include "link_in.h"
#include "link_route.h"
#include "link_stats.h"
#include "link_stream.h"

typedef enum event_name
{
	EVENT_STANZA = 0,
	EVENT_STREAM_UP,
	EVENT_STREAM_DOWN,
	EVENTS
} event_name_t;

static xmpp_link_route_t event_routes[EVENTS] = {
		{.name = str_init("xmpp-link:stanza")},
		{.name = str_init("xmpp-link:stream-up")},
		{.name = str_init("xmpp-link:stream-down")},
};
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


/* The handler of a stream event may cause another event: the outer one's
 * stanza is put back. */
static void event_run(event_name_t e, const str *component,
		const xmpp_link_stanza_t *stanza, int *answered)
{
	const str *outer_component = event_component;
	const xmpp_link_stanza_t *outer_stanza = event_stanza;
	int outer_answered = event_answered;
	uint64_t begin = xmpp_link_run_begin();

	event_component = component;
	event_stanza = stanza;
	event_answered = 0;
	xmpp_link_route_run_new(&event_routes[e]);
	*answered = event_answered;
	event_component = outer_component;
	event_stanza = outer_stanza;
	event_answered = outer_answered;
	xmpp_link_run_end(LINK_RUN_ROUTE, begin, event_routes[e].name.s);
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

	if(xmpp_link_route_is_set(&event_routes[e]))
		event_run(e, component, NULL, &answered);
}


int xmpp_link_event_init(void)
{
	if(xmpp_link_routes_find(
			   event_routes, EVENTS, &xmpp_link_config.event_callback)
			< 0)
		return -1;
	if(xmpp_link_route_is_set(&event_routes[EVENT_STANZA]))
		xmpp_link_in_last(event_on_stanza);
	if(xmpp_link_route_is_set(&event_routes[EVENT_STREAM_UP])
			|| xmpp_link_route_is_set(&event_routes[EVENT_STREAM_DOWN]))
		return xmpp_link_stream_on(event_on_stream);
	return 0;
}
