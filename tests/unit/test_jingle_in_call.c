/* SPDX-License-Identifier: GPL-2.0-or-later */
/* While a call is up: what the phone asks for, what the client changes, who is
 * still there. */
/* module: jingle */
/* fake: core tm link gateway db */
/* links: modules/xmpp_link/link_timer.c */

#include "jingle_fake.h"

#define INFO_NS "xmlns='urn:xmpp:jingle:apps:rtp:info:1'"


/* --- requests of the phone's ----------------------------------------------------- */

/* it is answered by the owner, or at once, with these header lines */
static void asks_for(const char *method, int cseq, const char *headers,
		const char *body, const char *status, const char *line,
		const char *more)
{
	fake_queues_take();
	assert_int_equal(phone_sends(method, cseq, headers, body), 0);
	fake_run();
	expect_sip(status, line, more, "CSeq: ", method);
}

static void asks(const char *method, int cseq, const char *headers,
		const char *body, const char *status)
{
	asks_for(method, cseq, headers, body, status, "", "");
}

#define ALLOW                                                         \
	"Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO, REFER, " \
	"NOTIFY, PRACK\r\n"

/* RFC 3261 sections 8.2.1, 8.2.3, 20.5: a refusal says what would be taken */
static void test_refusals_say_what_is_taken(void **state)
{
	(void)state;
	phone_calls_up();
	asks_for("MESSAGE", 2, "Content-Type: text/plain\r\n", "hi", "SIP/2.0 405",
			ALLOW, "");
	asks_for("SUBSCRIBE", 3, "Event: dialog\r\n", NULL, "SIP/2.0 405", ALLOW,
			"");
	asks_for("INFO", 4, "Content-Type: text/plain\r\n", "hi", "SIP/2.0 415",
			ALLOW,
			"Accept: application/dtmf, application/dtmf-relay, "
			"application/media_control+xml\r\n");
	asks_for("UPDATE", 5, "Content-Type: text/plain\r\n", "hi", "SIP/2.0 415",
			ALLOW, "Accept: application/sdp, multipart/mixed\r\n");
	asks_for("INVITE", 6, CONTACT "Content-Type: text/plain\r\n", "hi",
			"SIP/2.0 415", ALLOW,
			"Accept: application/sdp, multipart/mixed\r\n");
	asks_for("INVITE", 7, CONTACT TYPE_SDP "Content-Encoding: gzip\r\n",
			SDP("sendrecv"), "SIP/2.0 415", ALLOW,
			"Accept-Encoding: identity\r\n");
	/* section 13.3.1.4 */
	asks_for("INVITE", 8, CONTACT TYPE_SDP, SDP("sendonly"), "SIP/2.0 200",
			ALLOW, "");
	/* what has no use for a body does not look at it */
	asks("BYE", 9, "Content-Type: text/plain\r\n", "hi", "SIP/2.0 200");
}

/* RFC 3261 sections 11.2, 12.2.2, 8.1.1.5, 8.2.1, 8.2.3; RFC 6086; RFC 5168 */
static void test_requests(void **state)
{
	(void)state;
	phone_calls_up();
	asks("OPTIONS", 2, "", NULL, "SIP/2.0 200");
	asks("MESSAGE", 3, "Content-Type: text/plain\r\n", "hi", "SIP/2.0 405");
	asks("INFO", 4, "", NULL, "SIP/2.0 200");
	asks("INFO", 5, "Info-Package: dtmf\r\n", NULL, "SIP/2.0 469");
	asks("INFO", 6, "Content-Type: text/plain\r\n", "hi", "SIP/2.0 415");
	asks("INFO", 7, "Content-Type: application/media_control+xml\r\n",
			"<media_control/>", "SIP/2.0 200");
	asks("INFO", 3, "", NULL, "SIP/2.0 500"); /* it was overtaken */
	asks("INFO", 8, "Require: x\r\n", NULL, "SIP/2.0 420");
	asks("UPDATE", 9, "Contact: <sip:1001@192.0.2.88>\r\n", NULL,
			"SIP/2.0 200"); /* a target refresh: RFC 3311 section 5.2 */
	asks("UPDATE", 11, "Content-Type: text/plain\r\n", "hi", "SIP/2.0 415");
	asks("UPDATE", 12, TYPE_SDP "Content-Encoding: gzip\r\n", SDP("sendrecv"),
			"SIP/2.0 415");
	asks("BYE", 13, "", NULL, "SIP/2.0 200");
	assert_state(JINGLE_ENDED);
}

static void test_target_refresh(void **state)
{
	const char *sid;

	(void)state;
	sid = phone_calls_up();
	asks("UPDATE", 2, "Contact: <sip:1001@192.0.2.88>\r\n", NULL,
			"SIP/2.0 200");
	client_sends("session-terminate", sid, "");
	expect_sip("BYE sip:1001@192.0.2.88");
}

/* RFC 3261 section 12.2.2: other tags are another dialog */
static void test_of_another_dialog(void **state)
{
	char text[1024];

	(void)state;
	phone_calls_up();
	fake_queues_take();
	snprintf(text, sizeof(text),
			"INFO sip:192.0.2.1:5060;gr=%s SIP/2.0\r\n"
			"Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKx\r\n"
			"From: <sip:1001@sip.example>;tag=somebody\r\n"
			"To: <sip:romeo@xmpp.example>;tag=else\r\nCall-ID: call1\r\n"
			"CSeq: 9 INFO\r\n\r\n",
			the_call()->gr);
	assert_int_equal(script("jingle_handle", fake_request(text)), 0);
	expect_sip("SIP/2.0 481");
	assert_state(JINGLE_ACTIVE);
}

/* what is none of ours goes on in the script */
static void test_not_ours(void **state)
{
	(void)state;
	assert_int_equal(
			script("jingle_handle",
					fake_request(
							"OPTIONS sip:1001@sip.example SIP/2.0\r\n"
							"Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKx\r\n"
							"From: <sip:1001@sip.example>;tag=a\r\n"
							"To: <sip:1001@sip.example>\r\nCall-ID: x\r\n"
							"CSeq: 9 OPTIONS\r\n\r\n")),
			1);
	/* nor one whose gr is another's */
	assert_int_equal(
			script("jingle_handle",
					fake_request(
							"INFO sip:other.example;gr=abcdefghijklmnopqr"
							"stuvwxyz SIP/2.0\r\n"
							"Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKy\r\n"
							"From: <sip:1001@sip.example>;tag=a\r\n"
							"To: <sip:1001@sip.example>;tag=b\r\n"
							"Call-ID: x\r\nCSeq: 9 INFO\r\n\r\n")),
			1);
	expect_no_sip();
}

/* a call that is over: 481, as it has been ours */
static void test_call_is_over(void **state)
{
	const char *sid, *gr;
	char tag[64], text[1024];

	(void)state;
	sid = phone_calls_up();
	gr = word_of(fake_find(fake_sip_queue, "SIP/2.0 200", ""), ";gr=", ">");
	snprintf(tag, sizeof(tag), "%s",
			word_of(strstr(fake_find(fake_sip_queue, "SIP/2.0 200", ""),
							"To: "),
					";tag=", "\r"));
	client_sends("session-terminate", sid, "");
	assert_state(JINGLE_ENDED);
	fake_queues_take();
	snprintf(text, sizeof(text),
			"INFO sip:192.0.2.1:5060;gr=%s SIP/2.0\r\n"
			"Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKx\r\n"
			"From: <sip:1001@sip.example>;tag=caller\r\n"
			"To: <sip:romeo@xmpp.example>;tag=%s\r\nCall-ID: call1\r\n"
			"CSeq: 9 INFO\r\n\r\n",
			gr, tag);
	assert_int_equal(script("jingle_handle", fake_request(text)), 0);
	expect_sip("SIP/2.0 481");
}

/* a BYE that this server makes itself, as the module dialog does, is answered
 * a moment later: the other one is to go out before */
static void test_bye_of_this_server(void **state)
{
	char text[1024];
	jingle_call_t *c;

	(void)state;
	phone_calls_up();
	fake_queues_take();
	c = the_call();
	snprintf(text, sizeof(text),
			"BYE sip:192.0.2.1:5060;gr=%s SIP/2.0\r\n"
			"Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKx\r\n"
			"From: <sip:1001@sip.example>;tag=caller\r\n"
			"To: <sip:romeo@xmpp.example>;tag=%s\r\nCall-ID: call1\r\n"
			"CSeq: 9 BYE\r\n\r\n",
			c->gr,
			word_of(strstr(fake_find(fake_sip_queue, "SIP/2.0 200", ""),
							"To: "),
					";tag=", "\r"));
	assert_int_equal(script("jingle_handle", fake_request(text)), 0);
	fake_run();
	expect_no_sip();
	expect_stanza("session-terminate");
	fake_pass(200);
	expect_sip("SIP/2.0 200");
}


/* --- keys: RFC 2833 by INFO -------------------------------------------------------- */

static int keys_pressed;

static int press(sip_msg_t *msg)
{
	(void)msg;
	keys_pressed++;
	return 0;
}

static void test_keys(void **state)
{
	const char *sid;

	(void)state;
	event_route("jingle:dtmf", press);
	keys_pressed = 0;
	sid = phone_calls_picked();
	client_sends("session-accept", sid, CONTENT);
	fake_ack("call1");
	fake_run();
	/* the client takes no telephone-event */
	asks("INFO", 2, "Content-Type: application/dtmf-relay\r\n",
			"Signal=5\r\nDuration=160\r\n", "SIP/2.0 488");
	asks("INFO", 3, "Content-Type: application/dtmf-relay\r\n", "Signal=Q\r\n",
			"SIP/2.0 400");
	asks("INFO", 4, "Content-Type: application/dtmf\r\n", "!", "SIP/2.0 4");
	assert_int_equal(keys_pressed, 0);
}


#define EVENTS_SDP                                                     \
	"v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\n" \
	"t=0 0\r\nm=audio 30000 RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\n" \
	"a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n"
#define EVENTS_CONTENT                                                       \
	"<content creator='initiator' name='audio' senders='both'><description " \
	"xmlns='urn:xmpp:jingle:apps:rtp:1' media='audio'><payload-type id='8' " \
	"name='PCMA' clockrate='8000'/><payload-type id='101' "                  \
	"name='telephone-event' clockrate='8000'/></description>" RAW(           \
			"40000") "</content>"

/* a client that takes them is pressed the key by the operator's route */
static void test_keys_are_pressed(void **state)
{
	(void)state;
	keys_pressed = 0;
	client_calls_proceeded();
	client_sends("session-initiate", "sid1", EVENTS_CONTENT);
	fake_answer("INVITE", 200, ANSWERED, EVENTS_SDP);
	fake_run();
	assert_state(JINGLE_ACTIVE);
	asks("INFO", 2, "Content-Type: application/dtmf-relay\r\n",
			"Signal=5\r\nDuration=160\r\n", "SIP/2.0 488"); /* no route */
	event_route("jingle:dtmf", press);
	asks("INFO", 3, "Content-Type: application/dtmf-relay\r\n",
			"Signal=5\r\nDuration=160\r\n", "SIP/2.0 200");
	asks("INFO", 4, "Content-Type: application/dtmf\r\n", "#", "SIP/2.0 200");
	assert_int_equal(keys_pressed, 2);
}


/* --- offers of the phone's -------------------------------------------------------------- */

static void test_phone_holds(void **state)
{
	(void)state;
	phone_calls_up();
	fake_queues_take();
	asks("INVITE", 2, CONTACT TYPE_SDP, SDP("sendonly"), "SIP/2.0 200");
	expect_stanza("<hold");
	asks("INVITE", 3, CONTACT TYPE_SDP, SDP("sendrecv"), "SIP/2.0 200");
	expect_stanza("hold");
	/* an offer that ends all streams, one that cannot be read */
	asks("INVITE", 4, CONTACT TYPE_SDP,
			"v=0\r\no=- 1 2 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\n"
			"t=0 0\r\nm=audio 0 RTP/AVP 8\r\n",
			"SIP/2.0 488");
	asks("INVITE", 5, CONTACT TYPE_SDP, "v=0\r\nnonsense\r\n", "SIP/2.0 488");
	assert_state(JINGLE_ACTIVE);
}

/* 1 for each offer that the media relay is told, 2 for each answer */
static char relay_story[32];

static int relay_hears(sip_msg_t *msg)
{
	size_t n = strlen(relay_story);
	int is_answer = msg->first_line.type == SIP_REPLY;

	assert_true(n + 1 < sizeof(relay_story));
	relay_story[n] = is_answer ? '2' : '1';
	relay_story[n + 1] = '\0';
	return 0;
}

#define OFFER(media)                                                   \
	"v=0\r\no=- 1 9 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\n" \
	"t=0 0\r\n" media
#define WARNS(code) "Warning: " code " kamailio \""

/* RFC 3264 section 6.1: an answer has codecs of the offer; where it cannot, the
 * offer is refused (RFC 3261 section 14.2), and nothing has changed */
static void test_phone_offers_no_codec(void **state)
{
	static const char *const unfit[] = {
			OFFER("m=audio 30002 RTP/AVP 97\r\na=rtpmap:97 FOO/8000\r\n"),
			OFFER("m=audio 30002 RTP/AVP 8\r\na=rtpmap:8 FOO/8000\r\n"),
			OFFER("m=audio 30002 RTP/AVP 99\r\n"),
			OFFER("m=audio 30002 RTP/AVP 101\r\n"
				  "a=rtpmap:101 telephone-event/8000\r\n")};
	static const char *const none[] = {OFFER("m=audio 0 RTP/AVP 8\r\n"),
			OFFER("m=audio 0 RTP/AVP 8\r\nm=image 4000 udptl t38\r\n")};
	static const char *const methods[] = {"INVITE", "UPDATE"};
	int cseq = 2;
	size_t i, j;

	(void)state;
	phone_calls_up();
	for(i = 0; i < 2; i++) {
		for(j = 0; j < sizeof(unfit) / sizeof(unfit[0]); j++)
			asks_for(methods[i], cseq++, CONTACT TYPE_SDP, unfit[j],
					"SIP/2.0 488", WARNS("305"), "");
		for(j = 0; j < sizeof(none) / sizeof(none[0]); j++)
			asks_for(methods[i], cseq++, CONTACT TYPE_SDP, none[j],
					"SIP/2.0 488", WARNS("304"), "");
		expect_no_stanza();
		assert_state(JINGLE_ACTIVE);
		asks_for(methods[i], cseq++, CONTACT TYPE_SDP, SDP("sendrecv"),
				"SIP/2.0 200", "m=audio 40000 RTP/AVP 8\r\n", "");
		expect_no_stanza();
	}
}

/* the relay was told of their offer, and of what was true before */
static void test_relay_hears_it_back(void **state)
{
	(void)state;
	phone_calls_up();
	event_route("jingle:offer", relay_hears);
	event_route("jingle:answer", relay_hears);
	event_route("jingle:invite", relay_hears);
	event_route("jingle:reply", relay_hears);
	asks_for("INVITE", 2, CONTACT TYPE_SDP, SDP("sendrecv"), "SIP/2.0 200", "",
			"");
	relay_story[0] = '\0';
	asks_for("INVITE", 3, CONTACT TYPE_SDP,
			OFFER("m=audio 30002 RTP/AVP 97\r\na=rtpmap:97 FOO/8000\r\n"),
			"SIP/2.0 488", WARNS("305"), "");
	assert_string_equal(relay_story, "1212");
	expect_no_sip();
	expect_no_stanza();
	assert_state(JINGLE_ACTIVE);
}

static int drop(sip_msg_t *msg)
{
	(void)msg;
	return -1;
}

/* the media relay does not take it: the phone hears 488, and the call ends when
 * the media are gone */
static void test_relay_refuses_an_offer(void **state)
{
	(void)state;
	phone_calls_up();
	event_route("jingle:offer", drop);
	asks("INVITE", 2, CONTACT TYPE_SDP, SDP("sendonly"), "SIP/2.0 488");
	assert_state(JINGLE_ACTIVE);
}


/* --- changes of the client's -------------------------------------------------------------- */

static void reinvited(const char *has)
{
	expect_sip("INVITE sip:1001@192.0.2.9:5062", has);
}

static void test_client_holds(void **state)
{
	(void)state;
	client_calls_up();
	fake_queues_take();
	client_sends("session-info", "sid1", "<hold " INFO_NS "/>");
	reinvited("a=sendonly");
	fake_answer("INVITE", 200, ANSWERED, SDP("recvonly"));
	fake_run();
	/* RFC 3261 section 13.2.2.4: the ACK is ours to send */
	expect_sip("ACK sip:1001@192.0.2.9:5062");
	/* while it is under way, the next change waits (section 14.1) */
	client_sends("session-info", "sid1", "<unhold " INFO_NS "/>");
	reinvited("m=audio");
	client_sends("session-info", "sid1", "<hold " INFO_NS "/>");
	expect_no_sip();
	fake_answer("INVITE", 200, ANSWERED, SDP("sendrecv"));
	fake_run();
	expect_sip("ACK");
	reinvited("a=sendonly");
}

/* RFC 3261 section 14.1: both at once; who made the call waits longer */
static void test_glare(void **state)
{
	(void)state;
	client_calls_up();
	fake_queues_take();
	client_sends("session-info", "sid1", "<hold " INFO_NS "/>");
	reinvited("a=sendonly");
	fake_answer("INVITE", 491, "", NULL);
	fake_run();
	fake_pass(2099);
	expect_no_sip();
	fake_pass(1901);
	reinvited("a=sendonly");
}

static void test_glare_without_end(void **state)
{
	int i, n = 0;

	(void)state;
	client_calls_up();
	fake_queues_take();
	client_sends("session-info", "sid1", "<hold " INFO_NS "/>");
	for(i = 0; i < 20; i++) {
		n += fake_answer("INVITE", 491, "", NULL);
		fake_pass(4001);
	}
	assert_in_range(n, 2, 10);
	assert_state(JINGLE_ACTIVE);
}

/* tm says once that ours was refused, and no timer bounds our turn: the owner
 * must hear of it whatever waits for it, or the phone could never offer again */
static void test_refused_while_the_queue_is_full(void **state)
{
	(void)state;
	client_calls_up();
	fake_queues_take();
	client_sends("session-info", "sid1", "<hold " INFO_NS "/>");
	reinvited("a=sendonly");
	fake_link.post_full = 1;
	fake_answer("INVITE", 488, "", NULL);
	fake_link.post_full = 0;
	fake_run();
	asks("INVITE", 2, CONTACT TYPE_SDP, SDP("sendrecv"), "SIP/2.0 200");
}

/* The phone's own one comes first then, and ours after its ACK (section 14.1),
 * sooner than the glare would have been over. */
static void test_glare_and_theirs(void **state)
{
	(void)state;
	client_calls_up();
	fake_queues_take();
	client_sends("session-info", "sid1", "<hold " INFO_NS "/>");
	reinvited("a=sendonly");
	fake_answer("INVITE", 491, "", NULL);
	fake_run();
	asks("INVITE", 2, CONTACT TYPE_SDP, SDP("sendrecv"), "SIP/2.0 200");
	expect_no_sip();
	fake_pass(499);
	expect_no_sip();
	fake_pass(1);
	reinvited("a=sendonly");
	fake_answer("INVITE", 200, ANSWERED, SDP("recvonly"));
	fake_run();
	expect_sip("ACK");
	fake_pass(4001);
	expect_no_sip();
}

/* what is no answer takes the offer back, and is in the way of no other */
static void test_answer_is_unreadable(void **state)
{
	(void)state;
	client_calls_up();
	fake_queues_take();
	client_sends("session-info", "sid1", "<hold " INFO_NS "/>");
	reinvited("a=sendonly");
	fake_answer("INVITE", 200, ANSWERED, "v=0\r\nnonsense\r\n");
	fake_run();
	expect_sip("ACK");
	assert_state(JINGLE_ACTIVE);
	asks("INVITE", 2, CONTACT TYPE_SDP, SDP("sendrecv"), "SIP/2.0 200");
	client_sends("session-info", "sid1", "<unhold " INFO_NS "/>");
	reinvited("m=audio");
}

static void test_change_is_refused(void **state)
{
	(void)state;
	client_calls_up();
	client_sends("content-modify", "sid1",
			"<content creator='initiator' name='audio' senders='initiator'/>");
	fake_answer("INVITE", 488, "", NULL);
	fake_run();
	assert_state(JINGLE_ACTIVE);
}

/* RFC 3261 section 12.2.1.2: the phone knows nothing of the dialog */
static void test_dialog_is_gone(void **state)
{
	(void)state;
	client_calls_up();
	client_sends("session-info", "sid1", "<hold " INFO_NS "/>");
	fake_answer("INVITE", 481, "", NULL);
	fake_run();
	assert_state(JINGLE_ENDED);
	assert_non_null(
			fake_find(fake_stanza_queue, "<iq", "action='session-terminate'"));
}

static void test_phone_leaves_no_stream(void **state)
{
	(void)state;
	client_calls_up();
	client_sends("session-info", "sid1", "<hold " INFO_NS "/>");
	fake_answer("INVITE", 200, ANSWERED,
			"v=0\r\no=- 1 2 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\n"
			"t=0 0\r\nm=audio 0 RTP/AVP 8\r\n");
	fake_run();
	assert_state(JINGLE_ENDED);
}

static void test_transport_replace(void **state)
{
	(void)state;
	client_calls_up();
	fake_queues_take();
	client_sends("transport-replace", "sid1",
			"<content creator='initiator' name='audio'>" RAW(
					"40020") "</content>");
	reinvited("m=audio 40020");
	client_sends("transport-replace", "sid1",
			"<content creator='initiator' name='audio'>" RAW(
					"40022") "</content>");
	assert_non_null(fake_find(fake_stanza_queue, "<iq", "transport-reject"));
	fake_answer("INVITE", 200, ANSWERED, SDP("sendrecv"));
	fake_run();
	assert_non_null(fake_find(fake_stanza_queue, "<iq", "transport-accept"));
}

static void test_content_remove(void **state)
{
	(void)state;
	client_calls_up();
	client_sends("content-remove", "sid1",
			"<content creator='initiator' name='audio'/>");
	assert_state(JINGLE_ENDED);
	assert_non_null(fake_find(fake_sip_queue, "BYE", ""));
}

/* XEP-0167 section 8, XEP-0166 section 7.2.9: infos that we do not know */
static void test_infos(void **state)
{
	(void)state;
	client_calls_up();
	fake_queues_take();
	client_sends("session-info", "sid1", "<mute " INFO_NS " name='audio'/>");
	expect_stanza("type='result'");
	client_sends("session-info", "sid1", "<x xmlns='urn:example:none'/>");
	expect_stanza("type='error'", "unsupported-info");
	client_sends("session-info", "sid1", "");
	expect_stanza("type='result'");
	client_sends("nonsense", "sid1", "");
	expect_stanza("type='error'", "bad-request");
	client_sends("session-accept", "sid1", CONTENT);
	expect_stanza("type='error'", "out-of-order");
	client_sends("session-info", "sid0", "");
	expect_stanza("type='error'", "unknown-session");
	fake_stanza_in("<iq type='set' from='romeo@xmpp.example/other' to='" PHONE
				   "' id='1'><jingle " JINGLE
				   " action='session-terminate' sid='sid1'/></iq>");
	expect_stanza("type='error'", "unknown-session");
	assert_state(JINGLE_ACTIVE);
}


/* --- supervision ------------------------------------------------------------------------------- */

/* every ping_interval (120 s) both are asked */
static void test_all_are_there(void **state)
{
	int i;

	(void)state;
	phone_calls_up();
	fake_queues_take();
	for(i = 0; i < 3; i++) {
		fake_pass(120000);
		expect_sip("OPTIONS sip:1001@192.0.2.9:5062");
		expect_stanza("session-info");
		fake_answer("OPTIONS", 200, "Allow: INVITE\r\n", NULL);
		fake_run();
	}
	assert_state(JINGLE_ACTIVE);
}

static void test_phone_is_gone(void **state)
{
	(void)state;
	phone_calls_up();
	fake_pass(120000);
	fake_answer_none("OPTIONS");
	fake_run();
	assert_state(JINGLE_ENDED);
	assert_non_null(fake_find(fake_stanza_queue, "<iq", "session-terminate"));
}

/* 430 (RFC 5626): its connection went; it may open another one: asked again */
static void test_phone_reconnects(void **state)
{
	(void)state;
	phone_calls_up();
	fake_pass(120000);
	fake_answer("OPTIONS", 430, "", NULL);
	fake_run();
	assert_state(JINGLE_ACTIVE);
	fake_pass(10000);
	assert_int_equal(fake_answer("OPTIONS", 200, "", NULL), 1);
	fake_run();
	assert_state(JINGLE_ACTIVE);
}

/* who has never answered OPTIONS may just not know it */
static void test_phone_does_not_know_options(void **state)
{
	int i;

	(void)state;
	phone_calls_up();
	for(i = 0; i < 4; i++) {
		fake_pass(120000);
		fake_answer("OPTIONS", 500, "", NULL);
		fake_run();
	}
	assert_state(JINGLE_ACTIVE);
}

/* a client that answers no session-info is asked by XEP-0199 */
static void test_client_answers_no_info(void **state)
{
	(void)state;
	fake_link.silent = 1;
	phone_calls_up();
	while(fake_iq_answer(""))
		;
	fake_queues_take();
	fake_pass(120000);
	expect_stanza("session-info");
	fake_pass(20000);
	expect_stanza("urn:xmpp:ping");
	fake_iq_answer(""); /* it lives */
	fake_pass(120000);
	expect_stanza("urn:xmpp:ping");
	assert_state(JINGLE_ACTIVE);
}

static void test_client_is_gone(void **state)
{
	(void)state;
	fake_link.silent = 1;
	phone_calls_up();
	while(fake_iq_answer(""))
		;
	fake_pass(120000);
	while(fake_iqs() > 0) /* the session is not there any more */
		fake_iq_answer("<error type='cancel'><item-not-found "
					   "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
					   "<unknown-session xmlns='urn:xmpp:jingle:errors:1'/>"
					   "</error>");
	fake_run();
	assert_state(JINGLE_ENDED);
	assert_non_null(fake_find(fake_sip_queue, "BYE", ""));
}

/* The link takes no iq for a while; then supervision goes on */
static void test_link_is_full_for_a_while(void **state)
{
	(void)state;
	phone_calls_up();
	fake_link.full = 1;
	fake_pass(120000);
	fake_queues_take();
	fake_link.full = 0;
	fake_pass(120000);
	expect_stanza("session-info");
	assert_state(JINGLE_ACTIVE);
}

/* a device that says goodbye may be asleep: it is asked */
static void test_unavailable(void **state)
{
	(void)state;
	phone_calls_up();
	fake_queues_take();
	fake_stanza_in(
			"<presence type='unavailable' from='" ROMEO "' to='" PHONE "'/>");
	fake_run();
	expect_stanza("session-info");
	assert_state(JINGLE_ACTIVE);
}

static void test_media_are_gone(void **state)
{
	(void)state;
	phone_calls_up();
	event_route("jingle:watch", drop);
	fake_pass(120000);
	assert_state(JINGLE_ENDED);
	assert_non_null(fake_find(fake_sip_queue, "BYE", ""));
	assert_non_null(fake_find(fake_stanza_queue, "<iq", "session-terminate"));
}


/* --- another device goes on with it: XEP-0353 section 4.2 ------------------------------------------ */

static void test_migration(void **state)
{
	(void)state;
	client_calls_up();
	fake_queues_take();
	fake_stanza_in("<message from='romeo@xmpp.example/mobile' "
				   "to='1001@gw.example' id='m'><propose " JMI
				   " id='sid2'><description xmlns='urn:xmpp:jingle:apps:rtp:1' "
				   "media='audio'/></propose></message>");
	fake_run();
	assert_non_null(fake_find(fake_stanza_queue, "<message", "<migrated"));
	assert_non_null(fake_find(fake_stanza_queue, "<message", "<proceed"));
	assert_state(JINGLE_MIGRATING);
	fake_queues_take();
	fake_stanza_in("<iq type='set' from='romeo@xmpp.example/mobile' to='" PHONE
				   "' id='2'><jingle " JINGLE
				   " action='session-initiate' sid='sid2'>%s</jingle></iq>",
			"<content creator='initiator' name='audio' senders='both'>" AUDIO
					RAW("41000") "</content>");
	fake_run();
	reinvited("m=audio 41000");
	fake_answer("INVITE", 200, ANSWERED, SDP("sendrecv"));
	fake_run();
	assert_non_null(fake_find(fake_stanza_queue, "<iq", "session-accept"));
	assert_state(JINGLE_ACTIVE);
}

/* the phone does not take it: the call ends, both are told */
static void test_migration_is_refused(void **state)
{
	(void)state;
	client_calls_up();
	client_proposes("sid2");
	client_sends("session-initiate", "sid2", CONTENT);
	fake_answer("INVITE", 488, "", NULL);
	fake_run();
	assert_state(JINGLE_ENDED);
}

/* both call each other: the client's session is joined to the waiting INVITE */
static void test_both_call(void **state)
{
	(void)state;
	phone_calls();
	client_proposes("0");
	expect_stanza("<retract");
	expect_stanza("<proceed");
	client_sends("session-initiate", "0", CONTENT);
	expect_sip("SIP/2.0 200");
	fake_ack("call1");
	fake_run();
	reinvited("m=audio 40000");
	fake_answer("INVITE", 200, ANSWERED, SDP("sendrecv"));
	fake_run();
	assert_non_null(fake_find(fake_stanza_queue, "<iq", "session-accept"));
	assert_state(JINGLE_ACTIVE);
}

/* ours has the lower id and goes on */
static void test_both_call_and_ours_wins(void **state)
{
	(void)state;
	phone_calls();
	client_proposes("zzzzzzzzzzzzzzzzzzzzzzzzzz");
	expect_stanza("<reject", "<tie-break");
	assert_state(JINGLE_OFFERED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			jingle_test(test_requests),
			jingle_test(test_refusals_say_what_is_taken),
			jingle_test(test_target_refresh),
			jingle_test(test_of_another_dialog),
			jingle_test(test_not_ours),
			jingle_test(test_call_is_over),
			jingle_test(test_bye_of_this_server),
			jingle_test(test_phone_holds),
			jingle_test(test_client_holds),
			jingle_test(test_glare),
			jingle_test(test_refused_while_the_queue_is_full),
			jingle_test(test_glare_without_end),
			jingle_test(test_glare_and_theirs),
			jingle_test(test_answer_is_unreadable),
			jingle_test(test_change_is_refused),
			jingle_test(test_dialog_is_gone),
			jingle_test(test_phone_leaves_no_stream),
			jingle_test(test_transport_replace),
			jingle_test(test_content_remove),
			jingle_test(test_infos),
			jingle_test(test_all_are_there),
			jingle_test(test_phone_is_gone),
			jingle_test(test_phone_reconnects),
			jingle_test(test_phone_does_not_know_options),
			jingle_test(test_client_answers_no_info),
			jingle_test(test_client_is_gone),
			jingle_test(test_link_is_full_for_a_while),
			jingle_test(test_unavailable),
			jingle_test(test_migration),
			jingle_test(test_migration_is_refused),
			jingle_test(test_both_call),
			jingle_test(test_both_call_and_ours_wins),
			jingle_test(test_keys),
			jingle_test(test_keys_are_pressed),
			jingle_test(test_phone_offers_no_codec),
			jingle_test(test_relay_hears_it_back),
			jingle_test(test_relay_refuses_an_offer),
			jingle_test(test_media_are_gone),
	};

	return cmocka_run_group_tests(tests, jingle_up, NULL);
}
