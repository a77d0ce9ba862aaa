/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: whom XMPP users watch
 *
 * Pairs begin and end with the users' subscriptions, and rest while a user has
 * no device. Owner only.
 */

#ifndef PRESENCE_WATCH_USERS_H
#define PRESENCE_WATCH_USERS_H

#include "../../core/str.h"

/* mod_init. return 0, -1 (logged) */
int xmpp_presence_users_init(void);

/* A contact may have begun or ended a call */
void xmpp_presence_users_call(const str *contact);

#endif
