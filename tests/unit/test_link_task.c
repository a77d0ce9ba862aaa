/* links: modules/xmpp_link/link_task.c tests/unit/bare/bare_core.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Work that any process gives to a worker: its order, its bound, who is woken. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <poll.h>
#include <cmocka.h>

#include "../../core/dprint.h"
#include "../../modules/xmpp_link/link_task.h"

#include "bare/bare_core.h"

enum
{
	WORKERS = 2,
	BOUND = 5, /* parameter task_queue */
	TASKS = 8
};

static xmpp_link_task_t tasks[TASKS];

static int start(void **state)
{
	return xmpp_link_tasks_init(WORKERS, BOUND);
}

static int end(void **state)
{
	xmpp_link_tasks_destroy();
	return bare_core_reset() == 0 ? 0 : -1;
}

/* would this worker's loop be woken? */
static int is_awake(int worker)
{
	struct pollfd p = {.fd = xmpp_link_tasks_fd(worker), .events = POLLIN};

	return poll(&p, 1, 0) == 1;
}

static void check_counts(int worker, unsigned waiting, unsigned long refused)
{
	unsigned long r;
	unsigned w;

	xmpp_link_tasks_count(worker, &w, &r);
	assert_int_equal(w, waiting);
	assert_int_equal(r, refused);
}

static void tasks_run_in_the_order_they_were_given(void **state)
{
	xmpp_link_task_t *t;
	int i, left;

	for(i = 0; i < 4; i++)
		assert_int_equal(xmpp_link_task_post(1, &tasks[i], 0), 0);
	check_counts(1, 4, 0);
	check_counts(0, 0, 0);
	t = xmpp_link_tasks_take(1, 3, &left);
	for(i = 0; i < 3; i++, t = t->next)
		assert_ptr_equal(t, &tasks[i]);
	assert_null(t);
	assert_int_equal(left, 1);
	assert_ptr_equal(xmpp_link_tasks_take(1, 3, &left), &tasks[3]);
	assert_int_equal(left, 0);
	assert_null(xmpp_link_tasks_take(1, 3, &left));
	assert_int_equal(left, 0);
}

static void a_worker_is_woken_by_its_own_tasks_and_sleeps_when_all_are_taken(
		void **state)
{
	int left;

	assert_false(is_awake(1));
	xmpp_link_task_post(1, &tasks[0], 0);
	xmpp_link_task_post(1, &tasks[1], 0);
	assert_true(is_awake(1));
	assert_false(is_awake(0));
	xmpp_link_tasks_take(1, 1, &left);
	assert_true(is_awake(1));
	xmpp_link_tasks_take(1, 1, &left);
	assert_false(is_awake(1));
	xmpp_link_task_post(1, &tasks[0], 0);
	assert_true(is_awake(1));
}

static void task_queue_bounds_the_tasks_but_not_the_reserved_ones(void **state)
{
	int i, left;

	for(i = 0; i < BOUND; i++)
		assert_int_equal(xmpp_link_task_post(0, &tasks[i], 0), 0);
	assert_int_equal(xmpp_link_task_post(0, &tasks[BOUND], 0), -1);
	assert_int_equal(bare_logged_at(L_ERR, "parameter task_queue"), 1);
	check_counts(0, BOUND, 1);
	assert_int_equal(xmpp_link_task_post(0, &tasks[BOUND], 1), 0);
	check_counts(0, BOUND + 1, 1);
	/* the other worker's queue is its own */
	assert_int_equal(xmpp_link_task_post(1, &tasks[BOUND + 1], 0), 0);
	xmpp_link_tasks_take(0, TASKS, &left);
	assert_int_equal(xmpp_link_task_post(0, &tasks[0], 0), 0);
}

static void a_full_queue_writes_ten_log_lines_a_second(void **state)
{
	int i;

	for(i = 0; i < BOUND; i++)
		xmpp_link_task_post(0, &tasks[i], 0);
	bare_time(60000);
	bare_log_clear();
	for(i = 0; i < 100; i++)
		assert_int_equal(xmpp_link_task_post(0, &tasks[BOUND], 0), -1);
	assert_int_equal(bare_logged("parameter task_queue"), 10);
	bare_time(1000);
	xmpp_link_task_post(0, &tasks[BOUND], 0);
	assert_int_equal(bare_logged("90 more of the next kind left out"), 1);
	check_counts(0, BOUND, 101);
}

static void a_worker_that_is_not_there_takes_nothing(void **state)
{
	assert_int_equal(xmpp_link_task_post(WORKERS, &tasks[0], 1), -1);
	assert_int_equal(xmpp_link_task_post(-1, &tasks[0], 1), -1);
	assert_int_equal(bare_bugs_expected(), 2);
}

static void start_and_end(void *arg)
{
	int rc = xmpp_link_tasks_init(WORKERS, BOUND);

	assert_int_equal(rc, bare_memory_failed() ? -1 : 0);
	xmpp_link_tasks_destroy();
	assert_int_equal(bare_memory_blocks(), 0);
}

static void without_shared_memory_the_start_fails_and_says_so(void **state)
{
	assert_int_equal(bare_memory_each(start_and_end, NULL), 1);
	assert_int_equal(bare_logged_at(L_ERR, "could not allocate shared"), 1);
}

int main(void)
{
#define WITH_TASKS(f) cmocka_unit_test_setup_teardown(f, start, end)
	const struct CMUnitTest tests[] = {
			WITH_TASKS(tasks_run_in_the_order_they_were_given),
			WITH_TASKS(
					a_worker_is_woken_by_its_own_tasks_and_sleeps_when_all_are_taken),
			WITH_TASKS(task_queue_bounds_the_tasks_but_not_the_reserved_ones),
			WITH_TASKS(a_full_queue_writes_ten_log_lines_a_second),
			WITH_TASKS(a_worker_that_is_not_there_takes_nothing),
			cmocka_unit_test(without_shared_memory_the_start_fails_and_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
