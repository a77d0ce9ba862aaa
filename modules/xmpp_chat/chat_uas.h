/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: MESSAGE requests to XMPP users
 *
 * In the SIP process: what can be answered at once is, the rest waits for the
 * worker that owns the user.
 */

#ifndef CHAT_UAS_H
#define CHAT_UAS_H

#include "../../core/parser/msg_parser.h"
#include "chat_incoming.h"

/* mod_init. return 0, -1 (logged) */
int xmpp_chat_uas_init(void);

/* The function xmpp_chat_message(): take this MESSAGE for the XMPP user in its
 * Request-URI.
 *
 * @param from URI of who sends it, as the script knows it; empty: From
 * @return 0: it is answered, or will be; -1 it is no MESSAGE (logged)
 */
int xmpp_chat_uas_message(sip_msg_t *msg, const str *from);

/* Who sends a request to whom. buf: LINK_JID_MAX bytes. return 0, or the status of
 * the refusal; what that is called */
int xmpp_chat_uas_ends(
		sip_msg_t *msg, const str *from, char *buf, chat_incoming_t *in);
const char *xmpp_chat_uas_phrase(int code);

#endif
