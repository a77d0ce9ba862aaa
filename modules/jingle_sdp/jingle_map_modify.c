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
 * \brief jingle :: stanzas within a session, what they mean for SIP
 *
 * PURE.
 */

#include "jingle_map_modify.h"
#include "jingle_map_queue.h"
#include "jingle_map_section.h"

int jingle_map_modify_change(jingle_map_modify_t *in)
{
	/* SIP's own re-INVITE waits: its answer will say it all */
	if(in->ctx->pending == JINGLE_PENDING_PEER_ANSWER
			|| in->ctx->state != JINGLE_CTX_ACTIVE) {
		in->out->due = 1;
		return 0;
	}
	if(in->ctx->pending == JINGLE_PENDING_SIP_ANSWER)
		return jingle_map_fail(in->t, JINGLE_FAULT_STATE,
				JINGLE_REASON_GENERAL_ERROR, 491,
				"%s: another change waits for its answer (XEP-0166 §6)",
				jingle_action_name(in->s->action));
	if(jingle_queue_offer(in->t, in->ctx) < 0
			|| jingle_slots_emit(
					   in->t, in->ctx, in->fresh, JINGLE_BODY_OFFER, in->out)
					   < 0)
		return -1;
	if(in->out->same)
		in->out->kind = JINGLE_BODY_NONE;
	else
		in->ctx->pending = JINGLE_PENDING_SIP_ANSWER;
	return 0;
}

static jingle_slot_t *slot_of(
		jingle_map_modify_t *in, const jingle_content_t *c)
{
	jingle_slot_t *s = jingle_slot_find(
			in->ctx, &c->name, c->creator, in->s->contents.count == 1);

	if(s == NULL)
		jingle_map_warn(in->t, &c->name, "content",
				"no such content in the session (XEP-0166 §7.3)");
	return s;
}

/* the same, or one that waits to be offered */
static jingle_slot_t *slot_anywhere(
		jingle_map_modify_t *in, const jingle_content_t *c)
{
	jingle_slot_t *s = jingle_queue_find(in->ctx, &c->name);

	return s != NULL ? s : slot_of(in, c);
}

/* XEP-0166 section 7.3: senders is one value for both directions. What SIP
 * holds the peer cannot have meant to change. */
int jingle_map_modify_senders(jingle_map_modify_t *in)
{
	const jingle_content_t *c;
	jingle_slot_t *s;
	int mask, changed = 0;

	for(c = in->s->contents.first; c != NULL; c = c->next) {
		if(c->senders == JINGLE_SENDERS_ABSENT)
			return jingle_map_bad(in->t,
					"content '%.*s': content-modify without senders "
					"(XEP-0166 §7.2.3)",
					c->name.len > 64 ? 64 : c->name.len, c->name.s);
		s = slot_anywhere(in, c);
		if(s == NULL)
			continue;
		mask = c->senders | (s->peer_mask & ~s->sip_mask);
		/* what is offered to the peer it answers: that says it, too */
		if(s->state != JINGLE_SLOT_OFFERED || !s->by_sip)
			changed |= mask != s->peer_mask;
		s->peer_mask = mask;
		s->senders = c->senders;
	}
	return changed ? jingle_map_modify_change(in) : 0;
}

int jingle_map_modify_answer(jingle_map_modify_t *in)
{
	int i;

	if(in->ctx->pending != JINGLE_PENDING_PEER_ANSWER)
		return 0;
	for(i = 0; i < in->ctx->slots; i++)
		if(in->ctx->slot[i].state == JINGLE_SLOT_OFFERED
				&& in->ctx->slot[i].by_sip)
			return 0;
	in->out->all_refused = 1;
	for(i = 0; i < in->ctx->slots; i++) {
		if(in->ctx->slot[i].state == JINGLE_SLOT_REFUSED)
			in->ctx->slot[i].state = JINGLE_SLOT_FREE;
		else if(in->fresh[i])
			in->out->all_refused = 0;
	}
	in->ctx->pending = JINGLE_PENDING_NONE;
	return jingle_slots_emit(
			in->t, in->ctx, in->fresh, JINGLE_BODY_ANSWER, in->out);
}

int jingle_map_modify_remove(jingle_map_modify_t *in)
{
	const jingle_content_t *c;
	jingle_slot_t *s;
	int removed = 0;

	for(c = in->s->contents.first; c != NULL; c = c->next) {
		s = jingle_queue_find(in->ctx, &c->name);
		if(s != NULL) { /* SIP has not heard of it */
			jingle_queue_remove(in->ctx, s);
			continue;
		}
		s = slot_of(in, c);
		if(s == NULL)
			continue;
		s->worn = (s->state == JINGLE_SLOT_ACTIVE || s->asleep)
				  && s->kind != JINGLE_TRANSPORT_RAW_UDP;
		removed += !s->asleep; /* SIP has taken that one away itself */
		s->state = JINGLE_SLOT_FREE;
		s->asleep = 0;
		jingle_str_clear(&s->peer);
	}
	if(removed == 0)
		return 0;
	if(jingle_slot_count(in->ctx, JINGLE_SLOT_FREE) == in->ctx->slots) {
		in->out->none_left = 1;
		return 0;
	}
	if(in->ctx->pending == JINGLE_PENDING_PEER_ANSWER)
		return jingle_map_modify_answer(in);
	return jingle_map_modify_change(in);
}

int jingle_map_modify_info(jingle_map_modify_t *in)
{
	int hold = in->ctx->peer_hold;

	switch(in->s->info) {
		case JINGLE_INFO_HOLD:
			in->ctx->peer_hold = 1;
			break;
		case JINGLE_INFO_UNHOLD:
		case JINGLE_INFO_ACTIVE:
			in->ctx->peer_hold = 0;
			break;
		default:
			return 0;
	}
	if(in->ctx->peer_hold == hold)
		return 0;
	return jingle_map_modify_change(in);
}

/* transport --------------------------------------------------------------- */

static int same_candidate(
		const jingle_candidate_t *a, const jingle_candidate_t *b)
{
	return a->component == b->component && a->port == b->port
		   && jingle_str_eq(&a->ip, &b->ip)
		   && jingle_str_caseeq(&a->protocol, &b->protocol)
		   && jingle_str_eq(&a->type, &b->type);
}

static void merge_list(jingle_map_modify_t *in, const str *where,
		jingle_list_t *to, const jingle_list_t *from)
{
	jingle_candidate_t *d, *next, *o;

	for(d = from->first; d != NULL; d = next) {
		next = d->next;
		for(o = to->first; o != NULL; o = o->next)
			if(same_candidate(o, d))
				break;
		if(o != NULL)
			continue;
		if(to->count >= in->t->limits.candidates) {
			jingle_map_warn(in->t, where, "candidate",
					"more than the limit of a content");
			continue;
		}
		d->next = NULL;
		jingle_list_add(to, d);
	}
}

static int is_restart(
		const jingle_transport_t *now, const jingle_transport_t *said)
{
	return said->ufrag.s && said->pwd.s && now->ufrag.s
		   && (!jingle_str_eq(&now->ufrag, &said->ufrag)
				   || !jingle_str_eq(&now->pwd, &said->pwd));
}

static int new_fingerprint(
		const jingle_transport_t *now, const jingle_transport_t *said)
{
	const jingle_fingerprint_t *f, *o;

	for(f = said->fingerprints.first; f != NULL; f = f->next) {
		for(o = now->fingerprints.first; o != NULL; o = o->next)
			if(jingle_str_caseeq(&o->hash, &f->hash)
					&& jingle_str_caseeq(&o->value, &f->value))
				break;
		if(o == NULL)
			return 1;
	}
	return 0;
}

/* 1 when SIP must hear of it by a full offer */
static int merge_transport(jingle_map_modify_t *in, jingle_content_t *now,
		const jingle_content_t *c)
{
	jingle_transport_t *to = &now->transport;
	const jingle_transport_t *said = &c->transport;
	int full = 0;

	if(is_restart(to, said)) {
		/* RFC 8839 section 4.4.1.1: what was gathered before is void */
		memset(&to->candidates, 0, sizeof(to->candidates));
		memset(&to->remote, 0, sizeof(to->remote));
		to->ufrag = said->ufrag;
		to->pwd = said->pwd;
		to->complete = 0;
		jingle_str_clear(&to->addr);
		in->out->restart = 1;
		full = 1;
	} else if(said->ufrag.s && to->ufrag.s
			  && !jingle_str_eq(&to->ufrag, &said->ufrag)) {
		jingle_map_warn(in->t, &c->name, "candidate",
				"of other ICE credentials (XEP-0176 §5.3)");
		return 0;
	} else if(to->ufrag.s == NULL && said->ufrag.s && said->pwd.s) {
		to->ufrag = said->ufrag;
		to->pwd = said->pwd;
		full = 1;
	}
	if(said->kind == JINGLE_TRANSPORT_RAW_UDP && said->candidates.count) {
		memset(&to->candidates, 0, sizeof(to->candidates));
		jingle_str_clear(&to->addr);
		to->rtcp_port = 0;
		full = 1;
	}
	if(new_fingerprint(to, said)) {
		to->fingerprints = said->fingerprints;
		full = 1;
	}
	if(c->cryptos.count && now->cryptos.count == 0) {
		now->cryptos = c->cryptos;
		full = 1;
	}
	merge_list(in, &c->name, &to->candidates, &said->candidates);
	merge_list(in, &c->name, &to->remote, &said->remote);
	to->complete |= said->complete;
	return full;
}

/* Before the accept nothing of the peer's is out: keep what it says. */
static int keep_early(
		jingle_map_modify_t *in, jingle_slot_t *slot, jingle_content_t *c)
{
	jingle_sdp_style_t style;
	jingle_session_t s;
	str body;

	if(c->transport.ufrag.s == NULL)
		return 0;
	c->media = slot->media;
	c->next = NULL;
	if(slot->peer.s != NULL) { /* before it: candidates said earlier */
		jingle_session_t *early;
		jingle_content_t *e;
		if(jingle_sdp_read(in->t, &slot->peer, 1, &early) < 0)
			return -1;
		e = early->contents.first;
		if(e && jingle_str_eq(&e->transport.ufrag, &c->transport.ufrag)) {
			merge_list(in, &c->name, &e->transport.candidates,
					&c->transport.candidates);
			c->transport.candidates = e->transport.candidates;
			c->transport.complete |= e->transport.complete;
		}
	}
	memset(&s, 0, sizeof(s));
	memset(&style, 0, sizeof(style));
	jingle_list_add(&s.contents, c);
	style.fragment = 1;
	style.offer = 1;
	if(jingle_sdp_write(in->t, &s, &style, &body) < 0)
		return -1;
	slot->peer = body;
	return 0;
}

static int write_fragment(jingle_map_modify_t *in, jingle_session_t *all)
{
	jingle_sdp_style_t style;
	jingle_session_t *again;
	jingle_sdp_t ignored;
	uint64_t version = in->ctx->sdp_version, digest = in->ctx->sdp_digest;

	memset(&style, 0, sizeof(style));
	style.fragment = 1;
	style.offer = in->ctx->state != JINGLE_CTX_ACTIVE
				  || in->ctx->peer_role == JINGLE_INITIATOR;
	if(jingle_sdp_write(in->t, all, &style, &in->out->body) < 0)
		return -1;
	in->out->kind = JINGLE_BODY_FRAGMENT;
	/* the sections with the new candidates are kept for later offers; the
	 * version is that of what SIP has seen */
	memset(&ignored, 0, sizeof(ignored));
	again = all;
	if(jingle_slots_write(in->t, in->ctx, again, JINGLE_BODY_OFFER, &ignored)
			< 0)
		return -1;
	in->ctx->sdp_version = version;
	in->ctx->sdp_digest = digest;
	return 0;
}

/* Has SIP no m= line of it now: it waits to be offered, or is asleep? */
static int is_unheard(const jingle_map_modify_t *in, const jingle_slot_t *slot)
{
	return slot->asleep
		   || (slot >= in->ctx->queue
				   && slot < in->ctx->queue + JINGLE_CTX_QUEUED);
}

static int keep_unheard(
		jingle_map_modify_t *in, jingle_slot_t *slot, const jingle_content_t *c)
{
	int restart = in->out->restart;
	jingle_content_t *now;

	if(slot->peer.s == NULL)
		return 0;
	now = jingle_slot_content(in->t, slot);
	if(now == NULL)
		return -1;
	merge_transport(in, now, c);
	in->out->restart = restart;
	return jingle_slot_keep(in->t, in->ctx, slot, now);
}

static int early_info(jingle_map_modify_t *in)
{
	jingle_content_t *c, *next;
	jingle_slot_t *slot;

	for(c = in->s->contents.first; c != NULL; c = next) {
		next = c->next;
		slot = slot_of(in, c);
		if(slot && keep_early(in, slot, c) < 0)
			return -1;
	}
	return 0;
}

int jingle_map_modify_transport_info(jingle_map_modify_t *in)
{
	jingle_session_t *all;
	jingle_content_t *c, *next, *now;
	jingle_slot_t *slot;
	int i, full = 0, found = 0;

	if(in->ctx->state == JINGLE_CTX_NEW)
		return 0;
	if(in->ctx->state == JINGLE_CTX_SIP_OFFERED)
		return early_info(in);
	if(jingle_slots_session(in->t, in->ctx, NULL, &all) < 0)
		return -1;
	for(c = in->s->contents.first; c != NULL; c = next) {
		next = c->next;
		slot = slot_anywhere(in, c);
		if(slot && slot->by_sip && slot->state == JINGLE_SLOT_OFFERED) {
			if(keep_early(in, slot, c) < 0)
				return -1;
			continue;
		}
		if(slot && is_unheard(in, slot)) {
			if(keep_unheard(in, slot, c) < 0)
				return -1;
			continue;
		}
		if(slot == NULL || slot->peer.s == NULL)
			continue;
		now = all->contents.first;
		for(i = 0; i < slot - in->ctx->slot; i++)
			now = now->next;
		full |= merge_transport(in, now, c);
		in->fresh[i] = now;
		found = 1;
	}
	if(!found)
		return 0;
	if(full && in->ctx->state == JINGLE_CTX_ACTIVE
			&& in->ctx->pending == JINGLE_PENDING_NONE)
		return jingle_map_modify_change(in);
	in->out->due = full;
	return write_fragment(in, all);
}

int jingle_map_modify_transport_replace(jingle_map_modify_t *in)
{
	jingle_session_t *all;
	jingle_content_t *c, *now;
	jingle_slot_t *slot;
	int i;

	if(in->ctx->state != JINGLE_CTX_ACTIVE
			|| in->ctx->pending != JINGLE_PENDING_NONE)
		return jingle_map_fail(in->t, JINGLE_FAULT_STATE,
				JINGLE_REASON_FAILED_TRANSPORT, 491,
				"transport-replace: not now (XEP-0166 §7.2.15)");
	if(jingle_slots_session(in->t, in->ctx, NULL, &all) < 0)
		return -1;
	for(c = in->s->contents.first; c != NULL; c = c->next) {
		slot = slot_of(in, c);
		if(slot == NULL || slot->peer.s == NULL)
			continue;
		now = all->contents.first;
		for(i = 0; i < slot - in->ctx->slot; i++)
			now = now->next;
		if(c->transport.fingerprints.count == 0)
			c->transport.fingerprints = now->transport.fingerprints;
		now->transport = c->transport;
		if(jingle_content_check(in->t, now) < 0)
			return -1;
		if(!slot->replacing) {
			slot->replaced_kind = slot->kind;
			slot->replaced = slot->peer;
		}
		slot->kind = now->transport.kind;
		slot->replacing = 1;
		in->fresh[i] = now;
		in->out->restart = 1;
	}
	return jingle_map_modify_change(in);
}
