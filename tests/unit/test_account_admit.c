/* links: modules/xmpp_account/account_register.c modules/xmpp_account/account_reg.c modules/xmpp_account/account_answer.c modules/xmpp_account/account_digest.c modules/xmpp_account/account_text.c */
/* links: modules/xmpp_account/account_pace.c modules/xmpp_account/account_table.c modules/xmpp_account/account_tell.c modules/xmpp_account/account_view.c modules/xmpp_account/account_check.c modules/xmpp_account/account_authorize.c modules/xmpp_account/account_nonce.c modules/xmpp_account/account_admit.c modules/xmpp_account/account_ha1.c */
/* links: modules/xmpp_account/account_policy.c modules/xmpp_account/account_api.c modules/xmpp_link/link_timer.c tests/unit/bare/bare_core.c */
/* links: modules/xmpp_account/account_mwi.c modules/xmpp_account/account_service.c modules/xmpp_account/account_ping.c modules/xmpp_account/account_sub.c modules/xmpp_account/account_summary.c modules/xmpp_account/account_dialog.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An account with an HA1 in place of a password; what the operator is told of an
 * account before it is made. */

#include "account_owner.h"

#include "../../modules/xmpp_account/account_admit.h"

/* an HA1 is used for its own realm and algorithm alone; a blank password keeps it,
 * but for another name */
static void test_ha1(void **state)
{
	account_fields_t f = usual(), blank = usual();

	f.password = view("0123456789abcdef0123456789abcdef::r");
	f.is_ha1 = 1;
	assert_int_equal(set(&f), 0);
	answer(401, "WWW-Authenticate: Digest realm=\"r\", nonce=\"a\", "
				"algorithm=SHA-256, qop=\"auth\"\r\n" ASKS);
	assert_non_null(strstr(last()->headers, "nonce=\"n\""));
	assert_null(strstr(last()->headers, "SHA-256"));
	is_accepted();
	assert_string_equal(told, "registered ");
	blank.password = view("");
	blank.auth_name = view("other");
	assert_int_equal(set(&blank), -1);
	assert_int_equal(result.code, ACCOUNT_BAD);
	assert_int_equal(result.field, ACCOUNT_PASSWORD);
	blank.auth_name = view("");
	assert_int_equal(set(&blank), 0);
	answer(401, ASKS);
	is_accepted();
	/* another realm, or algorithm: nothing of it is sent */
	assert_int_equal(set(&blank), 0);
	told[0] = '\0';
	answer(401, "WWW-Authenticate: Digest realm=\"x\", nonce=\"n\"\r\n");
	assert_string_equal(told, "refused ");
	assert_string_equal(last()->headers, "");
	assert_int_equal(state_of("main"), ACCOUNT_REFUSED);
	assert_non_null(strstr(seen.reason.s, "another realm"));
	/* a password in its place is one */
	pass(1000);
	f = usual();
	assert_int_equal(set(&f), 0);
	answer(401, "WWW-Authenticate: Digest realm=\"x\", nonce=\"n\"\r\n");
	assert_non_null(strstr(last()->headers, "realm=\"x\""));
}

/* what the operator is told at once, before the owner of the user has it */
static void test_admit(void **state)
{
	account_fields_t f = usual();
	account_asked_t asked = {.count = 0};
	uint32_t own = link_hash(LINK_HASH_START, &f.line);

	xmpp_account_numbers.max_accounts = 2;
	assert_int_equal(xmpp_account_admit(&f, NULL, &result), 0);
	/* a line counts once, whether it is there already or not */
	asked.lines[asked.count++] = own;
	asked.lines[asked.count++] = own + 1;
	assert_int_equal(xmpp_account_admit(&f, &asked, &result), 0);
	asked.lines[asked.count++] = own + 2;
	assert_int_equal(xmpp_account_admit(&f, &asked, &result), -1);
	assert_int_equal(result.code, ACCOUNT_FULL);
	asked.count = 1;
	made();
	f.line = view("work");
	assert_int_equal(xmpp_account_admit(&f, &asked, &result), 0);
	f.password = view("");
	assert_int_equal(xmpp_account_admit(&f, &asked, &result), -1);
	assert_int_equal(result.code, ACCOUNT_BAD);
	f = usual();
	f.password = view("");
	assert_int_equal(xmpp_account_admit(&f, NULL, &result), 0);
	has_key = 0;
	assert_int_equal(xmpp_account_admit(&f, NULL, &result), -1);
	assert_int_equal(result.code, ACCOUNT_NO_KEY);
	f.aor = view("sip:alice@else.example");
	assert_int_equal(xmpp_account_admit(&f, NULL, &result), -1);
	assert_int_equal(result.code, ACCOUNT_FORBIDDEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {TEST(test_ha1), TEST(test_admit)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
