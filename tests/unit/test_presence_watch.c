/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One subscription of ours: what it does about each answer and NOTIFY, and when
 * it tries again. Expected: RFC 6665 sections 4.1.2, 4.1.3, 4.4.1; RFC 3261
 * section 20.33. */
/* links: modules/xmpp_presence/presence_watch.c */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../../modules/xmpp_presence/presence_watch.h"

#define HOUR 3600000
#define DAY 86400000

static presence_watch_conf_t conf = {3600, 30, 3600, 32, 1};
static presence_watch_t w;
static uint64_t now;
static int chance;

static presence_watch_action_t event(presence_watch_event_t e)
{
	return xmpp_presence_watch_step(&w, e, NULL, &conf, now, chance);
}

static presence_watch_action_t answer(
		int code, int expires, int min_expires, int retry_after)
{
	presence_watch_input_t in = {.code = code,
			.expires = expires,
			.min_expires = min_expires,
			.retry_after = retry_after};

	return xmpp_presence_watch_step(
			&w, PRESENCE_WATCH_EV_ANSWER, &in, &conf, now, chance);
}

static presence_watch_action_t code(int c)
{
	return answer(c, -1, -1, -1);
}

static presence_watch_action_t notify(
		presence_substate_t state, int expires, const char *reason, int after)
{
	presence_watch_input_t in = {.expires = expires,
			.retry_after = after,
			.substate = state,
			.reason = {(char *)reason, (int)strlen(reason)}};

	return xmpp_presence_watch_step(
			&w, PRESENCE_WATCH_EV_NOTIFY, &in, &conf, now, chance);
}

static void begin(void)
{
	memset(&w, 0, sizeof(w));
	now = 5000000;
	chance = 500;
	assert_int_equal(
			event(PRESENCE_WATCH_EV_WANT), PRESENCE_WATCH_DO_SUBSCRIBE);
	assert_int_equal(w.state, PRESENCE_WATCH_TRYING);
	assert_int_equal(xmpp_presence_watch_expires(&w, &conf), 3600);
}

static void active(void)
{
	begin();
	assert_int_equal(answer(200, 3600, -1, -1), PRESENCE_WATCH_DO_NOTHING);
	assert_int_equal(w.state, PRESENCE_WATCH_WAITING);
	assert_int_equal(w.due, now + 32000);
	notify(PRESENCE_SUB_ACTIVE, 3600, "", -1);
	assert_int_equal(w.state, PRESENCE_WATCH_ACTIVE);
}

static presence_watch_action_t due(void)
{
	assert_true(w.due > now);
	now = w.due - 1;
	assert_int_equal(event(PRESENCE_WATCH_EV_DUE), PRESENCE_WATCH_DO_NOTHING);
	now = w.due;
	return event(PRESENCE_WATCH_EV_DUE);
}

static void refreshed_in_time(void **state)
{
	static const int chances[] = {0, 500, 999};
	size_t i;

	(void)state;
	for(i = 0; i < 3; i++) {
		active();
		chance = chances[i];
		notify(PRESENCE_SUB_ACTIVE, 3600, "", -1);
		assert_in_range(w.due - now, HOUR / 100 * 75, HOUR / 100 * 90);
		assert_int_equal(due(), PRESENCE_WATCH_DO_REFRESH);
		assert_int_equal(w.state, PRESENCE_WATCH_ACTIVE);
		assert_int_equal(answer(200, 1800, -1, -1), PRESENCE_WATCH_DO_NOTHING);
		assert_in_range(w.due - now, HOUR / 200 * 75, HOUR / 200 * 90);
	}
	/* no server may give more than was asked for */
	notify(PRESENCE_SUB_ACTIVE, 1000000, "", -1);
	assert_int_equal(w.expires, now + HOUR);
	/* what it says of the time counts, what it does not say changes nothing */
	now += 1000;
	notify(PRESENCE_SUB_ACTIVE, -1, "", -1);
	assert_int_equal(w.expires, now - 1000 + HOUR);
	notify(PRESENCE_SUB_ACTIVE, 10, "", -1);
	assert_int_equal(w.due, now + 5000);
}

/* RFC 6665 section 4.2.1.1 lets a notifier grant less than it was asked for:
 * a second, for ever */
static void asked_no_faster_than_the_operator_wants(void **state)
{
	(void)state;
	conf.refresh_min = 30;
	active();
	notify(PRESENCE_SUB_ACTIVE, 1, "", -1);
	assert_int_equal(w.due, now + 30000);
	assert_int_equal(due(), PRESENCE_WATCH_DO_SUBSCRIBE);
	answer(200, 1, -1, -1);
	notify(PRESENCE_SUB_ACTIVE, 1, "", -1);
	assert_int_equal(w.due, now + 30000);
	/* what a grant that is long enough is refreshed by does not change */
	notify(PRESENCE_SUB_ACTIVE, 3600, "", -1);
	assert_int_equal(due(), PRESENCE_WATCH_DO_REFRESH);
	answer(200, 2, -1, -1);
	assert_int_equal(w.due, now + 30000);
	begin();
	answer(503, -1, -1, 1);
	assert_in_range(w.due - now, 30000, 36000);
	assert_int_equal(due(), PRESENCE_WATCH_DO_SUBSCRIBE);
	answer(480, -1, -1, 0);
	assert_in_range(w.due - now, 30000, 3600000);
	active();
	notify(PRESENCE_SUB_TERMINATED, -1, "giveup", 1);
	assert_int_equal(w.due, now + 30000);
	conf.refresh_min = 1;
}

/* 423 that wants no more than was asked for, or a little more each time */
static void told_too_brief_for_ever(void **state)
{
	int more = 3601, asks = 0;

	(void)state;
	begin();
	answer(423, -1, 60, -1);
	assert_int_equal(w.state, PRESENCE_WATCH_FAILED);
	assert_true(w.due >= now + 24000);
	begin();
	while(answer(423, -1, more++, -1) == PRESENCE_WATCH_DO_SUBSCRIBE)
		asks++;
	assert_int_equal(asks, 2);
	assert_true(w.due >= now + 24000);
}

/* a subscription that is over before its 200 comes is refreshed soon, not never
 * and not without end */
static void over_at_once(void **state)
{
	static const int chances[] = {0, 250, 500, 999};
	size_t i;

	(void)state;
	for(i = 0; i < 4; i++) {
		begin();
		chance = chances[i];
		notify(PRESENCE_SUB_ACTIVE, 0, "", -1);
		now += 2;
		answer(200, 3600, -1, -1);
		assert_in_range(w.due - now, 1, 60000);
		begin();
		chance = chances[i];
		answer(200, 1, -1, -1);
		now += 5000;
		notify(PRESENCE_SUB_ACTIVE, -1, "", -1);
		assert_in_range(w.due - now, 1, 60000);
	}
}

static void notify_before_the_answer(void **state)
{
	(void)state;
	begin();
	notify(PRESENCE_SUB_ACTIVE, 600, "", -1);
	assert_int_equal(w.state, PRESENCE_WATCH_ACTIVE);
	assert_int_equal(w.due, 0); /* the answer is awaited */
	assert_int_equal(answer(200, 3600, -1, -1), PRESENCE_WATCH_DO_NOTHING);
	assert_int_equal(w.expires, now + 600000);
	assert_in_range(w.due - now, 450000, 540000);
	begin();
	notify(PRESENCE_SUB_PENDING, 600, "", -1);
	assert_int_equal(w.state, PRESENCE_WATCH_PENDING);
	assert_int_equal(w.forget, 0);
}

static void accepted_without_notify(void **state)
{
	(void)state;
	begin();
	code(200);
	assert_int_equal(due(), PRESENCE_WATCH_DO_NOTHING);
	assert_int_equal(w.state, PRESENCE_WATCH_FAILED);
	assert_int_equal(w.outcome, PRESENCE_WATCH_FAILED);
	assert_int_equal(due(), PRESENCE_WATCH_DO_SUBSCRIBE);
}

static void asked_for_longer(void **state)
{
	(void)state;
	begin();
	assert_int_equal(answer(423, -1, 7200, -1), PRESENCE_WATCH_DO_SUBSCRIBE);
	assert_int_equal(xmpp_presence_watch_expires(&w, &conf), 7200);
	answer(200, 7200, -1, -1);
	notify(PRESENCE_SUB_ACTIVE, -1, "", -1);
	assert_int_equal(w.expires, now + 2 * HOUR);
	assert_int_equal(due(), PRESENCE_WATCH_DO_REFRESH);
	assert_int_equal(answer(423, -1, 9000, -1), PRESENCE_WATCH_DO_REFRESH);
	assert_int_equal(xmpp_presence_watch_expires(&w, &conf), 9000);
	/* one that cannot be content, or says nothing */
	begin();
	assert_int_equal(answer(423, -1, 3600, -1), PRESENCE_WATCH_DO_NOTHING);
	assert_int_equal(w.state, PRESENCE_WATCH_FAILED);
	begin();
	answer(423, -1, 7200, -1);
	answer(423, -1, 7300, -1);
	assert_int_equal(answer(423, -1, 7400, -1), PRESENCE_WATCH_DO_NOTHING);
	assert_int_equal(w.state, PRESENCE_WATCH_FAILED);
	begin();
	answer(423, -1, 90000, -1);
	assert_int_equal(w.state, PRESENCE_WATCH_FAILED);
}

static void first_answers(void **state)
{
	static const struct
	{
		int code;
		presence_watch_state_t state;
		int is_unknown;
	} rows[] = {{401, PRESENCE_WATCH_OFF, 0}, {403, PRESENCE_WATCH_OFF, 0},
			{405, PRESENCE_WATCH_OFF, 0}, {407, PRESENCE_WATCH_OFF, 0},
			{489, PRESENCE_WATCH_OFF, 0}, {501, PRESENCE_WATCH_OFF, 0},
			{603, PRESENCE_WATCH_OFF, 0}, {404, PRESENCE_WATCH_OFF, 1},
			{410, PRESENCE_WATCH_OFF, 1}, {604, PRESENCE_WATCH_OFF, 1},
			{300, PRESENCE_WATCH_FAILED, 0}, {408, PRESENCE_WATCH_FAILED, 0},
			{480, PRESENCE_WATCH_FAILED, 0}, {481, PRESENCE_WATCH_FAILED, 0},
			{400, PRESENCE_WATCH_FAILED, 0}, {500, PRESENCE_WATCH_FAILED, 0},
			{503, PRESENCE_WATCH_FAILED, 0}, {600, PRESENCE_WATCH_FAILED, 0}};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		begin();
		assert_int_equal(code(rows[i].code), PRESENCE_WATCH_DO_NOTHING);
		assert_int_equal(w.state, rows[i].state);
		assert_int_equal(w.outcome, rows[i].state);
		assert_int_equal(w.is_unknown, rows[i].is_unknown);
		assert_int_equal(w.forget, 1);
		if(rows[i].state == PRESENCE_WATCH_OFF)
			assert_in_range(w.due - now, DAY - 2 * HOUR, DAY + 2 * HOUR);
		else
			assert_in_range(w.due - now, 24000, 36000);
		assert_int_equal(due(), PRESENCE_WATCH_DO_SUBSCRIBE);
	}
}

static void backs_off(void **state)
{
	uint64_t wait = 30000;
	int i;

	(void)state;
	begin();
	for(i = 0; i < 12; i++) {
		code(503);
		assert_in_range(w.due - now, wait - wait / 5, wait + wait / 5);
		assert_int_equal(due(), PRESENCE_WATCH_DO_SUBSCRIBE);
		wait = wait * 2 > HOUR ? HOUR : wait * 2;
	}
	answer(503, -1, -1, 120);
	assert_in_range(w.due - now, 120000, 144000);
	due();
	answer(503, -1, -1, 2000000000);
	assert_in_range(w.due - now, DAY, DAY + DAY / 5);
	due();
	code(200);
	notify(PRESENCE_SUB_ACTIVE, 60, "", -1);
	assert_int_equal(w.failures, 0);
}

static void refresh_answers(void **state)
{
	static const struct
	{
		int code;
		presence_watch_state_t state; /* ACTIVE: it lasts until it expires */
	} rows[] = {{404, PRESENCE_WATCH_OFF}, {405, PRESENCE_WATCH_OFF},
			{410, PRESENCE_WATCH_OFF}, {416, PRESENCE_WATCH_FAILED},
			{480, PRESENCE_WATCH_FAILED}, {482, PRESENCE_WATCH_FAILED},
			{483, PRESENCE_WATCH_FAILED}, {484, PRESENCE_WATCH_FAILED},
			{485, PRESENCE_WATCH_FAILED}, {489, PRESENCE_WATCH_OFF},
			{501, PRESENCE_WATCH_OFF}, {604, PRESENCE_WATCH_OFF},
			{403, PRESENCE_WATCH_ACTIVE}, {408, PRESENCE_WATCH_ACTIVE},
			{500, PRESENCE_WATCH_ACTIVE}, {503, PRESENCE_WATCH_ACTIVE}};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		active();
		assert_int_equal(due(), PRESENCE_WATCH_DO_REFRESH);
		assert_int_equal(code(rows[i].code), PRESENCE_WATCH_DO_NOTHING);
		assert_int_equal(w.state, rows[i].state);
		if(rows[i].state != PRESENCE_WATCH_ACTIVE)
			continue;
		assert_int_equal(w.forget, 0);
		assert_int_equal(due(), PRESENCE_WATCH_DO_REFRESH);
		now = w.expires;
		event(PRESENCE_WATCH_EV_SILENT);
		assert_int_equal(w.state, PRESENCE_WATCH_FAILED);
	}
	/* until it expires, and then anew */
	active();
	due();
	answer(503, -1, -1, 5000);
	assert_int_equal(w.due, w.expires);
	assert_int_equal(due(), PRESENCE_WATCH_DO_SUBSCRIBE);
}

static void server_forgot(void **state)
{
	(void)state;
	active();
	due();
	assert_int_equal(code(481), PRESENCE_WATCH_DO_SUBSCRIBE);
	assert_int_equal(w.forget, 0);
	code(481);
	assert_int_equal(w.state, PRESENCE_WATCH_FAILED);
	assert_in_range(w.due - now, 24000, 36000);
	due();
	code(200);
	notify(PRESENCE_SUB_ACTIVE, 60, "", -1);
	due();
	assert_int_equal(code(481), PRESENCE_WATCH_DO_SUBSCRIBE);
}

static void reasons(void **state)
{
	static const struct
	{
		const char *reason;
		int after;
		presence_watch_state_t state;
		uint64_t from, to; /* ms */
		int forget;
	} rows[] = {{"deactivated", -1, PRESENCE_WATCH_FAILED, 1000, 1000, 0},
			{"Timeout", -1, PRESENCE_WATCH_FAILED, 1000, 1000, 0},
			{"probation", -1, PRESENCE_WATCH_FAILED, 300000, 300000, 1},
			{"probation", 20, PRESENCE_WATCH_FAILED, 20000, 20000, 1},
			{"giveup", -1, PRESENCE_WATCH_FAILED, 300000, 300000, 1},
			{"rejected", 5, PRESENCE_WATCH_OFF, DAY - 2 * HOUR, DAY + 2 * HOUR,
					1},
			{"noresource", -1, PRESENCE_WATCH_OFF, DAY - 2 * HOUR,
					DAY + 2 * HOUR, 1},
			{"invariant", -1, PRESENCE_WATCH_OFF, DAY - 2 * HOUR,
					DAY + 2 * HOUR, 1},
			{"", -1, PRESENCE_WATCH_FAILED, 24000, 36000, 1},
			{"whatever", 100, PRESENCE_WATCH_FAILED, 100000, 120000, 1}};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		active();
		assert_int_equal(notify(PRESENCE_SUB_TERMINATED, -1, rows[i].reason,
								 rows[i].after),
				PRESENCE_WATCH_DO_NOTHING);
		assert_int_equal(w.state, rows[i].state);
		assert_int_equal(w.forget, rows[i].forget);
		assert_in_range(w.due - now, rows[i].from, rows[i].to);
		assert_int_equal(due(), PRESENCE_WATCH_DO_SUBSCRIBE);
	}
	/* a server that ends each one as it begins gets one a minute */
	active();
	for(i = 0; i < 4; i++) {
		notify(PRESENCE_SUB_TERMINATED, -1, "deactivated", -1);
		assert_int_equal(w.due - now, i == 0 ? 1000 : 60000);
		assert_int_equal(due(), PRESENCE_WATCH_DO_SUBSCRIBE);
		notify(PRESENCE_SUB_ACTIVE, -1, "", -1);
	}
}

static void left(void **state)
{
	(void)state;
	active();
	assert_int_equal(event(PRESENCE_WATCH_EV_UNWANT), PRESENCE_WATCH_DO_LEAVE);
	assert_int_equal(xmpp_presence_watch_expires(&w, &conf), 0);
	assert_int_equal(w.state, PRESENCE_WATCH_LEAVING);
	code(200);
	assert_int_equal(w.state, PRESENCE_WATCH_LEAVING);
	notify(PRESENCE_SUB_TERMINATED, -1, "timeout", -1);
	assert_int_equal(w.state, PRESENCE_WATCH_IDLE);
	/* its NOTIFY is faster than the answer, or does not come */
	active();
	event(PRESENCE_WATCH_EV_UNWANT);
	notify(PRESENCE_SUB_TERMINATED, -1, "timeout", -1);
	assert_int_equal(w.state, PRESENCE_WATCH_LEAVING);
	code(200);
	assert_int_equal(w.state, PRESENCE_WATCH_IDLE);
	active();
	event(PRESENCE_WATCH_EV_UNWANT);
	code(200);
	due();
	assert_int_equal(w.state, PRESENCE_WATCH_IDLE);
	/* the user is back before it was answered, and before it was over */
	active();
	event(PRESENCE_WATCH_EV_UNWANT);
	assert_int_equal(event(PRESENCE_WATCH_EV_WANT), PRESENCE_WATCH_DO_NOTHING);
	assert_int_equal(code(481), PRESENCE_WATCH_DO_SUBSCRIBE);
	active();
	event(PRESENCE_WATCH_EV_UNWANT);
	code(200);
	assert_int_equal(
			event(PRESENCE_WATCH_EV_WANT), PRESENCE_WATCH_DO_SUBSCRIBE);
}

static void left_while_it_is_on_its_way(void **state)
{
	(void)state;
	begin();
	assert_int_equal(
			event(PRESENCE_WATCH_EV_UNWANT), PRESENCE_WATCH_DO_NOTHING);
	assert_int_equal(answer(200, 60, -1, -1), PRESENCE_WATCH_DO_LEAVE);
	begin();
	event(PRESENCE_WATCH_EV_UNWANT);
	code(503);
	assert_int_equal(w.state, PRESENCE_WATCH_IDLE);
	/* who was refused and comes back does not ask again */
	begin();
	code(403);
	event(PRESENCE_WATCH_EV_UNWANT);
	assert_int_equal(event(PRESENCE_WATCH_EV_WANT), PRESENCE_WATCH_DO_NOTHING);
	assert_int_equal(w.state, PRESENCE_WATCH_OFF);
	event(PRESENCE_WATCH_EV_UNWANT);
	due();
	assert_int_equal(w.state, PRESENCE_WATCH_IDLE);
}

/* What comes when nothing is awaited changes nothing. */
static void strays(void **state)
{
	presence_watch_t before;

	(void)state;
	memset(&w, 0, sizeof(w));
	code(200);
	notify(PRESENCE_SUB_ACTIVE, 60, "", -1);
	event(PRESENCE_WATCH_EV_SILENT);
	event(PRESENCE_WATCH_EV_DUE);
	event(PRESENCE_WATCH_EV_UNWANT);
	assert_int_equal(w.state, PRESENCE_WATCH_IDLE);
	active();
	before = w;
	code(404);
	event(PRESENCE_WATCH_EV_SILENT);
	event(PRESENCE_WATCH_EV_WANT);
	assert_memory_equal(&before, &w, sizeof(w));
	begin();
	code(403);
	notify(PRESENCE_SUB_ACTIVE, 60, "", -1);
	assert_int_equal(w.state, PRESENCE_WATCH_OFF);
	assert_string_equal(xmpp_presence_watch_name(w.state), "off");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(refreshed_in_time),
			cmocka_unit_test(asked_no_faster_than_the_operator_wants),
			cmocka_unit_test(told_too_brief_for_ever),
			cmocka_unit_test(over_at_once),
			cmocka_unit_test(notify_before_the_answer),
			cmocka_unit_test(accepted_without_notify),
			cmocka_unit_test(asked_for_longer),
			cmocka_unit_test(first_answers),
			cmocka_unit_test(backs_off),
			cmocka_unit_test(refresh_answers),
			cmocka_unit_test(server_forgot),
			cmocka_unit_test(reasons),
			cmocka_unit_test(left),
			cmocka_unit_test(left_while_it_is_on_its_way),
			cmocka_unit_test(strays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
