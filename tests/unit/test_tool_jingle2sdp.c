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
/* links: utils/tool_common.c utils/tool_plain.c utils/tool_scan.c */
/* links: modules/jingle_sdp/jingle_sdp_bundle.c */
/* links: modules/jingle_sdp/jingle_map_section.c */
/* links: modules/jingle_sdp/jingle_text.c */
/* links: modules/jingle_sdp/jingle_sdp_reader.c */
/* links: modules/jingle_sdp/jingle_map_out.c */
/* libs: libxml-2.0 */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command-line tool jingle2sdp: what it finds, prints, and ends with. */

#define main tool_main
/* NOLINTNEXTLINE(bugprone-suspicious-include): a child runs its main() */
#include "../../utils/jingle2sdp.c"
#undef main

#define TOOL "jingle2sdp"
#include "tool_test.h"

#define INITIATE                                                              \
	"<jingle xmlns='urn:xmpp:jingle:1' action='session-initiate' sid='s'>"    \
	"<content creator='initiator' name='voice' senders='initiator'>"          \
	"<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'>"          \
	"<payload-type id='0'/><unknown xmlns='urn:x'/></description><transport " \
	"xmlns='urn:xmpp:jingle:transports:ice-udp:1' ufrag='a' pwd='b'/>"        \
	"</content></jingle>"
#define ACCEPT                                                                \
	"<jingle xmlns='urn:xmpp:jingle:1' action='session-accept' sid='s'>"      \
	"<content creator='initiator' name='x'><description "                     \
	"xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'><payload-type id='0'/>" \
	"</description><transport xmlns='urn:xmpp:jingle:transports:ice-udp:1' "  \
	"ufrag='a' pwd='b'/></content></jingle>"
#define SDP                                                             \
	"v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\n"  \
	"t=0 0\r\na=ice-ufrag:c\r\na=ice-pwd:d\r\nm=video 0 RTP/AVP 31\r\n" \
	"m=audio 9 RTP/AVP 0\r\na=mid:x\r\n"

static void test_input(void **state)
{
	(void)state;
	/* an element, a stanza, a log; a file and standard input */
	assert_int_equal(run_tool(INITIATE, NULL), 0);
	assert_part(tool_out, "v=0\r\n");
	assert_part(tool_out, "a=rtpmap:0 PCMU/8000\r\n");
	assert_part(tool_err, "note: content 'voice': unknown: ");
	assert_int_equal(run_tool("<iq type='set'>" INITIATE "</iq>", NULL), 0);
	assert_part(tool_out, "m=audio 9 ");
	assert_int_equal(run_tool("12:00 RECV <presence from='a>b'/> and\n"
							  "12:01 RECV <iq type='set'>" INITIATE "</iq> "
							  "<!-- <iq/> --><message><body>&lt;x</body>"
							  "</message>\n<iq><jingle",
							 NULL),
			0);
	assert_part(tool_out, "m=audio 9 ");
	assert_part(tool_err, "3 of 4 stanzas without Jingle skipped");
	assert_part(tool_err, "cut off");
	assert_int_equal(run_tool(NULL, file("jingle", INITIATE), NULL), 0);
	assert_part(tool_out, "m=audio 9 ");
	assert_int_equal(run_tool(INITIATE, "-", NULL), 0);
}

static void test_nothing(void **state)
{
	(void)state;
	assert_int_equal(run_tool("", NULL), 1);
	assert_part(tool_err, "jingle2sdp: no Jingle found");
	assert_int_equal(run_tool("<message/>", NULL), 1);
	assert_int_equal(run_tool(SDP, NULL), 1);
	assert_int_equal(run_tool(NULL, "/nonexistent", NULL), 1);
	assert_part(tool_err, "/nonexistent: No such file");
}

static void test_refused(void **state)
{
	(void)state;
	assert_int_equal(run_tool("<jingle xmlns='urn:xmpp:jingle:1' "
							  "action='session-initiate' sid='s'><content "
							  "creator='initiator' name='audio'><description "
							  "xmlns='urn:xmpp:jingle:apps:rtp:1' "
							  "media='audio'><payload-type id='300'/>"
							  "</description></content></jingle>",
							 NULL),
			1);
	assert_string_equal(tool_out, "");
	assert_part(tool_err, "content 'audio': payload-type id '300' is not in "
						  "0..127 (XEP-0167 ");
	/* one of several: the others are translated all the same */
	assert_int_equal(
			run_tool("<jingle xmlns='urn:xmpp:jingle:1'/>" INITIATE, NULL), 1);
	assert_part(tool_out, "m=audio");
}

static void test_without_media(void **state)
{
	static const struct
	{
		const char *xml;
		const char *line;
	} cases[] = {{"<jingle xmlns='urn:xmpp:jingle:1' action='session-info' "
				  "sid='s'><ringing xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>"
				  "</jingle>",
						 "# session-info ringing: 180 Ringing\n"},
			{"<jingle xmlns='urn:xmpp:jingle:1' action='session-terminate' "
			 "sid='s'><reason><success/></reason></jingle>",
					"# session-terminate (success): CANCEL or a final response "
					"before the answer, BYE after it\n"},
			{"<jingle xmlns='urn:xmpp:jingle:1' action='content-reject' "
			 "sid='s'/>",
					"# content-reject: port 0 in the answer, or 488\n"},
			{"<jingle xmlns='urn:xmpp:jingle:1' action='transport-reject' "
			 "sid='s'/>",
					"# transport-reject: no counterpart\n"},
			{"<jingle xmlns='urn:xmpp:jingle:1' action='dance' sid='s'/>",
					"# dance: no counterpart (answered "
					"feature-not-implemented)\n"},
			{"<jingle xmlns='urn:xmpp:jingle:1' action='content-modify' "
			 "sid='s'><content creator='initiator' name='x' senders='none'/>"
			 "</jingle>",
					"# content-modify: re-INVITE with a new direction\n"}};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(run_tool(cases[i].xml, NULL), 0);
		assert_string_equal(tool_out, cases[i].line);
	}
}

static void test_context(void **state)
{
	(void)state;
	assert_int_equal(run_tool(ACCEPT, NULL), 0);
	assert_part(tool_err, "context is missing");
	assert_part(tool_out, "m=audio 9 ");
	assert_int_equal(run_tool(ACCEPT, "--local", file("offer", SDP), NULL), 0);
	assert_no(tool_err, "context is missing");
	assert_part(tool_out, "m=video 0 RTP/AVP 31\r\n");
	assert_part(tool_out, "m=audio 9 RTP/AVP 0\r\n");
	assert_int_equal(
			run_tool(ACCEPT, "--local", file("offer", "nonsense"), NULL), 1);
	assert_part(tool_err, "neither SDP nor Jingle");
	assert_int_equal(
			run_tool(ACCEPT, "--local", file("offer", "v=0\r\n"), NULL), 1);
	assert_part(tool_err, "no m= line");
	assert_int_equal(run_tool(ACCEPT, "--local", "/nonexistent", NULL), 1);
}

static void test_options(void **state)
{
	(void)state;
	run_tool(INITIATE, NULL);
	assert_part(tool_out, "a=sendonly\r\n");
	run_tool(INITIATE, "--role", "responder", NULL);
	assert_part(tool_out, "a=recvonly\r\n");
	run_tool(INITIATE, "--action", "session-accept", NULL);
	assert_part(tool_out, "a=recvonly\r\n");
	run_tool(INITIATE, "--verbose", NULL);
	assert_part(tool_err, "note: 1 translated, 0 refused");
	assert_int_equal(run_tool("<jingle xmlns='urn:xmpp:jingle:1' "
							  "action='session-initiate' sid='s'><content "
							  "creator='initiator' name='a'><description "
							  "xmlns='urn:xmpp:jingle:apps:rtp:1' "
							  "media='audio'><payload-type id='0'/>"
							  "</description><transport "
							  "xmlns='urn:xmpp:jingle:transports:ice-udp:1' "
							  "ufrag='a' pwd='b'><candidate ip='x'/>"
							  "</transport></content></jingle>",
							 "--strict", NULL),
			1);
	assert_part(tool_err, "candidate has no port");
	run_tool(INITIATE, "--sid", "other", NULL);
	assert_part(tool_out, "o=- ");
	run_tool(INITIATE, "--transport", "raw-udp", NULL);
	assert_no(tool_out, "ice-ufrag");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_input),
			cmocka_unit_test(test_nothing), cmocka_unit_test(test_refused),
			cmocka_unit_test(test_without_media),
			cmocka_unit_test(test_context), cmocka_unit_test(test_options),
			cmocka_unit_test(test_wrong_use), cmocka_unit_test(test_manual)};

	return cmocka_run_group_tests(tests, NULL, remove_files);
}
