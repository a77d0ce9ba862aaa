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

#include "jingle_sdp_reader.h"
#include "jingle_sdp_outlet.h"

static const jingle_group_t *bundle_of(const jingle_session_t *s)
{
	const jingle_group_t *g;

	for(g = s->groups.first; g != NULL; g = g->next)
		if(jingle_str_is(&g->semantics, JINGLE_LIT("BUNDLE")))
			return g;
	return NULL;
}

/* The only live stream, when it can be bundled (RFC 9143 section 9). Beside
 * another one it had better not be: Chromium adds all to a bundle that there
 * is when it makes the next offer, and cannot go back. */
static const jingle_content_t *only_live(const jingle_session_t *s)
{
	const jingle_content_t *c, *live = NULL;

	for(c = s->contents.first; c != NULL; c = c->next) {
		if(c->rejected)
			continue;
		if(live != NULL)
			return NULL;
		live = c;
	}
	return live != NULL && live->mid.s != NULL && live->rtcp_mux
						   && live->transport.kind == JINGLE_TRANSPORT_ICE_UDP
				   ? live
				   : NULL;
}

static int offer_bundles(const jingle_session_t *offer, const str *mid)
{
	const jingle_group_t *g = offer != NULL ? bundle_of(offer) : NULL;
	const jingle_param_t *n;

	for(n = g ? g->names.first : NULL; n != NULL; n = n->next)
		if(jingle_str_eq(&n->name, mid))
			return 1;
	return 0;
}

static int group_insert(
		jingle_map_t *t, const str *sdp, const str *mid, str *out)
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
		return jingle_map_memory(t);
	out->s = b.s;
	out->len = (int)b.len;
	return 0;
}

/* lines ----------------------------------------------------------------- */

typedef struct outlet
{
	jingle_text_t b;
	const jingle_session_t *s;
	const jingle_content_t *c;		 /* whose lines these are, or NULL */
	const jingle_content_t *offered; /* its m= line in the offer, or NULL */
	int answer;
	int left_out; /* lines */
} outlet_t;

/* Does the stream go to a phone that knows neither feedback (RFC 4585 section
 * 3.1 has a profile for it) nor ICE? */
static int is_rtp_avp(const jingle_content_t *c)
{
	return (jingle_str_is(&c->proto, JINGLE_LIT("RTP/AVP"))
				   || jingle_str_is(&c->proto, JINGLE_LIT("RTP/SAVP")))
		   && c->transport.ufrag.s == NULL
		   && c->transport.fingerprints.count == 0;
}

static int all_rtp_avp(const jingle_session_t *s)
{
	const jingle_content_t *c = s->contents.first;

	while(c != NULL && is_rtp_avp(c))
		c = c->next;
	return c == NULL;
}

static int is_for_browsers(const str *name)
{
	static const char *const names[] = {"end-of-candidates", "extmap",
			"extmap-allow-mixed", "msid", "msid-semantic", "rtcp-fb",
			"rtcp-rsize", "ssrc", "ssrc-group"};
	size_t i;

	for(i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if(jingle_str_is(name, names[i], strlen(names[i])))
			return 1;
	return 0;
}

/* RFC 8285 section 7: "ID[/direction] URI" of an answer is one of the offer */
static int extension_is_offered(const jingle_content_t *offered, str value)
{
	str id = jingle_sdp_word(&value), uri = jingle_sdp_word(&value);
	const jingle_hdrext_t *h;
	unsigned number;

	id = jingle_sdp_cut(&id, '/');
	if(jingle_number(&id, UINT16_MAX, &number) < 0)
		return 0;
	for(h = offered->hdrexts.first; h != NULL; h = h->next)
		if(h->id == number && jingle_str_eq(&h->uri, &uri))
			return 1;
	return 0;
}

/* RFC 3264 section 6: an answer has only what the offer had. */
static int is_unasked(const outlet_t *o, const str *name, str value)
{
	if(!o->answer || o->offered == NULL)
		return 0;
	if(jingle_str_is(name, JINGLE_LIT("rtcp-rsize")))
		return !o->offered->rtcp_rsize;
	return jingle_str_is(name, JINGLE_LIT("extmap"))
		   && !extension_is_offered(o->offered, value);
}

static int is_superfluous(const outlet_t *o, str line)
{
	str name;

	if(line.len < 3 || line.s[0] != 'a')
		return 0;
	line.s += 2;
	line.len -= 2;
	name = jingle_sdp_cut(&line, ':');
	jingle_str_trim(&name);
	if((o->c != NULL ? is_rtp_avp(o->c) : all_rtp_avp(o->s))
			&& is_for_browsers(&name))
		return 1;
	return is_unasked(o, &name, line);
}

static void next_stream(outlet_t *o, const jingle_session_t *offer)
{
	if(o->c == NULL) {
		o->c = o->s->contents.first;
		o->offered = offer != NULL ? offer->contents.first : NULL;
		return;
	}
	o->c = o->c->next;
	o->offered = o->offered != NULL ? o->offered->next : NULL;
}

static int leave_out(jingle_map_t *t, const jingle_session_t *s,
		const jingle_session_t *offer, int answer, str *sdp)
{
	str rest = *sdp, line;
	outlet_t o;

	memset(&o, 0, sizeof(o));
	o.s = s;
	o.answer = answer;
	jingle_text_init(&o.b, t->arena, (size_t)sdp->len);
	while(rest.len > 0) {
		str whole = rest;

		line = jingle_sdp_cut(&rest, '\n');
		whole.len = (int)(rest.s - whole.s);
		if(line.len > 0 && line.s[line.len - 1] == '\r')
			line.len--;
		if(line.len > 1 && line.s[0] == 'm')
			next_stream(&o, offer);
		if(is_superfluous(&o, line))
			o.left_out++;
		else
			jingle_text_put(&o.b, whole.s, (size_t)whole.len);
	}
	if(o.b.failed)
		return jingle_map_memory(t);
	if(o.left_out == 0)
		return 0;
	sdp->s = o.b.s;
	sdp->len = (int)o.b.len;
	return 0;
}

int jingle_sdp_outlet(
		jingle_map_t *t, const str *sdp, const str *offer, str *out)
{
	const jingle_content_t *c;
	jingle_session_t *s, *offered = NULL;

	*out = *sdp;
	if(jingle_sdp_read(t, sdp, 0, &s) < 0)
		return -1;
	if(offer != NULL && jingle_sdp_read(t, offer, 0, &offered) < 0)
		offered = NULL;
	if(leave_out(t, s, offered, offer != NULL, out) < 0)
		return -1;
	c = only_live(s);
	if(c == NULL || bundle_of(s) != NULL
			|| (offer != NULL && !offer_bundles(offered, &c->mid)))
		return 0;
	return group_insert(t, out, &c->mid, out);
}
