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
#include "../../core/mem/shm_mem.h"
#include "../../core/pt.h"
#include "../../core/timer_proc.h"
#include "../../lib/srdb1/db.h"
#include "../xmpp_link/link_log.h"
#include "../xmpp_link/link_store.h"

#include "gateway_config.h"
#include "gateway_stats.h"
#include "gateway_store.h"
#include "gateway_users.h"

enum
{
	STORE_VERSION = 1, /* of the table */
	STORE_PAGE = 1000, /* rows read at a time */
	STORE_SQL_MAX = 512,
};

typedef struct change
{
	link_row_t row; /* first */
	str user;
	str contact;
	unsigned subscribed;
} change_t;

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

static int change_write(const link_row_t *row);
static int table_load(void);
static int late_load(void);
static void count_failure(void);

static link_store_t store = {
		.url = &xmpp_gateway_config.db_url,
		.table = &xmpp_gateway_config.table,
		.version = STORE_VERSION,
		.what = "subscriptions",
		.file = "xmpp_gateway-create.sql",
		.write = change_write,
		.load = table_load,
		.load_late = late_load,
		.failed = count_failure,
};
static void (*when_read)(void) = NULL;

int xmpp_gateway_store_enabled(void)
{
	return xmpp_gateway_config.db_url.len > 0;
}


/* --- changes -------------------------------------------------------------------- */

static change_t *change_make(
		const str *user, const str *contact, unsigned subscribed)
{
	change_t *c =
			shm_malloc(sizeof(*c) + (size_t)user->len + (size_t)contact->len);

	if(c == NULL) {
		SHM_MEM_ERROR;
		return NULL;
	}
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
	c = link_store_has_room(&store, GATEWAY_CFG(max_store))
				? change_make(user, contact, subscribed)
				: NULL;
	if(c == NULL) {
		xmpp_gateway_count(GATEWAY_STORE_LOST);
		LINK_LOG(LM_ERR,
				"subscription of XMPP user %.*s to contact %.*s is not stored: "
				"%d changes wait (parameter max_store)\n",
				STR_FMT(user), STR_FMT(contact), link_store_waiting(&store));
		return;
	}
	link_store_put(&store, &c->row);
}


int xmpp_gateway_store_waiting(void)
{
	return link_store_waiting(&store);
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
static int change_write(const link_row_t *row)
{
	const change_t *c = (const change_t *)row;
	db_key_t keys[4] = {&col_user, &col_contact, &col_direction, &col_updated};
	db_val_t values[4];

	value_str(&values[0], &c->user);
	value_str(&values[1], &c->contact);
	value_int(&values[2], (int)c->subscribed);
	value_int(&values[3], (int)time(NULL));
	if(store.dbf.delete(store.con, keys, 0, values, 2) < 0)
		return -1;
	return c->subscribed ? store.dbf.insert(store.con, keys, values, 4) : 0;
}


static void count_failure(void)
{
	xmpp_gateway_count(GATEWAY_STORE_ERRORS);
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
	if(n >= (int)sizeof(sql) || store.dbf.raw_query(store.con, &query, &res) < 0
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
	LM_INFO("%d subscriptions read from table %.*s\n", loaded,
			STR_FMT(&xmpp_gateway_config.table));
	return 0;
}


static int late_load(void)
{
	static const str none = STR_STATIC_INIT("");
	int i;

	is_late = 1;
	if(table_load() < 0)
		return -1;
	for(i = 0; i < xmpp_gateway_link.workers(); i++)
		late_post(i, &none, &none, 0);
	return 0;
}


static void store_run(unsigned int ticks, void *arg)
{
	(void)ticks;
	(void)arg;
	link_store_run(&store);
}


int xmpp_gateway_store_init(void (*f)(void))
{
	int rc;

	when_read = f;
	rc = link_store_init(&store);
	return rc == 0 ? register_basic_timers(1) : rc < 0 ? -1 : 0;
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
	link_store_destroy(&store);
}
