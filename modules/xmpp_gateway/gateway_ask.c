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
 * \brief xmpp_gateway :: the presence of users, for contacts of ours
 *
 * A contact gets a user's presence when the user has answered its subscribe;
 * gateway_presence.c hears the answer.
 */

#include "../../core/dprint.h"
#include "../xmpp_link/link_jid.h"

#include "gateway_ask.h"
#include "gateway_config.h"
#include "gateway_presence.h"
#include "gateway_users.h"


enum
{
	SWEEP_TICK = 1000, /* ms */
	SWEEP_SLOTS = 64,  /* that are looked at in one */
};

/* what is asked too long ago is looked for, a part of the table at a time */
static struct
{
	xmpp_link_timer_t timer;
	int slot;			  /* that is looked at next */
	int left;			  /* slots in which none was seen yet */
	gateway_user_t *user; /* found */
	gateway_contact_t *contact;
} sweep;


static int worker(void)
{
	return xmpp_gateway_link.self();
}


static void sweep_run(xmpp_link_timer_t *t);


void xmpp_gateway_ask_watch(const gateway_contact_t *c)
{
	if(c->asked == 0 || c->subscribed != 0 || sweep.timer.slot > 0)
		return;
	sweep.timer.run = sweep_run;
	sweep.left = xmpp_gateway_slots();
	xmpp_gateway_link.timer_set(&sweep.timer, SWEEP_TICK);
}


void xmpp_gateway_asked(gateway_contact_t *c)
{
	uint64_t now = xmpp_gateway_link.now();

	c->asked = now > 0 ? now : 1;
	xmpp_gateway_ask_watch(c);
}


/* NULL: there is no room for it (logged) */
static gateway_contact_t *contact_make(const str *contact, const str *user)
{
	gateway_user_t *u = xmpp_gateway_user_make(worker(), user);
	gateway_contact_t *c =
			u ? xmpp_gateway_contact_make(worker(), u, contact) : NULL;

	if(u && c == NULL)
		xmpp_gateway_user_tidy(worker(), u);
	return c;
}


static int contact_ask(const str *component, const str *contact,
		const str *user, gateway_contact_t *c)
{
	xmpp_gateway_asked(c);
	return xmpp_gateway_send_presence(component, "subscribe", contact, user) < 0
				   ? -1
				   : 1;
}


int xmpp_gateway_subscribe(
		const str *component, const str *contact, const str *user)
{
	str bare = link_jid_bare(user);
	gateway_contact_t *c = contact_make(contact, &bare);

	if(c == NULL)
		return -1;
	if((c->subscribed & (GATEWAY_SUB_US | GATEWAY_SUB_NO)) || c->asked)
		return 0;
	return contact_ask(component, contact, &bare, c);
}


int xmpp_gateway_ask(const str *component, const str *contact, const str *user)
{
	str bare = link_jid_bare(user);
	gateway_contact_t *c = contact_make(contact, &bare);

	return c ? contact_ask(component, contact, &bare, c) : -1;
}


int xmpp_gateway_was_asked(const str *user, const str *contact)
{
	str bare = link_jid_bare(user);
	gateway_contact_t *c = contact_make(contact, &bare);

	if(c == NULL)
		return -1;
	xmpp_gateway_asked(c);
	return 0;
}


int xmpp_gateway_is_granted(const str *user, const str *contact)
{
	gateway_user_t *u = xmpp_gateway_user_find(worker(), user);
	gateway_contact_t *c = u ? xmpp_gateway_contact_find(u, contact) : NULL;

	return c && (c->subscribed & GATEWAY_SUB_US) ? 1 : 0;
}


int xmpp_gateway_probe(
		const str *component, const str *contact, const str *user)
{
	str bare = link_jid_bare(user);

	return xmpp_gateway_send_presence(component, "probe", contact, &bare) < 0
				   ? -1
				   : 1;
}


/* --- questions that nobody answers ----------------------------------------------- */

/* one that is only asked so far, and too long ago */
static int old_find(const gateway_user_t *user, void *arg)
{
	uint64_t age = (uint64_t)GATEWAY_CFG(ask_time) * 1000;
	gateway_contact_t *c;

	(void)arg;
	for(c = user->contacts; c; c = c->next) {
		if(c->subscribed != 0 || c->asked == 0)
			continue;
		sweep.left = xmpp_gateway_slots();
		if(xmpp_gateway_link.now() < c->asked + age)
			continue;
		sweep.user = (gateway_user_t *)user;
		sweep.contact = c;
		return 1;
	}
	return 0;
}


static void slot_sweep(int slot)
{
	while(xmpp_gateway_users_each(worker(), slot, old_find, NULL)) {
		LM_DBG("XMPP user %.*s has not answered contact %.*s: forgotten\n",
				STR_FMT(&sweep.user->bare), STR_FMT(&sweep.contact->jid));
		xmpp_gateway_contact_remove(worker(), sweep.user, sweep.contact);
		xmpp_gateway_user_tidy(worker(), sweep.user);
	}
}


/* until there is none in the whole table */
static void sweep_run(xmpp_link_timer_t *t)
{
	int i;

	for(i = 0; i < SWEEP_SLOTS && sweep.left > 0; i++) {
		sweep.left--;
		slot_sweep(sweep.slot);
		sweep.slot = (sweep.slot + 1) % xmpp_gateway_slots();
	}
	if(sweep.left > 0)
		xmpp_gateway_link.timer_set(t, SWEEP_TICK);
}
