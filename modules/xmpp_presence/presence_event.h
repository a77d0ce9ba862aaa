/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: event_route[xmpp-presence:watch]
 */

#ifndef PRESENCE_EVENT_H
#define PRESENCE_EVENT_H

#include "../../core/str.h"

/* An XMPP user is about to watch a SIP user. */
typedef struct presence_event
{
	str user;	 /* bare JID */
	str contact; /* bare JID of ours */
	str uri;	 /* the SIP user's */
} presence_event_t;

/* mod_init. return 0, -1 (logged) */
int xmpp_presence_event_init(void);
/* OWNER of the user. return 1: it may, 0: the route says drop */
int xmpp_presence_event_allows(const presence_event_t *event);
/* In the route: what it is about; NULL elsewhere */
const presence_event_t *xmpp_presence_event_now(void);

#endif
