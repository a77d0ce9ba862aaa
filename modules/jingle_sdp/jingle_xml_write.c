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
 * \brief jingle :: the writer of a jingle element
 *
 * PURE.
 */

/* Writes <jingle/>: strictly what the standards have, in the order of their
 * schemas; what a kind of peer needs otherwise is in its quirks. */

#include "jingle_xml_writer.h"

enum
{
	/* candidates of a content that are kept when there is too little room */
	CANDIDATES_KEPT = 8,
	CANDIDATES_KEPT_LAST = 2,
};

/* transport ------------------------------------------------------------- */

/* The same candidate always gets the same id: an NCName out of a hash. */
static void write_candidate_id(jingle_xml_writer_t *w,
		const jingle_transport_t *tp, const jingle_candidate_t *d)
{
	static const char digits[] = "0123456789abcdef";
	unsigned long long h = JINGLE_HASH_START;
	unsigned number[3];
	char id[18];
	int i;

	if(d->id.s != NULL && d->id.len) {
		xml_build_attr(w->b, "id", &d->id);
		return;
	}
	number[0] = d->port;
	number[1] = d->component;
	number[2] = (unsigned)d->generation;
	h = jingle_hash(h, d->ip.s, (size_t)d->ip.len);
	h = jingle_hash(h, d->type.s, (size_t)d->type.len);
	h = jingle_hash(h, d->protocol.s, (size_t)d->protocol.len);
	h = jingle_hash(h, tp->ufrag.s, (size_t)tp->ufrag.len);
	h = jingle_hash(h, (const char *)number, sizeof(number));
	id[0] = 'c';
	for(i = 1; i < 17; i++, h >>= 4)
		id[i] = digits[h & 15];
	id[17] = '\0';
	xml_build_attr_z(w->b, "id", id);
}

static void write_protocol(jingle_xml_writer_t *w, const str *protocol)
{
	if(jingle_str_like(protocol, JINGLE_LIT("udp")))
		xml_build_attr_z(w->b, "protocol", "udp");
	else if(jingle_str_like(protocol, JINGLE_LIT("tcp")))
		xml_build_attr_z(w->b, "protocol", "tcp");
	else
		xml_build_attr(w->b, "protocol", protocol);
}

static void write_candidate(jingle_xml_writer_t *w,
		const jingle_transport_t *tp, const jingle_candidate_t *d)
{
	int ice = tp->kind != JINGLE_TRANSPORT_RAW_UDP;

	xml_build_open(w->b, "candidate");
	xml_build_attr_u(w->b, "component", d->component);
	if(ice)
		xml_build_attr(w->b, "foundation", &d->foundation);
	xml_build_attr_u(w->b, "generation",
			d->generation < 0 ? 0 : (unsigned)d->generation);
	write_candidate_id(w, tp, d);
	xml_build_attr(w->b, "ip", &d->ip);
	if(ice)
		xml_build_attr_z(w->b, "network", "0");
	xml_build_attr_u(w->b, "port", d->port);
	if(ice) {
		xml_build_attr_u(w->b, "priority", d->priority);
		write_protocol(w, &d->protocol);
	}
	if(d->rel_addr.s && ice) {
		xml_build_attr(w->b, "rel-addr", &d->rel_addr);
		xml_build_attr_u(w->b, "rel-port", d->rel_port);
	}
	if(tp->kind == JINGLE_TRANSPORT_ICE)
		xml_build_attr(w->b, "tcptype", &d->tcptype);
	if(ice)
		xml_build_attr(w->b, "type", &d->type);
	xml_build_close(w->b);
}

static void write_candidates(jingle_xml_writer_t *w, const jingle_content_t *c)
{
	const jingle_transport_t *tp = &c->transport;
	const jingle_candidate_t *d;
	int left = tp->candidates.count;

	if(w->squeeze >= JINGLE_SQUEEZE_CANDIDATES && left > CANDIDATES_KEPT)
		left = CANDIDATES_KEPT;
	if(w->squeeze >= JINGLE_SQUEEZE_ALL && left > CANDIDATES_KEPT_LAST)
		left = CANDIDATES_KEPT_LAST;
	for(d = tp->candidates.first; d != NULL && left > 0; d = d->next, left--)
		write_candidate(w, tp, d);
	for(d = tp->remote.first; d != NULL; d = d->next) {
		xml_build_open(w->b, "remote-candidate");
		xml_build_attr_u(w->b, "component", d->component);
		xml_build_attr(w->b, "ip", &d->ip);
		xml_build_attr_u(w->b, "port", d->port);
		xml_build_close(w->b);
	}
	if(tp->complete
			&& (tp->kind == JINGLE_TRANSPORT_ICE || w->quirks->gathering))
		jingle_xml_empty(w, "gathering-complete");
}

static void write_sctp(jingle_xml_writer_t *w, const jingle_transport_t *tp)
{
	const jingle_channel_t *ch;
	const jingle_param_t *p;

	jingle_xml_open(w, "sctpmap", JINGLE_NS_SCTP);
	xml_build_attr_u(w->b, "number", tp->sctp_port);
	if(tp->sctp_protocol.s)
		xml_build_attr(w->b, "protocol", &tp->sctp_protocol);
	else
		xml_build_attr_z(w->b, "protocol", "webrtc-datachannel");
	if(tp->sctp_streams)
		xml_build_attr_u(w->b, "streams", tp->sctp_streams);
	xml_build_close(w->b);
	for(ch = tp->channels.first; ch != NULL; ch = ch->next) {
		jingle_xml_open(w, "channel", JINGLE_NS_CHANNEL);
		xml_build_attr_u(w->b, "id", ch->id);
		if(ch->negotiated)
			xml_build_attr_z(w->b, "negotiated", "true");
		for(p = ch->params.first; p != NULL; p = p->next) {
			if(jingle_str_is(&p->name, JINGLE_LIT("subprotocol")))
				xml_build_attr(w->b, "protocol", &p->value);
			else if(jingle_str_is(&p->name, JINGLE_LIT("ordered")))
				xml_build_attr(w->b, "ordered", &p->value);
			else if(jingle_str_is(&p->name, JINGLE_LIT("max-retr")))
				xml_build_attr(w->b, "maxRetransmits", &p->value);
			else if(jingle_str_is(&p->name, JINGLE_LIT("max-time")))
				xml_build_attr(w->b, "maxPacketLifeTime", &p->value);
			else if(jingle_str_is(&p->name, JINGLE_LIT("label")))
				xml_build_attr(w->b, "label", &p->value);
		}
		xml_build_close(w->b);
	}
}

static void write_ice_options(
		jingle_xml_writer_t *w, const jingle_transport_t *tp)
{
	if(!w->quirks->trickle_option || tp->kind == JINGLE_TRANSPORT_RAW_UDP)
		return;
	if(tp->trickle) {
		jingle_xml_open(w, "trickle", JINGLE_NS_ICE_OPTION);
		xml_build_close(w->b);
	}
	if(tp->renomination) {
		jingle_xml_open(w, "renomination", JINGLE_NS_ICE_OPTION);
		xml_build_close(w->b);
	}
}

static void write_transport(jingle_xml_writer_t *w, const jingle_content_t *c)
{
	static const jingle_ns_t kinds[] = {JINGLE_NS_ICE_UDP, JINGLE_NS_ICE_UDP,
			JINGLE_NS_RAW_UDP, JINGLE_NS_ICE, JINGLE_NS_ICE_UDP};
	const jingle_transport_t *tp = &c->transport;
	const jingle_fingerprint_t *f;

	jingle_xml_open(w, "transport", kinds[tp->kind]);
	if(tp->kind != JINGLE_TRANSPORT_RAW_UDP) {
		xml_build_attr(w->b, "pwd", &tp->pwd);
		xml_build_attr(w->b, "ufrag", &tp->ufrag);
	}
	if(tp->kind == JINGLE_TRANSPORT_ICE && tp->ice2)
		xml_build_attr_z(w->b, "ice2", "true");
	for(f = tp->fingerprints.first; f != NULL; f = f->next) {
		jingle_xml_open(w, "fingerprint", JINGLE_NS_DTLS);
		xml_build_attr(w->b, "hash", &f->hash);
		if(f->setup)
			xml_build_attr_z(w->b, "setup", jingle_setup_name(f->setup));
		xml_build_text(w->b, &f->value);
		xml_build_close(w->b);
	}
	if(tp->sctp_port)
		write_sctp(w, tp);
	write_candidates(w, c);
	write_ice_options(w, tp);
	xml_build_close(w->b);
}

/* session --------------------------------------------------------------- */

static void write_content(jingle_xml_writer_t *w, const jingle_content_t *c)
{
	const jingle_category_t *k;

	xml_build_open(w->b, "content");
	xml_build_attr_z(w->b, "creator", jingle_party_name(c->creator));
	xml_build_attr(w->b, "disposition", &c->disposition);
	xml_build_attr(w->b, "name", &c->name);
	if(c->senders != JINGLE_SENDERS_ABSENT)
		xml_build_attr_z(w->b, "senders", jingle_senders_name(c->senders));
	if(c->description != JINGLE_DESCRIPTION_NONE)
		jingle_xml_write_description(w, c);
	if(c->transport.kind != JINGLE_TRANSPORT_NONE)
		write_transport(w, c);
	for(k = c->categories.first; k != NULL; k = k->next) {
		jingle_xml_open(w, "category", JINGLE_NS_CATEGORY);
		xml_build_attr(w->b, "name", &k->name);
		xml_build_close(w->b);
	}
	xml_build_close(w->b);
}

/* Only what XEP-0167 section 10 defines: it needs no escaping. */
static void write_reason_app(jingle_xml_writer_t *w)
{
	static const char *const names[] = {"crypto-required", "invalid-crypto"};
	int i;

	for(i = 0; i < 2; i++) {
		if(!jingle_str_is(&w->s->reason_app, names[i], strlen(names[i])))
			continue;
		xml_build_open(w->b, names[i]);
		xml_build_attr_z(w->b, "xmlns", "urn:xmpp:jingle:apps:rtp:errors:1");
		xml_build_close(w->b);
	}
}

static void write_reason(jingle_xml_writer_t *w)
{
	const jingle_session_t *s = w->s;

	if(s->reason == JINGLE_REASON_NONE || s->reason == JINGLE_REASON_UNKNOWN)
		return;
	xml_build_open(w->b, "reason");
	xml_build_open(w->b, jingle_reason_name(s->reason));
	if(s->alternative_sid.s) {
		xml_build_open(w->b, "sid");
		xml_build_text(w->b, &s->alternative_sid);
		xml_build_close(w->b);
	}
	xml_build_close(w->b);
	if(s->reason_text.s && s->reason_text.len) {
		xml_build_open(w->b, "text");
		xml_build_text(w->b, &s->reason_text);
		xml_build_close(w->b);
	}
	if(s->reason_app.s)
		write_reason_app(w);
	xml_build_close(w->b);
}

static void write_group(jingle_xml_writer_t *w, const jingle_group_t *g)
{
	const jingle_param_t *p;

	jingle_xml_open(w, "group", JINGLE_NS_GROUPING);
	xml_build_attr(w->b, "semantics", &g->semantics);
	for(p = g->names.first; p != NULL; p = p->next) {
		xml_build_open(w->b, "content");
		xml_build_attr(w->b, "name", &p->name);
		xml_build_close(w->b);
	}
	xml_build_close(w->b);
}

static void write_info(jingle_xml_writer_t *w)
{
	static const char *const names[JINGLE_INFOS] = {
			"", "", "ringing", "active", "hold", "unhold", "mute", "unmute"};
	const jingle_session_t *s = w->s;

	if(s->info == JINGLE_INFO_DTMF) {
		jingle_xml_open(w, "dtmf", JINGLE_NS_DTMF);
		xml_build_attr(w->b, "code", &s->dtmf_code);
		if(s->dtmf_duration)
			xml_build_attr_u(w->b, "duration", s->dtmf_duration);
		xml_build_close(w->b);
	} else if(s->info == JINGLE_INFO_TRANSFER) {
		jingle_xml_open(w, "transfer", JINGLE_NS_TRANSFER);
		xml_build_attr(w->b, "sid", &s->transfer_sid);
		xml_build_attr(w->b, "to", &s->transfer_to);
		xml_build_close(w->b);
	} else if(s->info >= JINGLE_INFO_RINGING) {
		jingle_xml_open(w, names[s->info], JINGLE_NS_RTP_INFO);
		if(s->info == JINGLE_INFO_MUTE || s->info == JINGLE_INFO_UNMUTE) {
			xml_build_attr_z(
					w->b, "creator", jingle_party_name(s->info_creator));
			xml_build_attr(w->b, "name", &s->info_content);
		}
		xml_build_close(w->b);
	}
}

static void write_jingle(jingle_xml_writer_t *w)
{
	const jingle_session_t *s = w->s;
	const jingle_content_t *c;
	const jingle_group_t *g;

	jingle_xml_open(w, "jingle", JINGLE_NS_JINGLE);
	xml_build_attr_z(w->b, "action", jingle_action_name(s->action));
	xml_build_attr(w->b, "initiator", &s->initiator);
	xml_build_attr(w->b, "responder", &s->responder);
	xml_build_attr(w->b, "sid", &s->sid);
	for(c = s->contents.first; c != NULL; c = c->next)
		write_content(w, c);
	write_reason(w);
	for(g = s->groups.first; g != NULL; g = g->next)
		write_group(w, g);
	write_info(w);
	xml_build_close(w->b);
}

static const char *const squeezed[] = {
		"", "candidate", "source", "rtp-hdrext", "candidate"};

int jingle_xml_write(
		jingle_map_t *t, struct xml_build *b, const jingle_session_t *s)
{
	xml_build_t start = *b;
	jingle_xml_writer_t w;
	int i;

	w.t = t;
	w.b = b;
	w.s = s;
	w.quirks = jingle_quirks(t->peer);
	for(i = JINGLE_SQUEEZE_NOTHING; i <= JINGLE_SQUEEZE_ALL; i++) {
		*b = start;
		w.squeeze = (jingle_squeeze_t)i;
		if(i)
			jingle_map_warn(
					t, NULL, squeezed[i], "left off, the stanza was too long");
		write_jingle(&w);
		if(!b->failed)
			return t->arena->failed ? jingle_map_memory(t) : 0;
	}
	return jingle_map_fail(t, JINGLE_FAULT_LIMIT, JINGLE_REASON_GENERAL_ERROR,
			500,
			"stanza does not fit into %zu bytes, or has a character that "
			"XML does not know",
			start.cap);
}
