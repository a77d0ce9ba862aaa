/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Transfers by the phone: RFC 3515, 3892, 4488, RFC 5589 section 6. The rows of the
 * table of states that are of transfers, and what leaves. */
/* module: jingle */
/* fake: core tm link gateway db */
/* links: modules/xmpp_link/link_timer.c */

#include "jingle_fake.h"

#include "../../modules/jingle/jingle_script.h"

#define CAROL "sip:1009@sip.example"
#define CAROL_SDP                                                        \
	"v=0\r\no=- 7 1 IN IP4 192.0.2.77\r\ns=-\r\nc=IN IP4 192.0.2.77\r\n" \
	"t=0 0\r\nm=audio 31000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"

#define CONTENT_OPUS                                                         \
	"<content creator='initiator' name='audio' senders='both'>"              \
	"<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'>"         \
	"<payload-type id='111' name='opus' clockrate='48000' channels='2'/>"    \
	"<payload-type id='8' name='PCMA' clockrate='8000'/></description>" RAW( \
			"40000") "</content>"
#define SDP_OPUS                                                       \
	"v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\n" \
	"t=0 0\r\nm=audio 30000 RTP/AVP 111 8\r\n"                         \
	"a=rtpmap:111 opus/48000/2\r\na=rtpmap:8 PCMA/8000\r\n"

static jingle_call_t *old; /* with a reference */
static const char *sid;

static int allow(sip_msg_t *msg)
{
	(void)msg;
	return 1;
}

typedef struct in_state
{
	jingle_state_t state;
	jingle_call_t *found;
} in_state_t;

static void state_keep(jingle_call_t *c, void *arg)
{
	in_state_t *s = arg;

	if(c->state == s->state)
		s->found = c;
}

/* the call in this state; no reference */
static jingle_call_t *call_in(jingle_state_t state)
{
	in_state_t s = {state, NULL};

	jingle_table_walk(0, 1000, state_keep, &s);
	return s.found;
}

static void call_begins(jingle_dir_t dir)
{
	static str user = str_init("1001@sip.example");

	event_route("jingle:refer", allow);
	sid = dir == JINGLE_SIP_TO_XMPP ? phone_calls_up() : client_calls_up();
	old = the_call();
	jingle_table_ref(old);
	assert_int_equal(jingle_call_set(old, &old->phone_user, &user), 0);
	fake_queues_clear();
}

static void call_over(void)
{
	jingle_table_put(old);
}

/* a request of the old call's phone */
static void phone_asks(const char *method, int cseq, const char *headers)
{
	char text[4096];

	snprintf(text, sizeof(text),
			"%s sip:192.0.2.1:5060;gr=%s SIP/2.0\r\n"
			"Via: SIP/2.0/UDP 192.0.2.9:5062;branch=z9hG4bK%s%d\r\n"
			"From: <%.*s>;tag=%.*s\r\nTo: <%.*s>;tag=%s\r\n"
			"Call-ID: %.*s\r\nCSeq: %d %s\r\n%sContent-Length: 0\r\n\r\n",
			method, old->gr, method, cseq, STR_FMT(&old->dialog.rem_uri),
			STR_FMT(&old->dialog.rem_tag), STR_FMT(&old->dialog.loc_uri),
			old->dialog.loc_tag, STR_FMT(&old->dialog.callid), cseq, method,
			headers);
	script("jingle_handle", fake_request(text));
	fake_run();
}

static void phone_refers(int cseq)
{
	phone_asks("REFER", cseq, CONTACT "Refer-To: <" CAROL ">\r\n");
	expect_sip("SIP/2.0 202 Accepted", ";gr=");
	expect_sip("NOTIFY sip:", "Event: refer;id=", "SIP/2.0 100 Trying\r\n",
			"Subscription-State: active;");
	expect_sip("INVITE " CAROL " SIP/2.0", "From: <sip:romeo@xmpp.example>",
			"Referred-By: <sip:1001@sip.example>\r\n",
			"m=audio 40000 RTP/AVP 8");
	assert_non_null(call_in(JINGLE_REFERRED));
}

/* the client has opus and PCMA in common with the phone, and sends opus: it is not
 * told what the other phone chooses (RFC 3264 section 6.1) */
static void test_codec_of_the_client(void **state)
{
	(void)state;
	event_route("jingle:refer", allow);
	client_calls_proceeded();
	client_sends("session-initiate", "sid1", CONTENT_OPUS);
	fake_answer("INVITE", 200, ANSWERED, SDP_OPUS);
	fake_run();
	assert_state(JINGLE_ACTIVE);
	old = the_call();
	jingle_table_ref(old);
	fake_queues_clear();
	phone_asks("REFER", 5, CONTACT "Refer-To: <" CAROL ">\r\n");
	expect_sip("SIP/2.0 202 Accepted", "");
	expect_sip("NOTIFY sip:", "SIP/2.0 100 Trying\r\n");
	expect_sip("INVITE " CAROL " SIP/2.0", "m=audio 40000 RTP/AVP 111\r\n");
	call_over();
}

static void is_told(const char *line)
{
	expect_sip("NOTIFY sip:", line,
			"Content-Type: message/sipfrag;version=2.0\r\n");
}

static void carol_answers(int code, const char *headers, const char *body)
{
	assert_int_equal(fake_answer("INVITE", code, headers, body), 1);
	fake_run();
}

static void taken(jingle_dir_t dir)
{
	jingle_call_t *c;

	call_begins(dir);
	phone_refers(7);
	carol_answers(180, CONTACT, NULL);
	is_told("SIP/2.0 180 Ringing\r\n");
	carol_answers(200, ANSWERED, CAROL_SDP);
	is_told("SIP/2.0 200 OK\r\n");
	c = call_in(JINGLE_ACTIVE);
	assert_non_null(c);
	assert_ptr_not_equal(c, old);
	assert_int_equal(old->state, JINGLE_REPLACED);
	assert_int_equal(c->legs[c->leg].peer_initiated, dir == JINGLE_XMPP_TO_SIP);
	/* raw-udp: there is no relay here, so the other phone's address is new */
	expect_stanza("transport-", "ip='192.0.2.77'", sid);
	expect_no_sip();
}

static void test_taken(void **state)
{
	(void)state;
	taken(JINGLE_SIP_TO_XMPP);
	phone_asks("BYE", 9, "");
	expect_sip("SIP/2.0 200 OK", "BYE");
	assert_int_equal(old->state, JINGLE_ENDED);
	client_sends("session-terminate", sid, "<reason><success/></reason>");
	expect_sip("BYE sip:1001@192.0.2.9");
	call_over();
}

/* RFC 5589 section 6.1: the transferor ends its call; else we do */
static void test_bye_by_us(void **state)
{
	(void)state;
	taken(JINGLE_XMPP_TO_SIP);
	/* what is offered now is too late */
	phone_asks("INFO", 8, "");
	expect_sip("SIP/2.0 200 OK", "INFO");
	fake_pass(3000);
	expect_no_sip();
	fake_pass(1500);
	expect_sip("BYE sip:1001@192.0.2.9");
	assert_int_equal(old->state, JINGLE_ENDED);
	call_over();
}

static void replaced_ends(jingle_ev_t ev, const char *sent)
{
	taken(JINGLE_XMPP_TO_SIP);
	jingle_engine_end(old, ev, 0, JINGLE_REASON_NONE, NULL);
	if(sent != NULL)
		expect_sip(sent);
	else
		expect_no_sip();
	assert_int_equal(old->state, JINGLE_ENDED);
	call_over();
}

static void test_replaced_is_dead(void **state)
{
	(void)state;
	replaced_ends(JINGLE_EV_DEAD, NULL);
}

static void test_replaced_hangs_up(void **state)
{
	(void)state;
	replaced_ends(JINGLE_EV_HANGUP, "BYE sip:");
}

static void test_replaced_is_lost(void **state)
{
	(void)state;
	replaced_ends(JINGLE_EV_LOST, "BYE sip:");
}

/* the old call goes on: no party but the phone that asked hears of it */
static void in_vain(jingle_dir_t dir)
{
	call_begins(dir);
	phone_refers(7);
	carol_answers(486, "", NULL);
	is_told("SIP/2.0 486 Busy Here\r\n");
	assert_null(call_in(JINGLE_REFERRED));
	assert_int_equal(old->state, JINGLE_ACTIVE);
	expect_no_stanza();
	expect_no_sip();
	/* and can be changed, and referred again */
	client_sends("session-info", sid,
			"<hold xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>");
	expect_stanza("type='result'");
	expect_sip("INVITE sip:1001@192.0.2.9", "a=sendonly");
	carol_answers(200, ANSWERED, SDP("recvonly"));
	expect_sip("ACK sip:");
	phone_refers(9);
	carol_answers(404, "", NULL);
	is_told("SIP/2.0 404 Not Found\r\n");
	call_over();
}

static void test_in_vain_from_sip(void **state)
{
	(void)state;
	in_vain(JINGLE_SIP_TO_XMPP);
}

static void test_in_vain_from_xmpp(void **state)
{
	(void)state;
	in_vain(JINGLE_XMPP_TO_SIP);
}

static void test_unanswered(void **state)
{
	(void)state;
	call_begins(JINGLE_XMPP_TO_SIP);
	phone_refers(7);
	carol_answers(180, CONTACT, NULL);
	is_told("SIP/2.0 180 Ringing\r\n");
	fake_pass(33000);
	is_told("SIP/2.0 408 Request Timeout\r\n");
	assert_non_null(call_in(JINGLE_CANCELLING));
	assert_int_equal(old->state, JINGLE_ACTIVE);
	carol_answers(487, "", NULL);
	expect_no_stanza();
	call_over();
}

/* an answer that cannot be used: ACK, BYE, and the old call goes on */
static void test_useless_answer(void **state)
{
	(void)state;
	call_begins(JINGLE_XMPP_TO_SIP);
	phone_refers(7);
	carol_answers(200, ANSWERED,
			"v=0\r\no=- 7 1 IN IP4 192.0.2.77\r\ns=-\r\n"
			"c=IN IP4 192.0.2.77\r\nt=0 0\r\nm=audio 0 RTP/AVP 8\r\n");
	expect_sip("BYE sip:1001@192.0.2.9");
	is_told("SIP/2.0 488 Not Acceptable Here\r\n");
	assert_int_equal(old->state, JINGLE_ACTIVE);
	assert_null(call_in(JINGLE_REFERRED));
	expect_no_stanza();
	call_over();
}

/* the XMPP user hangs up meanwhile */
static void test_user_leaves(void **state)
{
	(void)state;
	call_begins(JINGLE_SIP_TO_XMPP);
	phone_refers(7);
	client_sends("session-terminate", sid, "<reason><success/></reason>");
	is_told("SIP/2.0 487 Request Terminated\r\n");
	expect_sip("BYE sip:1001@192.0.2.9");
	assert_non_null(call_in(JINGLE_CANCELLING));
	carol_answers(487, "", NULL);
	call_over();
}

/* --- the phone hangs up meanwhile: the session is the new call's ---------------- */

static jingle_call_t *phone_leaves(void)
{
	call_begins(JINGLE_SIP_TO_XMPP);
	phone_refers(7);
	phone_asks("BYE", 8, "");
	expect_sip("SIP/2.0 200 OK", "BYE");
	expect_no_stanza();
	assert_int_equal(old->state, JINGLE_ENDED);
	assert_non_null(call_in(JINGLE_REFERRED));
	return call_in(JINGLE_REFERRED);
}

static void test_phone_leaves_and_carol_answers(void **state)
{
	(void)state;
	phone_leaves();
	/* what the user changes waits for the answer */
	client_sends("session-info", sid,
			"<hold xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>");
	expect_stanza("type='result'");
	carol_answers(200, ANSWERED, CAROL_SDP);
	assert_non_null(call_in(JINGLE_ACTIVE));
	expect_stanza("transport-", "ip='192.0.2.77'");
	expect_sip("INVITE sip:1001@192.0.2.9", "a=sendonly");
	call_over();
}

static void test_phone_leaves_and_carol_does_not(void **state)
{
	(void)state;
	phone_leaves();
	carol_answers(486, "", NULL);
	expect_stanza("session-terminate", "<busy/>");
	assert_int_equal(jingle_table_count(), 0);
	call_over();
}

static void test_phone_and_user_leave(void **state)
{
	(void)state;
	phone_leaves();
	client_sends("session-terminate", sid, "<reason><success/></reason>");
	expect_stanza("type='result'");
	assert_non_null(call_in(JINGLE_CANCELLING));
	carol_answers(487, "", NULL);
	assert_int_equal(jingle_table_count(), 0);
	call_over();
}

static void ends_on(jingle_ev_t ev, jingle_state_t to)
{
	jingle_call_t *c = phone_leaves();

	jingle_table_ref(c);
	jingle_engine_end(c, ev, 0, JINGLE_REASON_GENERAL_ERROR, NULL);
	expect_stanza("session-terminate");
	assert_int_equal(c->state, to);
	jingle_table_put(c);
	call_over();
}

static void test_ends_when_dead(void **state)
{
	(void)state;
	ends_on(JINGLE_EV_DEAD, JINGLE_CANCELLING);
}

static void test_ends_by_operator(void **state)
{
	(void)state;
	ends_on(JINGLE_EV_HANGUP, JINGLE_CANCELLING);
}

static void test_ends_by_restart(void **state)
{
	(void)state;
	ends_on(JINGLE_EV_LOST, JINGLE_ENDED);
}

/* --- what is refused ------------------------------------------------------------- */

static void refused(int cseq, const char *headers, const char *status)
{
	phone_asks("REFER", cseq, headers);
	expect_sip(status);
	expect_no_sip();
}

static int deny(sip_msg_t *msg)
{
	static const str none = STR_NULL;

	jingle_script_reject(msg, &none, &none);
	return 1;
}

static void test_refused(void **state)
{
	(void)state;
	call_begins(JINGLE_SIP_TO_XMPP);
	refused(2, CONTACT, "SIP/2.0 400");
	refused(3, "Refer-To: <sip:a@b>\r\nRefer-To: <sip:c@d>\r\n", "SIP/2.0 400");
	refused(4, "Refer-To: <sip:a@b>\r\nr: <sip:c@d>\r\n", "SIP/2.0 400");
	refused(5, "Refer-To: <sip:a@b?Replaces=x>\r\n", "SIP/2.0 400");
	refused(6, "Refer-To: <sip:a@b;method=BYE>\r\n", "SIP/2.0 603");
	event_route("jingle:refer", deny);
	refused(7, "Refer-To: <" CAROL ">\r\n", "SIP/2.0 603");
	event_route("jingle:refer", NULL);
	refused(8, "Refer-To: <" CAROL ">\r\n", "SIP/2.0 603");
	event_route("jingle:refer", allow);
	/* while our own offer waits for its answer */
	client_sends("session-info", sid,
			"<hold xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>");
	expect_sip("INVITE sip:1001@192.0.2.9");
	refused(9, "Refer-To: <" CAROL ">\r\n", "SIP/2.0 491");
	call_over();
}

static void test_one_at_a_time(void **state)
{
	(void)state;
	call_begins(JINGLE_SIP_TO_XMPP);
	phone_refers(7);
	refused(8, "Refer-To: <" CAROL ">\r\n", "SIP/2.0 491");
	call_over();
}

/* the phone hears the end of what it subscribes to, however long that rings */
static void test_rings_long(void **state)
{
	(void)state;
	jingle_numbers.transfer_time = 170;
	call_begins(JINGLE_SIP_TO_XMPP);
	phone_asks("REFER", 7, CONTACT "Refer-To: <" CAROL ">\r\n");
	expect_sip("SIP/2.0 202 Accepted");
	expect_sip("NOTIFY sip:", "Subscription-State: active;expires=198\r\n");
	expect_sip("INVITE " CAROL " SIP/2.0");
	call_over();
}

/* they were for the phone that is gone: who typed them is told */
static void keys_wait(int code)
{
	jingle_numbers.chat_digits = 1;
	call_begins(JINGLE_XMPP_TO_SIP);
	assert_int_equal(
			fake_chat(ROMEO, "1001@gw.example", "12", 0), XMPP_LINK_HANDLED);
	fake_pass(1);
	expect_sip("INFO sip:", "Signal=1");
	phone_refers(7);
	if(code == 0) {
		phone_asks("BYE", 8, "");
	} else {
		carol_answers(code, ANSWERED, CAROL_SDP);
	}
	assert_non_null(fake_find(fake_stanza_queue, "<message ",
			"Keys that do not get to the other party: 2"));
	call_over();
}

static void test_keys_wait(void **state)
{
	(void)state;
	keys_wait(200);
}

static void test_keys_wait_and_phone_leaves(void **state)
{
	(void)state;
	keys_wait(0);
}

static void test_too_many(void **state)
{
	(void)state;
	jingle_numbers.max_transfers = 2;
	call_begins(JINGLE_SIP_TO_XMPP);
	event_route("jingle:refer", deny);
	refused(7, "Refer-To: <" CAROL ">\r\n", "SIP/2.0 603");
	refused(8, "Refer-To: <" CAROL ">\r\n", "SIP/2.0 603");
	event_route("jingle:refer", allow);
	refused(9, "Refer-To: <" CAROL ">\r\n", "SIP/2.0 603");
	assert_log("max_transfers (2) reached");
	call_over();
}

/* RFC 4488 section 4 */
static void test_silent(void **state)
{
	(void)state;
	call_begins(JINGLE_SIP_TO_XMPP);
	phone_asks("REFER", 7,
			CONTACT "Refer-To: <" CAROL ">\r\nRefer-Sub: false\r\n");
	expect_sip("SIP/2.0 200 OK", "Refer-Sub: false\r\n");
	expect_sip("INVITE " CAROL);
	carol_answers(200, ANSWERED, CAROL_SDP);
	expect_no_sip();
	call_over();
}

/* RFC 3891 section 6.1 */
static void test_attended(void **state)
{
	(void)state;
	call_begins(JINGLE_SIP_TO_XMPP);
	phone_asks("REFER", 7,
			CONTACT "Refer-To: <" CAROL "?Replaces=c%40h%3Bto-tag%3D1%3B"
					"from-tag%3D2>\r\n");
	expect_sip("SIP/2.0 202 Accepted");
	expect_sip("NOTIFY sip:");
	expect_sip("INVITE " CAROL " SIP/2.0",
			"Replaces: c@h;to-tag=1;from-tag=2\r\n");
	call_over();
}

/* Each allocation after the REFER fails once: nothing is lost for good. */
static int story(int fails)
{
	int asked;

	call_begins(JINGLE_SIP_TO_XMPP);
	fake_memory_fail(fails);
	phone_asks("REFER", 7, CONTACT "Refer-To: <" CAROL ">\r\n");
	fake_answer("INVITE", 180, CONTACT, NULL);
	fake_run();
	fake_answer("INVITE", 200, ANSWERED, CAROL_SDP);
	fake_run();
	asked = fake_memory_asked();
	fake_memory_fail(0);
	call_over();
	return asked;
}

static void test_memory_fails(void **state)
{
	int i, asked = story(0);

	assert_true(asked > 20);
	for(i = 1; i <= asked; i++) {
		jingle_after(state);
		jingle_before(state);
		story(i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			jingle_test(test_codec_of_the_client),
			jingle_test(test_taken),
			jingle_test(test_bye_by_us),
			jingle_test(test_replaced_is_dead),
			jingle_test(test_replaced_hangs_up),
			jingle_test(test_replaced_is_lost),
			jingle_test(test_in_vain_from_sip),
			jingle_test(test_in_vain_from_xmpp),
			jingle_test(test_unanswered),
			jingle_test(test_useless_answer),
			jingle_test(test_user_leaves),
			jingle_test(test_phone_leaves_and_carol_answers),
			jingle_test(test_phone_leaves_and_carol_does_not),
			jingle_test(test_phone_and_user_leave),
			jingle_test(test_ends_when_dead),
			jingle_test(test_ends_by_operator),
			jingle_test(test_ends_by_restart),
			jingle_test(test_refused),
			jingle_test(test_one_at_a_time),
			jingle_test(test_rings_long),
			jingle_test(test_keys_wait),
			jingle_test(test_keys_wait_and_phone_leaves),
			jingle_test(test_too_many),
			jingle_test(test_silent),
			jingle_test(test_attended),
			jingle_test(test_memory_fails),
	};

	return cmocka_run_group_tests(tests, jingle_up, NULL);
}
