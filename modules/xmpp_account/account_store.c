/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: accounts in a database
 *
 * Read in mod_init, or by the process that writes when the database answers only
 * later. Changes wait in order in a bounded queue in shared memory. A database
 * that fails is opened again; what the queue cannot hold is lost and counted.
 */

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

#include "account_config.h"
#include "account_row.h"
#include "account_stats.h"
#include "account_store.h"

enum
{
	STORE_BATCH = 500,	/* changes of one write */
	STORE_PAGE = 500,	/* rows read at a time */
	STORE_RETRY_S = 5,	/* between two tries of a database that fails */
	STORE_QUIET_S = 60, /* between two log lines about it */
};

typedef struct queue
{
	gen_lock_t lock;
	account_row_t *first;
	account_row_t **last;
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
	account_row_t row;
} late_t;

static queue_t *queue = NULL;
static db_func_t dbf;
static db1_con_t *con = NULL;
static void (*when_read)(account_t *a) = NULL;
static int is_late; /* is this the store's process, and workers at work? */


static int store_enabled(void)
{
	return xmpp_account_config.db_url.len > 0;
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


static void queue_put(const account_t *a, int is_removed)
{
	account_row_t *r;

	if(!store_enabled())
		return;
	r = queue->count < ACCOUNT_CFG(max_store)
				? xmpp_account_row_make(a, is_removed)
				: NULL;
	if(r == NULL) {
		xmpp_account_stat(ACCOUNT_STAT_STORE_LOST);
		LINK_LOG(LM_ERR,
				"account %.*s of XMPP user %.*s is not stored: %d changes wait "
				"(parameter max_store)\n",
				STR_FMT(&a->fields.line), STR_FMT(&a->fields.owner),
				queue->count);
		return;
	}
	lock_get(&queue->lock);
	*queue->last = r;
	queue->last = &r->next;
	queue->count++;
	lock_release(&queue->lock);
}


void xmpp_account_store_put(const account_t *a)
{
	queue_put(a, 0);
}


void xmpp_account_store_remove(const account_t *a)
{
	queue_put(a, 1);
}


/* The first, or the one after r. Only one process takes out, and only what the
 * database has: so r stays where it is. */
static account_row_t *queue_next(const account_row_t *r)
{
	account_row_t *next;

	lock_get(&queue->lock);
	next = r ? r->next : queue->first;
	lock_release(&queue->lock);
	return next;
}


static void queue_drop(int n)
{
	account_row_t *r;

	while(n-- > 0) {
		lock_get(&queue->lock);
		r = queue->first;
		queue->first = r->next;
		if(queue->first == NULL)
			queue->last = &queue->first;
		queue->count--;
		lock_release(&queue->lock);
		shm_free(r);
	}
}


int xmpp_account_store_waiting(void)
{
	return queue ? queue->count : 0;
}


/* --- the database ------------------------------------------------------------------ */

/* SQLite refuses a second writer at once, unless it is told to wait */
static void sqlite_timeout(void)
{
	static str pragma = str_init("PRAGMA busy_timeout=2000");
	const str *url = &xmpp_account_config.db_url;
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
	const str *table = &xmpp_account_config.table;

	if(con)
		return 0;
	con = dbf.init(&xmpp_account_config.db_url);
	if(con == NULL)
		return -1;
	sqlite_timeout();
	if(link_table_check(&dbf, con, table, ACCOUNT_ROW_VERSION) == 0
			&& dbf.use_table(con, table) == 0)
		return 0;
	disconnect_db();
	return -1;
}


/* tried again later; said once in a while */
static void store_failed(void)
{
	time_t now = time(NULL);

	disconnect_db();
	queue->failing = 1;
	queue->retry = now + STORE_RETRY_S;
	xmpp_account_stat(ACCOUNT_STAT_STORE_ERRORS);
	if(queue->logged != 0 && now - queue->logged < STORE_QUIET_S)
		return;
	queue->logged = now;
	LM_ERR("table %.*s (parameter db_url) cannot be used: %d changes wait\n",
			STR_FMT(&xmpp_account_config.table), queue->count);
}


static void store_works(void)
{
	if(queue->failing)
		LM_NOTICE("table %.*s can be used again\n",
				STR_FMT(&xmpp_account_config.table));
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
	const account_row_t *r = queue_next(NULL);
	int n, in_transaction, ok = 1;

	if(r == NULL)
		return 0;
	if(connect_db() < 0)
		return -1;
	in_transaction = transaction_begin();
	for(n = 0; r && n < STORE_BATCH; n++, r = queue_next(r)) {
		ok = xmpp_account_row_write(&dbf, con, r) >= 0;
		if(!ok)
			break;
	}
	if(in_transaction && ok)
		ok = dbf.end_transaction(con) == 0;
	else if(in_transaction)
		dbf.abort_transaction(con);
	if(ok || !in_transaction)
		queue_drop(n);
	return ok ? r != NULL : -1;
}


/* --- reading ---------------------------------------------------------------------- */

/* What the user did since counts more than what the table had. */
static void late_run(xmpp_link_task_t *t)
{
	late_t *l = (late_t *)t;
	account_t *a = xmpp_account_row_load(xmpp_account_link.self(), &l->row);

	if(a)
		when_read(a);
	shm_free(l);
}


static size_t row_size(const account_row_t *r)
{
	const account_fields_t *f = &r->fields;

	return (size_t)(f->owner.len + f->line.len + f->aor.len + f->auth_name.len
					+ f->proxy.len + f->display.len + r->secret.len
					+ r->token.len);
}


/* the owner puts it into its table */
static int late_post(int worker, const account_row_t *row)
{
	late_t *l = shm_malloc(sizeof(*l) + row_size(row));

	if(l == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	memset(l, 0, sizeof(*l));
	l->task.run = late_run;
	xmpp_account_row_copy(row, &l->row, (char *)(l + 1));
	if(xmpp_account_link.post(worker, &l->task, 1) == 0)
		return 0;
	shm_free(l);
	return -1;
}


/* return 0, -1: no memory, the rest is not read */
static int row_load(const db_val_t *values, unsigned long long *id)
{
	account_row_t row;
	int worker;

	if(!xmpp_account_row_read(values, &row, id))
		return 0;
	worker = xmpp_account_link.owner(&row.fields.owner);
	if(is_late)
		return late_post(worker, &row);
	xmpp_account_row_load(worker, &row);
	return 0;
}


/* One page; a whole table does not fit in the memory that the database
 * modules use. return its number of rows, -1 on failure */
static int page_load(unsigned long long *id)
{
	char sql[ACCOUNT_ROW_SQL_MAX];
	db1_res_t *res = NULL;
	str query = {sql, 0};
	int i, rows;

	query.len = xmpp_account_row_select(
			&xmpp_account_config.table, *id, STORE_PAGE, sql, sizeof(sql));
	if(query.len < 0 || dbf.raw_query(con, &query, &res) < 0 || res == NULL)
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
	LM_INFO("%d accounts read from table %.*s\n", loaded,
			STR_FMT(&xmpp_account_config.table));
	queue->loaded = 1;
	return 0;
}


/* --- the process --------------------------------------------------------------------- */

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
	if(rc == 0 && !queue->loaded) {
		is_late = 1;
		rc = connect_db() < 0 || table_load() < 0 ? -1 : 0;
	}
	if(rc < 0)
		store_failed();
	else
		store_works();
}


int xmpp_account_store_init(void (*f)(account_t *a))
{
	const str *url = &xmpp_account_config.db_url;

	when_read = f;
	if(queue_init() < 0)
		return -1;
	if(!store_enabled())
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
		LM_ERR("parameter db_url: accounts are not known until table %.*s can "
			   "be used (its definition: xmpp_account-create.sql)\n",
				STR_FMT(&xmpp_account_config.table));
	}
	disconnect_db();
	return register_basic_timers(1);
}


int xmpp_account_store_fork(void)
{
	if(!store_enabled())
		return 0;
	return fork_basic_utimer(PROC_TIMER, "xmpp_account store", 1, store_run,
				   NULL, ACCOUNT_CFG(store_interval) * 1000)
						   < 0
				   ? -1
				   : 0;
}


void xmpp_account_store_destroy(void)
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
