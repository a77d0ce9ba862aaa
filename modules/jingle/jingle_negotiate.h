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
 * \brief jingle :: the offer/answer machine between the two sides of a call
 *
 * PURE. Of the media it knows nothing: it says who may speak, what goes out
 * next, and what a request is answered. Each side has a *turn* (whose offer
 * waits for an answer, RFC 3264 section 4, XEP-0166 section 6) and a *queue of
 * wishes*: what the other side has changed and this one is to be offered.
 *
 * An event comes in, decisions come out, to be carried out in their order:
 *
 *   in = {JINGLE_NEG_XMPP, JINGLE_NEG_EV_REQUEST, .wish = {JINGLE_WISH_HOLD}};
 *   jingle_negotiate(&n, &in, &out);
 *   out: answer the request, offer to SIP
 *
 * An offer carries all wishes of its side's queue; the body is the caller's
 * business, made when the offer goes out, so that it says what is true by
 * then. What comes while it is out stays in the queue. Wishes merge where the
 * later one replaces the earlier (hold, resume), and an offer to add that was
 * taken back before it went out goes no way at all.
 *
 * Of SIP two things are kept apart: whose offer waits, and whether an INVITE
 * transaction is open (RFC 3261 section 14.1): while one is, an UPDATE may
 * carry an offer, another INVITE may not come or go.
 */

#ifndef JINGLE_NEGOTIATE_H
#define JINGLE_NEGOTIATE_H

#include "jingle_negotiate_queue.h"
#include "jingle_negotiate_rows.h"

enum
{
	JINGLE_NEG_DECISIONS = 24,	 /* of one event */
	JINGLE_NEG_GLARES = 5,		 /* in a row; RFC 3261 section 14.1 knows one */
	JINGLE_NEG_ADD_TIME = 15000, /* ms that a peer may think of a content */
	JINGLE_NEG_RETRY_AFTER = 32000, /* ms, the longest that is waited for */
};

typedef enum jingle_neg_verdict
{
	JINGLE_NEG_OK = 0,	  /* 200; iq result */
	JINGLE_NEG_ACCEPT,	  /* what the other side said yes to: 200; -accept */
	JINGLE_NEG_REJECT,	  /* what it said no to: 200 and port 0; -reject */
	JINGLE_NEG_PENDING,	  /* 491 */
	JINGLE_NEG_RETRY,	  /* 500 with Retry-After */
	JINGLE_NEG_CANCELLED, /* 487 */
	JINGLE_NEG_GONE,	  /* 481; unknown-session */
	JINGLE_NEG_TIE_BREAK, /* conflict, tie-break */
	JINGLE_NEG_ORDER,	  /* unexpected-request, out-of-order */
} jingle_neg_verdict_t;

typedef enum jingle_neg_do
{
	JINGLE_NEG_DO_OFFER = 0, /* make the offer of what is true now, send it */
	JINGLE_NEG_DO_ANSWER,	 /* answer a request: verdict */
	JINGLE_NEG_DO_TAKE,		 /* read their offer; then REPLIED, DECLINED, or a
							  * WISH for the other side, whose word answers it */
	JINGLE_NEG_DO_AGREE,	 /* what was offered counts from now on */
	JINGLE_NEG_DO_UNDO,		 /* it was refused: what waits no more is undone */
	JINGLE_NEG_DO_WITHDRAW,	 /* take back the request that is out: too late */
	JINGLE_NEG_DO_TIMER,	 /* set the side's timer; it has one */
	JINGLE_NEG_DO_STOP,		 /* stop it */
	JINGLE_NEG_DO_END,		 /* the dialog or session is gone */
} jingle_neg_do_t;

typedef struct jingle_decision
{
	jingle_neg_do_t what;
	jingle_neg_side_t side;
	unsigned request; /* ANSWER, TAKE; UNDO: of SIP's, that is no more */
	jingle_neg_verdict_t verdict; /* ANSWER */
	jingle_wish_t wish;			  /* OFFER to XMPP: what */
	int update; /* OFFER: by UPDATE, for an INVITE transaction is open */
	int ms;		/* TIMER */
} jingle_decision_t;

typedef struct jingle_neg_input
{
	jingle_neg_side_t side;
	jingle_neg_ev_t ev;
	unsigned request; /* a request's name; any but 0, for the caller to know */
	jingle_wish_t wish;
	unsigned random; /* GLARE */
	int ms;			 /* LATER: Retry-After */
} jingle_neg_input_t;

typedef struct jingle_neg_output
{
	jingle_decision_t list[JINGLE_NEG_DECISIONS];
	int count;
} jingle_neg_output_t;

void jingle_negotiate_init(jingle_negotiate_t *n, int owner, int initiator);

/* Does a request of theirs cross ours of the same kind, which counts? */
int jingle_negotiate_clashes(
		const jingle_negotiate_t *n, const jingle_wish_t *wish);

/**
 * What follows from an event.
 *
 * @param out the decisions, for the caller to carry out in their order;
 *            events of their carrying out come after all of them
 */
void jingle_negotiate(jingle_negotiate_t *n, const jingle_neg_input_t *in,
		jingle_neg_output_t *out);

#endif
