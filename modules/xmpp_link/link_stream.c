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
 * \brief xmpp_link :: components and their streams
 *
 * Each worker numbers the components that it meets, and keeps for each peer a
 * set of those with a stream there. A conversation stays at one stream as long
 * as it is up. Modules are told when the first stream of a component comes up
 * and the last one goes down.
 */

#include <stdlib.h>
#include <string.h>

#include "../../core/dprint.h"

#include "link_config.h"
#include "link_jid.h"
#include "link_stats.h"
#include "link_stream.h"

enum
{
	STREAM_HANDLERS = 16,
	STREAM_PINS = 16384,	  /* conversations remembered */
	STREAM_PIN_SECONDS = 600, /* unused that long, one may change its stream */
	STREAM_RESTART = 5000	  /* ms that a restart may take */
};

typedef struct stream_component
{
	char text[LINK_COMPONENT_MAX + 1];
	str name;		/* the same; len 0: this place is free */
	unsigned up;	/* peers with a stream of it */
	unsigned users; /* stanzas of it */
	uint64_t gone;	/* ms, when its last stream went, or we began */
} stream_component_t;

/* Which peer a conversation uses. Places are shared by chance: then the
 * stream found by hashing is used, which is nearly always the same one. */
typedef struct stream_pin
{
	uint32_t key;
	unsigned peer; /* number, 0 = none */
	uint64_t used; /* ms */
} stream_pin_t;

static stream_component_t stream_components[LINK_COMPONENTS_MAX];
static uint64_t stream_start = 0;
static stream_pin_t *stream_pins = NULL;
static xmpp_link_stream_f stream_handlers[STREAM_HANDLERS];
static int stream_handlers_count = 0;


int xmpp_link_stream_init(void)
{
	stream_start = xmpp_link_now();
	/* malloc(): of workers only, and not out of what -M gives their script */
	stream_pins = calloc(STREAM_PINS, sizeof(*stream_pins));
	if(stream_pins == NULL) {
		LM_ERR("no memory for the conversations\n");
		return -1;
	}
	return 0;
}


int xmpp_link_stream_on(xmpp_link_stream_f f)
{
	if(stream_handlers_count == STREAM_HANDLERS) {
		LM_ERR("no more than %d modules can use on_stream\n", STREAM_HANDLERS);
		return -1;
	}
	stream_handlers[stream_handlers_count++] = f;
	return 0;
}


int xmpp_link_stream_find(const str *name)
{
	int i;

	for(i = 0; i < LINK_COMPONENTS_MAX; i++)
		if(stream_components[i].name.len > 0
				&& link_folded_equal(&stream_components[i].name, name))
			return i;
	return -1;
}


int xmpp_link_stream_take(const str *name)
{
	int i = xmpp_link_stream_find(name);
	stream_component_t *c;

	if(i >= 0 || name->len < 1 || name->len > LINK_COMPONENT_MAX)
		return i;
	for(i = 0; i < LINK_COMPONENTS_MAX; i++) {
		c = &stream_components[i];
		if(c->name.len == 0 || (c->up == 0 && c->users == 0)) {
			memcpy(c->text, name->s, (size_t)name->len);
			c->text[name->len] = '\0';
			c->name.s = c->text;
			c->gone = stream_start;
			c->name.len = name->len;
			return i;
		}
	}
	return -1;
}


int xmpp_link_stream_is_up(const str *component)
{
	int i;

	if(component) {
		i = xmpp_link_stream_find(component);
		return i >= 0 && stream_components[i].up > 0;
	}
	for(i = 0; i < LINK_COMPONENTS_MAX; i++)
		if(stream_components[i].up > 0)
			return 1;
	return 0;
}


int xmpp_link_stream_is_awaited(const str *component)
{
	int i = xmpp_link_stream_find(component);
	uint64_t gone = i >= 0 ? stream_components[i].gone : stream_start;

	if(i >= 0 && stream_components[i].up > 0)
		return 1;
	return LINK_CFG(hold_seconds) > 0
		   && xmpp_link_now() - gone < STREAM_RESTART;
}


int xmpp_link_stream_is_up_at(link_peer_t *p, const str *component)
{
	int i = xmpp_link_stream_find(component);

	return i >= 0 && (p->up >> i & 1);
}


void xmpp_link_stream_names(uint64_t set, char *text, size_t size)
{
	const str *name;
	size_t len = 0;
	int i;

	for(i = 0; i < LINK_COMPONENTS_MAX; i++) {
		name = &stream_components[i].name;
		if(!(set >> i & 1) || len + (size_t)name->len + 2 > size)
			continue;
		if(len > 0)
			text[len++] = ' ';
		memcpy(text + len, name->s, (size_t)name->len);
		len += (size_t)name->len;
	}
	text[len] = '\0';
}


void xmpp_link_stream_up_names(char *text, size_t size)
{
	uint64_t set = 0;
	int i;

	for(i = 0; i < LINK_COMPONENTS_MAX; i++)
		if(stream_components[i].up > 0)
			set |= (uint64_t)1 << i;
	xmpp_link_stream_names(set, text, size);
}


/* rendezvous hashing: a new or lost peer moves only what must move */
static link_peer_t *stream_rendezvous(int component, uint32_t jid)
{
	link_peer_t *p, *best = NULL;
	uint32_t score, best_score = 0;

	for(p = xmpp_link_peers(); p; p = p->next) {
		if(p->state != LINK_PEER_READY || !(p->up >> component & 1))
			continue;
		score = (jid ^ p->instance_hash) * 2654435761u;
		score ^= score >> 15;
		if(best == NULL || score > best_score) {
			best = p;
			best_score = score;
		}
	}
	return best;
}


static link_peer_t *stream_pinned(const stream_pin_t *pin, int component)
{
	link_peer_t *p;

	for(p = xmpp_link_peers(); p; p = p->next)
		if(p->number == pin->peer)
			return p->state == LINK_PEER_READY && (p->up >> component & 1)
						   ? p
						   : NULL;
	return NULL;
}


link_peer_t *xmpp_link_stream_route(int component, uint32_t jid)
{
	stream_pin_t *pin;
	uint32_t key = jid ^ ((uint32_t)component * 2654435761u);
	uint64_t now = xmpp_link_now();
	link_peer_t *p = NULL;

	if(stream_components[component].up == 0)
		return NULL;
	pin = &stream_pins[key % STREAM_PINS];
	if(pin->peer && pin->key == key
			&& now - pin->used < STREAM_PIN_SECONDS * 1000u)
		p = stream_pinned(pin, component);
	if(p == NULL)
		p = stream_rendezvous(component, jid);
	pin->key = key;
	pin->peer = p ? p->number : 0;
	pin->used = now;
	return p;
}


void xmpp_link_stream_use(int component, int sign)
{
	stream_components[component].users += (unsigned)sign;
}


const str *xmpp_link_stream_name(int component)
{
	return &stream_components[component].name;
}


void xmpp_link_stream_show(link_peer_t *p)
{
	link_peer_info_t *i = xmpp_link_peer_info(p);

	lock_get(&xmpp_link_mine->lock);
	i->version = p->version;
	memcpy(i->instance, p->instance, sizeof(i->instance));
	xmpp_link_stream_names(p->up, i->up, sizeof(i->up));
	lock_release(&xmpp_link_mine->lock);
}


static void stream_count(void)
{
	unsigned long n = 0;
	int i;

	for(i = 0; i < LINK_COMPONENTS_MAX; i++)
		n += stream_components[i].up;
	link_stats_set(LINK_STREAMS, n);
}


unsigned xmpp_link_stream_mark(link_peer_t *p, int component, int up)
{
	uint64_t bit = (uint64_t)1 << component;
	stream_component_t *c = &stream_components[component];

	if(up) {
		p->up |= bit;
		c->up++;
	} else {
		p->up &= ~bit;
		c->up--;
		c->gone = xmpp_link_now();
	}
	xmpp_link_stream_show(p);
	stream_count();
	return c->up;
}


void xmpp_link_stream_event(int component, int up)
{
	const str *name = &stream_components[component].name;
	int i;

	/* each worker has its own view of the same event */
	if(xmpp_link_worker_self() == 0)
		LM_NOTICE("component %.*s is %s\n", STR_FMT(name), up ? "up" : "down");
	LM_INFO("component %.*s is %s for worker %d\n", STR_FMT(name),
			up ? "up" : "down", xmpp_link_worker_self());
	for(i = 0; i < stream_handlers_count; i++)
		stream_handlers[i](name, up);
}
