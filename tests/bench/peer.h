/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The load generator that plays the XMPP server, and all of its users, to the
 * sidecar. One process, one loop. */

#ifndef BENCH_PEER_H
#define BENCH_PEER_H

#include <stdint.h>

#include "xml.h"

enum
{
	PEER_CONNS = 16,
	PEER_CALLS_MAX = 200000,	/* in one round */
	PEER_HANGUP_US = 100 * 1000 /* from the accept to the terminate */
};

/* A component stream. */
typedef struct conn
{
	int fd; /* -1: free */
	enum
	{
		CONN_OPENED,  /* stream header not seen yet */
		CONN_GREETED, /* header answered, waits for the handshake */
		CONN_UP		  /* stanzas flow */
	} state;
	char id[32]; /* of the stream */
	char *in;
	size_t in_len, in_cap;
	xml_scan_t scan;
	char *out;
	size_t out_len, out_cap;
} conn_t;

/* What is counted since the last reset. Each is a number of stanzas. */
typedef struct counts
{
	unsigned proposes;	 /* JMI, from the gateway */
	unsigned initiates;	 /* session-initiate that was complete */
	unsigned bad;		 /* a session without what it must have */
	unsigned accepted;	 /* session-accept of ours acknowledged */
	unsigned terminated; /* session-terminate from the gateway */
	unsigned errors;	 /* type='error', of any kind */
	unsigned texts;		 /* messages with a body */
	/* presence, from the gateway: probes, with a show, unavailable */
	unsigned probes, shown, hidden;
} counts_t;

/* One call of ours: XMPP -> SIP. */
typedef struct call
{
	enum
	{
		CALL_NONE,
		CALL_PROPOSED,	/* JMI: propose sent */
		CALL_INITIATED, /* session-initiate sent */
		CALL_ACCEPTED,	/* session-accept seen; terminate due or sent */
		CALL_GOOD,		/* its terminate is acknowledged */
		CALL_FAILED		/* ended by the gateway, an error, or bad */
	} state;
	uint64_t started; /* microseconds */
	unsigned setup;	  /* microseconds from the first stanza to the accept */
	uint64_t hangup;  /* microseconds: when to terminate */
	char other[96];	  /* JID that accepted */
	unsigned next;	  /* accepted after this one */
} call_t;

typedef struct peer
{
	const char *domain;		 /* of the component */
	const char *users;		 /* domain of our users */
	const char *secret;		 /* of the component */
	const char *target;		 /* whom we call: "<prefix><n><rest>" */
	const char *fingerprint; /* every session must carry it; NULL: any */
	unsigned user_count;
	enum
	{
		ROUND_CALLS,
		ROUND_JMI,	/* propose before session-initiate */
		ROUND_TEXTS /* texts that ask for receipts, in place of calls */
	} kind;			/* of the round */
	conn_t conns[PEER_CONNS];
	counts_t counts;
	/* the round under way */
	call_t *calls;
	unsigned round, total, started, ended;
	double rate;
	uint64_t begun; /* microseconds */
	/* logins under way */
	unsigned logins, logged_in;
	double login_rate;
	enum
	{
		LOGIN_COMPONENT, /* presence to the component alone */
		LOGIN_ASKS,		 /* to the contact phoneN, which it first asks for */
		LOGIN_CONTACT	 /* to that contact, and a probe of it */
	} login_kind;
	uint64_t login_begun;
	unsigned first, last; /* to be hung up, as index + 1; 0: none */
} peer_t;

/* Microseconds, monotonic. */
uint64_t peer_now(void);

/* Queue bytes on a stream; formatted. */
void conn_printf(conn_t *c, const char *format, ...)
		__attribute__((format(printf, 2, 3)));

/* A whole stanza came in. */
void user_stanza(peer_t *p, conn_t *c, view_t stanza);

/* Start the call with that index. */
void user_call(peer_t *p, conn_t *c, unsigned index);

/* Presence came in. */
void watch_presence(peer_t *p, conn_t *c, view_t stanza, view_t tag);

/* User n comes, who has the contact phoneN; asks: it is new. */
void watch_begin(peer_t *p, conn_t *c, unsigned n, int asks);

/* Hang up what is due. */
void user_hangups(peer_t *p, conn_t *c);

#endif
