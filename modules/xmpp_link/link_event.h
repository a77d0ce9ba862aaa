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
 * \brief xmpp_link :: event routes, and the stanza they are about
 *
 * They run in a worker, after all modules passed on a stanza: xmpp-link:stanza,
 * xmpp-link:stream-up, xmpp-link:stream-down; or the KEMI event_callback.
 * With a hyphen: the first word of an event route's name knows no underscore.
 */

#ifndef LINK_EVENT_H
#define LINK_EVENT_H

#include "api.h"

/*!
 * \brief Look the routes up, in mod_init, and ask for what they need
 * \return 0, -1
 */
int xmpp_link_event_init(void);

/*! \brief The component an event route is about, or NULL outside of one */
const str *xmpp_link_event_component(void);

/*! \brief The stanza event_route[xmpp-link:stanza] is about, or NULL */
const xmpp_link_stanza_t *xmpp_link_event_stanza(void);

/*!
 * \brief Note that the stanza gets its answer now
 * \return 0, -1 there is no stanza, or it has been answered before
 */
int xmpp_link_event_answer(void);

#endif
