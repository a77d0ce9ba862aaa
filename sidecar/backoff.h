/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How long to wait before the next attempt: doubling, bounded, with jitter so
 * that many sidecars do not come back in the same instant. PURE. */

#ifndef BACKOFF_H
#define BACKOFF_H

#include <stdint.h>

typedef struct backoff
{
	uint32_t min;	 /* first wait [ms] */
	uint32_t max;	 /* longest wait [ms] */
	uint32_t stable; /* a connection this old starts again at min [ms] */
	uint32_t next;	 /* private: the next wait before jitter */
} backoff_t;

static inline void backoff_init(
		backoff_t *b, uint32_t min, uint32_t max, uint32_t stable)
{
	b->min = min;
	b->max = max < min ? min : max;
	b->stable = stable;
	b->next = min;
}

/**
 * The next wait.
 *
 * @param random any 32 random bits
 * @return ms, between three quarters and five quarters of the nominal wait
 */
static inline uint32_t backoff_wait(backoff_t *b, uint32_t random)
{
	uint32_t nominal = b->next;

	b->next = nominal > b->max / 2 ? b->max : nominal * 2;
	return nominal - nominal / 4 + random % (nominal / 2 + 1);
}

/* A connection ended after having been up for this long [ms]. */
static inline void backoff_ended(backoff_t *b, uint64_t up)
{
	if(up >= b->stable)
		b->next = b->min;
}

#endif
