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
 * (at your option) any later version.
 *
 * In addition, as a special exception, permission is granted to link this
 * code with the OpenSSL library and to distribute the combination.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 */

/*!
 * \file
 * \brief jingle :: SDP of the SIP side: stanzas and contents of them
 *
 * PURE.
 */

#include "jingle_map_out.h"

jingle_session_t *jingle_out_stanza(jingle_out_t *o, jingle_action_t action)
{
	jingle_session_t *s = jingle_map_new(o->t, sizeof(*s));

	if(s == NULL)
		return NULL;
	s->action = action;
	jingle_list_add(&o->out->list, s);
	return s;
}

jingle_content_t *jingle_out_content(
		jingle_out_t *o, jingle_session_t *s, const jingle_slot_t *slot)
{
	jingle_content_t *c = jingle_map_new(o->t, sizeof(*c));

	if(c == NULL)
		return NULL;
	c->name = slot->name;
	c->creator = slot->creator;
	c->senders = JINGLE_SENDERS_ABSENT;
	jingle_list_add(&s->contents, c);
	return c;
}

int jingle_out_rejection(
		jingle_out_t *o, jingle_session_t *s, const jingle_slot_t *slot)
{
	jingle_content_t *c = jingle_out_content(o, s, slot);

	if(c == NULL)
		return -1;
	c->senders = (jingle_senders_t)slot->peer_mask;
	c->description =
			slot->data ? JINGLE_DESCRIPTION_DATA : JINGLE_DESCRIPTION_RTP;
	c->media = slot->media;
	c->transport.kind = (jingle_transport_kind_t)slot->kind;
	return 0;
}

static uint32_t codec_digest(const jingle_payload_t *p)
{
	const jingle_param_t *q;
	unsigned numbers[4];
	uint64_t h;

	numbers[0] = p->clockrate;
	numbers[1] = p->channels;
	numbers[2] = p->ptime;
	numbers[3] = p->maxptime;
	h = jingle_hash(JINGLE_HASH_START, (const char *)numbers, sizeof(numbers));
	h = jingle_hash(h, p->name.s, (size_t)p->name.len);
	for(q = p->params.first; q != NULL; q = q->next) {
		h = jingle_hash(h, q->name.s, (size_t)q->name.len);
		h = jingle_hash(h, q->value.s, (size_t)q->value.len);
	}
	return (uint32_t)h;
}

void jingle_out_codecs(jingle_out_t *o, const jingle_content_t *c, str *out)
{
	enum
	{
		WORD_MAX = 16 /* bytes: three digits, ten, colon and blank */
	};
	const jingle_payload_t *p;
	jingle_text_t b;

	jingle_str_clear(out);
	if(c->payloads.count == 0)
		return;
	jingle_text_init(&b, o->t->arena, (size_t)c->payloads.count * WORD_MAX);
	for(p = c->payloads.first; p != NULL; p = p->next) {
		jingle_text_number(&b, (unsigned)p->id);
		jingle_text_put(&b, JINGLE_LIT(":"));
		jingle_text_number(&b, codec_digest(p));
		jingle_text_put(&b, JINGLE_LIT(" "));
	}
	if(b.failed) /* the arena has it written down */
		return;
	out->s = b.s;
	out->len = (int)b.len;
}

uint64_t jingle_out_keys(const jingle_content_t *c)
{
	const jingle_fingerprint_t *f;
	uint64_t h = JINGLE_HASH_START;

	for(f = c->transport.fingerprints.first; f != NULL; f = f->next)
		h = jingle_hash(h, f->value.s, (size_t)f->value.len);
	return h;
}

uint64_t jingle_out_transport(const jingle_content_t *c)
{
	const jingle_transport_t *tp = &c->transport;
	const jingle_candidate_t *d;
	uint64_t h = jingle_out_keys(c);

	h = jingle_hash(h, tp->ufrag.s, (size_t)tp->ufrag.len);
	h = jingle_hash(h, tp->pwd.s, (size_t)tp->pwd.len);
	if(tp->ufrag.s == NULL) {
		/* hold by address says nothing about where media goes */
		if(!c->zero_address) {
			h = jingle_hash(h, tp->addr.s, (size_t)tp->addr.len);
			h = jingle_hash(h, (const char *)&tp->port, sizeof(tp->port));
		}
		return h;
	}
	for(d = tp->candidates.first; d != NULL; d = d->next) {
		h = jingle_hash(h, d->ip.s, (size_t)d->ip.len);
		h = jingle_hash(h, (const char *)&d->port, sizeof(d->port));
	}
	return h;
}

void jingle_out_remember(
		jingle_out_t *o, jingle_slot_t *slot, const jingle_content_t *c)
{
	const jingle_fingerprint_t *f = c->transport.fingerprints.first;
	int unsaid = 0;

	/* an answer can only take away: about what was not offered it says
	 * nothing (RFC 3264 section 6.1) */
	if(!o->offer)
		unsaid = slot->sip_mask & ~jingle_slot_offer(o->ctx, slot);
	slot->sip_mask = c->senders | unsaid;
	jingle_out_codecs(o, c, &slot->sip_codecs);
	/* a hold by c=0.0.0.0 does not move the media */
	if(!c->zero_address || slot->sip_transport == 0)
		slot->sip_transport = jingle_out_transport(c);
	slot->sip_ufrag = c->transport.ufrag;
	slot->sip_keys = jingle_out_keys(c);
	/* actpass decides nothing: who was the DTLS client stays it (RFC 8842
	 * section 5.5) */
	if(f != NULL && (!o->offer || f->setup != JINGLE_SETUP_ACTPASS))
		slot->sip_setup = (int)f->setup;
}

/* A phone that holds from the first on will resume: no XMPP user would answer
 * a call in which the phone is not heard until then (see tell_directions()).
 * Only that a picture will not come is of use to the peer. */
void jingle_out_agree(jingle_out_t *o, jingle_slot_t *slot, jingle_content_t *c)
{
	int senders = slot->peer_mask & slot->sip_mask;

	if(o->t->hold_by_info)
		senders |=
				slot->peer_mask
				& (jingle_str_is(&slot->media, JINGLE_LIT("video"))
										&& !jingle_quirks(o->t->peer)->no_modify
								? (int)o->ctx->peer_role
								: JINGLE_SENDERS_BOTH);
	slot->senders = senders;
	c->senders = (jingle_senders_t)senders;
}

int jingle_out_rejected(jingle_out_t *o, const str *name)
{
	jingle_param_t *p = jingle_map_new(o->t, sizeof(*p));

	if(p == NULL)
		return -1;
	p->name = *name;
	jingle_list_add(&o->out->rejected, p);
	return 0;
}
