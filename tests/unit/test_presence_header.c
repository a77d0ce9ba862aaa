/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Values of Event, Subscription-State and numbers (RFC 6665 section 8.4). */
/* links: modules/xmpp_presence/presence_header.c */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../../modules/xmpp_presence/presence_header.h"

static str text(const char *z)
{
	str s = {(char *)z, (int)strlen(z)};

	return s;
}

static presence_header_t header(const char *z, int rc)
{
	presence_header_t h;
	str value = text(z);

	assert_int_equal(xmpp_presence_header_read(&value, &h), rc);
	return h;
}

static void assert_str(str s, const char *z)
{
	assert_int_equal(s.len, strlen(z));
	assert_memory_equal(s.s, z, strlen(z));
}

static void reads_states(void **state)
{
	presence_header_t h = header("active;expires=599", 0);

	(void)state;
	assert_true(xmpp_presence_header_is(&h, "active"));
	assert_false(xmpp_presence_header_is(&h, "activ"));
	assert_int_equal(h.expires, 599);
	assert_int_equal(h.retry_after, -1);
	assert_int_equal(h.reason.len, 0);
	h = header(" Terminated ; Reason = giveup\r\n ;RETRY-AFTER=\t7", 0);
	assert_true(xmpp_presence_header_is(&h, "terminated"));
	assert_str(h.reason, "giveup");
	assert_int_equal(h.retry_after, 7);
	assert_int_equal(h.expires, -1);
	h = header("active;x=\"a;expires=1\\\";expires=2\";expires=3", 0);
	assert_int_equal(h.expires, 3);
	h = header("pending;expires", 0);
	assert_int_equal(h.expires, -1);
	h = header("pending;;expires=;reason=", 0);
	assert_int_equal(h.expires, -1);
	assert_int_equal(h.reason.len, 0);
	header("", -1);
	header(" ;expires=1", -1);
	header("a;x=\"open", 0);
}

static void reads_numbers(void **state)
{
	static const struct
	{
		const char *text;
		int number;
	} rows[] = {{"3600", 3600}, {" 18000 (a note);duration=3600", 18000},
			{"0", 0}, {"-1", -1}, {"", -1}, {"x5", -1}, {"5x", 5},
			{"99999999999999999999999", 2000000000}};
	size_t i;
	str s;

	(void)state;
	for(i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		s = text(rows[i].text);
		assert_int_equal(xmpp_presence_header_number(&s), rows[i].number);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(reads_states),
			cmocka_unit_test(reads_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
