/* links: modules/jingle/jingle_refer_notify.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What phones tell of a referred call (RFC 3515, RFC 3420), as they write it; and
 * Replaces in a URI (RFC 3891, RFC 3261 section 19.1.2). */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../../modules/jingle/jingle_refer_notify.h"

static str s(const char *text)
{
	str value = {(char *)text, (int)strlen(text)};

	return value;
}

static int code_of(const char *text)
{
	str body = s(text);

	return jingle_refer_frag_code(&body);
}

static int is_last(const char *text)
{
	str value = s(text);

	return jingle_refer_is_last(&value);
}

static void test_codes(void **state)
{
	(void)state;
	assert_int_equal(code_of("SIP/2.0 200 OK\r\n"), 200);
	assert_int_equal(code_of("SIP/2.0 200 Ok"), 200); /* Linphone */
	assert_int_equal(code_of("SIP/2.0 100 Trying\r\nTo: <sip:x@y>\r\n"), 100);
	assert_int_equal(code_of("\r\nsip/2.0 486"), 486);
	assert_int_equal(code_of("SIP/2.0 603 Declined"), 603);
}

static void test_no_codes(void **state)
{
	static const char *const texts[] = {"", "200 OK", "SIP/2.0", "SIP/2.0 20",
			"SIP/2.0 2000", "SIP/2.0 abc", "SIP/2.0 -20", "SIP/2.0 099",
			"SIP/2.0 700 X", "SIP/3.0 200 OK", "INVITE sip:x SIP/2.0",
			"SIP/2.0  200"};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(code_of(texts[i]), 0);
}

static void test_the_last_one(void **state)
{
	(void)state;
	assert_true(is_last("terminated;reason=noresource"));
	assert_true(is_last("terminated;reason=reason=noresource")); /* Linphone */
	assert_true(is_last("Terminated"));
	assert_false(is_last("active;expires=60"));
	assert_false(is_last(""));
	assert_false(is_last("pending"));
}

static void test_words(void **state)
{
	int code;

	(void)state;
	assert_non_null(strstr(jingle_refer_why(486), "busy"));
	assert_non_null(strstr(jingle_refer_why(603), "declined"));
	assert_non_null(strstr(jingle_refer_why(501), "cannot transfer"));
	for(code = 300; code < 700; code++)
		assert_in_range(strlen(jingle_refer_why(code)), 5,
				JINGLE_REFER_WORDS_MAX - 100);
}

static void test_replaces(void **state)
{
	str callid = s("12adf2f34456gs5@x;y"), to = s("a\"b"), from = s("t-1.~");
	char buf[200];
	int n = jingle_refer_replaces(&callid, &to, &from, buf, sizeof(buf)), cap;

	(void)state;
	assert_int_equal(n, (int)strlen(buf));
	assert_string_equal(buf, "Replaces=12adf2f34456gs5%40x%3By%3Bto-tag%3Da%22b"
							 "%3Bfrom-tag%3Dt-1.~");
	for(cap = 1; cap <= n; cap++) /* never beyond its room */
		assert_true(
				jingle_refer_replaces(&callid, &to, &from, buf, cap) >= cap);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_codes),
			cmocka_unit_test(test_no_codes),
			cmocka_unit_test(test_the_last_one),
			cmocka_unit_test(test_words),
			cmocka_unit_test(test_replaces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
