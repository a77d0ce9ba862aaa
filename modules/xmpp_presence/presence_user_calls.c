/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: calls of XMPP users through this gateway
 */

#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/mem/mem.h"
#include "../jingle/api.h"
#include "../xmpp_link/link_jid.h"

#include "presence_user_calls.h"
#include "presence_config.h"

enum
{
	SLOTS = 1024,
	ENDED_MS = 10000, /* a call is shown as ended for so long */
	ID_LEN = 16
};

typedef struct call
{
	struct call *next;
	xmpp_link_timer_t timer; /* it has ended, and is forgotten next */
	presence_dialog_state_t state;
	int is_caller;
	char id[ID_LEN + 1]; /* nobody can tell the call by it */
	str gr;
	str user;
} call_t;

static call_t *calls[SLOTS];
static presence_user_calls_f listener;


static call_t **slot_of(const str *user)
{
	return &calls[link_hash(LINK_HASH_START, user) % SLOTS];
}


static int text_equal(const str *a, const str *b)
{
	return a->len == b->len && memcmp(a->s, b->s, (size_t)a->len) == 0;
}


static void call_forget(xmpp_link_timer_t *t)
{
	call_t *c = (call_t *)((char *)t - offsetof(call_t, timer));
	call_t **at = slot_of(&c->user);

	while(*at != c)
		at = &(*at)->next;
	*at = c->next;
	pkg_free(c);
}


static call_t *call_new(const str *user, const jingle_call_view_t *view)
{
	call_t *c =
			pkg_malloc(sizeof(*c) + (size_t)user->len + (size_t)view->gr.len);
	call_t **slot = slot_of(user);

	if(c == NULL) {
		PKG_MEM_ERROR;
		return NULL;
	}
	memset(c, 0, sizeof(*c));
	c->timer.run = call_forget;
	c->is_caller = view->from_xmpp;
	xmpp_presence_link.random_text(c->id, ID_LEN);
	c->user.s = (char *)(c + 1);
	c->user.len = user->len;
	memcpy(c->user.s, user->s, (size_t)user->len);
	c->gr.s = c->user.s + user->len;
	c->gr.len = view->gr.len;
	memcpy(c->gr.s, view->gr.s, (size_t)view->gr.len);
	c->next = *slot;
	*slot = c;
	return c;
}


static call_t *call_find(const str *user, const str *gr)
{
	call_t *c;

	for(c = *slot_of(user); c; c = c->next)
		if(text_equal(&c->gr, gr) && text_equal(&c->user, user))
			return c;
	return NULL;
}


static void on_call(
		const jingle_call_view_t *view, jingle_call_event_t event, void *param)
{
	static const presence_dialog_state_t states[JINGLE_CALL_EVENTS] = {
			[JINGLE_CALL_NEW] = PRESENCE_DIALOG_TRYING,
			[JINGLE_CALL_RINGING] = PRESENCE_DIALOG_EARLY,
			[JINGLE_CALL_ANSWERED] = PRESENCE_DIALOG_CONFIRMED,
			[JINGLE_CALL_ENDED] = PRESENCE_DIALOG_TERMINATED,
	};
	char buf[LINK_JID_MAX];
	str user;
	call_t *c;

	(void)param;
	if(link_jid_fold(&view->user, buf, sizeof(buf), &user) < 0)
		return;
	c = call_find(&user, &view->gr);
	if(c == NULL && event != JINGLE_CALL_ENDED)
		c = call_new(&user, view);
	if(c == NULL)
		return;
	c->state = states[event];
	if(event == JINGLE_CALL_ENDED
			&& xmpp_presence_link.timer_set(&c->timer, ENDED_MS) < 0)
		call_forget(&c->timer);
	listener(&user);
}


static void calls_add(
		const str *user, int have_ended, int most, presence_dialogs_t *out)
{
	presence_dialog_t *d;
	call_t *c;

	for(c = *slot_of(user); c && out->count < most; c = c->next) {
		if(!text_equal(&c->user, user)
				|| have_ended != (c->state == PRESENCE_DIALOG_TERMINATED))
			continue;
		d = &out->dialog[out->count++];
		d->id.s = c->id;
		d->id.len = ID_LEN;
		d->state = c->state;
		d->is_caller = c->is_caller;
	}
}


/* those that have ended come first: the last ones are written */
void xmpp_presence_user_calls_of(const str *user, presence_dialogs_t *out)
{
	out->count = 0;
	calls_add(user, 1, PRESENCE_DIALOGS / 2, out);
	calls_add(user, 0, PRESENCE_DIALOGS, out);
}


int xmpp_presence_user_calls_busy(const str *user)
{
	call_t *c;

	for(c = *slot_of(user); c; c = c->next)
		if(text_equal(&c->user, user)
				&& (c->state == PRESENCE_DIALOG_CONFIRMED
						|| (c->is_caller
								&& c->state != PRESENCE_DIALOG_TERMINATED)))
			return 1;
	return 0;
}


int xmpp_presence_user_calls_init(presence_user_calls_f f)
{
	jingle_api_t jingle;

	listener = f;
	if(jingle_load_api(&jingle) < 0) {
		LM_INFO("the module jingle is not loaded in front of this one: who is "
				"in "
				"a call is not known\n");
		return 0;
	}
	return jingle.on_call(on_call, NULL);
}
