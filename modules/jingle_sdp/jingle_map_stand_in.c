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
 * \brief jingle :: an offer in place of one that a party has not made yet
 *
 * PURE.
 */

#include "jingle_map_slots.h"
#include "jingle_map_stand_in.h"

#include <stdio.h>


int jingle_sdp_stand_in(
		jingle_map_t *t, const char *address, uint64_t id, str *out)
{
	enum
	{
		BODY_MAX = 512
	};
	const char *kind = strchr(address, ':') != NULL ? "IP6" : "IP4";
	char *buf = jingle_arena_text(t->arena, BODY_MAX);
	int n;

	if(buf == NULL)
		return jingle_map_memory(t);
	n = snprintf(buf, BODY_MAX,
			"v=0\r\no=- %llu 1 IN %s %s\r\ns=-\r\nc=IN %s %s\r\nt=0 0\r\n"
			"m=audio 9 RTP/AVP 8 0 9 101\r\n"
			"a=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\n"
			"a=rtpmap:9 G722/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
			"a=fmtp:101 0-15\r\na=sendrecv\r\n",
			(unsigned long long)id, kind, address, kind, address);
	if(n >= BODY_MAX)
		return jingle_map_memory(t);
	out->s = buf;
	out->len = n;
	return 0;
}


/* no codec of its own: keys, silence, redundancy */
static int is_aid(const jingle_payload_t *p)
{
	return jingle_payload_is(p, "telephone-event") || jingle_payload_is(p, "CN")
		   || jingle_payload_is(p, "red");
}


/* what is left: the first codec, and keys */
static void payloads_cut(jingle_content_t *c)
{
	jingle_payload_t *p, *next;
	jingle_list_t kept;
	int found = 0;

	memset(&kept, 0, sizeof(kept));
	for(p = c->payloads.first; p != NULL; p = next) {
		next = p->next;
		p->next = NULL;
		if(is_aid(p) ? jingle_payload_is(p, "telephone-event") : !found++)
			jingle_list_add(&kept, p);
	}
	c->payloads = kept;
}


int jingle_sdp_first_codec(jingle_map_t *t, jingle_ctx_t *ctx)
{
	jingle_session_t *s;
	jingle_content_t *c;
	int i = 0;

	if(jingle_slots_session(t, ctx, NULL, &s) < 0)
		return -1;
	for(c = s->contents.first; c != NULL && i < ctx->slots; c = c->next, i++) {
		if(c->rejected || ctx->slot[i].state != JINGLE_SLOT_ACTIVE
				|| !jingle_str_is(&c->media, JINGLE_LIT("audio")))
			continue;
		payloads_cut(c);
		if(jingle_slot_agree(t, ctx, &ctx->slot[i], c) < 0)
			return -1;
	}
	return 0;
}
