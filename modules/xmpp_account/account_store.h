/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: accounts in a database
 *
 * Changes wait in a queue in shared memory until a process of its own writes
 * them. Passwords are in it as they are in memory: sealed.
 */

#ifndef ACCOUNT_STORE_H
#define ACCOUNT_STORE_H

#include "account_table.h"

/* mod_init, once the table is there: read the database into it. f starts an
 * account that is read later, in its owner. return 0, -1 (logged) */
int xmpp_account_store_init(void (*f)(account_t *a));
/* child_init of the main process. return 0, -1 */
int xmpp_account_store_fork(void);
/* Write what waits, if that works at once */
void xmpp_account_store_destroy(void);

/* OWNER. Its row as the account is now; or no row any more */
void xmpp_account_store_put(const account_t *a);
void xmpp_account_store_remove(const account_t *a);

/* Changes that wait */
int xmpp_account_store_waiting(void);

#endif
