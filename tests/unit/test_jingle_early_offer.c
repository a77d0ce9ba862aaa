/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An offer that stands in for a client's (XEP-0353: proceed when the phone was
 * answered), the client's session in its place, and when a phone's answer to the
 * one is an answer to the other (RFC 3264). */
/* links: modules/jingle_sdp/jingle_early_offer.c */
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

#include "jingle_test.h"

#include "../../modules/jingle_sdp/jingle_early_offer.h"

#define STREAM(name, media, codec, port)                                     \
	"<content creator='initiator' name='" name "'><description "             \
	"xmlns='urn:xmpp:jingle:apps:rtp:1' media='" media "'>" codec            \
	"</description><transport xmlns='urn:xmpp:jingle:transports:raw-udp:1'>" \
	"<candidate component='1' generation='0' id='a' ip='192.0.2.6' "         \
	"port='" port "'/></transport></content>"
#define INITIATE(contents)                                         \
	"<jingle xmlns='urn:xmpp:jingle:1' action='session-initiate' " \
	"initiator='romeo@xmpp.example/a' sid='s'>" contents "</jingle>"
#define OPUS \
	"<payload-type id='111' name='opus' clockrate='48000' channels='2'/>"
#define VP8 "<payload-type id='96' name='VP8' clockrate='90000'/>"
#define VOICE STREAM("v", "audio", OPUS, "4000")
#define PICTURE STREAM("p", "video", VP8, "4002")
#define OPEN                                                               \
	"v=0\r\no=p 7 7 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 " \
	"0\r\n"
#define RTPMAP \
	"a=rtpmap:111 opus/48000/2\r\na=rtpmap:126 telephone-event/8000\r\n"
#define SENT OPEN "m=audio 4000 RTP/AVP 111 8 126\r\n" RTPMAP
#define ANSWER                                                             \
	"v=0\r\no=q 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 " \
	"0\r\n"

static str text(const char *s)
{
	return guarded(s, strlen(s));
}

/* the SDP of what stands in for a program's offer */
static const char *early(jingle_peer_t peer, int audio, int video)
{
	str addr;

	tr_start(JINGLE_INITIATOR);
	addr = text("192.0.2.5");
	map.peer = peer;
	assert_int_equal(
			jingle_early_offer(&map, audio, video, &addr, &session), 0);
	assert_int_equal(jingle_to_sdp(&map, &ctx, session, &sdp_out), 0);
	return tr_text(&sdp_out.body);
}

/* the client's session in its place, as SDP */
static const char *replaced(const char *xml)
{
	static jingle_ctx_t before;

	before = ctx;
	jingle_ctx_init(&ctx, JINGLE_INITIATOR, 1);
	jingle_early_offer_replace(&ctx, &before);
	return say(xml);
}

static void test_what_programs_offer(void **state)
{
	const char *sdp = early(JINGLE_PEER_MONAL, 1, 0);

	(void)state;
	assert_non_null(strstr(sdp, "m=audio 9 RTP/AVP 111 9 0 8 126\r\n"));
	assert_non_null(strstr(sdp, "c=IN IP4 192.0.2.5\r\n"));
	assert_non_null(strstr(sdp, "a=rtpmap:111 opus/48000/2\r\n"));
	assert_null(strstr(sdp, "m=video"));
	/* it has no keys (captured of Dino 0.4.2) */
	sdp = early(JINGLE_PEER_DINO, 1, 0);
	assert_non_null(strstr(sdp, "m=audio 9 RTP/AVP 111 9 0 8\r\n"));
	sdp = early(JINGLE_PEER_UNKNOWN, 1, 1);
	assert_true(strstr(sdp, "m=audio 9 ") < strstr(sdp, "m=video 9 "));
	assert_non_null(strstr(sdp, "a=rtpmap:96 VP8/90000\r\n"));
	assert_non_null(strstr(early(JINGLE_PEER_UNKNOWN, 0, 0), "m=audio 9 "));
	assert_null(strstr(early(JINGLE_PEER_UNKNOWN, 0, 1), "m=audio"));
}

/* RFC 3264 section 8: the m= lines stay, whatever the order of the contents;
 * the o= line goes on */
static void test_lines_stay(void **state)
{
	const char *sdp;

	(void)state;
	early(JINGLE_PEER_UNKNOWN, 1, 1);
	sdp = replaced(INITIATE(PICTURE VOICE));
	assert_true(strstr(sdp, "m=audio 4000 ") < strstr(sdp, "m=video 4002 "));
	assert_non_null(strstr(sdp, "o=- 42 2 "));
	/* and their mids (RFC 5888 section 9), though the contents are "p" and "v" */
	assert_non_null(strstr(sdp, "a=mid:audio\r\n"));
	assert_non_null(strstr(sdp, "a=mid:video\r\n"));
	assert_null(strstr(sdp, "a=mid:v\r\n"));
	/* the accept has the order of the initiate */
	ctx_cycle();
	sdp = hear(SENT "m=video 5000 RTP/AVP 96\r\na=rtpmap:96 VP8/90000\r\n",
			JINGLE_BODY_ANSWER);
	assert_true(strstr(sdp, "name='p'") < strstr(sdp, "name='v'"));
	assert_non_null(strstr(sdp, "session-accept"));
}

static void test_less_and_more(void **state)
{
	const char *sdp;

	(void)state;
	early(JINGLE_PEER_UNKNOWN, 1, 1);
	sdp = replaced(INITIATE(VOICE));
	assert_non_null(strstr(sdp, "m=audio 4000 "));
	assert_non_null(strstr(sdp, "m=video 0 "));
	ctx_cycle();
	sdp = hear(SENT "m=video 0 RTP/AVP 96\r\n", JINGLE_BODY_ANSWER);
	assert_non_null(strstr(sdp, "name='v'"));
	assert_null(strstr(sdp, "video"));
	early(JINGLE_PEER_UNKNOWN, 1, 0);
	sdp = replaced(INITIATE(PICTURE VOICE));
	assert_true(strstr(sdp, "m=audio 4000 ") < strstr(sdp, "m=video 4002 "));
}

static int holds(const char *sent, const char *now, const char *phone)
{
	str a, b, c;

	tr_start(JINGLE_INITIATOR);
	a = text(sent);
	b = text(now);
	c = text(phone);
	return jingle_early_offer_holds(&map, &a, &b, &c);
}

static void test_answer_holds(void **state)
{
	static const char taken[] = ANSWER "m=audio 6000 RTP/AVP 8 126\r\n" RTPMAP;

	(void)state;
	assert_true(holds(SENT, SENT, taken));
	/* another version, parameters, more codecs */
	assert_true(holds(SENT,
			"v=0\r\no=p 7 8 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\n"
			"t=0 0\r\nm=audio 4000 RTP/AVP 111 8 0 126\r\n" RTPMAP
			"a=fmtp:126 0-15\r\n",
			taken));
	/* what the phone has taken is not there, is another codec, has another port,
	 * address, direction, keys */
	assert_false(
			holds(SENT, OPEN "m=audio 4000 RTP/AVP 111 8\r\n" RTPMAP, taken));
	assert_false(holds(SENT,
			OPEN
			"m=audio 4000 RTP/AVP 111 8 126\r\na=rtpmap:111 opus/48000/2\r\n"
			"a=rtpmap:126 speex/8000\r\n",
			taken));
	assert_false(holds(
			SENT, OPEN "m=audio 4002 RTP/AVP 111 8 126\r\n" RTPMAP, taken));
	assert_false(holds(SENT, SENT "c=IN IP4 192.0.2.2\r\n", taken));
	assert_false(holds(SENT, SENT "a=sendonly\r\n", taken));
	assert_false(holds(SENT,
			SENT "a=fingerprint:sha-1 AA:BB\r\na=setup:actpass\r\n", taken));
	assert_false(holds(
			SENT, OPEN "m=audio 4000 RTP/SAVP 111 8 126\r\n" RTPMAP, taken));
	assert_false(holds(SENT, SENT "m=video 4004 RTP/AVP 96\r\n", taken));
	/* and no SDP at all */
	assert_false(holds(SENT, SENT, "no SDP"));
	assert_false(holds(SENT, "", taken));
	assert_false(holds(SENT, SENT, ANSWER "m=audio 0 RTP/AVP 8\r\n"));
}

#define FILM(number, fmtp)                                         \
	"m=video 4004 RTP/AVP " number "\r\na=rtpmap:" number " H264/" \
	"90000\r\n" fmtp

/* the parameters of H.264 say what can be decoded (RFC 6184 section 8.2.2) */
static void test_pictures(void **state)
{
	static const char base[] = "a=fmtp:102 profile-level-id=42e01f\r\n";
	static const char high[] = "a=fmtp:102 profile-level-id=640c1f\r\n";
	char sent[1024], now[1024], phone[1024];

	(void)state;
	snprintf(sent, sizeof(sent), SENT FILM("102", "%s"), base);
	snprintf(phone, sizeof(phone),
			ANSWER "m=audio 6000 RTP/AVP 8\r\n" FILM("102", "%s"), base);
	assert_true(holds(sent, sent, phone));
	snprintf(now, sizeof(now), SENT FILM("102", "%s"), high);
	assert_false(holds(sent, now, phone));
	/* refused, it may be anything */
	snprintf(phone, sizeof(phone),
			ANSWER "m=audio 6000 RTP/AVP 8\r\nm=video 0 RTP/AVP 102\r\n");
	assert_true(holds(sent, now, phone));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_what_programs_offer),
			cmocka_unit_test(test_lines_stay),
			cmocka_unit_test(test_less_and_more),
			cmocka_unit_test(test_answer_holds),
			cmocka_unit_test(test_pictures),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	tr_done();
	return failed;
}
