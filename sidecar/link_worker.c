/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One worker of Kamailio. */

#include <errno.h>
#include <stdio.h>

#include "failure.h"
#include "link_kept.h"
#include "link_worker.h"

enum
{
	WORKER_RETRY_MIN = 100,	 /* ms */
	WORKER_RETRY_MAX = 2000, /* ms */
	WORKER_STABLE = 5000,	 /* ms */
	WORKER_HELLO_MAX = 5000, /* ms until a worker must have answered */
	WORKER_PATH_ROOM = 128	 /* bytes */
};


void link_worker_init(link_set_t *set, unsigned index)
{
	link_worker_t *w = &set->worker[index];

	w->set = set;
	w->index = index;
	link_wire_init(&w->wire);
	backoff_init(
			&w->backoff, WORKER_RETRY_MIN, WORKER_RETRY_MAX, WORKER_STABLE);
	w->timer = loop_timer_new(set->loop, link_worker_connect, w);
}


static size_t worker_held(const link_worker_t *w)
{
	return w->waiting.bytes + w->sent.bytes;
}


void link_worker_control(
		link_worker_t *w, link_writer_t *writer, int type, uint32_t cookie)
{
	str frame;

	if(w->wire.fd < 0)
		return;
	if(xmpp_link_writer_end(writer, type, cookie, &frame) != 0
			|| link_wire_control(&w->wire, &frame) != 0)
		log_once(LOG_LEVEL_ERROR,
				"link: the send buffer of worker %u is full, a frame is lost",
				w->index);
}


static void worker_hello(link_worker_t *w)
{
	char room[LINK_CONTROL_ROOM];
	link_writer_t writer;

	w->hello_cookie = link_cookie(w->set);
	xmpp_link_writer_begin(&writer, room, sizeof(room));
	xmpp_link_writer_z(&writer, "hello");
	xmpp_link_writer_int(&writer, LINK_VERSION);
	xmpp_link_writer_z(&writer, w->set->instance);
	link_worker_control(w, &writer, LINK_BINRPC_REQUEST, w->hello_cookie);
}


/* give the wire what the window allows */
static void worker_fill(link_worker_t *w)
{
	queue_item_t *item;

	while(w->state == WORKER_UP && (item = w->waiting.head) != NULL) {
		if((size_t)item->stanza.xml.len > w->stanza_max) {
			link_set_lost(w->set, queue_pop(&w->waiting), ANSWER_TOO_LONG);
			continue;
		}
		if(w->sent.count >= w->window
				|| (w->sent.count > 0
						&& w->sent.xml_bytes + (size_t)item->stanza.xml.len
								   > w->window_bytes))
			return;
		if(w->sent.head == NULL)
			w->last_received = loop_now(w->set->loop);
		queue_push(&w->sent, queue_pop(&w->waiting));
		link_wire_item(&w->wire, item);
	}
}


void link_worker_give(link_set_t *set, queue_item_t *item)
{
	unsigned owner = link_owner(
			item->stanza.from.s, (size_t)item->stanza.from.len, set->workers);
	link_worker_t *w = &set->worker[owner];

	if(worker_held(w) + item->size > set->conf->hold_bytes) {
		link_set_lost(set, item, ANSWER_FULL);
		return;
	}
	queue_push(&w->waiting, item);
	worker_fill(w);
	link_set_tick_need(set, item->deadline);
	if(w->waiting.head != NULL)
		link_set_slow_check(set);
}


static void worker_retry(link_worker_t *w)
{
	if(!w->set->over)
		loop_timer_set(w->timer, backoff_wait(&w->backoff, loop_random()));
}


/* what the worker did not acknowledge waits for the next one, first of all */
void link_worker_close(link_worker_t *w)
{
	worker_state_t was = w->state;
	queue_item_t *item;

	if(w->state == WORKER_UP)
		backoff_ended(&w->backoff, loop_now(w->set->loop) - w->up_since);
	w->state = WORKER_AWAY;
	link_wire_close(&w->wire);
	for(item = w->sent.head; item != NULL; item = item->next)
		item->written = 0;
	queue_prepend(&w->waiting, &w->sent);
	if(was == WORKER_UP)
		link_kept_away(w);
	loop_timer_stop(w->timer);
	link_set_tick_need(w->set, 0);
}


void link_worker_broken(link_worker_t *w, const char *why)
{
	if(!w->set->complained)
		log_warning("link: Kamailio's worker %u at %s.%u: %s; connecting "
					"again, to all its workers",
				w->index, w->set->conf->path, w->index, why);
	else if(w->state == WORKER_UP || !w->complained)
		log_info("link: Kamailio's worker %u at %s.%u: %s", w->index,
				w->set->conf->path, w->index, why);
	w->complained = 1;
	w->set->complained = 1;
	link_worker_close(w);
	worker_retry(w);
}


/* the number of workers changed: each user's worker may be another one */
static void workers_resize(link_set_t *set, unsigned workers)
{
	queue_t all;
	queue_item_t *item;
	unsigned i;

	memset(&all, 0, sizeof(all));
	for(i = 0; i < set->workers; i++) {
		if(i > 0)
			link_worker_close(&set->worker[i]);
		link_kept_lost(&set->worker[i]);
		queue_prepend(&all, &set->worker[i].waiting);
	}
	set->workers = workers;
	while((item = queue_pop(&all)) != NULL)
		link_worker_give(set, item);
	for(i = 1; i < workers; i++)
		link_worker_connect(&set->worker[i]);
}


static int hello_read(
		link_worker_t *w, link_frame_t *f, unsigned *workers, int32_t *run)
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
	*run = 0;
	xmpp_link_frame_int(f, run); /* older ones do not say it */
	w->window = v[3] > 0 ? (size_t)v[3] : 1;
	w->window_bytes = v[4] > 0 ? (size_t)v[4] : 1;
	w->stanza_max = v[5] > 0 ? (size_t)v[5] : LINK_STANZA_MAX_IN;
	w->stanza_max_out = v[6] > 0 ? (size_t)v[6] : LINK_STANZA_MAX_OUT;
	return 0;
}


/* one line for all of them, once there are all */
static void up_say(link_set_t *set)
{
	unsigned i;

	for(i = 0; i < set->workers; i++)
		if(set->worker[i].state != WORKER_UP)
			return;
	set->complained = 0;
	log_notice("link: all %u workers of Kamailio at %s are connected",
			set->workers, set->conf->path);
}


static int worker_said_hello(link_worker_t *w, link_frame_t *f)
{
	link_set_t *set = w->set;
	unsigned workers;
	int32_t run;
	int rc = hello_read(w, f, &workers, &run);

	if(rc != 0)
		return rc;
	if(w->index > 0 && workers != set->workers)
		return -ESTALE; /* another Kamailio: worker 0 will tell */
	loop_timer_stop(w->timer);
	w->state = WORKER_UP;
	w->up_since = loop_now(set->loop);
	w->hello_cookie = 0;
	w->complained = 0;
	log_info("link: Kamailio's worker %u of %u is connected at %s.%u", w->index,
			workers, set->conf->path, w->index);
	link_kept_hello(w, run);
	set->events->on_worker(set->arg, w->index);
	if(w->index == 0 && workers != set->workers)
		workers_resize(set, workers);
	up_say(set);
	link_set_hurry(set);
	return 0;
}


void link_worker_reply(
		link_worker_t *w, uint32_t cookie, int code, const char *text)
{
	char room[LINK_CONTROL_ROOM];
	link_writer_t writer;

	xmpp_link_writer_begin(&writer, room, sizeof(room));
	if(code != 0) {
		xmpp_link_writer_int(&writer, code);
		xmpp_link_writer_z(&writer, text);
	}
	link_worker_control(
			w, &writer, code ? LINK_BINRPC_FAULT : LINK_BINRPC_REPLY, cookie);
}


static int worker_request(link_worker_t *w, link_frame_t *f)
{
	link_request_t request = {w->index, w->generation, f->cookie};
	str method, component, xml;

	if(xmpp_link_frame_str(f, &method) != 0)
		return -EBADMSG;
	if(stanza_str_is(&method, "ping")) {
		link_worker_reply(w, f->cookie, 0, NULL);
		return 0;
	}
	if(!stanza_str_is(&method, "stanza")) {
		link_worker_reply(w, f->cookie, 501, "unknown method");
		return 0;
	}
	if(xmpp_link_frame_str(f, &component) != 0
			|| xmpp_link_frame_str(f, &xml) != 0)
		return -EBADMSG;
	if((size_t)xml.len > w->stanza_max_out) {
		link_worker_reply(w, f->cookie, 413, "stanza too long");
		return 0;
	}
	w->set->events->on_stanza(w->set->arg, &request, &component, &xml);
	return 0;
}


static void worker_fault(link_worker_t *w, queue_item_t *item, link_frame_t *f)
{
	int32_t code = 0;
	str text = STR_NULL;

	if(xmpp_link_frame_int(f, &code) == 0)
		xmpp_link_frame_str(f, &text);
	log_once(LOG_LEVEL_WARNING,
			"link: Kamailio's worker %u refuses a request: %d %.*s", w->index,
			(int)code, STANZA_STR(text));
	if(item != NULL)
		link_set_lost(w->set, item, ANSWER_REFUSED);
}


static int worker_answer(link_worker_t *w, link_frame_t *f)
{
	queue_item_t *item;
	int32_t more;

	if(w->state == WORKER_HELLO && f->cookie == w->hello_cookie) {
		if(f->type == LINK_BINRPC_REPLY)
			return worker_said_hello(w, f);
		worker_fault(w, NULL, f);
		return -EACCES;
	}
	item = queue_take_written(&w->sent, f->cookie);
	if(f->type == LINK_BINRPC_FAULT)
		worker_fault(w, item, f);
	else if(item == NULL)
		link_kept_end(w, f->cookie);
	else if(xmpp_link_frame_int(f, &more) == 0 && more == 1)
		link_kept_add(w, item);
	else
		queue_item_free(item);
	return 0;
}


static int worker_frame(void *arg, link_frame_t *f)
{
	link_worker_t *w = arg;

	w->last_received = loop_now(w->set->loop);
	if(f->type == LINK_BINRPC_REQUEST)
		return worker_request(w, f);
	return worker_answer(w, f);
}


static void worker_event(void *arg, int events)
{
	link_worker_t *w = arg;
	link_set_t *set = w->set;
	int rc = 0;

	if(events & LOOP_READ)
		rc = link_wire_read(&w->wire, worker_frame, w);
	if(rc != 0) {
		link_worker_broken(w, rc == -EPIPE ? "it closed" : strerror(-rc));
		return;
	}
	worker_fill(w);
	if(set->slow)
		link_set_slow_check(set);
}


void link_worker_connect(void *arg)
{
	link_worker_t *w = arg;
	char path[WORKER_PATH_ROOM], why[FAILURE_TEXT_MAX];
	int rc;

	if(w->state == WORKER_HELLO) {
		link_worker_broken(w, "no answer to hello");
		return;
	}
	snprintf(path, sizeof(path), "%s.%u", w->set->conf->path, w->index);
	w->generation++;
	rc = link_wire_open(&w->wire, w->set->loop, path, worker_event, w);
	if(rc != 0) {
		link_worker_broken(w, failure_text(-rc, why));
		return;
	}
	w->state = WORKER_HELLO;
	loop_timer_set(w->timer, WORKER_HELLO_MAX);
	worker_hello(w);
}


void link_worker_tick(link_worker_t *w, uint64_t now)
{
	queue_item_t *item;
	uint64_t silent = now - w->last_received;

	if(w->state == WORKER_UP && w->sent.head != NULL
			&& silent >= w->set->conf->hold_seconds * 1000ull)
		link_worker_broken(w, "it takes stanzas and acknowledges none");
	while((item = queue_take_due(&w->waiting, now)) != NULL)
		link_set_lost(w->set, item, ANSWER_TIMEOUT);
	link_kept_tick(w, now);
}
