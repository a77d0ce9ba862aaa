/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Session timers of calls (RFC 4028): both refreshers, both roles, refused,
 * forgotten, and 422 in both directions. */
/* module: jingle */
/* fake: core tm link gateway db */
/* links: modules/xmpp_link/link_timer.c */

#include "jingle_fake.h"

#define TIMER "Supported: timer\r\n"
#define HOLD "<hold xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>"
#define WITH_UPDATE "Allow: INVITE, ACK, BYE, UPDATE\r\n"
#define PHONE_URI "sip:1001@192.0.2.9:5062"

static int up(void **state)
{
	(void)state;
	jingle_start();
	jingle_numbers.ping_interval = 0;
	return jingle_init();
}

/* romeo's call is answered with these lines */
static void answered_with(const char *lines)
{
	char headers[512];

	client_calls();
	snprintf(headers, sizeof(headers), CONTACT TYPE_SDP "%s", lines);
	assert_int_equal(fake_answer("INVITE", 200, headers, SDP("sendrecv")), 1);
	fake_run();
	assert_state(JINGLE_ACTIVE);
	fake_queues_take();
}

static void phone_says(const char *method, int code, const char *lines)
{
	assert_int_equal(fake_answer(method, code, lines, NULL), 1);
	fake_run();
}

static void asks(const char *method, int cseq, const char *lines,
		const char *body, const char *status)
{
	char headers[512];

	fake_queues_take();
	snprintf(headers, sizeof(headers), "%s%s%s", CONTACT,
			body != NULL ? TYPE_SDP : "", lines);
	assert_int_equal(phone_sends(method, cseq, headers, body), 0);
	fake_run();
	assert_has(fake_find(fake_sip_queue, "SIP/2.0 ", "CSeq: "), status);
}

static void last_reply_has(const char *part)
{
	assert_has(fake_find(fake_sip_queue, "SIP/2.0 ", "CSeq: "), part);
}

static void last_reply_has_no(const char *part)
{
	const char *reply = fake_find(fake_sip_queue, "SIP/2.0 ", "CSeq: ");

	if(strstr(reply, part) != NULL)
		fake_fail("a reply without it", reply);
}

/* the session was not refreshed */
static void hung_up(void)
{
	expect_sip("BYE " PHONE_URI, "Reason: SIP;cause=408");
	assert_non_null(
			fake_find(fake_stanza_queue, "", "action='session-terminate'"));
	assert_state(JINGLE_ENDED);
}


/* --- our INVITE ---------------------------------------------------------------------- */

static void test_invite(void **state)
{
	(void)state;
	client_calls();
	assert_has(fake_find(fake_sip_queue, "INVITE", ""), TIMER,
			"Session-Expires: 1800\r\nMin-SE: 90\r\n");
}

/* section 7.3: once more, with what is asked for, in the same call */
static void test_invite_422(void **state)
{
	const char *first, *callid, *tag;

	(void)state;
	client_calls();
	first = fake_find(fake_sip_queue, "INVITE", "");
	callid = word_of(first, "Call-ID: ", "\r");
	tag = word_of(first, "From: ", "\r");
	phone_says("INVITE", 422, "Min-SE: 3600\r\n");
	expect_sip("INVITE sip:1001@sip.example SIP/2.0",
			"Session-Expires: 3600\r\nMin-SE: 3600\r\n", callid, tag,
			"CSeq: 2 INVITE", "m=audio 40000 RTP/AVP 8", "X-Jingle-Token: ");
	assert_state(JINGLE_INVITED);
	phone_says(
			"INVITE", 200, ANSWERED "Session-Expires: 3600;refresher=uas\r\n");
}

/* one that asks for ever more, and one that asks for nothing */
static void test_invite_422_without_end(void **state)
{
	char line[64];
	int i;

	(void)state;
	client_calls();
	for(i = 1; i <= 20 && the_call() != NULL; i++) {
		snprintf(line, sizeof(line), "Min-SE: %d\r\n", 3600 * i);
		phone_says("INVITE", 422, line);
	}
	assert_int_equal(i, 2 + JINGLE_SE_RAISES);
	assert_state(JINGLE_ENDED);
	expect_sip("INVITE");
	fake_queues_take();
	client_calls();
	fake_queues_take();
	phone_says("INVITE", 422, "");
	expect_no_sip();
	assert_state(JINGLE_ENDED);
}


/* --- we refresh ------------------------------------------------------------------------ */

static void test_update(void **state)
{
	int i;

	(void)state;
	answered_with(WITH_UPDATE "Session-Expires: 90;refresher=uac\r\n");
	for(i = 0; i < 5; i++) {
		fake_pass(44999);
		expect_no_sip();
		fake_pass(1);
		expect_sip("UPDATE " PHONE_URI, TIMER,
				"Session-Expires: 90;refresher=uac\r\nMin-SE: 90\r\n",
				"Contact: <sip:romeo", "Content-Length: 0");
		phone_says(
				"UPDATE", 200, CONTACT "Session-Expires: 90;refresher=uac\r\n");
	}
	expect_no_stanza();
}

/* section 7.4: with the offer as it was, told by its version */
static void test_reinvite(void **state)
{
	const char *first, *again;

	(void)state;
	answered_with("Allow: INVITE\r\nSession-Expires: 90;refresher=uac\r\n");
	first = word_of(fake_find(fake_sip_queue, "INVITE", ""), "o=", "\r");
	fake_pass(45000);
	again = fake_sip();
	assert_has(again, "INVITE " PHONE_URI,
			"Session-Expires: 90;refresher=uac\r\n", "m=audio 40000");
	assert_string_equal(word_of(again, "o=", "\r"), first);
	assert_int_equal(fake_answer("INVITE", 200,
							 ANSWERED "Session-Expires: 90;refresher=uac\r\n",
							 SDP("sendrecv")),
			1);
	fake_run();
	expect_sip("ACK");
	expect_no_stanza();
	fake_pass(44999);
	expect_no_sip();
	fake_pass(1);
	expect_sip("INVITE");
}

/* any re-INVITE is a refresh */
static void test_hold_refreshes(void **state)
{
	(void)state;
	answered_with(WITH_UPDATE "Session-Expires: 90;refresher=uac\r\n");
	fake_pass(30000);
	client_sends("session-info", "sid1", HOLD);
	expect_sip("INVITE", "Session-Expires: 90;refresher=uac\r\n");
	fake_answer("INVITE", 200, ANSWERED "Session-Expires: 90;refresher=uac\r\n",
			SDP("recvonly"));
	fake_run();
	expect_sip("ACK");
	fake_pass(44999);
	expect_no_sip();
}

/* section 7.2: it says nothing of it. We go on as before; a timer that was the
 * phone's is off */
static void test_200_says_nothing(void **state)
{
	(void)state;
	answered_with(WITH_UPDATE "Session-Expires: 90;refresher=uac\r\n");
	fake_pass(45000);
	expect_sip("UPDATE");
	phone_says("UPDATE", 200, "");
	fake_pass(45000);
	expect_sip("UPDATE");
}

static void test_switched_off(void **state)
{
	(void)state;
	answered_with(WITH_UPDATE "Session-Expires: 90;refresher=uas\r\n");
	client_sends("session-info", "sid1", HOLD);
	expect_sip("INVITE", "Session-Expires: 90;refresher=uas\r\n");
	fake_answer("INVITE", 200, ANSWERED, SDP("recvonly"));
	fake_run();
	expect_sip("ACK");
	fake_pass(1000000);
	expect_no_sip();
	assert_state(JINGLE_ACTIVE);
}


/* --- and are refused ---------------------------------------------------------------------- */

static void update_ends(int code)
{
	answered_with(WITH_UPDATE "Session-Expires: 90;refresher=uac\r\n");
	fake_pass(45000);
	expect_sip("UPDATE");
	if(code == 0)
		fake_answer_none("UPDATE");
	else
		fake_answer("UPDATE", code, "", NULL);
	fake_run();
	expect_sip("BYE");
	assert_non_null(
			fake_find(fake_stanza_queue, "", "action='session-terminate'"));
	assert_state(JINGLE_ENDED);
}

/* RFC 3261 section 12.2.1.2 */
static void test_phone_is_gone(void **state)
{
	static const int codes[] = {481, 408, 0};
	int i;

	for(i = 0; i < 3; i++) {
		update_ends(codes[i]);
		jingle_after(state);
		jingle_before(state);
		jingle_numbers.ping_interval = 0;
	}
}

/* section 10: not for ever, and then a BYE */
static void refused_for_ever(const char *method, const char *allow, int code)
{
	char lines[256];
	int n = 0, ms;

	snprintf(lines, sizeof(lines), "%sSession-Expires: 90;refresher=uac\r\n",
			allow);
	answered_with(lines);
	for(ms = 0; ms < 60000; ms += 100) {
		fake_pass(100);
		n += fake_answer(method, code, "", NULL);
		fake_run();
	}
	assert_in_range(n, 2, 8);
	assert_non_null(fake_find(fake_sip_queue, "BYE", ""));
	assert_has(fake_find(fake_sip_queue, "BYE", ""), "cause=408");
	assert_state(JINGLE_ENDED);
}

static void test_refused(void **state)
{
	refused_for_ever("UPDATE", WITH_UPDATE, 500);
	jingle_after(state);
	jingle_before(state);
	refused_for_ever("UPDATE", WITH_UPDATE, 491);
	jingle_after(state);
	jingle_before(state);
	refused_for_ever("INVITE", "", 500);
	assert_null(fake_find(fake_stanza_queue, "", "content-"));
}

static void test_refused_once(void **state)
{
	(void)state;
	answered_with(WITH_UPDATE "Session-Expires: 90;refresher=uac\r\n");
	fake_pass(45000);
	expect_sip("UPDATE");
	phone_says("UPDATE", 500, "Retry-After: 3\r\n");
	fake_pass(7500); /* half of what is left to 60 s */
	expect_sip("UPDATE");
	phone_says("UPDATE", 200, "Session-Expires: 90;refresher=uac\r\n");
	fake_pass(44999);
	expect_no_sip();
}

/* it said that it takes UPDATE, and does not */
static void test_no_update(void **state)
{
	(void)state;
	answered_with(WITH_UPDATE "Session-Expires: 90;refresher=uac\r\n");
	fake_pass(45000);
	expect_sip("UPDATE");
	phone_says("UPDATE", 501, "");
	expect_sip("INVITE", "Session-Expires: 90;refresher=uac\r\n");
}

static void test_refresh_422(void **state)
{
	(void)state;
	answered_with(WITH_UPDATE "Session-Expires: 90;refresher=uac\r\n");
	fake_pass(45000);
	expect_sip("UPDATE");
	phone_says("UPDATE", 422, "Min-SE: 200\r\n");
	expect_sip(
			"UPDATE", "Session-Expires: 200;refresher=uac\r\nMin-SE: 200\r\n");
	/* the same again is no reason to try again at once */
	phone_says("UPDATE", 422, "Min-SE: 200\r\n");
	expect_no_sip();
	assert_state(JINGLE_ACTIVE); /* section 10: the end of now has not moved */
	fake_pass(7500);
	expect_sip("UPDATE");
	phone_says("UPDATE", 200, "Session-Expires: 200;refresher=uac\r\n");
	fake_pass(99999);
	expect_no_sip();
	fake_pass(1);
	expect_sip("UPDATE");
}

static void test_reinvite_422(void **state)
{
	(void)state;
	answered_with("Session-Expires: 90;refresher=uac\r\n");
	fake_pass(45000);
	expect_sip("INVITE");
	phone_says("INVITE", 422, "Min-SE: 200\r\n");
	fake_pass(4001); /* as after a glare */
	expect_sip(
			"INVITE", "Session-Expires: 200;refresher=uac\r\nMin-SE: 200\r\n");
}

/* what we cannot send now may go another time */
static void test_not_sent(void **state)
{
	(void)state;
	answered_with(WITH_UPDATE "Session-Expires: 90;refresher=uac\r\n");
	fake_tm_faults.send = 1;
	fake_pass(45000);
	fake_tm_faults.send = 0;
	expect_no_sip();
	fake_pass(7500);
	expect_sip("UPDATE");
}


/* --- the phone refreshes -------------------------------------------------------------------- */

static void test_phone_forgets(void **state)
{
	(void)state;
	answered_with("Session-Expires: 90;refresher=uas\r\n");
	fake_pass(59999); /* 90 - min(32, 90/3) */
	expect_no_sip();
	fake_pass(1);
	hung_up();
}

static void test_phone_refreshes(void **state)
{
	(void)state;
	answered_with("Session-Expires: 90;refresher=uas\r\n");
	fake_pass(50000);
	asks("UPDATE", 2, TIMER "Session-Expires: 90;refresher=uac\r\n", NULL,
			"SIP/2.0 200");
	last_reply_has("Require: timer\r\nSession-Expires: 90;refresher=uac\r\n");
	fake_pass(50000);
	asks("INVITE", 3, TIMER "Session-Expires: 120;refresher=uac\r\n",
			SDP("sendrecv"), "SIP/2.0 200");
	last_reply_has("Session-Expires: 120;refresher=uac\r\n");
	fake_pass(87999);
	assert_state(JINGLE_ACTIVE);
	fake_queues_take();
	fake_pass(1);
	hung_up();
}

/* what is refused is no refresh, and other requests are none */
static void test_no_refresh(void **state)
{
	(void)state;
	answered_with("Session-Expires: 90;refresher=uas\r\n");
	fake_pass(30000);
	asks("UPDATE", 2, TIMER "Session-Expires: 30\r\n", NULL, "SIP/2.0 422");
	last_reply_has("Min-SE: 90\r\n");
	asks("INVITE", 3, TIMER "Session-Expires: 30\r\n", SDP("sendrecv"),
			"SIP/2.0 422");
	asks("INFO", 4, "", NULL, "SIP/2.0 200");
	last_reply_has_no("Session-Expires");
	asks("INVITE", 5, TIMER, "v=0\r\nnonsense\r\n", "SIP/2.0 488");
	fake_queues_take();
	fake_pass(30000);
	hung_up();
}

/* it says nothing of it: the terms stay */
static void test_plain_requests_refresh(void **state)
{
	(void)state;
	answered_with(WITH_UPDATE "Session-Expires: 90;refresher=uac\r\n");
	fake_pass(30000);
	asks("UPDATE", 2, "", NULL, "SIP/2.0 200");
	last_reply_has("Session-Expires: 90;refresher=uas\r\n");
	fake_pass(44999);
	fake_queues_take();
	fake_pass(1);
	expect_sip("UPDATE");
}


/* the phone's 200 came before the client's session (parameter proceed) */
static void awaited_with(const char *lines)
{
	char headers[512];

	jingle_numbers.proceed_time = 300;
	client_calls_phone_first();
	snprintf(headers, sizeof(headers), CONTACT TYPE_SDP "%s", lines);
	assert_int_equal(fake_answer("INVITE", 200, headers, SDP("sendrecv")), 1);
	fake_run();
	assert_state(JINGLE_AWAITED);
	fake_queues_take();
}

/* a client that takes its time: the session is refreshed meanwhile, and after */
static void test_awaited(void **state)
{
	int i;

	(void)state;
	awaited_with(WITH_UPDATE "Session-Expires: 90;refresher=uac\r\n");
	for(i = 0; i < 3; i++) {
		fake_pass(45000);
		expect_sip("UPDATE", "Session-Expires: 90;refresher=uac\r\n");
		phone_says("UPDATE", 200, "Session-Expires: 90;refresher=uac\r\n");
	}
	client_sends("session-initiate", "sid1", CONTENT);
	assert_state(JINGLE_ACTIVE);
	fake_queues_take();
	fake_pass(45000);
	expect_sip("UPDATE");
}

/* nobody waits for the session of a phone that has forgotten the call */
static void test_awaited_in_vain(void **state)
{
	(void)state;
	awaited_with(WITH_UPDATE "Session-Expires: 90;refresher=uac\r\n");
	fake_pass(45000);
	phone_says("UPDATE", 481, "");
	expect_stanza("<finish", "id='sid1'", "<gone/>");
	assert_state(JINGLE_LEAVING);
	client_sends("session-initiate", "sid1", CONTENT);
	assert_state(JINGLE_ENDED);
}

static void test_awaited_no_refresh(void **state)
{
	(void)state;
	awaited_with("Require: timer\r\nSession-Expires: 90;refresher=uas\r\n");
	fake_pass(59999);
	expect_no_sip();
	fake_pass(1);
	expect_sip("BYE " PHONE_URI, "Reason: SIP;cause=408");
	expect_stanza("<finish", "id='sid1'", "<timeout/>");
	assert_state(JINGLE_LEAVING);
}

/* a short one, and a phone whose ACK is late */
static void test_before_the_ack(void **state)
{
	const char *sid;

	(void)state;
	jingle_numbers.session_expires = jingle_numbers.min_se = 30;
	assert_int_equal(phone_invites_with("call1",
							 TYPE_SDP TIMER WITH_UPDATE
							 "Session-Expires: 30;refresher=uas\r\n",
							 SDP("sendrecv")),
			0);
	fake_run();
	sid = word_of(strstr(fake_stanza(), "<propose"), " id='", "'");
	client_says("proceed", sid);
	client_sends("session-accept", sid, CONTENT);
	assert_state(JINGLE_ACCEPTED);
	fake_queues_take();
	fake_pass(15000);
	expect_sip("UPDATE");
	phone_says("UPDATE", 200, "Session-Expires: 30;refresher=uac\r\n");
	fake_ack("call1");
	fake_run();
	assert_state(JINGLE_ACTIVE);
	fake_queues_take();
	fake_pass(15000);
	expect_sip("UPDATE");
}


/* --- calls of phones ------------------------------------------------------------------------- */

static void test_phones_invite(void **state)
{
	const char *sid;

	(void)state;
	assert_int_equal(phone_invites_with("call1",
							 TYPE_SDP TIMER
							 "Session-Expires: 3600\r\nRequire: timer\r\n",
							 SDP("sendrecv")),
			0);
	fake_run();
	sid = word_of(strstr(fake_stanza(), "<propose"), " id='", "'");
	client_says("proceed", sid);
	client_sends("session-accept", sid, CONTENT);
	last_reply_has("SIP/2.0 200");
	last_reply_has("Require: timer\r\nSession-Expires: 1800;refresher=uac\r\n");
	fake_ack("call1");
	fake_run();
	fake_queues_take();
	fake_pass(1767999);
	expect_no_sip();
	fake_pass(1);
	hung_up();
}

static void test_phones_invite_is_short(void **state)
{
	(void)state;
	assert_int_equal(
			phone_invites_with("call1",
					TYPE_SDP TIMER "Session-Expires: 89\r\n", SDP("sendrecv")),
			0);
	expect_sip("SIP/2.0 422 Session Interval Too Small", "Min-SE: 90\r\n");
	assert_null(the_call());
	expect_no_stanza();
}

/* a phone that knows nothing of it, and nobody on the way who does */
static void test_no_timer(void **state)
{
	(void)state;
	phone_calls_up();
	last_reply_has("Supported: timer");
	last_reply_has_no("Session-Expires");
	fake_queues_take();
	fake_pass(10000000);
	expect_no_sip();
	assert_state(JINGLE_ACTIVE);
}

/* RFC 3261 section 8.2.2.3: what is not known is named, the rest is not */
static void test_demands(void **state)
{
	(void)state;
	assert_int_equal(
			phone_invites_with("call1",
					TYPE_SDP "Require: timer, 100x\r\nRequire: evil\r\n",
					SDP("sendrecv")),
			0);
	expect_sip("SIP/2.0 420", "Unsupported: 100x\r\nUnsupported: evil\r\n");
	last_reply_has_no("timer");
}


/* --- parameters -------------------------------------------------------------------------------- */

static void test_off(void **state)
{
	const char *invite;

	(void)state;
	jingle_numbers.session_expires = 0;
	client_calls();
	invite = fake_find(fake_sip_queue, "INVITE", "");
	if(strstr(invite, "timer") != NULL || strstr(invite, "Session-") != NULL)
		fake_fail("an INVITE without session timers", invite);
	fake_answer("INVITE", 200, ANSWERED "Session-Expires: 90;refresher=uac\r\n",
			SDP("sendrecv"));
	fake_run();
	asks("UPDATE", 2, TIMER "Session-Expires: 30\r\n", NULL, "SIP/2.0 200");
	last_reply_has_no("timer");
	asks("UPDATE", 3, "Require: timer\r\n", NULL, "SIP/2.0 420");
	fake_queues_take();
	fake_pass(200000);
	expect_no_sip();
}

/* OPTIONS are needed no more where the timer shows as soon who is gone */
static void test_watched(void **state)
{
	(void)state;
	jingle_numbers.ping_interval = 50;
	answered_with(WITH_UPDATE "Session-Expires: 90;refresher=uac\r\n");
	fake_pass(45000);
	expect_sip("UPDATE");
	phone_says("UPDATE", 200, "Session-Expires: 90;refresher=uac\r\n");
	fake_pass(5000);
	expect_no_sip();
}

static void test_watched_by_options(void **state)
{
	(void)state;
	jingle_numbers.ping_interval = 50;
	answered_with(WITH_UPDATE "Session-Expires: 102;refresher=uac\r\n");
	fake_pass(50000);
	expect_sip("OPTIONS");
}


int main(void)
{
	const struct CMUnitTest tests[] = {
			jingle_test(test_invite),
			jingle_test(test_invite_422),
			jingle_test(test_invite_422_without_end),
			jingle_test(test_update),
			jingle_test(test_reinvite),
			jingle_test(test_hold_refreshes),
			jingle_test(test_200_says_nothing),
			jingle_test(test_switched_off),
			jingle_test(test_phone_is_gone),
			jingle_test(test_refused),
			jingle_test(test_refused_once),
			jingle_test(test_no_update),
			jingle_test(test_refresh_422),
			jingle_test(test_reinvite_422),
			jingle_test(test_not_sent),
			jingle_test(test_phone_forgets),
			jingle_test(test_phone_refreshes),
			jingle_test(test_no_refresh),
			jingle_test(test_plain_requests_refresh),
			jingle_test(test_awaited),
			jingle_test(test_awaited_in_vain),
			jingle_test(test_awaited_no_refresh),
			jingle_test(test_before_the_ack),
			jingle_test(test_phones_invite),
			jingle_test(test_phones_invite_is_short),
			jingle_test(test_no_timer),
			jingle_test(test_demands),
			jingle_test(test_off),
			jingle_test(test_watched),
			jingle_test(test_watched_by_options),
	};

	return cmocka_run_group_tests(tests, up, NULL);
}
