/* links: sidecar/scan.c sidecar/tag.c sidecar/names.c modules/xmpp_link/link_check.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stanzas in a stream: XEP-0114, RFC 6120 sections 4, 8, 11.1, XML 1.0. Every
 * case is fed at once and byte by byte, from memory that ends where it ends. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <stdio.h>

#include "../../sidecar/scan.h"

#define HEAD                                          \
	"<?xml version='1.0'?><stream:stream "            \
	"xmlns:stream='http://etherx.jabber.org/streams'" \
	" xmlns='jabber:component:accept' from='gw.example' id='3BF96D32'>"

enum
{
	LIMIT = 256 /* bytes of a stanza */
};

/* what was found, as text: one line for each result */
static char seen[64 * 1024];

static void note(const char *format, ...)
{
	size_t len = strlen(seen);
	va_list args;

	va_start(args, format);
	vsnprintf(seen + len, sizeof(seen) - len, format, args);
	va_end(args);
}

static void note_found(scan_t *s, scan_result_t rc, const stanza_t *st)
{
	str name = scan_name(s), payloads = st->payloads;
	int i;

	if(rc == SCAN_ROOT)
		note("root %.*s\n", STANZA_STR(st->id));
	else if(rc == SCAN_END)
		note("end\n");
	else if(rc == SCAN_BAD)
		note("bad %s\n", s->condition);
	if(rc != SCAN_STANZA)
		return;
	note("%.*s%s%s%s%s%s|%.*s|%.*s|%.*s|%.*s|", STANZA_STR(name),
			st->flags & STANZA_HAS_BODY ? "+body" : "",
			st->flags & STANZA_IS_PROPOSE ? "+propose" : "",
			st->flags & STANZA_TOO_LONG ? "+long" : "",
			st->flags & STANZA_BAD ? "+bad" : "",
			st->flags & STANZA_TOO_MUCH ? "+much" : "", STANZA_STR(st->type),
			STANZA_STR(st->from), STANZA_STR(st->to), STANZA_STR(st->id));
	for(i = 0; i < payloads.len; i++)
		note("%c", payloads.s[i] == '\n' ? ';' : payloads.s[i]);
	note("|%.*s\n", STANZA_STR(st->xml));
}

static size_t limit = LIMIT;

/* feed in pieces of so many bytes, as a reader with a buffer does */
static void feed(const char *text, size_t len, size_t piece)
{
	scan_result_t rc = SCAN_MORE;
	char *data = NULL, *grown;
	size_t have = 0, n, drop;
	scan_t s;
	stanza_t st;

	scan_init(&s, limit);
	seen[0] = '\0';
	while(len > 0 && rc != SCAN_BAD && rc != SCAN_END) {
		n = len < piece ? len : piece;
		grown = malloc(have + n); /* no byte more: ASan watches its end */
		if(have > 0)
			memcpy(grown, data, have);
		memcpy(grown + have, text, n);
		free(data);
		data = grown;
		have += n;
		text += n;
		len -= n;
		while((rc = scan_next(&s, data, have, &st)) != SCAN_MORE) {
			note_found(&s, rc, &st);
			if(rc == SCAN_BAD || rc == SCAN_END)
				break;
		}
		if(rc != SCAN_MORE)
			break;
		drop = scan_drop(&s);
		assert_true(drop <= have);
		memmove(data, data + drop, have - drop);
		have -= drop;
		assert_true(have <= limit + piece);
	}
	free(data);
	scan_free(&s);
}

static void check(const char *stream, const char *expected)
{
	static const size_t pieces[] = {1, 2, 3, 7, 64, 1000000};
	size_t i;

	for(i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		feed(stream, strlen(stream), pieces[i]);
		assert_string_equal(seen, expected);
	}
}

static void test_stream(void **state)
{
	(void)state;
	check(HEAD, "root 3BF96D32\n");
	check(HEAD "<handshake/>", "root 3BF96D32\nhandshake||||||<handshake/>\n");
	check(HEAD "<handshake></handshake>",
			"root 3BF96D32\nhandshake||||||<handshake></handshake>\n");
	check("<stream:stream id=\"a&amp;'b\" >", "root a&'b\n");
	check("\n<?xml version=\"1.0\"?>\n <stream:stream>", "root \n");
	check(HEAD " \n</stream:stream >", "root 3BF96D32\nend\n");
	check(HEAD "<stream:error><conflict "
			   "xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"
			   "</stream:stream>",
			"root 3BF96D32\nstream:error|||||"
			"conflict urn:ietf:params:xml:ns:xmpp-streams;|"
			"<stream:error><conflict "
			"xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>\n"
			"end\n");
}

static void test_stanzas(void **state)
{
	(void)state;
	check(HEAD "<iq type='get' from=\"a@x/r\" to='gw' id = '1'><ping "
			   "xmlns='urn:xmpp:ping'/></iq> <presence from='a' to='b'/>",
			"root 3BF96D32\n"
			"iq|get|a@x/r|gw|1|ping urn:xmpp:ping;|<iq type='get' "
			"from=\"a@x/r\" to='gw' id = '1'><ping "
			"xmlns='urn:xmpp:ping'/></iq>\n"
			"presence||a|b|||<presence from='a' to='b'/>\n");
	check(HEAD "<message to='b' from='o&apos;n&#x20AC;&#233;l@x'>"
			   "<body>a&lt;b</body><x xmlns='n'><body/></x></message>",
			"root 3BF96D32\n"
			"message+body||o'n\xE2\x82\xAC\xC3\xA9l@x|b||"
			"body jabber:component:accept;x n;|"
			"<message to='b' from='o&apos;n&#x20AC;&#233;l@x'>"
			"<body>a&lt;b</body><x xmlns='n'><body/></x></message>\n");
	check(HEAD "<message from='a' to='b'><propose id='s' "
			   "xmlns='urn:xmpp:jingle-message:0'/></message>",
			"root 3BF96D32\nmessage+propose||a|b||"
			"propose urn:xmpp:jingle-message:0;|"
			"<message from='a' to='b'><propose id='s' "
			"xmlns='urn:xmpp:jingle-message:0'/></message>\n");
}

/* namespaces in XML 1.0: prefixes are names for namespaces, no more */
static void test_namespaces(void **state)
{
	(void)state;
	check(HEAD "<message><p:a xmlns:p='one' xmlns='two'/></message>",
			"root 3BF96D32\nmessage|||||a one;|"
			"<message><p:a xmlns:p='one' xmlns='two'/></message>\n");
	check(HEAD "<message xmlns:p='one'><p:a/><b/></message>",
			"root 3BF96D32\nmessage|||||a one;b jabber:component:accept;|"
			"<message xmlns:p='one'><p:a/><b/></message>\n");
	check(HEAD "<message xmlns:p='one' xmlns:q='two'><q:a/><p:b/>"
			   "<p:c xmlns:p='three'/><p:d/></message>",
			"root 3BF96D32\nmessage|||||a two;b one;c three;d one;|"
			"<message xmlns:p='one' xmlns:q='two'><q:a/><p:b/>"
			"<p:c xmlns:p='three'/><p:d/></message>\n");
	/* a prefix that nothing declares; no well-formed stanza has one */
	check(HEAD "<message><q:a/></message>",
			"root 3BF96D32\nmessage|||||a ;|<message><q:a/></message>\n");
	check(HEAD "<iq xmlns='jabber:component:accept' id='1'/>",
			"root 3BF96D32\niq||||1||<iq id='1'/>\n");
	check(HEAD "<iq id='1' xmlns=\"jabber:component:accept\"><a xmlns='n'/>"
			   "</iq>",
			"root 3BF96D32\niq||||1|a n;|<iq id='1'><a xmlns='n'/></iq>\n");
	/* what would forge a line of the list is left out of it */
	check(HEAD "<message><a xmlns='x&#10;b urn:y'/></message>",
			"root 3BF96D32\nmessage|||||a ;|"
			"<message><a xmlns='x&#10;b urn:y'/></message>\n");
}

static void test_markup(void **state)
{
	(void)state;
	/* '>' and quotes of the other kind may stand in a value */
	check(HEAD "<message id='a>\"b/' ><a b=\"'>\"/></message>",
			"root 3BF96D32\nmessage||||a>\"b/|a jabber:component:accept;|"
			"<message id='a>\"b/' ><a b=\"'>\"/></message>\n");
	check(HEAD "<message><a><![CDATA[</a><b>]]]]></a>x]]&gt;</message>",
			"root 3BF96D32\nmessage|||||a jabber:component:accept;|"
			"<message><a><![CDATA[</a><b>]]]]></a>x]]&gt;</message>\n");
	check(HEAD "<message><a></a><b ></b >\n<c/><d /></message>",
			"root 3BF96D32\nmessage|||||a jabber:component:accept;"
			"b jabber:component:accept;c jabber:component:accept;"
			"d jabber:component:accept;|"
			"<message><a></a><b ></b >\n<c/><d /></message>\n");
}

/* the conditions of RFC 6120 section 4.9.3 */
static void test_bad(void **state)
{
	static const struct
	{
		const char *text, *condition;
	} bad[] = {
			{"<!DOCTYPE a>", "restricted-xml"},
			{"<!-- c -->", "restricted-xml"},
			{"<?pi ?>", "restricted-xml"},
			{"<message><!-- c --></message>", "restricted-xml"},
			{"<message><?pi ?></message>", "restricted-xml"},
			{"<message><!ELEMENT a></message>", "restricted-xml"},
			{"<message><a <b/></message>", "not-well-formed"},
			{"<message id=1/>", "not-well-formed"},
			{"<message id/>", "not-well-formed"},
			{"<<message/>", "not-well-formed"},
			{"<>", "not-well-formed"},
			/* a second stream: all that follows would stand within it */
			{"<stream:stream id='2'>", "unsupported-stanza-type"},
			{"<stream:stream>", "unsupported-stanza-type"},
			{"<s:stream xmlns:s='http://etherx.jabber.org/streams'>",
					"unsupported-stanza-type"},
			{"<stream xmlns='http://etherx.jabber.org/streams'>",
					"unsupported-stanza-type"},
			{"<stream:stream/>", "unsupported-stanza-type"},
			{"<?xml version='1.0'?><stream:stream>", "restricted-xml"},
	};
	char stream[1024], expected[256];
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(stream, sizeof(stream), HEAD "%s<message/>", bad[i].text);
		snprintf(expected, sizeof(expected), "root 3BF96D32\nbad %s\n",
				bad[i].condition);
		check(stream, expected);
	}
	check("</stream:stream>", "bad not-well-formed\n");
	check("<stream:stream/>", "end\n");
}

/* A stranger may send within a stanza what would be a stream outside of it. */
static void test_stream_within(void **state)
{
	static const char text[] =
			"<message><stream:stream "
			"xmlns:stream='http://etherx.jabber.org/streams'/></message>";
	char stream[1024], expected[1024];

	(void)state;
	snprintf(stream, sizeof(stream), HEAD "%s<iq/>", text);
	snprintf(expected, sizeof(expected),
			"root 3BF96D32\nmessage|||||stream "
			"http://etherx.jabber.org/streams;|%s\niq||||||<iq/>\n",
			text);
	check(stream, expected);
}

/* only what is of the stream's own namespace is a stanza */
static void test_no_stanzas(void **state)
{
	static const char *const other[] = {
			"<iq xmlns='urn:x' from='a' to='b'/>",
			"<stream:iq from='a' to='b'/>",
			"<q:iq from='a' to='b'/>",
	};
	char stream[1024];
	scan_t s;
	stanza_t st;
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(other) / sizeof(other[0]); i++) {
		scan_init(&s, LIMIT);
		snprintf(stream, sizeof(stream), HEAD "%s", other[i]);
		assert_int_equal(scan_next(&s, stream, strlen(stream), &st), SCAN_ROOT);
		assert_true(stanza_str_is(&st.ns, STANZA_NS_STREAMS));
		assert_int_equal(
				scan_next(&s, stream, strlen(stream), &st), SCAN_STANZA);
		assert_int_equal(st.kind, STANZA_OTHER);
		scan_free(&s);
	}
}

/* XML 1.0 section 4.1 and 2.2, RFC 3629: such a stanza is shown without its
 * XML, and the next one as if nothing had been */
static void test_spoilt(void **state)
{
	static const struct
	{
		const char *text, *head;
	} spoilt[] = {
			{"<message from='&nope;' to='b'/>", "message+bad|||b|"},
			{"<message from='&#0;'/>", "message+bad||||"},
			{"<message from='&#x110000;'/>", "message+bad||||"},
			{"<message from='&#xD800;'/>", "message+bad||||"},
			{"<message from='&# 65;'/>", "message+bad||||"},
			{"<message from='&#;'/>", "message+bad||||"},
			{"<message from='&#x;'/>", "message+bad||||"},
			{"<message from='&#X41;'/>", "message+bad||||"},
			{"<message from='&#-65;'/>", "message+bad||||"},
			{"<message from='&amp'/>", "message+bad||||"},
			{"<message from='a' from='b'/>", NULL},
			{"<message from='a\xFF'/>", NULL},
			{"<message from='a' to='b'><x y='&#xFFFF;'/></message>",
					"message+bad||a|b|"},
			{"<message from='a' to='b'><x><y z='&nope;'/></x></message>",
					"message+bad||a|b|"},
			{"<message from='a' to='b'>\xC0\xAF</message>",
					"message+bad||a|b|"},
			{"<message from='a' to='b'>\xED\xA0\x80</message>",
					"message+bad||a|b|"},
			{"<message from='a' to='b'>\xEF\xBF\xBE</message>",
					"message+bad||a|b|"},
			{"<message from='a' to='b'>\xC3</message>", "message+bad||a|b|"},
			{"<message from='a' to='b'>\x01</message>", "message+bad||a|b|"},
			{"<message from='a' to='b'><![CDATA[\x1F]]></message>",
					"message+bad||a|b|"},
			{"<message from='a' to='b'>&</message>", "message+bad||a|b|"},
			{"<message from='a' to='b'><\xFF/></message>", "message+bad||a|b|"},
			{"<message from='a' to='b'><x y=1/></message>",
					"message+bad||a|b|"},
	};
	char stream[1024];
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(spoilt) / sizeof(spoilt[0]); i++) {
		snprintf(stream, sizeof(stream), HEAD "%s<iq id='2'/>", spoilt[i].text);
		feed(stream, strlen(stream), 1);
		if(strstr(seen, "message+bad|") == NULL
				|| (spoilt[i].head && strstr(seen, spoilt[i].head) == NULL)
				|| strstr(seen, "|\niq||||2||<iq id='2'/>\n") == NULL)
			fail_msg("%s: %s", spoilt[i].text, seen);
	}
	/* any number of digits (production 66) */
	check(HEAD "<message from='&#0000000065;&#x000000042;'/>",
			"root 3BF96D32\nmessage||AB||||"
			"<message from='&#0000000065;&#x000000042;'/>\n");
}

/* the head is kept, the rest of it skipped, what follows is read */
static void test_limit(void **state)
{
	char stream[4096], expected[4096], body[1024];
	const char *open = "<message from='a' to='b' id='1'><body>";
	const char *close = "</body></message>";
	int room = LIMIT - (int)(strlen(open) + strlen(close));

	(void)state;
	memset(body, 'x', sizeof(body));
	snprintf(stream, sizeof(stream), HEAD "%s%.*s%s", open, room, body, close);
	snprintf(expected, sizeof(expected),
			"root 3BF96D32\nmessage+body||a|b|1|"
			"body jabber:component:accept;|%s%.*s%s\n",
			open, room, body, close);
	check(stream, expected);
	snprintf(stream, sizeof(stream), HEAD "%s%.*s%s<iq id='2'/>", open,
			room + 1, body, close);
	check(stream, "root 3BF96D32\nmessage+body+long||a|b|1||\n"
				  "iq||||2||<iq id='2'/>\n");
	snprintf(stream, sizeof(stream), HEAD "%s%.*s<a b='%.*s'/>%s<iq id='2'/>",
			open, 1000, body, 1000, body, close);
	check(stream, "root 3BF96D32\nmessage+body+long||a|b|1||\n"
				  "iq||||2||<iq id='2'/>\n");
	/* of a start tag that is too long what came first is known */
	snprintf(stream, sizeof(stream),
			HEAD "<message from='a' to='b' id='%.*s' type='c'/><iq id='2'/>",
			1000, body);
	feed(stream, strlen(stream), 16);
	assert_string_equal(seen, "root 3BF96D32\nmessage+long||a|b|||\n"
							  "iq||||2||<iq id='2'/>\n");
	snprintf(stream, sizeof(stream),
			HEAD "<iq type='get' id='%.*s' from='a'>x</iq><iq id='2'/>", 1000,
			body);
	feed(stream, strlen(stream), 16);
	assert_string_equal(seen, "root 3BF96D32\niq+long|get|||||\n"
							  "iq||||2||<iq id='2'/>\n");
}

/* an element that goes on for ever takes the stream with it */
static void test_endless(void **state)
{
	size_t n = (size_t)LIMIT * (SCAN_ENDLESS + 2);
	char *text = malloc(n + 1024);
	int len;

	(void)state;
	memset(text, 'x', n + 1024);
	len = sprintf(text, HEAD "<message id='1'>");
	text[len] = 'x';
	feed(text, n, 100);
	assert_string_equal(seen, "root 3BF96D32\nbad policy-violation\n");
	/* one that is no stanza is not waited for */
	len = sprintf(text, HEAD "<challenge>");
	text[len] = 'x';
	feed(text, 2 * LIMIT, 100);
	assert_string_equal(seen, "root 3BF96D32\nbad policy-violation\n");
	free(text);
}

/* time is linear: a walk over all siblings or ancestors would not end */
static void test_wide_and_deep(void **state)
{
	enum
	{
		N = 1000000
	};
	char *text = malloc(sizeof(HEAD) + 7 * N + 64), *p = text;
	int i;

	(void)state;
	limit = 1024 * LIMIT;
	p += sprintf(p, "%s<message id='1'>", HEAD);
	for(i = 0; i < N; i++, p += 3)
		memcpy(p, "<a>", 3);
	for(i = 0; i < N; i++, p += 4)
		memcpy(p, "</a>", 4);
	p += sprintf(p, "</message>");
	feed(text, (size_t)(p - text), 65536);
	assert_string_equal(seen, "root 3BF96D32\nmessage+long||||1||\n");
	p = text + sprintf(text, "%s<message id='1'>", HEAD);
	for(i = 0; i < N; i++, p += 4)
		memcpy(p, "<a/>", 4);
	p += sprintf(p, "</message>");
	feed(text, (size_t)(p - text), 65536);
	assert_string_equal(seen, "root 3BF96D32\nmessage+long||||1||\n");
	free(text);
	limit = LIMIT;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_stream),
			cmocka_unit_test(test_stanzas),
			cmocka_unit_test(test_namespaces),
			cmocka_unit_test(test_markup),
			cmocka_unit_test(test_bad),
			cmocka_unit_test(test_stream_within),
			cmocka_unit_test(test_no_stanzas),
			cmocka_unit_test(test_spoilt),
			cmocka_unit_test(test_limit),
			cmocka_unit_test(test_endless),
			cmocka_unit_test(test_wide_and_deep),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
