/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sockets to Kamailio's workers (protocol: xmpp_link/link_proto.h):
 * hello, window, acknowledgements, holding while Kamailio is away, reconnect.
 *
 * A stanza handed to link_send() is acknowledged by its worker, or given back
 * by on_lost when its time is over; never both, never neither. */

#ifndef LINK_H
#define LINK_H

#include <stddef.h>
#include <stdint.h>

#include "config.h"
#include "link_events.h"
#include "loop.h"
#include "queue.h"

/* NULL when out of memory. conf and events must outlive it. */
link_set_t *link_set_new(loop_t *loop, const config_link_t *conf,
		const link_events_t *events, void *arg);
/* Start to connect. */
void link_set_start(link_set_t *set);
/* Give back all that is held (on_lost) and close. */
void link_set_free(link_set_t *set);

/* Send a stanza to the worker that owns its sender; the item is the set's. */
void link_send(link_set_t *set, queue_item_t *item);
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
