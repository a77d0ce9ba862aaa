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
 * Thousandths of a request are credited by time, at most those of a twentieth of a
 * second, so that one that comes alone leaves at once and many that come
 * together leave evenly. Nine tenths of the rate are credited: with what was
 * saved no second has more than the rate. A timer runs while accounts wait.
 */

#include "account_config.h"
#include "account_pace.h"

enum
{
	PACE_TICK = 20, /* ms */
	PACE_ONE = 1000,
	PACE_PART = 9,	   /* tenths of the rate; one more may be saved */
	PACE_LONG = 10000, /* ms after which all debts are paid */
	PACE_DEBT = 1000,  /* ms whose credit may be spent before it is there */
};

static void (*pace_send)(account_t *a);

static struct
{
	xmpp_link_timer_t timer;
	account_t *first;
	account_t **last;
	uint64_t at; /* when it was credited last */
	int64_t credit;
} pace;


static int64_t rate(void)
{
	int workers = xmpp_account_link.workers();

	return (int64_t)ACCOUNT_CFG(rate) * PACE_ONE / (workers > 0 ? workers : 1);
}


static int64_t most(void)
{
	int64_t part = rate() / 20;

	return part > PACE_ONE ? part : PACE_ONE;
}


static void credit_add(void)
{
	uint64_t now = xmpp_account_link.now(), ms = now - pace.at;
	int64_t add = rate() * PACE_PART / 10
				  * (int64_t)(ms < PACE_LONG ? ms : PACE_LONG) / 1000;

	if(add == 0)
		return; /* a part of a thousandth is not lost */
	pace.at = now;
	pace.credit += add;
	if(pace.credit > most())
		pace.credit = most();
}


static void pace_run(xmpp_link_timer_t *t)
{
	account_t *a;

	credit_add();
	while(pace.first && pace.credit >= PACE_ONE) {
		a = pace.first;
		xmpp_account_pace_forget(a);
		pace.credit -= PACE_ONE;
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
	pace.at = xmpp_account_link.now();
	pace.credit = most();
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
	credit_add();
	pace.credit -= PACE_ONE;
	if(pace.credit < -rate() * PACE_DEBT / 1000)
		pace.credit = -rate() * PACE_DEBT / 1000;
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
