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

#include <stddef.h>

#include "jingle_ctx.h"
#include "jingle_text.h"

/* The blob: "J3 ", then "key=value " for each field that is not zero, numbers as
 * "123", strings as "3:abc"; "slot " begins the fields of the next slot, and "."
 * ends it all. A reader passes over keys that it does not know, and takes zero
 * for those that are missing: so versions before and after this one read it, and
 * a new field is a line in a table below, a field given up one less. The queue is
 * one string, "queue=123:slot ... .", of slots that are written likewise.
 *
 * Version 2 had no keys: every field in the order of the tables, an absent string
 * as "- ", and the number of slots before the first. It is read, not written. */

typedef enum ctx_kind
{
	CTX_INT, /* or an enum */
	CTX_U64,
	CTX_STR,
} ctx_kind_t;

typedef struct ctx_field
{
	const char *key;
	int key_len;
	ctx_kind_t kind;
	size_t at; /* in the struct */
	int max;   /* of a CTX_INT */
} ctx_field_t;

#define IN_CTX(kind, name, max)                                           \
	{                                                                     \
#name, sizeof(#name) - 1, kind, offsetof(jingle_ctx_t, name), max \
	}
#define IN_SLOT(kind, name, max)                                           \
	{                                                                      \
#name, sizeof(#name) - 1, kind, offsetof(jingle_slot_t, name), max \
	}

#define QUEUE_FIELD                                                  \
	{                                                                \
		"queue", 5, CTX_STR, offsetof(jingle_ctx_t, packed_queue), 0 \
	}

enum
{
	KEY_MAX = 32,
	/* the first of each table: those of version 2, in its order */
	CTX_FIELDS_2 = 11,
	SLOT_FIELDS_2 = 27,
};

/* clang-format off */
static const ctx_field_t ctx_fields[] = {
	IN_CTX(CTX_INT, state, JINGLE_CTX_ACTIVE),
	IN_CTX(CTX_INT, pending, JINGLE_PENDING_PEER_ANSWER),
	IN_CTX(CTX_INT, peer_role, JINGLE_RESPONDER),
	IN_CTX(CTX_INT, peer_hold, 1),
	IN_CTX(CTX_INT, sip_hold, 1),
	IN_CTX(CTX_U64, sdp_id, 0),
	IN_CTX(CTX_U64, sdp_version, 0),
	IN_CTX(CTX_U64, sdp_digest, 0),
	IN_CTX(CTX_STR, sip_origin, 0),
	IN_CTX(CTX_STR, sip_groups, 0),
	IN_CTX(CTX_STR, groups, 0),
	QUEUE_FIELD,
	IN_CTX(CTX_INT, sip_side, JINGLE_CTX_SIDES),
	IN_CTX(CTX_INT, sip_sides, JINGLE_CTX_SIDES),
	IN_CTX(CTX_STR, phone_user, 0),
	IN_CTX(CTX_U64, referring, 0),
	IN_CTX(CTX_STR, bridge, 0),
	IN_CTX(CTX_INT, bridged, JINGLE_CTX_BRIDGED),
};

static const ctx_field_t slot_fields[] = {
	IN_SLOT(CTX_INT, state, JINGLE_SLOT_ACTIVE),
	IN_SLOT(CTX_INT, creator, JINGLE_RESPONDER),
	IN_SLOT(CTX_INT, by_sip, 1),
	IN_SLOT(CTX_INT, data, 1),
	IN_SLOT(CTX_INT, bundle_only, 1),
	IN_SLOT(CTX_INT, kind, JINGLE_TRANSPORT_UNKNOWN),
	IN_SLOT(CTX_INT, crypto_required, 1),
	IN_SLOT(CTX_INT, replacing, 1),
	IN_SLOT(CTX_INT, replaced_kind, JINGLE_TRANSPORT_UNKNOWN),
	IN_SLOT(CTX_STR, replaced, 0),
	IN_SLOT(CTX_STR, name, 0),
	IN_SLOT(CTX_STR, mid, 0),
	IN_SLOT(CTX_STR, media, 0),
	IN_SLOT(CTX_STR, proto, 0),
	IN_SLOT(CTX_STR, formats, 0),
	IN_SLOT(CTX_INT, peer_mask, JINGLE_SENDERS_BOTH),
	IN_SLOT(CTX_INT, responded, JINGLE_SENDERS_BOTH),
	IN_SLOT(CTX_INT, sip_mask, JINGLE_SENDERS_BOTH),
	IN_SLOT(CTX_INT, senders, JINGLE_SENDERS_BOTH),
	IN_SLOT(CTX_STR, peer, 0),
	IN_SLOT(CTX_STR, sip_codecs, 0),
	IN_SLOT(CTX_U64, sip_transport, 0),
	IN_SLOT(CTX_U64, sip_keys, 0),
	IN_SLOT(CTX_STR, sip_ufrag, 0),
	IN_SLOT(CTX_INT, sip_generation, 255),
	IN_SLOT(CTX_INT, sip_setup, JINGLE_SETUPS - 1),
	IN_SLOT(CTX_INT, peer_setup, JINGLE_SETUPS - 1),
	IN_SLOT(CTX_INT, appended, 1),
	IN_SLOT(CTX_INT, asleep, 1),
	IN_SLOT(CTX_INT, place, JINGLE_CTX_SLOTS),
	IN_SLOT(CTX_INT, worn, 1),
};
/* clang-format on */

enum
{
	CTX_FIELDS = sizeof(ctx_fields) / sizeof(ctx_fields[0]),
	SLOT_FIELDS = sizeof(slot_fields) / sizeof(slot_fields[0]),
};

void jingle_ctx_init(
		jingle_ctx_t *ctx, jingle_party_t peer_role, uint64_t sdp_id)
{
	memset(ctx, 0, sizeof(*ctx));
	ctx->peer_role = peer_role;
	ctx->sdp_id = sdp_id;
}

/* pack ------------------------------------------------------------------ */

static void pack_key(jingle_text_t *b, const ctx_field_t *f)
{
	jingle_text_put(b, f->key, (size_t)f->key_len);
	jingle_text_put(b, JINGLE_LIT("="));
}

static void pack_number(jingle_text_t *b, const ctx_field_t *f, uint64_t n)
{
	if(n == 0)
		return;
	pack_key(b, f);
	jingle_text_number(b, n);
	jingle_text_put(b, JINGLE_LIT(" "));
}

static void pack_str(jingle_text_t *b, const ctx_field_t *f, const str *s)
{
	if(s->s == NULL)
		return;
	pack_key(b, f);
	jingle_text_number(b, (unsigned)s->len);
	jingle_text_put(b, JINGLE_LIT(":"));
	if(s->len)
		jingle_text_put(b, s->s, (size_t)s->len);
	jingle_text_put(b, JINGLE_LIT(" "));
}

static void pack_fields(
		jingle_text_t *b, const void *from, const ctx_field_t *f, int count)
{
	const char *base = from;
	uint64_t n;
	unsigned i;

	for(; count-- > 0; f++) {
		if(f->kind == CTX_STR) {
			pack_str(b, f, (const str *)(base + f->at));
		} else if(f->kind == CTX_U64) {
			memcpy(&n, base + f->at, sizeof(n));
			pack_number(b, f, n);
		} else {
			memcpy(&i, base + f->at, sizeof(i));
			pack_number(b, f, i);
		}
	}
}

static size_t pack_hint(const jingle_slot_t *slots, int count)
{
	size_t hint = 256;

	while(count-- > 0)
		hint += 768 + (size_t)slots++->peer.len;
	return hint;
}

static void pack_slots(jingle_text_t *b, const jingle_slot_t *slots, int count)
{
	for(; count-- > 0; slots++) {
		jingle_text_put(b, JINGLE_LIT("slot "));
		pack_fields(b, slots, slot_fields, SLOT_FIELDS);
	}
	jingle_text_put(b, JINGLE_LIT("."));
}

static const ctx_field_t queue_field = QUEUE_FIELD;

static void pack_queue(
		jingle_text_t *b, const jingle_ctx_t *ctx, jingle_arena_t *arena)
{
	jingle_text_t inside;
	str text;

	if(ctx->queued == 0)
		return;
	jingle_text_init(&inside, arena, pack_hint(ctx->queue, ctx->queued));
	pack_slots(&inside, ctx->queue, ctx->queued);
	text.s = inside.s;
	text.len = (int)inside.len;
	if(inside.failed)
		b->failed = 1;
	else
		pack_str(b, &queue_field, &text);
}

int jingle_ctx_pack(const jingle_ctx_t *ctx, jingle_arena_t *arena, str *out)
{
	jingle_text_t b;

	jingle_text_init(&b, arena, pack_hint(ctx->slot, ctx->slots));
	jingle_text_put(&b, JINGLE_LIT("J"));
	jingle_text_number(&b, JINGLE_CTX_VERSION);
	jingle_text_put(&b, JINGLE_LIT(" "));
	pack_fields(&b, ctx, ctx_fields, CTX_FIELDS);
	pack_queue(&b, ctx, arena);
	pack_slots(&b, ctx->slot, ctx->slots);
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

/* A number and the character behind it, which must not be the last one. */
static uint64_t unpack_digits(unpacker_t *u, char *stop)
{
	uint64_t n = 0;
	const char *begin = u->p;

	*stop = '\0';
	while(u->p < u->end && *u->p >= '0' && *u->p <= '9') {
		unsigned d = (unsigned)(*u->p - '0');
		if(n > (UINT64_MAX - d) / 10) {
			u->bad = 1;
			return 0;
		}
		n = n * 10 + d;
		u->p++;
	}
	if(u->p == begin || u->p == u->end)
		u->bad = 1;
	else
		*stop = *u->p++;
	return n;
}

/* what is behind the "3:" of "3:abc " */
static void unpack_text(unpacker_t *u, uint64_t len, str *out)
{
	if((uint64_t)(u->end - u->p) <= len || u->p[len] != ' ') {
		u->bad = 1;
		return;
	}
	out->s = (char *)u->p;
	out->len = (int)len;
	u->p += len + 1;
}

/* The value of a field; f NULL: of a key that we do not know, or no more. */
static void unpack_value(unpacker_t *u, void *to, const ctx_field_t *f)
{
	char stop, *base = to;
	uint64_t n = unpack_digits(u, &stop);
	str unknown;
	int i = (int)n;

	if(u->bad)
		return;
	if(stop == ':' && (f == NULL || f->kind == CTX_STR))
		unpack_text(u, n, f ? (str *)(base + f->at) : &unknown);
	else if(stop != ' ' || (f != NULL && f->kind == CTX_STR)
			|| (f != NULL && f->kind == CTX_INT && n > (unsigned)f->max))
		u->bad = 1;
	else if(f != NULL && f->kind == CTX_INT)
		memcpy(base + f->at, &i, sizeof(i));
	else if(f != NULL)
		memcpy(base + f->at, &n, sizeof(n));
}

/* Fields stand as we write them, mostly: it is looked for from *next on. */
static const ctx_field_t *field_find(const ctx_field_t *fields, int count,
		int *next, const char *key, int len)
{
	int i, at;

	for(i = 0; i < count; i++) {
		at = (*next + i) % count;
		if(fields[at].key_len == len
				&& memcmp(fields[at].key, key, (size_t)len) == 0) {
			*next = at + 1;
			return &fields[at];
		}
	}
	return NULL;
}

static int next_is(const unpacker_t *u, const char *word, size_t len)
{
	return (size_t)(u->end - u->p) >= len && memcmp(u->p, word, len) == 0;
}

/* "key=value " as often as it is there */
static void unpack_fields(
		unpacker_t *u, void *to, const ctx_field_t *fields, int count)
{
	const char *key, *is;
	int next = 0;

	while(!u->bad && u->p < u->end && !next_is(u, JINGLE_LIT("."))
			&& !next_is(u, JINGLE_LIT("slot "))) {
		key = u->p;
		is = memchr(key, '=',
				u->end - key < KEY_MAX ? (size_t)(u->end - key) : KEY_MAX);
		if(is == NULL) {
			u->bad = 1;
			return;
		}
		u->p = is + 1;
		unpack_value(
				u, to, field_find(fields, count, &next, key, (int)(is - key)));
	}
}

/* the next of an array, or NULL: it is full */
static jingle_slot_t *slot_next(
		unpacker_t *u, jingle_slot_t *slots, int *count, int max)
{
	if(*count == max) {
		u->bad = 1;
		return NULL;
	}
	return &slots[(*count)++];
}

/* up to the "." behind the last one */
static void unpack_slots(
		unpacker_t *u, jingle_slot_t *slots, int *count, int max)
{
	jingle_slot_t *s;

	while(!u->bad && next_is(u, JINGLE_LIT("slot "))) {
		u->p += sizeof("slot ") - 1;
		s = slot_next(u, slots, count, max);
		if(s != NULL)
			unpack_fields(u, s, slot_fields, SLOT_FIELDS);
	}
	if(u->p == u->end || *u->p++ != '.')
		u->bad = 1;
}

static void unpack_queue(unpacker_t *u, jingle_ctx_t *ctx)
{
	unpacker_t in;

	if(u->bad || ctx->packed_queue.s == NULL)
		return;
	in.p = ctx->packed_queue.s;
	in.end = in.p + ctx->packed_queue.len;
	in.bad = 0;
	unpack_slots(&in, ctx->queue, &ctx->queued, JINGLE_CTX_QUEUED);
	if(in.bad || in.p != in.end)
		u->bad = 1;
	memset(&ctx->packed_queue, 0, sizeof(ctx->packed_queue));
}

static void unpack_keys(unpacker_t *u, jingle_ctx_t *ctx)
{
	unpack_fields(u, ctx, ctx_fields, CTX_FIELDS);
	unpack_slots(u, ctx->slot, &ctx->slots, JINGLE_CTX_SLOTS);
	unpack_queue(u, ctx);
}

/* fields of version 2 */
static void unpack_places(
		unpacker_t *u, void *to, const ctx_field_t *f, int count)
{
	for(; count-- > 0 && !u->bad; f++)
		if(f->kind == CTX_STR && next_is(u, JINGLE_LIT("- ")))
			u->p += 2;
		else
			unpack_value(u, to, f);
}

static void unpack_version_2(unpacker_t *u, jingle_ctx_t *ctx)
{
	jingle_slot_t *s;
	uint64_t slots;
	char stop;

	unpack_places(u, ctx, ctx_fields, CTX_FIELDS_2);
	if(u->bad)
		return;
	slots = unpack_digits(u, &stop);
	while(!u->bad && slots-- > 0) {
		s = slot_next(u, ctx->slot, &ctx->slots, JINGLE_CTX_SLOTS);
		if(s != NULL)
			unpack_places(u, s, slot_fields, SLOT_FIELDS_2);
	}
}

static int slots_have_names(const jingle_slot_t *slots, int count)
{
	int i;

	for(i = 0; i < count; i++)
		if(slots[i].name.s == NULL || slots[i].media.s == NULL)
			return 0;
	return 1;
}

int jingle_ctx_unpack(jingle_ctx_t *ctx, const str *blob)
{
	unpacker_t u;

	memset(ctx, 0, sizeof(*ctx));
	if(blob->s == NULL || blob->len < 3 || blob->len > JINGLE_CTX_MAX)
		return -1;
	u.p = blob->s + 3;
	u.end = blob->s + blob->len;
	u.bad = 0;
	if(memcmp(blob->s, "J3 ", 3) == 0)
		unpack_keys(&u, ctx);
	else if(memcmp(blob->s, "J2 ", 3) == 0)
		unpack_version_2(&u, ctx);
	else
		return -1;
	if(u.bad || u.p != u.end || ctx->peer_role == JINGLE_PARTY_NONE
			|| !slots_have_names(ctx->slot, ctx->slots)
			|| !slots_have_names(ctx->queue, ctx->queued)) {
		memset(ctx, 0, sizeof(*ctx));
		return -1;
	}
	return 0;
}
