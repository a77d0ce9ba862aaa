/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: what phones take beside text/plain
 *
 * OWNER of the XMPP user, in the worker's own memory, by the contact that the SIP
 * user is. What a phone has sent itself, or has named in Accept, it takes for a
 * month; what one of the user's phones has refused goes to none of them for a day.
 * Of so many contacts the one that was not heard of for the longest time is
 * forgotten first, and is sent text/plain again.
 */

#ifndef CHAT_PHONE_H
#define CHAT_PHONE_H

#include "../../core/str.h"
#include "chat_accept.h"

/* contact: a JID of ours, its bare part counts. takes: CHAT_TAKES_... bits */
void xmpp_chat_phone_takes(const str *contact, unsigned takes);
void xmpp_chat_phone_refuses(const str *contact, unsigned takes);
/* The bits that may be sent to this contact's phones */
unsigned xmpp_chat_phone_known(const str *contact);

#endif
