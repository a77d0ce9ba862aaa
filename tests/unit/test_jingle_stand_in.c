/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An offer in place of one that a party has not made yet, and what is offered of
 * the answer to it (RFC 3264 sections 5 and 6.1). */
/* links: modules/jingle_sdp/jingle_map_stand_in.c modules/jingle_sdp/jingle_sdp_tls_id.c */
/* links: modules/jingle_sdp/jingle_map_queue.c */
/* links: modules/jingle_sdp/jingle_arena.c modules/jingle_sdp/jingle_ctx.c */
/* links: modules/jingle_sdp/jingle_map_core.c modules/jingle_sdp/jingle_map_names.c */
/* links: modules/jingle_sdp/jingle_map_tidy.c modules/jingle_sdp/jingle_map_addr.c */
/* links: modules/jingle_sdp/jingle_map_fmtp.c modules/jingle_sdp/jingle_map_slots.c */
/* links: modules/jingle_sdp/jingle_map_to_sdp.c modules/jingle_sdp/jingle_map_modify.c */
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
/* links: modules/jingle_sdp/jingle_sdp_bundle.c */
/* links: modules/jingle_sdp/jingle_map_section.c */
/* links: modules/jingle_sdp/jingle_text.c */
/* links: modules/jingle_sdp/jingle_sdp_reader.c */
/* links: modules/jingle_sdp/jingle_map_out.c */
/* libs: libxml-2.0 */

#include "jingle_test.h"
#include "../../modules/jingle_sdp/jingle_map_stand_in.h"

#define TRANSPORT                                                           \
	"<transport xmlns='urn:xmpp:jingle:transports:ice-udp:1' ufrag='aaaa' " \
	"pwd='aaaaaaaaaaaaaaaaaaaaaa'><candidate component='1' foundation='1' " \
	"generation='0' id='c' ip='192.0.2.1' network='0' port='4000' "         \
	"priority='1' protocol='udp' type='host'/></transport>"

static char answer[4096];
static jingle_arena_t arena;
static jingle_map_t t;

static int start(void **state)
{
	(void)state;
	jingle_arena_init(&arena, NULL, NULL, NULL, 0);
	jingle_map_init(&t, &arena, NULL);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	jingle_arena_free(&arena);
	return 0;
}

static const char *text_of(const str *s)
{
	assert_true(s->len < (int)sizeof(answer));
	memcpy(answer, s->s, (size_t)s->len);
	answer[s->len] = '\0';
	return answer;
}

static void test_offer(void **state)
{
	const char *text;
	str out;

	(void)state;
	assert_int_equal(jingle_sdp_stand_in(&t, "192.0.2.1", 4711, &out), 0);
	text = text_of(&out);
	assert_non_null(strstr(text, "o=- 4711 1 IN IP4 192.0.2.1\r\n"));
	assert_non_null(strstr(text, "\r\nm=audio 9 RTP/AVP 8 0 9 101\r\n"));
	assert_non_null(strstr(text, "a=rtpmap:101 telephone-event/8000\r\n"));
	assert_int_equal(jingle_sdp_stand_in(&t, "2001:db8::1", 1, &out), 0);
	assert_non_null(strstr(text_of(&out), "c=IN IP6 2001:db8::1\r\n"));
}

/* Jingle can say it */
static void offered(jingle_ctx_t *ctx)
{
	jingle_stanzas_t out;
	jingle_session_t *s;
	str sdp;

	jingle_ctx_init(ctx, JINGLE_RESPONDER, 1);
	assert_int_equal(jingle_sdp_stand_in(&t, "192.0.2.1", 4711, &sdp), 0);
	assert_int_equal(
			jingle_from_sdp(&t, ctx, &sdp, JINGLE_BODY_OFFER, &out), 0);
	s = out.list.first;
	assert_int_equal(s->action, JINGLE_SESSION_INITIATE);
	assert_int_equal(s->contents.count, 1);
}

/* what it is offered to the phone as, once the peer has answered with these */
static const char *cut(const char *payloads)
{
	char xml[4096];
	jingle_ctx_t ctx;
	jingle_session_t *s;
	jingle_sdp_t sdp;
	str in;

	offered(&ctx);
	in.s = xml;
	in.len = snprintf(xml, sizeof(xml),
			"<jingle xmlns='urn:xmpp:jingle:1' action='session-accept' sid='a'>"
			"<content creator='initiator' name='%.*s' senders='both'>"
			"<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'>%s"
			"</description>" TRANSPORT "</content></jingle>",
			ctx.slot[0].name.len, ctx.slot[0].name.s, payloads);
	assert_int_equal(jingle_xml_read(&t, &in, &s), 0);
	assert_int_equal(jingle_to_sdp(&t, &ctx, s, &sdp), 0);
	assert_int_equal(jingle_sdp_first_codec(&t, &ctx), 0);
	assert_int_equal(jingle_sdp_current(&t, &ctx, JINGLE_BODY_OFFER, &sdp), 0);
	return text_of(&sdp.body);
}

#define PAYLOAD(id, name, rate) \
	"<payload-type id='" id "' name='" name "' clockrate='" rate "'/>"

static void test_first_codec(void **state)
{
	const char *text;

	(void)state;
	text = cut(PAYLOAD("8", "PCMA", "8000") PAYLOAD("0", "PCMU", "8000")
					PAYLOAD("101", "telephone-event", "8000")
							PAYLOAD("13", "CN", "8000"));
	assert_non_null(strstr(text, " 8 101\r\n"));
	assert_null(strstr(text, "PCMU"));
	assert_null(strstr(text, "CN"));
	/* what it puts first is what it sends, keys are no voice */
	text = cut(PAYLOAD("101", "telephone-event", "8000")
					PAYLOAD("0", "PCMU", "8000") PAYLOAD("8", "PCMA", "8000"));
	assert_non_null(strstr(text, "PCMU/8000"));
	assert_null(strstr(text, "PCMA"));
	assert_non_null(strstr(text, "telephone-event/8000"));
	text = cut(PAYLOAD("9", "G722", "8000"));
	assert_non_null(strstr(text, " 9\r\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_setup_teardown(test_offer, start, stop),
			cmocka_unit_test_setup_teardown(test_first_codec, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
