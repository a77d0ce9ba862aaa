/* links: modules/jingle/jingle_method.c modules/jingle/jingle_fsm.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which requests a dialog takes, and when. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../modules/jingle/jingle_method.h"

static const jingle_phase_t phases[] = {JINGLE_PHASE_CALLED,
		JINGLE_PHASE_CALLING, JINGLE_PHASE_ANSWERED, JINGLE_PHASE_UP};

static jingle_method_t named(const char *name)
{
	str s = {(char *)name, (int)strlen(name)};

	return jingle_method_of(&s);
}

/* -code: with Retry-After */
static int rule(const char *name, jingle_phase_t phase, int offer)
{
	int retry, code = jingle_method_rule(named(name), phase, offer, &retry);

	return retry ? -code : code;
}

static void test_allow(void **state)
{
	(void)state;
	assert_string_equal(jingle_method_allow(),
			"INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, "
			"INFO, REFER, NOTIFY, PRACK");
	assert_string_equal(jingle_method_allow(),
			"INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, "
			"INFO, REFER, NOTIFY, PRACK");
	assert_int_equal(named("INVITE"), JINGLE_INVITE);
	assert_int_equal(named("INFO"), JINGLE_INFO);
	/* RFC 3261 section 7.1: methods are case-sensitive */
	assert_int_equal(named("invite"), JINGLE_METHODS);
	assert_int_equal(named("INV"), JINGLE_METHODS);
	assert_int_equal(named(""), JINGLE_METHODS);
}

/* RFC 3261 section 20.5: the methods that the user agent supports, which are
 * those that something takes */
static void test_allow_is_what_is_taken(void **state)
{
	static const char *const names[] = {"INVITE", "ACK", "CANCEL", "BYE",
			"OPTIONS", "UPDATE", "INFO", "PRACK", "REFER", "MESSAGE", "NOTIFY",
			"SUBSCRIBE", "PUBLISH", "REGISTER", "DANCE"};
	const char *list = jingle_method_allow();
	str allow = {(char *)list, (int)strlen(list)};
	int seen[JINGLE_HANDLERS] = {0}, taken = 0, commas = 0, m;
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		jingle_method_t n = named(names[i]);
		int has = n < JINGLE_METHODS && jingle_method_allowed(&allow, n);

		assert_int_equal(has, jingle_method_handler(n) != JINGLE_TAKE_NONE);
		taken += has;
	}
	for(; *list; list++)
		commas += *list == ',';
	assert_int_equal(taken, commas + 1);
	/* each handler takes one of them */
	for(m = 0; m < JINGLE_METHODS; m++)
		seen[jingle_method_handler((jingle_method_t)m)]++;
	for(m = JINGLE_TAKE_NONE + 1; m < JINGLE_HANDLERS; m++)
		assert_int_equal(seen[m], 1);
}

/* What each is answered in each phase: 0 its handler does, -500 with Retry-After.
 * ACK and CANCEL never are (RFC 3261 sections 9.2, 17.2.3: of a transaction). */
static void test_each_phase(void **state)
{
	static const struct
	{
		const char *name;
		int offer, owners;
		int codes[JINGLE_PHASES]; /* none, called, calling, answered, up */
	} rows[] = {
			{"INVITE", 0, 1, {481, -500, 491, -500, 0}},
			{"INVITE", 1, 1, {481, -500, 491, -500, 0}},
			{"ACK", 0, 0, {481, 0, 0, 0, 0}},
			{"CANCEL", 0, 0, {481, 0, 0, 0, 0}},
			{"BYE", 0, 0, {481, 0, 481, 0, 0}},
			{"OPTIONS", 0, 0, {481, 0, 0, 0, 0}},
			{"UPDATE", 0, 1, {481, 0, 0, 0, 0}},
			{"UPDATE", 1, 1, {481, -500, 491, -500, 0}},
			{"INFO", 0, 1, {481, 0, 0, 0, 0}},
			{"INFO", 1, 1, {481, 0, 0, 0, 0}},
			/* RFC 3515 section 2.4: what is referred is a call that is up */
			{"REFER", 0, 1, {481, 491, 491, 491, 0}},
			{"REFER", 1, 1, {481, 491, 491, 491, 0}},
			{"NOTIFY", 0, 1, {481, 0, 0, 0, 0}},
			{"NOTIFY", 1, 1, {481, 0, 0, 0, 0}},
			/* RFC 3262 sections 3 and 5 */
			{"PRACK", 0, 1, {481, 0, 481, 0, 0}},
			{"PRACK", 1, 1, {481, -500, 481, -500, 481}},
			{"MESSAGE", 0, 0, {481, 405, 405, 405, 405}},
	};
	int seen[JINGLE_METHODS] = {0}, p;
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		jingle_method_t m = named(rows[i].name);

		for(p = 0; p < JINGLE_PHASES; p++)
			assert_int_equal(
					rule(rows[i].name, (jingle_phase_t)p, rows[i].offer),
					rows[i].codes[p]);
		assert_int_equal(jingle_method_is_owners(m), rows[i].owners);
		if(m < JINGLE_METHODS)
			seen[m] = 1;
	}
	for(p = 0; p < JINGLE_METHODS; p++)
		assert_true(seen[p]);
}

/* RFC 3261 sections 8.2.1 (405), 20.5; with 415 it says what to send instead */
static void test_allow_is_due(void **state)
{
	static const int due[] = {180, 183, 200, 202, 405, 415};
	static const int not_due[] = {100, 400, 481, 487, 488, 491, 500, 503};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(due) / sizeof(due[0]); i++)
		assert_true(jingle_method_allow_is_due(due[i]));
	for(i = 0; i < sizeof(not_due) / sizeof(not_due[0]); i++)
		assert_false(jingle_method_allow_is_due(not_due[i]));
}

static int takes_info(const char *text)
{
	str allow = {(char *)text, (int)strlen(text)};

	return jingle_method_allowed(&allow, JINGLE_INFO);
}

/* RFC 3261 sections 20.5, 25.1: methods with commas between, white space around
 * each comma, and their case counts */
static void test_allowed(void **state)
{
	(void)state;
	assert_true(takes_info("INFO"));
	assert_true(takes_info("INVITE,ACK,INFO,BYE"));
	assert_true(takes_info("INVITE, ACK ,\tINFO"));
	assert_true(takes_info("ACK,\r\n INFO\r\n ,BYE"));
	assert_false(takes_info(""));
	assert_false(takes_info(" , ,"));
	assert_false(takes_info("INVITE, INFORM, XINFO, info"));
	assert_false(takes_info("INVITE ACK IN FO"));
}

/* RFC 3261 section 8.2.1; a 481 would end the dialog */
static void test_unknown_methods(void **state)
{
	static const char *const names[] = {
			"MESSAGE", "SUBSCRIBE", "PUBLISH", "REGISTER", "DANCE"};
	size_t i, p;

	(void)state;
	for(i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		for(p = 0; p < 4; p++)
			assert_int_equal(rule(names[i], phases[p], 0), 405);
		assert_int_equal(rule(names[i], JINGLE_PHASE_NONE, 0), 481);
		assert_string_equal(jingle_method_accept(named(names[i])), "");
	}
}

/* RFC 3261 section 14.2 */
static void test_invite(void **state)
{
	int offer;

	(void)state;
	for(offer = 0; offer < 2; offer++) {
		assert_int_equal(rule("INVITE", JINGLE_PHASE_CALLED, offer), -500);
		assert_int_equal(rule("INVITE", JINGLE_PHASE_CALLING, offer), 491);
		assert_int_equal(rule("INVITE", JINGLE_PHASE_ANSWERED, offer), -500);
		assert_int_equal(rule("INVITE", JINGLE_PHASE_UP, offer), 0);
	}
}

/* RFC 3311 section 5.2 */
static void test_update(void **state)
{
	size_t p;

	(void)state;
	assert_int_equal(rule("UPDATE", JINGLE_PHASE_CALLED, 1), -500);
	assert_int_equal(rule("UPDATE", JINGLE_PHASE_CALLING, 1), 491);
	assert_int_equal(rule("UPDATE", JINGLE_PHASE_ANSWERED, 1), -500);
	assert_int_equal(rule("UPDATE", JINGLE_PHASE_UP, 1), 0);
	for(p = 0; p < 4; p++)
		assert_int_equal(rule("UPDATE", phases[p], 0), 0);
}

/* RFC 3261 section 15 */
static void test_bye(void **state)
{
	(void)state;
	assert_int_equal(rule("BYE", JINGLE_PHASE_CALLED, 0), 0);
	assert_int_equal(rule("BYE", JINGLE_PHASE_CALLING, 0), 481);
	assert_int_equal(rule("BYE", JINGLE_PHASE_ANSWERED, 0), 0);
	assert_int_equal(rule("BYE", JINGLE_PHASE_UP, 0), 0);
}

/* where a dialog lives, nothing of ours gets a 481 but the stray BYE, and a
 * request that is to be decided on has a place in the table of states */
static void test_each_state(void **state)
{
	static const jingle_method_t all[] = {JINGLE_INVITE, JINGLE_BYE,
			JINGLE_OPTIONS, JINGLE_UPDATE, JINGLE_INFO, JINGLE_METHODS};
	int s, d, retry;
	size_t i;

	(void)state;
	for(s = 0; s < JINGLE_STATES; s++) {
		jingle_phase_t phase = jingle_method_phase((jingle_state_t)s);

		if(phase == JINGLE_PHASE_NONE)
			continue;
		for(i = 0; i < sizeof(all) / sizeof(all[0]); i++)
			assert_true(jingle_method_rule(all[i], phase, 0, &retry) != 481
						|| all[i] == JINGLE_BYE);
		for(d = 0; d < JINGLE_DIRS; d++)
			if(jingle_fsm_find(
					   (jingle_dir_t)d, (jingle_state_t)s, JINGLE_EV_LOST)
							!= NULL
					|| s == JINGLE_ACTIVE)
				assert_non_null(jingle_fsm_find(
						(jingle_dir_t)d, (jingle_state_t)s, JINGLE_EV_REQUEST));
	}
	assert_int_equal(jingle_method_phase(JINGLE_NEW), JINGLE_PHASE_NONE);
	assert_int_equal(jingle_method_phase(JINGLE_PROCEEDED), JINGLE_PHASE_NONE);
	assert_int_equal(jingle_method_phase(JINGLE_ENDED), JINGLE_PHASE_NONE);
}

/* RFC 3261 section 8.1.1.5 */
static void test_cseq(void **state)
{
	static const struct
	{
		const char *text;
		int rc;
		unsigned n;
	} cases[] = {{"0 BYE", 0, 0}, {"1", 0, 1}, {"0042 INVITE", 0, 42},
			{"2147483647 BYE", 0, 2147483647U}, {"2147483648 BYE", -1, 0},
			{"4294967295", -1, 0}, {"4294967297", -1, 0},
			{"18446744073709551617 BYE", -1, 0},
			{"36893488147419103232 BYE", -1, 0}, {"", -1, 0}, {"BYE", -1, 0},
			{"-1 BYE", -1, 0}, {"+1 BYE", -1, 0}};
	unsigned n;
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		str s = {(char *)cases[i].text, (int)strlen(cases[i].text)};

		assert_int_equal(jingle_method_cseq(&s, &n), cases[i].rc);
		if(cases[i].rc == 0)
			assert_int_equal(n, cases[i].n);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_allow),
			cmocka_unit_test(test_allow_is_what_is_taken),
			cmocka_unit_test(test_each_phase),
			cmocka_unit_test(test_allow_is_due),
			cmocka_unit_test(test_allowed),
			cmocka_unit_test(test_unknown_methods),
			cmocka_unit_test(test_invite),
			cmocka_unit_test(test_update),
			cmocka_unit_test(test_bye),
			cmocka_unit_test(test_each_state),
			cmocka_unit_test(test_cseq),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
