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
 * \brief jingle :: actions: the end, either way
 *
 * OWNER. An action returns 0, or -1: the call is over, both sides have been told.
 */

#ifndef JINGLE_ACTIONS_END_H
#define JINGLE_ACTIONS_END_H

#include "jingle_input.h"

int jingle_do_end_xmpp(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_gone(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_turn_away(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_leave(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_bye(jingle_call_t *c, const jingle_input_t *in);
int jingle_do_bye_and_end(jingle_call_t *c, const jingle_input_t *in);

#endif
