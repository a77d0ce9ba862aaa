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
 * \brief xmpp_link :: figures of the workers, in shared memory
 *
 * One block for each worker. Numbers have one writer, the worker, and may be
 * read at any time; what has several words (peers) is read under the lock.
 */

#ifndef LINK_STATS_H
#define LINK_STATS_H

#include <stdint.h>

#include "../../core/locking.h"

enum
{
	LINK_INSTANCE_MAX = 64,	  /* bytes of a sidecar's instance that are kept */
	LINK_PEERS_MAX = 64,	  /* connections of a worker */
	LINK_COMPONENTS_MAX = 64, /* of a worker; their streams fit in a uint64 */
	LINK_COMPONENT_MAX = 255, /* bytes of a component's name */
	LINK_UP_TEXT_MAX = 512	  /* bytes of the components shown for a peer */
};

/* Counters and, from LINK_PEERS on, gauges. */
typedef enum link_count
{
	LINK_STANZAS_IN = 0,
	LINK_STANZAS_OUT,
	LINK_BYTES_IN,
	LINK_BYTES_OUT,
	LINK_STANZAS_REFUSED,	/* from a sidecar: malformed, too long, not ours */
	LINK_STANZAS_UNHANDLED, /* no handler took them */
	LINK_STANZAS_RESENT,	/* again, by another stream */
	LINK_STANZAS_LOST,		/* taken, then not delivered */
	LINK_SENDS_REFUSED,		/* full, too long, not well formed */
	LINK_IQS,
	LINK_IQ_TIMEOUTS,
	LINK_IQS_UNMATCHED, /* answers that match no iq of ours */
	LINK_TASKS,
	LINK_SLOW_RUNS,
	LINK_PEERS_REFUSED,
	LINK_PEERS_CLOSED, /* by us, because of what they did */
	LINK_PEERS,
	LINK_STREAMS,
	LINK_WAITING, /* stanzas held, or before a full window */
	LINK_WAITING_BYTES,
	LINK_UNANSWERED, /* stanzas sent, not yet acknowledged by the sidecar */
	LINK_IQS_OPEN,
	LINK_TIMERS,
	LINK_COUNTS
} link_count_t;

/* What runs in a worker and must not block it. */
typedef enum link_run
{
	LINK_RUN_STANZA = 0, /* handlers of a stanza */
	LINK_RUN_ROUTE,		 /* event routes */
	LINK_RUN_IQ,		 /* ends of iqs */
	LINK_RUN_TASK,
	LINK_RUN_TIMER,
	LINK_RUNS
} link_run_t;

/* One connected sidecar, for the operator to see. */
typedef struct link_peer_info
{
	int used;
	unsigned number;
	int pid, uid;
	int version; /* 0: no hello yet */
	char instance[LINK_INSTANCE_MAX + 1];
	char up[LINK_UP_TEXT_MAX + 1]; /* components, separated by spaces */
	uint64_t since;				   /* seconds since the epoch */
	unsigned unanswered;
	unsigned waiting;
} link_peer_info_t;

typedef struct link_stats
{
	unsigned long count[LINK_COUNTS];
	unsigned long runs[LINK_RUNS];
	unsigned long longest[LINK_RUNS]; /* microseconds */
	gen_lock_t lock;				  /* of peers */
	link_peer_info_t peers[LINK_PEERS_MAX];
} link_stats_t;

/*! \brief Names in the order of link_count_t, as shown to the operator */
extern const char *const xmpp_link_count_names[LINK_COUNTS];
extern const char *const xmpp_link_run_names[LINK_RUNS];

/*! \brief One block for each worker; of this process; NULL outside a worker */
extern link_stats_t *xmpp_link_stats;
extern link_stats_t *xmpp_link_mine;

/*!
 * \brief Allocate the blocks, in mod_init
 * \return 0, -1
 */
int xmpp_link_stats_init(int workers);
void xmpp_link_stats_destroy(void);

/*! \brief A number summed over all workers */
unsigned long xmpp_link_stats_sum(link_count_t c);

/*! \brief Count in a worker; elsewhere nothing happens */
static inline void link_stats_add(link_count_t c, unsigned long n)
{
	if(xmpp_link_mine)
		xmpp_link_mine->count[c] += n;
}

static inline void link_stats_set(link_count_t c, unsigned long n)
{
	if(xmpp_link_mine)
		xmpp_link_mine->count[c] = n;
}

/*! \brief Microseconds, monotonic: the start of a run */
uint64_t xmpp_link_run_begin(void);

/*!
 * \brief The end of a run: counted, and logged when it took too long
 * \param what names it in the log
 */
void xmpp_link_run_end(link_run_t run, uint64_t begin, const char *what);

#endif
