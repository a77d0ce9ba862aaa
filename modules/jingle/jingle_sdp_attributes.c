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
 * \brief jingle :: the reader of SDP: attributes
 *
 * PURE.
 */

#include "jingle_sdp_attributes.h"

enum
{
	COMPONENT_MAX = 256,
	GENERATION_MAX = 255,
	PORT_MAX = 65535,
	CLOCK_MAX = 1000000000,
	PTIME_MAX = 65535,
	HDREXT_MAX = 4351 /* RFC 8285 section 7 */
};

typedef jingle_sdp_reader_t reader_t;

/* Left out: one malformed line is no reason to lose the call. */
static int leave_out(reader_t *r, const char *what, const char *why)
{
	if(r->t->strict)
		return jingle_tr_bad(r->t, "a=%s: %s", what, why);
	jingle_tr_note(r->t, &r->c->name, what, why);
	return 0;
}

/* Cut at the first `c`; the rest is empty when there is none. */
static str cut(str *rest, char c)
{
	str head = *rest;
	char *p = rest->len ? memchr(rest->s, c, (size_t)rest->len) : NULL;

	if(p == NULL) {
		rest->s += rest->len;
		rest->len = 0;
		return head;
	}
	head.len = (int)(p - head.s);
	rest->len -= head.len + 1;
	rest->s = p + 1;
	return head;
}

static jingle_payload_t *payload_of(reader_t *r, const str *word)
{
	unsigned id;

	if(jingle_number(word, JINGLE_PAYLOAD_IDS - 1, &id) < 0)
		return NULL;
	return r->payload[id];
}

static int add_param(reader_t *r, jingle_list_t *list, str word, int plain)
{
	jingle_param_t *p;
	str name, value = word;

	if(list->count >= r->t->limits.params)
		return jingle_tr_limit(r->t, "parameters", r->t->limits.params);
	p = jingle_tr_new(r->t, sizeof(*p));
	if(p == NULL)
		return -1;
	name = plain ? word : cut(&value, '=');
	p->name = name;
	if(!plain && name.len < word.len)
		p->value = value;
	jingle_list_add(list, p);
	return 0;
}

/* codecs ---------------------------------------------------------------- */

static int read_rtpmap(reader_t *r, str v)
{
	str word = jingle_sdp_word(&v), map = jingle_sdp_word(&v), name, clock;
	jingle_payload_t *p = payload_of(r, &word);

	if(p == NULL)
		return leave_out(r, "rtpmap", "payload type is not in the m= line");
	if(p->name.s != NULL)
		return leave_out(r, "rtpmap", "second one for a payload type");
	name = cut(&map, '/');
	clock = cut(&map, '/');
	if(clock.len == 0 && jingle_is_token(&name) && !r->t->strict
			&& jingle_static_find(p->id) == NULL) {
		jingle_tr_note(r->t, &r->c->name, "rtpmap",
				"no clock rate, taken as the usual one (RFC 8866 §6.6)");
		p->name = name;
		return 0;
	}
	if(!jingle_is_token(&name)
			|| jingle_number(&clock, CLOCK_MAX, &p->clockrate) < 0
			|| p->clockrate == 0)
		return leave_out(r, "rtpmap",
				"not name/clock[/channels] (RFC 8866 "
				"§6.6)");
	if(map.len && jingle_number(&map, 255, &p->channels) < 0)
		return leave_out(r, "rtpmap", "channels are not a number");
	p->name = name;
	return 0;
}

static int read_fmtp(reader_t *r, str v)
{
	str word = jingle_sdp_word(&v);
	jingle_payload_t *p = payload_of(r, &word);
	jingle_sdp_fmtp_t *f;

	if(p == NULL)
		return leave_out(r, "fmtp", "payload type is not in the m= line");
	if(r->fmtps.count >= r->t->limits.payloads)
		return jingle_tr_limit(r->t, "a=fmtp", r->t->limits.payloads);
	f = jingle_tr_new(r->t, sizeof(*f));
	if(f == NULL)
		return -1;
	f->payload = p;
	f->value = v;
	jingle_list_add(&r->fmtps, f);
	return 0;
}

static int read_feedback(reader_t *r, str v)
{
	str word = jingle_sdp_word(&v);
	int all = jingle_str_is(&word, JINGLE_LIT("*"));
	jingle_payload_t *p = all ? NULL : payload_of(r, &word);
	jingle_list_t *list = all ? &r->c->feedback : p ? &p->feedback : NULL;
	jingle_feedback_t *f;

	if(list == NULL)
		return leave_out(r, "rtcp-fb", "payload type is not in the m= line");
	if(list->count >= r->t->limits.feedback)
		return jingle_tr_limit(r->t, "rtcp-fb", r->t->limits.feedback);
	f = jingle_tr_new(r->t, sizeof(*f));
	if(f == NULL)
		return -1;
	f->type = jingle_sdp_word(&v);
	if(f->type.len == 0)
		return leave_out(r, "rtcp-fb", "no type (RFC 4585 §4.2)");
	word = jingle_sdp_word(&v);
	if(word.len && memchr(word.s, '=', (size_t)word.len) == NULL) {
		f->subtype = word;
		word = jingle_sdp_word(&v);
	}
	for(; word.len; word = jingle_sdp_word(&v))
		if(add_param(r, &f->params, word, 0) < 0)
			return -1;
	jingle_list_add(list, f);
	return 0;
}

static int read_ptime(reader_t *r, str v)
{
	jingle_str_trim(&v);
	if(jingle_number(&v, PTIME_MAX, &r->ptime) < 0)
		return leave_out(r, "ptime", "not a whole number (RFC 8866 §6.4)");
	return 0;
}

static int read_maxptime(reader_t *r, str v)
{
	jingle_str_trim(&v);
	if(jingle_number(&v, PTIME_MAX, &r->maxptime) < 0)
		return leave_out(r, "maxptime", "not a whole number (RFC 8866 §6.5)");
	return 0;
}

static int read_extmap(reader_t *r, str v)
{
	str word = jingle_sdp_word(&v), id = cut(&word, '/');
	jingle_hdrext_t *h;

	if(r->c->hdrexts.count >= r->t->limits.hdrexts)
		return jingle_tr_limit(r->t, "header extensions", r->t->limits.hdrexts);
	h = jingle_tr_new(r->t, sizeof(*h));
	if(h == NULL)
		return -1;
	h->senders = JINGLE_SENDERS_BOTH;
	if(jingle_str_is(&word, JINGLE_LIT("sendonly")))
		h->senders = JINGLE_SENDERS_INITIATOR;
	else if(jingle_str_is(&word, JINGLE_LIT("recvonly")))
		h->senders = JINGLE_SENDERS_RESPONDER;
	else if(jingle_str_is(&word, JINGLE_LIT("inactive")))
		h->senders = JINGLE_SENDERS_NONE;
	h->uri = jingle_sdp_word(&v);
	if(jingle_number(&id, HDREXT_MAX, &h->id) < 0 || h->id == 0
			|| h->uri.len == 0)
		return leave_out(r, "extmap", "not id[/direction] uri (RFC 8285 §8)");
	for(word = jingle_sdp_word(&v); word.len; word = jingle_sdp_word(&v))
		/* an encrypted extension's first word is an URI (RFC 6904) */
		if(add_param(r, &h->params, word,
				   memchr(word.s, ':', (size_t)word.len) != NULL)
				< 0)
			return -1;
	jingle_list_add(&r->c->hdrexts, h);
	return 0;
}

static int read_allow_mixed(reader_t *r, str v)
{
	(void)v;
	r->c->allow_mixed = 1;
	return 0;
}

/* sources --------------------------------------------------------------- */

static jingle_source_t *source_of(reader_t *r, unsigned ssrc)
{
	jingle_source_t *o = r->c->sources.last;

	if(o != NULL && o->ssrc == ssrc)
		return o;
	for(o = r->c->sources.first; o != NULL; o = o->next)
		if(o->ssrc == ssrc)
			return o;
	if(r->c->sources.count >= r->t->limits.sources) {
		jingle_tr_limit(r->t, "sources", r->t->limits.sources);
		return NULL;
	}
	o = jingle_tr_new(r->t, sizeof(*o));
	if(o == NULL)
		return NULL;
	o->ssrc = ssrc;
	jingle_list_add(&r->c->sources, o);
	return o;
}

static int read_ssrc(reader_t *r, str v)
{
	str word = jingle_sdp_word(&v), name;
	jingle_source_t *o;
	jingle_param_t *p;
	unsigned ssrc;

	if(jingle_number(&word, 0xFFFFFFFFu, &ssrc) < 0)
		return leave_out(r, "ssrc", "not a number (RFC 5576 §4.1)");
	jingle_str_trim(&v);
	word = v;
	name = cut(&word, ':');
	if(jingle_str_is(&name, JINGLE_LIT("fmtp")))
		return leave_out(r, "ssrc", "fmtp of a source has no counterpart");
	o = source_of(r, ssrc);
	if(o == NULL)
		return -1;
	if(name.len == 0)
		return 0;
	if(o->params.count >= r->t->limits.params)
		return jingle_tr_limit(r->t, "parameters", r->t->limits.params);
	p = jingle_tr_new(r->t, sizeof(*p));
	if(p == NULL)
		return -1;
	p->name = name;
	if(name.len < v.len)
		p->value = word;
	jingle_list_add(&o->params, p);
	return 0;
}

static int read_ssrc_group(reader_t *r, str v)
{
	jingle_ssrc_group_t *g;
	jingle_source_t *o;
	unsigned ssrc;
	str word;

	if(r->c->ssrc_groups.count >= r->t->limits.sources)
		return jingle_tr_limit(r->t, "ssrc groups", r->t->limits.sources);
	g = jingle_tr_new(r->t, sizeof(*g));
	if(g == NULL)
		return -1;
	g->semantics = jingle_sdp_word(&v);
	for(word = jingle_sdp_word(&v); word.len; word = jingle_sdp_word(&v)) {
		if(jingle_number(&word, 0xFFFFFFFFu, &ssrc) < 0)
			return leave_out(r, "ssrc-group", "not a number (RFC 5576 §4.2)");
		if(g->sources.count >= r->t->limits.sources)
			return jingle_tr_limit(r->t, "sources", r->t->limits.sources);
		o = jingle_tr_new(r->t, sizeof(*o));
		if(o == NULL)
			return -1;
		o->ssrc = ssrc;
		jingle_list_add(&g->sources, o);
	}
	if(g->semantics.len)
		jingle_list_add(&r->c->ssrc_groups, g);
	return 0;
}

static int read_msid(reader_t *r, str v)
{
	jingle_str_trim(&v);
	if(v.len && r->c->msid.s == NULL)
		r->c->msid = v;
	return 0;
}

/* keys ------------------------------------------------------------------ */

static int read_crypto(reader_t *r, str v)
{
	jingle_crypto_t *k;

	if(r->c->cryptos.count >= r->t->limits.params)
		return jingle_tr_limit(r->t, "a=crypto", r->t->limits.params);
	k = jingle_tr_new(r->t, sizeof(*k));
	if(k == NULL)
		return -1;
	k->tag = jingle_sdp_word(&v);
	k->suite = jingle_sdp_word(&v);
	k->key_params = jingle_sdp_word(&v);
	jingle_str_trim(&v);
	if(v.len)
		k->session_params = v;
	if(k->key_params.len == 0)
		return jingle_tr_fail(r->t, JINGLE_FAULT_BAD,
				JINGLE_REASON_SECURITY_ERROR, 488,
				"a=crypto is not tag, suite, key (RFC 4568 §9.1)");
	jingle_list_add(&r->c->cryptos, k);
	return 0;
}

static int read_zrtp(reader_t *r, str v)
{
	jingle_zrtp_t *z;

	if(r->c->zrtp.count >= r->t->limits.params)
		return jingle_tr_limit(r->t, "a=zrtp-hash", r->t->limits.params);
	z = jingle_tr_new(r->t, sizeof(*z));
	if(z == NULL)
		return -1;
	z->version = jingle_sdp_word(&v);
	z->hash = jingle_sdp_word(&v);
	if(z->hash.len == 0)
		return leave_out(r, "zrtp-hash", "not version and hash (RFC 6189 §8)");
	jingle_list_add(&r->c->zrtp, z);
	return 0;
}

static int read_fingerprint(reader_t *r, str v)
{
	jingle_fingerprint_t *f;

	if(r->c->transport.fingerprints.count >= r->t->limits.params)
		return jingle_tr_limit(r->t, "a=fingerprint", r->t->limits.params);
	f = jingle_tr_new(r->t, sizeof(*f));
	if(f == NULL)
		return -1;
	f->hash = jingle_sdp_word(&v);
	f->value = jingle_sdp_word(&v);
	if(!jingle_is_token(&f->hash) || !jingle_is_fingerprint(&f->value))
		return jingle_tr_fail(r->t, JINGLE_FAULT_BAD,
				JINGLE_REASON_SECURITY_ERROR, 488,
				"a=fingerprint is not a hash and hex pairs with colons "
				"(RFC 8122 §5)");
	jingle_list_add(&r->c->transport.fingerprints, f);
	return 0;
}

static int read_setup(reader_t *r, str v)
{
	jingle_setup_t setup;

	jingle_str_trim(&v);
	setup = jingle_setup_find(&v);
	if(setup == JINGLE_SETUP_NONE || setup == JINGLE_SETUP_HOLDCONN)
		leave_out(r, "setup", "none of active, actpass, passive (XEP-0320 §1)");
	if(r->c == &r->session)
		r->session_setup = setup;
	else
		r->setup = setup;
	return r->t->error.fault ? -1 : 0;
}

/* transport ------------------------------------------------------------- */

static int read_ufrag(reader_t *r, str v)
{
	jingle_str_trim(&v);
	if(jingle_is_word(&v))
		r->c->transport.ufrag = v;
	return 0;
}

static int read_pwd(reader_t *r, str v)
{
	jingle_str_trim(&v);
	if(jingle_is_word(&v))
		r->c->transport.pwd = v;
	return 0;
}

static int read_ice_options(reader_t *r, str v)
{
	jingle_transport_t *tp = &r->c->transport;
	str word;

	r->ice_options = 1;
	for(word = jingle_sdp_word(&v); word.len; word = jingle_sdp_word(&v)) {
		if(jingle_str_is(&word, JINGLE_LIT("trickle")))
			tp->trickle = 1;
		else if(jingle_str_is(&word, JINGLE_LIT("ice2")))
			tp->ice2 = 1;
		else if(jingle_str_is(&word, JINGLE_LIT("renomination")))
			tp->renomination = 1;
	}
	return 0;
}

static int candidate_extension(
		jingle_candidate_t *d, const str *k, const str *v)
{
	unsigned n;

	if(jingle_str_is(k, JINGLE_LIT("raddr"))) {
		if(jingle_addr_kind(v) != JINGLE_ADDR_BAD)
			d->rel_addr = *v;
	} else if(jingle_str_is(k, JINGLE_LIT("rport")))
		return jingle_number(v, PORT_MAX, &d->rel_port);
	else if(jingle_str_is(k, JINGLE_LIT("tcptype")))
		d->tcptype = *v;
	else if(jingle_str_is(k, JINGLE_LIT("generation"))
			&& jingle_number(v, GENERATION_MAX, &n) == 0)
		d->generation = (int)n;
	return 0;
}

static int candidate_read(jingle_candidate_t *d, str v)
{
	str word, key;

	d->generation = -1;
	d->foundation = jingle_sdp_word(&v);
	word = jingle_sdp_word(&v);
	if(jingle_number(&word, COMPONENT_MAX, &d->component) < 0
			|| d->component == 0)
		return -1;
	d->protocol = jingle_sdp_word(&v);
	word = jingle_sdp_word(&v);
	if(jingle_number(&word, 0xFFFFFFFFu, &d->priority) < 0)
		return -1;
	d->ip = jingle_sdp_word(&v);
	word = jingle_sdp_word(&v);
	if(jingle_number(&word, PORT_MAX, &d->port) < 0)
		return -1;
	word = jingle_sdp_word(&v);
	d->type = jingle_sdp_word(&v);
	if(!jingle_str_is(&word, JINGLE_LIT("typ")) || d->type.len == 0)
		return -1;
	for(key = jingle_sdp_word(&v); key.len; key = jingle_sdp_word(&v)) {
		word = jingle_sdp_word(&v);
		if(candidate_extension(d, &key, &word) < 0)
			return -1;
	}
	return 0;
}

static int read_candidate(reader_t *r, str v)
{
	jingle_transport_t *tp = &r->c->transport;
	jingle_transport_kind_t kind = r->t->transport == JINGLE_TRANSPORT_ICE
										   ? JINGLE_TRANSPORT_ICE
										   : JINGLE_TRANSPORT_ICE_UDP;
	jingle_candidate_t *d;
	const char *why;

	if(tp->candidates.count >= r->t->limits.candidates)
		return jingle_tr_limit(
				r->t, "candidates in an m= section", r->t->limits.candidates);
	d = jingle_tr_new(r->t, sizeof(*d));
	if(d == NULL)
		return -1;
	if(candidate_read(d, v) < 0)
		return leave_out(r, "candidate", "malformed (RFC 8839 §5.1)");
	if(!jingle_candidate_usable(d, kind, &why)) {
		jingle_tr_note(r->t, &r->c->name, "candidate", why);
		return 0;
	}
	jingle_list_add(&tp->candidates, d);
	return 0;
}

static int read_remote(reader_t *r, str v)
{
	jingle_candidate_t *d;
	str word;

	for(word = jingle_sdp_word(&v); word.len; word = jingle_sdp_word(&v)) {
		if(r->c->transport.remote.count >= r->t->limits.candidates)
			return jingle_tr_limit(r->t, "candidates in an m= section",
					r->t->limits.candidates);
		d = jingle_tr_new(r->t, sizeof(*d));
		if(d == NULL)
			return -1;
		if(jingle_number(&word, COMPONENT_MAX, &d->component) < 0
				|| d->component == 0)
			return leave_out(r, "remote-candidates", "malformed");
		d->ip = jingle_sdp_word(&v);
		word = jingle_sdp_word(&v);
		if(jingle_addr_kind(&d->ip) == JINGLE_ADDR_BAD
				|| jingle_number(&word, PORT_MAX, &d->port) < 0 || d->port == 0)
			return leave_out(r, "remote-candidates", "malformed");
		jingle_list_add(&r->c->transport.remote, d);
	}
	return 0;
}

static int read_end_of_candidates(reader_t *r, str v)
{
	(void)v;
	if(r->c == &r->session)
		r->end_session = 1;
	else
		r->c->transport.complete = 1;
	return 0;
}

static int read_ice_lite(reader_t *r, str v)
{
	(void)v;
	r->s->ice_lite = 1;
	return leave_out(r, "ice-lite",
			"Jingle knows only full ICE (XEP-0176 "
			"§5.5)");
}

static int read_ice_mismatch(reader_t *r, str v)
{
	(void)v;
	r->c->transport.ice_mismatch = 1;
	return 0;
}

static int read_rtcp(reader_t *r, str v)
{
	jingle_transport_t *tp = &r->c->transport;
	str word = jingle_sdp_word(&v);

	if(jingle_number(&word, PORT_MAX, &tp->rtcp_port) < 0)
		return leave_out(r, "rtcp", "not a port (RFC 3605 §2.1)");
	jingle_sdp_word(&v);
	jingle_sdp_word(&v);
	word = jingle_sdp_word(&v);
	if(word.len && jingle_addr_kind(&word) != JINGLE_ADDR_BAD)
		tp->rtcp_addr = word;
	return 0;
}

static int read_rtcp_mux(reader_t *r, str v)
{
	(void)v;
	r->c->rtcp_mux = 1;
	return 0;
}

static int read_rtcp_rsize(reader_t *r, str v)
{
	(void)v;
	r->c->rtcp_rsize = 1;
	return 0;
}

static int read_sctp_port(reader_t *r, str v)
{
	jingle_str_trim(&v);
	if(jingle_number(&v, PORT_MAX, &r->c->transport.sctp_port) < 0)
		return leave_out(r, "sctp-port", "not a port (RFC 8841 §5)");
	return 0;
}

static int read_sctpmap(reader_t *r, str v)
{
	jingle_transport_t *tp = &r->c->transport;
	str word = jingle_sdp_word(&v);

	if(tp->sctp_protocol.s != NULL)
		return leave_out(r, "sctpmap", "a second association");
	if(jingle_number(&word, PORT_MAX, &tp->sctp_port) < 0)
		return leave_out(r, "sctpmap", "not a port");
	tp->sctp_protocol = jingle_sdp_word(&v);
	word = jingle_sdp_word(&v);
	if(word.len && jingle_number(&word, PORT_MAX, &tp->sctp_streams) < 0)
		return leave_out(r, "sctpmap", "streams are not a number");
	return 0;
}

static void unquote(str *s)
{
	if(s->len >= 2 && s->s[0] == '"' && s->s[s->len - 1] == '"') {
		s->s++;
		s->len -= 2;
	}
}

static int read_dcmap(reader_t *r, str v)
{
	str word = jingle_sdp_word(&v), piece;
	jingle_channel_t *ch;
	jingle_param_t *p;

	if(r->c->transport.channels.count >= r->t->limits.params)
		return jingle_tr_limit(r->t, "a=dcmap", r->t->limits.params);
	ch = jingle_tr_new(r->t, sizeof(*ch));
	if(ch == NULL)
		return -1;
	if(jingle_number(&word, PORT_MAX, &ch->id) < 0)
		return leave_out(r, "dcmap", "not a stream id (RFC 8864 §5.1.1)");
	ch->negotiated = 1;
	jingle_str_trim(&v);
	while(v.len) {
		piece = cut(&v, ';');
		jingle_str_trim(&piece);
		if(piece.len == 0)
			continue;
		if(add_param(r, &ch->params, piece, 0) < 0)
			return -1;
		p = ch->params.last;
		unquote(&p->value);
	}
	jingle_list_add(&r->c->transport.channels, ch);
	return 0;
}

/* structure ------------------------------------------------------------- */

static int read_mid(reader_t *r, str v)
{
	jingle_str_trim(&v);
	if(!jingle_is_token(&v))
		return leave_out(r, "mid", "not a token (RFC 5888 §4)");
	r->c->mid = v;
	r->c->name = v;
	return 0;
}

static int read_group(reader_t *r, str v)
{
	jingle_group_t *g;
	jingle_param_t *p;
	str word;

	if(r->s->groups.count >= r->t->limits.contents)
		return jingle_tr_limit(r->t, "a=group", r->t->limits.contents);
	g = jingle_tr_new(r->t, sizeof(*g));
	if(g == NULL)
		return -1;
	g->semantics = jingle_sdp_word(&v);
	for(word = jingle_sdp_word(&v); word.len; word = jingle_sdp_word(&v)) {
		if(g->names.count >= r->t->limits.contents)
			return jingle_tr_limit(
					r->t, "contents in a group", r->t->limits.contents);
		p = jingle_tr_new(r->t, sizeof(*p));
		if(p == NULL)
			return -1;
		p->name = word;
		jingle_list_add(&g->names, p);
	}
	if(g->semantics.len && r->c == &r->session)
		jingle_list_add(&r->s->groups, g);
	return 0;
}

static int direction(reader_t *r, jingle_senders_t senders)
{
	r->c->senders = senders;
	r->c->direction_said = 1;
	return 0;
}

/* As the initiator would write them: MAPPING 3.5, second column */
static int read_sendrecv(reader_t *r, str v)
{
	(void)v;
	return direction(r, JINGLE_SENDERS_BOTH);
}

static int read_sendonly(reader_t *r, str v)
{
	(void)v;
	return direction(r, JINGLE_SENDERS_INITIATOR);
}

static int read_recvonly(reader_t *r, str v)
{
	(void)v;
	return direction(r, JINGLE_SENDERS_RESPONDER);
}

static int read_inactive(reader_t *r, str v)
{
	(void)v;
	return direction(r, JINGLE_SENDERS_NONE);
}

static int read_bundle_only(reader_t *r, str v)
{
	(void)v;
	r->c->bundle_only = 1;
	return 0;
}

static int read_content(reader_t *r, str v)
{
	jingle_category_t *k;
	str piece;

	while(v.len) {
		piece = cut(&v, ',');
		jingle_str_trim(&piece);
		if(!jingle_is_token(&piece))
			continue;
		if(r->c->categories.count >= r->t->limits.params)
			return jingle_tr_limit(r->t, "a=content", r->t->limits.params);
		k = jingle_tr_new(r->t, sizeof(*k));
		if(k == NULL)
			return -1;
		k->name = piece;
		jingle_list_add(&r->c->categories, k);
	}
	return 0;
}

static int ignore(reader_t *r, str v)
{
	(void)r;
	(void)v;
	return 0;
}

/* clang-format off */
static const struct attribute
{
	const char *name;
	int length;
	int (*read)(reader_t *r, str value);
} attributes[] = {
	{"candidate", 9, read_candidate},
	{"rtpmap", 6, read_rtpmap},
	{"fmtp", 4, read_fmtp},
	{"rtcp-fb", 7, read_feedback},
	{"ssrc", 4, read_ssrc},
	{"extmap", 6, read_extmap},
	{"rtcp", 4, read_rtcp},
	{"rtcp-mux", 8, read_rtcp_mux},
	{"rtcp-mux-only", 13, read_rtcp_mux},
	{"rtcp-rsize", 10, read_rtcp_rsize},
	{"sendrecv", 8, read_sendrecv},
	{"sendonly", 8, read_sendonly},
	{"recvonly", 8, read_recvonly},
	{"inactive", 8, read_inactive},
	{"mid", 3, read_mid},
	{"ice-ufrag", 9, read_ufrag},
	{"ice-pwd", 7, read_pwd},
	{"ice-options", 11, read_ice_options},
	{"fingerprint", 11, read_fingerprint},
	{"setup", 5, read_setup},
	{"crypto", 6, read_crypto},
	{"zrtp-hash", 9, read_zrtp},
	{"ptime", 5, read_ptime},
	{"maxptime", 8, read_maxptime},
	{"msid", 4, read_msid},
	{"msid-semantic", 13, ignore},
	{"ssrc-group", 10, read_ssrc_group},
	{"extmap-allow-mixed", 18, read_allow_mixed},
	{"group", 5, read_group},
	{"bundle-only", 11, read_bundle_only},
	{"end-of-candidates", 17, read_end_of_candidates},
	{"remote-candidates", 17, read_remote},
	{"ice-lite", 8, read_ice_lite},
	{"ice-mismatch", 12, read_ice_mismatch},
	{"content", 7, read_content},
	{"sctp-port", 9, read_sctp_port},
	{"sctpmap", 7, read_sctpmap},
	{"dcmap", 5, read_dcmap},
};
/* clang-format on */

static void note_unknown(reader_t *r, const str *name)
{
	char *copy;

	if(r->t->notes.total >= JINGLE_NOTES_MAX)
		return;
	copy = jingle_arena_text(r->t->arena, (size_t)name->len + 1);
	if(copy == NULL)
		return;
	memcpy(copy, name->s, (size_t)name->len);
	copy[name->len] = '\0';
	jingle_tr_note(r->t, &r->c->name, copy, "attribute without a counterpart");
}

int jingle_sdp_attribute(jingle_sdp_reader_t *r, str line)
{
	str name = cut(&line, ':');
	size_t i;

	for(i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++)
		if(name.len == attributes[i].length
				&& memcmp(name.s, attributes[i].name, (size_t)name.len) == 0)
			return attributes[i].read(r, line);
	note_unknown(r, &name);
	return 0;
}
