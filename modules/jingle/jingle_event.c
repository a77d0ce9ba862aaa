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
 * \brief jingle :: events on their way to a call's owner
 *
 * Any process calls it, tm's callbacks above all, which may hold tm's locks:
 * the message is copied to shared memory and posted as a task to the worker
 * that owns the call, where the engine runs. Each event holds a reference to
 * its call. Events that end or answer a call are never lost: the call has room
 * for a few of its own, for when there is no memory or the worker's queue is
 * full.
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../../core/mem/shm.h"

#include "jingle_conf.h"
#include "../jingle_sdp/jingle_mime.h"
#include "jingle_event.h"
#include "jingle_table.h"


static jingle_event_f handler;


void jingle_event_init(jingle_event_f f)
{
	handler = f;
}


static void event_free(jingle_event_t *e)
{
	jingle_call_t *c = e->call;

	if(e->kept) {
		jingle_table_lock(c);
		e->in_use = 0;
		jingle_table_unlock(c);
	} else {
		shm_free(e);
	}
	jingle_table_put(c);
}


static void event_run(xmpp_link_task_t *t)
{
	jingle_event_t *e = (jingle_event_t *)t;

	handler(e->call, e);
	event_free(e);
}


static jingle_event_t *event_kept(jingle_call_t *c)
{
	jingle_event_t *e = NULL;
	int i;

	jingle_table_lock(c);
	for(i = 0; i < JINGLE_EVENTS_KEPT && e == NULL; i++)
		if(!c->kept[i].in_use) {
			e = &c->kept[i];
			e->in_use = 1;
		}
	jingle_table_unlock(c);
	if(e != NULL) {
		e->text.s = NULL;
		e->text.len = 0;
		e->mime = JINGLE_MIME_NONE;
	}
	return e;
}


static jingle_event_t *event_new(jingle_call_t *c, const str *text, int must)
{
	size_t len = text != NULL && text->len > 0 ? (size_t)text->len : 0;
	jingle_event_t *e = shm_malloc(sizeof(*e) + len + 1);

	if(e == NULL) {
		SHM_MEM_ERROR;
		return must ? event_kept(c) : NULL;
	}
	memset(e, 0, sizeof(*e));
	e->call = c;
	if(len > 0) {
		e->text.s = (char *)(e + 1);
		e->text.len = (int)len;
		memcpy(e->text.s, text->s, len);
		e->mime = jingle_sdp.mime_type_fix(&e->text);
		e->text.s[e->text.len] = '\0';
	}
	return e;
}


static int event_send(
		jingle_event_t *e, const struct receive_info *rcv, int must)
{
	if(rcv != NULL)
		e->rcv = *rcv;
	e->task.run = event_run;
	jingle_table_ref(e->call);
	if(jingle_link.post(e->call->owner, &e->task, must) == 0)
		return 0;
	LM_WARN("call %s: the task queue of worker %d is full, event %s is lost\n",
			e->call->gr, e->call->owner, jingle_ev_name(e->ev));
	event_free(e);
	return -1;
}


int jingle_event_send(jingle_call_t *c, jingle_ev_t ev, int code,
		const str *text, const struct receive_info *rcv, int must)
{
	jingle_event_t *e;

	if(!jingle_table_is()) /* no worker is there to be told */
		return -1;
	e = event_new(c, text, must);
	if(e == NULL) {
		LM_ERR("call %s: no memory for event %s\n", c->gr, jingle_ev_name(ev));
		return -1;
	}
	e->ev = ev;
	e->code = code;
	return event_send(e, rcv, must);
}


int jingle_event_send_request(jingle_call_t *c, const str *text,
		const struct receive_info *rcv, unsigned hash, unsigned label)
{
	jingle_event_t *e = event_new(c, text, 0);

	if(e == NULL)
		return -1;
	e->ev = JINGLE_EV_REQUEST;
	e->hash = hash;
	e->label = label;
	return event_send(e, rcv, 0);
}
