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
/* Within a session: several contents at once, what comes at the wrong time,
 * what names nothing, and the stanzas that only this side writes. */

#include "../../modules/jingle_sdp/jingle_map_core.h"
#include "jingle_test.h"

#define SDP_VERSION(n, rest)                                      \
	"v=0\r\no=alice 2890844526 " n " IN IP4 192.0.2.1\r\ns=-\r\n" \
	"c=IN IP4 192.0.2.1\r\nt=0 0\r\n" rest
#define AUDIO "m=audio 5004 RTP/AVP 0\r\na=mid:voice\r\n"
#define VIDEO "m=video 5006 RTP/AVP 31\r\na=mid:cam\r\n"
#define H261 "<payload-type id='31' name='H261' clockrate='90000'/>"
#define ACTION(action, inside) JINGLE_OPEN(action) inside JINGLE_CLOSE
#define INFO_STANZA(name)  \
	ACTION("session-info", \
			"<" name " xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>")
#define EMPTY(name) "<content creator='initiator' name='" name "'/>"
#define BOTH                                             \
	CONTENT("voice", DESCRIPTION("audio", PCMU) ICE("")) \
	CONTENT("cam", DESCRIPTION("video", H261) ICE(""))
#define CAND(ip, port)                                                \
	"<candidate component='1' foundation='1' ip='" ip "' port='" port \
	"' priority='2122260223' protocol='udp' type='host'/>"
#define RAW_AT(ip, port)                                              \
	RAW("<candidate component='1' generation='0' id='a' ip='" ip "' " \
		"port='" port "'/>")

/* The peer called with voice and video, SIP has answered. */
static void peer_called(void)
{
	offer_of(ACTION("session-initiate", BOTH));
	hear(SDP_VERSION("1", SDP_ICE AUDIO VIDEO), JINGLE_BODY_ANSWER);
	assert_int_equal(ctx.state, JINGLE_CTX_ACTIVE);
	ctx_cycle();
}

/* SIP called with voice and video, the peer has accepted. */
static void sip_called(void)
{
	initiate_of(SDP_VERSION("1", SDP_ICE AUDIO VIDEO));
	ctx_cycle();
	say(ACTION("session-accept", BOTH));
	assert_int_equal(ctx.state, JINGLE_CTX_ACTIVE);
	ctx_cycle();
}

/* trickle ------------------------------------------------------------------ */

/* one transport-info for two contents, one fragment with two pseudo m= lines
 * (RFC 8840 section 9), in the order of the session */
static void test_two_trickle(void **state)
{
	const char *fragment, *cam;

	(void)state;
	peer_called();
	fragment = say(ACTION("transport-info",
			CONTENT("cam", ICE(CAND("192.0.2.8", "6000") "<gathering-"
														 "complete/>"))
					CONTENT("voice", ICE(CAND("192.0.2.7", "5010")))));
	assert_int_equal(sdp_out.kind, JINGLE_BODY_FRAGMENT);
	cam = strstr(fragment, "m=video ");
	assert_non_null(cam);
	assert_true(strstr(fragment, "m=audio ") < cam);
	assert_part(cam, " 192.0.2.8 6000 typ host\r\n");
	assert_line(cam, "a=end-of-candidates");
	assert_line(cam, "a=mid:cam");
	assert_no(cam, "192.0.2.7");
	assert_line(fragment, "a=end-of-candidates"); /* of one of them */
	assert_true(strstr(fragment, " 192.0.2.7 5010 ") < cam);
}

/* while another change is under way: new credentials, keys and directions are
 * to be offered after it, candidates are not */
static void test_due_later(void **state)
{
	static const struct
	{
		const char *stanza;
		int due;
	} said[] = {
			{ACTION("transport-info",
					 CONTENT("voice", ICE(CAND("192.0.2.7", "5010")))),
					0},
			{ACTION("transport-info",
					 CONTENT("voice", ICE("<gathering-complete/>"))),
					0},
			{INFO_STANZA("ringing"), 0},
			{INFO_STANZA("hold"), 1},
			{INFO_STANZA("hold"), 0}, /* once more */
			{ACTION("transport-info",
					 CONTENT("voice",
							 ICE_NAMED("new1", "newnewnewnewnewnewnewn", ""))),
					1},
			{ACTION("content-modify", "<content creator='initiator' "
									  "name='cam' senders='none'/>"),
					1},
	};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
		if(i == 0)
			peer_called();
		ctx.pending = JINGLE_PENDING_PEER_ANSWER;
		say(said[i].stanza);
		assert_int_equal(sdp_out.due, said[i].due);
	}
}

/* and a fragment of SIP's for two becomes a transport-info for each */
static void test_two_trickled(void **state)
{
	const char *xml, *cam;

	(void)state;
	sip_called();
	xml = hear(SDP_ICE "m=audio 9 RTP/AVP 0\r\na=mid:voice\r\n"
					   "a=candidate:1 1 udp 1 192.0.2.7 7 typ host\r\n"
					   "m=video 9 RTP/AVP 31\r\na=mid:cam\r\n"
					   "a=candidate:2 1 udp 1 192.0.2.8 8 typ host\r\n",
			JINGLE_BODY_FRAGMENT);
	assert_int_equal(stanzas.list.count, 2);
	cam = strstr(xml, "name='cam'");
	assert_non_null(cam);
	assert_part(xml, "action='transport-info'");
	assert_part(cam, "ip='192.0.2.8'");
	assert_no(cam, "192.0.2.7");
	assert_part(strstr(xml, "name='voice'"), "ip='192.0.2.7'");
}

/* RFC 8840 section 4.1.3: at session level it is said of all; ice:0 has an
 * element for it (XEP-0371 section 5.7) */
static void test_end_of_all(void **state)
{
	const char *xml;

	(void)state;
	tr_start(JINGLE_RESPONDER);
	map.transport = JINGLE_TRANSPORT_ICE;
	xml = hear(SDP_VERSION("1", "a=end-of-candidates\r\n" SDP_ICE AUDIO VIDEO),
			JINGLE_BODY_OFFER);
	xml = strstr(xml, "<gathering-complete/>");
	assert_non_null(xml);
	assert_part(xml + 1, "<gathering-complete/>");
	/* a fragment of its own */
	tr_start(JINGLE_RESPONDER);
	map.transport = JINGLE_TRANSPORT_ICE;
	hear(SDP_VERSION("1", SDP_ICE AUDIO), JINGLE_BODY_OFFER);
	assert_part(hear(SDP_ICE "m=audio 9 RTP/AVP 0\r\na=mid:voice\r\n"
							 "a=end-of-candidates\r\n",
						JINGLE_BODY_FRAGMENT),
			"<gathering-complete/>");
}

/* XEP-0176 section 5.9: both streams get new credentials */
static void test_two_restart(void **state)
{
	const char *sdp;

	(void)state;
	peer_called();
	sdp = say(ACTION("transport-info",
			CONTENT("voice", ICE_NAMED("newV", "newPasswordOf22Charact", ""))
					CONTENT("cam",
							ICE_NAMED("newC", "newPasswordOf22Charact", ""))));
	assert_int_equal(sdp_out.kind, JINGLE_BODY_OFFER);
	assert_true(sdp_out.restart);
	assert_line(sdp, "a=ice-ufrag:newV");
	assert_line(strstr(sdp, "m=video"), "a=ice-ufrag:newC");
	assert_no(sdp, "8hhy");
	/* of SIP's: credentials, then candidates, generation 1 in both */
	sip_called();
	sdp = hear(SDP_VERSION("2",
					   "a=ice-ufrag:zzzz\r\na=ice-pwd:"
					   "x9cml/YzichV2+XlhiMu8g\r\n" AUDIO
					   "a=candidate:1 1 udp 1 192.0.2.9 7 typ host\r\n" VIDEO
					   "a=candidate:1 1 udp 1 192.0.2.9 8 typ host\r\n"),
			JINGLE_BODY_OFFER);
	assert_int_equal(stanzas.list.count, 4);
	assert_part(sdp, "action='transport-info'");
	assert_part(strstr(sdp, "name='voice'"), "generation='1'");
	assert_part(strstr(sdp, "name='cam'"), "generation='1'");
}

/* candidates of other credentials, of no content, the same again, too many */
static void test_useless_candidates(void **state)
{
	jingle_limits_t few = jingle_limits_default;
	str in;

	(void)state;
	peer_called();
	assert_no(say(ACTION("transport-info",
					  CONTENT("voice",
							  "<transport xmlns='urn:xmpp:jingle:transports:"
							  "ice-udp:1' ufrag='else'>" CAND(
									  "192.0.2.7", "5010") "</transport>"))),
			"192.0.2.7");
	assert_true(has_note("candidate"));
	assert_string_equal(
			say(ACTION("transport-info",
					CONTENT("nobody", ICE(CAND("192.0.2.7", "5010"))))),
			"");
	assert_true(has_note("content"));
	say(ACTION("transport-info",
			CONTENT("voice", ICE(CAND("192.0.2.7", "5010")))));
	assert_line(say(ACTION("transport-info",
						CONTENT("voice", ICE(CAND("192.0.2.7", "5010"))))),
			"a=candidate:1 1 udp 2122260223 192.0.2.7 5010 typ host");
	ctx_cycle();
	few.candidates = 1;
	in = guarded(ACTION("transport-info",
						 CONTENT("voice", ICE(CAND("192.0.2.99", "5010")))),
			strlen(ACTION("transport-info",
					CONTENT("voice", ICE(CAND("192.0.2.99", "5010"))))));
	jingle_map_init(&map, &arena, &few);
	assert_int_equal(jingle_xml_read(&map, &in, &session), 0);
	assert_int_equal(jingle_to_sdp(&map, &ctx, session, &sdp_out), 0);
	assert_no(tr_text(&sdp_out.body), "192.0.2.99");
	assert_true(has_note("candidate"));
}

/* raw UDP has one address: a new one is a new offer (XEP-0177 section 4.2) */
static void test_new_raw_address(void **state)
{
	(void)state;
	offer_of(OFFER(PCMU, RAW_AT("192.0.2.7", "5010")));
	hear(SDP_VERSION("1", "m=audio 5004 RTP/AVP 0\r\n"), JINGLE_BODY_ANSWER);
	ctx_cycle();
	say(ACTION(
			"transport-info", CONTENT("voice", RAW_AT("192.0.2.8", "5020"))));
	assert_int_equal(sdp_out.kind, JINGLE_BODY_OFFER);
	assert_line(out_text, "c=IN IP4 192.0.2.8");
	assert_part(out_text, "m=audio 5020 ");
}

/* keys may come late (XEP-0167 section 7; security-info, XEP-0166) */
static void test_late_keys(void **state)
{
	(void)state;
	peer_called();
	assert_line(
			say(ACTION("security-info",
					CONTENT("voice",
							DESCRIPTION("audio",
									"<encryption><crypto tag='1' "
									"crypto-suite='AES_CM_128_HMAC_SHA1_80' "
									"key-params='inline:a'/></encryption>" PCMU)
									ICE("")))),
			"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:a");
	assert_int_equal(sdp_out.kind, JINGLE_BODY_OFFER);
	/* keys it has already are no change */
	offer_of(OFFER(
			PCMU, ICE("<fingerprint xmlns='urn:xmpp:jingle:apps:dtls:0' "
					  "hash='sha-1' setup='actpass'>AA:BB</fingerprint>")));
	hear(SDP_VERSION("1", SDP_ICE "m=audio 9 UDP/TLS/RTP/SAVP 0\r\n"
								  "a=fingerprint:sha-1 CC\r\n"),
			JINGLE_BODY_ANSWER);
	ctx_cycle();
	say(ACTION("transport-info",
			CONTENT("voice",
					ICE("<fingerprint xmlns='urn:xmpp:jingle:apps:dtls:0' "
						"hash='SHA-1'>aa:bb</fingerprint>"))));
	assert_int_equal(sdp_out.kind, JINGLE_BODY_FRAGMENT);
}

/* streams ------------------------------------------------------------------ */

/* SIP adds two: one is rejected by name, of the other candidates come before
 * it is accepted */
static void test_two_added(void **state)
{
	const char *sdp;

	(void)state;
	initiate_of(SDP_VERSION("1", SDP_ICE AUDIO));
	say(ACTION("session-accept",
			CONTENT("voice", DESCRIPTION("audio", PCMU) ICE(""))));
	ctx_cycle();
	hear(SDP_VERSION("2",
				 SDP_ICE AUDIO VIDEO "m=text 5008 RTP/AVP 98\r\na=mid:rtt\r\n"
									 "a=rtpmap:98 t140/1000\r\n"),
			JINGLE_BODY_OFFER);
	assert_true(stanzas.wait);
	ctx_cycle();
	assert_string_equal(say(ACTION("content-reject",
								EMPTY("rtt") "<reason><unsupported-"
											 "applications/></reason>")),
			"");
	ctx_cycle();
	assert_string_equal(
			say(ACTION("transport-info",
					CONTENT("cam", ICE(CAND("192.0.2.7", "5010"))))),
			"");
	ctx_cycle();
	/* nobody offered this one; the answer still waits */
	assert_string_equal(
			say(ACTION("content-accept",
					CONTENT("else", DESCRIPTION("video", H261) ICE("")))),
			"");
	assert_true(has_note("content"));
	sdp = say(ACTION("content-accept",
			CONTENT("cam", DESCRIPTION("video", H261) ICE(""))));
	assert_int_equal(sdp_out.kind, JINGLE_BODY_ANSWER);
	assert_false(sdp_out.all_refused);
	assert_part(sdp, "m=text 0 RTP/AVP 98\r\n");
	assert_part(strstr(sdp, "m=video "), " 192.0.2.7 5010 typ host");
}

/* a content-accept that cannot be used refuses that stream only */
static void test_unusable_accept(void **state)
{
	const char *sdp;

	(void)state;
	initiate_of(SDP_VERSION("1", SDP_ICE AUDIO));
	say(ACTION("session-accept",
			CONTENT("voice", DESCRIPTION("audio", PCMU) ICE(""))));
	ctx_cycle();
	hear(SDP_VERSION("2", SDP_ICE AUDIO VIDEO), JINGLE_BODY_OFFER);
	sdp = say(ACTION(
			"content-accept", CONTENT("cam", DESCRIPTION("video", H261))));
	assert_int_equal(sdp_out.kind, JINGLE_BODY_ANSWER);
	assert_part(sdp, "m=video 0 ");
	assert_part(sdp, "m=audio 9 ");
	assert_true(has_note("content"));
	/* the same in a session-accept (RFC 3264 section 6) */
	initiate_of(SDP_VERSION("1", SDP_ICE AUDIO VIDEO));
	sdp = say(ACTION("session-accept",
			CONTENT("voice", DESCRIPTION("audio", PCMU) ICE(""))
					CONTENT("cam", DESCRIPTION("video", H261))));
	assert_part(sdp, "m=audio 9 ");
	assert_part(sdp, "m=video 0 ");
	assert_true(has_note("content"));
}

/* the peer takes away what SIP is just adding: that is its answer */
static void test_removed_while_added(void **state)
{
	(void)state;
	initiate_of(SDP_VERSION("1", SDP_ICE AUDIO));
	say(ACTION("session-accept",
			CONTENT("voice", DESCRIPTION("audio", PCMU) ICE(""))));
	ctx_cycle();
	hear(SDP_VERSION("2", SDP_ICE AUDIO VIDEO), JINGLE_BODY_OFFER);
	ctx_cycle();
	assert_part(say(ACTION("content-remove", EMPTY("cam"))), "m=video 0 ");
	assert_int_equal(sdp_out.kind, JINGLE_BODY_ANSWER);
	assert_int_equal(ctx.pending, JINGLE_PENDING_NONE);
}

/* does SIP send pictures that the peer wants? RFC 3264 sections 6.1, 8.4 */
static void test_sees(void **state)
{
	(void)state;
	sip_called();
	assert_true(jingle_sdp_sees(&ctx));
	hear(SDP_VERSION("2", SDP_ICE AUDIO VIDEO "a=recvonly\r\n"),
			JINGLE_BODY_OFFER);
	assert_false(jingle_sdp_sees(&ctx));
	hear(SDP_VERSION("3", SDP_ICE AUDIO VIDEO "a=sendonly\r\n"),
			JINGLE_BODY_OFFER);
	assert_true(jingle_sdp_sees(&ctx));
	hear(SDP_VERSION("4", SDP_ICE AUDIO "a=inactive\r\n" VIDEO),
			JINGLE_BODY_OFFER);
	assert_true(jingle_sdp_sees(&ctx));
	hear(SDP_VERSION("5", SDP_ICE AUDIO "m=video 0 RTP/AVP 31\r\n"),
			JINGLE_BODY_OFFER);
	assert_false(jingle_sdp_sees(&ctx));
	/* of the peer's making, its hold, and what it does not want to have */
	peer_called();
	assert_true(jingle_sdp_sees(&ctx));
	say(INFO_STANZA("hold"));
	assert_false(jingle_sdp_sees(&ctx));
	say(INFO_STANZA("unhold"));
	assert_true(jingle_sdp_sees(&ctx));
	say(ACTION("content-modify", "<content creator='initiator' name='cam' "
								 "senders='initiator'/>"));
	assert_false(jingle_sdp_sees(&ctx));
	offer_of(ACTION("session-initiate", BOTH));
	assert_false(jingle_sdp_sees(&ctx));
	hear(SDP_VERSION("1", SDP_ICE AUDIO "m=video 0 RTP/AVP 31\r\n"),
			JINGLE_BODY_ANSWER);
	assert_false(jingle_sdp_sees(&ctx));
}

/* RFC 3264 section 8.1: a new stream in the place of an old one, by SIP; its
 * mid may be a name that the peer uses */
static void test_place_used_again(void **state)
{
	const char *xml;

	(void)state;
	sip_called();
	hear(SDP_VERSION(
				 "2", SDP_ICE AUDIO "m=video 0 RTP/AVP 31\r\na=mid:cam\r\n"),
			JINGLE_BODY_OFFER);
	ctx_cycle();
	xml = hear(SDP_VERSION("3",
					   SDP_ICE AUDIO "m=text 5008 RTP/AVP 98\r\na=mid:rtt\r\n"
									 "a=rtpmap:98 t140/1000\r\n"),
			JINGLE_BODY_OFFER);
	assert_part(xml, "action='content-add' sid='sid'><content "
					 "creator='initiator' name='rtt'");
	assert_int_equal(ctx.slots, 2);
	/* a name that the peer has for something else (no mids here) */
	offer_of(ACTION("session-initiate",
			CONTENT("video", DESCRIPTION("audio", PCMU) ICE(""))));
	hear(SDP_VERSION("1", SDP_ICE "m=audio 5004 RTP/AVP 0\r\n"),
			JINGLE_BODY_ANSWER);
	ctx_cycle();
	xml = hear(SDP_VERSION("2", SDP_ICE "m=audio 5004 RTP/AVP 0\r\n"
										"m=video 5006 RTP/AVP 31\r\n"),
			JINGLE_BODY_OFFER);
	assert_part(xml, "action='content-add' sid='sid'><content "
					 "creator='responder' name='video-1'");
	/* a stream that is refused in the same breath is none */
	peer_called();
	assert_string_equal(hear(SDP_VERSION("2", SDP_ICE AUDIO VIDEO
									 "m=image 0 udptl t38\r\n"),
								JINGLE_BODY_OFFER),
			"");
}

/* SIP's answer to a re-INVITE may end a stream */
static void test_answer_ends_stream(void **state)
{
	(void)state;
	peer_called();
	say(ACTION("content-modify", "<content creator='initiator' name='voice' "
								 "senders='initiator'/>"));
	ctx_cycle();
	assert_part(hear(SDP_VERSION("2", SDP_ICE AUDIO "a=recvonly\r\n"
													"m=video 0 RTP/AVP 31\r\n"),
						JINGLE_BODY_ANSWER),
			"action='content-remove' sid='sid'><content creator='initiator' "
			"name='cam'/>");
	assert_int_equal(stanzas.rejected.count, 1);
}

/* programs that end or break a call by content-remove of what was accepted */
static void test_keeps_contents(void **state)
{
	static const struct
	{
		jingle_peer_t peer;
		const char *said; /* NULL: nothing */
	} programs[] = {
			{JINGLE_PEER_GENERIC, "action='content-remove'"},
			{JINGLE_PEER_GAJIM, "action='content-remove'"},
			{JINGLE_PEER_UNKNOWN, NULL},
			{JINGLE_PEER_CONVERSATIONS, NULL},
			{JINGLE_PEER_MONAL, NULL},
			{JINGLE_PEER_MOVIM, NULL},
			{JINGLE_PEER_QXMPP, NULL},
			{JINGLE_PEER_DINO, "<mute "},
	};
	const char *xml;
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		peer_called();
		map.peer = programs[i].peer;
		xml = hear(SDP_VERSION("2", SDP_ICE AUDIO "m=video 0 RTP/AVP 31\r\n"),
				JINGLE_BODY_OFFER);
		map.peer = JINGLE_PEER_GENERIC;
		if(programs[i].said == NULL)
			assert_string_equal(xml, "");
		else
			assert_part(xml, programs[i].said);
		assert_no(xml, i < 2 ? "<mute " : "content-remove");
	}
	/* what the program says of it later says nothing to SIP */
	assert_string_equal(say(ACTION("content-remove", EMPTY("cam"))), "");
}

/* contents of two parties may have one name; the mids differ (RFC 5888) */
static void test_same_name(void **state)
{
	const char *sdp = offer_of(ACTION("session-initiate",
			CONTENT("x",
					DESCRIPTION("audio", PCMU) ICE(
							"")) "<content "
								 "creator='responder' name='x'>" DESCRIPTION(
										 "video", H261) ICE("") "</content>"));

	(void)state;
	assert_line(sdp, "a=mid:x");
	assert_line(strstr(sdp, "m=video"), "a=mid:1");
}

/* more m= lines than a session can have */
static void test_many_lines(void **state)
{
	char xml[2048];
	const char *sdp = "";
	int i;

	(void)state;
	peer_called();
	for(i = 2; i <= JINGLE_CTX_SLOTS && sdp[0] != '!'; i++) {
		snprintf(xml, sizeof(xml),
				ACTION("content-add",
						CONTENT("c%d", DESCRIPTION("audio", PCMU) ICE(""))),
				i);
		sdp = say(xml);
		ctx.pending = JINGLE_PENDING_NONE;
	}
	assert_int_equal(i, JINGLE_CTX_SLOTS + 1);
	assert_part(sdp, "!more than 32 m= lines in a session");
}

/* at the wrong time ---------------------------------------------------------- */

/* RFC 3261 section 14.1: one re-INVITE at a time */
static void test_not_now(void **state)
{
	(void)state;
	peer_called();
	say(ACTION("content-modify", "<content creator='initiator' name='voice' "
								 "senders='none'/>"));
	assert_int_equal(ctx.pending, JINGLE_PENDING_SIP_ANSWER);
	assert_part(say(ACTION("content-modify", "<content creator='initiator' "
											 "name='voice' senders='both'/>")),
			"!content-modify: another change waits for its answer");
	assert_int_equal(map.error.sip_code, 491);
	assert_part(say(ACTION("transport-replace",
						CONTENT("voice", RAW_AT("192.0.2.7", "5010")))),
			"!transport-replace: not now");
	assert_part(hear(SDP_VERSION("2", SDP_ICE AUDIO VIDEO), JINGLE_BODY_OFFER),
			"!SDP offer does not fit");
	/* before anything was accepted */
	offer_of(ACTION("session-initiate", BOTH));
	assert_part(say(ACTION("content-accept", BOTH)),
			"!content-accept: the session is not accepted yet");
	tr_next();
	assert_int_equal(
			jingle_sdp_current(&map, &ctx, JINGLE_BODY_ANSWER, &sdp_out), -1);
	assert_int_equal(map.error.fault, JINGLE_FAULT_STATE);
	/* the same offer may go to another phone */
	tr_next();
	assert_int_equal(
			jingle_sdp_current(&map, &ctx, JINGLE_BODY_OFFER, &sdp_out), 0);
	assert_part(tr_text(&sdp_out.body), "m=audio ");
	/* before there is a session */
	tr_start(JINGLE_INITIATOR);
	assert_string_equal(
			say(ACTION("transport-info",
					CONTENT("voice", ICE(CAND("192.0.2.7", "5010"))))),
			"");
	tr_start(JINGLE_RESPONDER);
	assert_part(say(OFFER(PCMU, ICE(""))),
			"!session-initiate: the peer is not the initiator");
}

/* names of no content are noted, the others count */
static void test_no_such_content(void **state)
{
	(void)state;
	peer_called();
	assert_line(say(ACTION("content-modify",
						"<content creator='initiator' name='nobody' "
						"senders='none'/><content creator='initiator' "
						"name='voice' senders='none'/>")),
			"a=inactive");
	assert_true(has_note("content"));
	peer_called();
	assert_part(say(ACTION("content-remove", EMPTY("nobody") EMPTY("cam"))),
			"m=video 0 ");
	assert_true(has_note("content"));
	peer_called();
	assert_line(say(ACTION("transport-replace",
						CONTENT("nobody", RAW_AT("192.0.2.7", "5010"))
								CONTENT("voice", RAW_AT("192.0.2.8", "5010")))),
			"c=IN IP4 192.0.2.8");
	peer_called();
	assert_part(say(ACTION("transport-replace", CONTENT("voice", RAW("")))),
			"!content 'voice': transport has neither address nor port");
	/* a direction that is in force already is no change */
	peer_called();
	assert_string_equal(say(ACTION("content-modify",
								"<content creator='initiator' name='voice' "
								"senders='both'/>")),
			"");
	assert_int_equal(ctx.pending, JINGLE_PENDING_NONE);
}

/* SIP answers with fewer m= lines than it was offered (RFC 3264 section 6) */
static void test_short_answer(void **state)
{
	(void)state;
	offer_of(ACTION("session-initiate", BOTH));
	hear(SDP_VERSION("1", SDP_ICE AUDIO), JINGLE_BODY_ANSWER);
	assert_true(has_note("media"));
	assert_part(out_text, "action='session-accept'");
	assert_part(out_text, "name='cam' senders='responder'");
}

static void test_nothing_for_jingle(void **state)
{
	(void)state;
	assert_part(initiate_of(SDP_HEAD "m=image 4389 udptl t38\r\n"),
			"!no m= line has a counterpart in Jingle");
	assert_int_equal(map.error.sip_code, 488);
}

/* what this side writes ------------------------------------------------------- */

static const char *written(jingle_session_t *s)
{
	jingle_list_t list;

	memset(&list, 0, sizeof(list));
	jingle_list_add(&list, s);
	return write_all(&list);
}

/* XEP-0167 section 8, XEP-0181, XEP-0251: written, and read back */
static void test_infos_written(void **state)
{
	static const jingle_info_t plain[] = {JINGLE_INFO_RINGING,
			JINGLE_INFO_ACTIVE, JINGLE_INFO_HOLD, JINGLE_INFO_UNHOLD};
	static const char *const names[] = {"ringing", "active", "hold", "unhold"};
	char expected[256];
	jingle_session_t s;
	size_t i;

	(void)state;
	tr_start(JINGLE_INITIATOR);
	memset(&s, 0, sizeof(s));
	s.action = JINGLE_SESSION_INFO;
	assert_string_equal(written(&s),
			"<jingle xmlns='urn:xmpp:jingle:1' action='session-info' "
			"sid='sid'/>\n");
	for(i = 0; i < 4; i++) {
		s.info = plain[i];
		snprintf(expected, sizeof(expected),
				"<%s xmlns='urn:xmpp:jingle:apps:rtp:info:1'/></jingle>",
				names[i]);
		assert_part(written(&s), expected);
		assert_string_equal(say(written(&s)), "");
		assert_int_equal(session->info, plain[i]);
	}
	s.info = JINGLE_INFO_MUTE;
	s.info_creator = JINGLE_RESPONDER;
	jingle_str_set(&s.info_content, "voice");
	assert_part(written(&s), "<mute xmlns='urn:xmpp:jingle:apps:rtp:info:1' "
							 "creator='responder' name='voice'/>");
	s.info = JINGLE_INFO_UNMUTE;
	s.info_creator = JINGLE_INITIATOR;
	assert_part(written(&s), "<unmute xmlns='urn:xmpp:jingle:apps:rtp:info:1' "
							 "creator='initiator' name='voice'/>");
	memset(&s, 0, sizeof(s));
	s.action = JINGLE_SESSION_INFO;
	s.info = JINGLE_INFO_DTMF;
	jingle_str_set(&s.dtmf_code, "#");
	s.dtmf_duration = 400;
	assert_part(written(&s),
			"<dtmf xmlns='urn:xmpp:jingle:dtmf:0' code='#' duration='400'/>");
	say(written(&s));
	assert_int_equal(session->info, JINGLE_INFO_DTMF);
	assert_int_equal(session->dtmf_duration, 400);
	s.info = JINGLE_INFO_TRANSFER;
	jingle_str_set(&s.transfer_to, "boss@execs.example.com/phone");
	jingle_str_set(&s.transfer_sid, "a73sjjvkla37jfea");
	assert_part(written(&s),
			"<transfer xmlns='urn:xmpp:jingle:transfer:0' "
			"sid='a73sjjvkla37jfea' to='boss@execs.example.com/phone'/>");
	say(written(&s));
	assert_memory_equal(
			session->transfer_to.s, s.transfer_to.s, (size_t)s.transfer_to.len);
}

/* mute and unmute name a content, or mean all (XEP-0167 section 8.3) */
static void test_mute(void **state)
{
	(void)state;
	peer_called();
	assert_string_equal(say(ACTION("session-info",
								"<mute xmlns='urn:xmpp:jingle:apps:rtp:info:1' "
								"creator='responder' name='voice'/>")),
			"");
	assert_int_equal(session->info, JINGLE_INFO_MUTE);
	assert_int_equal(session->info_creator, JINGLE_RESPONDER);
	assert_memory_equal(session->info_content.s, "voice", 5);
	say(ACTION("session-info", "<unmute xmlns='urn:xmpp:jingle:apps:rtp:info:"
							   "1' creator='initiator' name='cam'/>"));
	assert_int_equal(session->info, JINGLE_INFO_UNMUTE);
	assert_int_equal(session->info_creator, JINGLE_INITIATOR);
	assert_memory_equal(session->info_content.s, "cam", 3);
	say(ACTION(
			"session-info", "<mute xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>"));
	assert_int_equal(session->info_creator, JINGLE_PARTY_NONE);
	assert_null(session->info_content.s);
	/* never hold because of it */
	assert_int_equal(ctx.pending, JINGLE_PENDING_NONE);
}

/* XEP-0166 section 7.4: each reason, its text, the other session */
static void test_reasons_written(void **state)
{
	char expected[128];
	jingle_session_t s;
	int i;

	(void)state;
	tr_start(JINGLE_INITIATOR);
	memset(&s, 0, sizeof(s));
	s.action = JINGLE_SESSION_TERMINATE;
	for(i = JINGLE_REASON_ALTERNATIVE_SESSION; i < JINGLE_REASONS; i++) {
		s.reason = (jingle_reason_t)i;
		snprintf(expected, sizeof(expected), "<reason><%s/></reason>",
				jingle_reason_name(s.reason));
		assert_part(written(&s), expected);
		say(written(&s));
		assert_int_equal(session->reason, i);
	}
	s.reason = JINGLE_REASON_ALTERNATIVE_SESSION;
	jingle_str_set(&s.alternative_sid, "b84tkkwlmb48kgfb");
	jingle_str_set(&s.reason_text, "486 <Busy> & so on");
	assert_part(written(&s),
			"<reason><alternative-session><sid>b84tkkwlmb48kgfb</sid>"
			"</alternative-session><text>486 &lt;Busy&gt; &amp; so on</text>"
			"</reason>");
	say(written(&s));
	assert_memory_equal(session->alternative_sid.s, s.alternative_sid.s, 16);
	assert_int_equal(session->reason_text.len, s.reason_text.len);
	/* lines of a text are no lines of SIP */
	say(ACTION("session-terminate",
			"<reason><decline/><text>a&#13;&#10;Via: b</text></reason>"));
	assert_memory_equal(session->reason_text.s, "a  Via: b", 9);
	/* no reason, or one that nobody knows */
	s.reason = JINGLE_REASON_NONE;
	assert_no(written(&s), "<reason>");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_two_trickle),
			cmocka_unit_test(test_due_later),
			cmocka_unit_test(test_keeps_contents),
			cmocka_unit_test(test_two_trickled),
			cmocka_unit_test(test_end_of_all),
			cmocka_unit_test(test_two_restart),
			cmocka_unit_test(test_useless_candidates),
			cmocka_unit_test(test_new_raw_address),
			cmocka_unit_test(test_late_keys), cmocka_unit_test(test_two_added),
			cmocka_unit_test(test_unusable_accept),
			cmocka_unit_test(test_removed_while_added),
			cmocka_unit_test(test_sees),
			cmocka_unit_test(test_place_used_again),
			cmocka_unit_test(test_answer_ends_stream),
			cmocka_unit_test(test_same_name), cmocka_unit_test(test_many_lines),
			cmocka_unit_test(test_not_now),
			cmocka_unit_test(test_no_such_content),
			cmocka_unit_test(test_short_answer),
			cmocka_unit_test(test_nothing_for_jingle),
			cmocka_unit_test(test_infos_written), cmocka_unit_test(test_mute),
			cmocka_unit_test(test_reasons_written)};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	tr_done();
	return failed;
}
