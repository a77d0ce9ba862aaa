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
 * \brief xmpp_link :: the connections of sidecars
 *
 * A peer is made when a sidecar connects, and freed at the end of the loop's
 * cycle in which it was closed: because it disconnected, broke the protocol,
 * or did not answer. Its timer checks every ping_interval that it answers.
 * Reading stops while its output is not written.
 */

/* accept4() */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "../../core/dprint.h"

#include "link_config.h"
#include "link_connection.h"
#include "link_log.h"
#include "link_out.h"
#include "link_peer.h"
#include "link_proto.h"
#include "link_socket.h"
#include "link_talk_in.h"
#include "link_talk_out.h"

enum
{
	PEER_READ = 32 * 1024,	 /* bytes of room before a read */
	PEER_HELLO = 1024,		 /* bytes of a hello: more is not waited for */
	PEER_REPLIES = 64 * 1024 /* bytes of replies that may wait to be read */
};

static unsigned peers_number = 0;
static int peers_listener = -1;
static int peers_spare = -1; /* given up to turn a sidecar away, see below */


static size_t peer_frame_max(const link_peer_t *p)
{
	if(p->state == LINK_PEER_NEW)
		return PEER_HELLO;
	return 2 * (size_t)LINK_CFG(stanza_max_in) + LINK_FRAME_EXTRA;
}


static size_t peer_out_max(void)
{
	return (size_t)LINK_CFG(window_bytes) + PEER_REPLIES;
}


/* Two looks, ping_interval apart: what is unanswered at both is stuck. */
static void peer_check_alive(xmpp_link_timer_t *t)
{
	link_peer_t *p = (link_peer_t *)((char *)t - offsetof(link_peer_t, timer));
	int interval = LINK_CFG(ping_interval) * 1000;
	uint32_t oldest = p->unanswered.first ? p->unanswered.first->cookie : 0;

	if(p->state == LINK_PEER_CLOSED)
		return;
	if(p->state == LINK_PEER_NEW) {
		xmpp_link_peer_refuse(p, "no hello in time");
		return;
	}
	if(p->watched && (p->watched == oldest || p->watched == p->ping)) {
		xmpp_link_peer_refuse(p, "it does not answer");
		return;
	}
	p->watched = oldest;
	if(oldest == 0
			&& xmpp_link_now() - p->last_received >= (uint64_t)interval / 2) {
		xmpp_link_talk_ping(p);
		p->watched = p->ping;
	}
	if(xmpp_link_timer_set(t, interval) != 0)
		xmpp_link_peer_refuse(p, "no memory for its timer");
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
				p->in.s + at, p->in.len - at, peer_frame_max(p), &f);
		if(n == LINK_BINRPC_INVALID)
			xmpp_link_peer_refuse(
					p, "it sent what is no frame, or too long a one");
		if(n <= 0)
			break;
		xmpp_link_talk_frame(p, &f);
		at += (size_t)n;
	}
	xmpp_link_buffer_drop(&p->in, at);
	/* the rest of a long frame is then read in one go */
	if(p->state != LINK_PEER_CLOSED && !p->paused && f.size > p->in.len
			&& xmpp_link_buffer_room(&p->in, f.size - p->in.len) != 0)
		xmpp_link_peer_refuse(p, "no memory for what it sends");
}


/* each worker sees it go: one says so */
static void peer_gone(link_peer_t *p, const char *why)
{
	if(xmpp_link_worker_self() == 0)
		LINK_LOG(LM_WARN, "sidecar %u (%s) has disconnected: %s\n", p->number,
				p->instance, why);
	else
		LM_INFO("sidecar %u (%s) has disconnected: %s\n", p->number,
				p->instance, why);
	xmpp_link_peer_close(p);
}


static void peer_read(link_peer_t *p)
{
	ssize_t n;

	if(p->in.cap - p->in.len == 0
			&& xmpp_link_buffer_room(&p->in, PEER_READ) != 0) {
		xmpp_link_peer_refuse(p, "no memory for what it sends");
		return;
	}
	n = recv(p->fd, p->in.s + p->in.len, p->in.cap - p->in.len, MSG_DONTWAIT);
	if(n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if(n <= 0) {
		peer_gone(p, n < 0 ? strerror(errno) : "end of stream");
		return;
	}
	p->in.len += (size_t)n;
	p->last_received = xmpp_link_now();
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
		xmpp_link_peer_close(p);
	/* EPOLLOUT: xmpp_link_connections_end_cycle() writes */
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
		peer_gone(p, strerror(errno));
		return;
	}
	xmpp_link_buffer_drop(&p->out, done);
}


static void peer_rewatch(link_peer_t *p)
{
	uint32_t events = (p->paused ? 0u : (uint32_t)EPOLLIN)
					  | (p->out.len ? (uint32_t)EPOLLOUT : 0u);

	if(events == p->events)
		return;
	if(xmpp_link_rewatch(p->fd, events, &p->source) != 0)
		xmpp_link_peer_close(p);
	p->events = events;
}


static void peer_end_cycle(link_peer_t *p)
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
	xmpp_link_peer_info(p)->unanswered = p->unanswered.count;
	xmpp_link_peer_info(p)->waiting = p->waiting.count;
}


static void peer_free(link_peer_t *p)
{
	xmpp_link_timer_stop(&p->timer);
	close(p->fd);
	lock_get(&xmpp_link_mine->lock);
	xmpp_link_peer_info(p)->used = 0;
	lock_release(&xmpp_link_mine->lock);
	free(p->in.s);
	free(p->out.s);
	free(p);
}


/* its stanzas go to other peers here, which then have to write */
static int peers_reap(void)
{
	link_peer_t *p = xmpp_link_peers();
	int gone = 0;

	while(p != NULL) {
		if(p->state != LINK_PEER_CLOSED) {
			p = p->next;
			continue;
		}
		xmpp_link_peer_remove(p);
		xmpp_link_out_gone(p);
		peer_free(p);
		gone = 1;
		p = xmpp_link_peers(); /* handlers ran */
	}
	return gone;
}


void xmpp_link_connections_end_cycle(void)
{
	unsigned long unanswered = 0;
	link_peer_t *p;

	do
		for(p = xmpp_link_peers(); p; p = p->next)
			if(p->state != LINK_PEER_CLOSED)
				peer_end_cycle(p);
	while(peers_reap());
	for(p = xmpp_link_peers(); p; p = p->next)
		unanswered += p->unanswered.count;
	link_stats_set(LINK_UNANSWERED, unanswered);
}


/* an entry for the operator, or -1 */
static int peer_info_take(link_peer_t *p, pid_t pid, uid_t uid)
{
	link_peer_info_t *i = xmpp_link_mine->peers;
	int n;

	for(n = 0; n < LINK_CFG(peers); n++)
		if(!i[n].used)
			break;
	if(n == LINK_CFG(peers))
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


/* malloc(): its buffers are bounded by window_bytes and stanza_max_in, not by
 * what -M gives */
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
	p->last_received = xmpp_link_now();
	p->events = EPOLLIN;
	p->timer.run = peer_check_alive;
	if(peer_info_take(p, pid, uid) != 0) {
		LINK_LOG(LM_ERR,
				"a sidecar is refused: there are as many as parameter peers "
				"allows (%d)\n",
				LINK_CFG(peers));
		free(p);
		return -1;
	}
	xmpp_link_peer_add(p);
	if(xmpp_link_watch(fd, p->events, &p->source) != 0
			|| xmpp_link_timer_set(&p->timer, LINK_CFG(ping_interval) * 1000)
					   != 0)
		xmpp_link_peer_close(p);
	LM_INFO("sidecar %u connected, pid %d, uid %d\n", p->number, (int)pid,
			(int)uid);
	return 0;
}


/* Without a free descriptor nothing can be accepted, and the loop would spin:
 * one kept in reserve is given up so that the sidecar can be turned away. */
static void peers_turn_away(void)
{
	LINK_LOG(LM_ERR, "a sidecar's connection cannot be accepted: %s\n",
			strerror(errno));
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
		LINK_LOG(LM_ERR,
				"process %d of user %d may not use the link: see parameters "
				"group and peer_users\n",
				(int)pid, (int)uid);
	if(!ok || peer_new(fd, pid, uid) != 0) {
		close(fd);
		link_stats_add(LINK_PEERS_REFUSED, 1);
	}
}


int xmpp_link_connections_init(int listener)
{
	static link_source_t source = {peers_accept};

	peers_listener = listener;
	peers_spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
	return xmpp_link_watch(listener, EPOLLIN, &source);
}
