/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keys that an XMPP user presses without a keypad: by which way the phone hears
 * of them, each once and in order; what is no key. */
/* module: jingle */
/* fake: core tm link gateway db */
/* links: modules/xmpp_link/link_timer.c */

#include "jingle_fake.h"
#include "../../modules/jingle/jingle_press.h"

#define EVENTS_SDP                                                     \
	"v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\n" \
	"t=0 0\r\nm=audio 30000 RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\n" \
	"a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n"
#define EVENTS_CONTENT                                                       \
	"<content creator='initiator' name='audio' senders='both'><description " \
	"xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'><payload-type id='8' " \
	"name='PCMA' clockrate='8000'/><payload-type id='101' "                  \
	"name='telephone-event' clockrate='8000'/></description>" RAW(           \
			"40000") "</content>"
#define DTMF(attributes) "<dtmf xmlns='urn:xmpp:jingle:dtmf:0' " attributes "/>"
#define ROUTES_MAX 32

static char routes[ROUTES_MAX][16]; /* that ran, in order */
static int routes_count, press_code;

static int note(const char *name, sip_msg_t *msg)
{
	assert_true(routes_count < ROUTES_MAX);
	strcpy(routes[routes_count++], name);
	assert_non_null(msg);
	return press_code && name[0] == 'p' ? -1 : 0; /* drop: not played */
}

static int on_invite(sip_msg_t *msg)
{
	return note("invite", msg);
}

static int on_reply(sip_msg_t *msg)
{
	assert_int_equal(msg->first_line.type, SIP_REPLY);
	assert_non_null(strstr(msg->buf, "m=audio 30000"));
	return note("reply", msg);
}

static int on_press(sip_msg_t *msg)
{
	return note("press", msg);
}

static void ran(const char *first, ...)
{
	const char *name;
	va_list names;
	int i = 0;

	va_start(names, first);
	for(name = first; name; name = va_arg(names, const char *), i++) {
		if(i == routes_count)
			fake_fail(name, "routes that ran");
		assert_string_equal(routes[i], name);
	}
	va_end(names);
	assert_int_equal(routes_count, i);
	routes_count = 0;
}

/* romeo calls the phone, and both have what is said */
static void talk(const char *content, const char *headers, const char *sdp)
{
	client_calls_proceeded();
	client_sends("session-initiate", "sid1", content);
	fake_answer("INVITE", 200, headers, sdp);
	fake_run();
	assert_state(JINGLE_ACTIVE);
	fake_queues_take();
	press_code = 0;
	event_route("jingle:invite", on_invite);
	event_route("jingle:reply", on_reply);
	event_route("jingle:press", on_press);
	routes_count = 0;
}

static int types(const char *text)
{
	return fake_chat(ROMEO, "1001@gw.example", text, 0);
}

/* the relay is told once, of what both have already said; nobody else is */
static void test_by_the_relay(void **state)
{
	(void)state;
	talk(EVENTS_CONTENT, ANSWERED, EVENTS_SDP);
	assert_int_equal(types("12"), XMPP_LINK_HANDLED);
	fake_pass(1);
	ran("invite", "reply", NULL);
	fake_pass(200);
	ran("press", NULL);
	fake_pass(650);
	ran(NULL);
	fake_pass(60);
	ran("press", NULL);
	client_sends("session-info", "sid1", DTMF("code='#' duration='500'"));
	expect_stanza("result");
	fake_pass(710);
	ran("press", NULL);
	fake_pass(1550);
	assert_int_equal(types("3"), XMPP_LINK_HANDLED);
	ran(NULL);
	fake_pass(60);
	ran("press", NULL);
	expect_no_sip();
	expect_no_stanza();
}

static void info_is(const char *body, int code)
{
	expect_sip("INFO sip:", "Content-Type: application/dtmf-relay\r\n", body);
	fake_answer("INFO", code, "", NULL);
	fake_run();
}

/* a phone without telephone-event that takes INFO */
static void test_by_info(void **state)
{
	(void)state;
	talk(CONTENT, ANSWERED, SDP("sendrecv"));
	assert_int_equal(types("1#"), XMPP_LINK_HANDLED);
	fake_pass(1);
	info_is("\r\n\r\nSignal=1\r\nDuration=200\r\n", 200);
	expect_no_sip();
	fake_pass(300);
	info_is("\r\n\r\nSignal=#\r\nDuration=200\r\n", 200);
	fake_pass(300);
	ran(NULL);
}

/* and one that refuses it: tones, of the same key, and of those to come */
static void test_refused_by_info(void **state)
{
	(void)state;
	talk(CONTENT, ANSWERED, SDP("sendrecv"));
	types("1");
	fake_pass(1);
	info_is("Signal=1\r\n", 415);
	fake_pass(1);
	ran("invite", "reply", NULL);
	fake_pass(500);
	ran("press", NULL);
	fake_pass(710);
	types("2");
	fake_pass(1);
	ran("press", NULL);
	expect_no_sip();
}

static void test_no_way(void **state)
{
	(void)state;
	talk(CONTENT, CONTACT TYPE_SDP, SDP("sendrecv"));
	press_code = 1;
	types("1");
	fake_pass(10000);
	expect_stanza("<message from='1001@gw.example/gateway' to='" ROMEO "'",
			"do not get to the other party: 1");
	assert_has(fake_log(), "the media relay did not make them");
	expect_no_sip();
}

static void test_info_unanswered(void **state)
{
	(void)state;
	talk(CONTENT, ANSWERED, SDP("sendrecv"));
	types("1");
	fake_pass(1);
	expect_sip("INFO sip:");
	fake_answer_none("INFO");
	fake_run();
	expect_stanza("<message ", "the phone does not answer");
	ran(NULL); /* it may have been heard */
}

/* an offer is out: its answer first */
static void test_while_an_offer_waits(void **state)
{
	(void)state;
	talk(EVENTS_CONTENT, ANSWERED, EVENTS_SDP);
	client_sends("session-info", "sid1",
			"<hold xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>");
	ran("invite", NULL);
	types("1");
	fake_pass(400);
	ran(NULL);
	fake_answer("INVITE", 200, ANSWERED, EVENTS_SDP);
	fake_run();
	ran("reply", NULL);
	fake_pass(200);
	ran("invite", "reply", NULL);
	fake_pass(200);
	ran("press", NULL);
}

static void test_no_keys(void **state)
{
	(void)state;
	assert_int_equal(types("1"), XMPP_LINK_PASS); /* no call */
	talk(EVENTS_CONTENT, ANSWERED, EVENTS_SDP);
	assert_int_equal(types("hello 1"), XMPP_LINK_PASS);
	assert_int_equal(
			fake_chat(ROMEO, "1001@gw.example", "1", 1), XMPP_LINK_PASS);
	assert_int_equal(
			fake_chat(ROMEO, "1001@gw.example", "1", 2), XMPP_LINK_PASS);
	assert_int_equal(
			fake_chat(ROMEO, "1002@gw.example", "1", 0), XMPP_LINK_PASS);
	assert_int_equal(fake_chat("eve@xmpp.example/x", "1001@gw.example", "1", 0),
			XMPP_LINK_PASS);
	assert_int_equal(fake_chat(ROMEO, "gw.example", "1", 0), XMPP_LINK_PASS);
	jingle_numbers.chat_digits = 0;
	assert_int_equal(types("1"), XMPP_LINK_PASS);
	client_sends("session-info", "sid1", DTMF("code='12'"));
	expect_stanza("error", "feature-not-implemented");
	client_sends("session-info", "sid1", DTMF("code='1' duration='0'"));
	expect_stanza("result");
	fake_pass(5000);
	ran(NULL);
}

static void test_too_many(void **state)
{
	int i;

	(void)state;
	talk(EVENTS_CONTENT, ANSWERED, EVENTS_SDP);
	for(i = 0; i < 2; i++)
		assert_int_equal(
				types("12345678901234567890123456789012"), XMPP_LINK_HANDLED);
	expect_no_stanza();
	types("1");
	expect_stanza("too many keys");
	client_sends("session-info", "sid1", DTMF("code='1'"));
	expect_stanza("error", "resource-constraint");
}

/* keys wait when it ends */
static void test_call_ends(void **state)
{
	(void)state;
	talk(EVENTS_CONTENT, ANSWERED, EVENTS_SDP);
	types("1234");
	fake_pass(1);
	client_sends("session-terminate", "sid1", "<reason><success/></reason>");
	assert_int_equal(jingle_table_count(), 0); /* what waits goes with it */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			jingle_test(test_by_the_relay),
			jingle_test(test_by_info),
			jingle_test(test_refused_by_info),
			jingle_test(test_no_way),
			jingle_test(test_info_unanswered),
			jingle_test(test_while_an_offer_waits),
			jingle_test(test_no_keys),
			jingle_test(test_too_many),
			jingle_test(test_call_ends),
	};

	return cmocka_run_group_tests(tests, jingle_up, NULL);
}
