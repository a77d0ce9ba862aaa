/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: texts of the XMPP user in an MSRP session
 *
 * OWNER. Each has one end: the phone's answer, its report where the user wants a
 * receipt, or, when the session cannot take it, a MESSAGE as without a session.
 */

#ifndef CHAT_SESSION_OUT_H
#define CHAT_SESSION_OUT_H

#include "chat_queue.h"
#include "chat_session.h"
#include "chat_stanza.h"

/* mod_init: who sends a text as MESSAGE; text is as XMPP has it */
void xmpp_chat_session_out_init(
		void (*f)(const chat_outgoing_t *values, const str *text));

/**
 * A text of the XMPP user's.
 *
 * @param values party, language, subject, date, wants, is_local, receipt
 * @return 1: it is this session's, or its user was told why it is not; 0: there
 *         is none that takes it
 */
int xmpp_chat_session_text(const chat_outgoing_t *values, const str *text);
/* A notification, in CPIM. 1: it is sent; 0: it is not */
int xmpp_chat_session_notify(
		const chat_party_t *party, const str *type, const str *body);
/* The user types, or has gone: that ends the session. 1: there is one; 0 */
int xmpp_chat_session_state(
		const str *user, const str *contact, chat_state_t state);

/* The connection is there, or has room again */
void xmpp_chat_session_out_begin(chat_session_t *s);
/* The first frame on a connection that we have made: it says whose it is (RFC 4975
 * section 5.4). return 0, -1 */
int xmpp_chat_session_out_hello(chat_session_t *s);
/* A response, or a REPORT, to something of ours */
void xmpp_chat_session_out_answered(chat_conn_t *c, const chat_msrp_frame_t *f);
void xmpp_chat_session_out_reported(
		chat_session_t *s, const chat_msrp_frame_t *f);
/* When is the first text late? ms, of now(); 0: none is on its way */
uint64_t xmpp_chat_session_out_due(const chat_session_t *s);
/* Its session ends: those that the phone cannot have go as MESSAGE, the others
 * have failed. never_there: nor can it have any of the others */
void xmpp_chat_session_out_end(chat_session_t *s, int never_there);

#endif
