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
 * \brief jingle :: where calls are found
 *
 * By gr: a table in shared memory, for every process. By session (sid, bare
 * JID): a table of each worker's own, since only the owner asks.
 */

#ifndef JINGLE_TABLE_H
#define JINGLE_TABLE_H

#include "jingle_call.h"

/* Create the table; hash_size is the exponent of 2. mod_init. 0, -1. */
int jingle_table_init(int hash_size);
void jingle_table_destroy(void);
/* Is there one? Not any more when Kamailio ends, and tm still does. */
int jingle_table_is(void);
/* Each worker's session table, and this process' seed. */
int jingle_table_child(int hash_size);

/**
 * A new call, not yet to be found.
 *
 * @param owner worker
 * @return the call with one reference, or NULL: no memory, or the limit of
 *         calls is reached (*full is set)
 */
jingle_call_t *jingle_table_new(jingle_dir_t dir, int owner, int *full);

/* Give a new call the name that it had before a restart, or that its branch
 * carries; gr has JINGLE_GR_LEN bytes. */
void jingle_table_name(jingle_call_t *c, const str *gr);
/* Make it found by gr. Takes a reference of the table's own. */
void jingle_table_add(jingle_call_t *c);
/* Not found any more; the table's reference goes. Once. */
void jingle_table_remove(jingle_call_t *c);

/* Find by gr; the caller gets a reference, or NULL. */
jingle_call_t *jingle_table_find(const str *gr);
void jingle_table_ref(jingle_call_t *c);
void jingle_table_put(jingle_call_t *c);

void jingle_table_lock(jingle_call_t *c);
void jingle_table_unlock(jingle_call_t *c);

/* OWNER. A leg in use; jingle_table_unindex() before the call goes. */
void jingle_table_index(jingle_leg_t *leg);
void jingle_table_unindex(jingle_leg_t *leg);
/* OWNER. The leg of (sid, bare part of jid), or NULL, also when the call is
 * over for XMPP; no reference. */
jingle_leg_t *jingle_table_session(const str *sid, const str *jid);

/* OWNER. Visit the legs of a user; f must not end calls. */
void jingle_table_legs_of(
		const str *jid, void (*f)(jingle_leg_t *leg, void *arg), void *arg);
/* OWNER. Visit all its legs; f must not end calls. */
void jingle_table_own(void (*f)(jingle_leg_t *leg, void *arg), void *arg);
/* OWNER. Calls that a user makes now, with those that SIP has yet to end. */
int jingle_table_calls_of(const str *jid);
/* OWNER. Calls that a user gets now; like: those for which it is true, may be
 * NULL. */
int jingle_table_calls_to(const str *jid,
		int (*like)(const jingle_call_t *c, const void *arg), const void *arg);

/* OWNER. A live call between a user and a contact of ours, as bare JIDs; NULL
 * when there is none. No reference. */
jingle_call_t *jingle_table_pair(
		const str *user, const str *contact, const jingle_call_t *but);

/* Calls now. */
int jingle_table_count(void);
/* Visit up to `limit` calls from the `offset`th on, each with its slot
 * locked: f must not block. Return the number visited. */
int jingle_table_walk(int offset, int limit,
		void (*f)(jingle_call_t *c, void *arg), void *arg);

#endif
