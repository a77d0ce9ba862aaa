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
 * \brief jingle :: calls from before the restart, read from the table
 *
 * Runs once, in mod_init, or in the store's process when the database answers
 * only later. Each row is checked; a call that can continue gets its gr, owner
 * and table entry back, and of one that cannot, phone and client are told the
 * end as far as the row names them. jingle_recover_resume.c then hands each
 * call to its worker.
 */

#include <stdio.h>
#include <time.h>

#include "../../core/dprint.h"

#include "jingle_conf.h"
#include "jingle_log.h"
#include "jingle_recover_pack.h"
#include "jingle_recover_db.h"
#include "jingle_recover_load.h"
#include "jingle_table.h"

static void (*found_tell)(jingle_call_t *c, int late);
static int in_workers; /* are there workers that take the calls up? */
static int refused;

/* why a call cannot continue, or NULL */
static const char *row_fault(
		const jingle_recover_row_t *row, jingle_recover_row_read_t *read)
{
	static char text[64];
	const char *bad =
			jingle_recover_row_check(row, jingle_sdp.ctx_unpack, read);

	if(bad != NULL) {
		refused++;
		snprintf(text, sizeof(text), "column %s is damaged", bad);
		return text;
	}
	return row->updated < time(NULL) - JINGLE_CFG(store_age)
				   ? "it is too old (parameter store_age)"
				   : NULL;
}


/* return whether a party can be told that the call is over */
static int row_end(jingle_recover_row_t *row, jingle_recover_row_read_t *read,
		const char *fault)
{
	static const char *const whom[] = {
			"no party", "the phone", "the client", "phone and client"};
	static const str none = str_init("?");
	int told = jingle_recover_row_salvage(row, read);
	const str *sid = read->count > 0 ? &read->legs[0].sid : &none;

	if(row->leg >= 0)
		sid = &read->legs[row->leg].sid;
	LM_NOTICE("call %.*s from before the restart cannot continue, %s; told its "
			  "end: %s; Call-ID %.*s, sid %s\n",
			STR_FMT(&row->gr), fault, whom[told], STR_FMT(&row->callid),
			jingle_log_text(sid));
	return told != 0;
}


static int row_load(jingle_recover_row_t *row)
{
	jingle_recover_row_read_t read;
	const char *fault = row_fault(row, &read);
	jingle_call_t *c = jingle_table_find(&row->gr);

	if(c != NULL) { /* of this run of Kamailio */
		jingle_table_put(c);
		return 0;
	}
	if(fault != NULL && !row_end(row, &read, fault))
		return 1;
	c = jingle_recover_unpack(row, &read);
	if(c == NULL)
		return 0;
	c->must_end = fault != NULL;
	found_tell(c, in_workers);
	jingle_table_put(c);
	return row->gr.len != JINGLE_GR_LEN;
}


int jingle_recover_load(
		int late, void (*found)(jingle_call_t *c, int late), int *damaged)
{
	int n;

	found_tell = found;
	in_workers = late;
	refused = 0;
	n = jingle_recover_db_load(row_load);
	*damaged += refused;
	if(n < 0) {
		LM_ERR("cannot read table %.*s\n", STR_FMT(&jingle_conf.table));
		return -1;
	}
	LM_INFO("%d calls read from table %.*s\n", n, STR_FMT(&jingle_conf.table));
	return 0;
}
