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
/* links: modules/jingle_sdp/jingle_sdp_bundle.c */
/* links: modules/jingle_sdp/jingle_map_section.c */
/* links: modules/jingle_sdp/jingle_text.c */
/* links: modules/jingle_sdp/jingle_sdp_reader.c */
/* links: modules/jingle_sdp/jingle_map_out.c */
/* libs: libxml-2.0 */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What real programs do wrong, read as they mean it. Each test names who. */

#include "jingle_test.h"

/* libpurple: the same id several times; of a static one the name decides */
static void test_repeated_ids(void **state)
{
	const char *sdp = offer_of(OFFER(
			"<payload-type id='14' channels='0' clockrate='90000' "
			"name='MPA-ROBUST'/><payload-type id='14' channels='0' "
			"clockrate='90000' name='X-MP3-DRAFT-00'/><payload-type id='14' "
			"channels='0' clockrate='90000' name='MPA'/>",
			ICE("")));

	(void)state;
	assert_part(sdp, "m=audio 9 RTP/AVP 14\r\n");
	assert_line(sdp, "a=rtpmap:14 MPA/90000");
	assert_true(has_note("payload-type"));
	/* QXmpp: OPUS twice, AAC four times */
	sdp = offer_of(OFFER(
			"<payload-type id='98' channels='2' name='OPUS' "
			"clockrate='48000'/><payload-type clockrate='48000' name='OPUS' "
			"id='98'/><payload-type id='96' channels='2' name='AAC' "
			"clockrate='48000'/><payload-type id='96' channels='2' name='AAC' "
			"clockrate='44100'/>",
			ICE("")));
	assert_part(sdp, "m=audio 9 RTP/AVP 98 96\r\n");
	assert_line(sdp, "a=rtpmap:98 opus/48000/2");
	assert_line(sdp, "a=rtpmap:96 AAC/48000/2");
}

/* libpurple: channels='0'; Gajim: OPUS without channels */
static void test_channels(void **state)
{
	const char *sdp = offer_of(OFFER(
			"<payload-type id='0' channels='0' clockrate='8000' name='PCMU'/>"
			"<payload-type id='10' channels='0' clockrate='44100' name='L16'/>"
			"<payload-type id='97' channels='0' clockrate='48000' "
			"name='OPUS'/><payload-type id='96' channels='0' "
			"clockrate='16000' name='SIREN'/>",
			ICE("")));

	(void)state;
	assert_line(sdp, "a=rtpmap:0 PCMU/8000");
	assert_line(sdp, "a=rtpmap:10 L16/44100/2"); /* RFC 3551: stereo */
	assert_line(sdp, "a=rtpmap:97 opus/48000/2");
	assert_line(sdp, "a=rtpmap:96 SIREN/16000");
}

/* Gajim: TCP candidates with port 0, link-local IPv6, one foundation for all */
static void test_candidates(void **state)
{
	const char *sdp = offer_of(OFFER(PCMU,
			ICE("<candidate component='1' foundation='1' generation='0' "
				"id='a' ip='192.0.2.3' network='0' port='0' priority='5' "
				"protocol='tcp' type='host'/><candidate component='1' "
				"foundation='1' generation='0' id='b' ip='fe80::1' "
				"network='0' port='4000' priority='5' protocol='udp' "
				"type='host'/><candidate component='1' foundation='1' "
				"generation='0' id='c' ip='192.0.2.4' network='0' "
				"port='4001' priority='5' protocol='udp' type='host'/>"
				"<candidate component='1' foundation='1' generation='0' "
				"id='d' ip='192.0.2.5' network='0' port='4002' priority='4' "
				"protocol='udp' type='host'/>")));

	(void)state;
	assert_no(sdp, "192.0.2.3");
	assert_no(sdp, "fe80");
	assert_line(
			sdp, "a=candidate:1 1 udp 5 192.0.2.4 4001 typ host generation 0");
	assert_line(
			sdp, "a=candidate:1 1 udp 4 192.0.2.5 4002 typ host generation 0");
}

#define GAJIM(component, ip, port)                                \
	"<candidate component='" component "' foundation='1' id='x' " \
	"priority='5' protocol='udp' type='host' ip='" ip "' port='" port "'/>"

/* what the line of an address has as its foundation, length in *len */
static const char *foundation_of(const char *sdp, const char *ip, size_t *len)
{
	const char *p = strstr(sdp, ip);

	assert_non_null(p);
	while(memcmp(p, "a=candidate:", 12) != 0)
		p--;
	*len = strcspn(p + 12, " ");
	return p + 12;
}

/* Both components of an address have one foundation, which no other address
 * has (RFC 8445 section 5.1.1.3), in whatever order they come: rtpengine is
 * the one to choose a pair for each component. */
static void test_foundations(void **state)
{
	const char *sdp = offer_of(
			OFFER(PCMU, ICE(GAJIM("1", "192.0.2.4", "4001") GAJIM("2",
								"2001:db8::4", "4004") GAJIM("1", "2001:db8::4",
								"4003") GAJIM("2", "192.0.2.4", "4002"))));
	const char *four[2], *six[2];
	size_t len[4];

	(void)state;
	four[0] = foundation_of(sdp, "192.0.2.4 4001", &len[0]);
	four[1] = foundation_of(sdp, "192.0.2.4 4002", &len[1]);
	six[0] = foundation_of(sdp, "2001:db8::4 4003", &len[2]);
	six[1] = foundation_of(sdp, "2001:db8::4 4004", &len[3]);
	assert_true(len[0] == len[1] && memcmp(four[0], four[1], len[0]) == 0);
	assert_true(len[2] == len[3] && memcmp(six[0], six[1], len[2]) == 0);
	assert_false(len[0] == len[2] && memcmp(four[0], six[0], len[0]) == 0);
	assert_true(len[2] <= 32);
}

/* stanza.js leaves id, generation, network out; others leave more */
static void test_absent_attributes(void **state)
{
	const char *sdp = offer_of(OFFER(
			PCMU, ICE("<candidate ip='192.0.2.4' port='4001'/><candidate "
					  "component='1' ip='192.0.2.5' port='4002' type='relay' "
					  "rel-addr='' priority='0'/><candidate ip='192.0.2.6' "
					  "port='4003' type='martian' rel-addr='nonsense!'/>")));

	(void)state;
	/* priorities as RFC 8445 section 5.1.2.1 computes them */
	assert_line(sdp, "a=candidate:1 1 udp 2130706431 192.0.2.4 4001 typ host");
	assert_line(sdp, "a=candidate:1 1 udp 16777215 192.0.2.5 4002 typ relay");
	assert_part(sdp, "192.0.2.6 4003 typ host\r\n");
	assert_no(offer_of(OFFER(PCMU, ICE("<candidate port='4001'/><candidate "
									   "ip='192.0.2.9'/>"))),
			"a=candidate");
	assert_true(has_note("candidate"));
}

/* Jitsi: rtcp-mux in the transport; white space around a fingerprint */
static void test_places(void **state)
{
	const char *sdp = offer_of(OFFER(PCMU,
			ICE("<rtcp-mux/><fingerprint xmlns='urn:xmpp:jingle:apps:dtls:0' "
				"hash='sha-256' required='true'>\n\t AA:BB \n</fingerprint>")));

	(void)state;
	assert_line(sdp, "a=rtcp-mux");
	assert_line(sdp, "a=fingerprint:sha-256 AA:BB");
	assert_line(sdp, "a=setup:actpass");
	/* a setup that the standard does not have */
	sdp = offer_of(OFFER(
			PCMU, ICE("<fingerprint xmlns='urn:xmpp:jingle:apps:dtls:0' "
					  "hash='sha-256' setup='holdconn'>AA</fingerprint>")));
	assert_line(sdp, "a=setup:actpass");
	assert_true(has_note("fingerprint/@setup"));
}

/* a clock rate that is not the codec's, or none at all */
static void test_clock_rates(void **state)
{
	const char *sdp = offer_of(
			OFFER("<payload-type id='9' name='G722' clockrate='16000'/>"
				  "<payload-type id='97' name='speex'/><payload-type id='8' "
				  "name='pcma'/>",
					ICE("")));

	(void)state;
	assert_line(sdp, "a=rtpmap:9 G722/8000");
	assert_true(has_note("clockrate"));
	assert_part(sdp, "a=rtpmap:97 speex/");
	assert_line(sdp, "a=rtpmap:8 pcma/8000");
	/* a number of a static type for something else: what it says, counts */
	assert_line(offer_of(OFFER("<payload-type id='3' name='iLBC' "
							   "clockrate='8000'/>",
						ICE(""))),
			"a=rtpmap:3 iLBC/8000");
}

/* creator and senders left out (stanza.js: senders; old clients: creator) */
static void test_absent_roles(void **state)
{
	(void)state;
	assert_line(
			offer_of(JINGLE_OPEN(
					"session-initiate") "<content name='v'>" DESCRIPTION("audi"
																		 "o",
					PCMU) ICE("") "</content>" JINGLE_CLOSE),
			"a=sendrecv");
	assert_part(hear(SDP_HEAD SDP_ICE "m=audio 9 RTP/AVP 0\r\n",
						JINGLE_BODY_ANSWER),
			"<content creator='initiator' name='v'");
}

/* Dino: an empty raw-udp transport has no address to send to */
static void test_empty_transport(void **state)
{
	(void)state;
	assert_part(offer_of(OFFER(PCMU, RAW(""))),
			"!content 'voice': transport has neither address nor port");
	/* candidates without credentials: plain RTP to the best of them */
	assert_part(offer_of(OFFER(PCMU,
						"<transport xmlns='urn:xmpp:jingle:transports:"
						"ice-udp:1'><candidate component='1' foundation='1' "
						"ip='192.0.2.4' port='4001' priority='5' "
						"protocol='udp' type='host'/></transport>")),
			"m=audio 4001 RTP/AVP 0\r\n");
	assert_true(has_note("transport"));
	assert_no(out_text, "a=candidate");
	tr_start(JINGLE_INITIATOR);
	map.strict = 1;
	assert_part(say(OFFER(PCMU, "<transport xmlns='urn:xmpp:jingle:transports:"
								"ice-udp:1'><candidate component='1' "
								"foundation='1' ip='192.0.2.4' port='4001' "
								"priority='5' protocol='udp' type='host'/>"
								"</transport>")),
			"!content 'voice': candidates without ufrag and pwd");
}

/* Asterisk, baresip: SHA-256 in upper case; a bridge that answers actpass */
static void test_bridges(void **state)
{
	(void)state;
	offer_of(OFFER(
			PCMU, ICE("<fingerprint xmlns='urn:xmpp:jingle:apps:dtls:0' "
					  "hash='sha-256' setup='actpass'>AA</fingerprint>")));
	assert_part(hear(SDP_HEAD SDP_ICE
						"m=audio 9 UDP/TLS/RTP/SAVP 0\r\n"
						"a=fingerprint:SHA-256 BB\r\na=setup:actpass\r\n",
						JINGLE_BODY_ANSWER),
			"hash='sha-256' setup='active'>BB</fingerprint>");
}

/* one content that nobody here knows among others that are known */
static void test_mixed_contents(void **state)
{
	const char *sdp = offer_of(JINGLE_OPEN("session-initiate") CONTENT("f",
			"<description xmlns='urn:xmpp:jingle:apps:"
			"file-transfer:5'/>" ICE("")) CONTENT("t",
			DESCRIPTION("audio",
					PCMU) "<transport xmlns='urn:xmpp:jingle:transports:ibb:1' "
						  "sid='x'/>") CONTENT("v",
			DESCRIPTION("audio", PCMU) ICE("")) JINGLE_CLOSE);

	(void)state;
	assert_line(sdp, "a=mid:v");
	assert_no(sdp, "a=mid:f");
	assert_no(sdp, "a=mid:t");
	assert_true(has_note("content"));
	assert_part(
			offer_of(JINGLE_OPEN("session-initiate") CONTENT("t",
					DESCRIPTION("audio",
							PCMU) "<transport "
								  "xmlns='urn:xmpp:jingle:transports:ibb:1'/>")
							JINGLE_CLOSE),
			"!content 't': transport 'urn:xmpp:jingle:transports:ibb:1'");
	assert_int_equal(map.error.reason, JINGLE_REASON_UNSUPPORTED_TRANSPORTS);
}

/* Conversations takes no content name above 16 characters; the mid stays as it
 * is, in groups and in the answer. */
static void test_long_names(void **state)
{
	const char *xml = initiate_of(SDP_HEAD SDP_ICE
			"a=group:BUNDLE sixteen-letters. seventeen-letters "
			"seventeen-letterz\r\n"
			"m=audio 4000 RTP/AVP 0\r\na=mid:sixteen-letters.\r\n"
			"m=video 4002 RTP/AVP 31\r\na=mid:seventeen-letters\r\n"
			"m=video 4004 RTP/AVP 31\r\na=mid:seventeen-letterz\r\n"
			"m=application-of-somebody 4006 RTP/AVP 0\r\n"
			"a=mid:application-of-somebody\r\n");
	const char *p;

	(void)state;
	assert_part(xml, "name='sixteen-letters.'");
	assert_part(xml, "name='video-1'");
	assert_part(xml, "name='video-2'");
	assert_part(xml, "<content name='sixteen-letters.'/>"
					 "<content name='video-1'/><content name='video-2'/>");
	for(p = strstr(xml, " name='"); p != NULL; p = strstr(p + 1, " name='"))
		assert_true(strcspn(p + 7, "'") <= 16);
	ctx_cycle();
	xml = say(JINGLE_OPEN("session-accept") CONTENT("sixteen-letters.",
			DESCRIPTION("audio", PCMU) ICE("")) CONTENT("video-1",
			DESCRIPTION("video", "<payload-type id='31' name='H261' "
								 "clockrate='90000'/>") ICE("")) JINGLE_CLOSE);
	assert_line(xml, "a=mid:seventeen-letters");
	assert_part(xml, "m=video 9 ");
	assert_part(xml, "m=video 0 ");
}

/* a stream that SIP adds has a name of its own, too */
static void test_long_name_added(void **state)
{
	(void)state;
	initiate_of(SDP_HEAD SDP_ICE "m=audio 4000 RTP/AVP 0\r\na=mid:video-1\r\n");
	ctx_cycle();
	say(JINGLE_OPEN("session-accept") CONTENT(
			"video-1", DESCRIPTION("audio", PCMU) ICE("")) JINGLE_CLOSE);
	ctx_cycle();
	assert_part(hear("v=0\r\no=alice 2890844526 2 IN IP4 192.0.2.1\r\ns=-\r\n"
					 "c=IN IP4 192.0.2.1\r\nt=0 0\r\n" SDP_ICE
					 "m=audio 4000 RTP/AVP 0\r\na=mid:video-1\r\n"
					 "m=video 4002 RTP/AVP 31\r\na=mid:seventeen-letters\r\n",
						JINGLE_BODY_OFFER),
			"action='content-add' sid='sid'><content creator='initiator' "
			"name='video-2'");
}

/* Conversations ends its call when candidates are answered by an error: what
 * cannot be read of them is left out. */
static void test_unreadable_candidates(void **state)
{
	static char many[64 * 1024];
	size_t n = 0;
	int i;

	(void)state;
	offer_of(OFFER(PCMU, ICE("")));
	ctx_cycle();
	n += (size_t)sprintf(many, "%s",
			JINGLE_OPEN("transport-info") "<content creator='initiator' "
										  "name='voice'><transport xmlns='urn:"
										  "xmpp:jingle:transports:ice-udp:1' "
										  "ufrag='8hhy' pwd='asd88fgpdd777uzj"
										  "YhagZg'>");
	for(i = 0; i < 200; i++)
		n += (size_t)sprintf(many + n,
				"<remote-candidate component='1' ip='192.0.2.%d' port='%d'/>",
				i, 4000 + i);
	sprintf(many + n, "</transport></content>" JINGLE_CLOSE);
	assert_part(say(many), "!more than 128 ");
	map.surplus = 1;
	assert_string_equal(say(many), "");
	assert_true(has_note("transport-info"));
	assert_int_equal(session->action, JINGLE_TRANSPORT_INFO);
	map.strict = 1;
	assert_part(say(many), "!more than 128 ");
	map.strict = map.surplus = 0;
	/* bad ones beside a good one */
	assert_part(say(JINGLE_OPEN("transport-info") CONTENT("voice",
						ICE("<candidate component='1' port='x' ip='192.0.2.7'/>"
							"<candidate component='1' foundation='1' "
							"generation='0' id='c' ip='192.0.2.7' network='0' "
							"port='4004' priority='9' protocol='udp' "
							"type='host'/><candidate/>")) JINGLE_CLOSE),
			" 4004 ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_long_names),
			cmocka_unit_test(test_long_name_added),
			cmocka_unit_test(test_unreadable_candidates),
			cmocka_unit_test(test_repeated_ids),
			cmocka_unit_test(test_channels), cmocka_unit_test(test_candidates),
			cmocka_unit_test(test_foundations),
			cmocka_unit_test(test_absent_attributes),
			cmocka_unit_test(test_places), cmocka_unit_test(test_clock_rates),
			cmocka_unit_test(test_absent_roles),
			cmocka_unit_test(test_empty_transport),
			cmocka_unit_test(test_bridges),
			cmocka_unit_test(test_mixed_contents)};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	tr_done();
	return failed;
}
