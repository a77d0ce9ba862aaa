/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of a call: which Call-IDs are some, and what rtpengine is told. */
/* links: modules/jingle/jingle_ids.c */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../modules/jingle/jingle_ids.h"

static str text(const char *s)
{
	str t;

	t.s = (char *)s;
	t.len = (int)strlen(s);
	return t;
}

static int callid(const char *s)
{
	str t = text(s);

	return jingle_ids_callid(&t);
}

/* RFC 3261 section 25.1: word is all of these; its examples */
static void test_call_ids(void **state)
{
	(void)state;
	assert_true(callid("a"));
	assert_true(callid("f81d4fae-7dec-11d0-a765-00a0c91e6bf6@foo.bar.com"));
	assert_true(callid("843817637684230@998sdasdh09"));
	assert_true(callid("-.!%*_+`'~()<>:\\\"/[]?{}@-.!%*_+`'~()<>:\\\"/[]?{}"));
}

static void test_no_call_ids(void **state)
{
	static const char *const bad[] = {"", "@", "a@", "@a", "a@b@c", "a b",
			"a media-address=192.0.2.1", "a\tb", "a\r\n b", "a=b", "a;b", "a,b",
			"a&b", "a$b", "a#b", "a|b", "a^b", "\xc3\xa4", "\x7f", " a", "a "};
	str zero = {"a\0b", 3};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(callid(bad[i]));
	assert_false(jingle_ids_callid(&zero));
}

static void test_tags(void **state)
{
	static const char *const bad[] = {
			"a b", "a\tb", "\"a\"", "a;b", "a,b", "a<b", "a>b", "a\x7f", "a\n"};
	str zero = {"a\0b", 3}, t = text("1928301774=!~");
	size_t i;

	(void)state;
	assert_true(jingle_ids_tag(&t));
	t = text("");
	assert_true(jingle_ids_tag(&t));
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		t = text(bad[i]);
		assert_false(jingle_ids_tag(&t));
	}
	assert_false(jingle_ids_tag(&zero));
}

static int phone; /* which one */

static void told(const char *name, jingle_side_t from, int to, const char *as)
{
	str media = text(name), id = text("1@192.0.2.1"), flags;
	char buf[JINGLE_IDS_FLAGS_MAX];

	assert_int_equal(jingle_ids_rtpengine(&media, &id, from, to, phone, buf,
							 sizeof(buf), &flags),
			0);
	assert_int_equal(flags.len, strlen(as));
	assert_memory_equal(flags.s, as, flags.len);
}

static void test_rtpengine(void **state)
{
	(void)state;
	told("JX-abc", JINGLE_SIDE_XMPP, 1, "call-id=JX-abc from-tag=x to-tag=s1");
	told("JX-abc", JINGLE_SIDE_SIP, 1, "call-id=JX-abc from-tag=s1 to-tag=x");
	told("JX-abc", JINGLE_SIDE_XMPP, 0, "call-id=JX-abc from-tag=x");
	told("JX-abc", JINGLE_SIDE_NONE, 1, "call-id=JX-abc");
	phone = 11; /* after some transfers */
	told("JX-abc", JINGLE_SIDE_XMPP, 1, "call-id=JX-abc from-tag=x to-tag=s12");
	told("JX-abc", JINGLE_SIDE_SIP, 0, "call-id=JX-abc from-tag=s12");
	phone = 0;
}

static void test_user(void **state)
{
	static const char *const bad[] = {"", "1001", "@", "1001@", "@sip.example",
			"a@b@c", "a b@c", "a@b>", "<a@b", "a@b\r\nVia: x", "a\x7f@b",
			"\xc3\xa4@b", "a\"@b", "a\\@b", "a@b?Route=c"};
	char many[JINGLE_IDS_USER_MAX + 2];
	str user = text("1001@sip.example");
	size_t i;

	(void)state;
	assert_true(jingle_ids_user(&user));
	user = text("*43;x,y@sip.example:5070");
	assert_true(jingle_ids_user(&user));
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		user = text(bad[i]);
		assert_false(jingle_ids_user(&user));
	}
	memset(many, 'a', sizeof(many));
	many[1] = '@';
	user.s = many;
	user.len = JINGLE_IDS_USER_MAX;
	assert_true(jingle_ids_user(&user));
	user.len++;
	assert_false(jingle_ids_user(&user));
}

/* a call of before: rtpengine knows it by SIP's names */
static void test_old_name(void **state)
{
	str id = text("1@192.0.2.1"), odd = text("1 call-id=2"), name;
	char buf[15];

	(void)state;
	assert_int_equal(jingle_ids_old(&id, buf, sizeof(buf), &name), 0);
	assert_int_equal(name.len, 14);
	assert_memory_equal(name.s, "JX-1@192.0.2.1", 14);
	assert_int_equal(jingle_ids_old(&id, buf, 14, &name), -1);
	assert_int_equal(jingle_ids_old(&odd, buf, sizeof(buf), &name), -1);
	told("JX-1@192.0.2.1", JINGLE_SIDE_XMPP, 1, "call-id=JX-1@192.0.2.1");
	told("JX-1@192.0.2.1", JINGLE_SIDE_SIP, 0, "call-id=JX-1@192.0.2.1");
}

static void test_no_room(void **state)
{
	str media = text("JX-abc"), id = text("1"), flags;
	char buf[64];
	int cap;

	(void)state;
	for(cap = 1; cap <= 35; cap++)
		assert_int_equal(jingle_ids_rtpengine(&media, &id, JINGLE_SIDE_SIP, 1,
								 0, buf, cap, &flags),
				-1);
	assert_int_equal(jingle_ids_rtpengine(&media, &id, JINGLE_SIDE_SIP, 1, 0,
							 buf, 36, &flags),
			0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_call_ids),
			cmocka_unit_test(test_no_call_ids),
			cmocka_unit_test(test_tags),
			cmocka_unit_test(test_rtpengine),
			cmocka_unit_test(test_user),
			cmocka_unit_test(test_old_name),
			cmocka_unit_test(test_no_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
