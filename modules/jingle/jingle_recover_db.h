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
 * Kamailio's DB API, and what it leaves to be said: which statements a
 * database needs for a transaction. One process at a time.
 */

#ifndef JINGLE_RECOVER_DB_H
#define JINGLE_RECOVER_DB_H

#include "jingle_recover_row.h"

typedef enum jingle_recover_how
{
	JINGLE_RECOVER_INSERT = 0,
	JINGLE_RECOVER_UPDATE,	/* what may have changed */
	JINGLE_RECOVER_REPLACE, /* there may be a row of it or not */
} jingle_recover_how_t;

/* mod_init: is there a module for db_url, able to do what we need? 0, -1 */
int jingle_recover_db_bind(void);

/* Connect, unless connected, and check the table's version. 0, -1 */
int jingle_recover_db_open(void);
void jingle_recover_db_close(void);

/* All that is written until the commit is written at once, or nothing of it.
 * begin returns 1, 0: each write stands for itself, or -1. commit: 0, -1 */
int jingle_recover_db_begin(void);
int jingle_recover_db_commit(void);
void jingle_recover_db_abort(void);

/* 0, -1 */
int jingle_recover_db_write(
		const jingle_recover_row_t *row, jingle_recover_how_t how);
int jingle_recover_db_delete(const str *gr);

/**
 * Read all rows, not checked yet.
 *
 * @param f returns 1 when the row is of no use and goes, 0 else
 * @return number of rows, or -1
 */
int jingle_recover_db_load(int (*f)(jingle_recover_row_t *row));

#endif
