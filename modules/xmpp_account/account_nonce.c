/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: what registrars have asked, to be met before they ask again
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../../core/mem/shm_mem.h"

#include "account_nonce.h"


void xmpp_account_nonces_drop(account_nonce_t **list, account_nonce_f f)
{
	account_nonce_t **p = list, *n;

	while((n = *p) != NULL)
		if(f == NULL || f(n)) {
			*p = n->next;
			shm_free(n);
		} else {
			p = &n->next;
		}
}


static char *text_put(char *at, str *field, const str *value)
{
	if(value->len > 0)
		memcpy(at, value->s, (size_t)value->len);
	field->s = at;
	field->len = value->len;
	return at + value->len;
}


static int text_same(const str *a, const str *b)
{
	return a->len == b->len
		   && (a->len == 0 || memcmp(a->s, b->s, (size_t)a->len) == 0);
}


/* the one of this realm, or the first of as many as there may be, goes */
static void nonce_replace(account_nonce_t **list, account_nonce_t *new_one)
{
	account_nonce_t **p = list, *n;
	int count = 0;

	while((n = *p) != NULL)
		if(n->challenge.is_proxy == new_one->challenge.is_proxy
				&& text_same(&n->challenge.realm, &new_one->challenge.realm)) {
			*p = n->next;
			shm_free(n);
		} else {
			count++;
			p = &n->next;
		}
	*p = new_one;
	if(count < ACCOUNT_REALMS_MAX)
		return;
	n = *list;
	*list = n->next;
	shm_free(n);
}


int xmpp_account_nonce_add(account_nonce_t **list, const account_challenge_t *c)
{
	account_nonce_t *n = shm_malloc(
			sizeof(*n) + (size_t)(c->realm.len + c->nonce.len + c->opaque.len));
	char *at;

	if(n == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	at = (char *)(n + 1);
	memset(n, 0, sizeof(*n));
	n->challenge = *c;
	n->is_met = 1;
	at = text_put(at, &n->challenge.realm, &c->realm);
	at = text_put(at, &n->challenge.nonce, &c->nonce);
	if(c->opaque.s)
		text_put(at, &n->challenge.opaque, &c->opaque);
	nonce_replace(list, n);
	return 0;
}
