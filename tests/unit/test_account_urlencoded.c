/* SPDX-License-Identifier: GPL-2.0-or-later */
/* application/x-www-form-urlencoded, as browsers write it (URL standard,
 * section 5), and what none of them writes. */
/* links: modules/xmpp_account/account_urlencoded.c */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "../../modules/xmpp_account/account_urlencoded.h"

static char got[4096];
static int stop_at;

static int show(const str *name, const str *value, void *arg)
{
	size_t n = strlen(got);

	assert_ptr_equal(arg, got);
	snprintf(got + n, sizeof(got) - n, "[%.*s|%.*s]", name->len, name->s,
			value->len, value->s);
	return stop_at > 0 && --stop_at == 0 ? 7 : 0;
}

/* the body ends where its memory does, and its strings have no more room */
static int reads(const char *body)
{
	size_t n = strlen(body);
	char copy[512], room[512];
	str s = {copy, (int)n};

	memcpy(copy, body, n);
	got[0] = '\0';
	return xmpp_account_urlencoded_read(&s, room, (int)n, show, got);
}

static void test_pairs(void **state)
{
	static const struct
	{
		const char *body, *want;
	} rows[] = {
			{"", ""},
			{"a=b", "[a|b]"},
			{"a=b&c=d", "[a|b][c|d]"},
			{"a", "[a|]"},
			{"=b", "[|b]"},
			{"a=", "[a|]"},
			{"a=b=c", "[a|b=c]"},
			{"&&a=b&&", "[a|b]"},
			{"a+b=c+d", "[a b|c d]"},
			{"p=%26%3d%2B%25", "[p|&=+%]"},
			{"name=J%C3%BCrgen", "[name|J\xc3\xbcrgen]"},
			{"l=%0d%0aEvil:+1", "[l|\r\nEvil: 1]"},
			{"a=1&a=2", "[a|1][a|2]"},
	};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(reads(rows[i].body), 0);
		assert_string_equal(got, rows[i].want);
	}
}

static void test_refused(void **state)
{
	static const char *const bodies[] = {"a=%", "a=%4", "a=%zz", "a=%4g", "%",
			"a=b%", "a=%00", "%00=b", "a=%0"};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
		if(reads(bodies[i]) != -1)
			fail_msg("this is taken: %s", bodies[i]);
}

/* a NUL, a body of no length, no room */
static void test_edges(void **state)
{
	str nul = {"a=\0b", 4}, none = {"", 0}, abc = {"abc=def", 7};
	char room[16];

	(void)state;
	got[0] = '\0';
	assert_int_equal(
			xmpp_account_urlencoded_read(&nul, room, 16, show, got), -1);
	assert_int_equal(
			xmpp_account_urlencoded_read(&none, room, 0, show, got), 0);
	assert_int_equal(
			xmpp_account_urlencoded_read(&abc, room, 5, show, got), -1);
	assert_string_equal(got, "");
}

static void test_limits(void **state)
{
	char body[4 * ACCOUNT_URLENCODED_PAIRS + 8] = "";
	int i;

	(void)state;
	for(i = 0; i < ACCOUNT_URLENCODED_PAIRS; i++)
		strcat(body, "a=b&");
	assert_int_equal(reads(body), 0);
	strcat(body, "c");
	assert_int_equal(reads(body), -1);
}

static void test_ended(void **state)
{
	(void)state;
	stop_at = 2;
	assert_int_equal(reads("a=1&b=2&c=3"), 7);
	assert_string_equal(got, "[a|1][b|2]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_pairs),
			cmocka_unit_test(test_refused),
			cmocka_unit_test(test_edges),
			cmocka_unit_test(test_limits),
			cmocka_unit_test(test_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
