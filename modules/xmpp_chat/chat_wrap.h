/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: an XMPP user's text, with what the user asks for, as CPIM
 */

#ifndef CHAT_WRAP_H
#define CHAT_WRAP_H

#include "chat_cpim.h"
#include "chat_queue.h"

enum
{
	CHAT_WRAP_SIZE = 320, /* bytes around a text, beside two addresses */
};

/* May this text go out as CPIM, when a MESSAGE has so many bytes for it? */
int xmpp_chat_wrap_fits(const chat_outgoing_t *o, const str *from_uri,
		const str *uri, int room);

/* message/cpim around the whole text. Its Message-ID is the Call-ID: phones name a
 * text without CPIM so, too. return 0, -1 no room */
int xmpp_chat_wrap(
		const chat_outgoing_t *o, const str *callid, chat_out_t *out);

#endif
