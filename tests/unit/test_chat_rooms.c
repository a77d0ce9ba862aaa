/* SPDX-License-Identifier: GPL-2.0-or-later */
/* SIP users in group chats (XEP-0045): a phone writes to a room and is in it;
 * its texts have one answer each, whatever the room says or does not. */
/* module: xmpp_chat */
/* fake: core tm link gateway */
/* links: modules/xmpp_link/link_timer.c */
/* libs: zlib */

#include "chat_fake.h"

#define ROOM "cafe@muc.example"
#define USER "xmlns='http://jabber.org/protocol/muc#user'"
#define SELF "<status code='110'/>"
#define TIMEOUT 10000

static void code_is(const char *callid, const char *code)
{
	char id[64];

	snprintf(id, sizeof(id), "Call-ID: %s\r\n", callid);
	expect_sip(code, id);
}

static void says(const char *callid, const char *text)
{
	phone_writes(ROOM, callid, PLAIN_TEXT, text);
}

static void presence(const char *nick, const char *type, const char *inside)
{
	fake_stanza_in("<presence from='" ROOM "/%s' to='1001@gw.example/gateway'"
				   "%s><x " USER "><item/>%s</x></presence>",
			nick, type, inside);
	fake_run();
}

static void error(const char *condition)
{
	fake_stanza_in("<presence from='" ROOM "/1001' type='error' "
				   "to='1001@gw.example/gateway'><error type='auth'><%s "
				   "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
				   "</presence>",
			condition);
	fake_run();
}

static void room_says(const char *nick, const char *id, const char *body)
{
	fake_stanza_in("<message type='groupchat' from='" ROOM "%s' id='%s' "
				   "to='1001@gw.example/gateway'>%s</message>",
			nick, id, body);
	fake_run();
}

static void expect_join(const char *nick)
{
	char to[128];

	snprintf(to, sizeof(to), "to='" ROOM "/%s'", nick);
	expect_stanza("<presence from='1001@gw.example/gateway'", to,
			"<x xmlns='http://jabber.org/protocol/muc'><history "
			"maxstanzas='0'/></x>");
}

static void expect_leave(void)
{
	expect_stanza(
			"<presence from='1001@gw.example/gateway'", "type='unavailable'");
}

/* the phone reads this line, and has it */
static void expect_line(const char *text)
{
	char body[2048];

	snprintf(body, sizeof(body), "\r\n\r\n%s", text);
	expect_sip("MESSAGE sip:1001@sip.example SIP/2.0", "From: <sip:" ROOM ">",
			body);
	phone_answers(200);
}

/* the text that is out; return its id */
static const char *expect_text(const char *text)
{
	const char *stanza = fake_stanza();
	static char id[64];

	assert_has(stanza, "type='groupchat'", "to='" ROOM "'", text);
	snprintf(id, sizeof(id), "%s", id_in(stanza));
	return id;
}

/* 1001 is in; what it has written is not shown yet */
static const char *comes_in(const char *callid)
{
	says(callid, "hello");
	expect_join("1001");
	expect_no_sip();
	presence("Romeo", "", "");
	presence("1001", "", SELF);
	expect_line("You are in this room as 1001; /help says what else you can "
				"write.");
	return expect_text("<body>hello</body>");
}

static void is_in(void)
{
	static int times;
	char callid[16];

	snprintf(callid, sizeof(callid), "in%d", ++times);
	room_says("/1001", comes_in(callid), "<body>hello</body>");
	code_is(callid, "SIP/2.0 200 OK");
}

/* and out, for the next test */
static void goes(void)
{
	static int times;
	char bye[16], who[16];

	snprintf(bye, sizeof(bye), "bye%d", ++times);
	snprintf(who, sizeof(who), "who%d", times);
	says(bye, "/leave");
	expect_sip(
			"MESSAGE sip:1001@sip.example SIP/2.0", "You have left the room.");
	phone_answers(200);
	code_is(bye, "SIP/2.0 200 OK");
	expect_leave();
	says(who, "/who");
	code_is(who, "SIP/2.0 404 ");
}

static void test_talk(void **state)
{
	(void)state;
	is_in();
	room_says("/Romeo", "r1", "<body>one\ntwo</body>");
	expect_line("Romeo: one\r\ntwo");
	room_says("/Romeo", "r2", "<body>/me waves</body>");
	expect_line("* Romeo waves");
	room_says("", "r3", "<subject>news</subject>");
	expect_line("Subject: news");
	/* what was said before, and its own from another session */
	room_says("/Romeo", "r4",
			"<body>old</body><delay xmlns='urn:xmpp:delay' "
			"stamp='2026-01-01T00:00:00Z'/>");
	room_says("/1001", "r5", "<body>mine</body>");
	room_says("/Romeo", "r6", "<subject/>");
	expect_no_sip();
	goes();
}

static void test_orders(void **state)
{
	(void)state;
	is_in();
	says("a", "/who");
	expect_line("In this room: Romeo, 1001");
	code_is("a", "SIP/2.0 200 OK");
	says("b", "/nick Julia");
	expect_join("Julia");
	expect_no_sip();
	presence("1001", " type='unavailable'",
			"<item nick='Julia'/><status code='303'/>" SELF);
	presence("Julia", "", SELF);
	code_is("b", "SIP/2.0 200 OK");
	says("b2", "/nick Julia");
	code_is("b2", "SIP/2.0 200 OK");
	expect_no_stanza();
	says("c", "x");
	room_says("/Julia", expect_text("<body>x</body>"), "<body>x</body>");
	code_is("c", "SIP/2.0 200 OK");
	says("e", "/msg Nobody");
	expect_sip("MESSAGE sip:1001@sip.example SIP/2.0", "Write /msg NAME");
	phone_answers(200);
	code_is("e", "SIP/2.0 200 OK");
	fake_stanza_in("<message type='chat' from='" ROOM "/Romeo' id='p' "
				   "to='1001@gw.example/gateway'><body>psst</body><x " USER
				   "/></message>");
	fake_run();
	expect_line("Romeo (to you alone): psst");
	goes();
}

/* return its id */
static const char *writes_alone(
		const char *callid, const char *nick, const char *text)
{
	static char id[64];
	char order[256], to[128], body[128];
	const char *stanza;

	snprintf(order, sizeof(order), "/msg %s: %s", nick, text);
	snprintf(to, sizeof(to), "to='" ROOM "/%s'", nick);
	snprintf(body, sizeof(body), "<body>%s</body>", text);
	says(callid, order);
	stanza = fake_stanza();
	assert_has(stanza, "<message ", "type='chat'", to, body, "<x " USER "/>");
	snprintf(id, sizeof(id), "%s", id_in(stanza));
	expect_stanza("<iq ", "to='" ROOM "'", "type='get'", "urn:xmpp:ping");
	expect_no_sip();
	return id;
}

static void returned(const char *nick, const char *id, const char *condition)
{
	fake_stanza_in("<message type='error' from='" ROOM "/%s' id='%s' "
				   "to='1001@gw.example/gateway'><error type='cancel'><%s "
				   "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
				   "</message>",
			nick, id, condition);
	fake_run();
}

/* the room returns none of those that it takes: the answer to the ping behind it
 * says so */
static void test_alone(void **state)
{
	char id[64];

	(void)state;
	is_in();
	snprintf(id, sizeof(id), "%s", writes_alone("a", "Romeo", "psst"));
	assert_int_equal(fake_iq_answer("<error/>"), 1);
	fake_run();
	code_is("a", "SIP/2.0 202 ");
	/* the other one's server returns it later */
	returned("Romeo", id, "service-unavailable");
	expect_line("Romeo did not get what you wrote: service-unavailable.");
	returned("Ben", writes_alone("b", "Ben", "hey"), "item-not-found");
	expect_sip("MESSAGE sip:1001@sip.example SIP/2.0",
			"Nobody in this room is called Ben; /who says who is there.");
	code_is("b", "SIP/2.0 404 ");
	phone_answers(200);
	assert_int_equal(fake_iq_answer(""), 1);
	returned("Romeo", writes_alone("c", "Romeo", "hey"), "forbidden");
	expect_sip("MESSAGE sip:1001@sip.example SIP/2.0", "forbidden.");
	code_is("c", "SIP/2.0 403 ");
	phone_answers(200);
	writes_alone("d", "Romeo", "x");
	fake_pass(2 * TIMEOUT + 1);
	code_is("d", "SIP/2.0 504 ");
	expect_no_sip();
	goes();
}

/* a name of one's own as the first text: the answer is the room's */
static void test_nick_first(void **state)
{
	(void)state;
	says("a", "/nick Julia");
	expect_join("Julia");
	expect_no_sip();
	presence("Julia", "", SELF);
	expect_sip("MESSAGE sip:1001@sip.example SIP/2.0",
			"You are in this room as Julia;");
	code_is("a", "SIP/2.0 200 OK");
	phone_answers(200);
	/* and later on */
	says("b", "/nick Romeo");
	expect_join("Romeo");
	expect_no_sip();
	error("conflict");
	code_is("b", "SIP/2.0 400 Conflict");
	says("c", "/nick Silent");
	expect_join("Silent");
	fake_pass(2 * TIMEOUT + 1);
	code_is("c", "SIP/2.0 504 ");
	says("d", "/leave");
	expect_stanza("<presence ", "to='" ROOM "/Julia'", "type='unavailable'");
	expect_sip("MESSAGE ", "You have left the room.");
	phone_answers(200);
	code_is("d", "SIP/2.0 200 OK");
	says("e", "/nick Julia");
	expect_join("Julia");
	error("registration-required");
	code_is("e", "SIP/2.0 403 ");
	expect_no_sip();
}

/* each refusal of the room is one of SIP */
static void test_not_let_in(void **state)
{
	static const struct
	{
		const char *condition, *code;
	} rows[] = {
			{"registration-required", "SIP/2.0 403 "},
			{"not-authorized", "SIP/2.0 403 "},
			{"forbidden", "SIP/2.0 403 "},
			{"item-not-found", "SIP/2.0 404 "},
	};
	char callid[8];
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(callid, sizeof(callid), "n%zu", i);
		says(callid, "x");
		expect_join("1001");
		error(rows[i].condition);
		code_is(callid, rows[i].code);
		expect_no_stanza();
	}
	/* a name that is taken: others are tried */
	says("t", "x");
	expect_join("1001");
	error("conflict");
	expect_join("1001_");
	error("conflict");
	expect_join("1001__");
	error("conflict");
	expect_join("1001___");
	error("conflict");
	code_is("t", "SIP/2.0 ");
	/* nobody meant to open a room */
	says("o", "x");
	expect_join("1001");
	presence("1001", "", SELF "<status code='201'/>");
	expect_leave();
	code_is("o", "SIP/2.0 404 ");
	room_says("", "s", "<subject/>");
	presence("1001", " type='unavailable'", SELF);
	expect_no_sip();
}

static void test_silence(void **state)
{
	const char *id;

	(void)state;
	says("a", "x");
	expect_join("1001");
	fake_pass(TIMEOUT + 1);
	expect_leave();
	code_is("a", "SIP/2.0 504 ");
	/* it is in, and its text is shown too late */
	id = comes_in("b");
	fake_pass(2 * TIMEOUT + 1);
	code_is("b", "SIP/2.0 504 ");
	room_says("/1001", id, "<body>hello</body>");
	expect_no_sip();
	goes();
	fake_link.down = 1;
	says("c", "x");
	code_is("c", "SIP/2.0 503 ");
	fake_link.down = 0;
	expect_no_stanza();
}

static void test_out(void **state)
{
	static const struct
	{
		const char *inside, *line;
	} rows[] = {
			{"<item><reason>too loud</reason></item><status code='307'/>" SELF,
					"You were removed from the room: too loud."},
			{"<status code='301'/>" SELF,
					"You may not be in this room any more."},
			{"<destroy><reason>End</reason></destroy>" SELF,
					"The room is gone: End."},
			{"<status code='332'/>" SELF, "The room's server shuts down."},
	};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		is_in();
		says("open", "lost");
		expect_text("lost");
		presence("1001", " type='unavailable'", rows[i].inside);
		expect_sip("MESSAGE sip:1001@sip.example SIP/2.0", rows[i].line);
		phone_answers(200);
		code_is("open", "SIP/2.0 403 ");
		fake_pass(400000);
	}
}

static void refuses(const char *id)
{
	fake_stanza_in("<message type='error' from='" ROOM "' id='%s' "
				   "to='1001@gw.example/gateway'><error type='modify'>"
				   "<not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'"
				   "/></error></message>",
			id);
	fake_run();
}

/* the room has forgotten it: it comes in again, and the text goes out once more */
static void test_forgotten(void **state)
{
	const char *id;

	(void)state;
	is_in();
	says("a", "x");
	id = expect_text("<body>x</body>");
	refuses(id);
	expect_join("1001");
	presence("1001", "", SELF);
	expect_line("You are in this room as 1001; /help says what else you can "
				"write.");
	room_says("/1001", expect_text("<body>x</body>"), "<body>x</body>");
	code_is("a", "SIP/2.0 200 OK");
	/* one that it never takes goes out twice, no more */
	says("b", "y");
	refuses(expect_text("<body>y</body>"));
	expect_join("1001");
	presence("1001", "", SELF);
	expect_line("You are in this room as 1001; /help says what else you can "
				"write.");
	refuses(expect_text("<body>y</body>"));
	code_is("b", "SIP/2.0 403 ");
	expect_no_stanza();
	goes();
}

/* texts that the room never shows: the phone is told, and can go on */
static void test_not_shown(void **state)
{
	char callid[16];
	int i;

	(void)state;
	is_in();
	for(i = 0; i < 20; i++) {
		snprintf(callid, sizeof(callid), "s%d", i);
		says(callid, "x");
		expect_text("<body>x</body>");
		fake_pass(2 * TIMEOUT + 1);
		code_is(callid, "SIP/2.0 504 ");
	}
	goes();
}

/* after a restart the room goes on: the phone is found by what it sends */
static void test_found_again(void **state)
{
	const char *stanza;
	char id[64];

	(void)state;
	room_says("", "s", "<body>of the room itself</body>");
	expect_no_sip();
	room_says("/Romeo", "r", "<body>there?</body>");
	/* which name has it there? What it sends comes back by that */
	stanza = fake_stanza();
	assert_has(stanza, "type='groupchat'", "to='" ROOM "'", "<active ");
	assert_null(strstr(stanza, "<body"));
	snprintf(id, sizeof(id), "%s", id_in(stanza));
	room_says("/Julia", id, "<active/>");
	expect_line("Romeo: there?");
	expect_no_sip();
	says("a", "yes");
	room_says("/Julia", expect_text("<body>yes</body>"), "<body>yes</body>");
	code_is("a", "SIP/2.0 200 OK");
	says("b", "/leave");
	expect_sip("MESSAGE ", "You have left the room.");
	phone_answers(200);
	code_is("b", "SIP/2.0 200 OK");
	expect_stanza("<presence ", "to='" ROOM "/Julia'", "type='unavailable'");
}

static void room_says_many(int from, int to)
{
	char text[64];

	for(; from < to; from++) {
		snprintf(text, sizeof(text), "<body>%d</body>", from);
		room_says("/Romeo", "r", text);
	}
}

/* a room floods no phone: so many lines in a minute, and how many more there were */
static void test_rate(void **state)
{
	char text[64];
	int i;

	(void)state;
	xmpp_chat_numbers.room_rate = 10;
	is_in();
	room_says_many(0, 52);
	for(i = 0; i < 10; i++) {
		snprintf(text, sizeof(text), "Romeo: %d", i);
		expect_line(text);
	}
	expect_no_sip();
	/* coming in anew is no way around it */
	goes();
	is_in();
	room_says_many(0, 1);
	expect_no_sip();
	fake_pass(60000);
	expect_line("1 line was left out: too much is said here.");
	room_says_many(0, 52);
	for(i = 0; i < 10; i++)
		phone_answers(200);
	fake_queues_clear();
	fake_pass(60000);
	expect_line("42 lines were left out: too much is said here.");
	/* a long one is as many as its MESSAGEs */
	goes();
}

/* why it ends is not lost behind what waits for the phone */
static void test_last_words(void **state)
{
	(void)state;
	is_in();
	room_says_many(0, 3);
	expect_sip("MESSAGE ", "Romeo: 0");
	presence("1001", " type='unavailable'", "<status code='307'/>" SELF);
	phone_answers(200);
	expect_sip("MESSAGE ",
			"You were removed from the room. Texts of this room that did not "
			"reach you: 2.");
	phone_answers(200);
	expect_no_sip();
	is_in();
	room_says_many(0, 2);
	expect_sip("MESSAGE ", "Romeo: 0");
	says("a", "/leave");
	code_is("a", "SIP/2.0 200 OK");
	expect_leave();
	/* it is back before the phone has answered what it was sent */
	says("b", "hello");
	expect_join("1001");
	presence("1001", "", SELF);
	phone_answers(200);
	expect_sip("MESSAGE ", "You have left the room. Texts of this room that "
						   "did not reach you: 1.");
	phone_answers(480);
	expect_line("You are in this room as 1001; /help says what else you can "
				"write.");
	room_says("/1001", expect_text("<body>hello</body>"), "<body>hello</body>");
	code_is("b", "SIP/2.0 200 OK");
	goes();
}

/* the bodies of what the phone is sent, until nothing more comes; 1: the answer to
 * a MESSAGE of its own was among them */
static int lines_take(char *text, size_t size)
{
	int answers = 0;
	const char *sip, *body;

	text[0] = '\0';
	while(*(sip = fake_sip()) != '\0') {
		body = strstr(sip, "\r\n\r\n");
		if(strncmp(sip, "MESSAGE ", 8) != 0) {
			answers++;
			continue;
		}
		assert_non_null(body);
		strncat(text, body + 4, size - strlen(text) - 1);
		phone_answers(200);
	}
	return answers;
}

/* who is there: each once, by name or not */
static void test_people(void **state)
{
	char nick[16], text[4096];
	const char *at;
	int i, n;

	(void)state;
	is_in();
	for(n = 0; n < 2; n++)
		for(i = 0; i < 300; i++) {
			snprintf(nick, sizeof(nick), "n%d", i);
			presence(nick, "", "");
		}
	presence("n299", " type='unavailable'", "");
	presence("n299", " type='unavailable'", "");
	presence("n0", " type='unavailable'", "");
	says("a", "/who");
	/* 302 have come, 2 have left */
	assert_int_equal(lines_take(text, sizeof(text)), 1);
	assert_has(text, "In this room: Romeo, 1001, n1, n2, ");
	for(at = text, n = 1; (at = strchr(at, ',')) != NULL; at++)
		n++;
	at = strstr(text, " and ");
	assert_non_null(at);
	assert_int_equal(sscanf(at, " and %d more", &i), 1);
	assert_int_equal(n + i, 300);
	goes();
}

/* one line at a time; those that fail are counted; three in a row are too many */
static void test_lines(void **state)
{
	char text[32];
	int i;

	(void)state;
	xmpp_chat_numbers.room_rate = 1000;
	is_in();
	for(i = 0; i < 70; i++)
		room_says("/Romeo", "r", "<body>line</body>");
	for(i = 0; i < 64; i++) {
		expect_line("Romeo: line");
	}
	expect_no_sip();
	room_says("/Romeo", "r", "<body>next</body>");
	expect_line("Texts of this room that did not reach you: 6.");
	expect_line("Romeo: next");
	for(i = 0; i < 3; i++) {
		snprintf(text, sizeof(text), "<body>%d</body>", i);
		room_says("/Romeo", "r", text);
	}
	for(i = 0; i < 3; i++) {
		expect_sip("MESSAGE sip:1001@sip.example SIP/2.0", "Romeo: ");
		phone_answers(480);
	}
	fake_pass(2);
	expect_leave();
	expect_no_sip();
}

static void test_bounds(void **state)
{
	char callid[16];
	int i;

	(void)state;
	xmpp_chat_numbers.room_members = 1;
	is_in();
	phone_writes("bar@muc.example", "b", PLAIN_TEXT, "x");
	code_is("b", "SIP/2.0 503 ");
	for(i = 0; i < 8; i++) {
		snprintf(callid, sizeof(callid), "t%d", i);
		says(callid, "x");
		expect_text("<body>x</body>");
	}
	says("t8", "x");
	code_is("t8", "SIP/2.0 503 ");
	expect_no_stanza();
	fake_pass(2 * TIMEOUT + 1);
	for(i = 0; i < 8; i++)
		expect_sip("SIP/2.0 504 ", "");
	goes();
}

/* what others send as if they were a room */
static void test_strangers(void **state)
{
	(void)state;
	fake_stanza_in("<message type='groupchat' from='cafe@evil.example/R' "
				   "id='r' to='1001@gw.example/gateway'><body>x</body>"
				   "</message>");
	fake_run();
	expect_no_sip();
	fake_queues_clear();
	presence("Romeo", "", "<status code='201'/>" SELF);
	error("conflict");
	expect_no_sip();
	expect_no_stanza();
}

static int start(void **state)
{
	(void)state;
	chat_start();
	xmpp_chat_conf.room_domains.s = "muc.example";
	xmpp_chat_conf.room_domains.len = 11;
	return chat_init();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			chat_test(test_talk),
			chat_test(test_orders),
			chat_test(test_alone),
			chat_test(test_nick_first),
			chat_test(test_not_let_in),
			chat_test(test_silence),
			chat_test(test_out),
			chat_test(test_forgotten),
			chat_test(test_not_shown),
			chat_test(test_found_again),
			chat_test(test_rate),
			chat_test(test_last_words),
			chat_test(test_people),
			chat_test(test_lines),
			chat_test(test_bounds),
			chat_test(test_strangers),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
