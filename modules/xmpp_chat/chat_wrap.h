/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: bodies of our MESSAGE requests: text, or CPIM around it
 */

#ifndef CHAT_WRAP_H
#define CHAT_WRAP_H

#include "chat_queue.h"

/* May this text go out as CPIM, when a MESSAGE has so many bytes for it? */
int xmpp_chat_wrap_fits(
		const chat_outgoing_t *o, const str *from_uri, const str *uri, int max);

/* The body of the part that goes out now, valid until the next call. What goes as
 * CPIM says what the XMPP user asks for; its Message-ID is the Call-ID: phones name
 * a text without CPIM so, too. return 0, -1 no room */
int xmpp_chat_wrap_body(const chat_outgoing_t *o, chat_request_t *r);

/* Does this answer say that the phone does not take CPIM, or isComposing? Then it
 * is not sent such for a while. 1 or 0 */
int xmpp_chat_wrap_is_refused(const chat_outgoing_t *o, int code);

#endif
