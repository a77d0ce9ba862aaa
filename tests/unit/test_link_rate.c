/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Log lines that somebody provokes without end. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../modules/xmpp_link/link_rate.h"

/* lines of so many attempts in one second */
static unsigned lines(link_rate_t *r, long now, unsigned attempts)
{
	unsigned n = 0, silent;

	while(attempts-- > 0)
		n += (unsigned)link_rate_pass(r, now, &silent);
	return n;
}

static void test_a_second(void **state)
{
	link_rate_t r = {0};
	unsigned silent = 7;

	(void)state;
	assert_true(link_rate_pass(&r, 1000, &silent));
	assert_int_equal(silent, 0);
	assert_int_equal(lines(&r, 1000, 1000), LINK_RATE_SECOND - 1);
	assert_true(link_rate_pass(&r, 1001, &silent));
	assert_int_equal(silent, 1000 - (LINK_RATE_SECOND - 1));
}

static void test_a_day(void **state)
{
	link_rate_t r = {0};
	unsigned n = 0;
	long now;

	(void)state;
	for(now = 60; now < 60 + 86400; now++)
		n += lines(&r, now, 20);
	assert_int_equal(n, 24 * 60 * LINK_RATE_MINUTE);
}

/* what comes now and then is never left out */
static void test_now_and_then(void **state)
{
	link_rate_t r = {0};
	long now;

	(void)state;
	for(now = 5; now < 5 + 3600; now++)
		assert_int_equal(lines(&r, now, 1), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_a_second),
			cmocka_unit_test(test_a_day),
			cmocka_unit_test(test_now_and_then),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
