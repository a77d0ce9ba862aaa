/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: RPC
 *
 * Lists read the tables slot by slot under their locks. What changes an account
 * is handed to its owner: the answer says that it was, not what became of it.
 * No answer ever has a password.
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_counter.h"
#include "../xmpp_link/link_jid.h"

#include "account_admit.h"
#include "account_config.h"
#include "account_import.h"
#include "account_order.h"
#include "account_rpc.h"
#include "account_secret.h"
#include "account_stats.h"
#include "account_store.h"
#include "account_table.h"
#include "account_view.h"

enum
{
	RPC_LIST_MAX = 100, /* accounts of one answer: ctl has 32 KB for it */
};

/* clang-format off */
static const char *list_doc[2] = {
	"Accounts: how many to leave out (0), how many to show (at most 100).", 0};
static const char *show_doc[2] = {
	"All accounts of a JID: JID.", 0};
static const char *set_doc[2] = {
	"Make or change an account: JID, line, SIP address, authentication name, "
	"password (empty: as it was), outbound proxy, transport, display name, "
	"kept reachable (1), default (0).", 0};
static const char *import_doc[2] = {
	"Make or change many accounts: each one text, "
	"jid=...&line=...&sip_address=...&auth_name=...&password=... (or "
	"realm=...&ha1_md5=...&ha1_sha256=...)&proxy=...&transport=...&"
	"display_name=...&keep_reachable=1&default=0, values percent-encoded.", 0};
static const char *remove_doc[2] = {
	"Remove an account: JID, line; without a line all of the JID.", 0};
static const char *force_doc[2] = {
	"Register an account now: JID, line; without a line the default.", 0};
static const char *stats_doc[2] = {
	"What was counted, and how much is kept.", 0};
/* clang-format on */

typedef struct list
{
	rpc_t *rpc;
	void *ctx;
	int skip;
	int left;
} list_t;


/* --- reading ------------------------------------------------------------------------- */

static int line_add(const list_t *l, const account_t *a)
{
	account_view_t v;
	void *st;

	xmpp_account_view(a, &v);
	if(l->rpc->add(l->ctx, "{", &st) < 0)
		return -1;
	return l->rpc->struct_add(st, "SSSsdS", "jid", &v.fields.owner, "line",
				   &v.fields.line, "sip_address", &v.fields.aor, "state",
				   xmpp_account_state_name(v.state), "code", v.code, "reason",
				   &v.reason)
						   < 0
				   ? -1
				   : 0;
}


static int list_user(const account_user_t *user, void *arg)
{
	list_t *l = arg;
	account_t *a;

	for(a = user->accounts; a; a = a->next) {
		if(l->skip-- > 0)
			continue;
		if(l->left == 0)
			return 1;
		l->left--;
		if(line_add(l, a) < 0)
			return -1;
	}
	return 0;
}


static void rpc_list(rpc_t *rpc, void *ctx)
{
	list_t l = {.rpc = rpc, .ctx = ctx, .left = RPC_LIST_MAX};
	int worker, slot, rc = 0, count = RPC_LIST_MAX;

	if(rpc->scan(ctx, "*d", &l.skip) < 1)
		l.skip = 0;
	else if(rpc->scan(ctx, "*d", &count) < 1)
		count = RPC_LIST_MAX;
	if(count < 1 || count > RPC_LIST_MAX || l.skip < 0) {
		rpc->fault(ctx, 400, "From 0 on, 1 to %d accounts", RPC_LIST_MAX);
		return;
	}
	l.left = count;
	for(worker = 0; worker < xmpp_account_link.workers() && rc == 0; worker++)
		for(slot = 0; slot < xmpp_account_slots() && rc == 0; slot++)
			rc = xmpp_account_walk(worker, slot, list_user, &l);
	if(rc < 0)
		rpc->fault(ctx, 500, "Internal error creating the reply");
}


static int times_add(const list_t *l, void *st, const account_view_t *v)
{
	return l->rpc->struct_add(st, "dddd", "since", (int)v->since, "expires",
			(int)v->expires, "next_try", (int)v->next_try, "unanswered_pings",
			v->pings_lost);
}


static int voice_add(const list_t *l, void *st, const account_view_t *v)
{
	return l->rpc->struct_add(st, "sdd", "voicemail",
			xmpp_account_sub_name(v->voice_state), "voice_new",
			v->voice.new_messages, "voice_old", v->voice.old_messages);
}


static int account_add(const list_t *l, const account_t *a)
{
	static char none[] = "";
	char status[ACCOUNT_STATUS_MAX];
	account_view_t v;
	void *st;

	xmpp_account_view(a, &v);
	xmpp_account_status(&v, status, sizeof(status));
	if(v.contact.s == NULL)
		v.contact.s = none;
	if(l->rpc->add(l->ctx, "{", &st) < 0
			|| l->rpc->struct_add(st, "SSSSsSsSdd", "jid", &v.fields.owner,
					   "line", &v.fields.line, "sip_address", &v.fields.aor,
					   "auth_name", &v.fields.auth_name, "password",
					   v.has_password ? "(kept)" : "", "proxy", &v.fields.proxy,
					   "transport",
					   xmpp_account_transport_name(v.fields.transport),
					   "display_name", &v.fields.display, "keep_reachable",
					   v.fields.keep_reachable, "default", v.fields.is_default)
					   < 0
			|| l->rpc->struct_add(st, "sdSSds", "state",
					   xmpp_account_state_name(v.state), "code", v.code,
					   "reason", &v.reason, "contact", &v.contact, "calls",
					   v.calls, "status", status)
					   < 0)
		return -1;
	return times_add(l, st, &v) < 0 ? -1 : voice_add(l, st, &v);
}


static void rpc_show(rpc_t *rpc, void *ctx)
{
	list_t l = {.rpc = rpc, .ctx = ctx};
	account_user_t *user;
	account_t *a;
	int worker, rc = 0;
	str jid;

	if(rpc->scan(ctx, ".S", &jid) < 1) {
		rpc->fault(ctx, 400, "A JID is needed");
		return;
	}
	worker = xmpp_account_link.owner(&jid);
	xmpp_account_lock(worker);
	user = xmpp_account_user_find(worker, &jid);
	for(a = user ? user->accounts : NULL; a && rc == 0; a = a->next)
		rc = account_add(&l, a);
	xmpp_account_unlock(worker);
	if(rc < 0)
		rpc->fault(ctx, 500, "Internal error creating the reply");
	else if(user == NULL)
		rpc->fault(ctx, 404, "This JID has no account");
}


/* --- changing ------------------------------------------------------------------------ */

static void order_post(
		rpc_t *rpc, void *ctx, account_order_t what, const account_fields_t *f)
{
	if(xmpp_account_order(what, f) < 0)
		rpc->fault(ctx, 503, "The worker of this user has too much to do");
}


/* return 0, -1: refused, and said */
static int set_check(rpc_t *rpc, void *ctx, const account_fields_t *in)
{
	char buf[ACCOUNT_FIELDS_MAX];
	account_result_t result;
	account_fields_t f;
	account_fault_t fault;
	int rc = xmpp_account_check(in, &f, buf, sizeof(buf), &fault);

	if(rc < 0)
		rpc->fault(ctx, 400, "%s: %s", xmpp_account_field_name(fault.field),
				fault.reason);
	else if((rc = xmpp_account_admit(&f, NULL, &result)) < 0)
		rpc->fault(ctx,
				result.code == ACCOUNT_NO_KEY ? 500
				: result.code == ACCOUNT_BAD  ? 400
											  : 403,
				"%s", result.reason);
	xmpp_account_wipe(buf, sizeof(buf));
	return rc < 0 ? -1 : 0;
}


/* What its owner would refuse, and tell nobody but the log. return 0, -1 */
static int moved_check(rpc_t *rpc, void *ctx, const account_fields_t *in)
{
	char buf[ACCOUNT_FIELDS_MAX];
	account_fields_t f;
	account_fault_t fault;
	int worker, moved;
	account_t *a;

	if(in->password.len > 0
			|| xmpp_account_check(in, &f, buf, sizeof(buf), &fault) < 0)
		return 0;
	worker = xmpp_account_link.owner(&f.owner);
	xmpp_account_lock(worker);
	a = xmpp_account_find(worker, &f.owner, &f.line);
	moved = a == NULL ? -1 : xmpp_account_is_moved(&a->fields, &f);
	xmpp_account_unlock(worker);
	if(moved < 0)
		rpc->fault(ctx, 400, "password: it is missing");
	else if(moved)
		rpc->fault(
				ctx, 400, "password: another server or proxy needs it again");
	return moved ? -1 : 0;
}


/* What was read so far. A number that is wanted as a text is in a buffer of the
 * core's, which the next one overwrites. */
typedef struct words
{
	char text[ACCOUNT_FIELDS_MAX];
	int len;
} words_t;

/* a parameter that is not there leaves what it would be written to undefined */
static int text_read(rpc_t *rpc, void *ctx, words_t *w, str *out)
{
	str s;

	if(rpc->scan(ctx, "*.S", &s) < 1 || s.s == NULL
			|| s.len > (int)sizeof(w->text) - w->len)
		return -1;
	memcpy(w->text + w->len, s.s, (size_t)s.len);
	out->s = w->text + w->len;
	out->len = s.len;
	w->len += s.len;
	return 0;
}


static void number_read(rpc_t *rpc, void *ctx, int *out)
{
	int n;

	if(rpc->scan(ctx, "*.d", &n) == 1)
		*out = n;
}


/* return 0, -1: something is missing, or too long */
static int set_read(
		rpc_t *rpc, void *ctx, words_t *w, account_fields_t *f, str *transport)
{
	str *needed[5] = {
			&f->owner, &f->line, &f->aor, &f->auth_name, &f->password};
	int i;

	for(i = 0; i < 5; i++)
		if(text_read(rpc, ctx, w, needed[i]) < 0)
			return -1;
	if(text_read(rpc, ctx, w, &f->proxy) < 0
			|| text_read(rpc, ctx, w, transport) < 0
			|| text_read(rpc, ctx, w, &f->display) < 0)
		return 0;
	number_read(rpc, ctx, &f->keep_reachable);
	number_read(rpc, ctx, &f->is_default);
	return 0;
}


static void rpc_set(rpc_t *rpc, void *ctx)
{
	account_fields_t f;
	str transport = str_init("udp");
	words_t w = {.len = 0};

	memset(&f, 0, sizeof(f));
	f.keep_reachable = 1;
	if(set_read(rpc, ctx, &w, &f, &transport) < 0)
		rpc->fault(ctx, 400,
				"JID, line, SIP address, authentication name and password are "
				"needed");
	else if(transport.len > 0
			&& xmpp_account_transport_read(&transport, &f.transport) < 0)
		rpc->fault(ctx, 400, "transport: udp, tcp or tls");
	else if(set_check(rpc, ctx, &f) == 0 && moved_check(rpc, ctx, &f) == 0)
		order_post(rpc, ctx, ACCOUNT_ORDER_SET, &f);
	xmpp_account_wipe(&w, sizeof(w));
}


static void rpc_import(rpc_t *rpc, void *ctx)
{
	xmpp_account_import(rpc, ctx);
}


/* The account that is named: the JID and, maybe, a line. return 0, -1: refused,
 * and said */
static int named_read(rpc_t *rpc, void *ctx, words_t *w, account_fields_t *f)
{
	int worker, found;

	memset(f, 0, sizeof(*f));
	w->len = 0;
	if(text_read(rpc, ctx, w, &f->owner) < 0) {
		rpc->fault(ctx, 400, "A JID is needed");
		return -1;
	}
	text_read(rpc, ctx, w, &f->line);
	worker = xmpp_account_link.owner(&f->owner);
	xmpp_account_lock(worker);
	found = xmpp_account_find(
					worker, &f->owner, f->line.len > 0 ? &f->line : NULL)
			!= NULL;
	xmpp_account_unlock(worker);
	if(!found)
		rpc->fault(ctx, 404, "This JID has no such account");
	return found ? 0 : -1;
}


static void rpc_remove(rpc_t *rpc, void *ctx)
{
	account_fields_t f;
	words_t w;

	if(named_read(rpc, ctx, &w, &f) == 0)
		order_post(rpc, ctx, ACCOUNT_ORDER_REMOVE, &f);
}


static void rpc_force(rpc_t *rpc, void *ctx)
{
	account_fields_t f;
	words_t w;

	if(named_read(rpc, ctx, &w, &f) == 0)
		order_post(rpc, ctx, ACCOUNT_ORDER_FORCE, &f);
}


static void rpc_stats(rpc_t *rpc, void *ctx)
{
	int i, rc, accounts, registered;
	void *st;

	xmpp_account_count(&accounts, &registered);
	rc = rpc->add(ctx, "{", &st);
	if(rc >= 0)
		rc = rpc->struct_add(st, "ddd", "accounts", accounts, "registered",
				registered, "store_waiting", xmpp_account_store_waiting());
	for(i = 0; rc >= 0 && i < ACCOUNT_STATS; i++)
		rc = link_counter_add(rpc, st,
				xmpp_account_stat_name((account_stat_t)i),
				xmpp_account_counted((account_stat_t)i));
	if(rc < 0)
		rpc->fault(ctx, 500, "Internal error creating the reply");
}


/* clang-format off */
rpc_export_t xmpp_account_rpc[] = {
	{"xmpp_account.list", rpc_list, list_doc, RET_ARRAY},
	{"xmpp_account.show", rpc_show, show_doc, RET_ARRAY},
	{"xmpp_account.set", rpc_set, set_doc, 0},
	{"xmpp_account.import", rpc_import, import_doc, RET_ARRAY},
	{"xmpp_account.remove", rpc_remove, remove_doc, 0},
	{"xmpp_account.force", rpc_force, force_doc, 0},
	{"xmpp_account.stats", rpc_stats, stats_doc, 0},
	{0, 0, 0, 0}
};
/* clang-format on */
