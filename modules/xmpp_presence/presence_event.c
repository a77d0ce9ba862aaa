/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: event_route[xmpp-presence:watch]
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../../core/fmsg.h"
#include "../../core/receive.h"
#include "../../core/route.h"

#include "presence_config.h"
#include "presence_event.h"

static xmpp_link_route_t route = {.name = str_init("xmpp-presence:watch")};
static const presence_event_t *running;


int xmpp_presence_event_init(void)
{
	return xmpp_presence_link.routes_find(
			&route, 1, &xmpp_presence_config.event_callback);
}


int xmpp_presence_event_allows(const presence_event_t *event)
{
	sip_msg_t msg;
	int rc;

	if(!xmpp_link_route_is_set(&route))
		return 1;
	if(faked_msg_get_new(&msg) < 0) {
		LM_ERR("no message for %.*s: XMPP user %.*s does not watch %.*s\n",
				STR_FMT(&route.name), STR_FMT(&event->user),
				STR_FMT(&event->uri));
		return 0;
	}
	running = event;
	rc = xmpp_presence_link.route_run(&route, &msg, EVENT_ROUTE);
	running = NULL;
	free_sip_msg(&msg);
	ksr_msg_env_reset();
	return rc == 0;
}


const presence_event_t *xmpp_presence_event_now(void)
{
	return running;
}
