/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stanzas that a worker has taken and not ended. */

#include "link_kept.h"

static void deadlines_set(link_worker_t *w, uint64_t deadline)
{
	queue_item_t *item;

	for(item = w->kept.head; item != NULL; item = item->next)
		item->deadline = deadline;
}


void link_kept_add(link_worker_t *w, queue_item_t *item)
{
	queue_item_t *kept = NULL;

	if(w->kept.bytes < w->set->conf->hold_bytes)
		kept = queue_item_short(item);
	if(kept == NULL)
		log_once(LOG_LEVEL_WARNING,
				"link: hold_bytes is reached by messages that Kamailio's "
				"worker "
				"%u has not ended: more are not kept",
				w->index);
	else {
		kept->deadline = UINT64_MAX;
		queue_push(&w->kept, kept);
	}
	queue_item_free(item);
}


void link_kept_end(link_worker_t *w, uint32_t cookie)
{
	queue_item_t *item = queue_take(&w->kept, cookie);

	if(item != NULL)
		queue_item_free(item);
}


void link_kept_away(link_worker_t *w)
{
	deadlines_set(
			w, loop_now(w->set->loop) + w->set->conf->hold_seconds * 1000ull);
}


void link_kept_lost(link_worker_t *w)
{
	queue_item_t *item;

	if(w->kept.count > 0)
		log_warning("link: %zu messages that Kamailio's worker %u had are "
					"answered with an error: it has ended before",
				w->kept.count, w->index);
	while((item = queue_pop(&w->kept)) != NULL)
		link_set_lost(w->set, item, ANSWER_TIMEOUT);
}


void link_kept_hello(link_worker_t *w, int32_t run)
{
	if(run == 0 || run != w->run)
		link_kept_lost(w);
	else
		deadlines_set(w, UINT64_MAX);
	w->run = run;
}


void link_kept_tick(link_worker_t *w, uint64_t now)
{
	if(w->kept.head != NULL && w->kept.head->deadline <= now)
		link_kept_lost(w);
}
