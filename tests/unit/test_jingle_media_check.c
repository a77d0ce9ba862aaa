/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What rtpengine says it has received of both parties: replies to queries as
 * rtpengine 10.5 gives them, and what is no such reply. */
/* module: jingle */
/* fake: core tm link gateway db */
/* links: modules/xmpp_link/link_timer.c */

#include <limits.h>

#include <core/parser/parse_from.h>

#include "jingle_fake.h"

#include "../../modules/jingle/jingle_media_check.h"
#include "../../modules/jingle/jingle_media_report.h"

#define STREAM(port, packets)                                      \
	"{\"local port\":" port ",\"local address\":\"10.77.0.1\","    \
	"\"endpoint\":{\"family\":\"IPv4\",\"address\":\"10.77.0.3\"," \
	"\"port\":20000},\"flags\":[\"RTP\",\"filled\"],\"stats\":"    \
	"{\"packets\":" packets ",\"bytes\":8428,\"errors\":0}}"
#define MEDIUM(flag, streams)                                    \
	"{\"index\":1,\"type\":\"audio\",\"streams\":[" streams "]," \
	"\"flags\":[\"initialized\",\"send\",\"" flag "\"]}"
#define TAG(name, media)                                         \
	"\"" name "\":{\"tag\":\"" name "\",\"created\":1796071055," \
	"\"medias\":[" media "]}"
#define REPLY(tags) \
	"{\"created\":1796071055,\"tags\":{" tags "},\"result\":\"ok\"}"

static int read_report(const char *text, jingle_media_report_t *out)
{
	str json = {(char *)text, (int)strlen(text)};

	return jingle_media_report_read(&json, out);
}

static void test_read(void **state)
{
	jingle_media_report_t r;

	(void)state;
	assert_int_equal(
			read_report(
					REPLY(TAG("x",
							MEDIUM("recv", STREAM("30018", "49"))) "," TAG("s1",
							MEDIUM("recv",
									STREAM("30000", "0") "," STREAM(
											"30001", "2")) "," MEDIUM("x",
									STREAM("30002", "3")))),
					&r),
			0);
	assert_int_equal(r.of[JINGLE_SIDE_XMPP].packets, 49);
	assert_int_equal(r.of[JINGLE_SIDE_XMPP].port, 30018);
	assert_int_equal(r.of[JINGLE_SIDE_XMPP].expected, 1);
	assert_int_equal(r.of[JINGLE_SIDE_SIP].packets, 5);
	assert_int_equal(r.of[JINGLE_SIDE_SIP].port, 30000);
	assert_int_equal(r.of[JINGLE_SIDE_SIP].expected, 1);
}

static void test_read_phones(void **state)
{
	jingle_media_report_t r;

	(void)state;
	/* two that have rung, one of which is on hold; a count beyond an int */
	assert_int_equal(
			read_report(
					REPLY(TAG("s2",
							MEDIUM("x", STREAM("30000", "1e12"))) "," TAG("s4",
							MEDIUM("x", STREAM("30004", "7")))),
					&r),
			0);
	assert_int_equal(r.of[JINGLE_SIDE_SIP].packets, INT_MAX);
	assert_int_equal(r.of[JINGLE_SIDE_SIP].expected, 0);
	assert_int_equal(r.of[JINGLE_SIDE_XMPP].packets, 0);
}

static void test_read_hostile(void **state)
{
	static const char *const bad[] = {"", "null", "[]", "{", "{}", "\"x\"", "7",
			"{\"tags\":7}", "{\"tags\":[]}", "{\"tags\":{\"x\":", "{\"tags\""};
	static const char *const odd[] = {"{\"tags\":{}}", "{\"tags\":{\"x\":7}}",
			"{\"tags\":{\"x\":{\"medias\":{}}}}",
			"{\"tags\":{\"x\":{\"medias\":[7,null]}}}",
			"{\"tags\":{\"x\":{\"medias\":[{\"streams\":7,\"flags\":{}}]}}}",
			"{\"tags\":{\"x\":{\"medias\":[{\"streams\":[7,{\"stats\":[],"
			"\"local port\":\"1\"}],\"flags\":[7]}]}}}",
			"{\"tags\":{\"x\":{\"medias\":[{\"streams\":[{\"stats\":"
			"{\"packets\":-5}}]}]}}}"};
	jingle_media_report_t r;
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(read_report(bad[i], &r), -1);
	for(i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		assert_int_equal(read_report(odd[i], &r), 0);
		assert_int_equal(r.of[JINGLE_SIDE_XMPP].packets, 0);
		assert_int_equal(r.of[JINGLE_SIDE_XMPP].port, 0);
	}
}


/* --- the check of a call ---------------------------------------------------------- */

static const char *reply; /* of rtpengine */
static int asked, answered;

static int ask(sip_msg_t *msg)
{
	str json = {(char *)reply, (int)strlen(reply)};

	asked++;
	/* rtpengine_query_v() has no flags: it takes these two */
	assert_int_equal(msg->callid->body.len, the_call()->media_id.len);
	assert_memory_equal(msg->callid->body.s, the_call()->media_id.s,
			(size_t)msg->callid->body.len);
	assert_int_equal(parse_from_header(msg), 0);
	assert_memory_equal(get_from(msg)->tag_value.s, "x", 1);
	answered = jingle_media_check_report(msg, &json);
	return 1;
}

static int no_media(sip_msg_t *msg)
{
	(void)msg;
	return 1;
}

static void routes_set(void)
{
	event_route("jingle:media", ask);
	event_route("jingle:end", no_media);
}

static void another_call_for(int seconds)
{
	asked = 0;
	fake_queues_clear();
	phone_calls_up();
	the_call()->media_on = 1;
	jingle_media_check_start(the_call());
	fake_pass(seconds * 1000);
}

static void call_for(int seconds)
{
	routes_set();
	another_call_for(seconds);
}

#define HEARD(x, phone)                                         \
	REPLY(TAG("x", MEDIUM("recv", STREAM("30018", x))) "," TAG( \
			"s1", MEDIUM("recv", STREAM("30000", phone))))

static void test_heard(void **state)
{
	(void)state;
	reply = HEARD("49", "51");
	call_for(9);
	assert_int_equal(asked, 0);
	fake_pass(2000);
	assert_int_equal(asked, 1);
	assert_int_equal(answered, 1);
	assert_null(strstr(fake_log(), "nothing has arrived"));
	fake_pass(60000);
	assert_int_equal(asked, 1);
	jingle_engine_end(
			the_call(), JINGLE_EV_HANGUP, 0, JINGLE_REASON_SUCCESS, "");
	assert_log(", packets after 10 s: client 49, phone 51");
}

static void test_silent_phone(void **state)
{
	(void)state;
	reply = HEARD("49", "0");
	call_for(11);
	assert_log("nothing has arrived of the media of phone ");
	assert_log("at UDP port 30000;");
	assert_null(strstr(fake_log(), "media of client"));
}

static void test_silent_client(void **state)
{
	(void)state;
	reply = HEARD("0", "51");
	call_for(11);
	assert_log("nothing has arrived of the media of client " ROMEO);
	assert_log("at UDP port 30018;");
	assert_null(strstr(fake_log(), "media of phone"));
}

static void test_on_hold(void **state)
{
	(void)state;
	reply = REPLY(TAG("x", MEDIUM("x", STREAM("30018", "0"))));
	call_for(11);
	assert_int_equal(answered, 1);
	assert_null(strstr(fake_log(), "nothing has arrived"));
}

static void test_unreadable(void **state)
{
	(void)state;
	reply = "{}";
	call_for(11);
	assert_int_equal(answered, -1);
	assert_log("what rtpengine says of its media cannot be read");
}

static void test_other_route(void **state)
{
	str json = str_init("{}");

	(void)state;
	assert_int_equal(jingle_media_check_report(NULL, &json), -1);
	assert_log("jingle_media_report() is for event_route[jingle:media]");
}

static int asked_in(int calls)
{
	int n = 0;

	while(calls-- > 0) {
		another_call_for(11);
		n += asked;
		jingle_engine_end(
				the_call(), JINGLE_EV_HANGUP, 0, JINGLE_REASON_SUCCESS, "");
		fake_run();
		fake_tm_end();
	}
	return n;
}

/* where all is well, one of 32 calls costs a command more */
static void test_few(void **state)
{
	(void)state;
	routes_set();
	reply = HEARD("49", "0");
	asked_in(33); /* wherever the count was */
	assert_int_equal(asked_in(1), 1);
	reply = HEARD("49", "51");
	assert_int_equal(asked_in(10), 10);
	assert_in_range(asked_in(64), 2, 4);
}

/* the parameter is turned off while Kamailio runs */
static void test_off(void **state)
{
	(void)state;
	jingle_numbers.media_check = 0;
	call_for(60);
	assert_int_equal(asked, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_read),
			cmocka_unit_test(test_read_phones),
			cmocka_unit_test(test_read_hostile),
			jingle_test(test_heard),
			jingle_test(test_silent_phone),
			jingle_test(test_silent_client),
			jingle_test(test_on_hold),
			jingle_test(test_unreadable),
			jingle_test(test_other_route),
			jingle_test(test_few),
			jingle_test(test_off),
	};

	return cmocka_run_group_tests(tests, jingle_up, NULL);
}
