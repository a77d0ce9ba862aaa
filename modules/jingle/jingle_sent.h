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
 * A call that goes by an account of another module's (jingle_hooks.h) keeps
 * what a request says until its transaction ends: a 401 or 407 to it is handed
 * to the owner with it. Requests of other calls are not kept.
 */

#ifndef JINGLE_SENT_H
#define JINGLE_SENT_H

#include "../../core/parser/msg_parser.h"
#include "../../modules/tm/tm_load.h"

#include "jingle_call.h"

typedef struct jingle_sent
{
	atomic_t refs; /* tm has one, a challenge on its way to the owner another */
	jingle_call_t *call;
	const char *method; /* fixed */
	transaction_cb *cb; /* NULL: nobody waits for the reply */
	unsigned cseq;		/* set once it is sent */
	int nth;			/* challenges that came before it was sent */
	str hdrs, body;		/* in the same block; without what answers them */
} jingle_sent_t;

/* A challenge, on its way to the owner; the call is held meanwhile. */
typedef struct jingle_challenged
{
	xmpp_link_task_t task; /* must be first */
	jingle_sent_t *sent;
	int code;
	str reply; /* in the same block */
	struct receive_info rcv;
} jingle_challenged_t;

typedef void (*jingle_challenged_f)(const jingle_challenged_t *ch);

/* mod_init: the function that takes challenges, in the owner. */
void jingle_sent_init(jingle_challenged_f f);

/* A copy, with one reference. NULL without memory (logged) */
jingle_sent_t *jingle_sent_new(jingle_call_t *c, const char *method,
		const str *hdrs, const str *body, transaction_cb cb, int nth);
void jingle_sent_put(jingle_sent_t *s);

/* What tm calls, with the request as its parameter: whoever waits for the reply
 * is told of all but challenges. */
void jingle_sent_cb(struct cell *t, int type, struct tmcb_params *ps);

/* OWNER. The challenge is not answered: it is a reply like others. */
void jingle_sent_refused(const jingle_challenged_t *ch);

#endif
