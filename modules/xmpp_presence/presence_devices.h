/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: devices of XMPP users who are watched, as each contact
 * was told of them. For the owner of the user
 */

#ifndef PRESENCE_DEVICES_H
#define PRESENCE_DEVICES_H

#include "presence_presentity.h"

/* Note what a device has told this contact; NULL: it has gone, without a
 * resource all have. return 1: there was a change */
int xmpp_presence_device_set(presence_presentity_t *p, presence_grant_t *g,
		const str *resource, const presence_said_t *said);
/* All that the contact was told may be old; and what is old still has gone */
void xmpp_presence_devices_stale(presence_grant_t *g);
void xmpp_presence_devices_drop_stale(
		presence_presentity_t *p, presence_grant_t *g);

#endif
