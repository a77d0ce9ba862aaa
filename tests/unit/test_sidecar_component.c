/* links: sidecar/stream.c sidecar/scan.c sidecar/tag.c sidecar/names.c modules/xmpp_link/link_check.c sidecar/outbox.c sidecar/confirm.c sidecar/failure.c sidecar/loop.c sidecar/log.c sidecar/notify.c modules/xmpp_link/link_head.c */
/* libs: libuv libcrypto */
/* wraps: getrandom */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a component's connection keeps for a server that does not read is
 * bounded, for one and for all of them; and the loop's random numbers when the
 * kernel has none; and what systemd is told. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/un.h>
#include <unistd.h>

/* NOLINTNEXTLINE(bugprone-suspicious-include) */
#include "../../sidecar/component.c"

#include "../../sidecar/notify.h"

static int no_random;

ssize_t __real_getrandom(void *buf, size_t n, unsigned flags);
ssize_t __wrap_getrandom(void *buf, size_t n, unsigned flags);
ssize_t __wrap_getrandom(void *buf, size_t n, unsigned flags)
{
	if(!no_random)
		return __real_getrandom(buf, n, flags);
	errno = ENOSYS;
	return -1;
}

static loop_t *loop;
static config_component_t conf;
static const component_events_t events;
static component_t *c[3];

static int start(void **state)
{
	int i;

	(void)state;
	loop = loop_new();
	for(i = 0; i < 3; i++) {
		c[i] = component_new(loop, &conf, (unsigned)i, 65536, &events, NULL);
		if(c[i] == NULL)
			return -1;
		c[i]->state = COMPONENT_UP;
	}
	return 0;
}

static int end(void **state)
{
	int i;

	(void)state;
	for(i = 0; i < 3; i++) {
		c[i]->state = COMPONENT_AWAY;
		component_free(c[i]);
	}
	loop_free(loop);
	return 0;
}

static int send_to(component_t *to, const outbox_ticket_t *ticket, int *waits)
{
	static const char xml[] = "<message from='a@gw' to='b@x' id='1'/>";

	return component_send(to, xml, sizeof(xml) - 1, 1, ticket, waits);
}

/* as if so many bytes were queued, which the server does not read */
static void test_one_connection_keeps_64_megabytes(void **state)
{
	int waits;

	(void)state;
	c[0]->outbox.unsent_bytes = COMPONENT_OUT_MAX - 38;
	assert_int_equal(send_to(c[0], NULL, &waits), 0);
	assert_int_equal(c[0]->outbox.unsent_bytes, COMPONENT_OUT_MAX);
	assert_int_equal(send_to(c[0], NULL, &waits), -ENOBUFS);
	assert_int_equal(send_to(c[1], NULL, &waits), 0);
	assert_int_equal(c[0]->out, 1);
}

static void test_all_connections_together_keep_128_megabytes(void **state)
{
	int waits;

	(void)state;
	c[0]->outbox.unsent_bytes = COMPONENT_OUT_MAX - 1000;
	c[1]->outbox.unsent_bytes = COMPONENT_OUT_MAX - 1000;
	c[2]->outbox.unsent_bytes = 2000 - 38;
	assert_int_equal(send_to(c[2], NULL, &waits), 0);
	assert_int_equal(send_to(c[2], NULL, &waits), -ENOBUFS);
	assert_int_equal(send_to(c[0], NULL, &waits), -ENOBUFS);
	c[1]->outbox.unsent_bytes = 0; /* that server reads again */
	assert_int_equal(send_to(c[2], NULL, &waits), 0);
}

static void test_senders_wait_once_a_megabyte_is_queued(void **state)
{
	outbox_ticket_t ticket;
	int waits = 1;

	(void)state;
	memset(&ticket, 0, sizeof(ticket));
	c[0]->outbox.unsent_bytes = COMPONENT_OUT_HIGH;
	assert_int_equal(send_to(c[0], &ticket, &waits), 0);
	assert_int_equal(waits, 0);
	assert_int_equal(send_to(c[0], &ticket, &waits), 0);
	assert_int_equal(waits, 1);
}

static void test_nothing_is_sent_while_the_stream_is_down(void **state)
{
	int waits;

	(void)state;
	c[0]->state = COMPONENT_AWAY;
	assert_int_equal(send_to(c[0], NULL, &waits), -ENOTCONN);
}

/* waits between attempts must differ without the kernel's help, too */
static void test_without_getrandom_numbers_differ_all_the_same(void **state)
{
	uint32_t first, other = 0;
	int i;

	(void)state;
	no_random = 1;
	first = loop_random();
	for(i = 0; i < 1000 && other != first; i++) {
		other = loop_random();
		if(other != first)
			break;
	}
	no_random = 0;
	assert_int_not_equal(first, other);
}

static void test_systemd_is_told_at_the_socket_it_names(void **state)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	char name[64], got[64];
	ssize_t n;
	int fd;

	(void)state;
	snprintf(name, sizeof(name), "@notify-test-%d", (int)getpid());
	strcpy(a.sun_path, name);
	a.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&a,
							 (socklen_t)(offsetof(struct sockaddr_un, sun_path)
										 + strlen(name))),
			0);
	unsetenv("NOTIFY_SOCKET");
	notify_send("READY=1"); /* nobody asked */
	setenv("NOTIFY_SOCKET", "@", 1);
	notify_send("READY=1"); /* no name */
	setenv("NOTIFY_SOCKET", name, 1);
	notify_send("READY=1\nSTATUS=up");
	n = recv(fd, got, sizeof(got), MSG_DONTWAIT);
	assert_int_equal(n, 17);
	assert_memory_equal(got, "READY=1\nSTATUS=up", 17);
	assert_int_equal(recv(fd, got, sizeof(got), MSG_DONTWAIT), -1);
	close(fd);
	notify_send("STOPPING=1"); /* systemd is gone: nothing happens */
	unsetenv("NOTIFY_SOCKET");
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, start, end)
	const struct CMUnitTest tests[] = {
			T(test_one_connection_keeps_64_megabytes),
			T(test_all_connections_together_keep_128_megabytes),
			T(test_senders_wait_once_a_megabyte_is_queued),
			T(test_nothing_is_sent_while_the_stream_is_down),
			cmocka_unit_test(
					test_without_getrandom_numbers_differ_all_the_same),
			cmocka_unit_test(test_systemd_is_told_at_the_socket_it_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
