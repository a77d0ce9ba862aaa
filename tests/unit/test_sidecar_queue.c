/* links: modules/xmpp_link/link_binrpc.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stanzas that wait for Kamailio. The frame is read back by the module's codec
 * (its own test proves that against Kamailio's framing). */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* the subject, with an allocator that can fail */
static int allocations_left = -1; /* -1: no limit */

static void *test_alloc(size_t size)
{
	if(allocations_left == 0)
		return NULL;
	if(allocations_left > 0)
		allocations_left--;
	return malloc(size);
}

#define malloc(size) test_alloc(size)
/* NOLINTNEXTLINE(bugprone-suspicious-include) */
#include "../../sidecar/queue.c"
#undef malloc

static str view(const char *z)
{
	str s = {(char *)z, z ? (int)strlen(z) : 0};

	return s;
}

static queue_item_t *item(const char *id, uint32_t cookie, uint64_t deadline)
{
	stanza_t s;

	memset(&s, 0, sizeof(s));
	s.kind = STANZA_IQ;
	s.flags = 0;
	s.type = view("get");
	s.from = view("romeo@x.example/r");
	s.to = view("juliet@gw.example");
	s.id = view(id);
	s.payloads = view("ping urn:xmpp:ping\n");
	s.xml = view("<iq/>");
	return queue_item_new(&s, "gw.example", 3, cookie, 77, deadline);
}

static void check_str(const str *s, const char *expected)
{
	assert_int_equal(s->len, strlen(expected));
	assert_memory_equal(s->s, expected, strlen(expected));
}

static void test_frame(void **state)
{
	static const char *const expected[] = {"stanza", "gw.example", "iq", "get",
			"romeo@x.example/r", "juliet@gw.example", "i1",
			"ping urn:xmpp:ping\n", "<iq/>"};
	queue_item_t *it = item("i1", 77, 5);
	link_frame_t f;
	int32_t received;
	str value;
	size_t i;

	(void)state;
	assert_non_null(it);
	assert_int_equal(
			xmpp_link_frame_read(it->frame.s, (size_t)it->frame.len, 65536, &f),
			it->frame.len);
	assert_int_equal(f.type, LINK_BINRPC_REQUEST);
	assert_int_equal(f.cookie, 77);
	for(i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		assert_int_equal(xmpp_link_frame_str(&f, &value), 0);
		check_str(&value, expected[i]);
	}
	assert_int_equal(xmpp_link_frame_int(&f, &received), 0);
	assert_int_equal(received, 77); /* the clock when it came */
	assert_ptr_equal(f.at, f.end);
	/* for an answer */
	check_str(&it->stanza.from, "romeo@x.example/r");
	check_str(&it->stanza.to, "juliet@gw.example");
	check_str(&it->stanza.id, "i1");
	check_str(&it->stanza.type, "get");
	assert_int_equal(it->domain, 3);
	queue_item_free(it);
}

/* an age, also when the stamp comes round, and with clocks that differ */
static void test_stamp(void **state)
{
	const uint64_t month = 31ull * 24 * 3600 * 1000;

	(void)state;
	assert_int_equal(link_stamp_age(link_stamp(1000), 1000), 0);
	assert_int_equal(link_stamp_age(link_stamp(1000), 6000), 5000);
	assert_int_equal(link_stamp_age(link_stamp(month - 1), month + 7), 8);
	assert_int_equal(
			link_stamp_age(link_stamp(0x7fffffff), 0x7fffffffull + 20), 20);
	assert_int_equal(link_stamp_age(link_stamp(6000), 1000), 0);
	assert_int_equal(link_stamp_age(-5, 1000) >= 0, 1);
}

static void test_absent_values(void **state)
{
	stanza_t s;
	queue_item_t *it;

	(void)state;
	memset(&s, 0, sizeof(s));
	s.kind = STANZA_PRESENCE;
	s.xml = view("<presence/>");
	it = queue_item_new(&s, "gw", 0, 1, 0, 0);
	assert_non_null(it);
	assert_int_equal(it->stanza.id.len, 0);
	check_str(&it->stanza.xml, "<presence/>");
	queue_item_free(it);
}

static void test_order_and_sums(void **state)
{
	queue_t q, front;
	queue_item_t *a = item("a", 1, 30), *b = item("b", 2, 10);
	queue_item_t *c = item("c", 3, 20), *d = item("d", 4, 40);

	(void)state;
	memset(&q, 0, sizeof(q));
	memset(&front, 0, sizeof(front));
	assert_int_equal(queue_deadline(&q), 0);
	assert_null(queue_pop(&q));
	queue_push(&q, c);
	queue_push(&q, d);
	queue_push(&front, a);
	queue_push(&front, b);
	queue_prepend(&q, &front);
	assert_null(front.head);
	assert_int_equal(front.count, 0);
	queue_prepend(&q, &front); /* nothing happens */
	assert_int_equal(q.count, 4);
	assert_int_equal(q.xml_bytes, 4 * strlen("<iq/>"));
	assert_int_equal(q.bytes, a->size + b->size + c->size + d->size);
	assert_int_equal(queue_deadline(&q), 10);
	assert_null(queue_take_due(&q, 9));
	assert_ptr_equal(queue_take_due(&q, 20), b);
	assert_ptr_equal(queue_take_due(&q, 20), c);
	assert_null(queue_take_due(&q, 20));
	assert_ptr_equal(queue_take_due(&q, 40), a);
	assert_ptr_equal(queue_pop(&q), d);
	assert_int_equal(q.count, 0);
	assert_int_equal(q.bytes, 0);
	assert_int_equal(q.xml_bytes, 0);
	assert_null(q.tail);
	queue_push(&q, a); /* usable after it was empty */
	queue_push(&q, b);
	queue_prepend(&front, &q);
	assert_ptr_equal(front.tail, b);
	queue_clear(&front);
	queue_item_free(c);
	queue_item_free(d);
}

static void test_acknowledged(void **state)
{
	queue_t q;
	queue_item_t *it;

	(void)state;
	memset(&q, 0, sizeof(q));
	queue_push(&q, item("a", 1, 0));
	queue_push(&q, item("b", 2, 0));
	queue_push(&q, item("c", 3, 0));
	q.head->written = q.head->next->written = 1;
	/* out of order is fine, what was not written cannot be acknowledged */
	assert_null(queue_take_written(&q, 3));
	assert_null(queue_take_written(&q, 9));
	it = queue_take_written(&q, 2);
	assert_non_null(it);
	assert_int_equal(it->cookie, 2);
	queue_item_free(it);
	it = queue_take_written(&q, 1);
	assert_non_null(it);
	queue_item_free(it);
	assert_int_equal(q.count, 1);
	queue_clear(&q);
	assert_null(q.head);
}

static void test_no_memory(void **state)
{
	(void)state;
	allocations_left = 0;
	assert_null(item("a", 1, 0));
	allocations_left = -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_frame),
			cmocka_unit_test(test_stamp),
			cmocka_unit_test(test_absent_values),
			cmocka_unit_test(test_order_and_sums),
			cmocka_unit_test(test_acknowledged),
			cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
