/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stanzas on their way to Kamailio: each is kept as the frame that goes over
 * the link until a worker has acknowledged it. PURE. */

#ifndef QUEUE_H
#define QUEUE_H

#include <stdint.h>

#include "stanza.h"

/* One stanza. from, to, type and id stay readable for an answer. */
typedef struct queue_item
{
	struct queue_item *next;
	uint64_t deadline; /* when it is answered instead, unless sent [ms] */
	uint32_t cookie;
	unsigned domain; /* the component it came by, as relay.c counts them */
	stanza_t stanza; /* points into the frame; payloads and xml too */
	str frame;
	size_t size; /* bytes of memory */
	int written; /* the whole frame has gone to the worker */
	char data[];
} queue_item_t;

/* A queue owns its items. All zero is an empty one. */
typedef struct queue
{
	queue_item_t *head;
	queue_item_t *tail;
	size_t count;
	size_t bytes;	  /* memory of all items */
	size_t xml_bytes; /* XML of all items */
} queue_t;

/**
 * Make an item.
 *
 * @param component name of the component it came by
 * @param cookie    not 0
 * @param now       ms of CLOCK_MONOTONIC: Kamailio sees how old it is
 * @return NULL when out of memory; queue_item_free() ends it
 */
queue_item_t *queue_item_new(const stanza_t *s, const char *component,
		unsigned domain, uint32_t cookie, uint64_t now, uint64_t deadline);
void queue_item_free(queue_item_t *item);
/* What an answer needs of it: addresses, id, type, flags. NULL: no memory. */
queue_item_t *queue_item_short(const queue_item_t *item);

void queue_push(queue_t *q, queue_item_t *item);
/* The oldest item, NULL when there is none. */
queue_item_t *queue_pop(queue_t *q);
/* The written item with this cookie, taken out, or NULL. */
queue_item_t *queue_take_written(queue_t *q, uint32_t cookie);
/* The item with this cookie, taken out, or NULL. */
queue_item_t *queue_take(queue_t *q, uint32_t cookie);
/* An item whose deadline has come, or NULL. */
queue_item_t *queue_take_due(queue_t *q, uint64_t now);
/* The earliest deadline, 0 when the queue is empty. */
uint64_t queue_deadline(const queue_t *q);
/* Put all of `from` before what is in q; `from` is empty then. */
void queue_prepend(queue_t *q, queue_t *from);
void queue_clear(queue_t *q);

#endif
