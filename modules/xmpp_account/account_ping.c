/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: OPTIONS to a registrar, so that a NAT on the way stays
 * open, and that a way that is broken is found
 *
 * One timer of each account, by chance up to a tenth earlier: those that came at
 * once spread. Any answer will do, a refusal too (RFC 3261 section 11.2). An
 * answer may be late: it shows what an early one does.
 */

#include <stddef.h>
#include <string.h>

#include "../../core/dprint.h"
#include "../../core/rand/fastrand.h"
#include "../xmpp_link/link_log.h"

#include "account_authorize.h"
#include "account_config.h"
#include "account_ping.h"
#include "account_sender.h"
#include "account_stats.h"

enum
{
	PING_URI_MAX = 600,
};

static void timer_run(xmpp_link_timer_t *t);

static void (*register_again)(account_t *a);


static void wait_set(account_ping_t *p)
{
	int ms = ACCOUNT_CFG(ping_interval) * 1000;

	xmpp_account_link.timer_set(
			&p->timer, ms - ms / 10 * (int)fastrand_max(999) / 1000);
}


static void ping_send(account_ping_t *p)
{
	account_t *a = p->account;
	account_fields_t to = a->fields;
	char uri[PING_URI_MAX], hop[PING_URI_MAX];
	account_outgoing_t out = {
			.account = a, .kind = ACCOUNT_OPTIONS, .callid = p->callid};

	out.uri = xmpp_account_registrar(a, uri, sizeof(uri));
	if(a->target.len > 0)
		to.proxy = a->target;
	xmpp_account_hop(&to, hop, sizeof(hop), &out.hop);
	out.cseq = ++p->cseq;
	out.serial = ++p->serial;
	p->in_flight = 1;
	xmpp_account_stat(ACCOUNT_STAT_PINGS);
	/* one that could not be handed over is a lost one */
	xmpp_account_sender_put(&out);
}


/* once, until one is answered: a registrar that answers REGISTER and no OPTIONS
 * is not asked all the time */
static void ping_lost(account_ping_t *p)
{
	account_t *a = p->account;

	xmpp_account_stat(ACCOUNT_STAT_PINGS_LOST);
	if(++p->lost != ACCOUNT_CFG(pings_lost))
		return;
	LINK_LOG(LM_NOTICE,
			"account %.*s of XMPP user %.*s: its registrar has not answered %d "
			"pings, it is registered anew\n",
			STR_FMT(&a->fields.line), STR_FMT(&a->fields.owner), p->lost);
	register_again(a);
}


static void timer_run(xmpp_link_timer_t *t)
{
	account_ping_t *p =
			(account_ping_t *)(void *)((char *)t
									   - offsetof(account_ping_t, timer));

	if(ACCOUNT_CFG(ping_interval) == 0) {
		p->is_on = 0;
		return;
	}
	wait_set(p);
	if(p->in_flight)
		ping_lost(p);
	ping_send(p);
}


static void on_answer(const account_incoming_t *in)
{
	account_t *a =
			xmpp_account_find_token(xmpp_account_link.self(), &in->token);

	/* what this host says itself is no answer */
	if(a == NULL || a->ping == NULL || in->text.len == 0)
		return;
	a->ping->in_flight = 0;
	a->ping->lost = 0;
}


void xmpp_account_ping_follow(account_t *a)
{
	int is_wanted = a->user && a->reg.state == ACCOUNT_REGISTERED
					&& ACCOUNT_CFG(ping_interval) > 0;

	if(!is_wanted) {
		xmpp_account_ping_end(a);
		return;
	}
	if(a->ping == NULL && xmpp_account_ping_make(a) < 0)
		return;
	if(a->ping->is_on)
		return;
	a->ping->is_on = 1;
	a->ping->in_flight = 0;
	a->ping->lost = 0;
	a->ping->timer.run = timer_run;
	wait_set(a->ping);
}


void xmpp_account_ping_end(account_t *a)
{
	if(a->ping == NULL || !a->ping->is_on)
		return;
	xmpp_account_link.timer_stop(&a->ping->timer);
	a->ping->is_on = 0;
}


void xmpp_account_ping_init(void (*again)(account_t *a))
{
	register_again = again;
	xmpp_account_sender_hear(ACCOUNT_OPTIONS, on_answer);
}
