/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: notifications of phones (RFC 5438) to XMPP users
 */

#include <stdio.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_jid.h"
#include "../xmpp_link/link_log.h"

#include "chat_contact.h"
#include "chat_error.h"
#include "chat_ids.h"
#include "chat_notified.h"
#include "chat_phone.h"
#include "chat_say.h"
#include "chat_stats.h"
#include "chat_stanza.h"
#include "chat_text.h"

enum
{
	UNAVAILABLE = 480,
	WORDS_MAX = 128,
};


/* a phone that refuses a text says so twice: by its answer, too */
static void failed(chat_id_t *id, const chat_imdn_t *imdn)
{
	int code = imdn->reason_code >= 400 && imdn->reason_code <= 699
					   ? imdn->reason_code
					   : UNAVAILABLE;
	chat_error_t error = xmpp_chat_error_of_sip(code);
	char words[WORDS_MAX];

	if(id->told & (CHAT_WANT_FAILED | CHAT_WANT_DELIVERED))
		return;
	id->told |= CHAT_WANT_FAILED;
	if(imdn->reason.len > 0
			&& link_text_is_clean(imdn->reason.s, imdn->reason.len))
		snprintf(words, sizeof(words), "%d %.*s", code,
				xmpp_chat_cut(&imdn->reason, WORDS_MAX - 16), imdn->reason.s);
	else
		snprintf(words, sizeof(words), "The phone could not take it.");
	xmpp_chat_say_error(&id->party, &error, words);
}


void xmpp_chat_notified(const chat_incoming_t *in)
{
	chat_id_t *id = xmpp_chat_ids_find(CHAT_TO_SIP, &in->message_id);
	unsigned news, was;

	if(id == NULL) {
		LINK_LOG(LM_INFO,
				"a notification of %.*s is about no text that is known\n",
				STR_FMT(&in->from));
		return;
	}
	if(!link_jid_bare_equal(&id->party.user, &in->user)
			|| !xmpp_chat_contact_is(in, &id->party.ours)) {
		LINK_LOG(LM_NOTICE,
				"SIP user %.*s notifies XMPP user %.*s of a text that was sent "
				"to "
				"another one: dropped\n",
				STR_FMT(&in->from), STR_FMT(&in->user));
		return;
	}
	xmpp_chat_phone_takes(&id->party.ours, in->takes);
	if(in->imdn.kind == CHAT_IMDN_OTHER) /* it says nothing of its fate */
		return;
	was = id->told;
	if(in->imdn.kind == CHAT_IMDN_FAILED) {
		failed(id, &in->imdn);
		return;
	}
	news = in->imdn.kind == CHAT_IMDN_DISPLAYED
				   ? CHAT_WANT_DISPLAYED | CHAT_WANT_DELIVERED
				   : CHAT_WANT_DELIVERED;
	news &= id->wants & ~was;
	id->told |= news;
	if(news & CHAT_WANT_DISPLAYED)
		xmpp_chat_say_displayed(&id->party, (news & CHAT_WANT_DELIVERED) != 0);
	else if(news & CHAT_WANT_DELIVERED)
		xmpp_chat_say_received(&id->party);
}
