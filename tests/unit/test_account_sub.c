/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One subscription, and the summary that it is for. Expected: RFC 6665 sections
 * 4.1.2, 4.1.3, 4.2.1.1; RFC 3842 sections 3.9, 5.2; RFC 3261 sections 12.1, 20.30. */
/* links: modules/xmpp_account/account_sub.c modules/xmpp_account/account_text.c */
/* links: modules/xmpp_account/account_summary.c modules/xmpp_account/account_dialog.c */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../modules/xmpp_account/account_dialog.h"
#include "../../modules/xmpp_account/account_sub.h"
#include "../../modules/xmpp_account/account_summary.h"

static account_sub_t s;
static uint64_t now;
static int chance;

/* the text ends where the sanitizer looks */
static str hostile(const char *text)
{
	static char *copy = NULL;
	str out = {NULL, (int)strlen(text)};

	free(copy);
	copy = malloc((size_t)out.len + !out.len);
	assert_non_null(copy);
	out.s = memcpy(copy, text, (size_t)out.len);
	return out;
}

static account_sub_action_t event(account_sub_event_t e)
{
	return xmpp_account_sub_step(&s, e, NULL, 3600, now, chance);
}

static account_sub_action_t answer(account_answer_t a)
{
	return xmpp_account_sub_step(&s, ACCOUNT_SUB_ANSWER, &a, 3600, now, chance);
}

static account_sub_action_t code(int code)
{
	account_answer_t a = {.code = code, .expires = -1, .retry_after = -1};

	return answer(a);
}

static account_sub_action_t ok(int expires)
{
	account_answer_t a = {.code = 200, .expires = expires, .retry_after = -1};

	return answer(a);
}

static account_sub_action_t notify(const char *state)
{
	account_notify_t n;
	char text[256];
	str msg;

	snprintf(text, sizeof(text),
			"NOTIFY sip:a@b SIP/2.0\r\nSubscription-State: %s\r\n\r\n", state);
	msg = hostile(text);
	assert_int_equal(xmpp_account_sub_read(&msg, &n), 0);
	return xmpp_account_sub_notify(&s, &n, 3600, now, chance);
}

static account_sub_action_t due_in(int from_ms, int to_ms)
{
	assert_in_range(s.due - now, from_ms, to_ms);
	now = s.due - 1;
	assert_int_equal(event(ACCOUNT_SUB_DUE), ACCOUNT_SUB_DO_NOTHING);
	now = s.due;
	return event(ACCOUNT_SUB_DUE);
}

static void begin(void)
{
	memset(&s, 0, sizeof(s));
	now = 5000000;
	chance = 500;
	assert_int_equal(event(ACCOUNT_SUB_WANT), ACCOUNT_SUB_DO_NOTHING);
	assert_int_equal(due_in(1500, 1500), ACCOUNT_SUB_DO_SUBSCRIBE);
	assert_int_equal(xmpp_account_sub_expires(&s, 3600), 3600);
}

static void active(void)
{
	begin();
	assert_int_equal(code(401), ACCOUNT_SUB_DO_AUTHENTICATE);
	assert_int_equal(ok(600), ACCOUNT_SUB_DO_NOTHING);
	assert_int_equal(notify("active;expires=600"), ACCOUNT_SUB_DO_NOTHING);
	assert_int_equal(s.state, ACCOUNT_SUB_ACTIVE);
}

/* in the dialog, between 75 and 90 % of its time; what the notifier says counts,
 * and not more than was asked for */
static void test_refreshed(void **state)
{
	(void)state;
	chance = 0;
	active();
	chance = 0;
	notify("active;expires=100");
	assert_int_equal(due_in(75000, 75000), ACCOUNT_SUB_DO_REFRESH);
	chance = 999;
	assert_int_equal(ok(7200), ACCOUNT_SUB_DO_NOTHING);
	assert_int_equal(due_in(3239000, 3240000), ACCOUNT_SUB_DO_REFRESH);
	assert_int_equal(ok(0), ACCOUNT_SUB_DO_NOTHING);
	assert_in_range(s.due - now, 1000, 1000);
	/* as often as the operator wants, whatever it grants */
	s.least = 30;
	notify("active;expires=1");
	assert_int_equal(s.due - now, 30000);
	notify("terminated;reason=probation;retry-after=1");
	assert_true(s.due >= now + 30000);
	s.least = 0;
}

/* a NOTIFY before the 200 is one; without any in time it has failed */
static void test_first_notify(void **state)
{
	(void)state;
	begin();
	assert_int_equal(notify("active;expires=60"), ACCOUNT_SUB_DO_NOTHING);
	assert_int_equal(ok(60), ACCOUNT_SUB_DO_NOTHING);
	assert_int_equal(due_in(49500, 49500), ACCOUNT_SUB_DO_REFRESH);
	begin();
	assert_int_equal(ok(3600), ACCOUNT_SUB_DO_NOTHING);
	assert_int_equal(due_in(32000, 32000), ACCOUNT_SUB_DO_NOTHING);
	assert_int_equal(s.state, ACCOUNT_SUB_WAITING);
	assert_int_equal(s.has_dialog, 0);
	assert_int_equal(due_in(30000, 30000), ACCOUNT_SUB_DO_SUBSCRIBE);
	/* pending is no failure */
	begin();
	assert_int_equal(ok(3600), ACCOUNT_SUB_DO_NOTHING);
	notify("pending;expires=600");
	assert_int_equal(due_in(495000, 495000), ACCOUNT_SUB_DO_REFRESH);
}

static void refused(void)
{
	assert_int_equal(s.state, ACCOUNT_SUB_REFUSED);
	assert_in_range(s.due - now, 22 * 3600000, 26 * 3600000);
}

/* no such thing there: a day of peace, whoever comes and goes meanwhile */
static void test_refused(void **state)
{
	static const int codes[] = {403, 404, 405, 410, 489, 501, 603, 604};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		begin();
		assert_int_equal(code(codes[i]), ACCOUNT_SUB_DO_NOTHING);
		refused();
		assert_int_equal(event(ACCOUNT_SUB_UNWANT), ACCOUNT_SUB_DO_NOTHING);
		assert_int_equal(event(ACCOUNT_SUB_WANT), ACCOUNT_SUB_DO_NOTHING);
		refused();
	}
	now = s.due;
	assert_int_equal(event(ACCOUNT_SUB_DUE), ACCOUNT_SUB_DO_SUBSCRIBE);
	/* the password is wrong, or the challenge of somebody else */
	begin();
	assert_int_equal(code(401), ACCOUNT_SUB_DO_AUTHENTICATE);
	assert_int_equal(code(401), ACCOUNT_SUB_DO_NOTHING);
	refused();
	begin();
	code(407);
	xmpp_account_sub_give_up(&s, now, chance);
	refused();
	event(ACCOUNT_SUB_DROP);
	assert_int_equal(s.state, ACCOUNT_SUB_OFF);
	assert_int_equal(s.due, 0);
}

static void test_stale(void **state)
{
	account_answer_t stale = {.code = 401, .is_stale = 1};
	int i;

	(void)state;
	begin();
	for(i = 0; i < 4; i++)
		assert_int_equal(answer(stale), ACCOUNT_SUB_DO_AUTHENTICATE);
	assert_int_equal(answer(stale), ACCOUNT_SUB_DO_NOTHING);
	refused();
}

/* 30 s, doubled up to an hour, a fifth more or less; or as it says */
static void test_back_off(void **state)
{
	account_answer_t later = {.code = 503, .expires = -1, .retry_after = 100};
	int i, ms = 30000;

	(void)state;
	begin();
	for(i = 0; i < 12; i++) {
		assert_int_equal(i % 2 ? code(480) : event(ACCOUNT_SUB_SILENT),
				ACCOUNT_SUB_DO_NOTHING);
		chance = i % 2 ? 0 : 999;
		assert_in_range(s.due - now, ms * 8 / 10, ms * 12 / 10);
		now = s.due;
		assert_int_equal(event(ACCOUNT_SUB_DUE), ACCOUNT_SUB_DO_SUBSCRIBE);
		ms = ms * 2 < 3600000 ? ms * 2 : 3600000;
	}
	answer(later);
	assert_in_range(s.due - now, 101000, 126000);
	later.retry_after = INT32_MAX;
	begin();
	answer(later);
	assert_in_range(s.due - now, 86400000, 109000000);
}

static void test_too_brief(void **state)
{
	account_answer_t brief = {.code = 423, .min_expires = 7200, .expires = -1};

	(void)state;
	begin();
	assert_int_equal(answer(brief), ACCOUNT_SUB_DO_SUBSCRIBE);
	assert_int_equal(xmpp_account_sub_expires(&s, 3600), 7200);
	brief.retry_after = -1;
	assert_int_equal(
			answer(brief), ACCOUNT_SUB_DO_NOTHING); /* again the same */
	assert_int_equal(s.state, ACCOUNT_SUB_WAITING);
	active();
	now = s.due;
	assert_int_equal(event(ACCOUNT_SUB_DUE), ACCOUNT_SUB_DO_REFRESH);
	assert_int_equal(answer(brief), ACCOUNT_SUB_DO_REFRESH);
}

/* its memory is lost: a new dialog at once, but not for ever */
static void test_lost_there(void **state)
{
	(void)state;
	active();
	now = s.due;
	event(ACCOUNT_SUB_DUE);
	assert_int_equal(code(481), ACCOUNT_SUB_DO_SUBSCRIBE);
	assert_int_equal(s.has_dialog, 0);
	notify("active");
	assert_int_equal(code(481), ACCOUNT_SUB_DO_NOTHING);
	assert_int_equal(s.state, ACCOUNT_SUB_WAITING);
	/* a failure that does not end it: as long as it was subscribed for */
	active();
	now = s.due;
	event(ACCOUNT_SUB_DUE);
	assert_int_equal(code(500), ACCOUNT_SUB_DO_NOTHING);
	assert_int_equal(s.state, ACCOUNT_SUB_ACTIVE);
	assert_int_equal(due_in(30000, 30000), ACCOUNT_SUB_DO_REFRESH);
	event(ACCOUNT_SUB_SILENT);
	assert_int_equal(s.due <= s.expires, 1);
	now = s.expires;
	s.due = now;
	assert_int_equal(event(ACCOUNT_SUB_DUE), ACCOUNT_SUB_DO_SUBSCRIBE);
}

static void test_terminated(void **state)
{
	(void)state;
	active();
	notify("terminated;reason=deactivated");
	assert_int_equal(due_in(1000, 1000), ACCOUNT_SUB_DO_SUBSCRIBE);
	ok(600);
	notify("active");
	notify("terminated ; reason=timeout"); /* once a minute */
	assert_in_range(s.due - now, 24000, 36000);
	active();
	notify("terminated;reason=probation;retry-after=20");
	assert_in_range(s.due - now, 20000, 25000);
	active();
	notify("terminated;reason=giveup");
	assert_int_equal(s.due - now, 300000);
	active();
	notify("terminated;reason=noresource");
	refused();
	active();
	notify("terminated");
	assert_in_range(s.due - now, 24000, 36000);
	/* before the 200, which does not count any more */
	begin();
	notify("terminated;reason=rejected");
	assert_int_equal(ok(600), ACCOUNT_SUB_DO_NOTHING);
	refused();
	/* what nobody asked for does nothing */
	event(ACCOUNT_SUB_DROP);
	notify("active;expires=600");
	assert_int_equal(s.state, ACCOUNT_SUB_OFF);
	assert_int_equal(s.due, 0);
}

static void test_left(void **state)
{
	(void)state;
	active();
	assert_int_equal(event(ACCOUNT_SUB_UNWANT), ACCOUNT_SUB_DO_REFRESH);
	assert_int_equal(xmpp_account_sub_expires(&s, 3600), 0);
	assert_int_equal(code(401), ACCOUNT_SUB_DO_AUTHENTICATE);
	notify("active");
	assert_int_equal(ok(0), ACCOUNT_SUB_DO_NOTHING);
	assert_int_equal(s.state, ACCOUNT_SUB_OFF);
	assert_int_equal(s.due, 0);
	/* unwanted while the first one is on its way */
	begin();
	assert_int_equal(event(ACCOUNT_SUB_UNWANT), ACCOUNT_SUB_DO_NOTHING);
	assert_int_equal(ok(600), ACCOUNT_SUB_DO_REFRESH);
	assert_int_equal(s.is_leave, 1);
	/* and wanted again while that is */
	event(ACCOUNT_SUB_WANT);
	event(ACCOUNT_SUB_SILENT);
	assert_int_equal(s.state, ACCOUNT_SUB_WAITING);
	assert_int_equal(due_in(1000, 1000), ACCOUNT_SUB_DO_SUBSCRIBE);
}

/* --- what a mailbox says ------------------------------------------------------------- */

static account_summary_t got;

static int summary(const char *body)
{
	str text = hostile(body);

	return xmpp_account_summary_read(&text, &got);
}

static const char *text(void)
{
	static char buf[ACCOUNT_SUMMARY_TEXT];

	xmpp_account_summary_text(&got, buf, sizeof(buf));
	return buf;
}

static void test_summary(void **state)
{
	(void)state;
	assert_int_equal(summary("Messages-Waiting: yes\r\n"
							 "Message-Account: sip:alice@vmail.example.com\r\n"
							 "Voice-Message: 2/8 (0/2)\r\n"),
			0);
	assert_string_equal(text(), "2 new voice messages");
	assert_int_equal(got.old_messages, 8);
	assert_int_equal(summary("messages-waiting:yes\nvoice-message : 1/0"), 0);
	assert_string_equal(text(), "1 new voice message");
	assert_int_equal(summary("Messages-Waiting: yes\r\n"), 0);
	assert_string_equal(text(), "new voice messages");
	assert_int_equal(summary("Messages-Waiting: no\r\nVoice-Message: 0/3"), 0);
	assert_string_equal(text(), "");
	/* a fax is no voice */
	assert_int_equal(summary("Messages-Waiting: yes\r\nFax-Message: 1/0\r\n"
							 "Voice-Message: 0/0\r\n"),
			0);
	assert_string_equal(text(), "");
	assert_int_equal(summary(""), -1);
	assert_int_equal(summary("Messages-Waiting: maybe"), -1);
	assert_int_equal(summary(":\n:::\n\n\r\nVoice-Message: 1/1"), -1);
	assert_int_equal(summary("Messages-Waiting: yes\nVoice-Message: x/1"), 0);
	assert_string_equal(text(), "new voice messages");
	assert_int_equal(
			summary("Messages-Waiting: yes\nVoice-Message: "
					"99999999999999999999999999/9999999999999999999999"),
			0);
	assert_string_equal(text(), "99999 new voice messages");
}

static void test_rises(void **state)
{
	account_summary_t none = {0}, two = {1, 1, 1, 2, 0},
					  three = {1, 1, 1, 3, 0};
	account_summary_t some = {1, 1, 0, 0, 0};

	(void)state;
	assert_int_equal(xmpp_account_summary_rises(&none, &two), 1);
	assert_int_equal(xmpp_account_summary_rises(&two, &two), 0);
	assert_int_equal(xmpp_account_summary_rises(&two, &three), 1);
	assert_int_equal(xmpp_account_summary_rises(&three, &two), 0);
	assert_int_equal(xmpp_account_summary_rises(&two, &none), 0);
	assert_int_equal(xmpp_account_summary_rises(&none, &some), 1);
	assert_int_equal(xmpp_account_summary_rises(&some, &some), 0);
}

/* --- dialogs ---------------------------------------------------------------------------- */

static account_dialog_t d;

static int dialog(const char *headers, int is_request)
{
	char buf[8192];
	str msg;

	snprintf(buf, sizeof(buf), "NOTIFY x\r\n%s\r\n", headers);
	msg = hostile(buf);
	return xmpp_account_dialog_read(&msg, is_request, &d);
}

static void is(const str *s, const char *z)
{
	assert_int_equal(s->len, strlen(z));
	assert_memory_equal(s->s, z, s->len);
}

static void test_dialog(void **state)
{
	static const char headers[] =
			"From: \"a;tag=evil\" <sip:a@x;tag=no>;x=1;tag=abc\r\n"
			"t: <sip:b@y>;tag=def\r\nCSeq: 17 NOTIFY\r\n"
			"Record-Route: <sip:p1;lr>;x=\"<\", <sip:p2;lr>\r\n"
			"Contact: \"m\" <sip:m@10.0.0.1:5070;transport=tcp>;q=1\r\n"
			"Record-Route: <sip:p3;lr=on>\r\n";

	(void)state;
	assert_int_equal(dialog(headers, 1), 0);
	is(&d.tag, "abc");
	is(&d.target, "sip:m@10.0.0.1:5070;transport=tcp");
	is(&d.routes, "<sip:p1;lr>,<sip:p2;lr>,<sip:p3;lr=on>");
	assert_int_equal(d.cseq, 17);
	assert_int_equal(dialog(headers, 0), 0);
	is(&d.tag, "def");
	is(&d.routes, "<sip:p3;lr=on>,<sip:p2;lr>,<sip:p1;lr>");
	assert_int_equal(dialog("To: <sip:b@y>\r\nm: <sip:c>\r\n", 0), -1);
	assert_int_equal(dialog("To: <sip:b@y>;tag=a b\r\n", 0), -1);
	assert_int_equal(
			dialog("To: <sip:b>;tag=\"a\\\"b\"\r\nm: <sip:c@d>\r\n", 0), -1);
	assert_int_equal(
			dialog("To: <sip:b@y>;tag=a\r\nm: <mailto:c@d>\r\n", 0), -1);
	assert_int_equal(dialog("To: <sip:b>;tag=a\r\nm: <sip:c@d>\r\n"
							"Record-Route: sip:p\r\n",
							 0),
			-1);
}

static int service(const char *headers)
{
	char buf[8192];
	str msg;

	snprintf(buf, sizeof(buf), "SIP/2.0 200 OK\r\n%s\r\n", headers);
	msg = hostile(buf);
	return xmpp_account_service_read(&msg, &d);
}

/* RFC 3608: in order, loose routes alone */
static void test_service_route(void **state)
{
	static const char *const bad[] = {"<sip:p2>", "sip:p2;lr", "<sip:p2;lrx>",
			"<mailto:p2;lr>", "<sip:p 2;lr>", "<sip:p2;lr", "<sip:p\"2;lr>"};
	char line[128];
	size_t i;

	(void)state;
	assert_int_equal(service("Contact: <sip:a@b>\r\n"), 0);
	is(&d.routes, "");
	assert_int_equal(service("Service-Route: <sip:p1;lr>;x=1,\r\n "
							 "\"a\" <sip:orig@p2:5070;transport=tcp;lr>\r\n"
							 "service-route: <sip:p3;lr=on>\r\n"),
			0);
	is(&d.routes,
			"<sip:p1;lr>,<sip:orig@p2:5070;transport=tcp;lr>,<sip:p3;lr=on>");
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(line, sizeof(line), "Service-Route: <sip:p1;lr>, %s\r\n",
				bad[i]);
		assert_int_equal(service(line), -1);
	}
}

static void test_many_routes(void **state)
{
	char headers[8000];
	int i, n;

	(void)state;
	for(n = 32; n <= 33; n++) {
		strcpy(headers, "To: <sip:b>;tag=a\r\nm: <sip:c@d>\r\n");
		for(i = 0; i < n; i++)
			strcat(headers, "Record-Route: <sip:proxy.example;lr>\r\n");
		assert_int_equal(dialog(headers, 0), n <= 32 ? 0 : -1);
	}
	strcpy(headers, "To: <sip:b>;tag=a\r\nm: <sip:c@d>\r\n");
	for(i = 0; i < 10; i++) {
		strcat(headers, "Record-Route: <sip:");
		memset(headers + strlen(headers), 0, 400);
		memset(headers + strlen(headers), 'x', 300);
		strcat(headers, ";lr>\r\n");
	}
	assert_int_equal(dialog(headers, 0), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_refreshed),
			cmocka_unit_test(test_first_notify), cmocka_unit_test(test_refused),
			cmocka_unit_test(test_stale), cmocka_unit_test(test_back_off),
			cmocka_unit_test(test_too_brief), cmocka_unit_test(test_lost_there),
			cmocka_unit_test(test_terminated), cmocka_unit_test(test_left),
			cmocka_unit_test(test_summary), cmocka_unit_test(test_rises),
			cmocka_unit_test(test_dialog), cmocka_unit_test(test_many_routes),
			cmocka_unit_test(test_service_route)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
