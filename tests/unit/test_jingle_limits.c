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
/* Each limit has a parameter: with what it allows a body translates, with one
 * more it is refused, and the refusal names number and thing. */

#include "jingle_test.h"

enum
{
	ROOM = 64 * 1024,
	ALLOWED = 20 /* more than what the frames around have of anything */
};

typedef struct limited
{
	int *limit;
	const char *what; /* in the refusal */
	const char *before, *each, *after;
} limited_t;

static jingle_limits_t limits;
static char text[ROOM];

static const char *repeated(const limited_t *l, int n)
{
	int i, len = snprintf(text, ROOM, "%s", l->before);

	for(i = 1; i <= n && len < ROOM; i++)
		len += snprintf(text + len, ROOM - (size_t)len, l->each, i);
	if(len < ROOM)
		len += snprintf(text + len, ROOM - (size_t)len, "%s", l->after);
	assert_true(len < ROOM);
	return text;
}

static int translates(const char *body, jingle_party_t peer_role)
{
	str in = guarded(body, strlen(body));

	jingle_map_init(&map, &arena, &limits);
	jingle_ctx_init(&ctx, peer_role, 1);
	if(peer_role == JINGLE_RESPONDER)
		return jingle_from_sdp(&map, &ctx, &in, JINGLE_BODY_OFFER, &stanzas);
	if(jingle_xml_read(&map, &in, &session) < 0)
		return -1;
	return jingle_to_sdp(&map, &ctx, session, &sdp_out);
}

static void holds(const limited_t *l, jingle_party_t peer_role, int frame)
{
	char expected[128];

	tr_start(peer_role);
	limits = jingle_limits_default;
	*l->limit = ALLOWED;
	if(translates(repeated(l, ALLOWED - frame), peer_role) < 0)
		fail_msg("%d %s: %s", ALLOWED, l->what, map.error.text);
	if(translates(repeated(l, ALLOWED - frame + 1), peer_role) == 0)
		fail_msg("more than %d %s: taken", ALLOWED, l->what);
	snprintf(expected, sizeof(expected), "more than %d %s (limit", ALLOWED,
			l->what);
	assert_part(map.error.text, expected);
	assert_int_equal(map.error.fault, JINGLE_FAULT_LIMIT);
}

#define BEFORE                                                          \
	JINGLE_OPEN("session-initiate")                                     \
	"<content creator='initiator' name='v'><description xmlns='" NS_RTP \
	"' media='audio'>"
#define BETWEEN                      \
	PCMU "</description><transport " \
		 "xmlns='urn:xmpp:jingle:transports:ice-udp:1' ufrag='a' pwd='b'>"
#define AFTER "</transport></content>" JINGLE_CLOSE
#define FEEDBACK "xmlns='urn:xmpp:jingle:apps:rtp:rtcp-fb:0'"
#define HDREXT "xmlns='urn:xmpp:jingle:apps:rtp:rtp-hdrext:0'"
#define SSMA "xmlns='urn:xmpp:jingle:apps:rtp:ssma:0'"
#define GROUPING "xmlns='urn:xmpp:jingle:apps:grouping:0'"
#define PARAM "<parameter name='p%d' value='1'/>"

static const limited_t of_jingle[] = {
		{&limits.contents, "contents", JINGLE_OPEN("session-initiate"),
				"<content creator='initiator' name='%d'><description "
				"xmlns='" NS_RTP "' media='audio'>" PCMU
				"</description>" ICE("") "</content>",
				JINGLE_CLOSE},
		{&limits.contents, "groups", BEFORE BETWEEN "</transport></content>",
				"<group " GROUPING " semantics='S%d'><content name='v'/>"
				"</group>",
				JINGLE_CLOSE},
		{&limits.contents, "contents in a group",
				BEFORE BETWEEN "</transport></content><group " GROUPING
							   " semantics='LS'>",
				"<content name='%d'/>", "</group>" JINGLE_CLOSE},
		{&limits.params, "parameters",
				BEFORE "<payload-type id='96' name='x' clockrate='1'>", PARAM,
				"</payload-type>" BETWEEN AFTER},
		{&limits.params, "parameters",
				BEFORE "<rtp-hdrext " HDREXT " id='1' uri='u'>", PARAM,
				"</rtp-hdrext>" BETWEEN AFTER},
		{&limits.params, "parameters", BEFORE "<source " SSMA " ssrc='1'>",
				PARAM, "</source>" BETWEEN AFTER},
		{&limits.params, "parameters", BEFORE "<rtcp-fb " FEEDBACK " type='x'>",
				PARAM, "</rtcp-fb>" BETWEEN AFTER},
		{&limits.params, "bandwidths", BEFORE,
				"<bandwidth type='AS'>%d</bandwidth>", BETWEEN AFTER},
		{&limits.params, "cryptos", BEFORE "<encryption>",
				"<crypto tag='%d' crypto-suite='s' key-params='k'/>",
				"</encryption>" BETWEEN AFTER},
		{&limits.params, "zrtp-hash", BEFORE "<encryption>",
				"<zrtp-hash xmlns='urn:xmpp:jingle:apps:rtp:zrtp:1' "
				"version='1'>%d</zrtp-hash>",
				"</encryption>" BETWEEN AFTER},
		{&limits.params, "categories", BEFORE BETWEEN "</transport>",
				"<category xmlns='urn:xmpp:jingle:apps:category:0' "
				"name='c%d'/>",
				"</content>" JINGLE_CLOSE},
		{&limits.params, "fingerprints", BEFORE BETWEEN,
				"<fingerprint xmlns='urn:xmpp:jingle:apps:dtls:0' "
				"hash='h%d'>AA</fingerprint>",
				AFTER},
		{&limits.params, "channels", BEFORE BETWEEN,
				"<channel xmlns='urn:xmpp:jingle:transports:webrtc-"
				"datachannel:0' id='%d'/>",
				AFTER},
		{&limits.feedback, "rtcp-fb", BEFORE,
				"<rtcp-fb " FEEDBACK " type='x%d'/>", BETWEEN AFTER},
		{&limits.feedback, "rtcp-fb",
				BEFORE "<payload-type id='96' name='x' clockrate='1'>",
				"<rtcp-fb-trr-int " FEEDBACK " value='%d'/>",
				"</payload-type>" BETWEEN AFTER},
		{&limits.hdrexts, "header extensions", BEFORE,
				"<rtp-hdrext " HDREXT " id='%d' uri='u'/>", BETWEEN AFTER},
		{&limits.sources, "sources", BEFORE, "<source " SSMA " ssrc='%d'/>",
				BETWEEN AFTER},
		{&limits.sources, "ssrc groups", BEFORE,
				"<ssrc-group " SSMA " semantics='S%d'><source ssrc='1'/>"
				"</ssrc-group>",
				BETWEEN AFTER},
		{&limits.sources, "sources",
				BEFORE "<ssrc-group " SSMA " semantics='FID'>",
				"<source ssrc='%d'/>", "</ssrc-group>" BETWEEN AFTER},
		{&limits.candidates, "candidates in a content", BEFORE BETWEEN,
				"<candidate component='1' foundation='1' ip='192.0.2.1' "
				"port='%d' priority='1' protocol='udp' type='host'/>",
				AFTER},
		{&limits.candidates, "candidates in a content", BEFORE BETWEEN,
				"<remote-candidate component='1' ip='192.0.2.1' "
				"port='%d'/>",
				AFTER}};

static void test_of_jingle(void **state)
{
	const limited_t payloads = {&limits.payloads, "payload types in a content",
			BEFORE, "<payload-type id='%d' name='x' clockrate='1'/>",
			BETWEEN AFTER};
	/* iq, jingle, content, description, payload-type, transport */
	const limited_t elements = {&limits.elements, "elements", BEFORE,
			"<x/><!-- %d -->", BETWEEN AFTER};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(of_jingle) / sizeof(of_jingle[0]); i++)
		holds(&of_jingle[i], JINGLE_INITIATOR, 0);
	holds(&payloads, JINGLE_INITIATOR, 1);
	holds(&elements, JINGLE_INITIATOR, 6);
}

#define AUDIO "m=audio 5004 RTP/AVP 0 96\r\na=rtpmap:96 x/8000\r\n"

static const limited_t of_sdp[] = {{&limits.contents, "m= lines", SDP_HEAD,
										   "m=audio %d RTP/AVP 0\r\n", ""},
		{&limits.contents, "a=group", SDP_HEAD, "a=group:S%d 1\r\n", AUDIO},
		{&limits.contents, "contents in a group", SDP_HEAD "a=group:LS", " %d",
				"\r\n" AUDIO},
		{&limits.payloads, "payload types in an m= section",
				SDP_HEAD "m=audio 5004 RTP/AVP", " %d", "\r\n"},
		{&limits.payloads, "a=fmtp", SDP_HEAD AUDIO, "a=fmtp:96 p%d=1\r\n", ""},
		{&limits.params, "parameters", SDP_HEAD AUDIO "a=fmtp:96 ", "p%d=1;",
				"\r\n"},
		{&limits.params, "parameters", SDP_HEAD AUDIO "a=extmap:1 urn:x",
				" p%d", "\r\n"},
		{&limits.params, "parameters", SDP_HEAD AUDIO "a=rtcp-fb:96 x y",
				" p%d", "\r\n"},
		{&limits.params, "parameters", SDP_HEAD AUDIO, "a=ssrc:1 p%d:x\r\n",
				""},
		{&limits.params, "b= lines", SDP_HEAD AUDIO, "b=AS:%d\r\n", ""},
		{&limits.params, "a=content", SDP_HEAD AUDIO "a=content:x", ",c%d",
				"\r\n"},
		{&limits.params, "a=crypto", SDP_HEAD AUDIO,
				"a=crypto:%d s inline:k\r\n", ""},
		{&limits.params, "a=zrtp-hash", SDP_HEAD AUDIO, "a=zrtp-hash:1 %d\r\n",
				""},
		{&limits.params, "a=fingerprint", SDP_HEAD AUDIO,
				"a=fingerprint:h%d AA\r\n", ""},
		{&limits.params, "a=dcmap",
				SDP_HEAD SDP_ICE
				"m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n",
				"a=dcmap:%d\r\n", ""},
		{&limits.feedback, "rtcp-fb", SDP_HEAD AUDIO, "a=rtcp-fb:96 x%d\r\n",
				""},
		{&limits.feedback, "rtcp-fb", SDP_HEAD AUDIO, "a=rtcp-fb:* x%d\r\n",
				""},
		{&limits.hdrexts, "header extensions", SDP_HEAD AUDIO,
				"a=extmap:%d urn:x\r\n", ""},
		{&limits.sources, "sources", SDP_HEAD AUDIO, "a=ssrc:%d cname:x\r\n",
				""},
		{&limits.sources, "ssrc groups", SDP_HEAD AUDIO,
				"a=ssrc-group:S%d 1\r\n", ""},
		{&limits.sources, "sources", SDP_HEAD AUDIO "a=ssrc-group:FID", " %d",
				"\r\n"},
		{&limits.candidates, "candidates in an m= section",
				SDP_HEAD SDP_ICE AUDIO,
				"a=candidate:1 1 udp 1 192.0.2.1 %d typ host\r\n", ""},
		{&limits.candidates, "candidates in an m= section",
				SDP_HEAD SDP_ICE AUDIO "a=remote-candidates:",
				"1 192.0.2.1 %d ", "\r\n"}};

static void test_of_sdp(void **state)
{
	/* v=, o=, s=, c=, t=, m=, a=rtpmap */
	const limited_t lines = {
			&limits.elements, "lines", SDP_HEAD AUDIO, "a=x%d\r\n", ""};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(of_sdp) / sizeof(of_sdp[0]); i++)
		holds(&of_sdp[i], JINGLE_RESPONDER,
				strcmp(of_sdp[i].what, "a=content") == 0 ? 1 : 0);
	holds(&lines, JINGLE_RESPONDER, 7);
}

/* with that limit it translates, with one less it is refused */
static void edge(int *limit, size_t value, const char *body,
		jingle_party_t peer_role, const char *said)
{
	tr_start(peer_role);
	limits = jingle_limits_default;
	*limit = (int)value;
	if(translates(body, peer_role) < 0)
		fail_msg("%zu: %s", value, map.error.text);
	--*limit;
	assert_int_equal(translates(body, peer_role), -1);
	assert_part(map.error.text, said);
}

/* bytes of all, levels, bytes of one value */
static void test_sizes(void **state)
{
	static const char offer[] = OFFER(PCMU, ICE(""));
	static const char sdp[] = SDP_HEAD AUDIO;

	(void)state;
	edge(&limits.bytes, strlen(offer), offer, JINGLE_INITIATOR,
			"bytes in a stanza (limit");
	edge(&limits.bytes, strlen(sdp), sdp, JINGLE_RESPONDER,
			"bytes in an SDP body (limit");
	/* iq, jingle, content, description, payload-type */
	edge(&limits.depth, 5, offer, JINGLE_INITIATOR,
			"more than 4 elements inside each other");
	edge(&limits.attribute, strlen("asd88fgpdd777uzjYhagZg"), offer,
			JINGLE_INITIATOR, "more than 21 bytes in an attribute");
	edge(&limits.attribute, strlen("o=alice 2890844526 1 IN IP4 192.0.2.1"),
			sdp, JINGLE_RESPONDER, "more than 36 bytes in a line");
}

/* where an operator allows large stanzas: the other limits still hold */
static void test_huge(void **state)
{
	enum
	{
		MEGABYTE = 1000000,
		MANY = 1000000
	};
	static const char candidate[] = "<candidate ip='1.1.1.1' port='1'/>";
	char *huge = malloc(MANY * sizeof(candidate) + ROOM), *p = huge;
	int i;

	(void)state;
	assert_non_null(huge);
	tr_start(JINGLE_INITIATOR);
	limits = jingle_limits_default;
	limits.bytes = 1 << 30;
	limits.elements = 1 << 30;
	p += sprintf(p, "%s", BEFORE BETWEEN);
	for(i = 0; i < MANY; i++) {
		memcpy(p, candidate, sizeof(candidate) - 1);
		p += sizeof(candidate) - 1;
	}
	strcpy(p, AFTER);
	assert_int_equal(translates(huge, JINGLE_INITIATOR), -1);
	p = huge + sprintf(huge, "%s", BEFORE BETWEEN "<candidate ip='");
	memset(p, '1', MEGABYTE);
	strcpy(p + MEGABYTE, "' port='1'/>" AFTER);
	assert_int_equal(translates(huge, JINGLE_INITIATOR), -1);
	assert_part(map.error.text, "more than 4096 bytes in an attribute");
	free(huge);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_of_jingle),
			cmocka_unit_test(test_of_sdp), cmocka_unit_test(test_sizes),
			cmocka_unit_test(test_huge)};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	tr_done();
	return failed;
}
