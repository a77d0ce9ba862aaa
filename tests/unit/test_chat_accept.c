/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a SIP message names in Accept (RFC 3261 section 20.1). */
/* links: modules/xmpp_chat/chat_accept.c modules/xmpp_chat/chat_mime.c */

#include "chat_test.h"

#include "../../modules/xmpp_chat/chat_accept.h"

#define BOTH (CHAT_TAKES_CPIM | CHAT_TAKES_COMPOSING)

static unsigned of(const char *message)
{
	str s = guarded(message);

	return xmpp_chat_accept_read(s.s, s.len);
}

static void test_lists(void **state)
{
	(void)state;
	assert_int_equal(
			of("SIP/2.0 415 No\r\nAccept: text/plain, message/cpim\r\n\r\n"),
			CHAT_TAKES_CPIM);
	assert_int_equal(of("SIP/2.0 415 No\r\n"
						"ACCEPT : Message/CPIM;q=0.3 ,application/"
						"im-iscomposing+xml\r\n\r\n"),
			BOTH);
	assert_int_equal(of("SIP/2.0 415 No\r\nAccept: text/plain,\r\n"
						"  application/im-iscomposing+xml\r\n\r\n"),
			CHAT_TAKES_COMPOSING);
	assert_int_equal(of("SIP/2.0 415 No\r\nAccept: message/cpim\r\n"
						"Accept: application/im-iscomposing+xml"),
			BOTH);
}

/* a wildcard is what programs write that have not thought of it */
static void test_none(void **state)
{
	(void)state;
	assert_int_equal(of(""), 0);
	assert_int_equal(of("Accept"), 0);
	assert_int_equal(of("SIP/2.0 200 OK\r\nAccept:\r\n\r\n"), 0);
	assert_int_equal(of("SIP/2.0 200 OK\r\nAccept: ,,\r\n\r\n"), 0);
	assert_int_equal(
			of("SIP/2.0 200 OK\r\nAccept: */*, message/*, message\r\n\r\n"), 0);
	assert_int_equal(
			of("SIP/2.0 200 OK\r\nAccept-Encoding: message/cpim\r\n\r\n"), 0);
	assert_int_equal(
			of("MESSAGE sip:a SIP/2.0\r\n\r\nAccept: message/cpim\r\n\r\n"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_teardown(test_lists, pages_free),
			cmocka_unit_test_teardown(test_none, pages_free),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
