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
 * \brief xmpp_link :: stanzas that leave: order, holding, sending again
 *
 * Runs in a worker. A stanza is an item in one of the lists of a peer
 * (waiting, unanswered, open) or in the worker's list of held ones, while its
 * component has no stream. Stanzas of a conversation keep their order. When a
 * peer is lost its items move to another one, or are held; after hold_seconds,
 * or when the sidecar refuses them, they are lost and their senders told.
 */

#include <stdlib.h>
#include <string.h>

#include "../../core/dprint.h"

#include "link_config.h"
#include "link_head.h"
#include "link_jid.h"
#include "link_log.h"
#include "link_out.h"
#include "link_stats.h"
#include "link_stream.h"
#include "link_talk_out.h"

enum
{
	OUT_REFUSED_GONE = 404,
	OUT_REFUSED_DOWN = 503
};

/* stanzas of one component while no stream of it is up */
typedef struct out_held
{
	link_list_t list;
	xmpp_link_timer_t timer; /* the first one is lost */
} out_held_t;

static out_held_t out_held[LINK_COMPONENTS_MAX];
static uint64_t out_serial = 0;
static size_t out_waiting = 0; /* bytes held, or before a full window */
static unsigned out_waiting_count = 0;

static void out_place(link_item_t *item);


static void out_wait_count(const link_item_t *item, int sign)
{
	out_waiting += (size_t)(sign * item->xml.len);
	out_waiting_count += (unsigned)sign;
	link_stats_set(LINK_WAITING, out_waiting_count);
	link_stats_set(LINK_WAITING_BYTES, out_waiting);
}


/* held, or before a full window */
static void out_wait(link_list_t *l, link_item_t *item)
{
	xmpp_link_list_add(l, item);
	item->waits = 1;
	out_wait_count(item, 1);
}


static void out_unlist(link_item_t *item)
{
	xmpp_link_list_remove(item);
	if(item->waits)
		out_wait_count(item, -1);
	item->waits = 0;
}


void xmpp_link_item_free(link_item_t *item)
{
	out_unlist(item);
	if(item->keeper)
		*item->keeper = NULL;
	xmpp_link_stream_use(item->component, -1);
	free(item);
}


/* taken on, and now it cannot be delivered */
static void out_lose(link_item_t *item, const char *why)
{
	void (*lost)(void *arg) = item->lost;
	void *arg = item->arg;
	link_head_t head;

	if(xmpp_link_head_read(&item->xml, &head) == NULL)
		LINK_LOG(LM_WARN, "%.*s to %.*s is lost: %s\n", STR_FMT(&head.name),
				STR_FMT(&head.to), why);
	link_stats_add(LINK_STANZAS_LOST, 1);
	xmpp_link_item_free(item);
	if(lost)
		lost(arg);
}


static void out_hold_over(xmpp_link_timer_t *t)
{
	out_held_t *h = (out_held_t *)((char *)t - offsetof(out_held_t, timer));
	uint64_t now = xmpp_link_now();

	while(h->list.first && h->list.first->until <= now)
		out_lose(h->list.first, "no stream came up in hold_seconds");
	if(h->list.first)
		xmpp_link_timer_set(t, (int)(h->list.first->until - now));
}


/* place again, in their order, those of a list that belong to a component */
static void out_again(link_list_t *l, int component)
{
	link_list_t again = {0};
	link_item_t *item, *next;

	for(item = l->first; item; item = next) {
		next = item->next;
		if(item->component != component)
			continue;
		out_unlist(item);
		xmpp_link_list_add(&again, item);
	}
	while((item = xmpp_link_list_pop(&again)) != NULL)
		out_place(item);
}


static void out_stream_up(link_peer_t *p, int component)
{
	out_held_t *h = &out_held[component];

	if(xmpp_link_stream_mark(p, component, 1) > 1)
		return;
	xmpp_link_timer_stop(&h->timer);
	out_again(&h->list, component);
	xmpp_link_stream_event(component, 1);
}


static void out_stream_down(link_peer_t *p, int component)
{
	unsigned left = xmpp_link_stream_mark(p, component, 0);

	out_again(&p->waiting, component);
	if(left == 0)
		xmpp_link_stream_event(component, 0);
}


int xmpp_link_out_stream(link_peer_t *p, const str *component, int up)
{
	int i = xmpp_link_stream_take(component);

	if(i < 0)
		return -1;
	if(up && !(p->up >> i & 1))
		out_stream_up(p, i);
	else if(!up && (p->up >> i & 1))
		out_stream_down(p, i);
	return 0;
}


static void out_hold(link_item_t *item)
{
	out_held_t *h = &out_held[item->component];
	int ms = LINK_CFG(hold_seconds) * 1000;

	item->until = xmpp_link_now() + (uint64_t)ms;
	out_wait(&h->list, item);
	h->timer.run = out_hold_over;
	if(h->timer.slot == 0 && xmpp_link_timer_set(&h->timer, ms) != 0)
		out_lose(item, "no memory for a timer");
}


/* send, let wait or hold a stanza that was taken on */
static void out_place(link_item_t *item)
{
	link_peer_t *p = xmpp_link_stream_route(item->component, item->jid);

	if(p == NULL)
		out_hold(item);
	else if(p->waiting.count > 0
			|| !xmpp_link_peer_has_room(p, (size_t)item->xml.len))
		out_wait(&p->waiting, item);
	else if(xmpp_link_talk_send(p, xmpp_link_stream_name(item->component), item)
			!= 0)
		out_lose(item, "no memory");
}


/* the window has room again */
static void out_waiting_go(link_peer_t *p)
{
	link_item_t *item;

	while(p->state == LINK_PEER_READY && (item = p->waiting.first) != NULL
			&& xmpp_link_peer_has_room(p, (size_t)item->xml.len)) {
		out_unlist(item);
		if(xmpp_link_talk_send(p, xmpp_link_stream_name(item->component), item)
				!= 0)
			out_lose(item, "no memory");
	}
}


void xmpp_link_out_taken(link_peer_t *p, link_item_t *item)
{
	item->taken = 1;
	/* An iq is kept until its end: should the sidecar die with it, it goes
	 * once more by another stream, with the same id. */
	if(item->keeper
			&& p->open.bytes + (size_t)item->xml.len
					   <= (size_t)LINK_CFG(hold_bytes))
		xmpp_link_list_add(&p->open, item);
	else
		xmpp_link_item_free(item);
	out_waiting_go(p);
}


void xmpp_link_out_refused(link_peer_t *p, link_item_t *item, int code)
{
	int component = item->component;

	if(code != OUT_REFUSED_DOWN && code != OUT_REFUSED_GONE) {
		out_lose(item, "refused by the sidecar");
	} else {
		if(p->up >> component & 1)
			out_stream_down(p, component);
		out_place(item);
	}
	out_waiting_go(p);
}


/* Presence is not repeated: it would be late, and its sender will send it
 * anew when the stream is up. */
static int out_repeatable(const link_item_t *item)
{
	return item->kind != XMPP_LINK_PRESENCE;
}


void xmpp_link_out_gone(link_peer_t *p)
{
	link_list_t left = {0};
	link_item_t *item;
	int i, unsent;

	while((item = xmpp_link_list_pop(&p->open)) != NULL
			|| (item = xmpp_link_list_pop(&p->unanswered)) != NULL)
		xmpp_link_list_add(&left, item);
	while((item = p->waiting.first) != NULL) {
		out_unlist(item);
		item->unsent = 1;
		xmpp_link_list_add(&left, item);
	}
	for(i = 0; i < LINK_COMPONENTS_MAX; i++)
		if(p->up >> i & 1)
			out_stream_down(p, i);
	while((item = xmpp_link_list_pop(&left)) != NULL) {
		unsent = item->unsent;
		item->unsent = 0;
		if(item->stale) {
			xmpp_link_item_free(item);
		} else if(!unsent && !out_repeatable(item)) {
			out_lose(item, "its sidecar is gone");
		} else {
			link_stats_add(LINK_STANZAS_RESENT, unsent ? 0 : 1);
			out_place(item);
		}
	}
}


/* malloc(): bounded by the parameter hold_bytes, not by what -M gives */
static link_item_t *out_item_new(int component, const str *to, const str *xml)
{
	link_item_t *item = calloc(1, sizeof(*item) + (size_t)xml->len + 1);
	str bare = link_jid_bare(to);

	if(item == NULL) {
		LM_ERR("no memory for a stanza of %d bytes\n", xml->len);
		return NULL;
	}
	item->serial = ++out_serial;
	item->component = component;
	item->jid = link_hash(LINK_HASH_START, &bare);
	item->xml.s = (char *)(item + 1);
	item->xml.len = xml->len;
	memcpy(item->xml.s, xml->s, (size_t)xml->len);
	xmpp_link_stream_use(component, 1);
	return item;
}


/* NULL, or why a stanza must not leave */
static const char *out_wrong(
		const str *component, const str *xml, link_head_t *head)
{
	const char *wrong;
	str domain;

	if(xml->s == NULL || xml->len < 1)
		return "it is empty";
	if(xml->len > LINK_CFG(stanza_max_out))
		return "it is longer than stanza_max_out";
	wrong = xmpp_link_head_read(xml, head);
	if(wrong)
		return wrong;
	if(head->from.len == 0 || head->to.len == 0)
		return "it has no from or no to";
	if(head->id.len == 0 && head->name.len == 2 && head->type.len != 5)
		return "it is an iq without id";
	/* servers end the stream for a sender that is not the component's */
	domain = link_jid_domain(&head->from);
	if(!link_folded_equal(&domain, component))
		return "its sender is not of the component";
	return NULL;
}


static xmpp_link_kind_t out_kind(const link_head_t *head)
{
	return head->name.s[0] == 'i'	? XMPP_LINK_IQ
		   : head->name.s[0] == 'm' ? XMPP_LINK_MESSAGE
									: XMPP_LINK_PRESENCE;
}


/* may one more wait? */
static const char *out_full(int component, uint32_t jid, size_t bytes)
{
	link_peer_t *p = xmpp_link_stream_route(component, jid);

	if(p && p->waiting.count == 0 && xmpp_link_peer_has_room(p, bytes))
		return NULL;
	if(out_waiting + bytes > (size_t)LINK_CFG(hold_bytes))
		return "hold_bytes are waiting already";
	if(p == NULL && LINK_CFG(hold_seconds) == 0)
		return "no stream is up, and hold_seconds is 0";
	return NULL;
}


int xmpp_link_out_send(const str *component, const str *to, const str *xml,
		void (*lost)(void *arg), void *arg, link_item_t **keeper)
{
	link_head_t head = {0};
	const char *wrong = out_wrong(component, xml, &head);
	link_item_t *item = NULL;
	int c = wrong ? -1 : xmpp_link_stream_take(component);

	if(wrong == NULL && c < 0)
		wrong = "too many components, or no name";
	if(wrong == NULL) {
		item = out_item_new(c, to, xml);
		wrong = item ? out_full(c, item->jid, (size_t)xml->len) : "no memory";
	}
	if(wrong) {
		LINK_LOG(LM_ERR, "%.*s from component %.*s to %.*s is not sent: %s\n",
				STR_FMT(&head.name), STR_FMT(component), STR_FMT(to), wrong);
		if(item)
			xmpp_link_item_free(item);
		link_stats_add(LINK_SENDS_REFUSED, 1);
		return -1;
	}
	item->kind = (int)out_kind(&head);
	item->lost = lost;
	item->arg = arg;
	item->keeper = keeper;
	if(keeper)
		*keeper = item;
	out_place(item);
	return 0;
}
