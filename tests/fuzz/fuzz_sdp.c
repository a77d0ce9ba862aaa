/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as SDP: offer, answer to a peer's session-initiate, fragment, for
 * every kind of peer; the first two bytes choose. */

#include "fuzz.h"

static const char initiate[] =
		"<jingle xmlns='urn:xmpp:jingle:1' action='session-initiate' sid='1'>"
		"<content creator='initiator' name='0'><description "
		"xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'><payload-type "
		"id='0'/></description><transport "
		"xmlns='urn:xmpp:jingle:transports:ice-udp:1' ufrag='a' pwd='b'/>"
		"</content><content creator='initiator' name='1'><description "
		"xmlns='urn:xmpp:jingle:apps:rtp:1' media='video'><payload-type "
		"id='31'/></description><transport "
		"xmlns='urn:xmpp:jingle:transports:raw-udp:1'><candidate ip='1.1.1.1' "
		"port='5' component='1'/></transport></content></jingle>";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static jingle_ctx_t ctx;
	jingle_arena_t arena;
	jingle_map_t map;
	jingle_session_t *s;
	jingle_stanzas_t stanzas;
	jingle_sdp_t out;
	str xml = {(char *)initiate, sizeof(initiate) - 1};
	str sdp;
	jingle_body_t kind;

	if(size < 2)
		return 0;
	sdp.s = (char *)data + 2;
	sdp.len = (int)size - 2;
	jingle_arena_init(&arena, NULL, NULL, NULL, 512);
	jingle_map_init(&map, &arena, NULL);
	map.peer = (jingle_peer_t)(data[1] % JINGLE_PEERS);
	map.transport = (jingle_transport_kind_t)(data[1] / 16 % 4);
	kind = data[0] % 3 == 0	  ? JINGLE_BODY_OFFER
		   : data[0] % 3 == 1 ? JINGLE_BODY_ANSWER
							  : JINGLE_BODY_FRAGMENT;
	jingle_ctx_init(&ctx,
			kind == JINGLE_BODY_ANSWER ? JINGLE_INITIATOR : JINGLE_RESPONDER,
			1);
	if(kind == JINGLE_BODY_ANSWER)
		FUZZ_CHECK(jingle_xml_read(&map, &xml, &s) == 0
				   && jingle_to_sdp(&map, &ctx, s, &out) == 0);
	if(jingle_from_sdp(&map, &ctx, &sdp, kind, &stanzas) == 0)
		fuzz_write(&map, &stanzas.list);
	else
		FUZZ_CHECK(map.error.fault != JINGLE_FAULT_NONE && map.error.text[0]);
	jingle_arena_free(&arena);
	return 0;
}
