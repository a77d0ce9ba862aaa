/* SPDX-License-Identifier: GPL-2.0-or-later */
/* XEP-0114 has no acknowledgements. Servers process a stream in order, so a
 * ping (XEP-0199) that comes back confirms all that was sent before it. PURE.
 *
 * The ping goes from an address of the component's to the component itself: no
 * server name need be known, and the round trip shows that the server routes
 * to this very stream. Where a component has several connections, the server
 * picks the one by the sender's address; so an address is kept while its pings
 * come back, and another one is tried when they do not. */

#ifndef CONFIRM_H
#define CONFIRM_H

#include <stdint.h>

#include "stanza.h"

enum
{
	CONFIRM_INTERVAL = 1000,  /* ms between two pings */
	CONFIRM_PATIENCE = 2000,  /* ms before another address is tried */
	CONFIRM_OPEN_MAX = 64,	  /* pings on their way that are remembered */
	CONFIRM_STANZA_MAX = 1024 /* bytes of a ping's XML */
};

typedef struct confirm
{
	const char *component;	   /* borrowed */
	uint32_t tag;			   /* in the ids: tells connections apart */
	uint32_t address;		   /* in the sender: may be changed */
	int proven;				   /* pings from this address came back */
	uint32_t serial;		   /* of the last ping, 0 = none yet */
	uint32_t answered;		   /* serial of the last that came back */
	uint64_t sent_at;		   /* of the last ping [ms] */
	uint64_t unanswered_since; /* [ms]; 0 = nothing is on its way */
	uint64_t mark[CONFIRM_OPEN_MAX];
} confirm_t;

/* tag: differs for all connections of all sidecars of this component. */
void confirm_init(confirm_t *c, const char *component, uint32_t tag);

/* A new stream: earlier pings are void. */
void confirm_reset(confirm_t *c);

/**
 * Write the next ping.
 *
 * @param mark   what it will confirm, see outbox_mark()
 * @param random any 32 random bits
 * @return 0 or -EMSGSIZE
 */
int confirm_ping(confirm_t *c, uint64_t mark, uint64_t now, uint32_t random,
		char *buf, size_t cap, str *out);

/* ms from now until the next ping may be sent. */
uint64_t confirm_wait(const confirm_t *c, uint64_t now);

/* Is this stanza such a ping, of any connection of any sidecar? */
int confirm_is_ping(const char *component, const stanza_t *s);

/**
 * Is this ping one of c's?
 *
 * @param mark set to what is confirmed
 * @return 1 yes, 0 no or too old
 */
int confirm_came_back(confirm_t *c, const stanza_t *s, uint64_t *mark);

#endif
