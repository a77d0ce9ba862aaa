/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: voice mail of accounts (RFC 3842)
 *
 * While an account is registered its message-summary is subscribed where it is
 * registered. Gives events to the state machine (account_sub.h), sends what it
 * says, sets its timer, and tells of new messages. Owner only.
 */

#ifndef ACCOUNT_MWI_H
#define ACCOUNT_MWI_H

#include "account_table.h"

/* mod_init */
void xmpp_account_mwi_init(void);

/* The registration has made a step: subscribe, or end it */
void xmpp_account_mwi_follow(account_t *a);
/* It has other fields, or shall be tried now: a refusal does not count any more */
void xmpp_account_mwi_changed(account_t *a);
/* It will be freed */
void xmpp_account_mwi_end(account_t *a);

/* A NOTIFY of its subscription (or one that nobody asked for, of its registrar)
 * has come; msg is the whole of it */
void xmpp_account_mwi_notify(account_t *a, const str *msg, int in_dialog);

#endif
