/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists in parameters: words, and which lists are the same. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../../modules/xmpp_link/link_list.h"

static str view(const char *z)
{
	str s = {(char *)z, (int)strlen(z)};

	return s;
}

static void test_next(void **state)
{
	str list = view(" ,gw.example;\tb\n c, "), none = view(" ,; "), word;
	str empty = STR_NULL;
	int at = 0;

	(void)state;
	assert_int_equal(link_list_next(&list, &at, &word), 1);
	assert_int_equal(word.len, strlen("gw.example"));
	assert_memory_equal(word.s, "gw.example", word.len);
	assert_int_equal(link_list_next(&list, &at, &word), 1);
	assert_int_equal(word.s[0], 'b');
	assert_int_equal(link_list_next(&list, &at, &word), 1);
	assert_int_equal(word.s[0], 'c');
	assert_int_equal(link_list_next(&list, &at, &word), 0);
	assert_int_equal(link_list_next(&list, &at, &word), 0);
	at = 0;
	assert_int_equal(link_list_next(&none, &at, &word), 0);
	at = 0;
	assert_int_equal(link_list_next(&empty, &at, &word), 0);
}

static void test_has(void **state)
{
	str list = view("a.example, b.example"), b = view("B.example");
	str part = view("example"), longer = view("b.example.org");

	(void)state;
	assert_true(link_list_has(&list, &b));
	assert_false(link_list_has(&list, &part));
	assert_false(link_list_has(&list, &longer));
}

static void compares(const char *a, const char *b, int equal, int same)
{
	str x = view(a), y = view(b);

	assert_int_equal(link_list_equal(&x, &y), equal);
	assert_int_equal(link_list_equal(&y, &x), equal);
	assert_int_equal(link_list_same(&x, &y), same);
	assert_int_equal(link_list_same(&y, &x), same);
}

static void test_compare(void **state)
{
	(void)state;
	compares("", " , ", 1, 1);
	compares("a b", "A; B,", 1, 1);
	compares("a b", "b a", 0, 1);
	compares("a b", "a", 0, 0);
	compares("a b", "a b c", 0, 0);
	compares("a", "", 0, 0);
	compares("ab", "a b", 0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_next),
			cmocka_unit_test(test_has),
			cmocka_unit_test(test_compare),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
