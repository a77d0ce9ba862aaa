/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stanzas that a worker has taken and not ended: who waits for them is told when
 * the worker is gone. For link_worker.c, link_set.c only. */

#ifndef LINK_KEPT_H
#define LINK_KEPT_H

#include "link_set.h"

/* The worker has taken it, its end will follow; the item is ours. */
void link_kept_add(link_worker_t *w, queue_item_t *item);
/* Its end; nothing happens when it is not known. */
void link_kept_end(link_worker_t *w, uint32_t cookie);
/* The connection is gone: somebody must say hello within hold_seconds. */
void link_kept_away(link_worker_t *w);
/* Who has said hello: the same run of the worker still has them. */
void link_kept_hello(link_worker_t *w, int32_t run);
/* They have no end, and will have none. */
void link_kept_lost(link_worker_t *w);
/* Those whose time is over. */
void link_kept_tick(link_worker_t *w, uint64_t now);

#endif
