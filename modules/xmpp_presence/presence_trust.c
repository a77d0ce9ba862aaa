/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: which SIP hosts subscriptions of ours go to
 *
 * Whoever answers a SUBSCRIBE names by Contact and Record-Route where the next one
 * goes: not to any host that this Kamailio can reach.
 */

#include <arpa/inet.h>
#include <string.h>

#include "../../core/forward.h"
#include "../../core/parser/parse_rr.h"
#include "../../core/parser/parse_uri.h"
#include "../xmpp_link/link_jid.h"
#include "../xmpp_link/link_list.h"

#include "presence_config.h"
#include "presence_trust.h"


static int is_of_gateway(const str *host)
{
	const xmpp_gateway_addr_conf_t *c;
	int i, count;

	c = xmpp_presence_gateway.components(&count);
	for(i = 0; i < count; i++)
		if(c[i].sip_domain.len > 0 && link_folded_equal(host, &c[i].sip_domain))
			return 1;
	return 0;
}


int xmpp_presence_watches(const str *domain)
{
	const str *list = &xmpp_presence_config.watch_domains;
	int at = 0;
	str word;

	if(list->len == 0)
		return is_of_gateway(domain);
	while(link_list_next(list, &at, &word))
		if((word.len == 1 && word.s[0] == '*')
				|| link_folded_equal(&word, domain))
			return 1;
	return 0;
}


static int is_self(const sip_uri_t *uri)
{
	return check_self((str *)&uri->host, uri->port_no, 0) == 1;
}


static int is_address(const str *host, const struct ip_addr *source)
{
	char text[INET6_ADDRSTRLEN];
	unsigned char bytes[16];
	str h = *host;

	if(h.len > 2 && h.s[0] == '[' && h.s[h.len - 1] == ']') {
		h.s++;
		h.len -= 2;
	}
	if(source->len == 0 || h.len <= 0 || h.len >= (int)sizeof(text))
		return 0;
	memcpy(text, h.s, (size_t)h.len);
	text[h.len] = '\0';
	return inet_pton((int)source->af, text, bytes) == 1
		   && memcmp(bytes, source->u.addr, source->len) == 0;
}


static int hop_is_trusted(const sip_uri_t *uri, const struct ip_addr *source)
{
	return is_self(uri) || xmpp_presence_watches(&uri->host)
		   || is_address(&uri->host, source);
}


/* 1, 0, -1: all of them are this Kamailio's, or there are none */
static int routes_are_trusted(const str *routes, const struct ip_addr *source)
{
	rr_t *parsed = NULL, *rr;
	sip_uri_t uri;
	int said = -1;

	if(routes->len <= 0)
		return -1;
	if(parse_rr_body(routes->s, routes->len, &parsed) < 0)
		return 0;
	for(rr = parsed; rr && said < 0; rr = rr->next)
		if(parse_uri(rr->nameaddr.uri.s, rr->nameaddr.uri.len, &uri) < 0)
			said = 0;
		else if(!is_self(&uri))
			said = hop_is_trusted(&uri, source) != 0;
	free_rr(&parsed);
	return said;
}


presence_trust_t xmpp_presence_trusts(
		const str *target, const str *routes, const struct ip_addr *source)
{
	int said = routes_are_trusted(routes, source);
	sip_uri_t uri;

	if(said >= 0)
		return said ? PRESENCE_TRUST_BOTH : PRESENCE_TRUST_NONE;
	return target->len > 0 && parse_uri(target->s, target->len, &uri) == 0
						   && hop_is_trusted(&uri, source)
				   ? PRESENCE_TRUST_BOTH
				   : PRESENCE_TRUST_ROUTES;
}
