/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: a presence document of a phone or a server. PURE
 *
 * PIDF (RFC 3863) with the person of the data model (RFC 4479), the activities
 * and the idle time of RPID (RFC 4480), and the <show/> of RFC 8048 section
 * 6.2. All tuples become one state, since XMPP sees one resource of ours.
 */

#ifndef PRESENCE_PIDF_READ_H
#define PRESENCE_PIDF_READ_H

#include "presence_state.h"
#include "presence_xml.h"

enum
{
	/* bytes that hold the strings of any document */
	PRESENCE_PIDF_TEXT = PRESENCE_XML_BYTES,
};

/**
 * An empty document says nothing, and is none: state as UNKNOWN.
 *
 * @param buf   of PRESENCE_PIDF_TEXT bytes; the state has views of it
 * @return 0, -1: no presence document, or one beyond the limits
 */
int xmpp_presence_pidf_read(
		const str *document, char *buf, int cap, presence_state_t *state);

#endif
