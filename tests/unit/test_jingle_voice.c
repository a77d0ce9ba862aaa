/* links: modules/jingle_sdp/jingle_sdp_voice.c */
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
/* links: modules/jingle_sdp/jingle_sdp_bundle.c */
/* links: modules/jingle_sdp/jingle_sdp_write.c modules/jingle_sdp/jingle_sdp_lines.c */
/* links: modules/jingle_sdp/jingle_sdp_tls_id.c */
/* links: modules/jingle_sdp/jingle_map_section.c */
/* links: modules/jingle_sdp/jingle_text.c */
/* links: modules/jingle_sdp/jingle_sdp_reader.c */
/* links: modules/jingle_sdp/jingle_map_out.c */
/* libs: libxml-2.0 */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of a party's audio decides whether a media relay must stand between: RFC
 * 3264 section 6.1, RFC 3551 table 4, RFC 4733. */

#include "../../modules/jingle_sdp/jingle_map_core.h"
#include "jingle_test.h"

static jingle_voice_t voice;

static int voice_of(const char *lines)
{
	char text[2048];
	str sdp;

	snprintf(text, sizeof(text),
			"v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\n"
			"c=IN IP4 192.0.2.1\r\nt=0 0\r\n%s",
			lines);
	tr_start(JINGLE_INITIATOR);
	sdp = guarded(text, strlen(text));
	return jingle_sdp_voice(&map, &sdp, &voice);
}

static void has(const char *lines, const char *codec, int events)
{
	assert_int_equal(voice_of(lines), 0);
	assert_string_equal(voice.codec, codec);
	assert_int_equal(voice.events, events);
}

static void test_voice(void **state)
{
	(void)state;
	has("m=audio 4000 RTP/AVP 8 0\r\n", "PCMA/8000", 0);
	has("m=audio 4000 RTP/AVP 18\r\n", "G729/8000", 0);
	has("m=audio 4000 RTP/AVP 101 97 0\r\na=rtpmap:97 speex/16000\r\n"
		"a=rtpmap:101 telephone-event/8000\r\n",
			"speex/16000", 1);
	has("m=audio 4000 RTP/AVP 13 96 9\r\na=rtpmap:96 TELEPHONE-EVENT/8000\r\n",
			"G722/8000", 1);
	/* the first that lives, and audio alone */
	has("m=video 4002 RTP/AVP 31\r\nm=audio 4000 RTP/AVP 0\r\n", "PCMU/8000",
			0);
	has("m=audio 0 RTP/AVP 0\r\nm=audio 4000 RTP/AVP 8\r\n", "PCMA/8000", 0);
	assert_int_equal(voice_of("m=video 4002 RTP/AVP 31\r\n"), -1);
	assert_int_equal(voice_of("m=audio 0 RTP/AVP 0\r\n"), -1);
}

static jingle_media_way_t way(const char *lines)
{
	assert_int_equal(voice_of(lines), 0);
	return voice.way;
}

#define DTLS_SHA1 "a=fingerprint:sha-1 AA:BB\r\na=setup:actpass\r\n"
#define SDES                                                                 \
	"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7" \
	"fQp9CnVubGVz\r\n"

/* RFC 8445, 5763, 4568: how the media of an SDP go */
static void test_way(void **state)
{
	(void)state;
	assert_int_equal(way("m=audio 4000 RTP/AVP 0\r\n"), JINGLE_WAY_RTP);
	assert_int_equal(way("m=audio 4000 RTP/SAVP 0\r\n" SDES), JINGLE_WAY_SDES);
	assert_int_equal(way("m=audio 4000 UDP/TLS/RTP/SAVP 0\r\n" DTLS_SHA1),
			JINGLE_WAY_DTLS);
	assert_int_equal(way("m=audio 4000 RTP/AVP 0\r\n" SDP_ICE), JINGLE_WAY_ICE);
	assert_int_equal(
			way("m=audio 4000 UDP/TLS/RTP/SAVPF 0\r\n" SDP_ICE DTLS_SHA1),
			JINGLE_WAY_ICE_DTLS);
	assert_int_equal(
			way("m=audio 4000 RTP/SAVP 0\r\n" SDP_ICE SDES), JINGLE_WAY_NONE);
	/* of the peer: nothing, and then what it has offered */
	tr_start(JINGLE_INITIATOR);
	assert_int_equal(jingle_sdp_way(&map, &ctx), JINGLE_WAY_NONE);
	offer_of(JINGLE_OPEN("session-initiate") CONTENT(
			"voice", DESCRIPTION("audio", PCMU) ICE("")) JINGLE_CLOSE);
	hear("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\n"
		 "t=0 0\r\n" SDP_ICE "m=audio 4000 RTP/AVP 0\r\n",
			JINGLE_BODY_ANSWER);
	assert_int_equal(jingle_sdp_way(&map, &ctx), JINGLE_WAY_ICE);
}

/* the peer's side: what it offers, and then what was agreed on */
static void test_peer(void **state)
{
	(void)state;
	offer_of(JINGLE_OPEN("session-initiate") CONTENT("voice",
			DESCRIPTION("audio",
					"<payload-type id='111' name='opus' clockrate='48000' "
					"channels='2'/>" PCMU
					"<payload-type id='101' name='telephone-event' "
					"clockrate='8000'/>") ICE("")) JINGLE_CLOSE);
	assert_true(jingle_sdp_presses(&ctx));
	assert_true(jingle_sdp_speaks(&ctx, "PCMU/8000"));
	assert_true(jingle_sdp_speaks(&ctx, "opus/48000"));
	assert_false(jingle_sdp_speaks(&ctx, "PCMA/8000"));
	assert_true(jingle_sdp_speaks(&ctx, ""));
	hear("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\n"
		 "t=0 0\r\n" SDP_ICE "m=audio 4000 RTP/AVP 111\r\n"
		 "a=rtpmap:111 opus/48000/2\r\n",
			JINGLE_BODY_ANSWER);
	ctx_cycle();
	assert_false(jingle_sdp_presses(&ctx));
	assert_false(jingle_sdp_speaks(&ctx, "PCMU/8000"));
	assert_true(jingle_sdp_speaks(&ctx, "OPUS/48000"));
	/* not known what the phone speaks: hardly that */
	assert_false(jingle_sdp_speaks(&ctx, ""));
}

#define AUDIO_BODY(version, direction)                                 \
	"v=0\r\no=- 1 " version " IN IP4 192.0.2.1\r\ns=-\r\n"             \
	"c=IN IP4 192.0.2.1\r\nt=0 0\r\n" SDP_ICE "m=audio 4000 RTP/AVP 0" \
	"\r\na=" direction "\r\n"
#define INFO_OF(name)           \
	JINGLE_OPEN("session-info") \
	"<" name " xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>" JINGLE_CLOSE

/* Does the phone wait for the peer, who holds, and may be played music? Not
 * once it holds, too (RFC 3264 section 8.4) */
static void test_waits(void **state)
{
	(void)state;
	offer_of(JINGLE_OPEN("session-initiate") CONTENT(
			"voice", DESCRIPTION("audio", PCMU) ICE("")) JINGLE_CLOSE);
	assert_false(jingle_sdp_waits(&ctx));
	hear(AUDIO_BODY("1", "sendrecv"), JINGLE_BODY_ANSWER);
	assert_false(jingle_sdp_waits(&ctx));
	say(INFO_OF("hold"));
	hear(AUDIO_BODY("2", "recvonly"), JINGLE_BODY_ANSWER);
	ctx_cycle();
	assert_true(jingle_sdp_waits(&ctx));
	hear(AUDIO_BODY("3", "inactive"), JINGLE_BODY_OFFER);
	assert_false(jingle_sdp_waits(&ctx));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_voice),
			cmocka_unit_test(test_way),
			cmocka_unit_test(test_peer),
			cmocka_unit_test(test_waits),
	};
	int rc = cmocka_run_group_tests(tests, NULL, NULL);

	tr_done();
	return rc;
}
