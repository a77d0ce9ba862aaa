/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: TCP connections that carry frames of MSRP
 *
 * OWNER of the sessions. All that comes is bounded: bytes of a frame, connections
 * that no session uses and their time, what a peer leaves unread.
 */

#ifndef CHAT_CONN_H
#define CHAT_CONN_H

#include "../xmpp_link/api.h"
#include "chat_conn_address.h"
#include "chat_msrp.h"

typedef struct chat_conn chat_conn_t;

typedef struct chat_conn_events
{
	/* A frame has come; its flag is '\0' when it is too long: what is left of it
	 * is passed over. Views are valid until it returns */
	void (*frame)(chat_conn_t *c, int code, const chat_msrp_frame_t *f);
	/* what was to be written is written: there is room for more */
	void (*writable)(chat_conn_t *c);
	/* the other side, or a fault, has ended it; it is not there any more */
	void (*closed)(chat_conn_t *c);
} chat_conn_events_t;

/* mod_init: who hears of them */
void xmpp_chat_conn_on(const chat_conn_events_t *events);
/* One of this descriptor, which is its own from then on. return NULL: no memory
 * (logged) */
chat_conn_t *xmpp_chat_conn_new(
		int fd, const chat_address_t *peer, int is_connecting);
/* One more session uses it, or one less: -1; without any it ends soon */
void xmpp_chat_conn_use(chat_conn_t *c, int n);
/* Write all of it, now or later. return 0, -1: it is broken, and closed() comes */
int xmpp_chat_conn_write(chat_conn_t *c, const char *s, int len);
/* Has the other side read what was written? */
int xmpp_chat_conn_has_room(const chat_conn_t *c);
/* Address of the other side, for the log */
const char *xmpp_chat_conn_peer(const chat_conn_t *c);

#endif
