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
 * \brief jingle :: our 180 to a caller that wants it reliable
 *
 * Runs in the owner. What is kept, the number of the 180 and a timer that sends
 * it again, hangs on the call of such a caller alone (reliable), and ends with
 * it. It has no SDP, so the 200 need not wait for its PRACK (section 3).
 */

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/mem/shm.h"
#include "../../core/parser/parse_cseq.h"

#include "jingle_conf.h"
#include "jingle_dialog.h"
#include "jingle_engine.h"
#include "jingle_reliable.h"
#include "jingle_rseq.h"
#include "jingle_table.h"
#include "jingle_uas.h"
#include "jingle_session_expires.h"

enum
{
	T1 = 500, /* ms */
	HEADERS_MAX = 64,
	RSEQ_FIRST_BITS = 0x7fff,
};


static int is_required(const sip_msg_t *m)
{
	const struct hdr_field *at = NULL;
	str value;

	while(jingle_dialog_header_next(m, "Require", &at, &value) == 0)
		if(jingle_se_has_tag(&value, "100rel"))
			return 1;
	return 0;
}


int jingle_reliable_begin(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_reliable_t *r;
	char digits[4];
	int i;

	if(in->msg == NULL || in->msg->cseq == NULL || !is_required(in->msg))
		return 0;
	r = shm_malloc(sizeof(*r));
	if(r == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	memset(r, 0, sizeof(*r));
	r->call = c;
	str2int(&get_cseq(in->msg)->number, &r->cseq);
	jingle_link.random_text(digits, 3);
	for(i = 0; i < 3; i++) /* section 3: not to be guessed, 2^31 at most */
		r->rseq = r->rseq * 32 + (digits[i] & 31);
	r->rseq = (r->rseq & RSEQ_FIRST_BITS) + 1;
	c->reliable = r;
	return 0;
}


static void ring_send(jingle_call_t *c)
{
	char hdrs[HEADERS_MAX];

	snprintf(hdrs, sizeof(hdrs), "Require: 100rel\r\nRSeq: %u\r\n",
			c->reliable->rseq);
	jingle_uas_reply(c, 180, "Ringing", NULL, hdrs);
}


/* section 3: again after T1, twice that, ..., and after 64*T1 the INVITE is
 * refused */
static void ring_again(xmpp_link_timer_t *t)
{
	jingle_reliable_t *r =
			(jingle_reliable_t *)((char *)t
								  - offsetof(jingle_reliable_t, timer));
	jingle_call_t *c = r->call;

	if(r->has_prack || c->final)
		return;
	if(r->sent_for >= 64 * T1) {
		LM_INFO("call %s: the phone sent no PRACK for our 180, Call-ID %.*s\n",
				c->gr, STR_FMT(&c->dialog.callid));
		jingle_table_ref(c);
		jingle_engine_end(c, JINGLE_EV_TIMEOUT, 504, JINGLE_REASON_TIMEOUT,
				"the phone sent no PRACK");
		jingle_table_put(c);
		return;
	}
	ring_send(c);
	r->pause = r->sent_for + 2 * r->pause > 64 * T1 ? 64 * T1 - r->sent_for
													: 2 * r->pause;
	r->sent_for += r->pause;
	jingle_link.timer_set(&r->timer, r->pause);
}


void jingle_reliable_ring(jingle_call_t *c)
{
	jingle_reliable_t *r = c->reliable;

	/* RFC 3262 section 5: without an offer in the INVITE our first reliable
	 * response has ours, and that is the 200 */
	if(c->offerless)
		return;
	ring_send(c);
	r->is_out = 1;
	r->pause = r->sent_for = T1;
	r->timer.run = ring_again;
	jingle_link.timer_set(&r->timer, T1);
}


int jingle_reliable_prack(jingle_call_t *c, const jingle_input_t *in)
{
	jingle_reliable_t *r = c->reliable;
	unsigned rseq, cseq;
	str value;

	if(jingle_dialog_header(in->msg, "RAck", &value) < 0)
		return 400;
	if(r == NULL || !r->is_out || jingle_rack_read(&value, &rseq, &cseq) < 0
			|| rseq != r->rseq || cseq != r->cseq)
		return 481;
	r->has_prack = 1;
	jingle_link.timer_stop(&r->timer);
	return 200;
}
