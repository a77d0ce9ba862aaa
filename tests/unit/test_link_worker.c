/* links: modules/xmpp_link/link_api.c modules/xmpp_link/link_binrpc.c modules/xmpp_link/link_buffer.c modules/xmpp_link/link_check.c modules/xmpp_link/link_config.c modules/xmpp_link/link_connection.c modules/xmpp_link/link_expect.c modules/xmpp_link/link_head.c modules/xmpp_link/link_in.c modules/xmpp_link/link_iq.c modules/xmpp_link/link_keep.c modules/xmpp_link/link_out.c modules/xmpp_link/link_peer.c modules/xmpp_link/link_process.c modules/xmpp_link/link_queue.c modules/xmpp_link/link_random.c modules/xmpp_link/link_route.c modules/xmpp_link/link_socket.c modules/xmpp_link/link_users.c modules/xmpp_link/link_stats.c modules/xmpp_link/link_stream.c modules/xmpp_link/link_talk_in.c modules/xmpp_link/link_talk_out.c modules/xmpp_link/link_task.c modules/xmpp_link/link_timer.c modules/xmpp_link/link_worker.c */
/* links: tests/unit/bare/bare_core.c tests/unit/bare/bare_route.c tests/unit/bare/link_world.c */
/* wraps: getrandom */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The edges of a worker: its API outside of one, ids, timers, tasks, components
 * that are expected, its start and its sockets when something fails. */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <cmocka.h>

#include "../../core/dprint.h"
#include "../../core/globals.h"
#include "../../modules/xmpp_link/link_api.h"
#include "../../modules/xmpp_link/link_list.h"
#include "../../modules/xmpp_link/link_random.h"
#include "../../modules/xmpp_link/link_expect.h"
#include "../../modules/xmpp_link/link_process.h"
#include "../../modules/xmpp_link/link_socket.h"
#include "../../modules/xmpp_link/link_users.h"
#include "../../modules/xmpp_link/link_task.h"
#include "../../modules/xmpp_link/link_worker.h"

#include "bare/bare_core.h"
#include "bare/link_world.h"

static int random_errors; /* so many times getrandom() fails */
static int random_errno;

ssize_t __real_getrandom(void *buf, size_t n, unsigned flags);

ssize_t __wrap_getrandom(void *buf, size_t n, unsigned flags)
{
	if(random_errors == 0)
		return __real_getrandom(buf, n, flags);
	random_errors--;
	errno = random_errno;
	return -1;
}

static char folder[64], path[96];

static int start(void **state)
{
	strcpy(folder, "/tmp/link_edges.XXXXXX");
	if(mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/s", folder);
	xmpp_link_config.socket = *s_(path);
	return 0;
}

static int end(void **state)
{
	xmpp_link_sockets_remove();
	xmpp_link_config.user.len = xmpp_link_config.group.len = 0;
	uid = gid = 0;
	bare_core_reset();
	return rmdir(folder);
}

/* --- the API outside of a worker -------------------------------------------------- */

static void never(const xmpp_link_stanza_t *s, void *arg)
{
	fail();
}

static void outside_of_a_worker_functions_of_its_owner_refuse(void **state)
{
	xmpp_link_stanza_t s = {.kind = XMPP_LINK_IQ};
	xmpp_link_timer_t t = {0};
	xmpp_link_api_t api;

	assert_int_equal(xmpp_link_bind(NULL), -1);
	assert_int_equal(xmpp_link_bind(&api), 0);
	assert_int_equal(api.self(), -1);
	assert_int_equal(api.is_up(s_("a")), 0);
	assert_int_equal(api.is_awaited(s_("a")), 0);
	assert_int_equal(api.send(s_("a"), s_("b"), s_("c"), NULL, NULL), -1);
	assert_int_equal(
			api.iq(s_("a"), s_("b"), s_("c"), s_("d"), s_("e"), 0, never, NULL),
			-1);
	api.iq_forget(NULL);
	assert_int_equal(api.result(&s), -1);
	assert_int_equal(api.error(&s, "wait", "gone", NULL, NULL, NULL), -1);
	assert_int_equal(api.timer_set(&t, 1), -1);
	api.timer_stop(&t);
	assert_int_equal(bare_bugs_expected(), 9);
	assert_int_equal(api.workers(), xmpp_link_numbers.workers);
}

static void an_owner_is_one_of_the_workers_whatever_the_resource(void **state)
{
	int i, owner, seen[4] = {0};
	char jid[64];

	for(i = 0; i < 100; i++) {
		snprintf(jid, sizeof(jid), "user%d@example.net", i);
		owner = xmpp_link_owner(s_(jid));
		assert_in_range(owner, 0, 3);
		seen[owner]++;
		snprintf(jid, sizeof(jid), "USER%d@Example.net/Home", i);
		assert_int_equal(xmpp_link_owner(s_(jid)), owner);
	}
	for(i = 0; i < 4; i++)
		assert_true(seen[i] > 10);
}

static void check_ids(int n)
{
	char id[17], before[17] = "";
	int i;

	for(i = 0; i < n; i++) {
		xmpp_link_new_id(id);
		assert_int_equal(strspn(id, "abcdefghijklmnopqrstuvwxyz234567"), 16);
		assert_int_equal(strlen(id), 16);
		assert_string_not_equal(id, before);
		strcpy(before, id);
	}
}

static void ids_differ_also_when_getrandom_fails_or_is_interrupted(void **state)
{
	check_ids(200);
	random_errno = EINTR;
	random_errors = 3;
	check_ids(100);
	assert_int_equal(bare_logged("getrandom"), 0);
	random_errno = ENOSYS;
	random_errors = 1;
	check_ids(100);
	assert_int_equal(bare_logged_at(L_ERR, "getrandom"), 1);
	assert_int_equal(random_errors, 0);
}

/* --- sockets ------------------------------------------------------------------------ */

static void check_socket(int worker, int mode)
{
	char name[128];
	struct stat st;

	snprintf(name, sizeof(name), "%s.%d", path, worker);
	assert_int_equal(stat(name, &st), 0);
	assert_true(S_ISSOCK(st.st_mode));
	assert_int_equal(st.st_mode & 0777, mode);
}

static void each_worker_has_a_socket_with_the_permissions_asked_for(
		void **state)
{
	int fd;

	xmpp_link_numbers.socket_mode = 0600;
	assert_int_equal(xmpp_link_sockets_open(3), 0);
	check_socket(0, 0600);
	check_socket(2, 0600);
	xmpp_link_numbers.socket_mode = 0660;
	fd = xmpp_link_sockets_keep(1);
	assert_true(fd >= 0);
	close(fd);
}

/* a socket as a Kamailio that was killed leaves it */
static int stale(const char *suffix)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(a.sun_path, sizeof(a.sun_path), "%s%s", path, suffix);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	return fd;
}

static void a_stale_socket_is_replaced(void **state)
{
	close(stale(".0"));
	assert_int_equal(xmpp_link_sockets_open(1), 0);
	check_socket(0, 0660);
}

static void a_file_in_the_sockets_place_stays_and_the_start_fails(void **state)
{
	char name[128];
	FILE *f;

	snprintf(name, sizeof(name), "%s.1", path);
	f = fopen(name, "w");
	fclose(f);
	assert_int_equal(xmpp_link_sockets_open(2), -1);
	assert_int_equal(bare_logged_at(L_ERR, "is no socket"), 1);
	assert_int_equal(access(name, F_OK), 0);
	unlink(name);
}

static void a_folder_that_is_not_there_fails_the_start(void **state)
{
	char gone[160];

	snprintf(gone, sizeof(gone), "%s/none/s", folder);
	xmpp_link_config.socket = *s_(gone);
	assert_int_equal(xmpp_link_sockets_open(1), -1);
	assert_int_equal(bare_logged_at(L_ERR, "cannot create"), 1);
	xmpp_link_config.socket = *s_(path);
}

static void users_and_groups_of_the_parameters_must_exist(void **state)
{
	assert_int_equal(xmpp_link_user_check("user", s_("")), 0);
	assert_int_equal(xmpp_link_user_check("user", s_("root")), 0);
	assert_int_equal(xmpp_link_user_check("user", s_("12345")), 0);
	assert_int_equal(xmpp_link_user_check("user", s_("no one")), -1);
	assert_int_equal(xmpp_link_group_check("group", s_("")), 0);
	assert_int_equal(xmpp_link_group_check("group", s_("root")), 0);
	assert_int_equal(xmpp_link_group_check("group", s_("0")), 0);
	assert_int_equal(xmpp_link_group_check("group", s_("no one")), -1);
	assert_int_equal(xmpp_link_users_check("peer_users", s_("")), 0);
	assert_int_equal(xmpp_link_users_check("peer_users", s_("root, 7;8 9")), 0);
	assert_int_equal(
			xmpp_link_users_check("peer_users", s_("root,nobody?")), -1);
	assert_int_equal(xmpp_link_users_check("peer_users",
							 s_("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17")),
			-1);
	assert_int_equal(bare_logged_at(L_ERR, "peer_users"), 2);
	bare_memory_fail(1);
	assert_int_equal(xmpp_link_users_check("peer_users", s_("0")), -1);
	xmpp_link_config.user = *s_("no one");
	assert_int_equal(xmpp_link_sockets_open(1), -1);
	xmpp_link_config.user = *s_("");
	xmpp_link_config.group = *s_("no one");
	assert_int_equal(xmpp_link_sockets_open(1), -1);
}

static void lists_are_separated_as_an_operator_writes_them(void **state)
{
	str list = *s_(" a.example,B.example;\tc.example\n");

	assert_true(link_list_has(&list, s_("a.example")));
	assert_true(link_list_has(&list, s_("b.EXAMPLE")));
	assert_true(link_list_has(&list, s_("c.example")));
	assert_false(link_list_has(&list, s_("example")));
	assert_false(link_list_has(&list, s_("")));
}

static void stats_start(void *arg)
{
	int rc = xmpp_link_stats_init(2);

	assert_int_equal(rc, bare_memory_failed() ? -1 : 0);
	xmpp_link_stats_destroy();
}

static void figures_without_shared_memory_fail_the_start(void **state)
{
	assert_int_equal(bare_memory_each(stats_start, NULL), 1);
	assert_int_equal(bare_logged_at(L_ERR, "could not allocate shared"), 1);
	/* outside of a worker nothing is counted, and nothing breaks */
	xmpp_link_run_end(LINK_RUN_TASK, xmpp_link_run_begin(), "a task");
	assert_int_equal(xmpp_link_stats_sum(LINK_TASKS), 0);
	assert_int_equal(xmpp_link_stats_init(2), 0);
	xmpp_link_stats[0].count[LINK_TASKS] = 2;
	xmpp_link_stats[1].count[LINK_TASKS] = 3;
	assert_int_equal(xmpp_link_stats_sum(LINK_TASKS), 5);
	xmpp_link_stats_destroy();
}

/* --- the worker ------------------------------------------------------------------------ */

static int inits;

static int on_worker(int worker)
{
	inits++;
	assert_int_equal(worker, 0);
	return 0;
}

static void a_components_stream_that_is_expected_and_missing_is_logged(
		void **state)
{
	char name[32];
	static char names[80][16];
	int i;

	assert_int_equal(xmpp_link_expect(s_("sip.example")), 0);
	assert_int_equal(xmpp_link_expect(s_("missing.example")), 0);
	assert_int_equal(xmpp_link_expect(s_("SIP.example")), 0); /* the same */
	assert_int_equal(xmpp_link_process_add(on_worker), 0);
	assert_int_equal(world_start(state), 0);
	assert_int_equal(inits, 1);
	/* world_start() has let the ten seconds pass, with another stream up */
	assert_int_equal(world_settle(state), 0);
	for(i = 0; i < 62; i++) {
		snprintf(names[i], sizeof(names[i]), "c%d", i);
		assert_int_equal(xmpp_link_expect(s_(names[i])), 0);
	}
	snprintf(name, sizeof(name), "more");
	assert_int_equal(xmpp_link_expect(s_(name)), -1);
	assert_int_equal(bare_logged_at(L_ERR, "64 components"), 1);
	xmpp_link_expect_start();
	sidecar_up("a", "missing.example");
	world_time(9999);
	assert_int_equal(bare_logged_at(L_WARN, "has no stream"), 0);
	world_time(1);
	assert_int_equal(bare_logged_at(L_WARN, "sip.example has no stream"), 1);
	assert_int_equal(bare_logged_at(L_WARN, "component missing.example"), 0);
	assert_int_equal(bare_logged_at(L_WARN, "has no stream"), 63);
	world_settle(state);
}

static int ran, again;
static xmpp_link_timer_t timer;

static void run_timer(xmpp_link_timer_t *t)
{
	ran++;
	if(again)
		world_link.timer_set(t, again > 0 ? again : 0);
}

static void a_timer_runs_once_when_it_is_due_and_may_set_itself(void **state)
{
	timer.run = run_timer;
	ran = again = 0;
	world_link.timer_set(&timer, 100);
	world_link.timer_set(&timer, 200); /* once more: later */
	world_time(199);
	assert_int_equal(ran, 0);
	world_time(1);
	assert_int_equal(ran, 1);
	again = 50;
	world_link.timer_set(&timer, 50);
	world_time(500);
	assert_int_equal(ran, 11);
	world_link.timer_stop(&timer);
	world_time(500);
	assert_int_equal(ran, 11);
	/* to 0 ms, for ever: others get their turn */
	again = -1;
	ran = 0;
	world_link.timer_set(&timer, 0);
	assert_int_equal(xmpp_link_worker_turn(), 0);
	assert_int_equal(ran, 256);
	world_link.timer_stop(&timer);
	assert_int_equal(world_settle(state), 0);
}

static void run_task(xmpp_link_task_t *t)
{
	ran++;
}

static void tasks_run_in_the_worker_64_in_a_turn(void **state)
{
	static xmpp_link_task_t tasks[100];
	int i;

	ran = 0;
	for(i = 0; i < 100; i++) {
		tasks[i].run = run_task;
		assert_int_equal(world_link.post(0, &tasks[i], 0), 0);
	}
	assert_int_equal(xmpp_link_worker_turn(), 0);
	assert_int_equal(ran, 64);
	assert_int_equal(xmpp_link_worker_turn(), 0);
	assert_int_equal(ran, 100);
	assert_int_equal(world_count(LINK_TASKS), 100);
	assert_int_equal(world_settle(state), 0);
}

static void run_slowly(xmpp_link_task_t *t)
{
	bare_time(150); /* slow_run is 100 */
}

static void a_run_longer_than_slow_run_is_counted_and_logged(void **state)
{
	static xmpp_link_task_t task = {.run = run_slowly};

	world_link.post(0, &task, 0);
	world_turn();
	assert_int_equal(world_count(LINK_SLOW_RUNS), 1);
	assert_int_equal(bare_logged_at(L_WARN, "150 ms"), 1);
	assert_true(xmpp_link_stats[0].longest[LINK_RUN_TASK] >= 150000);
	xmpp_link_numbers.slow_run = 0; /* not looked at */
	world_link.post(0, &task, 0);
	world_turn();
	assert_int_equal(world_count(LINK_SLOW_RUNS), 1);
	assert_int_equal(world_settle(state), 0);
}

static void more_timers_than_there_is_memory_for_are_refused(void **state)
{
	static xmpp_link_timer_t many[1100];
	int i, refused = 0;

	for(i = 0; i < 1100; i++) {
		many[i].run = run_timer;
		bare_memory_fail(1);
		refused += world_link.timer_set(&many[i], 10) != 0;
		bare_memory_fail(0);
	}
	assert_in_range(refused, 1100 - 1023, 1100 - 1000);
	assert_true(bare_logged_at(L_ERR, "no memory for") > 0);
	again = 0;
	ran = 0;
	world_time(20);
	assert_int_equal(ran, 1100 - refused);
	assert_int_equal(world_settle(state), 0);
}

static void a_broken_epoll_ends_the_worker_an_interrupted_one_not(void **state)
{
	bare_epoll_fail(EINTR);
	assert_int_equal(xmpp_link_worker_turn(), 0);
	bare_epoll_fail(EBADF);
	assert_int_equal(xmpp_link_worker_turn(), -1);
	assert_int_equal(bare_logged_at(L_ERR, "epoll_wait"), 1);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, start, end)
#define W(f) cmocka_unit_test(f)
	const struct CMUnitTest tests[] = {
			T(outside_of_a_worker_functions_of_its_owner_refuse),
			T(an_owner_is_one_of_the_workers_whatever_the_resource),
			T(ids_differ_also_when_getrandom_fails_or_is_interrupted),
			T(each_worker_has_a_socket_with_the_permissions_asked_for),
			T(a_stale_socket_is_replaced),
			T(a_file_in_the_sockets_place_stays_and_the_start_fails),
			T(a_folder_that_is_not_there_fails_the_start),
			T(users_and_groups_of_the_parameters_must_exist),
			T(lists_are_separated_as_an_operator_writes_them),
			T(figures_without_shared_memory_fail_the_start),
			/* one worker from here on */
			W(a_components_stream_that_is_expected_and_missing_is_logged),
			W(a_timer_runs_once_when_it_is_due_and_may_set_itself),
			W(tasks_run_in_the_worker_64_in_a_turn),
			W(a_run_longer_than_slow_run_is_counted_and_logged),
			W(more_timers_than_there_is_memory_for_are_refused),
			W(a_broken_epoll_ends_the_worker_an_interrupted_one_not),
	};

	return cmocka_run_group_tests(tests, NULL, world_end);
}
