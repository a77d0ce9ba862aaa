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

#ifndef PRESENCE_ORDER_H
#define PRESENCE_ORDER_H

#include "presence_presentity.h"

typedef enum presence_order_kind
{
	PRESENCE_ORDER_NEW = 0, /* a SUBSCRIBE that was answered 200 */
	PRESENCE_ORDER_REFRESH, /* the same, in its dialog */
	PRESENCE_ORDER_ANSWER,	/* of a NOTIFY: code */
} presence_order_kind_t;

typedef struct presence_order
{
	xmpp_link_task_t task; /* first: the worker hands it to us */
	presence_order_kind_t kind;
	char tag[PRESENCE_SUB_TAG_LEN + 1];
	int package; /* presence_package_t */
	unsigned cseq;
	int expires; /* s; 0 ends it, or it is a poll */
	int code;
	str user;	 /* folded */
	str contact; /* folded */
	str text[PRESENCE_SUB_TEXTS];
} presence_order_t;

typedef void (*presence_order_f)(const presence_order_t *order);

/* mod_init: f runs in the owner of order->user */
void xmpp_presence_order_init(presence_order_f f);
/* Any process; all is copied. return 0, -1 (logged): no memory */
int xmpp_presence_order_post(const presence_order_t *order);

#endif
