/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The fields of an account: which are taken, and in which form they are kept.
 * Expected values: RFC 3261 section 25.1, RFC 7622. */
/* links: modules/xmpp_account/account_check.c */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../../modules/xmpp_account/account_check.h"

static char buf[ACCOUNT_FIELDS_MAX];
static account_fields_t out;
static account_fault_t fault;

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

static account_fields_t usual(void)
{
	account_fields_t f = {.keep_reachable = 1};

	f.owner = view("romeo@xmpp.example");
	f.aor = view("sip:alice@example.org");
	f.password = view("secret");
	return f;
}

static int check(const account_fields_t *f)
{
	return xmpp_account_check(f, &out, buf, sizeof(buf), &fault);
}

/* what a user leaves out, and in which form all is kept */
static void test_kept(void **state)
{
	account_fields_t f = usual();

	(void)state;
	f.owner = view("Romeo@XMPP.example/orchard");
	f.line = view("  ");
	f.aor = view(" Alice%20B@Example.ORG:5070 ");
	f.proxy = view("sip:Proxy.Example.org:5061;lr");
	f.password = view(" with blanks ");
	f.transport = ACCOUNT_TLS;
	f.keep_reachable = 2;
	assert_int_equal(check(&f), 0);
	is(&out.owner, "romeo@xmpp.example");
	is(&out.line, "main");
	is(&out.aor, "sip:Alice%20B@example.org:5070");
	is(&out.auth_name, "Alice%20B");
	is(&out.password, " with blanks ");
	is(&out.proxy, "proxy.example.org:5061");
	is(&out.display, "");
	assert_int_equal(out.transport, ACCOUNT_TLS);
	assert_int_equal(out.keep_reachable, 1);
	assert_int_equal(out.is_default, 0);
}

static void test_address_parts(void **state)
{
	str aor = view("sips:bob@[2001:db8::1]:5061"), part;

	(void)state;
	part = xmpp_account_aor_user(&aor);
	is(&part, "bob");
	part = xmpp_account_aor_host(&aor);
	is(&part, "[2001:db8::1]:5061");
}

static void test_addresses(void **state)
{
	static const char *const good[] = {"alice@example.org", "sip:+4930@x",
			"sips:a@192.0.2.1", "sip:a@[::1]", "sip:a;b=c@example.org:1",
			"sip:a-_.!~*'()&=+$,;?/@e-x.org", "sip:%41@example.org"};
	static const char *const bad[] = {"", "sip:", "alice", "sip:alice",
			"sip:@example.org", "alice@", "sip:a b@example.org",
			"sip:a@example.org\r\nX: y", "sip:a\r\n@example.org",
			"sip:a%0d%0a@example.org", "sip:a%7f@example.org",
			"sip:a%4@example.org", "sip:a%@example.org", "sip:a:pw@example.org",
			"sip:a@example.org;lr", "sip:a@example.org?X=y", "sip:a@b@c",
			"sip:a@-b", "sip:a@b-", "sip:a@b..c", "sip:a@.b", "sip:a@b.",
			"sip:a@b:0", "sip:a@b:65536", "sip:a@b:", "sip:a@b:5060x",
			"sip:a@[::1", "sip:a@[gg::1]", "sip:a@[1.2.3.4]", "tel:+4930",
			"sip:a@ex\xc3\xa4mple.org", "sip:\xc3\xa4@example.org",
			"sip:<a>@example.org", "sip:\"a\"@example.org"};
	account_fields_t f = usual();
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		f.aor = view(good[i]);
		if(check(&f) < 0)
			fail_msg("%s: %s", good[i], fault.reason);
	}
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		f.aor = view(bad[i]);
		if(check(&f) == 0)
			fail_msg("%s was taken", bad[i]);
		assert_int_equal(fault.field, ACCOUNT_AOR);
		assert_non_null(fault.reason);
	}
}

static void test_proxies(void **state)
{
	static const char *const bad[] = {"a b", "a@b", "proxy;x=y", "a:b:c", "::1",
			"proxy\r\nVia: x", "proxy:99999", "http://proxy", "<proxy>"};
	account_fields_t f = usual();
	size_t i;

	(void)state;
	f.proxy = view("[2001:DB8::1]:5060");
	assert_int_equal(check(&f), 0);
	is(&out.proxy, "[2001:db8::1]:5060");
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		f.proxy = view(bad[i]);
		if(check(&f) == 0)
			fail_msg("%s was taken", bad[i]);
		assert_int_equal(fault.field, ACCOUNT_PROXY);
	}
}

/* texts: no control characters, valid UTF-8, a limit; each names its field */
static void test_texts(void **state)
{
	static const struct
	{
		account_field_t field;
		size_t offset;
		int max;
	} texts[] = {
			{ACCOUNT_LINE, offsetof(account_fields_t, line), ACCOUNT_LINE_MAX},
			{ACCOUNT_AUTH, offsetof(account_fields_t, auth_name),
					ACCOUNT_AUTH_MAX},
			{ACCOUNT_PASSWORD, offsetof(account_fields_t, password),
					ACCOUNT_PASSWORD_MAX},
			{ACCOUNT_DISPLAY, offsetof(account_fields_t, display),
					ACCOUNT_DISPLAY_MAX}};
	static const char *const bad[] = {
			"a\rb", "a\nb", "a\x01z", "a\x7fz", "\xff", "\xc2\x85", "a\tb"};
	char text[ACCOUNT_FIELDS_MAX];
	account_fields_t f;
	size_t i, j;
	str *s;

	(void)state;
	memset(text, 'x', sizeof(text));
	for(i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		f = usual();
		s = (str *)(void *)((char *)&f + texts[i].offset);
		s->s = text;
		s->len = texts[i].max;
		assert_int_equal(check(&f), 0);
		s->len++;
		assert_int_equal(check(&f), -1);
		assert_int_equal(fault.field, texts[i].field);
		for(j = 0; j < sizeof(bad) / sizeof(bad[0]); j++) {
			*s = view(bad[j]);
			assert_int_equal(check(&f), -1);
			assert_int_equal(fault.field, texts[i].field);
		}
		*s = view("\xc3\xa4 \"quoted\" <x>");
		assert_int_equal(check(&f), 0);
	}
}

static void test_owners(void **state)
{
	static const char *const bad[] = {
			"", "xmpp.example", "@xmpp.example", "a b@xmpp.example"};
	account_fields_t f = usual();
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		f.owner = view(bad[i]);
		assert_int_equal(check(&f), -1);
		assert_int_equal(fault.field, ACCOUNT_OWNER);
	}
}

/* the largest of all fields fit, and each smaller buffer is refused, not
 * written over: the buffer ends where the sanitizer looks */
static void test_room(void **state)
{
	account_fields_t f = usual();
	char *room;
	int cap, need;

	(void)state;
	f.display = view("A name");
	assert_int_equal(check(&f), 0);
	need = out.owner.len + out.line.len + out.aor.len + out.auth_name.len
		   + out.password.len + out.proxy.len + out.display.len;
	for(cap = 0; cap <= need; cap++) {
		room = test_malloc((size_t)cap + 1);
		assert_int_equal(xmpp_account_check(&f, &out, room, cap, &fault),
				cap < need ? -1 : 0);
		test_free(room);
	}
}

static void test_names(void **state)
{
	account_transport_t t;
	str s = view("TLS");

	(void)state;
	assert_int_equal(xmpp_account_transport_read(&s, &t), 0);
	assert_int_equal(t, ACCOUNT_TLS);
	s = view("sctp");
	assert_int_equal(xmpp_account_transport_read(&s, &t), -1);
	assert_string_equal(xmpp_account_transport_name(ACCOUNT_TCP), "tcp");
	assert_string_equal(xmpp_account_field_name(ACCOUNT_AOR), "sip_address");
	assert_string_equal(xmpp_account_field_name(ACCOUNT_FIELDS), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_kept),
			cmocka_unit_test(test_address_parts),
			cmocka_unit_test(test_addresses), cmocka_unit_test(test_proxies),
			cmocka_unit_test(test_texts), cmocka_unit_test(test_owners),
			cmocka_unit_test(test_room), cmocka_unit_test(test_names)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
