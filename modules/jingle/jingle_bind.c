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
 * (at your option) any later version.
 *
 * In addition, as a special exception, permission is granted to link this
 * code with the OpenSSL library and to distribute the combination.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 */

/*!
 * \file
 * \brief jingle :: the table of functions that other modules bind to
 *
 * find() and hangup() run in whatever process calls them: the first with the
 * call's slot locked for a moment, the second by an event to the call's owner.
 */

#include <limits.h>
#include <string.h>

#include "jingle_bind.h"
#include "jingle_event.h"
#include "jingle_hooks.h"
#include "jingle_table.h"

typedef struct search
{
	jingle_find_by_t by;
	const str *key;
	jingle_view_f f;
	void *arg;
	int found;
} search_t;


static void view_show(jingle_call_t *c, search_t *s)
{
	jingle_call_view_t view;

	jingle_hooks_view(c, &view);
	s->f(&view, s->arg);
	s->found++;
}


static int is_key(const str *value, const str *key)
{
	return value->len == key->len
		   && memcmp(value->s, key->s, (size_t)key->len) == 0;
}


static void call_match(jingle_call_t *c, void *arg)
{
	search_t *s = arg;
	const jingle_leg_t *leg = jingle_call_leg(c);

	if(s->by == JINGLE_FIND_CALLID ? is_key(&c->dialog.callid, s->key)
								   : leg != NULL && is_key(&leg->sid, s->key))
		view_show(c, s);
}


static int call_find(
		jingle_find_by_t by, const str *key, jingle_view_f f, void *arg)
{
	search_t s = {by, key, f, arg, 0};
	jingle_call_t *c;

	if(key->len <= 0)
		return 0;
	if(by != JINGLE_FIND_GR) {
		jingle_table_walk(0, INT_MAX, call_match, &s);
		return s.found;
	}
	c = jingle_table_find(key);
	if(c == NULL)
		return 0;
	jingle_table_lock(c);
	view_show(c, &s);
	jingle_table_unlock(c);
	jingle_table_put(c);
	return 1;
}


static int call_hangup(const str *gr)
{
	jingle_call_t *c = jingle_table_find(gr);
	int rc;

	if(c == NULL)
		return -1;
	rc = jingle_event_send(c, JINGLE_EV_HANGUP, 480, NULL, NULL, 0);
	jingle_table_put(c);
	return rc;
}


int jingle_bind(jingle_api_t *api)
{
	api->on_call = jingle_hooks_on_call;
	api->on_identity = jingle_hooks_on_identity;
	api->on_challenge = jingle_hooks_on_challenge;
	api->find = call_find;
	api->hangup = call_hangup;
	return 0;
}
