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
 * \brief jingle :: a phone's offer, where the peer numbers its codecs otherwise
 *
 * PURE. It is answered in its own numbers (RFC 3264 sections 6.1 and 8.3.2),
 * while the peer keeps those that it knows, or answers with others than it was
 * offered (6.1: it should not). rtpengine puts one into the other,
 * but drops what an answer numbers otherwise than any format of the offer: so
 * the offer that it sees has the peer's numbers, too, as formats of no codec.
 * Where codecs are added to the offer it drops those that it does not know: they
 * are of one then that it knows, and no phone has.
 */

#include "jingle_sdp_reader.h"
#include "jingle_map_reserve.h"
#include "jingle_map_section.h"

#define RESERVED "x-reserved"
#define RESERVED_KNOWN "PCM-S16LE"

enum
{
	FIRST_DYNAMIC = 96 /* RFC 3551 section 6 */
};

typedef struct reserve
{
	jingle_map_t *t;
	jingle_text_t b;
	const jingle_content_t *c;	  /* of the m= line that we are behind */
	const jingle_content_t *seen; /* the same as the peer was offered it */
	const jingle_content_t *peer; /* what it is to the peer, or NULL */
	int lines;					  /* m= lines so far */
	int reserved;
} reserve_t;

static int has_number(const jingle_content_t *c, int id)
{
	const jingle_payload_t *p = c->payloads.first;

	while(p != NULL && p->id != id)
		p = p->next;
	return p != NULL;
}

static unsigned channels_of(const jingle_payload_t *p)
{
	return p->channels ? p->channels : 1;
}

static int has_codec(const jingle_content_t *c, const jingle_payload_t *like)
{
	const jingle_payload_t *p;

	for(p = c->payloads.first; p != NULL; p = p->next)
		if(p->name.s != NULL && like->name.s != NULL
				&& jingle_str_caseeq(&p->name, &like->name)
				&& p->clockrate == like->clockrate
				&& channels_of(p) == channels_of(like))
			return 1;
	return 0;
}

/* Does the offer have the codec under other numbers only? */
static int is_renumbered(const reserve_t *r, const jingle_payload_t *p)
{
	return p->id >= FIRST_DYNAMIC && !has_number(r->c, p->id)
		   && !has_number(r->seen, p->id) && has_codec(r->seen, p);
}

static void put_numbers(reserve_t *r)
{
	const jingle_payload_t *p;

	for(p = r->peer != NULL ? r->peer->payloads.first : NULL; p != NULL;
			p = p->next) {
		if(!is_renumbered(r, p))
			continue;
		jingle_text_put(&r->b, JINGLE_LIT(" "));
		jingle_text_number(&r->b, (unsigned)p->id);
		r->reserved++;
	}
	jingle_text_put(&r->b, JINGLE_LIT("\r\n"));
}

static int is_voice(const jingle_payload_t *p)
{
	return !jingle_payload_is(p, "telephone-event")
		   && !jingle_payload_is(p, "CN") && !jingle_payload_is(p, "red");
}

/* Codecs are added to the first offer, and where the phone's is none of the
 * peer's. */
static const char *reserved_name(const reserve_t *r)
{
	const jingle_payload_t *p = r->c->payloads.first;

	while(p != NULL && !is_voice(p))
		p = p->next;
	return r->seen == r->c && p != NULL && has_codec(r->peer, p)
				   ? RESERVED
				   : RESERVED_KNOWN;
}

/* at the end of a section */
static void put_maps(reserve_t *r)
{
	const jingle_payload_t *p;
	const char *name;

	for(p = r->peer != NULL ? r->peer->payloads.first : NULL; p != NULL;
			p = p->next) {
		if(!is_renumbered(r, p))
			continue;
		jingle_text_put(&r->b, JINGLE_LIT("a=rtpmap:"));
		jingle_text_number(&r->b, (unsigned)p->id);
		name = reserved_name(r);
		jingle_text_put(&r->b, JINGLE_LIT(" "));
		jingle_text_put(&r->b, name, strlen(name));
		jingle_text_put(&r->b, JINGLE_LIT("/"));
		jingle_text_number(&r->b, p->clockrate);
		jingle_text_put(&r->b, JINGLE_LIT("\r\n"));
	}
}

static const jingle_content_t *next_of(
		const jingle_content_t *c, const jingle_session_t *s)
{
	return c == NULL ? s->contents.first : c->next;
}

static int next_section(reserve_t *r, const jingle_session_t *s,
		const jingle_session_t *seen, const jingle_ctx_t *ctx)
{
	const jingle_slot_t *slot;

	r->c = next_of(r->c, s);
	r->seen = next_of(r->seen, seen);
	r->peer = NULL;
	slot = r->lines < ctx->slots ? &ctx->slot[r->lines] : NULL;
	r->lines++;
	if(slot == NULL || slot->state != JINGLE_SLOT_ACTIVE || slot->data
			|| slot->peer.s == NULL || r->c->rejected || r->seen == NULL
			|| r->c->description != JINGLE_DESCRIPTION_RTP)
		return 0;
	r->peer = jingle_slot_content(r->t, slot);
	return r->peer != NULL ? 0 : -1;
}

int jingle_sdp_reserve(jingle_map_t *t, const jingle_ctx_t *ctx, const str *sdp,
		const str *offered, str *out)
{
	str rest = *sdp, line;
	jingle_session_t *s, *seen;
	reserve_t r;

	*out = *sdp;
	if(jingle_sdp_read(t, sdp, 0, &s) < 0)
		return -1;
	seen = s;
	if(offered != NULL && jingle_sdp_read(t, offered, 0, &seen) < 0)
		return -1;
	memset(&r, 0, sizeof(r));
	r.t = t;
	jingle_text_init(&r.b, t->arena, (size_t)sdp->len + 256);
	while(rest.len > 0) {
		line = jingle_sdp_cut(&rest, '\n');
		if(line.len > 0 && line.s[line.len - 1] == '\r')
			line.len--;
		if(line.len > 1 && line.s[0] == 'm') {
			put_maps(&r);
			if(next_section(&r, s, seen, ctx) < 0)
				return -1;
			jingle_text_put(&r.b, line.s, (size_t)line.len);
			put_numbers(&r);
			continue;
		}
		jingle_text_put(&r.b, line.s, (size_t)line.len);
		jingle_text_put(&r.b, JINGLE_LIT("\r\n"));
	}
	put_maps(&r);
	if(r.b.failed)
		return jingle_map_memory(t);
	if(r.reserved == 0)
		return 0;
	out->s = r.b.s;
	out->len = (int)r.b.len;
	return 0;
}

void jingle_content_unreserve(jingle_content_t *c)
{
	jingle_payload_t *p = c->payloads.first, *next;

	memset(&c->payloads, 0, sizeof(c->payloads));
	for(; p != NULL; p = next) {
		next = p->next;
		p->next = NULL;
		if(!jingle_payload_is(p, RESERVED)
				&& !jingle_payload_is(p, RESERVED_KNOWN))
			jingle_list_add(&c->payloads, p);
	}
}
