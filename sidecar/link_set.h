/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kamailio's workers as data: each one's connection, what waits for it, what it
 * has not acknowledged; and what concerns all of them. For link*.c only. */

#ifndef LINK_SET_H
#define LINK_SET_H

#include "../modules/xmpp_link/link_proto.h"
#include "backoff.h"
#include "config.h"
#include "link_events.h"
#include "link_wire.h"
#include "loop.h"

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
	queue_t kept;			/* acknowledged, without an end yet */
	int32_t run;			/* of the worker; 0: it did not say */
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

/* Give a stanza back to who sent it. */
void link_set_lost(link_set_t *set, queue_item_t *item, answer_why_t why);
/* Look again when the first item becomes too old. */
void link_set_tick_arm(link_set_t *set);
/* Something must be looked at by then. */
void link_set_tick_need(link_set_t *set, uint64_t deadline);
/* Has Kamailio become slow, or caught up? */
void link_set_slow_check(link_set_t *set);
/* Kamailio is back: no worker waits for its next attempt. */
void link_set_hurry(link_set_t *set);

#endif
