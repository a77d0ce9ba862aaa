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
/* libs: libxml-2.0 */
/* links: modules/jingle_sdp/jingle_jmi.c */
/* links: modules/jingle_sdp/jingle_text.c */
/* links: modules/jingle_sdp/jingle_sdp_reader.c */
/* links: modules/jingle_sdp/jingle_map_out.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every allocation fails once: ours, in blocks as small as they can be, and
 * libxml2's. Either it worked all the same, or memory is named as the cause;
 * the sanitizers see what would leak. */

#include <libxml/parser.h>
#include <libxml/xmlmemory.h>

#include "../../modules/jingle_sdp/jingle_jmi.h"
#include "jingle_test.h"

static long left; /* allocations until one fails, 0 = none does */
static long made;
static char capture[16 * 1024];

static int fails(void)
{
	made++;
	return left > 0 && --left == 0;
}

static void *arena_alloc(size_t size, void *arg)
{
	(void)arg;
	return fails() ? NULL : malloc(size);
}

static void arena_give(void *p, void *arg)
{
	(void)arg;
	free(p);
}

static void *xml_malloc(size_t size)
{
	return fails() ? NULL : malloc(size);
}

static void *xml_realloc(void *p, size_t size)
{
	return fails() ? NULL : realloc(p, size);
}

static char *xml_strdup(const char *s)
{
	return fails() ? NULL : strdup(s);
}

#define DTLS                                                         \
	"<fingerprint xmlns='urn:xmpp:jingle:apps:dtls:0' hash='sha-1' " \
	"setup='actpass'>AA:BB</fingerprint>"
#define CAND                                                         \
	"<candidate component='1' foundation='2' generation='1' id='y' " \
	"ip='192.0.2.3' network='1' port='45664' priority='1694498815' " \
	"protocol='udp' rel-addr='10.0.1.1' rel-port='8998' type='srflx'/>"
#define RICH                                                                  \
	"<payload-type id='111' name='opus' clockrate='48000' channels='2'>"      \
	"<parameter name='a' value='1'/><parameter name='b' value='2'/>"          \
	"<rtcp-fb xmlns='urn:xmpp:jingle:apps:rtp:rtcp-fb:0' type='nack' "        \
	"subtype='pli'><parameter name='x' value='y'/></rtcp-fb></payload-type>"  \
	"<payload-type id='101' name='telephone-event' clockrate='8000'/>" PCMU   \
	"<encryption><crypto tag='1' crypto-suite='A' key-params='inline:b'/>"    \
	"<zrtp-hash xmlns='urn:xmpp:jingle:apps:rtp:zrtp:1' version='1'>ab"       \
	"</zrtp-hash></encryption><bandwidth type='AS'>64</bandwidth><rtcp-mux/>" \
	"<rtp-hdrext xmlns='urn:xmpp:jingle:apps:rtp:rtp-hdrext:0' id='1' "       \
	"uri='urn:x'><parameter name='p'/></rtp-hdrext><source "                  \
	"xmlns='urn:xmpp:jingle:apps:rtp:ssma:0' ssrc='1'><parameter "            \
	"name='cname' value='c'/></source><ssrc-group "                           \
	"xmlns='urn:xmpp:jingle:apps:rtp:ssma:0' semantics='FID'><source "        \
	"ssrc='1'/></ssrc-group><stream xmlns='urn:xmpp:jingle:apps:rtp:msid:0' " \
	"id='i' track='t'/><unknown xmlns='urn:x'/>"
#define GROUP                                                            \
	"<group xmlns='urn:xmpp:jingle:apps:grouping:0' semantics='BUNDLE'>" \
	"<content name='voice'/></group>"
#define RICH_OFFER                                                         \
	JINGLE_OPEN("session-initiate")                                        \
	CONTENT("voice", DESCRIPTION("audio", RICH)                            \
							 ICE(DTLS CAND) "<category "                   \
											"xmlns='urn:xmpp:jingle:apps:" \
											"category:0' name='x'/>")      \
	GROUP JINGLE_CLOSE
#define RICH_SDP                                                               \
	SDP_HEAD "a=group:BUNDLE voice\r\n" SDP_ICE                                \
			 "m=audio 9 UDP/TLS/RTP/SAVPF 111 101\r\na=mid:voice\r\n"          \
			 "a=rtpmap:111 opus/48000/2\r\na=fmtp:111 a=1;b=2\r\n"             \
			 "a=rtpmap:101 telephone-event/8000\r\na=rtcp-fb:111 nack pli\r\n" \
			 "a=extmap:1 urn:x y\r\na=ssrc:1 cname:c\r\n"                      \
			 "a=ssrc-group:FID 1 2\r\na=msid:s t\r\na=content:main\r\n"        \
			 "a=fingerprint:sha-1 AA:BB\r\na=setup:actpass\r\n"                \
			 "a=crypto:1 A inline:b\r\na=zrtp-hash:1 ab\r\na=rtcp-mux\r\n"     \
			 "a=candidate:1 1 udp 1 192.0.2.9 7 typ host\r\nb=AS:64\r\n"       \
			 "a=remote-candidates:1 192.0.2.8 9\r\na=unknown:x\r\n"            \
			 "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:d\r\n" \
			 "a=sctp-port:5000\r\na=dcmap:1 label=\"x\"\r\n"                   \
			 "m=image 9 udptl t38\r\n"

static int write_stanzas(void)
{
	jingle_session_t *s;
	xml_build_t b;

	for(s = stanzas.list.first; s != NULL; s = s->next) {
		s->sid.s = (char *)"s";
		s->sid.len = 1;
		xml_build_init(&b, out_text, sizeof(out_text));
		if(jingle_xml_write(&map, &b, s) < 0)
			return -1;
	}
	return 0;
}

static int jingle(const char *xml)
{
	str in = {(char *)xml, (int)strlen(xml)};

	tr_next();
	return jingle_xml_read(&map, &in, &session) < 0
						   || jingle_to_sdp(&map, &ctx, session, &sdp_out) < 0
				   ? -1
				   : 0;
}

static int sdp(const char *body, jingle_body_t kind)
{
	str in = {(char *)body, (int)strlen(body)};

	tr_next();
	return jingle_from_sdp(&map, &ctx, &in, kind, &stanzas) < 0
				   ? -1
				   : write_stanzas();
}

static int pack(void)
{
	str blob;

	tr_next();
	if(jingle_ctx_pack(&ctx, &arena, &blob) < 0) {
		map.error.fault = JINGLE_FAULT_MEMORY;
		return -1;
	}
	return 0;
}

/* a life from the first offer to a transport-replace, all in one arena */
static int peer_calls(void)
{
	if(jingle(RICH_OFFER) < 0 || pack() < 0
			|| jingle(JINGLE_OPEN("transport-info") CONTENT("voice", ICE(CAND))
							   JINGLE_CLOSE)
					   < 0
			|| sdp(SDP_HEAD SDP_ICE "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
									"a=rtpmap:111 opus/48000/2\r\n"
									"a=fingerprint:sha-1 AA:BB\r\n",
					   JINGLE_BODY_ANSWER)
					   < 0
			|| jingle(JINGLE_OPEN("content-add") CONTENT("cam",
					   DESCRIPTION("video", "<payload-type id='31'/>") ICE(""))
							   JINGLE_CLOSE)
					   < 0
			|| sdp(SDP_HEAD SDP_ICE "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
									"a=rtpmap:111 opus/48000/2\r\n"
									"m=video 0 RTP/AVP 31\r\n",
					   JINGLE_BODY_ANSWER)
					   < 0)
		return -1;
	return jingle(JINGLE_OPEN("transport-replace") CONTENT(
			"voice", RAW("<candidate component='1' generation='0' id='a' "
						 "ip='192.0.2.7' port='5010'/>")) JINGLE_CLOSE);
}

static int sip_calls(void)
{
	if(sdp(RICH_SDP, JINGLE_BODY_OFFER) < 0
			|| jingle(JINGLE_OPEN("transport-info") CONTENT("voice", ICE(CAND))
							   JINGLE_CLOSE)
					   < 0
			|| jingle(JINGLE_OPEN("session-accept") CONTENT("voice",
					   DESCRIPTION("audio", RICH) ICE(DTLS)) GROUP JINGLE_CLOSE)
					   < 0
			|| pack() < 0)
		return -1;
	if(sdp(SDP_ICE "m=audio 9 RTP/AVP 0\r\na=mid:voice\r\n"
				   "a=candidate:1 1 udp 1 192.0.2.9 7 typ host\r\n",
			   JINGLE_BODY_FRAGMENT)
			< 0)
		return -1;
	return jingle(
			JINGLE_OPEN("session-terminate") "<reason><decline/><text>x</"
											 "text></reason>" JINGLE_CLOSE);
}

static int message(void)
{
	static const char xml[] =
			"<message from='a' to='b' id='c'><propose id='d' "
			"xmlns='urn:xmpp:jingle-message:0'><description "
			"xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/></propose>"
			"<nick xmlns='http://jabber.org/protocol/nick'>Romeo</nick>"
			"<unknown/></message>";
	str in = {(char *)xml, sizeof(xml) - 1};
	jingle_jmi_t j;

	tr_next();
	return jingle_jmi_read(&map, &in, &j);
}

/* standard error is not for a library in a server: whoever would hear of it
 * hears nothing, and is in its place again afterwards */
static void shout(void *arg, const char *format, ...)
{
	(void)arg;
	fail_msg("libxml2 says: %s", format);
}

static void run_all(int (*life)(void), jingle_party_t peer_role)
{
	long n, total;

	left = made = 0;
	for(n = 0;; n++) {
		jingle_arena_init(&arena, arena_alloc, arena_give, NULL, 64);
		jingle_ctx_init(&ctx, peer_role, 1);
		made = 0;
		left = n;
		if(life() < 0) {
			if(n == 0)
				fail_msg("with memory: %s", map.error.text);
			if(map.error.fault != JINGLE_FAULT_MEMORY)
				fail_msg("allocation %ld: %s", n, map.error.text);
		}
		left = 0;
		assert_true(xmlGenericError == shout);
		jingle_arena_free(&arena);
		if(n == 0)
			total = made;
		else if(n > total)
			break;
	}
	assert_true(total > 20);
}

/* the same with an arena that ends at each place once, so that each object and
 * each string is the one that does not fit */
static void run_short(int (*life)(void), jingle_party_t peer_role)
{
	size_t room;
	int ret = -1;

	for(room = 64; ret < 0; room += 16) {
		jingle_arena_init(&arena, NULL, NULL, NULL, room);
		arena.max = room;
		jingle_ctx_init(&ctx, peer_role, 1);
		ret = life();
		if(ret < 0 && map.error.fault != JINGLE_FAULT_MEMORY)
			fail_msg("%zu bytes: %s", room, map.error.text);
		jingle_arena_free(&arena);
	}
	assert_true(room > 256);
}

static void test_peer_calls(void **state)
{
	(void)state;
	run_all(peer_calls, JINGLE_INITIATOR);
	run_short(peer_calls, JINGLE_INITIATOR);
}

static void test_sip_calls(void **state)
{
	(void)state;
	run_all(sip_calls, JINGLE_RESPONDER);
	run_short(sip_calls, JINGLE_RESPONDER);
}

static void test_message(void **state)
{
	(void)state;
	run_all(message, JINGLE_RESPONDER);
	run_short(message, JINGLE_RESPONDER);
}

/* stanzas of tests/bench: an offer of 3.8 KB, one of 12 KB, an answer */
static void read_capture(const char *name)
{
	char path[512];
	size_t len;
	FILE *f;

	snprintf(path, sizeof(path), TOP "/tests/vectors/captures/%s", name);
	f = fopen(path, "rb");
	assert_non_null(f);
	len = fread(capture, 1, sizeof(capture) - 1, f);
	fclose(f);
	capture[len] = '\0';
}

static void start_counting(jingle_party_t peer_role)
{
	left = 0;
	jingle_arena_init(&arena, arena_alloc, arena_give, NULL, 0);
	jingle_ctx_init(&ctx, peer_role, 1);
}

/* the stanza as SDP, and that SDP as a stanza again */
static void few_allocations(const char *name)
{
	static char body[sizeof(capture)];

	read_capture(name);
	assert_int_equal(jingle(capture), 0);
	assert_true(arena.count >= 1 && arena.count <= 4);
	strcpy(body, tr_text(&sdp_out.body));
	jingle_arena_free(&arena);
	start_counting(JINGLE_RESPONDER);
	assert_int_equal(sdp(body, JINGLE_BODY_OFFER), 0);
	assert_true(arena.count >= 1 && arena.count <= 4);
	jingle_arena_free(&arena);
}

/* our own allocations for one translation, with blocks as they are by default */
static void test_few_allocations(void **state)
{
	(void)state;
	start_counting(JINGLE_INITIATOR);
	few_allocations("libpurple-219-jingle-session-initiate-audio.xml");
	start_counting(JINGLE_INITIATOR);
	few_allocations("dino-256-jingle-session-initiate-audio+video.xml");
	start_counting(JINGLE_RESPONDER);
	assert_int_equal(sdp(SDP_HEAD SDP_ICE "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
										  "a=mid:audio\r\n"
										  "a=rtpmap:111 opus/48000/2\r\n"
										  "a=fingerprint:sha-1 AA:BB\r\n",
							 JINGLE_BODY_OFFER),
			0);
	few_allocations("dino-222-jingle-session-accept-audio.xml");
	/* and what needs most of everything */
	start_counting(JINGLE_INITIATOR);
	assert_int_equal(jingle(RICH_OFFER), 0);
	assert_true(arena.count <= 4);
	jingle_arena_free(&arena);
	start_counting(JINGLE_RESPONDER);
	assert_int_equal(sdp(RICH_SDP, JINGLE_BODY_OFFER), 0);
	assert_true(arena.count <= 4);
	jingle_arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_peer_calls),
			cmocka_unit_test(test_sip_calls), cmocka_unit_test(test_message),
			cmocka_unit_test(test_few_allocations)};
	int failed;

	xmlMemSetup(free, xml_malloc, xml_realloc, xml_strdup);
	xmlInitParser();
	xmlSetGenericErrorFunc(NULL, shout);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	xmlCleanupParser();
	return failed;
}
