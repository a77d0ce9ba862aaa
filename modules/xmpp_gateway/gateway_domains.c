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
 * \brief xmpp_gateway :: who we are
 *
 * Each domain of the parameter component has its SIP domain: the one of
 * sip_domain, or the one in the same place there, or itself. What is derived
 * at the start is never changed, so any process may read it.
 */

#include "../../core/dprint.h"
#include "../xmpp_link/link_jid.h"
#include "../xmpp_link/link_list.h"

#include "gateway_config.h"
#include "gateway_domains.h"

static xmpp_gateway_addr_conf_t components[GATEWAY_COMPONENTS_MAX];
static int component_count = -1; /* not known before mod_init */
static str domains[GATEWAY_DOMAINS_MAX];
static int domain_count;
static str trunks[GATEWAY_DOMAINS_MAX];


/* the lists were looked at where they stand: what is read here is valid */
static int list_read(const str *list, str *words, int max)
{
	int n = 0, at = 0;

	while(n < max && link_list_next(list, &at, &words[n]))
		n++;
	return n;
}


static int is_one_of(const str *domain, const str *list, int n)
{
	int i;

	for(i = 0; i < n; i++)
		if(link_folded_equal(domain, &list[i]))
			return 1;
	return 0;
}


static int component_add(const str *domain, const str *sip_domain, int trunks_n)
{
	xmpp_gateway_addr_conf_t *a = &components[component_count];

	/* a component of its own, whose users only we know */
	if(xmpp_gateway_is_domain(domain)) {
		LM_ERR("parameter local_domains: %.*s is a component, there are no "
			   "XMPP users\n",
				STR_FMT(domain));
		return -1;
	}
	if(xmpp_gateway_link.expect(domain) < 0)
		return -1;
	a->gateway = *domain;
	a->sip_domain = *sip_domain;
	a->fold_users = GATEWAY_CFG(fold_users);
	a->own = trunks;
	a->own_len = trunks_n;
	component_count++;
	return 0;
}


int xmpp_gateway_domains_init(void)
{
	const gateway_config_t *c = &xmpp_gateway_config;
	str names[GATEWAY_COMPONENTS_MAX], sip[GATEWAY_COMPONENTS_MAX];
	str own = STR_NULL;
	int i, n, sips, trunks_n;

	domain_count = list_read(&c->local_domains, domains, GATEWAY_DOMAINS_MAX);
	trunks_n = list_read(&c->trunk_domains, trunks, GATEWAY_DOMAINS_MAX);
	n = list_read(&c->component, names, GATEWAY_COMPONENTS_MAX);
	sips = list_read(&c->sip_domain, sip, GATEWAY_COMPONENTS_MAX);
	if(sips > 1 && sips != n) {
		LM_ERR("parameter sip_domain: %d domains for %d components; give one "
			   "for all, or one for each in the same order\n",
				sips, n);
		return -1;
	}
	component_count = 0;
	for(i = 0; i < n; i++)
		if(component_add(&names[i], sips == 0 ? &own : &sip[sips > 1 ? i : 0],
				   trunks_n)
				< 0)
			return -1;
	if(domain_count == 0)
		LM_WARN("parameter local_domains is empty: all XMPP users are foreign, "
				"and none may subscribe to a contact unless "
				"event_route[xmpp-gateway:subscribe] says so\n");
	return xmpp_gateway_link.local_domains(&c->local_domains);
}


const xmpp_gateway_addr_conf_t *xmpp_gateway_components(int *count)
{
	*count = component_count;
	return components;
}


const xmpp_gateway_addr_conf_t *xmpp_gateway_component(const str *domain)
{
	int i;

	for(i = 0; i < component_count; i++)
		if(link_folded_equal(domain, &components[i].gateway))
			return &components[i];
	return NULL;
}


const xmpp_gateway_addr_conf_t *xmpp_gateway_home(const str *sip_domain)
{
	const xmpp_gateway_addr_conf_t *a;
	int i;

	for(i = 0; i < component_count; i++) {
		a = &components[i];
		if(link_folded_equal(sip_domain,
				   a->sip_domain.len > 0 ? &a->sip_domain : &a->gateway))
			return a;
	}
	return &components[0];
}


int xmpp_gateway_is_ours(const str *component)
{
	return component_count == 0 || xmpp_gateway_component(component) != NULL;
}


int xmpp_gateway_is_domain(const str *domain)
{
	return is_one_of(domain, domains, domain_count);
}


int xmpp_gateway_is_local(const str *jid)
{
	link_jid_t parts;

	return link_jid_split(jid, &parts) == 0
		   && xmpp_gateway_is_domain(&parts.domain);
}
