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
 * \brief jingle :: has the script the lines that calls need?
 *
 * A line forgotten in kamailio.cfg is no error of its own: calls just never
 * end, or are refused by a route that knows nothing of the gateway. What is
 * missing is said at the start where the script shows it, else at the first
 * call; once, and with the line to add.
 */

#ifndef JINGLE_SCRIPT_CHECK_H
#define JINGLE_SCRIPT_CHECK_H

#include "../../core/parser/msg_parser.h"

#include "jingle_call.h"

/* mod_init. 0, -1 */
int jingle_script_check_init(void);
void jingle_script_check_destroy(void);

/* fixups of jingle_handle() and jingle_from_ua(): they stand in the script */
int jingle_script_check_handle_fixup(void **param, int number);
int jingle_script_check_ask_fixup(void **param, int number);
/* Say what the script lacks; with all of it known, in PROC_INIT. */
void jingle_script_check_audit(void);

/* jingle_handle() has a request. */
void jingle_script_check_handled(void);
/* It is an INVITE for one of our users, and we have not asked who calls. */
void jingle_script_check_came(sip_msg_t *msg);
/* jingle_handle() has taken a request within a call. */
void jingle_script_check_within(void);
/* jingle_from_ua() was asked of this request. */
void jingle_script_check_asked(sip_msg_t *msg);
/* A call begins, by jingle_call() or by an INVITE of ours. */
void jingle_script_check_call(void);
/* The phone says nothing more: no ACK, or no answer to an OPTIONS. */
void jingle_script_check_lost(const jingle_call_t *c);
/* Our INVITE was refused. */
void jingle_script_check_refused(jingle_call_t *c, int code);

#endif
