/* SPDX-License-Identifier: GPL-2.0-or-later */
/* module: xmpp_link */
/* fake: core */
/* Which stanzas are this node's: a module is asked before handlers see them and
 * before an answer finds its iq. */

#include "fake/fake.h"

#include "../../modules/xmpp_link/api.h"
#include "../../modules/xmpp_link/link_in.h"
#include "../../modules/xmpp_link/link_stats.h"

static int asked, handled, node_says;
static xmpp_link_kind_t asked_kind;

static int on_node(const xmpp_link_stanza_t *s, void *arg)
{
	assert_null(arg);
	asked++;
	asked_kind = s->kind;
	return node_says;
}

static int on_stanza(const xmpp_link_stanza_t *s, void *arg)
{
	(void)s;
	(void)arg;
	handled++;
	return XMPP_LINK_HANDLED;
}

static void comes(xmpp_link_kind_t kind, const char *type)
{
	xmpp_link_stanza_t s = {
			.kind = kind,
			.component = str_init("gw.example"),
			.from = str_init("romeo@xmpp.example/orchard"),
			.to = str_init("1001@gw.example"),
			.id = str_init("a1"),
			.payloads = str_init("query jabber:iq:version\n"),
	};

	s.type = (str){(char *)type, (int)strlen(type)};
	asked = handled = 0;
	xmpp_link_in_stanza(&s);
}

static unsigned long unmatched(void)
{
	return xmpp_link_stats->count[LINK_IQS_UNMATCHED];
}

/* before the hook is registered: all stanzas are ours */
static void test_no_module(void **state)
{
	unsigned long before = unmatched();

	(void)state;
	comes(XMPP_LINK_MESSAGE, "chat");
	assert_int_equal(asked, 0);
	assert_int_equal(handled, 1);
	comes(XMPP_LINK_IQ, "result");
	assert_int_equal(unmatched(), before + 1);
}

static void test_ours(void **state)
{
	unsigned long before = unmatched();

	(void)state;
	node_says = XMPP_LINK_PASS;
	comes(XMPP_LINK_PRESENCE, "");
	assert_int_equal(asked, 1);
	assert_int_equal(asked_kind, XMPP_LINK_PRESENCE);
	assert_int_equal(handled, 1);
	comes(XMPP_LINK_IQ, "get");
	assert_int_equal(handled, 1);
	comes(XMPP_LINK_IQ, "error");
	assert_int_equal(asked, 1);
	assert_int_equal(unmatched(), before + 1);
}

static void test_another_nodes(void **state)
{
	unsigned long before = unmatched();

	(void)state;
	node_says = XMPP_LINK_HANDLED;
	comes(XMPP_LINK_MESSAGE, "chat");
	assert_int_equal(asked, 1);
	assert_int_equal(handled, 0);
	comes(XMPP_LINK_IQ, "set");
	assert_int_equal(handled, 0);
	/* the iq may be open there: it is not unmatched here */
	comes(XMPP_LINK_IQ, "result");
	assert_int_equal(asked, 1);
	assert_int_equal(unmatched(), before);
}

static void test_one_module(void **state)
{
	(void)state;
	assert_int_equal(xmpp_link_in_node(on_node), -1);
}

static int start(void **state)
{
	(void)state;
	fake_core_start();
	assert_int_equal(xmpp_link_stats_init(1), 0);
	xmpp_link_mine = xmpp_link_stats;
	assert_int_equal(
			xmpp_link_in_on_stanza(XMPP_LINK_IQ, NULL, on_stanza, NULL), 0);
	assert_int_equal(
			xmpp_link_in_on_stanza(XMPP_LINK_MESSAGE, NULL, on_stanza, NULL),
			0);
	return xmpp_link_in_on_stanza(XMPP_LINK_PRESENCE, NULL, on_stanza, NULL);
}

static int ask(void **state)
{
	(void)state;
	return xmpp_link_in_node(on_node);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_no_module),
			cmocka_unit_test_setup(test_ours, ask),
			cmocka_unit_test(test_another_nodes),
			cmocka_unit_test(test_one_module),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
