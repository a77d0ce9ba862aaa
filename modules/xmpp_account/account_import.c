/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: the RPC by which a directory is pushed
 *
 * What can be refused is refused in the answer; the others are handed to the
 * owners of their users, whose registrations leave at the pace of the parameter
 * rate. The secrets of a call are wiped from our memory when it is answered.
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_jid.h"

#include "account_admit.h"
#include "account_import.h"
#include "account_order.h"
#include "account_record.h"
#include "account_secret.h"

enum
{
	/* accounts of one call: the answer is within 32 KB */
	IMPORT_MAX = ACCOUNT_ASKED_MAX,
};

/* An account that this call has asked for */
typedef struct asked
{
	uint32_t owner; /* hashes */
	uint32_t line;
} asked_t;

typedef struct import
{
	rpc_t *rpc;
	void *ctx;
	asked_t asked[IMPORT_MAX];
	int count;
	int taken;
	int refused;
} import_t;


/* All of them, before the first is done. return their number, -1: said */
static int texts_read(rpc_t *rpc, void *ctx, str texts[IMPORT_MAX])
{
	int n = 0, number;
	str s;

	while(rpc->scan(ctx, "*S", &s) == 1) {
		if(n == IMPORT_MAX) {
			rpc->fault(ctx, 413, "At most %d accounts at a time", IMPORT_MAX);
			return -1;
		}
		texts[n++] = s;
	}
	if(rpc->scan(ctx, "*d", &number) == 1 || n == 0) {
		rpc->fault(ctx, 400,
				"Account %d is no text as "
				"jid=romeo%%40xmpp.example&sip_address=alice%%40sip.example&"
				"password=secret",
				n + 1);
		return -1;
	}
	return n;
}


/* the lines of this user among them, each once */
static void asked_of(const import_t *im, uint32_t owner, account_asked_t *out)
{
	int i, k;

	out->count = 0;
	for(i = 0; i < im->count; i++) {
		if(im->asked[i].owner != owner)
			continue;
		for(k = 0; k < out->count && out->lines[k] != im->asked[i].line; k++)
			;
		if(k == out->count)
			out->lines[out->count++] = im->asked[i].line;
	}
}


/* return 0, -1: refused, *result says why */
static int account_ask(
		import_t *im, const account_fields_t *f, account_result_t *result)
{
	asked_t one = {link_hash(LINK_HASH_START, &f->owner),
			link_hash(LINK_HASH_START, &f->line)};
	account_asked_t before;

	asked_of(im, one.owner, &before);
	if(xmpp_account_admit(f, &before, result) < 0)
		return -1;
	if(xmpp_account_order(ACCOUNT_ORDER_SET, f) < 0) {
		result->field = ACCOUNT_OWNER;
		result->reason = "the worker of this user has too much to do";
		return -1;
	}
	im->asked[im->count++] = one;
	return 0;
}


/* return NULL, or why not */
static const char *account_import(
		import_t *im, const str *text, const char **field)
{
	account_record_t record;
	char buf[ACCOUNT_FIELDS_MAX];
	account_result_t result;
	account_fields_t f;
	account_fault_t fault;
	const char *reason = xmpp_account_record_read(text, &record, field);

	if(reason == NULL
			&& xmpp_account_check(&record.fields, &f, buf, sizeof(buf), &fault)
					   < 0) {
		*field = xmpp_account_field_name(fault.field);
		reason = fault.reason;
	} else if(reason == NULL && account_ask(im, &f, &result) < 0) {
		*field = xmpp_account_field_name(result.field);
		reason = result.reason;
	}
	xmpp_account_wipe(&record, sizeof(record));
	xmpp_account_wipe(buf, sizeof(buf));
	return reason;
}


/* return 0, -1: the answer cannot be made */
static int answer_add(
		const import_t *im, int number, const char *field, const char *reason)
{
	void *st;

	if(im->rpc->add(im->ctx, "{", &st) < 0
			|| im->rpc->struct_add(st, "ds", "account", number, "result",
					   reason ? "refused" : "taken")
					   < 0)
		return -1;
	if(reason == NULL)
		return 0;
	return im->rpc->struct_add(st, "ss", "field", field, "reason", reason) < 0
				   ? -1
				   : 0;
}


void xmpp_account_import(rpc_t *rpc, void *ctx)
{
	import_t im = {.rpc = rpc, .ctx = ctx};
	str texts[IMPORT_MAX];
	int i, n = texts_read(rpc, ctx, texts);
	const char *field, *reason;

	for(i = 0; i < n; i++) {
		reason = account_import(&im, &texts[i], &field);
		if(reason)
			im.refused++;
		else
			im.taken++;
		if(answer_add(&im, i + 1, field, reason) < 0) {
			rpc->fault(ctx, 500,
					"The answer cannot be made; the first %d accounts were "
					"done",
					i + 1);
			break;
		}
	}
	if(n > 0)
		LM_INFO("the operator's directory: %d accounts taken, %d refused\n",
				im.taken, im.refused);
}
