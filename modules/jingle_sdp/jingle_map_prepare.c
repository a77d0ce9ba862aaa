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
 * \brief jingle :: a content of the SIP side, made fit for the peer
 *
 * PURE.
 */

#include "jingle_map_out.h"

static int raw_candidate(jingle_out_t *o, jingle_content_t *c,
		unsigned component, const str *addr, unsigned port)
{
	jingle_candidate_t *d = jingle_map_new(o->t, sizeof(*d));

	if(d == NULL)
		return -1;
	d->component = component;
	d->ip = *addr;
	d->port = port;
	jingle_str_set(&d->protocol, "udp");
	jingle_str_set(&d->type, "host");
	jingle_list_add(&c->transport.candidates, d);
	return 0;
}

/* XEP-0177: component 1 is c= and m=, component 2 a=rtcp or port + 1 */
static int make_raw(jingle_out_t *o, jingle_content_t *c)
{
	jingle_transport_t *tp = &c->transport;
	jingle_addr_kind_t kind = jingle_addr_kind(&tp->addr);

	memset(&tp->candidates, 0, sizeof(tp->candidates));
	memset(&tp->remote, 0, sizeof(tp->remote));
	tp->kind = JINGLE_TRANSPORT_RAW_UDP;
	jingle_str_clear(&tp->ufrag);
	jingle_str_clear(&tp->pwd);
	if(tp->addr.s == NULL)
		return jingle_map_bad(o->t,
				"content '%.*s': no c= line (RFC 8866 §5.7)", c->name.len,
				c->name.s);
	if(kind == JINGLE_ADDR_NAME && !o->t->strict)
		jingle_map_warn(o->t, &c->name, "address",
				"a host name, to be resolved (RFC 8866 §5.7)");
	else if(kind != JINGLE_ADDR_IP4 && kind != JINGLE_ADDR_IP6)
		return jingle_map_fail(o->t, JINGLE_FAULT_UNSUPPORTED,
				JINGLE_REASON_UNSUPPORTED_TRANSPORTS, 488,
				"content '%.*s': c= is not an IP address, as a candidate "
				"must be (XEP-0177 §4.2)",
				c->name.len, c->name.s);
	if(raw_candidate(o, c, 1, &tp->addr, tp->port) < 0)
		return -1;
	if(c->rtcp_mux || c->description != JINGLE_DESCRIPTION_RTP)
		return 0;
	if(tp->rtcp_port)
		return raw_candidate(o, c, 2,
				tp->rtcp_addr.s ? &tp->rtcp_addr : &tp->addr, tp->rtcp_port);
	return raw_candidate(o, c, 2, &tp->addr, (tp->port + 1) & 0xFFFF);
}

static void drop_rtcp_candidates(jingle_content_t *c)
{
	jingle_candidate_t *d = c->transport.candidates.first, *next;

	memset(&c->transport.candidates, 0, sizeof(c->transport.candidates));
	for(; d != NULL; d = next) {
		next = d->next;
		d->next = NULL;
		if(d->component == 1)
			jingle_list_add(&c->transport.candidates, d);
	}
}

void jingle_out_generation(jingle_content_t *c, unsigned generation)
{
	jingle_candidate_t *d;

	for(d = c->transport.candidates.first; d != NULL; d = d->next)
		if(d->generation < 0 || generation)
			d->generation = (int)generation;
}

/* RFC 8842 section 5: an offer is actpass, an answer never */
static void set_setup(jingle_out_t *o, jingle_content_t *c)
{
	jingle_fingerprint_t *f;

	for(f = c->transport.fingerprints.first; f != NULL; f = f->next) {
		if(o->offer)
			f->setup = f->setup ? f->setup : JINGLE_SETUP_ACTPASS;
		else if(f->setup != JINGLE_SETUP_PASSIVE)
			f->setup = JINGLE_SETUP_ACTIVE;
	}
}

int jingle_out_prepare(
		jingle_out_t *o, jingle_slot_t *slot, jingle_content_t *c)
{
	jingle_transport_t *tp = &c->transport;
	int ice = tp->ufrag.s && tp->pwd.s && !tp->ice_mismatch;
	int want = slot->kind;

	if(want == JINGLE_TRANSPORT_NONE)
		want = o->t->transport != JINGLE_TRANSPORT_NONE ? (int)o->t->transport
			   : ice ? JINGLE_TRANSPORT_ICE_UDP
					 : JINGLE_TRANSPORT_RAW_UDP;
	set_setup(o, c);
	if(!o->offer && tp->fingerprints.count && c->cryptos.count) {
		memset(&c->cryptos, 0, sizeof(c->cryptos));
		jingle_map_warn(o->t, &c->name, "crypto",
				"DTLS is answered, an answer uses one (RFC 5763 §5)");
	}
	if(want == JINGLE_TRANSPORT_RAW_UDP)
		return make_raw(o, c);
	if(!ice)
		return jingle_map_fail(o->t, JINGLE_FAULT_UNSUPPORTED,
				JINGLE_REASON_FAILED_TRANSPORT, 488,
				"content '%.*s': SDP has no ICE, the peer needs it (XEP-0176 "
				"§6)",
				c->name.len, c->name.s);
	tp->kind = (jingle_transport_kind_t)want;
	if(!o->offer && c->rtcp_mux)
		drop_rtcp_candidates(c);
	jingle_out_generation(c, slot->sip_generation);
	return 0;
}

void jingle_out_reverse(const jingle_out_t *o, jingle_session_t *accept)
{
	jingle_content_t *c;

	if(!jingle_quirks(o->t->peer)->reversed)
		return;
	for(c = accept->contents.first; c != NULL; c = c->next) {
		if(c->senders == JINGLE_SENDERS_INITIATOR)
			c->senders = JINGLE_SENDERS_RESPONDER;
		else if(c->senders == JINGLE_SENDERS_RESPONDER)
			c->senders = JINGLE_SENDERS_INITIATOR;
	}
}

/* names ------------------------------------------------------------------- */

enum
{
	MEDIA_MAX = JINGLE_MID_MAX - 4 /* room for a number of three digits */
};

static int name_is_used(
		const jingle_ctx_t *ctx, const jingle_slot_t *self, const str *name)
{
	int i;

	for(i = 0; i < ctx->slots; i++)
		if(&ctx->slot[i] != self && ctx->slot[i].name.s
				&& jingle_str_eq(&ctx->slot[i].name, name))
			return 1;
	return 0;
}

/* The peer's names may be the same as SIP's mids; some programs take no name
 * that is too long for a mid of theirs. */
int jingle_out_name(
		jingle_out_t *o, jingle_slot_t *slot, const jingle_content_t *c)
{
	int kind = c->media.len < MEDIA_MAX ? c->media.len : MEDIA_MAX;
	jingle_text_t b;
	int n;

	slot->name = c->name;
	for(n = (int)(slot - o->ctx->slot);
			!jingle_is_mid(&slot->name)
			|| name_is_used(o->ctx, slot, &slot->name);
			n++) {
		jingle_text_init(&b, o->t->arena, JINGLE_MID_MAX + 8);
		jingle_text_put(&b, c->media.s, (size_t)kind);
		jingle_text_put(&b, JINGLE_LIT("-"));
		jingle_text_number(&b, (unsigned)n);
		if(b.failed)
			return jingle_map_memory(o->t);
		slot->name.s = b.s;
		slot->name.len = (int)b.len;
	}
	return 0;
}

int jingle_out_refused(const jingle_content_t *c)
{
	return c == NULL || c->rejected
		   || c->description == JINGLE_DESCRIPTION_UNKNOWN
		   || (c->description == JINGLE_DESCRIPTION_RTP
				   && c->payloads.count == 0);
}
