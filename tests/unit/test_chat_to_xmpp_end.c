/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Texts of phones to XMPP users: each MESSAGE has one answer, which says no more
 * than is known; one that comes again has the same. */
/* module: xmpp_chat */
/* fake: core tm link gateway */
/* links: modules/xmpp_link/link_timer.c */
/* libs: zlib */

#include "chat_fake.h"

#define BARE "romeo@xmpp.example"
#define LOCAL_WAIT 100

static void expect_code(const char *callid, const char *code)
{
	char id[64];

	snprintf(id, sizeof(id), "Call-ID: %s\r\n", callid);
	expect_sip(code, id, "To: <sip:", ";tag=");
	expect_no_sip();
}

/* the stanza, and the ping behind it; return the stanza's id */
static const char *expect_stanzas(const char *text)
{
	const char *stanza = fake_stanza();
	static char id[64];

	assert_has(stanza, "<message ", "type='chat'",
			"from='1001@gw.example/gateway'", "to='" BARE "'", text);
	snprintf(id, sizeof(id), "%s", id_in(stanza));
	expect_stanza("<iq type='get'", "from='1001@gw.example/gateway'",
			"to='" BARE "'", "<ping xmlns='urn:xmpp:ping'/>");
	expect_no_stanza();
	return id;
}

static void returned(const char *id, const char *type, const char *condition)
{
	fake_stanza_in("<message type='error' from='" BARE "' "
				   "to='1001@gw.example/gateway' id='%s'><error type='%s'>"
				   "<%s xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
				   "</message>",
			id, type, condition);
	fake_run();
}

static void received(const char *id)
{
	fake_stanza_in("<message from='" ROMEO "' to='1001@gw.example/gateway' "
				   "id='r'><received xmlns='urn:xmpp:receipts' id='%s'/>"
				   "</message>",
			id);
	fake_run();
}

static void pong(const char *error)
{
	assert_int_equal(fake_iq_answer(error), 1);
	fake_pass(LOCAL_WAIT + 10);
}

/* RFC 3428 section 7: 202, since it is in another domain */
static void test_accepted(void **state)
{
	(void)state;
	phone_writes(BARE, "a", PLAIN_TEXT, "eins\r\n<zwei> & drei");
	expect_stanzas("<body>eins\n&lt;zwei&gt; &amp; drei</body>");
	expect_no_sip();
	assert_int_equal(fake_iq_answer(""), 1);
	fake_pass(LOCAL_WAIT / 2);
	expect_no_sip();
	fake_pass(LOCAL_WAIT);
	expect_code("a", "SIP/2.0 202 Accepted");
	phone_writes(BARE, "b", PLAIN_TEXT, "x");
	expect_stanzas("<body>x</body>");
	pong("<error type='cancel'/>"); /* it was dealt with all the same */
	expect_code("b", "SIP/2.0 202 ");
}

static void test_received(void **state)
{
	const char *id;

	(void)state;
	phone_writes(BARE, "a", PLAIN_TEXT, "x");
	id = expect_stanzas("x");
	received(id);
	expect_code("a", "SIP/2.0 200 OK");
	assert_int_equal(fake_iqs(), 0); /* nobody waits for the pong any more */
	received(id);
	returned(id, "cancel", "service-unavailable");
	expect_no_sip();
}

/* what the standard does not tell apart is told as what may pass */
static void test_returned(void **state)
{
	static const struct
	{
		const char *condition, *code;
	} cases[] = {{"service-unavailable", "SIP/2.0 480 "},
			{"remote-server-not-found", "SIP/2.0 404 "},
			{"remote-server-timeout", "SIP/2.0 504 "},
			{"not-acceptable", "SIP/2.0 403 "}};
	char callid[8];
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(callid, sizeof(callid), "a%zu", i);
		phone_writes(BARE, callid, PLAIN_TEXT, "x");
		returned(expect_stanzas("x"), "cancel", cases[i].condition);
		expect_code(callid, cases[i].code);
	}
	/* behind the pong, but before its answer */
	phone_writes(BARE, "b", PLAIN_TEXT, "x");
	returned(expect_stanzas("x"), "wait", "recipient-unavailable");
	expect_code("b", "SIP/2.0 480 ");
}

/* of somebody else's text, or after the end */
static void test_returned_by_others(void **state)
{
	unsigned long late = xmpp_chat_counted(CHAT_STAT_LATE);
	char id[64];

	(void)state;
	phone_writes(BARE, "a", PLAIN_TEXT, "x");
	strcpy(id, expect_stanzas("x"));
	fake_stanza_in("<message type='error' from='mallory@xmpp.example' "
				   "to='1001@gw.example/gateway' id='%s'><error type='cancel'>"
				   "<gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
				   "</error></message>",
			id);
	fake_run();
	expect_no_sip();
	pong("");
	expect_code("a", "SIP/2.0 202 ");
	fake_pass(6000);
	returned(id, "wait", "recipient-unavailable"); /* no proof by then */
	assert_int_equal(xmpp_chat_counted(CHAT_STAT_LATE), late);
	returned(id, "cancel", "service-unavailable");
	returned(id, "cancel", "service-unavailable"); /* one for each device */
	assert_int_equal(xmpp_chat_counted(CHAT_STAT_LATE), late + 1);
	expect_no_sip();
}

/* nothing is acknowledged that is only held here */
static void test_no_stream(void **state)
{
	(void)state;
	fake_link.down = 1;
	phone_writes(BARE, "a", PLAIN_TEXT, "x");
	expect_no_stanza();
	expect_sip("SIP/2.0 503 ", "\r\nRetry-After: 15\r\n");
	fake_link.down = 0;
	phone_writes(BARE, "b", PLAIN_TEXT, "x");
	expect_stanzas("x");
	fake_stream(0);
	fake_run();
	expect_code("b", "SIP/2.0 504 ");
	fake_stream(1);
	/* RFC 6120 section 10.1: what came before the ping was dealt with */
	phone_writes(BARE, "f", PLAIN_TEXT, "x");
	expect_stanzas("x");
	assert_int_equal(fake_iq_answer(""), 1);
	fake_stream(0);
	fake_run();
	expect_code("f", "SIP/2.0 202 ");
	fake_stream(1);
	phone_writes(BARE, "c", PLAIN_TEXT, "x");
	expect_stanzas("x");
	fake_pass(xmpp_chat_numbers.ping_timeout + 10);
	expect_code("c", "SIP/2.0 504 ");
	fake_link.full = 1;
	phone_writes(BARE, "d", PLAIN_TEXT, "x");
	expect_code("d", "SIP/2.0 500 ");
	fake_link.full = 0;
	fake_link.post_full = 1;
	phone_writes(BARE, "e", PLAIN_TEXT, "x");
	expect_sip("SIP/2.0 503 ", "Retry-After: ");
	expect_no_stanza();
}

/* other servers: the order says nothing, their time does */
static void test_foreign(void **state)
{
	(void)state;
	phone_writes("juliet@other.example", "a", PLAIN_TEXT, "x");
	expect_stanza("to='juliet@other.example'");
	expect_no_stanza();
	fake_pass(xmpp_chat_numbers.foreign_wait - 100);
	expect_no_sip();
	fake_pass(200);
	expect_code("a", "SIP/2.0 202 ");
}

static void test_again(void **state)
{
	char id[64];

	(void)state;
	phone_writes(BARE, "a", PLAIN_TEXT, "x");
	strcpy(id, expect_stanzas("x"));
	phone_writes(BARE, "a", PLAIN_TEXT, "x"); /* by another path */
	expect_no_stanza();
	expect_no_sip();
	pong("");
	expect_sip("SIP/2.0 202 ", "Call-ID: a\r\n");
	expect_sip("SIP/2.0 202 ", "Call-ID: a\r\n");
	fake_pass(20000);
	phone_writes(BARE, "a", PLAIN_TEXT, "x");
	expect_code("a", "SIP/2.0 202 ");
	expect_no_stanza();
	fake_pass(xmpp_chat_numbers.duplicates + 1000);
	phone_writes(BARE, "a", PLAIN_TEXT, "x");
	assert_string_equal(id, expect_stanzas("x")); /* the same message */
	pong("");
	expect_code("a", "SIP/2.0 202 ");
}

static void test_refused_at_once(void **state)
{
	(void)state;
	phone_writes(BARE, "a", "Content-Type: image/png\r\n", "x");
	expect_sip("SIP/2.0 415 ", "\r\nAccept: text/plain");
	phone_writes(BARE, "b", PLAIN_TEXT "Content-Encoding: br\r\n", "x");
	expect_sip("SIP/2.0 415 ", "\r\nAccept-Encoding: deflate");
	phone_writes("xmpp.example", "c", PLAIN_TEXT, "x");
	expect_sip("SIP/2.0 404 ");
	phone_writes(BARE, "d", PLAIN_TEXT "Require: nothing\r\n", "x");
	expect_sip("SIP/2.0 420 ", "\r\nUnsupported: nothing\r\n");
	phone_writes(BARE, "e",
			PLAIN_TEXT "Date: Sat, 13 Nov 2010 23:29:00 GMT\r\n"
					   "Expires: 60\r\n",
			"x");
	expect_sip("SIP/2.0 480 ");
	phone_writes(BARE, "f", PLAIN_TEXT, "");
	expect_sip("SIP/2.0 200 ");
	xmpp_chat_numbers.text_max = 100;
	phone_writes(BARE, "g", PLAIN_TEXT,
			"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
			"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
			"x");
	expect_sip("SIP/2.0 413 ");
	expect_no_stanza();
	expect_no_sip();
}

static void test_limits(void **state)
{
	(void)state;
	xmpp_chat_numbers.max_open = 1;
	phone_writes(BARE, "a", PLAIN_TEXT, "x");
	phone_writes(BARE, "b", PLAIN_TEXT, "x");
	expect_sip("SIP/2.0 503 ", "Call-ID: b\r\n", "Retry-After: ");
	assert_has(fake_log(), "max_open");
	pong("");
	expect_code("a", "SIP/2.0 202 ");
	xmpp_chat_numbers.max_open = 100;
	fake_pass(61000);
	xmpp_chat_numbers.rate = 1;
	phone_writes(BARE, "c", PLAIN_TEXT, "x");
	phone_writes(BARE, "d", PLAIN_TEXT, "x");
	expect_sip("SIP/2.0 503 ", "Call-ID: d\r\n");
	pong("");
	expect_code("c", "SIP/2.0 202 ");
}

/* an old text says when it was written; the contact as the user has it */
static void test_delayed(void **state)
{
	(void)state;
	fake_contact("1001%sip.example@gw.example");
	phone_writes(BARE, "a",
			PLAIN_TEXT "Date: Sat, 13 Nov 2010 23:29:00 GMT\r\n", "x");
	expect_stanza("from='1001%sip.example@gw.example/gateway'",
			"<delay xmlns='urn:xmpp:delay'", "stamp='2010-11-13T23:29:00Z'");
	pong("");
	fake_gateway_clear();
	expect_code("a", "SIP/2.0 202 ");
}

/* --- notifications to the phone (RFC 5438) --------------------------------------------- */

#define CPIM                                                           \
	"From: <sip:1001@sip.example>\r\nTo: <sip:romeo@xmpp.example>\r\n" \
	"DateTime: 2026-01-01T00:00:00Z\r\n"                               \
	"NS: imdn <urn:ietf:params:imdn>\r\nimdn.Message-ID: m1\r\n"       \
	"imdn.Disposition-Notification: positive-delivery, "               \
	"negative-delivery, display\r\n\r\n"                               \
	"Content-Type: text/plain;charset=UTF-8\r\n\r\nx"

#define TYPE_CPIM "Content-Type: message/cpim\r\n"

static const char *writes_cpim(const char *callid)
{
	const char *stanza;
	static char id[64];

	phone_writes(BARE, callid, TYPE_CPIM, CPIM);
	stanza = fake_stanza();
	assert_has(stanza, "<body>x</body>", "<request xmlns='urn:xmpp:receipts'",
			"<markable xmlns='urn:xmpp:chat-markers:0'");
	snprintf(id, sizeof(id), "%s", id_in(stanza));
	expect_stanza("<ping ");
	pong("");
	expect_code(callid, "SIP/2.0 202 ");
	return id;
}

static void expect_notification(const char *status)
{
	expect_sip("MESSAGE sip:1001@sip.example", "From: <sip:romeo@xmpp.example>",
			"Content-Type: message/cpim\r\n", "message/imdn+xml",
			"<message-id>m1</message-id>", "2026-01-01T00:00:00Z", status);
	expect_no_sip();
	phone_answers(480); /* nobody is told */
	expect_no_stanza();
}

static void test_notifies(void **state)
{
	const char *id = writes_cpim("a");

	(void)state;
	received(id);
	expect_notification("<delivered/>");
	received(id); /* another device */
	expect_no_sip();
	fake_stanza_in("<message from='" ROMEO "' to='1001@gw.example/gateway' "
				   "id='r'><displayed xmlns='urn:xmpp:chat-markers:0' "
				   "id='%s'/></message>",
			id);
	fake_run();
	expect_notification("<displayed/>");
	id = writes_cpim("b");
	returned(id, "cancel", "service-unavailable");
	expect_notification("<failed/>");
	returned(id, "cancel", "service-unavailable");
	expect_no_sip();
}

static void phone_asks(const char *name, const char *wants)
{
	char body[512];

	snprintf(body, sizeof(body),
			"From: <sip:1001@sip.example>\r\nTo: <sip:romeo@xmpp.example>\r\n"
			"NS: imdn <urn:ietf:params:imdn>\r\nimdn.Message-ID: %s\r\n"
			"imdn.Disposition-Notification: %s\r\n\r\n"
			"Content-Type: text/plain\r\n\r\nx",
			name, wants);
	phone_writes(BARE, name, TYPE_CPIM, body);
}

static void expect_told(const char *name, const char *status)
{
	char element[64];

	snprintf(element, sizeof(element), "<message-id>%s</message-id>", name);
	expect_sip("MESSAGE sip:1001@", element, status);
	expect_no_sip();
	phone_answers(200);
}

static void marked(const char *id)
{
	fake_stanza_in("<message from='" ROMEO "' to='1001@gw.example/gateway' "
				   "id='r'><displayed xmlns='urn:xmpp:chat-markers:0' "
				   "id='%s'/></message>",
			id);
	fake_run();
}

/* of what tests before this one have sent nothing is open */
static void all_read(void)
{
	phone_asks("read", "display");
	marked(id_in(fake_stanza()));
	while(fake_answer("MESSAGE", 200, "", NULL) == 1)
		fake_run();
	fake_pass(1000);
	fake_queues_take();
}

/* XEP-0333 section 4.2: a marker is for all before it; of each who asked */
static void test_marker(void **state)
{
	static const char *const wants[] = {
			"positive-delivery, display", "negative-delivery", "display"};
	char name[16], id[64], last[64];
	int i;

	(void)state;
	all_read();
	for(i = 0; i < 3; i++) {
		snprintf(name, sizeof(name), "k%d", i);
		phone_asks(name, wants[i]);
		strcpy(i == 1 ? id : last, id_in(fake_stanza()));
		expect_stanza("<ping ");
		pong("");
		expect_code(name, "SIP/2.0 202 ");
	}
	marked(id);
	expect_told("k0", "<delivered/>");
	expect_told("k0", "<displayed/>");
	expect_no_sip();
	marked(last);
	expect_told("k2", "<displayed/>");
	marked(last);
	returned(last, "cancel", "gone");
	expect_no_sip();
	phone_asks("k3", "display");
	returned(id_in(fake_stanza()), "cancel", "gone");
	expect_code("k3", "SIP/2.0 410 ");
	expect_stanza("<ping ");
	phone_asks("k4", "display");
	strcpy(id, id_in(fake_stanza()));
	marked(id);
	expect_sip("SIP/2.0 200 ", "Call-ID: k4\r\n"); /* it has k4, not k3 */
	expect_told("k4", "<displayed/>");
}

/* somebody comes back and reads: all of it is told, in its order, and a text of
 * theirs is not refused for that */
static void test_many_at_once(void **state)
{
	char name[16], id[64];
	int i;

	(void)state;
	all_read();
	xmpp_chat_numbers.queue_max = 1;
	for(i = 0; i < 20; i++) {
		snprintf(name, sizeof(name), "q%02d", i);
		phone_asks(name, "display");
		strcpy(id, id_in(fake_stanza()));
		expect_stanza("<ping ");
		pong("");
		expect_code(name, "SIP/2.0 202 ");
	}
	marked(id);
	writes("t", "thanks");
	expect_no_stanza();
	for(i = 0; i < 20; i++) {
		snprintf(name, sizeof(name), "q%02d", i);
		expect_told(name, "<displayed/>");
	}
	expect_sip("\r\n\r\nthanks");
	phone_answers(202);
}

/* --- who types (RFC 3994, XEP-0085) ------------------------------------------------------ */

static void phone_types(const char *state)
{
	static int n;
	char callid[16], body[256];

	snprintf(callid, sizeof(callid), "typing%d", n++);
	snprintf(body, sizeof(body),
			"<isComposing xmlns='urn:ietf:params:xml:ns:im-iscomposing'>"
			"<state>%s</state><refresh>60</refresh></isComposing>",
			state);
	phone_writes(BARE, callid,
			"Content-Type: application/im-iscomposing+xml\r\n", body);
	expect_code(callid, "SIP/2.0 200 ");
}

#define CHATSTATES "xmlns='http://jabber.org/protocol/chatstates'"

static void expect_state(const char *state)
{
	expect_stanza("from='1001@gw.example/gateway'", "to='" BARE "'", state,
			"<no-store ");
	expect_no_stanza();
}

static void test_typing(void **state)
{
	(void)state;
	fake_device(ROMEO, 0, "");
	phone_types("active");
	expect_no_stanza(); /* the client has sent none itself */
	fake_stanza_in("<message type='chat' from='" ROMEO "' to='" PHONE "'>"
				   "<active " CHATSTATES "/></message>");
	phone_types("active");
	expect_state("<composing " CHATSTATES "/>");
	phone_types("active"); /* a refresh */
	expect_no_stanza();
	phone_types("idle");
	expect_state("<paused " CHATSTATES "/>");
	phone_types("idle");
	expect_no_stanza();
	phone_types("active");
	expect_state("<composing ");
	fake_pass(61000);
	expect_state("<active ");
	phone_types("active");
	expect_state("<composing ");
	phone_writes(BARE, "a", PLAIN_TEXT, "x");
	expect_stanzas("x");
	pong("");
	expect_code("a", "SIP/2.0 202 ");
	fake_pass(61000); /* the text was its end */
	expect_no_stanza();
	xmpp_chat_numbers.typing = 0;
	phone_types("active");
	expect_no_stanza();
	xmpp_chat_numbers.typing = 1;
	fake_gateway_clear(); /* nobody is there: it would be stored */
	phone_types("active");
	expect_no_stanza();
}

/* --- memory that fails --------------------------------------------------------------- */

/* who cannot read the request says so to the script; else it is answered */
static void test_no_memory(void **state)
{
	int i, rc, answered = 0;
	char callid[8];

	(void)state;
	for(i = 1; i <= 24; i++) {
		snprintf(callid, sizeof(callid), "m%d", i);
		fake_memory_fail(i);
		rc = phone_writes_to(BARE, callid, PLAIN_TEXT, "x");
		fake_memory_fail(0);
		while(fake_iq_answer("") == 1)
			;
		fake_pass(LOCAL_WAIT + 10);
		if(rc < 0)
			continue;
		assert_non_null(fake_find(fake_sip_queue, "SIP/2.0 ", callid));
		answered++;
	}
	assert_true(answered > 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			chat_test(test_accepted),
			chat_test(test_received),
			chat_test(test_returned),
			chat_test(test_returned_by_others),
			chat_test(test_no_stream),
			chat_test(test_foreign),
			chat_test(test_again),
			chat_test(test_refused_at_once),
			chat_test(test_limits),
			chat_test(test_delayed),
			chat_test(test_notifies),
			chat_test(test_marker),
			chat_test(test_many_at_once),
			chat_test(test_typing),
			chat_test(test_no_memory),
	};

	chat_start();
	assert_int_equal(chat_init(), 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
