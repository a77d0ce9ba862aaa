/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Provisional responses that are acknowledged (RFC 3262): ours to a phone that
 * requires it, and those of phones that we call. */
/* module: jingle */
/* fake: core tm link gateway db */
/* links: modules/xmpp_link/link_timer.c */

#include "jingle_fake.h"

#define REQUIRED "Require: 100rel\r\n"


/* --- ours ---------------------------------------------------------------------- */

/* the RSeq of our 180 */
static const char *rings(const char *body)
{
	const char *sid;

	assert_int_equal(phone_invites_with("call1",
							 body[0] ? REQUIRED TYPE_SDP : REQUIRED, body),
			0);
	fake_run();
	sid = word_of(strstr(fake_stanza(), "<propose"), " id='", "'");
	client_says("ringing", sid);
	return sid;
}

static const char *ringing(void)
{
	const char *text;

	rings(SDP("sendrecv"));
	text = fake_sip();
	assert_has(text, "SIP/2.0 180 Ringing", REQUIRED);
	return word_of(text, "RSeq: ", "\r");
}

static void prack(int cseq, const char *rack, const char *status)
{
	char headers[128];

	snprintf(headers, sizeof(headers), "RAck: %s\r\n", rack);
	phone_sends("PRACK", cseq, headers, NULL);
	fake_run();
	expect_sip(status);
}

/* sections 3 and 7.2 */
static void test_prack(void **state)
{
	char good[64], wrong[64];
	const char *rseq = ringing();

	(void)state;
	snprintf(good, sizeof(good), "%s 1 INVITE", rseq);
	snprintf(wrong, sizeof(wrong), "%s 2 INVITE", rseq);
	prack(2, wrong, "SIP/2.0 481");
	prack(3, "1 1 BYE", "SIP/2.0 481");
	prack(4, good, "SIP/2.0 200");
	fake_pass(40000);
	expect_no_sip();
	assert_state(JINGLE_OFFERED);
	prack(5, good, "SIP/2.0 200"); /* once more: our 200 to it was lost */
}

static void test_no_rack(void **state)
{
	(void)state;
	ringing();
	phone_sends("PRACK", 2, "", NULL);
	fake_run();
	expect_sip("SIP/2.0 400");
}

/* section 3: at 0.5, 1.5, 3.5, 7.5, 15.5, 31.5 s, and the end at 32 s */
static void test_sent_again(void **state)
{
	static const int at[] = {500, 1000, 2000, 4000, 8000, 16000};
	const char *rseq;
	size_t i;

	(void)state;
	rseq = ringing();
	for(i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
		fake_pass(at[i] - 10);
		expect_no_sip();
		fake_pass(10);
		expect_sip("SIP/2.0 180", rseq);
	}
	fake_pass(600);
	expect_sip("SIP/2.0 504");
	assert_state(JINGLE_ENDED);
}

/* the 180 has no SDP: the 200 need not wait for its PRACK */
static void test_answered_before(void **state)
{
	const char *sid;

	(void)state;
	sid = rings(SDP("sendrecv"));
	expect_sip("SIP/2.0 180");
	client_says("proceed", sid);
	client_sends("session-accept", sid, CONTENT);
	expect_sip("SIP/2.0 200 OK");
	fake_ack("call1");
	fake_run();
	assert_state(JINGLE_ACTIVE);
	fake_pass(40000);
	expect_no_sip();
}

/* section 5: a phone without an offer gets one in the first reliable response */
static void test_late_offer(void **state)
{
	const char *sid;

	(void)state;
	sid = rings("");
	expect_no_sip();
	client_says("proceed", sid);
	client_sends("session-accept", sid, CONTENT);
	expect_sip("SIP/2.0 200 OK", "m=audio");
	fake_ack_with("call1", TYPE_SDP, SDP("sendrecv"));
	fake_run();
	assert_state(JINGLE_ACTIVE);
}

/* a caller that supports it gets the usual 180 */
static void test_only_if_required(void **state)
{
	const char *sid, *text;

	(void)state;
	assert_int_equal(phone_invites_with("call1",
							 "Supported: 100rel\r\n" TYPE_SDP, SDP("sendrecv")),
			0);
	fake_run();
	sid = word_of(strstr(fake_stanza(), "<propose"), " id='", "'");
	client_says("ringing", sid);
	text = fake_sip();
	assert_has(text, "SIP/2.0 180");
	assert_null(strstr(text, "RSeq"));
	prack(2, "1 1 INVITE", "SIP/2.0 481");
}


/* --- of phones ----------------------------------------------------------------------- */

#define RELIABLE(rseq) CONTACT REQUIRED "RSeq: " rseq "\r\n"

/* section 4 */
static void test_phone(void **state)
{
	(void)state;
	client_calls();
	fake_answer("INVITE", 180, RELIABLE("7"), NULL);
	fake_run();
	expect_sip("PRACK sip:1001@192.0.2.9:5062", "RAck: 7 1 INVITE",
			"CSeq: 2 PRACK");
	expect_stanza("<ringing");
	fake_answer("INVITE", 180, RELIABLE("7"), NULL);
	fake_answer("INVITE", 183, RELIABLE("9"), NULL);
	fake_run();
	expect_no_sip();
	fake_answer("INVITE", 183, RELIABLE("8"), NULL);
	fake_run();
	expect_sip("PRACK ", "RAck: 8 1 INVITE", "CSeq: 3 PRACK");
}

/* the answer came early (section 5); requests of ours count on */
static void test_phone_answers_early(void **state)
{
	(void)state;
	client_calls();
	fake_answer("INVITE", 183, RELIABLE("1") TYPE_SDP, SDP("sendrecv"));
	fake_run();
	expect_sip("PRACK ", "CSeq: 2 PRACK");
	fake_answer("INVITE", 200, CONTACT, NULL);
	fake_run();
	expect_stanza("<ringing");
	expect_stanza("session-accept", "ip='192.0.2.9' port='30000'");
	assert_state(JINGLE_ACTIVE);
	client_sends("session-terminate", "sid1", "<reason><success/></reason>");
	expect_sip("BYE ", "CSeq: 3 BYE");
}

/* sections 3 and 4: numbers are of one INVITE; another one, which is what a 422
 * asks for (RFC 4028), begins anew, whatever tag the phone has for it */
static void test_phone_wants_another(void **state)
{
	(void)state;
	client_calls();
	fake_answer("INVITE", 180, RELIABLE("7"), NULL);
	fake_run();
	expect_sip("PRACK ", "RAck: 7 1 INVITE");
	fake_answer("INVITE", 422, "Min-SE: 3600\r\n", NULL);
	fake_run();
	expect_sip("INVITE ", "CSeq: 3 INVITE");
	fake_answer("INVITE", 180, RELIABLE("2"), NULL);
	fake_run();
	expect_sip("PRACK ", "RAck: 2 3 INVITE", "CSeq: 4 PRACK");
}

static void test_not_reliable(void **state)
{
	(void)state;
	client_calls();
	fake_answer("INVITE", 180, CONTACT "RSeq: 7\r\n", NULL);
	fake_answer("INVITE", 180, CONTACT REQUIRED, NULL);
	fake_answer("INVITE", 180, CONTACT REQUIRED "RSeq: x\r\n", NULL);
	fake_run();
	expect_no_sip();
	expect_stanza("<ringing");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			jingle_test(test_prack),
			jingle_test(test_no_rack),
			jingle_test(test_sent_again),
			jingle_test(test_answered_before),
			jingle_test(test_late_offer),
			jingle_test(test_only_if_required),
			jingle_test(test_phone),
			jingle_test(test_phone_answers_early),
			jingle_test(test_phone_wants_another),
			jingle_test(test_not_reliable),
	};

	return cmocka_run_group_tests(tests, jingle_up, NULL);
}
