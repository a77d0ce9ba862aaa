/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: where MSRP connections come from
 */

/* accept4() */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_log.h"

#include "chat_conf.h"
#include "chat_listen.h"

enum
{
	BACKLOG = 128,
	ACCEPTS = 16,		 /* in one turn of the loop */
	ADDRESS_MAX = 63,	 /* bytes, so that a path fits */
	ACCEPT_PAUSE = 1000, /* ms, without descriptors */
};

static chat_address_t own;
static int own_port;


/* small frames that answer each other need not wait for one another */
static void conn_options(int fd)
{
	int on = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
}


chat_conn_t *xmpp_chat_listen_connect(const str *host, int port)
{
	chat_address_t to;
	chat_conn_t *c;
	int fd;

	if(xmpp_chat_address_read(host, port, &to) < 0)
		return NULL;
	fd = socket(
			to.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if(fd < 0 || (connect(fd, &to.any, to.len) < 0 && errno != EINPROGRESS)) {
		LM_INFO("no MSRP connection to %.*s:%d can be made: %s\n",
				STR_FMT(host), port, strerror(errno));
		if(fd >= 0)
			close(fd);
		return NULL;
	}
	conn_options(fd);
	c = xmpp_chat_conn_new(fd, &to, 1);
	if(c == NULL)
		close(fd);
	return c;
}


static struct
{
	xmpp_link_source_t source; /* first */
	xmpp_link_timer_t timer;
	int fd;
} listener = {.fd = -1};


static void accept_again(xmpp_link_timer_t *t)
{
	(void)t;
	xmpp_chat_link.rewatch(listener.fd, EPOLLIN, &listener.source);
}


/* without descriptors the same connection would be shown again at once */
static void accept_pause(void)
{
	LINK_LOG(LM_ERR, "no MSRP connection can be accepted: %s\n",
			strerror(errno));
	listener.timer.run = accept_again;
	if(xmpp_chat_link.timer_set(&listener.timer, ACCEPT_PAUSE) == 0)
		xmpp_chat_link.rewatch(listener.fd, 0, &listener.source);
}


static void on_accept(xmpp_link_source_t *s, uint32_t events)
{
	chat_address_t from;
	int i, fd;

	(void)s;
	(void)events;
	for(i = 0; i < ACCEPTS; i++) {
		from.len = sizeof(from.room);
		fd = accept4(listener.fd, &from.any, &from.len,
				SOCK_NONBLOCK | SOCK_CLOEXEC);
		if(fd < 0) {
			if(errno != EAGAIN && errno != ECONNABORTED && errno != EINTR)
				accept_pause();
			return;
		}
		conn_options(fd);
		if(xmpp_chat_conn_new(fd, &from, 0) == NULL)
			close(fd);
	}
}


/* each worker its own port: the first one's is that of the parameter */
static int worker_listen(int worker)
{
	chat_address_t at = own;
	int on = 1, fd;

	own_port = xmpp_chat_address_port(&own) + worker;
	xmpp_chat_address_port_set(&at, own_port);
	fd = socket(
			at.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if(fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0
			|| bind(fd, &at.any, at.len) < 0 || listen(fd, BACKLOG) < 0) {
		LM_ERR("parameter msrp_listen: cannot listen at port %d, of worker %d: "
			   "%s\n",
				own_port, worker, strerror(errno));
		if(fd >= 0)
			close(fd);
		return -1;
	}
	listener.fd = fd;
	listener.source.ready = on_accept;
	return xmpp_chat_link.watch(fd, EPOLLIN, &listener.source);
}


int xmpp_chat_listen_is_on(void)
{
	return xmpp_chat_conf.msrp_listen.len > 0;
}


const str *xmpp_chat_listen_address(void)
{
	return xmpp_chat_conf.msrp_address.len > 0 ? &xmpp_chat_conf.msrp_address
											   : &own.host;
}


int xmpp_chat_listen_port(void)
{
	return own_port;
}


int xmpp_chat_listen_init(void)
{
	if(!xmpp_chat_listen_is_on())
		return 0;
	if(xmpp_chat_address_split(&xmpp_chat_conf.msrp_listen, &own) < 0) {
		LM_ERR("parameter msrp_listen: %.*s is not as 192.0.2.1:2855\n",
				STR_FMT(&xmpp_chat_conf.msrp_listen));
		return -1;
	}
	if(xmpp_chat_address_is_any(&own) && xmpp_chat_conf.msrp_address.len == 0) {
		LM_ERR("parameter msrp_listen: phones cannot be told %.*s: set "
			   "msrp_address\n",
				STR_FMT(&own.host));
		return -1;
	}
	if(xmpp_chat_conf.msrp_address.len > ADDRESS_MAX) {
		LM_ERR("parameter msrp_address: %.*s is too long\n",
				STR_FMT(&xmpp_chat_conf.msrp_address));
		return -1;
	}
	return xmpp_chat_link.on_worker(worker_listen);
}
