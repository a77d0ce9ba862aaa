/* links: modules/xmpp_link/link_api.c modules/xmpp_link/link_binrpc.c modules/xmpp_link/link_buffer.c modules/xmpp_link/link_check.c modules/xmpp_link/link_config.c modules/xmpp_link/link_connection.c modules/xmpp_link/link_expect.c modules/xmpp_link/link_head.c modules/xmpp_link/link_in.c modules/xmpp_link/link_iq.c modules/xmpp_link/link_keep.c modules/xmpp_link/link_out.c modules/xmpp_link/link_peer.c modules/xmpp_link/link_process.c modules/xmpp_link/link_queue.c modules/xmpp_link/link_random.c modules/xmpp_link/link_route.c modules/xmpp_link/link_socket.c modules/xmpp_link/link_users.c modules/xmpp_link/link_stats.c modules/xmpp_link/link_stream.c modules/xmpp_link/link_talk_in.c modules/xmpp_link/link_talk_out.c modules/xmpp_link/link_task.c modules/xmpp_link/link_timer.c modules/xmpp_link/link_worker.c */
/* links: tests/unit/bare/bare_core.c tests/unit/bare/bare_route.c tests/unit/bare/link_world.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A stanza whose end comes later: the sidecar is told that it is taken, and then
 * that it has ended, once, whenever it is there. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../modules/xmpp_link/link_keep.h"

#include "bare/bare_core.h"
#include "bare/link_world.h"

#define JULIET "juliet@example.net/balcony"
#define STREAM "sip.example"

static enum { AT_ONCE, LATER, WITHIN } end;
static uint64_t ticket;

static int handler(const xmpp_link_stanza_t *s, void *arg)
{
	(void)s;
	(void)arg;
	if(end == AT_ONCE)
		return XMPP_LINK_HANDLED;
	ticket = world_link.keep();
	assert_true(ticket != 0);
	if(end == WITHIN)
		world_link.ended(ticket);
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
	(void)state;
	xmpp_link_numbers.workers = 1; /* it owns all */
	end = LATER;
	return 0;
}

static const char *reply(uint32_t cookie, const char *what)
{
	static char text[64];

	snprintf(text, sizeof(text), "reply %u%s", cookie, what);
	return text;
}

static uint32_t message(sidecar_t *s)
{
	return sidecar_stanza(s, "message", "chat", JULIET, "a@" STREAM, "m1", "");
}

static void an_end_follows_what_is_kept(void **state)
{
	sidecar_t *s = sidecar_up("first", STREAM);
	uint32_t one = message(s), two;
	uint64_t first;

	assert_string_equal(sidecar_hears(s), reply(one, ": 1"));
	first = ticket;
	two = message(s);
	assert_string_equal(sidecar_hears(s), reply(two, ": 1"));
	world_link.ended(ticket);
	assert_string_equal(sidecar_hears(s), reply(two, ""));
	world_link.ended(first);
	assert_string_equal(sidecar_hears(s), reply(one, ""));
	world_link.ended(0);
	assert_string_equal(sidecar_hears(s), "");
}

static void what_ends_at_once_is_acknowledged_once(void **state)
{
	sidecar_t *s = sidecar_up("first", STREAM);
	uint32_t cookie;

	end = WITHIN;
	cookie = message(s);
	assert_string_equal(sidecar_hears(s), reply(cookie, ""));
	end = AT_ONCE;
	cookie = message(s);
	assert_string_equal(sidecar_hears(s), reply(cookie, ""));
	assert_string_equal(sidecar_hears(s), "");
}

/* a task, a timer, another node's stanza */
static void outside_a_handler_nothing_is_kept(void **state)
{
	sidecar_t *s = sidecar_up("first", STREAM);
	uint32_t cookie = message(s);

	assert_string_equal(sidecar_hears(s), reply(cookie, ": 1"));
	world_link.ended(ticket);
	assert_string_equal(sidecar_hears(s), reply(cookie, ""));
	assert_true(world_link.keep() == 0);
}

/* the same sidecar, by another connection; another one knows nothing of it */
static void an_end_waits_for_its_sidecar(void **state)
{
	sidecar_t *s = sidecar_up("first", STREAM), *other;
	uint32_t cookie = message(s);

	assert_string_equal(sidecar_hears(s), reply(cookie, ": 1"));
	sidecar_close(s);
	world_turn();
	other = sidecar_up("second", STREAM);
	world_link.ended(ticket);
	assert_string_equal(sidecar_hears(other), "");
	s = sidecar_connect();
	sidecar_ask(s, "sis", "hello", 1, "first");
	sidecar_hears(s); /* its answer */
	assert_string_equal(sidecar_hears(s), reply(cookie, ""));
	assert_string_equal(sidecar_hears(s), "");
}

#define kept_test(f) cmocka_unit_test_setup_teardown(f, start, world_settle)

int main(void)
{
	const struct CMUnitTest tests[] = {
			kept_test(an_end_follows_what_is_kept),
			kept_test(what_ends_at_once_is_acknowledged_once),
			kept_test(outside_a_handler_nothing_is_kept),
			kept_test(an_end_waits_for_its_sidecar),
	};

	return cmocka_run_group_tests(tests, group_start, world_end);
}
