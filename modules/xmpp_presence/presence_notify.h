/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: a NOTIFY of ours on its way
 */

#ifndef PRESENCE_NOTIFY_H
#define PRESENCE_NOTIFY_H

#include "presence_presentity.h"

enum
{
	PRESENCE_CONTACT_MAX = 512
};

/* Contact header line of a subscription to this URI. return length; >= cap: did
 * not fit; -1 there is no socket (logged) */
int xmpp_presence_contact_write(const str *loc_uri, char *buf, int cap);

/**
 * OWNER. Send a NOTIFY in the dialog; what becomes of it comes as an order of
 * kind ANSWER.
 *
 * @param state value of Subscription-State
 * @param body  of the type of its package; empty: none
 * @return 0, -1 (logged) nothing was sent
 */
int xmpp_presence_notify(presence_sub_t *s, const char *state, const str *body);

#endif
