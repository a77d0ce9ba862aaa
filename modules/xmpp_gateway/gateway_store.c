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
 * \brief xmpp_gateway :: subscriptions in a database
 *
 * Read in mod_init, or by the process that writes when the database answers
 * only later, into the users' tables. Later changes wait in order in a bounded
 * queue in shared memory, until a process of its own writes them, every
 * store_interval. A database that fails is opened again; what the queue cannot
 * hold is lost and counted.
 */

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "../../core/dprint.h"
#include "../../core/locking.h"
#include "../../core/mem/shm_mem.h"
#include "../../core/pt.h"
#include "../../core/timer_proc.h"
#include "../../lib/srdb1/db.h"
#include "../xmpp_link/link_log.h"
#include "../xmpp_link/link_table.h"

#include "gateway_config.h"
#include "gateway_stats.h"
#include "gateway_store.h"
#include "gateway_users.h"

enum
{
	STORE_VERSION = 1, /* of the table */
	STORE_BATCH = 500, /* changes of one write */
	STORE_PAGE = 1000, /* rows read at a time */
	STORE_SQL_MAX = 512,
	STORE_RETRY_S = 5,	/* between two tries of a database that fails */
	STORE_QUIET_S = 60, /* between two log lines about it */
};

typedef struct change
{
	struct change *next;
	str user;
	str contact;
	unsigned subscribed;
} change_t;

typedef struct queue
{
	gen_lock_t lock;
	change_t *first;
	change_t **last;
	int count;
	int loaded;	   /* the table was read */
	int failing;   /* the last try failed */
	time_t retry;  /* not before */
	time_t logged; /* when the log said so last */
} queue_t;

/* A row that was read after the start, on its way to its owner. */
typedef struct late
{
	xmpp_link_task_t task; /* first: the worker hands it to us */
	str user;
	str contact;
	unsigned subscribed;
} late_t;

static str col_user = str_init("username");
static str col_contact = str_init("contact");
static str col_direction = str_init("direction");
static str col_updated = str_init("updated");

static queue_t *queue = NULL;
static db_func_t dbf;
static db1_con_t *con = NULL;
static void (*when_read)(void) = NULL;

int xmpp_gateway_store_enabled(void)
{
	return xmpp_gateway_config.db_url.len > 0;
}


/* --- the queue ------------------------------------------------------------------ */

static int queue_init(void)
{
	queue = shm_malloc(sizeof(*queue));
	if(queue == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	memset(queue, 0, sizeof(*queue));
	queue->last = &queue->first;
	return lock_init(&queue->lock) ? 0 : -1;
}


static change_t *change_make(
		const str *user, const str *contact, unsigned subscribed)
{
	change_t *c =
			shm_malloc(sizeof(*c) + (size_t)user->len + (size_t)contact->len);

	if(c == NULL) {
		SHM_MEM_ERROR;
		return NULL;
	}
	c->next = NULL;
	c->subscribed = subscribed;
	c->user.s = (char *)(c + 1);
	c->user.len = user->len;
	memcpy(c->user.s, user->s, (size_t)user->len);
	c->contact.s = c->user.s + user->len;
	c->contact.len = contact->len;
	memcpy(c->contact.s, contact->s, (size_t)contact->len);
	return c;
}


void xmpp_gateway_store_put(
		const str *user, const str *contact, unsigned subscribed)
{
	change_t *c;

	if(!xmpp_gateway_store_enabled())
		return;
	c = queue->count < GATEWAY_CFG(max_store)
				? change_make(user, contact, subscribed)
				: NULL;
	if(c == NULL) {
		xmpp_gateway_count(GATEWAY_STORE_LOST);
		LINK_LOG(LM_ERR,
				"subscription of XMPP user %.*s to contact %.*s is not stored: "
				"%d changes wait (parameter max_store)\n",
				STR_FMT(user), STR_FMT(contact), queue->count);
		return;
	}
	lock_get(&queue->lock);
	*queue->last = c;
	queue->last = &c->next;
	queue->count++;
	lock_release(&queue->lock);
}


/* The first, or the one after c. Only one process takes out, and only what the
 * database has: so c stays where it is. */
static change_t *queue_next(const change_t *c)
{
	change_t *next;

	lock_get(&queue->lock);
	next = c ? c->next : queue->first;
	lock_release(&queue->lock);
	return next;
}


static void queue_drop(int n)
{
	change_t *c;

	while(n-- > 0) {
		lock_get(&queue->lock);
		c = queue->first;
		queue->first = c->next;
		if(queue->first == NULL)
			queue->last = &queue->first;
		queue->count--;
		lock_release(&queue->lock);
		shm_free(c);
	}
}


int xmpp_gateway_store_waiting(void)
{
	return queue ? queue->count : 0;
}


/* --- writing ---------------------------------------------------------------------- */

/* SQLite refuses a second writer at once, unless it is told to wait */
static void sqlite_timeout(void)
{
	static str pragma = str_init("PRAGMA busy_timeout=2000");
	const str *url = &xmpp_gateway_config.db_url;
	db1_res_t *res = NULL;

	if(url->len < 6 || strncasecmp(url->s, "sqlite", 6) != 0)
		return;
	if(dbf.raw_query(con, &pragma, &res) < 0)
		LM_WARN("SQLite refused PRAGMA busy_timeout, it does not wait for "
				"other writers\n");
	if(res)
		dbf.free_result(con, res);
}


static void disconnect_db(void)
{
	if(con)
		dbf.close(con);
	con = NULL;
}


static int connect_db(void)
{
	const str *table = &xmpp_gateway_config.table;

	if(con)
		return 0;
	con = dbf.init(&xmpp_gateway_config.db_url);
	if(con == NULL)
		return -1;
	sqlite_timeout();
	if(link_table_check(&dbf, con, table, STORE_VERSION) == 0
			&& dbf.use_table(con, table) == 0)
		return 0;
	disconnect_db();
	return -1;
}


static void value_str(db_val_t *v, const str *s)
{
	memset(v, 0, sizeof(*v));
	VAL_TYPE(v) = DB1_STR;
	VAL_STR(v) = *s;
}


static void value_int(db_val_t *v, int n)
{
	memset(v, 0, sizeof(*v));
	VAL_TYPE(v) = DB1_INT;
	VAL_INT(v) = n;
}


/* Remove and insert: all databases of Kamailio can do that. */
static int change_write(const change_t *c)
{
	db_key_t keys[4] = {&col_user, &col_contact, &col_direction, &col_updated};
	db_val_t values[4];

	value_str(&values[0], &c->user);
	value_str(&values[1], &c->contact);
	value_int(&values[2], (int)c->subscribed);
	value_int(&values[3], (int)time(NULL));
	if(dbf.delete(con, keys, 0, values, 2) < 0)
		return -1;
	return c->subscribed ? dbf.insert(con, keys, values, 4) : 0;
}


/* tried again later; said once in a while */
static void store_failed(void)
{
	time_t now = time(NULL);

	disconnect_db();
	queue->failing = 1;
	queue->retry = now + STORE_RETRY_S;
	xmpp_gateway_count(GATEWAY_STORE_ERRORS);
	if(queue->logged != 0 && now - queue->logged < STORE_QUIET_S)
		return;
	queue->logged = now;
	LM_ERR("table %.*s (parameter db_url) cannot be used: %d changes wait\n",
			STR_FMT(&xmpp_gateway_config.table), queue->count);
}


static void store_works(void)
{
	if(queue->failing)
		LM_NOTICE("table %.*s can be used again\n",
				STR_FMT(&xmpp_gateway_config.table));
	queue->failing = 0;
}


/* Without transactions each change is final when it is written. */
static int transaction_begin(void)
{
	return dbf.start_transaction && dbf.end_transaction && dbf.abort_transaction
		   && dbf.start_transaction(con, DB_LOCKING_NONE) == 0;
}


/* return 1 when something is left that can be written, 0 when not, -1 when the
 * database fails */
static int store_batch(void)
{
	const change_t *c = queue_next(NULL);
	int n, in_transaction, ok = 1;

	if(c == NULL)
		return 0;
	if(connect_db() < 0)
		return -1;
	in_transaction = transaction_begin();
	for(n = 0; c && n < STORE_BATCH; n++, c = queue_next(c)) {
		ok = change_write(c) >= 0;
		if(!ok)
			break;
	}
	if(in_transaction && ok)
		ok = dbf.end_transaction(con) == 0;
	else if(in_transaction)
		dbf.abort_transaction(con);
	if(ok || !in_transaction)
		queue_drop(n);
	return ok ? c != NULL : -1;
}


/* --- reading ---------------------------------------------------------------------- */

static str value_text(const db_val_t *v)
{
	str s = STR_NULL;

	if(VAL_NULL(v))
		return s;
	if(VAL_TYPE(v) == DB1_STR || VAL_TYPE(v) == DB1_BLOB)
		return VAL_STR(v);
	if(VAL_TYPE(v) == DB1_STRING) {
		s.s = (char *)VAL_STRING(v);
		s.len = (int)strlen(s.s);
	}
	return s;
}


/* What the users did since counts more than what the table had. */
static int contact_load(
		int worker, const str *user, const str *contact, unsigned subscribed)
{
	gateway_user_t *u = xmpp_gateway_user_make(worker, user);
	gateway_contact_t *c =
			u ? xmpp_gateway_contact_make(worker, u, contact) : NULL;

	if(c == NULL)
		return -1;
	if(c->subscribed == 0)
		c->subscribed = subscribed;
	return 0;
}


static void late_run(xmpp_link_task_t *t)
{
	late_t *l = (late_t *)t;

	if(l->user.len > 0)
		contact_load(
				xmpp_gateway_link.self(), &l->user, &l->contact, l->subscribed);
	else
		when_read();
	shm_free(l);
}


/* the owner puts it into its table; without a user: all have been read */
static int late_post(
		int worker, const str *user, const str *contact, unsigned subscribed)
{
	size_t size = (size_t)user->len + (size_t)contact->len;
	late_t *l = shm_malloc(sizeof(*l) + size + 1);

	if(l == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	memset(l, 0, sizeof(*l));
	l->task.run = late_run;
	l->subscribed = subscribed;
	l->user.s = (char *)(l + 1);
	l->user.len = user->len;
	l->contact.s = l->user.s + user->len;
	l->contact.len = contact->len;
	if(size > 0) {
		memcpy(l->user.s, user->s, (size_t)user->len);
		memcpy(l->contact.s, contact->s, (size_t)contact->len);
	}
	if(xmpp_gateway_link.post(worker, &l->task, 1) == 0)
		return 0;
	shm_free(l);
	return -1;
}


static int is_late; /* is this the store's process, and workers at work? */


static int row_load(const db_val_t *v, unsigned long long *id)
{
	str user = value_text(&v[1]), contact = value_text(&v[2]);
	int subscribed = VAL_NULL(&v[3]) ? 0 : VAL_INT(&v[3]) & GATEWAY_SUB_ALL;
	int worker;

	*id = VAL_TYPE(&v[0]) == DB1_BIGINT ? (unsigned long long)VAL_BIGINT(&v[0])
										: (unsigned long long)VAL_INT(&v[0]);
	if(user.len <= 0 || contact.len <= 0 || subscribed == 0)
		return 0;
	worker = xmpp_gateway_link.owner(&user);
	if(is_late)
		return late_post(worker, &user, &contact, (unsigned)subscribed);
	return contact_load(worker, &user, &contact, (unsigned)subscribed);
}


/* One page; a whole table does not fit in the memory that the database
 * modules use. return its number of rows, -1 on failure */
static int page_load(unsigned long long *id)
{
	const str *table = &xmpp_gateway_config.table;
	char sql[STORE_SQL_MAX];
	db1_res_t *res = NULL;
	int i, n, rows;
	str query = {sql, 0};

	n = snprintf(sql, sizeof(sql),
			"select id, %.*s, %.*s, %.*s from %.*s where id > %llu "
			"order by id limit %d",
			STR_FMT(&col_user), STR_FMT(&col_contact), STR_FMT(&col_direction),
			STR_FMT(table), *id, STORE_PAGE);
	query.len = n;
	if(n >= (int)sizeof(sql) || dbf.raw_query(con, &query, &res) < 0
			|| res == NULL)
		return -1;
	rows = RES_ROW_N(res);
	for(i = 0; i < rows; i++)
		if(row_load(ROW_VALUES(RES_ROWS(res) + i), id) < 0)
			break;
	dbf.free_result(con, res);
	return i < rows ? -1 : rows;
}


static int table_load(void)
{
	unsigned long long id = 0;
	int n, loaded = 0;

	do {
		n = page_load(&id);
		loaded += n;
	} while(n == STORE_PAGE);
	if(n < 0)
		return -1;
	LM_INFO("%d subscriptions read from table %.*s\n", loaded,
			STR_FMT(&xmpp_gateway_config.table));
	queue->loaded = 1;
	return 0;
}


/* after what the users did since the start has been written */
static int late_load(void)
{
	static const str none = STR_STATIC_INIT("");
	int i;

	is_late = 1;
	if(connect_db() < 0 || table_load() < 0)
		return -1;
	for(i = 0; i < xmpp_gateway_link.workers(); i++)
		late_post(i, &none, &none, 0);
	return 0;
}


static void store_run(unsigned int ticks, void *arg)
{
	int rc;

	(void)ticks;
	(void)arg;
	if(queue->loaded && queue->first == NULL)
		return;
	if(queue->failing && time(NULL) < queue->retry)
		return;
	do
		rc = store_batch();
	while(rc > 0);
	if(rc == 0 && !queue->loaded)
		rc = late_load();
	if(rc < 0)
		store_failed();
	else
		store_works();
}


int xmpp_gateway_store_init(void (*f)(void))
{
	const str *url = &xmpp_gateway_config.db_url;

	when_read = f;
	if(queue_init() < 0)
		return -1;
	if(!xmpp_gateway_store_enabled())
		return 0;
	if(db_bind_mod(url, &dbf) < 0) {
		LM_ERR("parameter db_url: no database module for %.*s is loaded\n",
				url->len < 16 ? url->len : 16, url->s);
		return -1;
	}
	if(!DB_CAPABILITY(dbf, DB_CAP_RAW_QUERY | DB_CAP_INSERT | DB_CAP_DELETE)) {
		LM_ERR("parameter db_url: this database module cannot do raw queries, "
			   "insert and delete\n");
		return -1;
	}
	/* an unreachable database stops no calls */
	if(connect_db() < 0 || table_load() < 0) {
		queue->failing = 1;
		queue->logged = time(NULL);
		LM_ERR("parameter db_url: subscriptions are not known until table %.*s "
			   "can be used (its definition: xmpp_gateway-create.sql)\n",
				STR_FMT(&xmpp_gateway_config.table));
	}
	disconnect_db();
	return register_basic_timers(1);
}


int xmpp_gateway_store_fork(void)
{
	if(!xmpp_gateway_store_enabled())
		return 0;
	return fork_basic_utimer(PROC_TIMER, "xmpp_gateway store", 1, store_run,
				   NULL, GATEWAY_CFG(store_interval) * 1000)
						   < 0
				   ? -1
				   : 0;
}


void xmpp_gateway_store_destroy(void)
{
	if(queue == NULL)
		return;
	if(queue->count > 0 && !queue->failing) {
		con = NULL; /* another process's */
		while(store_batch() > 0)
			;
		disconnect_db();
	}
	queue_drop(queue->count);
	shm_free(queue);
	queue = NULL;
}
