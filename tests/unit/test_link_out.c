/* links: modules/xmpp_link/link_api.c modules/xmpp_link/link_binrpc.c modules/xmpp_link/link_buffer.c modules/xmpp_link/link_check.c modules/xmpp_link/link_config.c modules/xmpp_link/link_connection.c modules/xmpp_link/link_expect.c modules/xmpp_link/link_head.c modules/xmpp_link/link_in.c modules/xmpp_link/link_iq.c modules/xmpp_link/link_keep.c modules/xmpp_link/link_out.c modules/xmpp_link/link_peer.c modules/xmpp_link/link_process.c modules/xmpp_link/link_queue.c modules/xmpp_link/link_random.c modules/xmpp_link/link_route.c modules/xmpp_link/link_socket.c modules/xmpp_link/link_users.c modules/xmpp_link/link_stats.c modules/xmpp_link/link_stream.c modules/xmpp_link/link_talk_in.c modules/xmpp_link/link_talk_out.c modules/xmpp_link/link_task.c modules/xmpp_link/link_timer.c modules/xmpp_link/link_worker.c */
/* links: tests/unit/bare/bare_core.c tests/unit/bare/bare_route.c tests/unit/bare/link_world.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stanzas that leave: their order, the window, what waits and for how long, what
 * goes once more when a sidecar or a stream is gone, what is refused. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <cmocka.h>

#include "../../core/dprint.h"
#include "../../modules/xmpp_link/link_peer.h"

#include "bare/bare_core.h"
#include "bare/link_world.h"

#define JULIET "juliet@example.net/balcony"
#define OURS "from='+49@sip.example' to='" JULIET "'"
#define STREAM "sip.example"

enum
{
	PINGS = 500000 /* far more than sockets and PEER_REPLIES hold */
};

static int lost; /* how often the sender was told */

static void on_lost(void *arg)
{
	assert_ptr_equal(arg, &lost);
	lost++;
}

static int start(void **state)
{
	lost = 0;
	xmpp_link_numbers.workers = 1;
	return 0;
}

static int send_xml(const char *to, const char *xml)
{
	return world_link.send(s_(STREAM), s_(to), s_(xml), on_lost, &lost);
}

/* <message id='ID'/> to Juliet, or to somebody else */
static int send_to(const char *to, const char *id)
{
	char xml[256];

	snprintf(xml, sizeof(xml),
			"<message from='+49@sip.example' to='%s' id='%s'/>", to, id);
	return send_xml(to, xml);
}

static int send_message(const char *id)
{
	return send_to(JULIET, id);
}

/* the sidecar gets the message with this id now, and answers it or not */
static void check_hears(sidecar_t *s, const char *id, int answers)
{
	const char *heard = sidecar_hears(s);
	char part[32];

	snprintf(part, sizeof(part), " id='%s'", id);
	if(strncmp(heard, "stanza " STREAM " <message", 27) != 0
			|| strstr(heard, part) == NULL)
		fail_msg("%s instead of message %s", heard, id);
	if(answers)
		sidecar_reply(s, sidecar_cookie(s));
}

/* --- the usual way ----------------------------------------------------------------- */

static void stanzas_leave_in_their_order_and_are_done_when_acknowledged(
		void **state)
{
	sidecar_t *s = sidecar_up("a", STREAM);
	int i;
	char id[16];

	for(i = 0; i < 5; i++) {
		snprintf(id, sizeof(id), "%d", i);
		assert_int_equal(send_message(id), 0);
	}
	for(i = 0; i < 5; i++) {
		snprintf(id, sizeof(id), "%d", i);
		check_hears(s, id, 1);
	}
	world_turn();
	assert_int_equal(world_count(LINK_UNANSWERED), 0);
	assert_int_equal(world_count(LINK_STANZAS_OUT), 5);
	assert_int_equal(lost, 0);
}

static void what_must_not_leave_is_refused_and_the_log_says_why(void **state)
{
	static const struct
	{
		const char *xml, *why;
	} wrong[] = {
			{"", "it is empty"},
			{"hello", ""},
			{"<message to='a@b'/>", "no from or no to"},
			{"<message from='+49@sip.example'/>", "no from or no to"},
			{"<iq type='get' " OURS "/>", "without id"},
			{"<message from='eve@example.net' to='a@b'/>",
					"its sender is not of the component"},
			{"<message from='sip.example.net' to='a@b'/>",
					"its sender is not of the component"},
	};
	size_t i, n = sizeof(wrong) / sizeof(wrong[0]);

	sidecar_up("a", STREAM);
	for(i = 0; i < n; i++) {
		bare_log_clear();
		assert_int_equal(send_xml(JULIET, wrong[i].xml), -1);
		assert_int_equal(bare_logged_at(L_ERR, wrong[i].why), 1);
	}
	assert_int_equal(world_count(LINK_SENDS_REFUSED), n);
	assert_int_equal(lost, 0); /* who sends knows it by the result */
}

static void a_stanza_longer_than_stanza_max_out_is_refused(void **state)
{
	sidecar_t *s = sidecar_up("a", STREAM);
	char xml[1100];

	xmpp_link_numbers.stanza_max_out = 1024;
	memset(xml, ' ', sizeof(xml));
	memcpy(xml, "<message " OURS, strlen("<message " OURS));
	strcpy(xml + 1022, "/>");
	assert_int_equal(send_xml(JULIET, xml), 0);
	assert_non_null(strstr(sidecar_hears(s), "<message"));
	sidecar_reply(s, sidecar_cookie(s));
	memset(xml + 1022, ' ', 8);
	strcpy(xml + 1023, "/>");
	assert_int_equal(send_xml(JULIET, xml), -1);
	assert_int_equal(bare_logged_at(L_ERR, "stanza_max_out"), 1);
	assert_int_equal(world_link.stanza_max(), 1024);
}

/* --- without a stream ------------------------------------------------------------------ */

static void without_a_stream_stanzas_wait_for_it(void **state)
{
	sidecar_t *s;

	send_message("1");
	send_message("2");
	assert_int_equal(world_count(LINK_WAITING), 2);
	world_time(xmpp_link_numbers.hold_seconds * 1000 - 1);
	s = sidecar_up("a", STREAM);
	check_hears(s, "1", 1);
	check_hears(s, "2", 1);
	world_time(60000);
	assert_int_equal(lost, 0);
	assert_int_equal(world_count(LINK_WAITING), 0);
	assert_int_equal(world_count(LINK_WAITING_BYTES), 0);
}

static void after_hold_seconds_they_are_lost_and_the_sender_is_told(
		void **state)
{
	sidecar_t *other = sidecar_up("a", "other.example");

	send_message("1");
	world_time(1000);
	send_message("2");
	world_time(xmpp_link_numbers.hold_seconds * 1000 - 1001);
	assert_int_equal(lost, 0);
	world_time(1);
	assert_int_equal(lost, 1);
	world_time(1000);
	assert_int_equal(lost, 2);
	assert_int_equal(world_count(LINK_STANZAS_LOST), 2);
	assert_int_equal(bare_logged_at(L_WARN, "hold_seconds"), 2);
	while(strcmp(sidecar_hears(other), "ping") == 0)
		sidecar_reply(other, sidecar_cookie(other));
	assert_string_equal(sidecar_hears(other), "");
}

static void with_hold_seconds_0_nothing_waits(void **state)
{
	xmpp_link_numbers.hold_seconds = 0;
	assert_int_equal(send_message("1"), -1);
	assert_int_equal(bare_logged_at(L_ERR, "hold_seconds is 0"), 1);
	sidecar_up("a", STREAM);
	assert_int_equal(send_message("2"), 0);
}

static void no_more_than_hold_bytes_wait(void **state)
{
	int n = 0;

	xmpp_link_numbers.hold_bytes = 1000;
	while(send_message("m") == 0)
		n++;
	assert_in_range(n, 10, 20);
	assert_in_range(world_count(LINK_WAITING_BYTES), 900, 1000);
	assert_int_equal(bare_logged_at(L_ERR, "hold_bytes"), 1);
	assert_int_equal(world_count(LINK_SENDS_REFUSED), 1);
	world_time(xmpp_link_numbers.hold_seconds * 1000);
	assert_int_equal(lost, n);
	assert_int_equal(send_message("m"), 0); /* there is room again */
}

/* --- the window ------------------------------------------------------------------------- */

static void a_full_window_lets_stanzas_wait_and_each_answer_lets_one_go(
		void **state)
{
	sidecar_t *s = sidecar_up("a", STREAM);

	xmpp_link_numbers.window = 2;
	send_message("1");
	send_message("2");
	send_message("3");
	send_message("4");
	assert_int_equal(world_count(LINK_WAITING), 2);
	check_hears(s, "1", 0);
	check_hears(s, "2", 0);
	assert_string_equal(sidecar_hears(s), "");
	assert_int_equal(world_count(LINK_UNANSWERED), 2);
	sidecar_reply(s, sidecar_cookie(s) - 1);
	check_hears(s, "3", 1);
	check_hears(s, "4", 1);
	sidecar_reply(s, sidecar_cookie(s) - 2); /* the second, last of all */
	world_turn();
	assert_int_equal(world_count(LINK_UNANSWERED), 0);
	assert_int_equal(world_count(LINK_WAITING), 0);
}

static void the_window_counts_bytes_too_but_one_stanza_always_goes(void **state)
{
	sidecar_t *s = sidecar_up("a", STREAM);

	xmpp_link_numbers.window_bytes = 10;
	send_message("1");
	send_message("2");
	check_hears(s, "1", 0);
	assert_string_equal(sidecar_hears(s), "");
	sidecar_reply(s, sidecar_cookie(s));
	check_hears(s, "2", 1);
}

static void what_waits_before_a_full_window_is_bounded_by_hold_bytes(
		void **state)
{
	sidecar_t *s = sidecar_up("a", STREAM);

	xmpp_link_numbers.window = 1;
	xmpp_link_numbers.hold_bytes = 100;
	assert_int_equal(send_message("1"), 0);
	assert_int_equal(send_message("2"), 0);
	assert_int_equal(send_message("3"), -1);
	assert_int_equal(bare_logged_at(L_ERR, "hold_bytes"), 1);
	check_hears(s, "1", 1);
	check_hears(s, "2", 1);
}

static void a_sidecar_that_reads_nothing_does_not_take_the_memory(void **state)
{
	sidecar_t *s = sidecar_up("a", STREAM);
	char xml[30000];
	int n = 0;

	memset(xml, ' ', sizeof(xml));
	memcpy(xml, "<message " OURS, strlen("<message " OURS));
	strcpy(xml + sizeof(xml) - 3, "/>");
	while(n < 10000 && send_xml(JULIET, xml) == 0) {
		world_turn();
		n++;
	}
	/* the window, and what may wait */
	assert_in_range((unsigned long)n * sizeof(xml), 4000000,
			xmpp_link_numbers.window_bytes + xmpp_link_numbers.hold_bytes
					+ 100000);
	assert_int_equal(bare_logged_at(L_ERR, "hold_bytes"), 1);
	sidecar_close(s);
	world_time(60000);
	assert_int_equal(lost, n);
}

/* pings until the worker takes no more of them; -1: it takes all */
static int ping_until_full(sidecar_t *s)
{
	static const char ping[] = {
			(char)0xa1, 0x00, 6, 9, 0x51, 'p', 'i', 'n', 'g', 0};
	int n = 0, blocked = 0;

	while(n < PINGS && blocked < 2) {
		if(send(sidecar_fd(s), ping, sizeof(ping), MSG_DONTWAIT) > 0) {
			n++;
			blocked = 0;
		} else {
			world_turn();
			blocked++;
		}
	}
	return blocked ? n : -1;
}

static void a_sidecar_that_asks_and_reads_no_replies_is_not_read_any_more(
		void **state)
{
	sidecar_t *s = sidecar_new("a");
	int i, n;

	xmpp_link_numbers.window_bytes = 0;
	n = ping_until_full(s);
	assert_true(n > 1000);
	for(i = 0; i < n; i++)
		assert_string_equal(sidecar_hears(s), "reply 9"); /* none is missing */
	assert_string_equal(sidecar_hears(s), "");
}

/* --- refused by the sidecar --------------------------------------------------------------- */

static void a_fault_503_marks_the_stream_down_and_the_stanza_waits(void **state)
{
	sidecar_t *s = sidecar_up("a", STREAM);

	send_message("1");
	check_hears(s, "1", 0);
	sidecar_fault(s, sidecar_cookie(s), 503, "stream down");
	assert_string_equal(sidecar_hears(s), "");
	assert_false(world_link.is_up(s_(STREAM)));
	assert_int_equal(world_count(LINK_WAITING), 1);
	sidecar_ask(s, "ssi", "stream", STREAM, 1);
	check_hears(s, "1", 1); /* before the reply: it is written first */
	assert_string_equal(sidecar_hears(s), "reply 3");
	assert_int_equal(lost, 0);
}

static void a_fault_404_sends_it_by_another_sidecar(void **state)
{
	sidecar_t *s[2] = {sidecar_up("a", STREAM), sidecar_up("b", STREAM)};
	int first;

	send_message("1");
	first = strlen(sidecar_hears(s[0])) > 0 ? 0 : 1;
	if(first == 1)
		check_hears(s[1], "1", 0);
	sidecar_fault(s[first], sidecar_cookie(s[first]), 404, "no component");
	world_turn();
	check_hears(s[!first], "1", 1);
	assert_true(world_link.is_up(s_(STREAM)));
	assert_int_equal(lost, 0);
}

static void any_other_fault_loses_the_stanza(void **state)
{
	sidecar_t *s = sidecar_up("a", STREAM);

	send_message("1");
	check_hears(s, "1", 0);
	sidecar_fault(s, sidecar_cookie(s), 413, "too long");
	assert_string_equal(sidecar_hears(s), "");
	assert_int_equal(lost, 1);
	assert_int_equal(bare_logged_at(L_WARN, "413 too long"), 1);
	assert_true(world_link.is_up(s_(STREAM)));
}

static void a_fault_without_a_code_ends_the_connection(void **state)
{
	sidecar_t *s = sidecar_up("a", STREAM);
	static const char fault[] = {(char)0xa1, 0x30, 0, 1};

	send_message("1");
	check_hears(s, "1", 0);
	assert_int_equal(sidecar_cookie(s), 1);
	sidecar_write(s, fault, sizeof(fault));
	assert_string_equal(sidecar_hears(s), "closed");
	assert_int_equal(bare_logged_at(L_ERR, "its fault cannot be read"), 1);
	assert_int_equal(world_count(LINK_WAITING), 1); /* not lost for it */
}

/* --- sidecars that go ---------------------------------------------------------------------- */

static void what_a_dead_sidecar_left_unanswered_goes_by_another_in_its_order(
		void **state)
{
	sidecar_t *s = sidecar_up("a", STREAM), *next;

	xmpp_link_numbers.window = 2;
	send_message("1");
	send_message("2");
	send_message("3");
	check_hears(s, "1", 0);
	sidecar_close(s);
	world_turn();
	assert_int_equal(world_count(LINK_WAITING), 3);
	next = sidecar_up("b", STREAM);
	check_hears(next, "1", 1);
	check_hears(next, "2", 1);
	check_hears(next, "3", 1);
	assert_int_equal(lost, 0);
	assert_int_equal(world_count(LINK_STANZAS_RESENT), 2); /* 3 was not sent */
}

static void presence_that_may_have_arrived_is_not_repeated(void **state)
{
	sidecar_t *s = sidecar_up("a", STREAM), *next;

	send_xml(JULIET, "<presence " OURS "/>");
	assert_non_null(strstr(sidecar_hears(s), "<presence"));
	sidecar_close(s);
	world_turn();
	assert_int_equal(lost, 1);
	send_xml(JULIET, "<presence " OURS " id='2'/>"); /* never sent: it waits */
	next = sidecar_up("b", STREAM);
	assert_non_null(strstr(sidecar_hears(next), "<presence"));
	sidecar_reply(next, sidecar_cookie(next));
	assert_int_equal(lost, 1);
}

static void presence_that_waited_before_a_full_window_goes_by_another(
		void **state)
{
	sidecar_t *s = sidecar_up("a", STREAM), *next;

	xmpp_link_numbers.window = 1;
	send_message("1");
	send_xml(JULIET, "<presence " OURS "/>");
	check_hears(s, "1", 0);
	sidecar_close(s);
	next = sidecar_up("b", STREAM);
	check_hears(next, "1", 1);
	assert_non_null(strstr(sidecar_hears(next), "<presence"));
	sidecar_reply(next, sidecar_cookie(next));
	assert_int_equal(lost, 0);
}

static void a_conversation_stays_with_its_sidecar_when_others_come(void **state)
{
	sidecar_t *a = sidecar_up("a", STREAM);
	char to[64], name[16];
	int i;

	for(i = 0; i < 20; i++) {
		snprintf(to, sizeof(to), "user%d@example.net/x", i);
		send_to(to, "1");
		check_hears(a, "1", 1);
	}
	for(i = 0; i < 3; i++) {
		snprintf(name, sizeof(name), "b%d", i);
		sidecar_up(name, STREAM);
	}
	for(i = 0; i < 20; i++) {
		snprintf(to, sizeof(to), "USER%d@example.net/y", i); /* the same user */
		send_to(to, "2");
		check_hears(a, "2", 1);
	}
}

static void new_conversations_are_spread_over_the_sidecars(void **state)
{
	sidecar_t *s[3] = {sidecar_up("a", STREAM), sidecar_up("b", STREAM),
			sidecar_up("c", STREAM)};
	int i, n[3] = {0};
	char to[64];

	for(i = 0; i < 60; i++) {
		snprintf(to, sizeof(to), "somebody%d@example.net", i);
		send_to(to, "1");
	}
	for(i = 0; i < 3; i++)
		for(; sidecar_hears(s[i])[0]; n[i]++)
			sidecar_reply(s[i], sidecar_cookie(s[i]));
	assert_int_equal(n[0] + n[1] + n[2], 60);
	for(i = 0; i < 3; i++)
		assert_true(n[i] > 3);
}

/* --- memory ----------------------------------------------------------------------------------- */

static void each_allocation_of_a_send_may_fail(void **state)
{
	int n;

	/* the sidecar is there before memory ends: its own life is test_link_peer's */
	for(n = 1; n < 4; n++) {
		sidecar_t *s = sidecar_up("a", STREAM);
		int rc;

		bare_memory_fail(n);
		lost = 0;
		rc = send_message("1");
		world_turn();
		if(!bare_memory_failed())
			assert_int_equal(rc, 0);
		else if(rc == 0)
			assert_true(bare_logged_at(L_ERR, "no memory") > 0
						|| bare_logged_at(L_WARN, "no memory") > 0);
		bare_memory_fail(0);
		sidecar_close(s);
		world_time(60000);
		assert_int_equal(lost, rc == 0 ? 1 : 0);
	}
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, start, world_settle)
	const struct CMUnitTest tests[] = {
			T(stanzas_leave_in_their_order_and_are_done_when_acknowledged),
			T(what_must_not_leave_is_refused_and_the_log_says_why),
			T(a_stanza_longer_than_stanza_max_out_is_refused),
			T(without_a_stream_stanzas_wait_for_it),
			T(after_hold_seconds_they_are_lost_and_the_sender_is_told),
			T(with_hold_seconds_0_nothing_waits),
			T(no_more_than_hold_bytes_wait),
			T(a_full_window_lets_stanzas_wait_and_each_answer_lets_one_go),
			T(the_window_counts_bytes_too_but_one_stanza_always_goes),
			T(what_waits_before_a_full_window_is_bounded_by_hold_bytes),
			T(a_sidecar_that_reads_nothing_does_not_take_the_memory),
			T(a_sidecar_that_asks_and_reads_no_replies_is_not_read_any_more),
			T(a_fault_503_marks_the_stream_down_and_the_stanza_waits),
			T(a_fault_404_sends_it_by_another_sidecar),
			T(any_other_fault_loses_the_stanza),
			T(a_fault_without_a_code_ends_the_connection),
			T(what_a_dead_sidecar_left_unanswered_goes_by_another_in_its_order),
			T(presence_that_may_have_arrived_is_not_repeated),
			T(presence_that_waited_before_a_full_window_goes_by_another),
			T(a_conversation_stays_with_its_sidecar_when_others_come),
			T(new_conversations_are_spread_over_the_sidecars),
			T(each_allocation_of_a_send_may_fail),
	};

	return cmocka_run_group_tests(tests, world_start, world_end);
}
