/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: subscriptions of SIP users in a database
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../../core/mem/shm_mem.h"
#include "../../core/pt.h"
#include "../../core/timer_proc.h"
#include "../xmpp_link/link_log.h"
#include "../xmpp_link/link_store.h"

#include "presence_config.h"
#include "presence_row.h"
#include "presence_stats.h"
#include "presence_store.h"

enum
{
	STORE_PAGE = 500, /* rows read at a time */
};

static int change_write(const link_row_t *row);
static int table_load(void);
static int late_load(void);
static void count_failure(void);

static link_store_t store = {
		.url = &xmpp_presence_config.db_url,
		.table = &xmpp_presence_config.table,
		.version = PRESENCE_ROW_VERSION,
		.what = "subscriptions of SIP users",
		.file = "xmpp_presence-create.sql",
		.write = change_write,
		.load = table_load,
		.load_late = late_load,
		.failed = count_failure,
};
static void (*when_read)(presence_sub_t *s) = NULL;
static int is_late; /* is this the store's process, and workers at work? */


static int store_enabled(void)
{
	return xmpp_presence_config.db_url.len > 0;
}


/* --- changes -------------------------------------------------------------------- */

static void change_put(const presence_sub_t *s, int state, int is_removed)
{
	presence_row_t *r;

	if(!store_enabled() || s->is_poll)
		return;
	r = link_store_has_room(&store, PRESENCE_CFG(max_store))
				? xmpp_presence_row_make(
						s, state, is_removed, xmpp_presence_link.now())
				: NULL;
	if(r == NULL) {
		xmpp_presence_stat(PRESENCE_STAT_STORE_LOST);
		LINK_LOG(LM_ERR,
				"a subscription to XMPP user %.*s is not stored: %d changes "
				"wait (parameter max_store)\n",
				STR_FMT(&s->of->bare), link_store_waiting(&store));
		return;
	}
	if(state == PRESENCE_ROW_REFUSED)
		r->expires = r->since + PRESENCE_CFG(ask_again);
	link_store_put(&store, &r->row);
}


void xmpp_presence_store_put(const presence_sub_t *s)
{
	change_put(s, s->is_active ? PRESENCE_ROW_ACTIVE : PRESENCE_ROW_PENDING, 0);
}


void xmpp_presence_store_remove(const presence_sub_t *s)
{
	change_put(s, PRESENCE_ROW_PENDING, 1);
}


void xmpp_presence_store_refused(const presence_sub_t *s)
{
	change_put(s, PRESENCE_ROW_REFUSED, 0);
}


static int change_write(const link_row_t *row)
{
	return xmpp_presence_row_write(
			&store.dbf, store.con, (const presence_row_t *)row);
}


static void count_failure(void)
{
	xmpp_presence_stat(PRESENCE_STAT_STORE_ERRORS);
}


/* --- reading ---------------------------------------------------------------------- */

/* a row behind it, on its way to its owner */
static void late_run(xmpp_link_task_t *t)
{
	presence_sub_t *s = xmpp_presence_row_load(xmpp_presence_link.self(),
			(presence_row_t *)(t + 1), xmpp_presence_link.now());

	if(s)
		when_read(s);
	shm_free(t);
}


static int late_post(int worker, const presence_row_t *row)
{
	xmpp_link_task_t *t = xmpp_presence_row_copy(sizeof(*t), row);

	if(t == NULL)
		return -1;
	t->run = late_run;
	if(xmpp_presence_link.post(worker, t, 1) == 0)
		return 0;
	shm_free(t);
	return -1;
}


/* one that has expired is forgotten */
static void expired_drop(const presence_row_t *row)
{
	presence_row_t *r;

	if(row->expires > time(NULL))
		return;
	r = xmpp_presence_row_copy(0, row);
	if(r == NULL)
		return;
	r->is_removed = 1;
	link_store_put(&store, &r->row);
}


/* return 0, -1: no memory, the rest is not read */
static int row_load(const db_val_t *values, unsigned long long *id)
{
	presence_row_t row;
	int worker;

	if(!xmpp_presence_row_read(values, &row, id))
		return 0;
	expired_drop(&row);
	worker = xmpp_presence_link.owner(&row.user);
	if(is_late)
		return late_post(worker, &row);
	xmpp_presence_row_load(worker, &row, xmpp_presence_link.now());
	return 0;
}


/* One page; a whole table does not fit in the memory that the database
 * modules use. return its number of rows, -1 on failure */
static int page_load(unsigned long long *id)
{
	char sql[PRESENCE_ROW_SQL_MAX];
	db1_res_t *res = NULL;
	str query = {sql, 0};
	int i, rows;

	query.len = xmpp_presence_row_select(
			&xmpp_presence_config.table, *id, STORE_PAGE, sql, sizeof(sql));
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
	LM_INFO("%d subscriptions of SIP users read from table %.*s\n", loaded,
			STR_FMT(&xmpp_presence_config.table));
	return 0;
}


static int late_load(void)
{
	is_late = 1;
	return table_load();
}


/* --- the process --------------------------------------------------------------------- */

static void presentity_resume(presence_presentity_t *p)
{
	presence_sub_t *s;

	for(s = p->subs; s; s = s->next)
		when_read(s);
}


/* what was read before the fork: its timers are the worker's */
static int worker_start(int worker)
{
	xmpp_presence_presentities_each(worker, presentity_resume);
	return 0;
}


static void store_run(unsigned int ticks, void *arg)
{
	(void)ticks;
	(void)arg;
	link_store_run(&store);
}


int xmpp_presence_store_init(void (*f)(presence_sub_t *s))
{
	int rc;

	when_read = f;
	if(xmpp_presence_link.on_worker(worker_start) < 0)
		return -1;
	rc = link_store_init(&store);
	return rc == 0 ? register_basic_timers(1) : rc < 0 ? -1 : 0;
}


int xmpp_presence_store_fork(void)
{
	if(!store_enabled())
		return 0;
	return fork_basic_utimer(PROC_TIMER, "xmpp_presence store", 1, store_run,
				   NULL, PRESENCE_CFG(store_interval) * 1000)
						   < 0
				   ? -1
				   : 0;
}


void xmpp_presence_store_destroy(void)
{
	link_store_destroy(&store);
}
