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
 * \brief xmpp_link :: stanzas that leave: order, holding, sending again
 */

#ifndef LINK_OUT_H
#define LINK_OUT_H

#include "api.h"
#include "link_peer.h"

/*!
 * \brief Send a stanza; see send in api.h
 * \param keeper NULL, or a pointer of the caller's to the stanza: it is then kept
 *  after the sidecar took it, and the pointer is NULL when it is freed
 */
int xmpp_link_out_send(const str *component, const str *to, const str *xml,
		void (*lost)(void *arg), void *arg, link_item_t **keeper);

/*!
 * \brief A component's stream went up or down at a peer
 * \return 0, -1 too many components
 */
int xmpp_link_out_stream(link_peer_t *p, const str *component, int up);

/*! \brief The sidecar has taken a stanza; it is in no list any more */
void xmpp_link_out_taken(link_peer_t *p, link_item_t *item);

/*! \brief The sidecar has not: fault codes of link_proto.h */
void xmpp_link_out_refused(link_peer_t *p, link_item_t *item, int code);

/*! \brief A peer is gone: its stanzas go by another stream, or are held */
void xmpp_link_out_gone(link_peer_t *p);

/*! \brief Take an item out wherever it is and free it; lost is not called */
void xmpp_link_item_free(link_item_t *item);

#endif
