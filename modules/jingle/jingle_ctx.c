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
 * \brief jingle :: the context of a session, packed and unpacked
 *
 * PURE.
 */

#include "jingle_ctx.h"
#include "jingle_map_core.h"

/* The blob: "J<version> " and then every field in the order of the structs,
 * numbers as "123 ", strings as "3:abc ", an absent string as "- ". */

void jingle_ctx_init(
		jingle_ctx_t *ctx, jingle_party_t peer_role, uint64_t sdp_id)
{
	memset(ctx, 0, sizeof(*ctx));
	ctx->peer_role = peer_role;
	ctx->sdp_id = sdp_id;
}

/* pack ------------------------------------------------------------------ */

static void pack_number(jingle_text_t *b, uint64_t n)
{
	jingle_text_number(b, n);
	jingle_text_put(b, JINGLE_LIT(" "));
}

static void pack_str(jingle_text_t *b, const str *s)
{
	if(s->s == NULL) {
		jingle_text_put(b, JINGLE_LIT("- "));
		return;
	}
	jingle_text_number(b, (unsigned)s->len);
	jingle_text_put(b, JINGLE_LIT(":"));
	if(s->len)
		jingle_text_put(b, s->s, (size_t)s->len);
	jingle_text_put(b, JINGLE_LIT(" "));
}

static void pack_slot(jingle_text_t *b, const jingle_slot_t *s)
{
	pack_number(b, s->state);
	pack_number(b, s->creator);
	pack_number(b, (unsigned)s->by_sip);
	pack_number(b, (unsigned)s->data);
	pack_number(b, (unsigned)s->bundle_only);
	pack_number(b, (unsigned)s->kind);
	pack_number(b, (unsigned)s->crypto_required);
	pack_number(b, (unsigned)s->replacing);
	pack_number(b, (unsigned)s->replaced_kind);
	pack_str(b, &s->replaced);
	pack_str(b, &s->name);
	pack_str(b, &s->mid);
	pack_str(b, &s->media);
	pack_str(b, &s->proto);
	pack_str(b, &s->formats);
	pack_number(b, (unsigned)s->peer_mask);
	pack_number(b, (unsigned)s->responded);
	pack_number(b, (unsigned)s->sip_mask);
	pack_number(b, (unsigned)s->senders);
	pack_str(b, &s->peer);
	pack_str(b, &s->sip_codecs);
	pack_number(b, s->sip_transport);
	pack_number(b, s->sip_keys);
	pack_str(b, &s->sip_ufrag);
	pack_number(b, s->sip_generation);
	pack_number(b, (unsigned)s->sip_setup);
	pack_number(b, (unsigned)s->peer_setup);
}

int jingle_ctx_pack(const jingle_ctx_t *ctx, jingle_arena_t *arena, str *out)
{
	jingle_text_t b;
	size_t hint = 256;
	int i;

	for(i = 0; i < ctx->slots; i++)
		hint += 512 + (size_t)ctx->slot[i].peer.len;
	jingle_text_init(&b, arena, hint);
	jingle_text_put(&b, JINGLE_LIT("J"));
	pack_number(&b, JINGLE_CTX_VERSION);
	pack_number(&b, ctx->state);
	pack_number(&b, ctx->pending);
	pack_number(&b, ctx->peer_role);
	pack_number(&b, (unsigned)ctx->peer_hold);
	pack_number(&b, (unsigned)ctx->sip_hold);
	pack_number(&b, ctx->sdp_id);
	pack_number(&b, ctx->sdp_version);
	pack_number(&b, ctx->sdp_digest);
	pack_str(&b, &ctx->sip_origin);
	pack_str(&b, &ctx->sip_groups);
	pack_str(&b, &ctx->groups);
	pack_number(&b, (unsigned)ctx->slots);
	for(i = 0; i < ctx->slots; i++)
		pack_slot(&b, &ctx->slot[i]);
	out->s = NULL;
	out->len = 0;
	if(b.failed || b.len > JINGLE_CTX_MAX)
		return -1;
	out->s = b.s;
	out->len = (int)b.len;
	return 0;
}

/* unpack ---------------------------------------------------------------- */

typedef struct unpacker
{
	const char *p;
	const char *end;
	int bad;
} unpacker_t;

/* A number up to max, ended by `stop`. */
static uint64_t unpack_digits(unpacker_t *u, uint64_t max, char stop)
{
	uint64_t n = 0;
	int digits = 0;

	while(u->p < u->end && *u->p >= '0' && *u->p <= '9') {
		unsigned d = (unsigned)(*u->p - '0');
		if(n > (UINT64_MAX - d) / 10) {
			u->bad = 1;
			return 0;
		}
		n = n * 10 + d;
		u->p++;
		digits++;
	}
	if(digits == 0 || u->p == u->end || *u->p != stop || n > max) {
		u->bad = 1;
		return 0;
	}
	u->p++;
	return n;
}

static int unpack_int(unpacker_t *u, int max)
{
	return u->bad ? 0 : (int)unpack_digits(u, (uint64_t)max, ' ');
}

static uint64_t unpack_u64(unpacker_t *u)
{
	return u->bad ? 0 : unpack_digits(u, UINT64_MAX, ' ');
}

static void unpack_str(unpacker_t *u, str *out)
{
	int len;

	if(u->bad)
		return;
	if(u->end - u->p >= 2 && u->p[0] == '-' && u->p[1] == ' ') {
		u->p += 2;
		return;
	}
	len = (int)unpack_digits(u, JINGLE_CTX_MAX, ':');
	if(u->bad || u->end - u->p <= len || u->p[len] != ' ') {
		u->bad = 1;
		return;
	}
	out->s = (char *)u->p;
	out->len = len;
	u->p += len + 1;
}

static void unpack_slot(unpacker_t *u, jingle_slot_t *s)
{
	s->state = (jingle_slot_state_t)unpack_int(u, JINGLE_SLOT_ACTIVE);
	s->creator = (jingle_party_t)unpack_int(u, JINGLE_RESPONDER);
	s->by_sip = unpack_int(u, 1);
	s->data = unpack_int(u, 1);
	s->bundle_only = unpack_int(u, 1);
	s->kind = unpack_int(u, JINGLE_TRANSPORT_UNKNOWN);
	s->crypto_required = unpack_int(u, 1);
	s->replacing = unpack_int(u, 1);
	s->replaced_kind = unpack_int(u, JINGLE_TRANSPORT_UNKNOWN);
	unpack_str(u, &s->replaced);
	unpack_str(u, &s->name);
	unpack_str(u, &s->mid);
	unpack_str(u, &s->media);
	unpack_str(u, &s->proto);
	unpack_str(u, &s->formats);
	s->peer_mask = unpack_int(u, JINGLE_SENDERS_BOTH);
	s->responded = unpack_int(u, JINGLE_SENDERS_BOTH);
	s->sip_mask = unpack_int(u, JINGLE_SENDERS_BOTH);
	s->senders = unpack_int(u, JINGLE_SENDERS_BOTH);
	unpack_str(u, &s->peer);
	unpack_str(u, &s->sip_codecs);
	s->sip_transport = unpack_u64(u);
	s->sip_keys = unpack_u64(u);
	unpack_str(u, &s->sip_ufrag);
	s->sip_generation = (unsigned)unpack_int(u, 255);
	s->sip_setup = unpack_int(u, JINGLE_SETUPS - 1);
	s->peer_setup = unpack_int(u, JINGLE_SETUPS - 1);
	if(s->name.s == NULL || s->media.s == NULL)
		u->bad = 1;
}

int jingle_ctx_unpack(jingle_ctx_t *ctx, const str *blob)
{
	unpacker_t u;
	int i;

	memset(ctx, 0, sizeof(*ctx));
	if(blob->s == NULL || blob->len < 2 || blob->len > JINGLE_CTX_MAX
			|| blob->s[0] != 'J')
		return -1;
	u.p = blob->s + 1;
	u.end = blob->s + blob->len;
	u.bad = 0;
	if(unpack_int(&u, JINGLE_CTX_VERSION) != JINGLE_CTX_VERSION)
		return -1;
	ctx->state = (jingle_ctx_state_t)unpack_int(&u, JINGLE_CTX_ACTIVE);
	ctx->pending =
			(jingle_ctx_pending_t)unpack_int(&u, JINGLE_PENDING_PEER_ANSWER);
	ctx->peer_role = (jingle_party_t)unpack_int(&u, JINGLE_RESPONDER);
	ctx->peer_hold = unpack_int(&u, 1);
	ctx->sip_hold = unpack_int(&u, 1);
	ctx->sdp_id = unpack_u64(&u);
	ctx->sdp_version = unpack_u64(&u);
	ctx->sdp_digest = unpack_u64(&u);
	unpack_str(&u, &ctx->sip_origin);
	unpack_str(&u, &ctx->sip_groups);
	unpack_str(&u, &ctx->groups);
	ctx->slots = unpack_int(&u, JINGLE_CTX_SLOTS);
	for(i = 0; i < ctx->slots && !u.bad; i++)
		unpack_slot(&u, &ctx->slot[i]);
	if(u.bad || u.p != u.end || ctx->peer_role == JINGLE_PARTY_NONE) {
		memset(ctx, 0, sizeof(*ctx));
		return -1;
	}
	return 0;
}
