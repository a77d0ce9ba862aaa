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
 * (at your option) any later version
 *
 * In addition, as a special exception, the copyright holders give
 * permission to link the code of this program with the OpenSSL library.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin St, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */

/*!
 * \file
 * \brief jingle :: the writer of SDP: session lines, m= sections
 *
 * PURE.
 */

#include "jingle_sdp_lines.h"

/* c=0.0.0.0 would be hold for the relay: say loopback, port 9 = discard */
#define NO_ADDRESS "127.0.0.1"

enum
{
	NO_PORT = 9 /* RFC 8840 section 4.1.1 */
};

static int has_feedback(const jingle_content_t *c)
{
	const jingle_payload_t *p;

	if(c->feedback.count)
		return 1;
	for(p = c->payloads.first; p != NULL; p = p->next)
		if(p->feedback.count)
			return 1;
	return 0;
}

const char *jingle_proto_name(const jingle_content_t *c)
{
	int fb = has_feedback(c);

	if(c->description == JINGLE_DESCRIPTION_DATA)
		return "UDP/DTLS/SCTP";
	if(c->transport.fingerprints.count)
		return fb ? "UDP/TLS/RTP/SAVPF" : "UDP/TLS/RTP/SAVP";
	if(c->cryptos.count)
		return fb ? "RTP/SAVPF" : "RTP/SAVP";
	return fb ? "RTP/AVPF" : "RTP/AVP";
}

static void put_z(jingle_sdp_writer_t *w, const char *z)
{
	jingle_text_put(&w->b, z, strlen(z));
}

static void put_formats(jingle_sdp_writer_t *w)
{
	const jingle_content_t *c = w->c;
	const jingle_payload_t *p;

	if(c->description == JINGLE_DESCRIPTION_DATA && !c->rejected) {
		jingle_text_put(&w->b, JINGLE_LIT(" "));
		if(c->proto.s && jingle_str_is(&c->proto, JINGLE_LIT("DTLS/SCTP")))
			jingle_text_number(&w->b, c->transport.sctp_port);
		else
			put_z(w, "webrtc-datachannel");
		return;
	}
	for(p = c->payloads.first; p != NULL; p = p->next) {
		jingle_text_put(&w->b, JINGLE_LIT(" "));
		jingle_text_number(&w->b, (unsigned)p->id);
	}
	if(c->payloads.count)
		return;
	jingle_text_put(&w->b, JINGLE_LIT(" "));
	if(c->formats.s && c->formats.len)
		jingle_text_line(&w->b, &c->formats);
	else
		jingle_text_put(&w->b, JINGLE_LIT("0"));
}

/* The default address of a content (RFC 8839 section 4.2.1.2). */
static void default_address(
		const jingle_content_t *c, str *addr, int *ipv6, unsigned *port)
{
	const jingle_transport_t *tp = &c->transport;
	const jingle_candidate_t *d;

	jingle_str_set(addr, NO_ADDRESS);
	*ipv6 = 0;
	*port = NO_PORT;
	if(tp->addr.s && tp->addr.len) {
		*addr = tp->addr;
		*ipv6 = tp->ipv6;
		*port = tp->port ? tp->port : NO_PORT;
		return;
	}
	d = jingle_candidate_default(tp, 1);
	if(d == NULL)
		return;
	*addr = d->ip;
	*ipv6 = jingle_addr_kind(&d->ip) == JINGLE_ADDR_IP6;
	*port = d->port;
}

static void put_address(jingle_sdp_writer_t *w, const str *addr, int ipv6)
{
	jingle_text_put(&w->b, ipv6 ? "IN IP6 " : "IN IP4 ", 7);
	jingle_text_word(&w->b, addr);
}

static int write_m_line(jingle_sdp_writer_t *w, unsigned port)
{
	const jingle_content_t *c = w->c;

	jingle_line_begin(w, JINGLE_LIT("m="));
	jingle_text_word(&w->b, &c->media);
	jingle_text_put(&w->b, JINGLE_LIT(" "));
	jingle_text_number(&w->b, port);
	jingle_text_put(&w->b, JINGLE_LIT(" "));
	if(c->proto.s && c->proto.len)
		jingle_text_word(&w->b, &c->proto);
	else
		put_z(w, jingle_proto_name(c));
	put_formats(w);
	if(jingle_line_end(w, "media") < 0)
		return jingle_map_bad(w->t,
				"content '%.*s': media or protocol is not a word (RFC 8866 "
				"§5.14)",
				c->name.len > 64 ? 64 : c->name.len, c->name.s);
	return 0;
}

static void write_rtcp(jingle_sdp_writer_t *w, const str *addr, unsigned port)
{
	const jingle_transport_t *tp = &w->c->transport;
	const jingle_candidate_t *d;
	str rtcp_addr = tp->rtcp_addr.s ? tp->rtcp_addr : *addr;
	unsigned rtcp_port = tp->rtcp_port;

	if(jingle_mux_is_final(w) || w->c->description != JINGLE_DESCRIPTION_RTP)
		return;
	d = jingle_candidate_default(tp, 2);
	if(rtcp_port == 0 && d != NULL) {
		rtcp_port = d->port;
		rtcp_addr = d->ip;
	}
	if(rtcp_port == 0 || port == NO_PORT
			|| (rtcp_port == port + 1 && jingle_str_eq(&rtcp_addr, addr)))
		return;
	jingle_line_begin(w, JINGLE_LIT("a=rtcp:"));
	jingle_text_number(&w->b, rtcp_port);
	jingle_text_put(&w->b, JINGLE_LIT(" "));
	put_address(w, &rtcp_addr, jingle_addr_kind(&rtcp_addr) == JINGLE_ADDR_IP6);
	jingle_line_end(w, "rtcp");
}

static void write_direction(jingle_sdp_writer_t *w)
{
	static const char *const lines[] = {"a=inactive\r\n", "a=sendonly\r\n",
			"a=recvonly\r\n", "a=sendrecv\r\n"};
	int senders = w->c->senders;
	int own = w->style->role == JINGLE_RESPONDER ? JINGLE_RESPONDER
												 : JINGLE_INITIATOR;
	int other = JINGLE_SENDERS_BOTH & ~own;

	if(senders == JINGLE_SENDERS_ABSENT)
		senders = JINGLE_SENDERS_BOTH;
	put_z(w, lines[(senders & own ? 1 : 0) + (senders & other ? 2 : 0)]);
}

static void write_bandwidths(jingle_sdp_writer_t *w)
{
	const jingle_bandwidth_t *b;

	for(b = w->c->bandwidths.first; b != NULL; b = b->next) {
		jingle_line_begin(w, JINGLE_LIT("b="));
		jingle_text_word(&w->b, &b->type);
		jingle_text_put(&w->b, JINGLE_LIT(":"));
		jingle_text_word(&w->b, &b->value);
		jingle_line_end(w, "bandwidth");
	}
}

static void write_mid(jingle_sdp_writer_t *w)
{
	if(w->c->mid.s == NULL)
		return;
	jingle_line_begin(w, JINGLE_LIT("a=mid:"));
	jingle_text_word(&w->b, &w->c->mid);
	jingle_line_end(w, "mid");
}

static int write_content(jingle_sdp_writer_t *w, const jingle_content_t *c)
{
	unsigned port;
	str addr;
	int ipv6;

	w->c = c;
	default_address(c, &addr, &ipv6, &port);
	if(write_m_line(w, c->rejected ? 0 : port) < 0)
		return -1;
	if(w->style->fragment) {
		write_mid(w);
		if(!c->rejected)
			jingle_sdp_write_candidates(w);
		return 0;
	}
	jingle_line_begin(w, JINGLE_LIT("c="));
	put_address(w, &addr, ipv6);
	if(jingle_line_end(w, "address") < 0)
		put_z(w, "c=IN IP4 " NO_ADDRESS "\r\n");
	if(c->rejected) {
		write_mid(w);
		put_z(w, "a=inactive\r\n");
		return 0;
	}
	write_bandwidths(w);
	write_mid(w);
	write_rtcp(w, &addr, port);
	if(c->description == JINGLE_DESCRIPTION_RTP) {
		write_direction(w);
		jingle_sdp_write_payloads(w);
		jingle_sdp_write_rtp(w);
	}
	jingle_sdp_write_transport(w);
	return 0;
}

static int has_msid(const jingle_session_t *s)
{
	const jingle_content_t *c;
	const jingle_source_t *o;
	const jingle_param_t *p;

	for(c = s->contents.first; c != NULL; c = c->next) {
		if(c->msid.s)
			return 1;
		for(o = c->sources.first; o != NULL; o = o->next)
			for(p = o->params.first; p != NULL; p = p->next)
				if(jingle_str_is(&p->name, JINGLE_LIT("msid")))
					return 1;
	}
	return 0;
}

/* Groups name contents; SDP wants their mids. */
static void write_groups(jingle_sdp_writer_t *w)
{
	const jingle_group_t *g;
	const jingle_param_t *n;
	const jingle_content_t *c;
	int members;

	for(g = w->s->groups.first; g != NULL; g = g->next) {
		size_t before = w->b.len;

		members = 0;
		jingle_line_begin(w, JINGLE_LIT("a=group:"));
		if(!jingle_is_token(&g->semantics))
			w->b.bad = 1;
		jingle_text_word(&w->b, &g->semantics);
		for(n = g->names.first; n != NULL; n = n->next) {
			c = jingle_content_find(w->s, &n->name, JINGLE_PARTY_NONE);
			if(c == NULL || c->mid.s == NULL || c->rejected)
				continue;
			jingle_text_put(&w->b, JINGLE_LIT(" "));
			jingle_text_word(&w->b, &c->mid);
			members++;
		}
		jingle_line_end(w, "group");
		if(members == 0)
			w->b.len = before;
	}
}

static void write_session(jingle_sdp_writer_t *w)
{
	const jingle_content_t *first = w->s->contents.first;
	unsigned port;
	str addr;
	int ipv6 = 0;

	jingle_str_set(&addr, NO_ADDRESS);
	if(first)
		default_address(first, &addr, &ipv6, &port);
	put_z(w, "v=0\r\n");
	jingle_line_begin(w, JINGLE_LIT("o=- "));
	jingle_text_number(&w->b, w->style->id);
	jingle_text_put(&w->b, JINGLE_LIT(" "));
	jingle_text_number(&w->b, w->style->version);
	jingle_text_put(&w->b, JINGLE_LIT(" "));
	put_address(w, &addr, ipv6);
	if(jingle_line_end(w, "address") < 0)
		put_z(w, "o=- 0 0 IN IP4 " NO_ADDRESS "\r\n");
	put_z(w, "s=-\r\nt=0 0\r\n");
	write_groups(w);
	if(has_msid(w->s))
		put_z(w, "a=msid-semantic: WMS *\r\n");
}

int jingle_sdp_write(jingle_map_t *t, const jingle_session_t *s,
		const jingle_sdp_style_t *style, str *out)
{
	jingle_sdp_writer_t w;
	const jingle_content_t *c;

	memset(&w, 0, sizeof(w));
	w.t = t;
	w.s = s;
	w.style = style;
	jingle_text_init(&w.b, t->arena, 256 + (size_t)s->contents.count * 1024);
	if(!style->fragment)
		write_session(&w);
	for(c = s->contents.first; c != NULL; c = c->next)
		if(write_content(&w, c) < 0)
			return -1;
	if(w.b.failed)
		return jingle_map_memory(t);
	out->s = w.b.s;
	out->len = (int)w.b.len;
	return 0;
}
