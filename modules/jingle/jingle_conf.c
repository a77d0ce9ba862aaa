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
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../../core/forward.h"
#include "../../core/globals.h"
#include "../../core/kemi.h"
#include "../../core/resolve.h"
#include "../../core/ut.h"

#include "jingle_conf.h"

jingle_conf_t jingle_conf = {
		.table = str_init("jingle_call"),
};

struct cfg_group_jingle jingle_numbers = {
		.hash_size = 12,
		.store_age = 86400,
		.fold_users = 1,
		.decline_code = 486,
		.max_calls = 20000,
		.max_calls_per_user = 8,
		.max_calls_per_caller = 2,
		.max_calls_foreign = 1000,
		.max_calls_per_domain = 100,
		.ring_time = 60,
		.ring_grace = 2000,
		.proceed_time = 30,
		.propose_age = 5,
		.ping_interval = 120,
		.ping_phones = 1,
		.picture_update = 1000,
		.request_time = 8000,
		.store_interval = 10,
};

void *jingle_cfg = &jingle_numbers;

enum
{
	DOMAIN_MAX = 255, /* bytes of a domain */
};

static str default_resource = str_init("gateway");

tm_api_t jingle_tm;
tm_xapi_t jingle_tmx;
sl_api_t jingle_sl;
xmpp_link_api_t jingle_link;
xmpp_gateway_api_t jingle_gateway;


/* may this stand behind the @ of an address? */
static int is_domain(const str *s)
{
	int i;

	for(i = 0; i < s->len; i++)
		if((unsigned char)s->s[i] <= ' ' || strchr("@/<>&'\"\\", s->s[i]))
			return 0;
	return s->len <= DOMAIN_MAX;
}


int jingle_conf_split(const char *name, const str *list, str *domains, int max)
{
	const char *p = list->s, *end = list->s + list->len;
	int n = 0;

	while(p < end) {
		while(p < end && strchr(" ,;\t", *p) != NULL)
			p++;
		if(p == end)
			break;
		if(n == max) {
			LM_ERR("parameter %s: more than %d values\n", name, max);
			return -1;
		}
		domains[n].s = (char *)p;
		while(p < end && strchr(" ,;\t", *p) == NULL)
			p++;
		domains[n].len = (int)(p - domains[n].s);
		if(!is_domain(&domains[n])) {
			LM_ERR("parameter %s: %.*s is not a domain\n", name,
					STR_FMT(&domains[n]));
			return -1;
		}
		n++;
	}
	return n;
}


/* one name for all of our contacts, whichever module speaks for them */
static void resource_set(void)
{
	const str *theirs;

	if(jingle_gateway.resource != NULL) {
		theirs = jingle_gateway.resource();
		if(jingle_conf.resource.len > 0
				&& !STR_EQ(jingle_conf.resource, *theirs))
			LM_WARN("parameter resource: %.*s is not used, xmpp_gateway's is "
					"%.*s\n",
					STR_FMT(&jingle_conf.resource), STR_FMT(theirs));
		jingle_conf.resource = *theirs;
	} else if(jingle_conf.resource.len <= 0) {
		jingle_conf.resource = default_resource;
	}
}


/* a component of its own, whose users only we know */
static int component_check(const str *name)
{
	if(jingle_conf_is_domain(name)) {
		LM_ERR("parameter local_domains: %.*s is a component, there are no "
			   "XMPP users\n",
				STR_FMT(name));
		return -1;
	}
	if(jingle_gateway.serves != NULL && !jingle_gateway.serves(name))
		LM_WARN("parameter component: xmpp_gateway's does not name %.*s, so no "
				"client sees its contacts\n",
				STR_FMT(name));
	return 0;
}


/* each component with its SIP domain */
static int components_set(void)
{
	str names[JINGLE_COMPONENTS_MAX], domains[JINGLE_COMPONENTS_MAX];
	xmpp_gateway_addr_conf_t *a;
	int i, n, m;

	n = jingle_conf_split(
			"component", &jingle_conf.component, names, JINGLE_COMPONENTS_MAX);
	m = jingle_conf_split("sip_domain", &jingle_conf.sip_domain, domains,
			JINGLE_COMPONENTS_MAX);
	if(n == 0)
		LM_ERR("parameter component: must name the domain of the XMPP "
			   "component, as in jingle-sidecar.conf\n");
	if(n <= 0 || m < 0)
		return -1;
	if(m > 1 && m != n) {
		LM_ERR("parameter sip_domain: %d domains for %d components; give one "
			   "for all, or one for each in the same order\n",
				m, n);
		return -1;
	}
	for(i = 0; i < n; i++) {
		if(component_check(&names[i]) < 0 || jingle_link.expect(&names[i]) < 0)
			return -1;
		a = &jingle_conf.addr[jingle_conf.addr_count++];
		a->gateway = names[i];
		if(m > 0)
			a->sip_domain = domains[m > 1 ? i : 0];
		a->fold_users = JINGLE_CFG(fold_users);
		a->own = jingle_conf.trunks;
	}
	return 0;
}


/* the lists of domains */
static int lists_set(void)
{
	int i, trunks;

	trunks = jingle_conf_split("trunk_domains", &jingle_conf.trunk_domains,
			jingle_conf.trunks, JINGLE_DOMAINS_MAX);
	jingle_conf.domain_count =
			jingle_conf_split("local_domains", &jingle_conf.local_domains,
					jingle_conf.domains, JINGLE_DOMAINS_MAX);
	if(trunks < 0 || jingle_conf.domain_count < 0 || components_set() < 0)
		return -1;
	for(i = 0; i < jingle_conf.addr_count; i++)
		jingle_conf.addr[i].own_len = trunks;
	return 0;
}


int jingle_conf_init(void)
{
	resource_set();
	if(jingle_conf.event_callback.len > 0 && sr_kemi_eng_get() == NULL) {
		LM_ERR("parameter event_callback is set, but no KEMI engine is "
			   "loaded\n");
		return -1;
	}
	return lists_set();
}


const xmpp_gateway_addr_conf_t *jingle_conf_component(const str *component)
{
	int i;

	for(i = 0; i < jingle_conf.addr_count; i++)
		if(link_folded_equal(component, &jingle_conf.addr[i].gateway))
			return &jingle_conf.addr[i];
	return NULL;
}


const xmpp_gateway_addr_conf_t *jingle_conf_home(const str *sip_domain)
{
	const xmpp_gateway_addr_conf_t *a;
	int i;

	for(i = 0; i < jingle_conf.addr_count; i++) {
		a = &jingle_conf.addr[i];
		if(link_folded_equal(sip_domain,
				   a->sip_domain.len > 0 ? &a->sip_domain : &a->gateway))
			return a;
	}
	return &jingle_conf.addr[0];
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
	int i;

	if(jingle_conf_socket() == 0)
		LM_INFO("the gateway's user agent is at %.*s\n",
				STR_FMT(&jingle_conf.sock->sock_str));
	if(jingle_conf.domain_count == 0)
		LM_WARN("parameter local_domains is empty: all XMPP users are "
				"foreign\n");
	for(i = 0; i < jingle_conf.addr_count; i++) {
		a = &jingle_conf.addr[i];
		domain = a->sip_domain.len > 0 ? a->sip_domain : a->gateway;
		if(check_self(&domain, 0, 0) != 1)
			LM_WARN("parameter sip_domain: %.*s is not a domain of this "
					"Kamailio (alias), its users are not found here\n",
					STR_FMT(&domain));
	}
}


int jingle_conf_is_domain(const str *domain)
{
	int i;

	for(i = 0; i < jingle_conf.domain_count; i++)
		if(link_folded_equal(domain, &jingle_conf.domains[i]))
			return 1;
	return 0;
}


int jingle_conf_is_local(const str *jid)
{
	link_jid_t parts;

	return link_jid_split(jid, &parts) == 0
		   && jingle_conf_is_domain(&parts.domain);
}
