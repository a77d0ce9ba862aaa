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
 * \brief jingle :: what an event brings to a call
 */

#ifndef JINGLE_INPUT_H
#define JINGLE_INPUT_H

#include "../../core/parser/msg_parser.h"

#include "jingle_call.h"
#include "jingle_method.h"
#include "jingle_translation.h"

/* What an event brings with it; what does not apply is zero. */
typedef struct jingle_input
{
	jingle_ev_t ev;
	int code;				/* SIP status */
	str text;				/* SIP message */
	sip_msg_t *msg;			/* the same, parsed; NULL when it cannot be */
	jingle_method_t method; /* of a request in the dialog */
	int mime;				/* jingle_mime_t of its body */
	const struct receive_info *rcv;
	unsigned hash, label;			   /* a suspended request in the dialog */
	jingle_leg_t *leg;				   /* whose stanza it was */
	const str *from;				   /* full JID of its sender */
	jingle_session_t *session;		   /* a Jingle stanza, read */
	jingle_translation_t *translation; /* the translation it was read with */
	jingle_reason_t reason; /* of an end, as the other side gave it */
	str reason_text;
} jingle_input_t;

typedef int (*jingle_action_f)(jingle_call_t *c, const jingle_input_t *in);

#endif
