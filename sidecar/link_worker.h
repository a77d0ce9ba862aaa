/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One worker of Kamailio: its connection, what waits for it, what it has not
 * acknowledged. Between link_worker.c and link.c only. */

#ifndef LINK_WORKER_H
#define LINK_WORKER_H

#include "../modules/xmpp_link/link_proto.h"
#include "backoff.h"
#include "link.h"
#include "link_wire.h"

enum
{
	LINK_CONTROL_ROOM = 1024 /* bytes of a frame of our own */
};

typedef enum worker_state
{
	WORKER_AWAY = 0, /* no connection; the timer tries again */
	WORKER_HELLO,	 /* connected, hello sent, the timer bounds the wait */
	WORKER_UP		 /* hello answered: stanzas flow */
} worker_state_t;

typedef struct link_worker
{
	link_set_t *set;
	unsigned index;
	worker_state_t state;
	link_wire_t wire;
	loop_timer_t *timer; /* retry, or bound of the hello */
	backoff_t backoff;
	queue_t waiting;		/* not given to the wire */
	queue_t sent;			/* given to the wire, not acknowledged */
	uint64_t up_since;		/* [ms] */
	uint64_t last_received; /* when it last sent something [ms] */
	uint32_t generation;
	uint32_t hello_cookie;
	size_t window; /* stanzas */
	size_t window_bytes;
	size_t stanza_max;	   /* bytes it takes */
	size_t stanza_max_out; /* bytes it may send */
	int complained;		   /* that it is away: said once */
} link_worker_t;

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
	int complained; /* that Kamailio is away: said once */
	int over;		/* being freed */
	loop_timer_t *tick;
	uint64_t tick_at; /* when it fires, if set [ms] */
	link_worker_t worker[LINK_WORKERS_MAX];
};

/* --- one worker --- */

void link_worker_init(link_set_t *set, unsigned index);
/* Connect, or end the wait for an answer to hello. arg is the worker. */
void link_worker_connect(void *arg);
/* Leave the connection; what was not acknowledged waits again, first of all. */
void link_worker_close(link_worker_t *w);
/* The same, with a word to the log, and try again later. */
void link_worker_broken(link_worker_t *w, const char *why);
/* Give the wire what the window allows. */
void link_worker_fill(link_worker_t *w);
/* Send a frame of our own; nothing happens without a connection. */
void link_worker_control(
		link_worker_t *w, link_writer_t *writer, int type, uint32_t cookie);
/* Answer a request of the worker's: code 0 is the empty reply. */
void link_worker_reply(
		link_worker_t *w, uint32_t cookie, int code, const char *text);
/* Drop what is too old: stanzas, and a worker that hangs. */
void link_worker_tick(link_worker_t *w, uint64_t now);
/* Bytes of memory held for it. */
size_t link_worker_held(const link_worker_t *w);

/* --- all of them --- */

/* Give a stanza back to who sent it. */
void link_set_lost(link_set_t *set, queue_item_t *item, answer_why_t why);
/* Something must be looked at by then. */
void link_set_tick_need(link_set_t *set, uint64_t deadline);
/* Has Kamailio become slow, or caught up? */
void link_set_slow_check(link_set_t *set);
/* Kamailio has another number of workers now. */
void link_set_resize(link_set_t *set, unsigned workers);
/* Kamailio is back: no worker waits for its next attempt. */
void link_set_hurry(link_set_t *set);

#endif
