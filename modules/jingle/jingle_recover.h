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
 * \brief jingle :: calls that survive a restart of Kamailio
 *
 * With the parameter db_url, each call that an XMPP device has been told of is
 * kept in a table (Kamailio's DB API), written in batches by a process of its
 * own: no worker waits for a database. After a restart, however it came,
 * answered calls continue and can be ended, held and changed by both sides;
 * calls that were still ringing are ended towards XMPP with exactly one
 * retract, session-terminate or finish (jingle_recover_resume.c).
 *
 * A database that is away stops no call: what changed waits in the calls
 * themselves, and is written when it is back.
 */

#ifndef JINGLE_RECOVER_H
#define JINGLE_RECOVER_H

#include "jingle_call.h"

/* What the RPC shows. */
typedef struct jingle_recover_figures
{
	int waiting; /* calls that are to be written */
	int refused; /* rows of before the start that could not be believed */
	int failing; /* the last try to write has failed */
} jingle_recover_figures_t;

/* What continues a call, above this file. */
typedef struct jingle_recover_hooks
{
	/* OWNER. The save that the owner waits for is in the table, or cannot be */
	void (*written)(jingle_call_t *c);
	/* A call of before the start; late: there are workers already. */
	void (*found)(jingle_call_t *c, int late);
} jingle_recover_hooks_t;

/* Is there a database? */
int jingle_recover_enabled(void);

/* mod_init: parameters are checked, the calls of before are read, the
 * store's process is announced. 0, -1 */
int jingle_recover_init(const jingle_recover_hooks_t *to_tell);
/* child_init of the main process: the store's process is forked. 0, -1 */
int jingle_recover_fork(void);
/* mod_destroy: what waits is written */
void jingle_recover_destroy(void);

/* OWNER. Write the call, if anything has changed in it that must survive a
 * restart: once, at the end of an event, also of a timer's. Within an action
 * of the table nothing is saved, the engine does it. Never blocks; several
 * saves before the next write are one. The number of the last request in the
 * dialog is saved now and then, since after a restart the dialog continues
 * with higher ones (RFC 3261 section 12.2.2). */
void jingle_recover_save(jingle_call_t *c);
/* OWNER. Is there a database, and did the last write succeed? */
int jingle_recover_works(void);
/* OWNER. What was just done must be written: the next save is one, and when it
 * is in the table (or cannot be), the owner is told. */
void jingle_recover_await(jingle_call_t *c);
/* OWNER. The call is over: its row goes. Once. */
void jingle_recover_remove(jingle_call_t *c);

void jingle_recover_figures(jingle_recover_figures_t *f);

#endif
