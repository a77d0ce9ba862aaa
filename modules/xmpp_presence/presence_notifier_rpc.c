/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: what an operator sees of SIP users who watch
 */

#include "presence_config.h"
#include "presence_notifier_rpc.h"
#include "presence_presentity.h"

enum
{
	RPC_LIST_MAX = 100, /* subscriptions of one answer */
};

const char *xmpp_presence_subscriptions_doc[2] = {
		"SIP users who watch XMPP users: how many to leave out (0), how many "
		"to "
		"show (at most 100).",
		0};

typedef struct list
{
	rpc_t *rpc;
	void *ctx;
	int skip;
	int left;
} list_t;


static int sub_add(const list_t *l, const presence_sub_t *s)
{
	uint64_t now = xmpp_presence_link.now();
	str event = s->text[PRESENCE_SUB_EVENT];
	void *st;

	if(l->rpc->add(l->ctx, "{", &st) < 0)
		return -1;
	return l->rpc->struct_add(st, "SSSsdS", "user", &s->of->bare, "contact",
				   &s->grant->contact, "event", &event, "state",
				   s->is_active ? "active" : "pending", "expires",
				   s->until > now ? (int)((s->until - now) / 1000) : 0,
				   "callid", &s->text[PRESENCE_SUB_CALLID])
						   < 0
				   ? -1
				   : 0;
}


static int list_user(const presence_presentity_t *p, void *arg)
{
	list_t *l = arg;
	presence_sub_t *s;

	for(s = p->subs; s; s = s->next) {
		if(l->skip-- > 0)
			continue;
		if(l->left == 0)
			return 1;
		l->left--;
		if(sub_add(l, s) < 0)
			return -1;
	}
	return 0;
}


void xmpp_presence_rpc_subscriptions(rpc_t *rpc, void *ctx)
{
	list_t l = {.rpc = rpc, .ctx = ctx};
	int worker, slot, rc = 0, count = RPC_LIST_MAX;

	if(rpc->scan(ctx, "*d", &l.skip) < 1)
		l.skip = 0;
	else if(rpc->scan(ctx, "*d", &count) < 1)
		count = RPC_LIST_MAX;
	if(count < 1 || count > RPC_LIST_MAX || l.skip < 0) {
		rpc->fault(ctx, 400, "From 0 on, 1 to %d subscriptions", RPC_LIST_MAX);
		return;
	}
	l.left = count;
	for(worker = 0; worker < xmpp_presence_link.workers() && rc == 0; worker++)
		for(slot = 0; slot < xmpp_presence_presentity_slots() && rc == 0;
				slot++)
			rc = xmpp_presence_presentity_walk(worker, slot, list_user, &l);
	if(rc < 0)
		rpc->fault(ctx, 500, "Internal error creating the reply");
}
