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
 * \brief jingle :: limits for calls of XMPP users of other servers
 *
 * One block in shared memory with atomic counters: calls in all, and for each
 * of 4096 hashes of a domain. A call is counted when it begins or is restored,
 * in any process, and uncounted when it ends. Domains with the same hash share
 * a counter.
 */

#include <string.h>

#include "../../core/atomic_ops.h"
#include "../../core/dprint.h"
#include "../../core/hashes.h"
#include "../../core/mem/shm.h"
#include "../xmpp_link/link_log.h"

#include "jingle_conf.h"
#include "jingle_foreign_limits.h"

enum
{
	DOMAINS = 4096, /* domains that hash alike share a limit */
};

typedef struct foreign_calls
{
	atomic_t all;
	atomic_t domain[DOMAINS];
} foreign_calls_t;

static foreign_calls_t *foreign_calls;


int jingle_foreign_limits_init(void)
{
	foreign_calls = shm_malloc(sizeof(*foreign_calls));
	if(foreign_calls == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	memset(foreign_calls, 0, sizeof(*foreign_calls));
	return 0;
}


void jingle_foreign_limits_destroy(void)
{
	if(foreign_calls != NULL)
		shm_free(foreign_calls);
	foreign_calls = NULL;
}


static int limit_reached(const jingle_call_t *c, const char *name, int limit)
{
	LINK_LOG(LM_WARN,
			"%s (%d) reached, a call of foreign XMPP user %.*s is refused\n",
			name, limit, STR_FMT(&c->bare));
	return -1;
}


int jingle_foreign_limits_enter(jingle_call_t *c)
{
	link_jid_t parts;
	int i;

	if(jingle_gateway.is_local_user(&c->bare)
			|| link_jid_split(&c->bare, &parts) < 0)
		return 0;
	i = (int)(get_hash1_case_raw(parts.domain.s, parts.domain.len)
			  & (DOMAINS - 1));
	if(atomic_add(&foreign_calls->all, 1) > JINGLE_CFG(max_calls_foreign)) {
		atomic_add(&foreign_calls->all, -1);
		return limit_reached(
				c, "max_calls_foreign", JINGLE_CFG(max_calls_foreign));
	}
	if(atomic_add(&foreign_calls->domain[i], 1)
			> JINGLE_CFG(max_calls_per_domain)) {
		atomic_add(&foreign_calls->domain[i], -1);
		atomic_add(&foreign_calls->all, -1);
		return limit_reached(
				c, "max_calls_per_domain", JINGLE_CFG(max_calls_per_domain));
	}
	c->foreign = i + 1;
	return 0;
}


void jingle_foreign_limits_leave(jingle_call_t *c)
{
	if(c->foreign == 0 || foreign_calls == NULL)
		return;
	atomic_add(&foreign_calls->all, -1);
	atomic_add(&foreign_calls->domain[c->foreign - 1], -1);
	c->foreign = 0;
}
