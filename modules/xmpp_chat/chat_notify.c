/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: notifications to phones (RFC 5438) of what XMPP says
 */

#include <time.h>

#include "../xmpp_link/link_jid.h"
#include "../xmpp_link/link_log.h"

#include "chat_conf.h"
#include "chat_cpim.h"
#include "chat_notify.h"
#include "chat_time.h"
#include "chat_to_sip.h"

enum
{
	NOTIFY_MAX = 4096,
};

static void (*session_f)(
		unsigned session, unsigned number, chat_imdn_kind_t kind);
static char imdn_buf[NOTIFY_MAX], cpim_buf[NOTIFY_MAX];


static unsigned want_of(chat_imdn_kind_t kind)
{
	switch(kind) {
		case CHAT_IMDN_DELIVERED:
			return CHAT_WANT_DELIVERED;
		case CHAT_IMDN_DISPLAYED:
			return CHAT_WANT_DISPLAYED;
		default:
			return CHAT_WANT_FAILED;
	}
}


/* from the XMPP user's address, as whom the phone knows the user. return 0, -1 */
static int imdn_write(
		const chat_id_t *id, chat_imdn_kind_t kind, const str *uri, str *body)
{
	chat_imdn_t imdn;
	chat_out_t out;

	memset(&imdn, 0, sizeof(imdn));
	imdn.kind = kind;
	imdn.message_id = id->message_id;
	imdn.date = id->date;
	imdn.recipient = *uri;
	xmpp_chat_out_init(&out, imdn_buf, sizeof(imdn_buf));
	return xmpp_chat_imdn_write(&imdn, &out) < 0
				   ? -1
				   : xmpp_chat_out_end(&out, 0, body);
}


static int cpim_write(
		const chat_id_t *id, const str *uri, const str *imdn, str *body)
{
	static str type = str_init("message/imdn+xml");
	char date[CHAT_TIME_SIZE], own[17];
	chat_cpim_t cpim;
	chat_out_t out;

	memset(&cpim, 0, sizeof(cpim));
	cpim.from = *uri;
	cpim.to = id->sip_uri;
	xmpp_chat_time_write_iso((int64_t)time(NULL), date);
	cpim.date.s = date;
	cpim.date.len = (int)strlen(date);
	xmpp_chat_link.new_id(own);
	cpim.message_id.s = own;
	cpim.message_id.len = 16;
	cpim.type = type;
	cpim.is_notification = 1;
	cpim.body = *imdn;
	xmpp_chat_out_init(&out, cpim_buf, sizeof(cpim_buf));
	return xmpp_chat_cpim_write(&cpim, &out) < 0
				   ? -1
				   : xmpp_chat_out_end(&out, 0, body);
}


void xmpp_chat_notify_on_session(
		void (*f)(unsigned session, unsigned number, chat_imdn_kind_t kind))
{
	session_f = f;
}


void xmpp_chat_notify(chat_id_t *id, chat_imdn_kind_t kind)
{
	static str type = str_init("message/cpim");
	const unsigned delivery = CHAT_WANT_DELIVERED | CHAT_WANT_FAILED;
	unsigned want = want_of(kind);
	char buf[XMPP_GATEWAY_ADDR_URI_MAX];
	str user = link_jid_bare(&id->party.user), uri, imdn, body;

	if(id->session != 0)
		session_f(id->session, id->number, kind);
	/* of a delivery there is one end (RFC 5438 section 7.2.1) */
	if((want & delivery) && (id->told & delivery))
		return;
	if(!(id->wants & want) || (id->told & want) || id->message_id.len == 0)
		return;
	id->told |= want;
	if(xmpp_chat_gateway.addr_to_uri("sip", &user, 0, buf, sizeof(buf), &uri)
					< 0
			|| imdn_write(id, kind, &uri, &imdn) < 0
			|| cpim_write(id, &uri, &imdn, &body) < 0) {
		LINK_LOG(LM_WARN, "no notification to %.*s can be written\n",
				STR_FMT(&id->sip_uri));
		return;
	}
	xmpp_chat_to_sip_notify(&id->party, &id->sip_uri, &type, &body);
}
