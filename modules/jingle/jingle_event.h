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
 * \brief jingle :: events on their way to a call's owner
 *
 * tm's callbacks run in any process and may hold tm's locks: they copy what
 * happened and hand it over. Each call keeps a few events of its own, so that
 * a 200 or a BYE reaches the owner even when there is no memory left.
 */

#ifndef JINGLE_EVENT_H
#define JINGLE_EVENT_H

#include "jingle_call.h"

/* What JINGLE_EV_ORDER asks for, as its code. */
typedef enum jingle_order
{
	JINGLE_ORDER_KEYS = 1, /* text: keys, as jingle_dtmf_typed() gives them */
	JINGLE_ORDER_HOLD,
	JINGLE_ORDER_RESUME,
	JINGLE_ORDER_TRANSFER, /* text: whom to, as a user types it */
} jingle_order_t;

enum
{
	/* code of an ACK that came when one was to answer our offer */
	JINGLE_LATE_ACK = 1,
};

/* OWNER. Takes an event; the call is held meanwhile. */
typedef void (*jingle_event_f)(jingle_call_t *c, const jingle_event_t *e);

/* mod_init: the function that takes them. */
void jingle_event_init(jingle_event_f f);

/**
 * Tell the owner of a call what happened.
 *
 * @param text SIP message to be copied, or NULL
 * @param rcv  where it came from, or NULL
 * @param must 1: one of the few that end or answer a call, never lost (but
 *             the text, when there is no memory for it)
 * @return 0, or -1 (not for must): queue full or out of memory, logged
 */
int jingle_event_send(jingle_call_t *c, jingle_ev_t ev, int code,
		const str *text, const struct receive_info *rcv, int must);

/* The same for a suspended request in the dialog. */
int jingle_event_send_request(jingle_call_t *c, const str *text,
		const struct receive_info *rcv, unsigned hash, unsigned label);

#endif
