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
 */

#include <stdlib.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_jid.h"

#include "chat_composing.h"
#include "chat_conf.h"
#include "chat_phone.h"
#include "chat_to_sip.h"
#include "chat_typing_out.h"

enum
{
	PAIRS = 2048,
	PER_MINUTE = 20, /* states of one pair */
	REPEATS = 5,	 /* of a client that has vanished, too */
	MARGIN = 30,	 /* s that the phone believes it beyond the next one */
	SECOND = 1000,
	MINUTE = 60000,
	BODY_MAX = 512,
};

typedef struct pair
{
	xmpp_link_timer_t timer; /* first: the link hands it to us */
	uint32_t hash;			 /* of user and contact; 0: none */
	chat_party_t *party;	 /* while the phone is told that the user types */
	int talks;				 /* one of them has written to the other */
	int repeats;
	uint64_t minute;
	int sent; /* within it */
} pair_t;

static pair_t pairs[PAIRS];


/* the place of these two; NULL: two others have it, of whom one types */
static pair_t *pair_get(const str *user, const str *contact)
{
	str u = link_jid_bare(user), c = link_jid_bare(contact);
	uint32_t hash = link_hash(link_hash(LINK_HASH_START, &u), &c);
	pair_t *p = &pairs[hash % PAIRS];

	if(p->hash != hash && p->party != NULL)
		return NULL;
	if(p->hash != hash) {
		memset(p, 0, sizeof(*p));
		p->hash = hash;
	}
	return p;
}


static int may_say(pair_t *p)
{
	uint64_t minute = xmpp_chat_link.now() / MINUTE + 1;

	if(p->minute != minute) {
		p->minute = minute;
		p->sent = 0;
	}
	return p->sent < PER_MINUTE;
}


/* RFC 3428 section 8; that somebody types no more may wait for the answer to what
 * said so */
static int is_busy(const str *from, const str *uri, int active)
{
	chat_pair_t *pair = xmpp_chat_queue_find(from, uri);

	return xmpp_chat_queue_count() >= CHAT_CFG(max_open)
		   || (pair != NULL
				   && (active || pair->count > 1 || !pair->first->is_typing));
}


static void values_set(
		chat_outgoing_t *o, const chat_party_t *party, const str *body)
{
	static str type = str_init("application/im-iscomposing+xml");

	memset(o, 0, sizeof(*o));
	o->party = *party;
	o->type = type;
	o->body = *body;
	o->is_local = xmpp_chat_gateway.is_local_user(&party->user);
	o->is_silent = 1;
	o->is_typing = 1;
	o->parts.count = 1;
	o->parts.part[0] = *body;
}


/* return 0, -1: it does not go out */
static int state_put(const chat_party_t *party, const str *body, int active)
{
	const xmpp_gateway_addr_conf_t *conf =
			xmpp_chat_gateway.component(&party->component);
	char from_buf[XMPP_GATEWAY_ADDR_URI_MAX], to_buf[XMPP_GATEWAY_ADDR_URI_MAX];
	str from = link_jid_bare(&party->user), from_uri, uri;
	chat_outgoing_t o;

	if(conf == NULL
			|| xmpp_chat_gateway.addr_read(
					   conf, &party->ours, 0, to_buf, sizeof(to_buf), &uri)
					   < 0
			|| xmpp_chat_gateway.addr_to_uri(
					   "sip", &from, 0, from_buf, sizeof(from_buf), &from_uri)
					   < 0
			|| is_busy(&from, &uri, active))
		return -1;
	values_set(&o, party, body);
	return xmpp_chat_to_sip_put(&o, &from, &from_uri, &uri);
}


/* return 0, -1: it does not go out */
static int state_send(pair_t *p, const chat_party_t *party, int active)
{
	chat_composing_t c = {
			active, active ? CHAT_CFG(typing_refresh) + MARGIN : 0};
	char buf[BODY_MAX];
	chat_out_t out;
	str body;

	if(!(xmpp_chat_phone_known(&party->ours) & CHAT_TAKES_COMPOSING)
			|| !may_say(p))
		return -1;
	xmpp_chat_out_init(&out, buf, sizeof(buf));
	if(xmpp_chat_composing_write(&c, &out) < 0
			|| xmpp_chat_out_end(&out, 0, &body) < 0
			|| state_put(party, &body, active) < 0)
		return -1;
	p->sent++;
	return 0;
}


static void forget(pair_t *p)
{
	xmpp_chat_link.timer_stop(&p->timer);
	free(p->party);
	p->party = NULL;
}


static int timer_again(pair_t *p)
{
	return xmpp_chat_link.timer_set(
			&p->timer, CHAT_CFG(typing_refresh) * SECOND);
}


/* section 3.2: it is said again for as long as it lasts */
static void on_timer(xmpp_link_timer_t *t)
{
	pair_t *p = (pair_t *)t;

	if(p->repeats++ >= REPEATS || !CHAT_CFG(typing) || timer_again(p) < 0)
		forget(p);
	else
		state_send(p, p->party, 1);
}


static chat_party_t *party_new(const chat_party_t *party)
{
	static const str none = STR_NULL;
	chat_party_t values = *party, *p;
	char *at;

	values.id = none;
	p = malloc(sizeof(*p) + (size_t)xmpp_chat_party_size(&values));
	at = (char *)(p + 1);
	if(p != NULL)
		xmpp_chat_party_copy(&at, p, &values);
	return p;
}


static void begins(pair_t *p, const chat_party_t *party)
{
	p->repeats = 0;
	if(!p->talks || p->party != NULL || state_send(p, party, 1) < 0)
		return;
	p->party = party_new(party);
	p->timer.run = on_timer;
	if(p->party != NULL && timer_again(p) < 0)
		forget(p);
}


void xmpp_chat_typing_out(
		const chat_party_t *party, const chat_stanza_t *stanza)
{
	int is_text = xmpp_chat_stanza_is_text(stanza);
	pair_t *p;

	if(stanza->state == CHAT_STATE_NONE && !is_text)
		return;
	p = pair_get(&party->user, &party->ours);
	if(p == NULL)
		return;
	p->talks |= is_text;
	if(!is_text && stanza->state == CHAT_STATE_COMPOSING) {
		if(CHAT_CFG(typing))
			begins(p, party);
	} else if(p->party != NULL) {
		if(!is_text) /* a text says so itself (section 3.3) */
			state_send(p, p->party, 0);
		forget(p);
	}
}


void xmpp_chat_typing_out_talks(const str *user, const str *contact)
{
	pair_t *p = pair_get(user, contact);

	if(p != NULL)
		p->talks = 1;
}
