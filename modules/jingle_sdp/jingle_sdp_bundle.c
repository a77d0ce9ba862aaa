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
 * \brief jingle :: the reader of SDP: what m= sections are to each other
 *
 * Transport that one has for a whole bundle, names that no other one has,
 * streams that are refused while the others continue.
 *
 * PURE.
 */

#include "jingle_sdp_reader.h"

enum
{
	DISCARD_PORT = 9 /* of who has candidates, or will have */
};

static int copy_candidates(
		jingle_map_t *t, jingle_transport_t *to, const jingle_transport_t *from)
{
	const jingle_candidate_t *d;
	jingle_candidate_t *copy;

	for(d = from->candidates.first; d != NULL; d = d->next) {
		copy = jingle_map_new(t, sizeof(*copy));
		if(copy == NULL)
			return -1;
		*copy = *d;
		copy->next = NULL;
		jingle_list_add(&to->candidates, copy);
	}
	return 0;
}

static int copy_fingerprints(
		jingle_map_t *t, jingle_transport_t *to, const jingle_transport_t *from)
{
	const jingle_fingerprint_t *f;
	jingle_fingerprint_t *copy;

	if(to->fingerprints.count)
		return 0;
	for(f = from->fingerprints.first; f != NULL; f = f->next) {
		copy = jingle_map_new(t, sizeof(*copy));
		if(copy == NULL)
			return -1;
		*copy = *f;
		copy->next = NULL;
		jingle_list_add(&to->fingerprints, copy);
	}
	return 0;
}

/* Has the stream no transport of its own, but that of the first one? Chromium
 * writes the same keys into all that it would like to bundle; what cannot be
 * reached elsewhere has no candidates. Keys of the session are one text. */
static int is_bundled(const jingle_transport_t *from, const jingle_content_t *c)
{
	const jingle_transport_t *own = &c->transport;

	if(c->bundle_only)
		return 1;
	if(own->port == from->port && own->port != DISCARD_PORT
			&& jingle_str_eq(&own->addr, &from->addr))
		return 1;
	if(from->ufrag.s == NULL || own->ufrag.s == from->ufrag.s)
		return 0;
	if(own->ufrag.s == NULL)
		return 1;
	return from->candidates.count > 0 && own->candidates.count == 0
		   && jingle_str_eq(&own->ufrag, &from->ufrag)
		   && jingle_str_eq(&own->pwd, &from->pwd);
}

/* What is said once for all, in the section of the first mid (RFC 9143
 * section 7.1.3), must stand in every content. */
static int share_transport(
		jingle_map_t *t, const jingle_content_t *tagged, jingle_content_t *c)
{
	jingle_transport_t *to = &c->transport;
	const jingle_transport_t *from = &tagged->transport;

	if(c->rejected)
		return 0;
	c->bundled = is_bundled(from, c);
	if(to->ufrag.s != NULL)
		return 0;
	if(c->bundle_only) {
		to->addr = from->addr;
		to->ipv6 = from->ipv6;
		to->port = from->port;
		to->rtcp_addr = from->rtcp_addr;
		to->rtcp_port = from->rtcp_port;
	}
	if(from->kind != JINGLE_TRANSPORT_ICE_UDP)
		return 0;
	to->kind = from->kind;
	to->ufrag = from->ufrag;
	to->pwd = from->pwd;
	to->trickle = from->trickle;
	to->renomination = from->renomination;
	to->ice2 = from->ice2;
	to->complete = from->complete;
	c->zero_address = 0;
	if(copy_fingerprints(t, to, from) < 0)
		return -1;
	return to->candidates.count ? 0 : copy_candidates(t, to, from);
}

static jingle_content_t *content_of_mid(
		const jingle_session_t *s, const str *mid)
{
	jingle_content_t *c;

	for(c = s->contents.first; c != NULL; c = c->next)
		if(c->mid.s != NULL && jingle_str_eq(&c->mid, mid))
			return c;
	return NULL;
}

int jingle_sdp_share_bundles(jingle_map_t *t, jingle_session_t *s)
{
	const jingle_group_t *g;
	const jingle_param_t *n;
	jingle_content_t *tagged, *c;

	for(g = s->groups.first; g != NULL; g = g->next) {
		if(!jingle_str_is(&g->semantics, JINGLE_LIT("BUNDLE")))
			continue;
		tagged = NULL;
		for(n = g->names.first; n != NULL; n = n->next) {
			c = content_of_mid(s, &n->name);
			if(c == NULL)
				continue;
			if(tagged == NULL)
				tagged = c;
			else if(share_transport(t, tagged, c) < 0)
				return -1;
		}
	}
	return 0;
}


/* What is left of a stream that is refused: its m= line, and a name. */
static void content_refuse(jingle_content_t *c)
{
	jingle_content_t all = *c;

	memset(c, 0, sizeof(*c));
	c->next = all.next;
	c->media = c->name = all.media;
	c->proto = all.proto;
	c->formats = all.formats;
	c->creator = all.creator;
	c->senders = JINGLE_SENDERS_BOTH;
	c->description = JINGLE_DESCRIPTION_UNKNOWN;
	c->rejected = 1;
}

static void note_error(jingle_sdp_reader_t *r, const jingle_content_t *c)
{
	size_t len = strlen(r->t->error.text);
	char *why = jingle_arena_text(r->t->arena, len + 1);

	if(why == NULL)
		return;
	memcpy(why, r->t->error.text, len + 1);
	jingle_map_warn(r->t, &c->media, "media", why);
}

int jingle_sdp_section_odd(jingle_sdp_reader_t *r)
{
	jingle_fault_t fault = r->t->error.fault;

	if(r->t->strict || r->fragment || r->c == &r->session
			|| (fault != JINGLE_FAULT_BAD && fault != JINGLE_FAULT_UNSUPPORTED))
		return -1;
	note_error(r, r->c);
	if(r->error.fault == JINGLE_FAULT_NONE)
		r->error = r->t->error;
	memset(&r->t->error, 0, sizeof(r->t->error));
	content_refuse(r->c);
	r->skip = 1;
	return 0;
}

/* Of sections with the same mid the first live one has it. */
static int mid_is_taken(const jingle_session_t *s, const jingle_content_t *c)
{
	const jingle_content_t *o;
	int before = 1;

	for(o = s->contents.first; o != NULL; o = o->next) {
		if(o == c)
			before = 0;
		else if(o->mid.s == NULL || !jingle_str_eq(&o->mid, &c->mid))
			continue;
		else if(before ? c->rejected || !o->rejected
					   : c->rejected && !o->rejected)
			return 1;
	}
	return 0;
}

/* A refused stream needs no mid; a live one cannot be told from the other. */
static int assign_mids(jingle_sdp_reader_t *r)
{
	jingle_content_t *c;

	for(c = r->s->contents.first; c != NULL; c = c->next) {
		if(c->mid.s == NULL || !mid_is_taken(r->s, c))
			continue;
		if(!c->rejected || r->t->strict) {
			jingle_map_bad(r->t,
					"two m= sections with mid '%.*s' (RFC 5888 §4)",
					c->mid.len > 64 ? 64 : c->mid.len, c->mid.s);
			r->c = c;
			if(jingle_sdp_section_odd(r) < 0)
				return -1;
		}
		jingle_str_clear(&c->mid);
		c->name = c->media;
	}
	return 0;
}

/* Is the name taken by a section with that mid, or by one before? */
static int name_is_taken(
		const jingle_session_t *s, const jingle_content_t *c, const str *name)
{
	const jingle_content_t *o;
	int before = 1;

	for(o = s->contents.first; o != NULL; o = o->next) {
		if(o == c)
			before = 0;
		else if((before || o->mid.s != NULL) && jingle_str_eq(&o->name, name))
			return 1;
	}
	return 0;
}

/* Names for sections without a=mid: the media type, or it and the index. */
static int name_contents(jingle_sdp_reader_t *r)
{
	jingle_content_t *c;
	jingle_text_t b;
	int index = 0;

	for(c = r->s->contents.first; c != NULL; c = c->next, index++) {
		if(c->mid.s != NULL || !name_is_taken(r->s, c, &c->name))
			continue;
		jingle_text_init(&b, r->t->arena, (size_t)c->media.len + 24);
		jingle_text_put(&b, c->media.s, (size_t)c->media.len);
		jingle_text_put(&b, JINGLE_LIT("-"));
		jingle_text_number(&b, (unsigned)index);
		if(b.failed)
			return jingle_map_memory(r->t);
		c->name.s = b.s;
		c->name.len = (int)b.len;
	}
	return 0;
}

/* Of a body whose streams are all refused by its writer, the caller decides. */
static int check_left(jingle_sdp_reader_t *r)
{
	const jingle_content_t *c;

	if(r->error.fault == JINGLE_FAULT_NONE)
		return 0;
	for(c = r->s->contents.first; c != NULL; c = c->next)
		if(!c->rejected)
			return 0;
	r->t->error = r->error;
	return -1;
}

int jingle_sdp_finish(jingle_sdp_reader_t *r)
{
	if(assign_mids(r) < 0 || name_contents(r) < 0)
		return -1;
	return check_left(r);
}
