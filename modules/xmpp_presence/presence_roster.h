/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: what XMPP says of users who are watched
 *
 * For the owner of the user. The user's roster says who may see the user's
 * presence (RFC 6121 section 3): our contacts ask, once a day at most. Presence is
 * noted of users who are watched.
 */

#ifndef PRESENCE_ROSTER_H
#define PRESENCE_ROSTER_H

#include "presence_presentity.h"

/* mod_init. return 0, -1 (logged) */
int xmpp_presence_roster_init(void);

/* Somebody watches, as this contact: the user is asked if the contact may, and
 * how the user is. asks: 0, a poll asks nobody whether it may */
void xmpp_presence_roster_watched(
		presence_presentity_t *p, presence_grant_t *g, int asks);
/* OWNER. As if the user had refused the contact (folded JIDs): its subscriptions end,
 * and new ones are refused until the user may be asked again */
void xmpp_presence_roster_refuse(const str *user, const str *contact);
/* A subscription has ended */
void xmpp_presence_roster_unwatched(presence_presentity_t *p);

/* Was the contact refused, or is there no such user, a short time ago? 403, 404,
 * or 0 */
int xmpp_presence_roster_refused(const presence_grant_t *g);

#endif
