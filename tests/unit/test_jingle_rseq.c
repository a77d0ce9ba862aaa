/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers of reliable provisional responses: RFC 3262 sections 3, 4 and 7. */
/* links: modules/jingle/jingle_rseq.c modules/jingle/jingle_method.c */

#include "jingle_test.h"
#include "../../modules/jingle/jingle_rseq.h"

static str text(const char *s)
{
	str t = {(char *)s, (int)strlen(s)};

	return t;
}

static int reads(const char *s, unsigned expected)
{
	unsigned n = 0;
	str t = text(s);

	return jingle_rseq_read(&t, &n) == 0 && n == expected;
}

static void test_rseq(void **state)
{
	static const char *const bad[] = {"", " ", "0", "x", "-1", "1 2", "1x",
			"4294967296", "99999999999999999999999999"};
	size_t i;

	(void)state;
	assert_true(reads("988789", 988789));
	assert_true(reads(" 1\t", 1));
	assert_true(reads("4294967295", 4294967295u));
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		str t = text(bad[i]);
		unsigned n;

		assert_int_equal(jingle_rseq_read(&t, &n), -1);
	}
}

static void test_rack(void **state)
{
	static const char *const bad[] = {"", "776656", "776656 1", "776656 1 BYE",
			"776656 1 invite", "x 1 INVITE", "1 x INVITE", "776656 1 INVITE 2",
			"4294967296 1 INVITE", "1 INVITE 1"};
	str t = text("776656 1 INVITE");
	unsigned rseq, cseq;
	size_t i;

	(void)state;
	assert_int_equal(jingle_rack_read(&t, &rseq, &cseq), 0);
	assert_int_equal(rseq, 776656);
	assert_int_equal(cseq, 1);
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		t = text(bad[i]);
		assert_int_equal(jingle_rack_read(&t, &rseq, &cseq), -1);
	}
}

/* section 4: once, in order, each early dialog by itself */
static void test_take(void **state)
{
	str a = text("a"), b = text("b");
	jingle_rseq_t r;

	(void)state;
	memset(&r, 0, sizeof(r));
	assert_int_equal(jingle_rseq_take(&r, &a, 7), 1);
	assert_int_equal(jingle_rseq_take(&r, &a, 7), 0);
	assert_int_equal(jingle_rseq_take(&r, &a, 9), 0);
	assert_int_equal(jingle_rseq_take(&r, &b, 9), 1);
	assert_int_equal(jingle_rseq_take(&r, &a, 8), 1);
	assert_int_equal(jingle_rseq_take(&r, &a, 7), 0);
	assert_int_equal(jingle_rseq_take(&r, &b, 10), 1);
}

/* a proxy, or an attacker, with more phones than anyone has */
static void test_many_dialogs(void **state)
{
	char name[16];
	jingle_rseq_t r;
	int i, taken = 0;

	(void)state;
	memset(&r, 0, sizeof(r));
	for(i = 0; i < 1000; i++) {
		str tag;

		snprintf(name, sizeof(name), "%d", i);
		tag = text(name);
		taken += jingle_rseq_take(&r, &tag, 1);
	}
	assert_int_equal(taken, JINGLE_RSEQ_DIALOGS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_rseq),
			cmocka_unit_test(test_rack),
			cmocka_unit_test(test_take),
			cmocka_unit_test(test_many_dialogs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
