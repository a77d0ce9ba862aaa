/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: an account's answer to challenges, and where it goes
 */

#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_log.h"

#include "account_authorize.h"
#include "account_config.h"
#include "account_ha1.h"
#include "account_hash.h"
#include "account_secret.h"

/* return 0, -1 (logged) */
static int secret_open(const account_t *a, char *buf, str *out)
{
	if(xmpp_account_open(
			   &a->fields, &a->secret, buf, ACCOUNT_CREDENTIAL_MAX, out)
			== 0)
		return 0;
	LINK_LOG(LM_ERR,
			"the password of account %.*s of XMPP user %.*s cannot be "
			"opened: its row was changed, or parameter key_file lacks the "
			"key of it\n",
			STR_FMT(&a->fields.line), STR_FMT(&a->fields.owner));
	return -1;
}


/* What the opened secret is for this challenge. return 0, -1: nothing */
static int credentials_make(const account_t *a, const account_challenge_t *c,
		const str *secret, account_credentials_t *who)
{
	static const str none = STR_NULL;
	account_ha1_t ha1;

	who->user = a->fields.auth_name;
	who->password = *secret;
	who->ha1 = none;
	if(!xmpp_account_sealed_ha1(&a->secret))
		return 0;
	who->password = none;
	if(xmpp_account_ha1_read(secret, &ha1) < 0)
		return -1;
	who->ha1 = xmpp_account_ha1_for(&ha1, c);
	return who->ha1.len > 0 ? 0 : -1;
}


int xmpp_account_authorize_as(const account_t *a, const account_challenge_t *c,
		const account_request_t *request, unsigned nc, char *buf, int cap)
{
	char opened[ACCOUNT_CREDENTIAL_MAX], cnonce[17];
	str text = {cnonce, 16}, secret;
	account_credentials_t who;
	int n = -1;

	if(secret_open(a, opened, &secret) < 0)
		return -1;
	xmpp_account_link.random_text(cnonce, 16);
	if(credentials_make(a, c, &secret, &who) == 0)
		n = xmpp_account_authorize(
				c, &who, request, nc, &text, &xmpp_account_hashes, buf, cap);
	else
		LINK_LOG(LM_NOTICE,
				"account %.*s of XMPP user %.*s is asked for a password of "
				"realm %.*s, and its HA1 is of another realm or algorithm\n",
				STR_FMT(&a->fields.line), STR_FMT(&a->fields.owner),
				STR_FMT(&c->realm));
	xmpp_account_wipe(opened, sizeof(opened));
	return n;
}


int xmpp_account_can_meet(const account_challenge_t *c, void *account)
{
	char opened[ACCOUNT_CREDENTIAL_MAX];
	account_credentials_t who;
	const account_t *a = account;
	str secret;
	int can;

	if(!xmpp_account_sealed_ha1(&a->secret))
		return 1;
	if(secret_open(a, opened, &secret) < 0)
		return 0;
	can = credentials_make(a, c, &secret, &who) == 0;
	xmpp_account_wipe(opened, sizeof(opened));
	return can;
}


/* a session is of one request, and who counts none knows none */
static int is_of_one_request(const account_nonce_t *n)
{
	const account_challenge_t *c = &n->challenge;

	return c->algorithm == ACCOUNT_MD5_SESS
		   || c->algorithm == ACCOUNT_SHA256_SESS || c->qop == ACCOUNT_QOP_NONE;
}


void xmpp_account_nonces_begin(account_t *a)
{
	account_nonce_t *n;

	xmpp_account_nonces_drop(&a->nonces, is_of_one_request);
	for(n = a->nonces; n; n = n->next)
		n->is_met = 0;
}


static int text_same(const str *a, const str *b)
{
	return a->len == b->len
		   && (a->len == 0 || memcmp(a->s, b->s, (size_t)a->len) == 0);
}


int xmpp_account_asks_anew(const account_t *a, const str *reply)
{
	account_challenge_t c[ACCOUNT_REALMS_MAX];
	int i, count = xmpp_account_challenges_for(
				   reply, xmpp_account_can_meet, (void *)a, c);
	const account_nonce_t *n;

	for(i = 0; i < count; i++) {
		for(n = a->nonces; n; n = n->next)
			if(n->is_met && n->challenge.is_proxy == c[i].is_proxy
					&& text_same(&n->challenge.realm, &c[i].realm))
				break;
		if(n == NULL)
			return 1;
	}
	return 0;
}


int xmpp_account_nonces_write(
		account_t *a, const account_request_t *request, char *buf, int cap)
{
	account_nonce_t *nonce;
	int n, len = 0;

	for(nonce = a->nonces; nonce; nonce = nonce->next) {
		n = xmpp_account_authorize_as(a, &nonce->challenge, request,
				++nonce->nc, buf + len, cap - len);
		if(n < 0)
			return -1;
		len += n;
	}
	return len;
}


int xmpp_account_is_realm(const account_t *a, const str *realm)
{
	str host = xmpp_account_aor_host(&a->fields.aor);
	const account_nonce_t *n;

	for(n = a->nonces; n; n = n->next)
		if(text_same(&n->challenge.realm, realm))
			return 1;
	return text_same(a->realm.len > 0 ? &a->realm : &host, realm);
}


str xmpp_account_registrar(const account_t *a, char *buf, int cap)
{
	str host = a->target.len > 0 ? a->target
								 : xmpp_account_aor_host(&a->fields.aor);
	str uri = {buf, 0};

	uri.len = snprintf(buf, (size_t)cap, "%.*s%.*s",
			a->fields.aor.s[3] == 's' ? 5 : 4, a->fields.aor.s, STR_FMT(&host));
	return uri;
}


int xmpp_account_hop(const account_fields_t *f, char *buf, int cap, str *out)
{
	str host = f->proxy.len > 0 ? f->proxy : xmpp_account_aor_host(&f->aor);

	out->s = buf;
	out->len = snprintf(buf, (size_t)cap, "sip:%.*s;transport=%s",
			STR_FMT(&host), xmpp_account_transport_name(f->transport));
	return out->len < cap ? 0 : -1;
}
