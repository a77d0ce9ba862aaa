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
 * \brief jingle :: calls of XMPP users whom the operator does not serve
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

typedef struct guests
{
	atomic_t all;
	atomic_t domain[DOMAINS];
} guests_t;

static guests_t *guests;


int jingle_foreign_limits_init(void)
{
	guests = shm_malloc(sizeof(*guests));
	if(guests == NULL) {
		SHM_MEM_ERROR;
		return -1;
	}
	memset(guests, 0, sizeof(*guests));
	return 0;
}


void jingle_foreign_limits_destroy(void)
{
	if(guests != NULL)
		shm_free(guests);
	guests = NULL;
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
	if(atomic_add(&guests->all, 1) > JINGLE_CFG(max_calls_foreign)) {
		atomic_add(&guests->all, -1);
		return limit_reached(
				c, "max_calls_foreign", JINGLE_CFG(max_calls_foreign));
	}
	if(atomic_add(&guests->domain[i], 1) > JINGLE_CFG(max_calls_per_domain)) {
		atomic_add(&guests->domain[i], -1);
		atomic_add(&guests->all, -1);
		return limit_reached(
				c, "max_calls_per_domain", JINGLE_CFG(max_calls_per_domain));
	}
	c->guest = i + 1;
	return 0;
}


void jingle_foreign_limits_leave(jingle_call_t *c)
{
	if(c->guest == 0 || guests == NULL)
		return;
	atomic_add(&guests->all, -1);
	atomic_add(&guests->domain[c->guest - 1], -1);
	c->guest = 0;
}
