/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Offers that a phone leaves to us: an INVITE, or a re-INVITE, without one; ours
 * is in the 200, the answer in the ACK (RFC 3261 sections 13.2.1 and 14.1). */
/* module: jingle */
/* fake: core tm link gateway db */
/* links: modules/xmpp_link/link_timer.c */

#include <core/parser/parse_to.h>

#include "jingle_fake.h"

#define NO_STREAM                                                      \
	"v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\n" \
	"t=0 0\r\nm=audio 0 RTP/AVP 8\r\n"


/* the phone calls without an offer, and the client takes PCMA of ours; the sid */
static const char *answered(void)
{
	static char sid[64];
	const char *text;

	assert_int_equal(phone_invites_with("call1", "", ""), 0);
	fake_run();
	text = fake_stanza();
	assert_has(text, "<propose", "media='audio'");
	snprintf(sid, sizeof(sid), "%s",
			word_of(strstr(text, "<propose"), " id='", "'"));
	client_says("proceed", sid);
	/* RFC 8840 section 4.1.1: port 9, there is nothing to send to yet */
	expect_stanza("session-initiate", "name='PCMA'", "name='PCMU'",
			"name='G722'", "name='telephone-event'");
	client_sends("session-accept", sid, CONTENT);
	expect_stanza("type='result'");
	expect_sip("SIP/2.0 200 OK", "m=audio 40000 RTP/AVP 8\r\n", "192.0.2.66",
			"a=sendrecv");
	assert_state(JINGLE_ACCEPTED);
	return sid;
}

/* its transport is known from the ACK on */
static void test_answer_in_the_ack(void **state)
{
	(void)state;
	answered();
	fake_ack_with("call1", TYPE_SDP, SDP("sendrecv"));
	fake_run();
	assert_state(JINGLE_ACTIVE);
	expect_stanza("transport-info", "ip='192.0.2.9' port='30000'");
	fake_ack_with("call1", TYPE_SDP, SDP("inactive")); /* the 200 came twice */
	fake_run();
	expect_no_stanza();
	expect_no_sip();
	assert_state(JINGLE_ACTIVE);
}

static void test_ack_holds(void **state)
{
	(void)state;
	answered();
	fake_ack_with("call1", TYPE_SDP, SDP("sendonly"));
	fake_run();
	assert_state(JINGLE_ACTIVE);
	expect_stanza("transport-info");
	expect_stanza("<hold");
}

/* section 13.3.1.4: a session without an answer is ended by a BYE */
static void no_answer(const char *headers, const char *body)
{
	answered();
	fake_ack_with("call1", headers, body);
	fake_run();
	assert_state(JINGLE_ENDED);
	expect_sip("BYE sip:1001@192.0.2.9:5062", "cause=488");
	expect_stanza("session-terminate");
	fake_tm_end();
	fake_queues_clear();
}

static void test_no_answer(void **state)
{
	(void)state;
	no_answer("", "");
	no_answer(TYPE_SDP, NO_STREAM);
	no_answer(TYPE_SDP, "v=0\r\nnonsense\r\n");
	no_answer("Content-Type: text/plain\r\n", "hi");
	no_answer(TYPE_SDP "Content-Encoding: gzip\r\n", SDP("sendrecv"));
}

static void test_no_ack(void **state)
{
	(void)state;
	answered();
	fake_tm_clean();
	fake_run();
	assert_state(JINGLE_ENDED);
	expect_sip("BYE sip:1001@192.0.2.9:5062");
}

static void test_cancelled(void **state)
{
	(void)state;
	assert_int_equal(phone_invites_with("call1", "", ""), 0);
	fake_run();
	expect_stanza("<propose");
	fake_cancel("call1", "");
	fake_run();
	expect_stanza("<retract");
	assert_state(JINGLE_ENDED);
}

/* what the client changes before the ACK goes out after it */
static void test_hold_before_the_ack(void **state)
{
	const char *sid = answered();

	(void)state;
	client_sends("session-info", sid,
			"<hold xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>");
	expect_stanza("type='result'");
	expect_no_sip();
	fake_ack_with("call1", TYPE_SDP, SDP("sendrecv"));
	fake_run();
	expect_sip("INVITE sip:1001@192.0.2.9:5062", "a=sendonly");
}

/* the routes see an offer, an answer to it, an INVITE as to a phone that is
 * called, and a 200 with what was in the ACK */
static char seen[4][16];
static int seen_count;

static int see(sip_msg_t *msg)
{
	snprintf(seen[seen_count++ % 4], sizeof(seen[0]), "%s%s",
			msg->first_line.type == SIP_REQUEST ? "INVITE" : "200",
			get_to(msg)->tag_value.len > 0 ? " tag" : "");
	return 0;
}

static int refuse(sip_msg_t *msg)
{
	(void)msg;
	return -1;
}

static void test_routes(void **state)
{
	(void)state;
	seen_count = 0;
	event_route("jingle:offer", see);
	event_route("jingle:answer", see);
	event_route("jingle:invite", see);
	event_route("jingle:reply", see);
	answered();
	fake_ack_with("call1", TYPE_SDP, SDP("sendrecv"));
	fake_run();
	assert_int_equal(seen_count, 4);
	assert_string_equal(seen[0], "INVITE");
	assert_string_equal(seen[1], "200 tag");
	assert_string_equal(seen[2], "INVITE");
	assert_string_equal(seen[3], "200 tag");
}

static void test_route_refuses(void **state)
{
	const char *sid;

	(void)state;
	event_route("jingle:invite", refuse);
	assert_int_equal(phone_invites_with("call1", "", ""), 0);
	fake_run();
	sid = word_of(strstr(fake_stanza(), "<propose"), " id='", "'");
	client_says("proceed", sid);
	expect_stanza("session-initiate");
	client_sends("session-accept", sid, CONTENT);
	expect_stanza("type='result'");
	expect_stanza("session-terminate");
	expect_sip("SIP/2.0 500");
	assert_log("event_route[jingle:invite] did not convert our offer");
	assert_state(JINGLE_ENDED);
}


/* --- a re-INVITE ------------------------------------------------------------------- */

static void reinvited(int cseq)
{
	phone_sends("INVITE", cseq, CONTACT, NULL);
	fake_run();
	expect_sip("SIP/2.0 200 OK", "m=audio 40000 RTP/AVP 8", "a=sendrecv");
}

static void test_again(void **state)
{
	(void)state;
	phone_calls_up();
	fake_queues_take();
	reinvited(2);
	fake_ack_with(NULL, TYPE_SDP, SDP("sendonly"));
	fake_run();
	expect_stanza("<hold");
	reinvited(3);
	fake_ack_with(NULL, TYPE_SDP, SDP("sendrecv"));
	fake_run();
	expect_stanza("hold");
	expect_no_sip();
	assert_state(JINGLE_ACTIVE);
}

static void test_again_without_answer(void **state)
{
	(void)state;
	client_calls_up();
	fake_queues_take();
	reinvited(2);
	fake_ack_with(NULL, "", "");
	fake_run();
	expect_sip("BYE ", "cause=488");
	assert_state(JINGLE_ENDED);
}

/* 64*T1: section 13.3.1.4 */
static void test_again_without_ack(void **state)
{
	(void)state;
	client_calls_up();
	fake_queues_take();
	reinvited(2);
	fake_pass(31000);
	assert_state(JINGLE_ACTIVE);
	fake_pass(1500);
	expect_sip("BYE ");
	assert_state(JINGLE_ENDED);
}

/* the phone has taken it back by now: it has our 487, and no ACK is to come */
static void test_again_cancelled(void **state)
{
	(void)state;
	client_calls_up();
	fake_queues_take();
	phone_sends("INVITE", 2, CONTACT, NULL);
	fake_cancel(NULL, "");
	fake_run();
	fake_pass(40000);
	expect_no_sip();
	assert_state(JINGLE_ACTIVE);
	client_sends("session-info", "sid1",
			"<hold xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>");
	expect_sip("INVITE sip:1001@192.0.2.9:5062", "a=sendonly");
}

/* RFC 3261 section 8.1.1.5 */
static void test_again_largest_cseq(void **state)
{
	(void)state;
	phone_calls_up();
	fake_queues_take();
	reinvited(0x7fffffff);
	fake_ack_with(NULL, TYPE_SDP, SDP("sendonly"));
	fake_run();
	expect_stanza("<hold");
	assert_state(JINGLE_ACTIVE);
}

/* section 14.2 */
static void test_again_meets(void **state)
{
	(void)state;
	phone_calls_up();
	fake_queues_take();
	reinvited(2);
	phone_sends("INVITE", 3, CONTACT, NULL);
	fake_run();
	expect_sip("SIP/2.0 491");
	phone_sends("UPDATE", 4, CONTACT TYPE_SDP, SDP("sendonly"));
	fake_run();
	expect_sip("SIP/2.0 491");
	expect_no_stanza();
}

/* an ACK of an INVITE before: it has nothing to answer */
static void test_ack_of_another(void **state)
{
	static str old = str_init(
			"ACK sip:192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9;"
			"branch=z9hG4bKa\r\nFrom: <sip:1001@sip.example>;tag=caller\r\n"
			"To: <sip:romeo@xmpp.example>;tag=x\r\nCall-ID: call1\r\n"
			"CSeq: 1 ACK\r\nContent-Length: 0\r\n\r\n");

	(void)state;
	phone_calls_up();
	fake_queues_take();
	reinvited(2);
	jingle_event_send(the_call(), JINGLE_EV_ACK, 0, &old, NULL, 1);
	fake_run();
	assert_state(JINGLE_ACTIVE);
	fake_ack_with(NULL, TYPE_SDP, SDP("sendrecv"));
	fake_run();
	expect_no_sip();
	assert_state(JINGLE_ACTIVE);
}

/* one that came before there was an answer to await is posted without its text,
 * and may be taken after the re-INVITE */
static void test_ack_of_before(void **state)
{
	(void)state;
	phone_calls_up();
	fake_queues_take();
	reinvited(2);
	jingle_event_send(the_call(), JINGLE_EV_ACK, 0, NULL, NULL, 1);
	fake_run();
	assert_state(JINGLE_ACTIVE);
	fake_ack_with(NULL, TYPE_SDP, SDP("sendonly"));
	fake_run();
	expect_stanza("<hold");
	assert_state(JINGLE_ACTIVE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			jingle_test(test_answer_in_the_ack),
			jingle_test(test_ack_holds),
			jingle_test(test_no_answer),
			jingle_test(test_no_ack),
			jingle_test(test_cancelled),
			jingle_test(test_hold_before_the_ack),
			jingle_test(test_routes),
			jingle_test(test_route_refuses),
			jingle_test(test_again),
			jingle_test(test_again_without_answer),
			jingle_test(test_again_without_ack),
			jingle_test(test_again_cancelled),
			jingle_test(test_again_largest_cseq),
			jingle_test(test_ack_of_before),
			jingle_test(test_again_meets),
			jingle_test(test_ack_of_another),
	};

	return cmocka_run_group_tests(tests, jingle_up, NULL);
}
