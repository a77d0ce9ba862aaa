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
 *
 * link_jid_bare(), _domain(), _resource() cut at the first slash and the first
 * "@" and check nothing; link_jid_split() checks, too.
 */

#ifndef LINK_JID_H
#define LINK_JID_H

#include <stdint.h>
#include <string.h>

#include "../../core/str.h"
#include "xml_build.h"

enum
{
	LINK_JID_PART_MAX = 1023, /* bytes of each part of a JID (RFC 7622) */
	LINK_JID_MAX = 3 * LINK_JID_PART_MAX + 2,
};

/* Views into a JID; absent parts have s == NULL and len == 0. */
typedef struct link_jid
{
	str local;
	str domain;
	str resource;
	str bare; /* all before the resource's slash */
} link_jid_t;

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

/* what stands behind the slash; empty: nothing, or no slash */
static inline str link_jid_resource(const str *jid)
{
	str bare = link_jid_bare(jid), resource = STR_NULL;

	if(bare.len + 1 < jid->len) {
		resource.s = jid->s + bare.len + 1;
		resource.len = jid->len - bare.len - 1;
	}
	return resource;
}

/* Is it a user's, user@domain, with or without a resource? */
static inline int link_jid_is_user(const str *jid)
{
	str bare = link_jid_bare(jid);

	return bare.len > 0 && memchr(bare.s, '@', (size_t)bare.len) != NULL;
}

/* The JID with a resource in the place of what it has. return 0, -1: no room */
static inline int link_jid_full(
		const str *jid, const str *resource, char *buf, int cap, str *full)
{
	str bare = link_jid_bare(jid);

	if(bare.len + 1 + resource->len > cap)
		return -1;
	memcpy(buf, bare.s, (size_t)bare.len);
	buf[bare.len] = '/';
	memcpy(buf + bare.len + 1, resource->s, (size_t)resource->len);
	full->s = buf;
	full->len = bare.len + 1 + resource->len;
	return 0;
}

static inline char link_fold(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
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

static inline int link_jid_bare_equal(const str *a, const str *b)
{
	str bare_a = link_jid_bare(a), bare_b = link_jid_bare(b);

	return link_folded_equal(&bare_a, &bare_b);
}

/* Valid UTF-8 of XML characters, and no control character? */
static inline int link_text_is_clean(const char *s, int len)
{
	size_t n;
	int i;

	for(i = 0; i < len; i += (int)n) {
		n = xml_build_char(s + i, (size_t)(len - i));
		if(n == 0 || (unsigned char)s[i] < 0x20 || s[i] == 0x7f)
			return 0;
		/* U+0080 to U+009F: the C1 controls */
		if((unsigned char)s[i] == 0xc2 && (unsigned char)s[i + 1] < 0xa0)
			return 0;
	}
	return 1;
}

static inline int link_jid_part_is_clean(const str *s)
{
	return s->len >= 1 && s->len <= LINK_JID_PART_MAX
		   && link_text_is_clean(s->s, s->len);
}

/* May this stand in the local part of a JID (RFC 7622 section 3.3.1)? */
static inline int link_jid_local_char(char c)
{
	return c != ' ' && c != 0 && strchr("\"&'/:<>@", c) == NULL;
}

static inline int link_jid_local_valid(const str *s)
{
	int i;

	for(i = 0; i < s->len; i++)
		if(!link_jid_local_char(s->s[i]))
			return 0;
	return link_jid_part_is_clean(s);
}

static inline int link_jid_domain_valid(const str *s)
{
	int i;

	for(i = 0; i < s->len; i++) {
		char c = link_fold(s->s[i]);

		if((c & 0x80) == 0 && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')
				&& (c == 0 || strchr(".-_[]:", c) == NULL))
			return 0;
	}
	return link_jid_part_is_clean(s) && s->s[0] != '.';
}

/* Take a JID apart and check its syntax (RFC 7622, without PRECIS). The parts
 * point into it. return 0, -1 */
static inline int link_jid_split(const str *jid, link_jid_t *parts)
{
	link_jid_t p = {STR_NULL, STR_NULL, STR_NULL, STR_NULL};

	if(jid->s == NULL || jid->len <= 0)
		return -1;
	p.bare = link_jid_bare(jid);
	p.domain = link_jid_domain(jid);
	p.resource = link_jid_resource(jid);
	if(p.bare.len < jid->len && !link_jid_part_is_clean(&p.resource))
		return -1;
	if(p.domain.len < p.bare.len) {
		p.local.s = p.bare.s;
		p.local.len = p.bare.len - p.domain.len - 1;
		if(!link_jid_local_valid(&p.local))
			return -1;
	}
	if(!link_jid_domain_valid(&p.domain))
		return -1;
	*parts = p;
	return 0;
}

/* A bare JID in the one form in which it can be compared byte by byte: without
 * resource and a dot behind the domain, in lower case as far as that is ASCII's.
 * return 0, -1: no JID, or no room */
static inline int link_jid_fold(const str *jid, char *buf, int cap, str *out)
{
	link_jid_t p;
	int i;

	if(link_jid_split(jid, &p) < 0)
		return -1;
	if(p.bare.s[p.bare.len - 1] == '.')
		p.bare.len--;
	if(p.bare.len > cap)
		return -1;
	for(i = 0; i < p.bare.len; i++)
		buf[i] = link_fold(p.bare.s[i]);
	out->s = buf;
	out->len = p.bare.len;
	return 0;
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
