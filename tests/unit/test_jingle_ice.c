/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An answer whose candidates come later (RFC 8838). */
/* links: modules/jingle_sdp/jingle_sdp_ice.c */
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
#include "jingle_test.h"

#define HEAD "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
#define AUDIO "m=audio 9 RTP/AVP 0\r\nc=IN IP4 127.0.0.1\r\n"
#define VIDEO "m=video 9 RTP/AVP 31\r\nc=IN IP4 127.0.0.1\r\n"
#define ICE_LINES "a=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\n"
#define HOST "a=candidate:7 1 UDP 99 192.0.2.7 7000 typ host\r\n"
#define NOWHERE "a=candidate:0 1 UDP 1 127.0.0.1 9 typ host\r\n"

static const struct
{
	const char *sdp, *woken;
} answers[] = {
		{HEAD AUDIO ICE_LINES, HEAD AUDIO ICE_LINES NOWHERE},
		{HEAD AUDIO ICE_LINES HOST, HEAD AUDIO ICE_LINES HOST},
		{HEAD AUDIO ICE_LINES VIDEO ICE_LINES,
				HEAD AUDIO ICE_LINES NOWHERE VIDEO ICE_LINES NOWHERE},
		{HEAD AUDIO ICE_LINES HOST VIDEO ICE_LINES,
				HEAD AUDIO ICE_LINES HOST VIDEO ICE_LINES NOWHERE},
		{HEAD AUDIO ICE_LINES VIDEO ICE_LINES HOST,
				HEAD AUDIO ICE_LINES NOWHERE VIDEO ICE_LINES HOST},
		{HEAD AUDIO VIDEO, HEAD AUDIO VIDEO}, /* no ICE at all */
		{HEAD, HEAD},
		{"m=", "m="},
};

static void woken(void **state)
{
	jingle_arena_t arena;
	jingle_map_t t;
	str in, out;
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		in.s = (char *)answers[i].sdp;
		in.len = (int)strlen(in.s);
		jingle_arena_init(&arena, NULL, NULL, NULL, 0);
		jingle_map_init(&t, &arena, NULL);
		assert_int_equal(jingle_sdp_wake_ice(&t, &in, &out), 0);
		assert_int_equal(out.len, strlen(answers[i].woken));
		assert_memory_equal(out.s, answers[i].woken, (size_t)out.len);
		jingle_arena_free(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(woken)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
