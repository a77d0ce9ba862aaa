/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Texts of XMPP users to SIP: each has one end, whatever SIP answers or does not,
 * in which order notifications and answers come, and whatever is full. */
/* module: xmpp_chat */
/* fake: core tm link gateway */
/* links: modules/xmpp_link/link_timer.c */
/* libs: zlib */

#include "chat_fake.h"
#include "../../modules/xmpp_chat/chat_delivered.h"
#include "../../modules/xmpp_chat/chat_pv.h"

static void expect_error(
		const char *id, const char *condition, const char *type)
{
	char of_id[64], of_condition[64], of_type[64];

	snprintf(of_id, sizeof(of_id), "id='%s'", id);
	snprintf(of_condition, sizeof(of_condition), "<%s ", condition);
	snprintf(of_type, sizeof(of_type), "type='%s'", type);
	expect_stanza("type='error'", "from='" PHONE "'", "to='" ROMEO "'", of_id,
			of_condition, of_type);
	expect_no_stanza();
}

static void expect_receipt(const char *id)
{
	char received[64];

	snprintf(received, sizeof(received), "id='%s'/>", id);
	expect_stanza("from='" PHONE "'", "to='" ROMEO "'",
			"<received xmlns='urn:xmpp:receipts'", received);
	expect_no_stanza();
}

static void test_request(void **state)
{
	(void)state;
	writes("a", "eins\nzwei");
	expect_sip("MESSAGE sip:1001@sip.example SIP/2.0",
			"From: <sip:romeo@xmpp.example>;tag=", "\r\nP-XMPP-Chat: ",
			"Content-Type: text/plain;charset=UTF-8\r\n",
			"\r\n\r\neins\r\nzwei");
	expect_no_sip();
	phone_answers(200);
	expect_receipt("a");
}

/* RFC 3428 section 7: 202 is no delivery; without a request there is no receipt */
static void test_silent(void **state)
{
	(void)state;
	writes("a", "x");
	phone_answers(202);
	writes_to(PHONE, "b", "x", "");
	phone_answers(200);
	xmpp_chat_numbers.receipt_on_200 = 0;
	writes("c", "x");
	phone_answers(200);
	expect_no_stanza();
}

static void test_failures(void **state)
{
	(void)state;
	writes("a", "x");
	phone_answers(486);
	expect_error("a", "recipient-unavailable", "wait");
	writes("b", "x");
	assert_int_equal(fake_answer_none("MESSAGE"), 1);
	fake_run();
	expect_error("b", "remote-server-timeout", "wait");
	writes("c", "x");
	fake_pass(xmpp_chat_numbers.answer_timeout + 10);
	expect_error("c", "remote-server-timeout", "wait");
	phone_answers(200); /* too late */
	expect_no_stanza();
	fake_tm_faults.send = 1;
	writes("d", "x");
	expect_error("d", "internal-server-error", "wait");
	fake_tm_faults.send = 0;
	fake_tm_faults.drop = 1;
	writes("e", "x");
	expect_error("e", "internal-server-error", "wait");
}

/* RFC 3428 section 8 */
static void test_one_at_a_time(void **state)
{
	int i;
	char id[8];

	(void)state;
	xmpp_chat_numbers.queue_max = 2;
	writes("a", "first");
	writes("b", "second");
	writes("c", "third");
	writes("d", "too many");
	expect_error("d", "resource-constraint", "wait");
	writes_to("1002@gw.example", "e", "elsewhere", "");
	expect_sip("\r\n\r\nfirst");
	expect_sip("MESSAGE sip:1002@", "\r\n\r\nelsewhere");
	expect_no_sip();
	phone_answers(200);
	expect_receipt("a");
	expect_sip("\r\n\r\nsecond");
	phone_answers(200); /* of 1002 */
	phone_answers(480);
	expect_error("b", "recipient-unavailable", "wait");
	expect_sip("\r\n\r\nthird");
	expect_no_sip();
	phone_answers(200);
	expect_receipt("c");
	for(i = 0; i < 3; i++) {
		snprintf(id, sizeof(id), "f%d", i);
		writes(id, "x");
	}
	fake_queues_clear();
	fake_tm_faults.send = 1; /* the two that wait cannot be sent */
	phone_answers(200);
	expect_stanza("<received");
	expect_stanza("id='f1'", "internal-server-error");
	expect_stanza("id='f2'", "internal-server-error");
	expect_no_stanza();
}

static void test_limits(void **state)
{
	(void)state;
	xmpp_chat_numbers.rate = 2;
	writes("a", "x");
	phone_answers(202);
	writes("b", "x");
	phone_answers(202);
	writes("c", "x");
	expect_error("c", "resource-constraint", "wait");
	assert_has(fake_log(), "parameter rate");
	fake_pass(61000);
	xmpp_chat_numbers.max_open = 1;
	writes("d", "x");
	writes("e", "x");
	expect_error("e", "resource-constraint", "wait");
	phone_answers(202);
	expect_no_stanza();
}

/* The fallback body of an encrypted text is nobody's text */
static void test_encrypted(void **state)
{
	(void)state;
	writes_to(PHONE, "a", "[This message is OMEMO encrypted]",
			"<encrypted xmlns='eu.siacs.conversations.axolotl'>"
			"<header sid='1'/><payload>a</payload></encrypted>");
	expect_error("a", "not-acceptable", "modify");
	writes_to(PHONE, "b", "x", "<x xmlns='jabber:x:encrypted'>a</x>");
	expect_error("b", "not-acceptable", "modify");
	fake_stanza_in("<message from='" ROMEO "' to='" PHONE "' id='k'>"
				   "<encrypted xmlns='eu.siacs.conversations.axolotl'>"
				   "<header sid='1'/></encrypted></message>");
	expect_no_stanza();
	expect_no_sip();
}

/* No error for what nobody reads (RFC 6121 section 8.5) */
static void test_no_text(void **state)
{
	(void)state;
	fake_stanza_in("<message type='chat' from='" ROMEO "' to='" PHONE "'>"
				   "<composing xmlns='http://jabber.org/protocol/chatstates'/>"
				   "</message>");
	fake_stanza_in("<message type='headline' from='" ROMEO "' to='" PHONE "'>"
				   "<body>x</body></message>");
	fake_stanza_in("<message type='error' from='" ROMEO "' to='" PHONE
				   "' id='q'><body>x</body><error type='cancel'>"
				   "<gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
				   "</message>");
	fake_stanza_in("<message type='chat' from='" ROMEO "' to='gw.example'>"
				   "<body>x</body></message>");
	fake_run();
	expect_no_stanza();
	expect_no_sip();
}

/* as of a room where no phone can be; what is old, or says nothing, is left */
static void test_group(void **state)
{
	static const char *const silent[] = {"<subject>x</subject>",
			"<active xmlns='http://jabber.org/protocol/chatstates'/>",
			"<body>x</body><delay xmlns='urn:xmpp:delay' stamp='2026-01-01'/>"};
	size_t i;

	(void)state;
	fake_stanza_in("<message type='groupchat' from='cafe@other.example/R' "
				   "to='" PHONE "/gateway' id='g'><body>x</body></message>");
	fake_run();
	expect_stanza("type='error'", "from='" PHONE "/gateway'",
			"to='cafe@other.example/R'", "id='g'", "<not-acceptable ");
	for(i = 0; i < sizeof(silent) / sizeof(silent[0]); i++)
		fake_stanza_in("<message type='groupchat' "
					   "from='cafe@other.example/R' to='" PHONE
					   "/gateway' id='g'>%s</message>",
				silent[i]);
	fake_run();
	expect_no_stanza();
	expect_no_sip();
}

/* RFC 3428 section 8: 1300 bytes of the whole request */
static void test_size(void **state)
{
	char text[1400];
	str split = str_init("split"), tcp = str_init("tcp");

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	writes("a", text);
	expect_error("a", "policy-violation", "modify");
	expect_no_sip();
	xmpp_chat_conf.message_large = tcp;
	writes("b", text);
	expect_sip("\r\n\r\nxxx");
	phone_answers(200);
	expect_receipt("b");
	xmpp_chat_conf.message_large = split;
	writes("c", text);
	expect_sip("\r\n\r\n(1/3) xxx");
	expect_no_sip();
	phone_answers(200);
	expect_no_stanza();
	expect_sip("\r\n\r\n(2/3) xxx");
	phone_answers(202);
	expect_sip("\r\n\r\n(3/3) xxx");
	phone_answers(200);
	expect_no_stanza(); /* one of them is not delivered */
	writes("d", text);
	phone_answers(200);
	phone_answers(480);
	fake_queues_take();
	assert_non_null(fake_find(fake_stanza_queue, "<message", "Part 2 of 3"));
	assert_int_equal(fake_answer("MESSAGE", 200, "", NULL), 0);
}

static const char *route_text;
static int route_code, route_drops;

static int on_text(sip_msg_t *msg)
{
	pv_spec_t spec;
	str name = str_init("text"), code = str_init("code");
	pv_value_t value;

	memset(&spec, 0, sizeof(spec));
	memset(&value, 0, sizeof(value));
	if(route_text != NULL) {
		assert_int_equal(xmpp_chat_pv_parse(&spec, &name), 0);
		value.flags = PV_VAL_STR;
		value.rs.s = (char *)route_text;
		value.rs.len = (int)strlen(route_text);
		xmpp_chat_pv_set(msg, &spec.pvp, 0, &value);
	}
	if(route_code != 0) {
		assert_int_equal(xmpp_chat_pv_parse(&spec, &code), 0);
		value.flags = PV_TYPE_INT | PV_VAL_INT;
		value.ri = route_code;
		xmpp_chat_pv_set(msg, &spec.pvp, 0, &value);
	}
	return route_drops ? -1 : 0;
}

/* the module finds its routes at its start: this program has one */
static void test_route(void **state)
{
	(void)state;
	route_text = "other\ntext";
	writes("a", "x");
	expect_sip("\r\n\r\nother\r\ntext");
	phone_answers(200);
	expect_receipt("a");
	route_text = NULL;
	route_code = 404;
	writes("b", "x");
	expect_error("b", "item-not-found", "cancel");
	route_code = 0;
	route_drops = 1;
	writes("c", "x");
	route_drops = 0;
	expect_no_stanza();
	expect_no_sip();
}

/* --- notifications of the phone (RFC 5438) --------------------------------------------- */

/* text/plain: Linphone names the Call-ID, and sends it bare */
static void phone_notifies(const char *callid, const char *status)
{
	static int n;
	char body[1024], own[32];

	snprintf(body, sizeof(body),
			"<?xml version='1.0'?><imdn xmlns='urn:ietf:params:xml:ns:imdn'>"
			"<message-id>%s</message-id><datetime>2026-01-01T00:00:00Z"
			"</datetime>%s</imdn>",
			callid, status);
	snprintf(own, sizeof(own), "imdn%d", n++);
	phone_writes("romeo@xmpp.example", own,
			"Content-Type: message/imdn+xml\r\n", body);
	assert_has(fake_find(fake_sip_queue, "SIP/2.0 200", own), "200 OK");
}

#define DELIVERED                                          \
	"<delivery-notification><status><delivered/></status>" \
	"</delivery-notification>"
#define DISPLAYED                                         \
	"<display-notification><status><displayed/></status>" \
	"</display-notification>"
#define FAILED                                          \
	"<delivery-notification><status><failed/></status>" \
	"</delivery-notification>"
#define MARKABLE "<markable xmlns='urn:xmpp:chat-markers:0'/>"

static const char *callid_of(const char *request)
{
	static char callid[64];
	const char *at = strstr(request, "\r\nCall-ID: ");

	assert_non_null(at);
	assert_int_equal(sscanf(at, "\r\nCall-ID: %63s", callid), 1);
	return callid;
}

/* it may be faster than the answer */
static void test_notified(void **state)
{
	char first[64], second[64];

	(void)state;
	writes_to(PHONE, "a", "x", REQUEST MARKABLE);
	strcpy(first, callid_of(fake_sip()));
	phone_notifies(first, DELIVERED);
	expect_receipt("a");
	phone_answers(200);
	phone_notifies(first, DELIVERED); /* another phone of the same user */
	expect_no_stanza();
	phone_notifies(first, DISPLAYED);
	expect_stanza("<displayed", "id='a'");
	phone_notifies(first, DISPLAYED);
	expect_no_stanza();
	fake_queues_take();
	writes("b", "x");
	strcpy(second, callid_of(fake_sip()));
	assert_string_not_equal(first, second);
	phone_notifies(second, FAILED);
	expect_stanza("type='error'", "id='b'", "recipient-unavailable");
	phone_answers(480); /* as Linphone does both */
	expect_no_stanza();
	phone_notifies(second, DELIVERED);
	expect_receipt("b");
	phone_notifies("unknown", DELIVERED);
	expect_no_stanza();
}

/* XEP-0066: the address is the text, once; what is none is named */
static void test_file(void **state)
{
	static const char oob[] =
			"<x xmlns='jabber:x:oob'><url>https://u.example/1</url></x>";

	(void)state;
	writes_to(PHONE, "a", "https://u.example/1", oob);
	expect_sip("MESSAGE ", "\r\n\r\nhttps://u.example/1");
	phone_answers(200);
	fake_stanza_in("<message type='chat' from='" ROMEO "' to='" PHONE
				   "' id='b'><x xmlns='jabber:x:oob'><url>file:///x</url></x>"
				   "</message>");
	fake_run();
	expect_error("b", "not-acceptable", "modify");
	expect_no_sip();
}

/* XEP-0424: in words of ours; what the client writes for others is not sent */
static void test_retracted(void **state)
{
	static const char retract[] =
			"<retract xmlns='urn:xmpp:message-retract:1' id='x'/>"
			"<fallback xmlns='urn:xmpp:fallback:0' "
			"for='urn:xmpp:message-retract:1'/>";

	(void)state;
	writes_to(PHONE, "a", "retracts, but it is unsupported", retract);
	expect_sip("MESSAGE ", "\r\n\r\n[deleted a message]");
	phone_answers(200);
	xmpp_chat_conf.retraction.len = 0;
	writes_to(PHONE, "b", "retracts, but it is unsupported", retract);
	xmpp_chat_conf.retraction = conf_usual.retraction;
	expect_no_sip();
	expect_no_stanza();
}

/* it was kept for the phone, which has taken it now: the script says so */
static void test_kept(void **state)
{
	str from = str_init("sip:romeo@xmpp.example");
	str phone = str_init("sip:1001@sip.example");
	str other = str_init("sip:1002@sip.example"), short_one = str_init("abc");
	str callid;

	(void)state;
	writes("a", "x");
	callid.s = (char *)callid_of(fake_sip());
	callid.len = (int)strlen(callid.s);
	phone_answers(202);
	expect_no_stanza();
	assert_int_equal(xmpp_chat_delivered(NULL, &callid, &from, &other), 1);
	fake_run();
	expect_no_stanza();
	assert_int_equal(xmpp_chat_delivered(NULL, &callid, &from, &phone), 1);
	fake_run();
	expect_receipt("a");
	assert_int_equal(xmpp_chat_delivered(NULL, &callid, &from, &phone), 1);
	fake_run();
	expect_no_stanza();
	assert_int_equal(xmpp_chat_delivered(NULL, &short_one, &from, &phone), -1);
	fake_link.post_full = 1;
	assert_int_equal(xmpp_chat_delivered(NULL, &callid, &from, &phone), -1);
}

/* about a text to somebody else */
static void test_notified_by_a_stranger(void **state)
{
	(void)state;
	writes_to("1002@gw.example", "a", "x", REQUEST);
	phone_notifies(callid_of(fake_sip()), DELIVERED);
	expect_no_stanza();
	assert_has(fake_log(), "sip:1001@sip.example notifies XMPP user "
						   "romeo@xmpp.example of a text that was sent to");
	phone_answers(202);
}

static int up(void **state)
{
	(void)state;
	chat_start();
	fake_event_route("xmpp-chat:message", on_text);
	return chat_init();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			chat_test(test_request),
			chat_test(test_silent),
			chat_test(test_failures),
			chat_test(test_one_at_a_time),
			chat_test(test_limits),
			chat_test(test_encrypted),
			chat_test(test_no_text),
			chat_test(test_group),
			chat_test(test_size),
			chat_test(test_route),
			chat_test(test_notified),
			chat_test(test_notified_by_a_stranger),
			chat_test(test_kept),
			chat_test(test_retracted),
			chat_test(test_file),
	};

	return cmocka_run_group_tests(tests, up, NULL);
}
