/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: an XMPP user types, as isComposing (RFC 3994) to phones
 *
 * OWNER of the XMPP user. Only in a conversation (RFC 3994 section 7), to phones
 * that have sent isComposing themselves, or name it in Accept, and have not refused it. Each state is a MESSAGE: so many in
 * a minute, and none while another one to this phone has no answer yet. Who types
 * is known of some pairs at a time.
 */

#ifndef CHAT_TYPING_OUT_H
#define CHAT_TYPING_OUT_H

#include "chat_party.h"
#include "chat_stanza.h"

/* What the XMPP user's client has sent: a state, a text, or both */
void xmpp_chat_typing_out(
		const chat_party_t *party, const chat_stanza_t *stanza);
/* The phone has written to this user */
void xmpp_chat_typing_out_talks(const str *user, const str *contact);

#endif
