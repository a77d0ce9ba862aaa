/* links: modules/xmpp_link/link_api.c modules/xmpp_link/link_binrpc.c modules/xmpp_link/link_buffer.c modules/xmpp_link/link_check.c modules/xmpp_link/link_config.c modules/xmpp_link/link_connection.c modules/xmpp_link/link_expect.c modules/xmpp_link/link_head.c modules/xmpp_link/link_in.c modules/xmpp_link/link_iq.c modules/xmpp_link/link_keep.c modules/xmpp_link/link_out.c modules/xmpp_link/link_peer.c modules/xmpp_link/link_process.c modules/xmpp_link/link_queue.c modules/xmpp_link/link_random.c modules/xmpp_link/link_route.c modules/xmpp_link/link_socket.c modules/xmpp_link/link_users.c modules/xmpp_link/link_stats.c modules/xmpp_link/link_stream.c modules/xmpp_link/link_talk_in.c modules/xmpp_link/link_talk_out.c modules/xmpp_link/link_task.c modules/xmpp_link/link_timer.c modules/xmpp_link/link_worker.c */
/* links: modules/xmpp_link/link_event.c modules/xmpp_link/link_script.c modules/xmpp_link/link_xml.c */
/* links: tests/unit/bare/bare_core.c tests/unit/bare/bare_route.c tests/unit/bare/bare_route.c tests/unit/bare/link_world.c */
/* libs: libxml-2.0 */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who gets a stanza that came, and its answer: modules by payload, modules by
 * kind, the script's event routes; an iq get or set is answered exactly once
 * (RFC 6120 section 8.2.3). */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "../../core/dprint.h"
#include "../../core/route.h"
#include "../../modules/xmpp_link/link_event.h"
#include "../../modules/xmpp_link/link_in.h"
#include "../../modules/xmpp_link/link_script.h"

#include "bare/bare_core.h"
#include "bare/bare_route.h"
#include "bare/link_world.h"

#define JULIET "juliet@example.net/balcony"
#define OURS "+49@sip.example"
#define STREAM "sip.example"
#define PING "urn:xmpp:ping"

static char taken[256]; /* who was asked, in order */
static int takes;		/* a letter: this handler takes it */
static bare_route_f route;
static sidecar_t *s;

static int handler(const xmpp_link_stanza_t *st, void *arg)
{
	const char *who = arg;

	strcat(taken, who);
	if(takes != who[0])
		return XMPP_LINK_PASS;
	if(st->kind == XMPP_LINK_IQ)
		world_link.result(st);
	return XMPP_LINK_HANDLED;
}

static void on_stanza(sip_msg_t *msg)
{
	strcat(taken, "r");
	assert_int_equal(get_route_type(), EVENT_ROUTE);
	assert_non_null(xmpp_link_event_stanza());
	if(route)
		route(msg);
}

static void on_up(sip_msg_t *msg)
{
	strcat(taken, "u");
	assert_string_equal(xmpp_link_event_component()->s, STREAM);
	assert_null(xmpp_link_event_stanza());
	if(route)
		route(msg);
}

static int group_start(void **state)
{
	world_start(state);
	bare_route("xmpp-link:stanza", on_stanza);
	bare_route("xmpp-link:stream-up", on_up);
	bare_route_empty("xmpp-link:stream-down");
	if(xmpp_link_event_init() != 0)
		return -1;
	world_link.on_stanza(XMPP_LINK_IQ, NULL, handler, "a");
	world_link.on_stanza(XMPP_LINK_IQ, PING, handler, "p");
	world_link.on_stanza(XMPP_LINK_IQ, "urn:other", handler, "o");
	world_link.on_stanza(XMPP_LINK_MESSAGE, NULL, handler, "m");
	world_link.on_stanza(XMPP_LINK_MESSAGE, PING, handler, "q");
	return 0;
}

static int start(void **state)
{
	takes = 0;
	route = NULL;
	xmpp_link_numbers.workers = 1;
	taken[0] = '\0';
	s = sidecar_up("a", STREAM);
	return strcmp(taken, "u"); /* and no route for what is empty */
}

static int end(void **state)
{
	assert_int_equal(bare_messages(), 0);
	return world_settle(state);
}

/* a stanza comes; what the worker says before it acknowledges it, or "" */
static const char *comes(const char *kind, const char *type, const char *id,
		const char *payloads)
{
	static char answer[8192];

	taken[0] = answer[0] = '\0';
	sidecar_stanza(s, kind, type, JULIET, OURS, id, payloads);
	strcpy(answer, sidecar_hears(s));
	if(strncmp(answer, "reply", 5) == 0)
		return "";
	sidecar_reply(s, sidecar_cookie(s));
	assert_memory_equal(sidecar_hears(s), "reply", 5);
	assert_string_equal(sidecar_hears(s), ""); /* one answer */
	return answer;
}

static void check_error(
		const char *answer, const char *type, const char *condition)
{
	char part[200];

	assert_non_null(strstr(
			answer, " type='error' from='" OURS "' to='" JULIET "' id='1'"));
	snprintf(part, sizeof(part),
			"<error type='%s'><%s "
			"xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>",
			type, condition);
	if(strstr(answer, part) == NULL)
		fail_msg("%s has no %s", answer, part);
}

/* --- who is asked ------------------------------------------------------------------- */

static void handlers_of_a_payload_come_before_those_of_the_kind(void **state)
{
	comes("iq", "get", "1", "ping " PING "\n");
	assert_string_equal(taken, "par");
	comes("iq", "set", "1", "query urn:other\n");
	assert_string_equal(taken, "oar");
	comes("message", "", "1", "a urn:x\nb " PING "\n");
	assert_string_equal(taken, "qmr");
	comes("presence", "", "1", "");
	assert_string_equal(taken, "r");
}

static void a_payload_counts_by_its_whole_namespace(void **state)
{
	comes("iq", "get", "1", "ping " PING ":2\n");
	assert_string_equal(taken, "ar");
	comes("iq", "get", "1", PING " urn:xmpp\n");
	assert_string_equal(taken, "ar");
	comes("iq", "get", "1", PING "\n");
	assert_string_equal(taken, "ar");
}

static void who_takes_a_stanza_is_the_last_one_asked(void **state)
{
	takes = 'p';
	assert_non_null(strstr(
			comes("iq", "get", "1", "ping " PING "\n"), "type='result'"));
	assert_string_equal(taken, "p");
	takes = 'm';
	comes("message", "", "", "");
	assert_string_equal(taken, "m");
}

static void an_iq_that_nobody_takes_is_answered_service_unavailable(
		void **state)
{
	check_error(comes("iq", "get", "1", "ping " PING "\n"), "cancel",
			"service-unavailable");
	check_error(comes("iq", "set", "1", "x urn:x\n"), "cancel",
			"service-unavailable");
	assert_int_equal(world_count(LINK_STANZAS_UNHANDLED), 2);
}

static void messages_and_presence_that_nobody_takes_get_no_answer(void **state)
{
	/* the event route has had them */
	assert_string_equal(comes("message", "chat", "1", ""), "");
	assert_string_equal(comes("presence", "probe", "1", ""), "");
}

static void an_iq_that_rfc_6120_does_not_allow_is_a_bad_request(void **state)
{
	check_error(comes("iq", "get", "1", ""), "modify", "bad-request");
	check_error(comes("iq", "set", "1", "a urn:x\nb urn:y\n"), "modify",
			"bad-request");
	check_error(comes("iq", "", "1", "a urn:x\n"), "modify", "bad-request");
	check_error(comes("iq", "post", "1", "a urn:x\n"), "modify", "bad-request");
	assert_non_null(strstr(comes("iq", "get", "", "a urn:x\n"), "bad-request"));
	assert_string_equal(taken, "");
}

static void answers_to_nothing_and_errors_are_never_answered(void **state)
{
	assert_string_equal(comes("iq", "result", "1", ""), "");
	assert_string_equal(comes("iq", "error", "1", ""), "");
	assert_string_equal(comes("iq", "result", "", "a urn:x\n"), "");
	assert_string_equal(taken, "");
	assert_int_equal(world_count(LINK_IQS_UNMATCHED), 3);
}

static char long_text[20000];

static int refuses_with_a_reason(const xmpp_link_stanza_t *st, void *arg)
{
	xmpp_link_stanza_t odd = *st;

	/* an error may answer it too, a result not: it is no request */
	assert_int_equal(world_link.result(st), -1);
	odd.type = *s_("error");
	assert_int_equal(
			world_link.error(&odd, "wait", "gone", NULL, NULL, NULL), -1);
	/* no room: nothing is sent, and the log says so */
	assert_int_equal(
			world_link.error(st, "wait", "gone", NULL, NULL, long_text), -1);
	assert_int_equal(bare_logged_at(L_WARN, "too long, or not XML"), 1);
	assert_int_equal(world_link.error(st, "wait", "gone", "urn:app", "tired",
							 "come <later>"),
			0);
	return XMPP_LINK_HANDLED;
}

static void an_error_may_carry_a_reason_of_its_own_and_a_text(void **state)
{
	const char *answer;
	static int set = 0;

	if(!set++)
		world_link.on_stanza(
				XMPP_LINK_PRESENCE, "urn:refuse", refuses_with_a_reason, NULL);
	memset(long_text, 'x', sizeof(long_text) - 1);
	sidecar_stanza(s, "presence", "", JULIET, OURS, "1", "x urn:refuse\n");
	answer = sidecar_hears(s);
	check_error(answer, "wait", "gone");
	assert_non_null(strstr(answer,
			"<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>come "
			"&lt;later&gt;</text><tired xmlns='urn:app'/></error></presence>"));
	sidecar_reply(s, sidecar_cookie(s));
	while(sidecar_hears(s)[0])
		;
}

/* --- the script ----------------------------------------------------------------------- */

static int rc[3]; /* what the script's functions returned */

static void replies_result_twice(sip_msg_t *msg)
{
	rc[0] = xmpp_link_ki_reply_result(msg);
	rc[1] = xmpp_link_ki_reply_result(msg);
	rc[2] = xmpp_link_ki_reply_error(
			msg, (str *)s_("cancel"), (str *)s_("gone"));
}

static void a_script_answers_an_iq_once(void **state)
{
	const char *answer;

	route = replies_result_twice;
	answer = comes("iq", "get", "1", "ping " PING "\n");
	assert_non_null(strstr(answer, "type='result'"));
	assert_int_equal(rc[0], 1);
	assert_int_equal(rc[1], -1);
	assert_int_equal(rc[2], -1);
	assert_int_equal(bare_logged_at(L_ERR, "has been answered"), 2);
	assert_int_equal(world_count(LINK_STANZAS_UNHANDLED), 0);
}

static void replies_xml(sip_msg_t *msg)
{
	str bad[] = {str_init("<a>"), str_init("no <b/> </iq><iq>"),
			str_init("<a x='&nbsp;'/>")};
	str good = str_init("<q xmlns='urn:q'>1 &lt; 2</q>"), none = STR_NULL;
	int i;

	for(i = 0; i < 3; i++)
		assert_int_equal(xmpp_link_ki_reply_result_xml(msg, &bad[i]), -1);
	rc[0] = xmpp_link_ki_reply_result_xml(msg, &good);
	rc[1] = xmpp_link_ki_reply_result_xml(msg, &none);
}

static void a_scripts_payload_is_read_before_it_is_sent(void **state)
{
	route = replies_xml;
	assert_non_null(strstr(comes("iq", "get", "1", "x urn:x\n"),
			" id='1'><q xmlns='urn:q'>1 &lt; 2</q></iq>"));
	assert_int_equal(rc[0], 1);
	assert_int_equal(rc[1], -1);
	assert_int_equal(bare_logged_at(L_ERR, "cannot be sent"), 3);
}

static void replies_errors(sip_msg_t *msg)
{
	rc[0] = xmpp_link_ki_reply_error_text(
			msg, (str *)s_("never"), (str *)s_("gone"), NULL);
	rc[1] = xmpp_link_ki_reply_error(
			msg, (str *)s_("cancel"), (str *)s_("went"));
	rc[2] = xmpp_link_ki_reply_error_text(msg, (str *)s_("auth"),
			(str *)s_("forbidden"), (str *)s_("not you"));
}

static void a_script_knows_the_errors_of_rfc_6120_only(void **state)
{
	const char *answer;

	route = replies_errors;
	answer = comes("iq", "get", "1", "x urn:x\n");
	check_error(answer, "auth", "forbidden");
	assert_non_null(strstr(answer, ">not you</text>"));
	assert_int_equal(rc[0], -1);
	assert_int_equal(rc[1], -1);
	assert_int_equal(rc[2], 1);
	assert_int_equal(bare_logged_at(L_ERR, "RFC 6120 has no"), 2);
}

static void a_message_can_be_refused_by_a_script(void **state)
{
	route = replies_errors;
	check_error(comes("message", "chat", "1", ""), "auth", "forbidden");
}

static void outside_of_the_event_route_a_script_answers_nothing(void **state)
{
	str text = str_init("<a/>");

	assert_int_equal(xmpp_link_ki_reply_result(NULL), -1);
	assert_int_equal(xmpp_link_ki_reply_result_xml(NULL, &text), -1);
	assert_int_equal(xmpp_link_ki_reply_error(
							 NULL, (str *)s_("cancel"), (str *)s_("gone")),
			-1);
	assert_int_equal(bare_logged_at(L_ERR, "event_route[xmpp-link:stanza]"), 3);
	assert_int_equal(xmpp_link_event_answer(), -1);
}

static int script_send(const char *xml)
{
	return xmpp_link_ki_send(NULL, (str *)s_(STREAM), (str *)s_(xml));
}

static void a_script_sends_and_an_id_is_added_where_there_is_none(void **state)
{
	const char *heard;

	assert_int_equal(
			script_send("<message from='" OURS "' to='" JULIET "' id='7'/>"),
			1);
	assert_string_equal(sidecar_hears(s),
			"stanza " STREAM " <message from='" OURS "' to='" JULIET
			"' id='7'/>");
	sidecar_reply(s, sidecar_cookie(s));
	assert_int_equal(
			script_send("<message from='" OURS "' to='" JULIET "'/>"), 1);
	heard = sidecar_hears(s);
	assert_non_null(strstr(heard, "<message id='"));
	/* 16 characters [a-z2-7] */
	assert_int_equal(strspn(strstr(heard, "id='") + 4,
							 "abcdefghijklmnopqrstuvwxyz234567"),
			16);
	sidecar_reply(s, sidecar_cookie(s));
	assert_int_equal(script_send("<message from='x"), -1);
	assert_int_equal(script_send("<message from='" OURS "'/>"), -1);
	assert_int_equal(bare_logged_at(L_ERR, "xmpp_link_send"), 2);
}

/* what another worker owns goes to its queue: 1 handed over, -1 not */
static void a_scripts_stanza_goes_to_the_worker_that_owns_its_recipient(
		void **state)
{
	char xml[200];
	int i, owner, others = 0;

	xmpp_link_numbers.workers = WORLD_WORKERS;
	for(i = 0; i < 8; i++) {
		snprintf(xml, sizeof(xml), "u%d@example.net", i);
		owner = world_link.owner(s_(xml));
		snprintf(xml, sizeof(xml),
				"<message from='" OURS "' to='u%d@example.net' id='1'/>", i);
		assert_int_equal(script_send(xml), 1);
		if(owner == 0) {
			assert_non_null(strstr(sidecar_hears(s), "<message"));
			sidecar_reply(s, sidecar_cookie(s));
		}
		others += owner;
	}
	assert_string_equal(sidecar_hears(s), "");
	assert_in_range(others, 1, 7);
	/* that worker does it: here it is this one */
	assert_int_equal(world_other_tasks(), others);
	for(i = 0; i < others; i++) {
		assert_non_null(strstr(sidecar_hears(s), "<message"));
		sidecar_reply(s, sidecar_cookie(s));
	}
}

static void a_script_without_memory_is_told_so(void **state)
{
	char to[64], xml[128];
	int i, n;

	xmpp_link_numbers.workers = WORLD_WORKERS;
	for(i = 0; i < 4; i++) {
		snprintf(to, sizeof(to), "u%d@example.net", i);
		snprintf(xml, sizeof(xml), "<message from='" OURS "' to='%s' id='1'/>",
				to);
		for(n = 1; n < 4; n++) {
			bare_memory_fail(n);
			assert_int_equal(script_send(xml) == 1
									 || bare_logged_at(L_ERR, "memory") > 0,
					1);
			bare_memory_fail(0);
			world_other_tasks();
			while(sidecar_hears(s)[0])
				sidecar_reply(s, sidecar_cookie(s));
		}
	}
	assert_true(bare_logged_at(L_ERR, "shared memory") > 0);
}

static void without_a_message_an_event_is_left_out_and_logged(void **state)
{
	bare_message_fail();
	check_error(comes("iq", "get", "1", "x urn:x\n"), "cancel",
			"service-unavailable");
	assert_string_equal(taken, "a");
	assert_int_equal(bare_logged_at(L_ERR, "no message for"), 1);
}

/* --- KEMI -------------------------------------------------------------------------------- */

static char kemi_event[64];
static int kemi_rc;

static int kemi(sip_msg_t *msg, const str *function, const str *event)
{
	assert_memory_equal(function->s, "on_xmpp", 7);
	snprintf(kemi_event, sizeof(kemi_event), "%.*s", event->len, event->s);
	return kemi_rc;
}

static void an_event_callback_needs_an_engine(void **state)
{
	xmpp_link_config.event_callback = *s_("on_xmpp");
	assert_int_equal(xmpp_link_event_init(), -1);
	assert_int_equal(bare_logged_at(L_ERR, "event_callback"), 1);
	xmpp_link_config.event_callback.len = 0;
	bare_message_fail();
	assert_int_equal(xmpp_link_event_init(), -1);
}

static void the_kemi_function_is_called_in_place_of_routes(void **state)
{
	bare_kemi(kemi);
	xmpp_link_config.event_callback = *s_("on_xmpp");
	sidecar_ask(s, "ssi", "stream", STREAM, 0);
	assert_memory_equal(sidecar_hears(s), "reply", 5);
	assert_string_equal(kemi_event, "xmpp-link:stream-down");
	kemi_rc = -1;
	sidecar_ask(s, "ssi", "stream", STREAM, 1);
	sidecar_ask(s, "ssi", "stream", STREAM, 0);
	while(sidecar_hears(s)[0])
		;
	assert_int_equal(bare_logged_at(L_ERR, "event_callback"), 2);
	kemi_rc = 1;
	bare_kemi(NULL); /* it went away: an error, no crash */
	sidecar_ask(s, "ssi", "stream", STREAM, 1);
	sidecar_ask(s, "ssi", "stream", STREAM, 0);
	while(sidecar_hears(s)[0])
		;
	assert_int_equal(bare_logged_at(L_ERR, "event_callback"), 4);
}

/* --- limits ------------------------------------------------------------------------------- */

static void no_more_than_64_handlers_are_possible(void **state)
{
	int n = 0;

	while(world_link.on_stanza(XMPP_LINK_IQ, "urn:never", handler, "n") == 0)
		n++;
	assert_in_range(n, 50, 64);
	assert_int_equal(bare_logged_at(L_ERR, "64 stanza handlers"), 1);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, start, end)
	const struct CMUnitTest tests[] = {
			T(handlers_of_a_payload_come_before_those_of_the_kind),
			T(a_payload_counts_by_its_whole_namespace),
			T(who_takes_a_stanza_is_the_last_one_asked),
			T(an_iq_that_nobody_takes_is_answered_service_unavailable),
			T(messages_and_presence_that_nobody_takes_get_no_answer),
			T(an_iq_that_rfc_6120_does_not_allow_is_a_bad_request),
			T(answers_to_nothing_and_errors_are_never_answered),
			T(an_error_may_carry_a_reason_of_its_own_and_a_text),
			T(a_script_answers_an_iq_once),
			T(a_scripts_payload_is_read_before_it_is_sent),
			T(a_script_knows_the_errors_of_rfc_6120_only),
			T(a_message_can_be_refused_by_a_script),
			T(outside_of_the_event_route_a_script_answers_nothing),
			T(a_script_sends_and_an_id_is_added_where_there_is_none),
			T(a_scripts_stanza_goes_to_the_worker_that_owns_its_recipient),
			T(a_script_without_memory_is_told_so),
			T(without_a_message_an_event_is_left_out_and_logged),
			T(an_event_callback_needs_an_engine),
			T(the_kemi_function_is_called_in_place_of_routes),
			T(no_more_than_64_handlers_are_possible),
	};

	return cmocka_run_group_tests(tests, group_start, world_end);
}
