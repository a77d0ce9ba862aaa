/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: subscriptions of SIP users in a database
 *
 * Read at the start, so that a restart of Kamailio ends none; changes are
 * written by a process of its own. Without db_url nothing is kept.
 */

#ifndef PRESENCE_STORE_H
#define PRESENCE_STORE_H

#include "presence_presentity.h"

/* mod_init; f: one was read, in its owner. return 0, -1 (logged) */
int xmpp_presence_store_init(void (*f)(presence_sub_t *s));
/* child_init of the main process: start the process that writes */
int xmpp_presence_store_fork(void);
/* mod_destroy: write what still waits */
void xmpp_presence_store_destroy(void);

/* OWNER. Note what there is; that it has ended; that it has, as refused until
 * its contact may ask again */
void xmpp_presence_store_put(const presence_sub_t *s);
void xmpp_presence_store_remove(const presence_sub_t *s);
void xmpp_presence_store_refused(const presence_sub_t *s);

#endif
