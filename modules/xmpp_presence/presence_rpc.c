/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: RPC
 *
 * Lists read the tables slot by slot under their locks. What changes a pair is
 * handed to its owner.
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../../core/mem/shm_mem.h"
#include "../xmpp_link/link_jid.h"

#include "presence_config.h"
#include "presence_notifier_rpc.h"
#include "presence_presentity.h"
#include "presence_roster.h"
#include "presence_rpc.h"
#include "presence_stats.h"
#include "presence_subscribe.h"
#include "presence_watch_table.h"
#include "presence_watch_tell.h"

enum
{
	RPC_LIST_MAX = 100, /* pairs of one answer: ctl has 32 KB for it */
};

/* clang-format off */
static const char *watches_doc[2] = {
	"Who watches whom: how many to leave out (0), how many to show (at most "
	"100).", 0};
static const char *watch_doc[2] = {
	"Whom an XMPP user watches: JID, and which contact (all).", 0};
static const char *retry_doc[2] = {
	"Ask now, also for what failed or was refused: JID of the user, and which "
	"contact (all).", 0};
static const char *refuse_doc[2] = {
	"End a SIP user's subscriptions to an XMPP user: JID of the user, and of the "
	"contact.", 0};
static const char *stats_doc[2] = {
	"What was counted, and how many pairs there are in each state.", 0};
/* clang-format on */

typedef struct list
{
	rpc_t *rpc;
	void *ctx;
	int skip;
	int left;
	str contact; /* this one alone; empty: all */
} list_t;

typedef struct order
{
	xmpp_link_task_t task; /* first: the worker hands it to us */
	str user;
	str contact; /* empty: all of the user */
} order_t;


/* --- reading --------------------------------------------------------------------------- */

/* s from now; 0: never, or now */
static int until(uint64_t ms)
{
	uint64_t now = xmpp_presence_link.now();

	return ms > now ? (int)((ms - now) / 1000) : 0;
}


static int pair_add(const list_t *l, const presence_pair_t *p)
{
	const char *show = xmpp_presence_show_of(p);
	const char *status = xmpp_presence_status_of(p);
	const presence_watch_t *w = &p->watch;
	void *st;

	if(l->rpc->add(l->ctx, "{", &st) < 0)
		return -1;
	return l->rpc->struct_add(st, "SSSssddd", "user", &p->user->bare, "contact",
				   &p->contact, "uri", &p->uri, "event",
				   xmpp_presence_package_name((presence_package_t)p->package),
				   "state",
				   p->is_asked ? xmpp_presence_watch_name(w->state)
							   : "not asked",
				   "code", w->code, "next", until(w->due), "expires",
				   until(w->expires))
								   < 0
						   || l->rpc->struct_add(st, "ss", "show",
									  show ? show : "", "status",
									  status ? status : "")
									  < 0
				   ? -1
				   : 0;
}


static int list_user(const presence_watcher_t *user, void *arg)
{
	list_t *l = arg;
	presence_pair_t *p;

	for(p = user->pairs; p; p = p->next) {
		if(l->contact.len > 0 && !link_folded_equal(&p->contact, &l->contact))
			continue;
		if(l->skip-- > 0)
			continue;
		if(l->left == 0)
			return 1;
		l->left--;
		if(pair_add(l, p) < 0)
			return -1;
	}
	return 0;
}


static void rpc_watches(rpc_t *rpc, void *ctx)
{
	list_t l = {.rpc = rpc, .ctx = ctx};
	int worker, slot, rc = 0, count = RPC_LIST_MAX;

	if(rpc->scan(ctx, "*d", &l.skip) < 1)
		l.skip = 0;
	else if(rpc->scan(ctx, "*d", &count) < 1)
		count = RPC_LIST_MAX;
	if(count < 1 || count > RPC_LIST_MAX || l.skip < 0) {
		rpc->fault(ctx, 400, "From 0 on, 1 to %d pairs", RPC_LIST_MAX);
		return;
	}
	l.left = count;
	for(worker = 0; worker < xmpp_presence_link.workers() && rc == 0; worker++)
		for(slot = 0; slot < xmpp_presence_slots() && rc == 0; slot++)
			rc = xmpp_presence_walk(worker, slot, list_user, &l);
	if(rc < 0)
		rpc->fault(ctx, 500, "Internal error creating the reply");
}


static void rpc_watch(rpc_t *rpc, void *ctx)
{
	list_t l = {.rpc = rpc, .ctx = ctx, .left = RPC_LIST_MAX};
	presence_watcher_t *user;
	int worker, rc = 0;
	str jid;

	if(rpc->scan(ctx, ".S", &jid) < 1) {
		rpc->fault(ctx, 400, "A JID is needed");
		return;
	}
	if(rpc->scan(ctx, "*.S", &l.contact) < 1)
		l.contact.len = 0;
	worker = xmpp_presence_link.owner(&jid);
	xmpp_presence_lock(worker);
	user = xmpp_presence_watcher_find(worker, &jid);
	if(user)
		rc = list_user(user, &l);
	xmpp_presence_unlock(worker);
	if(rc < 0)
		rpc->fault(ctx, 500, "Internal error creating the reply");
	else if(user == NULL)
		rpc->fault(ctx, 404, "This JID watches nobody");
}


/* --- changing -------------------------------------------------------------------------- */

static void retry_run(xmpp_link_task_t *t)
{
	order_t *o = (order_t *)t;
	presence_watcher_t *u =
			xmpp_presence_watcher_find(xmpp_presence_link.self(), &o->user);
	presence_pair_t *p, *next;

	for(p = u ? u->pairs : NULL; p; p = next) {
		next = p->next;
		if(o->contact.len == 0 || link_folded_equal(&p->contact, &o->contact))
			xmpp_presence_subscribe_force(p);
	}
	shm_free(o);
}


static void refuse_run(xmpp_link_task_t *t)
{
	order_t *o = (order_t *)t;

	xmpp_presence_roster_refuse(&o->user, &o->contact);
	shm_free(o);
}


/* to the owner of the user */
static void order_give(rpc_t *rpc, void *ctx, void (*run)(xmpp_link_task_t *t),
		const str *user, const str *contact)
{
	order_t *o =
			shm_malloc(sizeof(*o) + (size_t)user->len + (size_t)contact->len);

	if(o == NULL) {
		rpc->fault(ctx, 500, "No memory");
		return;
	}
	memset(o, 0, sizeof(*o));
	o->task.run = run;
	o->user.s = (char *)(o + 1);
	o->user.len = user->len;
	memcpy(o->user.s, user->s, (size_t)user->len);
	o->contact.s = o->user.s + user->len;
	o->contact.len = contact->len;
	if(contact->len > 0)
		memcpy(o->contact.s, contact->s, (size_t)contact->len);
	if(xmpp_presence_link.post(xmpp_presence_link.owner(user), &o->task, 0)
			< 0) {
		shm_free(o);
		rpc->fault(ctx, 503, "The worker of this user has too much to do");
	}
}


static void rpc_retry(rpc_t *rpc, void *ctx)
{
	str jid, contact;

	if(rpc->scan(ctx, ".S", &jid) < 1) {
		rpc->fault(ctx, 400, "A JID is needed");
		return;
	}
	if(rpc->scan(ctx, "*.S", &contact) < 1)
		contact.len = 0;
	order_give(rpc, ctx, retry_run, &jid, &contact);
}


static void rpc_refuse(rpc_t *rpc, void *ctx)
{
	char user_buf[LINK_JID_MAX], contact_buf[LINK_JID_MAX];
	str jid, contact, user, ours;

	if(rpc->scan(ctx, ".S.S", &jid, &contact) < 2
			|| link_jid_fold(&jid, user_buf, sizeof(user_buf), &user) < 0
			|| link_jid_fold(&contact, contact_buf, sizeof(contact_buf), &ours)
					   < 0) {
		rpc->fault(ctx, 400, "Two JIDs are needed");
		return;
	}
	order_give(rpc, ctx, refuse_run, &user, &ours);
}


static void rpc_subscriptions(rpc_t *rpc, void *ctx)
{
	xmpp_presence_rpc_subscriptions(rpc, ctx);
}


static void rpc_stats(rpc_t *rpc, void *ctx)
{
	int states[PRESENCE_WATCH_STATES], i, all;
	void *st;

	all = xmpp_presence_pairs_count(states);
	if(rpc->add(ctx, "{", &st) < 0
			|| rpc->struct_add(st, "dd", "watches", all, "subscribed",
					   xmpp_presence_subs_count())
					   < 0) {
		rpc->fault(ctx, 500, "Internal error creating the reply");
		return;
	}
	for(i = 0; i < PRESENCE_WATCH_STATES; i++)
		rpc->struct_add(st, "d",
				xmpp_presence_watch_name((presence_watch_state_t)i), states[i]);
	for(i = 0; i < PRESENCE_STATS; i++)
		rpc->struct_add(st, "d", xmpp_presence_stat_name((presence_stat_t)i),
				(int)xmpp_presence_counted((presence_stat_t)i));
}


/* clang-format off */
rpc_export_t xmpp_presence_rpc[] = {
	{"xmpp_presence.watches", rpc_watches, watches_doc, RET_ARRAY},
	{"xmpp_presence.watch", rpc_watch, watch_doc, RET_ARRAY},
	{"xmpp_presence.subscriptions", rpc_subscriptions,
		xmpp_presence_subscriptions_doc, RET_ARRAY},
	{"xmpp_presence.retry", rpc_retry, retry_doc, 0},
	{"xmpp_presence.refuse", rpc_refuse, refuse_doc, 0},
	{"xmpp_presence.stats", rpc_stats, stats_doc, 0},
	{0, 0, 0, 0}
};
/* clang-format on */
