/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: what XMPP users are told of their contacts
 *
 * One state of each pair, of what SIP says and of our calls: show and status of
 * the contact's presence. Owner only.
 */

#ifndef PRESENCE_WATCH_TELL_H
#define PRESENCE_WATCH_TELL_H

#include "presence_watch_table.h"

/* mod_init. return 0, -1 (logged) */
int xmpp_presence_tell_init(void);

/* It may have changed: tell the user, if it has, and not more often than
 * parameter interval allows */
void xmpp_presence_tell(presence_pair_t *p);

/* The contact's presence as a user is shown it; NULL: nothing is said of it */
const char *xmpp_presence_show_of(const presence_pair_t *p);
const char *xmpp_presence_status_of(const presence_pair_t *p);

#endif
