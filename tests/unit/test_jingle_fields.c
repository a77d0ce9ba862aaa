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
/* Fields that are odd, one at a time: read as the standard has it, left out and
 * noted, or refused with the rule. */

#include "jingle_test.h"

#define FEEDBACK "xmlns='urn:xmpp:jingle:apps:rtp:rtcp-fb:0'"
#define HDREXT "xmlns='urn:xmpp:jingle:apps:rtp:rtp-hdrext:0'"
#define SSMA "xmlns='urn:xmpp:jingle:apps:rtp:ssma:0'"
#define MSID "xmlns='urn:xmpp:jingle:apps:rtp:msid:0'"
#define DTLS "xmlns='urn:xmpp:jingle:apps:dtls:0'"
#define SCTP "xmlns='urn:xmpp:jingle:transports:dtls-sctp:1'"
#define CHANNEL "xmlns='urn:xmpp:jingle:transports:webrtc-datachannel:0'"
#define AUDIO "m=audio 5004 RTP/AVP 0 96\r\na=rtpmap:96 x/8000\r\n"

/* descriptions of Jingle ----------------------------------------------------- */

static void test_refused_descriptions(void **state)
{
	static const struct
	{
		const char *inside;
		const char *why;
	} cases[] = {{"<payload-type id='96' name='a b' clockrate='1'/>",
						 "name of payload-type 96 is not a token"},
			{"<payload-type id='96' name='x' "
			 "clockrate='1'><rtcp-fb-trr-int " FEEDBACK
			 " value='soon'/></payload-type>",
					"rtcp-fb-trr-int value 'soon' is not in"},
			{"<rtcp-fb " FEEDBACK " type='a b'/>",
					"rtcp-fb type is empty or has white space"},
			{"<rtp-hdrext " HDREXT " id='1' uri='u' senders='me'/>",
					"rtp-hdrext senders 'me' (XEP-0294"},
			{"<rtp-hdrext " HDREXT " id='1'/>", "rtp-hdrext has no attribute"},
			{"<bandwidth type='AS'>much</bandwidth>",
					"bandwidth is not a number"},
			{"<encryption><zrtp-hash xmlns='urn:xmpp:jingle:apps:rtp:zrtp:1' "
			 "version='1'>a b</zrtp-hash></encryption>",
					"zrtp-hash is not one word"},
			{"<stream " MSID " id='a b'/>", "is empty or has white space"}};
	char xml[2048];
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(xml, sizeof(xml), OFFER(PCMU "%s", ICE("")), cases[i].inside);
		assert_part(offer_of(xml), "!content 'voice': ");
		assert_part(out_text, cases[i].why);
		assert_int_equal(map.error.sip_code, 488);
	}
	assert_part(offer_of(JINGLE_OPEN("session-initiate") CONTENT("voice",
						DESCRIPTION("au(dio", PCMU) ICE("")) JINGLE_CLOSE),
			"media 'au(dio' is not a token (RFC 8866");
}

static void test_odd_descriptions(void **state)
{
	const char *sdp = offer_of(OFFER(PCMU
			"<payload-type id='96' name='x' clockrate='8000'><parameter "
			"name='' value=''/><parameter name='maxptime' value='60'/>"
			"<rtcp-fb " FEEDBACK " type='nack' subtype=''/>"
			"<rtcp-fb-trr-int " FEEDBACK "/></payload-type>"
			"<source " SSMA "/><stream " MSID " id='s1'/>",
			ICE("")));

	(void)state;
	assert_no(sdp, "a=fmtp:96"); /* a parameter of nothing says nothing */
	assert_line(sdp, "a=maxptime:60");
	assert_line(sdp, "a=rtcp-fb:96 nack");
	assert_line(sdp, "a=rtcp-fb:96 trr-int 0"); /* XEP-0293 section 3 */
	assert_line(sdp, "a=msid:s1");
	assert_true(has_note("source"));
}

/* what cannot stand in an SDP line goes with its line, and no more */
static void test_lines_that_cannot_be(void **state)
{
	const char *sdp = offer_of(OFFER(PCMU
			"<source " SSMA " ssrc='7'><parameter name='a b' value='x'/>"
			"<parameter name='' value='x'/><parameter name='cname' "
			"value='me'/></source>",
			ICE("")));

	(void)state;
	assert_line(sdp, "a=ssrc:7 cname:me");
	assert_no(sdp, "a b");
	assert_true(has_note("source"));
}

/* two pairs with the same retransmission: one line is enough */
static void test_retransmission_once(void **state)
{
	const char *sdp = offer_of(OFFER(PCMU
			"<source " SSMA " ssrc='7'><parameter name='cname' value='me'/>"
			"</source><ssrc-group " SSMA " semantics='FID'><source ssrc='7'/>"
			"<source ssrc='8'/></ssrc-group><ssrc-group " SSMA
			" semantics='FID'><source ssrc='9'/><source ssrc='8'/>"
			"</ssrc-group>",
			ICE("")));

	(void)state;
	assert_line(sdp, "a=ssrc:8 cname:me");
	assert_line(sdp, "a=ssrc-group:FID 9 8");
}

/* transports of Jingle ------------------------------------------------------- */

#define CANDIDATE(more) \
	"<candidate component='1' ip='192.0.2.4' port='4001' " more "/>"

static void test_odd_candidates(void **state)
{
	static const char *const bad[] = {CANDIDATE("foundation='a b'"),
			"<candidate component='1' ip='192.0.2.4' port='many'/>",
			CANDIDATE("generation='256'"),
			"<remote-candidate component='1' ip='nowhere' port='1'/>",
			"<remote-candidate component='1' port='1'/>"};
	char xml[2048];
	const char *sdp;
	size_t i;

	(void)state;
	/* priorities of RFC 8445 section 5.1.2.1, where there is none */
	sdp = offer_of(OFFER(PCMU, ICE(CANDIDATE("type='srflx'") CANDIDATE(
									   "type='prflx' foundation='2'"))));
	assert_part(sdp, "a=candidate:1 1 udp 1694498815 192.0.2.4 4001 typ srflx");
	assert_part(sdp, "a=candidate:2 1 udp 1862270975 192.0.2.4 4001 typ prflx");
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(xml, sizeof(xml), OFFER(PCMU, ICE("%s")), bad[i]);
		assert_no(offer_of(xml), "candidate");
		assert_int_equal(map.warnings.total, 1);
	}
	/* RFC 6544 section 4.5: of ice:0 only */
	assert_no(offer_of(OFFER(PCMU,
					  "<transport xmlns='urn:xmpp:jingle:transports:ice:0' "
					  "ufrag='a' pwd='b'><candidate component='1' "
					  "foundation='1' ip='192.0.2.4' port='9' priority='1' "
					  "protocol='tcp' tcptype='a b' type='host'/>"
					  "</transport>")),
			"192.0.2.4 9");
	assert_true(has_note("candidate"));
}

static void test_odd_fingerprints(void **state)
{
	(void)state;
	assert_part(offer_of(OFFER(PCMU, ICE("<fingerprint " DTLS " hash='sha(1'>"
										 "AA</fingerprint>"))),
			"!content 'voice': fingerprint hash is not a token (RFC 8122");
	assert_part(offer_of(OFFER(PCMU, ICE("<fingerprint " DTLS " hash='sha-1'>"
										 "AABB</fingerprint>"))),
			"fingerprint 'AABB' is not hex pairs with colons (RFC 8122");
	assert_part(offer_of(OFFER(PCMU, ICE("<fingerprint " DTLS ">AA"
										 "</fingerprint>"))),
			"fingerprint has no attribute 'hash' (XEP-0320");
}

/* a data channel in the old form and the new (XEP-0343, RFC 8841, RFC 8864) */
static void test_data_channel(void **state)
{
	static const char accept[] = JINGLE_OPEN("session-accept") CONTENT("d",
			"<description xmlns='urn:xmpp:jingle:apps:file-transfer:3'/>" ICE(
					"<sctpmap " SCTP " number='5001' protocol='a b' "
					"streams='64'/><channel " CHANNEL
					" id='1' negotiated='true' protocol='chat' label='a; b' "
					"ordered='true' maxRetransmits='3' "
					"maxPacketLifeTime='9'/><fingerprint " DTLS
					" hash='sha-1' setup='active'>BB</fingerprint>"))
			JINGLE_CLOSE;
	const char *sdp;

	(void)state;
	initiate_of(SDP_HEAD SDP_ICE "m=application 9 DTLS/SCTP 5000\r\na=mid:d\r\n"
								 "a=sctpmap:5000 webrtc-datachannel 1024\r\n"
								 "a=fingerprint:sha-1 AA\r\n");
	sdp = say(accept);
	assert_part(sdp, "m=application 9 DTLS/SCTP 5001\r\n");
	assert_line(sdp, "a=sctpmap:5001 webrtc-datachannel 64");
	assert_no(sdp, "sctp-port");
	assert_line(sdp, "a=dcmap:1 subprotocol=\"chat\";label=\"a; b\";"
					 "ordered=true;max-retr=3;max-time=9");
	initiate_of(SDP_HEAD SDP_ICE
			"m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:d\r\n"
			"a=fingerprint:sha-1 AA\r\n");
	assert_part(out_text, "number='5000'"); /* RFC 8841 section 5.1 */
	sdp = say(accept);
	assert_part(sdp, "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n");
	assert_line(sdp, "a=sctp-port:5001");
	/* the other way: what a=dcmap says */
	assert_part(initiate_of(SDP_HEAD SDP_ICE
						"m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n"
						"a=fingerprint:sha-1 AA\r\na=dcmap:2 ;label=\"x\";;"
						"ordered=false;max-time=5\r\n"),
			"id='2' negotiated='true' label='x' ordered='false' "
			"maxPacketLifeTime='5'/>");
	assert_no(initiate_of(SDP_HEAD SDP_ICE "m=application 9 DTLS/SCTP 5000\r\n"
										   "a=sctpmap:5000 x many\r\n"
										   "a=fingerprint:sha-1 AA\r\n"),
			"streams");
	assert_true(has_note("sctpmap"));
}

/* SDP ------------------------------------------------------------------------- */

static void test_odd_sdp(void **state)
{
	const char *xml;

	(void)state;
	/* a number of ports, a TTL, a payload type twice, an empty line */
	xml = initiate_of("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\n"
					  "c=IN IP4 233.252.0.1/127\r\nt=0 0\r\n\r\n"
					  "m=audio 5004/2 RTP/AVP 0 0\r\n");
	assert_part(xml, "ip='233.252.0.1'");
	assert_part(xml, "port='5004'");
	assert_part(xml, "<payload-type id='0' name='PCMU' clockrate='8000'/>"
					 "</description>");
	/* lines about payload types that are not there, or said already */
	xml = initiate_of(SDP_HEAD AUDIO "a=rtpmap:96 y/9000\r\n"
									 "a=fmtp:97 a=1\r\n");
	assert_part(xml, "<payload-type id='96' name='x' clockrate='8000'/>");
	assert_true(has_note("rtpmap"));
	assert_true(has_note("fmtp"));
	xml = initiate_of(SDP_HEAD "m=audio 5004 RTP/AVP 0 96\r\n"
							   "a=rtpmap:96 x/8000/stereo\r\n");
	assert_no(xml, "id='96'");
	assert_true(has_note("rtpmap"));
	/* RFC 8285 section 8: nobody sends it */
	assert_part(initiate_of(SDP_HEAD AUDIO "a=extmap:1/inactive urn:x\r\n"),
			"uri='urn:x' senders='none'/>");
	/* a source without an attribute; lines of two sources in turns */
	xml = initiate_of(SDP_HEAD AUDIO "a=ssrc:1 cname:a\r\na=ssrc:2 cname:b\r\n"
									 "a=ssrc:1 label:c\r\na=ssrc:3\r\n");
	assert_part(xml, "ssrc='1'><parameter name='cname' value='a'/><parameter "
					 "name='label' value='c'/></source>");
	assert_part(xml, "ssrc='3'/>");
	assert_no(initiate_of(SDP_HEAD SDP_ICE AUDIO
					  "a=remote-candidates:1 192.0.2.1 0\r\n"
					  "a=remote-candidates:1 host.example 9\r\n"),
			"remote-candidate");
	assert_true(has_note("remote-candidates"));
	assert_part(initiate_of(SDP_HEAD AUDIO "a=content:main,,a b,alt\r\n"),
			"<category xmlns='urn:xmpp:jingle:apps:category:0' name='main'/>"
			"<category xmlns='urn:xmpp:jingle:apps:category:0' name='alt'/>");
	/* RFC 8839 section 5.2, at session level */
	assert_part(initiate_of(SDP_HEAD "a=ice-mismatch\r\n" SDP_ICE AUDIO),
			"transports:raw-udp:1");
	/* a blank fmtp says nothing */
	assert_part(initiate_of(SDP_HEAD AUDIO "a=fmtp:96  \r\n"),
			"<payload-type id='96' name='x' clockrate='8000'/>");
}

static void test_refused_sdp(void **state)
{
	static const struct
	{
		const char *sdp;
		const char *why;
	} cases[] = {{SDP_HEAD AUDIO "a=crypto:1 AES_CM_128_HMAC_SHA1_80\r\n",
						 "!a=crypto is not tag, suite, key (RFC 4568"},
			{SDP_HEAD AUDIO "a=fingerprint:sha-1 AABB\r\n",
					"!a=fingerprint is not a hash and hex pairs"},
			{SDP_HEAD SDP_ICE AUDIO "a=ice-pwd:\r\nc=IN IP4 nowhere!\r\n",
					"!c= line is not IN IP4 or IP6"}};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_part(initiate_of(cases[i].sdp), cases[i].why);
	/* a name that a mid has is not given to another */
	assert_part(initiate_of(SDP_HEAD AUDIO "m=audio 5006 RTP/AVP 0\r\n"
										   "a=mid:audio\r\n"),
			"name='audio-0'");
}

/* the party that answers: its directions are turned round (XEP-0294 section 3,
 * XEP-0166 section 7.3) */
static void test_answer_of_sip(void **state)
{
	const char *xml;

	(void)state;
	offer_of(
			OFFER(PCMU "<rtp-hdrext " HDREXT " id='1' uri='urn:x'/>", ICE("")));
	xml = hear(SDP_HEAD SDP_ICE "m=audio 9 RTP/AVP 0\r\n"
								"a=extmap:1/sendonly urn:x\r\na=sendonly\r\n",
			JINGLE_BODY_ANSWER);
	assert_part(xml, "name='voice' senders='responder'>");
	assert_part(xml, "uri='urn:x' senders='responder'/>");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_refused_descriptions),
			cmocka_unit_test(test_odd_descriptions),
			cmocka_unit_test(test_lines_that_cannot_be),
			cmocka_unit_test(test_retransmission_once),
			cmocka_unit_test(test_odd_candidates),
			cmocka_unit_test(test_odd_fingerprints),
			cmocka_unit_test(test_data_channel), cmocka_unit_test(test_odd_sdp),
			cmocka_unit_test(test_refused_sdp),
			cmocka_unit_test(test_answer_of_sip)};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	tr_done();
	return failed;
}
