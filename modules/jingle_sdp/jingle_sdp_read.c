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
 * \brief jingle :: the reader of SDP: lines, m= sections
 *
 * PURE.
 */

#include "jingle_sdp_reader.h"

enum
{
	PORT_MAX = 65535,
	SCTP_PORT = 5000 /* RFC 8841 section 5.3: the default */
};

static int is_rtp(const str *proto)
{
	static const char *const known[] = {"RTP/AVP", "RTP/AVPF", "RTP/SAVP",
			"RTP/SAVPF", "UDP/TLS/RTP/SAVP", "UDP/TLS/RTP/SAVPF",
			"TCP/DTLS/RTP/SAVP", "TCP/DTLS/RTP/SAVPF"};
	size_t i;

	for(i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if(jingle_str_like(proto, known[i], strlen(known[i])))
			return 1;
	return 0;
}

static int is_data(const str *media, const str *proto)
{
	return jingle_str_is(media, JINGLE_LIT("application"))
		   && (jingle_str_like(proto, JINGLE_LIT("UDP/DTLS/SCTP"))
				   || jingle_str_like(proto, JINGLE_LIT("TCP/DTLS/SCTP"))
				   || jingle_str_like(proto, JINGLE_LIT("DTLS/SCTP")));
}

/* RFC 3264 section 6: with port 0 formats are ignored */
static int format_odd(jingle_sdp_reader_t *r, const str *word)
{
	const str *media = &r->c->media;

	if(r->port == 0)
		return 0;
	if(r->t->strict || r->c->formats.len == word->len)
		return jingle_map_bad(r->t,
				"m=%.*s: payload type '%.*s' is not in 0..127 (RFC 3551 §6)",
				media->len > 32 ? 32 : media->len, media->s,
				word->len > 64 ? 64 : word->len, word->s);
	jingle_map_warn(r->t, &r->c->name, "media",
			"payload type is not in 0..127, left out (RFC 3551 §6)");
	return 0;
}

static int read_formats(jingle_sdp_reader_t *r, str formats)
{
	jingle_content_t *c = r->c;
	jingle_payload_t *p;
	unsigned id;
	str word;

	for(word = jingle_sdp_word(&formats); word.len > 0;
			word = jingle_sdp_word(&formats)) {
		if(jingle_number(&word, JINGLE_PAYLOAD_IDS - 1, &id) < 0) {
			if(format_odd(r, &word) < 0)
				return -1;
			continue;
		}
		if(r->payload[id] != NULL)
			continue;
		if(c->payloads.count >= r->t->limits.payloads)
			return jingle_map_limit(r->t, "payload types in an m= section",
					r->t->limits.payloads);
		p = jingle_map_new(r->t, sizeof(*p));
		if(p == NULL)
			return -1;
		p->id = (int)id;
		r->payload[id] = p;
		jingle_list_add(&c->payloads, p);
	}
	return 0;
}

/* end of an m= section ---------------------------------------------------- */

static int finish_payloads(jingle_sdp_reader_t *r)
{
	jingle_content_t *c = r->c;
	jingle_payload_t *p = c->payloads.first, *next;
	jingle_sdp_fmtp_t *f;

	memset(&c->payloads, 0, sizeof(c->payloads));
	for(; p != NULL; p = next) {
		next = p->next;
		p->next = NULL;
		if(p->name.s == NULL && jingle_static_find(p->id) == NULL) {
			jingle_map_warn(r->t, &c->name, "rtpmap",
					"payload type without a name is left out (RFC 8866 §6.6)");
			continue;
		}
		p->ptime = r->ptime;
		p->maxptime = r->maxptime;
		jingle_list_add(&c->payloads, p);
	}
	if(jingle_content_tidy(r->t, c) < 0)
		return -1;
	for(f = r->fmtps.first; f != NULL; f = f->next)
		if(f->payload->params.count
				&& jingle_payload_is(f->payload, "telephone-event"))
			memset(&f->payload->params, 0, sizeof(f->payload->params));
	for(f = r->fmtps.first; f != NULL; f = f->next)
		if(jingle_fmtp_read(r->t, f->payload, &f->value) < 0)
			return -1;
	return 0;
}

/* A list of session lines goes into every section that has none itself: the
 * nodes are shared, no code adds to them any more. */
static void inherit_list(jingle_list_t *to, const jingle_list_t *from)
{
	if(to->count == 0)
		*to = *from;
}

static int inherit_hdrexts(jingle_sdp_reader_t *r)
{
	const jingle_hdrext_t *h;
	jingle_hdrext_t *copy;

	for(h = r->session.hdrexts.first; h != NULL; h = h->next) {
		copy = jingle_map_new(r->t, sizeof(*copy));
		if(copy == NULL)
			return -1;
		*copy = *h;
		copy->next = NULL;
		jingle_list_add(&r->c->hdrexts, copy);
	}
	return 0;
}

static int inherit_fingerprints(jingle_sdp_reader_t *r)
{
	const jingle_fingerprint_t *f;
	jingle_fingerprint_t *copy;
	jingle_list_t own = r->c->transport.fingerprints;
	const jingle_list_t *from =
			own.count ? &own : &r->session.transport.fingerprints;
	jingle_setup_t setup = r->setup ? r->setup : r->session_setup;

	memset(&r->c->transport.fingerprints, 0, sizeof(own));
	for(f = from->first; f != NULL; f = f->next) {
		copy = jingle_map_new(r->t, sizeof(*copy));
		if(copy == NULL)
			return -1;
		*copy = *f;
		copy->next = NULL;
		copy->setup =
				setup == JINGLE_SETUP_HOLDCONN ? JINGLE_SETUP_NONE : setup;
		jingle_list_add(&r->c->transport.fingerprints, copy);
	}
	return 0;
}

static void inherit_transport(jingle_sdp_reader_t *r)
{
	jingle_transport_t *tp = &r->c->transport;
	const jingle_transport_t *from = &r->session.transport;

	if(tp->ufrag.s == NULL)
		tp->ufrag = from->ufrag;
	if(tp->pwd.s == NULL)
		tp->pwd = from->pwd;
	if(!r->ice_options) {
		tp->trickle = from->trickle;
		tp->ice2 = from->ice2;
		tp->renomination = from->renomination;
	}
	if(tp->addr.s == NULL) {
		tp->addr = from->addr;
		tp->ipv6 = from->ipv6;
		r->c->zero_address |= r->session.zero_address;
	}
	if(r->end_session)
		tp->complete = 1;
	if(from->ice_mismatch)
		tp->ice_mismatch = 1;
	if(tp->ufrag.s && tp->pwd.s && !tp->ice_mismatch) {
		tp->kind = JINGLE_TRANSPORT_ICE_UDP;
		r->c->zero_address = 0; /* no candidate yet (RFC 8840 §4.1.1) */
	} else
		tp->kind = JINGLE_TRANSPORT_RAW_UDP;
}

static int finish_content(jingle_sdp_reader_t *r)
{
	jingle_content_t *c = r->c;

	if(c == NULL || c == &r->session || r->skip)
		return 0;
	if(!c->direction_said)
		c->senders = r->session.senders;
	if(r->session.allow_mixed)
		c->allow_mixed = 1;
	inherit_transport(r);
	if(inherit_hdrexts(r) < 0 || inherit_fingerprints(r) < 0)
		return -1;
	c->rejected = r->port == 0 && !c->bundle_only;
	if(c->description == JINGLE_DESCRIPTION_DATA && c->transport.sctp_port == 0)
		c->transport.sctp_port = SCTP_PORT;
	if(c->description == JINGLE_DESCRIPTION_RTP && !r->fragment
			&& finish_payloads(r) < 0)
		return -1;
	return 0;
}

static int media_odd(jingle_sdp_reader_t *r, jingle_fault_t fault)
{
	return jingle_map_fail(r->t, fault, JINGLE_REASON_INCOMPATIBLE_PARAMETERS,
			488,
			"m= line %d is not media, port 0..65535, protocol, formats "
			"(RFC 8866 §5.14)",
			r->s->contents.count);
}

static int read_media(jingle_sdp_reader_t *r, str line)
{
	jingle_content_t *c;
	unsigned port;
	char *slash;
	str word, formats;

	if(finish_content(r) < 0 && jingle_sdp_section_odd(r) < 0)
		return -1;
	if(r->s->contents.count >= r->t->limits.contents)
		return jingle_map_limit(r->t, "m= lines", r->t->limits.contents);
	c = jingle_map_new(r->t, sizeof(*c));
	if(c == NULL)
		return -1;
	r->c = c;
	memset(r->payload, 0, sizeof(r->payload));
	memset(&r->fmtps, 0, sizeof(r->fmtps));
	r->ptime = r->maxptime = 0;
	r->setup = JINGLE_SETUP_NONE;
	r->ice_options = r->skip = 0;
	c->media = jingle_sdp_word(&line);
	c->name = c->media;
	c->creator = JINGLE_INITIATOR;
	c->senders = JINGLE_SENDERS_BOTH;
	word = jingle_sdp_word(&line);
	slash = word.len ? memchr(word.s, '/', (size_t)word.len) : NULL;
	if(slash)
		word.len = (int)(slash - word.s);
	c->proto = jingle_sdp_word(&line);
	formats = line;
	jingle_str_trim(&formats);
	c->formats = formats;
	c->description = JINGLE_DESCRIPTION_UNKNOWN;
	jingle_list_add(&r->s->contents, c);
	if(!jingle_is_token(&c->media) || c->proto.len == 0)
		return media_odd(r, JINGLE_FAULT_SYNTAX);
	if(jingle_number(&word, PORT_MAX, &port) < 0
			|| (formats.len == 0 && (port != 0 || r->t->strict)))
		return media_odd(r, JINGLE_FAULT_BAD);
	r->port = (int)port;
	c->transport.port = port;
	if(is_rtp(&c->proto)) {
		c->description = JINGLE_DESCRIPTION_RTP;
		return read_formats(r, formats);
	}
	if(is_data(&c->media, &c->proto)) {
		c->description = JINGLE_DESCRIPTION_DATA;
		if(jingle_number(&formats, PORT_MAX, &port) == 0)
			c->transport.sctp_port = port;
	}
	return 0;
}

static int read_connection(jingle_sdp_reader_t *r, str line)
{
	str net = jingle_sdp_word(&line), type = jingle_sdp_word(&line);
	str addr = jingle_sdp_word(&line);
	char *slash = addr.len ? memchr(addr.s, '/', (size_t)addr.len) : NULL;
	jingle_addr_kind_t kind;

	if(slash) /* TTL of multicast */
		addr.len = (int)(slash - addr.s);
	kind = jingle_addr_kind(&addr);
	if(!jingle_str_like(&net, JINGLE_LIT("IN")) || kind == JINGLE_ADDR_BAD
			|| (!jingle_str_like(&type, JINGLE_LIT("IP4"))
					&& !jingle_str_like(&type, JINGLE_LIT("IP6"))))
		return jingle_map_bad(r->t,
				"c= line is not IN IP4 or IP6 and an address (RFC 8866 §5.7)");
	/* more lines are layers of multicast: the first is the base */
	if(r->c->transport.addr.s != NULL)
		return 0;
	r->c->transport.addr = addr;
	r->c->transport.ipv6 =
			kind == JINGLE_ADDR_IP6 || kind == JINGLE_ADDR_LINK_LOCAL
			|| (kind == JINGLE_ADDR_NAME
					&& jingle_str_like(&type, JINGLE_LIT("IP6")));
	r->c->zero_address = jingle_str_is(&addr, JINGLE_LIT("0.0.0.0"))
						 || jingle_str_is(&addr, JINGLE_LIT("::"));
	return 0;
}

static int read_bandwidth(jingle_sdp_reader_t *r, str line)
{
	char *colon = memchr(line.s, ':', (size_t)line.len);
	jingle_bandwidth_t *b;
	unsigned n;

	if(r->c->bandwidths.count >= r->t->limits.params)
		return jingle_map_limit(r->t, "b= lines", r->t->limits.params);
	b = jingle_map_new(r->t, sizeof(*b));
	if(b == NULL)
		return -1;
	b->type.s = line.s;
	b->type.len = colon ? (int)(colon - line.s) : 0;
	b->value.s = line.s + b->type.len + 1;
	b->value.len = line.len - b->type.len - 1;
	jingle_str_trim(&b->value);
	if(colon == NULL || !jingle_is_token(&b->type)
			|| jingle_number(&b->value, 0xFFFFFFFFu, &n) < 0) {
		jingle_map_warn(r->t, &r->c->name, "bandwidth",
				"b= line is not type:number (RFC 8866 §5.8)");
		return 0;
	}
	jingle_list_add(&r->c->bandwidths, b);
	return 0;
}

static int read_line(jingle_sdp_reader_t *r, str line)
{
	static const char *const dropped[] = {"i", "u", "e", "p", "k", "r", "z"};
	char type = line.s[0];
	size_t i;

	line.s += 2;
	line.len -= 2;
	switch(type) {
		case 'a':
			return jingle_sdp_attribute(r, line);
		case 'm':
			return read_media(r, line);
		case 'c':
			return read_connection(r, line);
		case 'b':
			return read_bandwidth(r, line);
		case 'o':
			r->s->origin = line;
			return 0;
		case 'v':
		case 's':
		case 't':
			return 0;
		default:
			break;
	}
	for(i = 0; i < sizeof(dropped) / sizeof(dropped[0]); i++)
		if(type == dropped[i][0])
			jingle_map_warn(r->t, &r->c->name, dropped[i],
					"line without a counterpart");
	return 0;
}

static int read_lines(jingle_sdp_reader_t *r, const str *sdp)
{
	const char *p = sdp->s, *end = sdp->s + sdp->len, *stop;
	int lines = 0;
	str line;

	for(; p < end; p = stop + 1) {
		stop = memchr(p, '\n', (size_t)(end - p));
		if(stop == NULL)
			stop = end;
		line.s = (char *)p;
		line.len = (int)(stop - p);
		while(line.len > 0 && strchr(" \t\r", line.s[line.len - 1]) != NULL)
			line.len--; /* no value ends in a blank */
		if(line.len == 0)
			continue;
		if(++lines > r->t->limits.elements)
			return jingle_map_limit(r->t, "lines", r->t->limits.elements);
		if(line.len > r->t->limits.attribute)
			return jingle_map_limit(
					r->t, "bytes in a line", r->t->limits.attribute);
		if(line.len < 2 || line.s[1] != '='
				|| (!r->clean && !jingle_is_text(&line))) {
			if(r->t->strict)
				return jingle_map_bad(
						r->t, "line %d is not type=text (RFC 8866 §5)", lines);
			jingle_map_warn(r->t, &r->c->name, "line",
					"not type=text, left out (RFC 8866 §5)");
			continue;
		}
		if(r->skip && line.s[0] != 'm')
			continue;
		if(read_line(r, line) < 0 && jingle_sdp_section_odd(r) < 0)
			return -1;
	}
	return 0;
}

/* b= of the session is for all streams together: it has a place only when
 * there is one. */
static void place_session_bandwidth(jingle_sdp_reader_t *r)
{
	jingle_content_t *only = r->s->contents.first;

	if(r->session.bandwidths.count == 0)
		return;
	if(r->s->contents.count == 1)
		inherit_list(&only->bandwidths, &r->session.bandwidths);
	else
		jingle_map_warn(r->t, NULL, "bandwidth",
				"b= of the session has no place in Jingle");
}

static int is_ascii(const str *s)
{
	const uint64_t high = 0x8080808080808080ull;
	uint64_t w;
	int i = 0;

	for(; i + 8 <= s->len; i += 8) {
		memcpy(&w, s->s + i, 8);
		if(w & high)
			return 0;
	}
	for(; i < s->len; i++)
		if((unsigned char)s->s[i] >= 0x80)
			return 0;
	return 1;
}

static int check_body(jingle_map_t *t, const str *sdp, int fragment)
{
	if(sdp->s == NULL || sdp->len <= 0)
		return jingle_map_fail(t, JINGLE_FAULT_SYNTAX,
				JINGLE_REASON_GENERAL_ERROR, 400, "empty SDP");
	if(sdp->len > t->limits.bytes)
		return jingle_map_fail(t, JINGLE_FAULT_LIMIT,
				JINGLE_REASON_GENERAL_ERROR, 513,
				"more than %d bytes in an SDP body (limit of this gateway)",
				t->limits.bytes);
	if(memchr(sdp->s, '\0', (size_t)sdp->len) != NULL)
		return jingle_map_fail(t, JINGLE_FAULT_SYNTAX,
				JINGLE_REASON_GENERAL_ERROR, 400,
				"NUL character in SDP (RFC 8866 §9)");
	if(!fragment && (sdp->len < 4 || memcmp(sdp->s, "v=0", 3) != 0))
		return jingle_map_fail(t, JINGLE_FAULT_SYNTAX,
				JINGLE_REASON_GENERAL_ERROR, 400,
				"SDP does not start with v=0 (RFC 8866 §5.1)");
	return 0;
}

int jingle_sdp_read(
		jingle_map_t *t, const str *sdp, int fragment, jingle_session_t **out)
{
	jingle_sdp_reader_t r;

	if(check_body(t, sdp, fragment) < 0)
		return -1;
	if(t->arena->blocks == NULL && t->arena->first < (size_t)sdp->len * 6)
		t->arena->first = (size_t)sdp->len * 6;
	memset(&r, 0, sizeof(r));
	r.t = t;
	r.fragment = fragment;
	r.clean = is_ascii(sdp) && jingle_has_no_controls(sdp->s, sdp->len);
	r.c = &r.session;
	r.session.senders = JINGLE_SENDERS_BOTH;
	r.s = jingle_map_new(t, sizeof(*r.s));
	if(r.s == NULL || read_lines(&r, sdp) < 0)
		return -1;
	if(finish_content(&r) < 0 && jingle_sdp_section_odd(&r) < 0)
		return -1;
	if(r.s->contents.count == 0 && !fragment)
		return jingle_map_bad(t, "SDP has no m= line (RFC 3264 §5)");
	if(jingle_sdp_finish(&r) < 0 || jingle_sdp_share_bundles(t, r.s) < 0)
		return -1;
	place_session_bandwidth(&r);
	if(t->arena->failed)
		return jingle_map_memory(t);
	*out = r.s;
	return 0;
}

int jingle_sdp_refuses_all(const str *sdp)
{
	str rest = *sdp, line, port;
	unsigned n;
	int refused = 0;

	while(rest.len > 0) {
		line = jingle_sdp_cut(&rest, '\n');
		if(line.len < 2 || memcmp(line.s, "m=", 2) != 0)
			continue;
		jingle_sdp_word(&line);
		port = jingle_sdp_word(&line);
		if(jingle_number(&port, 0, &n) < 0)
			return 0;
		refused = 1;
	}
	return refused;
}

int jingle_sdp_has_keys(const str *sdp)
{
	str rest = *sdp, line, proto;
	int i;

	while(rest.len > 0) {
		line = jingle_sdp_cut(&rest, '\n');
		if(line.len < 2 || memcmp(line.s, "m=", 2) != 0)
			continue;
		jingle_sdp_word(&line);
		jingle_sdp_word(&line);
		proto = jingle_sdp_word(&line);
		for(i = 0; i + 5 <= proto.len; i++)
			if(memcmp(proto.s + i, "/SAVP", 5) == 0)
				return 1;
	}
	return 0;
}

/* an m= line of RTP, or of data channels, that is not refused */
static int is_stream(str line, str *media)
{
	str port, proto;

	*media = jingle_sdp_word(&line);
	port = jingle_sdp_word(&line);
	proto = jingle_sdp_word(&line);
	return !jingle_str_is(&port, JINGLE_LIT("0"))
		   && jingle_sdp_word(&line).len > 0
		   && (is_rtp(&proto) || is_data(media, &proto));
}

int jingle_sdp_keeps_stream(const jingle_ctx_t *ctx, const str *sdp)
{
	str rest = *sdp, line, media;
	int i = 0;

	while(rest.len > 0 && i < ctx->slots) {
		line = jingle_sdp_cut(&rest, '\n');
		if(line.len < 2 || memcmp(line.s, "m=", 2) != 0)
			continue;
		line.s += 2;
		line.len -= 2;
		if(is_stream(line, &media) && ctx->slot[i].state == JINGLE_SLOT_ACTIVE
				&& jingle_str_eq(&media, &ctx->slot[i].media))
			return 1;
		i++;
	}
	return 0;
}
