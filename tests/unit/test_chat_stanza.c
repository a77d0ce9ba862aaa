/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Message stanzas read: examples of the XEPs, and what clients send. */
/* links: modules/xmpp_chat/chat_stanza.c modules/xmpp_chat/chat_xml.c */
/* libs: libxml-2.0 */

#include "chat_test.h"

#include "../../modules/xmpp_chat/chat_stanza.h"

#define CHAT(inside) \
	"<message type='chat' from='a@x/r' to='b@y' id='1'>" inside "</message>"

static char buf[CHAT_STANZA_ROOM];
static chat_stanza_t got;

static int reads(const char *xml)
{
	str s = guarded(xml);

	/* as much room as the XML is long, as the header promises */
	return xmpp_chat_stanza_read(&s, buf, s.len, &got);
}

#define READ(xml) assert_int_equal(reads(xml), 0)

/* Dino's, as it sends it */
static void test_text(void **state)
{
	(void)state;
	READ("<message type='chat' to='1001@gw.xmpp.test' xml:lang='en' "
		 "id='51a2f627' from='alice@xmpp.test/dino'><body>hello from "
		 "dino</body><active xmlns='http://jabber.org/protocol/chatstates'/>"
		 "<request xmlns='urn:xmpp:receipts'/><markable "
		 "xmlns='urn:xmpp:chat-markers:0'/></message>");
	is(&got.from, "alice@xmpp.test/dino");
	is(&got.to, "1001@gw.xmpp.test");
	is(&got.id, "51a2f627");
	is(&got.body, "hello from dino");
	is(&got.language, ""); /* the server's stamp on the stanza is none */
	assert_int_equal(got.type, CHAT_TYPE_CHAT);
	assert_int_equal(got.state, CHAT_STATE_ACTIVE);
	assert_int_equal(
			got.has, CHAT_HAS_BODY | CHAT_HAS_REQUEST | CHAT_HAS_MARKABLE);
	assert_true(xmpp_chat_stanza_is_text(&got));
	assert_int_equal(xmpp_chat_stanza_wants(&got),
			CHAT_WANT_DELIVERED | CHAT_WANT_FAILED | CHAT_WANT_DISPLAYED);
}

static void test_types(void **state)
{
	static const struct
	{
		const char *type;
		chat_type_t means;
		int is_text;
	} cases[] = {
			{"normal", CHAT_TYPE_NORMAL, 1}, {"chat", CHAT_TYPE_CHAT, 1},
			{"groupchat", CHAT_TYPE_GROUPCHAT, 0},
			{"headline", CHAT_TYPE_HEADLINE, 0}, {"error", CHAT_TYPE_ERROR, 0},
			{"unheard", CHAT_TYPE_NORMAL, 1}, /* RFC 6121 section 5.2.2 */
	};
	char xml[200];
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(xml, sizeof(xml),
				"<message type='%s'><body>x</body></message>", cases[i].type);
		READ(xml);
		assert_int_equal(got.type, cases[i].means);
		assert_int_equal(xmpp_chat_stanza_is_text(&got), cases[i].is_text);
	}
	READ("<message><body>x</body></message>");
	assert_int_equal(got.type, CHAT_TYPE_NORMAL);
}

/* RFC 6121 section 5.2.3: of several bodies the one without a language */
static void test_bodies(void **state)
{
	(void)state;
	READ(CHAT("<body xml:lang='cs'>V\xc3\xad</body><body>what</body>"
			  "<body>other</body><body xml:lang='de'>wie</body>"));
	is(&got.body, "what");
	is(&got.language, "");
	READ(CHAT("<body xml:lang='cs'>V\xc3\xad</body><body xml:lang='de'>wie"
			  "</body>"));
	is(&got.body, "V\xc3\xad");
	is(&got.language, "cs");
	READ(CHAT("<subject>s</subject><thread>t</thread><body/>text"));
	is(&got.subject, "s");
	is(&got.thread, "t");
	is(&got.body, "");
	assert_false(xmpp_chat_stanza_is_text(&got));
	READ(CHAT("<body>a&lt;b&#x20AC;<![CDATA[<c>]]>d</body>"));
	is(&got.body, "a<b\xe2\x82\xac<c>d");
	/* of another namespace, or within another element: none */
	READ(CHAT("<body xmlns='http://www.w3.org/1999/xhtml'>x</body>"
			  "<html xmlns='http://jabber.org/protocol/xhtml-im'><body>y</body>"
			  "</html>"));
	assert_false(got.has & CHAT_HAS_BODY);
	READ(CHAT("<body xmlns='jabber:client'>x</body>"));
	is(&got.body, "x");
}

/* captures of Dino, Gajim and stanza.js */
static void test_receipts(void **state)
{
	(void)state;
	READ("<message from='bob@xmpp.test/dino' id='fe6bc23b' "
		 "to='alice@gw.xmpp.test/dino' xml:lang='en'><received id='61d270b0' "
		 "xmlns='urn:xmpp:receipts'/></message>");
	is(&got.received, "61d270b0");
	assert_int_equal(got.type, CHAT_TYPE_NORMAL);
	assert_false(xmpp_chat_stanza_is_text(&got));
	READ(CHAT("<received xmlns='urn:xmpp:receipts' id='x3'/><received "
			  "xmlns='urn:xmpp:chat-markers:0' id='x3'/>"));
	is(&got.received, "x3");
	is(&got.marked, "x3");
	assert_int_equal(got.marker, CHAT_MARKER_RECEIVED);
	READ(CHAT("<displayed xmlns='urn:xmpp:chat-markers:0' id='the-msg-1'/>"));
	assert_int_equal(got.marker, CHAT_MARKER_DISPLAYED);
	is(&got.marked, "the-msg-1");
	READ(CHAT("<received xmlns='urn:xmpp:chat-markers:0' id='m1'/>"
			  "<displayed xmlns='urn:xmpp:chat-markers:0' id='m2'/>"
			  "<received xmlns='urn:xmpp:chat-markers:0' id='m3'/>"));
	assert_int_equal(got.marker, CHAT_MARKER_DISPLAYED);
	is(&got.marked, "m2");
}

static void test_states(void **state)
{
	static const char *const names[] = {
			"active", "composing", "paused", "inactive", "gone"};
	char xml[200];
	int i;

	(void)state;
	for(i = 0; i < 5; i++) {
		snprintf(xml, sizeof(xml),
				CHAT("<%s xmlns='http://jabber.org/protocol/chatstates'/>"
					 "<no-store xmlns='urn:xmpp:hints'/>"),
				names[i]);
		READ(xml);
		assert_int_equal(got.state, CHAT_STATE_ACTIVE + i);
		assert_int_equal(got.has, CHAT_HAS_NO_STORE);
		assert_false(xmpp_chat_stanza_is_text(&got));
	}
	READ(CHAT("<composing xmlns='urn:other'/>"));
	assert_int_equal(got.state, CHAT_STATE_NONE);
}

static void test_encrypted(void **state)
{
	static const char *const texts[] = {
			/* XEP-0384 0.3 as Dino has it, XEP-0384 0.8, XEP-0027, XEP-0373 */
			CHAT("<body>[This message is OMEMO encrypted]</body><encrypted "
				 "xmlns='eu.siacs.conversations.axolotl'><header sid='1'/>"
				 "<payload>x</payload></encrypted><encryption "
				 "xmlns='urn:xmpp:eme:0' name='OMEMO' "
				 "namespace='eu.siacs.conversations.axolotl'/>"),
			CHAT("<encrypted xmlns='urn:xmpp:omemo:2'><header sid='1'/>"
				 "<payload>x</payload></encrypted>"),
			CHAT("<body>b</body><x xmlns='jabber:x:encrypted'>qA==</x>"),
			CHAT("<openpgp xmlns='urn:xmpp:openpgp:0'>x</openpgp>"),
			CHAT("<body>b</body><encryption xmlns='urn:xmpp:eme:0' "
				 "namespace='urn:unknown'/>"),
			CHAT("<body>?OTR:AAMC</body>"),
			CHAT("<body>aesgcm://up.example/1.jpg#00</body>"),
			CHAT("<body>x</body><x xmlns='jabber:x:oob'><url>aesgcm://a#0"
				 "</url></x>"),
	};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		READ(texts[i]);
		assert_int_equal(got.encrypted, CHAT_ENCRYPTED_YES);
		assert_true(xmpp_chat_stanza_is_text(&got));
	}
	READ(CHAT("<encryption xmlns='urn:xmpp:eme:0' "
			  "namespace='eu.siacs.conversations.axolotl'/><encrypted "
			  "xmlns='eu.siacs.conversations.axolotl'><header sid='1'/>"
			  "</encrypted><store xmlns='urn:xmpp:hints'/>"));
	assert_int_equal(got.encrypted, CHAT_ENCRYPTED_KEYS);
	assert_false(xmpp_chat_stanza_is_text(&got));
	READ(CHAT("<body>talk of ?OTR and aesgcm://</body>"));
	assert_int_equal(got.encrypted, CHAT_ENCRYPTED_NO);
}

static void test_correction(void **state)
{
	(void)state;
	READ(CHAT("<body>But soft</body>"
			  "<replace id='bad1' xmlns='urn:xmpp:message-correct:0'/>"));
	is(&got.replaces, "bad1");
}

/* XEP-0461 section 3, XEP-0428 */
static void test_reply(void **state)
{
	(void)state;
	READ("<message to='anna@example.com' id='message-id3' type='chat'>"
		 "<body>> Anna wrote:\n> We should bake a cake\nGreat idea!\n</body>"
		 "<reply to='anna@example.com/laptop' id='message-id1' "
		 "xmlns='urn:xmpp:reply:0' /><fallback xmlns='urn:xmpp:fallback:0' "
		 "for='urn:xmpp:reply:0'><body start=\"0\" end=\"38\" /></fallback>"
		 "</message>");
	is(&got.replied, "message-id1");
	is(&got.replied_to, "anna@example.com/laptop");
	assert_int_equal(got.fallback_count, 1);
	is(&got.fallback[0].of, "urn:xmpp:reply:0");
	assert_int_equal(got.fallback[0].start, 0);
	assert_int_equal(got.fallback[0].end, 38);
}

static void test_fallback_ranges(void **state)
{
	static const struct
	{
		const char *inside;
		int start, end;
	} cases[] = {
			{"", 0, -1},
			{"<body/>", 0, -1},
			{"<body start='3' end='9'/>", 3, 9},
			{"<body start='3'/>", 3, -1},
			{"<body start='-1' end='9'/>", 0, -1},
			{"<body start='x' end='9'/>", 0, -1},
			{"<body start='1' end='99999999999'/>", 1, -1},
			{"<subject/>", 0, 0},
			{"<subject/><body start='1' end='2'/>", 1, 2},
	};
	char xml[400];
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(xml, sizeof(xml),
				CHAT("<fallback xmlns='urn:xmpp:fallback:0' for='f'>%s"
					 "</fallback>"),
				cases[i].inside);
		READ(xml);
		assert_int_equal(got.fallback_count, 1);
		assert_int_equal(got.fallback[0].start, cases[i].start);
		assert_int_equal(got.fallback[0].end, cases[i].end);
	}
}

/* XEP-0444 section 3.2, XEP-0424 section 3, XEP-0382 section 3 */
static void test_reactions(void **state)
{
	(void)state;
	READ(CHAT("<reactions id='744f6e18' xmlns='urn:xmpp:reactions:0'><reaction>"
			  "\xf0\x9f\x91\x8b</reaction><reaction>\xf0\x9f\x90\xa2"
			  "</reaction></reactions><store xmlns='urn:xmpp:hints'/>"));
	is(&got.reacted, "744f6e18");
	assert_int_equal(got.reaction_count, 2);
	is(&got.reaction[1], "\xf0\x9f\x90\xa2");
	assert_true(xmpp_chat_stanza_is_text(&got));
	READ(CHAT("<reactions id='744f6e18' xmlns='urn:xmpp:reactions:0'/>"));
	assert_int_equal(got.reaction_count, 0);
	assert_true(got.has & CHAT_HAS_REACTIONS);
}

static void test_retraction(void **state)
{
	(void)state;
	READ("<message type='chat' to='lord@capulet.example' "
		 "id='retract-message-1'><retract id=\"wrong-recipient-1\" "
		 "xmlns='urn:xmpp:message-retract:1'/><fallback "
		 "xmlns=\"urn:xmpp:fallback:0\" for='urn:xmpp:message-retract:1'/>"
		 "<body>/me retracted a previous message</body><store "
		 "xmlns=\"urn:xmpp:hints\"/></message>");
	is(&got.retracted, "wrong-recipient-1");
	assert_true(got.has & CHAT_HAS_RETRACT);
}

static void test_spoiler(void **state)
{
	(void)state;
	READ(CHAT("<body>end</body><spoiler xmlns='urn:xmpp:spoiler:0'>Love story "
			  "end</spoiler>"));
	assert_true(got.has & CHAT_HAS_SPOILER);
	is(&got.spoiler, "Love story end");
	READ(CHAT("<body>end</body><spoiler xmlns='urn:xmpp:spoiler:0'/>"));
	assert_true(got.has & CHAT_HAS_SPOILER);
	is(&got.spoiler, "");
}

/* XEP-0066 section 3, XEP-0447 section 3 */
static void test_files(void **state)
{
	(void)state;
	READ(CHAT("<body>http://www.jabber.org/psa.jpg</body><x "
			  "xmlns='jabber:x:oob'><url>http://www.jabber.org/psa.jpg</url>"
			  "</x>"));
	is(&got.url, "http://www.jabber.org/psa.jpg");
	READ(CHAT("<file-sharing xmlns='urn:xmpp:sfs:0' disposition='inline'><file "
			  "xmlns='urn:xmpp:file:metadata:0'><name>summit.jpg</name></file>"
			  "<sources><url-data xmlns='http://jabber.org/protocol/url-data' "
			  "target='https://download.montague.lit/summit.jpg'/></sources>"
			  "</file-sharing>"));
	is(&got.url, "https://download.montague.lit/summit.jpg");
	assert_true(xmpp_chat_stanza_is_text(&got));
}

static void test_delay(void **state)
{
	(void)state;
	READ(CHAT("<body>x</body><delay xmlns='urn:xmpp:delay' from='capulet.com' "
			  "stamp='2002-09-10T23:08:25Z'>Offline Storage</delay>"));
	assert_true(got.has & CHAT_HAS_DELAY);
	is(&got.delay_stamp, "2002-09-10T23:08:25Z");
	is(&got.delay_from, "capulet.com");
}

/* what is not a user's text to a contact */
static void test_not_texts(void **state)
{
	static const struct
	{
		const char *inside;
		unsigned has;
	} cases[] = {
			{"<sent xmlns='urn:xmpp:carbons:2'/>", CHAT_HAS_CARBON},
			{"<received xmlns='urn:xmpp:carbons:2'/>", CHAT_HAS_CARBON},
			{"<result xmlns='urn:xmpp:mam:2'/>", CHAT_HAS_ARCHIVED},
			{"<event xmlns='http://jabber.org/protocol/pubsub#event'/>",
					CHAT_HAS_PEP},
			{"<x xmlns='http://jabber.org/protocol/muc#user'/>", CHAT_HAS_MUC},
			{"<x xmlns='jabber:x:conference' jid='r@c'/>", CHAT_HAS_MUC},
			{"<propose xmlns='urn:xmpp:jingle-message:0' id='1'/>",
					CHAT_HAS_JINGLE},
	};
	char xml[400];
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(xml, sizeof(xml), CHAT("<body>x</body>%s"), cases[i].inside);
		READ(xml);
		assert_int_equal(got.has, CHAT_HAS_BODY | cases[i].has);
		assert_false(xmpp_chat_stanza_is_text(&got));
	}
	READ(CHAT("<body>x</body><private xmlns='urn:xmpp:carbons:2'/><no-copy "
			  "xmlns='urn:xmpp:hints'/>"));
	assert_true(got.has & CHAT_HAS_PRIVATE);
	assert_true(xmpp_chat_stanza_is_text(&got));
}

static void test_error(void **state)
{
	(void)state;
	READ("<message type='error' id='1'><body>x</body><error type='modify'>"
		 "<not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><text "
		 "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>No</text><what "
		 "xmlns='urn:x'/></error></message>");
	assert_true(got.has & CHAT_HAS_ERROR);
	is(&got.error_type, "modify");
	is(&got.error_condition, "not-acceptable");
	is(&got.error_text, "No");
}

static void test_refused(void **state)
{
	static const char *const hostile[] = {"", "<", "<message", "<message>",
			"<iq/>", "<message xmlns='urn:x'/>", "text<message/>",
			"<!DOCTYPE message [<!ENTITY e 'x'>]><message><body>&e;</body>"
			"</message>",
			"<message><body>&e;</body></message>",
			"<message><body>\xff</body></message>",
			"<message><body>&#0;</body></message>",
			"<message><a><b><c><d><e><f><g><h><i><j><k><l><m><n><o><p><q/></p>"
			"</o></n></m></l></k></j></i></h></g></f></e></d></c></b></a>"
			"</message>"};
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++)
		if(reads(hostile[i]) != -1)
			fail_msg("this is taken: %s", hostile[i]);
}

/* lists have ends, and so has the buffer */
static void test_bounds(void **state)
{
	static char xml[16 * 1024];
	int i, n = 0;
	str s;

	(void)state;
	n += snprintf(xml + n, 100,
			"<message><reactions id='1' "
			"xmlns='urn:xmpp:reactions:0'>");
	for(i = 0; i < 100; i++)
		n += snprintf(xml + n, 100, "<reaction>%d</reaction>", i);
	n += snprintf(xml + n, 100, "</reactions>");
	for(i = 0; i < 50; i++)
		n += snprintf(xml + n, 100,
				"<fallback xmlns='urn:xmpp:fallback:0' for='f%d'><body "
				"start='1' end='2'/></fallback>",
				i);
	n += snprintf(xml + n, 100, "<body>text</body></message>");
	READ(xml);
	assert_int_equal(got.reaction_count, CHAT_REACTIONS_MAX);
	assert_int_equal(got.fallback_count, CHAT_FALLBACKS_MAX);
	s = guarded(CHAT("<body>text</body><thread>t</thread>"));
	for(i = 0; i < 17; i++)
		assert_int_equal(xmpp_chat_stanza_read(&s, buf, i, &got), -1);
	assert_int_equal(xmpp_chat_stanza_read(&s, buf, 18, &got), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test_teardown(test_text, pages_free),
			cmocka_unit_test_teardown(test_types, pages_free),
			cmocka_unit_test_teardown(test_bodies, pages_free),
			cmocka_unit_test_teardown(test_receipts, pages_free),
			cmocka_unit_test_teardown(test_states, pages_free),
			cmocka_unit_test_teardown(test_encrypted, pages_free),
			cmocka_unit_test_teardown(test_correction, pages_free),
			cmocka_unit_test_teardown(test_reply, pages_free),
			cmocka_unit_test_teardown(test_fallback_ranges, pages_free),
			cmocka_unit_test_teardown(test_reactions, pages_free),
			cmocka_unit_test_teardown(test_retraction, pages_free),
			cmocka_unit_test_teardown(test_spoiler, pages_free),
			cmocka_unit_test_teardown(test_files, pages_free),
			cmocka_unit_test_teardown(test_delay, pages_free),
			cmocka_unit_test_teardown(test_not_texts, pages_free),
			cmocka_unit_test_teardown(test_error, pages_free),
			cmocka_unit_test_teardown(test_refused, pages_free),
			cmocka_unit_test_teardown(test_bounds, pages_free),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
