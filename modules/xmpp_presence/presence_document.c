/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: how a watched XMPP user is, as a document
 *
 * All devices of which a contact was told make one state: that of the one which
 * is most willing to talk, and on the phone in a call through the gateway. Keeps
 * nothing.
 */

#include <string.h>

#include "../xmpp_link/link_jid.h"

#include "presence_config.h"
#include "presence_document.h"
#include "presence_user_calls.h"


/* A device of negative priority takes no messages, and need not ring (RFC 6121
 * section 8.5); if it can, it is one to talk to. */
static int is_available(
		const presence_presentity_t *p, const presence_device_t *d)
{
	char buf[LINK_JID_MAX];
	unsigned features;
	str jid;

	if(d->said.priority >= 0)
		return 1;
	return link_jid_full(&p->bare, &d->resource, buf, sizeof(buf), &jid) == 0
		   && xmpp_presence_gateway.peer_caps(&jid, &features) == 1
		   && (features & XMPP_GATEWAY_AUDIO);
}


/* Who is in a call is on the phone for those contacts alone that are told of a
 * device: to others the user does not show itself. */
static int is_on_the_phone(
		const presence_presentity_t *p, const presence_grant_t *g)
{
	return g->told != 0 && xmpp_presence_user_calls_busy(&p->bare);
}


static void state_make(const presence_presentity_t *p,
		const presence_grant_t *g, presence_state_t *state)
{
	static const str away = str_init("the XMPP server cannot be reached");
	const presence_device_t *d, *best = NULL;

	memset(state, 0, sizeof(*state));
	for(d = p->devices; d; d = d->next)
		if((g->told & d->bit) && is_available(p, d)
				&& (best == NULL
						|| xmpp_presence_said_better(&d->said, &best->said)))
			best = d;
	state->basic = best ? PRESENCE_OPEN : PRESENCE_CLOSED;
	if(g->is_away) {
		state->basic = PRESENCE_CLOSED;
		state->note = away;
	} else if(best) {
		state->show = best->said.show;
		state->note = best->said.note;
		state->lang = best->said.lang;
		state->since = best->said.since;
	}
	state->on_the_phone = is_on_the_phone(p, g);
	if(state->on_the_phone)
		state->basic = PRESENCE_OPEN;
}


static int dialog_document(
		const presence_sub_t *s, char *buf, int cap, uint32_t *hash)
{
	const str *uri = &s->text[PRESENCE_SUB_LOC_URI];
	presence_dialogs_t all;
	str out = {buf, 0};
	int n;

	memset(&all, 0, sizeof(all));
	if(s->grant->told != 0)
		xmpp_presence_user_calls_of(&s->of->bare, &all);
	out.len = xmpp_presence_dialogs_write(uri, &all, buf, cap);
	if(out.len <= 0)
		return 0;
	*hash = link_hash(LINK_HASH_START, &out) | 1;
	all.version = s->version;
	n = xmpp_presence_dialogs_write(uri, &all, buf, cap);
	return n > 0 ? n : 0;
}


int xmpp_presence_document(
		const presence_sub_t *s, char *buf, int cap, uint32_t *hash)
{
	presence_state_t state;
	str out = {buf, 0};

	*hash = 0;
	if(s->package == PRESENCE_PACKAGE_DIALOG)
		return dialog_document(s, buf, cap, hash);
	if(!s->grant->is_known && !is_on_the_phone(s->of, s->grant))
		return 0;
	state_make(s->of, s->grant, &state);
	out.len = xmpp_presence_pidf_write(
			&s->text[PRESENCE_SUB_LOC_URI], &state, buf, cap);
	if(out.len <= 0)
		return 0;
	*hash = link_hash(LINK_HASH_START, &out) | 1;
	return out.len;
}
