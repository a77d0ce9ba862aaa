/* links: modules/xmpp_link/link_timer.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The heap against a plain list that is searched for its smallest. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../modules/xmpp_link/link_timer.h"

enum
{
	TIMERS = 300,
	STEPS = 20000
};

static xmpp_link_timer_t timers[TIMERS];
static xmpp_link_timer_t *slots[TIMERS + 1];

static link_heap_t heap_new(void)
{
	link_heap_t h = {0};

	memset(timers, 0, sizeof(timers));
	assert_null(xmpp_link_heap_grow(&h, slots, TIMERS));
	return h;
}

static uint64_t smallest(void)
{
	uint64_t due = UINT64_MAX;
	int i;

	for(i = 0; i < TIMERS; i++)
		if(timers[i].slot && timers[i].due < due)
			due = timers[i].due;
	return due;
}

static void test_as_a_list(void **state)
{
	link_heap_t h = heap_new();
	xmpp_link_timer_t *t;
	uint32_t set = 0;
	int i, n;

	(void)state;
	srand(1);
	for(i = 0; i < STEPS; i++) {
		t = &timers[rand() % TIMERS];
		set -= t->slot != 0;
		if(rand() % 3) {
			assert_int_equal(
					xmpp_link_heap_set(&h, t, (uint64_t)(rand() % 1000)), 0);
			set++;
		} else {
			xmpp_link_heap_stop(&h, t);
		}
		assert_int_equal(h.count, set);
		t = xmpp_link_heap_first(&h);
		assert_int_equal(t ? t->due : UINT64_MAX, smallest());
	}
	for(n = 0; n < TIMERS; n++)
		if(timers[n].slot)
			assert_ptr_equal(slots[timers[n].slot], &timers[n]);
}

static void test_in_order(void **state)
{
	link_heap_t h = heap_new();
	xmpp_link_timer_t *t;
	uint64_t last = 0;
	int i;

	(void)state;
	for(i = 0; i < TIMERS; i++)
		xmpp_link_heap_set(&h, &timers[i], (uint64_t)(i * 7919 % 1009));
	while((t = xmpp_link_heap_first(&h)) != NULL) {
		assert_true(t->due >= last);
		last = t->due;
		xmpp_link_heap_stop(&h, t);
		assert_int_equal(t->slot, 0);
		xmpp_link_heap_stop(&h, t); /* not set: nothing */
		i--;
	}
	assert_int_equal(i, 0);
}

static void test_full_and_grown(void **state)
{
	static xmpp_link_timer_t *few[3];
	link_heap_t h = {0};

	(void)state;
	memset(timers, 0, sizeof(timers));
	assert_int_equal(xmpp_link_heap_set(&h, &timers[0], 5), -1);
	assert_int_equal(timers[0].slot, 0);
	xmpp_link_heap_grow(&h, few, 2);
	assert_int_equal(xmpp_link_heap_set(&h, &timers[0], 5), 0);
	assert_int_equal(xmpp_link_heap_set(&h, &timers[1], 3), 0);
	assert_int_equal(xmpp_link_heap_set(&h, &timers[2], 1), -1);
	assert_int_equal(xmpp_link_heap_set(&h, &timers[0], 2), 0);
	assert_ptr_equal(xmpp_link_heap_first(&h), &timers[0]);
	assert_ptr_equal(xmpp_link_heap_grow(&h, slots, TIMERS), few);
	assert_int_equal(xmpp_link_heap_set(&h, &timers[2], 1), 0);
	assert_ptr_equal(xmpp_link_heap_first(&h), &timers[2]);
	assert_int_equal(h.count, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_as_a_list),
			cmocka_unit_test(test_in_order),
			cmocka_unit_test(test_full_and_grown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
