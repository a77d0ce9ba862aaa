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
 * \brief jingle :: the words of the offer/answer machine: sides, turns,
 *  events, wishes
 *
 * PURE.
 */

#ifndef JINGLE_NEGOTIATE_PARTS_H
#define JINGLE_NEGOTIATE_PARTS_H

enum
{
	JINGLE_NEG_WISHES = 16, /* in the queue of a side */
	JINGLE_NEG_ANY = -1,	/* a wish that is of no single content */
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

#endif
