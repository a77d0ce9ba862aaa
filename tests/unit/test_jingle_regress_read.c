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
/* What samples of other programs showed to be read wrongly. */

#include "jingle_test.h"

#define SDP_OPEN "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\n"
#define PRINT "sha-256 4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B"

static int count(const char *text, const char *part)
{
	int n = 0;

	for(text = strstr(text, part); text; text = strstr(text + 1, part))
		n++;
	return n;
}

/* RFC 9143 section 7.1.3: attributes of the transport are said once, in the
 * m= section of the first mid of the bundle; each content needs them. */
static void bundle_has_one_transport(void **state)
{
	const char *xml = initiate_of(SDP_OPEN
			"a=group:BUNDLE 0 1\r\n"
			"m=audio 10000 UDP/TLS/RTP/SAVPF 0\r\nc=IN IP4 192.0.2.1\r\n"
			"a=mid:0\r\na=rtcp-mux\r\n" SDP_ICE "a=setup:actpass\r\n"
			"a=fingerprint:" PRINT "\r\n"
			"a=candidate:1 1 udp 2113929471 192.0.2.1 10000 typ host\r\n"
			"m=video 10000 UDP/TLS/RTP/SAVPF 31\r\nc=IN IP4 192.0.2.1\r\n"
			"a=mid:1\r\na=rtcp-mux\r\n");

	(void)state;
	assert_int_equal(count(xml, "transports:ice-udp:1"), 2);
	assert_int_equal(count(xml, "F7gI"), 2);
	assert_int_equal(count(xml, "4A:AD:B9:B1:3F:82:18:3B"), 2);
	assert_int_equal(count(xml, "<candidate "), 2);
}

/* RFC 9143 section 6: port 0, and the transport of the bundle */
static void bundle_only_has_the_bundles(void **state)
{
	const char *xml = initiate_of(
			SDP_OPEN "a=group:BUNDLE 0 1\r\n"
					 "m=audio 10000 RTP/AVP 0\r\nc=IN IP4 192.0.2.1\r\n"
					 "a=mid:0\r\na=rtcp-mux\r\n" SDP_ICE
					 "m=video 0 RTP/AVP 31\r\nc=IN IP4 192.0.2.1\r\n"
					 "a=mid:1\r\na=bundle-only\r\na=rtcp-mux\r\n");

	(void)state;
	assert_int_equal(count(xml, "<content creator='initiator'"), 2);
	assert_int_equal(count(xml, "F7gI"), 2);
	assert_no(xml, "raw-udp");
	xml = initiate_of(
			SDP_OPEN "a=group:BUNDLE 0 1\r\n"
					 "m=audio 10000 RTP/AVP 0\r\nc=IN IP4 192.0.2.1\r\n"
					 "a=mid:0\r\na=rtcp-mux\r\n"
					 "m=video 0 RTP/AVP 31\r\nc=IN IP4 192.0.2.1\r\n"
					 "a=mid:1\r\na=bundle-only\r\na=rtcp-mux\r\n");
	assert_int_equal(count(xml, "port='10000'"), 2);
}

/* A section of the bundle with ICE of its own keeps it, a rejected one gets
 * none, one outside of the bundle neither. */
static void bundle_takes_nothing_else(void **state)
{
	const char *xml = initiate_of(SDP_OPEN
			"a=group:BUNDLE 0 1\r\n"
			"m=audio 10000 RTP/AVP 0\r\nc=IN IP4 192.0.2.1\r\n"
			"a=mid:0\r\n" SDP_ICE
			"m=video 10002 RTP/AVP 31\r\nc=IN IP4 192.0.2.1\r\n"
			"a=mid:1\r\na=ice-ufrag:Q9xk\r\na=ice-pwd:"
			"asd88fgpdd777uzjYhagZg\r\n"
			"m=video 10004 RTP/AVP 31\r\nc=IN IP4 192.0.2.1\r\na=mid:2\r\n");

	(void)state;
	assert_int_equal(count(xml, "F7gI"), 1);
	assert_int_equal(count(xml, "Q9xk"), 1);
	assert_int_equal(count(xml, "raw-udp:1"), 1);
}

/* The example of XEP-0269 section 3 has ufrag and pwd in raw-udp, whose
 * schema knows neither: they do not make it ICE. */
static void raw_udp_is_no_ice(void **state)
{
	const char *sdp = offer_of(OFFER(PCMU,
			"<transport xmlns='urn:xmpp:jingle:transports:raw-udp:1' "
			"ufrag='9uB6' pwd='YH75Fviy6338Vbrhrlp8Yh'>"
			"<candidate component='1' generation='0' id='a' ip='10.1.1.104' "
			"port='13540'/></transport>"));

	(void)state;
	assert_line(sdp, "m=audio 13540 RTP/AVP 0");
	assert_line(sdp, "c=IN IP4 10.1.1.104");
	assert_no(sdp, "a=ice-");
}

/* RFC 8866 section 5.7: further c= lines are layers of multicast */
static void first_connection_counts(void **state)
{
	const char *xml = initiate_of(
			SDP_OPEN "m=audio 5004 RTP/AVP 0\r\nc=IN IP4 192.0.2.12\r\n"
					 "c=IN IP4 192.0.2.13\r\n");

	(void)state;
	assert_part(xml, "192.0.2.12");
	assert_no(xml, "192.0.2.13");
}

/* Only one SCTP association has a place in Jingle (XEP-0343 section 4). */
static void first_association_counts(void **state)
{
	const char *xml = initiate_of(
			SDP_OPEN "m=application 5004 DTLS/SCTP 5000 5001\r\n"
					 "c=IN IP4 192.0.2.1\r\n" SDP_ICE "a=fingerprint:" PRINT
					 "\r\na=sctpmap:5000 webrtc-datachannel 1024\r\n"
					 "a=sctpmap:5001 bfcp 2\r\n");

	(void)state;
	assert_part(xml, "number='5000'");
	assert_part(xml, "streams='1024'");
	assert_no(xml, "5001");
	assert_true(has_note("sctpmap"));
}

/* A candidate of component 0 or port 0 is none (RFC 8839 section 5.2). */
static void remote_candidate_of_nothing(void **state)
{
	const char *xml = initiate_of(
			SDP_OPEN "m=audio 5004 RTP/AVP 0\r\nc=IN IP4 192.0.2.1\r\n" SDP_ICE
					 "a=remote-candidates:0 192.0.2.9 5555\r\n");

	(void)state;
	assert_no(xml, "remote-candidate");
	assert_true(has_note("remote-candidates"));
	assert_line(offer_of(OFFER(PCMU,
						ICE("<remote-candidate component='0' ip='192.0.2.9' "
							"port='5555'/>"))),
			"m=audio 9 RTP/AVP 0");
	assert_true(has_note("remote-candidate"));
}

#define ACCEPT_BOTH                                                         \
	JINGLE_OPEN("session-accept")                                           \
	CONTENT("audio",                                                        \
			DESCRIPTION("audio",                                            \
					PCMU "<encryption><crypto tag='1' "                     \
						 "crypto-suite='AES_CM_128_HMAC_SHA1_80' "          \
						 "key-params='inline:aGVsbG8='/></encryption>")     \
					ICE("<fingerprint xmlns='urn:xmpp:jingle:apps:dtls:0' " \
						"hash='sha-256' setup='active'>4A:AD</"             \
						"fingerprint>"))                                    \
	JINGLE_CLOSE

/* RFC 8643 section 3.1: an answer has one of them; Dino sends both. */
static void answer_has_one_kind_of_keys(void **state)
{
	const char *sdp;

	(void)state;
	initiate_of(SDP_OPEN "m=audio 5004 UDP/TLS/RTP/SAVP 0\r\n"
						 "c=IN IP4 192.0.2.1\r\n" SDP_ICE "a=fingerprint:" PRINT
						 "\r\na=setup:actpass\r\n");
	sdp = say(ACCEPT_BOTH);
	assert_part(sdp, "a=fingerprint:sha-256 4A:AD");
	assert_no(sdp, "a=crypto");
	initiate_of(
			SDP_OPEN "m=audio 5004 RTP/SAVP 0\r\nc=IN IP4 192.0.2.1\r\n" SDP_ICE
					 "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:aGk=\r\n"
					 "a=fingerprint:" PRINT "\r\na=setup:actpass\r\n");
	sdp = say(ACCEPT_BOTH);
	assert_part(sdp, "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:aGVsbG8=");
	assert_no(sdp, "a=fingerprint");
}

/* RFC 8866 section 6.6 demands a clock rate; some forget it. */
static void codec_without_clock(void **state)
{
	static const char sdp[] =
			SDP_OPEN "m=audio 5004 RTP/AVP 98\r\nc=IN IP4 192.0.2.1\r\n"
					 "a=rtpmap:98 iLBC\r\n";
	const char *xml = initiate_of(sdp);
	str in = guarded(sdp, strlen(sdp));

	(void)state;
	assert_part(xml, "id='98' name='iLBC' clockrate='8000'");
	assert_true(has_note("rtpmap"));
	map.strict = 1;
	tr_next();
	assert_int_equal(jingle_sdp_read(&map, &in, 0, &session), -1);
	map.strict = 0;
}

/* RFC 8285 section 4.2: 16 bytes are all that a one-byte header extension
 * carries; Chromium refuses a longer mid. */
static void mid_fits_its_extension(void **state)
{
	(void)state;
	assert_line(
			offer_of(JINGLE_OPEN("session-initiate") CONTENT("sixteen-bytes-ok",
					DESCRIPTION("audio", PCMU) ICE("")) JINGLE_CLOSE),
			"a=mid:sixteen-bytes-ok");
	assert_line(offer_of(JINGLE_OPEN("session-initiate") CONTENT(
						"this-is-the-audio-content",
						DESCRIPTION("audio", PCMU) ICE("")) JINGLE_CLOSE),
			"a=mid:0");
}

#define SSMA "xmlns='urn:xmpp:jingle:apps:rtp:ssma:0'"

/* A retransmission without a line of its own, as stanza.js writes it, has the
 * cname of its party (RFC 5576 section 6.1). */
static void retransmission_has_a_name(void **state)
{
	const char *sdp = offer_of(OFFER(PCMU
			"<source " SSMA " ssrc='7'><parameter name='cname' value='me'/>"
			"</source><ssrc-group " SSMA " semantics='FID'><source ssrc='7'/>"
			"<source ssrc='8'/></ssrc-group>",
			ICE("")));

	(void)state;
	assert_line(sdp, "a=ssrc:7 cname:me");
	assert_line(sdp, "a=ssrc:8 cname:me");
	assert_line(sdp, "a=ssrc-group:FID 7 8");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(bundle_has_one_transport),
			cmocka_unit_test(bundle_only_has_the_bundles),
			cmocka_unit_test(bundle_takes_nothing_else),
			cmocka_unit_test(raw_udp_is_no_ice),
			cmocka_unit_test(first_connection_counts),
			cmocka_unit_test(first_association_counts),
			cmocka_unit_test(remote_candidate_of_nothing),
			cmocka_unit_test(answer_has_one_kind_of_keys),
			cmocka_unit_test(codec_without_clock),
			cmocka_unit_test(mid_fits_its_extension),
			cmocka_unit_test(retransmission_has_a_name),
	};
	int ret = cmocka_run_group_tests(tests, NULL, NULL);

	tr_done();
	return ret;
}
