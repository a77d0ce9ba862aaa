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
 * \brief jingle :: a translation within a call
 */

#include <string.h>

#include "../../core/dprint.h"
#include "../xmpp_link/link_log.h"

#include "jingle_conf.h"
#include "jingle_stats.h"
#include "jingle_table.h"
#include "jingle_work.h"


void jingle_work_init(jingle_work_t *w)
{
	jingle_arena_init(&w->arena, NULL, NULL, NULL, 0);
	jingle_tr_init(&w->tr, &w->arena, &jingle_conf.limits);
}


int jingle_work_context(jingle_work_t *w, jingle_call_t *c)
{
	str blob = c->tr;

	if(blob.len <= 0)
		return -1;
	/* what is made of it must outlive jingle_work_keep() */
	blob.s = jingle_arena_text(&w->arena, (size_t)blob.len);
	if(blob.s == NULL)
		return -1;
	memcpy(blob.s, c->tr.s, (size_t)blob.len);
	if(jingle_ctx_unpack(&w->ctx, &blob) == 0)
		return 0;
	LM_ERR("call %s: its translation context is unreadable\n", c->gr);
	return -1;
}


void jingle_work_fresh(jingle_work_t *w, jingle_party_t peer_role)
{
	char digits[13];
	uint64_t id = 0;
	int i;

	jingle_random(digits, 12);
	for(i = 0; i < 12; i++) /* 60 bits */
		id = id << 5 | (uint64_t)(digits[i] & 31);
	jingle_ctx_init(&w->ctx, peer_role, id);
}


int jingle_work_keep(jingle_work_t *w, jingle_call_t *c)
{
	str blob;

	if(jingle_ctx_pack(&w->ctx, &w->arena, &blob) < 0) {
		LM_ERR("call %s: cannot pack its translation context\n", c->gr);
		return -1;
	}
	return jingle_call_set(c, &c->tr, &blob);
}


void jingle_work_done(jingle_work_t *w)
{
	jingle_arena_free(&w->arena);
}


void jingle_work_failed(jingle_work_t *w, jingle_call_t *c, const char *what)
{
	jingle_stats_add(JINGLE_STAT_TRANSLATION_ERRORS);
	LINK_LOG(LM_WARN, "call %s with %.*s: %s: %s\n", c->gr, STR_FMT(&c->bare),
			what, w->tr.error.text);
}
