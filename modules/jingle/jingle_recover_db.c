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
 * \brief jingle :: the table of calls in the database
 *
 * One connection of this process: mod_init uses it to read, the store's
 * process to write. Opened at need, with the table's version checked and
 * SQLite's settings made, and closed after any failure. Writes of one batch
 * are a transaction where the database has them.
 */

#include <stdio.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../lib/srdb1/db.h"
#include "../xmpp_link/link_table.h"

#include "jingle_conf.h"
#include "jingle_recover_db.h"

enum
{
	TABLE_VERSION = 2,
	PAGE = 50, /* rows read at a time: they have to fit in private memory */
	SQL_MAX = 1024,
};

static db_func_t dbf;
static db1_con_t *con = NULL;
static str names[JINGLE_RECOVER_ROW_COLUMNS]; /* of the columns */
static str id_name = str_init("id");
static int is_sqlite;


int jingle_recover_db_bind(void)
{
	const str *url = &jingle_conf.db_url;
	int i;

	if(db_bind_mod(url, &dbf) < 0) {
		LM_ERR("parameter db_url: no database module for %.*s is loaded\n",
				url->len < 16 ? url->len : 16, url->s);
		return -1;
	}
	if(!DB_CAPABILITY(dbf, DB_CAP_RAW_QUERY | DB_CAP_INSERT | DB_CAP_UPDATE
								   | DB_CAP_DELETE)) {
		LM_ERR("parameter db_url: this database module cannot do raw queries, "
			   "insert, update and delete\n");
		return -1;
	}
	is_sqlite = url->len > 6 && strncasecmp(url->s, "sqlite", 6) == 0;
	for(i = 0; i < JINGLE_RECOVER_ROW_COLUMNS; i++) {
		names[i].s = (char *)jingle_recover_row_columns[i].name;
		names[i].len = (int)strlen(names[i].s);
	}
	return 0;
}


static int sql_run(const char *sql)
{
	db1_res_t *res = NULL;
	str query;
	int rc;

	query.s = (char *)sql;
	query.len = (int)strlen(sql);
	rc = dbf.raw_query(con, &query, &res);
	if(res != NULL)
		dbf.free_result(con, res);
	return rc < 0 ? -1 : 0;
}


/* Readers must not fail because we write, nor we because another does; a
 * commit need not reach the disk to outlive Kamailio. */
static void sqlite_prepare(void)
{
	if(sql_run("PRAGMA busy_timeout=2000") < 0
			|| sql_run("PRAGMA journal_mode=WAL") < 0
			|| sql_run("PRAGMA synchronous=NORMAL") < 0)
		LM_WARN("SQLite refused our settings of locking and syncing, its own "
				"remain\n");
}


int jingle_recover_db_open(void)
{
	if(con != NULL)
		return 0;
	con = dbf.init(&jingle_conf.db_url);
	if(con == NULL)
		return -1;
	if(is_sqlite)
		sqlite_prepare();
	if(link_table_check(&dbf, con, &jingle_conf.table, TABLE_VERSION) == 0
			&& dbf.use_table(con, &jingle_conf.table) == 0)
		return 0;
	jingle_recover_db_close();
	return -1;
}


void jingle_recover_db_close(void)
{
	if(con != NULL)
		dbf.close(con);
	con = NULL;
}


int jingle_recover_db_begin(void)
{
	int able = dbf.start_transaction != NULL && dbf.end_transaction != NULL
			   && dbf.abort_transaction != NULL;

	if(is_sqlite)
		return sql_run("BEGIN IMMEDIATE") < 0 ? -1 : 1;
	if(!able)
		return 0;
	return dbf.start_transaction(con, DB_LOCKING_NONE) < 0 ? -1 : 1;
}


int jingle_recover_db_commit(void)
{
	if(is_sqlite)
		return sql_run("COMMIT");
	return dbf.end_transaction(con) == 0 ? 0 : -1;
}


void jingle_recover_db_abort(void)
{
	if(is_sqlite)
		sql_run("ROLLBACK");
	else
		dbf.abort_transaction(con);
}


/* --- writing ---------------------------------------------------------------- */

static void value_fill(db_val_t *v, const jingle_recover_row_t *row, int column)
{
	const jingle_recover_row_column_t *c = &jingle_recover_row_columns[column];
	const void *field = (const char *)row + c->at;

	memset(v, 0, sizeof(*v));
	if(c->kind != JINGLE_RECOVER_ROW_NUMBER) {
		VAL_TYPE(v) = DB1_STR;
		VAL_STR(v) = *(const str *)field;
		if(VAL_STR(v).s == NULL)
			VAL_STR(v).s = "";
		return;
	}
	VAL_TYPE(v) = DB1_BIGINT;
	VAL_BIGINT(v) = *(const long long *)field;
}


int jingle_recover_db_write(
		const jingle_recover_row_t *row, jingle_recover_how_t how)
{
	db_key_t keys[JINGLE_RECOVER_ROW_COLUMNS];
	db_val_t values[JINGLE_RECOVER_ROW_COLUMNS];
	int i;

	for(i = 0; i < JINGLE_RECOVER_ROW_COLUMNS; i++) {
		keys[i] = &names[i];
		value_fill(&values[i], row, i);
	}
	if(how == JINGLE_RECOVER_UPDATE)
		return dbf.update(con, keys, NULL, values,
					   keys + JINGLE_RECOVER_ROW_FIXED,
					   values + JINGLE_RECOVER_ROW_FIXED, 1,
					   JINGLE_RECOVER_ROW_COLUMNS - JINGLE_RECOVER_ROW_FIXED)
							   < 0
					   ? -1
					   : 0;
	if(how == JINGLE_RECOVER_REPLACE && jingle_recover_db_delete(&row->gr) < 0)
		return -1;
	return dbf.insert(con, keys, values, JINGLE_RECOVER_ROW_COLUMNS) < 0 ? -1
																		 : 0;
}


int jingle_recover_db_delete(const str *gr)
{
	db_key_t key = &names[0];
	db_val_t value;

	memset(&value, 0, sizeof(value));
	VAL_TYPE(&value) = DB1_STR;
	VAL_STR(&value) = *gr;
	return dbf.delete(con, &key, NULL, &value, 1) < 0 ? -1 : 0;
}


/* --- reading ---------------------------------------------------------------- */

static long long value_number(const db_val_t *v)
{
	if(VAL_NULL(v))
		return 0;
	if(VAL_TYPE(v) == DB1_BIGINT)
		return VAL_BIGINT(v);
	return VAL_TYPE(v) == DB1_INT ? VAL_INT(v) : -2; /* refused by the check */
}


static str value_text(const db_val_t *v)
{
	str s = {"", 0};

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


static void row_read(const db_val_t *values, jingle_recover_row_t *row)
{
	int i;

	for(i = 0; i < JINGLE_RECOVER_ROW_COLUMNS; i++) {
		const jingle_recover_row_column_t *c = &jingle_recover_row_columns[i];
		void *field = (char *)row + c->at;

		if(c->kind == JINGLE_RECOVER_ROW_NUMBER)
			*(long long *)field = value_number(&values[i]);
		else
			*(str *)field = value_text(&values[i]);
	}
}


static int page_query(long long id, db1_res_t **res)
{
	char sql[SQL_MAX];
	str query;
	int i, n;

	n = snprintf(sql, sizeof(sql), "select ");
	for(i = 0; i < JINGLE_RECOVER_ROW_COLUMNS && n < (int)sizeof(sql); i++)
		n += snprintf(sql + n, sizeof(sql) - n, "%.*s, ", STR_FMT(&names[i]));
	if(n < (int)sizeof(sql))
		n += snprintf(sql + n, sizeof(sql) - n,
				"%.*s from %.*s where %.*s > %lld order by %.*s limit %d",
				STR_FMT(&id_name), STR_FMT(&jingle_conf.table),
				STR_FMT(&id_name), id, STR_FMT(&id_name), PAGE);
	query.s = sql;
	query.len = n;
	return n < (int)sizeof(sql) && dbf.raw_query(con, &query, res) == 0
						   && *res != NULL
				   ? 0
				   : -1;
}


static int row_drop(long long id)
{
	db_key_t key = &id_name;
	db_val_t value;

	memset(&value, 0, sizeof(value));
	VAL_TYPE(&value) = DB1_BIGINT;
	VAL_BIGINT(&value) = id;
	return dbf.delete(con, &key, NULL, &value, 1);
}


/* return its number of rows, or -1; *id: of its last row */
static int page_load(long long *id, int (*f)(jingle_recover_row_t *row))
{
	db1_res_t *res = NULL;
	jingle_recover_row_t row;
	int i, n;

	if(page_query(*id, &res) < 0)
		return -1;
	n = RES_ROW_N(res);
	for(i = 0; i < n; i++) {
		const db_val_t *values = ROW_VALUES(RES_ROWS(res) + i);

		row_read(values, &row);
		*id = value_number(&values[JINGLE_RECOVER_ROW_COLUMNS]);
		if(f(&row) && row_drop(*id) < 0)
			LM_WARN("cannot delete row %lld of table %.*s\n", *id,
					STR_FMT(&jingle_conf.table));
	}
	dbf.free_result(con, res);
	return n;
}


int jingle_recover_db_load(int (*f)(jingle_recover_row_t *row))
{
	long long id = -1;
	int n, rows = 0;

	do {
		n = page_load(&id, f);
		rows += n;
	} while(n == PAGE);
	return n < 0 ? -1 : rows;
}
