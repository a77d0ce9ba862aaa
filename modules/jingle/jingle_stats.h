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
 * \brief jingle :: statistics
 */

#ifndef JINGLE_STATS_H
#define JINGLE_STATS_H

#include "jingle_call.h"

/* Each call counts once as begun and, when it is over, once as an outcome. */
typedef enum jingle_stat
{
	JINGLE_STAT_FROM_SIP = 0, /* calls that phones made */
	JINGLE_STAT_FROM_XMPP,	  /* calls that XMPP users made */
	/* outcomes */
	JINGLE_STAT_ANSWERED,
	JINGLE_STAT_BUSY,
	JINGLE_STAT_DECLINED,
	JINGLE_STAT_CANCELLED,	  /* by the caller, before an answer */
	JINGLE_STAT_UNANSWERED,	  /* no answer, or no client online */
	JINGLE_STAT_NOT_FOUND,	  /* no such user or number */
	JINGLE_STAT_INCOMPATIBLE, /* no media in common */
	JINGLE_STAT_REFUSED,	  /* by a limit, or by the script */
	JINGLE_STAT_FAILED,		  /* anything else */
	/* beside them */
	JINGLE_STAT_DEAD, /* answered, then ended by supervision */
	JINGLE_STAT_TRANSLATION_ERRORS,
	JINGLE_STAT_STANZA_ERRORS,
	JINGLE_STAT_RESTORED,	  /* calls of before the restart, taken up */
	JINGLE_STAT_STORE_ERRORS, /* times that the database failed */
	JINGLE_STAT_STORE_LOST,	  /* rows that it would not remove in time */
	JINGLE_STATS
} jingle_stat_t;

/* Register with Kamailio's statistics, group jingle; mod_init. 0, -1 */
int jingle_stats_init(void);
void jingle_stats_add(jingle_stat_t stat);
unsigned long jingle_stats_get(jingle_stat_t stat);
/* Count a call that is over by its outcome. */
void jingle_stats_outcome(const jingle_call_t *c);
const char *jingle_stats_name(jingle_stat_t stat);

#endif
