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
 * \brief jingle :: m= lines of a session, kept from stanza to stanza
 *
 * PURE.
 */

#include "jingle_map_groups.h"
#include "jingle_map_section.h"
#include "jingle_map_slots.h"
#include "jingle_sdp_version.h"

jingle_party_t jingle_other(jingle_party_t p)
{
	return p == JINGLE_RESPONDER ? JINGLE_INITIATOR : JINGLE_RESPONDER;
}

jingle_party_t jingle_sip_role(const jingle_ctx_t *ctx)
{
	return jingle_other(ctx->peer_role);
}

jingle_slot_t *jingle_slot_find(
		jingle_ctx_t *ctx, const str *name, jingle_party_t creator, int alone)
{
	jingle_slot_t *by_name = NULL, *only = NULL;
	int i, live = 0;

	for(i = 0; i < ctx->slots; i++) {
		jingle_slot_t *s = &ctx->slot[i];
		if(s->state == JINGLE_SLOT_FREE && !s->asleep) {
			if(s->name.s != NULL && jingle_str_eq(&s->name, name))
				alone = 0; /* it is the one that is meant */
			continue;
		}
		live++;
		only = s;
		if(!jingle_str_eq(&s->name, name))
			continue;
		if(s->creator == creator)
			return s;
		by_name = s;
	}
	if(by_name == NULL && alone && live == 1)
		return only; /* XEP-0176's own examples change the name */
	return by_name;
}

jingle_slot_t *jingle_slot_new(
		jingle_map_t *t, jingle_ctx_t *ctx, const str *media)
{
	jingle_slot_t *s = NULL;
	int i;

	for(i = 0; i < ctx->slots && s == NULL; i++)
		if(ctx->slot[i].state == JINGLE_SLOT_FREE && !ctx->slot[i].asleep
				&& (media == NULL || jingle_str_eq(&ctx->slot[i].media, media)))
			s = &ctx->slot[i];
	if(s == NULL && ctx->slots == JINGLE_CTX_SLOTS) {
		jingle_map_limit(t, "m= lines in a session", JINGLE_CTX_SLOTS);
		return NULL;
	}
	if(s == NULL) {
		s = &ctx->slot[ctx->slots++];
		memset(s, 0, sizeof(*s));
		s->appended = 1;
	} else {
		int appended = s->appended;
		str mid = s->mid;
		memset(s, 0, sizeof(*s));
		s->appended = appended;
		/* the line of a stand-in is the same stream: both sides know it by that
		 * (RFC 5888 section 9) */
		if(media != NULL)
			s->mid = mid;
	}
	s->peer_mask = s->sip_mask = s->senders = JINGLE_SENDERS_BOTH;
	return s;
}

void jingle_slots_cut(jingle_ctx_t *ctx)
{
	const jingle_slot_t *last;

	while(ctx->slots > 0) {
		last = &ctx->slot[ctx->slots - 1];
		if(!last->appended || last->asleep || last->state != JINGLE_SLOT_FREE)
			return;
		ctx->slots--;
	}
}

void jingle_slots_agreed(jingle_ctx_t *ctx)
{
	int i;

	for(i = 0; i < ctx->slots; i++)
		ctx->slot[i].appended = 0;
}

int jingle_slot_count(const jingle_ctx_t *ctx, jingle_slot_state_t state)
{
	int i, n = 0;

	for(i = 0; i < ctx->slots; i++)
		if(ctx->slot[i].state == state)
			n++;
	return n;
}

static int mid_is_used(const jingle_ctx_t *ctx, const str *mid)
{
	int i;

	for(i = 0; i < ctx->slots; i++)
		if(ctx->slot[i].mid.s && jingle_str_eq(&ctx->slot[i].mid, mid))
			return 1;
	return 0;
}

int jingle_slot_set_mid(jingle_map_t *t, jingle_ctx_t *ctx, jingle_slot_t *s)
{
	jingle_text_t b;
	str mid;
	int n;

	if(s->mid.s != NULL)
		return 0;
	if(jingle_is_mid(&s->name) && !mid_is_used(ctx, &s->name)) {
		s->mid = s->name;
		return 0;
	}
	for(n = (int)(s - ctx->slot); n < 2 * JINGLE_CTX_SLOTS + 1; n++) {
		jingle_text_init(&b, t->arena, 8);
		jingle_text_number(&b, (unsigned)n);
		if(b.failed)
			return jingle_map_memory(t);
		mid.s = b.s;
		mid.len = (int)b.len;
		if(!mid_is_used(ctx, &mid)) {
			s->mid = mid;
			return 0;
		}
	}
	return 0;
}

static int name_cut(const str *s)
{
	return s->len > 64 ? 64 : s->len;
}

static int check_transport(jingle_map_t *t, jingle_content_t *c)
{
	jingle_transport_t *tp = &c->transport;
	const jingle_candidate_t *d;

	if(tp->kind == JINGLE_TRANSPORT_NONE)
		return jingle_map_bad(t,
				"content '%.*s': no <transport/> (XEP-0166 "
				"§7.3)",
				name_cut(&c->name), c->name.s);
	if(tp->kind == JINGLE_TRANSPORT_UNKNOWN)
		return jingle_map_fail(t, JINGLE_FAULT_UNSUPPORTED,
				JINGLE_REASON_UNSUPPORTED_TRANSPORTS, 488,
				"content '%.*s': transport '%.*s' is not known here",
				name_cut(&c->name), c->name.s, name_cut(&tp->ns),
				tp->ns.s ? tp->ns.s : "");
	if(tp->kind != JINGLE_TRANSPORT_RAW_UDP && tp->ufrag.s && tp->pwd.s)
		return 0;
	d = jingle_candidate_default(tp, 1);
	if(d == NULL)
		return jingle_map_fail(t, JINGLE_FAULT_BAD,
				JINGLE_REASON_FAILED_TRANSPORT, 488,
				"content '%.*s': transport has neither %s (%s)",
				name_cut(&c->name), c->name.s,
				tp->kind == JINGLE_TRANSPORT_RAW_UDP
						? "address nor port"
						: "ufrag and pwd nor an address",
				tp->kind == JINGLE_TRANSPORT_RAW_UDP ? "XEP-0177 §4.2"
													 : "XEP-0176 §5.3");
	if(tp->kind != JINGLE_TRANSPORT_RAW_UDP) {
		if(t->strict)
			return jingle_map_bad(t,
					"content '%.*s': candidates without ufrag "
					"and pwd (XEP-0176 §5.3)",
					name_cut(&c->name), c->name.s);
		jingle_map_warn(t, &c->name, "transport",
				"no ufrag and pwd: taken as plain RTP (XEP-0176 §5.3)");
		jingle_str_clear(&tp->ufrag);
		jingle_str_clear(&tp->pwd);
	}
	return 0;
}

int jingle_content_check(jingle_map_t *t, jingle_content_t *c)
{
	if(c->description == JINGLE_DESCRIPTION_NONE)
		return jingle_map_bad(t,
				"content '%.*s': no <description/> (XEP-0166 "
				"§7.3)",
				name_cut(&c->name), c->name.s);
	if(c->description == JINGLE_DESCRIPTION_UNKNOWN)
		return jingle_map_fail(t, JINGLE_FAULT_UNSUPPORTED,
				JINGLE_REASON_UNSUPPORTED_APPLICATIONS, 488,
				"content '%.*s': application is not RTP (XEP-0167 §6)",
				name_cut(&c->name), c->name.s);
	if(check_transport(t, c) < 0)
		return -1;
	if(c->description == JINGLE_DESCRIPTION_RTP && c->payloads.count == 0)
		return jingle_map_fail(t, JINGLE_FAULT_BAD,
				JINGLE_REASON_FAILED_APPLICATION, 488,
				"content '%.*s': no payload-type (XEP-0167 §4)",
				name_cut(&c->name), c->name.s);
	return 0;
}

/* the peer's side ------------------------------------------------------------ */

static int is_live(const jingle_slot_t *s)
{
	return s->state == JINGLE_SLOT_ACTIVE
		   || (s->state == JINGLE_SLOT_OFFERED && !s->by_sip);
}

int jingle_sdp_sees(const jingle_ctx_t *ctx)
{
	int sip = (int)jingle_sip_role(ctx), i;

	for(i = 0; i < ctx->slots && !ctx->peer_hold; i++) {
		const jingle_slot_t *s = &ctx->slot[i];

		if(s->state == JINGLE_SLOT_ACTIVE
				&& jingle_str_is(&s->media, JINGLE_LIT("video"))
				&& (s->peer_mask & s->sip_mask & sip))
			return 1;
	}
	return 0;
}

static jingle_content_t *content_refused(
		jingle_map_t *t, const jingle_slot_t *s)
{
	jingle_content_t *c = jingle_map_new(t, sizeof(*c));

	if(c == NULL)
		return NULL;
	c->media = s->media;
	c->proto = s->proto;
	c->formats = s->formats;
	c->description = JINGLE_DESCRIPTION_UNKNOWN;
	c->rejected = 1;
	return c;
}

static void content_name(jingle_content_t *c, const jingle_slot_t *s)
{
	c->next = NULL;
	c->name = s->name;
	c->mid = s->mid;
	c->creator = s->creator;
	if(s->proto.s)
		c->proto = s->proto;
}

/* the payload of a list that another names, by number or by what it is */
static jingle_payload_t *payload_find(
		const jingle_list_t *list, const jingle_payload_t *like)
{
	jingle_payload_t *p;

	for(p = list->first; p != NULL; p = p->next)
		if(p->id == like->id)
			return p;
	for(p = list->first; p != NULL; p = p->next)
		if(p->name.s && like->name.s && jingle_str_caseeq(&p->name, &like->name)
				&& p->clockrate == like->clockrate)
			return p;
	return NULL;
}

/* only what the answer names, in its order; all when it names none of them */
static int payloads_agree(
		jingle_map_t *t, jingle_content_t *c, const jingle_content_t *answer)
{
	const jingle_payload_t *a;
	jingle_payload_t *p, *copy;
	jingle_list_t kept;

	memset(&kept, 0, sizeof(kept));
	for(a = answer->payloads.first; a != NULL; a = a->next) {
		p = payload_find(&c->payloads, a);
		if(p == NULL || payload_find(&kept, p) != NULL)
			continue;
		copy = jingle_map_new(t, sizeof(*copy));
		if(copy == NULL)
			return -1;
		*copy = *p;
		copy->next = NULL;
		jingle_list_add(&kept, copy);
	}
	if(kept.count)
		c->payloads = kept;
	return 0;
}

/* the only m= section of a body */
static void section_of(const str *body, str *section)
{
	char *p = body->s, *end = body->s + body->len;

	while(p < end && *p != 'm') {
		p = memchr(p, '\n', (size_t)(end - p));
		p = p ? p + 1 : end;
	}
	section->s = p;
	section->len = (int)(end - p);
}

int jingle_slot_keep(jingle_map_t *t, const jingle_ctx_t *ctx,
		jingle_slot_t *slot, jingle_content_t *c)
{
	jingle_sdp_style_t style;
	jingle_session_t s;
	str body;

	content_name(c, slot);
	memset(&s, 0, sizeof(s));
	jingle_list_add(&s.contents, c);
	memset(&style, 0, sizeof(style));
	style.role = ctx->peer_role;
	style.offer = 1;
	if(jingle_sdp_write(t, &s, &style, &body) < 0)
		return -1;
	section_of(&body, &slot->peer);
	return 0;
}

int jingle_slot_agree(jingle_map_t *t, const jingle_ctx_t *ctx,
		jingle_slot_t *slot, const jingle_content_t *answer)
{
	jingle_content_t *c;
	int ret;

	if(slot->peer.s == NULL || slot->data)
		return 0;
	ret = jingle_section_agree(t, &slot->peer, answer);
	if(ret != 0)
		return ret < 0 ? -1 : 0;
	/* other numbers for the same codecs */
	c = jingle_slot_content(t, slot);
	if(c == NULL || payloads_agree(t, c, answer) < 0)
		return -1;
	return jingle_slot_keep(t, ctx, slot, c);
}

int jingle_slots_session(jingle_map_t *t, const jingle_ctx_t *ctx,
		jingle_content_t *const *fresh, jingle_session_t **out)
{
	jingle_session_t *s = jingle_map_new(t, sizeof(*s));
	jingle_content_t *c;
	int i;

	if(s == NULL)
		return -1;
	for(i = 0; i < ctx->slots; i++) {
		const jingle_slot_t *slot = &ctx->slot[i];
		if(!is_live(slot))
			c = content_refused(t, slot);
		else if(fresh && fresh[i])
			c = fresh[i];
		else if(slot->peer.s)
			c = jingle_slot_content(t, slot);
		else
			c = content_refused(t, slot);
		if(c == NULL)
			return -1;
		content_name(c, slot);
		jingle_list_add(&s->contents, c);
	}
	if(jingle_groups_unpack(t, ctx, &ctx->groups, &s->groups) < 0)
		return -1;
	*out = s;
	return 0;
}

int jingle_slot_offer(const jingle_ctx_t *ctx, const jingle_slot_t *s)
{
	int senders = s->peer_mask;

	/* what this side wants, whatever the other holds (RFC 6337 section 5.3) */
	if(ctx->peer_hold)
		senders &= (int)ctx->peer_role; /* <hold/>: sendonly */
	return senders;
}

/* What the peer may send and take, as the SDP says it. */
static jingle_senders_t slot_senders(
		const jingle_ctx_t *ctx, const jingle_slot_t *s, jingle_body_t kind)
{
	int senders = jingle_slot_offer(ctx, s);

	if(kind == JINGLE_BODY_ANSWER)
		senders &= s->sip_mask;
	return (jingle_senders_t)senders;
}

static void set_setup(jingle_content_t *c, const jingle_ctx_t *ctx,
		const jingle_slot_t *s, jingle_body_t kind)
{
	jingle_fingerprint_t *f;

	for(f = c->transport.fingerprints.first; f != NULL; f = f->next) {
		if(kind == JINGLE_BODY_OFFER) {
			if(ctx->state == JINGLE_CTX_ACTIVE)
				f->setup = JINGLE_SETUP_ACTPASS;
		} else if(s->sip_setup == JINGLE_SETUP_ACTIVE)
			f->setup = JINGLE_SETUP_PASSIVE;
		else if(s->sip_setup == JINGLE_SETUP_PASSIVE)
			f->setup = JINGLE_SETUP_ACTIVE;
		else if(s->peer_setup)
			f->setup = (jingle_setup_t)s->peer_setup;
	}
}

/* Keep each m= section of the body in its slot; what came early for a slot
 * that still waits for the peer stays, and so does what one that is asleep was. */
static void keep_sections(jingle_ctx_t *ctx, const str *body)
{
	const char *p = body->s, *end = body->s + body->len, *line;
	jingle_slot_t *s = NULL;
	int i = 0;

	for(; p < end; p = line) {
		line = memchr(p, '\n', (size_t)(end - p));
		line = line ? line + 1 : end;
		if(*p == 'm') {
			if(i == ctx->slots)
				return;
			s = &ctx->slot[i++];
			if((s->state != JINGLE_SLOT_OFFERED || !s->by_sip) && !s->asleep)
				jingle_str_clear(&s->peer);
			if(is_live(s)) {
				s->peer.s = (char *)p;
				s->peer.len = 0;
			} else
				s = NULL;
		}
		if(s != NULL)
			s->peer.len += (int)(line - p);
	}
}

/* Digest of a body without its o= line, which is the second. */
static uint64_t body_digest(const str *body)
{
	const char *end = body->s + body->len, *p;

	p = memchr(body->s, '\n', (size_t)body->len);
	p = p ? memchr(p + 1, '\n', (size_t)(end - p - 1)) : NULL;
	if(p == NULL)
		p = body->s;
	return jingle_hash(JINGLE_HASH_START, p, (size_t)(end - p));
}

int jingle_slots_write(jingle_map_t *t, jingle_ctx_t *ctx, jingle_session_t *s,
		jingle_body_t kind, jingle_sdp_t *out)
{
	jingle_sdp_style_t style;
	jingle_content_t *c;
	uint64_t digest;
	int i = 0;

	for(c = s->contents.first; c != NULL; c = c->next, i++) {
		c->senders = slot_senders(ctx, &ctx->slot[i], kind);
		set_setup(c, ctx, &ctx->slot[i], kind);
	}
	memset(&style, 0, sizeof(style));
	style.role = ctx->peer_role;
	style.offer = kind == JINGLE_BODY_OFFER;
	style.id = ctx->sdp_id;
	style.version = ctx->sdp_version + 1;
	if(jingle_sdp_write(t, s, &style, &out->body) < 0)
		return -1;
	digest = body_digest(&out->body);
	if(!jingle_sdp_version(&ctx->sdp_version, &ctx->sdp_digest, digest)) {
		style.version = ctx->sdp_version;
		out->same = 1;
		if(jingle_sdp_write(t, s, &style, &out->body) < 0)
			return -1;
	}
	out->kind = kind;
	keep_sections(ctx, &out->body);
	return 0;
}

int jingle_slots_emit(jingle_map_t *t, jingle_ctx_t *ctx,
		jingle_content_t *const *fresh, jingle_body_t kind, jingle_sdp_t *out)
{
	jingle_session_t *s;

	if(jingle_slots_session(t, ctx, fresh, &s) < 0)
		return -1;
	if(kind == JINGLE_BODY_ANSWER) { /* answers are not refused */
		jingle_slots_responded(ctx);
		jingle_slots_agreed(ctx);
	}
	return jingle_slots_write(t, ctx, s, kind, out);
}

void jingle_slots_responded(jingle_ctx_t *ctx)
{
	int i;

	for(i = 0; i < ctx->slots; i++)
		ctx->slot[i].responded = ctx->slot[i].peer_mask;
}
