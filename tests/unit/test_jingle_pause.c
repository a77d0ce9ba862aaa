/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A hold for a phone whose call waits for another offer (RFC 3264 section 6.1,
 * RFC 3725). */
/* links: modules/jingle_sdp/jingle_sdp_pause.c */
/* links: modules/jingle_sdp/jingle_arena.c modules/jingle_sdp/jingle_ctx.c */
/* links: modules/jingle_sdp/jingle_map_core.c modules/jingle_sdp/jingle_map_names.c */
/* links: modules/jingle_sdp/jingle_map_tidy.c modules/jingle_sdp/jingle_map_addr.c */
/* links: modules/jingle_sdp/jingle_map_fmtp.c modules/jingle_sdp/jingle_map_slots.c */
/* links: modules/jingle_sdp/jingle_map_to_sdp.c modules/jingle_sdp/jingle_map_modify.c */
/* links: modules/jingle_sdp/jingle_map_queue.c */
/* links: modules/jingle_sdp/jingle_map_from_sdp.c */
/* links: modules/jingle_sdp/jingle_map_difference.c */
/* links: modules/jingle_sdp/jingle_xml_parse.c modules/jingle_sdp/jingle_xml_read.c */
/* links: modules/jingle_sdp/jingle_xml_description.c */
/* links: modules/jingle_sdp/jingle_xml_transport.c */
/* links: modules/jingle_sdp/jingle_xml_write.c modules/jingle_sdp/jingle_sdp_read.c */
/* links: modules/jingle_sdp/jingle_sdp_attributes.c */
/* links: modules/jingle_sdp/jingle_sdp_codecs.c */
/* links: modules/jingle_sdp/jingle_map_groups.c modules/jingle_sdp/jingle_map_prepare.c */
/* links: modules/jingle_sdp/jingle_map_refuse.c */
/* links: modules/jingle_sdp/jingle_map_reserve.c */
/* links: modules/jingle_sdp/jingle_xml_write_description.c */
/* links: modules/jingle_sdp/jingle_sdp_transport.c */
/* links: modules/jingle_sdp/jingle_sdp_write.c modules/jingle_sdp/jingle_sdp_lines.c */
/* links: modules/jingle_sdp/jingle_sdp_tls_id.c */
/* links: modules/jingle_sdp/jingle_sdp_bundle.c */
/* links: modules/jingle_sdp/jingle_map_section.c */
/* links: modules/jingle_sdp/jingle_text.c */
/* links: modules/jingle_sdp/jingle_sdp_reader.c */
/* links: modules/jingle_sdp/jingle_map_out.c */
/* libs: libxml-2.0 */

#include "jingle_test.h"

#define OPEN                                                               \
	"v=0\r\no=phone 7 7 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\n" \
	"t=0 0\r\n"
#define AUDIO                                                       \
	"m=audio 4000 RTP/AVP 8 96 101\r\na=rtpmap:96 opus/48000/2\r\n" \
	"a=rtpmap:101 telephone-event/8000\r\na=rtcp-mux\r\n"

static char answer[4096];

/* NULL when it cannot be answered so */
static const char *paused(const char *offer)
{
	jingle_arena_t arena;
	jingle_map_t t;
	str in, out;
	int rc;

	in.s = (char *)offer;
	in.len = (int)strlen(offer);
	jingle_arena_init(&arena, NULL, NULL, NULL, 0);
	jingle_map_init(&t, &arena, NULL);
	rc = jingle_sdp_pause(&t, &in, 4711, &out);
	if(rc == 0) {
		assert_true(out.len < (int)sizeof(answer));
		memcpy(answer, out.s, (size_t)out.len);
		answer[out.len] = '\0';
	}
	jingle_arena_free(&arena);
	return rc == 0 ? answer : NULL;
}

static void held(void **state)
{
	const char *sdp = paused(OPEN AUDIO
			"a=ice-ufrag:abcd\r\n"
			"a=ice-pwd:0123456789012345678901\r\n"
			"a=candidate:1 1 udp 2113929471 192.0.2.1 4000 typ host\r\n");

	(void)state;
	assert_non_null(sdp);
	assert_non_null(strstr(sdp, "o=- 4711 0 IN IP4 "));
	assert_non_null(strstr(sdp, " RTP/AVP 8 96 101\r\n"));
	assert_non_null(strstr(sdp, "a=rtpmap:96 opus/48000/2\r\n"));
	assert_non_null(strstr(sdp, "a=sendonly\r\n"));
	/* nothing that we could not keep */
	assert_null(strstr(sdp, "m=audio 0"));
	assert_null(strstr(sdp, "rtcp-mux"));
	assert_null(strstr(sdp, "ice-"));
	assert_null(strstr(sdp, "candidate"));
	assert_null(strstr(sdp, "192.0.2.1"));
}

/* RFC 3264 section 6.1: what is offered one way, or not at all */
static void directions(void **state)
{
	(void)state;
	assert_non_null(strstr(paused(OPEN AUDIO "a=recvonly\r\n"), "a=sendonly"));
	assert_non_null(strstr(paused(OPEN AUDIO "a=sendonly\r\n"), "a=inactive"));
	assert_non_null(strstr(paused(OPEN AUDIO "a=inactive\r\n"), "a=inactive"));
}

/* RFC 3264 section 6: as many m= lines, in the same order */
static void each_stream(void **state)
{
	const char *sdp = paused(
			OPEN AUDIO "m=video 0 RTP/AVP 34\r\n"
					   "m=video 4002 RTP/AVPF 98\r\na=rtpmap:98 VP8/90000\r\n");
	const char *second, *third;

	(void)state;
	assert_non_null(sdp);
	second = strstr(sdp, "m=video 0 RTP/AVP 34\r\n");
	assert_non_null(second);
	third = strstr(second, "m=video 9 RTP/AVPF 98\r\n");
	assert_non_null(third);
	assert_non_null(strstr(third, "a=sendonly"));
}

/* keys of ours would have to be those of the later offer */
static void with_keys(void **state)
{
	(void)state;
	assert_null(paused(OPEN "m=audio 4000 RTP/SAVP 8\r\na=crypto:1 "
							"AES_CM_128_HMAC_SHA1_80 inline:"
							"WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz\r\n"));
	assert_null(
			paused(OPEN AUDIO "m=application 4004 UDP/DTLS/SCTP "
							  "webrtc-datachannel\r\na=sctp-port:5000\r\n"));
	assert_null(paused("hello"));
}

static int refuses(const char *sdp)
{
	str s = {(char *)sdp, (int)strlen(sdp)};

	return jingle_sdp_refuses_all(&s);
}

/* RFC 3264 section 6: port 0; RFC 9143 section 6: bundle-only is no refusal */
static void refused(void **state)
{
	(void)state;
	assert_true(refuses(OPEN "m=audio 0 RTP/AVP 8\r\n"));
	assert_true(refuses(
			OPEN "m=audio 0 RTP/AVP 8\r\na=inactive\r\nm=video 0 RTP/AVP 96"));
	assert_false(refuses(OPEN AUDIO "m=video 0 RTP/AVP 96\r\n"));
	assert_false(refuses(OPEN "m=video 0 RTP/AVP 96\r\n" AUDIO));
	assert_false(refuses(OPEN "m=audio 00x RTP/AVP 8\r\n"));
	assert_false(refuses(OPEN "m=audio\r\n"));
	assert_false(refuses(OPEN));
	assert_false(refuses(""));
}

static int has_keys(const char *sdp)
{
	str s = {(char *)sdp, (int)strlen(sdp)};

	return jingle_sdp_has_keys(&s);
}

/* RFC 3711, RFC 5124, RFC 5764: by the profile of a stream, nothing else */
static void keys(void **state)
{
	(void)state;
	assert_true(has_keys(OPEN "m=audio 4000 RTP/SAVP 8\r\n"));
	assert_true(has_keys(OPEN AUDIO "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n"));
	assert_false(has_keys(OPEN AUDIO));
	assert_false(has_keys(OPEN AUDIO "a=x:RTP/SAVP\r\ni=RTP/SAVP 8\r\n"));
	assert_false(has_keys(OPEN "m=audio 4000 RTP/AVP 8 /SAVP\r\n"));
	assert_false(has_keys("m=a 1 RTP/SAV"));
	assert_false(has_keys("m="));
	assert_false(has_keys(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(refused),
			cmocka_unit_test(keys),
			cmocka_unit_test(held),
			cmocka_unit_test(directions),
			cmocka_unit_test(each_stream),
			cmocka_unit_test(with_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
