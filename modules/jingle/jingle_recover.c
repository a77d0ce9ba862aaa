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
 * (at your option) any later version.
 *
 * In addition, as a special exception, permission is granted to link this
 * code with the OpenSSL library and to distribute the combination.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 */


/*!
 * \file
 * \brief jingle :: calls that survive a restart of Kamailio
 *
 * The queue is made of the calls themselves: each is in it once at most, with
 * what its owner has packed at the end of the last event; a later save takes
 * the place of one that is not written yet. So nothing is written that was true
 * in the middle of an event only, and memory for one row of each call is all
 * that a database costs that fails. A call that is over stays until its row is
 * gone; while the database fails, only its name does.
 */

#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "../../core/cfg/cfg_struct.h"
#include "../../core/dprint.h"
#include "../../core/locking.h"
#include "../../core/mem/mem.h"
#include "../../core/mem/shm.h"
#include "../../core/pt.h"
#include "../../core/sr_module.h"

#include "jingle_conf.h"
#include "jingle_recover_pack.h"
#include "jingle_stats.h"
#include "jingle_recover.h"
#include "jingle_recover_db.h"
#include "jingle_recover_load.h"
#include "jingle_table.h"

enum
{
	BATCH = 200,			/* calls of one transaction */
	TOMBSTONES_MAX = 16384, /* calls over while the database fails */
	CSEQ_UNSAVED = 16,		/* below CSEQ_STEP of jingle_recover_pack.c */
	RETRY_MS = 5000,		/* between two tries of a database that fails */
	QUIET_S = 60,			/* between two log lines about it */
};

typedef struct queue
{
	gen_lock_t lock;
	jingle_call_t *first, *last;
	int count;
	int fd;		/* eventfd, inherited by all processes */
	int loaded; /* the calls of before the start have been read */
	int failing;
	int refused;
	/* taken out, not written yet: of the store's process */
	int hand;
	jingle_call_t *in_hand[BATCH];
	jingle_recover_packed_t *row[BATCH]; /* the save that is in hand */
	unsigned seq[BATCH];				 /* its number */
} queue_t;

typedef struct tombstone
{
	char gr[JINGLE_GR_LEN];
} tombstone_t;

static queue_t *queue = NULL;
static jingle_recover_hooks_t hooks;

/* of the store's process */
static tombstone_t *tombstones = NULL;
static int tombstones_count = 0, tombstones_room = 0;
static int batch = BATCH; /* 1 after a failure: one bad row stops no other */


int jingle_recover_enabled(void)
{
	return jingle_conf.db_url.len > 0;
}


void jingle_recover_figures(jingle_recover_figures_t *f)
{
	memset(f, 0, sizeof(*f));
	if(queue == NULL)
		return;
	f->waiting = queue->count + queue->hand;
	f->refused = queue->refused;
	f->failing = queue->failing;
}


/* --- the queue -------------------------------------------------------------- */

static int queue_init(void)
{
	queue = shm_malloc(sizeof(*queue));
	if(queue == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	memset(queue, 0, sizeof(*queue));
	queue->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if(queue->fd < 0 || lock_init(&queue->lock) == NULL) {
		LM_ERR("cannot create the queue of the store\n");
		return -1;
	}
	return 0;
}


/* under the lock; return 1: the store's process may be asleep */
static int queue_add(jingle_call_t *c)
{
	int was_empty = queue->first == NULL;

	c->store_queued = 1;
	c->store_next = NULL;
	*(was_empty ? &queue->first : &queue->last->store_next) = c;
	queue->last = c;
	queue->count++;
	return was_empty;
}


static void row_free(jingle_recover_packed_t *r)
{
	if(r != NULL)
		shm_free(r);
}


/* row: what is to be written; NULL: the call is over */
static void queue_put(jingle_call_t *c, jingle_recover_packed_t *row)
{
	jingle_recover_packed_t *old;
	uint64_t one = 1;
	int wake = 0;

	lock_get(&queue->lock);
	old = c->store_row_due;
	c->store_row_due = row;
	c->store_over |= row == NULL;
	c->store_seq++;
	if(c->awaits_save) {
		c->awaits_save = 0;
		c->store_wanted = c->store_seq;
	}
	if(!c->store_queued) {
		jingle_table_ref(c);
		wake = queue_add(c);
	}
	lock_release(&queue->lock);
	row_free(old);
	if(wake && write(queue->fd, &one, sizeof(one)) < 0)
		LM_DBG("the store process was woken\n");
}


/* after its 200 a call is the same to us, whether the ACK has come or not */
static jingle_state_t stored_as(jingle_state_t state)
{
	return state == JINGLE_ACCEPTED ? JINGLE_ACTIVE : state;
}


static void call_save(jingle_call_t *c)
{
	jingle_recover_packed_t *row = jingle_recover_pack(c);

	if(row == NULL)
		return; /* tried again at the end of the next event */
	c->changed = c->dialog.changed = 0;
	c->saved = c->state;
	c->saved_cseq = c->dialog.loc_cseq;
	queue_put(c, row);
}


static int is_stored(const jingle_call_t *c)
{
	return jingle_recover_enabled() && c->state != JINGLE_NEW
		   && c->state != JINGLE_ENDED;
}


void jingle_recover_save(jingle_call_t *c)
{
	if(c->in_event || !is_stored(c))
		return;
	if(c->changed || c->dialog.changed
			|| stored_as(c->saved) != stored_as(c->state)
			|| c->dialog.loc_cseq - c->saved_cseq >= CSEQ_UNSAVED)
		call_save(c);
}


int jingle_recover_works(void)
{
	return jingle_recover_enabled() && queue->loaded && !queue->failing;
}


void jingle_recover_await(jingle_call_t *c)
{
	c->awaits_save = 1;
	c->changed = 1;
}


void jingle_recover_remove(jingle_call_t *c)
{
	if(jingle_recover_enabled() && c->saved != JINGLE_NEW)
		queue_put(c, NULL);
}


/* up to max calls in hand; their references come with them */
static void queue_take(int max)
{
	jingle_call_t *c;

	lock_get(&queue->lock);
	for(queue->hand = 0; queue->hand < max && queue->first != NULL;) {
		c = queue->first;
		queue->first = c->store_next;
		c->store_queued = 0;
		queue->count--;
		queue->row[queue->hand] = c->store_row_due;
		c->store_row_due = NULL;
		queue->seq[queue->hand] = c->store_seq;
		queue->in_hand[queue->hand++] = c;
	}
	lock_release(&queue->lock);
}


/* --- owners who wait ---------------------------------------------------------- */

static void stored_run(xmpp_link_task_t *t)
{
	jingle_call_t *c =
			(jingle_call_t *)((char *)t - offsetof(jingle_call_t, store_task));
	int wanted;

	lock_get(&queue->lock);
	c->store_told = 0;
	wanted = c->store_wanted != 0;
	lock_release(&queue->lock);
	if(!wanted)
		hooks.written(c);
	jingle_table_put(c);
}


/* under the lock: the save `seq` of a call is in the table, or cannot be */
static void owner_tell(jingle_call_t *c, unsigned seq)
{
	if(c->store_wanted == 0 || (int)(seq - c->store_wanted) < 0)
		return;
	c->store_wanted = 0;
	if(c->store_told)
		return;
	c->store_told = 1;
	jingle_table_ref(c);
	c->store_task.run = stored_run;
	if(jingle_link.post(c->owner, &c->store_task, 1) < 0)
		jingle_table_put(c);
}


/* --- what could not be written ------------------------------------------------ */

static void tombstone_add(jingle_call_t *c)
{
	tombstone_t *more;
	int room = tombstones_room > 0 ? tombstones_room * 2 : 256;

	if(tombstones_count == tombstones_room && room <= TOMBSTONES_MAX) {
		more = pkg_realloc(tombstones, room * sizeof(*tombstones));
		if(more != NULL) {
			tombstones = more;
			tombstones_room = room;
		}
	}
	if(tombstones_count == tombstones_room) {
		jingle_stats_add(JINGLE_STAT_STORE_LOST);
		return; /* after a restart it will be found to be dead */
	}
	memcpy(tombstones[tombstones_count++].gr, c->gr, JINGLE_GR_LEN);
}


/* no call waits for a database that fails: calls continue, or are freed */
static void queue_purge(void)
{
	jingle_call_t *c, *next, *over = NULL, *rest;

	lock_get(&queue->lock);
	rest = queue->first;
	queue->first = queue->last = NULL;
	queue->count = 0;
	for(c = rest; c != NULL; c = next) {
		next = c->store_next;
		if(!c->store_over) {
			owner_tell(c, c->store_seq);
			queue_add(c);
			continue;
		}
		c->store_next = over;
		over = c;
	}
	lock_release(&queue->lock);
	for(c = over; c != NULL; c = next) {
		next = c->store_next;
		if(c->store_row != 0)
			tombstone_add(c);
		jingle_table_put(c);
	}
}


/* all that is in hand waits again, but for what is outdated by now */
static void hand_back(void)
{
	int i, again;

	for(i = 0; i < queue->hand; i++) {
		jingle_call_t *c = queue->in_hand[i];

		lock_get(&queue->lock);
		again = !c->store_queued;
		if(again) {
			c->store_row_due = queue->row[i];
			queue_add(c);
		}
		lock_release(&queue->lock);
		if(again)
			continue;
		row_free(queue->row[i]);
		jingle_table_put(c);
	}
	queue->hand = 0;
}


/* --- writing ------------------------------------------------------------------ */

static int call_write(jingle_call_t *c, const jingle_recover_packed_t *row)
{
	jingle_recover_how_t how = JINGLE_RECOVER_INSERT;

	if(c->store_over)
		return c->store_row != 0
					   ? jingle_recover_db_delete(&(str){c->gr, JINGLE_GR_LEN})
					   : 0;
	if(row == NULL)
		return 0;
	if(c->store_row != 0)
		how = c->store_row > 0 ? JINGLE_RECOVER_UPDATE : JINGLE_RECOVER_REPLACE;
	c->store_row = -1; /* until the commit */
	return jingle_recover_db_write(&row->row, how);
}


/* calls that were over when the database failed */
static int tombstones_write(void)
{
	int i;
	str gr;

	for(i = 0; i < tombstones_count; i++) {
		gr.s = tombstones[i].gr;
		gr.len = JINGLE_GR_LEN;
		if(jingle_recover_db_delete(&gr) < 0)
			return -1;
	}
	return 0;
}


static int hand_write(void)
{
	int i, in_transaction = jingle_recover_db_begin(), rc;

	if(in_transaction < 0)
		return -1;
	rc = tombstones_write();
	for(i = 0; i < queue->hand && rc == 0; i++)
		rc = call_write(queue->in_hand[i], queue->row[i]);
	if(in_transaction && rc == 0)
		rc = jingle_recover_db_commit();
	if(in_transaction && rc < 0)
		jingle_recover_db_abort();
	return rc;
}


static void hand_written(void)
{
	int i;

	tombstones_count = 0;
	for(i = 0; i < queue->hand; i++) {
		if(queue->in_hand[i]->store_row < 0)
			queue->in_hand[i]->store_row = 1;
		lock_get(&queue->lock);
		owner_tell(queue->in_hand[i], queue->seq[i]);
		lock_release(&queue->lock);
		row_free(queue->row[i]);
		jingle_table_put(queue->in_hand[i]);
	}
	queue->hand = 0;
}


static void table_failed(void)
{
	static time_t logged = 0;
	time_t now = time(NULL);

	queue->failing = 1;
	batch = 1;
	jingle_stats_add(JINGLE_STAT_STORE_ERRORS);
	jingle_recover_db_close();
	hand_back();
	queue_purge();
	if(logged != 0 && now - logged < QUIET_S)
		return;
	logged = now;
	LM_ERR("cannot write to table %.*s (parameter db_url): %d calls would not "
		   "survive a restart of Kamailio\n",
			STR_FMT(&jingle_conf.table), queue->count);
}


static void table_works(void)
{
	if(queue->failing)
		LM_NOTICE("table %.*s can be written again\n",
				STR_FMT(&jingle_conf.table));
	queue->failing = 0;
}


static int table_load(int late)
{
	if(jingle_recover_load(late, hooks.found, &queue->refused) < 0)
		return -1;
	queue->loaded = 1;
	return 0;
}


/* --- the process -------------------------------------------------------------- */

/* write all that waits; 0, -1 the database fails */
static int store_cycle(void)
{
	do {
		queue_take(batch);
		if(queue->hand == 0 && tombstones_count == 0 && queue->loaded)
			return 0;
		if(jingle_recover_db_open() < 0 || (!queue->loaded && table_load(1) < 0)
				|| hand_write() < 0) {
			table_failed();
			return -1;
		}
		hand_written();
	} while(queue->first != NULL);
	batch = BATCH;
	table_works();
	return 0;
}


static void wait_for(int ms, int for_work)
{
	struct pollfd p = {queue->fd, POLLIN, 0};
	uint64_t drained;

	poll(&p, for_work ? 1 : 0, ms);
	/* before the queue is looked at: what comes later wakes us again */
	if(for_work && read(queue->fd, &drained, sizeof(drained)) < 0)
		drained = 0;
}


/* The first change is written at once; those that come in the next
 * store_interval ms are one batch. */
static void process_run(void)
{
	int rc = 0;

	if(!queue->loaded)
		rc = store_cycle();
	for(;;) {
		if(rc < 0)
			wait_for(RETRY_MS, 0);
		else
			wait_for(-1, 1);
		cfg_update();
		rc = store_cycle();
		wait_for(JINGLE_CFG(store_interval), 0);
	}
}


int jingle_recover_init(const jingle_recover_hooks_t *to_tell)
{
	hooks = *to_tell;
	if(!jingle_recover_enabled())
		return 0;
	if(queue_init() < 0 || jingle_recover_db_bind() < 0
			|| jingle_conf_socket() < 0)
		return -1;
	/* the call table must be whole before the first SIP request is read */
	if(jingle_recover_db_open() < 0 || table_load(0) < 0)
		LM_ERR("parameter db_url: calls do not survive a restart of Kamailio "
			   "until table %.*s can be used (its definition: "
			   "jingle-create.sql; of an older version: jingle-update.sql)\n",
				STR_FMT(&jingle_conf.table));
	jingle_recover_db_close();
	register_procs(1);
	cfg_register_child(1);
	return 0;
}


int jingle_recover_fork(void)
{
	int pid;

	if(!jingle_recover_enabled())
		return 0;
	pid = fork_process(PROC_NOCHLDINIT, "jingle store", 0);
	if(pid < 0)
		return -1;
	if(pid > 0)
		return 0;
	if(cfg_child_init() < 0)
		return -1;
	process_run();
	return 0;
}


void jingle_recover_destroy(void)
{
	if(queue == NULL)
		return;
	hand_back();
	if(queue->loaded && queue->first != NULL && !queue->failing)
		store_cycle();
	jingle_recover_db_close();
	close(queue->fd);
	shm_free(queue);
	queue = NULL;
}
