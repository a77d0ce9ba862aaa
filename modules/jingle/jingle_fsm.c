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
 */

#include <stddef.h>

#include "jingle_fsm.h"

#define OUT JINGLE_SIP_TO_XMPP
#define IN JINGLE_XMPP_TO_SIP
#define S(name) JINGLE_##name
#define EV(name) JINGLE_EV_##name
#define DO(name) JINGLE_DO_##name
/* the same for calls in both directions */
#define EITHER(in, on, to, action) \
	{OUT, in, on, to, action},     \
	{                              \
		IN, in, on, to, action     \
	}

/* clang-format off */
static const jingle_transition_t transitions[] = {
	/* dir, in state, on event, go to, and do */
	{OUT, S(NEW),        EV(INVITE),    S(OFFERED),    DO(OFFER)},
	{OUT, S(NEW),        EV(CANCEL),    S(ENDED),      DO(NOTHING)},

	{OUT, S(OFFERED),    EV(RINGING),   S(OFFERED),    DO(RING_SIP)},
	{OUT, S(OFFERED),    EV(PROCEED),   S(PICKED),     DO(INITIATE)},
	{OUT, S(OFFERED),    EV(ACCEPT),    S(ACCEPTED),   DO(ANSWER_SIP)},
	{OUT, S(OFFERED),    EV(REJECT),    S(ENDED),      DO(REFUSE_SIP)},
	{OUT, S(OFFERED),    EV(TERMINATE), S(ENDED),      DO(REFUSE_SIP)},
	{OUT, S(OFFERED),    EV(CANCEL),    S(ENDED),      DO(END_XMPP)},
	{OUT, S(OFFERED),    EV(BYE),       S(ENDED),      DO(REFUSE_SIP)},
	{OUT, S(OFFERED),    EV(INFO),      S(OFFERED),    DO(INFO)},
	{OUT, S(OFFERED),    EV(REQUEST),   S(OFFERED),    DO(REQUEST)},
	{OUT, S(OFFERED),    EV(TIMEOUT),   S(ENDED),      DO(REFUSE_SIP)},
	{OUT, S(OFFERED),    EV(HANGUP),    S(ENDED),      DO(REFUSE_SIP)},

	/* phone and XMPP user call each other: the client's session is joined to
	 * the phone's waiting INVITE */
	{OUT, S(OFFERED),    EV(PROPOSE),   S(JOINING),    DO(JOIN)},
	{OUT, S(OFFERED),    EV(INITIATE),  S(ACCEPTED),   DO(JOIN_ANSWER)},
	{OUT, S(JOINING),    EV(PROPOSE),   S(JOINING),    DO(JOIN)},
	{OUT, S(JOINING),    EV(INITIATE),  S(ACCEPTED),   DO(JOIN_ANSWER)},
	{OUT, S(JOINING),    EV(REJECT),    S(ENDED),      DO(REFUSE_SIP)},
	{OUT, S(JOINING),    EV(TERMINATE), S(ENDED),      DO(REFUSE_SIP)},
	{OUT, S(JOINING),    EV(CANCEL),    S(ENDED),      DO(END_XMPP)},
	{OUT, S(JOINING),    EV(BYE),       S(ENDED),      DO(REFUSE_SIP)},
	{OUT, S(JOINING),    EV(REQUEST),   S(JOINING),    DO(REQUEST)},
	{OUT, S(JOINING),    EV(TIMEOUT),   S(ENDED),      DO(REFUSE_SIP)},
	{OUT, S(JOINING),    EV(HANGUP),    S(ENDED),      DO(REFUSE_SIP)},

	{OUT, S(PICKED),     EV(RINGING),   S(PICKED),     DO(RING_SIP)},
	{OUT, S(PICKED),     EV(ACCEPT),    S(ACCEPTED),   DO(ANSWER_SIP)},
	{OUT, S(PICKED),     EV(REJECT),    S(ENDED),      DO(REFUSE_SIP)},
	{OUT, S(PICKED),     EV(TERMINATE), S(ENDED),      DO(REFUSE_SIP)},
	{OUT, S(PICKED),     EV(CANCEL),    S(ENDED),      DO(END_XMPP)},
	{OUT, S(PICKED),     EV(BYE),       S(ENDED),      DO(REFUSE_SIP)},
	{OUT, S(PICKED),     EV(INFO),      S(PICKED),     DO(INFO)},
	{OUT, S(PICKED),     EV(REQUEST),   S(PICKED),     DO(REQUEST)},
	{OUT, S(PICKED),     EV(TIMEOUT),   S(ENDED),      DO(REFUSE_SIP)},
	{OUT, S(PICKED),     EV(HANGUP),    S(ENDED),      DO(REFUSE_SIP)},

	/* RFC 3261 section 15: no BYE before the ACK */
	{OUT, S(ACCEPTED),   EV(ACK),       S(ACTIVE),     DO(ACK)},
	{OUT, S(ACCEPTED),   EV(NO_ACK),    S(ENDED),      DO(BYE_AND_END)},
	{OUT, S(ACCEPTED),   EV(BYE),       S(ENDED),      DO(END_XMPP)},
	{OUT, S(ACCEPTED),   EV(CANCEL),    S(ACCEPTED),   DO(NOTHING)},
	{OUT, S(ACCEPTED),   EV(INFO),      S(ACCEPTED),   DO(INFO)},
	{OUT, S(ACCEPTED),   EV(REQUEST),   S(ACCEPTED),   DO(REQUEST)},
	{OUT, S(ACCEPTED),   EV(TERMINATE), S(LEAVING),    DO(LEAVE)},
	{OUT, S(ACCEPTED),   EV(REJECT),    S(LEAVING),    DO(LEAVE)},
	{OUT, S(ACCEPTED),   EV(HANGUP),    S(LEAVING),    DO(END_XMPP)},
	{OUT, S(ACCEPTED),   EV(REFRESHED), S(ACCEPTED),   DO(REFRESHED)},
	{OUT, S(ACCEPTED),   EV(DEAD),      S(LEAVING),    DO(END_XMPP)},
	{OUT, S(LEAVING),    EV(ACK),       S(ENDED),      DO(BYE)},
	{OUT, S(LEAVING),    EV(NO_ACK),    S(ENDED),      DO(BYE)},
	{OUT, S(LEAVING),    EV(BYE),       S(ENDED),      DO(NOTHING)},
	{OUT, S(LEAVING),    EV(REQUEST),   S(LEAVING),    DO(REQUEST)},

	{IN,  S(NEW),        EV(PROPOSE),   S(PROCEEDED),  DO(PROCEED)},
	{IN,  S(NEW),        EV(INITIATE),  S(INVITED),    DO(INVITE)},

	{IN,  S(PROCEEDED),  EV(PROPOSE),   S(PROCEEDED),  DO(PROCEED)},
	{IN,  S(PROCEEDED),  EV(INITIATE),  S(INVITED),    DO(INVITE)},
	{IN,  S(PROCEEDED),  EV(REJECT),    S(ENDED),      DO(NOTHING)},
	{IN,  S(PROCEEDED),  EV(TERMINATE), S(ENDED),      DO(NOTHING)},
	{IN,  S(PROCEEDED),  EV(TIMEOUT),   S(ENDED),      DO(END_XMPP)},
	{IN,  S(PROCEEDED),  EV(HANGUP),    S(ENDED),      DO(END_XMPP)},

	{IN,  S(INVITED),    EV(SENT),      S(INVITED),    DO(SENT)},
	{IN,  S(INVITED),    EV(PROGRESS),  S(INVITED),    DO(RING_XMPP)},
	{IN,  S(INVITED),    EV(ANSWER),    S(ACTIVE),     DO(ACCEPT_XMPP)},
	{IN,  S(INVITED),    EV(FAIL),      S(ENDED),      DO(END_XMPP)},
	{IN,  S(INVITED),    EV(TERMINATE), S(CANCELLING), DO(CANCEL_SIP)},
	{IN,  S(INVITED),    EV(REJECT),    S(CANCELLING), DO(CANCEL_SIP)},
	{IN,  S(INVITED),    EV(INFO),      S(INVITED),    DO(INFO)},
	{IN,  S(INVITED),    EV(REQUEST),   S(INVITED),    DO(REQUEST)},
	{IN,  S(INVITED),    EV(TIMEOUT),   S(CANCELLING), DO(CANCEL_AND_END)},
	{IN,  S(INVITED),    EV(HANGUP),    S(CANCELLING), DO(CANCEL_AND_END)},
	{IN,  S(CANCELLING), EV(ANSWER),    S(ENDED),      DO(BYE)},
	{IN,  S(CANCELLING), EV(FAIL),      S(ENDED),      DO(NOTHING)},
	{IN,  S(CANCELLING), EV(REQUEST),   S(CANCELLING), DO(REQUEST)},
	{IN,  S(CANCELLING), EV(PROGRESS),  S(CANCELLING), DO(CANCEL_SIP)},
	/* RFC 3261 section 9.1: who does not answer a CANCEL in 64*T1 has lost it;
	 * a 200 that comes later is answered without the call */
	{IN,  S(CANCELLING), EV(TIMEOUT),   S(ENDED),      DO(NOTHING)},
	{IN,  S(CANCELLING), EV(HANGUP),    S(ENDED),      DO(NOTHING)},

	/* proceed says that the phone was answered: it rings before */
	{IN,  S(NEW),        EV(PHONE_FIRST), S(CALLING),  DO(PHONE_FIRST)},
	{IN,  S(CALLING),    EV(PHONE_FIRST), S(CALLING),  DO(PHONE_FIRST)},
	{IN,  S(CALLING),    EV(SENT),      S(CALLING),    DO(SENT)},
	{IN,  S(CALLING),    EV(PROGRESS),  S(CALLING),    DO(JMI_RINGING)},
	{IN,  S(CALLING),    EV(ANSWER),    S(AWAITED),    DO(AWAIT)},
	{IN,  S(CALLING),    EV(FAIL),      S(ENDED),      DO(END_XMPP)},
	{IN,  S(CALLING),    EV(REJECT),    S(CANCELLING), DO(CANCEL_SIP)},
	{IN,  S(CALLING),    EV(TERMINATE), S(CANCELLING), DO(CANCEL_SIP)},
	{IN,  S(CALLING),    EV(REQUEST),   S(CALLING),    DO(REQUEST)},
	{IN,  S(CALLING),    EV(TIMEOUT),   S(CANCELLING), DO(CANCEL_AND_END)},
	{IN,  S(CALLING),    EV(HANGUP),    S(CANCELLING), DO(CANCEL_AND_END)},
	{IN,  S(AWAITED),    EV(PHONE_FIRST), S(AWAITED),  DO(PHONE_FIRST)},
	{IN,  S(AWAITED),    EV(INITIATE),  S(ACTIVE),     DO(SESSION_COMES)},
	{IN,  S(AWAITED),    EV(REJECT),    S(ENDED),      DO(BYE)},
	{IN,  S(AWAITED),    EV(TERMINATE), S(ENDED),      DO(BYE)},
	{IN,  S(AWAITED),    EV(BYE),       S(LEAVING),    DO(GONE)},
	{IN,  S(AWAITED),    EV(REQUEST),   S(AWAITED),    DO(REQUEST)},
	{IN,  S(AWAITED),    EV(TIMEOUT),   S(ENDED),      DO(BYE_AND_END)},
	{IN,  S(AWAITED),    EV(HANGUP),    S(LEAVING),    DO(GONE)},
	{IN,  S(AWAITED),    EV(REFRESHED), S(AWAITED),    DO(REFRESHED)},
	{IN,  S(AWAITED),    EV(DEAD),      S(LEAVING),    DO(GONE)},
	/* no second INVITE for a session that was on its way */
	{IN,  S(LEAVING),    EV(INITIATE),  S(ENDED),      DO(TURN_AWAY)},
	{IN,  S(LEAVING),    EV(REJECT),    S(ENDED),      DO(NOTHING)},
	{IN,  S(LEAVING),    EV(TERMINATE), S(ENDED),      DO(NOTHING)},
	{IN,  S(LEAVING),    EV(BYE),       S(LEAVING),    DO(NOTHING)},
	{IN,  S(LEAVING),    EV(REQUEST),   S(LEAVING),    DO(REQUEST)},
	{IN,  S(LEAVING),    EV(TIMEOUT),   S(ENDED),      DO(NOTHING)},
	/* also: it has come, and cannot be read */
	{IN,  S(LEAVING),    EV(HANGUP),    S(ENDED),      DO(END_XMPP)},

	{OUT, S(OFFERED),    EV(LOST),      S(ENDED),      DO(END_XMPP)},
	{OUT, S(PICKED),     EV(LOST),      S(ENDED),      DO(END_XMPP)},
	{OUT, S(JOINING),    EV(LOST),      S(ENDED),      DO(END_XMPP)},
	{OUT, S(LEAVING),    EV(LOST),      S(ENDED),      DO(BYE)},
	{IN,  S(PROCEEDED),  EV(LOST),      S(ENDED),      DO(END_XMPP)},
	{IN,  S(INVITED),    EV(LOST),      S(ENDED),      DO(END_XMPP)},
	{IN,  S(CANCELLING), EV(LOST),      S(ENDED),      DO(NOTHING)},
	{IN,  S(CALLING),    EV(LOST),      S(ENDED),      DO(END_XMPP)},
	{IN,  S(AWAITED),    EV(LOST),      S(ENDED),      DO(BYE_AND_END)},
	{IN,  S(LEAVING),    EV(LOST),      S(ENDED),      DO(NOTHING)},

	EITHER(S(ACTIVE),     EV(TERMINATE), S(ENDED),      DO(BYE)),
	EITHER(S(ACTIVE),     EV(REJECT),    S(ENDED),      DO(BYE)),
	EITHER(S(ACTIVE),     EV(BYE),       S(ENDED),      DO(END_XMPP)),
	EITHER(S(ACTIVE),     EV(DEAD),      S(ENDED),      DO(BYE_AND_END)),
	EITHER(S(ACTIVE),     EV(HANGUP),    S(ENDED),      DO(BYE_AND_END)),
	EITHER(S(ACTIVE),     EV(LOST),      S(ENDED),      DO(BYE_AND_END)),
	EITHER(S(ACTIVE),     EV(INFO),      S(ACTIVE),     DO(INFO)),
	EITHER(S(ACTIVE),     EV(REQUEST),   S(ACTIVE),     DO(REQUEST)),
	EITHER(S(ACTIVE),     EV(REANSWER),  S(ACTIVE),     DO(REANSWER)),
	EITHER(S(ACTIVE),     EV(REFAIL),    S(ACTIVE),     DO(REFAIL)),
	EITHER(S(ACTIVE),     EV(REFRESHED), S(ACTIVE),     DO(REFRESHED)),
	EITHER(S(ACTIVE),     EV(ACK),       S(ACTIVE),     DO(LATE_ANSWER)),
	EITHER(S(ACTIVE),     EV(REFERRED),  S(ACTIVE),     DO(REFERRED)),
	EITHER(S(ACTIVE),     EV(PRESSED),   S(ACTIVE),     DO(PRESSED)),
	EITHER(S(ACTIVE),     EV(ORDER),     S(ACTIVE),     DO(ORDER)),
	EITHER(S(ACTIVE),     EV(PROPOSE),   S(MIGRATING),  DO(MIGRATE)),
	/* XEP-0353 section 4.2: the call migrates to another client */
	EITHER(S(MIGRATING),  EV(PROPOSE),   S(MIGRATING),  DO(MIGRATE)),
	EITHER(S(MIGRATING),  EV(INITIATE),  S(ACTIVE),     DO(MIGRATED)),
	EITHER(S(MIGRATING),  EV(REJECT),    S(ENDED),      DO(BYE)),
	EITHER(S(MIGRATING),  EV(BYE),       S(ENDED),      DO(END_XMPP)),
	EITHER(S(MIGRATING),  EV(REQUEST),   S(MIGRATING),  DO(REQUEST)),
	EITHER(S(MIGRATING),  EV(REFRESHED), S(MIGRATING),  DO(REFRESHED)),
	EITHER(S(MIGRATING),  EV(REFERRED),  S(MIGRATING),  DO(REFERRED)),
	EITHER(S(MIGRATING),  EV(PRESSED),   S(MIGRATING),  DO(PRESSED)),
	EITHER(S(MIGRATING),  EV(TERMINATE), S(ENDED),      DO(BYE)),
	EITHER(S(MIGRATING),  EV(DEAD),      S(ENDED),      DO(BYE_AND_END)),
	EITHER(S(MIGRATING),  EV(TIMEOUT),   S(ENDED),      DO(BYE_AND_END)),
	EITHER(S(MIGRATING),  EV(HANGUP),    S(ENDED),      DO(BYE_AND_END)),
	EITHER(S(MIGRATING),  EV(LOST),      S(ENDED),      DO(BYE_AND_END)),

	/* RFC 3515: the session is the other call's until the 200, or until the
	 * phone that referred it has hung up */
	{IN,  S(NEW),        EV(REFER),     S(REFERRED),   DO(TRANSFER)},
	{IN,  S(REFERRED),   EV(SENT),      S(REFERRED),   DO(SENT)},
	{IN,  S(REFERRED),   EV(PROGRESS),  S(REFERRED),   DO(TRANSFER_RINGS)},
	{IN,  S(REFERRED),   EV(ANSWER),    S(ACTIVE),     DO(TRANSFERRED)},
	{IN,  S(REFERRED),   EV(FAIL),      S(ENDED),      DO(TRANSFER_FAILED)},
	{IN,  S(REFERRED),   EV(INFO),      S(REFERRED),   DO(INFO)},
	{IN,  S(REFERRED),   EV(REQUEST),   S(REFERRED),   DO(REQUEST)},
	{IN,  S(REFERRED),   EV(TERMINATE), S(CANCELLING), DO(TRANSFER_GIVEN_UP)},
	{IN,  S(REFERRED),   EV(REJECT),    S(CANCELLING), DO(TRANSFER_GIVEN_UP)},
	{IN,  S(REFERRED),   EV(TIMEOUT),   S(CANCELLING), DO(TRANSFER_GIVEN_UP)},
	{IN,  S(REFERRED),   EV(HANGUP),    S(CANCELLING), DO(TRANSFER_GIVEN_UP)},
	{IN,  S(REFERRED),   EV(DEAD),      S(CANCELLING), DO(TRANSFER_GIVEN_UP)},
	{IN,  S(REFERRED),   EV(LOST),      S(ENDED),      DO(TRANSFER_FAILED)},
	/* RFC 3891: another phone takes its place */
	{OUT, S(NEW),        EV(REPLACES),  S(ACCEPTED),   DO(TAKE_OVER)},
	EITHER(S(ACTIVE),     EV(MOVED),     S(REPLACED),   DO(MOVED)),
	EITHER(S(REPLACED),   EV(BYE),       S(ENDED),      DO(NOTHING)),
	EITHER(S(REPLACED),   EV(DEAD),      S(ENDED),      DO(NOTHING)),
	EITHER(S(REPLACED),   EV(TIMEOUT),   S(ENDED),      DO(BYE)),
	EITHER(S(REPLACED),   EV(HANGUP),    S(ENDED),      DO(BYE)),
	EITHER(S(REPLACED),   EV(LOST),      S(ENDED),      DO(BYE)),
	EITHER(S(REPLACED),   EV(REQUEST),   S(REPLACED),   DO(REQUEST)),
	/* RFC 3725: the gateway transfers a phone that does not do it itself */
	{IN,  S(NEW),        EV(BRIDGE),    S(REFERRED),   DO(BRIDGE)},
	EITHER(S(ACTIVE),     EV(BRIDGED),   S(BRIDGED),    DO(BRIDGED)),
	EITHER(S(BRIDGED),    EV(BYE),       S(ENDED),      DO(END_XMPP)),
	EITHER(S(BRIDGED),    EV(DEAD),      S(ENDED),      DO(BYE_AND_END)),
	EITHER(S(BRIDGED),    EV(HANGUP),    S(ENDED),      DO(BYE_AND_END)),
	EITHER(S(BRIDGED),    EV(LOST),      S(ENDED),      DO(BYE_AND_END)),
	EITHER(S(BRIDGED),    EV(REQUEST),   S(BRIDGED),    DO(REQUEST)),
	EITHER(S(BRIDGED),    EV(REANSWER),  S(BRIDGED),    DO(REANSWER)),
	EITHER(S(BRIDGED),    EV(REFAIL),    S(BRIDGED),    DO(REFAIL)),
	EITHER(S(BRIDGED),    EV(ACK),       S(BRIDGED),    DO(LATE_ANSWER)),
	EITHER(S(BRIDGED),    EV(REFRESHED), S(BRIDGED),    DO(REFRESHED)),
};
/* clang-format on */

enum
{
	TRANSITIONS = sizeof(transitions) / sizeof(transitions[0])
};

const jingle_transition_t *jingle_fsm_find(
		jingle_dir_t dir, jingle_state_t state, jingle_ev_t ev)
{
	int i;

	for(i = 0; i < TRANSITIONS; i++)
		if(transitions[i].dir == dir && transitions[i].in == state
				&& transitions[i].on == ev)
			return &transitions[i];
	return NULL;
}

const jingle_transition_t *jingle_fsm_table(int *count)
{
	*count = TRANSITIONS;
	return transitions;
}

const char *jingle_state_name(jingle_state_t state)
{
	static const char *const names[JINGLE_STATES] = {"new", "offered", "picked",
			"joining", "accepted", "leaving", "calling", "awaited", "proceeded",
			"invited", "cancelling", "active", "migrating", "referred",
			"replaced", "bridged", "ended"};

	return state < JINGLE_STATES ? names[state] : "?";
}

const char *jingle_ev_name(jingle_ev_t ev)
{
	static const char *const names[JINGLE_EVENTS] = {"INVITE", "Replaces",
			"CANCEL", "ACK", "no ACK", "sent", "18x", "2xx", "failure", "BYE",
			"request", "re-INVITE answered", "re-INVITE failed",
			"UPDATE answered", "REFER answered", "key answered", "propose",
			"propose, the phone first", "proceed", "ringing", "reject",
			"session-initiate", "session-accept", "session-terminate",
			"session stanza", "time-out", "dead party", "hang-up", "order",
			"REFER", "session moved", "transfer by us", "phones joined",
			"restart"};

	return ev < JINGLE_EVENTS ? names[ev] : "?";
}
