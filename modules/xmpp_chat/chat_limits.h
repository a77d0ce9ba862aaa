/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: how many texts there may be in a minute
 *
 * OWNER of the XMPP user, or of the room: counters of this worker, one for each
 * sender, and for each room that a phone is in. They are gone with the minute.
 * Where there are more than LIMITS_MAX of them, the others share one.
 */

#ifndef CHAT_LIMITS_H
#define CHAT_LIMITS_H

#include "../../core/str.h"

enum
{
	LIMITS_MAX = 65536,
};

/* One more of this sender's: 1 it may go, 0 it is too many. A log line says so
 * once in a while. */
int xmpp_chat_limits_pass(const str *sender);
/* So many MESSAGEs more of this room to this contact's phone: 1 or 0 */
int xmpp_chat_limits_line(const str *room, const str *contact, int messages);
/* ms until the minute is over */
int xmpp_chat_limits_left(void);

#endif
