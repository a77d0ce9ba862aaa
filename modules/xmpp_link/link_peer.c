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
 * A list; link_connection.c puts a peer into it and takes it out. Whatever is
 * not as it should be closes a peer: it is marked, and freed at the end of the
 * loop's cycle.
 */

#include "link_config.h"
#include "link_log.h"
#include "link_peer.h"

static link_peer_t *peers_first = NULL;
static unsigned peers_count = 0;


link_peer_t *xmpp_link_peers(void)
{
	return peers_first;
}


void xmpp_link_peer_add(link_peer_t *p)
{
	p->next = peers_first;
	peers_first = p;
	link_stats_set(LINK_PEERS, ++peers_count);
}


void xmpp_link_peer_remove(link_peer_t *p)
{
	link_peer_t **at = &peers_first;

	while(*at != p)
		at = &(*at)->next;
	*at = p->next;
	link_stats_set(LINK_PEERS, --peers_count);
}


/* mark it: the loop frees it when no reference is left */
void xmpp_link_peer_close(link_peer_t *p)
{
	p->state = LINK_PEER_CLOSED;
}


void xmpp_link_peer_refuse(link_peer_t *p, const char *why)
{
	if(p->state == LINK_PEER_CLOSED)
		return;
	LINK_LOG(LM_ERR, "sidecar %u (%s): %s; closing its connection\n", p->number,
			p->instance[0] ? p->instance : "no hello yet", why);
	link_stats_add(LINK_PEERS_CLOSED, 1);
	xmpp_link_peer_close(p);
}


int xmpp_link_peer_has_room(const link_peer_t *p, size_t bytes)
{
	const link_list_t *l = &p->unanswered;

	if(l->count == 0)
		return 1;
	return l->count < (unsigned)LINK_CFG(window)
		   && l->bytes + bytes <= (size_t)LINK_CFG(window_bytes);
}


link_peer_info_t *xmpp_link_peer_info(const link_peer_t *p)
{
	return &xmpp_link_mine->peers[p->info];
}
