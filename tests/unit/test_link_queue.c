/* links: modules/xmpp_link/link_queue.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../../modules/xmpp_link/link_queue.h"

enum
{
	ITEMS = 6
};

static link_item_t items[ITEMS];

static int items_new(void **state)
{
	int i;

	(void)state;
	memset(items, 0, sizeof(items));
	for(i = 0; i < ITEMS; i++) {
		items[i].serial = (uint64_t)(i + 1);
		items[i].xml.len = 10 * (i + 1);
	}
	return 0;
}

static void check_order(link_list_t *l, const char *serials)
{
	link_item_t *item = l->first, *before = NULL;

	for(; *serials; serials++) {
		assert_non_null(item);
		assert_int_equal(item->serial, *serials - '0');
		assert_ptr_equal(item->prev, before);
		assert_ptr_equal(item->list, l);
		before = item;
		item = item->next;
	}
	assert_null(item);
	assert_ptr_equal(l->last, before);
}

static void test_order_of_serials(void **state)
{
	link_list_t l = {0};

	(void)state;
	xmpp_link_list_add(&l, &items[2]);
	xmpp_link_list_add(&l, &items[4]);
	xmpp_link_list_add(&l, &items[0]); /* back from a dead peer */
	xmpp_link_list_add(&l, &items[3]);
	xmpp_link_list_add(&l, &items[5]);
	check_order(&l, "13456");
	assert_int_equal(l.count, 5);
	assert_int_equal(l.bytes, 10 + 30 + 40 + 50 + 60);
}

static void test_remove(void **state)
{
	link_list_t l = {0}, other = {0};
	int i;

	(void)state;
	for(i = 0; i < ITEMS; i++)
		xmpp_link_list_add(&l, &items[i]);
	xmpp_link_list_remove(&items[0]);
	xmpp_link_list_remove(&items[3]);
	xmpp_link_list_remove(&items[5]);
	check_order(&l, "235");
	xmpp_link_list_remove(&items[0]); /* in none: nothing */
	xmpp_link_list_add(&other, &items[0]);
	check_order(&other, "1");
	xmpp_link_list_remove(&items[0]);
	check_order(&other, "");
	check_order(&l, "235");
	assert_int_equal(l.bytes, 20 + 30 + 50);
}

static void test_pop(void **state)
{
	link_list_t l = {0};

	(void)state;
	xmpp_link_list_add(&l, &items[1]);
	xmpp_link_list_add(&l, &items[0]);
	assert_ptr_equal(xmpp_link_list_pop(&l), &items[0]);
	assert_ptr_equal(xmpp_link_list_pop(&l), &items[1]);
	assert_null(xmpp_link_list_pop(&l));
	assert_null(items[1].list);
	assert_int_equal(l.count, 0);
	assert_int_equal(l.bytes, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_setup(test_order_of_serials, items_new),
			cmocka_unit_test_setup(test_remove, items_new),
			cmocka_unit_test_setup(test_pop, items_new),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
