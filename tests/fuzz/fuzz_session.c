/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A whole session: parts between lines of "%" are stanzas of the peer when
 * they begin with '<', else SDP of SIP's, or a command. Between the parts the
 * context is packed and unpacked; its blob is fuzzed by the last part. */

#include "fuzz.h"

enum
{
	PARTS_MAX = 24
};

static jingle_ctx_t ctx;
static jingle_arena_t arena;
static jingle_map_t map;

static int peer_says(str xml)
{
	jingle_session_t *s;
	jingle_sdp_t out;

	if(jingle_xml_read(&map, &xml, &s) < 0
			|| jingle_to_sdp(&map, &ctx, s, &out) < 0)
		return -1;
	if(out.kind != JINGLE_BODY_NONE)
		fuzz_check_sdp(&out.body, out.kind == JINGLE_BODY_FRAGMENT);
	return 0;
}

static int sip_says(str sdp)
{
	jingle_stanzas_t stanzas;
	jingle_body_t kind =
			sdp.s[0] == 'a' ? JINGLE_BODY_FRAGMENT
			: ctx.state == JINGLE_CTX_PEER_OFFERED
							|| ctx.pending == JINGLE_PENDING_SIP_ANSWER
					? JINGLE_BODY_ANSWER
					: JINGLE_BODY_OFFER;

	if(jingle_from_sdp(&map, &ctx, &sdp, kind, &stanzas) < 0)
		return -1;
	fuzz_write(&map, &stanzas.list);
	return 0;
}

static int command(char c)
{
	jingle_stanzas_t stanzas;
	jingle_sdp_t out;

	memset(&out, 0, sizeof(out));
	switch(c) {
		case 'O':
			if(jingle_sdp_current(&map, &ctx, JINGLE_BODY_OFFER, &out) < 0)
				return -1;
			break;
		case 'A':
			if(jingle_sdp_current(&map, &ctx, JINGLE_BODY_ANSWER, &out) < 0)
				return -1;
			break;
		case 'R':
			if(jingle_sdp_refuse(&map, &ctx, &out) < 0)
				return -1;
			fuzz_write(&map, &out.withdrawn);
			break;
		case 'F':
			if(jingle_from_refusal(&map, &ctx, JINGLE_REASON_DECLINE, &stanzas)
					< 0)
				return -1;
			fuzz_write(&map, &stanzas.list);
			return 0;
		case 'H':
			map.hold_by_info = 1;
			return 0;
		default:
			return 0;
	}
	fuzz_check_sdp(&out.body, 0);
	return 0;
}

/* One part; what fails leaves the context as it was, as callers do. */
static void part(str p, str *blob)
{
	int ret, hold = map.hold_by_info;

	if(p.len == 0)
		return;
	jingle_map_init(&map, &arena, NULL);
	map.hold_by_info = hold;
	FUZZ_CHECK(jingle_ctx_unpack(&ctx, blob) == 0);
	if(p.s[0] == 'J') { /* a blob */
		if(jingle_ctx_unpack(&ctx, &p) < 0)
			return;
		ret = 0;
	} else if(p.s[0] == '<')
		ret = peer_says(p);
	else if(p.len <= 2)
		ret = command(p.s[0]);
	else
		ret = sip_says(p);
	if(ret < 0)
		return;
	FUZZ_CHECK(ctx.slots >= 0 && ctx.slots <= JINGLE_CTX_SLOTS);
	/* too large a context is told, and not kept */
	if(jingle_ctx_pack(&ctx, &arena, &p) == 0)
		*blob = p;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *p = (const char *)data, *end = p + size, *stop;
	str blob, piece;
	int n = 0;

	if(size < 1)
		return 0;
	jingle_arena_init(&arena, NULL, NULL, NULL, 0);
	memset(&map, 0, sizeof(map));
	jingle_ctx_init(&ctx, *p == '<' ? JINGLE_INITIATOR : JINGLE_RESPONDER, 1);
	FUZZ_CHECK(jingle_ctx_pack(&ctx, &arena, &blob) == 0);
	while(p < end && n++ < PARTS_MAX) {
		stop = memmem(p, (size_t)(end - p), "\n%\n", 3);
		piece.s = (char *)p;
		piece.len = (int)((stop ? stop + 1 : end) - p);
		part(piece, &blob);
		p = stop ? stop + 3 : end;
	}
	jingle_arena_free(&arena);
	return 0;
}
