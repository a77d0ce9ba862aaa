/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: no more SUBSCRIBE requests a second than are allowed
 *
 * Thousandths of a request are credited by time, at most those of a tenth of a
 * second, so that one that comes alone leaves at once and many that come
 * together leave evenly. A timer runs while pairs wait.
 */

#include "presence_config.h"
#include "presence_watch_pace.h"

enum
{
	PACE_TICK = 20, /* ms */
	PACE_ONE = 1000,
	PACE_LONG = 10000, /* ms that are credited at most */
};

static void (*pace_send)(presence_pair_t *p);

static struct
{
	xmpp_link_timer_t timer;
	presence_pair_t *first;
	presence_pair_t **last;
	uint64_t at; /* when it was credited last */
	int64_t credit;
} pace;


static int64_t rate(void)
{
	int workers = xmpp_presence_link.workers();

	return (int64_t)PRESENCE_CFG(pace) * PACE_ONE / (workers > 0 ? workers : 1);
}


static int64_t most(void)
{
	int64_t tenth = rate() / 10;

	return tenth > PACE_ONE ? tenth : PACE_ONE;
}


static void credit_add(void)
{
	uint64_t now = xmpp_presence_link.now(), ms = now - pace.at;
	int64_t add = rate() * (int64_t)(ms < PACE_LONG ? ms : PACE_LONG) / 1000;

	if(add == 0)
		return; /* a part of a thousandth is not lost */
	pace.at = now;
	pace.credit += add;
	if(pace.credit > most())
		pace.credit = most();
}


static void pace_run(xmpp_link_timer_t *t)
{
	presence_pair_t *p;

	credit_add();
	while(pace.first && pace.credit >= PACE_ONE) {
		p = pace.first;
		xmpp_presence_pace_remove(p);
		pace.credit -= PACE_ONE;
		pace_send(p);
	}
	if(pace.first)
		xmpp_presence_link.timer_set(t, PACE_TICK);
}


void xmpp_presence_pace_init(void (*f)(presence_pair_t *p))
{
	pace_send = f;
	pace.timer.run = pace_run;
	pace.first = NULL;
	pace.last = &pace.first;
	pace.at = xmpp_presence_link.now();
	pace.credit = most();
}


/* By the timer, not at once: it may end the pair, which the caller still has. */
void xmpp_presence_pace_add(presence_pair_t *p)
{
	if(p->is_queued)
		return;
	p->is_queued = 1;
	p->queued = NULL;
	*pace.last = p;
	pace.last = &p->queued;
	if(pace.first == p)
		xmpp_presence_link.timer_set(&pace.timer, 0);
}


void xmpp_presence_pace_remove(presence_pair_t *p)
{
	presence_pair_t **at;

	if(!p->is_queued)
		return;
	for(at = &pace.first; *at != p; at = &(*at)->queued)
		;
	*at = p->queued;
	if(pace.last == &p->queued)
		pace.last = at;
	p->is_queued = 0;
	p->queued = NULL;
}
