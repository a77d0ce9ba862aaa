/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: the socket by which our requests leave
 */

#include "../../core/dprint.h"
#include "../../core/globals.h"
#include "../../core/socket_info.h"

#include "presence_config.h"
#include "presence_socket.h"


int xmpp_presence_socket(void)
{
	presence_config_t *c = &xmpp_presence_config;
	struct socket_info *si;

	if(c->sock)
		return 0;
	if(c->socket.len > 0) {
		c->sock = lookup_local_socket(&c->socket);
		if(c->sock && c->sock->proto == PROTO_UDP)
			return 0;
		LM_ERR("parameter socket: %.*s is no UDP socket of this Kamailio\n",
				STR_FMT(&c->socket));
		return -1;
	}
	/* what comes from a loopback address cannot be relayed to a phone */
	for(si = udp_listen; si; si = si->next)
		if((si->flags & SI_IS_LO) == 0)
			break;
	c->sock = si ? si : udp_listen;
	if(c->sock)
		return 0;
	LM_ERR("Kamailio listens on no UDP socket, and subscriptions need one: add "
		   "listen=udp:ADDRESS:PORT\n");
	return -1;
}
