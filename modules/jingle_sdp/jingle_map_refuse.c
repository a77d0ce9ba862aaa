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
 * \brief jingle :: contents of the peer's session-initiate that SIP refuses
 *
 * PURE. XEP-0166 section 7.2.8 has them removed before the session-accept;
 * most programs end the call at that, and want all contents accepted. One that
 * neither side sends on is refused as well, if it is bundled with one that
 * lives: a transport of its own would never be connected. A client that takes
 * one transport alone (max-bundle, RFC 9429 section 4.1.1) has those refused
 * that the answer gives another one; its offer looks like that of others.
 *
 * The refused content has senders for our side alone, not none: of a bundle
 * with a stream that it cannot receive, libwebrtc drops all packets of an SSRC
 * that was not signalled and without MID, whatever their payload type, and the
 * caller hears nothing. senders='none' ends the calls of Monal and Dino as
 * well.
 */

#include "jingle_map_section.h"
#include "jingle_map_out.h"

/* Codecs that carry another one's packets cannot be the only one. */
static int is_repair(const jingle_payload_t *p)
{
	static const char *const names[] = {
			"rtx", "red", "ulpfec", "flexfec", "flexfec-03"};
	size_t i;

	for(i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if(jingle_payload_is(p, names[i]))
			return 1;
	return 0;
}

static jingle_payload_t *codec_of(jingle_out_t *o, const jingle_content_t *c)
{
	jingle_payload_t *p = c->payloads.first, *copy;

	while(p != NULL && is_repair(p))
		p = p->next;
	if(p == NULL)
		p = c->payloads.first;
	copy = p != NULL ? jingle_map_new(o->t, sizeof(*copy)) : NULL;
	if(copy == NULL)
		return NULL;
	*copy = *p;
	copy->next = NULL;
	memset(&copy->feedback, 0, sizeof(copy->feedback));
	return copy;
}

static int same_ufrag(const jingle_content_t *a, const jingle_content_t *b)
{
	return a != NULL && b != NULL && a->transport.ufrag.s != NULL
		   && b->transport.ufrag.s != NULL
		   && jingle_str_eq(&a->transport.ufrag, &b->transport.ufrag);
}

int jingle_out_apart(const jingle_out_t *o, int n)
{
	const jingle_content_t *offered =
			jingle_slot_content(o->t, &o->ctx->slot[n]);
	int i;

	if(!jingle_quirks(o->t->peer)->one_transport)
		return 0;
	for(i = 0; i < n; i++) {
		if(o->ctx->slot[i].state != JINGLE_SLOT_ACTIVE)
			continue;
		if(same_ufrag(offered, jingle_slot_content(o->t, &o->ctx->slot[i])))
			return o->content[n]->transport.ufrag.s != NULL
				   && !same_ufrag(o->content[n], o->content[i]);
	}
	return 0;
}

/* Will a content be accepted whose transport this one can have, too? */
static int may_borrow(const jingle_out_t *o, const jingle_slot_t *slot)
{
	const jingle_content_t *c;
	int i;

	if(slot->data || slot->peer.s == NULL
			|| slot->kind == JINGLE_TRANSPORT_RAW_UDP)
		return 0;
	for(i = 0; i < o->contents && i < o->ctx->slots; i++) {
		c = o->content[i];
		if(!jingle_out_refused(c) && c->transport.ufrag.s != NULL
				&& o->ctx->slot[i].kind == slot->kind)
			return 1;
	}
	return 0;
}

/* In the session-accept, without transport until all are known */
static int accept_unused(
		jingle_out_t *o, jingle_session_t *s, const jingle_slot_t *slot)
{
	jingle_content_t *offered = jingle_slot_content(o->t, slot), *c;
	jingle_payload_t *p = offered != NULL ? codec_of(o, offered) : NULL;

	c = p != NULL ? jingle_out_content(o, s, slot) : NULL;
	if(c == NULL)
		return -1;
	c->rejected = 1;
	c->description = JINGLE_DESCRIPTION_RTP;
	c->media = offered->media;
	jingle_list_add(&c->payloads, p);
	c->senders = JINGLE_SENDERS_RESPONDER;
	c->transport.kind = (jingle_transport_kind_t)slot->kind;
	return 0;
}

static int remove_before(jingle_out_t *o, const jingle_slot_t *slot)
{
	jingle_session_t *s = o->out->list.last;

	if(s == NULL || s->action != JINGLE_CONTENT_REMOVE) {
		s = jingle_out_stanza(o, JINGLE_CONTENT_REMOVE);
		if(s == NULL)
			return -1;
		s->reason = JINGLE_REASON_FAILED_APPLICATION;
	}
	return jingle_out_content(o, s, slot) != NULL ? 0 : -1;
}

int jingle_out_refuse(
		jingle_out_t *o, jingle_session_t *accept, jingle_slot_t *slot)
{
	jingle_refusal_t how = jingle_quirks(o->t->peer)->refusal;
	int borrows = may_borrow(o, slot);

	slot->state = JINGLE_SLOT_FREE;
	if(jingle_out_rejected(o, &slot->name) < 0)
		return -1;
	if(how == JINGLE_REFUSAL_OMIT)
		return 0;
	if(how == JINGLE_REFUSAL_REMOVE || !borrows)
		return remove_before(o, slot);
	return accept_unused(o, accept, slot);
}

void jingle_out_lend(jingle_session_t *s)
{
	const jingle_content_t *owner;
	jingle_content_t *c;

	for(c = s->contents.first; c != NULL; c = c->next) {
		if(!c->rejected)
			continue;
		for(owner = s->contents.first; owner != NULL; owner = owner->next)
			if(!owner->rejected && owner->transport.kind == c->transport.kind)
				break;
		if(owner == NULL)
			continue;
		c->transport = owner->transport;
		c->rtcp_mux = owner->rtcp_mux;
	}
}
