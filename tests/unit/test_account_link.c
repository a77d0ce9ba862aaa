/* links: modules/xmpp_account/account_link.c tests/unit/bare/bare_core.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Links to the web form: once, for a while, for one browser, for their JID. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "../../core/dprint.h"
#include "../../modules/xmpp_account/account_link.h"

#include "bare/bare_core.h"

enum
{
	LINKS = 3
};

static unsigned serial;
static char buf[ACCOUNT_LINK_TEXT_MAX];
static account_link_t got;
static account_link_keys_t keys;
static const str no_cookie = {"", 0};

static str view(const char *z)
{
	str s = {(char *)z, (int)strlen(z)};

	return s;
}

static void is(const str *s, const char *want)
{
	assert_int_equal(s->len, strlen(want));
	assert_memory_equal(s->s, want, s->len);
}

/* another one each time */
static void next_random(char *out, int len)
{
	char z[64];

	snprintf(z, sizeof(z), "%062u", ++serial);
	memcpy(out, z + 62 - len, (size_t)len);
	out[len] = '\0';
}

static int start(void **state)
{
	return xmpp_account_link_init(LINKS, next_random, bare_now);
}

static int end(void **state)
{
	xmpp_account_link_destroy();
	return bare_core_reset() == 0 ? 0 : -1;
}

static int makes(const char *owner, char *secret)
{
	account_link_t l = {.is_new = 0};

	l.today.owner = view(owner);
	l.today.line = view("main");
	l.today.aor = view("sip:alice@example.org");
	l.today.password = view("never");
	l.today.display = view("Alice");
	l.today.transport = ACCOUNT_TLS;
	l.component = view("gw.example");
	l.status = view("registered");
	return xmpp_account_link_make(&l, 60, secret);
}

static account_link_code_t opens(
		const char *secret, const str *cookie, int bind)
{
	str s = view(secret);

	return xmpp_account_link_open(&s, cookie, bind, &got, &keys, buf);
}

static int uses(const char *secret)
{
	str s = view(secret);

	return xmpp_account_link_use(&s);
}

static void what_a_link_is_about(void **state)
{
	char secret[ACCOUNT_LINK_SECRET + 1];

	assert_int_equal(makes("romeo@xmpp.example", secret), 0);
	assert_int_equal(strlen(secret), ACCOUNT_LINK_SECRET);
	assert_int_equal(opens(secret, &no_cookie, 0), ACCOUNT_LINK_OK);
	is(&got.today.owner, "romeo@xmpp.example");
	is(&got.today.aor, "sip:alice@example.org");
	is(&got.today.display, "Alice");
	is(&got.today.password, "");
	is(&got.component, "gw.example");
	is(&got.status, "registered");
	assert_int_equal(got.today.transport, ACCOUNT_TLS);
	assert_string_not_equal(keys.proof, keys.cookie);
	assert_string_not_equal(keys.proof, secret);
}

static void it_works_once(void **state)
{
	char secret[ACCOUNT_LINK_SECRET + 1];
	str s;

	assert_int_equal(makes("romeo@xmpp.example", secret), 0);
	s = view(secret);
	assert_int_equal(uses(secret), 1);
	assert_int_equal(uses(secret), 0);
	assert_int_equal(opens(secret, &no_cookie, 0), ACCOUNT_LINK_UNKNOWN);
	xmpp_account_link_give_back(&s); /* what it was used for failed */
	assert_int_equal(opens(secret, &no_cookie, 0), ACCOUNT_LINK_OK);
	assert_int_equal(uses(secret), 1);
}

static void its_time_is_over(void **state)
{
	char secret[ACCOUNT_LINK_SECRET + 1];
	str s;

	assert_int_equal(makes("romeo@xmpp.example", secret), 0);
	s = view(secret);
	bare_time(59999);
	assert_int_equal(opens(secret, &no_cookie, 0), ACCOUNT_LINK_OK);
	assert_int_equal(keys.seconds, 1);
	bare_time(1);
	assert_int_equal(opens(secret, &no_cookie, 0), ACCOUNT_LINK_UNKNOWN);
	assert_int_equal(uses(secret), 0);
	xmpp_account_link_give_back(&s);
	assert_int_equal(opens(secret, &no_cookie, 0), ACCOUNT_LINK_UNKNOWN);
}

static void the_first_browser_keeps_it(void **state)
{
	char secret[ACCOUNT_LINK_SECRET + 1];
	str other = view("00000000000000000000000000000099"), cookie;

	assert_int_equal(makes("romeo@xmpp.example", secret), 0);
	/* a preview does not, a browser does */
	assert_int_equal(opens(secret, &no_cookie, 0), ACCOUNT_LINK_OK);
	assert_int_equal(keys.is_bound, 0);
	assert_int_equal(opens(secret, &no_cookie, 1), ACCOUNT_LINK_OK);
	assert_int_equal(keys.is_bound, 1);
	cookie = view(keys.cookie);
	assert_int_equal(opens(secret, &no_cookie, 1), ACCOUNT_LINK_OTHERS);
	assert_int_equal(opens(secret, &other, 0), ACCOUNT_LINK_OTHERS);
	assert_int_equal(opens(secret, &cookie, 0), ACCOUNT_LINK_OK);
}

static void another_link_ends_the_one_before(void **state)
{
	char one[ACCOUNT_LINK_SECRET + 1], two[ACCOUNT_LINK_SECRET + 1];
	char mine[ACCOUNT_LINK_SECRET + 1];

	assert_int_equal(makes("juliet@xmpp.example", mine), 0);
	assert_int_equal(makes("romeo@xmpp.example", one), 0);
	assert_int_equal(makes("romeo@xmpp.example", two), 0);
	assert_int_equal(opens(one, &no_cookie, 0), ACCOUNT_LINK_UNKNOWN);
	assert_int_equal(opens(two, &no_cookie, 0), ACCOUNT_LINK_OK);
	assert_int_equal(opens(mine, &no_cookie, 0), ACCOUNT_LINK_OK);
}

static void what_was_never_given_out(void **state)
{
	static const char *const tries[] = {"", "a", "x/../../etc/passwd",
			"00000000000000000000000000000000",
			"000000000000000000000000000000000000000000000000"};
	char secret[ACCOUNT_LINK_SECRET + 1];
	size_t i;

	assert_int_equal(makes("romeo@xmpp.example", secret), 0);
	for(i = 0; i < sizeof(tries) / sizeof(tries[0]); i++) {
		assert_int_equal(opens(tries[i], &no_cookie, 1), ACCOUNT_LINK_UNKNOWN);
		assert_int_equal(uses(tries[i]), 0);
	}
	for(i = 0; i < ACCOUNT_LINK_SECRET; i++) { /* one character is wrong */
		char almost[ACCOUNT_LINK_SECRET + 1];

		memcpy(almost, secret, sizeof(almost));
		almost[i] = almost[i] == 'z' ? 'y' : 'z';
		assert_int_equal(opens(almost, &no_cookie, 1), ACCOUNT_LINK_UNKNOWN);
	}
}

/* the table is full, until a link's time is over or it belongs to who asks */
static void too_many(void **state)
{
	char owner[32], secret[ACCOUNT_LINK_SECRET + 1];
	int i;

	for(i = 0; i < LINKS; i++) {
		snprintf(owner, sizeof(owner), "user%d@xmpp.example", i);
		assert_int_equal(makes(owner, secret), 0);
	}
	assert_int_equal(makes("romeo@xmpp.example", secret), -1);
	assert_int_equal(bare_logged("web_links"), 1);
	assert_int_equal(makes("user1@xmpp.example", secret), 0);
	bare_time(60000);
	assert_int_equal(makes("romeo@xmpp.example", secret), 0);
	assert_int_equal(opens(secret, &no_cookie, 0), ACCOUNT_LINK_OK);
}

static void a_user_is_forgotten(void **state)
{
	char mine[ACCOUNT_LINK_SECRET + 1], other[ACCOUNT_LINK_SECRET + 1];
	str owner = view("romeo@xmpp.example");

	assert_int_equal(makes("romeo@xmpp.example", mine), 0);
	assert_int_equal(makes("juliet@xmpp.example", other), 0);
	xmpp_account_link_forget(&owner);
	assert_int_equal(opens(mine, &no_cookie, 0), ACCOUNT_LINK_UNKNOWN);
	assert_int_equal(opens(other, &no_cookie, 0), ACCOUNT_LINK_OK);
	xmpp_account_link_destroy(); /* and where there is no web form at all */
	xmpp_account_link_forget(&owner);
}

static void make_one(void *arg)
{
	char secret[ACCOUNT_LINK_SECRET + 1];

	if(makes("romeo@xmpp.example", secret) == 0)
		assert_int_equal(opens(secret, &no_cookie, 0), ACCOUNT_LINK_OK);
}

static void no_memory(void **state)
{
	assert_int_equal(bare_memory_each(make_one, NULL), 1);
}

/* one that is larger than what readers have room for is not made */
static void too_large(void **state)
{
	static char large[ACCOUNT_LINK_TEXT_MAX + 1];
	char secret[ACCOUNT_LINK_SECRET + 1];

	memset(large, 'a', sizeof(large) - 1);
	assert_int_equal(makes(large, secret), -1);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, start, end)
	const struct CMUnitTest tests[] = {
			TEST(what_a_link_is_about),
			TEST(it_works_once),
			TEST(its_time_is_over),
			TEST(the_first_browser_keeps_it),
			TEST(another_link_ends_the_one_before),
			TEST(what_was_never_given_out),
			TEST(too_many),
			TEST(a_user_is_forgotten),
			TEST(no_memory),
			TEST(too_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
