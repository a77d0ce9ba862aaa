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
 * \brief jingle :: the life of a call as a table
 *
 * PURE. The table names states, events and actions; jingle_engine.c carries
 * the actions out. What is not in the table cannot happen to a call: the
 * engine logs and ignores it.
 */

#ifndef JINGLE_FSM_H
#define JINGLE_FSM_H

typedef enum jingle_dir
{
	JINGLE_SIP_TO_XMPP = 0, /* a SIP phone calls: we initiate the session */
	JINGLE_XMPP_TO_SIP,		/* an XMPP user calls: we send the INVITE */
	JINGLE_DIRS
} jingle_dir_t;

typedef enum jingle_state
{
	JINGLE_NEW = 0, /* in the table, no party told yet */
	/* SIP to XMPP */
	JINGLE_OFFERED,	 /* propose or session-initiates sent, no answer */
	JINGLE_PICKED,	 /* a device proceeded and has our session-initiate */
	JINGLE_JOINING,	 /* the user's own propose crossed ours, and won */
	JINGLE_ACCEPTED, /* 200 sent, no ACK yet */
	/* as ACCEPTED, but over: a BYE follows the ACK. XMPP to SIP: over, and the
	 * session-initiate that our proceed has asked for is refused */
	JINGLE_LEAVING,
	/* XMPP to SIP */
	JINGLE_CALLING,	   /* INVITE out before the client's proceed, no reply */
	JINGLE_AWAITED,	   /* its 200 is there, proceed out: session-initiate due */
	JINGLE_PROCEEDED,  /* our proceed is out, no session-initiate yet */
	JINGLE_INVITED,	   /* INVITE out, no final reply */
	JINGLE_CANCELLING, /* over for XMPP; the INVITE has no final reply yet */
	/* both */
	JINGLE_ACTIVE,	  /* media may flow */
	JINGLE_MIGRATING, /* the user takes it on with a session to come */
	/* transfers */
	JINGLE_REFERRED, /* INVITE out for the session of another call */
	JINGLE_REPLACED, /* its session goes on in another call; BYE is due */
	JINGLE_BRIDGED,	 /* its phone is joined with another one, no XMPP user */
	JINGLE_ENDED,	 /* both sides have been told */
	JINGLE_STATES
} jingle_state_t;

typedef enum jingle_ev
{
	/* from SIP */
	JINGLE_EV_INVITE = 0, /* the script called jingle_call() */
	JINGLE_EV_REPLACES,	  /* the same, and it takes over another call */
	JINGLE_EV_CANCEL,
	JINGLE_EV_ACK,
	JINGLE_EV_NO_ACK,	/* the INVITE transaction ended without an ACK */
	JINGLE_EV_SENT,		/* our INVITE has gone to a phone */
	JINGLE_EV_PROGRESS, /* 18x */
	JINGLE_EV_ANSWER,	/* 2xx to our INVITE */
	JINGLE_EV_FAIL,		/* final reply of 300 and above, or none */
	JINGLE_EV_BYE,
	JINGLE_EV_REQUEST,	 /* a request in the dialog that needs a decision */
	JINGLE_EV_REANSWER,	 /* 2xx to a re-INVITE of ours */
	JINGLE_EV_REFAIL,	 /* any other end of it */
	JINGLE_EV_REFRESHED, /* final reply to an UPDATE of ours */
	JINGLE_EV_REFERRED,	 /* final reply to a REFER of ours */
	JINGLE_EV_PRESSED,	 /* final reply to an INFO of ours with a key */
	/* from XMPP */
	JINGLE_EV_PROPOSE,
	JINGLE_EV_PHONE_FIRST, /* propose: proceed when the phone has answered */
	JINGLE_EV_PROCEED,
	JINGLE_EV_RINGING,
	JINGLE_EV_REJECT, /* JMI reject or retract, or a bounced JMI message */
	JINGLE_EV_INITIATE,
	JINGLE_EV_ACCEPT,
	JINGLE_EV_TERMINATE, /* also an error instead of a result to an iq */
	JINGLE_EV_INFO,		 /* session-info, transport-info, content-* */
	/* from us */
	JINGLE_EV_TIMEOUT, /* no answer in time */
	JINGLE_EV_DEAD,	   /* supervision found a party gone */
	JINGLE_EV_HANGUP,  /* the operator, or a failure of our own */
	JINGLE_EV_ORDER,   /* of the operator's, in the call: jingle_order_t */
	JINGLE_EV_REFER,   /* a phone has referred another call to this one's */
	JINGLE_EV_MOVED,   /* the session goes on in another call */
	JINGLE_EV_BRIDGE,  /* for another call's phone, which takes no REFER */
	JINGLE_EV_BRIDGED, /* its phone is joined with another one */
	JINGLE_EV_LOST,	   /* Kamailio was started anew, and SIP has forgotten it */
	JINGLE_EVENTS
} jingle_ev_t;

typedef enum jingle_do
{
	JINGLE_DO_NOTHING = 0,
	JINGLE_DO_OFFER,	   /* INVITE -> propose, session-initiate */
	JINGLE_DO_RING_SIP,	   /* 180 to the caller */
	JINGLE_DO_INITIATE,	   /* session-initiate to the device that proceeded */
	JINGLE_DO_ANSWER_SIP,  /* session-accept -> 200 */
	JINGLE_DO_JOIN,		   /* the user's propose instead of ours */
	JINGLE_DO_JOIN_ANSWER, /* client's session-initiate -> 200, re-INVITE */
	JINGLE_DO_REFUSE_SIP,  /* a final reply; retract, terminate what is out */
	JINGLE_DO_END_XMPP,	   /* retract or session-terminate */
	JINGLE_DO_PROCEED,	   /* policy, then proceed or reject */
	JINGLE_DO_INVITE,	   /* session-initiate -> INVITE */
	JINGLE_DO_SENT,		   /* note whom a restart must CANCEL */
	JINGLE_DO_RING_XMPP,   /* session-info ringing */
	JINGLE_DO_ACCEPT_XMPP, /* 200 -> session-accept */
	JINGLE_DO_PHONE_FIRST, /* policy, then an INVITE for the client, or reject */
	JINGLE_DO_JMI_RINGING,	 /* the phone rings -> ringing */
	JINGLE_DO_AWAIT,		 /* 200 -> proceed */
	JINGLE_DO_SESSION_COMES, /* session-initiate -> accept, or re-INVITE first */
	JINGLE_DO_GONE,		 /* the phone is: finish; session-initiate refused */
	JINGLE_DO_TURN_AWAY, /* session-initiate -> session-terminate */
	JINGLE_DO_CANCEL_SIP,
	JINGLE_DO_LEAVE,	/* over for XMPP: why is kept for the BYE to come */
	JINGLE_DO_MIGRATE,	/* a propose in a call that is up: it takes over */
	JINGLE_DO_MIGRATED, /* its session-initiate -> re-INVITE */
	JINGLE_DO_BYE,
	JINGLE_DO_BYE_AND_END,	  /* BYE and session-terminate */
	JINGLE_DO_CANCEL_AND_END, /* CANCEL and session-terminate or reject */
	JINGLE_DO_REQUEST,		  /* answer a request in the dialog */
	JINGLE_DO_REANSWER,		  /* answer of a re-INVITE -> XMPP */
	JINGLE_DO_REFAIL,		  /* the re-INVITE was refused -> XMPP */
	JINGLE_DO_REFRESHED,	  /* the session goes on, or not */
	JINGLE_DO_REFERRED,		  /* the phone transfers itself, or does not */
	JINGLE_DO_PRESSED,		  /* the next key */
	JINGLE_DO_ORDER,		  /* what an operator wants */
	JINGLE_DO_INFO,			  /* act on a stanza inside the session */
	JINGLE_DO_ACK,			  /* the call is up: supervise it */
	JINGLE_DO_LATE_ANSWER,	  /* an ACK with the answer to our offer */
	JINGLE_DO_TRANSFER,		  /* INVITE for the session of another call */
	JINGLE_DO_TRANSFER_RINGS, /* 18x -> NOTIFY to who referred it */
	JINGLE_DO_TRANSFERRED,	  /* 200 -> the session moves here */
	/* -> NOTIFY, the other call goes on; and CANCEL */
	JINGLE_DO_TRANSFER_FAILED,
	JINGLE_DO_TRANSFER_GIVEN_UP,
	JINGLE_DO_MOVED,	 /* a BYE is awaited, then sent */
	JINGLE_DO_TAKE_OVER, /* INVITE with Replaces -> 200, the other call ends */
	JINGLE_DO_BRIDGE,	 /* INVITE for the phone of another call */
	JINGLE_DO_BRIDGED,	 /* the XMPP user, if there is one, has no part in it */
	JINGLE_DOS
} jingle_do_t;

typedef struct jingle_transition
{
	jingle_dir_t dir;
	jingle_state_t in;
	jingle_ev_t on;
	jingle_state_t to;
	jingle_do_t action;
} jingle_transition_t;

/**
 * What an event does to a call.
 *
 * @return the transition, or NULL: the event has no meaning in this state
 */
const jingle_transition_t *jingle_fsm_find(
		jingle_dir_t dir, jingle_state_t state, jingle_ev_t ev);

/* The whole table, for tests and documentation; *count receives its length. */
const jingle_transition_t *jingle_fsm_table(int *count);

/* Names for logs, RPC and the database, never NULL, all different. */
const char *jingle_state_name(jingle_state_t state);
const char *jingle_ev_name(jingle_ev_t ev);

#endif
