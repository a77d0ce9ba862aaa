/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: is it the registrar that answers by TLS?
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../../core/pvar.h"
#include "../../core/sr_module.h"

#include "account_certificate.h"
#include "account_config.h"
#include "account_tls.h"

static pv_spec_t certificate;
static int is_known; /* is tls loaded? */


int xmpp_account_tls_init(void)
{
	str name = str_init("$tls_peer_raw_cert");

	if(find_export("is_peer_verified", 0, 0) == NULL)
		return 0;
	if(pv_parse_spec(&name, &certificate) == NULL) {
		LM_ERR("the module tls has no variable %.*s\n", STR_FMT(&name));
		return -1;
	}
	is_known = 1;
	return 0;
}


/* without user, port and brackets */
static str host_of(const str *uri)
{
	char *at = memchr(uri->s, '@', (size_t)uri->len);
	char *colon = memchr(uri->s, ':', (size_t)uri->len);
	str host = {at ? at + 1 : colon ? colon + 1 : uri->s, 0};
	int most = (int)(uri->s + uri->len - host.s);
	int is_ipv6 = most > 0 && host.s[0] == '[';

	host.s += is_ipv6;
	most -= is_ipv6;
	while(host.len < most
			&& strchr(is_ipv6 ? "]" : ":;?>", host.s[host.len]) == NULL)
		host.len++;
	return host;
}


int xmpp_account_tls_is_foreign(
		sip_msg_t *reply, const str *aor, const str *hop)
{
	static unsigned char buf[ACCOUNT_CERTIFICATE_MAX];
	str hosts[2] = {host_of(aor), {NULL, 0}};
	pv_value_t pem;

	if(!ACCOUNT_CFG(tls_names) || !is_known)
		return 0;
	if(reply->rcv.proto != PROTO_TLS) /* tm takes it for an answer, too */
		return 1;
	if(hop->len > 0)
		hosts[1] = host_of(hop);
	if(pv_get_spec_value(reply, &certificate, &pem) < 0
			|| !(pem.flags & PV_VAL_STR))
		return 1;
	return !xmpp_account_certificate_is_for(&pem.rs, hosts, 2, buf);
}
