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
 * \brief xmpp_link :: frames to a sidecar
 *
 * Each is written to the end of the peer's output, which its connection sends
 * at the end of the cycle. Requests get the peer's next cookie.
 */

#include <string.h>

#include "../../core/dprint.h"

#include "link_binrpc.h"
#include "link_config.h"
#include "link_keep.h"
#include "link_proto.h"
#include "link_stats.h"
#include "link_talk_out.h"


/* begin a frame at the end of what waits to be written; -1: closed */
static int talk_begin(link_peer_t *p, link_writer_t *w, size_t room)
{
	if(p->state == LINK_PEER_CLOSED)
		return -1;
	if(xmpp_link_buffer_room(&p->out, room) != 0) {
		xmpp_link_peer_refuse(p, "no memory for what it shall get");
		return -1;
	}
	xmpp_link_writer_begin(w, p->out.s + p->out.len, p->out.cap - p->out.len);
	return 0;
}


static void talk_end(
		link_peer_t *p, link_writer_t *w, int type, uint32_t cookie)
{
	str frame;

	if(xmpp_link_writer_end(w, type, cookie, &frame) != 0) {
		LM_BUG("a frame did not fit into its buffer\n");
		return;
	}
	memmove(p->out.s + p->out.len, frame.s, (size_t)frame.len);
	p->out.len += (size_t)frame.len;
}


void xmpp_link_talk_reply(link_peer_t *p, uint32_t cookie)
{
	link_writer_t w;

	if(talk_begin(p, &w, xmpp_link_writer_room(0, 0)) == 0)
		talk_end(p, &w, LINK_BINRPC_REPLY, cookie);
}


void xmpp_link_talk_kept(link_peer_t *p, uint32_t cookie)
{
	link_writer_t w;

	if(talk_begin(p, &w, xmpp_link_writer_room(1, 0)) != 0)
		return;
	xmpp_link_writer_int(&w, 1);
	talk_end(p, &w, LINK_BINRPC_REPLY, cookie);
}


void xmpp_link_talk_fault(
		link_peer_t *p, uint32_t cookie, int code, const char *reason)
{
	link_writer_t w;

	if(talk_begin(p, &w, xmpp_link_writer_room(2, strlen(reason))) != 0)
		return;
	xmpp_link_writer_int(&w, code);
	xmpp_link_writer_z(&w, reason);
	talk_end(p, &w, LINK_BINRPC_FAULT, cookie);
}


/* cookies run on for each connection; 0 means none */
static uint32_t talk_cookie(link_peer_t *p)
{
	if(++p->cookie == 0)
		p->cookie = 1;
	return p->cookie;
}


int xmpp_link_talk_send(link_peer_t *p, const str *component, link_item_t *item)
{
	size_t bytes = sizeof("stanza") + (size_t)(component->len + item->xml.len);
	link_writer_t w;

	if(talk_begin(p, &w, xmpp_link_writer_room(3, bytes)) != 0)
		return -1;
	item->cookie = talk_cookie(p);
	item->taken = 0;
	xmpp_link_writer_z(&w, "stanza");
	xmpp_link_writer_str(&w, component);
	xmpp_link_writer_str(&w, &item->xml);
	talk_end(p, &w, LINK_BINRPC_REQUEST, item->cookie);
	xmpp_link_list_add(&p->unanswered, item);
	link_stats_add(LINK_STANZAS_OUT, 1);
	link_stats_add(LINK_BYTES_OUT, (unsigned long)item->xml.len);
	return 0;
}


void xmpp_link_talk_ping(link_peer_t *p)
{
	link_writer_t w;

	if(talk_begin(p, &w, xmpp_link_writer_room(1, sizeof("ping"))) != 0)
		return;
	p->ping = talk_cookie(p);
	xmpp_link_writer_z(&w, "ping");
	talk_end(p, &w, LINK_BINRPC_REQUEST, p->ping);
}


int xmpp_link_talk_hello(link_peer_t *p, uint32_t cookie)
{
	link_writer_t w;

	if(talk_begin(p, &w, xmpp_link_writer_room(8, 0)) != 0)
		return -1;
	xmpp_link_writer_int(&w, LINK_VERSION);
	xmpp_link_writer_int(&w, LINK_CFG(workers));
	xmpp_link_writer_int(&w, xmpp_link_worker_self());
	xmpp_link_writer_int(&w, LINK_CFG(window));
	xmpp_link_writer_int(&w, LINK_CFG(window_bytes));
	xmpp_link_writer_int(&w, LINK_CFG(stanza_max_in));
	xmpp_link_writer_int(&w, LINK_CFG(stanza_max_out));
	xmpp_link_writer_int(&w, xmpp_link_keep_run());
	talk_end(p, &w, LINK_BINRPC_REPLY, cookie);
	return 0;
}
