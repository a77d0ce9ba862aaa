/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: a text that was kept for a phone has reached it
 *
 * Who keeps texts answers 202; when the phone has taken one, the script says so.
 */

#ifndef CHAT_DELIVERED_H
#define CHAT_DELIVERED_H

#include "../../core/parser/msg_parser.h"

/* Any process. The text that the gateway sent by this Call-ID, from the XMPP
 * user's SIP URI to the phone's. return 1, -1: no such user, or no memory */
int xmpp_chat_delivered(
		sip_msg_t *msg, str *callid, str *from_uri, str *phone_uri);

#endif
