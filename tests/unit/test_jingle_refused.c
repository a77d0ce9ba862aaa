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
/* SIP's answer refuses a content of the peer's session-initiate: programs take
 * a session-accept only with all contents, in the order of their offer. What
 * is refused is sent on the transport of what is not (RFC 9143 section 7.3). */

#include "jingle_test.h"

#define VP8                                                             \
	"<rtcp-mux/><payload-type id='97' name='rtx' clockrate='90000'>"    \
	"<parameter name='apt' value='96'/></payload-type>"                 \
	"<payload-type id='96' name='VP8' clockrate='90000'>"               \
	"<rtcp-fb xmlns='urn:xmpp:jingle:apps:rtp:rtcp-fb:0' type='nack'/>" \
	"</payload-type><payload-type id='98' name='VP9' clockrate='90000'/>"
#define DTLS(ufrag)                                             \
	ICE_NAMED(ufrag, "asd88fgpdd777uzjYhagZg",                  \
			"<fingerprint xmlns='urn:xmpp:jingle:apps:dtls:0' " \
			"hash='sha-256' setup='actpass'>AA:BB</fingerprint>")
#define VOICE \
	CONTENT("voice", DESCRIPTION("audio", "<rtcp-mux/>" PCMU) DTLS("voic"))
#define CAM CONTENT("cam", DESCRIPTION("video", VP8) DTLS("came"))
#define SCREEN CONTENT("screen", DESCRIPTION("video", VP8) DTLS("scre"))
#define BUNDLE_OF(names)                                                       \
	"<group xmlns='urn:xmpp:jingle:apps:grouping:0' semantics='BUNDLE'>" names \
	"</group>"
#define NAMED(name) "<content name='" name "'/>"
#define BOTH BUNDLE_OF(NAMED("voice") NAMED("cam"))
#define START(inside) JINGLE_OPEN("session-initiate") inside JINGLE_CLOSE
#define CANDIDATE "a=candidate:1 1 udp 2130706431 192.0.2.1 5004 typ host\r\n"
#define DTLS_LINES                                                        \
	SDP_ICE "a=fingerprint:sha-256 CC:DD\r\na=setup:active\r\n" CANDIDATE \
			"a=rtcp-mux\r\n"
#define AUDIO "m=audio 5004 UDP/TLS/RTP/SAVPF 0\r\na=mid:voice\r\n" DTLS_LINES
#define NO_VIDEO "m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=mid:cam\r\n"

static const char *accept_of(
		jingle_peer_t peer, const char *offer, const char *answer)
{
	const char *xml;

	offer_of(offer);
	ctx_cycle();
	map.peer = peer;
	xml = hear(answer, JINGLE_BODY_ANSWER);
	map.peer = JINGLE_PEER_GENERIC;
	ctx_cycle();
	return xml;
}

/* the <content/> of a name, of the last stanza of the text */
static const char *content_of(const char *xml, const char *name)
{
	static char part[8192];
	char start[64];
	const char *p, *at = NULL, *end;

	snprintf(start, sizeof(start), "<content creator=\"initiator\" name=\"%s\"",
			name);
	if(strstr(xml, start) == NULL) {
		snprintf(start, sizeof(start), "<content creator='initiator' name='%s'",
				name);
	}
	for(p = strstr(xml, start); p != NULL; p = strstr(p + 1, start))
		at = p;
	if(at == NULL)
		fail_msg("no content '%s' in:\n%s", name, xml);
	end = strstr(at, "</content>");
	if(end == NULL)
		fail_msg("content '%s' is empty in:\n%s", name, xml);
	snprintf(part, sizeof(part), "%.*s", (int)(end - at), at);
	return part;
}

static int count_of(const char *text, const char *part)
{
	int n = 0;

	for(text = strstr(text, part); text != NULL; text = strstr(text + 1, part))
		n++;
	return n;
}

static void assert_lent(const char *xml, const char *name)
{
	const char *part = content_of(xml, name);

	assert_part(part, "media='video'");
	assert_part(part, "<rtcp-mux/>");
	assert_int_equal(count_of(part, "<payload-type "), 1);
	assert_part(part, "id='96'");
	assert_no(part, "rtcp-fb");
	assert_part(part, "ufrag='F7gI'");
	assert_part(part, "pwd='x9cml/YzichV2+XlhiMu8g'");
	assert_part(part, "CC:DD</fingerprint>");
	assert_part(part, "setup='active'");
	assert_int_equal(count_of(part, "<candidate "), 1);
	assert_part(part, "port='5004'");
}

/* one stanza: all contents; to receive the refused one the peer stays ready, or
 * libwebrtc drops packets of SSRCs that were not signalled from the bundle */
static void accepts_all(void **state)
{
	const char *xml = accept_of(JINGLE_PEER_GENERIC, START(BOTH VOICE CAM),
			SDP_HEAD AUDIO NO_VIDEO);

	(void)state;
	assert_int_equal(stanzas.list.count, 1);
	assert_part(xml, "action='session-accept'");
	assert_lent(xml, "cam");
	assert_part(content_of(xml, "cam"), "senders='responder'");
	assert_no(content_of(xml, "voice"), "senders='responder'");
	assert_true(strstr(xml, "name='voice' ") < strstr(xml, "name='cam' "));
	assert_int_equal(stanzas.rejected.count, 1);
	assert_part(xml, "semantics='BUNDLE'><content name='voice'/>"
					 "<content name='cam'/></group>");
}

/* a client that bundles nothing gets no group (RFC 9143 section 7.3) */
static void not_bundled(void **state)
{
	const char *xml = accept_of(
			JINGLE_PEER_GENERIC, START(VOICE CAM), SDP_HEAD AUDIO NO_VIDEO);

	(void)state;
	assert_lent(xml, "cam");
	assert_no(xml, "<group");
	/* of three, only what the offer's group has */
	xml = accept_of(JINGLE_PEER_GENERIC, START(BOTH VOICE CAM SCREEN),
			SDP_HEAD AUDIO NO_VIDEO "m=video 0 RTP/SAVPF 96\r\n");
	assert_lent(xml, "cam");
	assert_lent(xml, "screen");
	assert_part(xml, "<content name='voice'/><content name='cam'/></group>");
}

#define ONE_TRANSPORT \
	BOTH VOICE CONTENT("cam", DESCRIPTION("video", VP8) DTLS("voic"))
#define VIDEO                                            \
	"m=video 5006 UDP/TLS/RTP/SAVPF 96\r\na=mid:cam\r\n" \
	"a=rtpmap:96 VP8/90000\r\n"
#define APART \
	"a=ice-ufrag:oThR\r\na=ice-pwd:x9cml/YzichV2+XlhiMu8x\r\n" CANDIDATE

/* a client with one transport for both takes no other for the second (RFC 9429
 * section 4.1.1): that one is refused, and SIP is to be told */
static void one_transport(void **state)
{
	const char *xml;

	(void)state;
	xml = accept_of(JINGLE_PEER_MOVIM, START(ONE_TRANSPORT),
			SDP_HEAD AUDIO VIDEO APART);
	assert_lent(xml, "cam");
	assert_part(content_of(xml, "cam"), "senders='initiator'");
	assert_part(xml, "<content name='voice'/><content name='cam'/></group>");
	assert_true(stanzas.surplus);
	/* bundled in the answer as well: both are accepted */
	xml = accept_of(JINGLE_PEER_MOVIM, START(ONE_TRANSPORT),
			SDP_HEAD "a=group:BUNDLE voice cam\r\n" AUDIO VIDEO DTLS_LINES);
	assert_part(content_of(xml, "cam"), "senders='both'");
	assert_false(stanzas.surplus);
	/* others begin as if they had one, and take another */
	xml = accept_of(JINGLE_PEER_STANZA, START(ONE_TRANSPORT),
			SDP_HEAD AUDIO VIDEO APART);
	assert_part(content_of(xml, "cam"), "senders='both'");
	assert_false(stanzas.surplus);
	/* each with a transport of its own */
	xml = accept_of(JINGLE_PEER_MOVIM, START(BOTH VOICE CAM),
			SDP_HEAD AUDIO VIDEO APART);
	assert_part(content_of(xml, "cam"), "senders='both'");
	assert_false(stanzas.surplus);
	/* what SIP refuses itself it need not be told */
	accept_of(JINGLE_PEER_MOVIM, START(ONE_TRANSPORT), SDP_HEAD AUDIO NO_VIDEO);
	assert_false(stanzas.surplus);
	/* the first one is refused: nothing holds the second */
	xml = accept_of(JINGLE_PEER_MOVIM, START(ONE_TRANSPORT),
			SDP_HEAD
			"m=audio 0 UDP/TLS/RTP/SAVPF 0\r\na=mid:voice\r\n" VIDEO APART);
	assert_part(content_of(xml, "cam"), "senders='both'");
}

/* Movim reads senders='initiator' of an accept as its peer's sendonly, and
 * 'responder' as recvonly: of what is refused and of what is not */
static void reversed(void **state)
{
	static const struct
	{
		const char *direction, *xep, *movim;
	} rows[] = {{"sendonly", "'responder'", "'initiator'"},
			{"recvonly", "'initiator'", "'responder'"},
			{"sendrecv", "'both'", "'both'"}, {"inactive", "'none'", "'none'"}};
	char answer[2048], senders[32];
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(answer, sizeof(answer), SDP_HEAD AUDIO "a=%s\r\n" NO_VIDEO,
				rows[i].direction);
		snprintf(senders, sizeof(senders), "senders=%s", rows[i].xep);
		assert_part(content_of(accept_of(JINGLE_PEER_STANZA,
									   START(BOTH VOICE CAM), answer),
							"voice"),
				senders);
		snprintf(senders, sizeof(senders), "senders=%s", rows[i].movim);
		assert_part(content_of(accept_of(JINGLE_PEER_MOVIM,
									   START(BOTH VOICE CAM), answer),
							"voice"),
				senders);
	}
}

/* any place, any number; the order is the offer's, the group begins with the
 * content whose transport it is */
static void any_place(void **state)
{
	const char *xml = accept_of(JINGLE_PEER_GENERIC, START(BOTH CAM VOICE),
			SDP_HEAD NO_VIDEO AUDIO);

	(void)state;
	assert_lent(xml, "cam");
	assert_true(strstr(xml, "name='cam' ") < strstr(xml, "name='voice' "));
	assert_part(xml, "<content name='voice'/><content name='cam'/></group>");
	xml = accept_of(JINGLE_PEER_GENERIC,
			START(BUNDLE_OF(NAMED("cam") NAMED("voice")) CAM VOICE),
			SDP_HEAD NO_VIDEO AUDIO);
	assert_part(xml, "<content name='voice'/><content name='cam'/></group>");
	/* if it is that of both, what the offer tags is tagged in the answer (RFC
	 * 9143 section 7.3.1): a client with one transport takes no other order */
	xml = accept_of(JINGLE_PEER_GENERIC,
			START(BUNDLE_OF(NAMED("cam") NAMED("voice")) CONTENT(
					"cam", DESCRIPTION("video", VP8) DTLS("voic")) VOICE),
			SDP_HEAD NO_VIDEO AUDIO);
	assert_lent(xml, "cam");
	assert_part(xml, "<content name='cam'/><content name='voice'/></group>");
	/* the one in the middle, and an answer with fewer m= lines */
	xml = accept_of(JINGLE_PEER_GENERIC,
			START(BUNDLE_OF(NAMED("voice") NAMED("cam") NAMED("screen"))
							VOICE CAM SCREEN),
			SDP_HEAD AUDIO NO_VIDEO
			"m=video 5006 UDP/TLS/RTP/SAVPF 96\r\na=mid:screen\r\n"
			"a=rtpmap:96 VP8/90000\r\n" DTLS_LINES);
	assert_lent(xml, "cam");
	assert_part(content_of(xml, "screen"), "senders='both'");
	xml = accept_of(JINGLE_PEER_GENERIC, START(BOTH VOICE CAM), SDP_HEAD AUDIO);
	assert_lent(xml, "cam");
}

/* what each program takes */
static void programs(void **state)
{
	static const struct
	{
		jingle_peer_t peer;
		const char *senders; /* NULL: the content is not in the accept */
		int removed;
	} rows[] = {{JINGLE_PEER_GENERIC, "senders='responder'", 0},
			{JINGLE_PEER_CONVERSATIONS, "senders='responder'", 0},
			{JINGLE_PEER_MOVIM, "senders='initiator'", 0},
			{JINGLE_PEER_STANZA, "senders='responder'", 0},
			{JINGLE_PEER_SISKIN, "senders='responder'", 0},
			{JINGLE_PEER_QXMPP, "senders='responder'", 0},
			{JINGLE_PEER_UNKNOWN, "senders='responder'", 0},
			{JINGLE_PEER_MONAL, "senders='responder'", 0},
			{JINGLE_PEER_DINO, NULL, 0}, {JINGLE_PEER_PSI, NULL, 0},
			{JINGLE_PEER_GAJIM, NULL, 1}, {JINGLE_PEER_LIBPURPLE, NULL, 1}};
	const char *xml;
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		xml = accept_of(
				rows[i].peer, START(BOTH VOICE CAM), SDP_HEAD AUDIO NO_VIDEO);
		assert_int_equal(
				count_of(xml, "action='content-remove'"), rows[i].removed);
		assert_int_equal(count_of(xml, "action='session-accept'"), 1);
		assert_int_equal(stanzas.rejected.count, 1);
		if(rows[i].senders != NULL) {
			assert_lent(xml, "cam");
			assert_part(content_of(xml, "cam"), rows[i].senders);
			continue;
		}
		assert_no(xml, "media='video'");
		assert_part(xml, "<content name='voice'/></group>");
	}
}

/* without ICE there is nothing to share */
static void without_ice(void **state)
{
	const char *xml;

	(void)state;
#define PLAIN(name, media, codec, port)         \
	CONTENT(name,                               \
			DESCRIPTION(media, codec) RAW(      \
					"<candidate component='1' " \
					"generation='0' id='a' ip='192.0.2.9' port='" port "'/>"))
	xml = accept_of(JINGLE_PEER_GENERIC,
			START(PLAIN("voice", "audio", PCMU, "4000")
							PLAIN("cam", "video", VP8, "4002")),
			SDP_HEAD "m=audio 5004 RTP/AVP 0\r\nm=video 0 RTP/AVP 96\r\n");
	assert_part(xml, "action='content-remove'");
	assert_no(xml, "media='video'");
}

/* all refused: no session */
static void all_refused(void **state)
{
	const char *xml = accept_of(JINGLE_PEER_GENERIC, START(BOTH VOICE CAM),
			SDP_HEAD "m=audio 0 UDP/TLS/RTP/SAVPF 0\r\n" NO_VIDEO);

	(void)state;
	assert_int_equal(stanzas.list.count, 1);
	assert_part(xml, "action='session-terminate'");
}

/* RFC 3264 section 6: an answer has the kinds of the offer. rtpengine 26 makes
 * the second of "m=image 20000 udptl t38" */
static void other_kind(void **state)
{
	const char *xml = accept_of(JINGLE_PEER_GENERIC, START(BOTH VOICE CAM),
			SDP_HEAD AUDIO "m=image 5006 UDP/TLS/RTP/SAVPF 8\r\n"
						   "a=mid:cam\r\n" DTLS_LINES);

	(void)state;
	assert_part(xml, "action='session-accept'");
	assert_no(content_of(xml, "cam"), "port='5006'");
	xml = accept_of(JINGLE_PEER_GENERIC, START(BUNDLE_OF(NAMED("voice")) VOICE),
			SDP_HEAD "m=image 5004 udptl t38\r\na=mid:voice\r\n");
	assert_int_equal(stanzas.list.count, 1);
	assert_part(xml, "action='session-terminate'");
}

/* candidates of the refused content are none of the one that is left: it has
 * no ICE restart */
static void its_candidates(void **state)
{
	(void)state;
	accept_of(JINGLE_PEER_GENERIC, START(BOTH VOICE CAM),
			SDP_HEAD AUDIO NO_VIDEO);
	assert_string_equal(
			say(JINGLE_OPEN("transport-info") CONTENT("cam",
					ICE_NAMED("came", "asd88fgpdd777uzjYhagZg",
							"<candidate component='1' foundation='1' "
							"generation='0' id='b' ip='192.0.2.7' "
							"network='0' port='4002' priority='9' "
							"protocol='udp' type='host'/>")) JINGLE_CLOSE),
			"");
	/* a name that nobody knows is still meant for the only one (XEP-0176) */
	assert_part(say(JINGLE_OPEN("transport-info") CONTENT("this-is-the-content",
						ICE_NAMED("voic", "asd88fgpdd777uzjYhagZg",
								"<candidate component='1' foundation='1' "
								"generation='0' id='c' ip='192.0.2.7' "
								"network='0' port='4004' priority='9' "
								"protocol='udp' type='host'/>")) JINGLE_CLOSE),
			" 4004 ");
}

/* the port stays 0 in what SIP is offered later */
static void offered_again(void **state)
{
	const char *sdp;

	(void)state;
	accept_of(JINGLE_PEER_GENERIC, START(BOTH VOICE CAM),
			SDP_HEAD AUDIO NO_VIDEO);
	tr_next();
	assert_int_equal(
			jingle_sdp_current(&map, &ctx, JINGLE_BODY_OFFER, &sdp_out), 0);
	sdp = tr_text(&sdp_out.body);
	assert_part(sdp, "m=video 0 ");
	assert_line(sdp, "a=group:BUNDLE voice");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(accepts_all),
			cmocka_unit_test(not_bundled), cmocka_unit_test(one_transport),
			cmocka_unit_test(reversed), cmocka_unit_test(any_place),
			cmocka_unit_test(programs), cmocka_unit_test(without_ice),
			cmocka_unit_test(all_refused), cmocka_unit_test(other_kind),
			cmocka_unit_test(its_candidates), cmocka_unit_test(offered_again)};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	tr_done();
	return failed;
}
