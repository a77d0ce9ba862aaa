/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sockets to Kamailio's workers. */

#include <stdio.h>
#include <stdlib.h>

#include "link_worker.h"

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
static void tick_arm(link_set_t *set)
{
	uint64_t now = loop_now(set->loop), first = 0, at;
	unsigned i;

	for(i = 0; i < set->workers; i++) {
		at = queue_deadline(&set->worker[i].waiting);
		if(at != 0 && (first == 0 || at < first))
			first = at;
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
		tick_arm(set);
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


/* the number of workers changed: each user's worker may be another one */
void link_set_resize(link_set_t *set, unsigned workers)
{
	queue_t all;
	queue_item_t *item;
	unsigned i;

	memset(&all, 0, sizeof(all));
	for(i = 0; i < set->workers; i++) {
		if(i > 0)
			link_worker_close(&set->worker[i]);
		queue_prepend(&all, &set->worker[i].waiting);
	}
	set->workers = workers;
	while((item = queue_pop(&all)) != NULL)
		link_send(set, item);
	for(i = 1; i < workers; i++)
		link_worker_connect(&set->worker[i]);
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


static void set_tick(void *arg)
{
	link_set_t *set = arg;
	uint64_t now = loop_now(set->loop);
	unsigned i;

	for(i = 0; i < set->workers; i++)
		link_worker_tick(&set->worker[i], now);
	tick_arm(set);
	link_set_slow_check(set);
}


link_set_t *link_set_new(loop_t *loop, const config_link_t *conf,
		const link_events_t *events, void *arg)
{
	link_set_t *set = calloc(1, sizeof(*set));
	unsigned i;

	if(set == NULL)
		return NULL;
	set->loop = loop;
	set->conf = conf;
	set->events = events;
	set->arg = arg;
	set->workers = 1;
	snprintf(set->instance, sizeof(set->instance), "%08x%08x%08x%08x",
			loop_random(), loop_random(), loop_random(), loop_random());
	for(i = 0; i < LINK_WORKERS_MAX; i++) {
		link_worker_init(set, i);
		if(set->worker[i].timer == NULL)
			goto error;
	}
	set->tick = loop_timer_new(loop, set_tick, set);
	if(set->tick == NULL)
		goto error;
	return set;

error:
	link_set_free(set);
	return NULL;
}


void link_set_start(link_set_t *set)
{
	link_worker_connect(&set->worker[0]);
}


void link_set_free(link_set_t *set)
{
	queue_item_t *item;
	unsigned i;

	if(set == NULL)
		return;
	set->over = 1;
	for(i = 0; i < LINK_WORKERS_MAX; i++) {
		link_worker_t *w = &set->worker[i];
		if(w->state != WORKER_AWAY)
			link_worker_close(w);
		while((item = queue_pop(&w->waiting)) != NULL)
			link_set_lost(set, item, ANSWER_TIMEOUT);
		loop_timer_free(w->timer);
	}
	loop_timer_free(set->tick);
	free(set);
}


void link_send(link_set_t *set, queue_item_t *item)
{
	unsigned owner = link_owner(
			item->stanza.from.s, (size_t)item->stanza.from.len, set->workers);
	link_worker_t *w = &set->worker[owner];

	if(link_worker_held(w) + item->size > set->conf->hold_bytes) {
		link_set_lost(set, item, ANSWER_FULL);
		return;
	}
	queue_push(&w->waiting, item);
	link_worker_fill(w);
	link_set_tick_need(set, item->deadline);
	if(w->waiting.head != NULL)
		link_set_slow_check(set);
}


void link_stream(
		link_set_t *set, unsigned worker, const char *component, int up)
{
	char room[LINK_CONTROL_ROOM];
	link_writer_t writer;

	xmpp_link_writer_begin(&writer, room, sizeof(room));
	xmpp_link_writer_z(&writer, "stream");
	xmpp_link_writer_z(&writer, component);
	xmpp_link_writer_int(&writer, up);
	link_worker_control(&set->worker[worker], &writer, LINK_BINRPC_REQUEST,
			link_cookie(set));
}


void link_each_worker(
		link_set_t *set, void (*f)(void *arg, unsigned worker), void *arg)
{
	unsigned i;

	for(i = 0; i < set->workers; i++)
		if(set->worker[i].state == WORKER_UP)
			f(arg, i);
}


void link_reply(link_set_t *set, const link_request_t *request, int code,
		const char *text)
{
	link_worker_t *w = &set->worker[request->worker];

	if(w->state == WORKER_UP && w->generation == request->generation)
		link_worker_reply(w, request->cookie, code, text);
}


void link_flush(link_set_t *set)
{
	unsigned i;
	int rc;

	for(i = 0; i < set->workers; i++) {
		link_worker_t *w = &set->worker[i];
		if(w->state == WORKER_AWAY)
			continue;
		rc = link_wire_write(&w->wire);
		if(rc != 0)
			link_worker_broken(w, strerror(-rc));
	}
}


size_t link_pending(const link_set_t *set)
{
	size_t n = 0;
	unsigned i;

	for(i = 0; i < set->workers; i++)
		n += set->worker[i].waiting.count + set->worker[i].sent.count;
	return n;
}


void link_dump(const link_set_t *set, void (*f)(const char *line))
{
	static const char *const names[] = {"away", "hello", "up"};
	char line[256];
	unsigned i;

	for(i = 0; i < set->workers; i++) {
		const link_worker_t *w = &set->worker[i];
		snprintf(line, sizeof(line),
				"worker %u: %s, waiting %zu stanzas %zu bytes, "
				"unacknowledged %zu stanzas %zu bytes",
				i, names[w->state], w->waiting.count, w->waiting.bytes,
				w->sent.count, w->sent.bytes);
		f(line);
	}
}
