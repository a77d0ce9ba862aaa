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
 * \brief xmpp_link :: inbound stanzas: their handlers, and answers to iqs
 *
 * Handlers of a payload's namespace come first, then those of the kind, then
 * the last one (the event route). An iq get or set that no handler takes is
 * answered service-unavailable, one that RFC 6120 does not allow bad-request.
 */

#ifndef LINK_IN_H
#define LINK_IN_H

#include "api.h"

/*! \brief See on_stanza in api.h */
int xmpp_link_in_on_stanza(
		xmpp_link_kind_t kind, const char *ns, xmpp_link_stanza_f f, void *arg);

/*! \brief See on_node in api.h */
int xmpp_link_in_node(xmpp_link_stanza_f f);

/*! \brief The handler that is asked when all others passed; one, or NULL */
void xmpp_link_in_last(xmpp_link_stanza_f f);

/*! \brief Deal with a stanza whose from, to and owner were checked */
void xmpp_link_in_stanza(const xmpp_link_stanza_t *s);

/*!
 * \brief See result and error in api.h
 *
 * error() also answers messages and presence. Neither answers a result or an
 * error.
 */
int xmpp_link_answer_result(const xmpp_link_stanza_t *s);
int xmpp_link_answer_error(const xmpp_link_stanza_t *s, const char *type,
		const char *condition, const char *app_ns, const char *app_condition,
		const char *text);

/*!
 * \brief Write the result of an iq get/set around a payload already escaped
 * \return 0, -1 no such iq, or no room
 */
int xmpp_link_answer_write(const xmpp_link_stanza_t *s, const str *payload,
		char *buf, size_t cap, str *xml);

#endif
