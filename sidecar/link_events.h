/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What link.h and link_set.h have in common: what comes from Kamailio's workers,
 * and the cookies of what goes to them. */

#ifndef LINK_EVENTS_H
#define LINK_EVENTS_H

#include <stdint.h>

#include "answer.h"
#include "queue.h"

typedef struct link_set link_set_t;

/* Which request of which worker is to be answered. */
typedef struct link_request
{
	unsigned worker;
	uint32_t generation; /* of the connection it came by */
	uint32_t cookie;
} link_request_t;

typedef struct link_events
{
	/* A worker said hello: tell it the streams now, by link_stream(). */
	void (*on_worker)(void *arg, unsigned worker);
	/* A worker sends a stanza, no longer than agreed; component and xml are
	 * borrowed. Answer it now or later by link_reply(). */
	void (*on_stanza)(void *arg, const link_request_t *request,
			const str *component, const str *xml);
	/* No worker took this stanza; the item is the callee's now. */
	void (*on_lost)(void *arg, queue_item_t *item, answer_why_t why);
	/* Workers are slow (1) or not any more (0). */
	void (*on_slow)(void *arg, int slow);
} link_events_t;

/* A cookie for the next item or request, never 0. */
uint32_t link_cookie(link_set_t *set);

#endif
