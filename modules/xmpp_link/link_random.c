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
 * \brief xmpp_link :: text that cannot be guessed
 *
 * Ids, secrets and tokens of all our modules: characters of base32, five bits
 * each. Bytes are fetched from the kernel in advance, by each process for itself.
 */

/* getrandom() */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <sys/random.h>

#include "../../core/dprint.h"
#include "../../core/rand/cryptorand.h"

#include "link_random.h"

enum
{
	RANDOM_POOL = 1024, /* bytes fetched from the kernel at a time */
	RANDOM_ID_LEN = 16
};

static unsigned char pool[RANDOM_POOL];
static size_t pool_left = 0;
static pid_t pool_pid = 0;


/* A child must not repeat the ids of its parent. A signal may come before the
 * kernel's own pool is ready (random(7)); a seccomp filter may refuse the call. */
static void pool_fill(void)
{
	size_t have = 0;
	ssize_t n;

	while(have < sizeof(pool)) {
		n = getrandom(pool + have, sizeof(pool) - have, 0);
		if(n > 0)
			have += (size_t)n;
		else if(n == 0 || errno != EINTR)
			break;
	}
	if(have < sizeof(pool))
		LM_ERR("getrandom: %s\n", strerror(errno));
	for(; have < sizeof(pool); have++)
		pool[have] = (unsigned char)cryptorand();
	pool_left = sizeof(pool);
	pool_pid = getpid();
}


void xmpp_link_random_text(char *out, int len)
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
	pid_t pid = getpid();
	int i;

	for(i = 0; i < len; i++) {
		if(pool_left == 0 || pool_pid != pid)
			pool_fill();
		out[i] = digits[pool[--pool_left] & 31];
	}
	out[len] = '\0';
}


void xmpp_link_new_id(char id[17])
{
	xmpp_link_random_text(id, RANDOM_ID_LEN);
}
