/* links: modules/xmpp_account/account_lane.c tests/unit/bare/bare_core.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which sender has a request: hosts that are found at once are never behind one
 * whose name server does not answer, and that one is left alone for a while. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "../../core/dprint.h"
#include "../../modules/xmpp_account/account_lane.h"

#include "bare/bare_core.h"

static uint32_t host(const char *uri)
{
	str s = {(char *)uri, (int)strlen(uri)};

	return xmpp_account_lane_host(&s);
}

static int begin(void **state)
{
	(void)state;
	bare_core_reset();
	return xmpp_account_lane_init("0123456789abcdef");
}

static int end(void **state)
{
	(void)state;
	xmpp_account_lane_destroy();
	return bare_core_reset();
}

/* what is looked for */
static void test_host(void **state)
{
	static const char *const same[] = {"sip:pbx.example;transport=udp",
			"sip:PBX.example", "sip:a@pbx.example", "sips:a:b@pbx.example;lr",
			"sip:a@pbx.example?x=y"};
	static const char *const other[] = {"sip:pbx.example:5080",
			"sip:pbx.example.org", "sip:a@pbx", "", "sip:", "a@"};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		assert_int_equal(host(same[i]), host("sip:pbx.example"));
	for(i = 0; i < sizeof(other) / sizeof(other[0]); i++)
		assert_int_not_equal(host(other[i]), host("sip:pbx.example"));
	for(i = 0; i < sizeof(other) / sizeof(other[0]); i++)
		assert_int_not_equal(host(other[i]), 0);
}

static int is_with_found(uint32_t h)
{
	return xmpp_account_lane(h) < ACCOUNT_LANES_FOUND;
}

/* each host is in one of two sets of senders, which have none in common */
static void test_sets(void **state)
{
	int used[ACCOUNT_LANES] = {0}, i, lane;
	char uri[32];
	uint32_t h;

	(void)state;
	for(i = 0; i < 2000; i++) {
		snprintf(uri, sizeof(uri), "sip:h%d.example", i);
		h = host(uri);
		lane = xmpp_account_lane(h);
		assert_in_range(lane, ACCOUNT_LANES_FOUND, ACCOUNT_LANES - 1);
		used[lane] = 1;
		assert_int_equal(xmpp_account_lane_done(h, 1, 20, 1000), 0);
		lane = xmpp_account_lane(h);
		assert_in_range(lane, 0, ACCOUNT_LANES_FOUND - 1);
		used[lane] = 1;
	}
	for(i = 0; i < ACCOUNT_LANES; i++)
		assert_int_equal(used[i], 1);
}

static void test_slow(void **state)
{
	uint32_t h = host("sip:slow.example");

	(void)state;
	assert_int_equal(xmpp_account_lane_done(h, 1, 800, 1000), 0);
	assert_false(is_with_found(h));
	assert_false(xmpp_account_lane_is_dead(h, 1000));
	xmpp_account_lane_done(h, 1, 10, 2000);
	assert_true(is_with_found(h));
	xmpp_account_lane_done(h, 1, 800, 3000);
	assert_false(is_with_found(h));
}

/* there is none of this name, and that is said at once */
static void test_none(void **state)
{
	uint32_t h = host("sip:none.example");

	(void)state;
	assert_int_equal(xmpp_account_lane_done(h, 0, 10, 1000), 0);
	assert_false(is_with_found(h));
	assert_false(xmpp_account_lane_is_dead(h, 1000));
}

/* left alone for 30 s, twice as long each time, up to 10 minutes; none of that
 * once it is found */
static void test_dead(void **state)
{
	static const int s[] = {30, 60, 120, 240, 480, 600, 600};
	uint32_t h = host("sip:dead.example"), other = host("sip:b.example");
	uint64_t now = 1000;
	size_t i;

	(void)state;
	xmpp_account_lane_done(h, 1, 10, now);
	for(i = 0; i < sizeof(s) / sizeof(s[0]); i++) {
		assert_int_equal(xmpp_account_lane_done(h, 0, 4000, now), s[i]);
		assert_false(is_with_found(h));
		assert_true(xmpp_account_lane_is_dead(h, now + s[i] * 1000 - 1));
		now += (uint64_t)s[i] * 1000;
		assert_false(xmpp_account_lane_is_dead(h, now));
		assert_false(xmpp_account_lane_is_dead(other, now - 1));
	}
	xmpp_account_lane_done(h, 1, 10, now);
	assert_true(is_with_found(h));
	assert_int_equal(xmpp_account_lane_done(h, 0, 4000, now), 30);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

/* nobody can look for a host that is another one's number */
static void test_secret(void **state)
{
	uint32_t h = host("sip:pbx.example");

	(void)state;
	xmpp_account_lane_destroy();
	assert_int_equal(xmpp_account_lane_init("fedcba9876543210"), 0);
	assert_int_not_equal(host("sip:pbx.example"), h);
}

/* what is found, if slowly, begins anew */
static void test_dead_no_more(void **state)
{
	uint32_t h = host("sip:pbx.example");

	(void)state;
	assert_int_equal(xmpp_account_lane_done(h, 0, 1000, 1), 30);
	assert_int_equal(xmpp_account_lane_done(h, 0, 1000, 40000), 60);
	assert_int_equal(xmpp_account_lane_done(h, 1, 600, 200000), 0);
	assert_int_equal(xmpp_account_lane_is_dead(h, 200000), 0);
	assert_int_equal(xmpp_account_lane_done(h, 0, 1000, 200000), 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(test_host),
			TEST(test_sets),
			TEST(test_slow),
			TEST(test_none),
			TEST(test_dead),
			TEST(test_secret),
			TEST(test_dead_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
