/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: how many texts a sender may send in a minute
 *
 * OWNER of the XMPP user: counters of this worker, by a hash of the sender. Two
 * that share one share the limit.
 */

#ifndef CHAT_LIMITS_H
#define CHAT_LIMITS_H

#include "../../core/str.h"

/* One more of this sender's: 1 it may go, 0 it is too many. A log line says so
 * once in a while. */
int xmpp_chat_limits_pass(const str *sender);

#endif
