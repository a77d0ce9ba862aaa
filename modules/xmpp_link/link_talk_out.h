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
 * \brief xmpp_link :: frames to a sidecar, as in link_proto.h
 */

#ifndef LINK_TALK_OUT_H
#define LINK_TALK_OUT_H

#include "link_peer.h"

/*!
 * \brief Write a stanza to a peer whose window has room
 * \param item goes to the list of unanswered ones; on -1 nothing happens to it
 * \return 0, -1 no memory
 */
int xmpp_link_talk_send(
		link_peer_t *p, const str *component, link_item_t *item);

/*! \brief Ask whether it lives; its cookie goes to p->ping */
void xmpp_link_talk_ping(link_peer_t *p);

/*! \brief Answer a hello (0, -1 it was closed), any request, refuse one */
int xmpp_link_talk_hello(link_peer_t *p, uint32_t cookie);
void xmpp_link_talk_reply(link_peer_t *p, uint32_t cookie);
/*! \brief Provisionally: its end will be told by a reply */
void xmpp_link_talk_kept(link_peer_t *p, uint32_t cookie);
void xmpp_link_talk_fault(
		link_peer_t *p, uint32_t cookie, int code, const char *reason);

#endif
