/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sockets to Kamailio's workers. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "../modules/xmpp_link/link_proto.h"
#include "backoff.h"
#include "link.h"
#include "link_wire.h"

enum
{
	LINK_RETRY_MIN = 100,	 /* ms */
	LINK_RETRY_MAX = 2000,	 /* ms */
	LINK_STABLE = 5000,		 /* ms */
	LINK_HELLO_MAX = 5000,	 /* ms until a worker must have answered */
	LINK_TICK_MIN = 100,	 /* ms between two looks for what is too old */
	LINK_PATH_ROOM = 128,	 /* bytes */
	LINK_CONTROL_ROOM = 1024 /* bytes of a frame of our own */
};

typedef enum worker_state
{
	WORKER_AWAY = 0, /* no connection; the timer tries again */
	WORKER_HELLO,	 /* connected, hello sent, the timer bounds the wait */
	WORKER_UP		 /* hello answered: stanzas flow */
} worker_state_t;

typedef struct worker
{
	link_set_t *set;
	unsigned index;
	worker_state_t state;
	link_wire_t wire;
	loop_timer_t *timer; /* retry, or bound of the hello */
	backoff_t backoff;
	hold_queue_t waiting; /* not given to the wire */
	hold_queue_t sent;	  /* given to the wire, not acknowledged */
	uint64_t up_since;	  /* [ms] */
	uint64_t heard;		  /* when it last sent something [ms] */
	uint32_t generation;
	uint32_t hello_cookie;
	size_t window; /* stanzas */
	size_t window_bytes;
	size_t stanza_max;	   /* bytes it takes */
	size_t stanza_max_out; /* bytes it may send */
	int complained;		   /* that it is away: said once */
} worker_t;

struct link_set
{
	loop_t *loop;
	const config_link_t *conf;
	const link_events_t *events;
	void *arg;
	char instance[33];
	uint32_t cookie;
	unsigned workers; /* 1 until the first hello is answered */
	int slow;
	int over; /* being freed */
	loop_timer_t *tick;
	uint64_t tick_at; /* when it fires, if set [ms] */
	worker_t worker[LINK_WORKERS_MAX];
};

static void worker_connect(void *arg);


uint32_t link_cookie(link_set_t *set)
{
	if(++set->cookie == 0)
		set->cookie = 1;
	return set->cookie;
}


static void lost(link_set_t *set, hold_item_t *item, answer_why_t why)
{
	set->events->on_lost(set->arg, item, why);
}


static size_t worker_held(const worker_t *w)
{
	return w->waiting.bytes + w->sent.bytes;
}


/* look again when the first item becomes too old, not more often than needed */
static void tick_arm(link_set_t *set)
{
	uint64_t now = loop_now(set->loop), first = 0, at;
	unsigned i;

	for(i = 0; i < set->workers; i++) {
		at = hold_deadline(&set->worker[i].waiting);
		if(at != 0 && (first == 0 || at < first))
			first = at;
		if(set->worker[i].sent.head == NULL)
			continue;
		at = set->worker[i].heard + set->conf->hold_seconds * 1000ull;
		if(first == 0 || at < first)
			first = at;
	}
	if(first == 0)
		return;
	set->tick_at = first < now + LINK_TICK_MIN ? now + LINK_TICK_MIN : first;
	loop_timer_set(set->tick, set->tick_at - now);
}


static void tick_need(link_set_t *set, uint64_t deadline)
{
	if(!loop_timer_is_set(set->tick) || deadline < set->tick_at)
		tick_arm(set);
}


/* --- is Kamailio slow? --- */

static void slow_check(link_set_t *set)
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


/* --- frames to a worker --- */

static void worker_broken(worker_t *w, const char *why);


static void worker_control(
		worker_t *w, link_writer_t *writer, int type, uint32_t cookie)
{
	str frame;

	if(w->wire.fd < 0)
		return;
	if(xmpp_link_writer_end(writer, type, cookie, &frame) != 0
			|| link_wire_control(&w->wire, &frame) != 0)
		log_error("link: no room for a frame to worker %u", w->index);
}


static void worker_hello(worker_t *w)
{
	char room[LINK_CONTROL_ROOM];
	link_writer_t writer;

	w->hello_cookie = link_cookie(w->set);
	xmpp_link_writer_begin(&writer, room, sizeof(room));
	xmpp_link_writer_z(&writer, "hello");
	xmpp_link_writer_int(&writer, LINK_VERSION);
	xmpp_link_writer_z(&writer, w->set->instance);
	worker_control(w, &writer, LINK_BINRPC_REQUEST, w->hello_cookie);
}


/* give the wire what the window allows */
static void worker_fill(worker_t *w)
{
	hold_item_t *item;

	while(w->state == WORKER_UP && (item = w->waiting.head) != NULL) {
		if((size_t)item->stanza.xml.len > w->stanza_max) {
			lost(w->set, hold_pop(&w->waiting), ANSWER_TOO_LONG);
			continue;
		}
		if(w->sent.count >= w->window
				|| (w->sent.count > 0
						&& w->sent.xml_bytes + (size_t)item->stanza.xml.len
								   > w->window_bytes))
			return;
		if(w->sent.head == NULL)
			w->heard = loop_now(w->set->loop);
		hold_push(&w->sent, hold_pop(&w->waiting));
		link_wire_item(&w->wire, item);
	}
}


/* --- connection of a worker --- */

static void worker_retry(worker_t *w)
{
	if(!w->set->over)
		loop_timer_set(w->timer, backoff_wait(&w->backoff, loop_random()));
}


/* what the worker did not acknowledge waits for the next one, first of all */
static void worker_close(worker_t *w)
{
	hold_item_t *item;

	if(w->state == WORKER_UP)
		backoff_ended(&w->backoff, loop_now(w->set->loop) - w->up_since);
	w->state = WORKER_AWAY;
	link_wire_close(&w->wire);
	for(item = w->sent.head; item != NULL; item = item->next)
		item->written = 0;
	hold_prepend(&w->waiting, &w->sent);
	loop_timer_stop(w->timer);
	tick_need(w->set, 0);
}


static void worker_broken(worker_t *w, const char *why)
{
	if(w->state == WORKER_UP || !w->complained)
		log_warning("link: Kamailio's worker %u at %s.%u: %s; trying again",
				w->index, w->set->conf->path, w->index, why);
	w->complained = 1;
	worker_close(w);
	worker_retry(w);
}


/* the number of workers changed: everybody's owner may be another one */
static void set_resize(link_set_t *set, unsigned workers)
{
	hold_queue_t all;
	hold_item_t *item;
	unsigned i;

	memset(&all, 0, sizeof(all));
	for(i = 0; i < set->workers; i++) {
		if(i > 0)
			worker_close(&set->worker[i]);
		hold_prepend(&all, &set->worker[i].waiting);
	}
	set->workers = workers;
	while((item = hold_pop(&all)) != NULL)
		link_send(set, item);
	for(i = 1; i < workers; i++)
		worker_connect(&set->worker[i]);
}


static int hello_read(worker_t *w, link_frame_t *f, unsigned *workers)
{
	int32_t v[7];
	size_t i;

	for(i = 0; i < sizeof(v) / sizeof(v[0]); i++)
		if(xmpp_link_frame_int(f, &v[i]) != 0)
			return -EBADMSG;
	if(v[0] != LINK_VERSION) {
		log_error("link: Kamailio's xmpp_link speaks version %d of the link, "
				  "this sidecar %d: install both from the same release",
				(int)v[0], LINK_VERSION);
		return -EPROTO;
	}
	if(v[1] < 1 || v[1] > LINK_WORKERS_MAX || v[2] != (int32_t)w->index)
		return -EBADMSG;
	*workers = (unsigned)v[1];
	w->window = v[3] > 0 ? (size_t)v[3] : 1;
	w->window_bytes = v[4] > 0 ? (size_t)v[4] : 1;
	w->stanza_max = v[5] > 0 ? (size_t)v[5] : LINK_STANZA_MAX_IN;
	w->stanza_max_out = v[6] > 0 ? (size_t)v[6] : LINK_STANZA_MAX_OUT;
	return 0;
}


/* Kamailio is back: nobody waits for his next attempt */
static void others_hurry(worker_t *w)
{
	worker_t *other;
	unsigned i;

	for(i = 0; i < w->set->workers; i++) {
		other = &w->set->worker[i];
		if(other->state == WORKER_AWAY)
			loop_timer_set(other->timer, 0);
	}
}


static int worker_said_hello(worker_t *w, link_frame_t *f)
{
	link_set_t *set = w->set;
	unsigned workers;
	int rc = hello_read(w, f, &workers);

	if(rc != 0)
		return rc;
	if(w->index > 0 && workers != set->workers)
		return -ESTALE; /* another Kamailio: worker 0 will tell */
	loop_timer_stop(w->timer);
	w->state = WORKER_UP;
	w->up_since = loop_now(set->loop);
	w->hello_cookie = 0;
	w->complained = 0;
	log_notice("link: worker %u of %u is up at %s.%u", w->index, workers,
			set->conf->path, w->index);
	set->events->on_worker(set->arg, w->index);
	if(w->index == 0 && workers != set->workers)
		set_resize(set, workers);
	others_hurry(w);
	return 0;
}


/* --- frames from a worker --- */

static void worker_reply(
		worker_t *w, uint32_t cookie, int code, const char *text)
{
	char room[LINK_CONTROL_ROOM];
	link_writer_t writer;

	xmpp_link_writer_begin(&writer, room, sizeof(room));
	if(code != 0) {
		xmpp_link_writer_int(&writer, code);
		xmpp_link_writer_z(&writer, text);
	}
	worker_control(
			w, &writer, code ? LINK_BINRPC_FAULT : LINK_BINRPC_REPLY, cookie);
}


static int worker_request(worker_t *w, link_frame_t *f)
{
	link_request_t request = {w->index, w->generation, f->cookie};
	str method, component, xml;

	if(xmpp_link_frame_str(f, &method) != 0)
		return -EBADMSG;
	if(stanza_str_is(&method, "ping")) {
		worker_reply(w, f->cookie, 0, NULL);
		return 0;
	}
	if(!stanza_str_is(&method, "stanza")) {
		worker_reply(w, f->cookie, 501, "unknown method");
		return 0;
	}
	if(xmpp_link_frame_str(f, &component) != 0
			|| xmpp_link_frame_str(f, &xml) != 0)
		return -EBADMSG;
	if((size_t)xml.len > w->stanza_max_out) {
		worker_reply(w, f->cookie, 413, "stanza too long");
		return 0;
	}
	w->set->events->on_stanza(w->set->arg, &request, &component, &xml);
	return 0;
}


static void worker_fault(worker_t *w, hold_item_t *item, link_frame_t *f)
{
	int32_t code = 0;
	str text = STR_NULL;

	if(xmpp_link_frame_int(f, &code) == 0)
		xmpp_link_frame_str(f, &text);
	log_warning("link: worker %u refuses a request: %d %.*s", w->index,
			(int)code, STANZA_STR(text));
	if(item != NULL)
		lost(w->set, item, ANSWER_REFUSED);
}


static int worker_answer(worker_t *w, link_frame_t *f)
{
	hold_item_t *item;

	if(w->state == WORKER_HELLO && f->cookie == w->hello_cookie) {
		if(f->type == LINK_BINRPC_REPLY)
			return worker_said_hello(w, f);
		worker_fault(w, NULL, f);
		return -EACCES;
	}
	item = hold_take_written(&w->sent, f->cookie);
	if(f->type == LINK_BINRPC_FAULT)
		worker_fault(w, item, f);
	else if(item != NULL)
		hold_item_free(item);
	return 0;
}


static int worker_frame(void *arg, link_frame_t *f)
{
	worker_t *w = arg;

	w->heard = loop_now(w->set->loop);
	if(f->type == LINK_BINRPC_REQUEST)
		return worker_request(w, f);
	return worker_answer(w, f);
}


static void worker_event(void *arg, int events)
{
	worker_t *w = arg;
	link_set_t *set = w->set;
	int rc = 0;

	if(events & LOOP_READ)
		rc = link_wire_read(&w->wire, worker_frame, w);
	if(rc != 0) {
		worker_broken(w, rc == -EPIPE ? "it closed" : strerror(-rc));
		return;
	}
	worker_fill(w);
	if(set->slow)
		slow_check(set);
}


static void worker_connect(void *arg)
{
	worker_t *w = arg;
	char path[LINK_PATH_ROOM];
	int rc;

	if(w->state == WORKER_HELLO) {
		worker_broken(w, "no answer to hello");
		return;
	}
	snprintf(path, sizeof(path), "%s.%u", w->set->conf->path, w->index);
	w->generation++;
	rc = link_wire_open(&w->wire, w->set->loop, path, worker_event, w);
	if(rc != 0) {
		worker_broken(w, strerror(-rc));
		return;
	}
	w->state = WORKER_HELLO;
	loop_timer_set(w->timer, LINK_HELLO_MAX);
	worker_hello(w);
}


/* --- what is too old --- */

static void worker_tick(worker_t *w, uint64_t now)
{
	hold_item_t *item;
	uint64_t silent = now - w->heard;

	if(w->state == WORKER_UP && w->sent.head != NULL
			&& silent >= w->set->conf->hold_seconds * 1000ull)
		worker_broken(w, "it takes stanzas and acknowledges none");
	while((item = hold_take_due(&w->waiting, now)) != NULL)
		lost(w->set, item, ANSWER_TIMEOUT);
}


static void set_tick(void *arg)
{
	link_set_t *set = arg;
	uint64_t now = loop_now(set->loop);
	unsigned i;

	for(i = 0; i < set->workers; i++)
		worker_tick(&set->worker[i], now);
	tick_arm(set);
	slow_check(set);
}


/* --- the set --- */

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
		worker_t *w = &set->worker[i];
		w->set = set;
		w->index = i;
		link_wire_init(&w->wire);
		backoff_init(&w->backoff, LINK_RETRY_MIN, LINK_RETRY_MAX, LINK_STABLE);
		w->timer = loop_timer_new(loop, worker_connect, w);
		if(w->timer == NULL)
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
	worker_connect(&set->worker[0]);
}


void link_set_free(link_set_t *set)
{
	hold_item_t *item;
	unsigned i;

	if(set == NULL)
		return;
	set->over = 1;
	for(i = 0; i < LINK_WORKERS_MAX; i++) {
		worker_t *w = &set->worker[i];
		if(w->state != WORKER_AWAY)
			worker_close(w);
		while((item = hold_pop(&w->waiting)) != NULL)
			lost(set, item, ANSWER_TIMEOUT);
		loop_timer_free(w->timer);
	}
	loop_timer_free(set->tick);
	free(set);
}


void link_send(link_set_t *set, hold_item_t *item)
{
	unsigned owner = link_owner(
			item->stanza.from.s, (size_t)item->stanza.from.len, set->workers);
	worker_t *w = &set->worker[owner];

	if(worker_held(w) + item->size > set->conf->hold_bytes) {
		lost(set, item, ANSWER_FULL);
		return;
	}
	hold_push(&w->waiting, item);
	worker_fill(w);
	tick_need(set, item->deadline);
	if(w->waiting.head != NULL)
		slow_check(set);
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
	worker_control(&set->worker[worker], &writer, LINK_BINRPC_REQUEST,
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
	worker_t *w = &set->worker[request->worker];

	if(w->state == WORKER_UP && w->generation == request->generation)
		worker_reply(w, request->cookie, code, text);
}


void link_flush(link_set_t *set)
{
	unsigned i;
	int rc;

	for(i = 0; i < set->workers; i++) {
		worker_t *w = &set->worker[i];
		if(w->state == WORKER_AWAY)
			continue;
		rc = link_wire_write(&w->wire);
		if(rc != 0)
			worker_broken(w, strerror(-rc));
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
		const worker_t *w = &set->worker[i];
		snprintf(line, sizeof(line),
				"worker %u: %s, waiting %zu stanzas %zu bytes, "
				"unacknowledged %zu stanzas %zu bytes",
				i, names[w->state], w->waiting.count, w->waiting.bytes,
				w->sent.count, w->sent.bytes);
		f(line);
	}
}
