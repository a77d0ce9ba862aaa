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
 * \brief jingle :: transport that one m= section has for a whole bundle
 *
 * PURE.
 */

#include "jingle_sdp_attributes.h"

static int copy_candidates(
		jingle_tr_t *t, jingle_transport_t *to, const jingle_transport_t *from)
{
	const jingle_candidate_t *d;
	jingle_candidate_t *copy;

	for(d = from->candidates.first; d != NULL; d = d->next) {
		copy = jingle_tr_new(t, sizeof(*copy));
		if(copy == NULL)
			return -1;
		*copy = *d;
		copy->next = NULL;
		jingle_list_add(&to->candidates, copy);
	}
	return 0;
}

static int copy_fingerprints(
		jingle_tr_t *t, jingle_transport_t *to, const jingle_transport_t *from)
{
	const jingle_fingerprint_t *f;
	jingle_fingerprint_t *copy;

	if(to->fingerprints.count)
		return 0;
	for(f = from->fingerprints.first; f != NULL; f = f->next) {
		copy = jingle_tr_new(t, sizeof(*copy));
		if(copy == NULL)
			return -1;
		*copy = *f;
		copy->next = NULL;
		jingle_list_add(&to->fingerprints, copy);
	}
	return 0;
}

/* What is said once for all, in the section of the first mid (RFC 9143
 * section 7.1.3), must stand in every content. */
static int share_transport(
		jingle_tr_t *t, const jingle_content_t *tagged, jingle_content_t *c)
{
	jingle_transport_t *to = &c->transport;
	const jingle_transport_t *from = &tagged->transport;

	if(to->ufrag.s != NULL || c->rejected)
		return 0;
	if(c->bundle_only) {
		to->addr = from->addr;
		to->ipv6 = from->ipv6;
		to->port = from->port;
		to->rtcp_addr = from->rtcp_addr;
		to->rtcp_port = from->rtcp_port;
	}
	if(from->kind != JINGLE_TRANSPORT_ICE_UDP)
		return 0;
	to->kind = from->kind;
	to->ufrag = from->ufrag;
	to->pwd = from->pwd;
	to->trickle = from->trickle;
	to->renomination = from->renomination;
	to->ice2 = from->ice2;
	to->complete = from->complete;
	c->zero_address = 0;
	if(copy_fingerprints(t, to, from) < 0)
		return -1;
	return to->candidates.count ? 0 : copy_candidates(t, to, from);
}

static jingle_content_t *content_of_mid(
		const jingle_session_t *s, const str *mid)
{
	jingle_content_t *c;

	for(c = s->contents.first; c != NULL; c = c->next)
		if(c->mid.s != NULL && jingle_str_eq(&c->mid, mid))
			return c;
	return NULL;
}

int jingle_sdp_share_bundles(jingle_tr_t *t, jingle_session_t *s)
{
	const jingle_group_t *g;
	const jingle_param_t *n;
	jingle_content_t *tagged, *c;

	for(g = s->groups.first; g != NULL; g = g->next) {
		if(!jingle_str_is(&g->semantics, JINGLE_LIT("BUNDLE")))
			continue;
		tagged = NULL;
		for(n = g->names.first; n != NULL; n = n->next) {
			c = content_of_mid(s, &n->name);
			if(c == NULL)
				continue;
			if(tagged == NULL)
				tagged = c;
			else if(share_transport(t, tagged, c) < 0)
				return -1;
		}
	}
	return 0;
}
