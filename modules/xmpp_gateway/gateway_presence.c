/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Kamailio is free software; you can redistribute it and/or modify
 * it under the terms of the GNU General Public License as published by
 * the Free Software Foundation; either version 2 of the License, or
 * (at your option) any later version
 *
 * In addition, as a special exception, the copyright holders give
 * permission to link the code of this program with the OpenSSL library,
 * and distribute linked combinations including the two.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */

/*!
 * \file
 * \brief xmpp_gateway :: presence of our contacts
 *
 * Handlers of the link, in the owner of the user: subscriptions change the
 * user's entry (gateway_users.c) and its row in the database
 * (gateway_store.c), probes and directed presence are answered. When a
 * component's stream comes up, a timer of each worker sends the contacts'
 * presence to all subscribers of that worker, announce_rate a second.
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_jid.h"

#include "gateway_ask.h"
#include "gateway_config.h"
#include "gateway_domains.h"
#include "gateway_devices.h"
#include "gateway_presence.h"
#include "gateway_stats.h"
#include "gateway_store.h"
#include "gateway_users.h"
#include "gateway_write.h"

enum
{
	PRESENCE_JID_MAX = 3 * 1023 + 2, /* RFC 7622 */
	PRESENCE_XML_MAX = 16 * 1024,
	ANNOUNCE_TICK = 20,	  /* ms */
	PRESENCE_OWN_MAX = 4, /* modules that say something in our presence */
};

static gateway_policy_f policy = NULL;
static xmpp_gateway_own_f own_presence[PRESENCE_OWN_MAX];
static int own_count = 0;

/* the walk over the subscribers after a stream came up */
static struct
{
	xmpp_link_timer_t timer;
	int slot;
	int credit; /* stanzas that may leave now */
} walk;

static int worker(void)
{
	return xmpp_gateway_link.self();
}


static int type_is(const xmpp_link_stanza_t *s, const char *type)
{
	return (size_t)s->type.len == strlen(type)
		   && memcmp(s->type.s, type, (size_t)s->type.len) == 0;
}


static uint32_t shown_bit(const str *contact)
{
	str bare = link_jid_bare(contact);

	return 1u << (link_hash(LINK_HASH_START, &bare) & 31);
}


/* --- sending --------------------------------------------------------------------- */

static int write_presence(const char *type, const xmpp_gateway_ends_t *ends,
		char *buf, int cap, str *xml)
{
	const gateway_config_t *c = &xmpp_gateway_config;
	const char *ver =
			link_jid_is_user(&ends->from) ? c->contact_ver : c->component_ver;
	xmpp_gateway_own_t own = {NULL, NULL, NULL};
	int i;

	if(type != NULL)
		return xmpp_gateway_write_presence(
				ends, type, c->caps_node.s, ver, buf, cap, xml);
	for(i = 0; i < own_count && own.show == NULL && own.status == NULL; i++)
		own_presence[i](&ends->from, &ends->to, &own);
	return xmpp_gateway_write_available(
			ends, c->caps_node.s, ver, &own, buf, cap, xml);
}


int xmpp_gateway_send_presence(
		const str *component, const char *type, const str *from, const str *to)
{
	xmpp_gateway_ends_t ends = {.from = *from, .to = *to};
	char buf[PRESENCE_XML_MAX], id[17];
	str xml;

	xmpp_gateway_link.new_id(id);
	ends.id.s = id;
	ends.id.len = 16;
	if(write_presence(type, &ends, buf, sizeof(buf), &xml) < 0)
		return -1;
	xmpp_gateway_count(GATEWAY_ANNOUNCED);
	return xmpp_gateway_link.send(component, to, &xml, NULL, NULL);
}


/* The full JID of a contact; the component's own has no resource. */
static int full_jid(const str *ours, char *buf, int cap, str *full)
{
	str bare = link_jid_bare(ours);

	*full = *ours;
	if(bare.len < ours->len || !link_jid_is_user(ours))
		return 0;
	return link_jid_full(ours, &xmpp_gateway_config.resource, buf, cap, full);
}


static int send_available(
		const str *component, const str *contact, const str *user)
{
	char buf[PRESENCE_JID_MAX];
	str bare = link_jid_bare(contact), full;

	if(full_jid(&bare, buf, sizeof(buf), &full) < 0)
		return -1;
	return xmpp_gateway_send_presence(component, NULL, &full, user);
}


/* --- subscriptions ----------------------------------------------------------------- */

static gateway_contact_t *relation_find(const str *user, const str *contact)
{
	gateway_user_t *u = xmpp_gateway_user_find(worker(), user);

	return u ? xmpp_gateway_contact_find(u, contact) : NULL;
}


/* Set what is subscribed; nothing subscribed is nothing kept. return 0, -1:
 * there is no room for it (logged) */
static int relation_set(
		const str *user, const str *contact, unsigned subscribed)
{
	gateway_user_t *u = xmpp_gateway_user_make(worker(), user);
	gateway_contact_t *c =
			u ? xmpp_gateway_contact_make(worker(), u, contact) : NULL;

	int kept = c ? 0 : -1;

	if(subscribed == GATEWAY_SUB_NO)
		subscribed = 0;
	if(c && c->subscribed != subscribed) {
		c->subscribed = subscribed;
		xmpp_gateway_store_put(&u->bare, &c->jid, subscribed);
	}
	if(c)
		xmpp_gateway_ask_watch(c);
	if(c && subscribed == 0 && !c->asked)
		xmpp_gateway_contact_remove(worker(), u, c);
	if(u)
		xmpp_gateway_user_tidy(worker(), u);
	return kept;
}


/* A component gets an XMPP user's presence only with a subscription: our own
 * subscribe, once. */
static void subscribe_back(
		const str *component, const str *contact, const str *user)
{
	gateway_contact_t *c = relation_find(user, contact);

	if(c == NULL || (c->subscribed & (GATEWAY_SUB_US | GATEWAY_SUB_NO))
			|| c->asked)
		return;
	xmpp_gateway_asked(c);
	xmpp_gateway_send_presence(component, "subscribe", contact, user);
}


static int subscribe_allowed(const xmpp_link_stanza_t *s)
{
	int is_local = xmpp_gateway_is_local(&s->from);
	int said = policy ? policy(s, is_local) : GATEWAY_UNDECIDED;

	if(said == GATEWAY_UNDECIDED)
		return is_local;
	return said == GATEWAY_ACCEPT;
}


static void subscribe_refuse(const xmpp_link_stanza_t *s)
{
	str user = link_jid_bare(&s->from), contact = link_jid_bare(&s->to);
	gateway_contact_t *c = relation_find(&user, &contact);

	xmpp_gateway_count(GATEWAY_REFUSED);
	if(c)
		relation_set(&user, &contact, c->subscribed & ~GATEWAY_SUB_USER);
	xmpp_gateway_send_presence(&s->component, "unsubscribed", &contact, &user);
}


static void on_subscribe(const xmpp_link_stanza_t *s)
{
	str user = link_jid_bare(&s->from), contact = link_jid_bare(&s->to);
	gateway_contact_t *c = relation_find(&user, &contact);
	unsigned was = c ? c->subscribed & ~GATEWAY_SUB_NO : 0;

	if(!subscribe_allowed(s)
			|| relation_set(&user, &contact, was | GATEWAY_SUB_USER) < 0) {
		subscribe_refuse(s);
		return;
	}
	xmpp_gateway_count(GATEWAY_SUBSCRIBED);
	if(!(was & GATEWAY_SUB_USER))
		LM_INFO("XMPP user %.*s has subscribed to contact %.*s\n",
				STR_FMT(&user), STR_FMT(&contact));
	xmpp_gateway_send_presence(&s->component, "subscribed", &contact, &user);
	send_available(&s->component, &contact, &user);
	subscribe_back(&s->component, &contact, &user);
}


/* An answer to our subscribe only counts when there was one. */
static void on_subscribed(const xmpp_link_stanza_t *s)
{
	gateway_contact_t *c = relation_find(&s->from, &s->to);

	if(c == NULL)
		return;
	c->asked = 0;
	relation_set(&s->from, &s->to,
			(c->subscribed | GATEWAY_SUB_US) & ~GATEWAY_SUB_NO);
}


static void on_unsubscribe(const xmpp_link_stanza_t *s)
{
	str user = link_jid_bare(&s->from), contact = link_jid_bare(&s->to);
	gateway_contact_t *c = relation_find(&user, &contact);
	char buf[PRESENCE_JID_MAX];
	str full;

	if(c && (c->subscribed & GATEWAY_SUB_USER)) {
		xmpp_gateway_count(GATEWAY_UNSUBSCRIBED);
		LM_INFO("XMPP user %.*s has unsubscribed from contact %.*s\n",
				STR_FMT(&user), STR_FMT(&contact));
		relation_set(&user, &contact, c->subscribed & ~GATEWAY_SUB_USER);
		if(full_jid(&contact, buf, sizeof(buf), &full) == 0)
			xmpp_gateway_send_presence(
					&s->component, "unavailable", &full, &user);
	}
	xmpp_gateway_send_presence(&s->component, "unsubscribed", &contact, &user);
}


/* The XMPP user ends or refuses our subscription to the user's presence. */
static void on_unsubscribed(const xmpp_link_stanza_t *s)
{
	gateway_contact_t *c = relation_find(&s->from, &s->to);
	unsigned subscribed;

	if(c == NULL)
		return;
	c->asked = 0;
	subscribed = c->subscribed & ~GATEWAY_SUB_US;
	if(subscribed & GATEWAY_SUB_USER)
		subscribed |= GATEWAY_SUB_NO;
	relation_set(&s->from, &s->to, subscribed);
}


/* Servers probe for users who have a subscription. One that we do not know was
 * given by another node, or before the database was lost: to deny it would
 * take the contact out of the user's roster, so the policy decides anew. */
static void on_probe(const xmpp_link_stanza_t *s)
{
	str user = link_jid_bare(&s->from), contact = link_jid_bare(&s->to);
	gateway_contact_t *c = relation_find(&user, &contact);
	unsigned was = c ? c->subscribed : 0;

	xmpp_gateway_count(GATEWAY_PROBES);
	if(!(was & GATEWAY_SUB_USER)
			&& (!subscribe_allowed(s)
					|| relation_set(&user, &contact, was | GATEWAY_SUB_USER)
							   < 0)) {
		subscribe_refuse(s);
		return;
	}
	send_available(&s->component, &contact, &s->from);
	subscribe_back(&s->component, &contact, &user);
}


/* --- presence of users ---------------------------------------------------------------- */

/* Directed presence of an XMPP user who is no subscriber: answered once for
 * each device and contact, so that a client without a subscription can call. */
static void answer_directed(const xmpp_link_stanza_t *s)
{
	gateway_user_t *u = xmpp_gateway_user_find(worker(), &s->from);
	str bare = link_jid_bare(&s->from), resource;
	gateway_device_t *d;

	resource.s = s->from.s + bare.len + 1;
	resource.len = s->from.len - bare.len - 1;
	d = u && resource.len > 0 ? xmpp_gateway_device_find(u, &resource) : NULL;
	if(d == NULL || (d->shown & shown_bit(&s->to)))
		return;
	d->shown |= shown_bit(&s->to);
	send_available(&s->component, &s->to, &s->from);
}


/* Presence is noted of those who have a relation to the contact, and of those
 * whom the policy allows: strangers cannot fill the table. */
static void on_available(const xmpp_link_stanza_t *s)
{
	gateway_contact_t *c = relation_find(&s->from, &s->to);

	if(c) {
		xmpp_gateway_device_seen(s);
		/* what a subscription of ours brings is not meant for an answer */
		if(!(c->subscribed & (GATEWAY_SUB_USER | GATEWAY_SUB_US)))
			answer_directed(s);
		return;
	}
	if(!subscribe_allowed(s)) {
		xmpp_gateway_count(GATEWAY_REFUSED);
		return;
	}
	xmpp_gateway_device_seen(s);
	answer_directed(s);
}


/* Prosody says unavailable, without a resource, to our own subscribe as long as
 * it is not answered: that is no word of the user's devices. */
static void on_unavailable(const xmpp_link_stanza_t *s)
{
	gateway_contact_t *c = relation_find(&s->from, &s->to);

	if(c && c->asked && link_jid_resource(&s->from).len == 0)
		return;
	xmpp_gateway_device_gone(s);
}


static int on_presence(const xmpp_link_stanza_t *s, void *arg)
{
	(void)arg;
	if(!xmpp_gateway_is_ours(&s->component))
		return XMPP_LINK_PASS;
	if(s->type.len == 0)
		on_available(s);
	else if(type_is(s, "unavailable"))
		on_unavailable(s);
	else if(type_is(s, "probe"))
		on_probe(s);
	else if(type_is(s, "subscribe"))
		on_subscribe(s);
	else if(type_is(s, "subscribed"))
		on_subscribed(s);
	else if(type_is(s, "unsubscribe"))
		on_unsubscribe(s);
	else if(type_is(s, "unsubscribed"))
		on_unsubscribed(s);
	return XMPP_LINK_PASS; /* calls end by it, scripts may want it too */
}


/* --- after a start ---------------------------------------------------------------------- */

static void walk_contact(const gateway_user_t *user, const gateway_contact_t *c)
{
	str component = link_jid_domain(&c->jid);

	if(!xmpp_gateway_is_ours(&component)
			|| !xmpp_gateway_link.is_up(&component))
		return;
	if(c->subscribed & GATEWAY_SUB_USER) {
		send_available(&component, &c->jid, &user->bare);
		walk.credit--;
	}
	if(c->subscribed & GATEWAY_SUB_US) {
		xmpp_gateway_send_presence(&component, "probe", &c->jid, &user->bare);
		walk.credit--;
	}
}


static int walk_user(const gateway_user_t *user, void *arg)
{
	const gateway_contact_t *c;

	(void)arg;
	for(c = user->contacts; c; c = c->next)
		walk_contact(user, c);
	return 0;
}


static void walk_run(xmpp_link_timer_t *t)
{
	walk.credit += GATEWAY_CFG(announce_rate) * ANNOUNCE_TICK / 1000 + 1;
	while(walk.credit > 0 && walk.slot < xmpp_gateway_slots())
		xmpp_gateway_users_each(worker(), walk.slot++, walk_user, NULL);
	if(walk.slot < xmpp_gateway_slots())
		xmpp_gateway_link.timer_set(t, ANNOUNCE_TICK);
}


void xmpp_gateway_presence_again(void)
{
	walk.slot = 0;
	walk.credit = 0;
	walk.timer.run = walk_run;
	xmpp_gateway_link.timer_set(&walk.timer, ANNOUNCE_TICK);
}


static void on_stream(const str *component, int up)
{
	if(!xmpp_gateway_is_ours(component))
		return;
	if(up) {
		xmpp_gateway_presence_again();
	} else if(!xmpp_gateway_link.is_up(NULL)) {
		/* what happens to users now we shall not see; probes will tell */
		xmpp_gateway_devices_clear(worker());
	}
	LM_DBG("stream of %.*s is %s\n", STR_FMT(component), up ? "up" : "down");
}


/* --- for other modules --------------------------------------------------------------------- */

static int is_usual(const str *ours)
{
	const str *resource = &xmpp_gateway_config.resource;
	str bare = link_jid_bare(ours);
	int n = ours->len - bare.len - 1;

	return n <= 0
		   || (n == resource->len
				   && memcmp(ours->s + bare.len + 1, resource->s, (size_t)n)
							  == 0);
}


int xmpp_gateway_is_subscribed(const str *user, const str *contact)
{
	gateway_contact_t *c = relation_find(user, contact);

	return c && (c->subscribed & GATEWAY_SUB_USER) ? 1 : 0;
}


int xmpp_gateway_announce(
		const str *component, const str *ours, const str *user)
{
	char buf[PRESENCE_JID_MAX];
	str full;

	if(is_usual(ours) && xmpp_gateway_is_subscribed(user, ours))
		return 0;
	if(full_jid(ours, buf, sizeof(buf), &full) < 0)
		return -1;
	return xmpp_gateway_send_presence(component, NULL, &full, user) < 0 ? -1
																		: 1;
}


int xmpp_gateway_conceal(const str *component, const str *ours, const str *user)
{
	char buf[PRESENCE_JID_MAX];
	str full;

	if(is_usual(ours) && xmpp_gateway_is_subscribed(user, ours))
		return 0;
	if(full_jid(ours, buf, sizeof(buf), &full) < 0)
		return -1;
	return xmpp_gateway_send_presence(component, "unavailable", &full, user) < 0
				   ? -1
				   : 1;
}


int xmpp_gateway_on_own(xmpp_gateway_own_f f)
{
	if(own_count == PRESENCE_OWN_MAX) {
		LM_ERR("no more than %d modules can use on_own\n", PRESENCE_OWN_MAX);
		return -1;
	}
	own_presence[own_count++] = f;
	return 0;
}


int xmpp_gateway_present(
		const str *component, const str *contact, const str *user)
{
	str bare = link_jid_bare(user);

	if(!xmpp_gateway_is_subscribed(&bare, contact))
		return 0;
	return send_available(component, contact, &bare) < 0 ? -1 : 1;
}


int xmpp_gateway_contacts(const str *user, xmpp_gateway_contact_f f, void *arg)
{
	gateway_user_t *u = xmpp_gateway_user_find(worker(), user);
	gateway_contact_t *c;
	int n = 0;

	for(c = u ? u->contacts : NULL; c; c = c->next) {
		if(!(c->subscribed & GATEWAY_SUB_USER))
			continue;
		n++;
		if(f(&c->jid, arg) != 0)
			break;
	}
	return n;
}


int xmpp_gateway_remove(const str *user, const str *contact)
{
	gateway_contact_t *c = relation_find(user, contact);
	str component = link_jid_domain(contact);
	str u = link_jid_bare(user), ours = link_jid_bare(contact), full;
	char buf[PRESENCE_JID_MAX];
	unsigned was;

	if(c == NULL)
		return 0;
	was = c->subscribed;
	c->asked = 0;
	relation_set(&u, &ours, 0);
	if((was & GATEWAY_SUB_USER)
			&& full_jid(&ours, buf, sizeof(buf), &full) == 0)
		xmpp_gateway_send_presence(&component, "unavailable", &full, &u);
	if(was & GATEWAY_SUB_USER)
		xmpp_gateway_send_presence(&component, "unsubscribed", &ours, &u);
	if(was & GATEWAY_SUB_US)
		xmpp_gateway_send_presence(&component, "unsubscribe", &ours, &u);
	return 1;
}


int xmpp_gateway_presence_init(gateway_policy_f f)
{
	policy = f;
	if(xmpp_gateway_link.on_stanza(XMPP_LINK_PRESENCE, NULL, on_presence, NULL)
					< 0
			|| xmpp_gateway_link.on_stream(on_stream) < 0) {
		LM_ERR("xmpp_link takes no more handlers\n");
		return -1;
	}
	return 0;
}
