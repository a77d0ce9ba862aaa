/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: registrations, as their owner carries them out
 *
 * Gives events to the state machine (account_reg.h), sends what it says, sets
 * its timer, and tells what became of it. Owner only.
 */

#ifndef ACCOUNT_REGISTER_H
#define ACCOUNT_REGISTER_H

#include "account.h"
#include "account_table.h"

/* mod_init. f hears of each change before the listeners do: the store. return
 * 0, -1 (logged) */
int xmpp_account_register_init(void (*f)(const account_t *a));

/* It is new, has other fields, or shall be tried now */
void xmpp_account_register_change(account_t *a);
/* It was read from the database while we run */
void xmpp_account_register_start(account_t *a);
/* WANT or UNWANT, as its user's presence is now */
void xmpp_account_register_presence(account_t *a);
/* Hide it, un-REGISTER it where it is registered, and forget it */
void xmpp_account_register_remove(account_t *a);
/* 1: a device of this user is available */
int xmpp_account_is_present(const str *owner);

#endif
