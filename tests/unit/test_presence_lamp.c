/* links: modules/xmpp_presence/presence_lamp.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is somebody in a call, by one document after the other: RFC 4235 sections 3.7.1,
 * 4.3; and what Kamailio's presence makes of it. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "../../modules/xmpp_presence/presence_lamp.h"

static presence_lamp_t lamp;

/* "a=confirmed b=early" by their first letters: "a=c b=e" */
static int says(unsigned version, int is_partial, const char *calls)
{
	static char ids[PRESENCE_DIALOGS][4];
	presence_dialogs_t d = {.version = version, .is_partial = is_partial};
	presence_lamp_t next;

	for(; *calls; calls += calls[3] ? 4 : 3) {
		ids[d.count][0] = calls[0];
		d.dialog[d.count].id.s = ids[d.count];
		d.dialog[d.count].id.len = 1;
		d.dialog[d.count++].state = calls[2] == 't' ? PRESENCE_DIALOG_TERMINATED
									: calls[2] == 'c'
											? PRESENCE_DIALOG_CONFIRMED
									: calls[2] == 'e' ? PRESENCE_DIALOG_EARLY
													  : PRESENCE_DIALOG_TRYING;
	}
	xmpp_presence_lamp_read(&d, &next);
	return xmpp_presence_lamp_take(&lamp, &next);
}

static int busy(void)
{
	return xmpp_presence_lamp_busy(&lamp, 0);
}

static int begin(void **state)
{
	(void)state;
	memset(&lamp, 0, sizeof(lamp));
	return 0;
}

static void full_documents_replace_all(void **state)
{
	(void)state;
	assert_int_equal(busy(), 0);
	assert_int_equal(says(5, 0, "a=x"), 0);
	assert_int_equal(busy(), 0);
	says(6, 0, "a=e");
	assert_int_equal(busy(), 0);
	assert_int_equal(xmpp_presence_lamp_busy(&lamp, 1), 1);
	says(7, 0, "a=c");
	assert_int_equal(busy(), 1);
	assert_int_equal(says(3, 0, ""), 0);
	assert_int_equal(busy(), 0);
}

static void partial_ones_change_what_they_name(void **state)
{
	(void)state;
	says(1, 0, "a=c b=e");
	assert_int_equal(says(2, 1, "a=t"), 0);
	assert_int_equal(busy(), 0);
	assert_int_equal(xmpp_presence_lamp_busy(&lamp, 1), 1);
	assert_int_equal(says(3, 1, "b=c"), 0);
	assert_int_equal(busy(), 1);
	assert_int_equal(says(4, 1, "c=c b=t"), 0);
	assert_int_equal(busy(), 1);
	assert_int_equal(says(5, 1, "c=t"), 0);
	assert_int_equal(busy(), 0);
}

static void one_that_has_not_come_is_missed(void **state)
{
	(void)state;
	assert_int_equal(says(1, 1, "a=c"), 1); /* nothing before it */
	assert_int_equal(says(2, 1, ""), 0);
	assert_int_equal(says(4, 1, "b=e"), 1);
	assert_int_equal(says(4, 1, "b=e"), 1);
	assert_int_equal(says(9, 0, "a=c"), 0);
	assert_int_equal(says(10, 1, "a=t"), 0);
	assert_int_equal(busy(), 0);
}

/* kamailio#3192: entries of all states of a call in one document */
static void what_is_over_stays_so_in_one_document(void **state)
{
	(void)state;
	says(1, 0, "a=t a=c a=e");
	assert_int_equal(busy(), 0);
	says(2, 0, "a=e a=c a=t");
	assert_int_equal(busy(), 0);
	says(3, 0, "a=t b=c");
	assert_int_equal(busy(), 1);
}

/* more calls than there is room for: those that have ended give it back */
static void room(void **state)
{
	char text[5] = "a=e";
	int i;

	(void)state;
	says(1, 0, "");
	for(i = 0; i < PRESENCE_DIALOGS + 4; i++) {
		text[0] = (char)('a' + i);
		says(2 + (unsigned)i, 1, text);
	}
	assert_int_equal(lamp.count, PRESENCE_DIALOGS);
	says(40, 1, "a=t b=t");
	says(41, 1, "z=c");
	assert_int_equal(busy(), 1);
	assert_int_equal(lamp.count, PRESENCE_DIALOGS - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_setup(full_documents_replace_all, begin),
			cmocka_unit_test_setup(partial_ones_change_what_they_name, begin),
			cmocka_unit_test_setup(one_that_has_not_come_is_missed, begin),
			cmocka_unit_test_setup(
					what_is_over_stays_so_in_one_document, begin),
			cmocka_unit_test_setup(room, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
