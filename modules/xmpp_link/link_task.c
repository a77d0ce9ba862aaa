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
 * \brief xmpp_link :: tasks for a worker, from any process
 *
 * A list with a lock and an eventfd for each worker, in shared memory, made in
 * mod_init. Any process appends; the worker wakes up, takes some, and runs
 * them. A list is bounded, but for tasks with a reserved place.
 */

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <sys/eventfd.h>

#include "../../core/dprint.h"
#include "../../core/locking.h"
#include "../../core/mem/shm_mem.h"

#include "link_log.h"
#include "link_task.h"

typedef struct task_list
{
	gen_lock_t lock;
	xmpp_link_task_t *first, *last;
	unsigned count;
	unsigned long refused;
	int fd; /* eventfd, inherited by all processes */
} task_list_t;

static task_list_t *task_lists = NULL; /* in shared memory */
static int task_workers = 0;
static unsigned task_bound = 0;


static int task_list_init(task_list_t *l)
{
	if(lock_init(&l->lock) == NULL) {
		LM_ERR("cannot create the lock of a task list\n");
		return -1;
	}
	l->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if(l->fd < 0) {
		LM_ERR("eventfd: %s\n", strerror(errno));
		return -1;
	}
	return 0;
}


int xmpp_link_tasks_init(int workers, int bound)
{
	size_t size = sizeof(*task_lists) * (size_t)workers;
	int i;

	task_lists = shm_malloc(size);
	if(task_lists == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	memset(task_lists, 0, size);
	for(i = 0; i < workers; i++)
		task_lists[i].fd = -1;
	task_workers = workers;
	task_bound = (unsigned)bound;
	for(i = 0; i < workers; i++)
		if(task_list_init(&task_lists[i]) != 0)
			return -1;
	return 0;
}


void xmpp_link_tasks_destroy(void)
{
	int i;

	for(i = 0; i < task_workers; i++)
		if(task_lists[i].fd >= 0)
			close(task_lists[i].fd);
	if(task_lists)
		shm_free(task_lists);
	task_lists = NULL;
	task_workers = 0;
}


int xmpp_link_tasks_fd(int worker)
{
	return task_lists[worker].fd;
}


/* the counter of an eventfd cannot overflow: it is written on empty only */
static void task_wake(int fd)
{
	uint64_t one = 1;
	ssize_t n;

	do
		n = write(fd, &one, sizeof(one));
	while(n < 0 && errno == EINTR);
}


int xmpp_link_task_post(int worker, xmpp_link_task_t *t, int reserved)
{
	task_list_t *l;
	int was_empty;

	if(worker < 0 || worker >= task_workers) {
		LM_BUG("no such worker: %d\n", worker);
		return -1;
	}
	l = &task_lists[worker];
	t->next = NULL;
	lock_get(&l->lock);
	if(!reserved && l->count >= task_bound) {
		l->refused++;
		lock_release(&l->lock);
		LINK_LOG(LM_ERR,
				"worker %d has %u tasks waiting, parameter task_queue allows "
				"no more\n",
				worker, task_bound);
		return -1;
	}
	was_empty = l->first == NULL;
	*(was_empty ? &l->first : &l->last->next) = t;
	l->last = t;
	l->count++;
	lock_release(&l->lock);
	if(was_empty)
		task_wake(l->fd);
	return 0;
}


xmpp_link_task_t *xmpp_link_tasks_take(int worker, int max, int *left)
{
	task_list_t *l = &task_lists[worker];
	xmpp_link_task_t *first, *last;
	uint64_t drained;
	int n;

	lock_get(&l->lock);
	first = last = l->first;
	for(n = 1; last && last->next && n < max; n++)
		last = last->next;
	if(last) {
		l->first = last->next;
		last->next = NULL;
		l->count -= (unsigned)n;
	}
	*left = l->first != NULL;
	/* under the lock: a post after it finds the list empty and wakes again */
	if(!*left && read(l->fd, &drained, sizeof(drained)) < 0)
		drained = 0;
	lock_release(&l->lock);
	return first;
}


void xmpp_link_tasks_count(
		int worker, unsigned *waiting, unsigned long *refused)
{
	task_list_t *l = &task_lists[worker];

	lock_get(&l->lock);
	*waiting = l->count;
	*refused = l->refused;
	lock_release(&l->lock);
}
