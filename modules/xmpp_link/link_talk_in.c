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
 * permission to link the code of this program with the OpenSSL library,
 * and distribute linked combinations including the two.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */

/*!
 * \file
 * \brief xmpp_link :: frames of a sidecar
 *
 * Runs in a worker, for each frame that a peer has sent: hello, stream,
 * stanza, ping, and answers to ours. State is in the peer: its version, the
 * cookies of unanswered requests, its streams. A frame that the protocol does
 * not allow closes the peer.
 */

#include <string.h>

#include "../../core/dprint.h"

#include "link_check.h"
#include "link_config.h"
#include "link_in.h"
#include "link_keep.h"
#include "link_jid.h"
#include "link_log.h"
#include "link_out.h"
#include "link_proto.h"
#include "link_stream.h"
#include "link_talk_in.h"
#include "link_talk_out.h"
#include "xml_build.h"


static void talk_hello(link_peer_t *p, link_frame_t *f)
{
	link_peer_t *q;
	int32_t version;
	str instance;

	if(xmpp_link_frame_int(f, &version) != 0
			|| xmpp_link_frame_str(f, &instance) != 0 || version < 1
			|| instance.len < 1) {
		xmpp_link_peer_refuse(p, "its hello cannot be read");
		return;
	}
	if(instance.len > LINK_INSTANCE_MAX)
		instance.len = LINK_INSTANCE_MAX;
	memcpy(p->instance, instance.s, (size_t)instance.len);
	p->instance[instance.len] = '\0';
	p->instance_hash = link_hash(LINK_HASH_START, &instance);
	for(q = xmpp_link_peers(); q; q = q->next)
		if(q != p && q->state == LINK_PEER_READY
				&& strcmp(q->instance, p->instance) == 0)
			xmpp_link_peer_refuse(q, "the same sidecar connected again");
	if(xmpp_link_talk_hello(p, f->cookie) != 0)
		return;
	p->version = version;
	p->state = LINK_PEER_READY;
	xmpp_link_stream_show(p);
	xmpp_link_keep_hello(p);
	LM_INFO("sidecar %u is instance %s, version %d\n", p->number, p->instance,
			p->version);
}


static void talk_stream(link_peer_t *p, link_frame_t *f)
{
	str component;
	int32_t up;

	if(xmpp_link_frame_str(f, &component) != 0
			|| xmpp_link_frame_int(f, &up) != 0) {
		xmpp_link_peer_refuse(p, "its stream request cannot be read");
		return;
	}
	if(component.len < 1 || component.len > LINK_COMPONENT_MAX) {
		xmpp_link_talk_fault(p, f->cookie, 400, "no component");
		return;
	}
	if(xmpp_link_out_stream(p, &component, up != 0) != 0) {
		xmpp_link_talk_fault(p, f->cookie, 503, "too many components");
		return;
	}
	xmpp_link_talk_reply(p, f->cookie);
}


static int stanza_kind(const str *kind)
{
	/* in the order of xmpp_link_kind_t */
	static const char *const names[XMPP_LINK_KINDS] = {
			"iq", "message", "presence"};
	int i;

	for(i = 0; i < XMPP_LINK_KINDS; i++)
		if(strcmp(kind->s, names[i]) == 0)
			return i;
	return -1;
}


/* an absent value travels as the empty string */
static int stanza_optional(link_frame_t *f, str *value)
{
	if(xmpp_link_frame_str(f, value) != 0)
		return -1;
	if(value->len == 0)
		value->s = NULL;
	return 0;
}


static int stanza_read(link_frame_t *f, xmpp_link_stanza_t *s, str *kind)
{
	int32_t received;

	memset(s, 0, sizeof(*s));
	if(xmpp_link_frame_str(f, &s->component) != 0
			|| xmpp_link_frame_str(f, kind) != 0
			|| stanza_optional(f, &s->type) != 0
			|| xmpp_link_frame_str(f, &s->from) != 0
			|| xmpp_link_frame_str(f, &s->to) != 0
			|| stanza_optional(f, &s->id) != 0
			|| xmpp_link_frame_str(f, &s->payloads) != 0
			|| xmpp_link_frame_str(f, &s->xml) != 0)
		return -1;
	if(xmpp_link_frame_int(f, &received) == 0)
		s->age = link_stamp_age(received, xmpp_link_now());
	return 0;
}


/* They stand in answers and in log lines of ours. */
static int is_text(const str *value)
{
	const char *p = value->s, *end = p ? p + value->len : NULL;
	size_t n;

	for(; p < end; p += n)
		if((n = xml_build_char(p, (size_t)(end - p))) == 0)
			return 0;
	return 1;
}


/* a JID has no blanks before its resource, and nowhere a line's end */
static int is_address(const str *jid)
{
	int i;

	for(i = 0; i < jid->len; i++)
		if((unsigned char)jid->s[i] < ' ')
			return 0;
	return is_text(jid);
}


/* NULL, or why the stanza cannot be taken, with *code */
static const char *stanza_wrong(
		link_peer_t *p, const xmpp_link_stanza_t *s, int kind, int *code)
{
	const char *wrong;

	*code = 400;
	if(kind < 0 || s->xml.len == 0)
		return "no stanza";
	if(s->from.len == 0 || s->to.len == 0)
		return "no from or no to";
	if(!is_address(&s->from) || !is_address(&s->to) || !is_text(&s->id)
			|| !is_text(&s->type) || !is_text(&s->payloads))
		return "an attribute that is no text";
	*code = 413;
	if(s->xml.len > LINK_CFG(stanza_max_in))
		return "longer than stanza_max_in";
	if(xmpp_link_check(&s->xml, &wrong) != LINK_CHECK_GOOD)
		return wrong;
	*code = 404;
	if(!xmpp_link_stream_is_up_at(p, &s->component))
		return "no stream of this component is up";
	*code = 421;
	if((int)link_owner(
			   s->from.s, (size_t)s->from.len, (unsigned)LINK_CFG(workers))
			!= xmpp_link_worker_self())
		return "another worker owns its sender";
	return NULL;
}


static void talk_stanza(link_peer_t *p, link_frame_t *f)
{
	xmpp_link_stanza_t s;
	const char *wrong;
	str kind;
	int n, code;

	if(stanza_read(f, &s, &kind) != 0) {
		xmpp_link_peer_refuse(p, "its stanza request cannot be read");
		return;
	}
	n = stanza_kind(&kind);
	wrong = stanza_wrong(p, &s, n, &code);
	if(wrong) {
		LINK_LOG(LM_ERR, "sidecar %u (%s) sent a stanza that is refused: %s\n",
				p->number, p->instance, wrong);
		link_stats_add(LINK_STANZAS_REFUSED, 1);
		xmpp_link_talk_fault(p, f->cookie, code, wrong);
		return;
	}
	s.kind = (xmpp_link_kind_t)n;
	link_stats_add(LINK_STANZAS_IN, 1);
	link_stats_add(LINK_BYTES_IN, (unsigned long)s.xml.len);
	xmpp_link_keep_begin(p, f->cookie);
	xmpp_link_in_stanza(&s);
	if(xmpp_link_keep_end())
		xmpp_link_talk_kept(p, f->cookie);
	else
		xmpp_link_talk_reply(p, f->cookie);
}


static void talk_request(link_peer_t *p, link_frame_t *f)
{
	str method;

	if(xmpp_link_frame_str(f, &method) != 0) {
		xmpp_link_peer_refuse(p, "a request without a method");
		return;
	}
	if(strcmp(method.s, "hello") == 0 && p->state == LINK_PEER_NEW)
		talk_hello(p, f);
	else if(p->state == LINK_PEER_NEW)
		xmpp_link_peer_refuse(p, "its first request is no hello");
	else if(strcmp(method.s, "stream") == 0)
		talk_stream(p, f);
	else if(strcmp(method.s, "stanza") == 0)
		talk_stanza(p, f);
	else if(strcmp(method.s, "ping") == 0)
		xmpp_link_talk_reply(p, f->cookie);
	else
		xmpp_link_talk_fault(p, f->cookie, 501, "unknown request");
}


/* usually the first one: a sidecar answers in order */
static link_item_t *talk_unanswered(link_peer_t *p, uint32_t cookie)
{
	link_item_t *item = p->unanswered.first;

	while(item && item->cookie != cookie)
		item = item->next;
	return item;
}


static void talk_answer(link_peer_t *p, link_frame_t *f)
{
	link_item_t *item;
	int32_t code = 500;
	str reason = STR_NULL;

	if(f->cookie == p->ping && p->ping != 0) {
		p->ping = 0;
		return;
	}
	item = talk_unanswered(p, f->cookie);
	if(item == NULL) {
		xmpp_link_peer_refuse(p, "an answer to nothing");
		return;
	}
	if(f->type == LINK_BINRPC_FAULT
			&& (xmpp_link_frame_int(f, &code) != 0
					|| xmpp_link_frame_str(f, &reason) != 0)) {
		xmpp_link_peer_refuse(p, "its fault cannot be read");
		return;
	}
	xmpp_link_list_remove(item);
	if(f->type == LINK_BINRPC_REPLY) {
		xmpp_link_out_taken(p, item);
		return;
	}
	LINK_LOG(LM_WARN, "sidecar %u (%s) refuses a stanza: %d %.*s\n", p->number,
			p->instance, code, STR_FMT(&reason));
	xmpp_link_out_refused(p, item, code);
}


void xmpp_link_talk_frame(link_peer_t *p, link_frame_t *f)
{
	if(f->type == LINK_BINRPC_REQUEST)
		talk_request(p, f);
	else
		talk_answer(p, f);
}
