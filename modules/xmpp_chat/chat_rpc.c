/*
 * Copyright (C) 2026 kamailio-jingle authors
 *
 * This file is part of Kamailio, a free SIP server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

/*!
 * \file
 * \brief xmpp_chat :: RPC commands
 */

#include "../xmpp_link/link_counter.h"

#include "chat_rpc.h"
#include "chat_stats.h"

static const char *stats_doc[2] = {
		"What was counted, and how many texts are on their way.", 0};


static void rpc_stats(rpc_t *rpc, void *ctx)
{
	void *st;
	int i, rc = rpc->add(ctx, "{", &st);

	for(i = 0; rc >= 0 && i < CHAT_STATS; i++)
		rc = link_counter_add(rpc, st, xmpp_chat_stat_name((chat_stat_t)i),
				xmpp_chat_counted((chat_stat_t)i));
	if(rc < 0)
		rpc->fault(ctx, 500, "Internal error creating the reply");
}


/* clang-format off */
rpc_export_t xmpp_chat_rpc[] = {
	{"xmpp_chat.stats", rpc_stats, stats_doc, 0},
	{0, 0, 0, 0}
};
/* clang-format on */
