/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a stanza of the peer: session-initiate, or the answer to an
 * offer of SIP's when the first byte says so. */

#include "fuzz.h"

static const char offer[] =
		"v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\n"
		"t=0 0\r\na=group:BUNDLE 0 1\r\na=ice-ufrag:F7gI\r\n"
		"a=ice-pwd:x9cml/YzichV2+XlhiMu8g\r\nm=audio 9 RTP/AVP 0\r\na=mid:0\r\n"
		"m=video 9 RTP/AVP 31\r\na=mid:1\r\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static jingle_ctx_t ctx;
	jingle_arena_t arena;
	jingle_map_t map;
	jingle_session_t *s;
	jingle_stanzas_t stanzas;
	jingle_sdp_t out;
	str xml = {(char *)data, (int)size};
	str sdp = {(char *)offer, sizeof(offer) - 1};
	int answer = size > 0 && data[0] == ' ';

	jingle_arena_init(&arena, NULL, NULL, NULL, 512);
	jingle_map_init(&map, &arena, NULL);
	map.strict = size > 1 && data[0] == ' ' && data[1] == ' ';
	jingle_ctx_init(&ctx, answer ? JINGLE_RESPONDER : JINGLE_INITIATOR, 1);
	if(answer)
		FUZZ_CHECK(
				jingle_from_sdp(&map, &ctx, &sdp, JINGLE_BODY_OFFER, &stanzas)
				== 0);
	if(jingle_xml_read(&map, &xml, &s) == 0) {
		if(jingle_to_sdp(&map, &ctx, s, &out) == 0) {
			if(out.kind != JINGLE_BODY_NONE)
				fuzz_check_sdp(&out.body, out.kind == JINGLE_BODY_FRAGMENT);
		} else
			FUZZ_CHECK(map.error.fault != JINGLE_FAULT_NONE);
	} else
		FUZZ_CHECK(map.error.fault != JINGLE_FAULT_NONE && map.error.text[0]);
	jingle_arena_free(&arena);
	return 0;
}
