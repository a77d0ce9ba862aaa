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
 * \brief jingle :: the parameters' names, and which values they take
 *
 * What a value is worth beside others', or once Kamailio's sockets are known,
 * is looked at when it starts: jingle_conf.c.
 */

#include "../../core/dprint.h"
#include "../../core/resolve.h"
#include "../xmpp_link/link_param.h"

#include "jingle_conf.h"
#include "jingle_param.h"

enum
{
	RESOURCE_MAX = 1023, /* RFC 7622 section 3.4 */
};


static int domains_check(const char *name, const str *value)
{
	str domains[JINGLE_DOMAINS_MAX];

	return jingle_conf_split(name, value, domains, JINGLE_DOMAINS_MAX) < 0 ? -1
																		   : 0;
}


static int component_check(const char *name, const str *value)
{
	str domains[JINGLE_COMPONENTS_MAX];
	int i, j, n;

	n = jingle_conf_split(name, value, domains, JINGLE_COMPONENTS_MAX);
	for(i = 0; i < n; i++)
		for(j = 0; j < i; j++)
			if(jingle_addr_domain_eq(&domains[i], &domains[j])) {
				LM_ERR("parameter %s: %.*s is named twice\n", name,
						STR_FMT(&domains[i]));
				return -1;
			}
	if(n == 0)
		LM_ERR("parameter %s: must name the domain of the XMPP component, as "
			   "in jingle-sidecar.conf\n",
				name);
	return n > 0 ? 0 : -1;
}


static int resource_check(const char *name, const str *value)
{
	int i;

	for(i = 0; i < value->len; i++)
		if((unsigned char)value->s[i] < ' ' || value->s[i] == 0x7f)
			break;
	if(i == value->len && value->len <= RESOURCE_MAX)
		return 0;
	LM_ERR("parameter %s: not text of at most %d bytes\n", name, RESOURCE_MAX);
	return -1;
}


/* does it look like a UDP socket? Whether it is one is seen later */
static int socket_check(const char *name, const str *value)
{
	char *host;
	int len, port, proto;

	if(value->len == 0)
		return 0;
	if(parse_phostport(value->s, &host, &len, &port, &proto) < 0) {
		LM_ERR("parameter %s: %.*s is no address; write it as in listen, "
			   "udp:192.0.2.1:5060\n",
				name, STR_FMT(value));
		return -1;
	}
	if(proto != PROTO_UDP && proto != PROTO_NONE) {
		LM_ERR("parameter %s: %.*s is not a UDP socket\n", name,
				STR_FMT(value));
		return -1;
	}
	return 0;
}


static int set_decline_code(modparam_t type, void *value)
{
	int code = (int)(long)value;

	(void)type;
	if(code != 486 && code != 603) {
		LM_ERR("parameter decline_code is %d, must be 486 or 603\n", code);
		return -1;
	}
	jingle_conf.decline_code = code;
	return 0;
}


/* clang-format off */
#define STRINGS(X) \
	X(component, jingle_conf.component, component_check) \
	X(resource, jingle_conf.resource, resource_check) \
	X(sip_domain, jingle_conf.sip_domain, domains_check) \
	X(trunk_domains, jingle_conf.trunk_domains, domains_check) \
	X(local_domains, jingle_conf.local_domains, domains_check) \
	X(socket, jingle_conf.socket, socket_check) \
	X(event_callback, jingle_conf.event_callback, NULL) \
	X(db_url, jingle_conf.db_url, link_param_url) \
	X(table, jingle_conf.table, link_param_table)

/* of max_stanza_bytes and on: below the least no usual call gets through */
#define NUMBERS(X) \
	X(hash_size, jingle_conf.hash_size, 4, 20) \
	X(max_calls, jingle_conf.max_calls, 1, 1000000) \
	X(max_calls_per_user, jingle_conf.max_calls_per_user, 1, 1000000) \
	X(max_calls_per_caller, jingle_conf.max_calls_per_caller, 1, 1000000) \
	X(max_calls_foreign, jingle_conf.max_calls_foreign, 0, 1000000) \
	X(max_calls_per_domain, jingle_conf.max_calls_per_domain, 0, 1000000) \
	X(ring_time, jingle_conf.ring_time, 1, 170) \
	X(ring_grace, jingle_conf.ring_grace, 0, 60000) \
	X(proceed_time, jingle_conf.proceed_time, 1, 300) \
	X(propose_age, jingle_conf.propose_age, 1, 60) \
	X(ping_interval, jingle_conf.ping_interval, 0, 86400) \
	X(ping_phones, jingle_conf.ping_phones, 0, 1) \
	X(picture_update, jingle_conf.picture_update, 0, 10000) \
	X(request_time, jingle_conf.request_time, 500, 30000) \
	X(second_call, jingle_conf.second_call, 0, 1) \
	X(store_interval, jingle_conf.store_interval, 0, 10000) \
	X(store_age, jingle_conf.store_age, 60, 31536000) \
	X(fold_users, jingle_conf.fold_users, 0, 1) \
	X(max_stanza_bytes, jingle_conf.limits.bytes, 4096, 1 << 24) \
	X(max_depth, jingle_conf.limits.depth, 8, 256) \
	X(max_attribute, jingle_conf.limits.attribute, 256, 65536) \
	X(max_elements, jingle_conf.limits.elements, 64, 1000000) \
	X(max_contents, jingle_conf.limits.contents, 1, 256) \
	X(max_payloads, jingle_conf.limits.payloads, 1, 128) \
	X(max_params, jingle_conf.limits.params, 1, 1024) \
	X(max_feedback, jingle_conf.limits.feedback, 0, 1024) \
	X(max_hdrexts, jingle_conf.limits.hdrexts, 0, 1024) \
	X(max_sources, jingle_conf.limits.sources, 0, 65536) \
	X(max_candidates, jingle_conf.limits.candidates, 1, 65536)

STRINGS(LINK_PARAM_STR)
NUMBERS(LINK_PARAM_INT)

param_export_t jingle_params[] = {
	STRINGS(LINK_PARAM_STR_ROW)
	NUMBERS(LINK_PARAM_INT_ROW)
	{"decline_code", PARAM_INT | PARAM_USE_FUNC, (void *)set_decline_code},
	{0, 0, 0}
};
/* clang-format on */
