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
 * \brief jingle :: do two parties speak the same codec, do they take keys?
 *
 * PURE. A media relay makes one party's SDP of the other's; what a party has
 * said itself is read before, and compared with what the peer's side says.
 */

#include <stdio.h>

#include "jingle_map_core.h"
#include "jingle_map_section.h"


static int is_event(const str *name)
{
	return jingle_str_like(name, JINGLE_LIT("telephone-event"));
}


/* neither a codec nor a key */
static int is_aid(const str *name)
{
	return jingle_str_like(name, JINGLE_LIT("CN"))
		   || jingle_str_like(name, JINGLE_LIT("red"));
}


static void voice_take(const jingle_content_t *c, jingle_voice_t *out)
{
	const jingle_payload_t *p;

	for(p = c->payloads.first; p != NULL; p = p->next) {
		if(is_event(&p->name))
			out->events = 1;
		else if(out->codec[0] == '\0' && !is_aid(&p->name) && p->name.len > 0
				&& snprintf(out->codec, sizeof(out->codec), "%.*s/%u",
						   p->name.len, p->name.s, p->clockrate)
						   >= (int)sizeof(out->codec))
			out->codec[0] = '\0';
	}
}


static jingle_media_way_t way_of(const jingle_content_t *c)
{
	int ice = c->transport.ufrag.s != NULL && !c->transport.ice_mismatch;

	if(c->transport.fingerprints.count > 0)
		return ice ? JINGLE_WAY_ICE_DTLS : JINGLE_WAY_DTLS;
	if(c->cryptos.count > 0)
		return ice ? JINGLE_WAY_NONE : JINGLE_WAY_SDES;
	return ice ? JINGLE_WAY_ICE : JINGLE_WAY_RTP;
}


jingle_media_way_t jingle_sdp_way(jingle_map_t *t, const jingle_ctx_t *ctx)
{
	const jingle_content_t *c;
	int i;

	for(i = 0; i < ctx->slots; i++) {
		const jingle_slot_t *s = &ctx->slot[i];

		if(s->state != JINGLE_SLOT_ACTIVE || s->data || s->peer.s == NULL)
			continue;
		c = jingle_slot_content(t, s);
		return c != NULL ? way_of(c) : JINGLE_WAY_NONE;
	}
	return JINGLE_WAY_NONE;
}


int jingle_sdp_voice(jingle_map_t *t, const str *sdp, jingle_voice_t *out)
{
	jingle_session_t *s;
	jingle_content_t *c;

	memset(out, 0, sizeof(*out));
	if(jingle_sdp_read(t, sdp, 0, &s) < 0)
		return -1;
	for(c = s->contents.first; c != NULL; c = c->next)
		if(!c->rejected && jingle_str_is(&c->media, JINGLE_LIT("audio"))) {
			voice_take(c, out);
			out->way = way_of(c);
			return 0;
		}
	return -1;
}


/* "a=rtpmap:8 PCMA/8000": is such a name in a section? */
static int section_has(const str *section, const char *codec)
{
	const int len = (int)strlen(codec);
	int i;

	for(i = 1; i + len <= section->len; i++)
		if(section->s[i - 1] == ' '
				&& strncasecmp(section->s + i, codec, (size_t)len) == 0)
			return 1;
	return 0;
}


static int any_has(const jingle_ctx_t *ctx, const char *codec)
{
	int i;

	for(i = 0; i < ctx->slots; i++) {
		const jingle_slot_t *s = &ctx->slot[i];

		if((s->state == JINGLE_SLOT_ACTIVE || s->state == JINGLE_SLOT_OFFERED)
				&& jingle_str_is(&s->media, JINGLE_LIT("audio"))
				&& section_has(&s->peer, codec))
			return 1;
	}
	return 0;
}


int jingle_sdp_presses(const jingle_ctx_t *ctx)
{
	return any_has(ctx, "telephone-event/");
}


int jingle_sdp_speaks(const jingle_ctx_t *ctx, const char *codec)
{
	if(codec[0] != '\0')
		return any_has(ctx, codec);
	return any_has(ctx, "PCMA/8000") || any_has(ctx, "PCMU/8000")
		   || any_has(ctx, "G722/8000");
}


int jingle_sdp_waits(const jingle_ctx_t *ctx)
{
	const jingle_slot_t *s;
	int i;

	if(ctx->state != JINGLE_CTX_ACTIVE || !ctx->peer_hold)
		return 0;
	for(i = 0; i < ctx->slots; i++) {
		s = &ctx->slot[i];
		if(s->state == JINGLE_SLOT_ACTIVE
				&& jingle_str_is(&s->media, JINGLE_LIT("audio"))
				&& (s->sip_mask & (int)ctx->peer_role))
			return 1;
	}
	return 0;
}
