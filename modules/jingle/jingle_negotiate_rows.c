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
 * \brief jingle :: whose turn it is to offer, as a table
 *
 * PURE.
 */

#include <stddef.h>

#include "jingle_negotiate_rows.h"

#define SIP JINGLE_NEG_SIP
#define XMPP JINGLE_NEG_XMPP
#define T(name) JINGLE_TURN_##name
#define EV(name) JINGLE_NEG_EV_##name
#define DO(name) JINGLE_NEG_A_##name

/* What is not here is ignored. Before it is looked up, an INVITE that meets an
 * open INVITE transaction is refused (invite_meets()). */
/* clang-format off */
static const jingle_neg_row_t rows[] = {
	/* side, in turn, on event, next turn, and do */

	/* RFC 3264 section 4: one offer at a time */
	{SIP, T(FREE),   EV(INVITE),   T(THEIRS), DO(TAKE)},
	{SIP, T(FREE),   EV(UPDATE),   T(THEIRS), DO(TAKE)},
	{SIP, T(FREE),   EV(BARE),     T(BARE),   DO(TAKE)},
	{SIP, T(FREE),   EV(WISH),     T(FREE),   DO(QUEUE)},
	{SIP, T(FREE),   EV(FINAL),    T(FREE),   DO(CLOSE)},
	{SIP, T(FREE),   EV(REFUSED),  T(FREE),   DO(CLOSE)},
	{SIP, T(FREE),   EV(ACK),      T(FREE),   DO(ACKED)},
	{SIP, T(FREE),   EV(LOST),     T(OVER),   DO(END)},
	{SIP, T(FREE),   EV(END),      T(OVER),   DO(END)},

	/* RFC 3261 section 14.2, RFC 3311 section 5.2: theirs crosses ours */
	{SIP, T(OURS),   EV(INVITE),   T(OURS),   DO(PENDING)},
	{SIP, T(OURS),   EV(BARE),     T(OURS),   DO(PENDING)},
	{SIP, T(OURS),   EV(UPDATE),   T(OURS),   DO(PENDING)},
	{SIP, T(OURS),   EV(WISH),     T(OURS),   DO(QUEUE)},
	{SIP, T(OURS),   EV(ANSWER),   T(FREE),   DO(AGREE)},
	{SIP, T(OURS),   EV(FINAL),    T(FREE),   DO(AGREE)},
	{SIP, T(OURS),   EV(NEEDLESS), T(FREE),   DO(AGREE)},
	{SIP, T(OURS),   EV(REFUSED),  T(FREE),   DO(UNDO)},
	{SIP, T(OURS),   EV(UNSENT),   T(FREE),   DO(UNDO)},
	{SIP, T(OURS),   EV(GLARE),    T(GLARE),  DO(AGAIN)},
	{SIP, T(OURS),   EV(LATER),    T(GLARE),  DO(AGAIN)},
	{SIP, T(OURS),   EV(ACK),      T(OURS),   DO(ACKED)},
	{SIP, T(OURS),   EV(LOST),     T(OVER),   DO(END)},
	{SIP, T(OURS),   EV(END),      T(OVER),   DO(END)},

	/* the same: none of theirs was answered yet */
	{SIP, T(THEIRS), EV(INVITE),   T(THEIRS), DO(RETRY)},
	{SIP, T(THEIRS), EV(BARE),     T(THEIRS), DO(RETRY)},
	{SIP, T(THEIRS), EV(UPDATE),   T(THEIRS), DO(RETRY)},
	{SIP, T(THEIRS), EV(WISH),     T(THEIRS), DO(QUEUE)},
	{SIP, T(THEIRS), EV(REPLIED),  T(FREE),   DO(REPLIED)},
	{SIP, T(THEIRS), EV(DECLINED), T(FREE),   DO(DECLINED)},
	{SIP, T(THEIRS), EV(CANCEL),   T(FREE),   DO(CANCEL)},
	{SIP, T(THEIRS), EV(FINAL),    T(THEIRS), DO(CLOSE)},
	{SIP, T(THEIRS), EV(ACK),      T(THEIRS), DO(ACKED)},
	{SIP, T(THEIRS), EV(LOST),     T(OVER),   DO(END)},
	{SIP, T(THEIRS), EV(END),      T(OVER),   DO(END)},

	/* RFC 3261 section 14.1: our INVITE lets them offer, the ACK answers */
	{SIP, T(ASKED),  EV(OFFERED),  T(THEIRS), DO(TAKE)},
	{SIP, T(ASKED),  EV(INVITE),   T(ASKED),  DO(PENDING)},
	{SIP, T(ASKED),  EV(BARE),     T(ASKED),  DO(PENDING)},
	{SIP, T(ASKED),  EV(UPDATE),   T(ASKED),  DO(PENDING)},
	{SIP, T(ASKED),  EV(WISH),     T(ASKED),  DO(QUEUE)},
	{SIP, T(ASKED),  EV(FINAL),    T(FREE),   DO(UNDO)},
	{SIP, T(ASKED),  EV(REFUSED),  T(FREE),   DO(UNDO)},
	{SIP, T(ASKED),  EV(UNSENT),   T(FREE),   DO(UNDO)},
	{SIP, T(ASKED),  EV(GLARE),    T(GLARE),  DO(AGAIN)},
	{SIP, T(ASKED),  EV(LATER),    T(GLARE),  DO(AGAIN)},
	{SIP, T(ASKED),  EV(LOST),     T(OVER),   DO(END)},
	{SIP, T(ASKED),  EV(END),      T(OVER),   DO(END)},

	/* RFC 3261 section 14.2: their INVITE lets us offer, in the 2xx */
	{SIP, T(BARE),   EV(INVITE),   T(BARE),   DO(RETRY)},
	{SIP, T(BARE),   EV(BARE),     T(BARE),   DO(RETRY)},
	{SIP, T(BARE),   EV(UPDATE),   T(BARE),   DO(RETRY)},
	{SIP, T(BARE),   EV(WISH),     T(BARE),   DO(QUEUE)},
	{SIP, T(BARE),   EV(REPLIED),  T(LATE),   DO(LATE)},
	{SIP, T(BARE),   EV(DECLINED), T(FREE),   DO(DECLINED)},
	{SIP, T(BARE),   EV(CANCEL),   T(FREE),   DO(CANCEL)},
	{SIP, T(BARE),   EV(LOST),     T(OVER),   DO(END)},
	{SIP, T(BARE),   EV(END),      T(OVER),   DO(END)},

	{SIP, T(LATE),   EV(INVITE),   T(LATE),   DO(PENDING)},
	{SIP, T(LATE),   EV(BARE),     T(LATE),   DO(PENDING)},
	{SIP, T(LATE),   EV(UPDATE),   T(LATE),   DO(PENDING)},
	{SIP, T(LATE),   EV(WISH),     T(LATE),   DO(QUEUE)},
	{SIP, T(LATE),   EV(ACK),      T(FREE),   DO(AGREE)},
	{SIP, T(LATE),   EV(ANSWER),   T(FREE),   DO(AGREE)},
	/* an ACK without the answer, or no ACK: RFC 3261 section 13.3.1.4 */
	{SIP, T(LATE),   EV(REFUSED),  T(OVER),   DO(END)},
	{SIP, T(LATE),   EV(LOST),     T(OVER),   DO(END)},
	{SIP, T(LATE),   EV(END),      T(OVER),   DO(END)},

	/* while we wait for our turn they may have theirs */
	{SIP, T(GLARE),  EV(INVITE),   T(THEIRS), DO(TAKE)},
	{SIP, T(GLARE),  EV(UPDATE),   T(THEIRS), DO(TAKE)},
	{SIP, T(GLARE),  EV(BARE),     T(BARE),   DO(TAKE)},
	{SIP, T(GLARE),  EV(WISH),     T(GLARE),  DO(QUEUE)},
	{SIP, T(GLARE),  EV(FINAL),    T(GLARE),  DO(CLOSE)},
	{SIP, T(GLARE),  EV(ACK),      T(GLARE),  DO(ACKED)},
	{SIP, T(GLARE),  EV(TIMER),    T(FREE),   DO(TIMER)},
	{SIP, T(GLARE),  EV(LOST),     T(OVER),   DO(END)},
	{SIP, T(GLARE),  EV(END),      T(OVER),   DO(END)},

	{SIP, T(OVER),   EV(INVITE),   T(OVER),   DO(GONE)},
	{SIP, T(OVER),   EV(BARE),     T(OVER),   DO(GONE)},
	{SIP, T(OVER),   EV(UPDATE),   T(OVER),   DO(GONE)},

	/* A stanza that changes something has its result at once; what SIP says
	 * to it follows as -accept, -reject (XEP-0166 section 6). */
	{XMPP, T(FREE),   EV(REQUEST),  T(FREE),   DO(PASS)},
	{XMPP, T(FREE),   EV(INITIATE), T(THEIRS), DO(PASS)},
	{XMPP, T(FREE),   EV(WISH),     T(FREE),   DO(QUEUE)},
	{XMPP, T(FREE),   EV(LOST),     T(OVER),   DO(END)},
	{XMPP, T(FREE),   EV(END),      T(OVER),   DO(END)},

	{XMPP, T(OURS),   EV(REQUEST),  T(OURS),   DO(PASS)},
	/* XEP-0166 section 7.2.16: the initiator's counts */
	{XMPP, T(OURS),   EV(CLASH),    T(OURS),   DO(TIE)},
	{XMPP, T(OURS),   EV(INITIATE), T(OURS),   DO(ORDER)},
	{XMPP, T(OURS),   EV(WISH),     T(OURS),   DO(QUEUE)},
	{XMPP, T(OURS),   EV(ANSWER),   T(FREE),   DO(AGREE)},
	{XMPP, T(OURS),   EV(REFUSED),  T(FREE),   DO(UNDO)},
	{XMPP, T(OURS),   EV(UNSENT),   T(FREE),   DO(UNDO)},
	{XMPP, T(OURS),   EV(GLARE),    T(FREE),   DO(YIELD)},
	{XMPP, T(OURS),   EV(TIMER),    T(FREE),   DO(EXPIRE)},
	{XMPP, T(OURS),   EV(LOST),     T(OVER),   DO(END)},
	{XMPP, T(OURS),   EV(END),      T(OVER),   DO(END)},

	/* their session is not accepted yet (XEP-0166 section 7.2.1 and others) */
	{XMPP, T(THEIRS), EV(REQUEST),  T(THEIRS), DO(ORDER)},
	{XMPP, T(THEIRS), EV(INITIATE), T(THEIRS), DO(ORDER)},
	{XMPP, T(THEIRS), EV(WISH),     T(THEIRS), DO(QUEUE)},
	{XMPP, T(THEIRS), EV(LOST),     T(OVER),   DO(END)},
	{XMPP, T(THEIRS), EV(END),      T(OVER),   DO(END)},

	{XMPP, T(OVER),   EV(REQUEST),  T(OVER),   DO(GONE)},
	{XMPP, T(OVER),   EV(INITIATE), T(OVER),   DO(GONE)},
};
/* clang-format on */

enum
{
	ROWS = sizeof(rows) / sizeof(rows[0])
};


const jingle_neg_row_t *jingle_negotiate_table(int *count)
{
	*count = ROWS;
	return rows;
}


const jingle_neg_row_t *jingle_negotiate_row(
		jingle_neg_side_t side, jingle_turn_t turn, jingle_neg_ev_t ev)
{
	int i;

	for(i = 0; i < ROWS; i++)
		if(rows[i].side == side && rows[i].in == turn && rows[i].on == ev)
			return &rows[i];
	return NULL;
}


const char *jingle_turn_name(jingle_turn_t turn)
{
	static const char *const names[JINGLE_TURNS] = {
			"free", "ours", "theirs", "asked", "bare", "late", "glare", "over"};

	return turn < JINGLE_TURNS ? names[turn] : "?";
}


const char *jingle_neg_ev_name(jingle_neg_ev_t ev)
{
	static const char *const names[JINGLE_NEG_EVENTS] = {"INVITE",
			"INVITE without offer", "UPDATE", "offer in a reply", "2xx",
			"Retry-After", "ACK", "CANCEL", "stanza", "session-initiate",
			"answer", "refusal", "glare", "loss", "wish", "unsent", "needless",
			"replied", "declined", "timer", "end", "clash"};

	return ev < JINGLE_NEG_EVENTS ? names[ev] : "?";
}
