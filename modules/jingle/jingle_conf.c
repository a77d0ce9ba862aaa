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
 * \brief jingle :: parameters, and the modules that we use
 *
 * Texts are set while kamailio.cfg is read, checked together and derived from
 * in mod_init, and do not change afterwards; numbers are in Kamailio's
 * configuration framework (JINGLE_CFG). The APIs of tm, sl, xmpp_link and
 * xmpp_gateway are bound in mod_init. Every process reads its copy.
 */

#include "../../core/dprint.h"
#include "../../core/forward.h"
#include "../../core/globals.h"
#include "../../core/resolve.h"
#include "../../core/ut.h"

#include "jingle_conf.h"

jingle_conf_t jingle_conf = {
		.table = str_init("jingle_call"),
		.proceed = str_init("by_client"),
};

struct cfg_group_jingle jingle_numbers = {
		.hash_size = 12,
		.store_age = 86400,
		.decline_code = 486,
		.max_calls = 20000,
		.max_calls_per_user = 8,
		.max_calls_per_caller = 2,
		.max_calls_foreign = 1000,
		.max_calls_per_domain = 100,
		.ring_time = 60,
		.ring_grace = 2000,
		.transfer_time = 32,
		.max_transfers = 16,
		.proceed_time = 30,
		.propose_age = 5,
		.ping_interval = 120,
		.media_check = 10,
		.ping_phones = 1,
		.session_expires = 1800,
		.min_se = 90,
		.picture_update = 1000,
		.chat_digits = 1,
		.request_time = 8000,
		.add_time = 15,
		.store_interval = 10,
};

void *jingle_cfg = &jingle_numbers;

tm_api_t jingle_tm;
tm_xapi_t jingle_tmx;
sl_api_t jingle_sl;
xmpp_link_api_t jingle_link;
xmpp_gateway_api_t jingle_gateway;
jingle_sdp_api_t jingle_sdp;


int jingle_conf_init(void)
{
	int components;

	jingle_gateway.components(&components);
	if(components < 0) {
		LM_ERR("the module xmpp_gateway must be loaded before this one: move "
			   "loadmodule \"xmpp_gateway.so\" in front of it\n");
		return -1;
	}
	if(components == 0) {
		LM_ERR("parameter component of xmpp_gateway: must name the domain of "
			   "the XMPP component, as in jingle-sidecar.conf\n");
		return -1;
	}
	return 0;
}


int jingle_conf_socket(void)
{
	struct socket_info *si;

	if(jingle_conf.sock != NULL)
		return 0;
	if(jingle_conf.socket.len > 0) {
		jingle_conf.sock = lookup_local_socket(&jingle_conf.socket);
		if(jingle_conf.sock == NULL) {
			LM_ERR("parameter socket: Kamailio does not listen on %.*s\n",
					STR_FMT(&jingle_conf.socket));
			return -1;
		}
		if(jingle_conf.sock->proto != PROTO_UDP) {
			LM_ERR("parameter socket: %.*s is not a UDP socket\n",
					STR_FMT(&jingle_conf.socket));
			return -1;
		}
		return 0;
	}
	/* what comes from a loopback address cannot be relayed to a phone */
	for(si = udp_listen; si != NULL; si = si->next)
		if((si->flags & SI_IS_LO) == 0)
			break;
	jingle_conf.sock = si != NULL ? si : udp_listen;
	if(jingle_conf.sock == NULL) {
		LM_ERR("Kamailio listens on no UDP socket, and the gateway's user "
			   "agent needs one: add listen=udp:ADDRESS:PORT\n");
		return -1;
	}
	return 0;
}


void jingle_conf_audit(void)
{
	const xmpp_gateway_addr_conf_t *a;
	str domain;
	int i, n;

	if(jingle_conf_socket() == 0)
		LM_INFO("our user agent lives at %.*s\n",
				STR_FMT(&jingle_conf.sock->sock_str));
	a = jingle_gateway.components(&n);
	for(i = 0; i < n; i++, a++) {
		domain = a->sip_domain.len > 0 ? a->sip_domain : a->gateway;
		if(check_self(&domain, 0, 0) != 1)
			LM_WARN("parameter sip_domain: %.*s is not a domain of this "
					"Kamailio (alias), its users are not found here\n",
					STR_FMT(&domain));
	}
}
