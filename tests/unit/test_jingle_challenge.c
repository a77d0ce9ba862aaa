/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A proxy or registrar challenges what is sent within a call (RFC 3261 section
 * 22.2): the request goes out once more, in calls for which another module has a
 * password, and nothing else hears of the challenge. */
/* module: jingle */
/* fake: core tm link gateway db */
/* links: modules/xmpp_link/link_timer.c */

#include "jingle_fake.h"

#include "../../modules/jingle/jingle_bind.h"
#include "../../modules/jingle/jingle_recover_pack.h"

#define CHALLENGE "Proxy-Authenticate: Digest realm=\"a\", nonce=\"n\"\r\n"
#define LINE "Proxy-Authorization: Digest response=\"1\"\r\n"
#define SAYS(name) "<" name " xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>"
#define ALL                                                             \
	CONTACT TYPE_SDP "Allow: INVITE, ACK, BYE, INFO, UPDATE, REFER, "   \
					 "OPTIONS\r\nSession-Expires: 90;refresher=uac\r\n" \
					 "Require: timer\r\n"

static int has, asked, answers; /* what the other module has, and was asked */
static char seen[256];
static const char *sid;

static int has_password(const jingle_call_view_t *call, void *param)
{
	assert_ptr_equal(param, seen);
	assert_true(call->callid.len > 0 && call->user.len > 0);
	return has;
}

static int on_challenge(const jingle_call_view_t *call,
		const jingle_challenge_t *ch, str *headers, void *param)
{
	static char line[] = LINE;

	(void)call;
	assert_ptr_equal(param, seen);
	asked++;
	snprintf(seen, sizeof(seen), "%d %d %d %.*s %.*s %.*s", ch->in_dialog,
			ch->nth, ch->code, ch->method.len, ch->method.s, ch->uri.len,
			ch->uri.s, ch->body.len > 9 ? 9 : ch->body.len, ch->body.s);
	assert_non_null(strstr(ch->reply.s, "nonce=\"n\""));
	headers->s = line;
	headers->len = (int)strlen(line);
	return answers >= asked;
}

static int up(void **state)
{
	jingle_api_t api;

	(void)state;
	jingle_start();
	jingle_numbers.session_expires = 90;
	assert_int_equal(jingle_init(), 0);
	assert_int_equal(jingle_bind(&api), 0);
	return api.on_challenge(on_challenge, has_password, seen);
}

static int before(void **state)
{
	has = 1;
	asked = 0;
	answers = 1;
	seen[0] = '\0';
	return jingle_before(state);
}

static int allow(sip_msg_t *msg)
{
	(void)msg;
	return 0;
}

static void talk(void)
{
	sid = client_calls();
	assert_int_equal(fake_answer("INVITE", 200, ALL, SDP("sendrecv")), 1);
	fake_run();
	assert_state(JINGLE_ACTIVE);
	event_route("jingle:transfer", allow);
	fake_queues_clear();
}

/* the call has to send such a request */
static void provoke(const char *method)
{
	if(strcmp(method, "INVITE") == 0)
		client_sends("session-info", sid, SAYS("hold"));
	else if(strcmp(method, "BYE") == 0)
		client_sends("session-terminate", sid, "");
	else if(strcmp(method, "UPDATE") == 0)
		fake_pass(46000);
	else
		fake_chat(ROMEO, "1001@gw.example",
				strcmp(method, "INFO") == 0 ? "1" : "/transfer 1003", 0);
	fake_pass(1);
}

static const char *sent(const char *method)
{
	char line[32];

	snprintf(line, sizeof(line), "%s sip:1001@192.0.2.9:5062 ", method);
	return fake_find(fake_sip_queue, line, "");
}

static unsigned cseq_of(const char *text)
{
	return (unsigned)atoi(word_of(text, "CSeq: ", " "));
}

/* what stands from Contact on, but for what answers the challenge */
static const char *rest_of(const char *text)
{
	static char rests[2][4096];
	static int next;
	char *rest = rests[next++ % 2], *line;

	snprintf(rest, sizeof(rests[0]), "%s", text);
	line = strstr(rest, LINE);
	if(line != NULL)
		memmove(line, line + strlen(LINE), strlen(line + strlen(LINE)) + 1);
	line = strstr(rest, "\r\nContact: ");
	return line != NULL ? line : strstr(rest, "\r\n\r\n");
}

static const char *const methods[] = {
		"INVITE", "UPDATE", "INFO", "REFER", "BYE"};

static void challenged_once(const char *method)
{
	char first[4096], head[64];
	const char *text;

	talk();
	provoke(method);
	text = sent(method);
	assert_non_null(text);
	snprintf(first, sizeof(first), "%s", text);
	assert_null(strstr(first, "Proxy-Authorization"));
	fake_queues_clear();
	assert_int_equal(fake_answer(method, 407, CHALLENGE, NULL), 1);
	fake_run();
	snprintf(head, sizeof(head), "1 1 407 %s sip:1001@192.0.2.9:5062 ", method);
	assert_int_equal(strncmp(seen, head, strlen(head)), 0);
	text = sent(method);
	assert_has(text, "\r\n" LINE, word_of(first, "Call-ID: ", "\r"));
	assert_int_equal(cseq_of(text), cseq_of(first) + 1);
	assert_string_equal(rest_of(text), rest_of(first));
	expect_no_stanza();
}

static void test_each_method(void **state)
{
	size_t i;

	for(i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
		before(state);
		challenged_once(methods[i]);
		jingle_after(state);
	}
}

/* the reply to the second request is for who sent the first one */
static void test_hold(void **state)
{
	(void)state;
	challenged_once("INVITE");
	assert_has(seen, "INVITE sip:1001@192.0.2.9:5062 v=0", "");
	fake_queues_clear();
	assert_int_equal(fake_answer("INVITE", 200, ANSWERED, SDP("recvonly")), 1);
	fake_run();
	expect_sip("ACK sip:1001@192.0.2.9:5062", "\r\n" LINE);
	assert_true(
			jingle_negotiate_is_free(&the_call()->negotiate, JINGLE_NEG_SIP));
	/* and the next one begins anew */
	client_sends("session-info", sid, SAYS("unhold"));
	assert_null(strstr(sent("INVITE"), "Proxy-Authorization"));
	fake_queues_clear();
	assert_int_equal(fake_answer("INVITE", 200, ANSWERED, SDP("sendrecv")), 1);
	fake_run();
	assert_null(strstr(fake_find(fake_sip_queue, "ACK sip:", ""), LINE));
}

static void test_keys(void **state)
{
	(void)state;
	challenged_once("INFO");
	fake_queues_clear();
	fake_answer("INFO", 200, "", NULL);
	fake_run();
	fake_chat(ROMEO, "1001@gw.example", "2", 0);
	fake_pass(1000);
	assert_has(sent("INFO"), "Signal=2", "");
}

/* the call is over, but for its BYE: the phone has to hear of it */
static void test_bye(void **state)
{
	(void)state;
	challenged_once("BYE");
	assert_state(JINGLE_ENDED);
	fake_queues_clear();
	fake_answer("BYE", 200, "", NULL);
	fake_run();
	expect_no_sip();
}

/* a phone that called */
static void test_called(void **state)
{
	const char *text;

	(void)state;
	sid = phone_calls_up();
	fake_queues_clear();
	provoke("BYE");
	fake_queues_clear();
	assert_int_equal(fake_answer("BYE", 401, CHALLENGE, NULL), 1);
	fake_run();
	text = sent("BYE");
	assert_has(text, "\r\n" LINE, "Call-ID: call1\r\n");
}

/* a password that is wrong is not given again */
static void test_again(void **state)
{
	(void)state;
	challenged_once("INVITE");
	fake_queues_clear();
	assert_int_equal(fake_answer("INVITE", 407, CHALLENGE, NULL), 1);
	fake_run();
	assert_has(seen, "1 2 407 INVITE ", "");
	expect_no_sip();
	assert_state(JINGLE_ACTIVE);
	assert_true(
			jingle_negotiate_is_free(&the_call()->negotiate, JINGLE_NEG_SIP));
	assert_log("is asked for (407) is not given");
	client_sends("session-info", sid, SAYS("unhold"));
	assert_non_null(sent("INVITE"));
}

static void test_without_end(void **state)
{
	int i;

	(void)state;
	answers = 100;
	challenged_once("INFO");
	for(i = 1; i < JINGLE_API_CHALLENGES; i++) {
		fake_queues_clear();
		assert_int_equal(fake_answer("INFO", 407, CHALLENGE, NULL), 1);
		fake_run();
		assert_non_null(sent("INFO"));
	}
	fake_queues_clear();
	assert_int_equal(fake_answer("INFO", 407, CHALLENGE, NULL), 1);
	fake_run();
	assert_null(sent("INFO"));
	assert_log("challenged 4 times, the last with 407");
	assert_state(JINGLE_ACTIVE);
}

/* whose password would it be? */
static void test_other_calls(void **state)
{
	size_t i;

	for(i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
		before(state);
		has = 0;
		talk();
		provoke(methods[i]);
		assert_non_null(sent(methods[i]));
		fake_queues_clear();
		fake_answer(methods[i], 407, CHALLENGE, NULL);
		fake_run();
		assert_null(sent(methods[i]));
		assert_int_equal(asked, 0);
		jingle_after(state);
	}
}

/* what is not wanted any more is not said again */
static void test_over_meanwhile(void **state)
{
	(void)state;
	talk();
	provoke("INVITE");
	provoke("BYE");
	fake_queues_clear();
	fake_answer("INVITE", 407, CHALLENGE, NULL);
	fake_run();
	assert_int_equal(asked, 0);
	expect_no_sip();
}

static void test_faults(void **state)
{
	int i;

	(void)state;
	for(i = 0; i < 3; i++) {
		before(state);
		talk();
		provoke("INVITE");
		fake_queues_clear();
		fake_link.post_full = i == 0;
		fake_tm_faults.send = i == 1;
		fake_tm_faults.drop = i == 2;
		fake_answer("INVITE", 407, CHALLENGE, NULL);
		fake_run();
		fake_link.post_full = fake_tm_faults.send = fake_tm_faults.drop = 0;
		expect_no_sip();
		assert_state(JINGLE_ACTIVE);
		assert_true(jingle_negotiate_is_free(
				&the_call()->negotiate, JINGLE_NEG_SIP));
		jingle_after(state);
	}
}

static void test_without_memory(void **state)
{
	int i;

	for(i = 1; i < 12; i++) {
		before(state);
		talk();
		fake_memory_fail(i);
		provoke("INFO");
		fake_answer("INFO", 407, CHALLENGE, NULL);
		fake_run();
		fake_memory_fail(0);
		assert_state(JINGLE_ACTIVE);
		jingle_after(state);
	}
}

/* Kamailio is started anew: the other module does not know the call any more */
static void test_restart(void **state)
{
	jingle_recover_row_read_t read;
	jingle_recover_packed_t *row;
	jingle_call_t *c, *again;

	(void)state;
	talk();
	c = the_call();
	assert_int_equal(c->credentials, 1);
	row = jingle_recover_pack(c);
	assert_non_null(row);
	assert_null(
			jingle_recover_row_check(&row->row, jingle_sdp.ctx_unpack, &read));
	again = jingle_recover_unpack(&row->row, &read);
	assert_non_null(again);
	assert_int_equal(again->credentials, 1);
	assert_int_equal(again->map.len, c->map.len);
	assert_memory_equal(again->map.s, c->map.s, (size_t)c->map.len);
	assert_int_equal(again->session_timer.terms.interval, 90);
	jingle_table_remove(again);
	jingle_table_put(again);
	shm_free(row);
}

#define challenge_test(f) \
	cmocka_unit_test_setup_teardown(f, before, jingle_after)

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_each_method),
			challenge_test(test_hold),
			challenge_test(test_keys),
			challenge_test(test_bye),
			challenge_test(test_called),
			challenge_test(test_again),
			challenge_test(test_without_end),
			cmocka_unit_test(test_other_calls),
			challenge_test(test_over_meanwhile),
			cmocka_unit_test(test_faults),
			cmocka_unit_test(test_without_memory),
			challenge_test(test_restart),
	};

	return cmocka_run_group_tests(tests, up, NULL);
}
