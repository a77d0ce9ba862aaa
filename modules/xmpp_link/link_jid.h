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
 * \brief xmpp_link :: parts of a JID, and comparing them. PURE, header only
 *
 * Servers hand JIDs over prepared; only ASCII letters are folded here, and
 * only in the bare part: a resource keeps its case.
 */

#ifndef LINK_JID_H
#define LINK_JID_H

#include <stdint.h>
#include <string.h>

#include "../../core/str.h"

static inline str link_jid_bare(const str *jid)
{
	str bare = *jid;
	char *slash = jid->len > 0 ? memchr(jid->s, '/', (size_t)jid->len) : NULL;

	if(slash)
		bare.len = (int)(slash - jid->s);
	return bare;
}

static inline str link_jid_domain(const str *jid)
{
	str domain = link_jid_bare(jid);
	char *at =
			domain.len > 0 ? memchr(domain.s, '@', (size_t)domain.len) : NULL;

	if(at) {
		domain.len -= (int)(at + 1 - domain.s);
		domain.s = at + 1;
	}
	return domain;
}

static inline int link_fold(char c)
{
	return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

static inline int link_folded_equal(const str *a, const str *b)
{
	int i;

	if(a->len != b->len)
		return 0;
	for(i = 0; i < a->len; i++)
		if(link_fold(a->s[i]) != link_fold(b->s[i]))
			return 0;
	return 1;
}

/* Is this domain the other one or a subdomain of it? */
static inline int link_domain_within(const str *sub, const str *domain)
{
	str tail = *sub;

	if(sub->len < domain->len || domain->len == 0)
		return 0;
	tail.s += sub->len - domain->len;
	tail.len = domain->len;
	return link_folded_equal(&tail, domain)
		   && (tail.s == sub->s || tail.s[-1] == '.');
}

static inline int link_jid_equal(const str *a, const str *b)
{
	str bare_a = link_jid_bare(a), bare_b = link_jid_bare(b);

	return a->len == b->len && link_folded_equal(&bare_a, &bare_b)
		   && memcmp(a->s + bare_a.len, b->s + bare_b.len,
					  (size_t)(a->len - bare_a.len))
					  == 0;
}

/* FNV-1a, continued from h; ASCII letters folded */
static inline uint32_t link_hash(uint32_t h, const str *s)
{
	int i;

	for(i = 0; i < s->len; i++)
		h = (h ^ (unsigned char)link_fold(s->s[i])) * 16777619u;
	return h;
}

enum
{
	LINK_HASH_START = 0x11C9DC5 /* any start will do */
};

#endif
