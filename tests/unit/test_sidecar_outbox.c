/* links: sidecar/outbox.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a stream sends: in order, in any pieces, again when it was lost. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <stdio.h>

#include "../../sidecar/outbox.h"

static outbox_t box;
static char wire[4096]; /* what was written, since the last look */
static char tickets[256];

static void on_ticket(void *arg, const outbox_ticket_t *t, int written)
{
	size_t len = strlen(tickets);

	assert_ptr_equal(arg, &box);
	snprintf(tickets + len, sizeof(tickets) - len, "%u%c ", t->cookie,
			written ? 'w' : 'l');
}

static int setup(void **state)
{
	(void)state;
	outbox_init(&box, 1000, on_ticket, &box);
	tickets[0] = '\0';
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	outbox_free(&box);
	return 0;
}

static void push(
		const char *text, int repeatable, uint32_t ticket, uint64_t now)
{
	outbox_ticket_t t = {1, 0, 0, ticket};

	assert_int_equal(outbox_push(&box, text, strlen(text), repeatable,
							 ticket ? &t : NULL, now),
			0);
}

/* write up to n bytes, as a socket does; what came out */
static const char *write_bytes(size_t n)
{
	struct iovec iov[3];
	size_t len = 0, part;
	int count, i;

	count = outbox_pieces(&box, iov, 3);
	for(i = 0; i < count && n > 0; i++) {
		part = iov[i].iov_len < n ? iov[i].iov_len : n;
		memcpy(wire + len, iov[i].iov_base, part);
		len += part;
		n -= part;
	}
	wire[len] = '\0';
	outbox_wrote(&box, len);
	return wire;
}

static void test_pieces(void **state)
{
	(void)state;
	assert_string_equal(write_bytes(100), "");
	push("abc", 0, 0, 0);
	push("def", 0, 0, 0);
	push("ghi", 0, 0, 0);
	push("jkl", 0, 0, 0);
	assert_int_equal(box.unsent_bytes, 12);
	assert_string_equal(write_bytes(2), "ab");
	assert_string_equal(write_bytes(0), "");
	assert_string_equal(write_bytes(3), "cde");
	assert_string_equal(write_bytes(100), "fghijkl");
	assert_int_equal(box.unsent_bytes, 0);
	assert_false(outbox_has_unconfirmed(&box));
}

static void test_repeated_until_confirmed(void **state)
{
	uint64_t mark;

	(void)state;
	push("A", 1, 0, 0);
	push("b", 0, 0, 0);
	mark = outbox_mark(&box);
	push("C", 1, 0, 0);
	assert_false(outbox_has_unconfirmed(&box));
	write_bytes(3);
	push("d", 0, 0, 0);
	push("E", 1, 0, 0);
	assert_true(outbox_has_unconfirmed(&box));
	outbox_confirm(&box, mark); /* A, but not C */
	assert_int_equal(box.sent_bytes, 1);
	outbox_rewind(&box);
	assert_string_equal(write_bytes(100), "CdE");
	outbox_rewind(&box); /* d has been written: it does not go again */
	assert_string_equal(write_bytes(100), "CE");
	outbox_confirm(&box, outbox_mark(&box));
	outbox_rewind(&box);
	assert_string_equal(write_bytes(100), "");
}

/* half of it is nothing for the server */
static void test_partly_written_goes_again(void **state)
{
	(void)state;
	push("abc", 0, 0, 0);
	push("DEF", 1, 0, 0);
	write_bytes(1);
	outbox_rewind(&box);
	assert_string_equal(write_bytes(4), "abcD");
	outbox_rewind(&box);
	assert_string_equal(write_bytes(100), "DEF");
}

static void test_tickets(void **state)
{
	(void)state;
	push("A", 1, 1, 0);
	push("b", 0, 2, 0);
	push("C", 1, 3, 0);
	push("d", 0, 4, 0);
	push("e", 0, 0, 0);
	write_bytes(2);
	assert_string_equal(tickets, "1w 2w ");
	/* their sender hears of the loss and has them still: not ours any more */
	outbox_rewind(&box);
	assert_string_equal(tickets, "1w 2w 3l 4l ");
	assert_string_equal(write_bytes(100), "Ae");
	assert_string_equal(tickets, "1w 2w 3l 4l ");
}

static void test_bounded(void **state)
{
	char text[400];
	int i;

	(void)state;
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	for(i = 0; i < 5; i++) {
		text[0] = (char)('0' + i);
		push(text, 1, 0, 0);
		while(*write_bytes(100)) {
		}
	}
	assert_true(box.sent_bytes <= 1000);
	assert_int_equal(box.forgotten, 3);
	outbox_rewind(&box);
	assert_int_equal(write_bytes(1)[0], '3'); /* the newest are kept */
}

static void test_expire(void **state)
{
	(void)state;
	push("A", 1, 0, 10);
	push("B", 1, 0, 20);
	write_bytes(100);
	outbox_rewind(&box);
	push("C", 1, 0, 30);
	assert_int_equal(outbox_expire(&box, 10), 0);
	assert_int_equal(outbox_expire(&box, 30), 2);
	assert_string_equal(write_bytes(100), "C");
	assert_int_equal(outbox_expire(&box, 1000), 0);
}

/* another connection takes over what this one did not get through */
static void test_take(void **state)
{
	outbox_item_t *item;

	(void)state;
	push("A", 1, 0, 0);
	push("b", 0, 0, 0);
	push("c", 0, 0, 0);
	write_bytes(2);
	outbox_rewind(&box);
	item = outbox_take(&box);
	assert_memory_equal(item->data, "A", 1);
	free(item);
	item = outbox_take(&box);
	assert_memory_equal(item->data, "c", 1);
	free(item);
	assert_null(outbox_take(&box));
	assert_int_equal(box.unsent_bytes, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_setup_teardown(test_pieces, setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_repeated_until_confirmed, setup, teardown),
			cmocka_unit_test_setup_teardown(
					test_partly_written_goes_again, setup, teardown),
			cmocka_unit_test_setup_teardown(test_tickets, setup, teardown),
			cmocka_unit_test_setup_teardown(test_bounded, setup, teardown),
			cmocka_unit_test_setup_teardown(test_expire, setup, teardown),
			cmocka_unit_test_setup_teardown(test_take, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
