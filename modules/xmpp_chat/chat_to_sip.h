/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: texts of XMPP users to SIP, each with one end
 *
 * OWNER of the XMPP user. What cannot be sent is refused at once, what was sent
 * ends by SIP's answer, or by time.
 */

#ifndef CHAT_TO_SIP_H
#define CHAT_TO_SIP_H

#include "chat_party.h"
#include "chat_queue.h"
#include "chat_stanza.h"

/* Send a text of this XMPP user's on to the contact's SIP address, or refuse
 * it. All is copied. */
void xmpp_chat_to_sip_begin(
		const chat_party_t *party, const chat_stanza_t *stanza);

/* Send this by the rules of its pair. return 0, -1 no memory (logged) */
int xmpp_chat_to_sip_put(const chat_outgoing_t *values, const str *from,
		const str *from_uri, const str *uri);

/* Send a notification about a text of the SIP user's, in the XMPP user's name.
 * Nobody is told what becomes of it. */
void xmpp_chat_to_sip_notify(const chat_party_t *party, const str *uri,
		const str *type, const str *body);

/* What became of a MESSAGE of this party's */
typedef void (*chat_line_ended_f)(const chat_party_t *party, int code);
/* mod_init: who hears it */
void xmpp_chat_to_sip_on_line(chat_line_ended_f f);
/* Send a line of a room to the contact's SIP address; that function hears what
 * becomes of it. return 0, -1: it does not go out */
int xmpp_chat_to_sip_line(const chat_party_t *party, const str *body);

/* A text that its MSRP session could not take: chat_session_out.h's handler */
void xmpp_chat_to_sip_again(const chat_outgoing_t *values, const str *text);

/* The final answer to the MESSAGE with this Call-ID: chat_uac.h's handler */
void xmpp_chat_to_sip_answer(
		const str *callid, int code, const str *reason, unsigned takes);

#endif
