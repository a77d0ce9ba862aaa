/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: a phone's user types (RFC 3994), as a chat state
 */

#include <stdlib.h>

#include "../../core/dprint.h"

#include "chat_conf.h"
#include "chat_party.h"
#include "chat_phone.h"
#include "chat_typing.h"
#include "chat_typing_out.h"
#include "chat_write.h"

enum
{
	PAIRS = 2048,
	STATE_MAX = 2 * LINK_JID_MAX + 512, /* bytes of such a stanza */
	SECOND = 1000,
};

typedef struct pair
{
	xmpp_link_timer_t timer; /* first: the link hands it to us */
	uint32_t hash;			 /* of user and contact; 0: none */
	chat_party_t *party;	 /* while the user is told that somebody types */
} pair_t;

static pair_t pairs[PAIRS];


static uint32_t hash_of(const str *user, const str *contact)
{
	str u = link_jid_bare(user), c = link_jid_bare(contact);
	uint32_t hash = link_hash(link_hash(LINK_HASH_START, &u), &c);

	return hash != 0 ? hash : 1;
}


/* NULL: this user has not sent a state to this contact */
static pair_t *pair_find(const str *user, const str *contact)
{
	uint32_t hash = hash_of(user, contact);
	pair_t *p = &pairs[hash % PAIRS];

	return p->hash == hash ? p : NULL;
}


static void state_send(const chat_party_t *party, chat_state_t state)
{
	char buf[STATE_MAX], id[17];
	chat_ends_t ends;
	xml_build_t b;
	str xml;

	xmpp_chat_link.new_id(id);
	ends.from = party->ours;
	ends.to = party->user;
	ends.id.s = id;
	ends.id.len = 16;
	xml_build_init(&b, buf, sizeof(buf));
	xmpp_chat_write_state(&b, &ends, state);
	if(xml_build_end(&b, &xml) == 0 && xmpp_chat_link.is_up(&party->component))
		xmpp_chat_link.send(&party->component, &party->user, &xml, NULL, NULL);
}


static void forget(pair_t *p)
{
	xmpp_chat_link.timer_stop(&p->timer);
	free(p->party);
	p->party = NULL;
}


static void stops(pair_t *p, chat_state_t state)
{
	if(p->party == NULL)
		return;
	state_send(p->party, state);
	forget(p);
}


/* it has not been said again: XMPP has no such end of its own */
static void on_timer(xmpp_link_timer_t *t)
{
	stops((pair_t *)t, CHAT_STATE_ACTIVE);
}


void xmpp_chat_typing_known(const str *user, const str *contact)
{
	uint32_t hash = hash_of(user, contact);
	pair_t *p = &pairs[hash % PAIRS];

	if(p->hash == hash)
		return;
	on_timer(&p->timer);
	p->hash = hash;
	p->timer.run = on_timer;
}


static chat_party_t *party_new(
		const chat_incoming_t *in, const chat_contact_t *contact)
{
	chat_party_t values = {contact->component, contact->jid,
			link_jid_bare(&in->user), STR_NULL};
	chat_party_t *p =
			malloc(sizeof(*p) + (size_t)xmpp_chat_party_size(&values));
	char *at = (char *)(p + 1);

	if(p != NULL)
		xmpp_chat_party_copy(&at, p, &values);
	return p;
}


static void begins(
		pair_t *p, const chat_incoming_t *in, const chat_contact_t *contact)
{
	int refresh = in->composing.refresh > 0 ? in->composing.refresh
											: CHAT_COMPOSING_REFRESH;

	if(p->party == NULL) {
		p->party = party_new(in, contact);
		if(p->party == NULL)
			return;
		state_send(p->party, CHAT_STATE_COMPOSING);
	}
	if(xmpp_chat_link.timer_set(&p->timer, refresh * SECOND) < 0)
		on_timer(&p->timer);
}


/* one device is enough */
static int first_one(const xmpp_gateway_device_t *device, void *arg)
{
	(void)device;
	(void)arg;
	return 1;
}


void xmpp_chat_typing(const chat_incoming_t *in)
{
	chat_contact_t contact;
	pair_t *p;

	if(!CHAT_CFG(typing) || xmpp_chat_contact(in, &contact) != 0)
		return;
	xmpp_chat_phone_takes(&contact.jid, in->takes);
	xmpp_chat_typing_out_talks(&in->user, &contact.jid);
	p = pair_find(&in->user, &contact.jid);
	if(p == NULL)
		return;
	if(!in->composing.active)
		stops(p, CHAT_STATE_PAUSED);
	else if(xmpp_chat_gateway.devices(&in->user, first_one, NULL) > 0)
		begins(p, in, &contact);
}


void xmpp_chat_typing_over(const str *user, const str *contact)
{
	pair_t *p = pair_find(user, contact);

	if(p != NULL && p->party != NULL)
		forget(p);
}
