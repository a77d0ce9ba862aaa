/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: the gateway as a contact of its users
 *
 * All of it runs in the owner of the user.
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_jid.h"

#include "account.h"
#include "account_config.h"
#include "account_contact.h"
#include "account_link.h"
#include "account_door.h"

enum
{
	CONTACT_STATUS_MAX = 1024, /* bytes; what is longer is cut between lines */
	CONTACT_COMPONENTS = 8, /* of ours that one user may have subscribed to */
};

/* --- what our presence says -------------------------------------------------------- */

typedef struct summary
{
	char text[CONTACT_STATUS_MAX];
	int len;
	int accounts;
	int registered;
} summary_t;

static int summary_add(const account_view_t *view, void *arg)
{
	char status[ACCOUNT_STATUS_MAX + 1];
	summary_t *s = arg;
	int n = xmpp_account_status(view, status, sizeof(status));

	s->registered += view->state == ACCOUNT_REGISTERED;
	if(n + 2 >= (int)sizeof(s->text) - s->len)
		return 0;
	if(s->accounts++ > 0) {
		memcpy(s->text + s->len, "; ", 2);
		s->len += 2;
	}
	memcpy(s->text + s->len, status, (size_t)n);
	s->len += n;
	s->text[s->len] = '\0';
	return 0;
}


static void on_own(const str *ours, const str *user, xmpp_gateway_own_t *own)
{
	str owner = link_jid_bare(user);
	static summary_t s;

	if(link_jid_is_user(ours))
		return;
	s.len = s.accounts = s.registered = 0;
	if(xmpp_account_list(&owner, summary_add, &s) == 0)
		return;
	own->status = s.text;
	if(s.registered == 0)
		own->show = "xa";
}


/* --- changes ----------------------------------------------------------------------- */

/* components that a user has subscribed to: copied, since the list changes
 * under what is done with them */
typedef struct components
{
	char name[CONTACT_COMPONENTS][256];
	int count;
} components_t;

static int component_add(const str *contact, void *arg)
{
	components_t *c = arg;

	if(link_jid_is_user(contact) || contact->len >= (int)sizeof(c->name[0]))
		return 0;
	memcpy(c->name[c->count], contact->s, (size_t)contact->len);
	c->name[c->count][contact->len] = '\0';
	return ++c->count == CONTACT_COMPONENTS;
}


static int account_count(const account_view_t *view, void *arg)
{
	(void)view;
	++*(int *)arg;
	return 0;
}


static void on_change(const account_view_t *view, account_state_t was)
{
	const str *owner = &view->fields.owner;
	components_t c = {.count = 0};
	int i, accounts = 0;
	str name;

	if(was == ACCOUNT_STATES && view->state == ACCOUNT_OFFLINE)
		return; /* a new one is tried at once: that is worth telling */
	xmpp_account_list(owner, account_count, &accounts);
	xmpp_account_gateway.contacts(owner, component_add, &c);
	if(accounts == 0)
		xmpp_account_link_forget(owner);
	for(i = 0; i < c.count; i++) {
		name.s = c.name[i];
		name.len = (int)strlen(c.name[i]);
		if(accounts > 0)
			xmpp_account_gateway.present(&name, &name, owner);
		else
			xmpp_account_gateway.unsubscribe(owner, &name);
	}
}


/* By the component that the user has among the contacts, or the first one: an
 * operator may have made the account */
static void on_text(const account_view_t *view, const char *words)
{
	const str *owner = &view->fields.owner;
	const xmpp_gateway_addr_conf_t *conf;
	components_t c = {.count = 0};
	int count;
	str name;

	xmpp_account_gateway.contacts(owner, component_add, &c);
	conf = xmpp_account_gateway.components(&count);
	if(c.count == 0 && count == 0)
		return;
	name = conf[0].gateway;
	if(c.count > 0) {
		name.s = c.name[0];
		name.len = (int)strlen(c.name[0]);
	}
	xmpp_account_door_send(&name, owner, words);
}


/* --- out of the roster -------------------------------------------------------------- */

static int on_presence(const xmpp_link_stanza_t *s, void *arg)
{
	static const str unsubscribe = str_init("unsubscribe");
	str owner = link_jid_bare(&s->from);
	int n;

	(void)arg;
	if(!STR_EQ(s->type, unsubscribe) || !xmpp_account_door_is_for(s))
		return XMPP_LINK_PASS;
	n = xmpp_account_remove(&owner, NULL);
	if(n > 0)
		LM_INFO("XMPP user %.*s has unsubscribed: SIP accounts removed: %d\n",
				STR_FMT(&owner), n);
	return XMPP_LINK_PASS;
}


int xmpp_account_contact_init(void)
{
	if(xmpp_account_gateway.on_own(on_own) < 0
			|| xmpp_account_gateway.add_feature("jabber:iq:register") < 0
			|| xmpp_account_on_change(on_change) < 0)
		return -1;
	xmpp_account_on_text(on_text);
	if(xmpp_account_link.on_stanza(XMPP_LINK_PRESENCE, NULL, on_presence, NULL)
			== 0)
		return 0;
	LM_ERR("xmpp_link takes no more handlers\n");
	return -1;
}
