/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sockets to Kamailio's workers. */

#include <stdio.h>
#include <stdlib.h>

#include "link.h"
#include "link_worker.h"

static void set_tick(void *arg)
{
	link_set_t *set = arg;
	uint64_t now = loop_now(set->loop);
	unsigned i;

	for(i = 0; i < set->workers; i++)
		link_worker_tick(&set->worker[i], now);
	link_set_tick_arm(set);
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
		queue_clear(&w->kept); /* Kamailio lives on, and has them */
		loop_timer_free(w->timer);
	}
	loop_timer_free(set->tick);
	free(set);
}


void link_send(link_set_t *set, queue_item_t *item)
{
	link_worker_give(set, item);
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
				"unacknowledged %zu stanzas %zu bytes, "
				"without an end %zu stanzas %zu bytes",
				i, names[w->state], w->waiting.count, w->waiting.bytes,
				w->sent.count, w->sent.bytes, w->kept.count, w->kept.bytes);
		f(line);
	}
}
