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
 * \brief jingle :: the writer of SDP: attributes
 *
 * PURE.
 */

#include "jingle_sdp_lines.h"

int jingle_line_end(jingle_sdp_writer_t *w, const char *what)
{
	if(w->b.bad) {
		w->b.bad = 0;
		w->b.len = w->line;
		jingle_map_warn(w->t, w->c ? &w->c->name : NULL, what,
				"value is not possible in an SDP line (RFC 8866 §9)");
		return -1;
	}
	jingle_text_put(&w->b, JINGLE_LIT("\r\n"));
	return 0;
}

static void line_number(
		jingle_sdp_writer_t *w, const char *start, size_t n, unsigned value)
{
	jingle_text_put(&w->b, start, n);
	jingle_text_number(&w->b, value);
}

/* codecs ---------------------------------------------------------------- */

static void write_feedback(
		jingle_sdp_writer_t *w, const jingle_list_t *list, int id)
{
	const jingle_feedback_t *f;
	const jingle_param_t *p;

	for(f = list->first; f != NULL; f = f->next) {
		jingle_line_begin(w, JINGLE_LIT("a=rtcp-fb:"));
		if(id < 0)
			jingle_text_put(&w->b, JINGLE_LIT("*"));
		else
			jingle_text_number(&w->b, (unsigned)id);
		jingle_text_put(&w->b, JINGLE_LIT(" "));
		jingle_text_token(&w->b, &f->type);
		if(f->subtype.s) {
			jingle_text_put(&w->b, JINGLE_LIT(" "));
			jingle_text_line(&w->b, &f->subtype);
		}
		for(p = f->params.first; p != NULL; p = p->next) {
			jingle_text_put(&w->b, JINGLE_LIT(" "));
			jingle_text_line(&w->b, p->name.len ? &p->name : &p->value);
			if(p->name.len && p->value.len) {
				jingle_text_put(&w->b, JINGLE_LIT("="));
				jingle_text_line(&w->b, &p->value);
			}
		}
		jingle_line_end(w, "rtcp-fb");
	}
}

static void write_rtpmap(jingle_sdp_writer_t *w, const jingle_payload_t *p)
{
	jingle_line_begin(w, JINGLE_LIT("a=rtpmap:"));
	jingle_text_number(&w->b, (unsigned)p->id);
	jingle_text_put(&w->b, JINGLE_LIT(" "));
	if(jingle_payload_is(p, "opus")) /* some know it in lower case only */
		jingle_text_put(&w->b, JINGLE_LIT("opus"));
	else
		jingle_text_word(&w->b, &p->name);
	line_number(w, JINGLE_LIT("/"), p->clockrate);
	if(p->channels > 1)
		line_number(w, JINGLE_LIT("/"), p->channels);
	jingle_line_end(w, "payload-type");
}

static int has_fmtp(const jingle_payload_t *p)
{
	const jingle_param_t *q;

	for(q = p->params.first; q != NULL; q = q->next)
		if(q->name.len || q->value.len)
			return 1;
	return 0;
}

/* One value for the m= section: that of the first codec that has one. */
static void write_ptime(jingle_sdp_writer_t *w)
{
	const jingle_payload_t *p;
	unsigned ptime = 0, maxptime = 0;

	for(p = w->c->payloads.first; p != NULL; p = p->next) {
		if(ptime == 0)
			ptime = p->ptime;
		else if(p->ptime && p->ptime != ptime)
			jingle_map_warn(w->t, &w->c->name, "ptime",
					"SDP has one for all payload types (RFC 8866 §6.4)");
		if(maxptime == 0)
			maxptime = p->maxptime;
	}
	if(ptime) {
		line_number(w, JINGLE_LIT("a=ptime:"), ptime);
		jingle_text_put(&w->b, JINGLE_LIT("\r\n"));
	}
	if(maxptime) {
		line_number(w, JINGLE_LIT("a=maxptime:"), maxptime);
		jingle_text_put(&w->b, JINGLE_LIT("\r\n"));
	}
}

void jingle_sdp_write_payloads(jingle_sdp_writer_t *w)
{
	const jingle_payload_t *p;

	for(p = w->c->payloads.first; p != NULL; p = p->next) {
		write_rtpmap(w, p);
		if(has_fmtp(p)) {
			jingle_line_begin(w, JINGLE_LIT("a=fmtp:"));
			jingle_text_number(&w->b, (unsigned)p->id);
			jingle_text_put(&w->b, JINGLE_LIT(" "));
			jingle_fmtp_write(&w->b, p);
			jingle_line_end(w, "parameter");
		}
		write_feedback(w, &p->feedback, p->id);
	}
	write_feedback(w, &w->c->feedback, -1);
	write_ptime(w);
}

/* rtp ------------------------------------------------------------------- */

static void write_hdrexts(jingle_sdp_writer_t *w)
{
	static const char *const directions[] = {
			"/inactive", "/sendonly", "/recvonly", ""};
	const jingle_hdrext_t *h;
	const jingle_param_t *p;
	int own = w->style->role == JINGLE_RESPONDER ? JINGLE_RESPONDER
												 : JINGLE_INITIATOR;
	const char *d;

	if(w->c->allow_mixed)
		jingle_text_put(&w->b, JINGLE_LIT("a=extmap-allow-mixed\r\n"));
	for(h = w->c->hdrexts.first; h != NULL; h = h->next) {
		d = directions[(h->senders & own ? 1 : 0)
					   + (h->senders & ~own & JINGLE_SENDERS_BOTH ? 2 : 0)];
		jingle_line_begin(w, JINGLE_LIT("a=extmap:"));
		jingle_text_number(&w->b, h->id);
		jingle_text_put(&w->b, d, strlen(d));
		jingle_text_put(&w->b, JINGLE_LIT(" "));
		jingle_text_word(&w->b, &h->uri);
		for(p = h->params.first; p != NULL; p = p->next) {
			jingle_text_put(&w->b, JINGLE_LIT(" "));
			jingle_text_line(&w->b, p->name.len ? &p->name : &p->value);
			if(p->name.len && p->value.len) {
				jingle_text_put(&w->b, JINGLE_LIT("="));
				jingle_text_line(&w->b, &p->value);
			}
		}
		jingle_line_end(w, "rtp-hdrext");
	}
}

static void write_source(
		jingle_sdp_writer_t *w, const jingle_source_t *o, str *msid)
{
	const jingle_param_t *p;

	for(p = o->params.first; p != NULL; p = p->next) {
		if(p->name.len == 0)
			continue;
		if(msid->s == NULL && p->value.len
				&& jingle_str_is(&p->name, JINGLE_LIT("msid")))
			*msid = p->value;
		jingle_line_begin(w, JINGLE_LIT("a=ssrc:"));
		jingle_text_number(&w->b, o->ssrc);
		jingle_text_put(&w->b, JINGLE_LIT(" "));
		jingle_text_token(&w->b, &p->name);
		if(p->value.s) {
			jingle_text_put(&w->b, JINGLE_LIT(":"));
			jingle_text_line(&w->b, &p->value);
		}
		jingle_line_end(w, "source");
	}
}

static const str *cname_of(const jingle_content_t *c)
{
	const jingle_source_t *o;
	const jingle_param_t *p;

	for(o = c->sources.first; o != NULL; o = o->next)
		for(p = o->params.first; p != NULL; p = p->next)
			if(p->value.len && jingle_str_is(&p->name, JINGLE_LIT("cname")))
				return &p->value;
	return NULL;
}

static int is_listed(const jingle_list_t *sources, unsigned ssrc)
{
	const jingle_source_t *o;

	for(o = sources->first; o != NULL; o = o->next)
		if(o->ssrc == ssrc)
			return 1;
	return 0;
}

static int is_pair(const jingle_ssrc_group_t *g)
{
	return g->sources.count == 2
		   && jingle_str_is(&g->semantics, JINGLE_LIT("FID"));
}

/* stanza.js names the retransmission's source in the group only; without a line
 * of its own Chromium refuses it. It is of the same party (RFC 5576 §6.1). */
static void write_retransmission(
		jingle_sdp_writer_t *w, const jingle_ssrc_group_t *g, const str *cname)
{
	const jingle_source_t *o = g->sources.last;
	const jingle_ssrc_group_t *before;

	if(is_listed(&w->c->sources, o->ssrc))
		return;
	for(before = w->c->ssrc_groups.first; before != g; before = before->next)
		if(is_pair(before) && is_listed(&before->sources, o->ssrc))
			return;
	jingle_line_begin(w, JINGLE_LIT("a=ssrc:"));
	jingle_text_number(&w->b, o->ssrc);
	jingle_text_put(&w->b, JINGLE_LIT(" cname:"));
	jingle_text_line(&w->b, cname);
	jingle_line_end(w, "ssrc-group");
}

static void write_sources(jingle_sdp_writer_t *w)
{
	const jingle_content_t *c = w->c;
	const jingle_source_t *o;
	const jingle_ssrc_group_t *g;
	const str *cname;
	str msid = c->msid;

	for(o = c->sources.first; o != NULL; o = o->next)
		write_source(w, o, &msid);
	if(c->sources.count == 0 && c->ssrc) {
		/* RFC 5576 section 4.1 wants an attribute; the name is ours */
		line_number(w, JINGLE_LIT("a=ssrc:"), c->ssrc);
		jingle_text_put(&w->b, JINGLE_LIT(" cname:jingle\r\n"));
	}
	cname = c->ssrc_groups.count ? cname_of(c) : NULL;
	for(g = c->ssrc_groups.first; g != NULL; g = g->next) {
		if(cname != NULL && is_pair(g))
			write_retransmission(w, g, cname);
		jingle_line_begin(w, JINGLE_LIT("a=ssrc-group:"));
		jingle_text_token(&w->b, &g->semantics);
		for(o = g->sources.first; o != NULL; o = o->next)
			line_number(w, JINGLE_LIT(" "), o->ssrc);
		jingle_line_end(w, "ssrc-group");
	}
	if(msid.s == NULL)
		return;
	jingle_line_begin(w, JINGLE_LIT("a=msid:"));
	jingle_text_line(&w->b, &msid);
	jingle_line_end(w, "msid");
}

/* An answer uses one of SDES and DTLS (RFC 8643 section 3.1, RFC 5763 section
 * 5): what the offer's protocol names, else DTLS. */
static int answers_with_both(const jingle_sdp_writer_t *w)
{
	return !w->style->offer && w->c->cryptos.count
		   && w->c->transport.fingerprints.count;
}

static int proto_is_sdes(const jingle_content_t *c)
{
	return c->proto.s
		   && (jingle_str_like(&c->proto, JINGLE_LIT("RTP/SAVP"))
				   || jingle_str_like(&c->proto, JINGLE_LIT("RTP/SAVPF")));
}

static void write_keys(jingle_sdp_writer_t *w)
{
	const jingle_crypto_t *k = w->c->cryptos.first;
	const jingle_zrtp_t *z;

	if(answers_with_both(w) && !proto_is_sdes(w->c)) {
		k = NULL;
		jingle_map_warn(w->t, &w->c->name, "crypto",
				"DTLS is answered, an answer uses one (RFC 5763 §5)");
	}
	for(; k != NULL; k = k->next) {
		jingle_line_begin(w, JINGLE_LIT("a=crypto:"));
		jingle_text_digits(&w->b, &k->tag);
		jingle_text_put(&w->b, JINGLE_LIT(" "));
		jingle_text_token(&w->b, &k->suite);
		jingle_text_put(&w->b, JINGLE_LIT(" "));
		jingle_text_word(&w->b, &k->key_params);
		if(k->session_params.len) {
			jingle_text_put(&w->b, JINGLE_LIT(" "));
			jingle_text_line(&w->b, &k->session_params);
		}
		jingle_line_end(w, "crypto");
	}
	for(z = w->c->zrtp.first; z != NULL; z = z->next) {
		jingle_line_begin(w, JINGLE_LIT("a=zrtp-hash:"));
		jingle_text_word(&w->b, &z->version);
		jingle_text_put(&w->b, JINGLE_LIT(" "));
		jingle_text_word(&w->b, &z->hash);
		jingle_line_end(w, "zrtp-hash");
	}
}

static void write_categories(jingle_sdp_writer_t *w)
{
	const jingle_category_t *k;

	if(w->c->categories.count == 0)
		return;
	jingle_line_begin(w, JINGLE_LIT("a=content:"));
	for(k = w->c->categories.first; k != NULL; k = k->next) {
		jingle_text_token(&w->b, &k->name);
		if(k->next)
			jingle_text_put(&w->b, JINGLE_LIT(","));
	}
	jingle_line_end(w, "category");
}

void jingle_sdp_write_rtp(jingle_sdp_writer_t *w)
{
	if(w->c->rtcp_mux)
		jingle_text_put(&w->b, JINGLE_LIT("a=rtcp-mux\r\n"));
	if(w->c->rtcp_rsize)
		jingle_text_put(&w->b, JINGLE_LIT("a=rtcp-rsize\r\n"));
	write_hdrexts(w);
	write_categories(w);
	write_keys(w);
	write_sources(w);
}

/* transport ------------------------------------------------------------- */

/* RFC 8445 section 5.1.1.3: what makes a foundation */
static uint64_t origin_of(const jingle_candidate_t *d)
{
	int reflexive = d->rel_addr.s != NULL
					&& (jingle_str_is(&d->type, JINGLE_LIT("srflx"))
							|| jingle_str_is(&d->type, JINGLE_LIT("prflx")));
	const str *base = reflexive ? &d->rel_addr : &d->ip;
	uint64_t h = JINGLE_HASH_START;

	h = jingle_hash(h, d->type.s, (size_t)d->type.len);
	return jingle_hash(h, base->s, (size_t)base->len);
}

static int has_rtcp(const jingle_transport_t *tp)
{
	const jingle_candidate_t *d;

	for(d = tp->candidates.first; d != NULL; d = d->next)
		if(d->component > 1)
			return 1;
	return 0;
}

/* Gajim gives all its candidates the same one; rtpengine, which finds them by
 * foundation and component, would never have a pair for each component. The
 * new one is the same however the candidates come. */
static void write_foundation(
		jingle_sdp_writer_t *w, const jingle_candidate_t *d)
{
	const jingle_candidate_t *first = w->c->transport.candidates.first;
	uint64_t origin;

	jingle_text_word(&w->b, &d->foundation);
	if(!has_rtcp(&w->c->transport))
		return;
	while(first != d && !jingle_str_eq(&first->foundation, &d->foundation))
		first = first->next;
	origin = origin_of(d);
	if(first == d || origin_of(first) == origin)
		return;
	jingle_text_put(&w->b, JINGLE_LIT("+"));
	jingle_text_number(&w->b, origin & 0xFFFFFF);
}

static void write_candidate(jingle_sdp_writer_t *w, const jingle_candidate_t *d)
{
	jingle_text_t *b = &w->b;

	jingle_line_begin(w, JINGLE_LIT("a=candidate:"));
	write_foundation(w, d);
	line_number(w, JINGLE_LIT(" "), d->component);
	jingle_text_put(b, JINGLE_LIT(" "));
	jingle_text_word(b, &d->protocol);
	line_number(w, JINGLE_LIT(" "), d->priority);
	jingle_text_put(b, JINGLE_LIT(" "));
	jingle_text_word(b, &d->ip);
	line_number(w, JINGLE_LIT(" "), d->port);
	jingle_text_put(b, JINGLE_LIT(" typ "));
	jingle_text_word(b, &d->type);
	if(d->rel_addr.s) {
		jingle_text_put(b, JINGLE_LIT(" raddr "));
		jingle_text_word(b, &d->rel_addr);
		line_number(w, JINGLE_LIT(" rport "), d->rel_port);
	}
	if(d->tcptype.s) {
		jingle_text_put(b, JINGLE_LIT(" tcptype "));
		jingle_text_word(b, &d->tcptype);
	}
	if(d->generation >= 0)
		line_number(w, JINGLE_LIT(" generation "), (unsigned)d->generation);
	jingle_line_end(w, "candidate");
}

static void write_remote(jingle_sdp_writer_t *w)
{
	const jingle_candidate_t *d;

	if(w->c->transport.remote.count == 0)
		return;
	jingle_line_begin(w, JINGLE_LIT("a=remote-candidates:"));
	for(d = w->c->transport.remote.first; d != NULL; d = d->next) {
		jingle_text_number(&w->b, d->component);
		jingle_text_put(&w->b, JINGLE_LIT(" "));
		jingle_text_word(&w->b, &d->ip);
		line_number(w, JINGLE_LIT(" "), d->port);
		if(d->next)
			jingle_text_put(&w->b, JINGLE_LIT(" "));
	}
	jingle_line_end(w, "remote-candidate");
}

void jingle_sdp_write_candidates(jingle_sdp_writer_t *w)
{
	const jingle_transport_t *tp = &w->c->transport;
	const jingle_candidate_t *d;

	if(tp->ufrag.s != NULL) {
		jingle_line_begin(w, JINGLE_LIT("a=ice-ufrag:"));
		jingle_text_word(&w->b, &tp->ufrag);
		jingle_line_end(w, "ufrag");
	}
	if(tp->pwd.s != NULL) {
		jingle_line_begin(w, JINGLE_LIT("a=ice-pwd:"));
		jingle_text_word(&w->b, &tp->pwd);
		jingle_line_end(w, "pwd");
	}
	for(d = tp->candidates.first; d != NULL; d = d->next) {
		if(d->component > 1 && jingle_mux_is_final(w))
			continue; /* row 3.6.17: no port of its own */
		write_candidate(w, d);
	}
	write_remote(w);
	if(tp->complete)
		jingle_text_put(&w->b, JINGLE_LIT("a=end-of-candidates\r\n"));
}

static jingle_setup_t setup_of(
		const jingle_sdp_writer_t *w, const jingle_fingerprint_t *f)
{
	if(w->style->offer)
		return f->setup ? f->setup : JINGLE_SETUP_ACTPASS;
	/* RFC 8842 section 5.3: an answer decides; a bridge's actpass is meant
	 * as active (dino#1072) */
	if(f->setup == JINGLE_SETUP_PASSIVE)
		return JINGLE_SETUP_PASSIVE;
	return JINGLE_SETUP_ACTIVE;
}

static void write_fingerprints(jingle_sdp_writer_t *w)
{
	const jingle_fingerprint_t *f;
	const char *setup;

	if(answers_with_both(w) && proto_is_sdes(w->c)) {
		jingle_map_warn(w->t, &w->c->name, "fingerprint",
				"SDES is answered, an answer uses one (RFC 5763 §5)");
		return;
	}
	for(f = w->c->transport.fingerprints.first; f != NULL; f = f->next) {
		jingle_line_begin(w, JINGLE_LIT("a=fingerprint:"));
		jingle_text_word(&w->b, &f->hash);
		jingle_text_put(&w->b, JINGLE_LIT(" "));
		jingle_text_word(&w->b, &f->value);
		jingle_line_end(w, "fingerprint");
	}
	f = w->c->transport.fingerprints.first;
	if(f == NULL)
		return;
	setup = jingle_setup_name(setup_of(w, f));
	jingle_text_put(&w->b, JINGLE_LIT("a=setup:"));
	jingle_text_put(&w->b, setup, strlen(setup));
	jingle_text_put(&w->b, JINGLE_LIT("\r\n"));
	jingle_sdp_write_tls_id(w);
}

static void write_channels(jingle_sdp_writer_t *w)
{
	const jingle_channel_t *ch;
	const jingle_param_t *p;
	const char *separator;

	for(ch = w->c->transport.channels.first; ch != NULL; ch = ch->next) {
		jingle_line_begin(w, JINGLE_LIT("a=dcmap:"));
		jingle_text_number(&w->b, ch->id);
		separator = " ";
		for(p = ch->params.first; p != NULL; p = p->next) {
			int quoted = jingle_str_is(&p->name, JINGLE_LIT("label"))
						 || jingle_str_is(&p->name, JINGLE_LIT("subprotocol"));
			jingle_text_put(&w->b, separator, 1);
			jingle_text_word(&w->b, &p->name);
			jingle_text_put(&w->b, quoted ? "=\"" : "=", quoted ? 2 : 1);
			jingle_text_line(&w->b, &p->value);
			if(quoted)
				jingle_text_put(&w->b, JINGLE_LIT("\""));
			separator = ";";
		}
		jingle_line_end(w, "channel");
	}
}

static void write_sctp(jingle_sdp_writer_t *w)
{
	const jingle_transport_t *tp = &w->c->transport;
	str protocol = tp->sctp_protocol;

	if(tp->sctp_port == 0)
		return;
	if(protocol.s == NULL)
		jingle_str_set(&protocol, "webrtc-datachannel");
	if(w->c->proto.s && jingle_str_is(&w->c->proto, JINGLE_LIT("DTLS/SCTP"))) {
		jingle_line_begin(w, JINGLE_LIT("a=sctpmap:"));
		jingle_text_number(&w->b, tp->sctp_port);
		jingle_text_put(&w->b, JINGLE_LIT(" "));
		jingle_text_word(&w->b, &protocol);
		if(tp->sctp_streams)
			line_number(w, JINGLE_LIT(" "), tp->sctp_streams);
		jingle_line_end(w, "sctpmap");
	} else {
		line_number(w, JINGLE_LIT("a=sctp-port:"), tp->sctp_port);
		jingle_text_put(&w->b, JINGLE_LIT("\r\n"));
	}
	write_channels(w);
}

void jingle_sdp_write_transport(jingle_sdp_writer_t *w)
{
	const jingle_transport_t *tp = &w->c->transport;

	if(tp->ufrag.s && tp->pwd.s) {
		/* in Jingle candidates may always follow, unless all are said */
		if(!tp->complete || tp->ice2 || tp->renomination) {
			jingle_text_put(&w->b, JINGLE_LIT("a=ice-options:trickle"));
			if(tp->ice2)
				jingle_text_put(&w->b, JINGLE_LIT(" ice2"));
			if(tp->renomination)
				jingle_text_put(&w->b, JINGLE_LIT(" renomination"));
			jingle_text_put(&w->b, JINGLE_LIT("\r\n"));
		}
		jingle_sdp_write_candidates(w);
	}
	write_fingerprints(w);
	write_sctp(w);
}
