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
 *
 * event_route[xmpp-gateway:subscribe], or the KEMI function, looked up in
 * mod_init. Runs in the owner and must not block; the stanza and the decision
 * are static variables for the time of the run.
 */

#include "../../core/dprint.h"

#include "gateway_config.h"
#include "gateway_event.h"
#include "gateway_presence.h"

static xmpp_link_route_t route = {.name = str_init("xmpp-gateway:subscribe")};

static const xmpp_link_stanza_t *asked = NULL;
static int asked_is_local = 0;
static int decision = GATEWAY_UNDECIDED;

int xmpp_gateway_event_init(void)
{
	return xmpp_gateway_link.routes_find(
			&route, 1, &xmpp_gateway_config.event_callback);
}


int xmpp_gateway_event_policy(const xmpp_link_stanza_t *s, int is_local)
{
	int rc;

	if(!xmpp_link_route_is_set(&route))
		return GATEWAY_UNDECIDED;
	asked = s;
	asked_is_local = is_local;
	decision = GATEWAY_UNDECIDED;
	rc = xmpp_gateway_link.route_run_new(&route);
	asked = NULL;
	return rc < 0 ? GATEWAY_REFUSE : decision;
}


const xmpp_link_stanza_t *xmpp_gateway_event_stanza(void)
{
	return asked;
}


int xmpp_gateway_event_is_local(void)
{
	return asked_is_local;
}


static int event_decide(int what, const char *function)
{
	if(asked == NULL) {
		LM_ERR("%s(): only for event_route[%.*s]\n", function,
				STR_FMT(&route.name));
		return -1;
	}
	decision = what;
	return 1;
}


int xmpp_gateway_ki_accept(sip_msg_t *msg)
{
	(void)msg;
	return event_decide(GATEWAY_ACCEPT, "xmpp_gateway_accept");
}


int xmpp_gateway_ki_refuse(sip_msg_t *msg)
{
	(void)msg;
	return event_decide(GATEWAY_REFUSE, "xmpp_gateway_refuse");
}
