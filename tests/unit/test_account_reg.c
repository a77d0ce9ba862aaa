/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One registration: what it does about each answer, and when it tries again.
 * Expected: RFC 3261 sections 10.2, 10.3, 20.33, 22; RFC 7616 section 3.3. */
/* links: modules/xmpp_account/account_reg.c */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../../modules/xmpp_account/account_reg.h"

static const account_reg_conf_t conf = {600, 1, 30, 1800};
static account_reg_t r;
static uint64_t now;
static int chance;

static account_action_t event(account_event_t e)
{
	return xmpp_account_reg_step(&r, e, NULL, &conf, now, chance);
}

static account_action_t answer(const account_answer_t *a)
{
	return xmpp_account_reg_step(&r, ACCOUNT_EV_ANSWER, a, &conf, now, chance);
}

static account_action_t code(int code)
{
	account_answer_t a = {.code = code, .expires = -1, .retry_after = -1};

	return answer(&a);
}

static account_action_t ok(int expires)
{
	account_answer_t a = {.code = 200, .expires = expires, .retry_after = -1};

	return answer(&a);
}

static void begin(void)
{
	memset(&r, 0, sizeof(r));
	now = 5000000;
	chance = 0;
	assert_int_equal(event(ACCOUNT_EV_WANT), ACCOUNT_DO_REGISTER);
	assert_int_equal(r.state, ACCOUNT_TRYING);
	assert_int_equal(xmpp_account_reg_expires(&r, &conf), 600);
}

static void registered(void)
{
	begin();
	assert_int_equal(code(401), ACCOUNT_DO_AUTHENTICATE);
	assert_int_equal(ok(600), ACCOUNT_DO_NOTHING);
	assert_int_equal(r.state, ACCOUNT_REGISTERED);
	assert_int_equal(r.outcome, ACCOUNT_REGISTERED);
}

/* until it is due nothing leaves; then it does */
static void refreshes_at(int from_ms, int to_ms)
{
	assert_in_range(r.due - now, from_ms, to_ms);
	now = r.due - 1;
	assert_int_equal(event(ACCOUNT_EV_DUE), ACCOUNT_DO_NOTHING);
	now = r.due;
	assert_int_equal(event(ACCOUNT_EV_DUE), ACCOUNT_DO_REGISTER);
}

static void test_registers_and_refreshes(void **state)
{
	(void)state;
	registered();
	refreshes_at(450000, 450000);
	/* while it is refreshed it is registered */
	assert_int_equal(r.state, ACCOUNT_REGISTERED);
	chance = 999;
	assert_int_equal(ok(600), ACCOUNT_DO_NOTHING);
	refreshes_at(539000, 540000);
	assert_int_equal(ok(10), ACCOUNT_DO_NOTHING);
	refreshes_at(5000, 5000);
	assert_int_equal(ok(1), ACCOUNT_DO_NOTHING);
	refreshes_at(500, 500);
}

/* 200 without our Contact, or with expires=0: it does not keep us */
static void test_not_kept(void **state)
{
	(void)state;
	begin();
	assert_int_equal(ok(-1), ACCOUNT_DO_NOTHING);
	assert_int_equal(r.state, ACCOUNT_FAILED);
	begin();
	assert_int_equal(ok(0), ACCOUNT_DO_NOTHING);
	assert_int_equal(r.state, ACCOUNT_FAILED);
	assert_int_equal(r.outcome, ACCOUNT_FAILED);
}

/* the second challenge says that the password is wrong, and it is not tried
 * again: not after a time, not when a device comes; only when it is changed */
static void test_wrong_password(void **state)
{
	(void)state;
	begin();
	assert_int_equal(code(401), ACCOUNT_DO_AUTHENTICATE);
	assert_int_equal(code(401), ACCOUNT_DO_NOTHING);
	assert_int_equal(r.state, ACCOUNT_REFUSED);
	assert_int_equal(r.outcome, ACCOUNT_REFUSED);
	assert_int_equal(r.code, 401);
	assert_int_equal(r.due, 0);
	now += 1000000000;
	assert_int_equal(event(ACCOUNT_EV_DUE), ACCOUNT_DO_NOTHING);
	assert_int_equal(event(ACCOUNT_EV_UNWANT), ACCOUNT_DO_NOTHING);
	assert_int_equal(event(ACCOUNT_EV_WANT), ACCOUNT_DO_NOTHING);
	assert_int_equal(r.state, ACCOUNT_REFUSED);
	assert_int_equal(event(ACCOUNT_EV_CHANGE), ACCOUNT_DO_REGISTER);
	assert_int_equal(code(407), ACCOUNT_DO_AUTHENTICATE);
	assert_int_equal(ok(60), ACCOUNT_DO_NOTHING);
	assert_int_equal(r.state, ACCOUNT_REGISTERED);
}

/* a nonce that was too old says nothing of the password; not for ever, though */
static void test_stale(void **state)
{
	account_answer_t stale = {
			.code = 401, .expires = -1, .retry_after = -1, .is_stale = 1};
	int i;

	(void)state;
	begin();
	assert_int_equal(code(401), ACCOUNT_DO_AUTHENTICATE);
	assert_int_equal(answer(&stale), ACCOUNT_DO_AUTHENTICATE);
	assert_int_equal(ok(60), ACCOUNT_DO_NOTHING);
	begin();
	for(i = 0; i < ACCOUNT_REG_STALE; i++)
		assert_int_equal(answer(&stale), ACCOUNT_DO_AUTHENTICATE);
	assert_int_equal(answer(&stale), ACCOUNT_DO_NOTHING);
	assert_int_equal(r.state, ACCOUNT_REFUSED);
}

/* those that stay the same */
static void test_refused(void **state)
{
	static const int codes[] = {403, 404, 410, 416, 604};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		begin();
		assert_int_equal(code(codes[i]), ACCOUNT_DO_NOTHING);
		assert_int_equal(r.state, ACCOUNT_REFUSED);
		assert_int_equal(r.due, 0);
		/* also of what was registered */
		registered();
		refreshes_at(1, 600000);
		assert_int_equal(code(codes[i]), ACCOUNT_DO_NOTHING);
		assert_int_equal(r.state, ACCOUNT_REFUSED);
	}
}

/* twice as long each time, up to the limit; by chance a quarter less */
static void test_backs_off(void **state)
{
	static const int codes[] = {400, 405, 480, 486, 500, 503, 600, 0};
	static const int seconds[] = {30, 60, 120, 240, 480, 960, 1800, 1800};
	size_t i;

	(void)state;
	begin();
	for(i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		chance = i % 2 ? 999 : 0;
		if(codes[i])
			assert_int_equal(code(codes[i]), ACCOUNT_DO_NOTHING);
		else
			assert_int_equal(event(ACCOUNT_EV_SILENT), ACCOUNT_DO_NOTHING);
		assert_int_equal(r.state, ACCOUNT_FAILED);
		assert_int_equal(r.code, codes[i] ? codes[i] : 408);
		if(i % 2)
			refreshes_at(seconds[i] * 750, seconds[i] * 751);
		else
			refreshes_at(seconds[i] * 1000, seconds[i] * 1000);
		assert_int_equal(r.state, ACCOUNT_TRYING);
	}
	/* success begins anew */
	assert_int_equal(ok(600), ACCOUNT_DO_NOTHING);
	refreshes_at(1, 600000);
	now = r.expires;
	chance = 0;
	assert_int_equal(code(503), ACCOUNT_DO_NOTHING);
	refreshes_at(30000, 30000);
}

/* RFC 3261 section 20.33; not for ever, and not all at once */
static void test_retry_after(void **state)
{
	account_answer_t a = {.code = 503, .expires = -1, .retry_after = 100};

	(void)state;
	begin();
	assert_int_equal(answer(&a), ACCOUNT_DO_NOTHING);
	refreshes_at(100000, 101000);
	chance = 999;
	assert_int_equal(answer(&a), ACCOUNT_DO_NOTHING);
	refreshes_at(124000, 126000);
	chance = 0;
	a.retry_after = 0;
	assert_int_equal(answer(&a), ACCOUNT_DO_NOTHING);
	refreshes_at(1, 1000);
	a.retry_after = 2000000000;
	assert_int_equal(answer(&a), ACCOUNT_DO_NOTHING);
	refreshes_at(86400000, 86401000);
}

/* what is registered stays so until it expires, and is tried before */
static void test_silent_while_registered(void **state)
{
	uint64_t expires;

	(void)state;
	registered();
	expires = r.expires;
	refreshes_at(1, 600000);
	assert_int_equal(event(ACCOUNT_EV_SILENT), ACCOUNT_DO_NOTHING);
	assert_int_equal(r.state, ACCOUNT_REGISTERED);
	assert_int_equal(r.outcome, ACCOUNT_FAILED);
	refreshes_at(30000, 30000);
	assert_int_equal(event(ACCOUNT_EV_SILENT), ACCOUNT_DO_NOTHING);
	refreshes_at(60000, 60000);
	assert_int_equal(event(ACCOUNT_EV_SILENT), ACCOUNT_DO_NOTHING);
	assert_int_equal(r.due, expires);
	now = r.due;
	assert_int_equal(event(ACCOUNT_EV_DUE), ACCOUNT_DO_REGISTER);
	assert_int_equal(r.state, ACCOUNT_TRYING);
	assert_int_equal(event(ACCOUNT_EV_SILENT), ACCOUNT_DO_NOTHING);
	assert_int_equal(r.state, ACCOUNT_FAILED);
	/* back */
	refreshes_at(1, 1800000);
	assert_int_equal(ok(600), ACCOUNT_DO_NOTHING);
	assert_int_equal(r.state, ACCOUNT_REGISTERED);
}

/* 423: as long as it wants, from then on; one that wants nothing, or less than
 * we had asked for, is not listened to */
static void test_too_brief(void **state)
{
	account_answer_t a = {
			.code = 423, .expires = -1, .retry_after = -1, .min_expires = 3600};

	(void)state;
	begin();
	assert_int_equal(code(401), ACCOUNT_DO_AUTHENTICATE);
	assert_int_equal(answer(&a), ACCOUNT_DO_REGISTER);
	assert_int_equal(xmpp_account_reg_expires(&r, &conf), 3600);
	assert_int_equal(code(401), ACCOUNT_DO_AUTHENTICATE);
	assert_int_equal(ok(3600), ACCOUNT_DO_NOTHING);
	refreshes_at(2700000, 2700000);
	assert_int_equal(xmpp_account_reg_expires(&r, &conf), 3600);

	begin();
	a.min_expires = 0;
	assert_int_equal(answer(&a), ACCOUNT_DO_NOTHING);
	assert_int_equal(r.state, ACCOUNT_FAILED);
	begin();
	a.min_expires = 600;
	assert_int_equal(answer(&a), ACCOUNT_DO_NOTHING);
	begin();
	a.min_expires = 86401;
	assert_int_equal(answer(&a), ACCOUNT_DO_NOTHING);
	/* one that raises it each time */
	begin();
	for(a.min_expires = 601; answer(&a) == ACCOUNT_DO_REGISTER;)
		a.min_expires++;
	assert_int_equal(a.min_expires, 601 + ACCOUNT_REG_REPEATS);
	assert_int_equal(r.state, ACCOUNT_FAILED);
}

static void test_redirected(void **state)
{
	account_answer_t a = {.code = 302,
			.expires = -1,
			.retry_after = -1,
			.target = str_init("sip:b.example")};
	int i;

	(void)state;
	begin();
	for(i = 0; i < ACCOUNT_REG_REPEATS; i++)
		assert_int_equal(answer(&a), ACCOUNT_DO_REDIRECT);
	assert_int_equal(answer(&a), ACCOUNT_DO_NOTHING);
	assert_int_equal(r.state, ACCOUNT_FAILED);
	begin();
	a.target.len = 0;
	assert_int_equal(answer(&a), ACCOUNT_DO_NOTHING);
	assert_int_equal(r.state, ACCOUNT_FAILED);
}

/* the last device goes, and comes again, at each moment */
static void test_presence(void **state)
{
	(void)state;
	registered();
	assert_int_equal(event(ACCOUNT_EV_UNWANT), ACCOUNT_DO_LEAVE);
	assert_int_equal(r.state, ACCOUNT_LEAVING);
	assert_int_equal(xmpp_account_reg_expires(&r, &conf), 0);
	assert_int_equal(code(401), ACCOUNT_DO_AUTHENTICATE);
	assert_int_equal(xmpp_account_reg_expires(&r, &conf), 0);
	assert_int_equal(code(200), ACCOUNT_DO_NOTHING);
	assert_int_equal(r.state, ACCOUNT_OFFLINE);
	assert_int_equal(event(ACCOUNT_EV_WANT), ACCOUNT_DO_REGISTER);
	/* gone before the answer */
	assert_int_equal(event(ACCOUNT_EV_UNWANT), ACCOUNT_DO_NOTHING);
	assert_int_equal(ok(600), ACCOUNT_DO_LEAVE);
	assert_int_equal(r.outcome, ACCOUNT_REGISTERED);
	/* here again before that one's answer */
	assert_int_equal(event(ACCOUNT_EV_WANT), ACCOUNT_DO_NOTHING);
	assert_int_equal(code(200), ACCOUNT_DO_REGISTER);
	assert_int_equal(xmpp_account_reg_expires(&r, &conf), 600);
	assert_int_equal(event(ACCOUNT_EV_WANT), ACCOUNT_DO_NOTHING);
	assert_int_equal(ok(600), ACCOUNT_DO_NOTHING);
	/* nobody answers when we leave; a wrong password there */
	assert_int_equal(event(ACCOUNT_EV_UNWANT), ACCOUNT_DO_LEAVE);
	assert_int_equal(event(ACCOUNT_EV_SILENT), ACCOUNT_DO_NOTHING);
	assert_int_equal(r.state, ACCOUNT_OFFLINE);
	registered();
	assert_int_equal(event(ACCOUNT_EV_UNWANT), ACCOUNT_DO_LEAVE);
	assert_int_equal(code(401), ACCOUNT_DO_AUTHENTICATE);
	assert_int_equal(code(401), ACCOUNT_DO_NOTHING);
	assert_int_equal(r.state, ACCOUNT_OFFLINE);
	/* while the next try is waited for */
	begin();
	assert_int_equal(code(503), ACCOUNT_DO_NOTHING);
	assert_int_equal(event(ACCOUNT_EV_UNWANT), ACCOUNT_DO_NOTHING);
	assert_int_equal(r.state, ACCOUNT_OFFLINE);
	assert_int_equal(r.due, 0);
	/* while it is refreshed: the answer finds the wish */
	registered();
	refreshes_at(1, 600000);
	assert_int_equal(event(ACCOUNT_EV_UNWANT), ACCOUNT_DO_NOTHING);
	assert_int_equal(code(503), ACCOUNT_DO_NOTHING);
	assert_int_equal(r.state, ACCOUNT_OFFLINE);
}

/* a line that follows presence is tried when it is made, and leaves again */
static void test_tried_while_offline(void **state)
{
	(void)state;
	memset(&r, 0, sizeof(r));
	now = 1;
	assert_int_equal(event(ACCOUNT_EV_CHANGE), ACCOUNT_DO_REGISTER);
	assert_int_equal(code(401), ACCOUNT_DO_AUTHENTICATE);
	assert_int_equal(ok(600), ACCOUNT_DO_LEAVE);
	assert_int_equal(r.outcome, ACCOUNT_REGISTERED);
	assert_int_equal(code(200), ACCOUNT_DO_NOTHING);
	assert_int_equal(r.state, ACCOUNT_OFFLINE);
	assert_int_equal(event(ACCOUNT_EV_CHANGE), ACCOUNT_DO_REGISTER);
	assert_int_equal(code(503), ACCOUNT_DO_NOTHING);
	assert_int_equal(r.outcome, ACCOUNT_FAILED);
	assert_int_equal(r.state, ACCOUNT_OFFLINE);
	assert_int_equal(r.due, 0);
	assert_int_equal(event(ACCOUNT_EV_CHANGE), ACCOUNT_DO_REGISTER);
	assert_int_equal(code(403), ACCOUNT_DO_NOTHING);
	assert_int_equal(r.outcome, ACCOUNT_REFUSED);
}

static void test_gives_up(void **state)
{
	(void)state;
	begin();
	assert_int_equal(code(401), ACCOUNT_DO_AUTHENTICATE);
	xmpp_account_reg_give_up(&r, ACCOUNT_REFUSED, &conf, now, chance);
	assert_int_equal(r.state, ACCOUNT_REFUSED);
	begin();
	xmpp_account_reg_give_up(&r, ACCOUNT_FAILED, &conf, now, chance);
	assert_int_equal(r.state, ACCOUNT_FAILED);
	assert_int_equal(r.outcome, ACCOUNT_FAILED);
	assert_in_range(r.due, now + 30000, now + 30000);
	registered();
	assert_int_equal(event(ACCOUNT_EV_UNWANT), ACCOUNT_DO_LEAVE);
	xmpp_account_reg_give_up(&r, ACCOUNT_REFUSED, &conf, now, chance);
	assert_int_equal(r.state, ACCOUNT_OFFLINE);
}

/* Every event in every order: an answer that nobody waits for does nothing,
 * what waits has a time or a request on its way, and no state is left for
 * ever that is wanted and could be tried. */
static void test_any_order(void **state)
{
	static const int codes[] = {
			200, 200, 200, 302, 401, 407, 403, 423, 480, 500, 503};
	account_answer_t a = {.target = str_init("sip:b"), .min_expires = 700};
	uint64_t seed = 7;
	int i, e;

	(void)state;
	memset(&r, 0, sizeof(r));
	now = 1;
	for(i = 0; i < 300000; i++) {
		seed = seed * 6364136223846793005ull + 1442695040888963407ull;
		e = (int)(seed >> 33) % ACCOUNT_EVENTS;
		a.code = codes[(seed >> 40) % (sizeof(codes) / sizeof(codes[0]))];
		a.expires = (int)(seed >> 44) % 700 - 1;
		a.retry_after = (int)(seed >> 50) % 50 - 1;
		a.is_stale = (seed >> 60) & 1;
		chance = (int)(seed >> 35) % 1000;
		now += (seed >> 37) % 100000;
		xmpp_account_reg_step(&r, (account_event_t)e, &a, &conf, now, chance);
		assert_true(r.in_flight || r.state == ACCOUNT_REFUSED
					|| r.state == ACCOUNT_OFFLINE || r.due > 0);
		assert_true(!r.in_flight || r.due == 0);
		if(r.state == ACCOUNT_OFFLINE)
			assert_false(r.is_wanted);
		if(r.state == ACCOUNT_TRYING || r.state == ACCOUNT_LEAVING)
			assert_true(r.in_flight);
		assert_true(r.due == 0 || r.due <= now + 30 * 86400000ull);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_registers_and_refreshes),
			cmocka_unit_test(test_not_kept),
			cmocka_unit_test(test_wrong_password), cmocka_unit_test(test_stale),
			cmocka_unit_test(test_refused), cmocka_unit_test(test_backs_off),
			cmocka_unit_test(test_retry_after),
			cmocka_unit_test(test_silent_while_registered),
			cmocka_unit_test(test_too_brief), cmocka_unit_test(test_redirected),
			cmocka_unit_test(test_presence),
			cmocka_unit_test(test_tried_while_offline),
			cmocka_unit_test(test_gives_up), cmocka_unit_test(test_any_order)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
