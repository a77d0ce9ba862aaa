/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text of strangers in log lines: one line, and not a long one. */
/* links: modules/jingle/jingle_log.c */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../modules/jingle/jingle_log.h"

static const char *logged(const char *s, int len)
{
	static char *copy = NULL;
	str t;

	free(copy); /* ends where it ends: the address sanitizer sees the rest */
	copy = malloc((size_t)(len > 0 ? len : 1));
	assert_non_null(copy);
	memcpy(copy, s, (size_t)len);
	t.s = copy;
	t.len = len;
	return jingle_log_text(&t);
}

static const char *text(const char *s)
{
	return logged(s, (int)strlen(s));
}

static void test_plain(void **state)
{
	(void)state;
	assert_string_equal(text(""), "");
	assert_string_equal(text("I'm late, \"sorry\""), "I'm late, \"sorry\"");
	assert_string_equal(text("sch\xc3\xb6n \xe2\x82\xac \xf0\x9f\x93\x9e"),
			"sch\xc3\xb6n \xe2\x82\xac \xf0\x9f\x93\x9e");
	assert_string_equal(text("100%s%n"), "100%s%n");
}

static void test_no_second_line(void **state)
{
	(void)state;
	assert_string_equal(text("a\nb\r\nc\td"), "a?b??c?d");
	assert_string_equal(text("\x1b[31m\x7f"), "?[31m?");
	assert_string_equal(logged("a\0b", 3), "a?b");
	assert_string_equal(text("a\xc2\x85"
							 "b\xc2\x9b"
							 "c"),
			"a?b?c");
	assert_string_equal(text("a\xe2\x80\xa8"
							 "b\xe2\x80\xa9"
							 "c"),
			"a?b?c");
}

/* a lead byte does not take a control character along */
static void test_not_utf8(void **state)
{
	static const char *const bad[] = {"\xc3\n", "\xe2\x80\n", "\xf0\n\n\n",
			"\xff\n", "\xe2\n\n", "a\xc3", "\xf0\x9f", "\xe2\x80"};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_null(strpbrk(text(bad[i]), "\r\n"));
}

static void test_cut(void **state)
{
	char s[3 * JINGLE_LOG_MAX];
	int i;

	(void)state;
	memset(s, 'a', sizeof(s));
	assert_int_equal(strlen(logged(s, sizeof(s))), JINGLE_LOG_MAX);
	for(i = 0; i < (int)sizeof(s); i += 3)
		memcpy(s + i, "\xe2\x82\xac", 3);
	assert_int_equal(strlen(logged(s, sizeof(s))), JINGLE_LOG_MAX / 3 * 3);
}

static void test_several_in_one_line(void **state)
{
	str s = {"a", 1}, t = {"b", 1};
	const char *first = jingle_log_text(&s);
	int i;

	(void)state;
	for(i = 1; i < JINGLE_LOG_TEXTS; i++)
		assert_string_equal(jingle_log_text(&t), "b");
	assert_string_equal(first, "a");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_plain),
			cmocka_unit_test(test_no_second_line),
			cmocka_unit_test(test_not_utf8),
			cmocka_unit_test(test_cut),
			cmocka_unit_test(test_several_in_one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
