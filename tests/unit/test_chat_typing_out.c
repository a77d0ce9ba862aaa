/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An XMPP user types: phones that take isComposing (RFC 3994) are told, so often
 * and no more, and no others. */
/* module: xmpp_chat */
/* fake: core tm link gateway */
/* links: modules/xmpp_link/link_timer.c */
/* libs: zlib */

#include "chat_fake.h"
#include "../../modules/xmpp_chat/chat_phone.h"

#define CHATSTATES "xmlns='http://jabber.org/protocol/chatstates'"
#define COMPOSING "Content-Type: application/im-iscomposing+xml\r\n"
#define REFRESH 60000

/* of each test another contact: what is known of one lasts */
static char contact[64];
static int contacts;

static void contact_that_takes(unsigned takes)
{
	str jid = {contact, 0};

	jid.len =
			snprintf(contact, sizeof(contact), "3%03d@gw.example", contacts++);
	xmpp_chat_phone_takes(&jid, takes);
}

static void client_is(const char *state)
{
	fake_stanza_in("<message type='chat' from='" ROMEO
				   "' to='%s'><%s " CHATSTATES "/></message>",
			contact, state);
	fake_run();
}

static void talks(void)
{
	writes_to(contact, "first", "hello", "");
	expect_sip("\r\n\r\nhello");
	phone_answers(200);
}

static void expect_phone_told(const char *state)
{
	char element[64];

	snprintf(element, sizeof(element), "<state>%s</state>", state);
	expect_sip("MESSAGE sip:3", COMPOSING, element);
	expect_no_sip();
}

static void test_told(void **state)
{
	(void)state;
	contact_that_takes(CHAT_TAKES_COMPOSING);
	client_is("composing"); /* out of the blue: section 7 */
	expect_no_sip();
	talks();
	client_is("composing");
	expect_sip(COMPOSING, "<state>active</state>", "<refresh>90</refresh>",
			"<contenttype>text/plain</contenttype>");
	phone_answers(200);
	client_is("composing");
	expect_no_sip();
	client_is("paused");
	expect_phone_told("idle");
	phone_answers(200);
	client_is("paused");
	client_is("active");
	client_is("inactive");
	client_is("gone");
	expect_no_sip();
	client_is("composing");
	expect_phone_told("active");
	client_is("gone"); /* before the answer: it waits for that */
	expect_no_sip();
	phone_answers(200);
	expect_phone_told("idle");
	phone_answers(200);
	expect_no_stanza();
}

/* section 3.3 */
static void test_text_ends_it(void **state)
{
	(void)state;
	contact_that_takes(CHAT_TAKES_COMPOSING);
	talks();
	client_is("composing");
	expect_phone_told("active");
	phone_answers(200);
	writes_to(contact, "a", "done", ""); /* with a state or without */
	expect_sip("\r\n\r\ndone");
	phone_answers(200);
	fake_pass(2 * REFRESH);
	expect_no_sip();
	client_is("composing");
	expect_phone_told("active");
	phone_answers(200);
	writes_to(contact, "b", "again", "<active " CHATSTATES "/>");
	expect_sip("\r\n\r\nagain");
	expect_no_sip();
	client_is("composing"); /* the text has no answer yet */
	expect_no_sip();
	phone_answers(200);
}

/* said again, but not for ever: a client may vanish */
static void test_refresh(void **state)
{
	int i;

	(void)state;
	contact_that_takes(CHAT_TAKES_COMPOSING);
	talks();
	client_is("composing");
	expect_phone_told("active");
	phone_answers(200);
	for(i = 0; i < 5; i++) {
		fake_pass(REFRESH - 1000);
		expect_no_sip();
		fake_pass(1100);
		expect_phone_told("active");
		phone_answers(200);
	}
	fake_pass(3 * REFRESH);
	expect_no_sip();
	client_is("composing");
	expect_phone_told("active");
	phone_answers(200);
	xmpp_chat_numbers.typing = 0;
	fake_pass(REFRESH + 100);
	expect_no_sip();
	client_is("composing");
	expect_no_sip();
}

/* section 4 */
static void test_refused(void **state)
{
	static const int codes[] = {415, 405, 501};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		contact_that_takes(CHAT_TAKES_COMPOSING);
		talks();
		client_is("composing");
		expect_phone_told("active");
		phone_answers(codes[i]);
		client_is("paused");
		client_is("composing");
		fake_pass(2 * REFRESH);
		expect_no_sip();
		expect_no_stanza();
		writes_to(contact, "a", "text", "");
		expect_sip("\r\n\r\ntext");
		phone_answers(200);
	}
	contact_that_takes(CHAT_TAKES_CPIM);
	talks();
	client_is("composing");
	expect_no_sip();
}

/* each costs a MESSAGE */
static void test_rate(void **state)
{
	int i, sent = 0;

	(void)state;
	contact_that_takes(CHAT_TAKES_COMPOSING);
	talks();
	fake_pass(REFRESH);
	for(i = 0; i < 50; i++) {
		client_is(i % 2 == 0 ? "composing" : "paused");
		sent += fake_answer("MESSAGE", 200, "", NULL) == 1;
		fake_run();
	}
	assert_int_equal(sent, 20);
	fake_queues_clear();
	fake_pass(REFRESH);
	client_is("composing");
	expect_phone_told("active");
	phone_answers(200);
}

/* the pair is there once, with the user's name in any case */
static void test_names(void **state)
{
	(void)state;
	contact_that_takes(CHAT_TAKES_COMPOSING);
	talks();
	fake_stanza_in(
			"<message type='chat' from='romeo@XMPP.example/other' to='%s'>"
			"<composing " CHATSTATES "/></message>",
			contact);
	fake_run();
	expect_phone_told("active");
	phone_answers(200);
	client_is("composing");
	expect_no_sip();
}

static int up(void **state)
{
	(void)state;
	chat_start();
	return chat_init();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			chat_test(test_told),
			chat_test(test_text_ends_it),
			chat_test(test_refresh),
			chat_test(test_refused),
			chat_test(test_rate),
			chat_test(test_names),
	};

	return cmocka_run_group_tests(tests, up, NULL);
}
