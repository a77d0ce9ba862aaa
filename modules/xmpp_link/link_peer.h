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
 * \brief xmpp_link :: connected sidecars of this worker
 *
 * A peer that misbehaves, does not read or does not answer is closed with a
 * log line. Closing is put off to the end of the turn, so that code called
 * from inside a handler can use the peer that it holds.
 */

#ifndef LINK_PEER_H
#define LINK_PEER_H

#include "link_buffer.h"
#include "link_queue.h"
#include "link_stats.h"
#include "link_worker.h"

typedef enum link_peer_state
{
	LINK_PEER_NEW = 0, /* connected, no hello yet */
	LINK_PEER_READY,   /* streams and stanzas may pass */
	LINK_PEER_CLOSED   /* freed at the end of the turn */
} link_peer_state_t;

typedef struct link_peer
{
	link_source_t source; /* first: the loop hands out a pointer to it */
	struct link_peer *next;
	link_peer_state_t state;
	int fd;
	unsigned number; /* unique in this worker */
	int info;		 /* index in the statistics */
	int version;
	char instance[LINK_INSTANCE_MAX + 1];
	uint32_t instance_hash;
	uint64_t up; /* components with a stream here, as bits */
	link_buffer_t in, out;
	int paused;				/* reads no more before out has gone */
	uint32_t events;		/* epoll waits for */
	uint32_t cookie;		/* of the last request of ours */
	uint64_t last_received; /* ms: when something came last */
	uint32_t watched;		/* cookie unanswered at the last look, 0 = none */
	uint32_t ping;			/* cookie of a ping unanswered, 0 = none */
	link_list_t waiting;	/* not sent: the window is full */
	link_list_t unanswered; /* sent, not acknowledged by the sidecar */
	link_list_t open;		/* acknowledged iqs of ours without an end yet */
	xmpp_link_timer_t timer;
} link_peer_t;

/*! \brief The first of all peers of this worker; linked by next */
link_peer_t *xmpp_link_peers(void);

/*! \brief Put a peer among them, take it away */
void xmpp_link_peer_add(link_peer_t *p);
void xmpp_link_peer_remove(link_peer_t *p);

/*! \brief Has the window of a peer room for a stanza of so many bytes? */
int xmpp_link_peer_has_room(const link_peer_t *p, size_t bytes);

/*!
 * \brief Close a peer because of what it did, at the end of the turn
 * \param why completes "sidecar 1 (instance): " in the log
 */
void xmpp_link_peer_refuse(link_peer_t *p, const char *why);

/*! \brief The same without a word; nothing when it is closed */
void xmpp_link_peer_close(link_peer_t *p);

/*! \brief What the operator sees of it */
link_peer_info_t *xmpp_link_peer_info(const link_peer_t *p);

#endif
