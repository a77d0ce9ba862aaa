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
 * \brief xmpp_link :: lists of outgoing stanzas. PURE
 *
 * A stanza is in at most one list. Lists are kept in the order of the serials,
 * which is the order of sending, also when some come back from a dead peer.
 */

#ifndef LINK_QUEUE_H
#define LINK_QUEUE_H

#include <stddef.h>
#include <stdint.h>

#include "../../core/str.h"

typedef struct link_item
{
	struct link_item *prev, *next;
	struct link_list *list; /* NULL: in none */
	uint64_t serial;
	uint64_t until;	 /* ms, monotonic: when it is lost, if held */
	uint32_t cookie; /* of the frame it went by */
	uint32_t jid;	 /* hash of the remote bare JID */
	int component;	 /* index */
	int kind;		 /* xmpp_link_kind_t */
	int stale;		 /* not to be sent again */
	int taken;		 /* acknowledged by the sidecar */
	int waits;		 /* counted as waiting */
	int unsent;		 /* its peer died before it was sent */
	void (*lost)(void *arg);
	void *arg;
	struct link_item **keeper; /* set to NULL when this is freed; or NULL */
	str xml;				   /* in the same allocation */
} link_item_t;

typedef struct link_list
{
	link_item_t *first, *last;
	unsigned count;
	size_t bytes; /* of XML */
} link_list_t;

/*! \brief Put an item where its serial belongs; at the end in the usual case */
void xmpp_link_list_add(link_list_t *l, link_item_t *item);

/*! \brief Take an item out of the list it is in; nothing when in none */
void xmpp_link_list_remove(link_item_t *item);

/*! \brief Take the first item out; NULL when there is none */
link_item_t *xmpp_link_list_pop(link_list_t *l);

#endif
