/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_account :: what another process asks of the owner of an account
 *
 * A copy in shared memory, wiped once it is done: it has a password.
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../../core/mem/shm_mem.h"

#include "account_api.h"
#include "account_config.h"
#include "account_order.h"
#include "account_secret.h"

typedef struct order
{
	xmpp_link_task_t task; /* first: the worker hands it to us */
	account_order_t what;
	account_fields_t fields;
	int size;
} order_t;


static void order_carry_out(const order_t *o)
{
	const account_fields_t *f = &o->fields;
	account_result_t result = {ACCOUNT_OK, ACCOUNT_OWNER, NULL};

	if(o->what == ACCOUNT_ORDER_SET)
		xmpp_account_set_as(f, 1, NULL, NULL, &result);
	else if(o->what == ACCOUNT_ORDER_FORCE)
		xmpp_account_force(
				&f->owner, f->line.len > 0 ? &f->line : NULL, &result);
	else
		xmpp_account_remove(&f->owner, f->line.len > 0 ? &f->line : NULL);
	if(result.reason)
		LM_WARN("the operator's account %.*s of XMPP user %.*s is refused: "
				"%s\n",
				STR_FMT(&f->line), STR_FMT(&f->owner), result.reason);
}


static void order_run(xmpp_link_task_t *t)
{
	order_t *o = (order_t *)t;

	order_carry_out(o);
	xmpp_account_wipe(o, o->size);
	shm_free(o);
}


int xmpp_account_order(account_order_t what, const account_fields_t *f)
{
	size_t size = sizeof(order_t) + (size_t)xmpp_account_fields_size(f);
	order_t *o = shm_malloc(size);
	char *at = (char *)(o + 1);

	if(o == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	memset(o, 0, sizeof(*o));
	o->task.run = order_run;
	o->what = what;
	o->size = (int)size;
	xmpp_account_fields_put(&at, &o->fields, f);
	if(xmpp_account_link.post(xmpp_account_link.owner(&f->owner), &o->task, 0)
			== 0)
		return 0;
	xmpp_account_wipe(o, o->size);
	shm_free(o);
	return -1;
}
