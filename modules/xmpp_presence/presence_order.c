/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_presence :: what other processes have for the owner of an XMPP
 * user who is watched
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../../core/mem/shm.h"

#include "presence_config.h"
#include "presence_order.h"

static presence_order_f handler;


void xmpp_presence_order_init(presence_order_f f)
{
	handler = f;
}


static void order_run(xmpp_link_task_t *t)
{
	presence_order_t *o = (presence_order_t *)t;

	handler(o);
	shm_free(o);
}


static void text_take(char **at, str *to, const str *from)
{
	to->s = *at;
	to->len = from->len;
	if(from->len > 0)
		memcpy(*at, from->s, (size_t)from->len);
	*at += from->len;
}


int xmpp_presence_order_post(const presence_order_t *order)
{
	size_t size = sizeof(*order) + (size_t)order->user.len
				  + (size_t)order->contact.len;
	presence_order_t *o;
	char *at;
	int i;

	for(i = 0; i < PRESENCE_SUB_TEXTS; i++)
		size += (size_t)order->text[i].len;
	o = shm_malloc(size);
	if(o == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	*o = *order;
	memset(&o->task, 0, sizeof(o->task));
	o->task.run = order_run;
	at = (char *)(o + 1);
	text_take(&at, &o->user, &order->user);
	text_take(&at, &o->contact, &order->contact);
	for(i = 0; i < PRESENCE_SUB_TEXTS; i++)
		text_take(&at, &o->text[i], &order->text[i]);
	if(xmpp_presence_link.post(xmpp_presence_link.owner(&o->user), &o->task, 1)
			== 0)
		return 0;
	shm_free(o);
	return -1;
}
