/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Another module binds to jingle: it hears of calls, says under whose name an
 * XMPP user calls, answers a registrar's or proxy's challenge. */
/* module: jingle */
/* fake: core tm link gateway db */
/* links: modules/xmpp_link/link_timer.c */

#include "jingle_fake.h"

#include "../../modules/jingle/jingle_bind.h"

static jingle_api_t api;

static char events[1024];			  /* "NEW RINGING " … */
static char last_by[32], last_gr[64]; /* of the newest event */
static int last_code, last_elsewhere, last_private;
static char last_name[64];

/* what the other module does about an identity and a challenge */
static int identity_rc, challenge_rc, challenged;
static jingle_identity_t identity;
static char authorization[512], challenge_seen[2048];


static void on_call(
		const jingle_call_view_t *call, jingle_call_event_t event, void *param)
{
	static const char *const names[] = {"NEW", "RINGING", "ANSWERED", "ENDED"};

	assert_ptr_equal(param, events);
	snprintf(events + strlen(events), sizeof(events) - strlen(events), "%s ",
			names[event]);
	snprintf(last_gr, sizeof(last_gr), "%.*s", call->gr.len, call->gr.s);
	snprintf(last_by, sizeof(last_by), "%s",
			call->ended_by != NULL ? call->ended_by : "");
	last_code = call->code;
	last_elsewhere = call->elsewhere;
	last_private = call->is_private;
	snprintf(last_name, sizeof(last_name), "%.*s", call->name.len,
			call->name.len > 0 ? call->name.s : "");
	assert_int_equal(call->user.len, strlen("romeo@xmpp.example"));
}


static int on_identity(const jingle_call_view_t *call, const str *uri,
		jingle_identity_t *out, void *param)
{
	(void)param;
	assert_true(call->from_xmpp);
	assert_int_equal(uri->len, strlen("sip:1001@sip.example"));
	*out = identity;
	return identity_rc;
}


static int on_challenge(const jingle_call_view_t *call,
		const jingle_challenge_t *ch, str *headers, void *param)
{
	(void)param;
	assert_true(call->from_xmpp);
	assert_int_equal(ch->nth, ++challenged);
	snprintf(challenge_seen, sizeof(challenge_seen), "%d %.*s %.*s %.*s %.*s",
			ch->code, ch->method.len, ch->method.s, ch->uri.len, ch->uri.s,
			ch->body.len, ch->body.s, ch->reply.len, ch->reply.s);
	headers->s = authorization;
	headers->len = (int)strlen(authorization);
	return challenge_rc;
}


static int up(void **state)
{
	jingle_up(state);
	assert_int_equal(jingle_bind(&api), 0);
	assert_int_equal(api.on_call(on_call, events), 0);
	assert_int_equal(api.on_identity(on_identity, NULL), 0);
	assert_int_equal(api.on_challenge(on_challenge, NULL, NULL), 0);
	return 0;
}


static int before(void **state)
{
	events[0] = '\0';
	identity_rc = challenge_rc = challenged = 0;
	memset(&identity, 0, sizeof(identity));
	strcpy(authorization, "Proxy-Authorization: Digest response=\"1\"\r\n");
	return jingle_before(state);
}


static str text(const char *s)
{
	return (str){(char *)s, (int)strlen(s)};
}


/* --- events ------------------------------------------------------------------ */

static void test_a_phones_call(void **state)
{
	const char *sid = phone_calls();

	(void)state;
	assert_string_equal(events, "NEW ");
	client_says("ringing", sid);
	assert_string_equal(events, "NEW RINGING ");
	client_says("proceed", sid);
	fake_queues_take();
	client_sends("session-accept", sid, CONTENT);
	assert_string_equal(events, "NEW RINGING ");
	fake_ack("call1");
	fake_run();
	assert_string_equal(events, "NEW RINGING ANSWERED ");
	client_sends("session-terminate", sid, "");
	assert_string_equal(events, "NEW RINGING ANSWERED ENDED ");
	assert_string_equal(last_by, "client");
}


static void test_a_clients_call_is_busy(void **state)
{
	(void)state;
	client_calls();
	assert_string_equal(events, "NEW ");
	assert_int_equal(fake_answer("INVITE", 486, "", NULL), 1);
	fake_run();
	assert_string_equal(events, "NEW ENDED ");
	assert_string_equal(last_by, "phone");
	assert_int_equal(last_code, 486);
}


/* RFC 3326: another phone of the user's has it */
static void test_taken_elsewhere(void **state)
{
	(void)state;
	phone_calls();
	assert_string_equal(last_name, "Juliet");
	assert_false(last_private);
	fake_cancel("call1", "Reason: SIP;cause=200;text=\"Call completed "
						 "elsewhere\"\r\n");
	fake_run();
	assert_string_equal(events, "NEW ENDED ");
	assert_string_equal(last_by, "phone");
	assert_int_equal(last_elsewhere, 1);
	fake_queues_take();
	phone_calls();
	fake_cancel("call1", "");
	fake_run();
	assert_int_equal(last_elsewhere, 0);
}


/* no party was told of it, so no module is */
static void test_a_call_that_is_refused(void **state)
{
	(void)state;
	fake_stanza_in("<message from='nurse@other.example/x' "
				   "to='1001@gw.example' id='m'><propose " JMI
				   " id='sid1'><description xmlns="
				   "'urn:xmpp:jingle:apps:rtp:1' media='audio'/></propose>"
				   "</message>");
	fake_run();
	assert_string_equal(events, "");
}


static void test_too_many_listeners(void **state)
{
	int i;

	(void)state;
	for(i = 1; i < JINGLE_API_LISTENERS; i++)
		assert_int_equal(api.on_call(on_call, events), 0);
	assert_int_equal(api.on_call(on_call, events), -1);
	assert_log("hear of calls already");
	assert_int_equal(api.on_identity(on_identity, NULL), -1);
	assert_int_equal(api.on_challenge(on_challenge, NULL, NULL), -1);
}


/* --- look-ups and the end ------------------------------------------------------ */

static void found(const jingle_call_view_t *call, void *arg)
{
	assert_string_equal(call->state, "active");
	assert_int_equal(call->talked, 0);
	++*(int *)arg;
}


static void test_find_and_hang_up(void **state)
{
	jingle_call_t *c;
	int n = 0;
	str gr, sid = text("sid1"), none = text("");
	str unknown = text("aaaaaaaaaaaaaaaaaaaaaaaaaa");

	(void)state;
	client_calls_up();
	c = the_call();
	gr = text(c->gr);
	assert_int_equal(api.find(JINGLE_FIND_GR, &gr, found, &n), 1);
	assert_int_equal(
			api.find(JINGLE_FIND_CALLID, &c->dialog.callid, found, &n), 1);
	assert_int_equal(api.find(JINGLE_FIND_SID, &sid, found, &n), 1);
	assert_int_equal(n, 3);
	assert_int_equal(api.find(JINGLE_FIND_GR, &unknown, found, &n), 0);
	assert_int_equal(api.find(JINGLE_FIND_SID, &unknown, found, &n), 0);
	assert_int_equal(api.find(JINGLE_FIND_SID, &none, found, &n), 0);
	assert_int_equal(api.hangup(&unknown), -1);
	assert_int_equal(api.hangup(&gr), 0);
	fake_run();
	expect_stanza("session-terminate");
	expect_sip("BYE ");
	assert_string_equal(last_by, "operator");
}


/* --- whose account calls ---------------------------------------------------------- */

static void test_identity(void **state)
{
	(void)state;
	identity_rc = 1;
	identity.uri = text("sip:4930123@provider.example");
	identity.name = text("\"Romeo M.\"");
	identity.headers = text("Route: <sip:edge.example;lr>\r\n");
	client_calls_proceeded();
	client_sends("session-initiate", "sid1", CONTENT);
	expect_stanza("type='result'");
	expect_sip("INVITE sip:1001@sip.example",
			"From: \"Romeo M.\" <sip:4930123@provider.example>",
			"\r\nRoute: <sip:edge.example;lr>\r\n");
}


static void test_no_account(void **state)
{
	(void)state;
	identity_rc = -1;
	client_calls_proceeded();
	client_sends("session-initiate", "sid1", CONTENT);
	expect_stanza("type='result'");
	expect_stanza("session-terminate", "<decline/>");
	expect_no_sip();
}


/* asked before the INVITE, which goes out with the propose */
static void test_identity_phone_first(void **state)
{
	(void)state;
	jingle_conf.proceed_when = JINGLE_PROCEED_ANSWERED;
	identity_rc = 1;
	identity.uri = text("sip:4930123@provider.example");
	identity.headers = text("Route: <sip:edge.example;lr>\r\n");
	client_proposes("sid1");
	expect_sip("INVITE sip:1001@sip.example",
			"From: <sip:4930123@provider.example>",
			"\r\nRoute: <sip:edge.example;lr>\r\n");
	client_says("retract", "sid1");
	identity_rc = -1;
	client_proposes("sid2");
	expect_stanza("<reject", "id='sid2'", "<decline/>");
	expect_no_sip();
}


/* a module's text cannot become a header line of its own */
static void test_identity_of_two_lines(void **state)
{
	static const char *const bad[] = {"X: 1", "X: 1\n", "\r\nX: 1\r\n",
			"\nX: 1\r\n", "X: 1\r\n\r\nv=0\r\n", "X: 1\nY: 2\r\n"};
	size_t i;

	(void)state;
	identity_rc = 1;
	identity.uri = text("sip:a@b>\r\nX: 1");
	client_calls_proceeded();
	client_sends("session-initiate", "sid1", CONTENT);
	expect_no_sip();
	assert_log("is no URI, display name and header lines");
	identity.uri = text("");
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		identity.headers = text(bad[i]);
		fake_queues_take();
		client_calls_proceeded();
		client_sends("session-initiate", "sid1", CONTENT);
		expect_no_sip();
	}
}


/* --- RFC 3261 section 22: challenges -------------------------------------------------- */

#define CHALLENGE "Proxy-Authenticate: Digest realm=\"a\", nonce=\"n\"\r\n"

static unsigned cseq_of(const char *invite)
{
	return (unsigned)atoi(word_of(invite, "CSeq: ", " "));
}


static void test_challenge_is_answered(void **state)
{
	const char *invite;
	unsigned first;

	(void)state;
	challenge_rc = 1;
	client_calls();
	first = cseq_of(fake_find(fake_sip_queue, "INVITE ", ""));
	assert_int_equal(fake_answer("INVITE", 407, CHALLENGE, NULL), 1);
	fake_run();
	assert_has(challenge_seen, "407 INVITE sip:1001@sip.example v=0", "nonce");
	invite = fake_sip();
	assert_has(invite, "INVITE sip:1001@sip.example",
			"\r\nProxy-Authorization: Digest response=\"1\"\r\n",
			"m=audio 40000 RTP/AVP 8");
	assert_int_equal(cseq_of(invite), first + 1);
	expect_no_stanza();
	assert_string_equal(events, "NEW ");
	assert_int_equal(fake_answer("INVITE", 200, ANSWERED, SDP("sendrecv")), 1);
	fake_run();
	expect_stanza("session-accept");
	assert_state(JINGLE_ACTIVE);
}


static void test_challenge_phone_first(void **state)
{
	(void)state;
	challenge_rc = 1;
	client_calls_phone_first();
	assert_int_equal(fake_answer("INVITE", 407, CHALLENGE, NULL), 1);
	fake_run();
	expect_sip("INVITE sip:1001@sip.example",
			"\r\nProxy-Authorization: Digest response=\"1\"\r\n",
			"m=audio 9 RTP/AVP 111");
	expect_no_stanza();
	assert_int_equal(fake_answer("INVITE", 200, ANSWERED, SDP("sendrecv")), 1);
	fake_run();
	expect_stanza("<proceed", "id='sid1'");
	assert_string_equal(events, "NEW ANSWERED ");
}


static void test_challenge_is_not_answered(void **state)
{
	(void)state;
	client_calls();
	assert_int_equal(fake_answer("INVITE", 401, CHALLENGE, NULL), 1);
	fake_run();
	assert_int_equal(challenged, 1);
	expect_stanza("session-terminate");
	expect_no_sip();
	assert_string_equal(events, "NEW ENDED ");
}


static void test_challenges_without_end(void **state)
{
	int i;

	(void)state;
	challenge_rc = 1;
	client_calls();
	for(i = 0; i < JINGLE_API_CHALLENGES; i++) {
		assert_int_equal(fake_answer("INVITE", 407, CHALLENGE, NULL), 1);
		fake_run();
		expect_sip("INVITE ");
	}
	assert_int_equal(fake_answer("INVITE", 407, CHALLENGE, NULL), 1);
	fake_run();
	expect_stanza("session-terminate");
	expect_no_sip();
	assert_log("challenged 4 times, the last with 407");
}


/* the client hung up meanwhile: the call is over with this reply */
static void test_challenge_after_cancel(void **state)
{
	(void)state;
	challenge_rc = 1;
	client_calls();
	client_sends("session-terminate", "sid1", "");
	fake_queues_take();
	fake_answer("INVITE", 407, CHALLENGE, NULL);
	fake_run();
	assert_int_equal(challenged, 0);
	assert_state(JINGLE_ENDED);
}


static void test_answer_of_no_header(void **state)
{
	(void)state;
	challenge_rc = 1;
	strcpy(authorization, "Digest");
	client_calls();
	assert_int_equal(fake_answer("INVITE", 407, CHALLENGE, NULL), 1);
	fake_run();
	expect_stanza("session-terminate");
	expect_no_sip();
	assert_log("no header line");
}


#define bind_test(f) cmocka_unit_test_setup_teardown(f, before, jingle_after)

int main(void)
{
	const struct CMUnitTest tests[] = {
			bind_test(test_a_phones_call),
			bind_test(test_a_clients_call_is_busy),
			bind_test(test_taken_elsewhere),
			bind_test(test_a_call_that_is_refused),
			bind_test(test_find_and_hang_up),
			bind_test(test_identity),
			bind_test(test_no_account),
			bind_test(test_identity_of_two_lines),
			bind_test(test_identity_phone_first),
			bind_test(test_challenge_is_answered),
			bind_test(test_challenge_phone_first),
			bind_test(test_challenge_is_not_answered),
			bind_test(test_challenges_without_end),
			bind_test(test_challenge_after_cancel),
			bind_test(test_answer_of_no_header),
			bind_test(test_too_many_listeners),
	};

	return cmocka_run_group_tests(tests, up, NULL);
}
