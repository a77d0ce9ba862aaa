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
 * \brief jingle :: what an SDP of the SIP side means for the peer
 *
 * PURE.
 */

#include "jingle_map_groups.h"
#include "jingle_map_reserve.h"
#include "jingle_map_out.h"

/* names and directions -------------------------------------------------------- */

/* The reader takes the writer for the initiator. */
static void content_orient(jingle_out_t *o, jingle_content_t *c)
{
	jingle_party_t own = jingle_sip_role(o->ctx);
	jingle_hdrext_t *h;

	if(own == JINGLE_RESPONDER) {
		static const jingle_senders_t flipped[] = {JINGLE_SENDERS_NONE,
				JINGLE_SENDERS_RESPONDER, JINGLE_SENDERS_INITIATOR,
				JINGLE_SENDERS_BOTH};
		c->senders = flipped[c->senders & JINGLE_SENDERS_BOTH];
		for(h = c->hdrexts.first; h != NULL; h = h->next)
			h->senders = flipped[h->senders & JINGLE_SENDERS_BOTH];
	}
	if(c->zero_address) /* old hold: the peer must not send */
		c->senders = (jingle_senders_t)(c->senders & (int)own);
}

int jingle_out_groups(jingle_out_t *o, jingle_session_t *s)
{
	if(jingle_groups_unpack(o->t, o->ctx, &o->ctx->sip_groups, &s->groups) < 0)
		return -1;
	return jingle_groups_bundle(o->t, o->ctx, o->offer, s);
}

/* Groups of the SDP name mids, that is what the reader named contents. */
static int remember_groups(jingle_out_t *o)
{
	jingle_group_t *g;
	jingle_param_t *p;
	jingle_content_t *c;
	jingle_text_t b;

	jingle_str_clear(&o->ctx->sip_groups);
	if(o->s->groups.count == 0)
		return 0;
	jingle_text_init(&b, o->t->arena, 128);
	for(g = o->s->groups.first; g != NULL; g = g->next) {
		jingle_text_put(&b, g->semantics.s, (size_t)g->semantics.len);
		for(p = g->names.first; p != NULL; p = p->next) {
			for(c = o->s->contents.first; c != NULL; c = c->next)
				if(c->mid.s && jingle_str_eq(&c->mid, &p->name) && !c->rejected)
					break;
			if(c == NULL)
				continue;
			jingle_text_put(&b, JINGLE_LIT(" "));
			jingle_text_put(&b, p->name.s, (size_t)p->name.len);
		}
		jingle_text_put(&b, JINGLE_LIT("\n"));
	}
	if(b.failed)
		return jingle_map_memory(o->t);
	o->ctx->sip_groups.s = b.s;
	o->ctx->sip_groups.len = (int)b.len;
	return 0;
}

static void slot_of_line(
		jingle_out_t *o, jingle_slot_t *slot, const jingle_content_t *c)
{
	slot->creator = jingle_sip_role(o->ctx);
	slot->by_sip = 1;
	slot->mid = c->mid;
	slot->media = c->media;
	slot->proto = c->proto;
	slot->formats = c->formats;
	slot->data = c->description == JINGLE_DESCRIPTION_DATA;
	slot->bundle_only = c->bundle_only;
}

static int session_initiate(jingle_out_t *o)
{
	jingle_session_t *s;
	jingle_slot_t *slot;
	jingle_content_t *c;
	int i;

	if(o->contents > JINGLE_CTX_SLOTS)
		return jingle_map_limit(o->t, "m= lines", JINGLE_CTX_SLOTS);
	s = jingle_out_stanza(o, JINGLE_SESSION_INITIATE);
	if(s == NULL || remember_groups(o) < 0)
		return -1;
	o->ctx->slots = o->contents;
	for(i = 0; i < o->contents; i++) {
		slot = &o->ctx->slot[i];
		c = o->content[i];
		memset(slot, 0, sizeof(*slot));
		slot_of_line(o, slot, c);
		if(jingle_out_name(o, slot, c) < 0)
			return -1;
		c->name = slot->name;
		slot->peer_mask = JINGLE_SENDERS_BOTH;
		if(c->rejected || c->description == JINGLE_DESCRIPTION_UNKNOWN
				|| (c->description == JINGLE_DESCRIPTION_RTP
						&& c->payloads.count == 0)) {
			if(!c->rejected)
				jingle_map_warn(o->t, &c->name, "media",
						"no counterpart in Jingle, refused");
			if(jingle_out_rejected(o, &c->name) < 0)
				return -1;
			continue;
		}
		if(jingle_out_prepare(o, slot, c) < 0)
			return -1;
		slot->state = JINGLE_SLOT_OFFERED;
		slot->kind = c->transport.kind;
		jingle_out_remember(o, slot, c);
		jingle_out_agree(o, slot, c);
		c->next = NULL;
		c->creator = slot->creator;
		jingle_list_add(&s->contents, c);
	}
	if(s->contents.count == 0)
		return jingle_map_fail(o->t, JINGLE_FAULT_UNSUPPORTED,
				JINGLE_REASON_UNSUPPORTED_APPLICATIONS, 488,
				"no m= line has a counterpart in Jingle (XEP-0167 §6)");
	o->ctx->state = JINGLE_CTX_SIP_OFFERED;
	return jingle_out_groups(o, s);
}

static int session_terminate(
		jingle_out_t *o, jingle_reason_t reason, const char *app)
{
	jingle_session_t *s;

	memset(&o->out->list, 0, sizeof(o->out->list));
	s = jingle_out_stanza(o, JINGLE_SESSION_TERMINATE);
	if(s == NULL)
		return -1;
	s->reason = reason;
	if(app)
		jingle_str_set(&s->reason_app, app);
	o->out->terminate = 1;
	return 0;
}

static int accept_line(jingle_out_t *o, jingle_session_t *s,
		jingle_slot_t *slot, jingle_content_t *c)
{
	c->name = slot->name;
	c->creator = slot->creator;
	if(jingle_out_prepare(o, slot, c) < 0
			|| jingle_slot_agree(o->t, o->ctx, slot, c) < 0)
		return -1;
	jingle_out_remember(o, slot, c);
	slot->state = JINGLE_SLOT_ACTIVE;
	jingle_out_agree(o, slot, c);
	c->next = NULL;
	jingle_list_add(&s->contents, c);
	return 0;
}

/* Some programs take an accept only in the order of their session-initiate. */
static void accept_order(jingle_out_t *o, jingle_session_t *s)
{
	jingle_content_t *of[JINGLE_CTX_SLOTS + 1] = {NULL}, *c;
	int i;

	for(c = s->contents.first; c != NULL; c = c->next) {
		for(i = 0; i < o->ctx->slots; i++)
			if(o->ctx->slot[i].place > 0
					&& jingle_str_eq(&o->ctx->slot[i].name, &c->name))
				break;
		if(i == o->ctx->slots || of[o->ctx->slot[i].place] != NULL)
			return; /* the lines have it, too; or the names are no names */
		of[o->ctx->slot[i].place] = c;
	}
	memset(&s->contents, 0, sizeof(s->contents));
	for(i = 1; i <= JINGLE_CTX_SLOTS; i++)
		if(of[i] != NULL) {
			of[i]->next = NULL;
			jingle_list_add(&s->contents, of[i]);
		}
}

static int session_accept(jingle_out_t *o)
{
	jingle_session_t *s = jingle_map_new(o->t, sizeof(*s));
	jingle_slot_t *slot;
	jingle_content_t *c;
	int i, apart;

	if(s == NULL)
		return -1;
	s->action = JINGLE_SESSION_ACCEPT;
	if(o->contents != o->ctx->slots)
		jingle_map_warn(o->t, NULL, "media",
				"answer and offer differ in m= lines (RFC 3264 §6)");
	for(i = 0; i < o->ctx->slots; i++) {
		slot = &o->ctx->slot[i];
		if(slot->state == JINGLE_SLOT_FREE) /* of a stand-in alone */
			continue;
		c = i < o->contents ? o->content[i] : NULL;
		apart = !jingle_out_refused(c) && jingle_out_apart(o, i);
		if(jingle_out_refused(c) || apart) {
			o->out->surplus |= apart;
			if(jingle_out_refuse(o, s, slot) < 0)
				return -1;
			continue;
		}
		if(slot->crypto_required && c->cryptos.count == 0)
			return session_terminate(
					o, JINGLE_REASON_SECURITY_ERROR, "crypto-required");
		if(accept_line(o, s, slot, c) < 0)
			return -1;
	}
	if(jingle_slot_count(o->ctx, JINGLE_SLOT_ACTIVE) == 0)
		return session_terminate(
				o, JINGLE_REASON_INCOMPATIBLE_PARAMETERS, NULL);
	o->ctx->state = JINGLE_CTX_ACTIVE;
	jingle_slots_responded(o->ctx);
	if(remember_groups(o) < 0 || jingle_out_groups(o, s) < 0
			|| jingle_groups_join(o->t, o->ctx, s) < 0)
		return -1;
	accept_order(o, s);
	jingle_out_lend(s);
	jingle_out_reverse(o, s);
	jingle_list_add(&o->out->list, s);
	return 0;
}

/* trickle --------------------------------------------------------------- */

static jingle_slot_t *slot_of_fragment(
		jingle_out_t *o, const jingle_content_t *c, int index)
{
	int i;

	for(i = 0; i < o->ctx->slots && c->mid.s; i++)
		if(o->ctx->slot[i].mid.s
				&& jingle_str_eq(&o->ctx->slot[i].mid, &c->mid))
			return &o->ctx->slot[i];
	return index < o->ctx->slots && c->mid.s == NULL ? &o->ctx->slot[index]
													 : NULL;
}

/* A content as SIP's fragment says it, for a slot that may be unknown. */
static int content_trickled(
		jingle_out_t *o, jingle_slot_t *slot, jingle_content_t *c)
{
	jingle_slot_t none;

	if(slot == NULL) {
		memset(&none, 0, sizeof(none));
		none.creator = JINGLE_INITIATOR;
		none.name = c->name;
		slot = &none;
	}
	c->transport.kind = slot->kind == JINGLE_TRANSPORT_ICE
								? JINGLE_TRANSPORT_ICE
								: JINGLE_TRANSPORT_ICE_UDP;
	memset(&c->transport.fingerprints, 0, sizeof(c->transport.fingerprints));
	jingle_out_generation(c, slot->sip_generation);
	return jingle_out_info(o, slot, c, 0);
}

static int fragment_send(jingle_out_t *o)
{
	jingle_slot_t *slot;
	jingle_content_t *c;
	int i;

	for(i = 0; i < o->contents; i++) {
		c = o->content[i];
		slot = slot_of_fragment(o, c, i);
		if((slot == NULL && o->ctx->state != JINGLE_CTX_NEW)
				|| c->transport.ufrag.s == NULL || c->transport.pwd.s == NULL)
			continue;
		if(content_trickled(o, slot, c) < 0)
			return -1;
	}
	if(o->out->list.count == 0)
		return jingle_map_bad(o->t, "fragment has no m= line of the session "
									"with ICE credentials (RFC 8840 §9)");
	return 0;
}

/* entry ------------------------------------------------------------------- */

static int read_body(jingle_out_t *o, const str *sdp, jingle_body_t kind)
{
	jingle_content_t *c;

	if(jingle_sdp_read(o->t, sdp, kind == JINGLE_BODY_FRAGMENT, &o->s) < 0)
		return -1;
	for(c = o->s->contents.first; c != NULL; c = c->next) {
		if(o->contents == JINGLE_CTX_SLOTS)
			return jingle_map_limit(o->t, "m= lines", JINGLE_CTX_SLOTS);
		content_orient(o, c);
		jingle_content_unreserve(c);
		o->content[o->contents++] = c;
	}
	return 0;
}

static int body_dispatch(jingle_out_t *o, jingle_body_t kind)
{
	jingle_ctx_t *ctx = o->ctx;

	if(kind == JINGLE_BODY_FRAGMENT)
		return fragment_send(o);
	o->same_version = ctx->sip_origin.s && o->s->origin.s
					  && jingle_str_eq(&ctx->sip_origin, &o->s->origin);
	ctx->sip_origin = o->s->origin;
	if(kind == JINGLE_BODY_OFFER && ctx->state == JINGLE_CTX_NEW
			&& ctx->peer_role == JINGLE_RESPONDER)
		return session_initiate(o);
	if(kind == JINGLE_BODY_ANSWER && ctx->state == JINGLE_CTX_PEER_OFFERED)
		return session_accept(o);
	if(ctx->state != JINGLE_CTX_ACTIVE
			|| (kind == JINGLE_BODY_OFFER
					&& ctx->pending != JINGLE_PENDING_NONE)
			|| (kind == JINGLE_BODY_ANSWER
					&& ctx->pending == JINGLE_PENDING_PEER_ANSWER))
		return jingle_map_fail(o->t, JINGLE_FAULT_STATE,
				JINGLE_REASON_GENERAL_ERROR, 491,
				"SDP %s does not fit the state of the session (RFC 3264 §4)",
				kind == JINGLE_BODY_OFFER ? "offer" : "answer");
	if(kind == JINGLE_BODY_ANSWER)
		return jingle_out_decide(o);
	if(jingle_out_difference(o) < 0)
		return -1;
	/* RFC 3264 section 8: a body that changed has another version. JsSIP and
	 * others forget it, so what counts is what the body says. */
	if(o->same_version && !o->out->same)
		jingle_map_warn(o->t, NULL, "origin",
				"changed with the version of before (RFC 3264 §8)");
	return 0;
}

/* RFC 3264 section 6: a line of an answer is of the offer's kind. One that is
 * not, such as a fax for a voice, is no answer to it. */
static int refuse_other_kinds(jingle_out_t *o)
{
	jingle_slot_t *slot;
	jingle_content_t *c;
	int i, others = 0, live = 0;

	for(i = 0; i < o->contents && i < o->ctx->slots; i++) {
		slot = &o->ctx->slot[i];
		c = o->content[i];
		if(jingle_out_refused(c))
			continue;
		if(slot->media.len <= 0 || jingle_str_eq(&c->media, &slot->media)) {
			live++;
			continue;
		}
		jingle_map_warn(o->t, &slot->name, "media",
				"the answer is of another kind (RFC 3264 §6)");
		c->rejected = 1;
		others++;
	}
	if(others > 0 && live == 0 && o->ctx->state == JINGLE_CTX_ACTIVE)
		return jingle_map_bad(
				o->t, "answer of other kinds than the offer (RFC 3264 §6)");
	return 0;
}

int jingle_from_sdp(jingle_map_t *t, jingle_ctx_t *ctx, const str *sdp,
		jingle_body_t kind, jingle_stanzas_t *out)
{
	jingle_out_t o;

	memset(out, 0, sizeof(*out));
	memset(&o, 0, sizeof(o));
	o.t = t;
	o.ctx = ctx;
	o.out = out;
	o.offer = kind == JINGLE_BODY_OFFER;
	if(read_body(&o, sdp, kind) < 0)
		return -1;
	if(!o.offer && refuse_other_kinds(&o) < 0)
		return -1;
	if(body_dispatch(&o, kind) < 0)
		return -1;
	return t->arena->failed ? jingle_map_memory(t) : 0;
}

/* the peer's transport-replace; its old transport is what counts on */
static int refuse_transports(jingle_out_t *o)
{
	jingle_session_t *s;
	int i;

	for(i = 0; i < o->ctx->slots; i++) {
		jingle_slot_t *slot = &o->ctx->slot[i];
		if(!slot->replacing)
			continue;
		slot->replacing = 0;
		slot->kind = slot->replaced_kind;
		slot->peer = slot->replaced;
		jingle_str_clear(&slot->replaced);
		s = jingle_out_stanza(o, JINGLE_TRANSPORT_REJECT);
		if(s == NULL || jingle_out_content(o, s, slot) == NULL)
			return -1;
		s->reason = JINGLE_REASON_FAILED_TRANSPORT;
	}
	return 0;
}

/* XEP-0166 section 7.2.3: a direction that cannot be is answered by a contrary
 * content-modify. That the peer sends no more SIP cannot refuse. */
static int is_contrary(
		const jingle_out_t *o, const jingle_slot_t *slot, int senders)
{
	return !o->t->hold_by_info
		   || ((senders ^ slot->senders) & (int)jingle_sip_role(o->ctx));
}

static int refuse_directions(jingle_out_t *o)
{
	jingle_session_t *s = NULL;
	jingle_content_t *c;
	int i, senders;

	for(i = 0; i < o->ctx->slots; i++) {
		jingle_slot_t *slot = &o->ctx->slot[i];
		if(slot->state != JINGLE_SLOT_ACTIVE
				|| slot->peer_mask == slot->responded)
			continue;
		slot->peer_mask = slot->responded;
		senders = slot->peer_mask & slot->sip_mask;
		if(!is_contrary(o, slot, senders))
			continue;
		slot->senders = senders;
		if(s == NULL)
			s = jingle_out_stanza(o, JINGLE_CONTENT_MODIFY);
		c = s ? jingle_out_content(o, s, slot) : NULL;
		if(c == NULL)
			return -1;
		c->senders = (jingle_senders_t)senders;
	}
	return 0;
}

/* what the peer has added in the offer that was refused */
static int refuse_added(jingle_out_t *o, jingle_reason_t reason)
{
	jingle_session_t *s = NULL;
	int i;

	for(i = 0; i < o->ctx->slots; i++) {
		jingle_slot_t *slot = &o->ctx->slot[i];
		if(slot->state != JINGLE_SLOT_OFFERED || slot->by_sip)
			continue;
		if(s == NULL)
			s = jingle_out_stanza(o, JINGLE_CONTENT_REJECT);
		if(s == NULL || jingle_out_rejection(o, s, slot) < 0
				|| jingle_out_rejected(o, &slot->name) < 0)
			return -1;
		s->reason = reason;
		slot->state = JINGLE_SLOT_FREE;
		jingle_str_clear(&slot->peer);
	}
	jingle_slots_cut(o->ctx);
	return 0;
}

int jingle_from_refusal(jingle_map_t *t, jingle_ctx_t *ctx,
		jingle_reason_t reason, jingle_stanzas_t *out)
{
	jingle_out_t o;

	memset(out, 0, sizeof(*out));
	memset(&o, 0, sizeof(o));
	o.t = t;
	o.ctx = ctx;
	o.out = out;
	ctx->pending = JINGLE_PENDING_NONE;
	/* a phone that asks for the same again gets it asked again */
	ctx->sdp_digest = 0;
	if(refuse_added(&o, reason) < 0 || refuse_transports(&o) < 0)
		return -1;
	/* what came with those was not meant: it is offered again without */
	return out->list.count > 0 ? 0 : refuse_directions(&o);
}
