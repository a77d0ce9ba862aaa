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
 * \brief xmpp_link :: the sockets at which sidecars connect
 *
 * Made by the main process in mod_init, one for each worker, and inherited;
 * each worker keeps its own and closes the others, as all other processes do.
 * The files are removed at the end. Who connects is checked by the kernel's
 * word on the process (SO_PEERCRED).
 */

/* struct ucred and SO_PEERCRED are Linux' own */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "../../core/dprint.h"
#include "../../core/globals.h"

#include "link_config.h"
#include "link_proto.h"
#include "link_socket.h"
#include "link_users.h"

enum
{
	SOCKET_BACKLOG = 64,
	SOCKET_GROUPS_MAX = 1024,
	LIVE_TRIES = 50,
	LIVE_WAIT = 100000 /* us */
};

static int socket_fds[LINK_WORKERS_MAX];
static int socket_count = 0;
static uid_t socket_uid;
static gid_t socket_gid;


static void socket_address(struct sockaddr_un *a, int worker)
{
	memset(a, 0, sizeof(*a));
	a->sun_family = AF_UNIX;
	snprintf(a->sun_path, sizeof(a->sun_path), "%.*s.%d",
			STR_FMT(&xmpp_link_config.socket), worker);
}


/* whom the sockets belong to: parameters, else whom Kamailio will run as */
static int socket_owner_read(void)
{
	socket_uid = uid > 0 ? (uid_t)uid : geteuid();
	socket_gid = gid > 0 ? (gid_t)gid : getegid();
	if(xmpp_link_config.user.len > 0
			&& xmpp_link_user_id(xmpp_link_config.user.s, &socket_uid) != 0)
		return -1;
	if(xmpp_link_config.group.len > 0
			&& xmpp_link_group_id(xmpp_link_config.group.s, &socket_gid) != 0)
		return -1;
	return 0;
}


/* does another process listen there? 1, 0, -1 error */
static int socket_is_live(const struct sockaddr_un *a)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int live;

	if(fd < 0) {
		LM_ERR("socket: %s\n", strerror(errno));
		return -1;
	}
	live = connect(fd, (const struct sockaddr *)a, sizeof(*a)) == 0
		   || errno != ECONNREFUSED;
	close(fd);
	return live;
}


/* 0 the path is free now, -1 not */
static int socket_clear(const struct sockaddr_un *a)
{
	struct stat st;
	int live, tries;

	if(lstat(a->sun_path, &st) != 0)
		return 0;
	if(!S_ISSOCK(st.st_mode)) {
		LM_ERR("%s exists and is no socket\n", a->sun_path);
		return -1;
	}
	/* the processes of a Kamailio that was killed take a moment to end */
	for(tries = 0; (live = socket_is_live(a)) == 1 && tries < LIVE_TRIES;
			tries++)
		sleep_us(LIVE_WAIT);
	if(live < 0)
		return -1;
	if(live) {
		LM_ERR("another process listens at %s: another Kamailio runs, or "
			   "processes of one that was killed; end them or set parameter "
			   "socket\n",
				a->sun_path);
		return -1;
	}
	if(unlink(a->sun_path) != 0 && errno != ENOENT) {
		LM_ERR("cannot remove stale %s: %s\n", a->sun_path, strerror(errno));
		return -1;
	}
	return 0;
}


/* permissions are set before listen(): until then no process can connect */
static int socket_open(int worker)
{
	struct sockaddr_un a;
	int fd;

	socket_address(&a, worker);
	if(socket_clear(&a) != 0)
		return -1;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if(fd < 0) {
		LM_ERR("socket: %s\n", strerror(errno));
		return -1;
	}
	if(bind(fd, (struct sockaddr *)&a, sizeof(a)) != 0) {
		LM_ERR("cannot create %s: %s\n", a.sun_path, strerror(errno));
		close(fd);
		return -1;
	}
	socket_fds[worker] = fd;
	socket_count = worker + 1;
	if(chmod(a.sun_path, (mode_t)LINK_CFG(socket_mode)) != 0) {
		LM_ERR("chmod %s: %s\n", a.sun_path, strerror(errno));
		return -1;
	}
	if((socket_uid != geteuid() || socket_gid != getegid())
			&& chown(a.sun_path, socket_uid, socket_gid) != 0) {
		LM_ERR("cannot give %s to user %u, group %u: %s\n", a.sun_path,
				socket_uid, socket_gid, strerror(errno));
		return -1;
	}
	if(listen(fd, SOCKET_BACKLOG) != 0) {
		LM_ERR("listen at %s: %s\n", a.sun_path, strerror(errno));
		return -1;
	}
	return 0;
}


int xmpp_link_sockets_open(int workers)
{
	int i;

	if(socket_owner_read() != 0)
		return -1;
	for(i = 0; i < workers; i++)
		if(socket_open(i) != 0)
			return -1;
	return 0;
}


int xmpp_link_sockets_keep(int worker)
{
	int fd = socket_fds[worker];

	socket_fds[worker] = -1;
	xmpp_link_sockets_close();
	return fd;
}


void xmpp_link_sockets_close(void)
{
	int i;

	for(i = 0; i < socket_count; i++) {
		if(socket_fds[i] >= 0)
			close(socket_fds[i]);
		socket_fds[i] = -1;
	}
}


void xmpp_link_sockets_remove(void)
{
	struct sockaddr_un a;
	int i;

	for(i = 0; i < socket_count; i++) {
		socket_address(&a, i);
		if(unlink(a.sun_path) != 0 && errno != ENOENT)
			LM_WARN("cannot remove %s: %s\n", a.sun_path, strerror(errno));
	}
	xmpp_link_sockets_close();
	socket_count = 0;
}


static int socket_in_group(int fd, const struct ucred *c)
{
	static gid_t groups[SOCKET_GROUPS_MAX];
	socklen_t size = sizeof(groups);
	size_t i;

	if(c->gid == socket_gid)
		return 1;
#ifdef SO_PEERGROUPS
	if(getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, &size) != 0)
		return 0;
	for(i = 0; i < size / sizeof(groups[0]); i++)
		if(groups[i] == socket_gid)
			return 1;
#endif
	return 0;
}


int xmpp_link_socket_trusts(int fd, pid_t *pid, uid_t *peer_uid)
{
	struct ucred c;
	socklen_t size = sizeof(c);

	*pid = -1;
	*peer_uid = (uid_t)-1;
	if(getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &c, &size) != 0)
		return 0;
	*pid = c.pid;
	*peer_uid = c.uid;
	if(c.uid == 0 || c.uid == geteuid() || c.uid == socket_uid
			|| xmpp_link_is_peer_user(c.uid))
		return 1;
	return socket_in_group(fd, &c);
}
