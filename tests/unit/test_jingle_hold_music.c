/* SPDX-License-Identifier: GPL-2.0-or-later */
/* event_route[jingle:hold]: a phone that the XMPP user holds hears music, once it
 * has taken the hold, and while it does not hold itself (RFC 6337 section 5.3). */
/* module: jingle */
/* fake: core tm link gateway db */
/* links: modules/xmpp_link/link_timer.c */

#include "jingle_fake.h"

#define SAYS(name) "<" name " xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>"

static char story[32]; /* what the route was told: 1 begins, 0 ends */

static int hold(sip_msg_t *msg)
{
	size_t n = strlen(story);

	(void)msg;
	assert_true(n + 1 < sizeof(story));
	story[n] = the_call()->music ? '1' : '0';
	story[n + 1] = '\0';
	return 0;
}

static int refuse(sip_msg_t *msg)
{
	hold(msg);
	return -1;
}

static int conveyed(sip_msg_t *msg)
{
	(void)msg;
	return 0;
}

/* the media are a relay's */
static const char *called(fake_route_f f)
{
	const char *sid;

	story[0] = '\0';
	event_route("jingle:hold", f);
	event_route("jingle:invite", conveyed);
	sid = client_calls_up();
	fake_queues_take();
	return sid;
}

static void client_changes(
		const char *sid, const char *info, int code, const char *direction)
{
	client_sends("session-info", sid, info);
	assert_int_equal(fake_answer("INVITE", code, ANSWERED, direction), 1);
	fake_run();
	fake_queues_take();
}

static void phone_changes(int cseq, const char *sdp)
{
	phone_sends("INVITE", cseq, CONTACT TYPE_SDP, sdp);
	fake_run();
	fake_ack(NULL);
	fake_pass(1000);
	fake_queues_take();
}

static void test_client_holds(void **state)
{
	const char *sid = called(hold);

	(void)state;
	client_sends("session-info", sid, SAYS("hold"));
	assert_string_equal(story, ""); /* the phone has not taken it */
	fake_answer("INVITE", 200, ANSWERED, SDP("recvonly"));
	fake_run();
	assert_string_equal(story, "1");
	client_changes(sid, SAYS("unhold"), 200, SDP("sendrecv"));
	assert_string_equal(story, "10");
}

static void test_both_hold(void **state)
{
	const char *sid = called(hold);

	(void)state;
	client_changes(sid, SAYS("hold"), 200, SDP("recvonly"));
	phone_changes(2, SDP("sendonly"));
	assert_string_equal(story, "10");
	phone_changes(3, SDP("sendrecv"));
	assert_string_equal(story, "101");
	client_changes(sid, SAYS("unhold"), 200, SDP("sendrecv"));
	assert_string_equal(story, "1010");
}

static void test_phone_holds(void **state)
{
	(void)state;
	called(hold);
	phone_changes(2, SDP("sendonly"));
	phone_changes(3, SDP("sendrecv"));
	assert_string_equal(story, "");
}

static void test_route_fails(void **state)
{
	const char *sid = called(refuse);

	(void)state;
	client_changes(sid, SAYS("hold"), 200, SDP("recvonly"));
	assert_string_equal(story, "1");
	assert_log("event_route[jingle:hold] has failed");
	assert_state(JINGLE_ACTIVE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			jingle_test(test_client_holds),
			jingle_test(test_both_hold),
			jingle_test(test_phone_holds),
			jingle_test(test_route_fails),
	};

	return cmocka_run_group_tests(tests, jingle_up, NULL);
}
