/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How many texts there may be in a minute: each sender has a counter of its own,
 * each room for each phone, too. */
/* module: xmpp_chat */
/* fake: core tm link gateway */
/* links: modules/xmpp_link/link_timer.c */
/* libs: zlib */

#include "chat_fake.h"
#include "../../modules/xmpp_chat/chat_limits.h"

static str named(char *buf, size_t size, const char *form, int n)
{
	str s = {buf, snprintf(buf, size, form, n)};

	return s;
}

static str room_of(const char *z)
{
	str s = {(char *)z, (int)strlen(z)};

	return s;
}

/* however many others send: a counter that several share would stop one of them */
static void test_own(void **state)
{
	char buf[64];
	int i, k;
	str s;

	(void)state;
	xmpp_chat_numbers.rate = 3;
	for(k = 0; k < 3; k++)
		for(i = 0; i < 20000; i++) {
			s = named(buf, sizeof(buf), "user%d@evil.example", i);
			assert_int_equal(xmpp_chat_limits_pass(&s), 1);
		}
	assert_int_equal(xmpp_chat_limits_pass(&s), 0);
	s = room_of("romeo@xmpp.example");
	assert_int_equal(xmpp_chat_limits_pass(&s), 1);
	/* by whatever letters */
	s = room_of("Romeo@XMPP.example");
	assert_int_equal(xmpp_chat_limits_pass(&s), 1);
	assert_int_equal(xmpp_chat_limits_pass(&s), 1);
	assert_int_equal(xmpp_chat_limits_pass(&s), 0);
	fake_pass(60000);
	assert_int_equal(xmpp_chat_limits_pass(&s), 1);
}

/* more than there are counters: the others share one, until the minute is over */
static void test_full(void **state)
{
	char buf[64];
	int i;
	str s;

	(void)state;
	fake_pass(xmpp_chat_limits_left());
	xmpp_chat_numbers.rate = 10;
	for(i = 0; i < LIMITS_MAX + 10; i++) {
		s = named(buf, sizeof(buf), "user%d@evil.example", i);
		assert_int_equal(xmpp_chat_limits_pass(&s), 1);
	}
	s = room_of("romeo@xmpp.example");
	assert_int_equal(xmpp_chat_limits_pass(&s), 0);
	s = room_of("user1@evil.example");
	assert_int_equal(xmpp_chat_limits_pass(&s), 1);
	fake_pass(60000);
	s = room_of("romeo@xmpp.example");
	assert_int_equal(xmpp_chat_limits_pass(&s), 1);
}

static void test_lines(void **state)
{
	str cafe = room_of("cafe@muc.example"), bar = room_of("bar@muc.example");
	str one = room_of("1001@gw.example/gateway"), two = room_of(PHONE "/x");

	(void)state;
	fake_pass(xmpp_chat_limits_left());
	xmpp_chat_numbers.room_rate = 10;
	assert_int_equal(xmpp_chat_limits_line(&cafe, &one, 7), 1);
	/* one that is too long takes no place of those that are not */
	assert_int_equal(xmpp_chat_limits_line(&cafe, &two, 4), 0);
	assert_int_equal(xmpp_chat_limits_line(&cafe, &two, 3), 1);
	assert_int_equal(xmpp_chat_limits_line(&cafe, &one, 1), 0);
	assert_int_equal(xmpp_chat_limits_line(&bar, &one, 10), 1);
	two = room_of("1002@gw.example/gateway");
	assert_int_equal(xmpp_chat_limits_line(&cafe, &two, 10), 1);
}

static int start(void **state)
{
	(void)state;
	chat_start();
	return chat_init();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			chat_test(test_own),
			chat_test(test_full),
			chat_test(test_lines),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
