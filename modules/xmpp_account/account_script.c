/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: what kamailio.cfg asks
 *
 * An account is copied out of its table before anything is done with it: what
 * changes a message takes time, and the owner waits for the lock.
 */

#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/dset.h"
#include "../../core/forward.h"
#include "../../core/data_lump.h"
#include "../../core/ip_addr.h"
#include "../../core/mem/mem.h"
#include "../../core/parser/parse_from.h"
#include "../../core/parser/parse_uri.h"
#include "../xmpp_link/link_jid.h"
#include "../xmpp_link/link_log.h"

#include "account_authorize.h"
#include "account_config.h"
#include "account_dialog.h"
#include "account_event.h"
#include "account_ring.h"
#include "account_script.h"
#include "account_service.h"
#include "account_stats.h"
#include "account_text.h"
#include "account_table.h"
#include "account_view.h"

enum
{
	SCRIPT_URI_MAX = 1024
};


/* --- calls that come in ------------------------------------------------------------- */

/* with the lock */
static int is_from_registrar(const account_t *a, const sip_msg_t *msg)
{
	return !ACCOUNT_CFG(check_source)
		   || (a->source.len > 0 && ip_addr_cmp(&a->source, &msg->rcv.src_ip));
}


/* A copy for the script of the account with this token. return 1, -1 none, -2
 * another than its registrar asks */
static int token_look(sip_msg_t *msg, const str *token, int worker)
{
	int has_callid = parse_headers(msg, HDR_CALLID_F, 0) == 0 && msg->callid;
	account_view_t view;
	account_t *a;
	int rc = -1;

	xmpp_account_lock(worker);
	a = xmpp_account_find_token(worker, token);
	if(a && a->user) {
		rc = is_from_registrar(a, msg) ? 1 : -2;
		xmpp_account_view(a, &view);
		xmpp_account_current_set(msg, &view);
		if(rc == 1) {
			a->calls++;
			if(has_callid)
				xmpp_account_ring_note(a, &msg->callid->body);
		}
	}
	xmpp_account_unlock(worker);
	return rc;
}


static int token_find(sip_msg_t *msg, const str *token)
{
	int worker, rc = -1;

	if(token->len != ACCOUNT_TOKEN_LEN)
		return -1;
	for(worker = 0; worker < xmpp_account_link.workers() && rc == -1; worker++)
		rc = token_look(msg, token, worker);
	return rc;
}


/* challenges within the call are met later */
static void routed_note(sip_msg_t *msg, const account_view_t *view)
{
	const account_fields_t *f = &view->fields;

	if(parse_headers(msg, HDR_CALLID_F, 0) == 0 && msg->callid)
		xmpp_account_routed(xmpp_account_link.owner(&f->owner), &f->owner,
				&f->line, &msg->callid->body);
}


static int uri_rewrite(sip_msg_t *msg, const account_view_t *view)
{
	char buf[SCRIPT_URI_MAX];
	str uri;

	if(xmpp_account_gateway.addr_to_uri("sip", &view->fields.owner, 0, buf,
			   sizeof(buf),
			   &uri) < 0
			|| rewrite_uri(msg, &uri) < 0) {
		LM_ERR("no Request-URI for XMPP user %.*s\n",
				STR_FMT(&view->fields.owner));
		return -1;
	}
	return 1;
}


int xmpp_account_script_lookup(sip_msg_t *msg)
{
	const account_view_t *view;
	int rc;

	xmpp_account_current_set(msg, NULL);
	if(parse_sip_msg_uri(msg) < 0)
		return -1;
	rc = token_find(msg, &msg->parsed_uri.user);
	view = xmpp_account_current(msg);
	if(rc == -1 || view == NULL)
		return -1;
	if(rc == 1) {
		xmpp_account_stat(ACCOUNT_STAT_CALLS_IN);
		if(ACCOUNT_CFG(authorize_incoming))
			routed_note(msg, view);
		return uri_rewrite(msg, view);
	}
	xmpp_account_stat(ACCOUNT_STAT_CALLS_FOREIGN);
	LINK_LOG(LM_NOTICE,
			"a request to account %.*s of XMPP user %.*s is from %s, not from "
			"its registrar (parameter check_source)\n",
			STR_FMT(&view->fields.line), STR_FMT(&view->fields.owner),
			ip_addr2a(&msg->rcv.src_ip));
	xmpp_account_current_set(msg, NULL);
	return -2;
}


/* --- calls that go out ----------------------------------------------------------------- */

/* Is it our own registrar? Then the script has the call already. */
static int is_elsewhere(const account_fields_t *f)
{
	char buf[SCRIPT_URI_MAX];
	sip_uri_t uri;
	str hop;

	if(xmpp_account_hop(f, buf, sizeof(buf), &hop) < 0
			|| parse_uri(hop.s, hop.len, &uri) < 0)
		return 0;
	return check_self(&uri.host, uri.port_no, 0) != 1;
}


/* The default account of this JID, for the script. NULL: there is none, or none
 * elsewhere. routes: its Service-Route, in room for it */
static const account_view_t *default_copy(
		const sip_msg_t *msg, const str *jid, str *routes)
{
	int worker = xmpp_account_link.owner(jid), found = 0;
	const account_view_t *current;
	account_view_t view;
	account_t *a;

	xmpp_account_lock(worker);
	a = xmpp_account_find(worker, jid, NULL);
	if(a && xmpp_account_is_accepted(a)) {
		xmpp_account_view(a, &view);
		xmpp_account_current_set(msg, &view);
		if(routes && a->routes.len <= ACCOUNT_DIALOG_ROUTES_MAX) {
			memcpy(routes->s, a->routes.s ? a->routes.s : "",
					(size_t)a->routes.len);
			routes->len = a->routes.len;
		}
		found = 1;
	}
	xmpp_account_unlock(worker);
	current = found ? xmpp_account_current(msg) : NULL;
	if(current && is_elsewhere(&current->fields))
		return current;
	xmpp_account_current_set(msg, NULL);
	return NULL;
}


int xmpp_account_script_calls(sip_msg_t *msg, str *jid)
{
	return default_copy(msg, jid, NULL) ? 1 : -1;
}


/* Only what has the account's own name goes by it. */
static int is_from_account(sip_msg_t *msg, const account_view_t *view)
{
	const str *aor = &view->fields.aor;
	const str *from;

	if(parse_from_header(msg) < 0)
		return 0;
	from = &get_from(msg)->uri;
	return from->len == aor->len
		   && memcmp(from->s, aor->s, (size_t)aor->len) == 0;
}


/* A name of the gateway's own SIP domain was typed without one: it is meant
 * there where the account is. */
static int domain_change(sip_msg_t *msg, const account_view_t *view)
{
	const xmpp_gateway_addr_conf_t *home;
	str host = xmpp_account_aor_host(&view->fields.aor), uri;
	char buf[SCRIPT_URI_MAX];

	if(parse_sip_msg_uri(msg) < 0)
		return -1;
	home = xmpp_account_gateway.home(&msg->parsed_uri.host);
	if(home == NULL || msg->parsed_uri.user.len <= 0
			|| !link_folded_equal(&home->sip_domain, &msg->parsed_uri.host))
		return 0;
	uri.s = buf;
	uri.len = snprintf(buf, sizeof(buf), "sip:%.*s@%.*s",
			STR_FMT(&msg->parsed_uri.user), STR_FMT(&host));
	return uri.len < (int)sizeof(buf) && rewrite_uri(msg, &uri) >= 0 ? 0 : -1;
}


/* Where it is sent, without an outbound proxy: to the first route, by the
 * account's transport where that says none. return 0, -1: no room */
static int route_hop(
		const account_fields_t *f, const str *routes, char *buf, str *hop)
{
	str uri = xmpp_account_service_first(routes), params, transport;
	char *semicolon = memchr(uri.s, ';', (size_t)uri.len);

	params.s = semicolon ? semicolon : uri.s + uri.len;
	params.len = (int)(uri.s + uri.len - params.s);
	hop->s = buf;
	hop->len = snprintf(buf, SCRIPT_URI_MAX, "%.*s", STR_FMT(&uri));
	if(hop->len < SCRIPT_URI_MAX && f->transport != ACCOUNT_UDP
			&& !xmpp_account_param(&params, "transport", &transport))
		hop->len += snprintf(buf + hop->len, SCRIPT_URI_MAX - (size_t)hop->len,
				";transport=%s", xmpp_account_transport_name(f->transport));
	return hop->len < SCRIPT_URI_MAX ? 0 : -1;
}


/* Route, in front of the other headers. return 0, -1 */
static int route_add(sip_msg_t *msg, const str *routes)
{
	int cap = routes->len + (int)sizeof("Route: \r\n");
	struct lump *at;
	char *line;

	if(parse_headers(msg, HDR_EOH_F, 0) < 0 || msg->headers == NULL)
		return -1;
	at = anchor_lump(
			msg, (int)(msg->headers->name.s - msg->buf), 0, HDR_ROUTE_T);
	line = at ? pkg_malloc((size_t)cap) : NULL;
	if(line == NULL) {
		PKG_MEM_ERROR;
		return -1;
	}
	snprintf(line, (size_t)cap, "Route: %.*s\r\n", STR_FMT(routes));
	if(insert_new_lump_before(at, line, cap - 1, HDR_ROUTE_T) != NULL)
		return 0;
	pkg_free(line);
	return -1;
}


/* Its outbound proxy, its registrar's route, its domain: in this order. return
 * 0, -1 */
static int hop_set(sip_msg_t *msg, const account_fields_t *f, const str *routes)
{
	char buf[SCRIPT_URI_MAX];
	str hop;

	if(routes->len > 0 && route_add(msg, routes) < 0)
		return -1;
	if(routes->len > 0 && f->proxy.len == 0) {
		if(route_hop(f, routes, buf, &hop) < 0)
			return -1;
	} else if(xmpp_account_hop(f, buf, sizeof(buf), &hop) < 0) {
		return -1;
	}
	return set_dst_uri(msg, &hop) < 0 ? -1 : 0;
}


int xmpp_account_script_route(sip_msg_t *msg, str *jid)
{
	static char buf[ACCOUNT_DIALOG_ROUTES_MAX];
	str routes = {buf, 0};
	const account_view_t *view = default_copy(msg, jid, &routes);

	if(view == NULL || !is_from_account(msg, view)) {
		xmpp_account_current_set(msg, NULL);
		return -1;
	}
	if(domain_change(msg, view) < 0
			|| hop_set(msg, &view->fields, &routes) < 0) {
		LM_ERR("the call of XMPP user %.*s cannot be sent to %.*s\n",
				STR_FMT(jid), STR_FMT(&view->fields.aor));
		return -1;
	}
	routed_note(msg, view);
	return 1;
}
