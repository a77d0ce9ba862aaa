/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The XMPP user transfers the phone: what it is asked, what of its answers, and
 * when it is not asked at all. */
/* module: jingle */
/* fake: core tm link gateway db */
/* links: modules/xmpp_link/link_timer.c */

#include "jingle_fake.h"

#define REFERS CONTACT TYPE_SDP "Allow: INVITE, ACK, BYE, REFER\r\n"
#define TRANSFER(attributes) \
	"<transfer xmlns='urn:xmpp:jingle:transfer:0' " attributes "/>"
#define FRAG "Content-Type: message/sipfrag;version=2.0\r\n"

static int allowed = 1;

static int on_transfer(sip_msg_t *msg)
{
	assert_int_equal(memcmp(msg->buf, "INVITE sip:1003@sip.example ", 28), 0);
	return allowed ? 0 : -1;
}

static void talk(const char *headers)
{
	client_calls_proceeded();
	client_sends("session-initiate", "sid1", CONTENT);
	fake_answer("INVITE", 200, headers, SDP("sendrecv"));
	fake_run();
	assert_state(JINGLE_ACTIVE);
	allowed = 1;
	event_route("jingle:transfer", on_transfer);
	fake_queues_take();
}

static void types(const char *text)
{
	assert_int_equal(
			fake_chat(ROMEO, "1001@gw.example", text, 0), XMPP_LINK_HANDLED);
}

static void refers(int code)
{
	const char *refer = fake_find(fake_sip_queue, "REFER sip:", "Refer-To");

	assert_non_null(refer);
	assert_has(refer, "Refer-To: <sip:1003@sip.example>\r\n",
			"Referred-By: <sip:romeo@xmpp.example>\r\n");
	fake_answer("REFER", code, "", NULL);
	fake_run();
}

static void notifies(
		int cseq, const char *state, const char *line, const char *status)
{
	char headers[300];

	snprintf(headers, sizeof(headers),
			"Event: refer\r\nSubscription-State: %s\r\n" FRAG, state);
	assert_int_equal(phone_sends("NOTIFY", cseq, headers, line), 0);
	fake_run();
	assert_non_null(fake_find(fake_sip_queue, status, "NOTIFY"));
}

/* the user's session ends at once, the phone's dialog when it says so */
static void test_transferred(void **state)
{
	(void)state;
	talk(REFERS);
	types("/transfer 1003");
	refers(202);
	expect_no_stanza();
	notifies(2, "active;expires=60", "SIP/2.0 180 Ringing\r\n", "SIP/2.0 200");
	expect_no_stanza();
	notifies(3, "terminated;reason=noresource", "SIP/2.0 200 OK\r\n",
			"SIP/2.0 200");
	expect_stanza("session-terminate", "<success/>", "transferred to 1003");
	assert_non_null(fake_find(
			fake_stanza_queue, "<message ", "is transferred to 1003"));
	fake_queues_take();
	assert_int_equal(jingle_table_count(), 1);
	fake_pass(3900);
	expect_no_sip();
	fake_pass(200);
	expect_sip("BYE sip:");
	assert_int_equal(jingle_table_count(), 0);
}

static void test_phone_says_bye(void **state)
{
	(void)state;
	talk(REFERS);
	types("/transfer 1003");
	refers(202);
	notifies(2, "terminated", "SIP/2.0 200 OK\r\n", "SIP/2.0 200");
	fake_queues_take();
	phone_sends("BYE", 3, "", NULL);
	fake_run();
	assert_int_equal(jingle_table_count(), 0);
	expect_no_stanza();
}

static void test_refused(void **state)
{
	(void)state;
	talk(REFERS);
	types("/transfer 1003");
	refers(603);
	expect_stanza("<message ", "was declined", "It goes on here");
	types("/transfer 1003");
	refers(202);
	fake_queues_take();
	notifies(2, "terminated", "SIP/2.0 486 Busy Here\r\n", "SIP/2.0 200");
	expect_stanza("<message ", "is busy");
	notifies(3, "terminated", "SIP/2.0 200 OK\r\n", "SIP/2.0 481");
	assert_state(JINGLE_ACTIVE);
	/* a body that is none; silence */
	types("/transfer 1003");
	refers(202);
	phone_sends("NOTIFY", 4, "Event: refer\r\n", NULL);
	fake_run();
	assert_non_null(fake_find(fake_sip_queue, "SIP/2.0 400", "NOTIFY"));
	fake_pass(180000);
	assert_non_null(fake_find(
			fake_stanza_queue, "<message ", "does not say how it went"));
}

static void test_not_asked(void **state)
{
	(void)state;
	talk(REFERS);
	allowed = 0;
	types("/transfer 1003");
	expect_stanza("<message ", "You may not transfer");
	client_sends("session-info", "sid1", TRANSFER("to='1003@gw.example'"));
	expect_stanza("error", "feature-not-implemented", "may not transfer");
	types("/transfer 1003@gw.example@x");
	expect_stanza("<message ", "no address");
	types("/transfer");
	expect_stanza("<message ", "no other call");
	event_route("jingle:transfer", NULL);
	types("/transfer 1003");
	expect_stanza("<message ", "You may not transfer");
	expect_no_sip();
}

static void test_no_refer(void **state)
{
	(void)state;
	talk(ANSWERED);
	types("/transfer 1003");
	expect_stanza("<message ", "takes no REFER");
	expect_no_sip();
}

static void test_one_at_a_time(void **state)
{
	(void)state;
	talk(REFERS);
	client_sends("session-info", "sid1", TRANSFER("to='1003@gw.example'"));
	expect_stanza("result");
	types("/transfer 1003");
	expect_stanza("<message ", "under way already");
	refers(202);
	client_sends("session-terminate", "sid1", "<reason><success/></reason>");
	assert_int_equal(jingle_table_count(), 0); /* and nothing of it stays */
}

static void test_no_memory_and_no_transaction(void **state)
{
	(void)state;
	talk(REFERS);
	fake_tm_faults.send = 1;
	types("/transfer 1003");
	expect_stanza("<message ", "cannot be asked");
	fake_tm_faults.send = 0;
	types("/transfer 1003");
	refers(202);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			jingle_test(test_transferred),
			jingle_test(test_phone_says_bye),
			jingle_test(test_refused),
			jingle_test(test_not_asked),
			jingle_test(test_no_refer),
			jingle_test(test_one_at_a_time),
			jingle_test(test_no_memory_and_no_transaction),
	};

	return cmocka_run_group_tests(tests, jingle_up, NULL);
}
