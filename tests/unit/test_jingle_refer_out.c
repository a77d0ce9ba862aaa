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
static const char *asked; /* what the route is to be asked for, in this order */

static int on_transfer(sip_msg_t *msg)
{
	if(asked != NULL) {
		const char *end = strchr(asked, ' ');
		size_t len = end != NULL ? (size_t)(end - asked) : strlen(asked);

		assert_memory_equal(msg->buf, "INVITE ", 7);
		assert_memory_equal(msg->buf + 7, asked, len);
		assert_int_equal(msg->buf[7 + len], ' ');
		asked = end != NULL ? end + 1 : NULL;
		return asked != NULL || allowed ? 0 : -1;
	}
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
	asked = NULL;
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

static int allow(sip_msg_t *msg)
{
	(void)msg;
	return 0;
}

/* the session is over, and moves to nobody; the dialog is not, for 4 s */
static void test_phone_refers_then(void **state)
{
	static str user = str_init("1001@sip.example");

	(void)state;
	talk(REFERS);
	event_route("jingle:refer", allow);
	assert_int_equal(
			jingle_call_set(the_call(), &the_call()->phone_user, &user), 0);
	types("/transfer 1003");
	refers(202);
	notifies(2, "terminated", "SIP/2.0 200 OK\r\n", "SIP/2.0 200");
	phone_sends(
			"REFER", 3, CONTACT "Refer-To: <sip:1009@sip.example>\r\n", NULL);
	fake_run();
	assert_non_null(fake_find(fake_sip_queue, "SIP/2.0 491", "REFER"));
	assert_null(fake_find(fake_sip_queue, "INVITE sip:1009", ""));
}

static void test_refused(void **state)
{
	(void)state;
	talk(REFERS);
	types("/transfer 1003");
	refers(488);
	expect_stanza("<message ", "was refused", "It goes on here");
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

/* its NOTIFY overtakes its answer, which is none to the next REFER */
static void test_notify_overtakes(void **state)
{
	(void)state;
	talk(REFERS);
	types("/transfer 1003");
	notifies(2, "terminated", "SIP/2.0 486 Busy Here\r\n", "SIP/2.0 200");
	expect_stanza("<message ", "is busy");
	types("/transfer 1003");
	expect_stanza("<message ", "under way already");
	fake_answer("REFER", 603, "", NULL);
	fake_run();
	expect_no_stanza();
	fake_queues_take();
	types("/transfer 1003");
	refers(202);
	notifies(3, "terminated", "SIP/2.0 200 OK\r\n", "SIP/2.0 200");
	expect_stanza("session-terminate", "<success/>");
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

static void from_phone(jingle_call_t *c, void *arg)
{
	if(c->dir == JINGLE_SIP_TO_XMPP)
		*(jingle_call_t **)arg = c;
}

/* another call of romeo's, whose phone says in its Contact where it is */
static const char *talks_too(const char *contact)
{
	static char sid[64];
	str uri = {(char *)contact, (int)strlen(contact)};
	jingle_call_t *c = NULL;

	jingle_numbers.second_call = 1;
	phone_invites();
	fake_run();
	snprintf(sid, sizeof(sid), "%s",
			word_of(strstr(fake_stanza(), "<propose"), " id='", "'"));
	client_says("proceed", sid);
	client_sends("session-accept", sid, CONTENT);
	fake_ack("call1");
	fake_run();
	jingle_table_walk(0, 1000, from_phone, &c);
	assert_non_null(c);
	assert_int_equal(c->state, JINGLE_ACTIVE);
	assert_int_equal(jingle_call_set(c, &c->dialog.rem_target, &uri), 0);
	fake_queues_take();
	return sid;
}

static void connects(const char *contact)
{
	char xml[200];

	snprintf(xml, sizeof(xml), TRANSFER("sid='%s'"), talks_too(contact));
	client_sends("session-info", "sid1", xml);
}

static void test_attended(void **state)
{
	(void)state;
	talk(REFERS);
	asked = "sip:1001@sip.example";
	connects("sip:1001@192.0.2.9:5062");
	assert_non_null(fake_find(fake_sip_queue, "REFER sip:",
			"Refer-To: <sip:1001@192.0.2.9:5062?Replaces=call1%3Bto-tag"));
	assert_null(asked);
}

/* the phone that is transferred would call what the other one says */
static void test_attended_at_ours(void **state)
{
	(void)state;
	talk(REFERS);
	allowed = 0;
	asked = "sip:1001@sip.example sip:+4990012345@192.0.2.1:5060";
	connects("sip:+4990012345@192.0.2.1:5060");
	expect_stanza("error", "may not transfer");
	assert_null(asked);
	expect_no_sip();
}

/* the gateway calls whom a phone would be referred to; two calls of the user's it
 * does not connect */
static void test_attended_without_refer(void **state)
{
	(void)state;
	talk(ANSWERED);
	connects("sip:1001@192.0.2.9:5062");
	expect_stanza("error", "takes no REFER");
	expect_no_sip();
}

static void test_attended_with_headers(void **state)
{
	(void)state;
	talk(REFERS);
	connects("sip:1001@192.0.2.9?Subject=x");
	expect_stanza("error", "cannot be called");
	expect_no_sip();
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
			jingle_test(test_phone_refers_then),
			jingle_test(test_refused),
			jingle_test(test_notify_overtakes),
			jingle_test(test_not_asked),
			jingle_test(test_attended_without_refer),
			jingle_test(test_one_at_a_time),
			jingle_test(test_attended),
			jingle_test(test_attended_at_ours),
			jingle_test(test_attended_with_headers),
			jingle_test(test_no_memory_and_no_transaction),
	};

	return cmocka_run_group_tests(tests, jingle_up, NULL);
}
