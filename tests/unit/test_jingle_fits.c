/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Does an answer fit its offer (RFC 3264 section 6.1)? */
/* links: modules/jingle_sdp/jingle_sdp_fits.c */
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

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../modules/jingle_sdp/jingle_map.h"

static int fits(const char *offer, const char *answer)
{
	str a = {(char *)offer, (int)strlen(offer)};
	str b = {(char *)answer, (int)strlen(answer)};

	return jingle_sdp_fits(&a, &b);
}

#define MAP(n, name) "a=rtpmap:" #n " " name "\r\n"
#define PCMA "m=audio 4000 RTP/AVP 8\r\n"
#define OPUS96 "m=audio 4000 RTP/AVP 96\r\n" MAP(96, "opus/48000/2")

static void test_codecs(void **state)
{
	(void)state;
	assert_true(fits(PCMA, PCMA));
	assert_true(fits("v=0\r\n" PCMA MAP(8, "PCMA/8000"), "v=0\r\n" PCMA));
	/* a number of its own, another case, channels */
	assert_true(
			fits(OPUS96, "m=audio 1 RTP/AVP 111\r\n" MAP(111, "OPUS/48000")));
	assert_true(fits("m=audio 1 RTP/AVP 18 0\r\n", "m=audio 1 RTP/SAVP 0\r\n"));
	/* the same number, and another codec */
	assert_false(fits("m=audio 1 RTP/AVP 96\r\n" MAP(96, "EVS/16000"), OPUS96));
	assert_false(fits("m=audio 1 RTP/AVP 8\r\n" MAP(8, "FOO/8000"), PCMA));
	assert_false(fits("m=audio 1 RTP/AVP 97\r\n" MAP(97, "speex/8000"),
			"m=audio 1 RTP/AVP 97\r\n" MAP(97, "speex/16000")));
	assert_false(fits("m=audio 1 RTP/AVP 97\r\n" MAP(97, "FOO/8000"),
			"m=audio 1 RTP/AVP 8 0 96\r\n" MAP(96, "opus/48000/2")));
	/* without a name nothing is known of it */
	assert_false(fits("m=audio 1 RTP/AVP 99\r\n", "m=audio 1 RTP/AVP 99\r\n"));
}

static void test_no_codecs(void **state)
{
	const char *aids = "m=audio 1 RTP/AVP 101 13 102\r\n" MAP(
			101, "telephone-event/8000") MAP(102, "red/8000");

	(void)state;
	assert_false(fits(aids, aids));
	assert_false(fits(
			"m=audio 1 RTP/AVP 8 101\r\n" MAP(101, "telephone-event/8000"),
			"m=audio 1 RTP/AVP 0 101\r\n" MAP(101, "telephone-event/8000")));
}

static void test_streams(void **state)
{
	const char *both = PCMA "m=video 1 RTP/AVP 97\r\n" MAP(97, "VP8/90000");

	(void)state;
	assert_false(fits(PCMA, "m=audio 0 RTP/AVP 8\r\n"));
	assert_false(fits("m=audio 0 RTP/AVP 8\r\n", PCMA));
	/* each with its own, in their order */
	assert_true(
			fits(both, "m=audio 0 RTP/AVP 8\r\nm=video 1 RTP/AVP 97\r\n" MAP(
							   97, "VP8/90000")));
	assert_false(
			fits(both, "m=audio 1 RTP/AVP 0\r\nm=video 0 RTP/AVP 97\r\n" MAP(
							   97, "VP8/90000")));
	assert_false(fits(PCMA "m=video 1 RTP/AVP 97\r\n",
			"m=audio 0 RTP/AVP 8\r\nm=video 1 RTP/AVP 97\r\n" MAP(
					97, "VP8/90000")));
	assert_false(fits("m=video 1 RTP/AVP 8\r\n", PCMA));
	assert_true(fits("m=application 1 UDP/DTLS/SCTP webrtc-datachannel\r\n",
			"m=application 1 UDP/DTLS/SCTP webrtc-datachannel\r\n"));
}

static void test_odd(void **state)
{
	static char many[200000];
	int n = sprintf(many, "m=audio 1 RTP/AVP"), i;

	(void)state;
	assert_false(fits("", ""));
	assert_false(fits("m=", "m="));
	assert_false(fits("m=audio", "m=audio"));
	assert_false(fits("m=audio 1 RTP/AVP", PCMA));
	assert_false(fits("m=audio 1 RTP/AVP 96\r\na=rtpmap:96 \r\n",
			"m=audio 1 RTP/AVP 96\r\na=rtpmap:96 \r\n"));
	for(i = 0; i < 20000; i++)
		n += sprintf(many + n, " 9%d", i % 10);
	for(i = 0; i < 4000; i++)
		n += sprintf(many + n, "\r\na=rtpmap:1 FOO/8000");
	assert_false(fits(many, many));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_codecs),
			cmocka_unit_test(test_no_codecs),
			cmocka_unit_test(test_streams),
			cmocka_unit_test(test_odd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
