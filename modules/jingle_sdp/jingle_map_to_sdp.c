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
 * \brief jingle :: what a stanza of the peer means for SIP
 *
 * PURE.
 */

#include "jingle_map_groups.h"
#include "jingle_map_modify.h"
#include "jingle_map_queue.h"

static int fail_state(jingle_map_modify_t *in, const char *why)
{
	return jingle_map_fail(in->t, JINGLE_FAULT_STATE,
			JINGLE_REASON_GENERAL_ERROR, 491, "%s: %s (XEP-0166 §6)",
			jingle_action_name(in->s->action), why);
}

static void slot_of_content(jingle_slot_t *slot, const jingle_content_t *c)
{
	slot->name = c->name;
	slot->media = c->media;
	slot->data = c->description == JINGLE_DESCRIPTION_DATA;
	slot->kind = c->transport.kind;
	slot->crypto_required = c->encryption_required && c->cryptos.count;
	if(c->proto.s)
		slot->proto = c->proto;
	else
		jingle_str_set(&slot->proto, jingle_proto_name(c));
	jingle_str_set(&slot->formats, slot->data ? "webrtc-datachannel" : "0");
}

jingle_slot_t *jingle_map_modify_offer(
		jingle_map_modify_t *in, jingle_content_t *c)
{
	/* lines that are there before the session are a stand-in's, which the phone
	 * has answered */
	const int initial = in->s->action == JINGLE_SESSION_INITIATE;
	jingle_slot_t *slot =
			jingle_slot_new(in->t, in->ctx, initial ? &c->media : NULL);

	if(slot == NULL)
		return NULL;
	slot_of_content(slot, c);
	slot->creator = c->creator ? c->creator : in->ctx->peer_role;
	slot->state = JINGLE_SLOT_OFFERED;
	if(c->senders != JINGLE_SENDERS_ABSENT)
		slot->peer_mask = slot->senders = c->senders;
	if(jingle_slot_set_mid(in->t, in->ctx, slot) < 0)
		return NULL;
	in->fresh[slot - in->ctx->slot] = c;
	return slot;
}

/* Contents that have no counterpart are left out, if others have one. */
static int offer_contents(jingle_map_modify_t *in)
{
	jingle_content_t *c;
	int taken = 0;

	for(c = in->s->contents.first; c != NULL; c = c->next) {
		if(jingle_content_check(in->t, c) < 0) {
			if(in->t->error.fault != JINGLE_FAULT_UNSUPPORTED)
				return -1;
			jingle_map_warn(in->t, &c->name, "content",
					"left out: application or transport without a counterpart");
			continue;
		}
		if(jingle_map_modify_offer(in, c) == NULL)
			return -1;
		taken++;
	}
	if(taken == 0 && in->t->error.fault != JINGLE_FAULT_NONE)
		return -1;
	if(taken == 0)
		return jingle_map_bad(in->t, "%s has no content (XEP-0166 §7.2)",
				jingle_action_name(in->s->action));
	memset(&in->t->error, 0, sizeof(in->t->error));
	return 0;
}

/* the order of the contents, where m= lines that were there have another one */
static void places_keep(jingle_map_modify_t *in)
{
	const jingle_content_t *c;
	int i, n = 0, apart = 0, at[JINGLE_CTX_SLOTS] = {0};

	for(c = in->s->contents.first; c != NULL; c = c->next)
		for(i = 0; i < in->ctx->slots; i++)
			if(in->fresh[i] == c) {
				apart |= i != n;
				at[i] = ++n;
			}
	for(i = 0; i < in->ctx->slots && apart; i++)
		in->ctx->slot[i].place = at[i];
}

static int session_initiate(jingle_map_modify_t *in)
{
	if(in->ctx->state != JINGLE_CTX_NEW)
		return fail_state(in, "the session exists already");
	if(in->ctx->peer_role != JINGLE_INITIATOR)
		return fail_state(in, "the peer is not the initiator");
	if(offer_contents(in) < 0
			|| jingle_groups_pack(
					   in->t, in->ctx, &in->s->groups, &in->ctx->groups)
					   < 0)
		return -1;
	places_keep(in);
	in->ctx->state = JINGLE_CTX_PEER_OFFERED;
	return jingle_slots_emit(
			in->t, in->ctx, in->fresh, JINGLE_BODY_OFFER, in->out);
}

static int name_is_taken(jingle_ctx_t *ctx, const str *name)
{
	int i;

	for(i = 0; i < ctx->slots; i++)
		if((ctx->slot[i].state != JINGLE_SLOT_FREE || ctx->slot[i].asleep)
				&& jingle_str_eq(&ctx->slot[i].name, name))
			return 1;
	return jingle_queue_find(ctx, name) != NULL;
}

static int content_queue(jingle_map_modify_t *in, jingle_content_t *c)
{
	jingle_slot_t *slot;

	if(name_is_taken(in->ctx, &c->name))
		return jingle_map_bad(in->t,
				"content-add of a content that is there (XEP-0166 §7.2.1)");
	if(jingle_content_check(in->t, c) < 0)
		return -1;
	slot = jingle_queue_new(in->t, in->ctx);
	if(slot == NULL)
		return -1;
	slot_of_content(slot, c);
	slot->creator = c->creator ? c->creator : in->ctx->peer_role;
	if(c->senders != JINGLE_SENDERS_ABSENT)
		slot->peer_mask = slot->senders = c->senders;
	c->senders = (jingle_senders_t)slot->peer_mask;
	return jingle_slot_keep(in->t, in->ctx, slot, c);
}

/* It waits, for its turn or for no longer than this. */
static int content_add(jingle_map_modify_t *in)
{
	jingle_content_t *c, *next;

	if(in->ctx->state != JINGLE_CTX_ACTIVE)
		return fail_state(in, "the session is not accepted yet");
	if(in->s->contents.count == 0)
		return jingle_map_bad(in->t, "%s has no content (XEP-0166 §7.2)",
				jingle_action_name(in->s->action));
	for(c = in->s->contents.first; c != NULL; c = next) {
		next = c->next; /* it is taken out of the list */
		if(content_queue(in, c) < 0)
			return -1;
	}
	if(in->ctx->pending != JINGLE_PENDING_NONE) {
		in->out->due = 1;
		return 0;
	}
	if(jingle_queue_offer(in->t, in->ctx) < 0)
		return -1;
	in->ctx->pending = JINGLE_PENDING_SIP_ANSWER;
	return jingle_slots_emit(
			in->t, in->ctx, in->fresh, JINGLE_BODY_OFFER, in->out);
}

/* accept ---------------------------------------------------------------- */

/* Candidates that came before the accept (stanza.js): the kept section holds
 * them. */
static int take_early(
		jingle_map_modify_t *in, jingle_slot_t *slot, jingle_content_t *c)
{
	jingle_transport_kind_t kind = in->t->transport;
	jingle_session_t *early;
	jingle_content_t *e;
	jingle_candidate_t *d, *next;
	jingle_text_t b;
	str sdp;
	int ret;

	if(slot->peer.s == NULL)
		return 0;
	jingle_text_init(&b, in->t->arena, (size_t)slot->peer.len + 8);
	jingle_text_put(&b, JINGLE_LIT("v=0\r\n"));
	jingle_text_put(&b, slot->peer.s, (size_t)slot->peer.len);
	if(b.failed)
		return jingle_map_memory(in->t);
	sdp.s = b.s;
	sdp.len = (int)b.len;
	in->t->transport = (jingle_transport_kind_t)slot->kind;
	ret = jingle_sdp_read(in->t, &sdp, 1, &early);
	in->t->transport = kind;
	if(ret < 0)
		return -1;
	e = early->contents.first;
	if(e == NULL || c->transport.ufrag.s == NULL
			|| !jingle_str_eq(&e->transport.ufrag, &c->transport.ufrag))
		return 0;
	for(d = e->transport.candidates.first; d != NULL; d = next) {
		next = d->next;
		d->next = NULL;
		if(c->transport.candidates.count < in->t->limits.candidates)
			jingle_list_add(&c->transport.candidates, d);
	}
	c->transport.complete |= e->transport.complete;
	return 0;
}

static int is_dtls(const str *proto)
{
	return proto->len > 12 && strncasecmp(proto->s, "UDP/TLS/RTP/", 12) == 0;
}

int jingle_map_modify_accepted(
		jingle_map_modify_t *in, jingle_slot_t *slot, jingle_content_t *c)
{
	const jingle_fingerprint_t *f;
	int said = c->senders;

	if(jingle_content_check(in->t, c) < 0)
		return -1;
	if(take_early(in, slot, c) < 0)
		return -1;
	if(said == JINGLE_SENDERS_ABSENT)
		said = slot->senders;
	f = c->transport.fingerprints.first;
	if(f != NULL)
		slot->peer_setup = f->setup == JINGLE_SETUP_PASSIVE
								   ? JINGLE_SETUP_PASSIVE
								   : JINGLE_SETUP_ACTIVE;
	/* XEP-0320 section 2: a client that knows no DTLS answers without; what
	 * Jingle does not name SDP must not promise */
	if(f == NULL && is_dtls(&slot->proto))
		jingle_str_set(&slot->proto, jingle_proto_name(c));
	slot->state = JINGLE_SLOT_ACTIVE;
	slot->kind = c->transport.kind;
	/* what SIP does not want now the peer could not have said */
	slot->peer_mask = said | (JINGLE_SENDERS_BOTH & ~slot->sip_mask);
	slot->senders = said & slot->sip_mask;
	in->fresh[slot - in->ctx->slot] = c;
	return 0;
}

/* Groups of an answer: only those of the offer (RFC 9143 section 7.3). */
static int accept_groups(jingle_map_modify_t *in)
{
	jingle_list_t kept, offered;
	jingle_group_t *g, *next;
	const jingle_group_t *o;

	memset(&kept, 0, sizeof(kept));
	memset(&offered, 0, sizeof(offered));
	if(jingle_groups_unpack(in->t, in->ctx, &in->ctx->sip_groups, &offered) < 0)
		return -1;
	for(g = in->s->groups.first; g != NULL; g = next) {
		next = g->next;
		for(o = offered.first; o != NULL; o = o->next)
			if(jingle_str_eq(&o->semantics, &g->semantics))
				break;
		g->next = NULL;
		if(o != NULL)
			jingle_list_add(&kept, g);
		else
			jingle_map_warn(
					in->t, NULL, "group", "not in the offer (RFC 9143 §7.3)");
	}
	return jingle_groups_pack(in->t, in->ctx, &kept, &in->ctx->groups);
}

static int session_accept(jingle_map_modify_t *in)
{
	jingle_content_t *c;
	jingle_slot_t *slot;
	int i;

	if(in->ctx->state != JINGLE_CTX_SIP_OFFERED)
		return fail_state(in, "nothing was offered");
	for(c = in->s->contents.first; c != NULL; c = c->next) {
		slot = jingle_slot_find(
				in->ctx, &c->name, c->creator, in->s->contents.count == 1);
		if(slot == NULL || slot->state != JINGLE_SLOT_OFFERED) {
			jingle_map_warn(in->t, &c->name, "content",
					"was not offered (XEP-0166 §7.2.8)");
			continue;
		}
		if(jingle_map_modify_accepted(in, slot, c) < 0) {
			if(in->s->contents.count == 1)
				return -1;
			jingle_map_warn(in->t, &c->name, "content",
					"cannot be used, refused (RFC 3264 §6)");
			memset(&in->t->error, 0, sizeof(in->t->error));
		}
	}
	if(jingle_slot_count(in->ctx, JINGLE_SLOT_ACTIVE) == 0)
		return jingle_map_fail(in->t, JINGLE_FAULT_BAD,
				JINGLE_REASON_FAILED_APPLICATION, 488,
				"session-accept accepts none of the contents offered "
				"(XEP-0166 §7.2.8)");
	for(i = 0; i < in->ctx->slots; i++)
		if(in->ctx->slot[i].state == JINGLE_SLOT_OFFERED)
			in->ctx->slot[i].state = JINGLE_SLOT_FREE;
	if(accept_groups(in) < 0)
		return -1;
	in->ctx->state = JINGLE_CTX_ACTIVE;
	return jingle_slots_emit(
			in->t, in->ctx, in->fresh, JINGLE_BODY_ANSWER, in->out);
}

static int content_accept(jingle_map_modify_t *in)
{
	jingle_content_t *c;
	jingle_slot_t *slot;

	if(in->ctx->state != JINGLE_CTX_ACTIVE)
		return fail_state(in, "the session is not accepted yet");
	for(c = in->s->contents.first; c != NULL; c = c->next) {
		slot = jingle_slot_find(in->ctx, &c->name, c->creator, 0);
		if(slot == NULL || slot->state != JINGLE_SLOT_OFFERED
				|| !slot->by_sip) {
			jingle_map_warn(in->t, &c->name, "content",
					"was not offered (XEP-0166 §7.2.1)");
			continue;
		}
		if(jingle_map_modify_accepted(in, slot, c) < 0) {
			if(in->t->error.fault == JINGLE_FAULT_MEMORY)
				return -1;
			slot->state = JINGLE_SLOT_REFUSED;
			jingle_map_warn(in->t, &c->name, "content",
					"cannot be used, refused (RFC 3264 §6)");
			memset(&in->t->error, 0, sizeof(in->t->error));
		}
	}
	return jingle_map_modify_answer(in);
}

static int content_reject(jingle_map_modify_t *in)
{
	jingle_content_t *c;
	jingle_slot_t *slot;
	int i;

	for(c = in->s->contents.first; c != NULL; c = c->next) {
		slot = jingle_slot_find(in->ctx, &c->name, c->creator, 0);
		if(slot && slot->state == JINGLE_SLOT_OFFERED && slot->by_sip)
			slot->state = JINGLE_SLOT_REFUSED;
	}
	/* stanza.js names no content: all of them are meant */
	for(i = 0; i < in->ctx->slots && in->s->contents.count == 0; i++)
		if(in->ctx->slot[i].state == JINGLE_SLOT_OFFERED
				&& in->ctx->slot[i].by_sip)
			in->ctx->slot[i].state = JINGLE_SLOT_REFUSED;
	return jingle_map_modify_answer(in);
}

static int action_dispatch(jingle_map_modify_t *in)
{
	switch(in->s->action) {
		case JINGLE_SESSION_INITIATE:
			return session_initiate(in);
		case JINGLE_SESSION_ACCEPT:
			return session_accept(in);
		case JINGLE_CONTENT_ADD:
			return content_add(in);
		case JINGLE_CONTENT_ACCEPT:
			return content_accept(in);
		case JINGLE_CONTENT_REJECT:
			return content_reject(in);
		case JINGLE_CONTENT_MODIFY:
			return jingle_map_modify_senders(in);
		case JINGLE_CONTENT_REMOVE:
			return jingle_map_modify_remove(in);
		case JINGLE_SESSION_INFO:
			return jingle_map_modify_info(in);
		case JINGLE_TRANSPORT_INFO:
		case JINGLE_SECURITY_INFO:
			return jingle_map_modify_transport_info(in);
		case JINGLE_TRANSPORT_REPLACE:
			return jingle_map_modify_transport_replace(in);
		case JINGLE_SOURCE_ADD:
		case JINGLE_SOURCE_REMOVE:
			jingle_map_warn(
					in->t, NULL, "source", "action without a counterpart");
			return 0;
		default:
			return 0; /* acknowledged, nothing for SIP */
	}
}

int jingle_to_sdp(jingle_map_t *t, jingle_ctx_t *ctx, const jingle_session_t *s,
		jingle_sdp_t *out)
{
	jingle_map_modify_t in;

	memset(out, 0, sizeof(*out));
	memset(&in, 0, sizeof(in));
	in.t = t;
	in.ctx = ctx;
	in.s = s;
	in.out = out;
	if(action_dispatch(&in) < 0)
		return -1;
	return t->arena->failed ? jingle_map_memory(t) : 0;
}

/* current, refuse --------------------------------------------------------- */

int jingle_sdp_current(jingle_map_t *t, jingle_ctx_t *ctx, jingle_body_t kind,
		jingle_sdp_t *out)
{
	int i;

	memset(out, 0, sizeof(*out));
	if(ctx->state == JINGLE_CTX_PEER_OFFERED && kind == JINGLE_BODY_OFFER
			&& ctx->slots > 0) /* else its offer was taken back */
		return jingle_slots_emit(t, ctx, NULL, kind, out);
	if(ctx->state != JINGLE_CTX_ACTIVE)
		return jingle_map_fail(t, JINGLE_FAULT_STATE,
				JINGLE_REASON_GENERAL_ERROR, 491,
				"the session is not accepted yet (XEP-0166 §6)");
	for(i = 0; i < ctx->slots; i++)
		if(ctx->slot[i].by_sip && ctx->slot[i].state != JINGLE_SLOT_ACTIVE
				&& kind == JINGLE_BODY_ANSWER)
			ctx->slot[i].state = JINGLE_SLOT_FREE;
	if(kind == JINGLE_BODY_ANSWER)
		ctx->pending = JINGLE_PENDING_NONE;
	else if(jingle_queue_offer(t, ctx) < 0)
		return -1;
	else
		ctx->pending = JINGLE_PENDING_SIP_ANSWER;
	return jingle_slots_emit(t, ctx, NULL, kind, out);
}

/* the content-remove of what SIP has added, and the peer not decided about */
static jingle_session_t *retraction(
		jingle_map_t *t, jingle_ctx_t *ctx, jingle_reason_t reason)
{
	jingle_session_t *s = jingle_map_new(t, sizeof(*s));
	jingle_content_t *c;
	int i;

	if(s == NULL)
		return NULL;
	s->action = JINGLE_CONTENT_REMOVE;
	s->reason = reason;
	for(i = 0; i < ctx->slots; i++) {
		jingle_slot_t *slot = &ctx->slot[i];
		if(slot->state != JINGLE_SLOT_OFFERED || !slot->by_sip)
			continue;
		c = jingle_map_new(t, sizeof(*c));
		if(c == NULL)
			return NULL;
		c->name = slot->name;
		c->creator = slot->creator;
		c->senders = JINGLE_SENDERS_ABSENT;
		jingle_list_add(&s->contents, c);
	}
	return s;
}

int jingle_sdp_refuse(jingle_map_t *t, jingle_ctx_t *ctx, jingle_sdp_t *out)
{
	jingle_session_t *s = retraction(t, ctx, JINGLE_REASON_TIMEOUT);

	if(s == NULL)
		return -1;
	if(jingle_sdp_current(t, ctx, JINGLE_BODY_ANSWER, out) < 0)
		return -1;
	if(s->contents.count)
		jingle_list_add(&out->withdrawn, s);
	return 0;
}

int jingle_sdp_withdraw(jingle_map_t *t, jingle_ctx_t *ctx, jingle_sdp_t *out)
{
	jingle_session_t *s = retraction(t, ctx, JINGLE_REASON_CANCEL);
	int i;

	memset(out, 0, sizeof(*out));
	if(s == NULL)
		return -1;
	for(i = 0; i < ctx->slots; i++)
		if(ctx->slot[i].by_sip
				&& (ctx->slot[i].state == JINGLE_SLOT_OFFERED
						|| ctx->slot[i].state == JINGLE_SLOT_REFUSED))
			ctx->slot[i].state = JINGLE_SLOT_FREE;
	jingle_slots_cut(ctx);
	ctx->pending = JINGLE_PENDING_NONE;
	if(s->contents.count)
		jingle_list_add(&out->withdrawn, s);
	return 0;
}
