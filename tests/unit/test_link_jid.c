/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JIDs: their parts, and which are the same. Expected values: RFC 7622. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../../modules/xmpp_link/link_jid.h"

static str view(const char *z)
{
	str s = {(char *)z, (int)strlen(z)};

	return s;
}

static void is(const str *got, const char *want)
{
	assert_int_equal(got->len, strlen(want));
	assert_memory_equal(got->s, want, got->len);
}

/* section 3.1: the first slash ends the domain, the first @ before it the
 * local part */
static void test_cut(void **state)
{
	str a = view("romeo@xmpp.example/a@b/c"), b = view("xmpp.example/a@b");
	str none = view("xmpp.example/"), part;

	(void)state;
	part = link_jid_bare(&a);
	is(&part, "romeo@xmpp.example");
	part = link_jid_domain(&a);
	is(&part, "xmpp.example");
	part = link_jid_resource(&a);
	is(&part, "a@b/c");
	assert_true(link_jid_is_user(&a));
	part = link_jid_domain(&b);
	is(&part, "xmpp.example");
	assert_false(link_jid_is_user(&b));
	assert_int_equal(link_jid_resource(&none).len, 0);
	part = link_jid_bare(&none);
	is(&part, "xmpp.example");
}

/* sections 3.2 to 3.4: no part is empty, none is longer than 1023 bytes, the
 * local part has none of nine characters, no control characters anywhere */
static void test_refused(void **state)
{
	static const char *const bad[] = {"", "@xmpp.example", "romeo@",
			"romeo@xmpp.example/", "/orchard", "ro meo@xmpp.example",
			"ro\"meo@xmpp.example", "ro&meo@xmpp.example",
			"ro'meo@xmpp.example", "ro:meo@xmpp.example", "ro<meo@xmpp.example",
			"ro>meo@xmpp.example", "romeo@juliet@xmpp.example",
			"romeo@.example", "romeo@xmpp example", "romeo@xmpp.example/a\tb",
			"romeo@xmpp.example/\xff", "ro\xc2\x85meo@xmpp.example"};
	char text[LINK_JID_PART_MAX + 16];
	link_jid_t p;
	size_t i;
	str jid;

	(void)state;
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		jid = view(bad[i]);
		if(link_jid_split(&jid, &p) == 0)
			fail_msg("%s was taken", bad[i]);
	}
	memset(text, 'a', sizeof(text));
	memcpy(text + LINK_JID_PART_MAX, "@b", 2);
	jid.s = text;
	jid.len = LINK_JID_PART_MAX + 2;
	assert_int_equal(link_jid_split(&jid, &p), 0);
	memcpy(text + LINK_JID_PART_MAX, "a@b", 3);
	jid.len++;
	assert_int_equal(link_jid_split(&jid, &p), -1);
}

static void test_full(void **state)
{
	str bare = view("romeo@xmpp.example"), r = view("orchard"), out;
	str full = view("romeo@xmpp.example/balcony");
	char buf[26];

	(void)state;
	assert_int_equal(link_jid_full(&bare, &r, buf, sizeof(buf), &out), 0);
	is(&out, "romeo@xmpp.example/orchard");
	assert_int_equal(link_jid_full(&full, &r, buf, sizeof(buf), &out), 0);
	is(&out, "romeo@xmpp.example/orchard");
	assert_int_equal(link_jid_full(&bare, &r, buf, sizeof(buf) - 1, &out), -1);
}

static void test_split_and_compare(void **state)
{
	link_jid_t p;
	str a = view("Romeo@XMPP.example/Orchard"), b;

	(void)state;
	assert_int_equal(link_jid_split(&a, &p), 0);
	is(&p.local, "Romeo");
	is(&p.domain, "XMPP.example");
	is(&p.resource, "Orchard");
	is(&p.bare, "Romeo@XMPP.example");
	b = view("romeo@xmpp.example/Orchard");
	assert_true(link_jid_equal(&a, &b));
	b = view("romeo@xmpp.example/orchard");
	assert_false(link_jid_equal(&a, &b));
	assert_true(link_jid_bare_equal(&a, &b));
	b = view("romeo@xmpp.example");
	assert_false(link_jid_equal(&a, &b));
	assert_true(link_jid_bare_equal(&a, &b));
	/* the resource may hold anything, also these */
	b = view("xmpp.example/a@b/c");
	assert_int_equal(link_jid_split(&b, &p), 0);
	assert_int_equal(p.local.len, 0);
	is(&p.resource, "a@b/c");
}

static void folded(const char *jid, const char *as)
{
	char buf[LINK_JID_MAX];
	str t = view(jid), out;

	assert_int_equal(link_jid_fold(&t, buf, sizeof(buf), &out), 0);
	assert_int_equal(out.len, strlen(as));
	assert_memory_equal(out.s, as, out.len);
	assert_int_equal(link_jid_fold(&t, buf, out.len, &out), 0);
	assert_int_equal(link_jid_fold(&t, buf, out.len - 1, &out), -1);
}

/* RFC 7622 section 3.2.1, 3.3.1: case and a dot behind the domain say nothing */
static void test_fold(void **state)
{
	str bad = view("@xmpp.example"), out;
	char buf[64];

	(void)state;
	folded("romeo@xmpp.example", "romeo@xmpp.example");
	folded("ROMEO@Xmpp.Example", "romeo@xmpp.example");
	folded("Romeo@xmpp.example./Orchard", "romeo@xmpp.example");
	folded("XMPP.example.", "xmpp.example");
	folded("\xc3\x84@xmpp.example", "\xc3\x84@xmpp.example");
	assert_int_equal(link_jid_fold(&bad, buf, sizeof(buf), &out), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_cut),
			cmocka_unit_test(test_refused),
			cmocka_unit_test(test_full),
			cmocka_unit_test(test_split_and_compare),
			cmocka_unit_test(test_fold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
