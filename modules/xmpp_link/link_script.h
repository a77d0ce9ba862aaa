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
 * \brief xmpp_link :: the functions for kamailio.cfg and KEMI
 *
 * All return 1 done, -1 not (logged).
 */

#ifndef LINK_SCRIPT_H
#define LINK_SCRIPT_H

#include "../../core/kemi.h"
#include "../../core/parser/msg_parser.h"

/*! \brief In any process: send a stanza, by its owner's worker */
int xmpp_link_ki_send(sip_msg_t *msg, str *component, str *xml);

/*! \brief In event_route[xmpp-link:stanza]: answer the stanza */
int xmpp_link_ki_reply_error(sip_msg_t *msg, str *type, str *condition);
int xmpp_link_ki_reply_error_text(
		sip_msg_t *msg, str *type, str *condition, str *text);
int xmpp_link_ki_reply_result(sip_msg_t *msg);
int xmpp_link_ki_reply_result_xml(sip_msg_t *msg, str *xml);

#endif
