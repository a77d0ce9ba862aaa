/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What concerns all workers of Kamailio. */

#include "link_set.h"

enum
{
	LINK_TICK_MIN = 100 /* ms between two looks for what is too old */
};


uint32_t link_cookie(link_set_t *set)
{
	if(++set->cookie == 0)
		set->cookie = 1;
	return set->cookie;
}


void link_set_lost(link_set_t *set, queue_item_t *item, answer_why_t why)
{
	set->events->on_lost(set->arg, item, why);
}


/* look again when the first item becomes too old, not more often than needed */
void link_set_tick_arm(link_set_t *set)
{
	uint64_t now = loop_now(set->loop), first = 0, at;
	unsigned i;

	for(i = 0; i < set->workers; i++) {
		at = queue_deadline(&set->worker[i].waiting);
		if(at != 0 && (first == 0 || at < first))
			first = at;
		if(set->worker[i].state != WORKER_UP) {
			at = queue_deadline(&set->worker[i].kept);
			if(at != 0 && (first == 0 || at < first))
				first = at;
		}
		if(set->worker[i].sent.head == NULL)
			continue;
		at = set->worker[i].last_received + set->conf->hold_seconds * 1000ull;
		if(first == 0 || at < first)
			first = at;
	}
	if(first == 0)
		return;
	set->tick_at = first < now + LINK_TICK_MIN ? now + LINK_TICK_MIN : first;
	loop_timer_set(set->tick, set->tick_at - now);
}


void link_set_tick_need(link_set_t *set, uint64_t deadline)
{
	if(!loop_timer_is_set(set->tick) || deadline < set->tick_at)
		link_set_tick_arm(set);
}


void link_set_slow_check(link_set_t *set)
{
	size_t limit = set->conf->hold_bytes / (set->slow ? 4 : 2);
	int slow = 0;
	unsigned i;

	for(i = 0; i < set->workers; i++)
		if(set->worker[i].state == WORKER_UP
				&& set->worker[i].waiting.bytes > limit)
			slow = 1;
	if(slow == set->slow)
		return;
	set->slow = slow;
	set->events->on_slow(set->arg, slow);
}


/* Kamailio is back: all workers connect now, not at their next attempt */
void link_set_hurry(link_set_t *set)
{
	link_worker_t *other;
	unsigned i;

	for(i = 0; i < set->workers; i++) {
		other = &set->worker[i];
		if(other->state == WORKER_AWAY)
			loop_timer_set(other->timer, 0);
	}
}
