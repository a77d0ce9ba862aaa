/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: message stanzas of ours. PURE
 */

#ifndef CHAT_WRITE_H
#define CHAT_WRITE_H

#include "../xmpp_link/xml_build.h"
#include "chat_error.h"
#include "chat_stanza.h"

/* A text from SIP; empty strings are left out. */
typedef struct chat_message
{
	str from, to, id;
	str text, subject, language;
	str url;		 /* a file: text is the same URL (XEP-0066) */
	str delay_stamp; /* XEP-0203 */
	str delay_from;
	unsigned wants; /* CHAT_WANT_...: receipt, marker */
	int is_styled;	/* otherwise <unstyled/> (XEP-0393 section 7) */
} chat_message_t;

/* Ends of a short stanza. */
typedef struct chat_ends
{
	str from, to, id;
} chat_ends_t;

/* Each writes one stanza, whole; nothing but xml_build_end() says whether it
 * could. Text must be what XML can hold: xmpp_chat_to_xmpp(). */
void xmpp_chat_write_message(xml_build_t *b, const chat_message_t *message);

/* XEP-0184, of a message with this id */
void xmpp_chat_write_received(
		xml_build_t *b, const chat_ends_t *ends, const str *id);

/* XEP-0333; with_received: and a receipt, where there was none yet */
void xmpp_chat_write_displayed(xml_build_t *b, const chat_ends_t *ends,
		const str *id, int with_received);

/* XEP-0085, not to be stored */
void xmpp_chat_write_state(
		xml_build_t *b, const chat_ends_t *ends, chat_state_t state);

/* ends: of the error, so that `from` is whom the message was sent to */
void xmpp_chat_write_error(xml_build_t *b, const chat_ends_t *ends,
		const chat_error_t *error, const str *text);

#endif
