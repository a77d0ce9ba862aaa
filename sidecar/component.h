/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One connection of one component: looks its server up, keeps its stream up,
 * sends in order, and sends again what the server has not confirmed. */

#ifndef COMPONENT_H
#define COMPONENT_H

#include "config.h"
#include "loop.h"
#include "outbox.h"
#include "stanza.h"

typedef struct component component_t;

typedef struct component_events
{
	/* A stanza of the stream; borrowed. Pings of ours are not shown. */
	void (*on_stanza)(void *arg, component_t *c, const stanza_t *s);
	/* The stream is up (1) or down (0). */
	void (*on_state)(void *arg, component_t *c, int up);
	/* A stanza with a ticket was written (1), or was not and is forgotten. */
	outbox_ticket_f on_ticket;
	/* The connection has ended after component_close(). */
	void (*on_closed)(void *arg, component_t *c);
} component_events_t;

/**
 * @param conf  borrowed for the component's life
 * @param index of this connection among those of the component
 * @return NULL when out of memory
 */
component_t *component_new(loop_t *loop, const config_component_t *conf,
		unsigned index, size_t stanza_max, const component_events_t *events,
		void *arg);
/* Start to connect. */
void component_start(component_t *c);
/* End the stream in order; on_closed follows. */
void component_close(component_t *c);
void component_free(component_t *c);

int component_is_up(const component_t *c);
const char *component_name(const component_t *c);

/**
 * Queue a stanza; it is written before the loop sleeps.
 *
 * @param repeatable it may go twice: it is sent again after a lost stream
 * @param ticket NULL, or the link's request that waits: *waits tells whether
 *                   on_ticket will be called (the queue is long) or not (take
 *                   it as written)
 * @return 0, -ENOTCONN: the stream is down, -ENOBUFS: the server does not
 *         read, -ENOMEM
 */
int component_send(component_t *c, const char *xml, size_t len, int repeatable,
		const outbox_ticket_t *ticket, int *waits);

/* Give away what was not sent or not confirmed, in order, once the stream is
 * down; xml is borrowed for the time of the call. */
void component_drain(component_t *c,
		void (*f)(void *arg, const str *xml, int repeatable), void *arg);

/* Stop (1) or resume (0) reading from the server. */
void component_pause(component_t *c, int paused);
/* Write what is queued. */
void component_flush(component_t *c);
/* State in one line. */
void component_describe(const component_t *c, char *line, size_t cap);

#endif
