/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: who may have an account, where, and how often it changes
 *
 * Any process may ask about domains; attempts are the owner's.
 */

#ifndef ACCOUNT_POLICY_H
#define ACCOUNT_POLICY_H

#include "../../core/ip_addr.h"

#include "account.h"

/* May users of this JID's domain have accounts? 1 or 0 */
int xmpp_account_policy_user(const str *jid);
/* May accounts be at this host[:port]? 1 or 0 */
int xmpp_account_policy_host(const str *hostport);
/* May a request in a dialog go to the host of this URI, which is the other party's
 * choice: is it where accounts may be, or the address that answers us? 1 or 0 */
int xmpp_account_policy_uri(const str *uri, const struct ip_addr *source);
/* All of it, for checked fields. 0, -1: *result says why not */
int xmpp_account_policy(const account_fields_t *f, account_result_t *result);
/* OWNER. One more attempt of this user. 0, -1: too many within this minute */
int xmpp_account_policy_attempt(const str *owner, account_result_t *result);

#endif
