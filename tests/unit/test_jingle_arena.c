/* links: modules/jingle_sdp/jingle_arena.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Blocks, alignment, limits, and what happens when memory ends. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../modules/jingle_sdp/jingle_arena.h"

static int taken, given, refuse_from;

static void *count_alloc(size_t size, void *arg)
{
	assert_ptr_equal(arg, &taken);
	if(refuse_from && taken + 1 >= refuse_from)
		return NULL;
	taken++;
	return malloc(size);
}

static void count_free(void *p, void *arg)
{
	assert_ptr_equal(arg, &taken);
	given++;
	free(p);
}

static void start(jingle_arena_t *a, size_t first)
{
	taken = given = refuse_from = 0;
	jingle_arena_init(a, count_alloc, count_free, &taken, first);
}

static void test_blocks_double(void **state)
{
	jingle_arena_t a;
	int i;

	(void)state;
	start(&a, 1024);
	assert_int_equal(taken, 0); /* nothing before it is needed */
	for(i = 0; i < 1000; i++)
		assert_non_null(jingle_arena_get(&a, 100));
	assert_true(taken <= 8);
	assert_int_equal(a.count, taken);
	assert_true(a.total >= 100000);
	jingle_arena_free(&a);
	assert_int_equal(taken, given);
	assert_non_null(jingle_arena_get(&a, 10)); /* usable again */
	jingle_arena_free(&a);
	assert_int_equal(taken, given);
}

static void test_aligned_and_zeroed(void **state)
{
	jingle_arena_t a;
	unsigned char *p;
	int i, j;

	(void)state;
	start(&a, 256);
	for(i = 1; i < 200; i++) {
		p = (unsigned char *)jingle_arena_text(&a, (size_t)i);
		memset(p, 0xFF, (size_t)i);
		p = jingle_arena_get(&a, (size_t)i);
		assert_int_equal((uintptr_t)p % 16, 0);
		for(j = 0; j < i; j++)
			assert_int_equal(p[j], 0);
	}
	jingle_arena_free(&a);
}

static void test_copy(void **state)
{
	jingle_arena_t a;
	str s;

	(void)state;
	start(&a, 0);
	assert_int_equal(jingle_arena_copy(&a, "abc", 3, &s), 0);
	assert_int_equal(s.len, 3);
	assert_memory_equal(s.s, "abc", 3);
	assert_int_equal(jingle_arena_copy(&a, "", 0, &s), 0);
	assert_int_equal(s.len, 0);
	assert_non_null(s.s);
	jingle_arena_free(&a);
}

static void test_no_memory(void **state)
{
	static const char text[1000] = "x";
	jingle_arena_t a;
	str s;

	(void)state;
	start(&a, 256);
	refuse_from = 2;
	assert_non_null(jingle_arena_get(&a, 100));
	assert_null(jingle_arena_get(&a, 1000));
	assert_true(a.failed);
	assert_int_equal(jingle_arena_copy(&a, text, sizeof(text), &s), -1);
	assert_null(s.s);
	assert_non_null(jingle_arena_get(&a, 8)); /* what is left is left */
	jingle_arena_free(&a);
	assert_int_equal(taken, given);
	assert_false(a.failed);
}

static void test_limit(void **state)
{
	jingle_arena_t a;

	(void)state;
	start(&a, 1024);
	a.max = 4096;
	assert_null(jingle_arena_get(&a, 5000));
	assert_null(jingle_arena_get(&a, (size_t)-1));
	while(jingle_arena_get(&a, 500) != NULL)
		assert_true(a.total <= a.max);
	assert_true(a.total <= a.max);
	jingle_arena_free(&a);
	assert_int_equal(taken, given);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_blocks_double),
			cmocka_unit_test(test_aligned_and_zeroed),
			cmocka_unit_test(test_copy), cmocka_unit_test(test_no_memory),
			cmocka_unit_test(test_limit)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
