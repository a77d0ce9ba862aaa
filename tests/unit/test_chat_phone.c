/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What phones take beside text/plain: CPIM goes to those that show that they take
 * it, what one refuses comes again as text. */
/* module: xmpp_chat */
/* fake: core tm link gateway */
/* links: modules/xmpp_link/link_timer.c */
/* libs: zlib */

#include "chat_fake.h"
#include "../../modules/xmpp_chat/chat_phone.h"
#include "../../modules/xmpp_chat/chat_pv.h"

#define MARKABLE "<markable xmlns='urn:xmpp:chat-markers:0'/>"
#define CPIM_TYPE "Content-Type: message/cpim\r\n"
#define DAY (24 * 3600 * 1000)

/* of each test another contact: what is known of one lasts */
static char contact[64];
static int contacts;

static void other_contact(void)
{
	snprintf(contact, sizeof(contact), "2%03d@gw.example", contacts++);
}

static void asks(const char *id, const char *text)
{
	writes_to(contact, id, text, REQUEST MARKABLE);
}

static void expect_plain(const char *text)
{
	char body[256];

	snprintf(body, sizeof(body), "\r\n\r\n%s", text);
	expect_sip("Content-Type: text/plain;charset=UTF-8\r\n", body);
	expect_no_sip();
}

/* RFC 5438 section 7.1.1.3, as RFC 3862 section 2 has it; return its Message-ID */
static const char *expect_cpim(const char *text)
{
	const char *request = fake_sip();
	static char id[64], same[64];
	const char *at;

	assert_has(request, CPIM_TYPE,
			"From: <sip:romeo@xmpp.example>\r\nTo: <sip:",
			"\r\nNS: imdn <urn:ietf:params:imdn>\r\n",
			"\r\nContent-Type: text/plain; charset=UTF-8\r\n", text);
	at = strstr(request, "imdn.Message-ID: ");
	assert_non_null(at);
	assert_int_equal(sscanf(at, "imdn.Message-ID: %63s", id), 1);
	at = strstr(request, "\r\nCall-ID: ");
	assert_int_equal(sscanf(at, "\r\nCall-ID: %63s", same), 1);
	assert_string_equal(id, same);
	return id;
}

static void phone_answers_with(int code, const char *headers)
{
	assert_int_equal(fake_answer("MESSAGE", code, headers, NULL), 1);
	fake_run();
}

/* a phone that nothing is known of; one that has refused something and said then
 * what it takes */
static void test_named(void **state)
{
	(void)state;
	other_contact();
	asks("a", "eins");
	expect_plain("eins");
	phone_answers_with(415, "Accept: text/plain, message/cpim\r\n");
	expect_stanza("type='error'", "not-acceptable");
	asks("b", "zwei");
	expect_cpim("\r\n\r\nzwei");
	expect_no_sip();
	phone_answers(202);
	writes_to(contact, "c", "nothing asked", "");
	expect_plain("nothing asked");
	phone_answers(200);
	expect_no_stanza();
	xmpp_chat_numbers.cpim = 0;
	asks("d", "off");
	expect_plain("off");
	phone_answers(202);
}

/* what it asks for, one of them alone too */
static void test_asked(void **state)
{
	str jid;

	(void)state;
	other_contact();
	jid.s = contact;
	jid.len = (int)strlen(contact);
	xmpp_chat_phone_takes(&jid, CHAT_TAKES_CPIM);
	asks("a", "x");
	expect_sip("\r\nimdn.Disposition-Notification: positive-delivery, "
			   "negative-delivery, display\r\n");
	phone_answers(202);
	writes_to(contact, "b", "x", MARKABLE);
	expect_sip("\r\nimdn.Disposition-Notification: display\r\n");
	phone_answers(202);
	writes_to(contact, "c", "x", REQUEST);
	expect_sip("\r\nimdn.Disposition-Notification: positive-delivery, "
			   "negative-delivery\r\n");
	phone_answers(202);
}

/* 1.3.8: once again as text/plain at once, and the end is that one's */
static void test_refused(void **state)
{
	static const int codes[] = {415, 406, 488};
	char id[16];
	str jid;
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		other_contact();
		jid.s = contact;
		jid.len = (int)strlen(contact);
		xmpp_chat_phone_takes(&jid, CHAT_TAKES_CPIM);
		snprintf(id, sizeof(id), "a%zu", i);
		asks(id, "once more");
		expect_cpim("once more");
		phone_answers(codes[i]);
		expect_no_stanza();
		expect_plain("once more");
		phone_answers(200);
		expect_stanza("<received", id);
		expect_no_stanza();
		asks("b", "text now");
		expect_plain("text now");
		phone_answers(480);
		expect_stanza("type='error'", "id='b'");
	}
	/* for a day; whatever else it sends meanwhile */
	xmpp_chat_phone_takes(&jid, CHAT_TAKES_CPIM);
	assert_int_equal(xmpp_chat_phone_known(&jid), 0);
	fake_pass(DAY + 1000);
	assert_int_equal(xmpp_chat_phone_known(&jid), CHAT_TAKES_CPIM);
	asks("c", "refused for good");
	expect_cpim("refused for good");
	phone_answers(480); /* not for its type */
	expect_stanza("type='error'", "id='c'", "recipient-unavailable");
	expect_no_sip();
	asks("d", "both");
	phone_answers(415);
	phone_answers(415);
	expect_stanza("type='error'", "id='d'", "not-acceptable");
	expect_no_stanza();
	fake_queues_clear();
}

/* Linphone says of what it refuses that it failed, by a notification too */
static void test_failed_and_again(void **state)
{
	str jid = str_init(PHONE);
	char first[64], body[512];

	(void)state;
	xmpp_chat_phone_takes(&jid, CHAT_TAKES_CPIM);
	writes("a", "x");
	strcpy(first, expect_cpim("x"));
	phone_answers(488);
	snprintf(body, sizeof(body),
			"<?xml version='1.0'?><imdn xmlns='urn:ietf:params:xml:ns:imdn'>"
			"<message-id>%s</message-id><delivery-notification><status>"
			"<failed/></status></delivery-notification></imdn>",
			first);
	phone_writes("romeo@xmpp.example", "n1",
			"Content-Type: message/imdn+xml\r\n", body);
	expect_no_stanza();
	phone_answers(200);
	expect_stanza("<received", "id='a'");
	expect_no_stanza();
	fake_queues_clear();
}

/* what a phone has sent itself; for a month */
static void test_sent(void **state)
{
	str jid = str_init("1001@gw.example/gateway");

	(void)state;
	fake_pass(2 * DAY);
	assert_int_equal(xmpp_chat_phone_known(&jid), 0);
	phone_writes("romeo@xmpp.example", "s1", CPIM_TYPE,
			"From: <sip:1001@sip.example>\r\nTo: <sip:romeo@xmpp.example>\r\n"
			"\r\nContent-Type: text/plain\r\n\r\nhello");
	fake_iq_answer("");
	assert_int_equal(xmpp_chat_phone_known(&jid), CHAT_TAKES_CPIM);
	phone_writes("romeo@xmpp.example", "s2",
			"Content-Type: application/im-iscomposing+xml\r\n",
			"<isComposing xmlns='urn:ietf:params:xml:ns:im-iscomposing'>"
			"<state>active</state></isComposing>");
	assert_int_equal(xmpp_chat_phone_known(&jid),
			CHAT_TAKES_CPIM | CHAT_TAKES_COMPOSING);
	for(int i = 0; i < 31; i++)
		fake_pass(DAY);
	assert_int_equal(xmpp_chat_phone_known(&jid), 0);
	fake_queues_clear();
}

/* CPIM is longer: where there is no room for it, text is */
static void test_size(void **state)
{
	char text[600];
	str jid, split = str_init("split");

	(void)state;
	other_contact();
	jid.s = contact;
	jid.len = (int)strlen(contact);
	xmpp_chat_phone_takes(&jid, CHAT_TAKES_CPIM);
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	asks("a", text);
	expect_plain(text + 400);
	phone_answers(202);
	text[100] = '\0';
	asks("b", text);
	expect_cpim("\r\n\r\nxxx");
	phone_answers(202);
	xmpp_chat_conf.message_large = split;
	xmpp_chat_numbers.message_max = 600;
	asks("c", text);
	expect_plain("(1/");
	phone_answers(415);
	expect_stanza("type='error'", "id='c'");
	fake_queues_clear();
}

/* so many are known, those of last */
static void test_bounded(void **state)
{
	char name[64];
	str jid = {name, 0};
	int i;

	(void)state;
	for(i = 0; i <= 10000; i++) {
		jid.len = snprintf(name, sizeof(name), "b%d@gw.example", i);
		xmpp_chat_phone_takes(&jid, CHAT_TAKES_CPIM);
		if(i == 0)
			continue;
		jid.len = snprintf(name, sizeof(name), "B0@GW.example");
		xmpp_chat_phone_takes(&jid, CHAT_TAKES_COMPOSING);
	}
	assert_int_equal(xmpp_chat_phone_known(&jid),
			CHAT_TAKES_CPIM | CHAT_TAKES_COMPOSING);
	jid.len = snprintf(name, sizeof(name), "b1@gw.example");
	assert_int_equal(xmpp_chat_phone_known(&jid), 0);
	jid.len = snprintf(name, sizeof(name), "b2@gw.example");
	assert_int_equal(xmpp_chat_phone_known(&jid), CHAT_TAKES_CPIM);
}

static int route_cpim = -1;

static int on_text(sip_msg_t *msg)
{
	str name = str_init("cpim");
	pv_value_t value;
	pv_spec_t spec;

	if(route_cpim < 0)
		return 0;
	memset(&spec, 0, sizeof(spec));
	memset(&value, 0, sizeof(value));
	assert_int_equal(xmpp_chat_pv_parse(&spec, &name), 0);
	value.flags = PV_TYPE_INT | PV_VAL_INT;
	value.ri = route_cpim;
	xmpp_chat_pv_set(msg, &spec.pvp, 0, &value);
	return 0;
}

/* the operator knows more */
static void test_route(void **state)
{
	(void)state;
	other_contact();
	route_cpim = 1;
	asks("a", "one");
	expect_cpim("one");
	phone_answers(202);
	route_cpim = 0;
	asks("b", "two");
	expect_plain("two");
	phone_answers(202);
	route_cpim = 2;
	asks("c", "three");
	expect_plain("three");
	assert_has(fake_log(), "$xmpp_chat(cpim) cannot be set here");
	phone_answers(202);
	route_cpim = -1;
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
			chat_test(test_named),
			chat_test(test_asked),
			chat_test(test_refused),
			chat_test(test_failed_and_again),
			chat_test(test_sent),
			chat_test(test_size),
			chat_test(test_bounded),
			chat_test(test_route),
	};

	return cmocka_run_group_tests(tests, up, NULL);
}
