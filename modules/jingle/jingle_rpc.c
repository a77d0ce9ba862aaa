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
 * (at your option) any later version.
 *
 * In addition, as a special exception, permission is granted to link this
 * code with the OpenSSL library and to distribute the combination.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin Street, Fifth Floor, Boston, MA  02110-1301  USA
 */

/*!
 * \file
 * \brief jingle :: RPC commands
 *
 * Runs in the process of the RPC transport: lists calls with each slot locked
 * for a moment, shows the counters, and posts the end of a call to its owner.
 */

#include "../../core/dprint.h"
#include "../../core/rpc_lookup.h"
#include "../../core/ut.h"
#include "../xmpp_link/link_counter.h"

#include "jingle_conf.h"
#include "../jingle_sdp/jingle_jmi.h"
#include "jingle_dtmf.h"
#include "jingle_event.h"
#include "jingle_rpc.h"
#include "jingle_stats.h"
#include "jingle_recover.h"
#include "jingle_table.h"
#include "../jingle_sdp/jingle_map.h"

enum
{
	LIST_DEFAULT = 100,
	LIST_MAX = 1000,
	RPC_TARGET_MAX = 512, /* bytes */
};

typedef struct listing
{
	rpc_t *rpc;
	void *ctx;
} listing_t;


static void rpc_add_str(rpc_t *rpc, void *st, const char *name, str *value)
{
	if(value->s != NULL)
		rpc->struct_add(st, "S", name, value);
}


static void call_add(jingle_call_t *c, rpc_t *rpc, void *st, int full)
{
	jingle_leg_t *leg = jingle_call_leg(c);
	int age = (int)(time(NULL) - c->since);
	str gr;

	gr.s = c->gr;
	gr.len = JINGLE_GR_LEN;
	if(leg == NULL)
		leg = &c->legs[0];
	rpc->struct_add(st, "Sss", "gr", &gr, "direction",
			c->dir == JINGLE_SIP_TO_XMPP ? "to-xmpp" : "from-xmpp", "state",
			jingle_state_name(c->state));
	rpc_add_str(rpc, st, "xmpp", leg->peer.s != NULL ? &leg->peer : &c->bare);
	rpc_add_str(rpc, st, "sip", &c->dialog.rem_uri);
	rpc->struct_add(st, "dd", "age", age, "talked",
			c->active_since ? age - c->active_since + 1 : 0);
	if(!full)
		return;
	rpc_add_str(rpc, st, "sid", &leg->sid);
	rpc_add_str(rpc, st, "callid", &c->dialog.callid);
	rpc_add_str(rpc, st, "media_id", &c->media_id);
	rpc_add_str(rpc, st, "local", &c->local);
	rpc_add_str(rpc, st, "contact", &c->dialog.rem_target);
	link_counter_add(rpc, st, "since", (unsigned long)c->since);
	rpc->struct_add(st, "sdds", "media", jingle_jmi_media_name((int)c->media),
			"worker", c->owner, "code", c->code, "reason",
			jingle_sdp.reason_name(c->reason));
}


static void list_add(jingle_call_t *c, void *arg)
{
	listing_t *l = arg;
	void *st;

	if(l->rpc->add(l->ctx, "{", &st) == 0)
		call_add(c, l->rpc, st, 0);
}


static void rpc_list(rpc_t *rpc, void *ctx)
{
	listing_t l = {rpc, ctx};
	int offset = 0, limit = LIST_DEFAULT, n;
	str first, second;

	/* as text: a number of the wrong type would look like none */
	n = rpc->scan(ctx, "*.S.S", &first, &second);
	if((n > 0 && str2sint(&first, &offset) < 0)
			|| (n > 1 && str2sint(&second, &limit) < 0) || offset < 0
			|| limit < 1 || limit > LIST_MAX) {
		rpc->fault(ctx, 400, "offset must be 0 or more, limit 1..%d", LIST_MAX);
		return;
	}
	jingle_table_walk(offset, limit, list_add, &l);
}


static jingle_call_t *scan_call(rpc_t *rpc, void *ctx)
{
	jingle_call_t *c;
	str gr;

	if(rpc->scan(ctx, "S", &gr) < 1) {
		rpc->fault(ctx, 400, "gr of a call expected, see jingle.list");
		return NULL;
	}
	c = jingle_table_find(&gr);
	if(c == NULL)
		rpc->fault(ctx, 404, "No such call");
	return c;
}


static void rpc_get(rpc_t *rpc, void *ctx)
{
	jingle_call_t *c = scan_call(rpc, ctx);
	void *st;

	if(c == NULL)
		return;
	if(rpc->add(ctx, "{", &st) == 0) {
		jingle_table_lock(c);
		call_add(c, rpc, st, 1);
		jingle_table_unlock(c);
	}
	jingle_table_put(c);
}


static void rpc_hangup(rpc_t *rpc, void *ctx)
{
	jingle_call_t *c = scan_call(rpc, ctx);

	if(c == NULL)
		return;
	if(jingle_event_send(c, JINGLE_EV_HANGUP, 480, NULL, NULL, 0) < 0)
		rpc->fault(ctx, 500, "Queue full");
	jingle_table_put(c);
}


/* Only a call that is up; whether that is still so its owner sees */
static void rpc_order(rpc_t *rpc, void *ctx, jingle_call_t *c,
		jingle_order_t order, const str *text)
{
	if(c->state != JINGLE_ACTIVE)
		rpc->fault(ctx, 409, "The call is not answered, or is being changed");
	else if(jingle_event_send(c, JINGLE_EV_ORDER, order, text, NULL, 0) < 0)
		rpc->fault(ctx, 500, "Queue full");
}


static void rpc_dtmf(rpc_t *rpc, void *ctx)
{
	jingle_call_t *c;
	str gr, digits, keys;

	if(rpc->scan(ctx, "S", &gr) < 1 || rpc->scan(ctx, "S", &digits) < 1
			|| !jingle_dtmf_typed(&digits, &keys)) {
		rpc->fault(ctx, 400,
				"gr of a call and 1 to %d keys (0-9*#A-D) expected; kamcmd: "
				"s:1234",
				JINGLE_DTMF_TYPED_MAX);
		return;
	}
	c = jingle_table_find(&gr);
	if(c == NULL) {
		rpc->fault(ctx, 404, "No such call");
		return;
	}
	rpc_order(rpc, ctx, c, JINGLE_ORDER_KEYS, &keys);
	jingle_table_put(c);
}


static void rpc_transfer(rpc_t *rpc, void *ctx)
{
	jingle_call_t *c;
	str gr, target;

	if(rpc->scan(ctx, "S", &gr) < 1 || rpc->scan(ctx, "S", &target) < 1
			|| target.len < 1 || target.len > RPC_TARGET_MAX) {
		rpc->fault(ctx, 400,
				"gr of a call and whom to expected: a number (kamcmd: s:1003), "
				"a JID or a SIP URI");
		return;
	}
	c = jingle_table_find(&gr);
	if(c == NULL) {
		rpc->fault(ctx, 404, "No such call");
		return;
	}
	rpc_order(rpc, ctx, c, JINGLE_ORDER_TRANSFER, &target);
	jingle_table_put(c);
}


static void rpc_hold_as(rpc_t *rpc, void *ctx, jingle_order_t order)
{
	jingle_call_t *c = scan_call(rpc, ctx);

	if(c == NULL)
		return;
	rpc_order(rpc, ctx, c, order, NULL);
	jingle_table_put(c);
}


static void rpc_hold(rpc_t *rpc, void *ctx)
{
	rpc_hold_as(rpc, ctx, JINGLE_ORDER_HOLD);
}


static void rpc_resume(rpc_t *rpc, void *ctx)
{
	rpc_hold_as(rpc, ctx, JINGLE_ORDER_RESUME);
}


static void rpc_stats(rpc_t *rpc, void *ctx)
{
	jingle_recover_figures_t store;
	void *st;
	int i;

	if(rpc->add(ctx, "{", &st) < 0)
		return;
	rpc->struct_add(st, "d", "calls", jingle_table_count());
	for(i = 0; i < JINGLE_STATS; i++)
		link_counter_add(rpc, st, jingle_stats_name(i), jingle_stats_get(i));
	jingle_recover_figures(&store);
	rpc->struct_add(st, "dddd", "store_enabled", jingle_recover_enabled(),
			"store_failing", store.failing, "store_waiting", store.waiting,
			"store_refused", store.refused);
}


static const char *list_doc[] = {
		"Calls now. Parameters: offset (0), limit (100, at most 1000).", NULL};
static const char *get_doc[] = {"One call. Parameter: its gr.", NULL};
static const char *hangup_doc[] = {
		"End a call on both sides. Parameter: its gr.", NULL};
static const char *dtmf_doc[] = {
		"Press keys for the phone. Parameters: gr of the call, keys.", NULL};
static const char *transfer_doc[] = {
		"Transfer the phone. Parameters: gr of the call, whom to.", NULL};
static const char *hold_doc[] = {
		"Put the phone on hold. Parameter: gr of the call.", NULL};
static const char *resume_doc[] = {
		"Resume a held call. Parameter: its gr.", NULL};
static const char *stats_doc[] = {"Number of calls, and counters.", NULL};

/* clang-format off */
rpc_export_t jingle_rpc_commands[] = {
	{"jingle.list", rpc_list, list_doc, RET_ARRAY},
	{"jingle.get", rpc_get, get_doc, 0},
	{"jingle.hangup", rpc_hangup, hangup_doc, 0},
	{"jingle.dtmf", rpc_dtmf, dtmf_doc, 0},
	{"jingle.transfer", rpc_transfer, transfer_doc, 0},
	{"jingle.hold", rpc_hold, hold_doc, 0},
	{"jingle.resume", rpc_resume, resume_doc, 0},
	{"jingle.stats", rpc_stats, stats_doc, 0},
	{NULL, NULL, NULL, 0}
};
/* clang-format on */
