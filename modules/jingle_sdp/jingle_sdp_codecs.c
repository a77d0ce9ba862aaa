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
 * \brief jingle :: the reader of SDP: codecs, sources, keys
 *
 * PURE.
 */

#include "jingle_sdp_reader.h"

enum
{
	CLOCK_MAX = 1000000000,
	PTIME_MAX = 65535,
	HDREXT_MAX = 4351 /* RFC 8285 section 7 */
};

typedef jingle_sdp_reader_t reader_t;

static jingle_payload_t *payload_of(reader_t *r, const str *word)
{
	unsigned id;

	if(jingle_number(word, JINGLE_PAYLOAD_IDS - 1, &id) < 0)
		return NULL;
	return r->payload[id];
}

/* codecs ---------------------------------------------------------------- */

static int read_rtpmap(reader_t *r, str v)
{
	str word = jingle_sdp_word(&v), map = jingle_sdp_word(&v), name, clock;
	jingle_payload_t *p = payload_of(r, &word);

	if(p == NULL)
		return jingle_sdp_leave_out(
				r, "rtpmap", "payload type is not in the m= line");
	if(p->name.s != NULL)
		return jingle_sdp_leave_out(
				r, "rtpmap", "second one for a payload type");
	name = jingle_sdp_cut(&map, '/');
	clock = jingle_sdp_cut(&map, '/');
	if(clock.len == 0 && jingle_is_token(&name) && !r->t->strict
			&& jingle_static_find(p->id) == NULL) {
		jingle_map_warn(r->t, &r->c->name, "rtpmap",
				"no clock rate, taken as the usual one (RFC 8866 §6.6)");
		p->name = name;
		return 0;
	}
	if(!jingle_is_token(&name)
			|| jingle_number(&clock, CLOCK_MAX, &p->clockrate) < 0
			|| p->clockrate == 0)
		return jingle_sdp_leave_out(r, "rtpmap",
				"not name/clock[/channels] (RFC 8866 "
				"§6.6)");
	if(map.len && jingle_number(&map, 255, &p->channels) < 0)
		return jingle_sdp_leave_out(r, "rtpmap", "channels are not a number");
	p->name = name;
	return 0;
}

static int read_fmtp(reader_t *r, str v)
{
	str word = jingle_sdp_word(&v);
	jingle_payload_t *p = payload_of(r, &word);
	jingle_sdp_fmtp_t *f;

	if(p == NULL)
		return jingle_sdp_leave_out(
				r, "fmtp", "payload type is not in the m= line");
	if(r->fmtps.count >= r->t->limits.payloads)
		return jingle_map_limit(r->t, "a=fmtp", r->t->limits.payloads);
	f = jingle_map_new(r->t, sizeof(*f));
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
		return jingle_sdp_leave_out(
				r, "rtcp-fb", "payload type is not in the m= line");
	if(list->count >= r->t->limits.feedback)
		return jingle_map_limit(r->t, "rtcp-fb", r->t->limits.feedback);
	f = jingle_map_new(r->t, sizeof(*f));
	if(f == NULL)
		return -1;
	f->type = jingle_sdp_word(&v);
	if(f->type.len == 0)
		return jingle_sdp_leave_out(r, "rtcp-fb", "no type (RFC 4585 §4.2)");
	word = jingle_sdp_word(&v);
	if(word.len && memchr(word.s, '=', (size_t)word.len) == NULL) {
		f->subtype = word;
		word = jingle_sdp_word(&v);
	}
	for(; word.len; word = jingle_sdp_word(&v))
		if(jingle_sdp_add_param(r, &f->params, word, 0) < 0)
			return -1;
	jingle_list_add(list, f);
	return 0;
}

static int read_ptime(reader_t *r, str v)
{
	jingle_str_trim(&v);
	if(jingle_number(&v, PTIME_MAX, &r->ptime) < 0)
		return jingle_sdp_leave_out(
				r, "ptime", "not a whole number (RFC 8866 §6.4)");
	return 0;
}

static int read_maxptime(reader_t *r, str v)
{
	jingle_str_trim(&v);
	if(jingle_number(&v, PTIME_MAX, &r->maxptime) < 0)
		return jingle_sdp_leave_out(
				r, "maxptime", "not a whole number (RFC 8866 §6.5)");
	return 0;
}

static int read_extmap(reader_t *r, str v)
{
	str word = jingle_sdp_word(&v), id = jingle_sdp_cut(&word, '/');
	jingle_hdrext_t *h;

	if(r->c->hdrexts.count >= r->t->limits.hdrexts)
		return jingle_map_limit(
				r->t, "header extensions", r->t->limits.hdrexts);
	h = jingle_map_new(r->t, sizeof(*h));
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
		return jingle_sdp_leave_out(
				r, "extmap", "not id[/direction] uri (RFC 8285 §8)");
	for(word = jingle_sdp_word(&v); word.len; word = jingle_sdp_word(&v))
		/* an encrypted extension's first word is an URI (RFC 6904) */
		if(jingle_sdp_add_param(r, &h->params, word,
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
		jingle_map_limit(r->t, "sources", r->t->limits.sources);
		return NULL;
	}
	o = jingle_map_new(r->t, sizeof(*o));
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
		return jingle_sdp_leave_out(r, "ssrc", "not a number (RFC 5576 §4.1)");
	jingle_str_trim(&v);
	word = v;
	name = jingle_sdp_cut(&word, ':');
	if(jingle_str_is(&name, JINGLE_LIT("fmtp")))
		return jingle_sdp_leave_out(
				r, "ssrc", "fmtp of a source has no counterpart");
	o = source_of(r, ssrc);
	if(o == NULL)
		return -1;
	if(name.len == 0)
		return 0;
	if(o->params.count >= r->t->limits.params)
		return jingle_map_limit(r->t, "parameters", r->t->limits.params);
	p = jingle_map_new(r->t, sizeof(*p));
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
		return jingle_map_limit(r->t, "ssrc groups", r->t->limits.sources);
	g = jingle_map_new(r->t, sizeof(*g));
	if(g == NULL)
		return -1;
	g->semantics = jingle_sdp_word(&v);
	for(word = jingle_sdp_word(&v); word.len; word = jingle_sdp_word(&v)) {
		if(jingle_number(&word, 0xFFFFFFFFu, &ssrc) < 0)
			return jingle_sdp_leave_out(
					r, "ssrc-group", "not a number (RFC 5576 §4.2)");
		if(g->sources.count >= r->t->limits.sources)
			return jingle_map_limit(r->t, "sources", r->t->limits.sources);
		o = jingle_map_new(r->t, sizeof(*o));
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
		return jingle_map_limit(r->t, "a=crypto", r->t->limits.params);
	k = jingle_map_new(r->t, sizeof(*k));
	if(k == NULL)
		return -1;
	k->tag = jingle_sdp_word(&v);
	k->suite = jingle_sdp_word(&v);
	k->key_params = jingle_sdp_word(&v);
	jingle_str_trim(&v);
	if(v.len)
		k->session_params = v;
	if(k->key_params.len == 0)
		return jingle_map_fail(r->t, JINGLE_FAULT_BAD,
				JINGLE_REASON_SECURITY_ERROR, 488,
				"a=crypto is not tag, suite, key (RFC 4568 §9.1)");
	jingle_list_add(&r->c->cryptos, k);
	return 0;
}

static int read_zrtp(reader_t *r, str v)
{
	jingle_zrtp_t *z;

	if(r->c->zrtp.count >= r->t->limits.params)
		return jingle_map_limit(r->t, "a=zrtp-hash", r->t->limits.params);
	z = jingle_map_new(r->t, sizeof(*z));
	if(z == NULL)
		return -1;
	z->version = jingle_sdp_word(&v);
	z->hash = jingle_sdp_word(&v);
	if(z->hash.len == 0)
		return jingle_sdp_leave_out(
				r, "zrtp-hash", "not version and hash (RFC 6189 §8)");
	jingle_list_add(&r->c->zrtp, z);
	return 0;
}

/* clang-format off */
const jingle_sdp_rule_t jingle_sdp_codec_rules[] = {
	{JINGLE_LIT("rtpmap"), read_rtpmap},
	{JINGLE_LIT("fmtp"), read_fmtp},
	{JINGLE_LIT("rtcp-fb"), read_feedback},
	{JINGLE_LIT("ssrc"), read_ssrc},
	{JINGLE_LIT("extmap"), read_extmap},
	{JINGLE_LIT("crypto"), read_crypto},
	{JINGLE_LIT("zrtp-hash"), read_zrtp},
	{JINGLE_LIT("ptime"), read_ptime},
	{JINGLE_LIT("maxptime"), read_maxptime},
	{JINGLE_LIT("msid"), read_msid},
	{JINGLE_LIT("ssrc-group"), read_ssrc_group},
	{JINGLE_LIT("extmap-allow-mixed"), read_allow_mixed},
	{0}
};
/* clang-format on */
