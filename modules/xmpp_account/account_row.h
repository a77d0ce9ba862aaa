/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: an account as a row of the database
 */

#ifndef ACCOUNT_ROW_H
#define ACCOUNT_ROW_H

#include "../../lib/srdb1/db.h"
#include "../xmpp_link/link_store.h"

#include "account_table.h"

enum
{
	ACCOUNT_ROW_VERSION = 1, /* of the table */
	ACCOUNT_ROW_SQL_MAX = 1024,
	ACCOUNT_ROW_COLUMNS = 12,
};

/* What a change says. In one block of shared memory. */
typedef struct account_row
{
	link_row_t row; /* first */
	int is_removed;
	account_fields_t fields;
	str secret;
	str token;
	account_summary_t voice; /* new messages of which the user was told */
	int refused; /* code by which its registrar refused it; 0: it did not, yet;
				  * -1: it has accepted it */
} account_row_t;

/* NULL (logged): no memory */
account_row_t *xmpp_account_row_make(const account_t *a, int is_removed);
/* Bytes of all its texts */
int xmpp_account_row_size(const account_row_t *row);
/* The same with its texts at `at`, which has room for them */
void xmpp_account_row_copy(
		const account_row_t *row, account_row_t *out, char *at);
/* return 0, -1: the database failed */
int xmpp_account_row_write(
		const db_func_t *db, const db1_con_t *con, const account_row_t *row);

/* The select of a page: rows behind an id. return its length, -1: no room */
int xmpp_account_row_select(
		const str *table, unsigned long long id, int count, char *buf, int cap);
/* A row that was read; views into it, and the id for the next page. return 1, 0:
 * it is no account, and left alone (logged) */
int xmpp_account_row_read(
		const db_val_t *values, account_row_t *row, unsigned long long *id);
/* Put it into the table of its owner, whatever process this is. NULL: there is
 * one of this name already, or no memory */
account_t *xmpp_account_row_load(int worker, const account_row_t *row);

#endif
