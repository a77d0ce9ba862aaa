/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: what the doors do with accounts
 *
 * Owner only: the functions of account.h.
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_jid.h"
#include "../xmpp_link/link_log.h"

#include "account.h"
#include "account_admit.h"
#include "account_api.h"
#include "account_config.h"
#include "account_policy.h"
#include "account_register.h"
#include "account_secret.h"
#include "account_store.h"
#include "account_table.h"
#include "account_tell.h"
#include "account_view.h"

static int self(void)
{
	return xmpp_account_link.self();
}


static int refuse(account_result_t *result, account_code_t code,
		account_field_t field, const char *reason)
{
	result->code = code;
	result->field = field;
	result->reason = reason;
	return -1;
}


static int no_memory(account_result_t *result)
{
	return refuse(result, ACCOUNT_ERROR, ACCOUNT_OWNER,
			"the gateway is out of memory");
}


int xmpp_account_allowed(const str *owner, account_result_t *result)
{
	if(!xmpp_account_policy_user(owner))
		return refuse(result, ACCOUNT_FORBIDDEN, ACCOUNT_OWNER,
				"users of this domain cannot have accounts here");
	if(!xmpp_account_secret_ready())
		return refuse(result, ACCOUNT_NO_KEY, ACCOUNT_PASSWORD,
				"the gateway has no key to keep passwords with");
	return 0;
}


/* --- setting ------------------------------------------------------------------------- */

static int text_same(const str *a, const str *b)
{
	return a->len == b->len
		   && (a->len == 0 || memcmp(a->s, b->s, (size_t)a->len) == 0);
}


/* A blank password is that which the account has. return 0, -1: *result */
static int secret_keep(account_fields_t *f, const account_t *old,
		char password[ACCOUNT_CREDENTIAL_MAX], account_result_t *result)
{
	if(xmpp_account_keeps(old, f, result) < 0)
		return -1;
	f->is_ha1 = xmpp_account_sealed_ha1(&old->secret);
	return xmpp_account_open(&old->fields, &old->secret, password,
				   ACCOUNT_CREDENTIAL_MAX, &f->password)
						   == 0
				   ? 0
				   : refuse(result, ACCOUNT_BAD, ACCOUNT_PASSWORD,
						   "the password is missing");
}


/* The password of the fields, or an HA1, sealed */
static int secret_make(account_fields_t *f, const account_t *old, char *buf,
		int cap, str *secret, account_result_t *result)
{
	char password[ACCOUNT_CREDENTIAL_MAX];
	int rc;

	/* whoever changes an account need not know its password, and is not to
	 * have it sent elsewhere */
	if(f->password.len == 0 && old && xmpp_account_is_moved(&old->fields, f))
		return refuse(result, ACCOUNT_BAD, ACCOUNT_PASSWORD,
				"another server or proxy needs the password again");
	if(f->password.len == 0 && secret_keep(f, old, password, result) < 0)
		return -1;
	rc = xmpp_account_seal(f, buf, cap, secret);
	xmpp_account_wipe(password, sizeof(password));
	f->password.s = NULL;
	f->password.len = 0;
	return rc == 0 ? 0
				   : refuse(result, ACCOUNT_ERROR, ACCOUNT_PASSWORD,
						   "the password cannot be kept");
}


/* Is what its registrar has of it still of this account? */
static int is_elsewhere(const account_fields_t *a, const account_fields_t *b)
{
	return a->transport != b->transport || !text_same(&a->aor, &b->aor)
		   || !text_same(&a->proxy, &b->proxy);
}


/* The account with these fields; what was registered elsewhere leaves there. */
static account_t *account_put(
		account_t *old, const account_fields_t *f, const str *secret)
{
	account_fields_t fields = *f;
	account_t *a;

	if(old && !is_elsewhere(&old->fields, f)) {
		if(xmpp_account_replace(old, f, secret) < 0)
			return NULL;
		if(f->is_default)
			xmpp_account_prefer(old);
		return old;
	}
	if(old)
		fields.is_default |= old->fields.is_default;
	a = xmpp_account_make(self(), &fields, secret, NULL);
	if(a && old)
		xmpp_account_register_remove(old);
	return a;
}


/* those before and behind it in the user's list may be another's default now */
static void user_store(const account_t *a)
{
	account_t *other;

	for(other = a->user->accounts; other; other = other->next)
		xmpp_account_store_put(other);
}


/* One line of the user's more? 0, -1 */
static int may_be_new(const account_user_t *user, account_result_t *result)
{
	int most = ACCOUNT_CFG(max_total), all, registered;

	if(user && user->count >= ACCOUNT_CFG(max_accounts))
		return refuse(result, ACCOUNT_FULL, ACCOUNT_LINE,
				"you have as many accounts as are allowed");
	xmpp_account_count(&all, &registered);
	if(most == 0 || all < most)
		return 0;
	LINK_LOG(LM_NOTICE,
			"there are %d accounts, and no more are taken (parameter "
			"max_total)\n",
			all);
	return refuse(result, ACCOUNT_FULL, ACCOUNT_LINE,
			"the gateway has as many accounts as it can take");
}


static int account_set(const account_fields_t *f, account_done_f done,
		void *arg, account_result_t *result)
{
	account_user_t *user = xmpp_account_user_find(self(), &f->owner);
	account_t *old = xmpp_account_find(self(), &f->owner, &f->line), *a;
	account_fields_t fields = *f;
	char sealed[ACCOUNT_SEALED_MAX];
	str secret;
	int rc;

	if(old == NULL && may_be_new(user, result) < 0)
		return -1;
	if(secret_make(&fields, old, sealed, sizeof(sealed), &secret, result) < 0)
		return -1;
	a = account_put(old, &fields, &secret);
	if(a == NULL)
		return no_memory(result);
	user_store(a);
	LM_INFO("account %.*s of XMPP user %.*s: %.*s is %s\n", STR_FMT(&f->line),
			STR_FMT(&f->owner), STR_FMT(&f->aor), old ? "changed" : "new");
	if(a != old)
		xmpp_account_tell_new(a);
	rc = done ? xmpp_account_await(a, done, arg) : 0;
	xmpp_account_register_change(a); /* it is there, whoever waits */
	return rc == 0 ? 0 : no_memory(result);
}


int xmpp_account_set_as(const account_fields_t *in, int is_operator,
		account_done_f done, void *arg, account_result_t *result)
{
	char buf[ACCOUNT_FIELDS_MAX];
	account_fields_t f;
	account_fault_t fault;
	int rc = -1;

	memset(result, 0, sizeof(*result));
	if(xmpp_account_allowed(&in->owner, result) < 0)
		return -1;
	if(xmpp_account_check(in, &f, buf, sizeof(buf), &fault) < 0)
		refuse(result, ACCOUNT_BAD, fault.field, fault.reason);
	else if(xmpp_account_policy(&f, result) == 0
			&& (is_operator
					|| xmpp_account_policy_attempt(&f.owner, result) == 0))
		rc = account_set(&f, done, arg, result);
	xmpp_account_wipe(buf, sizeof(buf));
	return rc;
}


int xmpp_account_set(const account_fields_t *in, account_done_f done, void *arg,
		account_result_t *result)
{
	return xmpp_account_set_as(in, 0, done, arg, result);
}


int xmpp_account_force(
		const str *owner, const str *line, account_result_t *result)
{
	account_t *a = xmpp_account_find(self(), owner, line);

	memset(result, 0, sizeof(*result));
	if(a == NULL)
		return refuse(
				result, ACCOUNT_UNKNOWN, ACCOUNT_LINE, "there is no such line");
	if(xmpp_account_policy(&a->fields, result) < 0)
		return -1;
	xmpp_account_register_change(a);
	return 0;
}


/* --- the rest ------------------------------------------------------------------------- */

static void account_remove(account_t *a)
{
	LM_INFO("account %.*s of XMPP user %.*s: %.*s is removed\n",
			STR_FMT(&a->fields.line), STR_FMT(&a->fields.owner),
			STR_FMT(&a->fields.aor));
	xmpp_account_store_remove(a);
	xmpp_account_hide(a); /* who is told finds it no more */
	xmpp_account_tell_hidden(a);
	xmpp_account_register_remove(a);
}


int xmpp_account_remove(const str *owner, const str *line)
{
	account_t *a;
	int n = 0;

	while((a = xmpp_account_find(self(), owner, line)) != NULL) {
		account_remove(a);
		n++;
	}
	return n;
}


int xmpp_account_get(
		const str *owner, const str *line, account_view_f f, void *arg)
{
	account_t *a = xmpp_account_find(self(), owner, line);
	account_view_t view;

	if(a == NULL)
		return 0;
	xmpp_account_view(a, &view);
	f(&view, arg);
	return 1;
}


int xmpp_account_list(const str *owner, account_view_f f, void *arg)
{
	account_user_t *user = xmpp_account_user_find(self(), owner);
	account_view_t view;
	account_t *a;

	for(a = user ? user->accounts : NULL; a; a = a->next) {
		xmpp_account_view(a, &view);
		if(f(&view, arg) != 0)
			break;
	}
	return user ? user->count : 0;
}
