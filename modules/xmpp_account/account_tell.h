/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: who hears what became of an account
 *
 * Those who wait for a try, the doors, event routes, the log, the statistics.
 * Owner only. Whoever is told must not change accounts meanwhile.
 */

#ifndef ACCOUNT_TELL_H
#define ACCOUNT_TELL_H

#include "account.h"
#include "account_table.h"

/* mod_init. return 0, -1 (logged) */
int xmpp_account_tell_init(void);

/* A step is done; was: the state before it */
void xmpp_account_tell(account_t *a, account_state_t was);
/* It is new; its user has taken it away */
void xmpp_account_tell_new(const account_t *a);
void xmpp_account_tell_hidden(const account_t *a);
/* Its voice mail has changed; is_new: there are new messages, and its user shall
 * hear of it */
void xmpp_account_tell_voice(const account_t *a, int is_new);
/* Tell its user something, in words */
void xmpp_account_tell_text(const account_t *a, const char *words);
/* It is not there any more: nobody need wait for it */
void xmpp_account_tell_removed(account_t *a);
/* f hears of the try that begins now. return 0, -1: too many wait */
int xmpp_account_await(const account_t *a, account_done_f f, void *arg);

#endif
