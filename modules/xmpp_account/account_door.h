/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: what all doors do
 *
 * For the owner of the user: an account is set, and what its registrar says is
 * told to the user in a chat, whichever door it was. Results as stanza errors.
 */

#ifndef ACCOUNT_DOOR_H
#define ACCOUNT_DOOR_H

#include "../xmpp_link/api.h"

#include "account.h"
#include "account_form.h"

/* Is this stanza for the gateway itself, not for one of its contacts, and from
 * a user? 1 or 0 */
int xmpp_account_door_is_for(const xmpp_link_stanza_t *s);

/* A chat message of the gateway's; user is a bare or full JID. return as the
 * link's send() */
int xmpp_account_door_send(
		const str *component, const str *user, const char *words);

/* What an account becomes by a form; borrowed from the form, and from buf */
typedef struct account_update
{
	account_fields_t fields;
	int is_new;
	char buf[ACCOUNT_FIELDS_MAX];
} account_update_t;

/* A line of a user (NULL: the default) as this form wants it. return NULL, or
 * what is wrong, in words for the user; static */
const char *xmpp_account_door_update(const str *owner, const str *line,
		const account_form_t *form, account_update_t *update);

/* Ask the user for presence (XEP-0100 section 4.1.1), so that the gateway is a
 * contact, and accounts that are not kept reachable can follow it */
void xmpp_account_door_watch(const str *component, const str *user);

/* xmpp_account_set(), and once its registrar has answered the user is told.
 * return as that */
int xmpp_account_door_set(const str *component, const account_fields_t *fields,
		account_result_t *result);

/* Answer an iq that was refused */
void xmpp_account_door_refuse(
		const xmpp_link_stanza_t *s, const account_result_t *result);

#endif
