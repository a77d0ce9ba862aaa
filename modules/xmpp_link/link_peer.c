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

/* accept4() */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "../../core/dprint.h"

#include "link_config.h"
#include "link_in.h"
#include "link_jid.h"
#include "link_out.h"
#include "link_peer.h"
#include "link_proto.h"
#include "link_socket.h"

enum
{
	PEER_READ = 32 * 1024,	/* bytes of room before a read */
	PEER_KEEP = 128 * 1024, /* an empty buffer larger than that is given back */
	PEER_REPLIES = 64 * 1024, /* bytes of replies that may wait to be read */
	PEER_FRAME_EXTRA = 16 * 1024, /* in a frame beside the XML */
	PEER_METHOD_MAX = 16,
	PEER_REASON_MAX = 128
};

static link_peer_t *peers_first = NULL;
static unsigned peers_count = 0;
static unsigned peers_number = 0;
static int peers_listener = -1;
static int peers_spare = -1; /* given up to turn a sidecar away, see below */


link_peer_t *xmpp_link_peers(void)
{
	return peers_first;
}


static size_t peer_frame_max(void)
{
	return (size_t)xmpp_link_config.stanza_max_in + PEER_FRAME_EXTRA;
}


static size_t peer_out_max(void)
{
	return (size_t)xmpp_link_config.window_bytes + PEER_REPLIES;
}


/* mark it: the loop frees it when nobody uses it any more */
static void peer_close(link_peer_t *p)
{
	p->state = LINK_PEER_CLOSED;
}


static void peer_refuse(link_peer_t *p, const char *why)
{
	if(p->state == LINK_PEER_CLOSED)
		return;
	LM_ERR("sidecar %u (%s): %s; closing its connection\n", p->number,
			p->instance[0] ? p->instance : "no hello yet", why);
	link_stats_add(LINK_PEERS_CLOSED, 1);
	peer_close(p);
}


/* room for n more bytes; 0, -1 no memory */
static int buffer_room(link_buffer_t *b, size_t n)
{
	size_t cap = b->cap ? b->cap : PEER_READ;
	char *s;

	if(n <= b->cap - b->len)
		return 0;
	while(cap - b->len < n)
		cap *= 2;
	s = realloc(b->s, cap);
	if(s == NULL)
		return -1;
	b->s = s;
	b->cap = cap;
	return 0;
}


/* forget the first n bytes */
static void buffer_drop(link_buffer_t *b, size_t n)
{
	b->len -= n;
	if(b->len > 0 && n > 0)
		memmove(b->s, b->s + n, b->len);
	if(b->len == 0 && b->cap > PEER_KEEP) {
		free(b->s);
		memset(b, 0, sizeof(*b));
	}
}


/* begin a frame at the end of what waits to be written; -1: closed */
static int peer_begin(link_peer_t *p, link_writer_t *w, size_t room)
{
	if(p->state == LINK_PEER_CLOSED)
		return -1;
	if(buffer_room(&p->out, room) != 0) {
		peer_refuse(p, "no memory for what it shall get");
		return -1;
	}
	xmpp_link_writer_begin(w, p->out.s + p->out.len, p->out.cap - p->out.len);
	return 0;
}


static void peer_end(
		link_peer_t *p, link_writer_t *w, int type, uint32_t cookie)
{
	str frame;

	if(xmpp_link_writer_end(w, type, cookie, &frame) != 0) {
		LM_BUG("a frame did not fit into its room\n");
		return;
	}
	memmove(p->out.s + p->out.len, frame.s, (size_t)frame.len);
	p->out.len += (size_t)frame.len;
}


static void peer_reply(link_peer_t *p, uint32_t cookie)
{
	link_writer_t w;

	if(peer_begin(p, &w, xmpp_link_writer_room(0, 0)) == 0)
		peer_end(p, &w, LINK_BINRPC_REPLY, cookie);
}


static void peer_fault(
		link_peer_t *p, uint32_t cookie, int code, const char *reason)
{
	link_writer_t w;

	if(peer_begin(p, &w, xmpp_link_writer_room(2, strlen(reason))) != 0)
		return;
	xmpp_link_writer_int(&w, code);
	xmpp_link_writer_z(&w, reason);
	peer_end(p, &w, LINK_BINRPC_FAULT, cookie);
}


/* cookies run on for each connection; 0 stands for none */
static uint32_t peer_cookie(link_peer_t *p)
{
	if(++p->cookie == 0)
		p->cookie = 1;
	return p->cookie;
}


int xmpp_link_peer_has_room(const link_peer_t *p, size_t bytes)
{
	const link_list_t *l = &p->unanswered;

	if(l->count == 0)
		return 1;
	return l->count < (unsigned)xmpp_link_config.window
		   && l->bytes + bytes <= (size_t)xmpp_link_config.window_bytes;
}


int xmpp_link_peer_send(link_peer_t *p, const str *component, link_item_t *item)
{
	size_t bytes = sizeof("stanza") + (size_t)(component->len + item->xml.len);
	link_writer_t w;

	if(peer_begin(p, &w, xmpp_link_writer_room(3, bytes)) != 0)
		return -1;
	item->cookie = peer_cookie(p);
	item->taken = 0;
	xmpp_link_writer_z(&w, "stanza");
	xmpp_link_writer_str(&w, component);
	xmpp_link_writer_str(&w, &item->xml);
	peer_end(p, &w, LINK_BINRPC_REQUEST, item->cookie);
	xmpp_link_list_add(&p->unanswered, item);
	link_stats_add(LINK_STANZAS_OUT, 1);
	link_stats_add(LINK_BYTES_OUT, (unsigned long)item->xml.len);
	return 0;
}


static void peer_ping(link_peer_t *p)
{
	link_writer_t w;

	if(peer_begin(p, &w, xmpp_link_writer_room(1, sizeof("ping"))) != 0)
		return;
	p->ping = peer_cookie(p);
	xmpp_link_writer_z(&w, "ping");
	peer_end(p, &w, LINK_BINRPC_REQUEST, p->ping);
}


static link_peer_info_t *peer_info(link_peer_t *p)
{
	return &xmpp_link_mine->peers[p->info];
}


void xmpp_link_peer_show(link_peer_t *p)
{
	link_peer_info_t *i = peer_info(p);

	lock_get(&xmpp_link_mine->lock);
	i->version = p->version;
	memcpy(i->instance, p->instance, sizeof(i->instance));
	xmpp_link_out_names(p->up, i->up, sizeof(i->up));
	lock_release(&xmpp_link_mine->lock);
}


/* Two looks, ping_interval apart: what is unanswered at both is stuck. */
static void peer_look(xmpp_link_timer_t *t)
{
	link_peer_t *p = (link_peer_t *)((char *)t - offsetof(link_peer_t, timer));
	int interval = xmpp_link_config.ping_interval * 1000;
	uint32_t oldest = p->unanswered.first ? p->unanswered.first->cookie : 0;

	if(p->state == LINK_PEER_CLOSED)
		return;
	if(p->state == LINK_PEER_NEW) {
		peer_refuse(p, "no hello in time");
		return;
	}
	if(p->watched && (p->watched == oldest || p->watched == p->ping)) {
		peer_refuse(p, "it answers no more");
		return;
	}
	p->watched = oldest;
	if(oldest == 0 && xmpp_link_now() - p->heard >= (uint64_t)interval / 2) {
		peer_ping(p);
		p->watched = p->ping;
	}
	if(xmpp_link_timer_set(t, interval) != 0)
		peer_refuse(p, "no memory for its timer");
}


static void peer_hello(link_peer_t *p, link_frame_t *f)
{
	link_peer_t *q;
	link_writer_t w;
	int32_t version;
	str instance;

	if(xmpp_link_frame_int(f, &version) != 0
			|| xmpp_link_frame_str(f, &instance) != 0 || version < 1
			|| instance.len < 1) {
		peer_refuse(p, "its hello cannot be read");
		return;
	}
	if(instance.len > LINK_INSTANCE_MAX)
		instance.len = LINK_INSTANCE_MAX;
	memcpy(p->instance, instance.s, (size_t)instance.len);
	p->instance[instance.len] = '\0';
	p->instance_hash = link_hash(LINK_HASH_START, &instance);
	for(q = peers_first; q; q = q->next)
		if(q != p && q->state == LINK_PEER_READY
				&& strcmp(q->instance, p->instance) == 0)
			peer_refuse(q, "the same sidecar connected again");
	if(peer_begin(p, &w, xmpp_link_writer_room(7, 0)) != 0)
		return;
	xmpp_link_writer_int(&w, LINK_VERSION);
	xmpp_link_writer_int(&w, xmpp_link_config.workers);
	xmpp_link_writer_int(&w, xmpp_link_worker_self());
	xmpp_link_writer_int(&w, xmpp_link_config.window);
	xmpp_link_writer_int(&w, xmpp_link_config.window_bytes);
	xmpp_link_writer_int(&w, xmpp_link_config.stanza_max_in);
	xmpp_link_writer_int(&w, xmpp_link_config.stanza_max_out);
	peer_end(p, &w, LINK_BINRPC_REPLY, f->cookie);
	p->version = version;
	p->state = LINK_PEER_READY;
	xmpp_link_peer_show(p);
	LM_INFO("sidecar %u is instance %s, version %d\n", p->number, p->instance,
			p->version);
}


static void peer_stream(link_peer_t *p, link_frame_t *f)
{
	str component;
	int32_t up;

	if(xmpp_link_frame_str(f, &component) != 0
			|| xmpp_link_frame_int(f, &up) != 0) {
		peer_refuse(p, "its stream request cannot be read");
		return;
	}
	if(component.len < 1 || component.len > LINK_COMPONENT_MAX) {
		peer_fault(p, f->cookie, 400, "no component");
		return;
	}
	if(xmpp_link_out_stream(p, &component, up != 0) != 0) {
		peer_fault(p, f->cookie, 503, "too many components");
		return;
	}
	peer_reply(p, f->cookie);
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
	return 0;
}


/* NULL, or why the stanza cannot be taken, with *code */
static const char *stanza_wrong(
		link_peer_t *p, const xmpp_link_stanza_t *s, int kind, int *code)
{
	*code = 400;
	if(kind < 0 || s->xml.len == 0)
		return "no stanza";
	if(s->from.len == 0 || s->to.len == 0)
		return "no from or no to";
	*code = 413;
	if(s->xml.len > xmpp_link_config.stanza_max_in)
		return "longer than stanza_max_in";
	*code = 404;
	if(!xmpp_link_out_peer_is_up(p, &s->component))
		return "no stream of this component is up";
	*code = 421;
	if((int)link_owner(s->from.s, (size_t)s->from.len,
			   (unsigned)xmpp_link_config.workers)
			!= xmpp_link_worker_self())
		return "another worker owns its sender";
	return NULL;
}


static void peer_stanza(link_peer_t *p, link_frame_t *f)
{
	xmpp_link_stanza_t s;
	const char *wrong;
	str kind;
	int n, code;

	if(stanza_read(f, &s, &kind) != 0) {
		peer_refuse(p, "its stanza request cannot be read");
		return;
	}
	n = stanza_kind(&kind);
	wrong = stanza_wrong(p, &s, n, &code);
	if(wrong) {
		LM_ERR("sidecar %u (%s) sent a stanza that cannot be taken: %s\n",
				p->number, p->instance, wrong);
		link_stats_add(LINK_STANZAS_REFUSED, 1);
		peer_fault(p, f->cookie, code, wrong);
		return;
	}
	s.kind = (xmpp_link_kind_t)n;
	link_stats_add(LINK_STANZAS_IN, 1);
	link_stats_add(LINK_BYTES_IN, (unsigned long)s.xml.len);
	xmpp_link_in_stanza(&s);
	peer_reply(p, f->cookie);
}


static void peer_request(link_peer_t *p, link_frame_t *f)
{
	str method;

	if(xmpp_link_frame_str(f, &method) != 0) {
		peer_refuse(p, "a request without a method");
		return;
	}
	if(strcmp(method.s, "hello") == 0 && p->state == LINK_PEER_NEW)
		peer_hello(p, f);
	else if(p->state == LINK_PEER_NEW)
		peer_refuse(p, "its first request is no hello");
	else if(strcmp(method.s, "stream") == 0)
		peer_stream(p, f);
	else if(strcmp(method.s, "stanza") == 0)
		peer_stanza(p, f);
	else if(strcmp(method.s, "ping") == 0)
		peer_reply(p, f->cookie);
	else
		peer_fault(p, f->cookie, 501, "unknown request");
}


/* usually the first one: a sidecar answers in order */
static link_item_t *peer_unanswered(link_peer_t *p, uint32_t cookie)
{
	link_item_t *item = p->unanswered.first;

	while(item && item->cookie != cookie)
		item = item->next;
	return item;
}


static void peer_answer(link_peer_t *p, link_frame_t *f)
{
	link_item_t *item;
	int32_t code = 500;
	str reason = STR_NULL;

	if(f->cookie == p->ping && p->ping != 0) {
		p->ping = 0;
		return;
	}
	item = peer_unanswered(p, f->cookie);
	if(item == NULL) {
		peer_refuse(p, "an answer to nothing");
		return;
	}
	if(f->type == LINK_BINRPC_FAULT
			&& (xmpp_link_frame_int(f, &code) != 0
					|| xmpp_link_frame_str(f, &reason) != 0)) {
		peer_refuse(p, "its fault cannot be read");
		return;
	}
	xmpp_link_list_remove(item);
	if(f->type == LINK_BINRPC_REPLY) {
		xmpp_link_out_taken(p, item);
		return;
	}
	LM_WARN("sidecar %u (%s) refuses a stanza: %d %.*s\n", p->number,
			p->instance, code, STR_FMT(&reason));
	xmpp_link_out_refused(p, item, code);
}


/* all whole frames that were read; stops where the peer must read first */
static void peer_frames(link_peer_t *p)
{
	size_t at = 0;
	link_frame_t f;
	long n;

	f.size = 0;
	while(p->state != LINK_PEER_CLOSED) {
		p->paused = p->out.len > peer_out_max();
		if(p->paused)
			break;
		n = xmpp_link_frame_read(
				p->in.s + at, p->in.len - at, peer_frame_max(), &f);
		if(n == LINK_BINRPC_INVALID)
			peer_refuse(p, "it sent what is no frame, or too long a one");
		if(n <= 0)
			break;
		if(f.type == LINK_BINRPC_REQUEST)
			peer_request(p, &f);
		else
			peer_answer(p, &f);
		at += (size_t)n;
	}
	buffer_drop(&p->in, at);
	/* the rest of a long frame is then read in one go */
	if(!p->paused && f.size > p->in.len
			&& buffer_room(&p->in, f.size - p->in.len) != 0)
		peer_refuse(p, "no memory for what it sends");
}


static void peer_read(link_peer_t *p)
{
	ssize_t n;

	if(p->in.cap - p->in.len == 0 && buffer_room(&p->in, PEER_READ) != 0) {
		peer_refuse(p, "no memory for what it sends");
		return;
	}
	n = recv(p->fd, p->in.s + p->in.len, p->in.cap - p->in.len, MSG_DONTWAIT);
	if(n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if(n <= 0) {
		LM_WARN("sidecar %u (%s) is gone: %s\n", p->number, p->instance,
				n < 0 ? strerror(errno) : "end of stream");
		peer_close(p);
		return;
	}
	p->in.len += (size_t)n;
	p->heard = xmpp_link_now();
	peer_frames(p);
}


static void peer_ready(link_source_t *s, uint32_t events)
{
	link_peer_t *p = (link_peer_t *)s;

	if(p->state == LINK_PEER_CLOSED)
		return;
	/* what was sent before the end is still read */
	if(!p->paused && (events & (EPOLLIN | EPOLLHUP | EPOLLERR)))
		peer_read(p);
	else if(events & (EPOLLHUP | EPOLLERR))
		peer_close(p);
	/* EPOLLOUT: peers_settle() writes */
}


static void peer_write(link_peer_t *p)
{
	size_t done = 0;
	ssize_t n = 0;

	while(done < p->out.len) {
		n = send(p->fd, p->out.s + done, p->out.len - done,
				MSG_DONTWAIT | MSG_NOSIGNAL);
		if(n < 0 && errno == EINTR)
			continue;
		if(n <= 0)
			break;
		done += (size_t)n;
	}
	if(n < 0 && errno != EAGAIN) {
		LM_WARN("sidecar %u (%s) is gone: %s\n", p->number, p->instance,
				strerror(errno));
		peer_close(p);
		return;
	}
	buffer_drop(&p->out, done);
}


static void peer_rewatch(link_peer_t *p)
{
	uint32_t events = (p->paused ? 0u : (uint32_t)EPOLLIN)
					  | (p->out.len ? (uint32_t)EPOLLOUT : 0u);

	if(events == p->events)
		return;
	if(xmpp_link_rewatch(p->fd, events, &p->source) != 0)
		peer_close(p);
	p->events = events;
}


static void peer_settle(link_peer_t *p)
{
	if(p->out.len > 0)
		peer_write(p);
	if(p->state != LINK_PEER_CLOSED && p->paused
			&& p->out.len <= peer_out_max()) {
		peer_frames(p); /* what was read before the pause */
		if(p->out.len > 0 && p->state != LINK_PEER_CLOSED)
			peer_write(p);
	}
	if(p->state != LINK_PEER_CLOSED)
		peer_rewatch(p);
	peer_info(p)->unanswered = p->unanswered.count;
	peer_info(p)->waiting = p->waiting.count;
}


static void peer_free(link_peer_t *p)
{
	xmpp_link_timer_stop(&p->timer);
	close(p->fd);
	lock_get(&xmpp_link_mine->lock);
	peer_info(p)->used = 0;
	lock_release(&xmpp_link_mine->lock);
	free(p->in.s);
	free(p->out.s);
	free(p);
}


/* its stanzas go to other peers here, which then have to write */
static int peers_reap(void)
{
	link_peer_t **at = &peers_first, *p;
	int gone = 0;

	while((p = *at) != NULL) {
		if(p->state != LINK_PEER_CLOSED) {
			at = &p->next;
			continue;
		}
		*at = p->next;
		peers_count--;
		xmpp_link_out_gone(p);
		peer_free(p);
		gone = 1;
		at = &peers_first; /* handlers ran */
	}
	link_stats_set(LINK_PEERS, peers_count);
	return gone;
}


void xmpp_link_peers_settle(void)
{
	link_peer_t *p;

	do
		for(p = peers_first; p; p = p->next)
			if(p->state != LINK_PEER_CLOSED)
				peer_settle(p);
	while(peers_reap());
}


/* an entry for the operator, or -1 */
static int peer_info_take(link_peer_t *p, pid_t pid, uid_t uid)
{
	link_peer_info_t *i = xmpp_link_mine->peers;
	int n;

	for(n = 0; n < xmpp_link_config.peers; n++)
		if(!i[n].used)
			break;
	if(n == xmpp_link_config.peers)
		return -1;
	lock_get(&xmpp_link_mine->lock);
	memset(&i[n], 0, sizeof(i[n]));
	i[n].used = 1;
	i[n].number = p->number;
	i[n].pid = (int)pid;
	i[n].uid = (int)uid;
	i[n].since = (uint64_t)time(NULL);
	lock_release(&xmpp_link_mine->lock);
	p->info = n;
	return 0;
}


static int peer_new(int fd, pid_t pid, uid_t uid)
{
	link_peer_t *p = calloc(1, sizeof(*p));

	if(p == NULL) {
		LM_ERR("no memory for a sidecar\n");
		return -1;
	}
	p->source.ready = peer_ready;
	p->fd = fd;
	p->number = ++peers_number;
	p->heard = xmpp_link_now();
	p->events = EPOLLIN;
	p->timer.run = peer_look;
	if(peer_info_take(p, pid, uid) != 0) {
		LM_ERR("a sidecar too many: parameter peers is %d\n",
				xmpp_link_config.peers);
		free(p);
		return -1;
	}
	p->next = peers_first;
	peers_first = p;
	peers_count++;
	if(xmpp_link_watch(fd, p->events, &p->source) != 0
			|| xmpp_link_timer_set(
					   &p->timer, xmpp_link_config.ping_interval * 1000)
					   != 0)
		peer_close(p);
	LM_INFO("sidecar %u connected, pid %d, uid %d\n", p->number, (int)pid,
			(int)uid);
	return 0;
}


/* Without a free descriptor nothing can be accepted, and the loop would spin:
 * one kept in reserve is given up so that the sidecar can be turned away. */
static void peers_turn_away(void)
{
	LM_ERR("a sidecar cannot be accepted: %s\n", strerror(errno));
	if(peers_spare >= 0)
		close(peers_spare);
	peers_spare = accept(peers_listener, NULL, NULL);
	if(peers_spare >= 0)
		close(peers_spare);
	peers_spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
	link_stats_add(LINK_PEERS_REFUSED, 1);
}


static void peers_accept(link_source_t *s, uint32_t events)
{
	pid_t pid;
	uid_t uid;
	int fd, ok;

	(void)s;
	(void)events;
	fd = accept4(peers_listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if(fd < 0) {
		if(errno == EMFILE || errno == ENFILE || errno == ENOMEM)
			peers_turn_away();
		return;
	}
	ok = xmpp_link_socket_trusts(fd, &pid, &uid);
	if(!ok)
		LM_ERR("process %d of user %d may not use the link: see parameters "
			   "group and peer_users\n",
				(int)pid, (int)uid);
	if(!ok || peer_new(fd, pid, uid) != 0) {
		close(fd);
		link_stats_add(LINK_PEERS_REFUSED, 1);
	}
}


int xmpp_link_peers_init(int listener)
{
	static link_source_t source = {peers_accept};

	peers_listener = listener;
	peers_spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
	return xmpp_link_watch(listener, EPOLLIN, &source);
}
