/* links: modules/jingle_sdp/jingle_sdp_intake.c */
/* links: modules/jingle_sdp/jingle_sdp_outlet.c */
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
/* One stream that is refused, or cannot be read, leaves the others alone (RFC
 * 3264 section 6), and what a media relay is given of it can be read. */

#include "../../modules/jingle_sdp/jingle_sdp_intake.h"
#include "../../modules/jingle_sdp/jingle_sdp_outlet.h"
#include "jingle_test.h"

#define AUDIO "m=audio 4000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"
#define KEY                                                             \
	"02:1A:CC:54:27:AB:EB:9C:53:3F:3E:4B:65:2E:7D:46:3F:54:42:CD:54:F1" \
	":7A:03:A2:7D:F9:B0:7F:46:19:B2"
#define TWO                                                                \
	JINGLE_OPEN("session-initiate")                                        \
	CONTENT("a", DESCRIPTION("audio", PCMU) ICE(""))                       \
	CONTENT("v", DESCRIPTION("video", "<payload-type id='96' name='H264' " \
									  "clockrate='90000'/>") ICE(""))      \
	JINGLE_CLOSE

enum
{
	ROOM = 256 * 1024
};

static char text[ROOM];

/* what a media relay gets; "!" and the error when the body is refused */
static const char *taken(const char *sdp)
{
	str in = guarded(sdp, strlen(sdp)), out;

	tr_next();
	if(jingle_sdp_intake(&map, &in, &out) < 0) {
		snprintf(out_text, sizeof(out_text), "!%d %s", map.error.sip_code,
				map.error.text);
		return out_text;
	}
	return tr_text(&out);
}

static const char *const dead[] = {"m=video 0 RTP/AVP 255\r\n",
		"m=video 0 RTP/AVP\r\n", "m=video 0 RTP/AVP x y\r\n",
		"m=video 0 RTP/AVPF 96\r\na=label:1\r\na=inactive\r\n",
		"m=video 0 UDP/TLS/RTP/SAVPF 99\r\na=fingerprint:sha-256 XX\r\n",
		"m=video 0 RTP/SAVP 99\r\na=crypto:1\r\n",
		"m=video 0 RTP/AVP 99\r\nc=IN IP4 nowhere!\r\n"};
static const char *const odd[] = {"m=video 4002 RTP/AVP 255\r\n",
		"m=video 70000 RTP/AVP 96\r\n", "m=video 4002 RTP/AVP\r\n",
		"m=video 4002 RTP/AVP 99\r\nc=IN IP4 nowhere!\r\n",
		"m=video 4002 UDP/TLS/RTP/SAVPF 99\r\na=fingerprint:sha-256 XX\r\n",
		"m=video 4002 RTP/SAVP 99\r\na=crypto:1\r\n"};

static void goes_on(const char *stream)
{
	const char *xml;

	snprintf(text, sizeof(text), "%s%s%s", SDP_HEAD, stream, AUDIO);
	xml = initiate_of(text);
	assert_part(xml, "media='audio'");
	assert_no(xml, "media='video'");
	assert_part(taken(text), "m=video 0 ");
	assert_line(out_text, "m=audio 4000 RTP/AVP 8");
	snprintf(text, sizeof(text), "%s%s%s", SDP_HEAD, AUDIO, stream);
	assert_part(initiate_of(text), "media='audio'");
	/* its answer has as many lines, in the same order */
	xml = say(
			"<jingle xmlns='urn:xmpp:jingle:1' action='session-accept' "
			"sid='s'>" CONTENT("audio",
					DESCRIPTION("audio", PCMU) RAW(
							"<candidate component='1' generation='0' "
							"id='a' ip='192.0.2.7' port='9000'/>")) "</"
																	"jingle>");
	assert_part(xml, "m=audio 9000 ");
	assert_part(strstr(xml, "m=audio"), "m=video 0 ");
}

static void test_offers(void **state)
{
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(dead) / sizeof(dead[0]); i++)
		goes_on(dead[i]);
	for(i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		goes_on(odd[i]);
}

static void answers(const char *stream)
{
	const char *xml;

	offer_of(TWO);
	snprintf(text, sizeof(text), "%s%s%s%s", SDP_HEAD, SDP_ICE, AUDIO, stream);
	xml = hear(text, JINGLE_BODY_ANSWER);
	assert_part(xml, "action='session-accept'");
	assert_part(xml, "media='audio'");
	assert_part(xml, "name='v' senders='responder'");
}

static void test_answers(void **state)
{
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(dead) / sizeof(dead[0]); i++)
		answers(dead[i]);
	for(i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		answers(odd[i]);
}

/* with nothing beside it the reason is said, and its kind counts */
static void test_alone(void **state)
{
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		snprintf(text, sizeof(text), "%s%s", SDP_HEAD, odd[i]);
		assert_part(taken(text), "!488 ");
	}
	snprintf(text, sizeof(text), "%s%s", SDP_HEAD, odd[4]);
	assert_part(initiate_of(text), "!a=fingerprint");
	assert_int_equal(map.error.reason, JINGLE_REASON_SECURITY_ERROR);
	/* strict reading refuses all of it */
	snprintf(text, sizeof(text), "%s%s%s", SDP_HEAD, AUDIO, odd[4]);
	tr_start(JINGLE_RESPONDER);
	map.strict = 1;
	assert_part(hear(text, JINGLE_BODY_OFFER), "!a=fingerprint");
	map.strict = 0;
}

/* RFC 5888 section 4: a mid is unique; a refused stream needs none */
static void test_mids(void **state)
{
	const char *sdp;

	(void)state;
	sdp = taken(SDP_HEAD AUDIO "a=mid:1\r\nm=video 0 RTP/AVP 99\r\n"
							   "a=mid:1\r\n");
	assert_line(sdp, "a=mid:1");
	assert_line(sdp, "m=audio 4000 RTP/AVP 8");
	sdp = taken(
			SDP_HEAD "m=video 0 RTP/AVP 99\r\na=mid:1\r\n" AUDIO "a=mid:1\r\n");
	assert_part(strstr(sdp, "m=audio"), "a=mid:1");
	assert_line(sdp, "a=mid:1");
	sdp = taken(SDP_HEAD AUDIO "a=mid:1\r\n"
							   "m=video 4002 RTP/AVP 96\r\n"
							   "a=rtpmap:96 H264/90000\r\na=mid:1\r\n");
	assert_line(sdp, "m=video 0 RTP/AVP 0");
	assert_line(sdp, "a=mid:1");
}

/* RFC 8866 section 5.7: c= of the session, or of the stream */
static void test_addresses(void **state)
{
	const char *sdp;

	(void)state;
	sdp = taken("v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nt=0 0\r\n" AUDIO
				"c=IN IP4 192.0.2.9\r\nm=video 0 RTP/AVP 96\r\n");
	assert_part(sdp, "m=video 0 RTP/AVP 0\r\nc=IN IP4 ");
	sdp = taken("v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nt=0 0\r\n" AUDIO
				"c=IN IP4 192.0.2.9\r\nm=video 4002 RTP/AVP 96\r\n"
				"a=rtpmap:96 H264/90000\r\n");
	assert_line(sdp, "m=video 0 RTP/AVP 0");
}

static void test_left_alone(void **state)
{
	static const char *const whole[] = {SDP_HEAD AUDIO,
			SDP_HEAD AUDIO "m=video 4002/2 RTP/AVP 96\r\n"
						   "a=rtpmap:96 H264/90000\r\na=sendonly\r\n",
			SDP_HEAD SDP_ICE AUDIO
			"a=candidate:1 1 udp 1 192.0.2.1 5 typ host\r\n"
			"a=candidate:1 2 udp 1 192.0.2.1 6 typ host\r\n"
			"a=candidate:2 1 udp 1 192.0.2.1 5 typ srflx raddr 10.0.0.1 "
			"rport 9\r\n",
			SDP_HEAD AUDIO "m=application 0 UDP/BFCP *\r\n",
			SDP_HEAD AUDIO "m=image 4002 udptl t38\r\n"};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(whole) / sizeof(whole[0]); i++)
		assert_string_equal(taken(whole[i]), whole[i]);
	/* bundled, and of port 0 for those who know no bundle (RFC 9143 §6) */
	assert_part(taken(SDP_HEAD "a=group:BUNDLE a v\r\n" SDP_ICE AUDIO
							   "a=mid:a\r\nm=video 0 RTP/AVP 96\r\n"
							   "a=rtpmap:96 H264/90000\r\na=mid:v\r\n"
							   "a=bundle-only\r\n"),
			"m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n");
}

static void test_lines(void **state)
{
	const char *sdp;

	(void)state;
	sdp = taken("v=0 \r\no=- 1 2 IN IP4 192.0.2.10 \r\ns=- \r\n"
				"c=IN IP4 192.0.2.10 \r\nt=0 0 \r\nhello\r\n"
				"m=audio 4000 RTP/AVP 0  255 8   \r\na=x:\x01\r\n");
	assert_line(sdp, "m=audio 4000 RTP/AVP 0 8");
	assert_no(sdp, "hello");
	assert_no(sdp, "a=x");
	assert_no(taken("v=0\r\no=- 1 IN IP4 192.0.2.9\r\ns=-\r\n"
					"c=IN IP4 192.0.2.9\r\nt=0 0\r\n" AUDIO),
			"o=");
}

static int count(const char *sdp, const char *part)
{
	int n = 0;

	for(; (sdp = strstr(sdp, part)) != NULL; sdp++)
		n++;
	return n;
}

/* doubled ones are left off (RFC 8445 section 5.1.3), surplus ones, too */
static void test_candidates(void **state)
{
	char *p = text;
	int i;

	(void)state;
	p += sprintf(p, "%s", SDP_HEAD SDP_ICE AUDIO);
	for(i = 0; i < 150; i++)
		p += sprintf(p,
				"a=candidate:%d 1 udp %d 192.0.2.%d %d typ host generation 0"
				"\r\n",
				i % 3 + 1, 2130706431 - i, i % 3 + 1, 50000 + i % 3);
	tr_start(JINGLE_RESPONDER);
	map.surplus = 1;
	assert_int_equal(count(hear(text, JINGLE_BODY_OFFER), "<candidate "), 3);
	assert_int_equal(count(taken(text), "a=candidate:"), 3);
	p = text + sprintf(text, "%s", SDP_HEAD SDP_ICE AUDIO);
	for(i = 0; i < 150; i++)
		p += sprintf(p, "a=candidate:1 1 udp 1 192.0.2.1 %d typ host\r\n",
				50000 + i);
	tr_start(JINGLE_RESPONDER);
	map.surplus = 1;
	assert_int_equal(count(hear(text, JINGLE_BODY_OFFER), "<candidate "), 128);
	assert_int_equal(count(taken(text), "a=candidate:"), 128);
	/* of the peer's */
	p = text
		+ sprintf(text, "%s",
				JINGLE_OPEN(
						"session-initiate") "<content creator='initiator' "
											"name='v'>" DESCRIPTION("audio",
													PCMU) "<transport "
														  "xmlns='urn:xmpp:"
														  "jingle:transports:"
														  "ice-udp:1'"
														  " ufrag='8hhy' "
														  "pwd='"
														  "asd88fgpdd777uzjYhag"
														  "Zg'>");
	for(i = 0; i < 300; i++)
		p += sprintf(p, "<candidate component='1' ip='192.0.2.1' port='%d'/>",
				5000 + i / 2);
	strcpy(p, "</transport></content>" JINGLE_CLOSE);
	tr_start(JINGLE_INITIATOR);
	map.surplus = 1;
	assert_int_equal(count(say(text), "a=candidate:"), 128);
}

/* what is too much is refused before a relay sees any of it */
static void test_limits(void **state)
{
	char *p = text + sprintf(text, "%s", SDP_HEAD);
	int i;

	(void)state;
	for(i = 0; i < 17; i++)
		p += sprintf(p, "m=audio %d RTP/AVP 0\r\n", i % 2);
	assert_part(taken(text), "!488 more than 16 m= lines");
	p = text + sprintf(text, "%s", SDP_HEAD AUDIO);
	for(i = 0; i < 9000; i++)
		p += sprintf(p, "a=x\r\n");
	assert_part(taken(text), "!488 more than 8192 lines");
	p = text + sprintf(text, "%s", SDP_HEAD AUDIO "a=x:");
	memset(p, 'x', 5000);
	strcpy(p + 5000, "\r\n");
	assert_part(taken(text), "!488 more than 4096 bytes in a line");
	tr_next();
	memset(text, 'v', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	map.limits.bytes = 1000;
	{
		str in = guarded(text, 1001), out;

		assert_int_equal(jingle_sdp_intake(&map, &in, &out), -1);
	}
	assert_part(map.error.text, "more than 1000 bytes in an SDP body");
	assert_int_equal(map.error.sip_code, 513); /* RFC 3261 section 21.5.7 */
}

/* a message goes on with the headers that are not of its body */
static void test_message(void **state)
{
	static const char head[] = "INVITE sip:a@b SIP/2.0\r\nl : 9\r\n"
							   "Subject: x,\r\n y\r\n"
							   "Content-Type: multipart/mixed;\r\n"
							   " boundary=x\r\nTo: <sip:a@b>\r\n\r\n";
	static const char *const lengths[] = {
			"", "Content-Length: 1\r\n", "l: 1\r\n", "CONTENT-LENGTH : 1\r\n"};
	str message, body, out;
	size_t n;

	(void)state;
	tr_start(JINGLE_RESPONDER);
	snprintf(text, sizeof(text), "%s%s%s", head, SDP_HEAD AUDIO, dead[0]);
	message = guarded(text, strlen(text));
	body.s = message.s + strlen(head);
	body.len = message.len - (int)strlen(head);
	assert_int_equal(
			jingle_sdp_intake_message(&map, NULL, &message, &body, &out), 0);
	snprintf(text, sizeof(text),
			"INVITE sip:a@b SIP/2.0\r\nSubject: x,\r\n y\r\nTo: <sip:a@b>\r\n"
			"Content-Type: application/sdp\r\nContent-Length: %zu\r\n\r\n%s",
			strlen(SDP_HEAD AUDIO "m=video 0 RTP/AVP 0\r\n"),
			SDP_HEAD AUDIO "m=video 0 RTP/AVP 0\r\n");
	assert_string_equal(tr_text(&out), text);
	/* nothing to change, but the length that UDP does not need and others
	 * want (RFC 3261 section 18.3) */
	for(n = 0; n < sizeof(lengths) / sizeof(lengths[0]); n++) {
		snprintf(text, sizeof(text),
				"SIP/2.0 200 OK\r\nTo: <sip:a@b>\r\n%s\r\n%s", lengths[n],
				SDP_HEAD AUDIO);
		message = guarded(text, strlen(text));
		body.len = (int)strlen(SDP_HEAD AUDIO);
		body.s = message.s + message.len - body.len;
		assert_int_equal(
				jingle_sdp_intake_message(&map, NULL, &message, &body, &out),
				0);
		if(lengths[n][0] != '\0') {
			assert_ptr_equal(out.s, message.s);
			continue;
		}
		snprintf(text, sizeof(text), "Content-Length: %zu\r\n\r\n%s",
				strlen(SDP_HEAD AUDIO), SDP_HEAD AUDIO);
		assert_part(tr_text(&out), text);
	}
	/* a part of a body goes on alone */
	body.len -= (int)strlen("a=rtpmap:8 PCMA/8000\r\n");
	assert_int_equal(
			jingle_sdp_intake_message(&map, NULL, &message, &body, &out), 0);
	assert_no(tr_text(&out), "rtpmap");
	assert_no(out_text, "multipart");
}

static const char *given(const char *sdp, const char *offer)
{
	str in = guarded(sdp, strlen(sdp)), before = {NULL, 0}, out;

	tr_next();
	if(offer)
		before = guarded(offer, strlen(offer));
	assert_int_equal(
			jingle_sdp_outlet(&map, &in, offer ? &before : NULL, &out), 0);
	return tr_text(&out);
}

/* RFC 9143 section 7: a browser phone may be max-bundle */
static void test_bundle(void **state)
{
	static const char one[] =
			SDP_HEAD SDP_ICE "m=audio 4000 UDP/TLS/RTP/SAVPF 0\r\na=mid:a\r\n"
							 "a=rtcp-mux\r\n";
	static const char offered[] =
			SDP_HEAD "a=group:BUNDLE v a\r\n" SDP_ICE
					 "m=audio 4000 UDP/TLS/RTP/SAVPF 0\r\na=mid:a\r\n";

	static const char two[] =
			SDP_HEAD SDP_ICE "m=audio 4000 UDP/TLS/RTP/SAVPF 0\r\na=mid:a\r\n"
							 "a=rtcp-mux\r\n"
							 "m=video 4002 UDP/TLS/RTP/SAVPF 0\r\na=mid:v\r\n"
							 "a=rtcp-mux\r\n";
	static const char both[] =
			SDP_HEAD "a=group:BUNDLE a v\r\n" SDP_ICE
					 "m=audio 4000 UDP/TLS/RTP/SAVPF 0\r\na=mid:a\r\n"
					 "m=video 4002 UDP/TLS/RTP/SAVPF 0\r\na=mid:v\r\n";

	(void)state;
	assert_part(given(one, NULL), "\r\na=group:BUNDLE a\r\nm=audio ");
	assert_part(given(one, offered), "\r\na=group:BUNDLE a\r\nm=audio ");
	assert_string_equal(given(one, one), one);
	assert_string_equal(given(offered, NULL), offered);
	/* the others have no bundle to be in */
	assert_string_equal(given(SDP_HEAD AUDIO, NULL), SDP_HEAD AUDIO);
	assert_string_equal(given(SDP_HEAD SDP_ICE AUDIO "a=mid:a\r\n", NULL),
			SDP_HEAD SDP_ICE AUDIO "a=mid:a\r\n");
	/* of a refused one nothing is said */
	assert_part(given(SDP_HEAD SDP_ICE "m=video 0 RTP/AVP 0\r\na=mid:v\r\n"
									   "m=audio 4000 UDP/TLS/RTP/SAVPF 0\r\n"
									   "a=mid:a\r\na=rtcp-mux\r\n",
						NULL),
			"a=group:BUNDLE a\r\n");
	/* beside another that lives: a browser would add that one, and lose it */
	assert_string_equal(given(two, NULL), two);
	assert_string_equal(given(two, both), two);
}

static const char *relayed(const char *sdp)
{
	str in = guarded(sdp, strlen(sdp)), out;

	tr_next();
	map.relayed = 1;
	assert_int_equal(jingle_sdp_intake(&map, &in, &out), 0);
	map.relayed = 0;
	return tr_text(&out);
}

/* RFC 9143: a stream that lives by the first one's transport alone cannot be
 * relayed by a port of its own */
static void test_bundled(void **state)
{
#define KEYS(ufrag) \
	"a=ice-ufrag:" ufrag "\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\n"
#define AT(port) \
	"a=candidate:1 1 udp 2122194687 192.0.2.9 " port " typ host\r\n"
#define FIRST \
	"m=audio 4000 UDP/TLS/RTP/SAVPF 0\r\na=mid:a\r\n" KEYS("abcd") AT("4000")
#define GROUP SDP_HEAD "a=group:BUNDLE a v\r\n"
#define VIDEO(port) "m=video " port " UDP/TLS/RTP/SAVPF 0\r\na=mid:v\r\n"
	static const char *const refused[] = {
			GROUP FIRST VIDEO("9") KEYS("abcd"), /* max-bundle */
			GROUP FIRST VIDEO("0") "a=bundle-only\r\n" KEYS("efgh"),
			GROUP FIRST VIDEO("4002"), /* RFC 9143 section 7.1.3 */
			GROUP FIRST VIDEO("4000") KEYS("abcd") AT("4000"),
			GROUP
			"m=audio 4000 UDP/TLS/RTP/SAVPF 0\r\na=mid:a\r\n" VIDEO("4000"),
	};
	static const char *const alive[] = {
			GROUP FIRST VIDEO("4002") KEYS("abcd") AT("4002"), /* balanced */
			GROUP FIRST VIDEO("4002") KEYS("efgh") AT("4002"),
			SDP_HEAD FIRST VIDEO("4002") KEYS("abcd"), /* no bundle */
			GROUP "m=audio 4000 RTP/AVP 0\r\na=mid:a\r\n" VIDEO("4002"),
			SDP_HEAD KEYS("abcd") "a=group:BUNDLE a v\r\nm=audio 4000 RTP/AVP "
								  "0\r\na=mid:a\r\n" VIDEO("4002"),
			/* candidates come later */
			GROUP "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:a\r\n" KEYS("abcd")
					VIDEO("4002") KEYS("abcd"),
	};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		assert_part(relayed(refused[i]), "m=audio 4000 ");
		assert_part(relayed(refused[i]),
				"m=video 0 UDP/TLS/RTP/SAVPF 0\r\na=mid:v\r\n");
		assert_null(strstr(relayed(refused[i]), "bundle-only"));
	}
	for(i = 0; i < sizeof(alive) / sizeof(alive[0]); i++)
		assert_part(relayed(alive[i]), "m=video 4002 ");
	/* without a relay both have one transport */
	assert_part(taken(refused[2]), "m=video 4002 ");
}

/* lines of Chromium's that are nothing to a plain phone */
#define LEVEL "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
#define BROWSER                                                             \
	"a=extmap:1 " LEVEL "\r\n"                                              \
	"a=extmap:2/sendonly http://www.webrtc.org/experiments/rtp-hdrext/abs-" \
	"send-time\r\na=extmap-allow-mixed\r\na=rtcp-fb:111 transport-cc\r\n"   \
	"a=rtcp-fb:* nack\r\na=rtcp-rsize\r\na=msid:stream track\r\n"           \
	"a=ssrc:1234 cname:cbOV3\r\na=ssrc:1234 msid:stream track\r\n"          \
	"a=ssrc-group:FID 1234 1235\r\na=end-of-candidates\r\n"
#define OPUS_LINES                                                      \
	"a=mid:0\r\na=sendrecv\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:111 " \
	"minptime=10;useinbandfec=1\r\na=rtcp:4001\r\na=ptime:20\r\n"
#define SEMANTIC "a=msid-semantic: WMS *\r\n"

/* RTP/AVP and RTP/SAVP without ICE: no feedback (RFC 4585), no sources */
static void test_plain(void **state)
{
	static const char *const protos[] = {"RTP/AVP", "RTP/SAVP"};
	static const char *const others[] = {
			"RTP/AVPF", "RTP/SAVPF", "UDP/TLS/RTP/SAVPF"};
	char sdp[4096], bare[4096];
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(protos) / sizeof(protos[0]); i++) {
		snprintf(sdp, sizeof(sdp),
				SDP_HEAD SEMANTIC "m=audio 4000 %s 111\r\n" OPUS_LINES BROWSER,
				protos[i]);
		snprintf(bare, sizeof(bare),
				SDP_HEAD "m=audio 4000 %s 111\r\n" OPUS_LINES, protos[i]);
		assert_string_equal(given(sdp, NULL), bare);
		assert_string_equal(given(sdp, bare), bare);
		assert_string_equal(given(sdp, sdp), bare);
	}
	for(i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		snprintf(sdp, sizeof(sdp),
				SDP_HEAD SEMANTIC "m=audio 4000 %s 111\r\n" OPUS_LINES BROWSER,
				others[i]);
		assert_string_equal(given(sdp, NULL), sdp);
	}
	/* with ICE the phone may know more; each stream is looked at */
	assert_string_equal(given(SDP_HEAD SDP_ICE AUDIO BROWSER, NULL),
			SDP_HEAD SDP_ICE AUDIO BROWSER);
	assert_string_equal(given(SDP_HEAD SEMANTIC AUDIO BROWSER
								"m=video 4002 RTP/AVPF 96\r\n"
								"a=rtpmap:96 VP8/90000\r\n" BROWSER,
								NULL),
			SDP_HEAD SEMANTIC AUDIO
			"m=video 4002 RTP/AVPF 96\r\na=rtpmap:96 VP8/90000\r\n" BROWSER);
	/* lines that only begin so */
	assert_string_equal(given(SDP_HEAD AUDIO "a=ssrcs:1\r\na=msids\r\n", NULL),
			SDP_HEAD AUDIO "a=ssrcs:1\r\na=msids\r\n");
}

/* An answer has no header extension and no rtcp-rsize that its offer had not
 * (RFC 8285 section 7, RFC 5506 section 5.1). */
static void test_unasked(void **state)
{
#define SECURE(more) \
	SDP_HEAD SDP_ICE "m=audio 4000 UDP/TLS/RTP/SAVPF 8\r\n" more
	(void)state;
	assert_string_equal(given(SECURE("a=extmap:1 " LEVEL "\r\na=rtcp-rsize\r\n"
									 "a=extmap:3 urn:x\r\n"),
								SECURE("a=extmap:3 urn:x\r\n")),
			SECURE("a=extmap:3 urn:x\r\n"));
	assert_string_equal(
			given(SECURE("a=extmap:1/recvonly " LEVEL "\r\na=rtcp-rsize\r\n"),
					SECURE("a=extmap:1 " LEVEL "\r\na=rtcp-rsize\r\n")),
			SECURE("a=extmap:1/recvonly " LEVEL "\r\na=rtcp-rsize\r\n"));
	/* another number, another extension under the number */
	assert_string_equal(given(SECURE("a=extmap:1 " LEVEL "\r\n"),
								SECURE("a=extmap:2 " LEVEL "\r\n")),
			SECURE(""));
	assert_string_equal(given(SECURE("a=extmap:1 " LEVEL "\r\n"),
								SECURE("a=extmap:1 urn:x\r\n")),
			SECURE(""));
	/* an offer may have what it likes */
	assert_string_equal(given(SECURE("a=rtcp-rsize\r\n"), NULL),
			SECURE("a=rtcp-rsize\r\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_offers),
			cmocka_unit_test(test_answers), cmocka_unit_test(test_alone),
			cmocka_unit_test(test_mids), cmocka_unit_test(test_addresses),
			cmocka_unit_test(test_left_alone), cmocka_unit_test(test_lines),
			cmocka_unit_test(test_candidates), cmocka_unit_test(test_limits),
			cmocka_unit_test(test_message), cmocka_unit_test(test_bundle),
			cmocka_unit_test(test_bundled), cmocka_unit_test(test_plain),
			cmocka_unit_test(test_unasked)};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	tr_done();
	return failed;
}
