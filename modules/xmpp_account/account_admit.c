/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: may the operator have this account made?
 */

#include <string.h>

#include "../xmpp_link/link_jid.h"

#include "account_admit.h"
#include "account_config.h"
#include "account_policy.h"
#include "account_secret.h"

static int refuse(account_result_t *result, account_code_t code,
		account_field_t field, const char *reason)
{
	result->code = code;
	result->field = field;
	result->reason = reason;
	return -1;
}


int xmpp_account_keeps(const account_t *old, const account_fields_t *f,
		account_result_t *result)
{
	const str *name;

	if(old == NULL || old->secret.len == 0)
		return refuse(result, ACCOUNT_BAD, ACCOUNT_PASSWORD,
				"the password is missing");
	name = &old->fields.auth_name;
	if(xmpp_account_sealed_ha1(&old->secret)
			&& (name->len != f->auth_name.len
					|| memcmp(name->s, f->auth_name.s, (size_t)name->len) != 0))
		return refuse(result, ACCOUNT_BAD, ACCOUNT_PASSWORD,
				"the password is needed for another authentication name");
	return 0;
}


static int line_is_there(const account_user_t *user, uint32_t hash)
{
	const account_t *a = user ? user->accounts : NULL;

	while(a && link_hash(LINK_HASH_START, &a->fields.line) != hash)
		a = a->next;
	return a != NULL;
}


/* Accounts that the user has with those that were asked for; a line counts
 * once. Under the lock */
static int lines_count(const account_user_t *user, const account_asked_t *asked,
		const account_fields_t *f)
{
	uint32_t own = link_hash(LINK_HASH_START, &f->line);
	int i, n = user ? user->count : 0;

	for(i = 0; asked && i < asked->count; i++)
		n += asked->lines[i] != own && !line_is_there(user, asked->lines[i]);
	return n;
}


int xmpp_account_admit(const account_fields_t *f, const account_asked_t *asked,
		account_result_t *result)
{
	int worker = xmpp_account_link.owner(&f->owner), rc = 0;
	const account_user_t *user;
	const account_t *old;

	if(xmpp_account_policy(f, result) < 0)
		return -1;
	if(!xmpp_account_secret_ready())
		return refuse(result, ACCOUNT_NO_KEY, ACCOUNT_PASSWORD,
				"There is no key: parameter key_file");
	xmpp_account_lock(worker);
	user = xmpp_account_user_find(worker, &f->owner);
	old = xmpp_account_find(worker, &f->owner, &f->line);
	if(f->password.len == 0)
		rc = xmpp_account_keeps(old, f, result);
	if(rc == 0 && old == NULL
			&& lines_count(user, asked, f) >= ACCOUNT_CFG(max_accounts))
		rc = refuse(result, ACCOUNT_FULL, ACCOUNT_LINE,
				"the user has as many accounts as are allowed");
	xmpp_account_unlock(worker);
	return rc;
}
