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
 * \brief xmpp_link :: the functions of api.h
 *
 * What other modules get by bind_xmpp_link. Functions for the owner check that
 * the process is a worker; the others may be called anywhere. Keeps nothing.
 */

#include "../../core/dprint.h"
#include "../../core/pt.h"

#include "link_api.h"
#include "link_config.h"
#include "link_expect.h"
#include "link_in.h"
#include "link_iq.h"
#include "link_keep.h"
#include "link_out.h"
#include "link_proto.h"
#include "link_process.h"
#include "link_random.h"
#include "link_route.h"
#include "link_stream.h"
#include "link_task.h"
#include "link_worker.h"

static int api_in_worker(const char *function)
{
	if(xmpp_link_worker_self() >= 0)
		return 1;
	LM_BUG("%s called outside a worker\n", function);
	return 0;
}


static int api_workers(void)
{
	return LINK_CFG(workers);
}


int xmpp_link_owner(const str *jid)
{
	return (int)link_owner(jid->s, jid->len > 0 ? (size_t)jid->len : 0,
			(unsigned)LINK_CFG(workers));
}


static int api_is_up(const str *component)
{
	return api_in_worker("is_up") && xmpp_link_stream_is_up(component);
}


static int api_is_awaited(const str *component)
{
	return api_in_worker("is_awaited")
		   && xmpp_link_stream_is_awaited(component);
}


static int api_send(const str *component, const str *to, const str *xml,
		void (*lost)(void *arg), void *arg)
{
	if(!api_in_worker("send"))
		return -1;
	return xmpp_link_out_send(component, to, xml, lost, arg, NULL);
}


static int api_iq(const str *component, const str *from, const str *to,
		const str *id, const str *xml, int timeout, xmpp_link_iq_f f, void *arg)
{
	if(!api_in_worker("iq"))
		return -1;
	return xmpp_link_iq_send(component, from, to, id, xml, timeout, f, arg);
}


static void api_iq_forget(void *arg)
{
	if(api_in_worker("iq_forget"))
		xmpp_link_iq_forget(arg);
}


static int api_result(const xmpp_link_stanza_t *s)
{
	return api_in_worker("result") ? xmpp_link_answer_result(s) : -1;
}


static int api_error(const xmpp_link_stanza_t *s, const char *type,
		const char *condition, const char *app_ns, const char *app_condition,
		const char *text)
{
	if(!api_in_worker("error"))
		return -1;
	return xmpp_link_answer_error(
			s, type, condition, app_ns, app_condition, text);
}


static int api_timer_set(xmpp_link_timer_t *t, int ms)
{
	return api_in_worker("timer_set") ? xmpp_link_timer_set(t, ms) : -1;
}


static void api_timer_stop(xmpp_link_timer_t *t)
{
	if(api_in_worker("timer_stop"))
		xmpp_link_timer_stop(t);
}


static int api_stanza_max(void)
{
	return LINK_CFG(stanza_max_out);
}


int xmpp_link_bind(xmpp_link_api_t *api)
{
	if(api == NULL)
		return -1;
	api->workers = api_workers;
	api->self = xmpp_link_worker_self;
	api->owner = xmpp_link_owner;
	api->on_stanza = xmpp_link_in_on_stanza;
	api->on_node = xmpp_link_in_node;
	api->on_stream = xmpp_link_stream_on;
	api->on_worker = xmpp_link_process_add;
	api->expect = xmpp_link_expect;
	api->local_domains = xmpp_link_local_domains;
	api->is_up = api_is_up;
	api->is_awaited = api_is_awaited;
	api->stanza_max = api_stanza_max;
	api->send = api_send;
	api->iq = api_iq;
	api->iq_forget = api_iq_forget;
	api->result = api_result;
	api->error = api_error;
	api->keep = xmpp_link_keep;
	api->ended = xmpp_link_ended;
	api->new_id = xmpp_link_new_id;
	api->random_text = xmpp_link_random_text;
	api->post = xmpp_link_task_post;
	api->timer_set = api_timer_set;
	api->timer_stop = api_timer_stop;
	api->now = xmpp_link_now;
	api->watch = xmpp_link_watch;
	api->rewatch = xmpp_link_rewatch;
	api->routes_find = xmpp_link_routes_find;
	api->route_run = xmpp_link_route_run;
	api->route_run_new = xmpp_link_route_run_new;
	return 0;
}
