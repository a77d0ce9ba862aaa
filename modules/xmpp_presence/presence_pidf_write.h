/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: a presence document of ours. PURE
 *
 * PIDF (RFC 3863) with one tuple, and a person (RFC 4479, 4480) when there is
 * something to say of one. Phones look at the person's activities, those of
 * RFC 8048 at <show/>.
 */

#ifndef PRESENCE_PIDF_WRITE_H
#define PRESENCE_PIDF_WRITE_H

#include "presence_state.h"

enum
{
	/* bytes of a document: with the headers of a NOTIFY it fits in a UDP
	 * packet (RFC 3261 section 18.1.1). A note is cut for it */
	PRESENCE_PIDF_MAX = 760,
	PRESENCE_PIDF_URI_MAX = 120,
};

#define PRESENCE_PIDF_TYPE "application/pidf+xml"

/**
 * @param uri   of whom it is, as the watcher has subscribed to it
 * @param state basic is not UNKNOWN: that is a NOTIFY without a document
 * @return length, at most PRESENCE_PIDF_MAX, but for a uri that is longer than
 *         PRESENCE_PIDF_URI_MAX; -1: no room, or nothing to say
 */
int xmpp_presence_pidf_write(
		const str *uri, const presence_state_t *state, char *buf, int cap);

#endif
