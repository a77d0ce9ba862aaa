/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The life of a call: what DESIGN says of it must hold for the whole table. */
/* links: modules/jingle/jingle_fsm.c */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../../modules/jingle/jingle_fsm.h"

static jingle_state_t after(jingle_dir_t dir, jingle_state_t in, jingle_ev_t ev)
{
	const jingle_transition_t *t = jingle_fsm_find(dir, in, ev);

	return t ? t->to : in;
}

static int belongs(jingle_dir_t dir, jingle_state_t s)
{
	switch(s) {
		case JINGLE_OFFERED:
		case JINGLE_PICKED:
		case JINGLE_JOINING:
		case JINGLE_ACCEPTED:
			return dir == JINGLE_SIP_TO_XMPP;
		case JINGLE_CALLING:
		case JINGLE_AWAITED:
		case JINGLE_PROCEEDED:
		case JINGLE_INVITED:
		case JINGLE_CANCELLING:
		case JINGLE_REFERRED:
			return dir == JINGLE_XMPP_TO_SIP;
		default:
			return 1;
	}
}

/* a phone calls, the user answers, either hangs up */
static void test_answered_from_sip(void **state)
{
	jingle_state_t s = JINGLE_NEW;
	const jingle_dir_t d = JINGLE_SIP_TO_XMPP;

	(void)state;
	s = after(d, s, JINGLE_EV_INVITE);
	s = after(d, s, JINGLE_EV_RINGING);
	s = after(d, s, JINGLE_EV_PROCEED);
	s = after(d, s, JINGLE_EV_ACCEPT);
	s = after(d, s, JINGLE_EV_ACK);
	assert_int_equal(s, JINGLE_ACTIVE);
	assert_int_equal(after(d, s, JINGLE_EV_BYE), JINGLE_ENDED);
	assert_int_equal(after(d, s, JINGLE_EV_TERMINATE), JINGLE_ENDED);
}

static void test_answered_from_xmpp(void **state)
{
	jingle_state_t s = JINGLE_NEW;
	const jingle_dir_t d = JINGLE_XMPP_TO_SIP;

	(void)state;
	s = after(d, s, JINGLE_EV_PROPOSE);
	s = after(d, s, JINGLE_EV_INITIATE);
	s = after(d, s, JINGLE_EV_PROGRESS);
	s = after(d, s, JINGLE_EV_ANSWER);
	assert_int_equal(s, JINGLE_ACTIVE);
	assert_int_equal(after(d, s, JINGLE_EV_BYE), JINGLE_ENDED);
	assert_int_equal(after(d, s, JINGLE_EV_TERMINATE), JINGLE_ENDED);
}

/* XEP-0353 section 4.1: their proposes cross, the user's wins, and the phone's
 * INVITE is answered by his session; XEP-0166 section 7.2.16 without JMI */
static void test_joined(void **state)
{
	const jingle_dir_t d = JINGLE_SIP_TO_XMPP;
	jingle_state_t s = after(d, JINGLE_NEW, JINGLE_EV_INVITE);

	(void)state;
	assert_int_equal(after(d, s, JINGLE_EV_INITIATE), JINGLE_ACCEPTED);
	s = after(d, s, JINGLE_EV_PROPOSE);
	assert_int_equal(s, JINGLE_JOINING);
	assert_int_equal(after(d, s, JINGLE_EV_PROPOSE), JINGLE_JOINING);
	assert_int_equal(after(d, s, JINGLE_EV_TIMEOUT), JINGLE_ENDED);
	assert_int_equal(after(d, s, JINGLE_EV_CANCEL), JINGLE_ENDED);
	/* ours is withdrawn: nobody can take it any more */
	assert_null(jingle_fsm_find(d, s, JINGLE_EV_PROCEED));
	assert_null(jingle_fsm_find(d, s, JINGLE_EV_ACCEPT));
	s = after(d, s, JINGLE_EV_INITIATE);
	s = after(d, s, JINGLE_EV_ACK);
	assert_int_equal(s, JINGLE_ACTIVE);
}

/* XEP-0353 section 4.2: whoever called, a new propose goes on with the call */
static void test_migrated(void **state)
{
	int d;

	(void)state;
	for(d = 0; d < JINGLE_DIRS; d++) {
		jingle_dir_t dir = (jingle_dir_t)d;

		assert_int_equal(
				after(dir, JINGLE_ACTIVE, JINGLE_EV_PROPOSE), JINGLE_MIGRATING);
		assert_int_equal(after(dir, JINGLE_MIGRATING, JINGLE_EV_INITIATE),
				JINGLE_ACTIVE);
		assert_int_equal(
				after(dir, JINGLE_MIGRATING, JINGLE_EV_BYE), JINGLE_ENDED);
		assert_int_equal(
				after(dir, JINGLE_MIGRATING, JINGLE_EV_TIMEOUT), JINGLE_ENDED);
	}
}

/* RFC 3261 section 15: the callee's user agent sends no BYE before the ACK, or
 * the end of its server transaction, which no restart outlives */
static void test_no_bye_before_ack(void **state)
{
	int n, i;
	const jingle_transition_t *t = jingle_fsm_table(&n);

	(void)state;
	for(i = 0; i < n; i++) {
		if(t[i].dir != JINGLE_SIP_TO_XMPP
				|| (t[i].in != JINGLE_ACCEPTED && t[i].in != JINGLE_LEAVING))
			continue;
		if(t[i].action == JINGLE_DO_BYE || t[i].action == JINGLE_DO_BYE_AND_END)
			assert_true(t[i].on == JINGLE_EV_ACK || t[i].on == JINGLE_EV_NO_ACK
						|| t[i].on == JINGLE_EV_LOST);
	}
}

/* after a restart a call goes on, or it ends: nothing stays between, and who
 * was told of it in XMPP is told of its end; a phone in it gets a BYE */
static void test_lost(void **state)
{
	const jingle_transition_t *t;
	int d, s;

	(void)state;
	for(d = 0; d < JINGLE_DIRS; d++)
		for(s = JINGLE_NEW + 1; s < JINGLE_ENDED; s++) {
			t = jingle_fsm_find(
					(jingle_dir_t)d, (jingle_state_t)s, JINGLE_EV_LOST);
			if(!belongs((jingle_dir_t)d, (jingle_state_t)s)
					|| s == JINGLE_ACCEPTED) {
				assert_null(t);
				continue;
			}
			assert_non_null(t);
			assert_int_equal(t->to, JINGLE_ENDED);
			if(s == JINGLE_MIGRATING || s == JINGLE_ACTIVE
					|| s == JINGLE_BRIDGED || s == JINGLE_AWAITED)
				assert_int_equal(t->action, JINGLE_DO_BYE_AND_END);
			else if(s == JINGLE_REPLACED) /* it has no client any more */
				assert_int_equal(t->action, JINGLE_DO_BYE);
			else if(s == JINGLE_REFERRED) /* nor has this, mostly */
				assert_int_equal(t->action, JINGLE_DO_TRANSFER_FAILED);
			else if(s != JINGLE_LEAVING && s != JINGLE_CANCELLING)
				assert_int_equal(t->action, JINGLE_DO_END_XMPP);
		}
}

/* RFC 3261 section 9.1: after a CANCEL the final reply is still awaited, and
 * a 2xx that crossed it is ended by a BYE */
static void test_cancel_crosses_answer(void **state)
{
	const jingle_transition_t *t = jingle_fsm_find(
			JINGLE_XMPP_TO_SIP, JINGLE_CANCELLING, JINGLE_EV_ANSWER);

	(void)state;
	assert_non_null(t);
	assert_int_equal(t->action, JINGLE_DO_BYE);
	assert_int_equal(
			after(JINGLE_XMPP_TO_SIP, JINGLE_INVITED, JINGLE_EV_TERMINATE),
			JINGLE_CANCELLING);
}

/* nobody is left hanging: in each state the end of either side, and a failure
 * of our own, lead on, and within three events, or by a time-out, to the end */
static void test_every_state_can_end(void **state)
{
	int d, s;
	jingle_state_t x;

	(void)state;
	for(d = 0; d < JINGLE_DIRS; d++)
		for(s = JINGLE_OFFERED; s < JINGLE_ENDED; s++) {
			if(!belongs((jingle_dir_t)d, (jingle_state_t)s))
				continue;
			x = after((jingle_dir_t)d, (jingle_state_t)s, JINGLE_EV_TERMINATE);
			x = after((jingle_dir_t)d, x, JINGLE_EV_FAIL);
			x = after((jingle_dir_t)d, x, JINGLE_EV_NO_ACK);
			/* these have no client that could end them */
			if(s != JINGLE_REPLACED && s != JINGLE_BRIDGED)
				assert_int_equal(x, JINGLE_ENDED);
			x = after((jingle_dir_t)d, (jingle_state_t)s, JINGLE_EV_HANGUP);
			x = after((jingle_dir_t)d, x, JINGLE_EV_FAIL);
			x = after((jingle_dir_t)d, x, JINGLE_EV_NO_ACK);
			x = after((jingle_dir_t)d, x, JINGLE_EV_TIMEOUT);
			assert_int_equal(x, JINGLE_ENDED);
		}
}

/* XEP-0353: proceed when somebody has picked up; a phone that is gone before the
 * session-initiate rings no second time for it */
static void test_phone_first(void **state)
{
	const jingle_dir_t d = JINGLE_XMPP_TO_SIP;
	jingle_state_t s = after(d, JINGLE_NEW, JINGLE_EV_PHONE_FIRST), gone;

	(void)state;
	s = after(d, s, JINGLE_EV_PROGRESS);
	assert_int_equal(after(d, s, JINGLE_EV_REJECT), JINGLE_CANCELLING);
	assert_int_equal(after(d, s, JINGLE_EV_FAIL), JINGLE_ENDED);
	assert_null(jingle_fsm_find(d, s, JINGLE_EV_INITIATE));
	s = after(d, s, JINGLE_EV_ANSWER);
	assert_int_equal(after(d, s, JINGLE_EV_INITIATE), JINGLE_ACTIVE);
	assert_int_equal(after(d, s, JINGLE_EV_TIMEOUT), JINGLE_ENDED);
	gone = after(d, s, JINGLE_EV_BYE);
	assert_int_equal(gone, JINGLE_LEAVING);
	assert_int_equal(after(d, gone, JINGLE_EV_INITIATE), JINGLE_ENDED);
	assert_int_equal(after(d, gone, JINGLE_EV_TIMEOUT), JINGLE_ENDED);
}

/* A phone that answers nothing holds nobody: RFC 3261 section 9.1 gives it
 * 64*T1 after a CANCEL; and an operator's hang-up ends whatever has no end of
 * its own under way, as LEAVING has (section 15, it awaits the ACK) */
static void test_no_state_waits_for_ever(void **state)
{
	int d, s;

	(void)state;
	assert_int_equal(
			after(JINGLE_XMPP_TO_SIP, JINGLE_CANCELLING, JINGLE_EV_TIMEOUT),
			JINGLE_ENDED);
	for(d = 0; d < JINGLE_DIRS; d++)
		for(s = JINGLE_OFFERED; s < JINGLE_ENDED; s++) {
			const jingle_dir_t dir = (jingle_dir_t)d;
			const jingle_state_t in = (jingle_state_t)s;

			if(!belongs(dir, in) || in == JINGLE_LEAVING)
				continue;
			assert_non_null(jingle_fsm_find(dir, in, JINGLE_EV_HANGUP));
			if(in != JINGLE_ACTIVE && in != JINGLE_BRIDGED
					&& in != JINGLE_ACCEPTED)
				assert_non_null(jingle_fsm_find(dir, in, JINGLE_EV_TIMEOUT));
		}
}

/* RFC 4028: wherever a dialog is confirmed its session timer runs: the answer to
 * our refresh is taken, and a session that is over ends the call */
static void test_session_timer_is_heard(void **state)
{
	static const jingle_state_t confirmed[] = {JINGLE_ACCEPTED, JINGLE_AWAITED,
			JINGLE_ACTIVE, JINGLE_MIGRATING, JINGLE_BRIDGED};
	size_t i;
	int d;

	(void)state;
	for(i = 0; i < sizeof(confirmed) / sizeof(confirmed[0]); i++)
		for(d = 0; d < JINGLE_DIRS; d++) {
			if(!belongs((jingle_dir_t)d, confirmed[i]))
				continue;
			assert_int_equal(
					after((jingle_dir_t)d, confirmed[i], JINGLE_EV_REFRESHED),
					confirmed[i]);
			assert_int_not_equal(
					after((jingle_dir_t)d, confirmed[i], JINGLE_EV_DEAD),
					confirmed[i]);
		}
}

/* what the table shows is all there is: no state but the first and the last is
 * without rows, and whatever is found stands in it */
static void test_table_is_whole(void **state)
{
	int n, i, d, s, e, found = 0;
	const jingle_transition_t *t = jingle_fsm_table(&n);

	(void)state;
	for(d = 0; d < JINGLE_DIRS; d++)
		for(s = 0; s < JINGLE_STATES; s++) {
			for(i = 0; i < n; i++)
				if(t[i].dir == (jingle_dir_t)d && t[i].in == (jingle_state_t)s)
					break;
			assert_int_equal(i < n, belongs((jingle_dir_t)d, (jingle_state_t)s)
											&& s != JINGLE_ENDED);
			for(e = 0; e < JINGLE_EVENTS; e++)
				if(jingle_fsm_find(
						   (jingle_dir_t)d, (jingle_state_t)s, (jingle_ev_t)e)
						!= NULL)
					found++;
		}
	assert_int_equal(found, n);
}

/* an 18x that tm delivers after the 2xx changes nothing */
static void test_late_progress(void **state)
{
	(void)state;
	assert_null(jingle_fsm_find(
			JINGLE_XMPP_TO_SIP, JINGLE_ACTIVE, JINGLE_EV_PROGRESS));
	assert_null(jingle_fsm_find(
			JINGLE_XMPP_TO_SIP, JINGLE_ENDED, JINGLE_EV_PROGRESS));
}

/* nothing happens to a call that has ended */
static void test_ended_is_final(void **state)
{
	int d, e;

	(void)state;
	for(d = 0; d < JINGLE_DIRS; d++)
		for(e = 0; e < JINGLE_EVENTS; e++)
			assert_null(jingle_fsm_find(
					(jingle_dir_t)d, JINGLE_ENDED, (jingle_ev_t)e));
}

/* each (direction, state, event) stands once, each row in a state of its
 * direction */
static void test_table_is_sound(void **state)
{
	int n, i, j;
	const jingle_transition_t *t = jingle_fsm_table(&n);

	(void)state;
	for(i = 0; i < n; i++) {
		assert_true(belongs(t[i].dir, t[i].in));
		assert_true(belongs(t[i].dir, t[i].to));
		for(j = 0; j < i; j++)
			assert_false(t[i].dir == t[j].dir && t[i].in == t[j].in
						 && t[i].on == t[j].on);
	}
}

static void test_names(void **state)
{
	int i, j;

	(void)state;
	/* rows of the database are read by the state's name */
	for(i = 0; i < JINGLE_STATES; i++) {
		assert_true(strlen(jingle_state_name((jingle_state_t)i)) > 1);
		for(j = 0; j < i; j++)
			assert_string_not_equal(jingle_state_name((jingle_state_t)i),
					jingle_state_name((jingle_state_t)j));
	}
	for(i = 0; i < JINGLE_EVENTS; i++)
		assert_true(strlen(jingle_ev_name((jingle_ev_t)i)) > 1);
	assert_string_equal(jingle_state_name(JINGLE_STATES), "?");
	assert_string_equal(jingle_ev_name(JINGLE_EVENTS), "?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_answered_from_sip),
			cmocka_unit_test(test_answered_from_xmpp),
			cmocka_unit_test(test_joined),
			cmocka_unit_test(test_phone_first),
			cmocka_unit_test(test_migrated),
			cmocka_unit_test(test_no_bye_before_ack),
			cmocka_unit_test(test_lost),
			cmocka_unit_test(test_cancel_crosses_answer),
			cmocka_unit_test(test_every_state_can_end),
			cmocka_unit_test(test_no_state_waits_for_ever),
			cmocka_unit_test(test_session_timer_is_heard),
			cmocka_unit_test(test_table_is_whole),
			cmocka_unit_test(test_late_progress),
			cmocka_unit_test(test_ended_is_final),
			cmocka_unit_test(test_table_is_sound),
			cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
