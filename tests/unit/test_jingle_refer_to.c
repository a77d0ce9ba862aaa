/* links: modules/jingle/jingle_refer_to.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whom a phone refers a call to: RFC 3515 section 2.1, RFC 3261 sections 19.1 and
 * 25.1, RFC 3891 section 6.1, RFC 3966; and what hostile phones write there. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../modules/jingle/jingle_refer_to.h"

static const str domain = str_init("sip.example");
static char room[2 * JINGLE_REFER_TO_MAX];

/* of a value that ends at the end of its block */
static int read_len(const char *text, size_t len, jingle_refer_to_t *out)
{
	str value = {malloc(len + !len), (int)len};
	int code;

	assert_non_null(value.s);
	memcpy(value.s, text, len);
	code = jingle_refer_to_read(&value, &domain, out, room, sizeof(room));
	free(value.s);
	return code;
}

static int code_of(const char *text)
{
	jingle_refer_to_t out;

	return read_len(text, strlen(text), &out);
}

static void is_to(const char *text, const char *uri, const char *replaces)
{
	jingle_refer_to_t out;

	assert_int_equal(read_len(text, strlen(text), &out), 0);
	assert_int_equal(out.uri.len, (int)strlen(uri));
	assert_memory_equal(out.uri.s, uri, strlen(uri));
	assert_int_equal(out.replaces.len, (int)strlen(replaces));
	if(out.replaces.len > 0)
		assert_memory_equal(out.replaces.s, replaces, strlen(replaces));
}

static void test_forms(void **state)
{
	(void)state;
	is_to("sip:carol@host", "sip:carol@host", ""); /* baresip */
	is_to("<sip:carol@host>", "sip:carol@host", "");
	is_to(" <SIP:carol@host:5060> ", "SIP:carol@host:5060", "");
	is_to("\"Carol <boss>, \\\"C\\\"\" <sip:carol@host>", "sip:carol@host", "");
	is_to("Carol <sip:carol@host;transport=tcp>;early-only",
			"sip:carol@host;transport=tcp", "");
	/* outside of <> they are parameters of the header (RFC 3261 section 20) */
	is_to("sip:carol@host;x=y", "sip:carol@host", "");
	/* RFC 3261 section 25.1: the user part may have them */
	is_to("<sip:1;a=b@host;c=d>", "sip:1;a=b@host;c=d", "");
	is_to("<sip:host>", "sip:host", "");
}

/* RFC 3515 section 2.1's example; RFC 3891 section 6.1 */
static void test_replaces(void **state)
{
	(void)state;
	is_to("<sip:dave@denver.example.org?Replaces=12345%40192.168.118.3%3Bto-tag"
		  "%3D12345%3Bfrom-tag%3D5FFE-3994>",
			"sip:dave@denver.example.org",
			"12345@192.168.118.3;to-tag=12345;from-tag=5FFE-3994");
	is_to("<sip:d@h?replaces=a%3bto-tag%3d1%3bfrom-tag%3d2&Require=replaces>",
			"sip:d@h", "a;to-tag=1;from-tag=2");
	is_to("<sip:d@h?Route=%3Csip:evil%3E&Accept-Contact=*>", "sip:d@h", "");
	assert_int_equal(code_of("<sip:d@h?Replaces=a&Replaces=b>"), 400);
	assert_int_equal(code_of("<sip:d@h?Replaces=>"), 400);
}

/* RFC 3515 section 2.4.2, RFC 7647 */
static void test_methods(void **state)
{
	(void)state;
	is_to("<sip:d@h;method=INVITE;lr>", "sip:d@h;lr", "");
	is_to("<sip:method=BYE@h>", "sip:method=BYE@h", "");
	assert_int_equal(code_of("<sip:d@h;method=BYE>"), 603);
	assert_int_equal(code_of("<sip:d@h;Method=SUBSCRIBE>"), 603);
	assert_int_equal(code_of("<sip:d@h;method=invite>"), 603);
	assert_int_equal(code_of("<sip:d@h;method=>"), 603);
	assert_int_equal(code_of("<sips:d@h>"), 603);
	assert_int_equal(code_of("<http://h/x>"), 603);
	assert_int_equal(code_of("<im:d@h>"), 603);
}

static int contact_of(const char *text)
{
	size_t len = strlen(text);
	str uri = {malloc(len + !len), (int)len};
	int rc;

	assert_non_null(uri.s);
	memcpy(uri.s, text, len);
	rc = jingle_refer_to_contact(&uri);
	free(uri.s);
	return rc;
}

/* of a phone that another one is to call: it writes no more than a URI */
static void test_contacts(void **state)
{
	char text[JINGLE_REFER_TO_MAX + 32];

	(void)state;
	assert_int_equal(contact_of("sip:1003@192.0.2.9:5062"), 0);
	assert_int_equal(contact_of("SIPS:1003@h;transport=tcp;ob"), 0);
	assert_int_equal(contact_of("sip:[2001:db8::9]"), 0);
	assert_int_equal(contact_of("sip:1003@h?Replaces=a"), -1);
	assert_int_equal(contact_of("sip:1003@h;method=BYE"), -1);
	assert_int_equal(contact_of("sip:1003@h;method=INVITE"), -1);
	assert_int_equal(contact_of("sip:a@h>\r\nX: <sip:b@h"), -1);
	assert_int_equal(contact_of("sip:a@h>;x=<"), -1);
	assert_int_equal(contact_of("sip:a b@h"), -1);
	assert_int_equal(contact_of("tel:+491"), -1);
	assert_int_equal(contact_of("sip:"), -1);
	assert_int_equal(contact_of(""), -1);
	memset(text, 'a', sizeof(text));
	memcpy(text, "sip:", 4);
	text[JINGLE_REFER_TO_MAX] = '\0';
	assert_int_equal(contact_of(text), 0);
	text[JINGLE_REFER_TO_MAX] = 'a';
	text[JINGLE_REFER_TO_MAX + 1] = '\0';
	assert_int_equal(contact_of(text), -1);
}

static void test_numbers(void **state)
{
	(void)state;
	is_to("<tel:+49-30-(123).456>", "sip:+4930123456@sip.example", "");
	is_to("tel:1001;phone-context=sip.example", "sip:1001@sip.example", "");
	is_to("<tel:*43#>", "sip:*43%23@sip.example", "");
	assert_int_equal(code_of("<tel:>"), 400);
	assert_int_equal(code_of("<tel:+>"), 400);
	assert_int_equal(code_of("<tel:--->"), 400);
	assert_int_equal(code_of("<tel:carol>"), 400);
	assert_int_equal(code_of("<tel:1@evil.example>"), 400);
	assert_int_equal(code_of("<tel:1+2>"), 400);
}

/* a line of ours that it could write, or end */
static void test_hostile(void **state)
{
	static const char *const bad[] = {"", " ", "<>", "<sip:a", "\"a <sip:a@b>",
			"carol", "<carol>", "<sip:>", "<sip:a@b>, <sip:c@d>",
			"sip:a@b,sip:c@d", "<sip:a@b>;x=y,<sip:c@d>", "<sip:a@b> c",
			"<sip:a@b\r\nVia: x>", "<sip:a@b\r\n c>", "<sip:a b@c>",
			"<sip:a@b|c>", "<sip:a@b^>", "<sip:\xc3\xa4@b>",
			"<sip:a@b?Replaces=x%0d%0aVia:%20y>", "<sip:a@b?Replaces=x%00y>",
			"<sip:a@b?Replaces=x%7f>", "<sip:a@b?Replaces=x%ff>",
			"<sip:a@b?Replaces=x%>", "<sip:a@b?Replaces=x%3>",
			"<sip:a@b?Replaces=x%zz>"};
	jingle_refer_to_t out;
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(code_of(bad[i]), 400);
	assert_int_equal(read_len("<sip:a\0b@c>", 11, &out), 400);
	/* what is not unescaped cannot end a line */
	is_to("<sip:a%0d%0ab@c>", "sip:a%0d%0ab@c", "");
}

static void test_sizes(void **state)
{
	static const char cut[] =
			"\"C\" <sip:c@h;method=INVITE?Replaces=a%3bto-tag%3d1&b=c>;x";
	char text[JINGLE_REFER_TO_MAX + 2];
	jingle_refer_to_t out;
	size_t i;

	(void)state;
	memset(text, 'a', sizeof(text));
	memcpy(text, "sip:", 4);
	assert_int_equal(read_len(text, JINGLE_REFER_TO_MAX, &out), 0);
	assert_int_equal(out.uri.len, JINGLE_REFER_TO_MAX);
	assert_int_equal(read_len(text, JINGLE_REFER_TO_MAX + 1, &out), 400);
	memset(text, '7', sizeof(text));
	memcpy(text, "tel:", 4);
	assert_int_equal(read_len(text, JINGLE_REFER_TO_MAX, &out), 0);
	memset(text, '#', sizeof(text));
	memcpy(text, "tel:", 4);
	assert_int_equal(read_len(text, JINGLE_REFER_TO_MAX, &out), 400);
	memset(text, 'a', sizeof(text));
	memcpy(text, "sip:a@b?Replaces=", 17);
	assert_int_equal(read_len(text, JINGLE_REFER_TO_MAX, &out), 0);
	assert_int_equal(out.replaces.len, JINGLE_REFER_TO_MAX - 17);
	/* cut anywhere, it is read or refused */
	for(i = 0; i < sizeof(cut); i++)
		read_len(cut, i, &out);
}

/* RFC 3420 section 2.1: a start line alone, with its CRLF */
static void test_frag(void **state)
{
	char text[32];

	(void)state;
	assert_int_equal(
			jingle_refer_to_frag(180, "Ringing", text, sizeof(text)), 21);
	assert_string_equal(text, "SIP/2.0 180 Ringing\r\n");
	assert_true(jingle_refer_to_frag(180, "Ringing", text, 10) >= 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_forms),
			cmocka_unit_test(test_replaces),
			cmocka_unit_test(test_methods),
			cmocka_unit_test(test_contacts),
			cmocka_unit_test(test_numbers),
			cmocka_unit_test(test_hostile),
			cmocka_unit_test(test_sizes),
			cmocka_unit_test(test_frag),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
