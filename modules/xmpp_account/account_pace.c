/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: no more REGISTER requests a second than are allowed
 *
 * One that comes alone leaves at once; a timer runs while accounts wait.
 */

#include "../xmpp_link/link_pace.h"

#include "account_config.h"
#include "account_pace.h"

enum
{
	PACE_TICK = 20, /* ms */
};

static void (*pace_send)(account_t *a);

static struct
{
	xmpp_link_timer_t timer;
	account_t *first;
	account_t **last;
	link_pace_t credit;
} pace;


static void credit_earn(void)
{
	link_pace_earn(&pace.credit, ACCOUNT_CFG(rate), xmpp_account_link.workers(),
			xmpp_account_link.now());
}


static void pace_run(xmpp_link_timer_t *t)
{
	account_t *a;

	credit_earn();
	while(pace.first && link_pace_take(&pace.credit)) {
		a = pace.first;
		xmpp_account_pace_forget(a);
		pace_send(a);
	}
	if(pace.first)
		xmpp_account_link.timer_set(t, PACE_TICK);
}


void xmpp_account_pace_init(void (*f)(account_t *a))
{
	pace_send = f;
	pace.timer.run = pace_run;
	pace.last = &pace.first;
	link_pace_start(&pace.credit, ACCOUNT_CFG(rate),
			xmpp_account_link.workers(), xmpp_account_link.now());
}


void xmpp_account_pace_ask(account_t *a)
{
	if(a->is_queued)
		return;
	a->is_queued = 1;
	a->queued = NULL;
	*pace.last = a;
	pace.last = &a->queued;
	if(pace.first == a)
		pace_run(&pace.timer);
}


void xmpp_account_pace_spend(void)
{
	credit_earn();
	link_pace_owe(&pace.credit);
}


void xmpp_account_pace_forget(account_t *a)
{
	account_t **p;

	if(!a->is_queued)
		return;
	for(p = &pace.first; *p != a; p = &(*p)->queued)
		;
	*p = a->queued;
	if(pace.last == &a->queued)
		pace.last = p;
	a->is_queued = 0;
	a->queued = NULL;
}
