/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A phone's session description before its answer, with early_accept: the client
 * gets it as session-accept (RFC 3960, RFC 3264 section 5). */
/* module: jingle */
/* fake: core tm link gateway db */
/* links: modules/xmpp_link/link_timer.c */

#include "jingle_fake.h"

#define PROGRESS CONTACT TYPE_SDP


static void called_early(int code)
{
	jingle_numbers.early_accept = 1;
	client_calls();
	assert_int_equal(fake_answer("INVITE", code, PROGRESS, SDP("sendrecv")), 1);
	fake_run();
	expect_stanza("session-accept", "ip='192.0.2.9' port='30000'");
	assert_state(JINGLE_INVITED);
	expect_no_stanza();
}

static void test_answered(void **state)
{
	(void)state;
	called_early(183);
	fake_answer("INVITE", 180, CONTACT, NULL);
	fake_run();
	expect_no_stanza(); /* no client rings any more */
	fake_answer("INVITE", 200, ANSWERED, SDP("sendrecv"));
	fake_run();
	expect_no_stanza();
	assert_state(JINGLE_ACTIVE);
}

static void test_answered_without_sdp(void **state)
{
	(void)state;
	called_early(180);
	fake_answer("INVITE", 200, CONTACT, NULL);
	fake_run();
	expect_no_stanza();
	assert_state(JINGLE_ACTIVE);
}

/* what the 200 says otherwise is a change */
static void test_answered_otherwise(void **state)
{
	(void)state;
	called_early(183);
	fake_answer("INVITE", 200, ANSWERED,
			"v=0\r\no=- 1 2 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\n"
			"t=0 0\r\nm=audio 30100 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"
			"a=sendrecv\r\n");
	fake_run();
	expect_stanza("transport-info", "port='30100'");
	assert_state(JINGLE_ACTIVE);
}

static void test_failed(void **state)
{
	(void)state;
	called_early(183);
	fake_answer("INVITE", 486, "", NULL);
	fake_run();
	expect_stanza("session-terminate", "<busy/>");
	assert_state(JINGLE_ENDED);
}

static void test_client_leaves(void **state)
{
	(void)state;
	called_early(183);
	client_sends("session-terminate", "sid1", "<reason><success/></reason>");
	assert_state(JINGLE_CANCELLING);
	expect_stanza("type='result'");
	expect_sip("CANCEL ");
}

/* it is not in the call */
static void test_client_refuses(void **state)
{
	(void)state;
	fake_link.silent = 1;
	called_early(183);
	while(fake_iq_answer("<item-not-found "
						 "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"))
		;
	fake_run();
	assert_state(JINGLE_CANCELLING);
	expect_sip("CANCEL ");
}

/* nothing to play: the client rings, and the 200 counts */
static void test_unusable(void **state)
{
	(void)state;
	jingle_numbers.early_accept = 1;
	client_calls();
	fake_answer("INVITE", 183, PROGRESS, "v=0\r\nnonsense\r\n");
	fake_run();
	expect_stanza("<ringing");
	fake_answer("INVITE", 200, ANSWERED, SDP("sendrecv"));
	fake_run();
	expect_stanza("session-accept");
	assert_state(JINGLE_ACTIVE);
}

static void test_no_memory(void **state)
{
	int n, ended = 0;

	(void)state;
	for(n = 1; n < 60; n += 7) {
		jingle_numbers.early_accept = 1;
		client_calls();
		fake_answer("INVITE", 183, PROGRESS, SDP("sendrecv"));
		fake_memory_fail(n);
		fake_run();
		fake_memory_fail(0);
		/* it rings, or is answered, or is given up; nobody waits for ever */
		ended += the_call() == NULL || the_call()->state != JINGLE_INVITED;
		jingle_table_walk(0, 1000, call_hang_up, NULL);
		fake_run();
		fake_tm_end();
		fake_pass(60000);
		fake_tm_end();
		assert_int_equal(jingle_table_count(), 0);
		fake_queues_clear();
	}
	assert_true(ended < 9);
}

/* RFC 3311 section 5.1: the phone may change what it has answered */
static void test_update(void **state)
{
	(void)state;
	called_early(183);
	phone_sends("UPDATE", 2, CONTACT TYPE_SDP, SDP("sendonly"));
	fake_run();
	expect_sip("SIP/2.0 200 OK", "a=recvonly");
	expect_stanza("<hold");
	assert_state(JINGLE_INVITED);
}

/* RFC 3261 section 14.1: no other INVITE before this one has its answer */
static void test_client_changes(void **state)
{
	(void)state;
	called_early(183);
	fake_queues_take();
	client_sends("session-info", "sid1",
			"<hold xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>");
	expect_stanza("type='result'");
	expect_no_sip();
	fake_answer("INVITE", 200, ANSWERED, SDP("sendrecv"));
	fake_run();
	assert_state(JINGLE_ACTIVE);
	expect_sip("INVITE sip:1001@192.0.2.9:5062", "a=sendonly");
}

/* off: as before */
static void test_off(void **state)
{
	(void)state;
	client_calls();
	fake_answer("INVITE", 183, PROGRESS, SDP("sendrecv"));
	fake_run();
	expect_stanza("<ringing");
	expect_no_stanza();
	fake_answer("INVITE", 200, CONTACT, NULL);
	fake_run();
	expect_stanza("session-accept", "port='30000'");
	assert_state(JINGLE_ACTIVE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			jingle_test(test_answered),
			jingle_test(test_answered_without_sdp),
			jingle_test(test_answered_otherwise),
			jingle_test(test_failed),
			jingle_test(test_client_leaves),
			jingle_test(test_client_refuses),
			jingle_test(test_unusable),
			jingle_test(test_no_memory),
			jingle_test(test_update),
			jingle_test(test_client_changes),
			jingle_test(test_off),
	};

	return cmocka_run_group_tests(tests, jingle_up, NULL);
}
