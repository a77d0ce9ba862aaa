/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between component streams and the link to Kamailio: the only file that
 * knows both sides. Every stanza is taken over, or answered here. */

#ifndef RELAY_H
#define RELAY_H

#include "config.h"
#include "loop.h"

typedef struct relay relay_t;

/* conf is borrowed for the relay's life; NULL when out of memory. */
relay_t *relay_new(loop_t *loop, const config_t *conf);

/* Connect both sides. */
void relay_start(relay_t *r);

/* Stop in order: nothing more is read from the servers, workers may finish
 * what they have, the rest is answered, streams are ended, then f is called.
 * It takes a few seconds at most. */
void relay_stop(relay_t *r, void (*f)(void *arg), void *arg);

void relay_free(relay_t *r);

/* Components with at least one stream up, and all. */
void relay_count(const relay_t *r, unsigned *up, unsigned *all);

/* Called when a component's state changes. */
void relay_on_change(relay_t *r, void (*f)(void *arg), void *arg);

/* State into the log, at level notice. */
void relay_dump(const relay_t *r);

#endif
