/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: what the XMPP user is told of a message of theirs
 */

#include "../../core/dprint.h"
#include "../xmpp_link/link_log.h"

#include "chat_conf.h"
#include "chat_say.h"
#include "chat_stats.h"
#include "chat_write.h"

enum
{
	SAY_MAX = 16384, /* bytes of such a stanza */
};

static char buf[SAY_MAX];
static xml_build_t build;


static chat_ends_t ends_begin(const chat_party_t *p, const str *id)
{
	chat_ends_t ends;

	ends.from = p->ours;
	ends.to = p->user;
	ends.id = *id;
	xml_build_init(&build, buf, sizeof(buf));
	return ends;
}


static void stanza_send(const chat_party_t *p)
{
	str xml;

	if(xml_build_end(&build, &xml) < 0) {
		LINK_LOG(LM_ERR, "no answer to XMPP user %.*s can be written\n",
				STR_FMT(&p->user));
		return;
	}
	xmpp_chat_link.send(&p->component, &p->user, &xml, NULL, NULL);
}


void xmpp_chat_say_error(
		const chat_party_t *party, const chat_error_t *error, const char *text)
{
	chat_ends_t ends = ends_begin(party, &party->id);
	str words = STR_NULL;

	if(text != NULL) {
		words.s = (char *)text;
		words.len = (int)strlen(text);
	}
	xmpp_chat_write_error(&build, &ends, error, &words);
	stanza_send(party);
}


void xmpp_chat_say_received(const chat_party_t *party)
{
	char id[17];
	str own = {id, 16};
	chat_ends_t ends;

	xmpp_chat_link.new_id(id);
	ends = ends_begin(party, &own);
	xmpp_chat_write_received(&build, &ends, &party->id);
	stanza_send(party);
	xmpp_chat_stat(CHAT_STAT_RECEIPTS);
}


void xmpp_chat_say_displayed(const chat_party_t *party, int with_received)
{
	char id[17];
	str own = {id, 16};
	chat_ends_t ends;

	xmpp_chat_link.new_id(id);
	ends = ends_begin(party, &own);
	xmpp_chat_write_displayed(&build, &ends, &party->id, with_received);
	stanza_send(party);
	if(with_received)
		xmpp_chat_stat(CHAT_STAT_RECEIPTS);
}
