/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: subscriptions, as their owner carries them out
 *
 * Gives events to the state machine (presence_watch.h), sends what it says, sets
 * its timer, and has told what came of it. Owner only.
 */

#ifndef PRESENCE_SUBSCRIBE_H
#define PRESENCE_SUBSCRIBE_H

#include "presence_watch_table.h"

/* mod_init. return 0, -1 (logged) */
int xmpp_presence_subscribe_init(void);
/* on_worker */
void xmpp_presence_subscribe_start(void);

/* The user wants to know of the contact. The pair may be new */
void xmpp_presence_subscribe_want(presence_pair_t *p);
/* The user is gone. The pair may end by it */
void xmpp_presence_subscribe_unwant(presence_pair_t *p);
/* The user has unsubscribed. Likewise */
void xmpp_presence_subscribe_remove(presence_pair_t *p);
/* Ask now, whatever was refused */
void xmpp_presence_subscribe_force(presence_pair_t *p);

#endif
