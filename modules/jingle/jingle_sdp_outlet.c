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
 * \brief jingle :: an SDP for the SIP side, after a media relay had it
 *
 * PURE.
 */

#include "jingle_sdp_outlet.h"
#include "jingle_tr_core.h"

static const jingle_group_t *bundle_of(const jingle_session_t *s)
{
	const jingle_group_t *g;

	for(g = s->groups.first; g != NULL; g = g->next)
		if(jingle_str_is(&g->semantics, JINGLE_LIT("BUNDLE")))
			return g;
	return NULL;
}

/* The first live stream, when it can be bundled (RFC 9143 section 9). */
static const jingle_content_t *first_live(const jingle_session_t *s)
{
	const jingle_content_t *c = s->contents.first;

	while(c != NULL && c->rejected)
		c = c->next;
	return c != NULL && c->mid.s != NULL && c->rtcp_mux
						   && c->transport.kind == JINGLE_TRANSPORT_ICE_UDP
				   ? c
				   : NULL;
}

static int offer_bundles(jingle_tr_t *t, const str *offer, const str *mid)
{
	const jingle_group_t *g;
	const jingle_param_t *n;
	jingle_session_t *s;

	if(jingle_sdp_read(t, offer, 0, &s) < 0)
		return 0;
	g = bundle_of(s);
	for(n = g ? g->names.first : NULL; n != NULL; n = n->next)
		if(jingle_str_eq(&n->name, mid))
			return 1;
	return 0;
}

static int group_insert(
		jingle_tr_t *t, const str *sdp, const str *mid, str *out)
{
	const char *p = sdp->s, *end = sdp->s + sdp->len;
	jingle_text_t b;

	while(p < end && *p != 'm') {
		p = memchr(p, '\n', (size_t)(end - p));
		p = p ? p + 1 : end;
	}
	jingle_text_init(&b, t->arena, (size_t)sdp->len + (size_t)mid->len + 32);
	jingle_text_put(&b, sdp->s, (size_t)(p - sdp->s));
	jingle_text_put(&b, JINGLE_LIT("a=group:BUNDLE "));
	jingle_text_put(&b, mid->s, (size_t)mid->len);
	jingle_text_put(&b, JINGLE_LIT("\r\n"));
	jingle_text_put(&b, p, (size_t)(end - p));
	if(b.failed)
		return jingle_tr_memory(t);
	out->s = b.s;
	out->len = (int)b.len;
	return 0;
}

int jingle_sdp_outlet(
		jingle_tr_t *t, const str *sdp, const str *offer, str *out)
{
	const jingle_content_t *c;
	jingle_session_t *s;

	*out = *sdp;
	if(jingle_sdp_read(t, sdp, 0, &s) < 0)
		return -1;
	c = first_live(s);
	if(c == NULL || bundle_of(s) != NULL
			|| (offer != NULL && !offer_bundles(t, offer, &c->mid)))
		return 0;
	return group_insert(t, sdp, &c->mid, out);
}
