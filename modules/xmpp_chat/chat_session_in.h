/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: what a phone sends in an MSRP session
 *
 * OWNER. Chunks are put together, a whole text goes to XMPP as one of a MESSAGE
 * does; each chunk is answered at once, and what became of the text is reported
 * when it is known (RFC 4975 sections 7.1.3, 7.1.4).
 */

#ifndef CHAT_SESSION_IN_H
#define CHAT_SESSION_IN_H

#include "chat_notify.h"
#include "chat_session.h"

/* A request has come by this connection; as of chat_conn_events_t */
void xmpp_chat_session_request(
		chat_conn_t *c, int code, const chat_msrp_frame_t *f);

/* The end of a text of a session's: chat_reply.h's handler */
void xmpp_chat_session_text_ended(const chat_transaction_t *t, int code);
/* What XMPP says of it later: chat_notify.h's handler */
void xmpp_chat_session_text_told(
		unsigned session, unsigned number, chat_imdn_kind_t kind);

/* Its session ends: nothing can be reported any more */
void xmpp_chat_session_in_end(chat_session_t *s);

#endif
