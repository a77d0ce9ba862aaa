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
 * \brief jingle :: what a request may not ask for
 */

#ifndef JINGLE_UAS_CHECK_H
#define JINGLE_UAS_CHECK_H

#include "../../core/parser/msg_parser.h"
#include "../../core/str.h"

#include "jingle_call.h"

/* Write a header line into the reply that is to come. */
void jingle_uas_header(sip_msg_t *msg, const char *name, const char *value);

/* Answer a request that is not suspended with a status of 300 and above. */
void jingle_uas_refuse(sip_msg_t *msg, int code);

/* The body of an INVITE, SDP alone afterwards; 0, or the status of a refusal
 * (RFC 3261 sections 8.2.3 and 18.3) */
int jingle_uas_body(sip_msg_t *msg, str *text);

/**
 * Does a request demand extensions that we have not (RFC 3261 section 8.2.2.3)?
 * Reliable provisional replies (100rel) are one of them.
 *
 * @return 1 it has been answered with a 420, 0 it demands nothing
 */
int jingle_uas_demands(sip_msg_t *msg);

/**
 * Does an INVITE take the place of a phone in a call (RFC 3891 section 3)?
 *
 * @param replaced that call, with a reference, or NULL; also when it may not
 * @return 0, or the status to refuse it with
 */
int jingle_uas_replaced(sip_msg_t *msg, jingle_call_t **replaced);

/* Is the session interval of an INVITE too short (RFC 4028 section 9)? 1 it has
 * been answered with a 422 */
int jingle_uas_too_short(sip_msg_t *msg);

#endif
