/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stanzas written, and read again with libxml2's DOM, which the subject does not
 * use; what a SIP user reads; answers and errors; time stamps. */
/* links: modules/xmpp_chat/chat_write.c modules/xmpp_chat/chat_render.c modules/xmpp_chat/chat_text.c */
/* links: modules/xmpp_chat/chat_error.c modules/xmpp_chat/chat_time.c */
/* links: modules/xmpp_chat/chat_stanza.c modules/xmpp_chat/chat_xml.c */
/* libs: libxml-2.0 */

#include "chat_test.h"

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include "../../modules/xmpp_chat/chat_render.h"
#include "../../modules/xmpp_chat/chat_time.h"
#include "../../modules/xmpp_chat/chat_write.h"

static char buf[64 * 1024], room[64 * 1024];
static xml_build_t b;
static const chat_ends_t ends = {.from = str_init("1001@gw.xmpp.test/gateway"),
		.to = str_init("o\\27malley@xmpp.test/d&o'g"),
		.id = str_init("m<1>")};

static void begin(void)
{
	xml_build_init(&b, buf, sizeof(buf));
}

/* The XPath expression must be true of the stanza. */
static void says(const char *xpath)
{
	static const char *const ns[][2] = {{"r", "urn:xmpp:receipts"},
			{"m", "urn:xmpp:chat-markers:0"},
			{"s", "http://jabber.org/protocol/chatstates"},
			{"h", "urn:xmpp:hints"}, {"d", "urn:xmpp:delay"},
			{"i", "urn:xmpp:sid:0"}, {"o", "jabber:x:oob"},
			{"u", "urn:xmpp:styling:0"},
			{"e", "urn:ietf:params:xml:ns:xmpp-stanzas"}};
	xmlXPathContextPtr ctx;
	xmlXPathObjectPtr r;
	xmlDocPtr doc;
	size_t i;
	str xml;

	assert_int_equal(xml_build_end(&b, &xml), 0);
	doc = xmlReadMemory(xml.s, xml.len, NULL, "UTF-8", 0);
	assert_non_null(doc);
	ctx = xmlXPathNewContext(doc);
	for(i = 0; i < sizeof(ns) / sizeof(ns[0]); i++)
		xmlXPathRegisterNs(ctx, BAD_CAST ns[i][0], BAD_CAST ns[i][1]);
	r = xmlXPathEvalExpression(BAD_CAST xpath, ctx);
	assert_non_null(r);
	if(!xmlXPathCastToBoolean(r))
		fail_msg("%s is not true of %.*s", xpath, xml.len, xml.s);
	xmlXPathFreeObject(r);
	xmlXPathFreeContext(ctx);
	xmlFreeDoc(doc);
}

/* --- stanzas ------------------------------------------------------------------------ */

static chat_message_t message(void)
{
	chat_message_t m = {.from = ends.from, .to = ends.to, .id = ends.id};

	m.text = view("a < b & 'c'\nd");
	return m;
}

static void test_message(void **state)
{
	chat_message_t m = message();

	(void)state;
	begin();
	xmpp_chat_write_message(&b, &m);
	says("/message[@type='chat' and @from='1001@gw.xmpp.test/gateway' and "
		 "@id='m<1>']/body = concat('a < b & ', \"'c'\", '\n', 'd')");
	says("/message/@to = \"o\\27malley@xmpp.test/d&o'g\"");
	says("count(/message/*) = 4 and /message/s:active and /message/u:unstyled");
	says("/message/i:origin-id/@id = 'm<1>'");
	says("not(/message/body/@xml:lang) and not(/message/thread)");
}

static void test_message_with_all(void **state)
{
	chat_message_t m = message();

	(void)state;
	m.subject = view("Rendezvous");
	m.language = view("cs");
	m.url = view("https://up.example/1?a&b");
	m.delay_stamp = view("2010-11-13T23:29:00Z");
	m.delay_from = view("gw.xmpp.test");
	m.wants = CHAT_WANT_DELIVERED | CHAT_WANT_DISPLAYED;
	m.is_styled = 1;
	begin();
	xmpp_chat_write_message(&b, &m);
	says("/message[subject = 'Rendezvous' and body/@xml:lang = 'cs']");
	says("/message/o:x/o:url = 'https://up.example/1?a&b'");
	says("/message/d:delay[@stamp='2010-11-13T23:29:00Z' and "
		 "@from='gw.xmpp.test']");
	says("/message[r:request and m:markable and not(u:unstyled)]");
	m.wants = CHAT_WANT_FAILED;
	begin();
	xmpp_chat_write_message(&b, &m);
	says("/message[not(r:request) and not(m:markable)]");
}

static void test_answers(void **state)
{
	str id = view("richard2-4.1.247");

	(void)state;
	begin();
	xmpp_chat_write_received(&b, &ends, &id);
	says("/message[@id='m<1>']/r:received/@id = 'richard2-4.1.247'");
	says("not(/message/body)");
	begin();
	xmpp_chat_write_displayed(&b, &ends, &id, 0);
	says("/message[m:displayed/@id = 'richard2-4.1.247' and "
		 "not(r:received)]");
	begin();
	xmpp_chat_write_displayed(&b, &ends, &id, 1);
	says("/message[m:displayed and r:received/@id = 'richard2-4.1.247']");
	begin();
	xmpp_chat_write_state(&b, &ends, CHAT_STATE_COMPOSING);
	says("/message[@type='chat' and s:composing and h:no-store and "
		 "count(*) = 2]");
	begin();
	xmpp_chat_write_state(&b, &ends, CHAT_STATE_ACTIVE);
	says("/message[s:active and h:no-store]");
}

static void test_error(void **state)
{
	chat_error_t error = xmpp_chat_error_of_sip(480);
	str text = view("480 Temporarily <Unavailable>");

	(void)state;
	begin();
	xmpp_chat_write_error(&b, &ends, &error, &text);
	says("/message[@type='error' and @id='m<1>']/error[@type='wait']/"
		 "e:recipient-unavailable");
	says("/message/error/e:text = '480 Temporarily <Unavailable>'");
	begin();
	xmpp_chat_write_error(&b, &ends, &error, NULL);
	says("not(/message/error/e:text)");
}

/* what XML cannot hold leaves in no stanza */
static void test_not_written(void **state)
{
	static const char *const evil[] = {"\x01", "\xff", "\xef\xbf\xbf"};
	chat_message_t m;
	size_t i;
	str xml;

	(void)state;
	for(i = 0; i < sizeof(evil) / sizeof(evil[0]); i++) {
		m = message();
		m.text = guarded(evil[i]);
		begin();
		xmpp_chat_write_message(&b, &m);
		assert_int_equal(xml_build_end(&b, &xml), -1);
	}
	m = message();
	for(i = 0; i < 200; i++) {
		xml_build_init(&b, buf, i);
		xmpp_chat_write_message(&b, &m);
		assert_int_equal(xml_build_end(&b, &xml), -1);
	}
}

/* --- what a SIP user reads ------------------------------------------------------------ */

static chat_render_t how;
static chat_out_t out;

/* of a message with this inside */
static int renders(const char *inside)
{
	static char strings[16 * 1024], xml[8 * 1024];
	chat_stanza_t s;
	str in;

	snprintf(xml, sizeof(xml), "<message type='chat'>%s</message>", inside);
	in = guarded(xml);
	assert_int_equal(
			xmpp_chat_stanza_read(&in, strings, sizeof(strings), &s), 0);
	xmpp_chat_out_init(&out, room, sizeof(room));
	return xmpp_chat_render(&s, &how, &out);
}

static void renders_as(const char *inside, const char *want)
{
	assert_int_equal(renders(inside), 1);
	out_is(&out, want);
}

static int how_reset(void **state)
{
	(void)state;
	memset(&how, 0, sizeof(how));
	how.name = view("Romeo");
	how.retraction = view("[deleted a message]");
	return 0;
}

static void test_render_text(void **state)
{
	(void)state;
	renders_as("<body>*bold* text</body>", "*bold* text");
	assert_int_equal(renders("<body> \n </body>"), 0);
	assert_int_equal(renders(""), 0);
	/* XEP-0245 */
	renders_as(
			"<body>/me shrugs in disgust</body>", "* Romeo shrugs in disgust");
	renders_as("<body>/meet me</body>", "/meet me");
	how.name.len = 0;
	renders_as("<body>/me shrugs</body>", "/me shrugs");
}

static void test_render_correction(void **state)
{
	static const char text[] = "<body>But soft</body><replace id='bad1' "
							   "xmlns='urn:xmpp:message-correct:0'/>";

	(void)state;
	renders_as(text, "* But soft");
	how.is_late = 1;
	renders_as(text, "Correction: But soft");
}

#define REPLY(body, end)                                               \
	"<body>" body "</body><reply to='a@e/l' id='m1' "                  \
	"xmlns='urn:xmpp:reply:0'/><fallback xmlns='urn:xmpp:fallback:0' " \
	"for='urn:xmpp:reply:0'><body start='0' end='" end "'/></fallback>"

/* XEP-0461 section 3; the range counts characters (XEP-0426) */
static void test_render_reply(void **state)
{
	(void)state;
	renders_as(
			REPLY("> Anna wrote:\n> We should bake a cake\nGreat idea!", "38"),
			"> Anna wrote: We should bake a cake\nGreat idea!");
	renders_as(REPLY("> \xc3\xa4\xf0\x9f\x98\x80\nYes", "5"),
			"> \xc3\xa4\xf0\x9f\x98\x80\nYes");
	how.without_quotes = 1;
	renders_as(
			REPLY("> Anna wrote:\n> We should bake a cake\nGreat idea!", "38"),
			"Great idea!");
	/* without a fallback: its own text */
	renders_as("<body>Great idea!</body><reply id='m1' "
			   "xmlns='urn:xmpp:reply:0'/>",
			"Great idea!");
	/* ranges that lie */
	renders_as(REPLY("abc", "2"), "c");
	assert_int_equal(renders(REPLY("abc", "99")), 0);
}

static void test_render_retraction(void **state)
{
	static const char text[] =
			"<retract id='w1' xmlns='urn:xmpp:message-retract:1'/><fallback "
			"xmlns='urn:xmpp:fallback:0' for='urn:xmpp:message-retract:1'/>"
			"<body>/me retracted a previous message</body>";

	(void)state;
	renders_as(text, "[deleted a message]");
	how.retraction.len = 0;
	assert_int_equal(renders(text), 0);
}

#define REACTIONS(inside) \
	"<reactions id='1' xmlns='urn:xmpp:reactions:0'>" inside "</reactions>"
#define WAVE "\xf0\x9f\x91\x8b"
#define TURTLE "\xf0\x9f\x90\xa2"

/* XEP-0444 section 3.2: each time all of them; only what is new is said */
static void test_render_reactions(void **state)
{
	str before = view(WAVE);

	(void)state;
	renders_as(REACTIONS("<reaction>" WAVE "</reaction>"), "reacted " WAVE);
	how.reacted_text = view("Hello,\nworld! This is longer than forty letters");
	renders_as(REACTIONS("<reaction>" WAVE "</reaction><reaction>" TURTLE
						 "</reaction>"),
			"reacted " WAVE " " TURTLE
			" to: Hello, world! This is longer than forty \xe2\x80\xa6");
	how.reacted_text = view("Hi");
	how.reactions_before = &before;
	how.reactions_before_count = 1;
	renders_as(REACTIONS("<reaction>" WAVE "</reaction><reaction>" TURTLE
						 "</reaction>"),
			"reacted " TURTLE " to: Hi");
	assert_int_equal(renders(REACTIONS("<reaction>" WAVE "</reaction>")), 0);
	assert_int_equal(renders(REACTIONS("")), 0);
}

static void test_render_spoiler(void **state)
{
	(void)state;
	renders_as("<body>both die</body><spoiler xmlns='urn:xmpp:spoiler:0'>Love "
			   "story end</spoiler>",
			"[Spoiler: Love story end] both die");
	renders_as("<body>both die</body><spoiler xmlns='urn:xmpp:spoiler:0'/>",
			"[Spoiler] both die");
}

static void test_render_files(void **state)
{
	(void)state;
	renders_as("<body>https://u.example/1</body><x xmlns='jabber:x:oob'>"
			   "<url>https://u.example/1</url></x>",
			"https://u.example/1");
	renders_as("<body>A photo</body><x xmlns='jabber:x:oob'><url>"
			   "https://u.example/1</url></x>",
			"A photo\nhttps://u.example/1");
	renders_as("<x xmlns='jabber:x:oob'><url>https://u.example/1</url></x>",
			"https://u.example/1");
	/* none that others had better not open; what the user wrote is text */
	renders_as("<body>A photo</body><x xmlns='jabber:x:oob'><url>"
			   "http://u.example/1</url></x>",
			"A photo");
	renders_as("<body>javascript:x</body><x xmlns='jabber:x:oob'><url>"
			   "javascript:x</url></x>",
			"javascript:x");
	assert_int_equal(
			renders("<x xmlns='jabber:x:oob'><url>file:///x</url></x>"), 0);
}

/* --- errors ------------------------------------------------------------------------- */

static void test_error_of_sip(void **state)
{
	static const struct
	{
		int status;
		const char *condition, *type;
	} cases[] = {{400, "bad-request", "modify"}, {420, "bad-request", "modify"},
			{401, "not-authorized", "auth"}, {407, "not-authorized", "auth"},
			{402, "forbidden", "auth"}, {403, "forbidden", "auth"},
			{603, "forbidden", "auth"}, {607, "forbidden", "auth"},
			{404, "item-not-found", "cancel"},
			{604, "item-not-found", "cancel"},
			{484, "item-not-found", "cancel"},
			{405, "feature-not-implemented", "cancel"},
			{501, "feature-not-implemented", "cancel"}, {410, "gone", "cancel"},
			{301, "gone", "cancel"}, {413, "policy-violation", "modify"},
			{513, "policy-violation", "modify"},
			{415, "not-acceptable", "modify"},
			{406, "not-acceptable", "modify"},
			{488, "not-acceptable", "modify"},
			{606, "not-acceptable", "modify"},
			{408, "remote-server-timeout", "wait"},
			{504, "remote-server-timeout", "wait"},
			{480, "recipient-unavailable", "wait"},
			{430, "recipient-unavailable", "wait"},
			{486, "recipient-unavailable", "wait"},
			{600, "recipient-unavailable", "wait"},
			{483, "recipient-unavailable", "wait"},
			{500, "internal-server-error", "wait"},
			{503, "internal-server-error", "wait"},
			{599, "internal-server-error", "wait"},
			{502, "remote-server-not-found", "wait"},
			{477, "remote-server-not-found", "wait"},
			{478, "remote-server-not-found", "wait"},
			/* by their class: RFC 7247 section 7.1 */
			{302, "redirect", "modify"}, {499, "bad-request", "modify"},
			{699, "recipient-unavailable", "wait"},
			{0, "internal-server-error", "wait"}};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		chat_error_t e = xmpp_chat_error_of_sip(cases[i].status);

		if(strcmp(e.condition, cases[i].condition) != 0
				|| strcmp(e.type, cases[i].type) != 0)
			fail_msg("%d: %s/%s", cases[i].status, e.condition, e.type);
	}
}

static void test_status_of_error(void **state)
{
	static const struct
	{
		const char *condition;
		int is_policy, status;
	} cases[] = {{"service-unavailable", 0, 480},
			{"recipient-unavailable", 0, 480},
			{"remote-server-not-found", 0, 404},
			{"remote-server-timeout", 0, 504}, {"not-acceptable", 0, 403},
			{"not-acceptable", 1, 488}, {"forbidden", 1, 403},
			{"item-not-found", 0, 404}, {"gone", 0, 410},
			{"not-authorized", 0, 403}, {"registration-required", 0, 403},
			{"feature-not-implemented", 0, 501},
			{"internal-server-error", 0, 500}, {"resource-constraint", 0, 500},
			{"policy-violation", 0, 403}, {"redirect", 0, 480},
			{"jid-malformed", 0, 400}, {"undefined-condition", 0, 400},
			{"", 0, 400}};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		str condition = guarded(cases[i].condition);

		assert_int_equal(
				xmpp_chat_status_of_error(&condition, cases[i].is_policy).code,
				cases[i].status);
	}
}

/* servers send these minutes later though the archive has the text */
static void test_late_errors(void **state)
{
	str wait = view("wait"), cancel = view("cancel");

	(void)state;
	assert_true(xmpp_chat_error_counts(&wait, 0, 0));
	assert_true(xmpp_chat_error_counts(&wait, 5000, 0));
	assert_false(xmpp_chat_error_counts(&wait, 5001, 0));
	assert_true(xmpp_chat_error_counts(&cancel, 600000, 0));
	assert_false(xmpp_chat_error_counts(&cancel, 0, 1));
}

/* --- time stamps -------------------------------------------------------------------- */

/* RFC 3261 section 20.17, XEP-0082 section 3.2 */
static void test_time(void **state)
{
	static const struct
	{
		const char *sip, *iso;
		int64_t t;
	} cases[] = {
			{"Sat, 13 Nov 2010 23:29:00 GMT", "2010-11-13T23:29:00Z",
					1289690940},
			{"Thu, 01 Jan 1970 00:00:00 GMT", "1970-01-01T00:00:00Z", 0},
			{"Tue, 29 Feb 2000 12:00:01 GMT", "2000-02-29T12:00:01Z",
					951825601},
			{"Fri, 31 Dec 9999 23:59:59 GMT", "9999-12-31T23:59:59Z",
					INT64_C(253402300799)},
	};
	char text[CHAT_TIME_SIZE];
	int64_t t;
	size_t i;
	str s;

	(void)state;
	for(i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		s = guarded(cases[i].sip);
		assert_int_equal(xmpp_chat_time_sip(&s, &t), 0);
		assert_int_equal(t, cases[i].t);
		s = guarded(cases[i].iso);
		assert_int_equal(xmpp_chat_time_iso(&s, &t), 0);
		assert_int_equal(t, cases[i].t);
		xmpp_chat_time_write_sip(cases[i].t, text);
		assert_string_equal(text, cases[i].sip);
		xmpp_chat_time_write_iso(cases[i].t, text);
		assert_string_equal(text, cases[i].iso);
	}
	xmpp_chat_time_write_iso(-1, text);
	assert_string_equal(text, "");
	xmpp_chat_time_write_sip(INT64_C(253402300800), text);
	assert_string_equal(text, "");
}

/* RFC 3339 section 5.6; RFC 5438 section 7.1.1.3 */
static void test_time_zones(void **state)
{
	str s = guarded("2006-04-04T12:16:49-05:00");
	int64_t t;

	(void)state;
	assert_int_equal(xmpp_chat_time_iso(&s, &t), 0);
	assert_int_equal(t, 1144171009);
	s = guarded("2006-04-04T18:46:49.123+01:30");
	assert_int_equal(xmpp_chat_time_iso(&s, &t), 0);
	assert_int_equal(t, 1144171009);
}

static void test_time_broken(void **state)
{
	static const char *const broken[] = {"", "2006", "2006-04-04T12:16:49",
			"2006-13-04T12:16:49Z", "2006-00-04T12:16:49Z",
			"2006-04-32T12:16:49Z", "2006-04-04T24:16:49Z",
			"2006-04-04T12:16:49Zx", "2006-04-04T12:16:49+1:00",
			"+006-04-04T12:16:49Z", "1969-12-31T23:59:59Z",
			"2006-04-04T12:16:49.000000000000000000000000000000000Z",
			"Sat, 13 Nov 2010 23:29:00", "Sat, 13 Nov 2010 23:29:00 CET",
			"13 Nov 2010 23:29:00 GMT", "Sat, 3 Nov 2010 23:29:00 GMT",
			"Sat, 13 Nox 2010 23:29:00 GMT", "Sat,", " "};
	int64_t t;
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		str s = guarded(broken[i]);

		if(xmpp_chat_time_iso(&s, &t) != -1 || xmpp_chat_time_sip(&s, &t) != -1)
			fail_msg("this is taken: %s", broken[i]);
	}
}

#define RENDER(test) \
	cmocka_unit_test_setup_teardown(test, how_reset, pages_free)

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_teardown(test_message, pages_free),
			cmocka_unit_test_teardown(test_message_with_all, pages_free),
			cmocka_unit_test_teardown(test_answers, pages_free),
			cmocka_unit_test_teardown(test_error, pages_free),
			cmocka_unit_test_teardown(test_not_written, pages_free),
			RENDER(test_render_text),
			RENDER(test_render_correction),
			RENDER(test_render_reply),
			RENDER(test_render_retraction),
			RENDER(test_render_reactions),
			RENDER(test_render_spoiler),
			RENDER(test_render_files),
			cmocka_unit_test_teardown(test_error_of_sip, pages_free),
			cmocka_unit_test_teardown(test_status_of_error, pages_free),
			cmocka_unit_test_teardown(test_late_errors, pages_free),
			cmocka_unit_test_teardown(test_time, pages_free),
			cmocka_unit_test_teardown(test_time_zones, pages_free),
			cmocka_unit_test_teardown(test_time_broken, pages_free),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
