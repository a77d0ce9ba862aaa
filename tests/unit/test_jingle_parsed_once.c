/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What SIP sends is parsed once by the owner of the call. What tm parses is its
 * own, and so is the copy that an event route is run with, which it may change:
 * both have a number, and are not counted. */
/* module: jingle */
/* fake: core tm link gateway db */
/* links: modules/xmpp_link/link_timer.c */
/* wraps: parse_msg */

#include "jingle_fake.h"

static const char *begins; /* what is counted */
static int parsed;

int __real_parse_msg(char *buf, unsigned len, sip_msg_t *m);
int __wrap_parse_msg(char *buf, unsigned len, sip_msg_t *m);
int __wrap_parse_msg(char *buf, unsigned len, sip_msg_t *m)
{
	parsed += m->id == 0 && begins != NULL
			  && strncmp(buf, begins, strlen(begins)) == 0;
	return __real_parse_msg(buf, len, m);
}

/* the owner takes what has come: how often it parses a text that begins so */
static int parsed_of(const char *text)
{
	parsed = 0;
	begins = text;
	fake_run();
	begins = NULL;
	return parsed;
}

#define MUCH                                                            \
	CONTACT "Allow: INVITE, ACK\r\nAllow: BYE, INFO\r\nExpires: 30\r\n" \
			"User-Agent: phone\r\nPrivacy: none\r\n" TYPE_SDP

static void test_invite(void **state)
{
	(void)state;
	parsed = 0;
	begins = "INVITE ";
	assert_int_equal(
			phone_invites_with("call1",
					"Allow: INVITE, ACK\r\nAllow: BYE, INFO\r\nExpires: 30\r\n"
					"User-Agent: phone\r\nPrivacy: none\r\n" TYPE_SDP,
					SDP("sendrecv")),
			0);
	/* as the script has made it, by the process that it came to */
	assert_int_equal(parsed, 1);
	assert_int_equal(parsed_of("INVITE "), 1);
	expect_stanza("<propose");
	assert_state(JINGLE_OFFERED);
}

static void test_reinvite(void **state)
{
	(void)state;
	phone_calls_up();
	fake_queues_take();
	assert_int_equal(phone_sends("INVITE", 2, MUCH, SDP("sendonly")), 0);
	assert_int_equal(parsed_of("INVITE "), 1);
	expect_sip("SIP/2.0 200", "a=recvonly");
}

static void test_update_and_info(void **state)
{
	(void)state;
	phone_calls_up();
	fake_queues_take();
	assert_int_equal(phone_sends("UPDATE", 2, MUCH, SDP("sendonly")), 0);
	assert_int_equal(parsed_of("UPDATE "), 1);
	expect_sip("SIP/2.0 200");
	assert_int_equal(phone_sends("UPDATE", 3, CONTACT, NULL), 0);
	assert_int_equal(parsed_of("UPDATE "), 1);
	expect_sip("SIP/2.0 200");
	assert_int_equal(phone_sends("INFO", 4, "Info-Package: x\r\n", NULL), 0);
	assert_int_equal(parsed_of("INFO "), 1);
	expect_sip("SIP/2.0 469");
	assert_int_equal(
			phone_sends("BYE", 5, "Reason: SIP;cause=480\r\n", NULL), 0);
	assert_int_equal(parsed_of("BYE "), 1);
	assert_state(JINGLE_ENDED);
}

static void test_answers(void **state)
{
	const char *sid;

	(void)state;
	sid = client_calls();
	assert_int_equal(fake_answer("INVITE", 180, "", NULL), 1);
	assert_int_equal(parsed_of("SIP/2.0 180"), 1);
	expect_stanza("<ringing");
	assert_int_equal(fake_answer("INVITE", 200, MUCH, SDP("sendrecv")), 1);
	assert_int_equal(parsed_of("SIP/2.0 200"), 1);
	expect_stanza("session-accept");
	assert_state(JINGLE_ACTIVE);
	/* and one to a re-INVITE of ours */
	fake_queues_take();
	client_sends("session-info", sid,
			"<hold xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>");
	expect_sip("INVITE ", "a=sendonly");
	assert_int_equal(fake_answer("INVITE", 200, MUCH, SDP("recvonly")), 1);
	assert_int_equal(parsed_of("SIP/2.0 200"), 1);
	expect_sip("ACK ");
}

static void test_refusal(void **state)
{
	(void)state;
	client_calls();
	assert_int_equal(
			fake_answer("INVITE", 486, "Warning: 399 x \"busy\"\r\n", NULL), 1);
	assert_int_equal(parsed_of("SIP/2.0 486"), 1);
	assert_state(JINGLE_ENDED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			jingle_test(test_invite),
			jingle_test(test_reinvite),
			jingle_test(test_update_and_info),
			jingle_test(test_answers),
			jingle_test(test_refusal),
	};

	return cmocka_run_group_tests(tests, jingle_up, NULL);
}
