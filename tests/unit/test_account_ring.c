/* links: modules/xmpp_account/account_register.c modules/xmpp_account/account_reg.c modules/xmpp_account/account_answer.c modules/xmpp_account/account_digest.c modules/xmpp_account/account_text.c */
/* links: modules/xmpp_account/account_pace.c modules/xmpp_account/account_table.c modules/xmpp_account/account_tell.c modules/xmpp_account/account_view.c modules/xmpp_account/account_check.c modules/xmpp_account/account_authorize.c modules/xmpp_account/account_admit.c modules/xmpp_account/account_ha1.c modules/xmpp_account/account_nonce.c */
/* links: modules/xmpp_account/account_policy.c modules/xmpp_account/account_api.c modules/xmpp_link/link_timer.c tests/unit/bare/bare_core.c */
/* links: modules/xmpp_account/account_mwi.c modules/xmpp_account/account_service.c modules/xmpp_account/account_ping.c modules/xmpp_account/account_sub.c modules/xmpp_account/account_summary.c modules/xmpp_account/account_dialog.c modules/xmpp_account/account_ring.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Calls to accounts, as their user is told of them: which line rings, and what
 * was missed; once, and not what was declined or taken elsewhere (RFC 3326). */

#include <time.h>

#include "account_owner.h"
#include "../../modules/xmpp_account/account_ring.h"

static char said[1024];
static int said_count;

static void on_text(const account_view_t *v, const char *words)
{
	(void)v;
	snprintf(said, sizeof(said), "%s", words);
	said_count++;
}

static account_t *line(const char *name)
{
	str owner = view(ROMEO), l = view(name);
	account_t *a = xmpp_account_find(0, &owner, &l);

	assert_non_null(a);
	return a;
}

static int begin_calls(void **state)
{
	account_fields_t f = usual();

	begin(state);
	setenv("TZ", "UTC", 1);
	tzset();
	xmpp_account_numbers.line_texts = xmpp_account_numbers.missed_texts = 1;
	xmpp_account_on_text(on_text);
	said[0] = '\0';
	said_count = 0;
	made();
	f.line = view("work");
	f.aor = view("sip:carol@pbx.example");
	xmpp_account_config.sip_domains = view("*");
	assert_int_equal(set(&f), 0);
	return 0;
}

/* a call as jingle shows it; since: 12:40 of some day */
static jingle_call_view_t call_of(const char *gr)
{
	jingle_call_view_t c;

	memset(&c, 0, sizeof(c));
	c.gr = view(gr);
	c.user = view(ROMEO);
	c.contact = view("bob%pbx.example@gw.example/gw");
	c.callid = view("id@192.0.2.9");
	c.since = 12 * 3600 + 40 * 60;
	return c;
}

static void happens(jingle_call_view_t *c, jingle_call_event_t event)
{
	xmpp_account_ring_event(c, event, NULL);
}

static void noted(const char *name, const jingle_call_view_t *c)
{
	xmpp_account_ring_note(line(name), &c->callid);
}

/* by the account of the script's look-up */
static jingle_call_view_t rings(const char *name, const char *gr)
{
	jingle_call_view_t c = call_of(gr);

	noted(name, &c);
	happens(&c, JINGLE_CALL_NEW);
	return c;
}

static void ends(
		jingle_call_view_t *c, const char *by, const char *reason, int code)
{
	c->ended_by = by;
	c->reason = reason;
	c->code = code;
	happens(c, JINGLE_CALL_ENDED);
}

static void test_line(void **state)
{
	jingle_call_view_t c = call_of("a");

	(void)state;
	c.name = view("Bob");
	noted("work", &c);
	assert_int_equal(said_count, 0);
	happens(&c, JINGLE_CALL_NEW);
	assert_string_equal(said,
			"Call from Bob (bob%pbx.example@gw.example) on line work "
			"(sip:carol@pbx.example)");
	happens(&c, JINGLE_CALL_RINGING);
	assert_int_equal(said_count, 1);
	ends(&c, "phone", "cancel", 487);
	assert_string_equal(said,
			"Missed call from Bob (bob%pbx.example@gw.example) at 12:40 on "
			"line work (sip:carol@pbx.example)");
	assert_int_equal(said_count, 2);
	happens(&c, JINGLE_CALL_ENDED);
	assert_int_equal(said_count, 2);
}

/* of what the user does not know yet alone */
static void test_missed_or_not(void **state)
{
	static const struct
	{
		const char *by, *reason;
		int code, elsewhere, is_missed;
	} rows[] = {
			{"phone", "cancel", 487, 0, 1},
			{"phone", "cancel", 487, 1, 0},
			{"client", "decline", 603, 0, 0},
			{"client", "busy", 486, 0, 1},
			{"timeout", "timeout", 480, 0, 1},
			{"client", "gone", 480, 0, 1}, /* no device: the server's error */
			{"gateway", "connectivity-error", 503, 0, 1},
			{NULL, NULL, 0, 0, 1},
	};
	jingle_call_view_t c;
	size_t i;

	(void)state;
	xmpp_account_numbers.line_texts = 0;
	for(i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		said_count = 0;
		c = rings("main", "a");
		assert_int_equal(said_count, 0);
		c.elsewhere = rows[i].elsewhere;
		ends(&c, rows[i].by, rows[i].reason, rows[i].code);
		assert_int_equal(said_count, rows[i].is_missed);
	}
}

static void test_answered(void **state)
{
	jingle_call_view_t c = rings("main", "a");

	(void)state;
	said_count = 0;
	happens(&c, JINGLE_CALL_ANSWERED);
	ends(&c, "phone", "success", 0);
	assert_int_equal(said_count, 0);
}

/* calls that no account has part in, or that the user makes */
static void test_others(void **state)
{
	jingle_call_view_t c = call_of("a");

	(void)state;
	happens(&c, JINGLE_CALL_NEW);
	ends(&c, "phone", "cancel", 487);
	noted("main", &c);
	c.from_xmpp = 1;
	happens(&c, JINGLE_CALL_NEW);
	ends(&c, "phone", "busy", 486);
	assert_int_equal(said_count, 0);
	c.from_xmpp = 0;
	c.user = view("juliet@xmpp.example");
	happens(&c, JINGLE_CALL_NEW);
	ends(&c, "phone", "cancel", 487);
	assert_int_equal(said_count, 0);
}

/* a hunt group rings both lines: one Call-ID, two calls, each of its line */
static void test_forked(void **state)
{
	jingle_call_view_t one = call_of("a"), two = call_of("b");

	(void)state;
	noted("main", &one);
	noted("work", &two);
	happens(&one, JINGLE_CALL_NEW);
	assert_non_null(strstr(said, " on line main (sip:alice@sip.example)"));
	happens(&two, JINGLE_CALL_NEW);
	assert_non_null(strstr(said, " on line work ("));
	ends(&one, "phone", "cancel", 487);
	assert_non_null(strstr(said, " on line main ("));
	ends(&two, "phone", "cancel", 487);
	assert_non_null(strstr(said, " on line work ("));
	assert_int_equal(said_count, 4);
}

static void test_one_account(void **state)
{
	str owner = view(ROMEO), work = view("work");
	jingle_call_view_t c;

	(void)state;
	assert_int_equal(xmpp_account_remove(&owner, &work), 1);
	c = rings("main", "a");
	assert_int_equal(said_count, 0);
	c.is_private = 1;
	c.contact = view("hidden-1@gw.example/gw");
	ends(&c, "phone", "cancel", 487);
	assert_string_equal(said, "Missed call from an anonymous caller at 12:40");
}

static void test_switched_off(void **state)
{
	jingle_call_view_t c;

	(void)state;
	xmpp_account_numbers.line_texts = xmpp_account_numbers.missed_texts = 0;
	c = rings("work", "a");
	ends(&c, "phone", "cancel", 487);
	assert_int_equal(said_count, 0);
}

/* the account goes while it rings */
static void test_removed(void **state)
{
	str owner = view(ROMEO), work = view("work");
	jingle_call_view_t c = rings("work", "a");

	(void)state;
	said_count = 0;
	assert_int_equal(xmpp_account_remove(&owner, &work), 1);
	ends(&c, "phone", "cancel", 487);
	assert_int_equal(said_count, 0);
}

/* what no client could hold, and who calls all the time */
static void test_bounds(void **state)
{
	static char name[256], jid[3072];
	jingle_call_view_t c;
	int i;

	(void)state;
	memset(name, 'n', sizeof(name));
	memset(jid, 'j', sizeof(jid));
	c = call_of("a");
	c.name.s = name;
	c.name.len = sizeof(name);
	c.contact.s = jid;
	c.contact.len = sizeof(jid);
	noted("work", &c);
	happens(&c, JINGLE_CALL_NEW);
	ends(&c, "phone", "cancel", 487);
	assert_int_equal(said_count, 2);
	for(i = 0; i < 100; i++) {
		c = rings("work", "a");
		ends(&c, "phone", "cancel", 487);
	}
	assert_int_equal(said_count, 20);
	pass(60000);
	c = rings("work", "a");
	assert_int_equal(said_count, 21);
	ends(&c, "phone", "cancel", 487);
}

#undef TEST
#define TEST(f) cmocka_unit_test_setup_teardown(f, begin_calls, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(test_line),
			TEST(test_missed_or_not),
			TEST(test_answered),
			TEST(test_others),
			TEST(test_forked),
			TEST(test_one_account),
			TEST(test_switched_off),
			TEST(test_removed),
			TEST(test_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
