/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an answer to REGISTER says: RFC 3261 sections 10.2.4, 20.10, 20.19,
 * 20.23, 20.33. */
/* links: modules/xmpp_account/account_answer.c modules/xmpp_account/account_digest.c modules/xmpp_account/account_text.c */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../modules/xmpp_account/account_answer.h"

static account_answer_t got;
static const str token = str_init("token123");

/* the text ends where the sanitizer looks */
static void parse(const char *text)
{
	static char *copy = NULL;
	str reply = {NULL, (int)strlen(text)};

	free(copy);
	copy = malloc((size_t)reply.len + !reply.len);
	assert_non_null(copy);
	reply.s = memcpy(copy, text, (size_t)reply.len);
	xmpp_account_answer_read(&reply, &token, 600, &got);
}

static int expires(const char *headers)
{
	char text[4096];

	snprintf(text, sizeof(text), "SIP/2.0 200 OK\r\n%s\r\n\r\n", headers);
	parse(text);
	assert_int_equal(got.code, 200);
	return got.expires;
}

static void test_status(void **state)
{
	(void)state;
	parse("SIP/2.0 403  Wrong Password \r\n\r\n");
	assert_int_equal(got.code, 403);
	assert_int_equal(got.reason.len, 14);
	assert_memory_equal(got.reason.s, "Wrong Password", 14);
	parse("SIP/2.0 403 a\x01z\r\n\r\n");
	assert_int_equal(got.reason.len, 0);
	parse("SIP/2.0 403\r\n\r\n");
	assert_int_equal(got.code, 403);
	parse("");
	assert_int_equal(got.code, 0);
	parse("SIP/2.0 4");
	assert_int_equal(got.code, 0);
}

/* ours among others; its own parameter, else the header's, else what we asked */
static void test_expires(void **state)
{
	(void)state;
	assert_int_equal(expires("Contact: <sip:token123@a>;expires=60"), 60);
	assert_int_equal(
			expires("m: \"a, <sip:token123@x>;expires=1\" <sip:b@c>;expires=5,"
					" <sip:token123@a;x=y>;q=1 ; Expires=\"70\", <sip:z@a>"),
			70);
	assert_int_equal(
			expires("Expires: 90\r\nContact: <sip:token123@a>;q=0.5"), 90);
	assert_int_equal(expires("Contact: sip:token123@a;expires=30"), 30);
	assert_int_equal(expires("Contact: <sip:token123@a>"), 600);
	assert_int_equal(expires("Contact: <sip:token1234@a>;expires=60"), -1);
	assert_int_equal(expires("Contact: <sip:TOKEN123@a>;expires=60"), -1);
	assert_int_equal(expires("Expires: 60"), -1);
	assert_int_equal(expires("Contact: <sip:token123@a>;expires=0"), 0);
	assert_int_equal(
			expires("Contact: <sip:token123@a>;expires=99999999999999"),
			30 * 86400);
	assert_int_equal(
			expires("Contact:\r\n <sip:x@y>,\r\n\t<sip:token123@a>\r\n "
					";expires=61"),
			61);
}

static void test_odd_contacts(void **state)
{
	static const char *const bad[] = {"Contact: *", "Contact: <sip:token123@a",
			"Contact: \"<sip:token123@a>", "Contact: \"\\", "Contact: ,,,",
			"Contact: <tel:token123>", "Contact:", "Contact: <>",
			"Contact: <sip:>", "Contact: <sip:@a>"};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if(expires(bad[i]) != -1)
			fail_msg("%s was taken", bad[i]);
}

static void test_waits(void **state)
{
	(void)state;
	parse("SIP/2.0 423 Interval Too Brief\r\nMin-Expires: 3600\r\n\r\n");
	assert_int_equal(got.min_expires, 3600);
	assert_int_equal(got.retry_after, -1);
	parse("SIP/2.0 503 x\r\nRetry-After: 120 (maintenance);duration=60\r\n\r\n"
		  "Retry-After: 9");
	assert_int_equal(got.retry_after, 120);
	parse("SIP/2.0 503 x\r\nRetry-After: soon\r\nMin-Expires: -5\r\n\r\n");
	assert_int_equal(got.retry_after, -1);
	assert_int_equal(got.min_expires, 0);
}

static void test_target(void **state)
{
	(void)state;
	parse("SIP/2.0 302 Moved\r\nContact: <http://x>, \"B\" "
		  "<sip:b.example:5070;transport=tcp>;q=1\r\n\r\n");
	assert_int_equal(
			got.target.len, strlen("sip:b.example:5070;transport=tcp"));
	assert_memory_equal(got.target.s, "sip:b.example", 13);
	/* only of a 3xx */
	parse("SIP/2.0 200 OK\r\nContact: <sip:b.example>\r\n\r\n");
	assert_int_equal(got.target.len, 0);
	parse("SIP/2.0 302 Moved\r\nContact: <sip:b\x01.example>\r\n\r\n");
	assert_int_equal(got.target.len, 0);
}

static void test_stale(void **state)
{
	(void)state;
	parse("SIP/2.0 401 x\r\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\", "
		  "stale=true\r\n\r\n");
	assert_int_equal(got.is_stale, 1);
	parse("SIP/2.0 401 x\r\nWWW-Authenticate: Digest realm=\"r\", "
		  "nonce=\"n\"\r\n\r\n");
	assert_int_equal(got.is_stale, 0);
}

/* each prefix: no step behind the end */
static void test_prefixes(void **state)
{
	char text[] = "SIP/2.0 302 OK\r\nContact: \"\\\"a\" <sip:b@c>;expires=\"1\""
				  ",<sip:token123@d;e>;expires=5\r\n f\r\nRetry-After: 1\r\n"
				  "Min-Expires: 2\r\nExpires: 3\r\n\r\n";
	size_t n = strlen(text);

	(void)state;
	do {
		text[n] = '\0';
		parse(text);
	} while(n-- > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_status),
			cmocka_unit_test(test_expires), cmocka_unit_test(test_odd_contacts),
			cmocka_unit_test(test_waits), cmocka_unit_test(test_target),
			cmocka_unit_test(test_stale), cmocka_unit_test(test_prefixes)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
