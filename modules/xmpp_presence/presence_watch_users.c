/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: whom XMPP users watch
 *
 * Nothing of it is stored: the subscriptions are in the gateway's table, and
 * after a start each user's first presence, or probe, makes the pairs again. So
 * nobody is asked for whom nobody is there to know it.
 */

#include <stddef.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/parser/parse_uri.h"
#include "../xmpp_link/link_jid.h"

#include "presence_config.h"
#include "presence_event.h"
#include "presence_subscribe.h"
#include "presence_trust.h"
#include "presence_watch_table.h"
#include "presence_watch_tell.h"
#include "presence_watch_users.h"


static int self(void)
{
	return xmpp_presence_link.self();
}


/* --- who is asked ---------------------------------------------------------------------- */

static int is_asked(const str *uri)
{
	sip_uri_t parsed;

	return parse_uri(uri->s, uri->len, &parsed) == 0
		   && xmpp_presence_watches(&parsed.host);
}


/* NULL: the contact has no SIP address, or there is no memory (logged) */
static presence_pair_t *pair_begin(
		const str *user, const str *contact, presence_package_t package)
{
	const xmpp_gateway_api_t *g = &xmpp_presence_gateway;
	str domain = link_jid_domain(contact), bare = link_jid_bare(user);
	char uri_buf[XMPP_GATEWAY_ADDR_URI_MAX],
			from_buf[XMPP_GATEWAY_ADDR_URI_MAX];
	const xmpp_gateway_addr_conf_t *conf = g->component(&domain);
	presence_pair_t *p;
	str uri, from;

	if(conf == NULL
			|| g->addr_read(conf, contact, 0, uri_buf, sizeof(uri_buf), &uri)
					   < 0
			|| g->addr_to_uri(
					   "sip", &bare, 0, from_buf, sizeof(from_buf), &from)
					   < 0)
		return NULL;
	p = xmpp_presence_pair_make(self(), user, contact, &uri, &from);
	if(p == NULL)
		return NULL;
	p->package = (signed char)package;
	if(package == PRESENCE_PACKAGE_PRESENCE)
		p->is_hidden = !xmpp_presence_event_allows(
				&(presence_event_t){p->user->bare, p->contact, p->uri});
	p->is_asked = is_asked(&uri) && !p->is_hidden;
	return p;
}


/* whether it is in a call, beside its presence (RFC 4235) */
static void dialogs_want(const str *user, const str *contact)
{
	presence_pair_t *p = xmpp_presence_lamp_find(self(), user, contact);

	if(p == NULL)
		p = pair_begin(user, contact, PRESENCE_PACKAGE_DIALOG);
	if(p)
		xmpp_presence_subscribe_want(p);
}


static void contact_want(const str *user, const str *contact)
{
	presence_pair_t *p;

	if(!link_jid_is_user(contact))
		return;
	p = xmpp_presence_pair_find(self(), user, contact);
	if(p == NULL)
		p = pair_begin(user, contact, PRESENCE_PACKAGE_PRESENCE);
	if(p == NULL)
		return;
	xmpp_presence_subscribe_want(p);
	if(p->is_asked && PRESENCE_CFG(watch_dialogs))
		dialogs_want(user, contact);
}


/* --- users come and go ---------------------------------------------------------------------- */

static int contact_each(const str *contact, void *arg)
{
	contact_want(arg, contact);
	return 0;
}


static void linger_run(xmpp_link_timer_t *t)
{
	presence_watcher_t *u =
			(presence_watcher_t *)(void *)((char *)t
										   - offsetof(
												   presence_watcher_t, linger));
	presence_pair_t *p, *next;

	/* the last one that ends may take the user along */
	for(p = u->pairs; p; p = next) {
		next = p->next;
		xmpp_presence_subscribe_unwant(p);
	}
}


static int device_count(const xmpp_gateway_device_t *device, void *arg)
{
	(void)device;
	(void)arg;
	return 1;
}


/* While a user has a device, or none is known since the user's presence is not
 * shown to us: so long after the last that was heard. */
static void linger_set(presence_watcher_t *u)
{
	if(xmpp_presence_gateway.devices(&u->bare, device_count, NULL) > 0) {
		xmpp_presence_link.timer_stop(&u->linger);
		return;
	}
	u->linger.run = linger_run;
	xmpp_presence_link.timer_set(&u->linger, PRESENCE_CFG(linger) * 1000);
}


/* All contacts when the user comes, later this one. */
static void user_seen(const xmpp_link_stanza_t *s)
{
	str user = link_jid_bare(&s->from), contact = link_jid_bare(&s->to);
	presence_watcher_t *u = xmpp_presence_watcher_find(self(), &user);

	if(u == NULL || u->linger.slot > 0)
		xmpp_presence_gateway.contacts(&user, contact_each, &user);
	else if(xmpp_presence_gateway.is_subscribed(&user, &contact))
		contact_want(&user, &contact);
	u = xmpp_presence_watcher_find(self(), &user);
	if(u)
		linger_set(u);
}


static void user_gone(const xmpp_link_stanza_t *s)
{
	presence_watcher_t *u = xmpp_presence_watcher_find(self(), &s->from);

	if(u)
		linger_set(u);
}


static void contact_left(const xmpp_link_stanza_t *s)
{
	presence_pair_t *p = xmpp_presence_lamp_find(self(), &s->from, &s->to);

	if(p && !xmpp_presence_gateway.is_subscribed(&p->user->bare, &p->contact))
		xmpp_presence_subscribe_remove(p);
	p = xmpp_presence_pair_find(self(), &s->from, &s->to);
	if(p && !xmpp_presence_gateway.is_subscribed(&p->user->bare, &p->contact))
		xmpp_presence_subscribe_remove(p);
}


static int type_is(const xmpp_link_stanza_t *s, const char *type)
{
	return (size_t)s->type.len == strlen(type)
		   && memcmp(s->type.s, type, (size_t)s->type.len) == 0;
}


/* The gateway's handler has run: what is subscribed now, and which devices there
 * are, is as this stanza makes it. */
static int on_presence(const xmpp_link_stanza_t *s, void *arg)
{
	(void)arg;
	if(xmpp_presence_gateway.component(&s->component) == NULL)
		return XMPP_LINK_PASS;
	if(s->type.len == 0 || type_is(s, "subscribe") || type_is(s, "probe"))
		user_seen(s);
	else if(type_is(s, "unavailable"))
		user_gone(s);
	if(type_is(s, "unsubscribe") || type_is(s, "subscribe")
			|| type_is(s, "probe"))
		contact_left(s);
	return XMPP_LINK_PASS;
}


/* What became of users while the stream was down was not told: those who do not
 * answer the gateway's probes are gone. */
static void on_stream(const str *component, int up)
{
	(void)component;
	if(up)
		xmpp_presence_watchers_each(self(), linger_set);
}


static int pair_tell(presence_pair_t *p, void *arg)
{
	(void)arg;
	if(p->package == PRESENCE_PACKAGE_PRESENCE)
		xmpp_presence_tell(p);
	return 0;
}


void xmpp_presence_users_call(const str *contact)
{
	xmpp_presence_pairs_of(self(), contact, pair_tell, NULL);
}


int xmpp_presence_users_init(void)
{
	if(xmpp_presence_link.on_stanza(XMPP_LINK_PRESENCE, NULL, on_presence, NULL)
					== 0
			&& xmpp_presence_link.on_stream(on_stream) == 0)
		return 0;
	LM_ERR("xmpp_link takes no more handlers\n");
	return -1;
}
