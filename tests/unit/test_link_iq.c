/* links: modules/xmpp_link/link_api.c modules/xmpp_link/link_binrpc.c modules/xmpp_link/link_buffer.c modules/xmpp_link/link_check.c modules/xmpp_link/link_config.c modules/xmpp_link/link_connection.c modules/xmpp_link/link_expect.c modules/xmpp_link/link_head.c modules/xmpp_link/link_in.c modules/xmpp_link/link_iq.c modules/xmpp_link/link_keep.c modules/xmpp_link/link_out.c modules/xmpp_link/link_peer.c modules/xmpp_link/link_process.c modules/xmpp_link/link_queue.c modules/xmpp_link/link_random.c modules/xmpp_link/link_route.c modules/xmpp_link/link_socket.c modules/xmpp_link/link_users.c modules/xmpp_link/link_stats.c modules/xmpp_link/link_stream.c modules/xmpp_link/link_talk_in.c modules/xmpp_link/link_talk_out.c modules/xmpp_link/link_task.c modules/xmpp_link/link_timer.c modules/xmpp_link/link_worker.c */
/* links: tests/unit/bare/bare_core.c tests/unit/bare/bare_route.c tests/unit/bare/link_world.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Iqs of ours: each ends exactly once, whatever happens to its answer, to the
 * stanza and to the sidecar. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "../../core/dprint.h"

#include "bare/bare_core.h"
#include "bare/link_world.h"

#define JULIET "juliet@example.net/balcony"
#define OURS "+49@sip.example/gw"
#define STREAM "sip.example"

/* one who asked */
typedef struct asker
{
	int results, errors, nothing; /* how its iqs ended */
	struct asker *forgets;		  /* by the way */
} asker_t;

static asker_t first, second;

static void ended(const xmpp_link_stanza_t *s, void *arg)
{
	asker_t *a = arg;

	if(s == NULL)
		a->nothing++;
	else if(s->type.len == 6)
		a->results++;
	else
		a->errors++;
	if(a->forgets)
		world_link.iq_forget(a->forgets);
}

static int start(void **state)
{
	memset(&first, 0, sizeof(first));
	memset(&second, 0, sizeof(second));
	xmpp_link_numbers.workers = 1;
	return 0;
}

static int ask_to(asker_t *a, const char *to, const char *id, int ms)
{
	char xml[512];

	snprintf(xml, sizeof(xml),
			"<iq type='get' from='" OURS "' to='%s' id='%s'><q/></iq>", to, id);
	return world_link.iq(
			s_(STREAM), s_(OURS), s_(to), s_(id), s_(xml), ms, ended, a);
}

static int ask(asker_t *a, const char *id)
{
	return ask_to(a, JULIET, id, 0);
}

/* the sidecar gets the iq and takes it */
static void check_taken(sidecar_t *s, const char *id)
{
	char part[32];

	snprintf(part, sizeof(part), " id='%s'", id);
	assert_non_null(strstr(sidecar_hears(s), part));
	sidecar_reply(s, sidecar_cookie(s));
	world_turn();
}

/* an answer comes, and is acknowledged to the sidecar whatever it is */
static void answer(sidecar_t *s, const char *type, const char *from,
		const char *to, const char *id)
{
	sidecar_stanza(s, "iq", type, from, to, id, "");
	assert_non_null(strstr(sidecar_hears(s), "reply"));
}

static void check(const asker_t *a, int results, int errors, int nothing)
{
	assert_int_equal(a->results, results);
	assert_int_equal(a->errors, errors);
	assert_int_equal(a->nothing, nothing);
}

static void a_result_or_an_error_ends_the_iq_and_only_the_first_counts(
		void **state)
{
	sidecar_t *s = sidecar_up("a", STREAM);

	ask(&first, "1");
	ask(&second, "2");
	assert_int_equal(world_count(LINK_IQS_OPEN), 2);
	check_taken(s, "1");
	check_taken(s, "2");
	answer(s, "result", JULIET, OURS, "1");
	answer(s, "error", JULIET, OURS, "2");
	answer(s, "error", JULIET, OURS, "1");
	check(&first, 1, 0, 0);
	check(&second, 0, 1, 0);
	world_time(100000);
	check(&first, 1, 0, 0);
	assert_int_equal(world_count(LINK_IQS_UNMATCHED), 1);
	assert_int_equal(world_count(LINK_IQS_OPEN), 0);
}

static void an_answer_counts_when_id_sender_and_recipient_match(void **state)
{
	sidecar_t *s = sidecar_up("a", STREAM);

	ask(&first, "1");
	check_taken(s, "1");
	answer(s, "result", JULIET, OURS, "2");
	answer(s, "result", JULIET, OURS, "");
	answer(s, "result", "eve@example.net/x", OURS, "1");
	answer(s, "result", "juliet@example.net/Balcony", OURS, "1");
	answer(s, "result", "juliet@example.net", OURS, "1");
	answer(s, "result", JULIET, "+50@sip.example/gw", "1");
	check(&first, 0, 0, 0);
	assert_int_equal(world_count(LINK_IQS_UNMATCHED), 6);
	answer(s, "result", "Juliet@Example.net/balcony", OURS, "1");
	check(&first, 1, 0, 0);
}

static void without_an_answer_it_ends_after_the_time_given(void **state)
{
	sidecar_t *s = sidecar_up("a", STREAM);

	ask_to(&first, JULIET, "1", 500);
	check_taken(s, "1");
	world_time(499);
	check(&first, 0, 0, 0);
	world_time(1);
	check(&first, 0, 0, 1);
	assert_int_equal(world_count(LINK_IQ_TIMEOUTS), 1);
	answer(s, "result", JULIET, OURS, "1"); /* too late */
	check(&first, 0, 0, 1);
}

static void own_and_local_domains_have_iq_timeout_others_iq_timeout_remote(
		void **state)
{
	xmpp_link_numbers.hold_seconds = 3600;
	xmpp_link_config.local_domains = *s_("a.example; work.example");
	xmpp_link_numbers.iq_timeout = 20;
	xmpp_link_numbers.iq_timeout_remote = 60;
	ask_to(&first, "juliet@example/x", "1", 0); /* we are sip.example */
	ask_to(&first, "juliet@WORK.example/x", "2", 0);
	ask_to(&second, "juliet@far.example/x", "3", 0);
	ask_to(&second, "juliet@ample/x", "4", 0);
	world_time(20000);
	check(&first, 0, 0, 2);
	check(&second, 0, 0, 0);
	world_time(40000);
	check(&second, 0, 0, 2);
}

static void what_was_not_sent_when_its_time_is_over_is_not_sent_any_more(
		void **state)
{
	sidecar_t *s;

	ask_to(&first, JULIET, "1", 1000);
	world_time(1000);
	check(&first, 0, 0, 1);
	assert_int_equal(world_count(LINK_WAITING), 0);
	s = sidecar_up("a", STREAM);
	assert_string_equal(sidecar_hears(s), "");
}

static void the_sidecars_answer_after_the_end_is_taken_and_nothing_sent_anew(
		void **state)
{
	sidecar_t *s = sidecar_up("a", STREAM), *next;

	ask_to(&first, JULIET, "1", 1000);
	ask_to(&second, JULIET, "2", 1000);
	assert_non_null(strstr(sidecar_hears(s), "id='1'"));
	world_time(1000);
	check(&first, 0, 0, 1);
	check(&second, 0, 0, 1);
	sidecar_reply(s, sidecar_cookie(s));
	world_turn();
	assert_int_equal(world_count(LINK_UNANSWERED), 1);
	sidecar_close(s);
	next = sidecar_up("b", STREAM);
	assert_string_equal(sidecar_hears(next), "");
	check(&first, 0, 0, 1);
}

static void an_iq_that_no_stream_takes_ends_after_hold_seconds(void **state)
{
	ask(&first, "1");
	world_time(xmpp_link_numbers.hold_seconds * 1000);
	check(&first, 0, 0, 1);
	assert_int_equal(world_count(LINK_STANZAS_LOST), 1);
	assert_int_equal(world_count(LINK_IQ_TIMEOUTS), 0);
}

static void an_open_iq_of_a_dead_sidecar_goes_once_more_with_the_same_id(
		void **state)
{
	sidecar_t *s = sidecar_up("a", STREAM), *next;

	ask(&first, "1");
	check_taken(s, "1");
	ask(&second, "2");
	check_taken(s, "2");
	answer(s, "result", JULIET, OURS, "2");
	sidecar_close(s);
	next = sidecar_up("b", STREAM);
	check_taken(next, "1");
	assert_string_equal(sidecar_hears(next), ""); /* not the answered one */
	answer(next, "result", JULIET, OURS, "1");
	check(&first, 1, 0, 0);
	check(&second, 1, 0, 0);
}

static void open_iqs_beyond_hold_bytes_are_not_kept_for_that(void **state)
{
	sidecar_t *s = sidecar_up("a", STREAM), *next;

	xmpp_link_numbers.hold_bytes = 100; /* one of them */
	ask(&first, "1");
	check_taken(s, "1");
	ask(&second, "2");
	check_taken(s, "2");
	sidecar_close(s);
	next = sidecar_up("b", STREAM);
	check_taken(next, "1");
	assert_string_equal(sidecar_hears(next), "");
	world_time(60000);
	check(&first, 0, 0, 1);
	check(&second, 0, 0, 1); /* it has its end all the same */
}

static void a_stanza_that_the_sidecar_refuses_ends_its_iq(void **state)
{
	sidecar_t *s = sidecar_up("a", STREAM);

	ask(&first, "1");
	assert_non_null(strstr(sidecar_hears(s), "id='1'"));
	sidecar_fault(s, sidecar_cookie(s), 413, "too long");
	world_turn();
	check(&first, 0, 0, 1);
}

static void forgotten_iqs_have_no_end_and_others_stay(void **state)
{
	sidecar_t *s = sidecar_up("a", STREAM);

	ask(&first, "1");
	ask(&first, "2");
	ask(&second, "3");
	check_taken(s, "1"); /* taken, underway, underway */
	world_link.iq_forget(&first);
	assert_int_equal(world_count(LINK_IQS_OPEN), 1);
	check_taken(s, "2");
	check_taken(s, "3");
	answer(s, "result", JULIET, OURS, "1");
	answer(s, "result", JULIET, OURS, "3");
	world_time(100000);
	check(&first, 0, 0, 0);
	check(&second, 1, 0, 0);
	world_link.iq_forget(&first); /* none: nothing */
}

static void the_end_of_an_iq_may_forget_others(void **state)
{
	sidecar_t *s = sidecar_up("a", STREAM);

	first.forgets = &second;
	second.forgets = &first;
	ask_to(&first, JULIET, "1", 1000);
	ask_to(&second, JULIET, "2", 1000);
	check_taken(s, "1");
	check_taken(s, "2");
	world_time(5000);
	assert_int_equal(first.nothing + second.nothing, 1);
	assert_int_equal(world_count(LINK_IQS_OPEN), 0);
}

static void no_more_than_parameter_iqs_are_open(void **state)
{
	sidecar_t *s = sidecar_up("a", STREAM);

	xmpp_link_numbers.iqs = 2;
	assert_int_equal(ask(&first, "1"), 0);
	assert_int_equal(ask(&first, "2"), 0);
	assert_int_equal(ask(&second, "3"), -1);
	assert_int_equal(bare_logged_at(L_ERR, "parameter iqs"), 1);
	assert_int_equal(world_count(LINK_SENDS_REFUSED), 1);
	check_taken(s, "1");
	check_taken(s, "2");
	answer(s, "result", JULIET, OURS, "1");
	assert_int_equal(ask(&second, "3"), 0);
	world_time(100000);
	check(&second, 0, 0, 1);
}

static void an_id_that_is_open_is_refused_as_a_fault_of_ours(void **state)
{
	sidecar_up("a", STREAM);
	assert_int_equal(ask(&first, "1"), 0);
	assert_int_equal(ask(&second, "1"), -1);
	assert_int_equal(bare_bugs_expected(), 1);
	assert_int_equal(ask_to(&second, "nurse@example.net", "1", 0), 0);
}

static void an_iq_that_may_not_leave_is_refused_and_has_no_end(void **state)
{
	sidecar_up("a", STREAM);
	assert_int_equal(
			world_link.iq(s_(STREAM), s_(OURS), s_(JULIET), s_("1"),
					s_("<iq type='get' from='eve@example.net' to='a' id='1'/>"),
					0, ended, &first),
			-1);
	world_time(100000);
	check(&first, 0, 0, 0);
	assert_int_equal(world_count(LINK_IQS_OPEN), 0);
}

static void each_allocation_of_an_iq_may_fail(void **state)
{
	sidecar_t *s;
	int n, rc, failed = 1;

	for(n = 1; failed; n++) {
		memset(&first, 0, sizeof(first));
		s = sidecar_up("a", STREAM);
		bare_memory_fail(n);
		rc = ask(&first, "1");
		world_turn();
		failed = bare_memory_failed();
		bare_memory_fail(0);
		sidecar_close(s);
		world_time(100000);
		check(&first, 0, 0, rc == 0 ? 1 : 0);
		assert_int_equal(world_count(LINK_IQS_OPEN), 0);
	}
	assert_true(n > 3); /* the iq, the stanza, and room to write it */
	assert_true(bare_logged_at(L_ERR, "no memory") >= 2);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, start, world_settle)
	const struct CMUnitTest tests[] = {
			T(a_result_or_an_error_ends_the_iq_and_only_the_first_counts),
			T(an_answer_counts_when_id_sender_and_recipient_match),
			T(without_an_answer_it_ends_after_the_time_given),
			T(own_and_local_domains_have_iq_timeout_others_iq_timeout_remote),
			T(what_was_not_sent_when_its_time_is_over_is_not_sent_any_more),
			T(the_sidecars_answer_after_the_end_is_taken_and_nothing_sent_anew),
			T(an_iq_that_no_stream_takes_ends_after_hold_seconds),
			T(an_open_iq_of_a_dead_sidecar_goes_once_more_with_the_same_id),
			T(open_iqs_beyond_hold_bytes_are_not_kept_for_that),
			T(a_stanza_that_the_sidecar_refuses_ends_its_iq),
			T(forgotten_iqs_have_no_end_and_others_stay),
			T(the_end_of_an_iq_may_forget_others),
			T(no_more_than_parameter_iqs_are_open),
			T(an_id_that_is_open_is_refused_as_a_fault_of_ours),
			T(an_iq_that_may_not_leave_is_refused_and_has_no_end),
			T(each_allocation_of_an_iq_may_fail),
	};

	return cmocka_run_group_tests(tests, world_start, world_end);
}
