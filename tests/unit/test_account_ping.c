/* links: modules/xmpp_account/account_register.c modules/xmpp_account/account_reg.c modules/xmpp_account/account_answer.c modules/xmpp_account/account_digest.c modules/xmpp_account/account_text.c */
/* links: modules/xmpp_account/account_pace.c modules/xmpp_account/account_table.c modules/xmpp_account/account_tell.c modules/xmpp_account/account_view.c modules/xmpp_account/account_check.c modules/xmpp_account/account_authorize.c modules/xmpp_account/account_admit.c modules/xmpp_account/account_ha1.c modules/xmpp_account/account_nonce.c */
/* links: modules/xmpp_account/account_policy.c modules/xmpp_account/account_api.c modules/xmpp_link/link_timer.c tests/unit/bare/bare_core.c */
/* links: modules/xmpp_account/account_mwi.c modules/xmpp_account/account_service.c modules/xmpp_account/account_ping.c modules/xmpp_account/account_sub.c modules/xmpp_account/account_summary.c modules/xmpp_account/account_dialog.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* OPTIONS to the registrars of accounts: while they are registered, each by its
 * own timer; what is not answered is counted, and leads to one REGISTER. */

#include "account_owner.h"
#include "../../modules/xmpp_account/account_ping.h"

static int begin_pings(void **state)
{
	begin(state);
	xmpp_account_numbers.ping_interval = 25;
	xmpp_account_numbers.pings_lost = 3;
	return 0;
}

static account_t *it(void)
{
	str owner = view(ROMEO);
	account_t *a = xmpp_account_find(0, &owner, NULL);

	assert_non_null(a);
	return a;
}

/* so far */
static int sent_of(account_kind_t kind)
{
	int i, n = 0;

	for(i = 0; i < sent_count; i++)
		n += sent[i].kind == kind;
	return n;
}

static void registered(void)
{
	made();
	is_accepted();
	assert_int_equal(state_of("main"), ACCOUNT_REGISTERED);
}

static void test_answered(void **state)
{
	(void)state;
	registered();
	assert_int_equal(sent_count, 1);
	pass(24900);
	assert_int_equal(sent_count, 1);
	pass(200);
	assert_int_equal(sent_count, 2);
	assert_int_equal(last()->kind, ACCOUNT_OPTIONS);
	assert_string_equal(last()->uri, "sip:sip.example");
	assert_string_equal(last()->hop, "sip:sip.example;transport=udp");
	assert_string_not_equal(last()->callid, sent[0].callid);
	answer(200, "");
	pass(25000);
	assert_int_equal(sent_of(ACCOUNT_OPTIONS), 2);
	answer(405, ""); /* it is there */
	pass(25000);
	assert_int_equal(sent_of(ACCOUNT_OPTIONS), 3);
	assert_string_equal(last()->callid, sent[1].callid);
	assert_int_equal(last()->cseq, 3);
	assert_int_equal(sent_of(ACCOUNT_REGISTER), 1);
	state_of("main");
	assert_int_equal(seen.pings_lost, 0);
}

/* three in a row; the account stays registered, and is so anew */
static void test_lost(void **state)
{
	(void)state;
	registered();
	pass(25000);
	answer(200, "");
	pass(3 * 25000); /* the fourth is on its way */
	assert_int_equal(sent_of(ACCOUNT_OPTIONS), 4);
	assert_int_equal(sent_of(ACCOUNT_REGISTER), 1);
	state_of("main");
	assert_int_equal(seen.pings_lost, 2);
	pass(25000);
	assert_int_equal(sent_of(ACCOUNT_REGISTER), 2);
	assert_int_equal(state_of("main"), ACCOUNT_REGISTERED);
	assert_int_equal(seen.pings_lost, 3);
	while(last()->kind != ACCOUNT_REGISTER)
		sent_count--;
	is_accepted();
	/* a registrar that has no OPTIONS is not asked again and again */
	pass(10 * 25000);
	assert_int_equal(sent_of(ACCOUNT_REGISTER), 2);
	state_of("main");
	assert_int_equal(seen.pings_lost, 13);
	/* it answers, late, and is lost again */
	answer(200, "");
	state_of("main");
	assert_int_equal(seen.pings_lost, 0);
	pass(3 * 25000);
	assert_int_equal(sent_of(ACCOUNT_REGISTER), 2);
	pass(25000);
	assert_int_equal(sent_of(ACCOUNT_REGISTER), 3);
}

/* what this host says itself: no DNS, nothing came */
static void test_own_word(void **state)
{
	account_incoming_t in;

	(void)state;
	registered();
	pass(25000);
	memset(&in, 0, sizeof(in));
	in.token = view(last()->token);
	in.serial = last()->serial;
	in.reason = "no answer";
	tell[ACCOUNT_OPTIONS](&in);
	pass(25000);
	state_of("main");
	assert_int_equal(seen.pings_lost, 1);
	in.token = view("aaaaaaaaaaaaaaaaaaaaaaaaab"); /* gone meanwhile */
	tell[ACCOUNT_OPTIONS](&in);
}

static void test_chance(void **state)
{
	(void)state;
	chance = 998;
	registered();
	pass(22600);
	assert_int_equal(sent_of(ACCOUNT_OPTIONS), 1);
}

/* not before it is registered, not when it is no more, not without an interval */
static void test_only_registered(void **state)
{
	str owner = view(ROMEO);

	(void)state;
	made();
	pass(60000);
	assert_int_equal(sent_of(ACCOUNT_OPTIONS), 0);
	is_accepted();
	pass(25000);
	assert_int_equal(sent_of(ACCOUNT_OPTIONS), 1);
	assert_int_equal(xmpp_account_remove(&owner, NULL), 1);
	pass(25000);
	assert_int_equal(sent_of(ACCOUNT_OPTIONS), 1);
	assert_int_equal(last()->expires, 0);
	is_accepted();
	pass(25000);
	assert_int_equal(sent_of(ACCOUNT_OPTIONS), 1);
}

static void test_turned(void **state)
{
	(void)state;
	xmpp_account_numbers.ping_interval = 0;
	registered();
	pass(100000);
	assert_int_equal(sent_count, 1);
	assert_null(it()->ping); /* and costs nothing */
	xmpp_account_numbers.ping_interval = 25;
	pass(350000);
	assert_int_equal(sent_count, 2); /* refreshed */
	is_accepted();
	pass(25000);
	assert_int_equal(sent_of(ACCOUNT_OPTIONS), 1);
	xmpp_account_numbers.ping_interval = 0;
	pass(100000);
	assert_int_equal(sent_of(ACCOUNT_OPTIONS), 1);
	state_of("main");
	assert_int_equal(seen.pings_lost, 0);
}

#undef TEST
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin_pings, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(test_answered),
			TEST(test_lost),
			TEST(test_own_word),
			TEST(test_chance),
			TEST(test_only_registered),
			TEST(test_turned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
