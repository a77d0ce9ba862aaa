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
 * One that comes alone leaves at once; a timer runs while pairs wait.
 */

#include "../xmpp_link/link_pace.h"

#include "presence_config.h"
#include "presence_watch_pace.h"

enum
{
	PACE_TICK = 20, /* ms */
};

static void (*pace_send)(presence_pair_t *p);

static struct
{
	xmpp_link_timer_t timer;
	presence_pair_t *first;
	presence_pair_t **last;
	link_pace_t credit;
} pace;


static void credit_earn(void)
{
	link_pace_earn(&pace.credit, PRESENCE_CFG(pace),
			xmpp_presence_link.workers(), xmpp_presence_link.now());
}


static void pace_run(xmpp_link_timer_t *t)
{
	presence_pair_t *p;

	credit_earn();
	while(pace.first && link_pace_take(&pace.credit)) {
		p = pace.first;
		xmpp_presence_pace_remove(p);
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
	link_pace_start(&pace.credit, PRESENCE_CFG(pace),
			xmpp_presence_link.workers(), xmpp_presence_link.now());
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
