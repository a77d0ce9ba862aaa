/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: text that is written into a buffer. PURE, header only
 *
 * Once there was no room for something, nothing more is written and
 * xmpp_chat_out_end() says so: nothing leaves half.
 */

#ifndef CHAT_OUT_H
#define CHAT_OUT_H

#include <string.h>

#include "../../core/str.h"

typedef struct chat_out
{
	char *s;
	int len;
	int cap;
	int failed;
} chat_out_t;

static inline void xmpp_chat_out_init(chat_out_t *o, char *buf, int cap)
{
	o->s = buf;
	o->len = 0;
	o->cap = cap;
	o->failed = 0;
}

static inline void xmpp_chat_put(chat_out_t *o, const char *s, int n)
{
	if(o->failed || n < 0 || n > o->cap - o->len) {
		o->failed = 1;
		return;
	}
	if(n > 0)
		memcpy(o->s + o->len, s, (size_t)n);
	o->len += n;
}

static inline void xmpp_chat_put_str(chat_out_t *o, const str *s)
{
	xmpp_chat_put(o, s->s, s->len);
}

static inline void xmpp_chat_put_z(chat_out_t *o, const char *s)
{
	xmpp_chat_put(o, s, (int)strlen(s));
}

/* Views what was written since `from` (a former o->len). return 0, -1: no room
 * for all of it */
static inline int xmpp_chat_out_end(const chat_out_t *o, int from, str *view)
{
	if(o->failed)
		return -1;
	view->s = o->s + from;
	view->len = o->len - from;
	return 0;
}

#endif
