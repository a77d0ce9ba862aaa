/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: which contact of the XMPP user a SIP user is
 */

#include "../../core/parser/parse_uri.h"

#include "chat_conf.h"
#include "chat_contact.h"

typedef struct search
{
	const chat_incoming_t *in;
	chat_contact_t *contact;
	char buf[LINK_JID_MAX];
} search_t;


static int contact_write(const chat_incoming_t *in,
		const xmpp_gateway_addr_conf_t *conf, const str *used, char *buf,
		str *jid)
{
	return xmpp_chat_gateway.addr_write(conf, &in->from, used,
			in->is_asserted ? XMPP_GATEWAY_ADDR_ASSERTED : 0, buf, LINK_JID_MAX,
			jid);
}


static int contact_set(chat_contact_t *contact,
		const xmpp_gateway_addr_conf_t *conf, const str *jid)
{
	contact->component = conf->gateway;
	return link_jid_full(jid, xmpp_chat_gateway.resource(), contact->buf,
			sizeof(contact->buf), &contact->jid);
}


/* the contact of the user's list that this SIP user is */
static int contact_try(const str *listed, void *arg)
{
	search_t *s = arg;
	const xmpp_gateway_addr_conf_t *conf;
	str domain = link_jid_domain(listed), jid;

	conf = xmpp_chat_gateway.component(&domain);
	if(conf == NULL || contact_write(s->in, conf, listed, s->buf, &jid) < 0
			|| !link_jid_bare_equal(&jid, listed))
		return 0;
	return contact_set(s->contact, conf, &jid) == 0;
}


int xmpp_chat_contact(const chat_incoming_t *in, chat_contact_t *contact)
{
	const xmpp_gateway_addr_conf_t *conf;
	search_t s = {in, contact, ""};
	str user = link_jid_bare(&in->user), jid;
	sip_uri_t uri;
	int rc;

	if(parse_uri(in->from.s, in->from.len, &uri) < 0)
		return 403;
	conf = xmpp_chat_gateway.home(&uri.host);
	rc = contact_write(in, conf, NULL, s.buf, &jid);
	if(rc == XMPP_GATEWAY_ADDR_NOBODY)
		return 433;
	if(rc < 0 || contact_set(contact, conf, &jid) < 0)
		return 403;
	if(!xmpp_chat_gateway.is_subscribed(&user, &jid))
		xmpp_chat_gateway.contacts(&user, contact_try, &s);
	return 0;
}


int xmpp_chat_contact_is(const chat_incoming_t *in, const str *jid)
{
	str domain = link_jid_domain(jid), bare = link_jid_bare(jid), written;
	const xmpp_gateway_addr_conf_t *conf = xmpp_chat_gateway.component(&domain);
	char buf[LINK_JID_MAX];

	return conf != NULL && contact_write(in, conf, &bare, buf, &written) == 0
		   && link_jid_bare_equal(&written, jid);
}
