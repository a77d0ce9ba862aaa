/* links: */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Waits between attempts: they double, are bounded, and never meet exactly. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../sidecar/backoff.h"

/* the middle of the jitter: what the wait is without it */
static uint32_t nominal(backoff_t *b)
{
	backoff_t copy = *b;
	uint32_t low = backoff_wait(&copy, 0);

	return low + backoff_wait(b, 0) / 3;
}

static void test_doubles_up_to_max(void **state)
{
	static const uint32_t expected[] = {100, 200, 400, 800, 1000, 1000};
	backoff_t b;
	size_t i;

	(void)state;
	backoff_init(&b, 100, 1000, 5000);
	for(i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
		assert_int_equal(nominal(&b), expected[i]);
}

static void test_jitter(void **state)
{
	uint32_t random, wait, low = UINT32_MAX, high = 0;
	backoff_t b;

	(void)state;
	for(random = 0; random < 1000; random++) {
		backoff_init(&b, 1000, 1000, 0);
		wait = backoff_wait(&b, random * 4294967u);
		low = wait < low ? wait : low;
		high = wait > high ? wait : high;
	}
	assert_true(low >= 750 && low <= 800);
	assert_true(high >= 1200 && high <= 1250);
}

static void test_stable_starts_again(void **state)
{
	backoff_t b;
	int i;

	(void)state;
	backoff_init(&b, 100, 100000, 5000);
	for(i = 0; i < 5; i++)
		backoff_wait(&b, 0);
	backoff_ended(&b, 4999); /* not stable: goes on where it was */
	assert_int_equal(nominal(&b), 3200);
	backoff_ended(&b, 5000);
	assert_int_equal(nominal(&b), 100);
}

static void test_extremes(void **state)
{
	backoff_t b;
	uint32_t wait;
	int i;

	(void)state;
	backoff_init(&b, 1, 0, 0); /* max below min counts as min */
	for(i = 0; i < 100; i++)
		assert_true(backoff_wait(&b, UINT32_MAX) <= 2);
	backoff_init(&b, 1000, UINT32_MAX / 2, 0);
	for(i = 0; i < 100; i++) {
		wait = backoff_wait(&b, UINT32_MAX);
		assert_true(wait >= 750 && wait < UINT32_MAX);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_doubles_up_to_max),
			cmocka_unit_test(test_jitter),
			cmocka_unit_test(test_stable_starts_again),
			cmocka_unit_test(test_extremes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
