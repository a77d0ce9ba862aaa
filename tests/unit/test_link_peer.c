/* links: modules/xmpp_link/link_api.c modules/xmpp_link/link_binrpc.c modules/xmpp_link/link_buffer.c modules/xmpp_link/link_check.c modules/xmpp_link/link_config.c modules/xmpp_link/link_connection.c modules/xmpp_link/link_expect.c modules/xmpp_link/link_head.c modules/xmpp_link/link_in.c modules/xmpp_link/link_iq.c modules/xmpp_link/link_keep.c modules/xmpp_link/link_out.c modules/xmpp_link/link_peer.c modules/xmpp_link/link_process.c modules/xmpp_link/link_queue.c modules/xmpp_link/link_random.c modules/xmpp_link/link_route.c modules/xmpp_link/link_socket.c modules/xmpp_link/link_users.c modules/xmpp_link/link_stats.c modules/xmpp_link/link_stream.c modules/xmpp_link/link_talk_in.c modules/xmpp_link/link_talk_out.c modules/xmpp_link/link_task.c modules/xmpp_link/link_timer.c modules/xmpp_link/link_worker.c */
/* links: tests/unit/bare/bare_core.c tests/unit/bare/bare_route.c tests/unit/bare/link_world.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sidecars as a worker sees them: hello, streams, stanzas, what may not be, and
 * how each of it ends. link_proto.h is what is expected. */

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
#include "../../modules/xmpp_link/link_keep.h"
#include "../../modules/xmpp_link/link_peer.h"
#include "../../modules/xmpp_link/link_proto.h"

#include "bare/bare_core.h"
#include "bare/link_world.h"

#define JULIET "juliet@example.net/balcony"
#define ROMEO "+49@sip.example"
#define STREAM "sip.example"

static char taken[4096]; /* what the handler got */

static int handler(const xmpp_link_stanza_t *s, void *arg)
{
	size_t n = strlen(taken);

	snprintf(taken + n, sizeof(taken) - n, "[%.*s %.*s %.*s %d]", s->from.len,
			s->from.s, s->id.len, s->id.s, s->payloads.len, s->payloads.s,
			s->age);
	return XMPP_LINK_HANDLED;
}

static int group_start(void **state)
{
	world_start(state);
	world_link.on_stanza(XMPP_LINK_MESSAGE, NULL, handler, NULL);
	return 0;
}

static int start(void **state)
{
	taken[0] = '\0';
	xmpp_link_numbers.workers = 1; /* it owns all */
	return 0;
}

/* --- hello ------------------------------------------------------------------------ */

static void hello_is_answered_with_the_limits_of_the_link(void **state)
{
	sidecar_t *s = sidecar_connect();
	char expected[128];

	snprintf(expected, sizeof(expected), "reply 1: %d 1 0 %d %d %d %d %d",
			LINK_VERSION, LINK_WINDOW, LINK_WINDOW_BYTES, LINK_STANZA_MAX_IN,
			LINK_STANZA_MAX_OUT, (int)xmpp_link_keep_run());
	sidecar_ask(s, "sis", "hello", 7, "first");
	assert_string_equal(sidecar_hears(s), expected);
	assert_int_equal(world_count(LINK_PEERS), 1);
	assert_int_equal(bare_logged("is instance first, version 7"), 1);
	assert_string_equal(xmpp_link_stats[0].peers[0].instance, "first");
	assert_int_equal(xmpp_link_stats[0].peers[0].version, 7);
}

/* the sidecar's connection is closed, the log says why */
static void check_closed(sidecar_t *s, const char *why)
{
	assert_string_equal(sidecar_hears(s), "closed");
	assert_int_equal(bare_logged_at(L_ERR, why), 1);
	assert_int_equal(world_count(LINK_PEERS_CLOSED), 1);
}

static void a_first_request_that_is_no_hello_ends_the_connection(void **state)
{
	sidecar_t *s = sidecar_connect();

	sidecar_ask(s, "ssi", "stream", STREAM, 1);
	check_closed(s, "its first request is no hello");
}

static void a_hello_without_version_or_instance_ends_the_connection(
		void **state)
{
	static const char *const types[] = {"s", "si", "sii", "sss"};
	sidecar_t *s;
	size_t i;

	for(i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		s = sidecar_connect();
		if(i < 3)
			sidecar_ask(s, types[i], "hello", 1, 1);
		else
			sidecar_ask(s, types[i], "hello", "1", "me");
		assert_string_equal(sidecar_hears(s), "closed");
	}
	s = sidecar_connect();
	sidecar_ask(s, "sis", "hello", 0, "version 0");
	assert_string_equal(sidecar_hears(s), "closed");
	s = sidecar_connect();
	sidecar_ask(s, "sis", "hello", 1, "");
	assert_string_equal(sidecar_hears(s), "closed");
	assert_int_equal(bare_logged_at(L_ERR, "its hello cannot be read"), 6);
}

static void a_second_hello_is_an_unknown_request(void **state)
{
	sidecar_t *s = sidecar_new("first");

	sidecar_ask(s, "sis", "hello", 1, "first");
	assert_string_equal(sidecar_hears(s), "fault 2: 501 unknown request");
}

static void without_a_hello_in_time_the_connection_ends(void **state)
{
	sidecar_t *s = sidecar_connect();

	world_time(xmpp_link_numbers.ping_interval * 1000 - 1);
	assert_string_equal(sidecar_hears(s), "");
	world_time(1);
	check_closed(s, "no hello in time");
}

static void a_long_hello_is_not_waited_for(void **state)
{
	sidecar_t *s = sidecar_connect();
	char name[1200];

	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	sidecar_ask(s, "sis", "hello", 1, name);
	check_closed(s, "it sent what is no frame, or too long a one");
}

static void a_sidecar_that_connects_again_replaces_its_first_connection(
		void **state)
{
	sidecar_t *other = sidecar_up("other", STREAM);
	sidecar_t *s = sidecar_up("first", STREAM), *again = sidecar_new("first");

	assert_string_equal(sidecar_hears(s), "closed");
	assert_int_equal(
			bare_logged_at(L_ERR, "the same sidecar connected again"), 1);
	assert_string_equal(sidecar_hears(again), "");
	assert_string_equal(sidecar_hears(other), "");
	assert_int_equal(world_count(LINK_PEERS), 2);
}

static void an_instance_is_kept_up_to_64_bytes(void **state)
{
	char name[100];

	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	sidecar_new(name);
	assert_int_equal(strlen(xmpp_link_stats[0].peers[0].instance), 64);
}

static void more_sidecars_than_parameter_peers_are_turned_away(void **state)
{
	sidecar_t *s;

	xmpp_link_numbers.peers = 2;
	sidecar_new("1");
	sidecar_new("2");
	s = sidecar_connect();
	assert_string_equal(sidecar_hears(s), "closed");
	assert_int_equal(bare_logged_at(L_ERR, "parameter peers"), 1);
	assert_int_equal(world_count(LINK_PEERS_REFUSED), 1);
	assert_int_equal(world_count(LINK_PEERS), 2);
}

/* --- what cannot be read ------------------------------------------------------------ */

static void bytes_that_are_no_frame_end_the_connection(void **state)
{
	sidecar_t *s = sidecar_new("first");

	sidecar_write(s, "GET / HTTP/1.0\r\n\r\n", 18);
	check_closed(s, "it sent what is no frame, or too long a one");
}

static void a_frame_that_comes_byte_by_byte_is_read(void **state)
{
	/* binrpc.h: magic 0xA, version 1; a request, lengths of one byte: 6 bytes of
	 * records, cookie 9; a str of 5 bytes, the NUL among them */
	static const char ping[] = {
			(char)0xa1, 0x00, 6, 9, 0x51, 'p', 'i', 'n', 'g', 0};
	sidecar_t *s = sidecar_new("first");
	size_t i;

	for(i = 0; i < sizeof(ping); i++) {
		assert_string_equal(sidecar_hears(s), "");
		sidecar_write(s, ping + i, 1);
	}
	assert_string_equal(sidecar_hears(s), "reply 9");
}

static void requests_that_lack_a_record_end_the_connection(void **state)
{
	static const struct
	{
		const char *types, *method, *why;
	} lacking[] = {
			{"ss", "stream", "its stream request cannot be read"},
			{"sss", "stanza", "its stanza request cannot be read"},
			{"i", NULL, "a request without a method"},
	};
	sidecar_t *s;
	size_t i;

	for(i = 0; i < 3; i++) {
		s = sidecar_new("first");
		sidecar_ask(s, lacking[i].types, lacking[i].method, "x", "y");
		assert_string_equal(sidecar_hears(s), "closed");
		assert_int_equal(bare_logged_at(L_ERR, lacking[i].why), 1);
	}
}

static void an_unknown_request_gets_fault_501(void **state)
{
	sidecar_t *s = sidecar_new("first");

	sidecar_ask(s, "ss", "dance", "tango");
	assert_string_equal(sidecar_hears(s), "fault 2: 501 unknown request");
	sidecar_ask(s, "s", "ping");
	assert_string_equal(sidecar_hears(s), "reply 3");
}

static void an_answer_to_nothing_ends_the_connection(void **state)
{
	sidecar_t *s = sidecar_new("first");

	sidecar_reply(s, 77);
	check_closed(s, "an answer to nothing");
}

/* --- streams -------------------------------------------------------------------------- */

static void streams_are_told_to_the_modules_once_whatever_sidecars_come(
		void **state)
{
	sidecar_t *a = sidecar_up("a", STREAM), *b;

	assert_int_equal(
			bare_logged_at(L_NOTICE, "component sip.example is up"), 1);
	assert_true(world_link.is_up(s_(STREAM)));
	assert_true(world_link.is_up(s_("SIP.Example")));
	assert_true(world_link.is_up(NULL));
	assert_false(world_link.is_up(s_("other.example")));
	b = sidecar_up("b", STREAM);
	assert_int_equal(world_count(LINK_STREAMS), 2);
	sidecar_close(a);
	world_turn();
	assert_true(world_link.is_up(s_(STREAM)));
	assert_int_equal(bare_logged("component sip.example is down"), 0);
	sidecar_ask(b, "ssi", "stream", STREAM, 0);
	assert_string_equal(sidecar_hears(b), "reply 3");
	assert_false(world_link.is_up(s_(STREAM)));
	assert_int_equal(
			bare_logged_at(L_NOTICE, "component sip.example is down"), 1);
	sidecar_ask(b, "ssi", "stream", STREAM, 0); /* once more: nothing */
	assert_string_equal(sidecar_hears(b), "reply 4");
	assert_int_equal(
			bare_logged_at(L_NOTICE, "component sip.example is down"), 1);
}

static void a_stream_that_went_is_awaited_for_the_time_of_a_restart(
		void **state)
{
	sidecar_t *a = sidecar_up("a", STREAM);

	assert_true(world_link.is_awaited(s_(STREAM)));
	sidecar_close(a);
	world_time(4999);
	assert_true(world_link.is_awaited(s_(STREAM)));
	world_time(1);
	assert_false(world_link.is_awaited(s_(STREAM)));
	assert_false(world_link.is_awaited(s_("never.example")));
	xmpp_link_numbers.hold_seconds = 0; /* nothing would wait for it */
	sidecar_close(sidecar_up("b", STREAM));
	world_turn();
	assert_false(world_link.is_awaited(s_(STREAM)));
}

static void a_component_without_a_name_or_with_a_long_one_gets_fault_400(
		void **state)
{
	sidecar_t *s = sidecar_new("first");
	char name[300];

	sidecar_ask(s, "ssi", "stream", "", 1);
	assert_string_equal(sidecar_hears(s), "fault 2: 400 no component");
	memset(name, 'x', 256);
	name[256] = '\0';
	sidecar_ask(s, "ssi", "stream", name, 1);
	assert_string_equal(sidecar_hears(s), "fault 3: 400 no component");
	name[255] = '\0';
	sidecar_ask(s, "ssi", "stream", name, 1);
	assert_string_equal(sidecar_hears(s), "reply 4");
}

static void the_65th_component_gets_fault_503(void **state)
{
	sidecar_t *s = sidecar_new("first");
	char name[32];
	int i;

	for(i = 0; i < LINK_COMPONENTS_MAX; i++) {
		snprintf(name, sizeof(name), "c%d.example", i);
		sidecar_ask(s, "ssi", "stream", name, 1);
		assert_non_null(strstr(sidecar_hears(s), "reply"));
	}
	sidecar_ask(s, "ssi", "stream", "more.example", 1);
	assert_non_null(strstr(sidecar_hears(s), "503 too many components"));
	sidecar_ask(s, "ssi", "stream", "c0.example", 0);
	sidecar_hears(s);
	sidecar_ask(s, "ssi", "stream", "more.example", 1); /* its place is free */
	assert_non_null(strstr(sidecar_hears(s), "reply"));
	/* what does not fit into the operator's list is left out of it */
	assert_true(strlen(xmpp_link_stats[0].peers[0].up) <= LINK_UP_TEXT_MAX);
}

/* --- stanzas that come ----------------------------------------------------------------- */

static void a_stanza_is_handed_over_and_acknowledged(void **state)
{
	sidecar_t *s = sidecar_up("first", STREAM);

	sidecar_stanza(
			s, "message", "", JULIET, ROMEO, "m1", "body jabber:client\n");
	assert_string_equal(sidecar_hears(s), "reply 3");
	assert_string_equal(taken, "[" JULIET " m1 body jabber:client\n 0]");
	assert_int_equal(world_count(LINK_STANZAS_IN), 1);
}

static void how_old_a_stanza_is_comes_from_the_sidecars_stamp(void **state)
{
	sidecar_t *s = sidecar_up("first", STREAM);

	sidecar_ask(s, "sssssssssi", "stanza", STREAM, "message", "", JULIET, ROMEO,
			"m1", "", "<message from='" JULIET "'/>",
			link_stamp(bare_now() - 250));
	assert_string_equal(sidecar_hears(s), "reply 3");
	assert_string_equal(taken, "[" JULIET " m1  250]");
}

static void stanzas_that_cannot_be_taken_get_a_fault_and_a_log_line(
		void **state)
{
	static const struct
	{
		const char *component, *kind, *from, *to, *id, *xml, *fault;
	} wrong[] = {
			{STREAM, "gossip", JULIET, ROMEO, "1", "<x/>", "400 no stanza"},
			{STREAM, "message", JULIET, ROMEO, "1", "", "400 no stanza"},
			{STREAM, "message", "", ROMEO, "1", "<x/>", "400 no from or no to"},
			{STREAM, "message", JULIET, "", "1", "<x/>",
					"400 no from or no to"},
			{STREAM, "message", "a\nb@c", ROMEO, "1", "<x/>",
					"400 an attribute that is no text"},
			{STREAM, "message", JULIET, "a@\xff", "1", "<x/>",
					"400 an attribute that is no text"},
			{STREAM, "message", JULIET, ROMEO, "\x01", "<x/>",
					"400 an attribute that is no text"},
			{STREAM, "message", JULIET, ROMEO, "1", "<x><y></x>", "413 "},
			{"other.example", "message", JULIET, ROMEO, "1", "<message/>",
					"404 no stream of this component is up"},
	};
	sidecar_t *s = sidecar_up("first", STREAM);
	const char *answer;
	size_t i, n = sizeof(wrong) / sizeof(wrong[0]);

	for(i = 0; i < n; i++) {
		sidecar_ask(s, "sssssssss", "stanza", wrong[i].component, wrong[i].kind,
				"", wrong[i].from, wrong[i].to, wrong[i].id, "", wrong[i].xml);
		answer = sidecar_hears(s);
		assert_non_null(strstr(answer, "fault"));
		if(strstr(answer, wrong[i].fault) == NULL)
			fail_msg("%s instead of %s", answer, wrong[i].fault);
	}
	assert_string_equal(taken, "");
	assert_int_equal(world_count(LINK_STANZAS_REFUSED), n);
	assert_int_equal(bare_logged_at(L_ERR, "sent a stanza that"), n);
}

static void a_stanza_longer_than_stanza_max_in_gets_fault_413(void **state)
{
	sidecar_t *s = sidecar_up("first", STREAM);
	char xml[1200];

	xmpp_link_numbers.stanza_max_in = 1024;
	memset(xml, ' ', sizeof(xml));
	memcpy(xml, "<message", 8);
	strcpy(xml + 1022, "/>");
	sidecar_ask(s, "sssssssss", "stanza", STREAM, "message", "", JULIET, ROMEO,
			"1", "", xml);
	assert_string_equal(sidecar_hears(s), "reply 3");
	memset(xml + 1022, ' ', 10);
	strcpy(xml + 1023, "/>");
	sidecar_ask(s, "sssssssss", "stanza", STREAM, "message", "", JULIET, ROMEO,
			"1", "", xml);
	assert_string_equal(
			sidecar_hears(s), "fault 4: 413 longer than stanza_max_in");
}

static void a_stanza_of_another_workers_user_gets_fault_421(void **state)
{
	sidecar_t *s = sidecar_up("first", STREAM);
	char from[64];
	int i, owner, mine = 0, others = 0;

	xmpp_link_numbers.workers = WORLD_WORKERS;
	for(i = 0; i < 8; i++) {
		snprintf(from, sizeof(from), "user%d@example.net/x", i);
		owner = world_link.owner(s_(from));
		sidecar_stanza(s, "message", "", from, ROMEO, "1", "");
		assert_non_null(strstr(sidecar_hears(s),
				owner == 0 ? "reply" : "421 another worker owns its sender"));
		*(owner == 0 ? &mine : &others) += 1;
	}
	assert_true(mine > 0 && others > 0);
}

/* --- a sidecar that is dead ---------------------------------------------------------------- */

static void a_silent_sidecar_is_pinged_and_lives_when_it_answers(void **state)
{
	sidecar_t *s = sidecar_new("first");
	int i;

	for(i = 0; i < 4; i++) {
		world_time(xmpp_link_numbers.ping_interval * 1000);
		assert_string_equal(sidecar_hears(s), "ping");
		sidecar_reply(s, sidecar_cookie(s));
		assert_string_equal(sidecar_hears(s), "");
	}
}

static void a_sidecar_that_speaks_is_not_pinged(void **state)
{
	sidecar_t *s = sidecar_new("first");

	world_time(xmpp_link_numbers.ping_interval * 1000 - 100);
	sidecar_ask(s, "s", "ping");
	assert_string_equal(sidecar_hears(s), "reply 2");
	world_time(100);
	assert_string_equal(sidecar_hears(s), "");
}

static void a_sidecar_that_answers_no_ping_is_closed(void **state)
{
	sidecar_t *s = sidecar_new("first");

	world_time(xmpp_link_numbers.ping_interval * 1000);
	assert_string_equal(sidecar_hears(s), "ping");
	world_time(xmpp_link_numbers.ping_interval * 1000);
	check_closed(s, "it does not answer");
}

static void
a_sidecar_that_leaves_a_stanza_unanswered_for_two_intervals_is_closed(
		void **state)
{
	sidecar_t *s = sidecar_up("first", STREAM);

	assert_int_equal(world_link.send(s_(STREAM), s_(JULIET),
							 s_("<presence from='" ROMEO "' to='" JULIET "'/>"),
							 NULL, NULL),
			0);
	assert_non_null(strstr(sidecar_hears(s), "stanza " STREAM " <presence"));
	world_time(xmpp_link_numbers.ping_interval * 1000);
	/* it says something else, and lives so far */
	sidecar_ask(s, "s", "ping");
	assert_string_equal(sidecar_hears(s), "reply 3");
	world_time(xmpp_link_numbers.ping_interval * 1000);
	check_closed(s, "it does not answer");
	assert_int_equal(world_count(LINK_STANZAS_LOST), 1);
}

/* --- memory ---------------------------------------------------------------------------------- */

/* a whole life: connect, hello, stream, a stanza each way */
static void life(void *arg)
{
	sidecar_t *s = sidecar_connect();

	sidecar_ask(s, "sis", "hello", 1, "first");
	world_turn();
	sidecar_ask(s, "ssi", "stream", STREAM, 1);
	world_turn();
	sidecar_stanza(s, "message", "", JULIET, ROMEO, "m1", "");
	world_turn();
	world_link.send(s_(STREAM), s_(JULIET),
			s_("<message from='" ROMEO "' to='" JULIET "'/>"), NULL, NULL);
	world_turn();
	sidecar_close(s);
	world_time(60000);
}

static void without_memory_a_sidecar_is_closed_and_nothing_is_left(void **state)
{
	/* its object, what it sends and gets, a stanza */
	assert_in_range(bare_memory_each(life, NULL), 4, 40);
	assert_true(bare_logged_at(L_ERR, "no memory") >= 4);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, start, world_settle)
	const struct CMUnitTest tests[] = {
			T(hello_is_answered_with_the_limits_of_the_link),
			T(a_first_request_that_is_no_hello_ends_the_connection),
			T(a_hello_without_version_or_instance_ends_the_connection),
			T(a_second_hello_is_an_unknown_request),
			T(without_a_hello_in_time_the_connection_ends),
			T(a_long_hello_is_not_waited_for),
			T(a_sidecar_that_connects_again_replaces_its_first_connection),
			T(an_instance_is_kept_up_to_64_bytes),
			T(more_sidecars_than_parameter_peers_are_turned_away),
			T(bytes_that_are_no_frame_end_the_connection),
			T(a_frame_that_comes_byte_by_byte_is_read),
			T(requests_that_lack_a_record_end_the_connection),
			T(an_unknown_request_gets_fault_501),
			T(an_answer_to_nothing_ends_the_connection),
			T(streams_are_told_to_the_modules_once_whatever_sidecars_come),
			T(a_stream_that_went_is_awaited_for_the_time_of_a_restart),
			T(a_component_without_a_name_or_with_a_long_one_gets_fault_400),
			T(the_65th_component_gets_fault_503),
			T(a_stanza_is_handed_over_and_acknowledged),
			T(how_old_a_stanza_is_comes_from_the_sidecars_stamp),
			T(stanzas_that_cannot_be_taken_get_a_fault_and_a_log_line),
			T(a_stanza_longer_than_stanza_max_in_gets_fault_413),
			T(a_stanza_of_another_workers_user_gets_fault_421),
			T(a_silent_sidecar_is_pinged_and_lives_when_it_answers),
			T(a_sidecar_that_speaks_is_not_pinged),
			T(a_sidecar_that_answers_no_ping_is_closed),
			T(a_sidecar_that_leaves_a_stanza_unanswered_for_two_intervals_is_closed),
			T(without_memory_a_sidecar_is_closed_and_nothing_is_left),
	};

	return cmocka_run_group_tests(tests, group_start, world_end);
}
