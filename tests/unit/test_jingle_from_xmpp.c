/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An XMPP user calls a phone: who may, how it rings, how it ends. */
/* module: jingle */
/* fake: core tm link gateway db */
/* links: modules/xmpp_link/link_timer.c */

#include "jingle_fake.h"

#define PROPOSE(from, to, attributes, children)                                \
	"<message from='" from "' to='" to "' id='m' " attributes "><propose " JMI \
	" id='sid1'><description xmlns='urn:xmpp:jingle:apps:rtp:1' "              \
	"media='audio'/></propose>" children "</message>"


/* --- the propose ----------------------------------------------------------------------- */

static void test_not_an_address(void **state)
{
	(void)state;
	fake_stanza_in(PROPOSE(ROMEO, "gw.example", "", ""));
	expect_stanza("<reject", "<gone/>");
	client_sends("session-initiate", "x", CONTENT); /* without a propose */
	expect_stanza("type='result'");
	expect_sip("INVITE sip:1001@sip.example");
}

/* too old: it lay in a store, or in the sidecar */
static void test_late_propose(void **state)
{
	(void)state;
	fake_stanza_in(PROPOSE(ROMEO, "1001@gw.example", "",
			"<delay xmlns='urn:xmpp:delay' stamp='2020-01-01T00:00:00Z'/>"));
	expect_stanza("<reject", "<expired/>");
	fake_stanza_in(PROPOSE(ROMEO, "1001@gw.example", "age='5001'", ""));
	expect_stanza("<reject", "<expired/>");
	fake_stanza_in(PROPOSE(ROMEO, "1001@gw.example", "age='4999'", ""));
	expect_stanza("<proceed");
}

/* the same again: the same answer, one call */
static void test_propose_again(void **state)
{
	(void)state;
	client_calls_proceeded();
	client_proposes("sid1");
	expect_stanza("<proceed");
	assert_int_equal(jingle_table_count(), 1);
}

/* another one: the first was left */
static void test_another_propose(void **state)
{
	(void)state;
	client_calls_proceeded();
	client_proposes("sid2");
	expect_stanza("<finish", "id='sid1'");
	expect_stanza("<proceed", "id='sid2'");
	assert_int_equal(jingle_table_count(), 1);
}

static void test_long_sid(void **state)
{
	char sid[300];

	(void)state;
	memset(sid, 'a', sizeof(sid));
	sid[257] = '\0';
	client_proposes(sid);
	expect_stanza("<reject");
	client_sends("session-initiate", sid, CONTENT);
	expect_stanza("type='error'", "bad-request");
	assert_int_equal(jingle_table_count(), 0);
}

static void test_retracted(void **state)
{
	(void)state;
	client_calls_proceeded();
	client_says("retract", "sid1");
	assert_state(JINGLE_ENDED);
	expect_no_sip();
}

static void test_no_session_initiate(void **state)
{
	(void)state;
	client_calls_proceeded();
	fake_pass(29999);
	assert_state(JINGLE_PROCEEDED);
	fake_pass(1);
	expect_stanza("<finish");
	assert_state(JINGLE_ENDED);
}

/* our proceed came back: the device is not there any more */
static void test_proceed_bounces(void **state)
{
	(void)state;
	client_calls_proceeded();
	fake_stanza_in("<message type='error' from='" ROMEO "' to='" PHONE
				   "' id='sid1'><proceed " JMI " id='sid1'/>"
				   "<error type='cancel'><recipient-unavailable "
				   "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
				   "</message>");
	fake_run();
	assert_state(JINGLE_ENDED);
}

static void test_limits(void **state)
{
	(void)state;
	jingle_numbers.max_calls_per_user = 0;
	client_proposes("sid1");
	expect_stanza("<reject", "<busy/>");
	client_sends("session-initiate", "sid2", CONTENT);
	expect_stanza("type='result'");
	expect_stanza("session-terminate", "<busy/>");
	jingle_numbers.max_calls_per_user = 8;
	jingle_numbers.max_calls = 0;
	client_proposes("sid3");
	expect_stanza("<reject", "<busy/>");
	assert_log("max_calls (0) reached");
}

/* what others say, and what is for others */
static void test_nothing_of_ours(void **state)
{
	(void)state;
	assert_int_equal(fake_stanza_in("<message from='" ROMEO "' to='" PHONE
									"'><body>hello</body></message>"),
			0);
	assert_int_equal(fake_stanza_in("<iq type='get' from='" ROMEO "' to='" PHONE
									"' id='1'><query "
									"xmlns='jabber:iq:version'/></iq>"),
			0);
	client_says("proceed", "unknown");
	client_says("ringing", "unknown");
	/* a carbon of what another device said (XEP-0280) */
	client_says("accept", "sid1");
	expect_no_stanza();
	client_sends("session-info", "unknown", "");
	expect_stanza("unknown-session");
	client_sends("session-info", "", "");
	expect_stanza("bad-request");
}

/* who did not propose cannot initiate with that id; another device may retract
 * nothing */
static void test_other_device(void **state)
{
	(void)state;
	client_calls_proceeded();
	fake_stanza_in(
			"<iq type='set' from='romeo@xmpp.example/other' to='" PHONE
			"' id='1'><jingle " JINGLE
			" action='session-initiate' sid='sid1'>" CONTENT "</jingle></iq>");
	expect_stanza("out-of-order");
	assert_state(JINGLE_PROCEEDED);
}


/* --- the session-initiate ----------------------------------------------------------------- */

/* what cannot be read: a terminate, since some programs ring on at an error */
static void test_unreadable(void **state)
{
	(void)state;
	client_sends("session-initiate", "x", "<content/>");
	expect_stanza("type='result'");
	expect_stanza("session-terminate");
	client_calls_proceeded();
	client_sends("session-initiate", "sid1", "<content/>");
	expect_stanza("type='result'");
	expect_stanza("session-terminate");
	assert_state(JINGLE_ENDED);
	fake_queues_take();
	client_sends("content-modify", "x", "<content/>");
	expect_stanza("type='error'");
}

/* likewise when the phone has hung up while it was on its way */
static void test_unreadable_and_gone(void **state)
{
	(void)state;
	client_calls_awaited();
	phone_sends("BYE", 2, "", NULL);
	fake_run();
	expect_stanza("<finish", "id='sid1'");
	assert_state(JINGLE_LEAVING);
	client_sends("session-initiate", "sid1", "<content/>");
	expect_stanza("type='result'");
	expect_stanza("session-terminate", "sid='sid1'");
	assert_state(JINGLE_ENDED);
}

/* no stream that a phone can have */
static void test_nothing_in_common(void **state)
{
	(void)state;
	client_calls_proceeded();
	client_sends("session-initiate", "sid1",
			"<content creator='initiator' name='f'><description "
			"xmlns='urn:xmpp:jingle:apps:file-transfer:5'/><transport "
			"xmlns='urn:xmpp:jingle:transports:s5b:1'/></content>");
	expect_stanza("type='result'");
	expect_stanza("session-terminate", "unsupported-applications");
	expect_no_sip();
	assert_state(JINGLE_ENDED);
}

static void test_name_of_the_user(void **state)
{
	(void)state;
	fake_stanza_in(PROPOSE(ROMEO, "1001@gw.example", "",
			"<nick xmlns='http://jabber.org/protocol/nick'>Romeo M.</nick>"));
	expect_stanza("<proceed");
	client_sends("session-initiate", "sid1", CONTENT);
	expect_sip("From: \"Romeo M.\" <sip:romeo@xmpp.example>");
}

static void test_cannot_send(void **state)
{
	(void)state;
	client_calls_proceeded();
	fake_tm_faults.send = 1;
	client_sends("session-initiate", "sid1", CONTENT);
	expect_stanza("type='result'");
	expect_stanza("session-terminate", "<general-error/>");
	assert_state(JINGLE_ENDED);
}


/* --- the phone ------------------------------------------------------------------------------- */

static void test_rings_once(void **state)
{
	(void)state;
	client_calls();
	fake_answer("INVITE", 180, CONTACT, NULL);
	fake_answer("INVITE", 183, CONTACT, NULL);
	fake_run();
	expect_stanza("<ringing");
	expect_no_stanza();
}

/* the answer came with the 18x, the 200 has none (RFC 3261 section 13.2.1) */
static void test_early_answer(void **state)
{
	(void)state;
	client_calls();
	fake_answer("INVITE", 183, ANSWERED, SDP("sendrecv"));
	fake_run();
	expect_stanza("<ringing");
	fake_answer("INVITE", 200, CONTACT, NULL);
	fake_run();
	expect_stanza("session-accept", "port='30000'");
	assert_state(JINGLE_ACTIVE);
}

static void test_no_answer_in_200(void **state)
{
	(void)state;
	client_calls();
	fake_answer("INVITE", 200, CONTACT, NULL);
	fake_run();
	expect_sip("BYE");
	expect_stanza("session-terminate");
	assert_state(JINGLE_ENDED);
}

/* the phone takes no stream of it */
static void test_refuses_all_streams(void **state)
{
	(void)state;
	client_calls();
	fake_answer("INVITE", 200, ANSWERED,
			"v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\n"
			"t=0 0\r\nm=audio 0 RTP/AVP 8\r\n");
	fake_run();
	expect_sip("BYE");
	expect_stanza("session-terminate", "<incompatible-parameters/>");
}

/* without a Contact it cannot be told anything (RFC 3261 section 12.1.2) */
static void test_no_contact(void **state)
{
	(void)state;
	client_calls();
	fake_answer("INVITE", 200, TYPE_SDP, SDP("sendrecv"));
	fake_run();
	expect_stanza("session-terminate", "<general-error/>");
	assert_state(JINGLE_ENDED);
	assert_log("Contact");
}

/* what a SIP status means for the user: draft-ietf-stox-media section 8 */
static void test_refusals(void **state)
{
	static const struct
	{
		int code;
		const char *reason;
	} rows[] = {{486, "<busy/>"}, {603, "<decline/>"}, {404, "<gone/>"},
			{480, "<timeout/>"}, {408, "<timeout/>"},
			{488, "<incompatible-parameters/>"}, {500, "<general-error/>"}};
	size_t i;

	for(i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		client_calls();
		fake_answer("INVITE", rows[i].code, "", NULL);
		fake_run();
		expect_stanza("session-terminate", rows[i].reason);
		assert_state(JINGLE_ENDED);
		jingle_after(state);
		jingle_before(state);
	}
}

static void test_nobody_answers(void **state)
{
	(void)state;
	client_calls();
	fake_answer("INVITE", 180, CONTACT, NULL);
	fake_pass(60000);
	expect_sip("CANCEL");
	assert_non_null(fake_find(fake_stanza_queue, "<iq", "<timeout/>"));
	fake_answer("INVITE", 487, "", NULL);
	fake_run();
	assert_state(JINGLE_ENDED);
}

/* RFC 3261 section 13.2.2.4: a second phone answered; it is hung up */
static void test_two_phones_answer(void **state)
{
	str text = str_init("SIP/2.0 200 OK\r\n"
						"Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
						"From: <sip:romeo@xmpp.example>;tag=us\r\n"
						"To: <sip:1001@sip.example>;tag=second\r\n"
						"Call-ID: x\r\nCSeq: 1 INVITE\r\n"
						"Contact: <sip:1001@192.0.2.22>\r\n\r\n");

	(void)state;
	client_calls_up();
	fake_queues_take();
	jingle_event_send(the_call(), JINGLE_EV_ANSWER, 200, &text, NULL, 1);
	fake_run();
	expect_sip("ACK sip:1001@192.0.2.22", "tag=second");
	expect_sip("BYE sip:1001@192.0.2.22", "Call completed elsewhere");
	assert_state(JINGLE_ACTIVE);
}

/* the device does not take our session-accept */
static void test_accept_is_refused(void **state)
{
	(void)state;
	fake_link.silent = 1;
	client_calls();
	fake_answer("INVITE", 200, ANSWERED, SDP("sendrecv"));
	fake_run();
	while(fake_iqs() > 0)
		fake_iq_answer("<error type='cancel'><item-not-found "
					   "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>");
	fake_run();
	assert_state(JINGLE_ENDED);
	expect_sip("BYE sip:1001@192.0.2.9:5062");
}

/* nothing comes back of it: it may be the result that was lost */
static void test_accept_is_not_answered(void **state)
{
	(void)state;
	fake_link.silent = 1;
	client_calls();
	fake_answer("INVITE", 200, ANSWERED, SDP("sendrecv"));
	fake_run();
	fake_queues_take();
	fake_pass(30000);
	expect_stanza("session-info");
	assert_state(JINGLE_ACTIVE);
}

/* a stanza is as long as the operator lets it be: candidates are left out */
static void test_short_stanzas(void **state)
{
	(void)state;
	fake_link.stanza_max = 400;
	client_calls_proceeded();
	fake_answer("INVITE", 200, ANSWERED, SDP("sendrecv"));
	fake_run();
	assert_state(JINGLE_PROCEEDED);
}


/* --- pictures: RFC 5168 ------------------------------------------------------------------------ */

#define VIDEO_SDP                                                      \
	"v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\n" \
	"t=0 0\r\nm=audio 30000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"     \
	"m=video 30002 RTP/AVP 96\r\na=rtpmap:96 VP8/90000\r\n"
#define VIDEO                                                                 \
	"<content creator='initiator' name='video' senders='both'><description "  \
	"xmlns='urn:xmpp:jingle:apps:rtp:1' media='video'><payload-type id='96' " \
	"name='VP8' clockrate='90000'/></description>" RAW("40002") "</content>"

static void test_pictures(void **state)
{
	(void)state;
	client_calls_proceeded();
	client_sends("session-initiate", "sid1", CONTENT VIDEO);
	fake_answer("INVITE", 200, ANSWERED, VIDEO_SDP);
	fake_run();
	assert_state(JINGLE_ACTIVE);
	fake_queues_take();
	fake_pass(1000);
	expect_sip("INFO sip:1001@192.0.2.9:5062", "picture_fast_update");
	fake_answer("INFO", 200, "", NULL);
	fake_pass(4000);
	expect_sip("INFO", "picture_fast_update"); /* once more */
	fake_answer("INFO", 415, "", NULL);
	fake_pass(60000);
	expect_no_sip(); /* a phone that refuses is not asked again */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			jingle_test(test_not_an_address),
			jingle_test(test_late_propose),
			jingle_test(test_propose_again),
			jingle_test(test_another_propose),
			jingle_test(test_long_sid),
			jingle_test(test_retracted),
			jingle_test(test_no_session_initiate),
			jingle_test(test_proceed_bounces),
			jingle_test(test_limits),
			jingle_test(test_nothing_of_ours),
			jingle_test(test_other_device),
			jingle_test(test_unreadable),
			jingle_test(test_unreadable_and_gone),
			jingle_test(test_nothing_in_common),
			jingle_test(test_name_of_the_user),
			jingle_test(test_cannot_send),
			jingle_test(test_rings_once),
			jingle_test(test_early_answer),
			jingle_test(test_no_answer_in_200),
			jingle_test(test_refuses_all_streams),
			jingle_test(test_no_contact),
			jingle_test(test_refusals),
			jingle_test(test_nobody_answers),
			jingle_test(test_two_phones_answer),
			jingle_test(test_accept_is_refused),
			jingle_test(test_accept_is_not_answered),
			jingle_test(test_short_stanzas),
			jingle_test(test_pictures),
	};

	return cmocka_run_group_tests(tests, jingle_up, NULL);
}
