/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What one component stream has to send, and what it sent but the server has
 * not confirmed. PURE.
 *
 * Items leave in order. A repeatable one (iq, Jingle message, receipt, error)
 * stays after it was written until a ping that followed it has come back; when
 * the stream is lost, those are sent again first on the next one. */

#ifndef OUTBOX_H
#define OUTBOX_H

#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

/* The request that waits for the item to be written; relay.c knows what is in
 * it. */
typedef struct outbox_ticket
{
	int waits; /* 0: none */
	unsigned worker;
	uint32_t generation;
	uint32_t cookie;
} outbox_ticket_t;

typedef struct outbox_item
{
	struct outbox_item *next;
	uint64_t born; /* [ms] */
	uint64_t seq;
	outbox_ticket_t ticket;
	int repeatable;
	size_t len;
	char data[];
} outbox_item_t;

typedef void (*outbox_ticket_f)(
		void *arg, const outbox_ticket_t *ticket, int written);

typedef struct outbox
{
	outbox_item_t *unsent, *unsent_tail; /* the first may be partly written */
	outbox_item_t *sent, *sent_tail;	 /* repeatable, not confirmed */
	size_t written;						 /* bytes of the first unsent item */
	size_t unsent_bytes;
	size_t sent_bytes;
	size_t sent_max; /* bytes; beyond it the oldest sent are forgotten */
	uint64_t seq;	 /* of the item pushed last */
	uint64_t forgotten;
	outbox_ticket_f on_ticket;
	void *arg;
} outbox_t;

void outbox_init(
		outbox_t *o, size_t sent_max, outbox_ticket_f on_ticket, void *arg);
void outbox_free(outbox_t *o);

/* Queue a copy. ticket may be NULL. 0 or -ENOMEM. */
int outbox_push(outbox_t *o, const char *data, size_t len, int repeatable,
		const outbox_ticket_t *ticket, uint64_t now);
/* What is to be written next, in up to n pieces; the number of pieces. */
int outbox_pieces(const outbox_t *o, struct iovec *iov, int n);
/* So many bytes were written; tickets of finished items are called. */
void outbox_wrote(outbox_t *o, size_t bytes);

/* Covers everything pushed so far: what is pushed next goes behind it. */
uint64_t outbox_mark(const outbox_t *o);
/* Is anything waiting to be confirmed? */
int outbox_has_unconfirmed(const outbox_t *o);
/* Everything up to the mark has reached the server. */
void outbox_confirm(outbox_t *o, uint64_t mark);

/* The stream was lost: what was sent but not confirmed is first in the queue
 * again. Items with tickets are given back (written = 0) and forgotten: their
 * sender still has them. */
void outbox_rewind(outbox_t *o);
/* Take the first unsent item out, NULL when there is none; free() ends it. After
 * outbox_rewind() only: nothing may be partly written. */
outbox_item_t *outbox_take(outbox_t *o);
/* Forget unsent items older than this; returns how many. Stream down only. */
unsigned outbox_expire(outbox_t *o, uint64_t born_before);

#endif
