/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: event routes, and the account that a script sees
 *
 * What a function has found is copied out of shared memory, with the lock, into
 * a buffer of the process, and is of the message of that time.
 */

#include <string.h>

#include "../../core/dprint.h"

#include "account_config.h"
#include "account_event.h"

enum
{
	EVENT_REGISTERED = 0,
	EVENT_UNREGISTERED,
	EVENT_FAILED,
	EVENTS,
	CURRENT_TEXT_MAX = ACCOUNT_FIELDS_MAX + 1024,
};

static xmpp_link_route_t routes[EVENTS] = {
		[EVENT_REGISTERED] = {.name = str_init("xmpp-account:registered")},
		[EVENT_UNREGISTERED] = {.name = str_init("xmpp-account:unregistered")},
		[EVENT_FAILED] = {.name = str_init("xmpp-account:failed")},
};

static const account_view_t *of_event = NULL;

static struct
{
	account_view_t view;
	unsigned id; /* of the message; with its process */
	int is_set;
	char text[CURRENT_TEXT_MAX];
} current;


int xmpp_account_event_init(void)
{
	return xmpp_account_link.routes_find(
			routes, EVENTS, &xmpp_account_config.event_callback);
}


/* which route; -1: none */
static int event_of(account_state_t state, account_state_t was)
{
	if(state == ACCOUNT_REGISTERED)
		return EVENT_REGISTERED;
	if(state == ACCOUNT_FAILED || state == ACCOUNT_REFUSED)
		return EVENT_FAILED;
	if(was == ACCOUNT_REGISTERED || was == ACCOUNT_LEAVING)
		return state == ACCOUNT_OFFLINE || state == ACCOUNT_STATES
					   ? EVENT_UNREGISTERED
					   : -1;
	return -1;
}


void xmpp_account_event_run(const account_view_t *view, account_state_t was)
{
	int event = event_of(view->state, was);

	if(event < 0 || !xmpp_link_route_is_set(&routes[event]))
		return;
	of_event = view;
	xmpp_account_link.route_run_new(&routes[event]);
	of_event = NULL;
}


static char *text_copy(char *at, str *s)
{
	if(s->len < 0 || s->len > current.text + CURRENT_TEXT_MAX - at)
		s->len = 0;
	if(s->len > 0)
		memcpy(at, s->s, (size_t)s->len);
	s->s = at;
	return at + s->len;
}


void xmpp_account_current_set(const sip_msg_t *msg, const account_view_t *view)
{
	account_view_t *v = &current.view;
	char *at = current.text;

	current.is_set = view != NULL;
	if(view == NULL)
		return;
	current.id = msg->id;
	*v = *view;
	at = text_copy(at, &v->fields.owner);
	at = text_copy(at, &v->fields.line);
	at = text_copy(at, &v->fields.aor);
	at = text_copy(at, &v->fields.auth_name);
	at = text_copy(at, &v->fields.proxy);
	at = text_copy(at, &v->fields.display);
	at = text_copy(at, &v->reason);
	text_copy(at, &v->contact);
}


const account_view_t *xmpp_account_current(const sip_msg_t *msg)
{
	if(of_event)
		return of_event;
	return msg && current.is_set && current.id == msg->id ? &current.view
														  : NULL;
}
