/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: who may have an account, where, and how often it changes
 *
 * Attempts are counted by the hash of the JID in a table of fixed size of each
 * worker: users who share a slot within one minute share what is left of it,
 * and nobody can make it grow.
 */

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "../../core/forward.h"
#include "../xmpp_link/link_jid.h"
#include "../xmpp_link/link_list.h"

#include "account_config.h"
#include "account_policy.h"
#include "account_text.h"

enum
{
	POLICY_SLOTS = 4096,
	POLICY_MINUTE = 60000, /* ms */
};

typedef struct attempts
{
	uint64_t minute;
	int count;
} attempts_t;

static attempts_t table[POLICY_SLOTS];


static int is_any(const str *word)
{
	return word->len == 1 && word->s[0] == '*';
}


/* Is the domain, or one that it is within, in the list? */
static int list_names(const str *list, const str *domain)
{
	int at = 0;
	str word;

	while(link_list_next(list, &at, &word))
		if(!is_any(&word) && link_domain_within(domain, &word))
			return 1;
	return 0;
}


/* likewise; "*" is any */
static int list_allows(const str *list, const str *domain)
{
	int at = 0;
	str word;

	while(link_list_next(list, &at, &word))
		if(is_any(&word))
			return 1;
	return list_names(list, domain);
}


int xmpp_account_policy_user(const str *jid)
{
	str domain = link_jid_domain(jid);

	if(!link_jid_is_user(jid))
		return 0;
	if(xmpp_account_config.xmpp_domains.len > 0)
		return list_allows(&xmpp_account_config.xmpp_domains, &domain);
	return xmpp_account_gateway.is_local_user(jid);
}


static str host_of(const str *hostport)
{
	str host = *hostport;
	int i = host.len - 1;

	while(i > 0 && host.s[i] >= '0' && host.s[i] <= '9')
		i--;
	if(i > 0 && host.s[i] == ':' && (host.s[0] != '[' || host.s[i - 1] == ']'))
		host.len = i;
	return host;
}


/* the SIP domains of the gateway itself */
static int is_of_gateway(const str *host)
{
	const xmpp_gateway_addr_conf_t *c;
	int i, count;

	c = xmpp_account_gateway.components(&count);
	for(i = 0; i < count; i++)
		if(c[i].sip_domain.len > 0
				&& link_domain_within(host, &c[i].sip_domain))
			return 1;
	return 0;
}


int xmpp_account_policy_host(const str *hostport)
{
	str host = host_of(hostport);

	if(xmpp_account_config.sip_domains.len > 0)
		return list_allows(&xmpp_account_config.sip_domains, &host);
	return is_of_gateway(&host);
}


/* host[:port] of a SIP URI; empty: it is none, or two may read it as two */
static str uri_hostport(const str *uri)
{
	const char *colon = memchr(uri->s, ':', (size_t)uri->len), *sign;
	str at = {NULL, 0};
	int i;

	if(colon == NULL)
		return at;
	at.s = (char *)colon + 1;
	at.len = uri->len - (int)(at.s - uri->s);
	sign = memchr(at.s, '@', (size_t)at.len);
	if(sign != NULL) {
		at.len -= (int)(sign + 1 - at.s);
		at.s = (char *)sign + 1;
	}
	if(at.len <= 0 || memchr(at.s, '@', (size_t)at.len) != NULL)
		at.len = 0;
	for(i = 0; i < at.len; i++)
		if(at.s[i] == ';' || at.s[i] == '?')
			at.len = i;
	return at;
}


static int is_address(const str *host, const struct ip_addr *ip)
{
	char text[INET6_ADDRSTRLEN];
	unsigned char bytes[16];
	str h = *host;

	if(h.len > 2 && h.s[0] == '[' && h.s[h.len - 1] == ']') {
		h.s++;
		h.len -= 2;
	}
	if(ip->len == 0 || h.len <= 0 || h.len >= (int)sizeof(text))
		return 0;
	memcpy(text, h.s, (size_t)h.len);
	text[h.len] = '\0';
	return inet_pton((int)ip->af, text, bytes) == 1
		   && memcmp(bytes, ip->u.addr, ip->len) == 0;
}


int xmpp_account_policy_uri(const str *uri, const struct ip_addr *source)
{
	str at = uri_hostport(uri), host;

	if(at.len <= 0)
		return 0;
	host = host_of(&at);
	return xmpp_account_policy_host(&at) || is_address(&host, source);
}


/* Would phones take a From of this host for one of our own users? */
static int is_ours(const str *host)
{
	char text[ACCOUNT_HOST_MAX + 3];
	const xmpp_gateway_addr_conf_t *c;
	str jid = {text, 0};
	int i, count;

	if(is_of_gateway(host))
		return 1;
	c = xmpp_account_gateway.components(&count);
	for(i = 0; i < count; i++)
		if(link_domain_within(host, &c[i].gateway))
			return 1;
	jid.len = snprintf(text, sizeof(text), "x@%.*s", STR_FMT(host));
	return jid.len < (int)sizeof(text)
		   && xmpp_account_gateway.is_local_user(&jid);
}


/* Is it this very Kamailio, or a host that was named to us? */
static int proxy_is_known(const str *proxy)
{
	str host = host_of(proxy), port;
	int number = 0;

	if(is_of_gateway(&host)
			|| list_names(&xmpp_account_config.sip_domains, &host))
		return 1;
	port.s = host.s + host.len + 1;
	port.len = proxy->len - host.len - 1;
	if(port.len > 0)
		number = xmpp_account_number(&port, 65535);
	return check_self(&host, (unsigned short)number, 0) == 1;
}


static int refuse(account_result_t *result, account_code_t code,
		account_field_t field, const char *reason)
{
	result->code = code;
	result->field = field;
	result->reason = reason;
	return -1;
}


int xmpp_account_policy(const account_fields_t *f, account_result_t *result)
{
	str at = xmpp_account_aor_host(&f->aor), host = host_of(&at);

	if(!xmpp_account_policy_user(&f->owner))
		return refuse(result, ACCOUNT_FORBIDDEN, ACCOUNT_OWNER,
				"users of this domain cannot have accounts here");
	if(!xmpp_account_policy_host(&host))
		return refuse(result, ACCOUNT_FORBIDDEN, ACCOUNT_AOR,
				"accounts of this SIP domain are not allowed here");
	if(f->proxy.len > 0 && !xmpp_account_policy_host(&f->proxy))
		return refuse(result, ACCOUNT_FORBIDDEN, ACCOUNT_PROXY,
				"this outbound proxy is not allowed here");
	/* who may be called by our names, no stranger says */
	if(f->proxy.len > 0 && is_ours(&host) && !proxy_is_known(&f->proxy))
		return refuse(result, ACCOUNT_FORBIDDEN, ACCOUNT_PROXY,
				"this outbound proxy is not allowed for this SIP address");
	return 0;
}


int xmpp_account_policy_attempt(const str *owner, account_result_t *result)
{
	str bare = link_jid_bare(owner);
	attempts_t *a = &table[link_hash(LINK_HASH_START, &bare) % POLICY_SLOTS];
	uint64_t minute = xmpp_account_link.now() / POLICY_MINUTE + 1;

	if(a->minute != minute) {
		a->minute = minute;
		a->count = 0;
	}
	if(a->count < ACCOUNT_CFG(attempts)) {
		a->count++;
		return 0;
	}
	return refuse(result, ACCOUNT_BUSY, ACCOUNT_OWNER,
			"too many changes: wait a minute");
}
