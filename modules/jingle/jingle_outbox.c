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
 * \brief jingle :: the first stanzas of a call wait until its row is written
 *
 * Runs in the owner. Stanzas by which a client learns of a call, and all after
 * them, wait in a list in private memory, one for each call, in order. The
 * list is sent when the store's process has written the call's row, when that
 * took OUTBOX_WAIT_MAX, or when the call ends. Without a database, or while it
 * fails, nothing waits.
 */

#include <stddef.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/mem/mem.h"

#include "jingle_conf.h"
#include "jingle_outbox.h"
#include "jingle_recover.h"
#include "jingle_table.h"

enum
{
	OUTBOX_WAIT_MAX = 300, /* ms that a slow database may delay a call */
};

/* in the owner's private memory, strings behind it */
struct jingle_outbox_item
{
	struct jingle_outbox_item *next;
	int iq;
	str to, id, xml;
	int timeout;
	xmpp_link_iq_f answered;
	void *arg;
	void (*lost)(void *arg);
};
typedef struct jingle_outbox_item item_t;


static void outbox_late(xmpp_link_timer_t *t)
{
	jingle_call_t *c =
			(jingle_call_t *)((char *)t
							  - offsetof(jingle_call_t, outbox_timer));

	LM_WARN("call %s: the database did not store it within %d ms, the call "
			"continues unstored\n",
			c->gr, OUTBOX_WAIT_MAX);
	jingle_table_ref(c);
	jingle_outbox_release(c);
	jingle_table_put(c);
}


/* does it have to wait? */
static int must_wait(jingle_call_t *c, int first)
{
	if(c->outbox != NULL)
		return 1;
	/* without a stream nothing leaves Kamailio anyway */
	return first && c->state != JINGLE_ENDED && jingle_recover_works()
		   && jingle_link.is_up(&c->component);
}


static char *field_put(str *field, const str *value, char *p)
{
	field->s = p;
	field->len = value->len;
	memcpy(p, value->s, (size_t)value->len);
	return p + value->len;
}


static item_t *stanza_keep(
		jingle_call_t *c, const str *to, const str *id, const str *xml)
{
	item_t *h = pkg_malloc(sizeof(*h) + to->len + id->len + xml->len), **last;

	if(h == NULL) {
		PKG_MEM_ERROR;
		jingle_outbox_release(c);
		return NULL;
	}
	memset(h, 0, sizeof(*h));
	field_put(&h->xml, xml,
			field_put(&h->id, id, field_put(&h->to, to, (char *)(h + 1))));
	if(c->outbox == NULL) {
		c->outbox_timer.run = outbox_late;
		jingle_link.timer_set(&c->outbox_timer, OUTBOX_WAIT_MAX);
	}
	for(last = &c->outbox; *last != NULL; last = &(*last)->next)
		;
	*last = h;
	return h;
}


int jingle_outbox_send(jingle_call_t *c, const str *to, const str *xml,
		void (*lost)(void *arg), void *arg, int first)
{
	static const str no_id = {"", 0};
	item_t *h = NULL;

	if(must_wait(c, first))
		h = stanza_keep(c, to, &no_id, xml);
	if(h == NULL)
		return jingle_link.send(&c->component, to, xml, lost, arg);
	h->lost = lost;
	h->arg = arg;
	if(first)
		jingle_recover_await(c);
	return 0;
}


int jingle_outbox_iq(jingle_leg_t *leg, const str *id, const str *xml,
		int timeout, xmpp_link_iq_f f, void *arg, int first)
{
	jingle_call_t *c = leg->call;
	item_t *h = NULL;

	if(must_wait(c, first))
		h = stanza_keep(c, &leg->peer, id, xml);
	if(h == NULL)
		return jingle_link.iq(
				&c->component, &c->local, &leg->peer, id, xml, timeout, f, arg);
	h->iq = 1;
	h->arg = arg;
	h->timeout = timeout;
	h->answered = f;
	if(first)
		jingle_recover_await(c);
	return 0;
}


static void answer_dropped(const xmpp_link_stanza_t *s, void *arg)
{
	(void)s;
	(void)arg;
}


void jingle_outbox_forget(jingle_leg_t *leg)
{
	item_t *h;

	jingle_link.iq_forget(leg);
	for(h = leg->call->outbox; h != NULL; h = h->next)
		if(h->arg == leg) {
			h->answered = answer_dropped;
			h->arg = NULL;
		}
}


/* return 0, -1 the link does not take it */
static int item_send(jingle_call_t *c, const item_t *h)
{
	if(!h->iq)
		return jingle_link.send(
				&c->component, &h->to, &h->xml, h->lost, h->arg);
	return jingle_link.iq(&c->component, &c->local, &h->to, &h->id, &h->xml,
			h->timeout, h->answered, h->arg);
}


void jingle_outbox_release(jingle_call_t *c)
{
	item_t *h = c->outbox, *next;

	c->outbox = NULL;
	jingle_link.timer_stop(&c->outbox_timer);
	for(; h != NULL; h = next) {
		next = h->next;
		if(item_send(c, h) < 0 && h->iq)
			h->answered(NULL, h->arg); /* as if no answer had come */
		pkg_free(h);
	}
}
