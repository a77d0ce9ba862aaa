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
/* The command-line tool sdp2jingle: what it finds, prints, and ends with. */

#define main tool_main
/* NOLINTNEXTLINE(bugprone-suspicious-include): a child runs its main() */
#include "../../utils/sdp2jingle.c"
#undef main

#define TOOL "sdp2jingle"
#include "tool_test.h"

#define SDP                                                            \
	"v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\n" \
	"t=0 0\r\nm=audio 5004 RTP/AVP 0\r\na=mid:x\r\na=sendonly\r\na=foo\r\n"
#define ICE_SDP                                                          \
	"v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\n"   \
	"t=0 0\r\na=ice-ufrag:c\r\na=ice-pwd:d\r\nm=audio 9 RTP/AVP 111\r\n" \
	"a=mid:x\r\na=rtpmap:111 opus/48000/2\r\n"
#define FRAGMENT                                                         \
	"a=ice-ufrag:c\r\na=ice-pwd:d\r\nm=audio 9 RTP/AVP 0\r\na=mid:x\r\n" \
	"a=candidate:1 1 udp 1 192.0.2.9 7 typ host\r\n"

static void test_input(void **state)
{
	char sip[2048];

	(void)state;
	assert_int_equal(run_tool(SDP, NULL), 0);
	assert_part(tool_out, "<jingle xmlns='urn:xmpp:jingle:1' "
						  "action='session-initiate' sid='");
	assert_part(tool_err, "note: content 'x': foo: attribute without");
	assert_int_equal(tool_out[strlen(tool_out) - 1], '\n');
	snprintf(sip, sizeof(sip),
			"INVITE sip:a@b SIP/2.0\r\nVia: x\r\nc: application/sdp\r\n"
			"l: %d\r\n\r\n%sa=after:the end\r\n",
			(int)strlen(SDP), SDP);
	assert_int_equal(run_tool(sip, NULL), 0);
	assert_part(tool_out, "session-initiate");
	assert_no(tool_err, "after");
	snprintf(sip, sizeof(sip),
			"SIP/2.0 200 OK\nContent-Type: application/sdp\n\n%s", SDP);
	assert_int_equal(run_tool(sip, NULL), 0);
	assert_part(tool_out, "action='session-accept'");
	assert_part(tool_err, "context is missing");
	snprintf(sip, sizeof(sip),
			"INVITE sip:a@b SIP/2.0\r\nContent-Type: multipart/mixed;"
			"boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n"
			"--b\r\nContent-Type: application/sdp\r\n\r\n%s--b--\r\n",
			SDP);
	assert_int_equal(run_tool(sip, NULL), 0);
	assert_part(tool_out, "session-initiate");
	assert_int_equal(run_tool(FRAGMENT, NULL), 0);
	assert_part(tool_out, "action='transport-info'");
	assert_part(tool_out, "ip='192.0.2.9'");
	snprintf(sip, sizeof(sip),
			"INFO sip:a@b SIP/2.0\r\nContent-Type: application/"
			"trickle-ice-sdpfrag\r\n\r\n%s",
			FRAGMENT);
	assert_int_equal(run_tool(sip, NULL), 0);
	assert_part(tool_out, "action='transport-info'");
	assert_int_equal(run_tool(NULL, file("sdp", SDP), NULL), 0);
}

static void test_nothing(void **state)
{
	(void)state;
	assert_int_equal(run_tool("", NULL), 1);
	assert_part(tool_err, "sdp2jingle: no SDP found");
	assert_int_equal(run_tool("<iq/>", NULL), 1);
	assert_int_equal(run_tool("BYE sip:a@b SIP/2.0\r\n\r\n", NULL), 1);
	assert_int_equal(run_tool("INVITE sip:a@b SIP/2.0\r\nContent-Type: "
							  "text/plain\r\n\r\nhello",
							 NULL),
			1);
	assert_int_equal(run_tool(NULL, "/nonexistent", NULL), 1);
}

static void test_refused(void **state)
{
	(void)state;
	assert_int_equal(run_tool("v=0\r\nm=audio\r\n", NULL), 1);
	assert_string_equal(tool_out, "");
	assert_part(tool_err, "m= line 1 is not media, port");
}

static void test_options(void **state)
{
	(void)state;
	run_tool(SDP, "--sid", "s<1", "--initiator", "a@b/c", "--responder",
			"d@e/f", NULL);
	assert_part(tool_out, "initiator='a@b/c' responder='d@e/f' sid='s&lt;1'>");
	assert_part(tool_out, "senders='initiator'");
	run_tool(SDP, "--role", "responder", NULL);
	assert_part(tool_out, "action='session-accept'");
	assert_part(tool_out, "senders='responder'");
	run_tool(SDP, "--action", "content-add", NULL);
	assert_part(tool_out, "action='content-add'");
	run_tool(SDP, "--action", "content-remove", NULL);
	assert_part(tool_out, "<content creator='initiator' name='x'/></jingle>");
	run_tool(SDP, "--action", "description-info", NULL);
	assert_no(tool_out, "<transport");
	run_tool(SDP, "--action", "transport-replace", NULL);
	assert_no(tool_out, "<description");
	assert_part(tool_out, "raw-udp:1");
	run_tool(ICE_SDP, NULL);
	assert_part(tool_out, "ice-udp:1");
	assert_part(tool_out, "name='opus'");
	run_tool(ICE_SDP, "--transport", "raw-udp", "--peer", "QXmpp", NULL);
	assert_part(tool_out, "raw-udp:1");
	assert_part(tool_out, "name='OPUS'");
	run_tool(ICE_SDP, "--transport", "ice", NULL);
	assert_part(tool_out, "transports:ice:0");
	assert_int_equal(run_tool(SDP, "--transport", "ice-udp", NULL), 1);
	assert_part(tool_err, "SDP has no ICE");
	run_tool(SDP, "--verbose", NULL);
	assert_part(tool_err, "note: found SDP of ");
	assert_int_equal(run_tool("v=0\r\nc=IN IP4 192.0.2.1\r\nnonsense\r\n"
							  "m=audio 5004 RTP/AVP 0\r\n",
							 "--strict", NULL),
			1);
}

static void test_context(void **state)
{
	static const char initiate[] =
			"<jingle xmlns='urn:xmpp:jingle:1' action='session-initiate' "
			"sid='s'><content creator='initiator' name='voice'><description "
			"xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'><payload-type "
			"id='111' name='opus'/></description><transport "
			"xmlns='urn:xmpp:jingle:transports:ice-udp:1' ufrag='a' pwd='b'/>"
			"</content></jingle>";

	(void)state;
	assert_int_equal(
			run_tool(ICE_SDP, "--local", file("peer", initiate), NULL), 0);
	assert_part(tool_out, "action='session-accept'");
	assert_part(tool_out, "name='voice'");
	assert_int_equal(run_tool("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\n"
							  "c=IN IP4 192.0.2.1\r\nt=0 0\r\n"
							  "m=audio 0 RTP/AVP 0\r\n",
							 "--local", file("peer", initiate), NULL),
			0);
	assert_part(tool_out, "action='session-terminate'");
	assert_int_equal(run_tool(FRAGMENT, "--local", file("peer", initiate),
							 "--local", file("sip", ICE_SDP), NULL),
			1); /* mid x is not in it */
	assert_part(tool_err, "fragment has no m= line");
	assert_int_equal(run_tool(ICE_SDP, "--local", file("peer", initiate),
							 "--local", file("sip", ICE_SDP), NULL),
			0);
	assert_part(tool_out, "<!-- nothing for Jingle");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_input),
			cmocka_unit_test(test_nothing), cmocka_unit_test(test_refused),
			cmocka_unit_test(test_options), cmocka_unit_test(test_context),
			cmocka_unit_test(test_wrong_use), cmocka_unit_test(test_manual)};

	return cmocka_run_group_tests(tests, NULL, remove_files);
}
