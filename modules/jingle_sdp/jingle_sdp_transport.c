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
 * \brief jingle :: the reader of SDP: ICE, DTLS, data channels
 *
 * PURE.
 */

#include "jingle_sdp_reader.h"

enum
{
	COMPONENT_MAX = 256,
	GENERATION_MAX = 255,
	PORT_MAX = 65535,
};

typedef jingle_sdp_reader_t reader_t;

static int read_fingerprint(reader_t *r, str v)
{
	jingle_fingerprint_t *f;

	if(r->c->transport.fingerprints.count >= r->t->limits.params)
		return jingle_map_limit(r->t, "a=fingerprint", r->t->limits.params);
	f = jingle_map_new(r->t, sizeof(*f));
	if(f == NULL)
		return -1;
	f->hash = jingle_sdp_word(&v);
	f->value = jingle_sdp_word(&v);
	if(!jingle_is_token(&f->hash) || !jingle_is_fingerprint(&f->value))
		return jingle_map_fail(r->t, JINGLE_FAULT_BAD,
				JINGLE_REASON_SECURITY_ERROR, 488,
				"a=fingerprint is not a hash and hex pairs with colons "
				"(RFC 8122 §5)");
	if(jingle_str_lower(r->t, &f->hash) < 0)
		return -1;
	jingle_list_add(&r->c->transport.fingerprints, f);
	return 0;
}

static int read_setup(reader_t *r, str v)
{
	jingle_setup_t setup;

	jingle_str_trim(&v);
	setup = jingle_setup_find(&v);
	if(setup == JINGLE_SETUP_NONE || setup == JINGLE_SETUP_HOLDCONN)
		jingle_sdp_leave_out(
				r, "setup", "none of active, actpass, passive (XEP-0320 §1)");
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

	if(tp->candidates.count >= r->t->limits.candidates) {
		if(!r->t->surplus)
			return jingle_map_limit(r->t, "candidates in an m= section",
					r->t->limits.candidates);
		jingle_map_warn(r->t, &r->c->name, "candidate",
				"more than max_candidates, left off");
		return 0;
	}
	d = jingle_map_new(r->t, sizeof(*d));
	if(d == NULL)
		return -1;
	if(candidate_read(d, v) < 0)
		return jingle_sdp_leave_out(
				r, "candidate", "malformed (RFC 8839 §5.1)");
	if(!jingle_candidate_usable(d, kind, &why)) {
		jingle_map_warn(r->t, &r->c->name, "candidate", why);
		return 0;
	}
	if(r->t->surplus && jingle_candidate_known(tp, d))
		return 0;
	jingle_list_add(&tp->candidates, d);
	return 0;
}

static int read_remote(reader_t *r, str v)
{
	jingle_candidate_t *d;
	str word;

	for(word = jingle_sdp_word(&v); word.len; word = jingle_sdp_word(&v)) {
		if(r->c->transport.remote.count >= r->t->limits.candidates)
			return jingle_map_limit(r->t, "candidates in an m= section",
					r->t->limits.candidates);
		d = jingle_map_new(r->t, sizeof(*d));
		if(d == NULL)
			return -1;
		if(jingle_number(&word, COMPONENT_MAX, &d->component) < 0
				|| d->component == 0)
			return jingle_sdp_leave_out(r, "remote-candidates", "malformed");
		d->ip = jingle_sdp_word(&v);
		word = jingle_sdp_word(&v);
		if(!jingle_is_ip(&d->ip) || jingle_number(&word, PORT_MAX, &d->port) < 0
				|| d->port == 0)
			return jingle_sdp_leave_out(r, "remote-candidates", "malformed");
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
	return jingle_sdp_leave_out(r, "ice-lite",
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
		return jingle_sdp_leave_out(r, "rtcp", "not a port (RFC 3605 §2.1)");
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
		return jingle_sdp_leave_out(r, "sctp-port", "not a port (RFC 8841 §5)");
	return 0;
}

static int read_sctpmap(reader_t *r, str v)
{
	jingle_transport_t *tp = &r->c->transport;
	str word = jingle_sdp_word(&v);

	if(tp->sctp_protocol.s != NULL)
		return jingle_sdp_leave_out(r, "sctpmap", "a second association");
	if(jingle_number(&word, PORT_MAX, &tp->sctp_port) < 0)
		return jingle_sdp_leave_out(r, "sctpmap", "not a port");
	tp->sctp_protocol = jingle_sdp_word(&v);
	word = jingle_sdp_word(&v);
	if(word.len && jingle_number(&word, PORT_MAX, &tp->sctp_streams) < 0)
		return jingle_sdp_leave_out(r, "sctpmap", "streams are not a number");
	return 0;
}

static void str_unquote(str *s)
{
	if(s->len >= 2 && s->s[0] == '"' && s->s[s->len - 1] == '"') {
		s->s++;
		s->len -= 2;
	}
}

static int has_param(const jingle_channel_t *ch, const str *option)
{
	const jingle_param_t *p;
	str rest = *option, name = jingle_sdp_cut(&rest, '=');

	for(p = ch->params.first; p != NULL; p = p->next)
		if(jingle_str_eq(&p->name, &name))
			return 1;
	return 0;
}

/* each option once: they become attributes */
static int read_dcmap_option(reader_t *r, jingle_channel_t *ch, str option)
{
	jingle_param_t *p;

	jingle_str_trim(&option);
	if(option.len == 0)
		return 0;
	if(has_param(ch, &option))
		return jingle_sdp_leave_out(
				r, "dcmap", "an option a second time (RFC 8864 §5.1)");
	if(jingle_sdp_add_param(r, &ch->params, option, 0) < 0)
		return -1;
	p = ch->params.last;
	str_unquote(&p->value);
	return 0;
}

static int read_dcmap(reader_t *r, str v)
{
	str word = jingle_sdp_word(&v);
	jingle_channel_t *ch;

	if(r->c->transport.channels.count >= r->t->limits.params)
		return jingle_map_limit(r->t, "a=dcmap", r->t->limits.params);
	ch = jingle_map_new(r->t, sizeof(*ch));
	if(ch == NULL)
		return -1;
	if(jingle_number(&word, PORT_MAX, &ch->id) < 0)
		return jingle_sdp_leave_out(
				r, "dcmap", "not a stream id (RFC 8864 §5.1.1)");
	ch->negotiated = 1;
	jingle_str_trim(&v);
	while(v.len)
		if(read_dcmap_option(r, ch, jingle_sdp_cut(&v, ';')) < 0)
			return -1;
	jingle_list_add(&r->c->transport.channels, ch);
	return 0;
}

/* clang-format off */
const jingle_sdp_rule_t jingle_sdp_transport_rules[] = {
	{JINGLE_LIT("candidate"), read_candidate},
	{JINGLE_LIT("rtcp"), read_rtcp},
	{JINGLE_LIT("rtcp-mux"), read_rtcp_mux},
	{JINGLE_LIT("rtcp-mux-only"), read_rtcp_mux},
	{JINGLE_LIT("rtcp-rsize"), read_rtcp_rsize},
	{JINGLE_LIT("ice-ufrag"), read_ufrag},
	{JINGLE_LIT("ice-pwd"), read_pwd},
	{JINGLE_LIT("ice-options"), read_ice_options},
	{JINGLE_LIT("fingerprint"), read_fingerprint},
	{JINGLE_LIT("setup"), read_setup},
	{JINGLE_LIT("end-of-candidates"), read_end_of_candidates},
	{JINGLE_LIT("remote-candidates"), read_remote},
	{JINGLE_LIT("ice-lite"), read_ice_lite},
	{JINGLE_LIT("ice-mismatch"), read_ice_mismatch},
	{JINGLE_LIT("sctp-port"), read_sctp_port},
	{JINGLE_LIT("sctpmap"), read_sctpmap},
	{JINGLE_LIT("dcmap"), read_dcmap},
	{0}
};
/* clang-format on */
