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
#include "../../core/mem/shm_mem.h"
#include "../../core/pt.h"
#include "../../core/timer_proc.h"
#include "../../lib/srdb1/db.h"
#include "../xmpp_link/link_log.h"
#include "../xmpp_link/link_store.h"

#include "account_config.h"
#include "account_row.h"
#include "account_stats.h"
#include "account_store.h"

enum
{
	STORE_PAGE = 500, /* rows read at a time */
};

/* A row that was read after the start, on its way to its owner. */
typedef struct late
{
	xmpp_link_task_t task; /* first: the worker hands it to us */
	account_row_t row;
} late_t;

static int change_write(const link_row_t *row);
static int table_load(void);
static int late_load(void);
static void count_failure(void);

static link_store_t store = {
		.url = &xmpp_account_config.db_url,
		.table = &xmpp_account_config.table,
		.version = ACCOUNT_ROW_VERSION,
		.what = "accounts",
		.file = "xmpp_account-create.sql",
		.write = change_write,
		.load = table_load,
		.load_late = late_load,
		.failed = count_failure,
};
static void (*when_read)(account_t *a) = NULL;
static int is_late; /* is this the store's process, and workers at work? */


static int store_enabled(void)
{
	return xmpp_account_config.db_url.len > 0;
}


/* --- changes -------------------------------------------------------------------- */

static void change_put(const account_t *a, int is_removed)
{
	account_row_t *r;

	if(!store_enabled())
		return;
	r = link_store_has_room(&store, ACCOUNT_CFG(max_store))
				? xmpp_account_row_make(a, is_removed)
				: NULL;
	if(r == NULL) {
		xmpp_account_stat(ACCOUNT_STAT_STORE_LOST);
		LINK_LOG(LM_ERR,
				"account %.*s of XMPP user %.*s is not stored: %d changes wait "
				"(parameter max_store)\n",
				STR_FMT(&a->fields.line), STR_FMT(&a->fields.owner),
				link_store_waiting(&store));
		return;
	}
	link_store_put(&store, &r->row);
}


void xmpp_account_store_put(const account_t *a)
{
	change_put(a, 0);
}


void xmpp_account_store_remove(const account_t *a)
{
	change_put(a, 1);
}


int xmpp_account_store_waiting(void)
{
	return link_store_waiting(&store);
}


static int change_write(const link_row_t *row)
{
	return xmpp_account_row_write(
			&store.dbf, store.con, (const account_row_t *)row);
}


static void count_failure(void)
{
	xmpp_account_stat(ACCOUNT_STAT_STORE_ERRORS);
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


/* the owner puts it into its table */
static int late_post(int worker, const account_row_t *row)
{
	late_t *l = shm_malloc(sizeof(*l) + (size_t)xmpp_account_row_size(row));

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
	if(query.len < 0 || store.dbf.raw_query(store.con, &query, &res) < 0
			|| res == NULL)
		return -1;
	rows = RES_ROW_N(res);
	for(i = 0; i < rows; i++)
		if(row_load(ROW_VALUES(RES_ROWS(res) + i), id) < 0)
			break;
	store.dbf.free_result(store.con, res);
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
	return 0;
}


static int late_load(void)
{
	is_late = 1;
	return table_load();
}


/* --- the process --------------------------------------------------------------------- */

static void store_run(unsigned int ticks, void *arg)
{
	(void)ticks;
	(void)arg;
	link_store_run(&store);
}


int xmpp_account_store_init(void (*f)(account_t *a))
{
	int rc;

	when_read = f;
	rc = link_store_init(&store);
	return rc == 0 ? register_basic_timers(1) : rc < 0 ? -1 : 0;
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
	link_store_destroy(&store);
}
