/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: no more SUBSCRIBE requests a second than are allowed
 *
 * Owner only: a pair waits its turn.
 */

#ifndef PRESENCE_WATCH_PACE_H
#define PRESENCE_WATCH_PACE_H

#include "presence_watch_table.h"

/* on_worker; f sends */
void xmpp_presence_pace_init(void (*f)(presence_pair_t *p));
/* f will be called, now or later; once for several of these */
void xmpp_presence_pace_add(presence_pair_t *p);
void xmpp_presence_pace_remove(presence_pair_t *p);

#endif
