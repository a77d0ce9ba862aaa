/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A phone calls an XMPP user: who may, which devices ring, how it ends. */
/* module: jingle */
/* fake: core tm link gateway db */
/* links: modules/xmpp_link/link_timer.c */

#include "jingle_fake.h"

enum
{
	KNOWS_JINGLE =
			XMPP_GATEWAY_JINGLE | XMPP_GATEWAY_AUDIO | XMPP_GATEWAY_ICE_UDP,
};


/* --- the INVITE --------------------------------------------------------------------- */

/* the caller is told what is wrong with an INVITE at once */
static void refused(const char *headers, const char *body, const char *status,
		const char *header)
{
	assert_int_equal(phone_invites_with("bad", headers, body), 0);
	expect_sip(status, header);
	fake_run();
	expect_no_stanza();
	assert_int_equal(jingle_table_count(), 0);
	fake_tm_end();
}

/* RFC 3261 sections 8.2.2.3, 8.2.3 and 18.3, RFC 3264 section 5 */
static void test_bad_invites(void **state)
{
	(void)state;
	refused("Require: 100rel, x-no\r\n" TYPE_SDP, SDP("sendrecv"),
			"SIP/2.0 420", "Unsupported: x-no\r\n");
	refused("Content-Type: text/plain\r\n", "hello", "SIP/2.0 415",
			"Accept: application/sdp");
	refused("Content-Type: text/plain\r\n", "hello", "SIP/2.0 415",
			"Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO, REFER, "
			"NOTIFY, PRACK\r\n");
	refused(TYPE_SDP "Content-Encoding: gzip\r\n", SDP("sendrecv"),
			"SIP/2.0 415", "Accept-Encoding: identity");
}

/* what only the owner can see */
static void refused_later(
		const char *headers, const char *body, const char *status)
{
	assert_int_equal(phone_invites_with("bad", headers, body), 0);
	fake_run();
	expect_sip(status);
	assert_int_equal(jingle_table_count(), 0);
	fake_tm_end();
}

static void test_bad_offers(void **state)
{
	(void)state;
	refused_later(TYPE_SDP,
			"v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\n"
			"t=0 0\r\nm=audio 0 RTP/AVP 8\r\n",
			"SIP/2.0 488");
	refused_later(TYPE_SDP, "v=0\r\nnonsense\r\n", "SIP/2.0 488");
	refused_later(TYPE_SDP,
			"v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\n"
			"t=0 0\r\nm=image 9 udptl t38\r\n",
			"SIP/2.0 488");
}

/* not an INVITE, a retransmission, one that tm has answered */
static void test_not_to_be_taken(void **state)
{
	static const char options[] =
			"OPTIONS sip:romeo@xmpp.example SIP/2.0\r\n"
			"Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKo\r\n"
			"From: <sip:1001@sip.example>;tag=a\r\n"
			"To: <sip:romeo@xmpp.example>\r\nCall-ID: o\r\n"
			"CSeq: 1 OPTIONS\r\n\r\n";

	(void)state;
	assert_int_equal(script("jingle_call", fake_request(options)), -1);
	fake_tm_faults.newtran = 1;
	assert_int_equal(phone_invites_with("again", TYPE_SDP, SDP("sendrecv")), 0);
	expect_no_sip();
	assert_int_equal(jingle_table_count(), 0);
}

/* the script made the transaction before it called jingle_call() */
static void test_transaction_of_the_script(void **state)
{
	sip_msg_t *m;

	(void)state;
	fake_tm_faults.newtran = 1;
	phone_invites(); /* a retransmission: there is none to answer it by */
	fake_run();
	expect_no_stanza();
	m = fake_request_now();
	fake_tm_faults.newtran = 0;
	assert_int_equal(jingle_tm.t_newtran(m), 1);
	fake_tm_faults.newtran = 1; /* a second one cannot be made */
	assert_int_equal(script("jingle_call", m), 0);
	fake_run();
	expect_stanza("<propose");
}

/* cancelled while the script ran: 487, not 503 */
static void test_cancelled_before_it_waits(void **state)
{
	(void)state;
	fake_tm_faults.suspend = 1;
	phone_invites();
	expect_sip("SIP/2.0 487");
	assert_int_equal(jingle_table_count(), 0);
}

static void test_addresses(void **state)
{
	(void)state;
	phone_invites_uri("tel:+4930", "n", TYPE_SDP, SDP("sendrecv"));
	expect_sip("SIP/2.0 404");
}

static void test_malformed_dialogs(void **state)
{
	static const char *const bad[] = {
			/* no Contact; no tag; CSeq of 2^31 (RFC 3261 sections 8.1.1.8,
			 * 8.1.1.3, 8.1.1.5) */
			"From: <sip:1001@sip.example>;tag=a\r\nCSeq: 1 INVITE\r\n",
			"From: <sip:1001@sip.example>\r\nCSeq: 1 INVITE\r\n" CONTACT,
			"From: <sip:1001@sip.example>;tag=a\r\n"
			"CSeq: 2147483648 INVITE\r\n" CONTACT};
	char text[2048];
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(text, sizeof(text),
				"INVITE sip:romeo@xmpp.example SIP/2.0\r\n"
				"Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKm%zu\r\n"
				"To: <sip:romeo@xmpp.example>\r\nCall-ID: m%zu\r\n%s\r\n",
				i, i, bad[i]);
		assert_int_equal(script("jingle_call", fake_request(text)), 0);
		expect_sip("SIP/2.0 400");
		fake_tm_end();
	}
	assert_int_equal(jingle_table_count(), 0);
}


/* --- limits ---------------------------------------------------------------------------- */

static void test_max_calls(void **state)
{
	(void)state;
	jingle_numbers.max_calls = 1;
	phone_calls();
	assert_int_equal(phone_invites_with("call2", TYPE_SDP, SDP("sendrecv")), 0);
	expect_sip("SIP/2.0 503");
	assert_int_equal(jingle_table_count(), 1);
}

static void test_calls_of_one_caller(void **state)
{
	(void)state;
	jingle_numbers.second_call = 1;
	jingle_numbers.max_calls_per_caller = 1;
	phone_calls();
	phone_invites_with("call2", TYPE_SDP, SDP("sendrecv"));
	fake_run();
	expect_sip("SIP/2.0 486");
	assert_log("max_calls_per_caller");
}

static void test_calls_to_one_user(void **state)
{
	(void)state;
	jingle_numbers.second_call = 1;
	jingle_numbers.max_calls_per_user = 1;
	phone_calls();
	phone_invites_with("call2", TYPE_SDP, SDP("sendrecv"));
	fake_run();
	expect_sip("SIP/2.0 486");
	assert_log("max_calls_per_user");
}

/* clients would take it for the first one's migration */
static void test_second_call(void **state)
{
	(void)state;
	phone_calls();
	phone_invites_with("call2", TYPE_SDP, SDP("sendrecv"));
	fake_run();
	expect_sip("SIP/2.0 486");
}

/* with second_call=1 the second has a resource of its own, which is taken back */
static void test_second_call_apart(void **state)
{
	(void)state;
	jingle_numbers.second_call = 1;
	phone_calls();
	phone_invites_with("call2", TYPE_SDP, SDP("sendrecv"));
	fake_run();
	expect_stanza("<propose", "from='1001@gw.example/gateway-");
	fake_cancel("call2", "");
	fake_run();
	assert_has(fake_shown(), "announce 1001@gw.example/gateway-",
			"conceal 1001@gw.example/gateway-");
}

static void test_no_stream(void **state)
{
	(void)state;
	fake_link.down = fake_link.not_awaited = 1;
	phone_invites();
	fake_run();
	expect_sip("SIP/2.0 503");
}


/* --- who calls ----------------------------------------------------------------------------- */

/* RFC 3323: nothing of the caller is shown */
static void test_privacy(void **state)
{
	const char *text;

	(void)state;
	phone_invites_with("p", "Privacy: id\r\n" TYPE_SDP, SDP("sendrecv"));
	fake_run();
	text = fake_stanza();
	assert_has(text, "<propose", "from='anonymous-");
	assert_null(strstr(text, "1001"));
	assert_null(strstr(text, "Juliet"));
	fake_cancel("p", "");
	fake_run();
	assert_has(fake_shown(), "conceal anonymous-");
}

static void test_privacy_none(void **state)
{
	(void)state;
	phone_invites_with("p", "Privacy: none\r\n" TYPE_SDP, SDP("sendrecv"));
	fake_run();
	expect_stanza("<propose", "from='1001@gw.example/gateway'", "Juliet");
}

/* the contact that the user has subscribed to is the one that calls */
static void test_contact_of_the_user(void **state)
{
	(void)state;
	fake_contact("nobody@gw.example");
	fake_contact("1001@gw.example");
	phone_calls();
	assert_has(fake_shown(), "announce 1001@gw.example/gateway "
							 "romeo@xmpp.example");
}


/* --- devices ------------------------------------------------------------------------------- */

static void test_device_not_known_yet(void **state)
{
	(void)state;
	fake_gateway_clear();
	fake_device("romeo@xmpp.example/late", -1, "");
	phone_calls();
	expect_no_stanza();
	fake_gateway_clear(); /* its capabilities have come */
	fake_device("romeo@xmpp.example/late", KNOWS_JINGLE, "");
	fake_pass(600);
	expect_stanza("session-initiate", "to='romeo@xmpp.example/late'");
}

/* the caller names the device */
static void test_device_chosen(void **state)
{
	jingle_call_t *c;

	(void)state;
	phone_invites_uri("sip:romeo@xmpp.example;gr=desktop", "d", TYPE_SDP,
			SDP("sendrecv"));
	fake_run();
	expect_stanza("session-initiate", "to='" ROMEO "'");
	expect_no_stanza();
	c = the_call();
	assert_int_equal(c->state, JINGLE_OFFERED);
}

/* more devices than a call has legs */
static void test_too_many_devices(void **state)
{
	char jid[64];
	int i;

	(void)state;
	fake_gateway_clear();
	for(i = 0; i < JINGLE_LEGS_MAX; i++) {
		snprintf(jid, sizeof(jid), "romeo@xmpp.example/%d", i);
		fake_device(jid, KNOWS_JINGLE, "");
	}
	phone_calls();
	for(i = 0; i < JINGLE_LEGS_MAX - 1; i++)
		expect_stanza("session-initiate");
	expect_no_stanza();
	assert_log("does not ring");
}

/* one says no, the other may still take the call; then it is over */
static void test_devices_refuse_one_by_one(void **state)
{
	const char *text, *sid;

	(void)state;
	fake_gateway_clear();
	fake_device("romeo@xmpp.example/a", KNOWS_JINGLE, "");
	fake_device("romeo@xmpp.example/b", KNOWS_JINGLE, "");
	phone_calls();
	text = fake_stanza();
	assert_has(text, "to='romeo@xmpp.example/a'");
	sid = word_of(strstr(text, "<jingle"), " sid='", "'");
	fake_stanza_in("<iq type='set' from='romeo@xmpp.example/a' to='" PHONE
				   "' id='1'><jingle " JINGLE
				   " action='session-terminate' sid='%s'><reason><decline/>"
				   "</reason></jingle></iq>",
			sid);
	fake_run();
	assert_state(JINGLE_OFFERED);
	expect_no_sip();
	text = fake_find(fake_stanza_queue, "<iq", "to='romeo@xmpp.example/b'");
	sid = word_of(strstr(text, "<jingle"), " sid='", "'");
	fake_stanza_in("<iq type='set' from='romeo@xmpp.example/b' to='" PHONE
				   "' id='2'><jingle " JINGLE
				   " action='session-terminate' sid='%s'><reason><busy/>"
				   "</reason></jingle></iq>",
			sid);
	fake_run();
	expect_sip("SIP/2.0 486");
	assert_state(JINGLE_ENDED);
}

/* the device answers our session-initiate with an error, or not at all */
static void initiate_fails(const char *error, const char *status)
{
	fake_gateway_clear();
	fake_device(ROMEO, KNOWS_JINGLE, "");
	fake_link.silent = 1;
	phone_calls();
	expect_stanza("session-initiate");
	assert_int_equal(fake_iq_answer(error), 1);
	fake_run();
	expect_sip(status);
	assert_int_equal(jingle_table_count(), 0);
	fake_tm_end();
	fake_queues_clear();
}

#define STANZA_ERROR(condition)        \
	"<error type='cancel'><" condition \
	" xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"

static void test_initiate_fails(void **state)
{
	(void)state;
	initiate_fails(STANZA_ERROR("service-unavailable"), "SIP/2.0 480");
	initiate_fails(STANZA_ERROR("conflict"), "SIP/2.0 486");
	initiate_fails(NULL, "SIP/2.0 480");
}

/* JMI: the user's server knows no such user */
static void test_propose_bounces(void **state)
{
	const char *sid;

	(void)state;
	sid = phone_calls();
	fake_stanza_in("<message type='error' from='romeo@xmpp.example' to='" PHONE
				   "' id='%s'>" STANZA_ERROR("item-not-found") "</message>",
			sid);
	fake_run();
	expect_sip("SIP/2.0 604"); /* RFC 3261 section 21.6.4: nowhere */
	assert_state(JINGLE_ENDED);
}

static void test_propose_never_leaves(void **state)
{
	(void)state;
	fake_link.down = 1; /* but awaited */
	phone_invites();
	fake_run();
	expect_stanza("<propose");
	assert_int_equal(fake_sent_lost(), 1);
	fake_run();
	expect_sip("SIP/2.0 503");
	assert_state(JINGLE_ENDED);
}

static void test_declined(void **state)
{
	const char *sid = phone_calls();

	(void)state;
	fake_stanza_in("<message from='" ROMEO "' to='" PHONE
				   "' id='m'><reject " JMI
				   " id='%s'><reason xmlns='urn:xmpp:jingle:1'><busy/></reason>"
				   "</reject></message>",
			sid);
	fake_run();
	expect_sip("SIP/2.0 486");
}

static void test_nobody_answers(void **state)
{
	(void)state;
	phone_calls();
	fake_pass(59000);
	expect_sip("SIP/2.0 180");
	expect_no_sip();
	fake_pass(1000);
	expect_sip("SIP/2.0 480");
	expect_stanza("<retract");
	assert_state(JINGLE_ENDED);
}

/* RFC 3261 section 13.3.1: the INVITE is good for five seconds */
static void test_invite_expires(void **state)
{
	(void)state;
	phone_invites_with("e", "Expires: 5\r\n" TYPE_SDP, SDP("sendrecv"));
	fake_pass(4999);
	expect_sip("SIP/2.0 180");
	fake_pass(1);
	expect_sip("SIP/2.0 487");
}

static void test_caller_gives_up(void **state)
{
	(void)state;
	phone_calls();
	fake_cancel("call1", "Reason: SIP;cause=200;text=\"Call completed "
						 "elsewhere\"\r\n");
	fake_run();
	expect_stanza("<retract");
	assert_state(JINGLE_ENDED);
}

static int replies;

static void locked(void)
{
	assert_int_not_equal(lock_try(&the_call()->reply_lock), 0);
	replies++;
}

/* tm builds its 487 in another process, from the request that an answer of ours
 * hangs its lines into: it waits ... */
static void test_cancel_while_answering(void **state)
{
	const char *sid;

	(void)state;
	replies = 0;
	fake_tm_while_replying = locked;
	sid = phone_calls();
	client_says("ringing", sid);
	fake_run();
	expect_sip("SIP/2.0 180");
	assert_int_equal(replies, 1);
	assert_int_equal(lock_try(&the_call()->reply_lock), 0);
	lock_release(&the_call()->reply_lock);
	fake_tm_while_replying = NULL;
}

/* ... and after it we leave the request alone */
static void test_answer_after_cancel(void **state)
{
	const char *sid;

	(void)state;
	replies = 0;
	fake_tm_while_replying = locked;
	sid = phone_calls();
	fake_cancel("call1", "");
	client_says("ringing", sid);
	client_says("proceed", sid);
	fake_run();
	assert_int_equal(replies, 0);
	expect_no_sip();
	fake_tm_while_replying = NULL;
}

/* the others stop ringing */
static void test_answered_elsewhere(void **state)
{
	const char *sid;

	(void)state;
	fake_device("romeo@xmpp.example/b", KNOWS_JINGLE, "");
	sid = phone_calls();
	expect_stanza("session-initiate", "to='romeo@xmpp.example/b'");
	client_says("proceed", sid);
	expect_stanza(
			"session-terminate", "to='romeo@xmpp.example/b'", "<cancel/>");
	expect_stanza("session-initiate", "to='" ROMEO "'");
	/* another device is late */
	fake_stanza_in("<message from='romeo@xmpp.example/c' to='" PHONE
				   "' id='m'><proceed " JMI " id='%s'/></message>",
			sid);
	fake_run();
	expect_stanza("<finish", "to='romeo@xmpp.example/c'");
}

/* an answer that cannot be: 488, and the device is told */
static void test_bad_accept(void **state)
{
	const char *sid = phone_calls_picked();

	(void)state;
	client_sends("session-accept", sid,
			"<content creator='initiator' name='audio'>"
			"<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'/>"
			"</content>");
	expect_stanza("type='result'");
	expect_sip("SIP/2.0 488");
	expect_stanza("session-terminate");
	assert_state(JINGLE_ENDED);
}

/* the route takes the call on when nobody does: no final reply of ours */
static int voicemail(sip_msg_t *msg)
{
	(void)msg;
	return 0;
}

static void test_failure_route(void **state)
{
	jingle_call_t *c;
	str name = str_init("VOICEMAIL");
	const char *sid;

	(void)state;
	fake_route("VOICEMAIL", voicemail);
	memory_usual = fake_memory(); /* the route's name */
	sid = phone_calls();
	c = the_call();
	assert_int_equal(jingle_call_set(c, &c->failure_route, &name), 0);
	client_says("reject", sid);
	expect_sip("(continued call1)");
	expect_no_sip();
}

static void test_failure_route_is_gone(void **state)
{
	jingle_call_t *c;
	str name = str_init("NOWHERE");
	const char *sid;

	(void)state;
	sid = phone_calls();
	c = the_call();
	assert_int_equal(jingle_call_set(c, &c->failure_route, &name), 0);
	client_says("reject", sid);
	expect_sip("SIP/2.0 4");
	assert_log("there is no route[NOWHERE]");
}

/* RFC 3261 section 16.6: the proxy's own Record-Route comes first in replies */
static void test_record_route(void **state)
{
	const char *sid, *text;

	(void)state;
	phone_invites_with("call1",
			"Record-Route: <sip:192.0.2.50;lr>\r\n" TYPE_SDP, SDP("sendrecv"));
	fake_run();
	text = fake_stanza();
	sid = word_of(strstr(text, "<propose"), " id='", "'");
	client_says("proceed", sid);
	client_sends("session-accept", sid, CONTENT);
	expect_sip("SIP/2.0 200", "Record-Route: <sip:192.0.2.50;lr>");
	fake_ack("call1");
	fake_run();
	client_sends("session-terminate", sid, "");
	expect_sip("BYE sip:1001@192.0.2.9:5062", "Route: <sip:192.0.2.50;lr>");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			jingle_test(test_bad_invites),
			jingle_test(test_bad_offers),
			jingle_test(test_not_to_be_taken),
			jingle_test(test_transaction_of_the_script),
			jingle_test(test_cancelled_before_it_waits),
			jingle_test(test_addresses),
			jingle_test(test_malformed_dialogs),
			jingle_test(test_max_calls),
			jingle_test(test_calls_of_one_caller),
			jingle_test(test_calls_to_one_user),
			jingle_test(test_second_call),
			jingle_test(test_second_call_apart),
			jingle_test(test_no_stream),
			jingle_test(test_privacy),
			jingle_test(test_privacy_none),
			jingle_test(test_contact_of_the_user),
			jingle_test(test_device_not_known_yet),
			jingle_test(test_device_chosen),
			jingle_test(test_too_many_devices),
			jingle_test(test_devices_refuse_one_by_one),
			jingle_test(test_initiate_fails),
			jingle_test(test_propose_bounces),
			jingle_test(test_propose_never_leaves),
			jingle_test(test_declined),
			jingle_test(test_nobody_answers),
			jingle_test(test_invite_expires),
			jingle_test(test_caller_gives_up),
			jingle_test(test_cancel_while_answering),
			jingle_test(test_answer_after_cancel),
			jingle_test(test_answered_elsewhere),
			jingle_test(test_bad_accept),
			jingle_test(test_failure_route),
			jingle_test(test_failure_route_is_gone),
			jingle_test(test_record_route),
	};

	return cmocka_run_group_tests(tests, jingle_up, NULL);
}
