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
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Values as programs write them, where the standard has a grammar: blanks, an
 * upper-case name, an empty attribute, a version that was not raised. */

#include "jingle_test.h"

#define SSMA "xmlns='urn:xmpp:jingle:apps:rtp:ssma:0'"
#define SOURCE(name, value)                                            \
	"<source " SSMA " ssrc='1234'><parameter name='cname' value='c'/>" \
	"<parameter name='" name "' value='" value "'/></source>"
#define HEX                                                             \
	"02:1A:CC:54:27:AB:EB:9C:53:3F:3E:4B:65:2E:7D:46:3F:54:42:CD:54:F1" \
	":7A:03:A2:7D:F9:B0:7F:46:19:B2"
#define AUDIO "m=audio 4000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n"
#define HEAD_OF(version)                                                \
	"v=0\r\no=1007 77 " version " IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 " \
	"192.0.2.9\r\nt=0 0\r\n"

static char text[8192];

/* RFC 8830 section 2: msid-id [SP msid-appdata], both tokens */
static void test_msid(void **state)
{
	const char *sdp;

	(void)state;
	sdp = offer_of(OFFER(PCMU SOURCE("msid", "- "), ICE("")));
	assert_line(sdp, "a=msid:-");
	assert_line(sdp, "a=ssrc:1234 msid:-");
	sdp = offer_of(OFFER(PCMU SOURCE("msid", " s t"), ICE("")));
	assert_line(sdp, "a=msid:s t");
	sdp = offer_of(OFFER(PCMU SOURCE("msid", "a b c"), ICE("")));
	assert_no(sdp, "msid:");
	assert_line(sdp, "a=ssrc:1234 cname:c");
	assert_no(offer_of(OFFER(PCMU SOURCE("msid", "a  b"), ICE(""))), "msid:");
	assert_no(offer_of(OFFER(PCMU SOURCE("msid", " "), ICE(""))), "msid:");
	assert_no(offer_of(OFFER(PCMU SOURCE("msid", "ü"), ICE(""))), "msid:");
	/* of SIP */
	assert_part(initiate_of(SDP_HEAD SDP_ICE AUDIO "a=ssrc:1 cname:c\r\n"
												   "a=msid:s t \r\n"),
			"name='msid' value='s t'");
	assert_no(initiate_of(SDP_HEAD SDP_ICE AUDIO "a=ssrc:1 cname:c\r\n"
												 "a=msid:a b c\r\n"),
			"msid");
	assert_no(initiate_of(SDP_HEAD SDP_ICE AUDIO "a=ssrc:1 cname:c\r\n"
												 "a=ssrc:1 msid:a b c\r\n"),
			"msid");
}

static void test_sources(void **state)
{
	const char *sdp;

	(void)state;
	sdp = offer_of(OFFER(PCMU SOURCE("label", " x "), ICE("")));
	assert_line(sdp, "a=ssrc:1234 label:x");
	assert_no(offer_of(OFFER(PCMU SOURCE("label", "  "), ICE(""))), "label");
	assert_no(offer_of(OFFER(PCMU "<ssrc-group " SSMA " semantics='F(D'>"
								  "<source ssrc='1'/></ssrc-group>",
					  ICE(""))),
			"ssrc-group");
}

/* tokens and numbers of lines that Jingle has as attributes */
static void test_tokens(void **state)
{
	const char *sdp;

	(void)state;
	sdp = offer_of(OFFER("<encryption><crypto tag='x' crypto-suite='S' "
						 "key-params='inline:k'/><crypto tag='1' "
						 "crypto-suite='S/x' key-params='inline:k'/><crypto "
						 "tag='2' crypto-suite='S' key-params='inline:k'/>"
						 "</encryption>" PCMU,
			ICE("")));
	assert_line(sdp, "a=crypto:2 S inline:k");
	assert_no(sdp, "a=crypto:x");
	assert_no(sdp, "a=crypto:1");
	assert_no(offer_of(OFFER(PCMU "<rtcp-fb xmlns='urn:xmpp:jingle:apps:rtp:"
								  "rtcp-fb:0' type='n,k'/>",
					  ICE(""))),
			"rtcp-fb");
	sdp = offer_of(JINGLE_OPEN("session-initiate") CONTENT("voice",
			DESCRIPTION("audio", PCMU) ICE(
					"") "<category xmlns='urn:xmpp:jingle:apps:category:0' "
						"name='a,b'/><category "
						"xmlns='urn:xmpp:jingle:apps:category:0' name='main'/>")
					JINGLE_CLOSE);
	assert_line(sdp, "a=content:main");
	assert_no(offer_of(JINGLE_OPEN("session-initiate") CONTENT("voice",
					  DESCRIPTION("audio", PCMU) ICE(
							  "")) "<group "
								   "xmlns='urn:xmpp:jingle:apps:grouping:0' "
								   "semantics='L(S'><content "
								   "name='voice'/></group>" JINGLE_CLOSE),
			"a=group");
}

/* RFC 8122 section 5: names of hashes are written in lower case */
static void test_hash(void **state)
{
	(void)state;
	assert_line(offer_of(OFFER(PCMU,
						ICE("<fingerprint xmlns='urn:xmpp:jingle:apps:dtls:0' "
							"hash='SHA-256' setup='actpass'>" HEX
							"</fingerprint>"))),
			"a=fingerprint:sha-256 " HEX);
	assert_part(initiate_of(SDP_HEAD SDP_ICE
						"m=audio 4000 UDP/TLS/RTP/SAVP 0\r\n"
						"a=fingerprint:SHA-256 " HEX "\r\na=setup:actpass\r\n"),
			"hash='sha-256'");
}

/* what a JavaScript client writes for undefined is as good as absent */
static void test_empty(void **state)
{
	const char *sdp;

	(void)state;
	sdp = offer_of(OFFER("<payload-type id='0' name='PCMU' clockrate='' "
						 "channels='' ptime='' maxptime=' '/>",
			ICE("<candidate component='' foundation='' generation='' id='' "
				"ip='192.0.2.1' network='' port='5000' priority='' protocol='' "
				"rel-addr='' rel-port='' tcptype='' type=''/>")));
	assert_line(sdp, "a=rtpmap:0 PCMU/8000");
	assert_line(sdp, "a=candidate:1 1 udp 2130706431 192.0.2.1 5000 typ host");
	sdp = offer_of(JINGLE_OPEN(
			"session-initiate") "<content "
								"creator='initiator' name='v' "
								"senders=''><description "
								"xmlns='" NS_RTP "' media='audio' ssrc=''>" PCMU
								"<rtp-hdrext "
								"xmlns='urn:xmpp:jingle:apps:rtp:rtp-hdrext:0' "
								"id='1' uri='urn:x' "
								"senders=''/><rtcp-fb-trr-int "
								"xmlns='urn:xmpp:jingle:apps:rtp:rtcp-fb:0' "
								"value=''/>"
								"</description>"
								"<transport "
								"xmlns='urn:xmpp:jingle:transports:ice-udp:1' "
								"ufrag='' pwd=''><candidate component='1' "
								"ip='192.0.2.1' "
								"port='5000'/></transport></"
								"content>" JINGLE_CLOSE);
	assert_line(sdp, "a=sendrecv");
	assert_line(sdp, "a=extmap:1 urn:x");
	/* what must be there must be something */
	assert_part(offer_of(OFFER("<payload-type id='' name='x'/>", ICE(""))),
			"payload-type has no id");
	assert_no(offer_of(OFFER(PCMU, ICE("<candidate component='1' "
									   "ip='192.0.2.1' port=''/>"))),
			"a=candidate");
}

/* flags with a blank behind them; one attribute a line */
static void test_blanks(void **state)
{
	static const char *const flags[] = {"sendrecv", "sendonly", "recvonly",
			"inactive", "rtcp-mux", "rtcp-mux-only", "rtcp-rsize",
			"extmap-allow-mixed", "ice-lite", "ice-mismatch",
			"end-of-candidates", "bundle-only"};
	static char plain[TEST_OUT_MAX];
	size_t i, k;

	(void)state;
	for(i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		snprintf(text, sizeof(text), "%sa=%s\r\n", SDP_HEAD SDP_ICE AUDIO,
				flags[i]);
		strcpy(plain, initiate_of(text));
		for(k = 0; k < 3; k++) {
			static const char *const forms[] = {
					"%sa=%s \r\n", "%sa=%s\t \r\n", "%sa= %s\n"};

			snprintf(text, sizeof(text), forms[k], SDP_HEAD SDP_ICE AUDIO,
					flags[i]);
			assert_string_equal(initiate_of(text), plain);
		}
	}
}

/* RFC 3264 section 8 wants the version raised; what counts is what is said */
static void test_version(void **state)
{
	const char *xml;

	(void)state;
	offer_of(OFFER(PCMU, RAW("<candidate component='1' generation='0' id='a' "
							 "ip='192.0.2.7' port='9000'/>")));
	assert_part(hear(HEAD_OF("1") AUDIO "a=sendrecv\r\n", JINGLE_BODY_ANSWER),
			"session-accept");
	map.hold_by_info = 1;
	xml = hear(HEAD_OF("1") AUDIO "a=sendonly\r\n", JINGLE_BODY_OFFER);
	assert_part(xml, "<hold ");
	assert_true(has_note("origin"));
	xml = hear(HEAD_OF("1") AUDIO "a=sendonly\r\n", JINGLE_BODY_OFFER);
	assert_string_equal(xml, "");
	assert_int_equal(stanzas.same, 1);
	assert_part(hear(HEAD_OF("1") AUDIO, JINGLE_BODY_OFFER), "<unhold ");
	/* another address */
	assert_part(hear("v=0\r\no=1007 77 1 IN IP4 192.0.2.9\r\ns=-\r\n"
					 "c=IN IP4 192.0.2.8\r\nt=0 0\r\n" AUDIO,
						JINGLE_BODY_OFFER),
			"transport-info");
	/* a stream more */
	assert_part(hear("v=0\r\no=1007 77 1 IN IP4 192.0.2.9\r\ns=-\r\n"
					 "c=IN IP4 192.0.2.8\r\nt=0 0\r\n" AUDIO
					 "m=video 4002 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n",
						JINGLE_BODY_OFFER),
			"content-add");
	map.hold_by_info = 0;
}

/* a refresh whose candidates a media relay writes otherwise says nothing; other
 * credentials are another transport (RFC 8839 section 4.4.3) */
static void test_refresh(void **state)
{
	static const char body[] =
			HEAD_OF("1") "%sm=audio 4000 RTP/AVP 0\r\na=candidate:1 1 udp 9 "
						 "192.0.2.9 %d typ host\r\n";

	(void)state;
	offer_of(OFFER(PCMU, ICE("")));
	snprintf(text, sizeof(text), body, SDP_ICE, 4000);
	assert_part(hear(text, JINGLE_BODY_ANSWER), "session-accept");
	snprintf(text, sizeof(text), body, SDP_ICE, 4001);
	assert_string_equal(hear(text, JINGLE_BODY_OFFER), "");
	snprintf(text, sizeof(text), body,
			"a=ice-ufrag:abcd\r\na=ice-pwd:x9cml/YzichV2+XlhiMu8g\r\n", 4001);
	assert_part(hear(text, JINGLE_BODY_OFFER), "transport-info");
}

#define GROUP "<group xmlns='urn:xmpp:jingle:apps:grouping:0'"
#define VIDEO                                                \
	DESCRIPTION("video", "<payload-type id='96' name='VP8' " \
						 "clockrate='90000'/>")

/* RFC 5888 section 9.1: a group of mids that were not offered is none */
static void test_groups(void **state)
{
	const char *xml;

	(void)state;
	offer_of(JINGLE_OPEN("session-initiate") GROUP
			" semantics='BUNDLE'><content name='0'/><content "
			"name='1'/></group>" CONTENT(
					"0", DESCRIPTION("audio", PCMU) ICE(""))
					CONTENT("1", VIDEO ICE("")) JINGLE_CLOSE);
	xml = hear(SDP_HEAD
			"a=group:BUNDLE audio\r\n" SDP_ICE AUDIO
			"a=mid:audio\r\nm=video 0 RTP/AVP 96\r\na=mid:video\r\n",
			JINGLE_BODY_ANSWER);
	assert_part(xml, "session-accept");
	assert_no(xml, "<group");
	/* none has a member in a new session, either */
	assert_no(initiate_of(SDP_HEAD
					  "a=group:BUNDLE x y\r\na=group:LS\r\n" SDP_ICE AUDIO
					  "a=mid:audio\r\n"),
			"<group");
	assert_no(initiate_of(
					  SDP_HEAD "a=group:LS audio\r\n" SDP_ICE
							   "m=audio 0 RTP/AVP 0\r\na=mid:audio\r\n" AUDIO),
			"<group");
	/* an empty one of the peer's */
	assert_no(offer_of(JINGLE_OPEN("session-initiate") GROUP
					  " semantics='BUNDLE'/>" CONTENT("0",
							  DESCRIPTION("audio", PCMU) ICE("")) JINGLE_CLOSE),
			"a=group");
}

#define DTLS_AUDIO                                               \
	"m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:1\r\na=rtcp-mux\r\n" \
	"a=fingerprint:sha-256 " HEX "\r\na=setup:actpass\r\n"
#define DTLS_VIDEO                                                \
	"m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=rtpmap:96 VP8/90000\r\n" \
	"a=mid:2\r\na=rtcp-mux\r\na=fingerprint:sha-256 " HEX         \
	"\r\na=setup:actpass\r\n"
#define ONE GROUP " semantics='BUNDLE'><content name='1'/></group>"

/* A peer connection that is max-bundle takes no description without BUNDLE (RFC
 * 9429 section 4.1.1); one content alone may be in it (RFC 9143 section 7). */
static void test_bundle(void **state)
{
	const char *xml;

	(void)state;
	assert_part(initiate_of(SDP_HEAD SDP_ICE DTLS_AUDIO), ONE);
	assert_part(initiate_of(SDP_HEAD SDP_ICE DTLS_AUDIO DTLS_VIDEO), ONE);
	/* the first is refused: the next one is */
	assert_part(
			initiate_of(SDP_HEAD SDP_ICE "m=audio 0 RTP/AVP 0\r\n" DTLS_VIDEO),
			"BUNDLE'><content name='2'/></group>");
	/* a group of its own is not touched */
	xml = initiate_of(
			SDP_HEAD SDP_ICE "a=group:BUNDLE 1 2\r\n" DTLS_AUDIO DTLS_VIDEO);
	assert_no(xml, ONE);
	assert_part(xml, "<content name='1'/><content name='2'/></group>");
	/* bundled media need rtcp-mux (RFC 9143 section 9) and, here, ICE */
	assert_no(initiate_of(SDP_HEAD SDP_ICE AUDIO), "<group");
	assert_no(initiate_of(SDP_HEAD DTLS_AUDIO), "<group");
}

static const char *answered(const char *group, const char *answer)
{
	snprintf(text, sizeof(text), "%s%s%s%s%s", JINGLE_OPEN("session-initiate"),
			group,
			CONTENT("1", DESCRIPTION("audio", PCMU "<rtcp-mux/>") ICE("")),
			CONTENT("2", VIDEO ICE("")), JINGLE_CLOSE);
	offer_of(text);
	return hear(answer, JINGLE_BODY_ANSWER);
}

/* an answer bundles what the offer did (RFC 9143 section 7.3.3) */
static void test_bundle_answered(void **state)
{
	static const char both[] = GROUP " semantics='BUNDLE'><content name='1'/>"
									 "<content name='2'/></group>";
	static const char second[] =
			GROUP " semantics='BUNDLE'><content name='2'/></group>";
	static const char answer[] = SDP_HEAD SDP_ICE DTLS_AUDIO DTLS_VIDEO;
	const char *xml;

	(void)state;
	assert_part(answered(both, answer), ONE);
	assert_no(answered("", answer), "<group");
	assert_no(answered(second, answer), ONE);
	xml = answered(both, SDP_HEAD SDP_ICE "m=audio 9 RTP/AVP 0\r\n"
										  "a=mid:1\r\n" DTLS_VIDEO);
	assert_no(xml, "<group");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_msid),
			cmocka_unit_test(test_sources), cmocka_unit_test(test_tokens),
			cmocka_unit_test(test_hash), cmocka_unit_test(test_empty),
			cmocka_unit_test(test_blanks), cmocka_unit_test(test_version),
			cmocka_unit_test(test_refresh), cmocka_unit_test(test_groups),
			cmocka_unit_test(test_bundle),
			cmocka_unit_test(test_bundle_answered)};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	tr_done();
	return failed;
}
