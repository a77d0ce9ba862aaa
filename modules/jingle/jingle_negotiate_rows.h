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
 * permission to link the code of this program with the OpenSSL library.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin St, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */

/*!
 * \file
 * \brief jingle :: the table of turns of the offer/answer machine
 *
 * PURE.
 */

#ifndef JINGLE_NEGOTIATE_ROWS_H
#define JINGLE_NEGOTIATE_ROWS_H

#include "jingle_negotiate_parts.h"

typedef enum jingle_neg_action
{
	JINGLE_NEG_A_IGNORE =
			0, /* a retransmission, or of something that is over */
	JINGLE_NEG_A_QUEUE,
	JINGLE_NEG_A_TAKE,	   /* their offer */
	JINGLE_NEG_A_PASS,	   /* their change is the other side's to hear of */
	JINGLE_NEG_A_PENDING,  /* 491 */
	JINGLE_NEG_A_RETRY,	   /* 500, Retry-After */
	JINGLE_NEG_A_GONE,	   /* 481, unknown-session */
	JINGLE_NEG_A_TIE,	   /* tie-break */
	JINGLE_NEG_A_ORDER,	   /* out-of-order */
	JINGLE_NEG_A_AGREE,	   /* ours was taken */
	JINGLE_NEG_A_UNDO,	   /* ours was refused */
	JINGLE_NEG_A_YIELD,	   /* ours crossed theirs, which counts */
	JINGLE_NEG_A_AGAIN,	   /* ours was not refused, but comes another time */
	JINGLE_NEG_A_LATE,	   /* our offer went in the reply to their INVITE */
	JINGLE_NEG_A_REPLIED,  /* theirs is answered */
	JINGLE_NEG_A_DECLINED, /* theirs is refused by us */
	JINGLE_NEG_A_CANCEL,   /* they took theirs back */
	JINGLE_NEG_A_CLOSE,	   /* an INVITE of ours has its final reply */
	JINGLE_NEG_A_ACKED,	   /* an INVITE of theirs has its ACK */
	JINGLE_NEG_A_TIMER,
	JINGLE_NEG_A_EXPIRE, /* the peer has not decided in time */
	JINGLE_NEG_A_END,
} jingle_neg_action_t;

/* The table of turns, for tests; *count receives its length. */
typedef struct jingle_neg_row
{
	jingle_neg_side_t side;
	jingle_turn_t in;
	jingle_neg_ev_t on;
	jingle_turn_t to;
	int action;
} jingle_neg_row_t;
const jingle_neg_row_t *jingle_negotiate_table(int *count);

/* NULL: the event is ignored in that turn */
const jingle_neg_row_t *jingle_negotiate_row(
		jingle_neg_side_t side, jingle_turn_t turn, jingle_neg_ev_t ev);

/* Names for logs, never NULL. */
const char *jingle_turn_name(jingle_turn_t turn);
const char *jingle_neg_ev_name(jingle_neg_ev_t ev);

#endif
