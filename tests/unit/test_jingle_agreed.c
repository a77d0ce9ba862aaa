/* links: modules/jingle/jingle_arena.c modules/jingle/jingle_ctx.c */
/* links: modules/jingle/jingle_tr_core.c modules/jingle/jingle_tr_names.c */
/* links: modules/jingle/jingle_tr_tidy.c modules/jingle/jingle_tr_addr.c */
/* links: modules/jingle/jingle_tr_fmtp.c modules/jingle/jingle_tr_slots.c */
/* links: modules/jingle/jingle_tr_to_sdp.c modules/jingle/jingle_tr_inside.c */
/* links: modules/jingle/jingle_tr_from_sdp.c */
/* links: modules/jingle/jingle_tr_difference.c */
/* links: modules/jingle/jingle_xml_parse.c modules/jingle/jingle_xml_read.c */
/* links: modules/jingle/jingle_xml_description.c */
/* links: modules/jingle/jingle_xml_transport.c */
/* links: modules/jingle/jingle_xml_write.c modules/jingle/jingle_sdp_read.c */
/* links: modules/jingle/jingle_sdp_attributes.c */
/* links: modules/jingle/jingle_sdp_codecs.c */
/* links: modules/jingle/jingle_tr_groups.c modules/jingle/jingle_tr_prepare.c */
/* links: modules/jingle/jingle_tr_refuse.c */
/* links: modules/jingle/jingle_xml_write_description.c */
/* links: modules/jingle/jingle_sdp_transport.c */
/* links: modules/jingle/jingle_sdp_write.c modules/jingle/jingle_sdp_lines.c */
/* links: modules/jingle/jingle_sdp_bundle.c */
/* links: modules/jingle/jingle_tr_agree.c */
/* libs: libxml-2.0 */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What holds after an answer: RFC 3264 sections 6 and 8. */

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
			jingle_sdp_current(&tr, &ctx, JINGLE_BODY_ANSWER, &sdp_out), 0);
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
			jingle_sdp_current(&tr, &ctx, JINGLE_BODY_OFFER, &sdp_out), 0);
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

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(only_what_was_agreed),
			cmocka_unit_test(offered_again), cmocka_unit_test(renumbered),
			cmocka_unit_test(all_agreed), cmocka_unit_test(no_dtls)};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	tr_done();
	return failed;
}
