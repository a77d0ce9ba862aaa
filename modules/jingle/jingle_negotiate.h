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

#include <stdint.h>

enum
{
	JINGLE_NEG_WISHES = 16,		 /* in the queue of a side */
	JINGLE_NEG_DECISIONS = 24,	 /* of one event */
	JINGLE_NEG_GLARES = 5,		 /* in a row; RFC 3261 section 14.1 knows one */
	JINGLE_NEG_ADD_TIME = 15000, /* ms that a peer may think of a content */
	JINGLE_NEG_RETRY_AFTER = 32000, /* ms, the longest that is waited for */
	JINGLE_NEG_ANY = -1,			/* a wish that is of no single content */
};

typedef enum jingle_neg_side
{
	JINGLE_NEG_SIP = 0,
	JINGLE_NEG_XMPP,
	JINGLE_NEG_SIDES
} jingle_neg_side_t;

typedef enum jingle_turn
{
	JINGLE_TURN_FREE = 0, /* either may offer */
	JINGLE_TURN_OURS,	  /* our offer is out, its answer has not come */
	JINGLE_TURN_THEIRS,	  /* their offer is in, we owe the answer */
	JINGLE_TURN_ASKED,	  /* our INVITE is out that lets them offer */
	JINGLE_TURN_BARE,	  /* theirs is in that lets us offer, in the 2xx */
	JINGLE_TURN_LATE,	  /* our offer is in a 2xx or 18x; ACK, PRACK answer */
	JINGLE_TURN_GLARE,	  /* ours was refused for now: a timer runs */
	JINGLE_TURN_OVER,	  /* the call is */
	JINGLE_TURNS
} jingle_turn_t;

/* An INVITE transaction in the dialog */
typedef enum jingle_neg_invite
{
	JINGLE_NEG_INVITE_NONE = 0,
	JINGLE_NEG_INVITE_OURS,	  /* no final reply yet */
	JINGLE_NEG_INVITE_THEIRS, /* no ACK yet */
} jingle_neg_invite_t;

typedef enum jingle_wish_kind
{
	JINGLE_WISH_CURRENT = 0, /* say what is true now; any offer does */
	JINGLE_WISH_HOLD,		 /* hold, resume, senders: the latest counts */
	JINGLE_WISH_ADD,		 /* a content; the other side decides */
	JINGLE_WISH_REMOVE,
	JINGLE_WISH_RESTART, /* new ICE credentials, candidates */
	JINGLE_WISH_REPLACE, /* a transport; the other side decides */
	JINGLE_WISH_SESSION, /* another session: the first, joining, migration */
	JINGLE_WISH_INVITE,	 /* an INVITE without an offer: they are to make it */
	JINGLE_WISHES
} jingle_wish_kind_t;

typedef struct jingle_wish
{
	jingle_wish_kind_t kind;
	int content;	  /* which, as the caller counts them; or JINGLE_NEG_ANY */
	unsigned request; /* whose outcome the other side is to be told; or 0 */
} jingle_wish_t;

typedef enum jingle_neg_ev
{
	/* from SIP */
	JINGLE_NEG_EV_INVITE = 0, /* (re-)INVITE with an offer */
	JINGLE_NEG_EV_BARE,		  /* and without */
	JINGLE_NEG_EV_UPDATE,	  /* UPDATE or PRACK with an offer */
	JINGLE_NEG_EV_OFFERED,	  /* a reply to our INVITE without one has it */
	JINGLE_NEG_EV_FINAL,	  /* 2xx to our INVITE */
	JINGLE_NEG_EV_LATER,	  /* 500 and the like, with Retry-After */
	JINGLE_NEG_EV_ACK,		  /* of our 2xx, with the answer if it owes one */
	JINGLE_NEG_EV_CANCEL,
	/* from XMPP */
	JINGLE_NEG_EV_REQUEST,	/* an action that changes something */
	JINGLE_NEG_EV_INITIATE, /* session-initiate */
	/* from both */
	JINGLE_NEG_EV_ANSWER,  /* to our offer: 18x, 2xx to UPDATE; -accept */
	JINGLE_NEG_EV_REFUSED, /* 488, 6xx; -reject, an iq error */
	JINGLE_NEG_EV_GLARE,   /* 491; tie-break */
	JINGLE_NEG_EV_LOST,	   /* 408, 481, no ACK; unknown-session */
	/* from us */
	JINGLE_NEG_EV_WISH,		/* this side is to be offered something */
	JINGLE_NEG_EV_UNSENT,	/* the offer could not be made or sent */
	JINGLE_NEG_EV_NEEDLESS, /* it would have said nothing new */
	JINGLE_NEG_EV_REPLIED,	/* their offer has its answer: 200 */
	JINGLE_NEG_EV_DECLINED, /* it was refused, by a status of ours */
	JINGLE_NEG_EV_TIMER,
	JINGLE_NEG_EV_END,
	/* never given: a request that crosses ours of the same kind */
	JINGLE_NEG_EV_CLASH,
	JINGLE_NEG_EVENTS
} jingle_neg_ev_t;

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

typedef struct jingle_neg_half
{
	jingle_turn_t turn;
	unsigned request; /* of theirs, that waits for our answer */
	int is_invite;	  /* it is an INVITE; ours: it goes by one */
	int asked;		  /* the other side decides about it: 1, 2 has said yes */
	unsigned sent;	  /* name of our offer that went out last */
	int glares;		  /* in a row */
	int wishes;
	int out; /* so many of them, the first, are in the offer that is out */
	jingle_wish_t wish[JINGLE_NEG_WISHES];
} jingle_neg_half_t;

typedef struct jingle_negotiate
{
	int owner;	   /* the Call-ID is of our making */
	int initiator; /* so is the Jingle session */
	int updates;   /* they take UPDATE, and so do we send it */
	jingle_neg_invite_t invite;
	jingle_neg_half_t half[JINGLE_NEG_SIDES];
} jingle_negotiate_t;

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

/**
 * What follows from an event.
 *
 * @param out the decisions, for the caller to carry out in their order;
 *            events of their carrying out come after all of them
 */
void jingle_negotiate(jingle_negotiate_t *n, const jingle_neg_input_t *in,
		jingle_neg_output_t *out);

/* Would a wish for this side go out at once? */
int jingle_negotiate_is_free(
		const jingle_negotiate_t *n, jingle_neg_side_t side);

/**
 * The offer that was decided on has gone out.
 *
 * @param name to know it by: its answer (ANSWER, FINAL) has the same one as
 *             request, others are of earlier offers, and ignored
 */
void jingle_negotiate_sent(
		jingle_negotiate_t *n, jingle_neg_side_t side, unsigned name);

/* Is a wish of this kind in the offer that is out to this side? */
int jingle_negotiate_is_out(const jingle_negotiate_t *n, jingle_neg_side_t side,
		jingle_wish_kind_t kind);

/* Does something wait for this side that is in no offer yet? */
int jingle_negotiate_waits(const jingle_negotiate_t *n, jingle_neg_side_t side);

/* The same after a restart, of what is not known any more: SIP is to be offered
 * what is true, once the call is up. */
void jingle_negotiate_recall(jingle_negotiate_t *n);

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

/* Names for logs, never NULL. */
const char *jingle_turn_name(jingle_turn_t turn);
const char *jingle_neg_ev_name(jingle_neg_ev_t ev);

#endif
