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
#include "account_hash.h"
#include "account_secret.h"


int xmpp_account_authorize_as(const account_t *a, const account_challenge_t *c,
		const account_request_t *request, unsigned nc, char *buf, int cap)
{
	account_credentials_t who = {.user = a->fields.auth_name};
	char password[ACCOUNT_PASSWORD_MAX], cnonce[17];
	str text = {cnonce, 16};
	int n;

	if(xmpp_account_open(&a->fields, &a->secret, password, sizeof(password),
			   &who.password)
			< 0) {
		LINK_LOG(LM_ERR,
				"the password of account %.*s of XMPP user %.*s cannot be "
				"opened: its row was changed, or parameter key_file lacks the "
				"key of it\n",
				STR_FMT(&a->fields.line), STR_FMT(&a->fields.owner));
		return -1;
	}
	xmpp_account_link.random_text(cnonce, 16);
	n = xmpp_account_authorize(
			c, &who, request, nc, &text, &xmpp_account_hashes, buf, cap);
	xmpp_account_wipe(password, sizeof(password));
	return n;
}


int xmpp_account_is_realm(const account_t *a, const str *realm)
{
	str host = xmpp_account_aor_host(&a->fields.aor);
	const str *own = a->realm.len > 0 ? &a->realm : &host;

	return own->len == realm->len
		   && (own->len == 0
				   || memcmp(own->s, realm->s, (size_t)own->len) == 0);
}


int xmpp_account_hop(const account_fields_t *f, char *buf, int cap, str *out)
{
	str host = f->proxy.len > 0 ? f->proxy : xmpp_account_aor_host(&f->aor);

	out->s = buf;
	out->len = snprintf(buf, (size_t)cap, "sip:%.*s;transport=%s",
			STR_FMT(&host), xmpp_account_transport_name(f->transport));
	return out->len < cap ? 0 : -1;
}
