/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A phone that takes no REFER is transferred by the gateway: RFC 3725. The rows
 * of the table of states that are of it, what leaves, and what comes back. */
/* module: jingle */
/* fake: core tm link gateway db */
/* links: modules/xmpp_link/link_timer.c */

#include "jingle_fake.h"

#define CAROL "sip:1009@sip.example"
#define AT_CAROL CONTACT TYPE_SDP "Allow: INVITE, ACK, BYE, INFO\r\n"
#define CAROL_SDP(direction)                                             \
	"v=0\r\no=- 7 1 IN IP4 192.0.2.77\r\ns=-\r\nc=IN IP4 192.0.2.77\r\n" \
	"t=0 0\r\nm=audio 31000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"       \
	"a=" direction "\r\n"
#define HOLD "<hold xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>"

static jingle_call_t *call, *carol; /* with references */
static const char *sid;
static int cseq;

static int allow(sip_msg_t *msg)
{
	(void)msg;
	return 0;
}

static void target_keep(jingle_call_t *c, void *arg)
{
	(void)arg;
	if(c != call)
		carol = c;
}

/* romeo has typed it, and carol's phone is called */
static void carol_is_called(void)
{
	static int n;
	char id[16];

	snprintf(id, sizeof(id), "m%d", n++);
	assert_int_equal(fake_chat(ROMEO, "1001@gw.example", "/transfer 1009", 0),
			XMPP_LINK_HANDLED);
	fake_run();
	carol = NULL;
	jingle_table_walk(0, 1000, target_keep, NULL);
	assert_non_null(carol);
	jingle_table_ref(carol);
	assert_int_equal(carol->state, JINGLE_REFERRED);
	expect_sip("INVITE " CAROL " SIP/2.0", "From: <sip:romeo@xmpp.example>",
			"c=IN IP4 192.0.2.9\r\n", "m=audio 30000 RTP/AVP 8\r\n");
	expect_no_sip();
}

static void call_begins(jingle_dir_t dir)
{
	sid = dir == JINGLE_SIP_TO_XMPP ? phone_calls_up() : client_calls_up();
	call = the_call();
	jingle_table_ref(call);
	atomic_set(&call->takes_refer, -1);
	if(event_routes_count == 0)
		event_route("jingle:transfer", allow);
	fake_queues_clear();
	cseq = 10;
}

static void call_over(void)
{
	jingle_table_put(call);
	if(carol != NULL)
		jingle_table_put(carol);
	carol = NULL;
}

static void answers(int code, const char *headers, const char *body)
{
	assert_int_equal(fake_answer("INVITE", code, headers, body), 1);
	fake_run();
}

/* carol has answered, and romeo's phone is offered what carol said */
static void carol_answers(void)
{
	answers(200, AT_CAROL, CAROL_SDP("sendrecv"));
	assert_int_equal(carol->state, JINGLE_BRIDGED);
	assert_int_equal(call->state, JINGLE_ACTIVE);
	expect_no_stanza();
	expect_sip("INVITE sip:1001@192.0.2.9", "c=IN IP4 192.0.2.77\r\n",
			"m=audio 31000 RTP/AVP 8\r\n");
	expect_no_sip();
}

static void joined(jingle_dir_t dir)
{
	call_begins(dir);
	carol_is_called();
	answers(180, CONTACT, NULL);
	carol_answers();
	answers(200, ANSWERED, SDP("sendrecv"));
	expect_sip("ACK sip:");
	expect_no_sip();
	expect_stanza("session-terminate", "<success/>", "transferred to 1009");
	assert_non_null(fake_find(
			fake_stanza_queue, "<message ", "is transferred to 1009"));
	assert_int_equal(call->state, JINGLE_BRIDGED);
	fake_queues_clear();
}

/* a request of one of both phones */
static void asks(jingle_call_t *c, const char *method, const char *headers,
		const char *body)
{
	char text[4096];

	snprintf(text, sizeof(text),
			"%s sip:192.0.2.1:5060;gr=%s SIP/2.0\r\n"
			"Via: SIP/2.0/UDP 192.0.2.9:5062;branch=z9hG4bK%s%d\r\n"
			"From: <%.*s>;tag=%.*s\r\nTo: <%.*s>;tag=%s\r\n"
			"Call-ID: %.*s\r\nCSeq: %d %s\r\n%sContent-Length: %zu\r\n\r\n%s",
			method, c->gr, method, cseq, STR_FMT(&c->dialog.rem_uri),
			STR_FMT(&c->dialog.rem_tag), STR_FMT(&c->dialog.loc_uri),
			c->dialog.loc_tag, STR_FMT(&c->dialog.callid), cseq, method,
			headers, strlen(body), body);
	cseq++;
	script("jingle_handle", fake_request(text));
	fake_run();
}

/* one hangs up, and the other one hears it; nothing is left of both */
static void hangs_up(jingle_call_t *c)
{
	asks(c, "BYE", "", "");
	expect_sip("SIP/2.0 200 OK", "BYE");
	expect_sip("BYE sip:1001@192.0.2.9");
	assert_int_equal(call->state, JINGLE_ENDED);
	assert_int_equal(carol->state, JINGLE_ENDED);
	expect_no_stanza();
	call_over();
	assert_int_equal(jingle_table_count(), 0);
}

static void test_joined_from_xmpp(void **state)
{
	(void)state;
	joined(JINGLE_XMPP_TO_SIP);
	hangs_up(call);
}

static void test_joined_from_sip(void **state)
{
	(void)state;
	joined(JINGLE_SIP_TO_XMPP);
	hangs_up(carol);
}

/* --- it fails: romeo's call is as it was ----------------------------------------- */

static void still_talk(const char *why)
{
	expect_stanza("<message ", why, "It goes on here");
	assert_int_equal(call->state, JINGLE_ACTIVE);
	client_sends("session-info", sid, HOLD);
	expect_stanza("type='result'");
	expect_sip("INVITE sip:1001@192.0.2.9", "192.0.2.66", "a=sendonly");
	answers(200, ANSWERED, SDP("recvonly"));
	expect_sip("ACK sip:");
	jingle_table_put(carol);
	carol = NULL;
}

static void test_target_refuses(void **state)
{
	(void)state;
	call_begins(JINGLE_XMPP_TO_SIP);
	carol_is_called();
	answers(486, "", NULL);
	assert_int_equal(carol->state, JINGLE_ENDED);
	still_talk("is busy");
	call_over();
}

static void test_target_rings_on(void **state)
{
	(void)state;
	call_begins(JINGLE_SIP_TO_XMPP);
	carol_is_called();
	answers(180, CONTACT, NULL);
	fake_pass(33000);
	assert_int_equal(carol->state, JINGLE_CANCELLING);
	expect_stanza("<message ", "nobody answers");
	answers(487, "", NULL);
	assert_int_equal(call->state, JINGLE_ACTIVE);
	call_over();
}

/* its answer is of no use: ACK by tm, BYE */
static void test_target_has_no_stream(void **state)
{
	(void)state;
	call_begins(JINGLE_XMPP_TO_SIP);
	carol_is_called();
	answers(200, AT_CAROL,
			"v=0\r\no=- 7 1 IN IP4 192.0.2.77\r\ns=-\r\n"
			"c=IN IP4 192.0.2.77\r\nt=0 0\r\nm=audio 0 RTP/AVP 8\r\n");
	expect_sip("BYE sip:1001@192.0.2.9");
	assert_int_equal(carol->state, JINGLE_ENDED);
	expect_no_sip();
	still_talk("not transferred");
	call_over();
}

static void test_phone_refuses(void **state)
{
	(void)state;
	call_begins(JINGLE_XMPP_TO_SIP);
	carol_is_called();
	carol_answers();
	answers(488, "", NULL);
	expect_sip("BYE sip:1001@192.0.2.9");
	assert_int_equal(carol->state, JINGLE_ENDED);
	expect_no_sip();
	still_talk("does not take it");
	call_over();
}

/* glare: the same offer again, a little later (RFC 3261 section 14.1) */
static void test_phone_has_glare(void **state)
{
	(void)state;
	call_begins(JINGLE_XMPP_TO_SIP);
	carol_is_called();
	carol_answers();
	answers(491, "", NULL);
	fake_pass(4200);
	expect_sip("INVITE sip:1001@192.0.2.9", "m=audio 31000 RTP/AVP 8\r\n");
	answers(200, ANSWERED, SDP("sendrecv"));
	assert_int_equal(call->state, JINGLE_BRIDGED);
	call_over();
}

/* carol answers and is gone before romeo's phone has said yes: it gets the
 * client's media again */
static void test_target_leaves(void **state)
{
	(void)state;
	call_begins(JINGLE_XMPP_TO_SIP);
	carol_is_called();
	carol_answers();
	asks(carol, "BYE", "", "");
	expect_sip("SIP/2.0 200 OK", "BYE");
	assert_int_equal(carol->state, JINGLE_ENDED);
	expect_stanza("<message ", "has hung up");
	answers(200, ANSWERED, SDP("sendrecv"));
	expect_sip("ACK sip:");
	expect_sip("INVITE sip:1001@192.0.2.9", "192.0.2.66", "a=sendrecv");
	answers(200, ANSWERED, SDP("sendrecv"));
	expect_sip("ACK sip:");
	assert_int_equal(call->state, JINGLE_ACTIVE);
	expect_no_stanza();
	call_over();
}

/* romeo has hung up, or the phone has: both are told, whatever was under way */
static void test_user_leaves(void **state)
{
	(void)state;
	call_begins(JINGLE_XMPP_TO_SIP);
	carol_is_called();
	client_sends("session-terminate", sid, "<reason><success/></reason>");
	expect_stanza("type='result'");
	expect_sip("BYE sip:1001@192.0.2.9");
	assert_int_equal(carol->state, JINGLE_CANCELLING);
	answers(487, "", NULL);
	call_over();
	fake_queues_take();
	call_begins(JINGLE_XMPP_TO_SIP);
	carol_is_called();
	carol_answers();
	asks(call, "BYE", "", "");
	expect_sip("SIP/2.0 200 OK", "BYE");
	expect_sip("BYE sip:1001@192.0.2.9");
	assert_int_equal(carol->state, JINGLE_ENDED);
	call_over();
}

/* --- of two phones that talk -------------------------------------------------------- */

/* an offer passes, in each direction, with its answer */
static void test_offers_pass(void **state)
{
	(void)state;
	joined(JINGLE_XMPP_TO_SIP);
	asks(call, "INVITE", TYPE_SDP CONTACT, SDP("sendonly"));
	expect_sip("INVITE sip:1001@192.0.2.9", "m=audio 30000", "a=sendonly");
	expect_no_sip();
	/* no second one of either meanwhile */
	asks(carol, "INVITE", TYPE_SDP CONTACT, CAROL_SDP("sendonly"));
	expect_sip("SIP/2.0 491", "INVITE");
	answers(200, AT_CAROL, CAROL_SDP("recvonly"));
	expect_sip("ACK sip:");
	expect_sip("SIP/2.0 200 OK", "m=audio 31000", "a=recvonly");
	fake_pass(600);
	asks(carol, "INVITE", TYPE_SDP CONTACT, CAROL_SDP("sendrecv"));
	expect_sip("INVITE sip:1001@192.0.2.9", "m=audio 31000", "a=sendrecv");
	answers(488, "", NULL);
	expect_sip("SIP/2.0 488", "INVITE");
	expect_no_sip();
	hangs_up(call);
}

/* who hangs up leaves the other one's offer no request without an answer */
static void test_bye_meets_offer(void **state)
{
	(void)state;
	joined(JINGLE_XMPP_TO_SIP);
	asks(call, "INVITE", TYPE_SDP CONTACT, SDP("sendonly"));
	expect_sip("INVITE sip:1001@192.0.2.9", "a=sendonly");
	asks(carol, "BYE", "", "");
	expect_sip("SIP/2.0 200 OK", "BYE");
	expect_sip("BYE sip:1001@192.0.2.9");
	expect_sip("SIP/2.0 487", "INVITE");
	assert_int_equal(call->state, JINGLE_ENDED);
	call_over();
}

/* without an offer: ours is what the other phone has said */
static void test_no_offer(void **state)
{
	(void)state;
	joined(JINGLE_XMPP_TO_SIP);
	asks(call, "INVITE", CONTACT, "");
	expect_sip("SIP/2.0 200 OK", "m=audio 31000 RTP/AVP 8\r\n");
	expect_no_sip();
	hangs_up(carol);
}

static void test_info_passes(void **state)
{
	static const char relay[] = "Content-Type: application/dtmf-relay\r\n";

	(void)state;
	joined(JINGLE_XMPP_TO_SIP);
	asks(call, "INFO", relay, "Signal=5\r\n");
	expect_sip("INFO sip:1001@192.0.2.9", "\r\n\r\nSignal=5\r\n", relay);
	expect_sip("SIP/2.0 200 OK", "INFO");
	atomic_set(&call->takes_info, 0);
	asks(carol, "INFO", relay, "Signal=5\r\n");
	expect_sip("SIP/2.0 415", "INFO");
	asks(carol, "REFER", CONTACT "Refer-To: <sip:1001@sip.example>\r\n", "");
	expect_sip("SIP/2.0 491", "REFER");
	expect_no_sip();
	hangs_up(carol);
}

/* romeo is in no call any more: the session is not known, a new call is one */
static void test_user_is_free(void **state)
{
	str user = str_init("romeo@xmpp.example");

	(void)state;
	joined(JINGLE_XMPP_TO_SIP);
	client_sends("session-info", sid, HOLD);
	expect_stanza("type='error'", "item-not-found");
	/* but it counts, for it is of romeo's making (max_calls_per_user) */
	assert_int_equal(jingle_table_calls_of(&user), 1);
	fake_chat(ROMEO, "1001@gw.example", "/transfer 1003", 0);
	expect_stanza("<message ", "no answered call");
	expect_no_sip();
	hangs_up(call);
}

static void test_dead(void **state)
{
	(void)state;
	joined(JINGLE_SIP_TO_XMPP);
	jingle_engine_end(call, JINGLE_EV_DEAD, 408, JINGLE_REASON_TIMEOUT, NULL);
	assert_int_equal(carol->state, JINGLE_ENDED);
	call_over();
}

/* --- who is asked ------------------------------------------------------------------- */

static void test_refer_first(void **state)
{
	static const int codes[] = {405, 420, 501, 403, 603};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		call_begins(JINGLE_XMPP_TO_SIP);
		atomic_set(&call->takes_refer, 1);
		fake_chat(ROMEO, "1001@gw.example", "/transfer 1009", 0);
		expect_sip("REFER sip:", "Refer-To: <" CAROL ">\r\n");
		expect_no_sip();
		fake_answer("REFER", codes[i], "", NULL);
		fake_run();
		expect_sip("INVITE " CAROL " SIP/2.0");
		client_sends("session-terminate", sid, "<reason><success/></reason>");
		fake_queues_clear();
		answers(487, "", NULL);
		call_over();
		fake_queues_take();
	}
}

static void test_no_memory(void **state)
{
	int n;

	(void)state;
	for(n = 1; n < 60; n++) {
		call_begins(JINGLE_XMPP_TO_SIP);
		fake_memory_fail(n);
		fake_chat(ROMEO, "1001@gw.example", "/transfer 1009", 0);
		fake_run();
		if(fake_answer("INVITE", 200, AT_CAROL, CAROL_SDP("sendrecv")))
			fake_run();
		fake_memory_fail(0);
		jingle_table_walk(0, 1000, call_hang_up, NULL);
		fake_run();
		fake_tm_end();
		fake_pass(60000);
		fake_queues_clear();
		call_over();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			jingle_test(test_joined_from_xmpp),
			jingle_test(test_joined_from_sip),
			jingle_test(test_target_refuses),
			jingle_test(test_target_rings_on),
			jingle_test(test_target_has_no_stream),
			jingle_test(test_phone_refuses),
			jingle_test(test_phone_has_glare),
			jingle_test(test_target_leaves),
			jingle_test(test_user_leaves),
			jingle_test(test_offers_pass),
			jingle_test(test_bye_meets_offer),
			jingle_test(test_no_offer),
			jingle_test(test_info_passes),
			jingle_test(test_user_is_free),
			jingle_test(test_dead),
			jingle_test(test_refer_first),
			jingle_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, jingle_up, NULL);
}
