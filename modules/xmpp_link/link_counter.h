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
 * \brief xmpp_link :: counters in RPC answers, header only
 */

#ifndef LINK_COUNTER_H
#define LINK_COUNTER_H

#include <limits.h>

#include "../../core/rpc.h"

/* An integer while it fits in one; above 2^31 binary RPC has doubles only. */
static inline int link_counter_add(
		rpc_t *rpc, void *st, const char *name, unsigned long value)
{
	if(value <= INT_MAX)
		return rpc->struct_add(st, "d", (char *)name, (int)value);
	return rpc->struct_add(st, "j", (char *)name, value);
}

#endif
