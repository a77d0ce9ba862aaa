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
 * \brief jingle :: the methods of requests in a dialog
 *
 * PURE. One table says which methods the user agent has, in which part of a
 * dialog's life each is taken, what is answered to the others, and by what name
 * its handler goes; the header Allow is written from it. The functions of these
 * names are in jingle_sip_request.c, for the process that a request comes to, and
 * in jingle_sip_in_dialog.c, for the owner of the call.
 */

#ifndef JINGLE_METHOD_H
#define JINGLE_METHOD_H

#include "../../core/str.h"

#include "jingle_fsm.h"

typedef enum jingle_method
{
	JINGLE_INVITE = 0,
	JINGLE_ACK,
	JINGLE_CANCEL,
	JINGLE_BYE,
	JINGLE_OPTIONS,
	JINGLE_UPDATE,
	JINGLE_INFO,
	JINGLE_REFER,
	JINGLE_NOTIFY,
	JINGLE_PRACK,
	JINGLE_METHODS, /* how many; none of them */
} jingle_method_t;

/* What takes a request. */
typedef enum jingle_handler
{
	JINGLE_TAKE_NONE = 0, /* the method is not supported */
	JINGLE_TAKE_ACK,	  /* of a transaction that tm has, as the next one */
	JINGLE_TAKE_CANCEL,
	JINGLE_TAKE_BYE,
	JINGLE_TAKE_OPTIONS,
	JINGLE_TAKE_INVITE, /* from here on, the owner decides */
	JINGLE_TAKE_UPDATE,
	JINGLE_TAKE_INFO,
	JINGLE_TAKE_REFER,
	JINGLE_TAKE_NOTIFY,
	JINGLE_TAKE_PRACK,
	JINGLE_HANDLERS
} jingle_handler_t;

/* What a dialog is in, seen by a request that comes in. */
typedef enum jingle_phase
{
	JINGLE_PHASE_NONE = 0, /* there is no dialog, or it is over */
	JINGLE_PHASE_CALLED,   /* we have not answered the phone's INVITE */
	JINGLE_PHASE_CALLING,  /* the phone has not answered ours */
	JINGLE_PHASE_ANSWERED, /* our 200 has no ACK yet */
	JINGLE_PHASE_UP,
	JINGLE_PHASES
} jingle_phase_t;

enum
{
	JINGLE_CSEQ_END = 1U << 31, /* RFC 3261 section 8.1.1.5: below it */
	JINGLE_METHOD_TAKE = 0,		/* no refusal: its function answers */
};

jingle_method_t jingle_method_of(const str *name);

const char *jingle_method_name(jingle_method_t m);

jingle_handler_t jingle_method_handler(jingle_method_t m);

/* Does it depend on more than the method, and is it for the owner to decide? */
int jingle_method_is_owners(jingle_method_t m);

/* Value of the header Allow: the methods that have a handler. */
const char *jingle_method_allow(void);

/* Has a response with this status that header? Those that say what may come
 * (RFC 3261 section 20.5), and the refusals of a method or of its body. */
int jingle_method_allow_is_due(int code);

/* Value of the header Accept for a method; "" when it takes no body. */
const char *jingle_method_accept(jingle_method_t m);

/* Does the value of a header Allow name a method? */
int jingle_method_allowed(const str *allow, jingle_method_t m);

jingle_phase_t jingle_method_phase(jingle_state_t state);

/**
 * What a request is answered, whatever it says.
 *
 * @param offer it has a session description
 * @param retry receives 1: with Retry-After
 * @return a SIP status, or JINGLE_METHOD_TAKE
 */
int jingle_method_rule(
		jingle_method_t m, jingle_phase_t phase, int offer, int *retry);

/* Number of a CSeq, of its header's value or of the number alone; below
 * JINGLE_CSEQ_END. 0, -1 */
int jingle_method_cseq(const str *value, unsigned *cseq);

#endif
