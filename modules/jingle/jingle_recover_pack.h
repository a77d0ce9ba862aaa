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
 * \brief jingle :: a call out of its row, a row out of a call
 */

#ifndef JINGLE_RECOVER_PACK_H
#define JINGLE_RECOVER_PACK_H

#include "jingle_call.h"
#include "jingle_recover_row.h"

/* A call as it was in one moment; one block of shared memory. Its gr and tag
 * are the call's own. */
typedef struct jingle_recover_packed
{
	jingle_recover_row_t row;
	char text[]; /* the row's strings */
} jingle_recover_packed_t;

/* OWNER. Return what goes into the table, to be freed with shm_free(); NULL
 * without memory (logged) */
jingle_recover_packed_t *jingle_recover_pack(jingle_call_t *c);

/**
 * The call of a row that was checked, or salvaged, for the worker that owns it now; not to
 * be found yet. Calls that were up are active, others as they were.
 *
 * @return the call with one reference, or NULL (logged)
 */
jingle_call_t *jingle_recover_unpack(
		const jingle_recover_row_t *row, const jingle_recover_row_read_t *read);

enum
{
	JINGLE_RECOVER_HOPS_MAX = 128
};

/* Where SIP came from, and to: "udp:192.0.2.1:5060 udp:192.0.2.2:5060". */
int jingle_recover_hops_write(
		const struct receive_info *rcv, char *buf, int cap);
/* 0, -1 malformed: as if it had come from ourselves */
int jingle_recover_hops_read(const str *hops, struct receive_info *rcv);

#endif
