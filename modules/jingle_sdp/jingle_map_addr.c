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
 * permission to link the code of this program with the OpenSSL library.
 *
 * Kamailio is distributed in the hope that it will be useful,
 * but WITHOUT ANY WARRANTY; without even the implied warranty of
 * MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
 * GNU General Public License for more details.
 *
 * You should have received a copy of the GNU General Public License
 * along with this program; if not, write to the Free Software
 * Foundation, Inc., 51 Franklin St, Fifth Floor, Boston, MA  02110-1301  USA
 *
 */

/*!
 * \file
 * \brief jingle :: addresses and candidates
 *
 * PURE.
 */

#include <arpa/inet.h>

#include "jingle_map_core.h"

enum
{
	ADDR_TEXT_MAX = 64, /* longer is no IP address */
	NAME_MAX = 255		/* bytes of a host name (RFC 1035 §2.3.4) */
};

/* Letters, digits, '-', '.', '_'; the last label is not a number (RFC 1123
 * section 2.1), else every mistyped address would be a name. */
static int is_host_name(const str *s)
{
	int i, letter = 0;

	if(s->len < 1 || s->len > NAME_MAX)
		return 0;
	for(i = 0; i < s->len; i++) {
		char c = s->s[i];
		if((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'
				|| c == '_')
			letter = 1;
		else if(c == '.' && i + 1 < s->len)
			letter = 0;
		else if(c != '.' && (c < '0' || c > '9'))
			return 0;
	}
	return letter;
}

/* Dotted decimal is what nearly every address is: no need for inet_pton. */
static int is_ip4(const str *s)
{
	int i, value = 0, digits = 0, dots = 0;

	for(i = 0; i < s->len; i++) {
		if(s->s[i] == '.') {
			if(digits == 0 || ++dots > 3)
				return 0;
			value = digits = 0;
		} else if(s->s[i] >= '0' && s->s[i] <= '9') {
			value = value * 10 + (s->s[i] - '0');
			if(++digits > 3 || value > 255)
				return 0;
		} else
			return 0;
	}
	return dots == 3 && digits > 0;
}

jingle_addr_kind_t jingle_addr_kind(const str *s)
{
	char text[ADDR_TEXT_MAX];
	unsigned char v6[16];

	if(s->s == NULL || s->len <= 0)
		return JINGLE_ADDR_BAD;
	if(is_ip4(s))
		return JINGLE_ADDR_IP4;
	if(memchr(s->s, ':', (size_t)s->len) != NULL) {
		if(s->len >= (int)sizeof(text))
			return JINGLE_ADDR_BAD;
		memcpy(text, s->s, (size_t)s->len);
		text[s->len] = '\0';
		if(inet_pton(AF_INET6, text, v6) != 1)
			return JINGLE_ADDR_BAD;
		if(v6[0] == 0xFE && (v6[1] & 0xC0) == 0x80)
			return JINGLE_ADDR_LINK_LOCAL;
		return JINGLE_ADDR_IP6;
	}
	if(!is_host_name(s))
		return JINGLE_ADDR_BAD;
	if(s->len > 6 && strncasecmp(s->s + s->len - 6, ".local", 6) == 0)
		return JINGLE_ADDR_MDNS;
	return JINGLE_ADDR_NAME;
}

int jingle_is_ip(const str *s)
{
	jingle_addr_kind_t kind = jingle_addr_kind(s);

	return kind == JINGLE_ADDR_IP4 || kind == JINGLE_ADDR_IP6;
}

int jingle_candidate_usable(const jingle_candidate_t *c,
		jingle_transport_kind_t kind, const char **why)
{
	jingle_addr_kind_t addr = jingle_addr_kind(&c->ip);

	*why = NULL;
	if(!jingle_str_like(&c->protocol, JINGLE_LIT("udp"))) {
		if(!jingle_str_like(&c->protocol, JINGLE_LIT("tcp")))
			*why = "protocol unknown to RFC 8839 §5.1";
		else if(kind != JINGLE_TRANSPORT_ICE)
			*why = "TCP needs transport ice:0 (XEP-0371 §5.3)";
	} else if(c->port == 0)
		*why = "port 0";
	if(*why)
		return 0;
	if(addr == JINGLE_ADDR_LINK_LOCAL)
		*why = "link-local address, of no use beyond its link";
	else if(addr == JINGLE_ADDR_MDNS)
		*why = "mDNS name, unknown beyond its link";
	else if(addr == JINGLE_ADDR_NAME && kind != JINGLE_TRANSPORT_RAW_UDP)
		*why = "host name, to be ignored (RFC 8839 §5.1)";
	else if(addr == JINGLE_ADDR_BAD)
		*why = "not an IP address (RFC 8839 §5.1)";
	return *why == NULL;
}

/* relay before srflx before prflx before host (RFC 5245 §4.1.4),
 * IPv4 before IPv6: more phones know it */
static int candidate_rank(const jingle_candidate_t *c)
{
	int rank = 0;

	if(jingle_str_is(&c->type, JINGLE_LIT("relay")))
		rank = 6;
	else if(jingle_str_is(&c->type, JINGLE_LIT("srflx")))
		rank = 4;
	else if(jingle_str_is(&c->type, JINGLE_LIT("prflx")))
		rank = 2;
	return rank + (is_ip4(&c->ip) ? 8 : 1);
}

const jingle_candidate_t *jingle_candidate_default(
		const jingle_transport_t *tp, unsigned component)
{
	const jingle_candidate_t *c, *best = NULL;
	int rank, best_rank = 0;

	for(c = tp->candidates.first; c != NULL; c = c->next) {
		if(c->component != component
				|| !jingle_str_like(&c->protocol, JINGLE_LIT("udp")))
			continue;
		rank = candidate_rank(c);
		if(best == NULL || rank > best_rank
				|| (rank == best_rank && c->priority > best->priority)) {
			best = c;
			best_rank = rank;
		}
	}
	return best;
}

int jingle_candidate_known(
		const jingle_transport_t *tp, const jingle_candidate_t *d)
{
	const jingle_candidate_t *o;

	for(o = tp->candidates.first; o != NULL; o = o->next)
		if(o->component == d->component && o->port == d->port
				&& o->rel_port == d->rel_port && jingle_str_eq(&o->ip, &d->ip)
				&& jingle_str_eq(&o->rel_addr, &d->rel_addr)
				&& jingle_str_eq(&o->type, &d->type)
				&& jingle_str_caseeq(&o->protocol, &d->protocol)
				&& jingle_str_eq(&o->tcptype, &d->tcptype)
				&& o->generation == d->generation)
			return 1;
	return 0;
}
