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
/* What holds after an answer: RFC 3264 sections 6 and 8. */

#include "../../modules/jingle_sdp/jingle_map_reserve.h"
#include "../../modules/jingle_sdp/jingle_map_slots.h"
#include "jingle_test.h"

#define OPUS \
	"<payload-type id='111' name='opus' clockrate='48000' channels='2'/>"
#define PCMA "<payload-type id='8' name='PCMA' clockrate='8000'/>"
#define AGAIN(formats, more)                                                  \
	"v=0\r\no=alice 2890844526 2 IN IP4 192.0.2.1\r\ns=-\r\n"                 \
	"c=IN IP4 192.0.2.1\r\nt=0 0\r\n" SDP_ICE "m=audio 5004 RTP/AVP " formats \
	"\r\n" more
#define AUDIO(formats, more) \
	SDP_HEAD SDP_ICE "m=audio 5004 RTP/AVP " formats "\r\n" more

static const char *answer(void)
{
	ctx_cycle();
	tr_next();
	assert_int_equal(
			jingle_sdp_current(&map, &ctx, JINGLE_BODY_ANSWER, &sdp_out), 0);
	return tr_text(&sdp_out.body);
}

static void offer_three(const char *answered)
{
	offer_of(OFFER(OPUS PCMU PCMA, ICE("")));
	ctx_cycle();
	hear(answered, JINGLE_BODY_ANSWER);
	ctx_cycle();
}

/* the peer put the codecs away that SIP did not choose */
static void only_what_was_agreed(void **state)
{
	const char *sdp;

	(void)state;
	offer_three(AUDIO("8 0", ""));
	hear(AGAIN("8 0 111", "a=rtpmap:111 opus/48000/2\r\na=sendonly\r\n"),
			JINGLE_BODY_OFFER);
	sdp = answer();
	assert_part(sdp, "m=audio 9 RTP/AVP 8 0\r\n");
	assert_no(sdp, "opus");
	assert_line(sdp, "a=recvonly");
}

/* also when the peer offers again */
static void offered_again(void **state)
{
	(void)state;
	offer_three(AUDIO("8 0", ""));
	assert_part(
			say(JINGLE_OPEN("content-modify") "<content creator='initiator' "
											  "name='voice' "
											  "senders='none'/>" JINGLE_CLOSE),
			"m=audio 9 RTP/AVP 8 0\r\n");
}

/* the answer may give a codec another number (RFC 3264 section 6.1) */
static void renumbered(void **state)
{
	(void)state;
	offer_three(AUDIO("99", "a=rtpmap:99 OPUS/48000/2\r\n"));
	hear(AGAIN("99", "a=rtpmap:99 OPUS/48000/2\r\na=inactive\r\n"),
			JINGLE_BODY_OFFER);
	assert_part(answer(), "m=audio 9 RTP/AVP 111\r\n");
}

/* nothing left out: nothing changes, the version neither */
static void all_agreed(void **state)
{
	(void)state;
	offer_three(AUDIO("111 0 8", "a=rtpmap:111 opus/48000/2\r\n"));
	tr_next();
	assert_int_equal(
			jingle_sdp_current(&map, &ctx, JINGLE_BODY_OFFER, &sdp_out), 0);
	assert_true(sdp_out.same);
}

/* a client without DTLS answers an offer of DTLS-SRTP without a fingerprint
 * (XEP-0320 section 2): plain RTP */
static void no_dtls(void **state)
{
	const char *sdp;

	(void)state;
	initiate_of(SDP_HEAD SDP_ICE
			"a=fingerprint:sha-256 12:DF:3E\r\na=setup:actpass\r\n"
			"m=audio 5004 UDP/TLS/RTP/SAVPF 0\r\na=mid:voice\r\n");
	ctx_cycle();
	sdp = say(JINGLE_OPEN("session-accept") CONTENT(
			"voice", DESCRIPTION("audio", PCMU) ICE("")) JINGLE_CLOSE);
	assert_part(sdp, "m=audio 9 RTP/AVP 0\r\n");
	hear(AGAIN("0", "a=sendonly\r\n"), JINGLE_BODY_OFFER);
	assert_part(answer(), "m=audio 9 RTP/AVP 0\r\n");
}

/* numbers of the peer's in the offer that a media relay sees */
#define EVENTS_126 \
	"<payload-type id='126' name='telephone-event' clockrate='8000'/>"
#define OPUS_111 "a=rtpmap:111 opus/48000/2\r\n"
#define OPUS_97 "a=rtpmap:97 opus/48000/2\r\n"
#define EVENTS_OF(n) "a=rtpmap:" n " telephone-event/8000\r\n"

static const char *reserved(const char *sdp)
{
	str in = guarded(sdp, strlen(sdp)), out;

	tr_next();
	assert_int_equal(jingle_sdp_reserve(&map, &ctx, &in, NULL, &out), 0);
	return tr_text(&out);
}

static void agree_on_events(void)
{
	offer_of(OFFER(OPUS PCMU EVENTS_126, ICE("")));
	ctx_cycle();
	hear(AUDIO("111 0 126", OPUS_111 EVENTS_OF("126")), JINGLE_BODY_ANSWER);
	ctx_cycle();
}

/* A phone numbers its codecs anew: the answer has its numbers (RFC 3264
 * sections 6.1 and 8.3.2), the peer keeps its own. */
static void numbered_anew(void **state)
{
	const char *sdp;
	char seen[4096];

	(void)state;
	agree_on_events();
	sdp = reserved(AGAIN("0 96", EVENTS_OF("96") ""));
	assert_string_equal(
			sdp, AGAIN("0 96 126", EVENTS_OF("96") "a=rtpmap:126 "
												   "x-reserved/8000\r\n"));
	snprintf(seen, sizeof(seen), "%s", sdp);
	/* nobody else hears of it */
	assert_string_equal(hear(seen, JINGLE_BODY_OFFER), "");
	sdp = answer();
	assert_part(sdp, "m=audio 9 RTP/AVP 111 0 126\r\n");
	assert_line(sdp, "a=rtpmap:126 telephone-event/8000");
	assert_no(sdp, "x-reserved");
	/* all that is dynamic */
	assert_string_equal(reserved(AGAIN("97 0 96", OPUS_97 EVENTS_OF("96"))),
			AGAIN("97 0 96 111 126",
					OPUS_97 EVENTS_OF(
							"96") "a=rtpmap:111 x-reserved/48000\r\n"
								  "a=rtpmap:126 x-reserved/8000\r\n"));
}

/* the same numbers, codecs that are gone, another clock rate, a number that
 * the offer has for something else, streams that the call has not */
static void numbered_as_before(void **state)
{
	static const char *const offers[] = {
			AGAIN("111 0 126", OPUS_111 EVENTS_OF("126")), AGAIN("0", ""),
			AGAIN("0 96", "a=rtpmap:96 telephone-event/48000\r\n"),
			AGAIN("0 126 96", EVENTS_OF("96") "a=rtpmap:126 opus/48000/2\r\n"
											  "a=rtpmap:111 x/8000\r\n"),
			AGAIN("0", "m=audio 5006 RTP/AVP 96\r\n" EVENTS_OF("96"))};
	size_t i;

	(void)state;
	agree_on_events();
	for(i = 0; i < sizeof(offers) / sizeof(offers[0]); i++)
		if(i != 3)
			assert_string_equal(reserved(offers[i]), offers[i]);
	/* 126 is taken, 111 is reserved */
	assert_part(reserved(offers[3]), "RTP/AVP 0 126 96 111\r\n");
	/* refused, or not of this call any more */
	assert_string_equal(
			reserved(SDP_HEAD "m=audio 0 RTP/AVP 96\r\n" EVENTS_OF("96")),
			SDP_HEAD "m=audio 0 RTP/AVP 96\r\n" EVENTS_OF("96"));
	ctx.slot[0].state = JINGLE_SLOT_FREE;
	assert_string_equal(reserved(AGAIN("0 96", EVENTS_OF("96"))),
			AGAIN("0 96", EVENTS_OF("96")));
}

/* A client answers in numbers of its own: the first offer gets them, too, as a
 * codec that the media relay knows. Not one that it was offered for something
 * else, or of a codec that it was not. */
static void answered_otherwise(void **state)
{
	static char offered[] = AUDIO("0 96 97", EVENTS_OF("96") OPUS_97),
				taken[] = AUDIO(
						"0 96 126", EVENTS_OF("96") "a=rtpmap:126 x/8000\r\n");
	static const char phone[] = AUDIO("0 96", EVENTS_OF("96"));
	str seen = {offered, sizeof(offered) - 1}, in, out;

	(void)state;
	agree_on_events();
	in = guarded(phone, strlen(phone));
	tr_next();
	assert_int_equal(jingle_sdp_reserve(&map, &ctx, &in, &seen, &out), 0);
	assert_string_equal(tr_text(&out),
			AUDIO("0 96 111 126",
					EVENTS_OF("96") "a=rtpmap:111 PCM-S16LE/48000\r\n"
									"a=rtpmap:126 PCM-S16LE/8000\r\n"));
	seen.s = taken;
	seen.len = sizeof(taken) - 1;
	tr_next();
	assert_int_equal(jingle_sdp_reserve(&map, &ctx, &in, &seen, &out), 0);
	assert_ptr_equal(out.s, in.s);
}

/* no codec in common: the media relay transcodes in the call */
static void numbered_anew_transcoded(void **state)
{
	(void)state;
	agree_on_events();
	assert_part(reserved(AGAIN("8 96", EVENTS_OF("96"))),
			"a=rtpmap:126 PCM-S16LE/8000\r\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(only_what_was_agreed),
			cmocka_unit_test(offered_again), cmocka_unit_test(renumbered),
			cmocka_unit_test(all_agreed), cmocka_unit_test(no_dtls),
			cmocka_unit_test(numbered_anew),
			cmocka_unit_test(numbered_as_before),
			cmocka_unit_test(answered_otherwise),
			cmocka_unit_test(numbered_anew_transcoded)};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	tr_done();
	return failed;
}
