/* links: modules/xmpp_gateway/gateway_stats.c modules/xmpp_gateway/gateway_gauges.c tests/unit/bare/bare_core.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What kamcmd stats.get_statistics xmpp_gateway: shows. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "../../core/counters.h"
#include "../../core/dprint.h"
#include "../../modules/xmpp_gateway/gateway_caps.h"
#include "../../modules/xmpp_gateway/gateway_gauges.h"
#include "../../modules/xmpp_gateway/gateway_stats.h"
#include "../../modules/xmpp_gateway/gateway_store.h"
#include "../../modules/xmpp_gateway/gateway_users.h"

#include "bare/bare_core.h"

enum
{
	COUNTERS = 64
};

/* --- Kamailio's counters ------------------------------------------------------------ */

static counter_array_t values[COUNTERS];
static struct
{
	const char *name;
	counter_cbk_f f;
	void *arg;
} counters[COUNTERS];
static int counter_count, room = COUNTERS;

counter_array_t *_cnts_vals = values;
int _cnts_row_len = COUNTERS;

int counter_register(counter_handle_t *handle, const char *group,
		const char *name, int flags, counter_cbk_f f, void *arg,
		const char *doc, int reg_flags)
{
	assert_string_equal(group, "xmpp_gateway");
	if(counter_count == room)
		return -1;
	counters[counter_count].name = name;
	counters[counter_count].f = f;
	counters[counter_count].arg = arg;
	handle->id = (unsigned short)counter_count++;
	return 0;
}

counter_val_t counter_get_val(counter_handle_t h)
{
	return values[h.id].v;
}

/* --- what is counted elsewhere --------------------------------------------------------- */

void xmpp_gateway_users_count(gateway_counts_t *c)
{
	c->users = 1;
	c->contacts = 2;
	c->devices = 3;
}

int xmpp_gateway_caps_count(void)
{
	return 4;
}

int xmpp_gateway_store_waiting(void)
{
	return 5;
}

static long gauge(const char *name)
{
	counter_handle_t none = {0};
	int i;

	for(i = 0; i < counter_count; i++)
		if(strcmp(counters[i].name, name) == 0)
			return counters[i].f(none, counters[i].arg);
	fail_msg("there is no %s", name);
	return -1;
}

static void gauges_show_what_is_there(void **state)
{
	counter_count = 0;
	assert_int_equal(xmpp_gateway_stats_init(), 0);
	assert_int_equal(xmpp_gateway_gauges_init(), 0);
	assert_int_equal(gauge("users"), 1);
	assert_int_equal(gauge("contacts"), 2);
	assert_int_equal(gauge("devices"), 3);
	assert_int_equal(gauge("caps"), 4);
	assert_int_equal(gauge("store_waiting"), 5);
}

static void each_counter_counts_its_own(void **state)
{
	int i, j;

	for(i = 0; i < GATEWAY_COUNTS; i++)
		for(j = 0; j <= i; j++)
			xmpp_gateway_count((gateway_count_t)i);
	for(i = 0; i < GATEWAY_COUNTS; i++) {
		assert_int_equal(xmpp_gateway_counted((gateway_count_t)i), i + 1);
		for(j = 0; j < i; j++)
			assert_string_not_equal(
					xmpp_gateway_count_name(i), xmpp_gateway_count_name(j));
	}
	assert_string_equal(
			xmpp_gateway_count_name(GATEWAY_STORE_LOST), "store_lost");
}

static void counters_that_cannot_be_registered_end_the_start(void **state)
{
	for(room = 0; room < GATEWAY_COUNTS + 5; room++) {
		counter_count = 0;
		assert_int_equal(
				xmpp_gateway_stats_init() || xmpp_gateway_gauges_init(), 1);
	}
	assert_int_equal(bare_logged_at(L_ERR, "cannot register"), room);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(gauges_show_what_is_there),
			cmocka_unit_test(each_counter_counts_its_own),
			cmocka_unit_test(counters_that_cannot_be_registered_end_the_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
