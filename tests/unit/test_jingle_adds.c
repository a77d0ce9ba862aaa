/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Streams that are added to a call, and taken out of it: XEP-0166 section 7.2,
 * RFC 3264 section 8. */
/* module: jingle */
/* fake: core tm link gateway db */
/* links: modules/xmpp_link/link_timer.c */

#include "jingle_fake.h"

#define INFO_NS "xmlns='urn:xmpp:jingle:apps:rtp:info:1'"
#define SEES                                                         \
	"<description xmlns='urn:xmpp:jingle:apps:rtp:1' media='video'>" \
	"<payload-type id='97' name='VP8' clockrate='90000'/></description>"
#define CAM(creator, inside)                                           \
	"<content creator='" creator "' name='cam' senders='both'>" inside \
	"</content>"
#define CAMERA(port) CAM("initiator", SEES RAW(port))
#define BODY(version)                                                     \
	"v=0\r\no=- 1 " version " IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 "       \
	"192.0.2.9\r\nt=0 0\r\nm=audio 30000 RTP/AVP 8\r\na=rtpmap:8 PCMA/80" \
	"00\r\n"
#define VIDEO(port) "m=video " port " RTP/AVP 97\r\na=rtpmap:97 VP8/90000\r\n"
#define NO_VIDEO "m=video 0 RTP/AVP 97\r\n"

static void phone_answers(int code, const char *body)
{
	assert_int_equal(
			fake_answer("INVITE", code, body != NULL ? ANSWERED : "", body), 1);
	fake_run();
}

static void phone_asks(int cseq, const char *body, const char *status)
{
	assert_int_equal(phone_sends("INVITE", cseq, CONTACT TYPE_SDP, body), 0);
	fake_run();
	expect_sip(status, "CSeq: ", "INVITE");
}


/* --- the client adds --------------------------------------------------------- */

static void client_adds(void)
{
	client_calls_up();
	fake_queues_take();
	client_sends("content-add", "sid1", CAMERA("40010"));
	expect_stanza("type='result'");
}

static void test_client_adds(void **state)
{
	(void)state;
	client_adds();
	expect_sip("INVITE sip:1001@192.0.2.9:5062", "m=audio 40000",
			"m=video 40010 RTP/AVP 97");
	phone_answers(200, BODY("2") VIDEO("30002"));
	expect_sip("ACK");
	expect_stanza("content-accept", "creator='initiator' name='cam'",
			"ip='192.0.2.9' port='30002'");
	/* and takes it away again */
	client_sends("content-remove", "sid1",
			"<content creator='initiator' name='cam'/>");
	expect_stanza("type='result'");
	expect_sip("INVITE", "m=audio 40000", "m=video 0 ");
	phone_answers(200, BODY("3") NO_VIDEO);
	expect_sip("ACK");
	expect_no_stanza();
	assert_state(JINGLE_ACTIVE);
}

static void test_port_zero(void **state)
{
	(void)state;
	client_adds();
	expect_sip("INVITE", "m=video 40010");
	phone_answers(200, BODY("2") NO_VIDEO);
	expect_sip("ACK");
	expect_stanza("content-reject", "name='cam'", "media='video'",
			"<failed-application/>");
	assert_state(JINGLE_ACTIVE);
}

/* RFC 3261 section 14.1: the session is as it was, and so are the m= lines of
 * the next offer, whoever makes it */
static void test_refused(void **state)
{
	static const int codes[] = {488, 415, 606, 603};
	size_t i;

	(void)state;
	client_calls_up();
	for(i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		fake_queues_take();
		client_sends("content-add", "sid1", CAMERA("40010"));
		expect_stanza("type='result'");
		expect_sip("INVITE", "m=video 40010");
		phone_answers(codes[i], NULL);
		expect_stanza("content-reject", "name='cam'");
		assert_state(JINGLE_ACTIVE);
	}
	phone_asks(2, BODY("2"), "SIP/2.0 200");
	fake_pass(500); /* its ACK */
	fake_queues_clear();
	client_sends("session-info", "sid1", "<hold " INFO_NS "/>");
	assert_non_null(fake_find(fake_sip_queue, "INVITE", "a=sendonly"));
	assert_null(fake_find(fake_sip_queue, "INVITE", "m=video"));
}

/* RFC 3264 section 4: the content waits for its turn; the hold that came with it
 * is offered again without it when the phone refuses both */
static void test_waits(void **state)
{
	(void)state;
	client_calls_up();
	fake_queues_take();
	client_sends("session-info", "sid1", "<hold " INFO_NS "/>");
	expect_stanza("type='result'");
	expect_sip("INVITE", "a=sendonly");
	client_sends("content-add", "sid1", CAMERA("40010"));
	expect_stanza("type='result'");
	client_sends("transport-info", "sid1",
			"<content creator='initiator' name='cam'>" RAW(
					"40012") "</content>");
	expect_stanza("type='result'");
	client_sends("session-info", "sid1", "<unhold " INFO_NS "/>");
	expect_stanza("type='result'");
	expect_no_sip();
	phone_answers(200, SDP("recvonly"));
	expect_sip("ACK");
	expect_sip("INVITE", "m=video 40012", "a=sendrecv");
	phone_answers(488, NULL);
	expect_stanza("content-reject", "name='cam'");
	expect_sip("INVITE", "m=audio 40000", "a=sendrecv");
	phone_answers(200, BODY("3"));
	expect_sip("ACK");
	expect_no_stanza();
}

/* it is taken back before the phone has heard of it */
static void test_taken_back(void **state)
{
	(void)state;
	client_calls_up();
	fake_queues_take();
	client_sends("session-info", "sid1", "<hold " INFO_NS "/>");
	expect_sip("INVITE", "a=sendonly");
	client_sends("content-add", "sid1", CAMERA("40010"));
	client_sends("content-remove", "sid1",
			"<content creator='initiator' name='cam'/>");
	phone_answers(200, SDP("recvonly"));
	expect_sip("ACK");
	expect_no_sip();
	assert_state(JINGLE_ACTIVE);
	assert_null(fake_find(fake_stanza_queue, "<iq", "content-"));
}

/* RFC 3261 section 14.1: the phone's own offer, which knows nothing of the new
 * stream, comes first; then the content is offered again */
static void test_glare(void **state)
{
	(void)state;
	client_adds();
	expect_sip("INVITE", "m=video 40010");
	phone_answers(491, NULL);
	phone_asks(2, SDP("sendonly"), "SIP/2.0 200");
	fake_pass(4000);
	expect_sip("INVITE", "m=video 40010");
	phone_answers(200, BODY("2") VIDEO("30002"));
	expect_stanza("session-info", "<hold");
	expect_stanza("content-accept", "name='cam'");
	expect_stanza("session-info", "<unhold");
}

/* a content without transport of its own; one that is there; too many: the call
 * goes on without them */
static void test_cannot_be(void **state)
{
	char name[512];
	int i;

	(void)state;
	client_calls_up();
	fake_queues_take();
	client_sends("content-add", "sid1",
			CAM("initiator", SEES "<transport xmlns="
								  "'urn:xmpp:jingle:transports:ice-udp:1'/>"));
	expect_stanza("type='result'");
	expect_stanza("content-reject", "name='cam'", "media='video'");
	expect_no_sip();
	client_sends("content-add", "sid1", CONTENT);
	expect_stanza("type='result'");
	expect_stanza("content-reject", "name='audio'");
	expect_no_sip();
	client_sends("session-info", "sid1", "<hold " INFO_NS "/>");
	for(i = 0; i < 5; i++) {
		snprintf(name, sizeof(name),
				"<content creator='initiator' name='cam%d'>" SEES RAW(
						"40010") "</content>",
				i);
		client_sends("content-add", "sid1", name);
	}
	assert_non_null(fake_find(fake_stanza_queue, "<iq", "name='cam4'"));
	assert_null(fake_find(fake_stanza_queue, "<iq", "name='cam3'"));
	assert_state(JINGLE_ACTIVE);
}

/* --- the phone adds ------------------------------------------------------------ */

static int adds_in_silence; /* the content-add has no answer yet */

/* a re-INVITE with a picture, whose client is Dino; nothing is answered yet */
static const char *phone_adds(void)
{
	const char *sid = phone_calls_up();

	fake_queues_take();
	fake_link.silent = adds_in_silence;
	assert_int_equal(phone_sends("INVITE", 2, CONTACT TYPE_SDP,
							 BODY("2") VIDEO("30002")),
			0);
	fake_run();
	expect_stanza("content-add", "creator='initiator'", "media='video'",
			"ip='192.0.2.9' port='30002'");
	expect_no_sip();
	return sid;
}

static void client_answers_as(
		const char *sid, const char *action, const char *inside)
{
	char text[1024];
	const char *add = fake_find(fake_stanza_queue, "<iq", "'content-add'");

	snprintf(text, sizeof(text), "<content creator='initiator' name='%s'%s",
			word_of(strstr(add, " name="), "name='", "'"), inside);
	client_sends(action, sid, text);
	expect_stanza("type='result'");
}

static void test_phone_adds(void **state)
{
	const char *sid;

	(void)state;
	sid = phone_adds();
	fake_pass(14000);
	expect_no_sip();
	client_answers_as(sid, "content-accept",
			" senders='both'>" SEES RAW("40010") "</content>");
	expect_sip("SIP/2.0 200", "m=audio 40000", "m=video 40010 RTP/AVP 97");
	expect_no_stanza();
	/* and takes it away: Dino has it still, and hides it */
	fake_pass(500);
	phone_asks(3, BODY("3") NO_VIDEO, "SIP/2.0 200");
	expect_stanza("session-info", "<mute", "creator='initiator'");
	/* and gives it back */
	fake_pass(500);
	assert_int_equal(phone_sends("INVITE", 4, CONTACT TYPE_SDP,
							 BODY("4") VIDEO("30002")),
			0);
	fake_run();
	expect_sip("SIP/2.0 200", "m=audio 40000", "m=video 40010 RTP/AVP 97");
	expect_stanza("session-info", "<unmute", "creator='initiator'");
	expect_no_stanza();
}

/* it narrows who sends before it accepts: the answer says so, and nothing else */
static void test_narrowed(void **state)
{
	const char *sid;

	(void)state;
	sid = phone_adds();
	client_answers_as(sid, "content-modify", " senders='initiator'/>");
	expect_no_sip();
	client_answers_as(sid, "content-accept",
			" senders='initiator'>" SEES RAW("40010") "</content>");
	expect_sip("SIP/2.0 200", "m=video 40010", "a=recvonly");
	fake_pass(4000);
	expect_no_sip();
	expect_no_stanza();
}

static void test_phone_refused(void **state)
{
	const char *sid;

	(void)state;
	sid = phone_adds();
	client_answers_as(sid, "content-reject", "/><reason><decline/></reason>");
	expect_sip("SIP/2.0 200", "m=audio 40000", "m=video 0 ");
	expect_no_stanza();
	fake_pass(500);
	phone_asks(3, BODY("3") NO_VIDEO, "SIP/2.0 200");
	assert_state(JINGLE_ACTIVE);
}

static void test_phone_refused_by_error(void **state)
{
	(void)state;
	adds_in_silence = 1;
	phone_adds();
	adds_in_silence = 0;
	fake_iq_answer("<error type='cancel'><feature-not-implemented "
				   "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>");
	fake_run();
	expect_sip("SIP/2.0 200", "m=audio 40000", "m=video 0 ");
	expect_no_stanza();
	fake_pass(16000);
	expect_no_stanza();
}

static void test_late(void **state)
{
	(void)state;
	phone_adds();
	fake_pass(15000);
	expect_sip("SIP/2.0 200", "m=audio 40000", "m=video 0 ");
	expect_stanza("content-remove", "creator='initiator'", "<timeout/>");
	expect_no_stanza();
	assert_state(JINGLE_ACTIVE);
}

/* RFC 3261 section 14.2: another INVITE comes too early; an UPDATE too */
static void test_asked_twice(void **state)
{
	(void)state;
	phone_adds();
	phone_asks(3, BODY("3"), "SIP/2.0 500");
	fake_pass(15000);
	expect_sip("SIP/2.0 200", "m=video 0 ");
}

/* RFC 3311 section 5.2: nobody may be asked */
static void test_update(void **state)
{
	(void)state;
	phone_calls_up();
	fake_queues_take();
	assert_int_equal(phone_sends("UPDATE", 2, CONTACT TYPE_SDP,
							 BODY("2") VIDEO("30002")),
			0);
	fake_run();
	expect_sip("SIP/2.0 200", "m=audio 40000", "m=video 0 ");
	expect_no_stanza();
}

/* the client's own content-add crosses ours: it is not the session's initiator */
static void test_crossed(void **state)
{
	const char *sid;

	(void)state;
	sid = phone_adds();
	client_sends("content-add", sid, CAM("responder", SEES RAW("40020")));
	expect_stanza("type='error'", "<conflict", "<tie-break");
	expect_no_sip();
	client_answers_as(sid, "content-accept",
			" senders='both'>" SEES RAW("40010") "</content>");
	expect_sip("SIP/2.0 200", "m=video 40010");
}

/* the client has called: its content-add counts, the phone's comes later */
static void test_yields(void **state)
{
	(void)state;
	client_calls_up();
	fake_queues_take();
	fake_link.silent = 1;
	assert_int_equal(phone_sends("INVITE", 2, CONTACT TYPE_SDP,
							 BODY("2") VIDEO("30002")),
			0);
	fake_run();
	expect_stanza("content-add", "creator='responder'");
	client_sends("content-add", "sid1", CAMERA("40010"));
	expect_stanza("type='result'");
	expect_no_sip();
	fake_iq_answer(
			"<error type='cancel'><conflict xmlns='urn:ietf:params:xml:ns:"
			"xmpp-stanzas'/><tie-break xmlns='urn:xmpp:jingle:errors:1'/>"
			"</error>");
	fake_run();
	expect_sip("SIP/2.0 491");
	expect_sip("INVITE", "m=video 40010");
	phone_answers(200, BODY("3") VIDEO("30002"));
	expect_sip("ACK");
	expect_stanza("content-accept", "name='cam'");
	expect_no_stanza();
}

/* RFC 3261 sections 9.2, 15.1.2: it hangs up, or takes its re-INVITE back */
static void test_phone_leaves(void **state)
{
	(void)state;
	phone_adds();
	assert_int_equal(phone_sends("BYE", 3, "", NULL), 0);
	fake_run();
	assert_non_null(fake_find(fake_sip_queue, "SIP/2.0 487", "INVITE"));
	assert_state(JINGLE_ENDED);
}

static void test_client_leaves(void **state)
{
	const char *sid;

	(void)state;
	sid = phone_adds();
	client_sends("session-terminate", sid, "<reason><success/></reason>");
	assert_non_null(fake_find(fake_sip_queue, "SIP/2.0 487", "INVITE"));
	assert_non_null(fake_find(fake_sip_queue, "BYE", ""));
	assert_state(JINGLE_ENDED);
}

static void test_cancelled(void **state)
{
	(void)state;
	phone_adds();
	fake_cancel(NULL, ""); /* tm answers the INVITE itself */
	fake_run();
	expect_stanza("content-remove", "creator='initiator'", "<cancel/>");
	/* the next offer need not have its m= line */
	fake_pass(500);
	phone_asks(3, BODY("3"), "SIP/2.0 200");
	assert_state(JINGLE_ACTIVE);
}

/* a program that ends its call at a content-add, or is not known */
static void test_not_asked(void **state)
{
	static const char *const nodes[] = {
			"https://conversations.im", "http://monal-im.org/"};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(nodes) / sizeof(nodes[0]); i++) {
		fake_gateway_clear();
		fake_device(ROMEO,
				XMPP_GATEWAY_JINGLE | XMPP_GATEWAY_AUDIO | XMPP_GATEWAY_ICE_UDP
						| XMPP_GATEWAY_MESSAGE,
				nodes[i]);
		phone_calls_up();
		fake_queues_take();
		assert_int_equal(phone_sends("INVITE", 2, CONTACT TYPE_SDP,
								 BODY("2") VIDEO("30002")),
				0);
		fake_run();
		expect_sip("SIP/2.0 200", "m=audio 40000", "m=video 0 ");
		expect_no_stanza();
		assert_int_equal(phone_sends("BYE", 3, "", NULL), 0);
		fake_run();
		fake_queues_clear();
	}
}

/* --- which the media relay has no port for: RFC 9143 section 7.2.3 -------------- */

#define ICE(ufrag, inside)                                                  \
	"<transport xmlns='urn:xmpp:jingle:transports:ice-udp:1' ufrag='" ufrag \
	"' pwd='uv8vdlpqh9r8mnkhf2m2ms'>" inside "</transport>"
#define HOST(port)                                                      \
	"<candidate component='1' foundation='1' generation='0' id='b" port \
	"' ip='192.0.2.66' network='0' port='" port                         \
	"' priority='2130706431' protocol='udp' type='host'/>"
#define BUNDLE(a, b)                                                     \
	"<group xmlns='urn:xmpp:jingle:apps:grouping:0' semantics='BUNDLE'>" \
	"<content name='" a "'/><content name='" b "'/></group>"

static void adds_in(const char *what, const char *answer)
{
	client_calls_proceeded();
	client_sends("session-initiate", "sid1",
			"<content creator='initiator' name='audio' senders='both'>" AUDIO
					ICE("8hhy", HOST("40000")) "</content>");
	fake_answer("INVITE", 200, ANSWERED,
			SDP("sendrecv") "a=ice-ufrag:phon\r\na=ice-pwd:"
							"abcdefghijklmnopqrstuv"
							"\r\na=candidate:1 1 UDP 2130706431 192.0.2.9 "
							"30000 "
							"typ host\r\n");
	fake_run();
	assert_state(JINGLE_ACTIVE);
	fake_queues_clear();
	client_sends("content-add", "sid1", what);
	expect_stanza("type='result'");
	if(answer != NULL) {
		expect_stanza("content-reject", answer, "name='cam'");
		expect_no_sip();
	} else {
		expect_no_stanza();
		expect_sip("INVITE sip:1001@192.0.2.9", "m=video ");
		phone_answers(488, NULL);
	}
	client_sends("session-terminate", "sid1", "<reason><success/></reason>");
	fake_run();
	fake_queues_take();
}

static void test_bundle_only(void **state)
{
	static const char no[] = "<failed-application/>";

	(void)state;
	/* as Conversations, as Movim and Chromium with max-bundle write it */
	adds_in(CAM("initiator", SEES "<transport xmlns='urn:xmpp:jingle:"
								  "transports:ice-udp:1'/>"),
			no);
	adds_in(BUNDLE("audio", "cam") CAM("initiator", SEES ICE("8hhy", "")), no);
	adds_in(BUNDLE("audio", "cam")
					CAM("initiator", SEES ICE("8hhy", HOST("40000"))),
			no);
	/* may be bundled, but has a transport of its own (balanced); is not to be;
	 * has one whose candidates come later */
	adds_in(BUNDLE("audio", "cam")
					CAM("initiator", SEES ICE("9uuu", HOST("40010"))),
			NULL);
	adds_in(CAM("initiator", SEES ICE("8hhy", HOST("40010"))), NULL);
	adds_in(CAM("initiator", SEES ICE("9uuu", "")), NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			jingle_test(test_client_adds),
			jingle_test(test_port_zero),
			jingle_test(test_refused),
			jingle_test(test_waits),
			jingle_test(test_taken_back),
			jingle_test(test_glare),
			jingle_test(test_cannot_be),
			jingle_test(test_phone_adds),
			jingle_test(test_narrowed),
			jingle_test(test_phone_refused),
			jingle_test(test_phone_refused_by_error),
			jingle_test(test_late),
			jingle_test(test_asked_twice),
			jingle_test(test_update),
			jingle_test(test_crossed),
			jingle_test(test_yields),
			jingle_test(test_phone_leaves),
			jingle_test(test_client_leaves),
			jingle_test(test_cancelled),
			jingle_test(test_not_asked),
			jingle_test(test_bundle_only),
	};

	return cmocka_run_group_tests(tests, jingle_up, NULL);
}
