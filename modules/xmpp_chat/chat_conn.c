/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: TCP connections that carry frames of MSRP
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_log.h"

#include "chat_conf.h"
#include "chat_conn.h"
#include "chat_text.h"

enum
{
	IN_FIRST = 4096,
	/* a whole text in CPIM fits, what is longer is answered by 413 */
	IN_MAX = 2 * CHAT_MSRP_HEAD_MAX + CHAT_TEXT_MAX + 1024,
	PASS_MAX = 1024 * 1024, /* bytes of a frame that are passed over */
	OUT_FULL = 64 * 1024,	/* unread: no more is read of the other side */
	OUT_MAX = 512 * 1024,	/* and that many end it */
	READS = 4,				/* in one turn of the loop */
	IDLE_MAX = 256,			/* connections without a session */
	IDLE_TIME = 10000,		/* ms that they have */
};

struct chat_conn
{
	xmpp_link_source_t source; /* first: the loop hands it to us */
	xmpp_link_timer_t timer;   /* no session uses it; or it is over */
	struct chat_conn *older, *younger;
	int fd; /* -1: over */
	int is_connecting;
	int is_broken; /* nothing more can be written */
	uint32_t events;
	int sessions;
	char *in;
	int in_len, in_cap, scanned;
	int passing; /* bytes of a frame that were passed over; 0: none are */
	char tid[CHAT_MSRP_ID_MAX + sizeof("MSRP  ")]; /* a first line, for it */
	char *out;
	int out_from, out_len, out_cap;
	char peer[INET6_ADDRSTRLEN];
};

static const chat_conn_events_t *events_f;
static chat_conn_t *oldest, *youngest;
static int count, idle_count;


/* --- begin and end --------------------------------------------------------------- */

#define CONN_OF_TIMER(t) \
	((chat_conn_t *)(void *)((char *)(t)-offsetof(chat_conn_t, timer)))

static void conn_free(xmpp_link_timer_t *t)
{
	chat_conn_t *c = CONN_OF_TIMER(t);

	free(c->in);
	free(c->out);
	free(c);
}


/* it is freed when no event of this turn can be its own */
static void conn_end(chat_conn_t *c)
{
	if(c->fd < 0)
		return;
	close(c->fd);
	c->fd = -1;
	if(c->older != NULL)
		c->older->younger = c->younger;
	else
		oldest = c->younger;
	if(c->younger != NULL)
		c->younger->older = c->older;
	else
		youngest = c->older;
	count--;
	if(c->sessions == 0)
		idle_count--;
	c->timer.run = conn_free;
	if(xmpp_chat_link.timer_set(&c->timer, 0) < 0)
		LM_ERR("no memory for a timer: a connection is not freed\n");
}


static void conn_lost(chat_conn_t *c, const char *why)
{
	if(c->fd < 0)
		return;
	LM_DBG("MSRP connection with %s is over: %s\n", c->peer, why);
	conn_end(c);
	events_f->closed(c);
}


static void on_timer(xmpp_link_timer_t *t)
{
	chat_conn_t *c = CONN_OF_TIMER(t);

	if(c->is_broken)
		conn_lost(c, "it cannot be written to");
	else
		conn_end(c);
}


static void timer_begin(chat_conn_t *c, int ms)
{
	c->timer.run = on_timer;
	if(xmpp_chat_link.timer_set(&c->timer, ms) < 0)
		LM_ERR("no memory for a timer of a connection\n");
}


/* those whom nobody knows make room for the next one */
static void idle_limit(void)
{
	chat_conn_t *c = oldest;

	if(idle_count < IDLE_MAX)
		return;
	while(c != NULL && c->sessions > 0)
		c = c->younger;
	if(c == NULL)
		return;
	LINK_LOG(LM_NOTICE,
			"%d MSRP connections without a session: the oldest, of %s, is "
			"closed\n",
			idle_count, c->peer);
	conn_end(c);
}


static void on_ready(xmpp_link_source_t *s, uint32_t events);


chat_conn_t *xmpp_chat_conn_new(
		int fd, const chat_address_t *peer, int is_connecting)
{
	uint32_t events = is_connecting ? EPOLLIN | EPOLLOUT : EPOLLIN;
	chat_conn_t *c;

	idle_limit();
	c = calloc(1, sizeof(*c));
	if(c != NULL)
		c->in = malloc(IN_FIRST);
	if(c == NULL || c->in == NULL) {
		LINK_LOG(LM_ERR, "no memory for an MSRP connection\n");
		free(c);
		return NULL;
	}
	c->in_cap = IN_FIRST;
	c->source.ready = on_ready;
	c->is_connecting = is_connecting;
	xmpp_chat_address_write(peer, c->peer, sizeof(c->peer));
	c->fd = fd;
	c->events = events;
	if(xmpp_chat_link.watch(fd, events, &c->source) < 0) {
		free(c->in);
		free(c);
		return NULL;
	}
	c->older = youngest;
	if(youngest != NULL)
		youngest->younger = c;
	else
		oldest = c;
	youngest = c;
	count++;
	idle_count++;
	timer_begin(c, IDLE_TIME);
	return c;
}


void xmpp_chat_conn_use(chat_conn_t *c, int n)
{
	if(c->fd < 0)
		return;
	if(c->sessions == 0 && n > 0) {
		idle_count--;
		if(!c->is_broken)
			xmpp_chat_link.timer_stop(&c->timer);
	}
	c->sessions += n;
	if(c->sessions > 0)
		return;
	idle_count++;
	if(!c->is_broken)
		timer_begin(c, IDLE_TIME);
}


/* --- written ----------------------------------------------------------------------- */

static void events_set(chat_conn_t *c)
{
	int unread = c->out_len - c->out_from;
	uint32_t events = (unread < OUT_FULL ? EPOLLIN : 0)
					  | (unread > 0 || c->is_connecting ? EPOLLOUT : 0);

	if(events == c->events || c->fd < 0)
		return;
	c->events = events;
	xmpp_chat_link.rewatch(c->fd, events, &c->source);
}


/* whoever writes is in the midst of something: the end comes behind it */
static int out_broken(chat_conn_t *c)
{
	c->is_broken = 1;
	timer_begin(c, 0);
	return -1;
}


/* as much as goes. return 0, -1 broken */
static int out_flush(chat_conn_t *c)
{
	ssize_t n;

	while(c->out_from < c->out_len && !c->is_connecting) {
		n = send(c->fd, c->out + c->out_from,
				(size_t)(c->out_len - c->out_from), MSG_NOSIGNAL);
		if(n < 0 && errno == EINTR)
			continue;
		if(n < 0 && errno != EAGAIN)
			return -1;
		if(n <= 0)
			break;
		c->out_from += (int)n;
	}
	if(c->out_from == c->out_len)
		c->out_from = c->out_len = 0;
	events_set(c);
	return 0;
}


static int out_room(chat_conn_t *c, int len)
{
	int unread = c->out_len - c->out_from, cap = c->out_cap;
	char *grown;

	if(c->out_from > 0) {
		memmove(c->out, c->out + c->out_from, (size_t)unread);
		c->out_from = 0;
		c->out_len = unread;
	}
	if(len > OUT_MAX - unread)
		return -1;
	while(cap < unread + len)
		cap = cap > 0 ? 2 * cap : IN_FIRST;
	if(cap == c->out_cap)
		return 0;
	grown = realloc(c->out, (size_t)cap);
	if(grown == NULL)
		return -1;
	c->out = grown;
	c->out_cap = cap;
	return 0;
}


int xmpp_chat_conn_write(chat_conn_t *c, const char *s, int len)
{
	if(c->fd < 0 || c->is_broken)
		return -1;
	if(out_room(c, len) < 0) {
		LINK_LOG(LM_NOTICE,
				"an MSRP connection with %s ends: %d bytes are unread there\n",
				c->peer, c->out_len - c->out_from);
		return out_broken(c);
	}
	memcpy(c->out + c->out_len, s, (size_t)len);
	c->out_len += len;
	return out_flush(c) < 0 ? out_broken(c) : 0;
}


int xmpp_chat_conn_has_room(const chat_conn_t *c)
{
	return c->fd >= 0 && !c->is_broken && c->out_len - c->out_from < OUT_FULL;
}


const char *xmpp_chat_conn_peer(const chat_conn_t *c)
{
	return c->peer;
}


/* --- read --------------------------------------------------------------------------- */

/* the whole buffer is the beginning of one frame. return 0, -1 it is no such */
static int pass_begin(chat_conn_t *c)
{
	str text = {c->in, c->in_len};
	chat_msrp_frame_t f;
	int code = xmpp_chat_msrp_read(&text, &f);

	if(code < 0 || !f.has_body || f.flag != '\0')
		return -1;
	c->passing = 1;
	c->scanned = 0;
	snprintf(c->tid, sizeof(c->tid), "MSRP %.*s ", STR_FMT(&f.tid));
	events_f->frame(c, code, &f);
	return 0;
}


/* its end is in the buffer, behind what was passed over? return how many bytes
 * belong to it, all of them but those that may begin its end; -1 too many */
static int pass_on(chat_conn_t *c)
{
	str tid = {c->tid + 5, (int)strlen(c->tid) - 6};
	int from = 0, size, at;

	at = xmpp_chat_msrp_end(c->in, c->in_len, &tid, &from, &size);
	if(at >= 0) {
		c->passing = 0;
		return at + size;
	}
	c->passing += from;
	return c->passing > PASS_MAX ? -1 : from;
}


/* one frame at this place of the buffer. return its length, 0 not all there, -1 */
static int frame_take(chat_conn_t *c, int at)
{
	chat_msrp_frame_t f;
	str text = {c->in + at, 0};
	int code;

	text.len = xmpp_chat_msrp_scan(c->in + at, c->in_len - at, &c->scanned);
	if(text.len <= 0)
		return text.len;
	c->scanned = 0;
	code = xmpp_chat_msrp_read(&text, &f);
	if(code < 0)
		return -1;
	events_f->frame(c, code, &f);
	return text.len;
}


/* all that is there. return 0, -1: no MSRP */
static int frames_take(chat_conn_t *c)
{
	int at = 0, n;

	if(c->passing) {
		at = pass_on(c);
		if(at < 0)
			return -1;
	}
	while(!c->passing && at < c->in_len) {
		n = frame_take(c, at);
		if(n < 0)
			return -1;
		if(n == 0 || c->fd < 0)
			break;
		at += n;
	}
	if(c->fd < 0)
		return 0;
	memmove(c->in, c->in + at, (size_t)(c->in_len - at));
	c->in_len -= at;
	if(c->passing || c->in_len < IN_MAX)
		return 0;
	return pass_begin(c) < 0 ? -1 : frames_take(c);
}


static int in_grow(chat_conn_t *c)
{
	int cap = 2 * c->in_cap < IN_MAX ? 2 * c->in_cap : IN_MAX;
	char *grown;

	if(c->in_len < c->in_cap)
		return 0;
	grown = realloc(c->in, (size_t)cap);
	if(grown == NULL)
		return -1;
	c->in = grown;
	c->in_cap = cap;
	return 0;
}


static const char *in_read(chat_conn_t *c)
{
	ssize_t n;
	int i;

	for(i = 0; i < READS && c->fd >= 0 && (c->events & EPOLLIN); i++) {
		if(in_grow(c) < 0)
			return "no memory";
		n = recv(c->fd, c->in + c->in_len, (size_t)(c->in_cap - c->in_len), 0);
		if(n == 0)
			return "the other side has closed it";
		if(n < 0)
			return errno == EAGAIN || errno == EINTR ? NULL : strerror(errno);
		c->in_len += (int)n;
		if(frames_take(c) < 0) {
			LM_INFO("an MSRP connection with %s ends: what comes is no MSRP\n",
					c->peer);
			return "no MSRP";
		}
	}
	return NULL;
}


static int connected(chat_conn_t *c)
{
	socklen_t len = sizeof(int);
	int error = 0;

	c->is_connecting = 0;
	return getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &len) == 0
						   && error == 0
				   ? 0
				   : -1;
}


static void on_ready(xmpp_link_source_t *s, uint32_t events)
{
	chat_conn_t *c = (chat_conn_t *)s;
	const char *why = NULL;

	if(c->fd < 0)
		return;
	if(c->is_connecting && connected(c) < 0)
		why = "it cannot be made";
	else if((events & EPOLLOUT) && out_flush(c) < 0)
		why = "it cannot be written to";
	else if(events & (EPOLLIN | EPOLLHUP | EPOLLERR))
		why = in_read(c);
	if(why != NULL)
		conn_lost(c, why);
	else if((events & EPOLLOUT) && c->fd >= 0 && xmpp_chat_conn_has_room(c))
		events_f->writable(c);
}


void xmpp_chat_conn_on(const chat_conn_events_t *events)
{
	events_f = events;
}
