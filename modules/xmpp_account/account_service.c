/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: the way that a registrar wants calls out to take
 * (Service-Route, RFC 3608)
 *
 * Where an outbound proxy is in front of it, the proxy is asked, and knows the
 * rest. Else the first route is asked: that must be the registrar's own address,
 * or a host at which accounts may be, or an answer could send calls, and what
 * answers their challenges, anywhere.
 */

#include <arpa/inet.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/forward.h"
#include "../xmpp_link/link_log.h"

#include "account_dialog.h"
#include "account_policy.h"
#include "account_service.h"

str xmpp_account_service_first(const str *routes)
{
	str uri = STR_NULL;
	const char *end = routes->len > 0
							  ? memchr(routes->s, '>', (size_t)routes->len)
							  : NULL;

	if(end) {
		uri.s = routes->s + 1;
		uri.len = (int)(end - uri.s);
	}
	return uri;
}


/* host[:port] of a SIP URI */
static str hostport_of(const str *uri)
{
	char *at = memchr(uri->s, '@', (size_t)uri->len);
	char *colon = memchr(uri->s, ':', (size_t)uri->len);
	str host = {at ? at + 1 : colon + 1, 0};
	int n = (int)(uri->s + uri->len - host.s);

	while(host.len < n && strchr(";?", host.s[host.len]) == NULL)
		host.len++;
	return host;
}


static str host_of(str hostport)
{
	char *end = hostport.len > 0 && hostport.s[0] == '['
						? memchr(hostport.s, ']', (size_t)hostport.len)
						: memchr(hostport.s, ':', (size_t)hostport.len);

	if(end)
		hostport.len = (int)(end - hostport.s) + (*end == ']');
	return hostport;
}


/* May calls go there, and is it not this Kamailio? */
static int first_is_allowed(const account_incoming_t *in, const str *routes)
{
	str uri = xmpp_account_service_first(routes);
	str hostport = hostport_of(&uri), host = host_of(hostport);

	if(!xmpp_account_hostport_valid(&hostport) || check_self(&host, 0, 0) == 1)
		return 0;
	return xmpp_account_policy_uri(&uri, &in->source);
}


/* told once, not with each refresh */
static void refuse(const account_t *a, const char *why)
{
	if(a->reg.state != ACCOUNT_REGISTERED)
		LINK_LOG(LM_NOTICE,
				"the Service-Route of account %.*s of XMPP user %.*s %s: calls "
				"go out without it\n",
				STR_FMT(&a->fields.line), STR_FMT(&a->fields.owner), why);
}


void xmpp_account_service_note(account_t *a, const account_incoming_t *in)
{
	account_dialog_t d;

	if(xmpp_account_service_read(&in->text, &d) < 0) {
		refuse(a, "cannot be read");
		d.routes.len = 0;
	} else if(d.routes.len > 0 && a->fields.proxy.len == 0
			  && !first_is_allowed(in, &d.routes)) {
		refuse(a, "leads to a host that is not allowed here (parameter "
				  "sip_domains)");
		d.routes.len = 0;
	}
	xmpp_account_text_set(a, &a->routes, &d.routes);
}
