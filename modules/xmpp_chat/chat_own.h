/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: a MESSAGE of ours, known by the code that it carries
 *
 * Texts of XMPP users come to request_route by our own socket. The header says
 * whose they are, and its code, over the Call-ID and a secret of this process
 * group, that it is true. It is removed before the MESSAGE goes on.
 */

#ifndef CHAT_OWN_H
#define CHAT_OWN_H

#include "../../core/parser/msg_parser.h"
#include "chat_event.h"

enum
{
	CHAT_OWN_HEADER_MAX = 96, /* bytes of the line */
};

/* mod_init */
void xmpp_chat_own_init(void);

/* Write the header line. return its length */
int xmpp_chat_own_write(
		const str *callid, chat_sender_t sender, int waiting, char *buf);

/* In request_route: 1 it is ours; the header is removed, and $xmpp_chat() says
 * whose it is. -1 it is not */
int xmpp_chat_own_check(sip_msg_t *msg);

#endif
