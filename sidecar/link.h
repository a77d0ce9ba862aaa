/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sockets to Kamailio's workers (protocol: xmpp_link/link_proto.h):
 * hello, window, acknowledgements, holding while Kamailio is away, reconnect.
 *
 * A stanza handed to link_send() is acknowledged by its worker, or given back
 * by on_lost when its time is over; never both, never neither. */

#ifndef LINK_H
#define LINK_H

#include <stdint.h>
#include <stdio.h>

#include "answer.h"
#include "config.h"
#include "queue.h"
#include "loop.h"

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

/* NULL when out of memory. conf and events must outlive it. */
link_set_t *link_set_new(loop_t *loop, const config_link_t *conf,
		const link_events_t *events, void *arg);
/* Start to connect. */
void link_set_start(link_set_t *set);
/* Give back all that is held (on_lost) and close. */
void link_set_free(link_set_t *set);

/* Send a stanza to the worker that owns its sender; the item is the set's. */
void link_send(link_set_t *set, queue_item_t *item);
/* A cookie for the next item, never 0. */
uint32_t link_cookie(link_set_t *set);
/* Tell one worker that a component's stream is up or down. */
void link_stream(
		link_set_t *set, unsigned worker, const char *component, int up);
/* Workers that have said hello: call f for each. */
void link_each_worker(
		link_set_t *set, void (*f)(void *arg, unsigned worker), void *arg);
/* Answer a worker's stanza; code 0 is the empty reply, else a fault. Nothing
 * happens when that connection is gone. */
void link_reply(link_set_t *set, const link_request_t *request, int code,
		const char *text);
/* Write what is waiting; once before each sleep. */
void link_flush(link_set_t *set);
/* Stanzas that no worker has acknowledged. */
size_t link_pending(const link_set_t *set);
/* State for the log: one call of f for each line. */
void link_dump(const link_set_t *set, void (*f)(const char *line));

#endif
