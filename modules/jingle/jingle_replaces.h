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
 * (at your option) any later version.
 *
 * In addition, as a special exception, permission is granted to link this
 * code with the OpenSSL library and to distribute the combination.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 */


/*!
 * \file
 * \brief jingle :: a phone takes the place of another one (Replaces, RFC 3891)
 *
 * OWNER. Its INVITE is answered at once: nobody rings, and the XMPP user's session
 * goes on. The phone that is replaced gets a BYE, or, while it still rings, a
 * CANCEL.
 */

#ifndef JINGLE_REPLACES_H
#define JINGLE_REPLACES_H

#include "jingle_input.h"

/* action of the new call; 0, or -1: its INVITE was refused, the other call is as
 * it was */
int jingle_do_take_over(jingle_call_t *c, const jingle_input_t *in);

#endif
