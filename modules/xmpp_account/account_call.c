/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: calls under an account's name
 *
 * A password is used for a realm alone that has asked for it at registration: the
 * challenge to an INVITE may come from whoever was called, and what is computed
 * of a password is enough to guess it, or to call with it elsewhere. Nor is it
 * used in a call that has not gone to an account's provider.
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../jingle/api.h"
#include "../xmpp_link/link_log.h"

#include "account_authorize.h"
#include "account_call.h"
#include "account_config.h"
#include "account_ring.h"
#include "account_stats.h"
#include "account_table.h"

static jingle_api_t jingle;


/* An account by which calls go. */
static account_t *default_find(const str *user)
{
	account_t *a = xmpp_account_find(xmpp_account_link.self(), user, NULL);

	return a && xmpp_account_is_accepted(a) ? a : NULL;
}


static int on_identity(const jingle_call_view_t *call, const str *uri,
		jingle_identity_t *out, void *param)
{
	static char name[XMPP_GATEWAY_ADDR_QUOTED_MAX];
	const account_t *a = default_find(&call->user);

	(void)param;
	if(a == NULL)
		return 0;
	out->uri = a->fields.aor;
	if(a->fields.display.len > 0)
		xmpp_account_gateway.addr_name_quote(
				&a->fields.display, name, sizeof(name), &out->name);
	xmpp_account_stat(ACCOUNT_STAT_CALLS_OUT);
	LM_DBG("XMPP user %.*s calls %.*s as %.*s\n", STR_FMT(&call->user),
			STR_FMT(uri), STR_FMT(&a->fields.aor));
	return 1;
}


/* The account that the call goes by, where it has this realm: another provider
 * of the user's, who asks in its name, learns nothing of its password. */
static account_t *account_find(const jingle_call_view_t *call, const str *realm)
{
	account_t *a = xmpp_account_of_call(
			xmpp_account_link.self(), &call->user, &call->callid);

	return a && xmpp_account_is_accepted(a) && xmpp_account_is_realm(a, realm)
				   ? a
				   : NULL;
}


/* return the length of the line, -1: it cannot be met */
static int challenge_meet(const jingle_call_view_t *call,
		const account_challenge_t *c, const account_request_t *request,
		char *buf, int cap)
{
	const account_t *a = account_find(call, &c->realm);

	if(a)
		return xmpp_account_authorize_as(a, c, request, 1, buf, cap);
	LINK_LOG(LM_NOTICE,
			"a call of XMPP user %.*s is asked for a password of %.*s, which "
			"is no realm of the account that it goes by\n",
			STR_FMT(&call->user), STR_FMT(&c->realm));
	return -1;
}


/* Of the algorithms of one realm those that the account has the secret for. Who
 * has no account there is told so later. */
static int is_usable(const account_challenge_t *c, void *call)
{
	account_t *a = account_find(call, &c->realm);

	return a == NULL || xmpp_account_can_meet(c, a);
}


/* one answer to each nonce: a second challenge to the same says it was wrong */
static int is_repeated(
		const jingle_challenge_t *challenge, const account_challenge_t *c)
{
	return challenge->nth > 2 || (challenge->nth > 1 && !c->is_stale);
}


/* Has the call gone out by an account, or come from the account's registrar? The
 * other party of any other call may not have what our password makes of its nonce. */
static int has_credentials(const jingle_call_view_t *call, void *param)
{
	(void)param;
	return xmpp_account_was_routed(
			xmpp_account_link.self(), &call->user, &call->callid);
}


static int on_challenge(const jingle_call_view_t *call,
		const jingle_challenge_t *challenge, str *headers, void *param)
{
	static char lines[ACCOUNT_REALMS_MAX * ACCOUNT_AUTHORIZATION_MAX];
	account_challenge_t c[ACCOUNT_REALMS_MAX];
	account_request_t request = {
			challenge->method, challenge->uri, challenge->body};
	int i, n,
			count = xmpp_account_challenges_for(
					&challenge->reply, is_usable, (void *)call, c);

	(void)param;
	headers->s = lines;
	headers->len = 0;
	if(!challenge->in_dialog && !has_credentials(call, NULL)) {
		LINK_LOG(LM_NOTICE,
				"a call of XMPP user %.*s to %.*s is asked for a password, and "
				"has not gone out by an account\n",
				STR_FMT(&call->user), STR_FMT(&challenge->uri));
		return 0;
	}
	for(i = 0; i < count; i++) {
		n = is_repeated(challenge, &c[i])
					? -1
					: challenge_meet(call, &c[i], &request,
							lines + headers->len,
							(int)sizeof(lines) - headers->len);
		if(n < 0)
			return 0;
		headers->len += n;
	}
	if(count > 0)
		xmpp_account_stat(ACCOUNT_STAT_CHALLENGES);
	return count > 0;
}


int xmpp_account_call_init(void)
{
	if(jingle_load_api(&jingle) < 0) {
		LM_ERR("the module jingle must be loaded before this one: write "
			   "loadmodule \"jingle.so\" in front of it\n");
		return -1;
	}
	return jingle.on_identity(on_identity, NULL) < 0
						   || jingle.on_challenge(
									  on_challenge, has_credentials, NULL)
									  < 0
						   || jingle.on_call(xmpp_account_ring_event, NULL) < 0
				   ? -1
				   : 0;
}
