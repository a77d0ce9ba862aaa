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
 * \brief xmpp_link :: components, their streams at the peers, and which one a
 *  conversation uses
 *
 * For one remote bare JID all stanzas of a component go by one stream as long
 * as it is up, so that none overtakes another. Components have a number below
 * LINK_COMPONENTS_MAX in this worker.
 */

#ifndef LINK_STREAM_H
#define LINK_STREAM_H

#include "link_peer.h"

int xmpp_link_stream_init(void);

/*! \brief See on_stream and is_up in api.h */
int xmpp_link_stream_on(xmpp_link_stream_f f);
int xmpp_link_stream_is_up(const str *component);
/*! \brief See is_awaited in api.h */
int xmpp_link_stream_is_awaited(const str *component);

/*! \brief The number of a component, or -1 */
int xmpp_link_stream_find(const str *name);

/*! \brief The same, a new one if need be; -1 when there are too many */
int xmpp_link_stream_take(const str *name);

/*! \brief Count the stanzas of a component: its number stays with it */
void xmpp_link_stream_use(int component, int sign);

const str *xmpp_link_stream_name(int component);

/*! \brief Is this component's stream up at this peer? */
int xmpp_link_stream_is_up_at(link_peer_t *p, const str *component);

/*! \brief Write the names of the components in a set, separated by spaces */
void xmpp_link_stream_names(uint64_t set, char *text, size_t size);

/*! \brief The same of all components with a stream in this worker */
void xmpp_link_stream_up_names(char *text, size_t size);

/*!
 * \brief The stream for a conversation
 * \param jid hash of the remote bare JID
 * \return a peer, or NULL when none is up
 */
link_peer_t *xmpp_link_stream_route(int component, uint32_t jid);

/*!
 * \brief Note that a stream is up (was down) or down (was up) at a peer
 * \return how many are up now
 */
unsigned xmpp_link_stream_mark(link_peer_t *p, int component, int up);

/*! \brief Show the operator a peer and its streams */
void xmpp_link_stream_show(link_peer_t *p);

/*! \brief Tell all who asked: the first stream is up, the last one down */
void xmpp_link_stream_event(int component, int up);

#endif
