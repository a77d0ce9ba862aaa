/* SPDX-License-Identifier: GPL-2.0-or-later */
/* module: jingle */
/* fake: core tm link gateway db */
/* links: modules/xmpp_link/link_timer.c */

#include "jingle_fake.h"


static void test_phone_calls_and_hangs_up(void **state)
{
	(void)state;
	phone_calls_up();
	assert_int_equal(phone_sends("BYE", 2, "", NULL), 0);
	expect_sip("SIP/2.0 200 OK", "BYE");
	fake_run();
	expect_stanza("session-terminate", "<success/>");
	assert_state(JINGLE_ENDED);
}

static void test_client_calls_and_hangs_up(void **state)
{
	(void)state;
	client_calls_up();
	client_sends("session-terminate", "sid1", "<reason><success/></reason>");
	expect_stanza("type='result'");
	expect_sip("BYE sip:1001@192.0.2.9:5062");
	assert_state(JINGLE_ENDED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			jingle_test(test_phone_calls_and_hangs_up),
			jingle_test(test_client_calls_and_hangs_up),
	};

	return cmocka_run_group_tests(tests, jingle_up, NULL);
}
