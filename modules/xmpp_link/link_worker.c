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
 * \brief xmpp_link :: the loop of a worker process
 *
 * One epoll, one heap of timers, one list of tasks. A cycle waits for
 * descriptors, calls their owners, and runs some tasks and due timers; nothing
 * in it may block. link_process.c runs it.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <sys/epoll.h>

#include "../../core/dprint.h"
#include "../../core/cfg/cfg_struct.h"

#include "link_stats.h"
#include "link_task.h"
#include "link_worker.h"

enum
{
	WORKER_EVENTS = 64, /* taken from epoll at a time */
	WORKER_TASKS = 64,	/* run before looking at the sockets again */
	WORKER_TIMERS = 256,
	WORKER_LATE = 100, /* ms: a timer this late woke up with the process */
	WORKER_LOOKS = 64, /* at the sockets, before such timers run */
	WORKER_HEAP_FIRST = 1023 /* timers; doubled when they are not enough */
};

static int worker_index = -1;
static int worker_epoll = -1;
static int worker_tasks_left = 0;
static link_heap_t worker_heap;


int xmpp_link_worker_self(void)
{
	return worker_index;
}


static int worker_epoll_ctl(int op, int fd, uint32_t events, link_source_t *s)
{
	struct epoll_event e;

	memset(&e, 0, sizeof(e));
	e.events = events;
	e.data.ptr = s;
	if(epoll_ctl(worker_epoll, op, fd, &e) == 0)
		return 0;
	LM_ERR("epoll_ctl: %s\n", strerror(errno));
	return -1;
}


int xmpp_link_watch(int fd, uint32_t events, link_source_t *s)
{
	return worker_epoll_ctl(EPOLL_CTL_ADD, fd, events, s);
}


int xmpp_link_rewatch(int fd, uint32_t events, link_source_t *s)
{
	return worker_epoll_ctl(EPOLL_CTL_MOD, fd, events, s);
}


uint64_t xmpp_link_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000u + (uint64_t)ts.tv_nsec / 1000000u;
}


static int worker_heap_grow(void)
{
	uint32_t cap =
			worker_heap.cap ? worker_heap.cap * 2 + 1 : WORKER_HEAP_FIRST;
	xmpp_link_timer_t **slots;

	/* malloc(): grows with the calls of this worker, not with -M */
	slots = malloc(((size_t)cap + 1) * sizeof(*slots));
	if(slots == NULL) {
		LM_ERR("no memory for %u timers\n", cap);
		return -1;
	}
	free(xmpp_link_heap_grow(&worker_heap, slots, cap));
	return 0;
}


int xmpp_link_timer_set(xmpp_link_timer_t *t, int ms)
{
	uint64_t due = xmpp_link_now() + (uint64_t)(ms > 0 ? ms : 0);

	if(xmpp_link_heap_set(&worker_heap, t, due) == 0)
		return 0;
	return worker_heap_grow() == 0 ? xmpp_link_heap_set(&worker_heap, t, due)
								   : -1;
}


void xmpp_link_timer_stop(xmpp_link_timer_t *t)
{
	xmpp_link_heap_stop(&worker_heap, t);
}


/* bounded, so that timers that set themselves to 0 ms do not block the
 * others */
static void worker_run_timers(void)
{
	uint64_t now = xmpp_link_now(), begin;
	xmpp_link_timer_t *t;
	int n;

	for(n = 0; n < WORKER_TIMERS; n++) {
		t = xmpp_link_heap_first(&worker_heap);
		if(t == NULL || t->due > now)
			return;
		xmpp_link_heap_stop(&worker_heap, t);
		begin = xmpp_link_run_begin();
		t->run(t);
		xmpp_link_run_end(LINK_RUN_TIMER, begin, "a timer");
	}
}


static void worker_run_tasks(void)
{
	xmpp_link_task_t *t, *next;
	uint64_t begin;

	t = xmpp_link_tasks_take(worker_index, WORKER_TASKS, &worker_tasks_left);
	for(; t; t = next) {
		next = t->next; /* run() may free t, or post it again */
		t->next = NULL;
		begin = xmpp_link_run_begin();
		t->run(t);
		xmpp_link_run_end(LINK_RUN_TASK, begin, "a task");
		link_stats_add(LINK_TASKS, 1);
	}
}


static void worker_tasks_ready(link_source_t *s, uint32_t events)
{
	(void)s;
	(void)events;
	worker_tasks_left = 1;
}


/* milliseconds epoll may wait: until the next timer, or -1 */
static int worker_timeout(void)
{
	xmpp_link_timer_t *t = xmpp_link_heap_first(&worker_heap);
	uint64_t now;

	if(worker_tasks_left)
		return 0;
	if(t == NULL)
		return -1;
	now = xmpp_link_now();
	if(t->due <= now)
		return 0;
	return t->due - now > 3600000 ? 3600000 : (int)(t->due - now);
}


/* wait for events and handle them; how many, -1 on error */
static int worker_poll(int timeout)
{
	struct epoll_event events[WORKER_EVENTS];
	int n, i;

	n = epoll_wait(worker_epoll, events, WORKER_EVENTS, timeout);
	if(n < 0 && errno == EINTR)
		return 0;
	if(n < 0)
		LM_ERR("epoll_wait: %s\n", strerror(errno));
	cfg_update();
	for(i = 0; i < n; i++) {
		link_source_t *s = events[i].data.ptr;
		s->ready(s, events[i].events);
	}
	return n;
}


/* did the process, or the machine, stand still? */
static int worker_is_late(void)
{
	xmpp_link_timer_t *t = xmpp_link_heap_first(&worker_heap);

	return t != NULL && xmpp_link_now() > t->due + WORKER_LATE;
}


/* what a late timer waits for may lie in a socket, behind much else */
static void worker_catch_up(void)
{
	int n;

	for(n = 0; n < WORKER_LOOKS && worker_is_late(); n++)
		if(worker_poll(0) <= 0)
			return;
}


int xmpp_link_worker_turn(void)
{
	link_stats_set(LINK_TIMERS, worker_heap.count);
	if(worker_poll(worker_timeout()) < 0)
		return -1;
	worker_catch_up();
	if(worker_tasks_left)
		worker_run_tasks();
	worker_run_timers();
	return 0;
}


int xmpp_link_worker_begin(int index)
{
	static link_source_t tasks = {worker_tasks_ready};

	worker_index = index;
	xmpp_link_mine = &xmpp_link_stats[index];
	worker_epoll = epoll_create1(EPOLL_CLOEXEC);
	if(worker_epoll < 0) {
		LM_ERR("epoll_create: %s\n", strerror(errno));
		return -1;
	}
	return xmpp_link_watch(xmpp_link_tasks_fd(index), EPOLLIN, &tasks);
}
