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
 * \brief jingle :: requests of ours in a dialog that may be challenged
 *
 * tm's callback runs in any process, maybe with tm's locks held: a challenge is
 * copied and posted to the worker that owns the call. Without memory, or when
 * its queue is full, the challenge is a refusal. The request holds the reference
 * to the call that its callback gives back at the end of the transaction.
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../../core/mem/shm.h"

#include "jingle_conf.h"
#include "jingle_sent.h"
#include "jingle_table.h"


static jingle_challenged_f handler;


void jingle_sent_init(jingle_challenged_f f)
{
	handler = f;
}


static char *text_put(char *at, str *out, const str *text)
{
	out->s = at;
	out->len = text != NULL && text->len > 0 ? text->len : 0;
	if(out->len > 0)
		memcpy(at, text->s, (size_t)out->len);
	return at + out->len;
}


jingle_sent_t *jingle_sent_new(jingle_call_t *c, const char *method,
		const str *hdrs, const str *body, transaction_cb cb, int nth)
{
	size_t len = (hdrs != NULL && hdrs->len > 0 ? (size_t)hdrs->len : 0)
				 + (body != NULL && body->len > 0 ? (size_t)body->len : 0);
	jingle_sent_t *s = shm_malloc(sizeof(*s) + len);

	if(s == NULL) {
		SHM_MEM_ERROR;
		return NULL;
	}
	memset(s, 0, sizeof(*s));
	atomic_set(&s->refs, 1);
	s->call = c;
	s->method = method;
	s->cb = cb;
	s->nth = nth;
	text_put(text_put((char *)(s + 1), &s->hdrs, hdrs), &s->body, body);
	return s;
}


void jingle_sent_put(jingle_sent_t *s)
{
	if(atomic_dec_and_test(&s->refs))
		shm_free(s);
}


static void challenge_run(xmpp_link_task_t *t)
{
	jingle_challenged_t *ch = (jingle_challenged_t *)t;
	jingle_call_t *c = ch->sent->call;

	handler(ch);
	jingle_sent_put(ch->sent);
	shm_free(ch);
	jingle_table_put(c);
}


/* return 0, -1 (logged): it cannot be answered */
static int challenge_post(jingle_sent_t *s, const struct tmcb_params *ps)
{
	str text = {ps->rpl->buf, (int)ps->rpl->len};
	jingle_challenged_t *ch;

	if(!jingle_table_is()) /* no worker is there to be told */
		return -1;
	ch = shm_malloc(sizeof(*ch) + (size_t)text.len + 1);
	if(ch == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	memset(ch, 0, sizeof(*ch));
	*text_put((char *)(ch + 1), &ch->reply, &text) = '\0';
	ch->task.run = challenge_run;
	ch->sent = s;
	ch->code = ps->code;
	ch->rcv = ps->rpl->rcv;
	atomic_inc(&s->refs);
	jingle_table_ref(s->call);
	if(jingle_link.post(s->call->owner, &ch->task, 0) == 0)
		return 0;
	LM_WARN("call %s: the task queue of worker %d is full, the challenge of a "
			"%s is not answered\n",
			s->call->gr, s->call->owner, s->method);
	jingle_table_put(s->call);
	jingle_sent_put(s);
	shm_free(ch);
	return -1;
}


static void reply_pass(
		jingle_sent_t *s, struct cell *t, int type, struct tmcb_params *ps)
{
	struct tmcb_params own = *ps;
	void *param = s->call;

	own.param = &param;
	if(s->cb != NULL)
		s->cb(t, type, &own);
	else if(type & TMCB_DESTROY)
		jingle_table_put(s->call);
}


void jingle_sent_cb(struct cell *t, int type, struct tmcb_params *ps)
{
	jingle_sent_t *s = *ps->param;

	if((type & TMCB_DESTROY) == 0 && (ps->code == 401 || ps->code == 407)
			&& ps->rpl != NULL && ps->rpl != FAKED_REPLY
			&& challenge_post(s, ps) == 0)
		return;
	reply_pass(s, t, type, ps);
	if(type & TMCB_DESTROY)
		jingle_sent_put(s);
}


void jingle_sent_refused(const jingle_challenged_t *ch)
{
	struct tmcb_params ps;
	sip_msg_t m;

	memset(&ps, 0, sizeof(ps));
	memset(&m, 0, sizeof(m));
	m.buf = ch->reply.s;
	m.len = (unsigned)ch->reply.len;
	m.rcv = ch->rcv;
	ps.rpl = &m;
	ps.code = ch->code;
	reply_pass(ch->sent, NULL, TMCB_LOCAL_COMPLETED, &ps);
}
