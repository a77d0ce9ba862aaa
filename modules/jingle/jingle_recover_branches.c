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
 * \brief jingle :: phones that ring when Kamailio is killed
 *
 * A callback of tm, in the process that relays our INVITE, notes for each
 * branch the lines that a CANCEL needs (address, Via, Route), and an event
 * brings them to the owner, which keeps and stores them with the call. After a
 * restart the owner sends a CANCEL for each, by itself and without tm,
 * repeated as RFC 3261 says for UDP.
 */

#define _GNU_SOURCE
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/forward.h"
#include "../../core/mem/mem.h"
#include "../../core/parser/parse_cseq.h"

#include "jingle_conf.h"
#include "jingle_event.h"
#include "jingle_recover_branches.h"
#include "jingle_recover_pack.h"
#include "jingle_recover_row.h"
#include "jingle_recover.h"
#include "jingle_table.h"
#include "jingle_input.h"

#define HOPS "Hops: " /* the first line of what is noted for a phone */

enum
{
	CANCEL_MAX = 2048, /* bytes of one */
	CANCEL_TIMES = 4,  /* at 0, T1, 3 T1, 7 T1 */
	CANCEL_T1 = 500,   /* ms */
};

/* in the owner's private memory, the text behind it */
typedef struct cancel
{
	xmpp_link_timer_t timer; /* must be first */
	dest_info_t dst;
	int times;
	int len;
	char text[];
} cancel_t;


/* --- while it rings ----------------------------------------------------------- */

static void call_put(void *param)
{
	if(jingle_table_is())
		jingle_table_put(param);
}


/* the proxy has sent something; runs in any process */
static void invite_sent(struct cell *t, int type, struct tmcb_params *ps)
{
	jingle_call_t *c = *ps->param;
	struct receive_info rcv;
	dest_info_t *dst = ps->dst;
	str text;

	(void)t;
	(void)type;
	text = ps->send_buf;
	if(text.len < 7 || memcmp(text.s, "INVITE ", 7) != 0 || dst == NULL
			|| dst->proto != PROTO_UDP || dst->send_sock == NULL)
		return;
	memset(&rcv, 0, sizeof(rcv));
	rcv.proto = PROTO_UDP;
	su2ip_addr(&rcv.src_ip, &dst->to);
	rcv.src_port = su_getport(&dst->to);
	rcv.dst_ip = dst->send_sock->address;
	rcv.dst_port = dst->send_sock->port_no;
	jingle_event_send(c, JINGLE_EV_SENT, 0, &text, &rcv, 0);
}


void jingle_recover_branches_follow(sip_msg_t *msg, jingle_call_t *c)
{
	if(!jingle_recover_enabled())
		return;
	jingle_table_ref(c);
	/* there is no transaction yet: tm keeps it for the one to come */
	if(jingle_tm.register_tmcb(
			   msg, 0, TMCB_REQUEST_OUT, invite_sent, c, call_put)
			<= 0)
		jingle_table_put(c);
}


/* the CANCEL of an INVITE, and where it goes; RFC 3261 section 9.1 */
static int cancel_write(sip_msg_t *m, const char *hops, char *buf, int cap)
{
	struct hdr_field *h;
	int n;

	n = snprintf(buf, cap, HOPS "%s\r\nCANCEL %.*s SIP/2.0\r\nVia: %.*s\r\n",
			hops, STR_FMT(&m->first_line.u.request.uri),
			STR_FMT(&m->h_via1->body));
	for(h = m->headers; h != NULL && n < cap; h = h->next)
		if(h->type == HDR_ROUTE_T)
			n += snprintf(
					buf + n, cap - n, "Route: %.*s\r\n", STR_FMT(&h->body));
	if(n < cap)
		n += snprintf(buf + n, cap - n,
				"From: %.*s\r\nTo: %.*s\r\nCall-ID: %.*s\r\n"
				"CSeq: %.*s CANCEL\r\nMax-Forwards: 70\r\n",
				STR_FMT(&m->from->body), STR_FMT(&m->to->body),
				STR_FMT(&m->callid->body), STR_FMT(&get_cseq(m)->number));
	return n < cap ? n : -1;
}


/* one more phone has our INVITE */
int jingle_do_sent(jingle_call_t *c, const jingle_input_t *in)
{
	static char buf[JINGLE_RECOVER_ROW_REQUEST_MAX];
	char hops[JINGLE_RECOVER_HOPS_MAX];
	int n = c->request.len, more = -1;
	sip_msg_t m;
	str all;

	memset(&m, 0, sizeof(m));
	m.buf = in->text.s;
	m.len = (unsigned)in->text.len;
	if(jingle_recover_hops_write(in->rcv, hops, sizeof(hops)) > 0
			&& parse_msg(m.buf, m.len, &m) == 0
			&& parse_headers(&m, HDR_EOH_F, 0) == 0 && m.h_via1 != NULL
			&& m.from != NULL && m.to != NULL && m.callid != NULL
			&& m.cseq != NULL) {
		if(n > 0)
			memcpy(buf, c->request.s, (size_t)n);
		more = cancel_write(&m, hops, buf + n, (int)sizeof(buf) - n);
	}
	free_sip_msg(&m);
	if(more < 0)
		return 0; /* this phone rings until its own timeout */
	all.s = buf;
	all.len = n + more;
	jingle_call_set(c, &c->request, &all);
	return 0;
}


/* --- after the restart -------------------------------------------------------- */

static void cancel_send(xmpp_link_timer_t *t)
{
	cancel_t *k = (cancel_t *)t;

	if(msg_send(&k->dst, k->text, k->len) < 0)
		LM_WARN("cannot send the CANCEL of a call from before the restart\n");
	if(++k->times < CANCEL_TIMES
			&& jingle_link.timer_set(&k->timer, CANCEL_T1 << (k->times - 1))
					   == 0)
		return;
	pkg_free(k);
}


/* hops: the rest of the first line; text: what follows it */
static void cancel_begin(const str *hops, const str *text)
{
	static const char end[] = "Content-Length: 0\r\n\r\n";
	struct receive_info rcv;
	cancel_t *k;

	if(jingle_recover_hops_read(hops, &rcv) < 0)
		return;
	k = pkg_malloc(sizeof(*k) + (size_t)text->len + sizeof(end));
	if(k == NULL) {
		PKG_MEM_ERROR;
		return;
	}
	memset(k, 0, sizeof(*k));
	init_dest_info(&k->dst);
	k->dst.proto = PROTO_UDP;
	k->dst.to = rcv.src_su;
	k->dst.send_sock = rcv.bind_address;
	memcpy(k->text, text->s, (size_t)text->len);
	memcpy(k->text + text->len, end, sizeof(end));
	k->len = text->len + (int)sizeof(end) - 1;
	k->timer.run = cancel_send;
	cancel_send(&k->timer);
}


void jingle_recover_branches(jingle_call_t *c)
{
	const char *p = c->request.s, *end = p + c->request.len, *eol, *next;
	const int skip = sizeof(HOPS) - 1;
	str hops, text;

	for(; p != NULL && end - p > skip && memcmp(p, HOPS, skip) == 0; p = next) {
		eol = memmem(p, (size_t)(end - p), "\r\n", 2);
		if(eol == NULL)
			return;
		next = memmem(eol, (size_t)(end - eol), "\r\n" HOPS, skip + 2);
		next = next != NULL ? next + 2 : end;
		hops.s = (char *)p + skip;
		hops.len = (int)(eol - hops.s);
		text.s = (char *)eol + 2;
		text.len = (int)(next - text.s);
		LM_INFO("call %s: a phone that still rings from before the restart is "
				"sent a CANCEL\n",
				c->gr);
		cancel_begin(&hops, &text);
	}
}
