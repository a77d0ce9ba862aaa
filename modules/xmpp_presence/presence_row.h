/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: a subscription of a SIP user as a row of the database
 *
 * Names of columns, and what stands in them; times are seconds since 1970 there.
 */

#ifndef PRESENCE_ROW_H
#define PRESENCE_ROW_H

#include <time.h>

#include "../../lib/srdb1/db.h"
#include "../xmpp_link/link_store.h"

#include "presence_presentity.h"

enum
{
	PRESENCE_ROW_VERSION = 1, /* of the table */
	PRESENCE_ROW_SQL_MAX = 1024,
	PRESENCE_ROW_COLUMNS = 15,
};

typedef enum presence_row_state
{
	PRESENCE_ROW_PENDING = 0,
	PRESENCE_ROW_ACTIVE,
	PRESENCE_ROW_REFUSED, /* no subscription: the contact was refused */
} presence_row_state_t;

/* What a change says. In one block of shared memory. */
typedef struct presence_row
{
	link_row_t row; /* first */
	int is_removed;
	int state; /* presence_row_state_t */
	unsigned loc_cseq;
	unsigned rem_cseq;
	time_t expires;
	time_t since; /* when the user was asked, or has refused */
	str tag;
	str user;
	str contact;
	str text[PRESENCE_SUB_TEXTS];
} presence_row_t;

/* NULL (logged): no memory; now: ms of the link's clock */
presence_row_t *xmpp_presence_row_make(
		const presence_sub_t *s, int state, int is_removed, uint64_t now);
/* A copy in a block of size more bytes in front of it, in shared memory; or NULL
 * (logged) */
void *xmpp_presence_row_copy(size_t size, const presence_row_t *row);
/* return 0, -1: the database failed */
int xmpp_presence_row_write(
		const db_func_t *db, const db1_con_t *con, const presence_row_t *row);

/* The select of a page: rows behind an id. return its length, -1: no room */
int xmpp_presence_row_select(
		const str *table, unsigned long long id, int count, char *buf, int cap);
/* A row that was read; views into it, and the id for the next page. return 1, 0:
 * it is no subscription (logged) */
int xmpp_presence_row_read(
		const db_val_t *values, presence_row_t *row, unsigned long long *id);
/* Put it into the table of its owner, whatever process this is. NULL: it has
 * expired, there is one already, or no memory */
presence_sub_t *xmpp_presence_row_load(
		int worker, const presence_row_t *row, uint64_t now);

#endif
