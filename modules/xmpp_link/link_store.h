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
 * \brief xmpp_link :: changes on their way to a table of a database, header only
 *
 * What a module keeps in a database is in its memory, too; the table is read at
 * the start. Changes wait in order in a bounded queue in shared memory, until
 * a process of its own writes them, in batches. A database that fails is opened
 * again; without it the module works on, and reads the table once it is there.
 *
 * The module has one link_store_t, with its first half filled in; queue comes in
 * mod_init, dbf and con are those of each process.
 */

#ifndef LINK_STORE_H
#define LINK_STORE_H

#include <string.h>
#include <strings.h>
#include <time.h>

#include "../../core/dprint.h"
#include "../../core/locking.h"
#include "../../core/mem/shm_mem.h"
#include "../../lib/srdb1/db.h"

#include "link_table.h"

enum
{
	LINK_STORE_BATCH = 500,	 /* changes of one write */
	LINK_STORE_RETRY_S = 5,	 /* between two tries of a database that fails */
	LINK_STORE_QUIET_S = 60, /* between two log lines about it */
};

/* A change; first in a block of shared memory. */
typedef struct link_row
{
	struct link_row *next;
} link_row_t;

typedef struct link_store_queue
{
	gen_lock_t lock;
	link_row_t *first;
	link_row_t **last;
	int count;
	int loaded;	   /* the table was read */
	int failing;   /* the last try failed */
	time_t retry;  /* not before */
	time_t logged; /* when the log said so last */
} link_store_queue_t;

typedef struct link_store
{
	const str *url; /* empty: there is no database */
	const str *table;
	int version;	  /* of the table */
	const char *what; /* it holds, for the log: "subscriptions" */
	const char *file; /* with its definition */
	int (*write)(const link_row_t *row); /* 0, -1 */
	int (*load)(void);					 /* the table, at the start; 0, -1 */
	int (*load_late)(void); /* in the process that writes, workers at work */
	void (*failed)(void);	/* counts it */

	link_store_queue_t *queue;
	db_func_t dbf;
	db1_con_t *con;
} link_store_t;


/* --- the queue ------------------------------------------------------------------ */

/* May one more wait? */
static inline int link_store_has_room(const link_store_t *s, int max)
{
	return s->queue->count < max;
}


/*! \brief The last of those that wait; the row is the store's from now on */
static inline void link_store_put(link_store_t *s, link_row_t *row)
{
	link_store_queue_t *q = s->queue;

	row->next = NULL;
	lock_get(&q->lock);
	*q->last = row;
	q->last = &row->next;
	q->count++;
	lock_release(&q->lock);
}


/* The first, or the one after row. Only one process takes out, and only what the
 * database has: so row stays where it is. */
static inline link_row_t *link_store_next(
		link_store_t *s, const link_row_t *row)
{
	link_row_t *next;

	lock_get(&s->queue->lock);
	next = row ? row->next : s->queue->first;
	lock_release(&s->queue->lock);
	return next;
}


static inline void link_store_drop(link_store_t *s, int n)
{
	link_store_queue_t *q = s->queue;
	link_row_t *row;

	while(n-- > 0) {
		lock_get(&q->lock);
		row = q->first;
		q->first = row->next;
		if(q->first == NULL)
			q->last = &q->first;
		q->count--;
		lock_release(&q->lock);
		shm_free(row);
	}
}


/*! \brief How many wait */
static inline int link_store_waiting(const link_store_t *s)
{
	return s->queue ? s->queue->count : 0;
}


/* --- the database ------------------------------------------------------------------ */

static inline void link_store_close(link_store_t *s)
{
	if(s->con)
		s->dbf.close(s->con);
	s->con = NULL;
}


/* SQLite refuses a second writer at once, unless it is told to wait */
static inline void link_store_sqlite(link_store_t *s)
{
	str pragma = str_init("PRAGMA busy_timeout=2000");
	db1_res_t *res = NULL;

	if(s->url->len < 6 || strncasecmp(s->url->s, "sqlite", 6) != 0)
		return;
	if(s->dbf.raw_query(s->con, &pragma, &res) < 0)
		LM_WARN("SQLite refused PRAGMA busy_timeout, it does not wait for "
				"other writers\n");
	if(res)
		s->dbf.free_result(s->con, res);
}


/*! \brief con, open and set to the table. 0, -1 (logged) */
static inline int link_store_open(link_store_t *s)
{
	if(s->con)
		return 0;
	s->con = s->dbf.init(s->url);
	if(s->con == NULL)
		return -1;
	link_store_sqlite(s);
	if(link_table_check(&s->dbf, s->con, s->table, s->version) == 0
			&& s->dbf.use_table(s->con, s->table) == 0)
		return 0;
	link_store_close(s);
	return -1;
}


/* --- writing --------------------------------------------------------------------- */

/* tried again later; said once in a while */
static inline void link_store_fails(link_store_t *s)
{
	link_store_queue_t *q = s->queue;
	time_t now = time(NULL);

	link_store_close(s);
	q->failing = 1;
	q->retry = now + LINK_STORE_RETRY_S;
	s->failed();
	if(q->logged != 0 && now - q->logged < LINK_STORE_QUIET_S)
		return;
	q->logged = now;
	LM_ERR("table %.*s (parameter db_url) cannot be used: %d changes wait\n",
			STR_FMT(s->table), q->count);
}


static inline void link_store_works(link_store_t *s)
{
	if(s->queue->failing)
		LM_NOTICE("table %.*s can be used again\n", STR_FMT(s->table));
	s->queue->failing = 0;
}


/* Without transactions each change is final when it is written. */
static inline int link_store_begin(link_store_t *s)
{
	return s->dbf.start_transaction && s->dbf.end_transaction
		   && s->dbf.abort_transaction
		   && s->dbf.start_transaction(s->con, DB_LOCKING_NONE) == 0;
}


/* return 1 when something is left that can be written, 0 when not, -1 when the
 * database fails */
static inline int link_store_batch(link_store_t *s)
{
	const link_row_t *row = link_store_next(s, NULL);
	int n, in_transaction, ok = 1;

	if(row == NULL)
		return 0;
	if(link_store_open(s) < 0)
		return -1;
	in_transaction = link_store_begin(s);
	for(n = 0; row && n < LINK_STORE_BATCH; n++) {
		ok = s->write(row) >= 0;
		if(!ok)
			break;
		row = link_store_next(s, row);
	}
	if(in_transaction && ok)
		ok = s->dbf.end_transaction(s->con) == 0;
	else if(in_transaction)
		s->dbf.abort_transaction(s->con);
	if(ok || !in_transaction)
		link_store_drop(s, n);
	return ok ? row != NULL : -1;
}


/*! \brief A turn of the process that writes */
static inline void link_store_run(link_store_t *s)
{
	link_store_queue_t *q = s->queue;
	int rc;

	if(q->loaded && q->first == NULL)
		return;
	if(q->failing && time(NULL) < q->retry)
		return;
	do
		rc = link_store_batch(s);
	while(rc > 0);
	/* after what was changed since the start has been written */
	if(rc == 0 && !q->loaded)
		rc = link_store_open(s) < 0 ? -1 : s->load_late();
	q->loaded |= rc == 0;
	if(rc < 0)
		link_store_fails(s);
	else
		link_store_works(s);
}


/* --- start and end ---------------------------------------------------------------- */

static inline int link_store_queue_init(link_store_t *s)
{
	s->queue = shm_malloc(sizeof(*s->queue));
	if(s->queue == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	memset(s->queue, 0, sizeof(*s->queue));
	s->queue->last = &s->queue->first;
	return lock_init(&s->queue->lock) ? 0 : -1;
}


/*! \brief mod_init: bind, and read the table. An unreachable database stops no
 * calls. 0, 1 there is none, -1 (logged) */
static inline int link_store_init(link_store_t *s)
{
	if(link_store_queue_init(s) < 0)
		return -1;
	if(s->url->len <= 0)
		return 1;
	if(db_bind_mod(s->url, &s->dbf) < 0) {
		LM_ERR("parameter db_url: no database module for %.*s is loaded\n",
				s->url->len < 16 ? s->url->len : 16, s->url->s);
		return -1;
	}
	if(!DB_CAPABILITY(
			   s->dbf, DB_CAP_RAW_QUERY | DB_CAP_INSERT | DB_CAP_DELETE)) {
		LM_ERR("parameter db_url: this database module cannot do raw queries, "
			   "insert and delete\n");
		return -1;
	}
	if(link_store_open(s) < 0 || s->load() < 0) {
		s->queue->failing = 1;
		s->queue->logged = time(NULL);
		LM_ERR("parameter db_url: %s are not known until table %.*s can be "
			   "used (its definition: %s)\n",
				s->what, STR_FMT(s->table), s->file);
	}
	s->queue->loaded = !s->queue->failing;
	link_store_close(s);
	return 0;
}


/*! \brief At the end of Kamailio: write what waits, if it can be */
static inline void link_store_destroy(link_store_t *s)
{
	if(s->queue == NULL)
		return;
	if(s->queue->count > 0 && !s->queue->failing) {
		s->con = NULL; /* another process's */
		while(link_store_batch(s) > 0)
			;
		link_store_close(s);
	}
	link_store_drop(s, s->queue->count);
	shm_free(s->queue);
	s->queue = NULL;
}

#endif
