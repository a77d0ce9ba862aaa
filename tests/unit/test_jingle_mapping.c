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
/* The attributes of SDP and of Jingle, one test for each row of the mapping,
 * both directions; what is expected is what the standards named say. */

#include "jingle_test.h"

/* 3.1 session lines ------------------------------------------------------- */

/* v=, s=, t= are constants (RFC 3264 section 5, RFC 8866 section 5) */
static void row_3_1_1(void **state)
{
	const char *sdp = offer_of(OFFER(PCMU, ICE("")));

	(void)state;
	assert_int_equal(strncmp(sdp, "v=0\r\no=", 7), 0);
	assert_line(sdp, "s=-");
	assert_line(sdp, "t=0 0");
	assert_no(initiate_of(SDP_HEAD "m=audio 5004 RTP/AVP 0\r\n"), "t=0");
}

/* o= : +1 for each changed body, the same body the same version */
static void row_3_1_2(void **state)
{
	(void)state;
	offer_of(OFFER(PCMU, ICE("")));
	assert_int_equal(ctx.sdp_version, 1);
	assert_part(out_text, "o=- 42 1 IN IP4 ");
	hear(SDP_HEAD SDP_ICE "m=audio 5004 RTP/AVP 0\r\n", JINGLE_BODY_ANSWER);
	tr_next();
	assert_int_equal(
			jingle_sdp_current(&map, &ctx, JINGLE_BODY_OFFER, &sdp_out), 0);
	assert_true(sdp_out.same);
	assert_int_equal(ctx.sdp_version, 1);
	ctx.pending = JINGLE_PENDING_NONE;
	say(JINGLE_OPEN(
			"content-modify") "<content creator='initiator' "
							  "name='voice' senders='none'/>" JINGLE_CLOSE);
	assert_int_equal(ctx.sdp_version, 2);
	assert_part(out_text, "o=- 42 2 IN IP4 ");
}

/* b= of the session goes down when there is one m= only */
static void row_3_1_4(void **state)
{
	static const char one[] =
			"v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\n"
			"b=AS:256\r\nt=0 0\r\nm=audio 5004 RTP/AVP 0\r\n";
	static const char two[] =
			"v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\n"
			"b=AS:256\r\nt=0 0\r\nm=audio 5004 RTP/AVP 0\r\n"
			"m=video 5006 RTP/AVP 31\r\n";

	(void)state;
	assert_part(initiate_of(one), "<bandwidth type='AS'>256</bandwidth>");
	assert_no(initiate_of(two), "bandwidth");
	assert_true(has_note("bandwidth"));
}

/* i= u= e= p= k= r= z= have no counterpart */
static void row_3_1_5(void **state)
{
	static const char *const lines[] = {"i=x\r\n", "u=http://x/\r\n",
			"e=a@x\r\n", "p=+1\r\n", "k=prompt\r\n", "r=1 1 1\r\n",
			"z=0 0\r\n"};
	char sdp[512];
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		const char name[] = {lines[i][0], '\0'};
		snprintf(sdp, sizeof(sdp), SDP_HEAD "%sm=audio 5004 RTP/AVP 0\r\n",
				lines[i]);
		assert_part(initiate_of(sdp), "<payload-type id='0' name='PCMU'");
		assert_true(has_note(name));
	}
}

/* a=group <-> <group/> (XEP-0338 section 2), LS the same way */
static void row_3_1_6(void **state)
{
	const char *xml = initiate_of(
			SDP_HEAD "a=group:BUNDLE 0 1\r\na=group:LS 0 1\r\n" SDP_ICE
					 "m=audio 5004 RTP/AVP 0\r\na=mid:0\r\n"
					 "m=video 5004 RTP/AVP 31\r\na=mid:1\r\n");

	(void)state;
	assert_part(xml, "<group xmlns='urn:xmpp:jingle:apps:grouping:0' "
					 "semantics='BUNDLE'><content name='0'/><content "
					 "name='1'/></group>");
	assert_part(xml, "semantics='LS'");
	assert_line(
			offer_of(JINGLE_OPEN(
					"session-initiate") "<group "
										"xmlns='urn:xmpp:jingle:apps:grouping:"
										"0' "
										"semantics='BUNDLE'><content "
										"name='a'/><content "
										"name='v'/></group>" CONTENT("a",
												DESCRIPTION("audio", PCMU)
														ICE("")) CONTENT("v",
												DESCRIPTION("video",
														"<payload-type "
														"id='31'/>") ICE(""))
												JINGLE_CLOSE),
			"a=group:BUNDLE a v");
}

/* a=msid-semantic: dropped; back when sources carry msid */
static void row_3_1_7(void **state)
{
	(void)state;
	assert_no(initiate_of(SDP_HEAD "a=msid-semantic: WMS *\r\nm=audio 5004 "
								   "RTP/AVP 0\r\n"),
			"WMS");
	assert_line(offer_of(OFFER(PCMU
						"<source xmlns='urn:xmpp:jingle:apps:rtp:ssma:0' "
						"ssrc='7'><parameter name='msid' value='s t'/>"
						"</source>",
						ICE(""))),
			"a=msid-semantic: WMS *");
	assert_no(offer_of(OFFER(PCMU, ICE(""))), "msid-semantic");
}

/* a=ice-lite: none in Jingle */
static void row_3_1_8(void **state)
{
	(void)state;
	assert_no(initiate_of(SDP_HEAD SDP_ICE
					  "a=ice-lite\r\nm=audio 5004 RTP/AVP 0\r\n"),
			"lite");
	assert_true(has_note("ice-lite"));
}

/* what session lines say goes into every content */
static void row_3_1_9(void **state)
{
	const char *xml = initiate_of(SDP_HEAD SDP_ICE
			"a=fingerprint:sha-256 AA:BB\r\na=setup:actpass\r\na=sendonly\r\n"
			"a=extmap:1 urn:x:y\r\na=extmap-allow-mixed\r\n"
			"m=audio 5004 RTP/AVP 0\r\nm=video 5006 RTP/AVP 31\r\n"
			"a=recvonly\r\n");
	const char *second = strstr(xml + 1, "<content ");

	(void)state;
	second = strstr(second + 1, "<content ");
	assert_non_null(second);
	assert_part(second, "ufrag='F7gI'");
	assert_part(second, "setup='actpass'>AA:BB</fingerprint>");
	assert_part(second, "uri='urn:x:y'");
	assert_part(second, "<extmap-allow-mixed xmlns='urn:xmpp:jingle:apps:rtp:"
						"rtp-hdrext:0'/>");
	assert_part(xml, "name='audio' senders='initiator'");
	assert_part(second, "senders='responder'"); /* its own direction wins */
}

/* a=tool, a=X-..., unknown: dropped, noted, the rest stays */
static void row_3_1_10(void **state)
{
	(void)state;
	assert_part(initiate_of(SDP_HEAD "a=tool:x\r\na=X-y\r\nm=audio 5004 "
									 "RTP/AVP 0\r\na=nonsense:1\r\n"),
			"<payload-type id='0'");
	assert_true(has_note("tool"));
	assert_true(has_note("X-y"));
	assert_true(has_note("nonsense"));
}

/* sid: any text, not only a name token */
static void row_3_1_11(void **state)
{
	(void)state;
	assert_part(
			offer_of("<jingle xmlns='urn:xmpp:jingle:1' "
					 "action='session-initiate' "
					 "sid='/+aX=='>" CONTENT("voice",
							 DESCRIPTION("audio", PCMU) ICE("")) "</jingle>"),
			"m=audio");
	assert_memory_equal(session->sid.s, "/+aX==", 6);
}

/* 3.2 the m= line ------------------------------------------------------------ */

static void row_3_2_1(void **state)
{
	(void)state;
	assert_part(offer_of(JINGLE_OPEN("session-initiate") CONTENT("t",
						DESCRIPTION("text", "<payload-type id='98' "
											"name='t140' clockrate='1000'/>")
								ICE("")) JINGLE_CLOSE),
			"m=text 9 RTP/AVP 98\r\n");
	assert_part(initiate_of(SDP_HEAD "m=text 5004 RTP/AVP 98\r\na=rtpmap:98 "
									 "t140/1000\r\n"),
			"media='text'");
}

/* port of component 1; 9 when none is known, 0 is refused */
static void row_3_2_2(void **state)
{
	(void)state;
	assert_part(offer_of(OFFER(PCMU, ICE(""))), "m=audio 9 ");
	assert_part(offer_of(OFFER(PCMU, RAW("<candidate component='1' "
										 "generation='0' id='a' "
										 "ip='192.0.2.7' port='5010'/>"))),
			"m=audio 5010 ");
	assert_no(initiate_of(SDP_HEAD "m=audio 5004 RTP/AVP 0\r\n"
								   "m=video 0 RTP/AVP 31\r\n"),
			"video");
	assert_int_equal(stanzas.rejected.count, 1);
}

/* protocol by keys and feedback (0167 section 4, 0293 section 3, RFC 5764) */
static void row_3_2_3(void **state)
{
	static const char fb[] = "<rtcp-fb type='nack' "
							 "xmlns='urn:xmpp:jingle:apps:rtp:rtcp-fb:0'/>";
	static const char crypto[] =
			"<encryption><crypto tag='1' crypto-suite='AES_CM_128_HMAC_SHA1_80'"
			" key-params='inline:a'/></encryption>";
	static const char dtls[] = "<fingerprint xmlns='urn:xmpp:jingle:apps:"
							   "dtls:0' hash='sha-256'>AA</fingerprint>";
	static const struct
	{
		const char *description;
		const char *transport;
		const char *proto;
	} cases[] = {{"", "", " RTP/AVP "}, {fb, "", " RTP/AVPF "},
			{crypto, "", " RTP/SAVP "}, {"", dtls, " UDP/TLS/RTP/SAVP "},
			{fb, dtls, " UDP/TLS/RTP/SAVPF "},
			{crypto, dtls, " UDP/TLS/RTP/SAVP "}};
	char xml[2048];
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(xml, sizeof(xml), OFFER(PCMU "%s", ICE("%s")),
				cases[i].description, cases[i].transport);
		assert_part(offer_of(xml), cases[i].proto);
	}
	/* back: RTP/AVP with a fingerprint is opportunistic (RFC 8643) */
	assert_part(initiate_of(SDP_HEAD SDP_ICE "m=audio 5004 RTP/AVP 0\r\n"
											 "a=fingerprint:sha-256 AA\r\n"),
			"<fingerprint ");
	/* the answer keeps the protocol of the offer */
	offer_of(OFFER(PCMU, ICE("")));
	initiate_of(SDP_HEAD SDP_ICE "m=audio 5004 RTP/AVP 0\r\n"
								 "a=fingerprint:sha-256 AA\r\n");
	assert_part(say(JINGLE_OPEN("session-accept") CONTENT("audio",
						DESCRIPTION("audio", PCMU)
								ICE("<fingerprint xmlns='urn:xmpp:jingle:apps:"
									"dtls:0' hash='sha-256' setup='active'>BB"
									"</fingerprint>")) JINGLE_CLOSE),
			"m=audio 9 RTP/AVP 0\r\n");
}

/* order is preference */
static void row_3_2_4(void **state)
{
	const char *xml;

	(void)state;
	assert_part(offer_of(OFFER("<payload-type id='8'/><payload-type id='0'/>"
							   "<payload-type id='9'/>",
						ICE(""))),
			" 8 0 9\r\n");
	xml = initiate_of(SDP_HEAD "m=audio 5004 RTP/AVP 9 0 8\r\n");
	assert_true(strstr(xml, "id='9'") < strstr(xml, "id='0'"));
	assert_true(strstr(xml, "id='0'") < strstr(xml, "id='8'"));
}

/* the position of an m= line is kept; an m= line never goes away */
static void row_3_2_5(void **state)
{
	static const char offer[] = SDP_HEAD SDP_ICE
			"m=audio 5004 RTP/AVP 0\r\na=mid:a\r\nm=video 5006 RTP/AVP 31\r\n"
			"a=mid:v\r\n";
	const char *sdp;

	(void)state;
	initiate_of(offer);
	/* the answer lists them the other way round */
	sdp = say(JINGLE_OPEN("session-accept")
					CONTENT("v", DESCRIPTION("video", "<payload-type "
													  "id='31'/>") ICE(""))
							CONTENT("a", DESCRIPTION("audio", PCMU) ICE(""))
									JINGLE_CLOSE);
	assert_true(strstr(sdp, "m=audio") < strstr(sdp, "m=video"));
	ctx_cycle();
	sdp = say(JINGLE_OPEN("content-remove") "<content creator='initiator' "
											"name='a'/>" JINGLE_CLOSE);
	assert_part(sdp, "m=audio 0 ");
	assert_part(sdp, "m=video 9 ");
}

/* mid <-> name; a name that is no token gets an index */
static void row_3_2_6(void **state)
{
	(void)state;
	assert_line(offer_of(OFFER(PCMU, ICE(""))), "a=mid:voice");
	assert_line(
			offer_of(JINGLE_OPEN("session-initiate") CONTENT("this is a stub",
					DESCRIPTION("audio", PCMU) ICE("")) JINGLE_CLOSE),
			"a=mid:0");
	assert_part(initiate_of(SDP_HEAD "m=audio 5004 RTP/AVP 0\r\na=mid:foo\r\n"),
			"<content creator='initiator' name='foo'");
	assert_part(
			initiate_of(SDP_HEAD "m=audio 5004 RTP/AVP 0\r\n"), "name='audio'");
	/* two of one kind without mid */
	assert_part(initiate_of(SDP_HEAD "m=audio 5004 RTP/AVP 0\r\n"
									 "m=audio 5006 RTP/AVP 0\r\n"),
			"name='audio-1'");
	/* the answer has a mid only where the offer had one */
	assert_no(
			say(JINGLE_OPEN("session-accept") CONTENT("audio",
					DESCRIPTION("audio", PCMU) RAW(
							"<candidate component='1' generation='0' id='a' "
							"ip='192.0.2.7' port='5010'/>")) CONTENT("audio-1",
					DESCRIPTION("audio", PCMU)
							RAW("<candidate component='1' "
								"generation='0' id='a' "
								"ip='192.0.2.7' port='5012'/>")) JINGLE_CLOSE),
			"a=mid");
}

/* creator: who added the content first, for ever */
static void row_3_2_7(void **state)
{
	(void)state;
	offer_of(OFFER(PCMU, ICE("")));
	assert_part(hear(SDP_HEAD SDP_ICE "m=audio 5004 RTP/AVP 0\r\n",
						JINGLE_BODY_ANSWER),
			"<content creator='initiator' name='voice'");
	/* SIP, the responder, adds one */
	assert_part(hear("v=0\r\no=alice 2890844526 2 IN IP4 192.0.2.1\r\ns=-\r\n"
					 "c=IN IP4 192.0.2.1\r\nt=0 0\r\n" SDP_ICE
					 "m=audio 5004 RTP/AVP 0\r\nm=video 5006 RTP/AVP 31\r\n",
						JINGLE_BODY_OFFER),
			"action='content-add' sid='sid'><content creator='responder' "
			"name='video'");
}

/* 3.3 codecs ------------------------------------------------------------------ */

static void row_3_3_1(void **state)
{
	(void)state;
	assert_string_equal(offer_of(OFFER("<payload-type id='300' name='x' "
									   "clockrate='8000'/>",
								ICE(""))),
			"!content 'voice': payload-type id '300' is not in 0..127 "
			"(XEP-0167 \xC2\xA7"
			"4)");
	assert_part(offer_of(OFFER("<payload-type id='127' name='x' "
							   "clockrate='8000'/>",
						ICE(""))),
			"a=rtpmap:127 x/8000\r\n");
	assert_part(initiate_of(SDP_HEAD "m=audio 5004 RTP/AVP 128\r\n"), "!");
}

static void row_3_3_2(void **state)
{
	const char *sdp = offer_of(OFFER(
			"<payload-type id='0'/><payload-type id='9' name='G722' "
			"clockrate='16000'/><payload-type id='10'/><payload-type id='97' "
			"name='speex' clockrate='16000'/><payload-type id='111' "
			"name='OPUS' clockrate='48000'/><payload-type id='103' name='L16' "
			"clockrate='16000' channels='2'/>",
			ICE("")));

	(void)state;
	assert_line(sdp, "a=rtpmap:0 PCMU/8000");
	assert_line(sdp, "a=rtpmap:9 G722/8000"); /* RFC 3551 section 4.5.2 */
	assert_line(sdp, "a=rtpmap:10 L16/44100/2");
	assert_line(sdp, "a=rtpmap:97 speex/16000");
	assert_line(sdp, "a=rtpmap:111 opus/48000/2"); /* RFC 7587 section 7 */
	assert_line(sdp, "a=rtpmap:103 L16/16000/2");
	assert_part(offer_of(OFFER("<payload-type id='96'/>", ICE(""))),
			"payload-type 96 has no name");
	assert_part(initiate_of(SDP_HEAD "m=audio 5004 RTP/AVP 18 111\r\n"
									 "a=rtpmap:111 opus/48000/2\r\n"),
			"<payload-type id='18' name='G729' clockrate='8000'/>"
			"<payload-type id='111' name='opus' clockrate='48000' "
			"channels='2'/>");
	/* a dynamic one without rtpmap cannot be known */
	assert_no(initiate_of(SDP_HEAD "m=audio 5004 RTP/AVP 0 97\r\n"), "97");
	assert_true(has_note("rtpmap"));
}

static void row_3_3_3(void **state)
{
	(void)state;
	assert_part(initiate_of(SDP_HEAD "m=audio 5004 RTP/AVP 97\r\n"
									 "a=rtpmap:97 AMR/8000\r\n"
									 "a=fmtp:97 mode-set=0,2,4,7; "
									 "octet-align=1\r\n"),
			"<parameter name='mode-set' value='0,2,4,7'/>"
			"<parameter name='octet-align' value='1'/>");
	assert_part(initiate_of(SDP_HEAD "m=audio 5004 RTP/AVP 97\r\n"
									 "a=rtpmap:97 X/8000\r\n"
									 "a=fmtp:97 a=1,b=2\r\n"),
			"<parameter name='a' value='1'/><parameter name='b' value='2'/>");
	/* a value may hold '=' */
	assert_part(initiate_of(SDP_HEAD
						"m=video 5004 RTP/AVP 97\r\na=rtpmap:97 H264/90000\r\n"
						"a=fmtp:97 sprop-parameter-sets=Z0I=,aMlj==\r\n"),
			"value='Z0I=,aMlj=='");
	assert_line(offer_of(OFFER("<payload-type id='97' name='AMR' "
							   "clockrate='8000'><parameter name='a' "
							   "value='1'/><parameter name='B' value='2'/>"
							   "</payload-type>",
						ICE(""))),
			"a=fmtp:97 a=1;B=2");
}

/* stox-media section 10 */
static void row_3_3_4(void **state)
{
	const char *xml = initiate_of(SDP_HEAD
			"m=audio 5004 RTP/AVP 100 99 98 97\r\n"
			"a=rtpmap:100 telephone-event/8000\r\na=fmtp:100 0-15,66,70\r\n"
			"a=rtpmap:99 red/8000\r\na=fmtp:99 0/103\r\n"
			"a=rtpmap:98 X/8000\r\na=fmtp:98 flag\r\n"
			"a=rtpmap:97 telephone-event/48000\r\n");
	const char *sdp;

	(void)state;
	assert_part(xml, "<parameter name='events' value='0-15,66,70'/>");
	assert_part(xml, "<parameter name='pt' value='0,103'/>");
	assert_part(xml, "<parameter name='' value='flag'/>");
	assert_part(xml, "clockrate='48000'><parameter name='events' "
					 "value='0-15'/>");
	sdp = offer_of(OFFER(
			"<payload-type id='100' name='telephone-event' clockrate='8000'>"
			"<parameter name='events' value='0-15,66,70'/></payload-type>"
			"<payload-type id='99' name='red' clockrate='8000'><parameter "
			"name='pt' value='0,103'/></payload-type>"
			"<payload-type id='98' name='X' clockrate='8000'><parameter "
			"name='' value='flag'/></payload-type>"
			"<payload-type id='96' name='X' clockrate='8000'><parameter "
			"value='flag'/></payload-type>"
			"<payload-type id='63' name='red' clockrate='48000'><parameter "
			"name='111/111'/></payload-type>"
			"<payload-type id='97' name='telephone-event' clockrate='48000'/>",
			ICE("")));
	assert_line(sdp, "a=fmtp:100 0-15,66,70");
	assert_line(sdp, "a=fmtp:99 0/103");
	assert_line(sdp, "a=fmtp:98 flag");
	assert_line(sdp, "a=fmtp:96 flag");
	assert_line(sdp, "a=fmtp:63 111/111"); /* stanza.js */
	assert_line(sdp, "a=fmtp:97 0-15");
}

static void row_3_3_5(void **state)
{
	const char *xml = initiate_of(SDP_HEAD "m=audio 5004 RTP/AVP 0 8\r\n"
										   "a=ptime:20\r\na=maxptime:60\r\n");
	const char *sdp;

	(void)state;
	assert_part(xml, "name='PCMU' clockrate='8000' ptime='20' maxptime='60'/>");
	assert_part(xml, "name='PCMA' clockrate='8000' ptime='20' maxptime='60'/>");
	sdp = offer_of(OFFER("<payload-type id='0' ptime='30' maxptime='90'/>"
						 "<payload-type id='8' ptime='20'/>",
			ICE("")));
	assert_line(sdp, "a=ptime:30");
	assert_line(sdp, "a=maxptime:90");
	/* aTalk */
	sdp = offer_of(OFFER("<payload-type id='0'><parameter name='ptime' "
						 "value='40'/></payload-type>",
			ICE("")));
	assert_line(sdp, "a=ptime:40");
	assert_no(sdp, "a=fmtp:0");
}

#define FB_NS "xmlns='urn:xmpp:jingle:apps:rtp:rtcp-fb:0'"

static void row_3_3_6(void **state)
{
	const char *xml = initiate_of(
			SDP_HEAD "m=video 5004 RTP/AVPF 96\r\na=rtpmap:96 VP8/90000\r\n"
					 "a=rtcp-fb:96 nack\r\na=rtcp-fb:96 nack pli\r\n"
					 "a=rtcp-fb:96 ccm tmmbr smaxpr=120\r\n");

	(void)state;
	assert_part(xml, "<rtcp-fb " FB_NS " type='nack'/>");
	assert_part(xml, "<rtcp-fb " FB_NS " type='nack' subtype='pli'/>");
	assert_part(xml, "<rtcp-fb " FB_NS " type='ccm' subtype='tmmbr'>"
					 "<parameter name='smaxpr' value='120'/></rtcp-fb>"
					 "</payload-type>");
	xml = offer_of(OFFER("<payload-type id='96' name='VP8' clockrate='90000'>"
						 "<rtcp-fb " FB_NS " type='nack' subtype='pli'/>"
						 "<rtcp-fb " FB_NS " type='ccm' subtype='tmmbr'>"
						 "<parameter name='smaxpr' value='120'/></rtcp-fb>"
						 "</payload-type>",
			ICE("")));
	assert_line(xml, "a=rtcp-fb:96 nack pli");
	assert_line(xml, "a=rtcp-fb:96 ccm tmmbr smaxpr=120");
}

static void row_3_3_7(void **state)
{
	(void)state;
	assert_part(initiate_of(SDP_HEAD "m=video 5004 RTP/AVPF 31\r\n"
									 "a=rtcp-fb:* nack\r\n"),
			"<rtcp-fb " FB_NS " type='nack'/></description>");
	assert_line(
			offer_of(OFFER(PCMU "<rtcp-fb " FB_NS " type='nack'/>", ICE(""))),
			"a=rtcp-fb:* nack");
}

static void row_3_3_8(void **state)
{
	(void)state;
	assert_part(initiate_of(SDP_HEAD "m=video 5004 RTP/AVPF 31\r\n"
									 "a=rtcp-fb:31 trr-int 100\r\n"),
			"<rtcp-fb-trr-int " FB_NS " value='100'/></payload-type>");
	assert_line(offer_of(OFFER("<payload-type id='0'><rtcp-fb-trr-int " FB_NS
							   " value='100'/></payload-type>",
						ICE(""))),
			"a=rtcp-fb:0 trr-int 100");
	assert_line(offer_of(OFFER(PCMU "<rtcp-fb-trr-int " FB_NS "/>", ICE(""))),
			"a=rtcp-fb:* trr-int 0");
}

/* lines of a media section without a counterpart: dropped, noted, the rest stays */
static void dropped(const char *line, const char *name)
{
	char sdp[1024];

	snprintf(sdp, sizeof(sdp),
			SDP_HEAD SDP_ICE "m=audio 5004 RTP/AVP 0\r\n%s\r\na=ptime:20\r\n",
			line);
	assert_part(initiate_of(sdp), "id='0' name='PCMU' clockrate='8000' "
								  "ptime='20'");
	if(!has_note(name))
		fail_msg("no note '%s' about %s", name, line);
}

static void row_3_3_9(void **state)
{
	(void)state;
	dropped("a=framerate:30", "framerate");
	dropped("a=imageattr:97 send *", "imageattr");
	dropped("a=quality:10", "quality");
}

static void row_3_3_10(void **state)
{
	const char *xml = initiate_of(SDP_HEAD "m=audio 5004 RTP/AVP 0\r\n"
										   "b=TIAS:64000\r\nb=AS:80\r\n");

	(void)state;
	assert_part(xml, "<bandwidth type='AS'>80</bandwidth>");
	assert_no(xml, "TIAS");
	assert_part(initiate_of(SDP_HEAD "m=audio 5004 RTP/AVP 0\r\n"
									 "b=RR:8\r\nb=TIAS:64000\r\n"),
			"<bandwidth type='TIAS'>64000</bandwidth>");
	assert_line(offer_of(OFFER(
						PCMU "<bandwidth type='AS'>128</bandwidth>", ICE(""))),
			"b=AS:128");
	assert_part(
			offer_of(OFFER(PCMU "<bandwidth type='AS'>x</bandwidth>", ICE(""))),
			"!content 'voice': bandwidth is not a number");
}

static void row_3_3_11(void **state)
{
	(void)state;
	assert_part(initiate_of(SDP_HEAD SDP_ICE "m=audio 5004 RTP/AVP 0\r\n"
											 "a=rtcp-mux\r\n"),
			"<rtcp-mux/></description>");
	assert_line(offer_of(OFFER(PCMU "<rtcp-mux/>", ICE(""))), "a=rtcp-mux");
	assert_line(offer_of(OFFER(PCMU, ICE("<rtcp-mux/>"))), "a=rtcp-mux");
}

static void row_3_3_12(void **state)
{
	(void)state;
	assert_part(initiate_of(SDP_HEAD SDP_ICE "m=audio 5004 RTP/AVP 0\r\n"
											 "a=rtcp-mux-only\r\n"),
			"<rtcp-mux/>");
}

static void row_3_3_13(void **state)
{
	static const char sdp[] =
			SDP_HEAD SDP_ICE "m=audio 5004 RTP/AVP 0\r\na=rtcp-rsize\r\n";

	(void)state;
	assert_line(offer_of(OFFER(PCMU "<rtcp-reduced-size/>", ICE(""))),
			"a=rtcp-rsize");
	assert_no(initiate_of(sdp), "reduced");
	assert_true(has_note("rtcp-rsize"));
	tr_start(JINGLE_RESPONDER);
	map.peer = JINGLE_PEER_STANZA; /* the one that knows it */
	assert_part(hear(sdp, JINGLE_BODY_OFFER), "<rtcp-reduced-size/>");
}

static void row_3_3_14(void **state)
{
	(void)state;
	dropped("a=rtcp-xr:voip-metrics", "rtcp-xr");
	dropped("a=rid:1 send", "rid");
	dropped("a=simulcast:send 1;2", "simulcast");
	dropped("a=ssrc:1 fmtp:0 x", "ssrc");
}

static void row_3_3_15(void **state)
{
	const char *xml = initiate_of(SDP_HEAD "m=video 5004 RTP/AVP 31\r\n"
										   "a=content:main,alt\r\n");

	(void)state;
	assert_part(xml, "<category xmlns='urn:xmpp:jingle:apps:category:0' "
					 "name='main'/><category "
					 "xmlns='urn:xmpp:jingle:apps:category:0' name='alt'/>");
	assert_line(offer_of(JINGLE_OPEN("session-initiate") CONTENT("v",
						DESCRIPTION("audio", PCMU) ICE(
								"") "<category xmlns='urn:xmpp:jingle:apps:"
									"category:0' name='main'/><category "
									"xmlns='urn:xmpp:jingle:apps:category:0' "
									"name='alt'/>") JINGLE_CLOSE),
			"a=content:main,alt");
}

static void row_3_3_16(void **state)
{
	(void)state;
	dropped("a=label:1", "label");
	dropped("a=lang:de", "lang");
	dropped("i=speech", "i");
}

/* 3.4 header extensions, sources ---------------------------------------------- */

#define EXT_NS "xmlns='urn:xmpp:jingle:apps:rtp:rtp-hdrext:0'"

static void row_3_4_1(void **state)
{
	const char *sdp;

	(void)state;
	/* SIP offers, so it is the initiator: sendonly = initiator */
	assert_part(initiate_of(SDP_HEAD "m=audio 5004 RTP/AVP 0\r\n"
									 "a=extmap:1/sendonly urn:x:a a=b c\r\n"
									 "a=extmap:2 urn:x:b\r\n"),
			"<rtp-hdrext " EXT_NS " id='1' uri='urn:x:a' "
			"senders='initiator'><parameter name='a' value='b'/>"
			"<parameter name='c'/></rtp-hdrext><rtp-hdrext " EXT_NS
			" id='2' uri='urn:x:b'/>");
	sdp = offer_of(OFFER(PCMU "<rtp-hdrext " EXT_NS " id='1' uri='urn:x:a' "
							  "senders='responder'><parameter name='a' "
							  "value='b'/></rtp-hdrext>",
			ICE("")));
	assert_line(sdp, "a=extmap:1/recvonly urn:x:a a=b");
	/* the other orientation: the peer answers */
	initiate_of(SDP_HEAD SDP_ICE "m=audio 5004 RTP/AVP 0\r\na=mid:voice\r\n"
								 "a=extmap:1/sendonly urn:x:a\r\n");
	sdp = say(JINGLE_OPEN("session-accept") CONTENT("voice",
			DESCRIPTION("audio",
					PCMU "<rtp-hdrext " EXT_NS " id='1' uri='urn:x:a' "
						 "senders='initiator'/>") ICE("")) JINGLE_CLOSE);
	assert_line(sdp, "a=extmap:1/recvonly urn:x:a");
}

static void row_3_4_2(void **state)
{
	(void)state;
	assert_part(initiate_of(SDP_HEAD "m=audio 5004 RTP/AVP 0\r\n"
									 "a=extmap-allow-mixed\r\n"),
			"<extmap-allow-mixed " EXT_NS "/>");
	assert_line(
			offer_of(OFFER(PCMU "<extmap-allow-mixed " EXT_NS "/>", ICE(""))),
			"a=extmap-allow-mixed");
}

#define ENCRYPT "urn:ietf:params:rtp-hdrext:encrypt"

static void row_3_4_3(void **state)
{
	(void)state;
	assert_part(initiate_of(SDP_HEAD "m=audio 5004 RTP/AVP 0\r\n"
									 "a=extmap:4 " ENCRYPT " urn:x:a\r\n"),
			"uri='" ENCRYPT "'><parameter name='urn:x:a'/></rtp-hdrext>");
	assert_line(
			offer_of(OFFER(PCMU "<rtp-hdrext " EXT_NS " id='4' uri='" ENCRYPT
								"'><parameter name='urn:x:a'/>"
								"</rtp-hdrext>",
					ICE(""))),
			"a=extmap:4 " ENCRYPT " urn:x:a");
}

/* RFC 8285: 1-255, and 4096-4351 for choices in an offer */
static void row_3_4_4(void **state)
{
	(void)state;
	assert_line(offer_of(OFFER(PCMU "<rtp-hdrext " EXT_NS " id='255' "
									"uri='urn:x:a'/>",
						ICE(""))),
			"a=extmap:255 urn:x:a");
	assert_line(offer_of(OFFER(PCMU "<rtp-hdrext " EXT_NS " id='4351' "
									"uri='urn:x:a'/>",
						ICE(""))),
			"a=extmap:4351 urn:x:a");
	assert_no(offer_of(OFFER(PCMU "<rtp-hdrext " EXT_NS " id='300' "
								  "uri='urn:x:a'/>",
					  ICE(""))),
			"extmap");
	assert_true(has_note("rtp-hdrext"));
}

#define SSMA "xmlns='urn:xmpp:jingle:apps:rtp:ssma:0'"

static void row_3_4_5(void **state)
{
	const char *sdp;

	(void)state;
	assert_part(
			initiate_of(SDP_HEAD "m=audio 5004 RTP/AVP 0\r\na=ssrc:4294967295 "
								 "cname:a b\r\na=ssrc:4294967295 foo\r\n"),
			"<source " SSMA " ssrc='4294967295'><parameter name='cname' "
			"value='a b'/></source>");
	assert_true(has_note("ssrc")); /* Conversations takes none without value */
	sdp = offer_of(OFFER(PCMU "<source " SSMA " ssrc='5'><parameter "
							  "name='cname' value='x'/><parameter "
							  "name='foo'/></source>",
			ICE("")));
	assert_line(sdp, "a=ssrc:5 cname:x");
	assert_line(sdp, "a=ssrc:5 foo");
}

static void row_3_4_6(void **state)
{
	(void)state;
	assert_part(initiate_of(SDP_HEAD "m=video 5004 RTP/AVP 31\r\n"
									 "a=ssrc-group:FEC-FR 1 2\r\n"),
			"<ssrc-group " SSMA " semantics='FEC-FR'><source ssrc='1'/>"
			"<source ssrc='2'/></ssrc-group>");
	assert_line(offer_of(OFFER(PCMU "<ssrc-group " SSMA " semantics='SIM'>"
									"<source ssrc='1'/><source ssrc='2'/>"
									"</ssrc-group>",
						ICE(""))),
			"a=ssrc-group:SIM 1 2");
}

static void row_3_4_7(void **state)
{
	const char *xml = initiate_of(SDP_HEAD
			"m=video 5004 RTP/AVP 31\r\na=msid:s t\r\na=ssrc:1 cname:x\r\n"
			"a=ssrc:2 cname:x\r\n");
	const char *sdp;

	(void)state;
	assert_part(xml, "ssrc='1'><parameter name='cname' value='x'/><parameter "
					 "name='msid' value='s t'/></source>");
	assert_part(xml, "ssrc='2'><parameter name='cname' value='x'/><parameter "
					 "name='msid' value='s t'/></source>");
	sdp = offer_of(OFFER(PCMU "<source " SSMA " ssrc='1'><parameter "
							  "name='msid' value='s t'/></source>",
			ICE("")));
	assert_line(sdp, "a=ssrc:1 msid:s t");
	assert_line(sdp, "a=msid:s t");
	assert_no(initiate_of(SDP_HEAD "m=video 5004 RTP/AVP 31\r\n"
								   "a=msid:s t\r\n"),
			"msid");
	assert_true(has_note("msid"));
}

static void row_3_4_8(void **state)
{
	const char *sdp = offer_of(JINGLE_OPEN("session-initiate") CONTENT("v",
			"<description xmlns='" NS_RTP "' media='audio' ssrc='77'>" PCMU
			"</description>" ICE("")) JINGLE_CLOSE);

	(void)state;
	assert_part(sdp, "a=ssrc:77 cname:");
	assert_int_equal(line_count(sdp, "a=ssrc:77 cname:jingle"), 1);
}

/* 3.5 direction ------------------------------------------------------------------ */

static void row_3_5(void **state)
{
	static const struct
	{
		const char *senders;
		const char *initiator; /* SDP for the initiator */
		const char *responder;
	} rows[] = {{"both", "sendrecv", "sendrecv"},
			{"initiator", "sendonly", "recvonly"},
			{"responder", "recvonly", "sendonly"},
			{"none", "inactive", "inactive"}};
	char text[2048], line[32];
	size_t i;

	(void)state;
	for(i = 0; i < 4; i++) {
		/* the peer is the initiator */
		snprintf(text, sizeof(text),
				JINGLE_OPEN(
						"session-initiate") "<content creator='initiator' "
											"name='voice' "
											"senders='%s'>" DESCRIPTION(
													"audio", PCMU)
													ICE("") "</"
															"content"
															">" JINGLE_CLOSE,
				rows[i].senders);
		snprintf(line, sizeof(line), "a=%s", rows[i].initiator);
		assert_line(offer_of(text), line);
		/* SIP's answer speaks for the responder */
		snprintf(text, sizeof(text),
				SDP_HEAD SDP_ICE "m=audio 5004 RTP/AVP 0\r\na=%s\r\n",
				rows[i].responder);
		snprintf(line, sizeof(line), " senders='%s'", rows[i].senders);
		assert_part(hear(text, JINGLE_BODY_ANSWER), line);
		/* SIP is the initiator */
		snprintf(text, sizeof(text),
				SDP_HEAD SDP_ICE "m=audio 5004 RTP/AVP 0\r\na=%s\r\n",
				rows[i].initiator);
		assert_part(initiate_of(text), line);
		/* the peer's answer speaks for the responder */
		snprintf(text, sizeof(text),
				JINGLE_OPEN("session-accept") "<content creator='initiator' "
											  "name='audio' "
											  "senders='%s'>" DESCRIPTION(
													  "audio", PCMU)
													  ICE("") "</"
															  "content"
															  ">" JINGLE_CLOSE,
				rows[i].senders);
		snprintf(line, sizeof(line), "a=%s", rows[i].responder);
		assert_line(say(text), line);
	}
}

/* c=0.0.0.0 is the old hold, but with ICE only "no candidate yet" */
static void row_3_5_hold_by_address(void **state)
{
	(void)state;
	assert_part(initiate_of("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\n"
							"c=IN IP4 0.0.0.0\r\nt=0 0\r\n"
							"m=audio 5004 RTP/AVP 0\r\n"),
			"senders='initiator'");
	assert_part(initiate_of("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\n"
							"c=IN IP4 0.0.0.0\r\nt=0 0\r\n" SDP_ICE
							"m=audio 9 RTP/AVP 0\r\n"),
			"senders='both'");
}

/* 3.6 transport ------------------------------------------------------------------- */

static void row_3_6_1(void **state)
{
	const char *sdp = offer_of(OFFER(PCMU, ICE("")));

	(void)state;
	assert_line(sdp, "a=ice-ufrag:8hhy");
	assert_line(sdp, "a=ice-pwd:asd88fgpdd777uzjYhagZg");
	assert_part(initiate_of(SDP_HEAD SDP_ICE "m=audio 9 RTP/AVP 0\r\n"),
			"<transport xmlns='urn:xmpp:jingle:transports:ice-udp:1' "
			"pwd='x9cml/YzichV2+XlhiMu8g' ufrag='F7gI'");
	assert_part(
			offer_of(OFFER(PCMU, "<transport xmlns='urn:xmpp:jingle:transports:"
								 "ice-udp:1'/>")),
			"!content 'voice': transport has neither ufrag and pwd");
}

#define CAND                                                                  \
	"<candidate component='1' foundation='2' generation='1' id='y3s2b30v3r' " \
	"ip='192.0.2.3' network='1' port='45664' priority='1694498815' "          \
	"protocol='udp' rel-addr='10.0.1.1' rel-port='8998' type='srflx'/>"

/* XEP-0176 section 5.3, RFC 8839 section 5.1 */
static void row_3_6_2(void **state)
{
	(void)state;
	assert_line(offer_of(OFFER(PCMU, ICE(CAND))),
			"a=candidate:2 1 udp 1694498815 192.0.2.3 45664 typ srflx raddr "
			"10.0.1.1 rport 8998 generation 1");
	assert_part(initiate_of(SDP_HEAD SDP_ICE
						"m=audio 9 RTP/AVP 0\r\na=candidate:2 1 UDP 1694498815 "
						"192.0.2.3 45664 typ srflx raddr 10.0.1.1 rport 8998 "
						"generation 1 foo bar\r\n"),
			" ip='192.0.2.3' network='0' port='45664' priority='1694498815' "
			"protocol='udp' rel-addr='10.0.1.1' rel-port='8998' "
			"type='srflx'/>");
	assert_part(out_text, "<candidate component='1' foundation='2' "
						  "generation='1' id='c");
}

static void row_3_6_3(void **state)
{
	(void)state;
	assert_part(offer_of(OFFER(PCMU, ICE("<candidate component='1' "
										 "foundation='ab/+c' generation='0' "
										 "id='a' ip='192.0.2.3' network='0' "
										 "port='1' priority='1' "
										 "protocol='udp' type='host'/>"))),
			"a=candidate:ab/+c 1 udp 1 192.0.2.3 1 typ host");
	assert_part(initiate_of(SDP_HEAD SDP_ICE
						"m=audio 9 RTP/AVP 0\r\na=candidate:ab/+c 1 udp 1 "
						"192.0.2.3 1 typ host\r\n"),
			"foundation='ab/+c'");
}

/* generation: 0 when SDP says none (the schema requires one) */
static void row_3_6_4(void **state)
{
	(void)state;
	assert_part(initiate_of(SDP_HEAD SDP_ICE
						"m=audio 9 RTP/AVP 0\r\na=candidate:1 1 udp 1 "
						"192.0.2.3 1 typ host\r\n"),
			"generation='0'");
	assert_part(initiate_of(SDP_HEAD SDP_ICE
						"m=audio 9 RTP/AVP 0\r\na=candidate:1 1 udp 1 "
						"192.0.2.3 1 typ host generation 3\r\n"),
			"generation='3'");
	assert_part(offer_of(OFFER(PCMU, ICE(CAND))), " generation 1\r\n");
}

/* id: a name without colon, unique */
static void row_3_6_5(void **state)
{
	const char *xml = initiate_of(SDP_HEAD SDP_ICE
			"m=audio 9 RTP/AVP 0\r\na=candidate:1 1 udp 1 192.0.2.3 1 typ "
			"host\r\na=candidate:1 2 udp 1 192.0.2.3 2 typ host\r\n");
	const char *a = strstr(xml, " id='c"), *b;

	(void)state;
	assert_non_null(a);
	b = strstr(a + 1, " id='c");
	assert_non_null(b);
	assert_int_not_equal(strncmp(a, b, 22), 0);
	assert_no(offer_of(OFFER(PCMU, ICE(CAND))), "y3s2b30v3r");
}

static void row_3_6_6(void **state)
{
	(void)state;
	assert_part(initiate_of(SDP_HEAD SDP_ICE
						"m=audio 9 RTP/AVP 0\r\na=candidate:1 1 udp 1 "
						"192.0.2.3 1 typ host network-id 4\r\n"),
			"network='0'");
	assert_no(offer_of(OFFER(PCMU, ICE(CAND))), "network");
}

static void row_3_6_7(void **state)
{
	(void)state;
	assert_no(initiate_of(SDP_HEAD SDP_ICE
					  "m=audio 9 RTP/AVP 0\r\na=candidate:1 1 udp 1 192.0.2.3 "
					  "1 typ host ufrag XyZ network-cost 10\r\n"),
			"XyZ");
	assert_no(out_text, "cost");
	assert_part(out_text, "port='1'");
}

#define ICE0(inside)                                                    \
	"<transport xmlns='urn:xmpp:jingle:transports:ice:0' ufrag='8hhy' " \
	"pwd='asd88fgpdd777uzjYhagZg' ice2='true'>" inside "</transport>"
#define TCP_CAND                                                          \
	"<candidate component='1' foundation='1' ip='192.0.2.3' network='0' " \
	"port='9' priority='1' protocol='tcp' tcptype='active' type='host'/>"

/* TCP only in ice:0 (XEP-0371 section 5.3); in ice-udp it is ignored */
static void row_3_6_8(void **state)
{
	(void)state;
	assert_part(offer_of(OFFER(PCMU, ICE0(TCP_CAND))),
			"a=candidate:1 1 tcp 1 192.0.2.3 9 typ host tcptype active\r\n");
	assert_no(offer_of(OFFER(PCMU, ICE(TCP_CAND))), "tcp");
	assert_true(has_note("candidate"));
	tr_start(JINGLE_RESPONDER);
	map.transport = JINGLE_TRANSPORT_ICE;
	assert_part(hear(SDP_HEAD SDP_ICE "m=audio 9 RTP/AVP 0\r\na=candidate:1 1 "
									  "TCP 1 192.0.2.3 9 typ host tcptype "
									  "active\r\n",
						JINGLE_BODY_OFFER),
			"protocol='tcp' tcptype='active' type='host'/>");
	assert_no(initiate_of(SDP_HEAD SDP_ICE
					  "m=audio 9 RTP/AVP 0\r\na=candidate:1 1 TCP 1 192.0.2.3 "
					  "9 typ host tcptype active\r\n"),
			"<candidate");
}

/* what a relay cannot use is dropped, and the others stay */
static void row_3_6_9(void **state)
{
	static const char *const ips[] = {"4f2e.local", "fe80::1"};
	char text[2048];
	size_t i;

	(void)state;
	for(i = 0; i < 2; i++) {
		snprintf(text, sizeof(text),
				OFFER(PCMU, ICE("<candidate component='1' foundation='1' "
								"ip='%s' port='9' priority='1' protocol='udp' "
								"type='host'/>" CAND)),
				ips[i]);
		assert_no(offer_of(text), ips[i]);
		assert_part(out_text, "192.0.2.3 45664");
		assert_true(has_note("candidate"));
		snprintf(text, sizeof(text),
				SDP_HEAD SDP_ICE "m=audio 9 RTP/AVP 0\r\na=candidate:1 1 udp "
								 "1 %s 1 typ host\r\n",
				ips[i]);
		assert_no(initiate_of(text), "<candidate");
	}
	assert_no(
			offer_of(OFFER(PCMU, ICE("<candidate component='1' foundation='1' "
									 "ip='192.0.2.9' port='9' priority='1' "
									 "protocol='ssltcp' type='host'/>"))),
			"192.0.2.9");
}

static void row_3_6_10(void **state)
{
	(void)state;
	assert_line(offer_of(OFFER(PCMU, ICE("<remote-candidate component='1' "
										 "ip='192.0.2.3' port='45664'/>"
										 "<remote-candidate component='2' "
										 "ip='192.0.2.3' port='45665'/>"))),
			"a=remote-candidates:1 192.0.2.3 45664 2 192.0.2.3 45665");
	assert_part(initiate_of(SDP_HEAD SDP_ICE
						"m=audio 9 RTP/AVP 0\r\na=remote-candidates:1 "
						"192.0.2.3 45664\r\n"),
			"<remote-candidate component='1' ip='192.0.2.3' port='45664'/>");
}

/* accepted anywhere, sent in ice:0 only, or to who sends it himself */
static void row_3_6_11(void **state)
{
	static const char sdp[] =
			SDP_HEAD SDP_ICE "m=audio 9 RTP/AVP 0\r\na=end-of-candidates\r\n";

	(void)state;
	assert_line(offer_of(OFFER(PCMU, ICE("<gathering-complete/>"))),
			"a=end-of-candidates");
	assert_no(initiate_of(sdp), "gathering");
	tr_start(JINGLE_RESPONDER);
	map.transport = JINGLE_TRANSPORT_ICE;
	assert_part(hear(sdp, JINGLE_BODY_OFFER), "<gathering-complete/>");
	tr_start(JINGLE_RESPONDER);
	map.peer = JINGLE_PEER_STANZA;
	assert_part(hear(sdp, JINGLE_BODY_OFFER), "<gathering-complete/>");
}

#define ICE_OPTION \
	"xmlns='http://gultsch.de/xmpp/drafts/jingle/transports/ice-udp/option'"

static void row_3_6_12(void **state)
{
	static const char sdp[] = SDP_HEAD SDP_ICE
			"a=ice-options:trickle renomination\r\nm=audio 9 RTP/AVP 0\r\n";

	(void)state;
	assert_line(offer_of(OFFER(PCMU, ICE(""))), "a=ice-options:trickle");
	assert_line(offer_of(OFFER(PCMU, ICE("<trickle " ICE_OPTION
										 "/><renomination " ICE_OPTION "/>"))),
			"a=ice-options:trickle renomination");
	assert_no(initiate_of(sdp), "trickle");
	tr_start(JINGLE_RESPONDER);
	map.peer = JINGLE_PEER_CONVERSATIONS;
	assert_part(hear(sdp, JINGLE_BODY_OFFER),
			"<trickle " ICE_OPTION "/><renomination " ICE_OPTION "/>");
}

static void row_3_6_13(void **state)
{
	static const char sdp[] =
			SDP_HEAD SDP_ICE "a=ice-options:ice2\r\nm=audio 9 RTP/AVP 0\r\n";

	(void)state;
	assert_line(offer_of(OFFER(PCMU, ICE0(""))), "a=ice-options:trickle ice2");
	assert_no(initiate_of(sdp), "ice2");
	tr_start(JINGLE_RESPONDER);
	map.transport = JINGLE_TRANSPORT_ICE;
	assert_part(hear(sdp, JINGLE_BODY_OFFER), "ice2='true'");
}

static void row_3_6_14(void **state)
{
	(void)state;
	dropped("a=ice-pacing:50", "ice-pacing");
	/* ice-mismatch: as a peer without ICE */
	assert_part(initiate_of(SDP_HEAD SDP_ICE "m=audio 5004 RTP/AVP 0\r\n"
											 "a=ice-mismatch\r\n"),
			"raw-udp:1");
}

/* relay before srflx before host (RFC 5245 section 4.1.4) */
static void row_3_6_16(void **state)
{
	const char *sdp = offer_of(OFFER(PCMU,
			ICE("<candidate component='1' foundation='1' ip='10.0.1.1' "
				"port='8998' priority='2130706431' protocol='udp' "
				"type='host'/>" CAND
				"<candidate component='1' foundation='3' ip='203.0.113.9' "
				"port='3478' priority='16' protocol='udp' "
				"rel-addr='192.0.2.3' rel-port='1' type='relay'/>")));

	(void)state;
	assert_part(sdp, "m=audio 3478 ");
	assert_line(sdp, "c=IN IP4 203.0.113.9");
	sdp = offer_of(OFFER(
			PCMU, ICE("<candidate component='1' foundation='1' ip='10.0.1.1' "
					  "port='8998' priority='2130706431' protocol='udp' "
					  "type='host'/>" CAND)));
	assert_part(sdp, "m=audio 45664 ");
}

#define TWO_COMPONENTS                                                    \
	"<candidate component='1' foundation='1' ip='192.0.2.3' port='5010' " \
	"priority='2' protocol='udp' type='host'/>"                           \
	"<candidate component='2' foundation='1' ip='192.0.2.3' port='6020' " \
	"priority='1' protocol='udp' type='host'/>"

static void row_3_6_17(void **state)
{
	const char *sdp = offer_of(OFFER(PCMU, ICE(TWO_COMPONENTS)));

	(void)state;
	assert_line(sdp, "a=rtcp:6020 IN IP4 192.0.2.3");
	/* RFC 5761 section 5.1.3: an offer with rtcp-mux MUST still have both */
	assert_part(offer_of(OFFER(PCMU "<rtcp-mux/>", ICE(TWO_COMPONENTS))),
			"a=candidate:1 2 udp");
	/* an answer with rtcp-mux has one */
	initiate_of(SDP_HEAD SDP_ICE
			"m=audio 9 RTP/AVP 0\r\na=mid:voice\r\na=rtcp-mux\r\n");
	sdp = say(JINGLE_OPEN("session-accept") CONTENT("voice",
			DESCRIPTION("audio", PCMU "<rtcp-mux/>") ICE(TWO_COMPONENTS))
					JINGLE_CLOSE);
	assert_no(sdp, "a=candidate:1 2");
	assert_no(sdp, "a=rtcp:");
	/* and so has SIP's answer */
	offer_of(OFFER(PCMU "<rtcp-mux/>", ICE(TWO_COMPONENTS)));
	assert_no(hear(SDP_HEAD SDP_ICE "m=audio 9 RTP/AVP 0\r\na=rtcp-mux\r\n"
									"a=candidate:1 1 udp 2 192.0.2.3 1 typ "
									"host\r\na=candidate:1 2 udp 1 192.0.2.3 "
									"2 typ host\r\n",
					  JINGLE_BODY_ANSWER),
			"component='2'");
}

/* component 1 is c= and m=, component 2 a=rtcp or port + 1 */
static void row_3_6_18(void **state)
{
	const char *xml = initiate_of(SDP_HEAD "m=audio 5004 RTP/AVP 0\r\n");

	(void)state;
	assert_part(xml, "<transport xmlns='urn:xmpp:jingle:transports:raw-udp:1'>"
					 "<candidate component='1' generation='0' id='");
	assert_part(xml, "ip='192.0.2.1' port='5004'/>");
	assert_part(xml, "ip='192.0.2.1' port='5005'/>");
	xml = initiate_of(SDP_HEAD "m=audio 5004 RTP/AVP 0\r\n"
							   "c=IN IP4 198.51.100.7\r\n"
							   "a=rtcp:7777 IN IP4 198.51.100.8\r\n");
	assert_part(xml, "ip='198.51.100.7' port='5004'/>");
	assert_part(xml, "ip='198.51.100.8' port='7777'/>");
	xml = offer_of(OFFER(PCMU, RAW("<candidate component='1' generation='0' "
								   "id='a' ip='192.0.2.7' port='5010'/>"
								   "<candidate component='2' generation='0' "
								   "id='b' ip='192.0.2.7' port='5099'/>")));
	assert_line(xml, "c=IN IP4 192.0.2.7");
	assert_line(xml, "a=rtcp:5099 IN IP4 192.0.2.7");
	assert_no(xml, "a=candidate");
	assert_no(xml, "ice-");
}

static void row_3_6_19(void **state)
{
	(void)state;
	assert_line(offer_of(OFFER(PCMU, RAW("<candidate component='1' "
										 "generation='0' id='a' "
										 "ip='2001:db8::1' port='5010'/>"))),
			"c=IN IP6 2001:db8::1");
	assert_part(initiate_of("v=0\r\no=- 1 1 IN IP6 ::1\r\ns=-\r\nt=0 0\r\n"
							"m=audio 5004 RTP/AVP 0\r\n"
							"c=IN IP6 2001:db8::2\r\n"),
			"ip='2001:db8::2' port='5004'");
	/* both families in ICE, IPv4 as the default */
	assert_line(offer_of(OFFER(
						PCMU, ICE("<candidate component='1' foundation='1' "
								  "ip='2001:db8::1' port='5010' priority='9' "
								  "protocol='udp' type='host'/>" CAND))),
			"c=IN IP4 192.0.2.3");
	assert_part(out_text, " 2001:db8::1 5010 typ host");
}

/* an answer without ICE to an ICE peer is no fall back, it is refused */
static void row_3_6_20(void **state)
{
	(void)state;
	offer_of(OFFER(PCMU, ICE("")));
	assert_part(hear(SDP_HEAD "m=audio 5004 RTP/AVP 0\r\n", JINGLE_BODY_ANSWER),
			"!content 'voice': SDP has no ICE");
	assert_int_equal(map.error.sip_code, 488);
	assert_int_equal(map.error.reason, JINGLE_REASON_FAILED_TRANSPORT);
}

/* names: in c= to be resolved by others, in candidates to be ignored */
static void row_3_6_21(void **state)
{
	(void)state;
	assert_part(initiate_of("v=0\r\no=- 1 1 IN IP4 h.example\r\ns=-\r\n"
							"c=IN IP4 host.example.com\r\nt=0 0\r\n"
							"m=audio 5004 RTP/AVP 0\r\n"),
			"ip='host.example.com'");
	assert_true(has_note("address"));
	assert_no(initiate_of(SDP_HEAD SDP_ICE
					  "m=audio 9 RTP/AVP 0\r\na=candidate:1 1 udp 1 "
					  "host.example.com 1 typ host\r\n"),
			"host.example.com");
	assert_no(offer_of(OFFER(PCMU, ICE("<candidate component='1' "
									   "foundation='1' ip='host.example.com' "
									   "port='5010' priority='9' "
									   "protocol='udp' type='host'/>"))),
			"host.example.com");
}

/* 3.7 security -------------------------------------------------------------------- */

#define DTLS(hash, setup, value)                                             \
	"<fingerprint xmlns='urn:xmpp:jingle:apps:dtls:0' hash='" hash "'" setup \
	">" value "</fingerprint>"

static void row_3_7_1(void **state)
{
	const char *sdp = offer_of(OFFER(
			PCMU, ICE(DTLS("SHA-256", " setup='actpass'", "\n  02:1A:cc\n  ")
								  DTLS("sha-1", " setup='actpass'", "AA:BB"))));

	(void)state;
	assert_line(sdp, "a=fingerprint:sha-256 02:1A:cc");
	assert_line(sdp, "a=fingerprint:sha-1 AA:BB");
	assert_line(sdp, "a=setup:actpass");
	assert_part(initiate_of(SDP_HEAD SDP_ICE
						"m=audio 9 UDP/TLS/RTP/SAVP 0\r\n"
						"a=fingerprint:SHA-256  02:1A \r\na=setup:passive\r\n"),
			"<fingerprint xmlns='urn:xmpp:jingle:apps:dtls:0' hash='sha-256' "
			"setup='passive'>02:1A</fingerprint>");
	assert_part(offer_of(OFFER(PCMU, ICE(DTLS("sha-1", "", "AA:B")))),
			"!content 'voice': fingerprint 'AA:B' is not");
	assert_part(initiate_of(SDP_HEAD SDP_ICE "m=audio 9 UDP/TLS/RTP/SAVP 0\r\n"
											 "a=fingerprint:sha-256 xx\r\n"),
			"!a=fingerprint");
}

/* actpass in an offer, never in an answer (RFC 8842 section 5) */
static void row_3_7_2(void **state)
{
	static const char accept[] = JINGLE_OPEN("session-accept") CONTENT("voice",
			DESCRIPTION("audio", PCMU)
					ICE(DTLS("sha-1", " setup='actpass'", "AA"))) JINGLE_CLOSE;
	static const char offer[] =
			SDP_HEAD SDP_ICE "m=audio 9 UDP/TLS/RTP/SAVP 0\r\na=mid:voice\r\n"
							 "a=fingerprint:sha-1 AA\r\n";

	(void)state;
	assert_line(offer_of(OFFER(PCMU, ICE(DTLS("sha-1", "", "AA")))),
			"a=setup:actpass");
	assert_part(hear(SDP_HEAD SDP_ICE "m=audio 9 UDP/TLS/RTP/SAVP 0\r\n"
									  "a=fingerprint:sha-1 AA\r\n"
									  "a=setup:actpass\r\n",
						JINGLE_BODY_ANSWER),
			"setup='active'");
	assert_part(initiate_of(offer), "setup='actpass'");
	assert_line(say(accept), "a=setup:active"); /* dino#1072 */
	assert_part(initiate_of(SDP_HEAD SDP_ICE
						"m=audio 9 UDP/TLS/RTP/SAVP 0\r\n"
						"a=fingerprint:sha-1 AA\r\na=setup:holdconn\r\n"),
			"setup='actpass'");
}

static void row_3_7_3(void **state)
{
	(void)state;
	dropped("a=tls-id:abc", "tls-id");
	dropped("a=connection:new", "connection");
}

#define CRYPTO                                                                \
	"<crypto crypto-suite='AES_CM_128_HMAC_SHA1_80' "                         \
	"key-params='inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^20|1:32' " \
	"session-params='KDR=1 UNENCRYPTED_SRTCP' tag='1'/>"

static void row_3_7_4(void **state)
{
	static const char line[] =
			"a=crypto:1 AES_CM_128_HMAC_SHA1_80 "
			"inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^20|1:32 KDR=1 "
			"UNENCRYPTED_SRTCP";
	char sdp[512];

	(void)state;
	assert_line(offer_of(OFFER(
						PCMU "<encryption>" CRYPTO "</encryption>", ICE(""))),
			line);
	snprintf(sdp, sizeof(sdp), SDP_HEAD "m=audio 5004 RTP/SAVP 0\r\n%s\r\n",
			line);
	assert_part(initiate_of(sdp),
			"<encryption><crypto tag='1' "
			"crypto-suite='AES_CM_128_HMAC_SHA1_80' "
			"key-params='inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^20|"
			"1:32' session-params='KDR=1 UNENCRYPTED_SRTCP'/></encryption>");
	/* required, and none comes back */
	offer_of(OFFER(
			PCMU "<encryption required='1'>" CRYPTO "</encryption>", ICE("")));
	hear(SDP_HEAD SDP_ICE "m=audio 5004 RTP/AVP 0\r\n", JINGLE_BODY_ANSWER);
	assert_true(stanzas.terminate);
	assert_part(out_text, "<security-error/><crypto-required "
						  "xmlns='urn:xmpp:jingle:apps:rtp:errors:1'/>");
}

static void row_3_7_5(void **state)
{
	(void)state;
	assert_part(initiate_of(SDP_HEAD "m=audio 5004 RTP/AVP 0\r\n"
									 "a=zrtp-hash:1.10 fe30efd0\r\n"),
			"<encryption><zrtp-hash xmlns='urn:xmpp:jingle:apps:rtp:zrtp:1' "
			"version='1.10'>fe30efd0</zrtp-hash></encryption>");
	assert_line(offer_of(OFFER(PCMU
						"<encryption><zrtp-hash "
						"xmlns='urn:xmpp:jingle:apps:rtp:zrtp:1' "
						"version='1.10'> fe30efd0 </zrtp-hash></encryption>",
						ICE(""))),
			"a=zrtp-hash:1.10 fe30efd0");
}

static void row_3_7_6(void **state)
{
	(void)state;
	dropped("a=key-mgmt:mikey AQ==", "key-mgmt");
}

/* both offered; an answer uses one */
static void row_3_7_7(void **state)
{
	const char *sdp = offer_of(OFFER(PCMU "<encryption>" CRYPTO "</encryption>",
			ICE(DTLS("sha-1", " setup='actpass'", "AA"))));

	(void)state;
	assert_part(sdp, "a=crypto:1 ");
	assert_part(sdp, "a=fingerprint:sha-1 AA");
	hear(SDP_HEAD SDP_ICE "m=audio 9 UDP/TLS/RTP/SAVP 0\r\n"
						  "a=fingerprint:sha-1 AA\r\na=setup:active\r\n"
						  "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:a\r\n",
			JINGLE_BODY_ANSWER);
	assert_part(out_text, "<fingerprint");
	assert_no(out_text, "<crypto");
}

/* an OMEMO-verified fingerprint cannot be passed on */
static void row_3_7_8(void **state)
{
	(void)state;
	assert_no(offer_of(OFFER(PCMU,
					  ICE("<fingerprint xmlns='http://gultsch.de/xmpp/drafts/"
						  "omemo/dlts-srtp-verification' hash='sha-256' "
						  "setup='actpass'>AA</fingerprint>"))),
			"fingerprint");
	assert_true(has_note("fingerprint"));
}

/* 3.8 refused streams, data, text ----------------------------------------------- */

#define TWO                                                               \
	JINGLE_OPEN("session-initiate")                                       \
	CONTENT("a", DESCRIPTION("audio", PCMU) ICE(""))                      \
	CONTENT("v", DESCRIPTION("video", "<payload-type id='31'/>") ICE("")) \
	JINGLE_CLOSE

static void row_3_8_1(void **state)
{
	const char *xml;

	(void)state;
	offer_of(TWO);
	ctx_cycle();
	xml = hear(SDP_HEAD SDP_ICE
			"m=audio 5004 RTP/AVP 0\r\nm=video 0 RTP/AVP 31\r\n",
			JINGLE_BODY_ANSWER);
	assert_int_equal(stanzas.list.count, 1);
	assert_int_equal(stanzas.rejected.count, 1);
	assert_part(xml, "name='v' senders='responder'");
	/* a program that takes it as XEP-0166 has it */
	offer_of(TWO);
	ctx_cycle();
	map.peer = JINGLE_PEER_GAJIM;
	xml = hear(SDP_HEAD SDP_ICE
			"m=audio 5004 RTP/AVP 0\r\nm=video 0 RTP/AVP 31\r\n",
			JINGLE_BODY_ANSWER);
	map.peer = JINGLE_PEER_GENERIC;
	assert_int_equal(stanzas.list.count, 2);
	assert_int_equal(stanzas.rejected.count, 1);
	assert_part(xml, "<jingle xmlns='urn:xmpp:jingle:1' "
					 "action='content-remove' sid='sid'><content "
					 "creator='initiator' name='v'/><reason>"
					 "<failed-application/></reason></jingle>\n<jingle "
					 "xmlns='urn:xmpp:jingle:1' action='session-accept'");
}

static void row_3_8_2(void **state)
{
	(void)state;
	offer_of(TWO);
	assert_part(hear(SDP_HEAD "m=audio 0 RTP/AVP 0\r\nm=video 0 RTP/AVP 31\r\n",
						JINGLE_BODY_ANSWER),
			"action='session-terminate' sid='sid'><reason>"
			"<incompatible-parameters/></reason>");
	assert_true(stanzas.terminate);
}

static void row_3_8_3(void **state)
{
	const char *sdp;

	(void)state;
	initiate_of(SDP_HEAD SDP_ICE "m=video 9 RTP/AVP 31\r\na=mid:v\r\n"
								 "m=audio 9 RTP/AVP 0\r\na=mid:a\r\n");
	sdp = say(JINGLE_OPEN("session-accept") CONTENT(
			"a", DESCRIPTION("audio", PCMU) ICE("")) JINGLE_CLOSE);
	assert_part(sdp, "m=video 0 RTP/AVP 31\r\n");
	assert_part(sdp, "m=audio 9 RTP/AVP 0\r\n");
}

static void row_3_8_5(void **state)
{
	(void)state;
	assert_part(initiate_of(SDP_HEAD SDP_ICE
						"a=group:BUNDLE a v\r\nm=audio 9 RTP/AVP 0\r\n"
						"a=mid:a\r\nm=video 0 RTP/AVP 31\r\na=mid:v\r\n"
						"a=bundle-only\r\n"),
			"name='v'");
	assert_int_equal(stanzas.rejected.count, 0);
}

/* data channel: XEP-0343, RFC 8841, RFC 8864 */
static void row_3_8_6(void **state)
{
	static const char map[] =
			"<sctpmap xmlns='urn:xmpp:jingle:transports:dtls-sctp:1' "
			"number='5000' protocol='webrtc-datachannel'";
	const char *xml = initiate_of(SDP_HEAD SDP_ICE
			"m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:d\r\n"
			"a=sctp-port:5000\r\na=max-message-size:262144\r\n"
			"a=fingerprint:sha-1 AA\r\na=dcmap:3 subprotocol=\"x\";"
			"max-retr=2\r\n");
	const char *sdp;

	(void)state;
	assert_part(xml, map);
	assert_true(has_note("max-message-size"));
	assert_part(xml, "<channel xmlns='urn:xmpp:jingle:transports:webrtc-"
					 "datachannel:0' id='3' negotiated='true' protocol='x' "
					 "maxRetransmits='2'/>");
	/* XML has each attribute once */
	assert_part(initiate_of(SDP_HEAD SDP_ICE
						"m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n"
						"a=mid:d\r\na=sctp-port:5000\r\n"
						"a=fingerprint:sha-1 AA\r\n"
						"a=dcmap:3 label=\"x\";label=\"y\";ordered=true\r\n"),
			"id='3' negotiated='true' label='x' ordered='true'/>");
	assert_true(has_note("dcmap"));
	assert_part(initiate_of(SDP_HEAD SDP_ICE
						"m=application 9 DTLS/SCTP 5000\r\na=mid:d\r\n"
						"a=sctpmap:5000 webrtc-datachannel 1024\r\n"
						"a=fingerprint:sha-1 AA\r\n"),
			"number='5000' protocol='webrtc-datachannel' streams='1024'/>");
	sdp = offer_of(JINGLE_OPEN("session-initiate") CONTENT("d",
			"<description xmlns='urn:xmpp:jingle:apps:file-transfer:3'/>" ICE(
					"<sctpmap xmlns='urn:xmpp:jingle:transports:dtls-sctp:1' "
					"number='5000' protocol='webrtc-datachannel' "
					"streams='1024'/><channel "
					"xmlns='urn:xmpp:jingle:transports:webrtc-datachannel:0' "
					"id='1' negotiated='true'/>" DTLS("sha-1", "", "AA")))
					JINGLE_CLOSE);
	assert_part(sdp, "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n");
	assert_line(sdp, "a=sctp-port:5000");
	assert_line(sdp, "a=dcmap:1");
}

/* text has a counterpart; fax, MSRP, BFCP have none: refused, the others stay */
static void row_3_8_7(void **state)
{
	static const char *const lines[] = {"m=image 4389 udptl t38",
			"m=message 7654 TCP/MSRP *", "m=application 50000 TCP/BFCP *"};
	char sdp[512];
	const char *xml;
	size_t i;

	(void)state;
	for(i = 0; i < 3; i++) {
		snprintf(sdp, sizeof(sdp), SDP_HEAD "%s\r\nm=audio 5004 RTP/AVP 0\r\n",
				lines[i]);
		xml = initiate_of(sdp);
		assert_part(xml, "media='audio'");
		assert_int_equal(stanzas.rejected.count, 1);
		assert_true(has_note("media"));
		xml = say(JINGLE_OPEN("session-accept") CONTENT("audio",
				DESCRIPTION("audio", PCMU)
						RAW("<candidate component='1' generation='0' id='a' "
							"ip='192.0.2.7' port='5010'/>")) JINGLE_CLOSE);
		assert_part(xml, " 0 "); /* the same number of m= lines */
		assert_true(strstr(xml, "m=") < strstr(xml, "m=audio 5010"));
	}
	assert_part(offer_of(JINGLE_OPEN("session-initiate") CONTENT("f",
						"<description xmlns='urn:xmpp:jingle:apps:"
						"file-transfer:5'/>" ICE("")) JINGLE_CLOSE),
			"!content 'f': application is not RTP");
	assert_int_equal(map.error.reason, JINGLE_REASON_UNSUPPORTED_APPLICATIONS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(row_3_1_1),
			cmocka_unit_test(row_3_1_2), cmocka_unit_test(row_3_1_4),
			cmocka_unit_test(row_3_1_5), cmocka_unit_test(row_3_1_6),
			cmocka_unit_test(row_3_1_7), cmocka_unit_test(row_3_1_8),
			cmocka_unit_test(row_3_1_9), cmocka_unit_test(row_3_1_10),
			cmocka_unit_test(row_3_1_11), cmocka_unit_test(row_3_2_1),
			cmocka_unit_test(row_3_2_2), cmocka_unit_test(row_3_2_3),
			cmocka_unit_test(row_3_2_4), cmocka_unit_test(row_3_2_5),
			cmocka_unit_test(row_3_2_6), cmocka_unit_test(row_3_2_7),
			cmocka_unit_test(row_3_3_1), cmocka_unit_test(row_3_3_2),
			cmocka_unit_test(row_3_3_3), cmocka_unit_test(row_3_3_4),
			cmocka_unit_test(row_3_3_5), cmocka_unit_test(row_3_3_6),
			cmocka_unit_test(row_3_3_7), cmocka_unit_test(row_3_3_8),
			cmocka_unit_test(row_3_3_9), cmocka_unit_test(row_3_3_10),
			cmocka_unit_test(row_3_3_11), cmocka_unit_test(row_3_3_12),
			cmocka_unit_test(row_3_3_13), cmocka_unit_test(row_3_3_14),
			cmocka_unit_test(row_3_3_15), cmocka_unit_test(row_3_3_16),
			cmocka_unit_test(row_3_4_1), cmocka_unit_test(row_3_4_2),
			cmocka_unit_test(row_3_4_3), cmocka_unit_test(row_3_4_4),
			cmocka_unit_test(row_3_4_5), cmocka_unit_test(row_3_4_6),
			cmocka_unit_test(row_3_4_7), cmocka_unit_test(row_3_4_8),
			cmocka_unit_test(row_3_5),
			cmocka_unit_test(row_3_5_hold_by_address),
			cmocka_unit_test(row_3_6_1), cmocka_unit_test(row_3_6_2),
			cmocka_unit_test(row_3_6_3), cmocka_unit_test(row_3_6_4),
			cmocka_unit_test(row_3_6_5), cmocka_unit_test(row_3_6_6),
			cmocka_unit_test(row_3_6_7), cmocka_unit_test(row_3_6_8),
			cmocka_unit_test(row_3_6_9), cmocka_unit_test(row_3_6_10),
			cmocka_unit_test(row_3_6_11), cmocka_unit_test(row_3_6_12),
			cmocka_unit_test(row_3_6_13), cmocka_unit_test(row_3_6_14),
			cmocka_unit_test(row_3_6_16), cmocka_unit_test(row_3_6_17),
			cmocka_unit_test(row_3_6_18), cmocka_unit_test(row_3_6_19),
			cmocka_unit_test(row_3_6_20), cmocka_unit_test(row_3_6_21),
			cmocka_unit_test(row_3_7_1), cmocka_unit_test(row_3_7_2),
			cmocka_unit_test(row_3_7_3), cmocka_unit_test(row_3_7_4),
			cmocka_unit_test(row_3_7_5), cmocka_unit_test(row_3_7_6),
			cmocka_unit_test(row_3_7_7), cmocka_unit_test(row_3_7_8),
			cmocka_unit_test(row_3_8_1), cmocka_unit_test(row_3_8_2),
			cmocka_unit_test(row_3_8_3), cmocka_unit_test(row_3_8_5),
			cmocka_unit_test(row_3_8_6), cmocka_unit_test(row_3_8_7)};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	tr_done();
	return failed;
}
