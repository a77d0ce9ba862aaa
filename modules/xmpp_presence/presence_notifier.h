/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: subscriptions of SIP users to XMPP users
 *
 * For the owner of the XMPP user. What a NOTIFY says, and when it leaves:
 * RFC 6665 section 4.2, RFC 3856, RFC 4235. Who may see a user's presence is
 * presence_roster.c's.
 */

#ifndef PRESENCE_NOTIFIER_H
#define PRESENCE_NOTIFIER_H

#include "presence_order.h"

/* mod_init. return 0, -1 (logged) */
int xmpp_presence_notifier_init(void);

/* The user has let the contact see the presence: its subscriptions are active,
 * and are told so when the state is known, in so many ms at the latest */
void xmpp_presence_notifier_grant(
		presence_presentity_t *p, const presence_grant_t *g, int ms);
/* ... or has not, or no longer, or cannot be asked: they end, for this reason */
void xmpp_presence_notifier_end(presence_presentity_t *p,
		const presence_grant_t *g, const char *reason);
/* How the user is has changed for this contact (NULL: for all): who watches is
 * told. is_urgent: does not wait long for its turn */
void xmpp_presence_notifier_changed(
		presence_presentity_t *p, const presence_grant_t *g, int is_urgent);
/* What the contact knows of a user is all there is: polls are answered */
void xmpp_presence_notifier_known(
		presence_presentity_t *p, const presence_grant_t *g);

/* A subscription that was read from the database: its timer begins */
void xmpp_presence_notifier_resume(presence_sub_t *s);

#endif
