/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Kamailio is free software; you can redistribute it and/or modify
 * it under the terms of the GNU General Public License as published by
 * the Free Software Foundation; either version 2 of the License, or
 * (at your option) any later version
 *
 * In addition, as a special exception, the copyright holders give
 * permission to link the code of this program with the OpenSSL library,
 * and distribute linked combinations including the two.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */

/*!
 * \file
 * \brief xmpp_gateway :: RPC commands
 *
 * Runs in the process of the RPC transport: reads the users' tables with each
 * slot locked for a moment; the end of a subscription is posted as a task to
 * the user's owner.
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../../core/mem/shm_mem.h"
#include "../xmpp_link/link_counter.h"
#include "../xmpp_link/link_jid.h"

#include "gateway_caps.h"
#include "gateway_config.h"
#include "gateway_devices.h"
#include "gateway_presence.h"
#include "gateway_rpc.h"
#include "gateway_stats.h"
#include "gateway_store.h"
#include "gateway_users.h"

enum
{
	RPC_LIST_MAX = 200, /* users of one answer: ctl has 32 KB for it */
};

/* clang-format off */
static const char *list_doc[2] = {
	"Users, or all that is kept of the one that the parameter names.", 0};
static const char *stats_doc[2] = {
	"What was counted, and how much is kept.", 0};
static const char *remove_doc[2] = {
	"End a subscription: user's JID, contact's JID.", 0};
/* clang-format on */

typedef struct list
{
	rpc_t *rpc;
	void *ctx;
	str only; /* empty: all */
	int count;
} list_t;

static const char *subscription_name(const gateway_contact_t *c)
{
	switch(c->subscribed & (GATEWAY_SUB_USER | GATEWAY_SUB_US)) {
		case GATEWAY_SUB_USER:
			return "to"; /* as the user's own roster has it */
		case GATEWAY_SUB_US:
			return "from";
		case GATEWAY_SUB_USER | GATEWAY_SUB_US:
			return "both";
		default:
			return "none";
	}
}


static int list_contacts(const list_t *l, void *st, const gateway_user_t *user)
{
	const gateway_contact_t *c;
	void *array, *item;

	if(l->rpc->struct_add(st, "[", "contacts", &array) < 0)
		return -1;
	for(c = user->contacts; c; c = c->next)
		if(l->rpc->array_add(array, "{", &item) < 0
				|| l->rpc->struct_add(item, "Ssd", "contact", &c->jid,
						   "subscription", subscription_name(c), "asked",
						   c->asked != 0)
						   < 0)
			return -1;
	return 0;
}


static int list_devices(const list_t *l, void *st, const gateway_user_t *user)
{
	const gateway_device_t *d;
	void *array, *item;
	unsigned features;
	int known;

	if(l->rpc->struct_add(st, "[", "devices", &array) < 0)
		return -1;
	for(d = user->devices; d; d = d->next) {
		features = 0;
		known = xmpp_gateway_device_features(d, &features);
		if(l->rpc->array_add(array, "{", &item) < 0
				|| l->rpc->struct_add(item, "Sddddddd", "resource",
						   (str *)&d->resource, "priority", d->priority,
						   "known", known, "audio",
						   !!(features & XMPP_GATEWAY_AUDIO), "video",
						   !!(features & XMPP_GATEWAY_VIDEO), "ice_udp",
						   !!(features & XMPP_GATEWAY_ICE_UDP), "dtls",
						   !!(features & XMPP_GATEWAY_DTLS), "jingle_message",
						   !!(features & XMPP_GATEWAY_MESSAGE))
						   < 0)
			return -1;
	}
	return 0;
}


static int list_one(const gateway_user_t *user, list_t *l)
{
	void *st;

	if(l->rpc->add(l->ctx, "{", &st) < 0
			|| l->rpc->struct_add(st, "S", "user", (str *)&user->bare) < 0
			|| list_contacts(l, st, user) < 0 || list_devices(l, st, user) < 0)
		return -1;
	return 1;
}


static int list_line(const gateway_user_t *user, list_t *l)
{
	const gateway_contact_t *c;
	const gateway_device_t *d;
	int contacts = 0, devices = 0;
	void *st;

	for(c = user->contacts; c; c = c->next)
		contacts++;
	for(d = user->devices; d; d = d->next)
		devices++;
	if(l->rpc->add(l->ctx, "{", &st) < 0)
		return -1;
	return l->rpc->struct_add(st, "Sdd", "user", (str *)&user->bare, "contacts",
				   contacts, "devices",
				   devices) < 0
				   ? -1
				   : 0;
}


/* return 0 to continue, 1 when that was all, -1 on failure */
static int list_user(const gateway_user_t *user, void *arg)
{
	list_t *l = arg;

	if(l->only.len > 0 && !link_folded_equal(&user->bare, &l->only))
		return 0;
	if(l->count == RPC_LIST_MAX)
		return 1;
	l->count++;
	return l->only.len > 0 ? list_one(user, l) : list_line(user, l);
}


static void rpc_list(rpc_t *rpc, void *ctx)
{
	list_t l = {.rpc = rpc, .ctx = ctx};
	int worker, slot, rc = 0;

	if(rpc->scan(ctx, "*.S", &l.only) < 1)
		l.only.len = 0;
	for(worker = 0; worker < xmpp_gateway_link.workers() && rc == 0; worker++)
		for(slot = 0; slot < xmpp_gateway_slots() && rc == 0; slot++)
			rc = xmpp_gateway_users_walk(worker, slot, list_user, &l);
	if(rc < 0)
		rpc->fault(ctx, 500, "Internal error creating the reply");
	else if(l.only.len > 0 && l.count == 0)
		rpc->fault(ctx, 404, "No such user");
}


static void rpc_stats(rpc_t *rpc, void *ctx)
{
	gateway_counts_t counts;
	void *st;
	int i, rc;

	xmpp_gateway_users_count(&counts);
	rc = rpc->add(ctx, "{", &st);
	if(rc >= 0)
		rc = rpc->struct_add(st, "dddddss", "users", counts.users, "contacts",
				counts.contacts, "devices", counts.devices, "caps",
				xmpp_gateway_caps_count(), "store_waiting",
				xmpp_gateway_store_waiting(), "caps_node",
				xmpp_gateway_config.caps_node.s, "caps_ver",
				xmpp_gateway_config.contact_ver);
	for(i = 0; rc >= 0 && i < GATEWAY_COUNTS; i++)
		rc = link_counter_add(rpc, st,
				xmpp_gateway_count_name((gateway_count_t)i),
				(unsigned long)xmpp_gateway_counted((gateway_count_t)i));
	if(rc < 0)
		rpc->fault(ctx, 500, "Internal error creating the reply");
}


/* --- remove: work for the owner --------------------------------------------------- */

typedef struct removal
{
	xmpp_link_task_t task; /* first */
	str user;
	str contact;
} removal_t;

static void removal_run(xmpp_link_task_t *t)
{
	removal_t *r = (removal_t *)t;

	if(xmpp_gateway_remove(&r->user, &r->contact) == 0)
		LM_INFO("XMPP user %.*s has no subscription to contact %.*s\n",
				STR_FMT(&r->user), STR_FMT(&r->contact));
	shm_free(r);
}


static removal_t *removal_make(const str *user, const str *contact)
{
	removal_t *r =
			shm_malloc(sizeof(*r) + (size_t)user->len + (size_t)contact->len);

	if(r == NULL) {
		SHM_MEM_ERROR;
		return NULL;
	}
	memset(r, 0, sizeof(*r));
	r->task.run = removal_run;
	r->user.s = (char *)(r + 1);
	r->user.len = user->len;
	memcpy(r->user.s, user->s, (size_t)user->len);
	r->contact.s = r->user.s + user->len;
	r->contact.len = contact->len;
	memcpy(r->contact.s, contact->s, (size_t)contact->len);
	return r;
}


static void rpc_remove(rpc_t *rpc, void *ctx)
{
	str user, contact;
	removal_t *r;

	if(rpc->scan(ctx, "SS", &user, &contact) < 2) {
		rpc->fault(ctx, 400, "User and contact are needed");
		return;
	}
	r = removal_make(&user, &contact);
	if(r
			&& xmpp_gateway_link.post(
					   xmpp_gateway_link.owner(&user), &r->task, 0)
					   == 0)
		return;
	if(r)
		shm_free(r);
	rpc->fault(ctx, 503, "The worker of this user has too much to do");
}


/* clang-format off */
rpc_export_t xmpp_gateway_rpc[] = {
	{"xmpp_gateway.list", rpc_list, list_doc, RET_ARRAY},
	{"xmpp_gateway.stats", rpc_stats, stats_doc, 0},
	{"xmpp_gateway.remove", rpc_remove, remove_doc, 0},
	{0, 0, 0, 0}
};
/* clang-format on */
