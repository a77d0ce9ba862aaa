/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A phone takes the place of another one: RFC 3891. The rows of the table of states
 * that are of it, and what leaves. */
/* module: jingle */
/* fake: core tm link gateway db */
/* links: modules/xmpp_link/link_timer.c */

#include "jingle_fake.h"

#define CAROL_SDP                                                        \
	"v=0\r\no=- 7 1 IN IP4 192.0.2.77\r\ns=-\r\nc=IN IP4 192.0.2.77\r\n" \
	"t=0 0\r\nm=audio 31000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"

static jingle_call_t *old; /* with a reference */
static const char *sid;
static int asks = 1; /* does the script ask jingle_replaces()? */

static void call_begins(jingle_dir_t dir)
{
	sid = dir == JINGLE_SIP_TO_XMPP ? phone_calls_up() : client_calls_up();
	old = the_call();
	jingle_table_ref(old);
	fake_queues_clear();
}

static void call_over(void)
{
	jingle_table_put(old);
}

static sip_msg_t *invite_of(const char *callid, const char *headers)
{
	static char text[8192];

	snprintf(text, sizeof(text),
			"INVITE sip:192.0.2.1:5060;gr=%s SIP/2.0\r\n"
			"Via: SIP/2.0/UDP 192.0.2.77:5062;branch=z9hG4bK%s\r\n"
			"From: <sip:1009@sip.example>;tag=carol\r\n"
			"To: <sip:romeo@xmpp.example>\r\nCall-ID: %s\r\n"
			"CSeq: 1 INVITE\r\nContact: <sip:1009@192.0.2.77:5062>\r\n"
			"%s" TYPE_SDP "Content-Length: %zu\r\n\r\n%s",
			old->gr, callid, callid, headers, strlen(CAROL_SDP), CAROL_SDP);
	return fake_request(text);
}

static void carol_invites(const char *callid, const char *headers)
{
	sip_msg_t *msg = invite_of(callid, headers);

	/* it has no dialog yet: who it is is the script's to ask */
	assert_int_equal(script("jingle_handle", msg), 1);
	if(asks)
		assert_int_equal(script("jingle_replaces", msg), 1);
	assert_int_equal(script("jingle_call", msg), 0);
	fake_run();
}

/* a header Replaces for the old call; its end is another one's */
static const char *replaces(const char *more)
{
	static char text[1024];

	snprintf(text, sizeof(text), "Replaces: %.*s;from-tag=%.*s;to-tag=%s%s\r\n",
			STR_FMT(&old->dialog.callid),
			old->dialog.rem_tag.len > 0 ? old->dialog.rem_tag.len : 1,
			old->dialog.rem_tag.len > 0 ? old->dialog.rem_tag.s : "0",
			old->dialog.loc_tag, more);
	return text;
}

static void other_keep(jingle_call_t *c, void *arg)
{
	if(c != old)
		*(jingle_call_t **)arg = c;
}

static void carol_acks(void)
{
	jingle_call_t *c = NULL;

	jingle_table_walk(0, 1000, other_keep, &c);
	assert_non_null(c);
	jingle_event_send(c, JINGLE_EV_ACK, 0, NULL, NULL, 1);
	fake_run();
}

static void taken(jingle_dir_t dir)
{
	call_begins(dir);
	carol_invites("carol1", replaces(""));
	expect_sip("SIP/2.0 200 OK", "Call-ID: carol1", "Supported: replaces");
	expect_sip("BYE sip:1001@192.0.2.9");
	assert_int_equal(old->state, JINGLE_ENDED);
	/* raw-udp: there is no relay here, so the other phone's address is new */
	expect_stanza("transport-", "ip='192.0.2.77'", sid);
	assert_state(JINGLE_ACCEPTED);
	carol_acks();
	assert_state(JINGLE_ACTIVE);
	assert_string_equal(old->ended_by, "phone");
}

static void test_taken(void **state)
{
	(void)state;
	taken(JINGLE_SIP_TO_XMPP);
	client_sends("session-terminate", sid, "<reason><success/></reason>");
	expect_sip("BYE sip:1009@192.0.2.77");
	call_over();
}

static void test_taken_of_client(void **state)
{
	(void)state;
	taken(JINGLE_XMPP_TO_SIP);
	client_sends("session-info", sid,
			"<hold xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>");
	expect_stanza("type='result'");
	expect_sip("INVITE sip:1009@192.0.2.77", "a=sendonly");
	call_over();
}

/* the old call is as it was */
static void refused(const char *callid, const char *header, const char *line)
{
	carol_invites(callid, header);
	expect_sip(line, callid);
	assert_int_equal(old->state, JINGLE_ACTIVE);
	expect_no_stanza();
}

static void test_early_only(void **state)
{
	(void)state;
	call_begins(JINGLE_XMPP_TO_SIP);
	refused("carol1", replaces(";early-only"), "SIP/2.0 486");
	call_over();
}

/* a script that knows nothing of it lets nobody in */
static void test_not_asked(void **state)
{
	(void)state;
	call_begins(JINGLE_XMPP_TO_SIP);
	asks = 0;
	refused("carol1", replaces(""), "SIP/2.0 603");
	asks = 1;
	assert_log("the script has not asked jingle_replaces()");
	call_over();
}

/* it goes to the dialog, where there is none: 481 */
static void unknown(const char *callid, const char *header)
{
	sip_msg_t *msg = invite_of(callid, header);

	assert_int_equal(script("jingle_replaces", msg), -1);
	assert_int_equal(script("jingle_handle", msg), 0);
	fake_run();
	assert_int_equal(old->state, JINGLE_ACTIVE);
}

static void test_unknown(void **state)
{
	char text[512];

	(void)state;
	call_begins(JINGLE_XMPP_TO_SIP);
	unknown("carol1", "");
	unknown("carol2", "Replaces: a;from-tag=b;to-tag=c\r\n");
	unknown("carol3", "Replaces: a\r\n");
	snprintf(text, sizeof(text), "Replaces: %.*s;from-tag=x;to-tag=%s\r\n",
			STR_FMT(&old->dialog.callid), old->dialog.loc_tag);
	unknown("carol4", text);
	snprintf(text, sizeof(text), "%sReplaces: a\r\n", replaces(""));
	unknown("carol5", text);
	call_over();
}

static void test_user_of_script(void **state)
{
	(void)state;
	call_begins(JINGLE_XMPP_TO_SIP);
	assert_int_equal(
			phone_invites_with("carol1",
					TYPE_SDP "Replaces: a;from-tag=b;to-tag=c\r\n", CAROL_SDP),
			0);
	expect_sip("SIP/2.0 481", "carol1");
	assert_int_equal(phone_invites_with("carol2",
							 TYPE_SDP "Replaces: a;to-tag=c\r\n", CAROL_SDP),
			0);
	expect_sip("SIP/2.0 400", "carol2");
	assert_int_equal(old->state, JINGLE_ACTIVE);
	call_over();
}

/* one thing at a time: an offer waits for its answer */
static void test_busy(void **state)
{
	(void)state;
	call_begins(JINGLE_XMPP_TO_SIP);
	client_sends("session-info", sid,
			"<hold xmlns='urn:xmpp:jingle:apps:rtp:info:1'/>");
	expect_stanza("type='result'");
	expect_sip("INVITE sip:1001@192.0.2.9", "a=sendonly");
	refused("carol1", replaces(""), "SIP/2.0 491");
	call_over();
}

static int rejects(sip_msg_t *msg)
{
	return script("jingle_reject", msg);
}

/* RFC 3891 section 3: the matched dialog is unchanged */
static void test_media_fail(void **state)
{
	(void)state;
	call_begins(JINGLE_XMPP_TO_SIP);
	event_route("jingle:offer", rejects);
	refused("carol1", replaces(""), "SIP/2.0 488");
	call_over();
}

static void test_answer_fails(void **state)
{
	(void)state;
	call_begins(JINGLE_XMPP_TO_SIP);
	event_route("jingle:answer", rejects);
	refused("carol1", replaces(""), "SIP/2.0 500");
	call_over();
}

/* the phone that rings gets a CANCEL, the client's offer goes to the other one */
static void test_pickup(void **state)
{
	(void)state;
	sid = client_calls();
	old = the_call();
	jingle_table_ref(old);
	fake_answer("INVITE", 180, CONTACT, NULL);
	fake_run();
	fake_queues_clear();
	carol_invites("carol1", replaces(";early-only"));
	expect_sip("SIP/2.0 200 OK", "Call-ID: carol1", "a=sendonly");
	expect_sip("CANCEL sip:");
	assert_int_equal(old->state, JINGLE_CANCELLING);
	carol_acks();
	expect_sip("INVITE sip:1009@192.0.2.77", "m=audio 40000 RTP/AVP 8");
	expect_no_stanza();
	call_over();
}

static int story(int fails)
{
	int asked;

	call_begins(JINGLE_SIP_TO_XMPP);
	fake_memory_fail(fails);
	{
		sip_msg_t *msg = invite_of("carol1", replaces(""));

		script("jingle_handle", msg);
		script("jingle_replaces", msg);
		script("jingle_call", msg);
	}
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
			jingle_test(test_taken),
			jingle_test(test_taken_of_client),
			jingle_test(test_early_only),
			jingle_test(test_not_asked),
			jingle_test(test_unknown),
			jingle_test(test_user_of_script),
			jingle_test(test_busy),
			jingle_test(test_media_fail),
			jingle_test(test_answer_fails),
			jingle_test(test_pickup),
			jingle_test(test_memory_fails),
	};

	return cmocka_run_group_tests(tests, jingle_up, NULL);
}
