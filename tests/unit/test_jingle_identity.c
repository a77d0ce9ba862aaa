/* links: modules/jingle/jingle_identity.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of addresses (RFC 3261 section 25.1, RFC 3325), Privacy (RFC 3323),
 * Diversion (RFC 5806), History-Info (RFC 4244, RFC 7044). */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "../../modules/jingle/jingle_identity.h"

#define ALICE "sip:alice@a.example"
#define BOB "sip:bob@b.example;user=phone"

/* a value that ends at the end of its block */
static str value_len(const char *text, size_t len)
{
	static char *last[8];
	static int next;
	str s;

	next = (next + 1) % 8;
	free(last[next]);
	last[next] = malloc(len + !len);
	assert_non_null(last[next]);
	memcpy(last[next], text, len);
	s.s = last[next];
	s.len = (int)len;
	return s;
}

static str value(const char *text)
{
	return value_len(text, strlen(text));
}

static void is(const str *s, const char *text)
{
	char got[512];

	snprintf(got, sizeof(got), "%.*s", s->len, s->len > 0 ? s->s : "");
	assert_string_equal(got, text);
}

/* "display|uri|params " of each */
static void are(const char *list, const char *wanted)
{
	char got[1024] = "";
	str rest = value(list);
	jingle_identity_t id;

	while(jingle_identity_next(&rest, &id))
		snprintf(got + strlen(got), sizeof(got) - strlen(got),
				"%.*s|%.*s|%.*s ", id.display.len,
				id.display.len ? id.display.s : "", id.uri.len, id.uri.s,
				id.params.len, id.params.len ? id.params.s : "");
	assert_string_equal(got, wanted);
}

static void test_lists(void **state)
{
	(void)state;
	are("<" ALICE ">", "|" ALICE "| ");
	are("\"Alice\" <" ALICE ">", "\"Alice\"|" ALICE "| ");
	are("Alice A <" ALICE ">;a=b", "Alice A|" ALICE "|a=b ");
	are(ALICE, "|" ALICE "| ");
	are(BOB, "|sip:bob@b.example|user=phone "); /* section 20 */
	are("<" BOB ">, <tel:+4930>", "|" BOB "| |tel:+4930| ");
	are("\"a, \\\"b\\\" <c>\" <" ALICE ">;x=\"1,2;3\" , " BOB,
			"\"a, \\\"b\\\" <c>\"|" ALICE "|x=\"1,2;3\" |sip:bob@b.example|"
			"user=phone ");
	are("<sip:a,b@c>,<" ALICE ">", "|sip:a,b@c| |" ALICE "| ");
	are("", "");
	are(" , ,, ", "");
	are(",<" ALICE ">", "|" ALICE "| ");
	are("<>", "");
	are("<" ALICE, "");
	are("\"open <" ALICE ">", "|\"open <" ALICE ">| ");
	are("\"Alice\\", "|\"Alice\\| ");
}

static void test_params(void **state)
{
	str params = value("a; b = c ;privacy=\"full\";x");
	str none = {NULL, 0}, found;

	(void)state;
	assert_true(jingle_identity_param(&params, "B", &found));
	is(&found, "c");
	assert_true(jingle_identity_param(&params, "privacy", &found));
	is(&found, "full");
	assert_true(jingle_identity_param(&params, "x", &found));
	is(&found, "");
	assert_false(jingle_identity_param(&params, "c", &found));
	assert_false(jingle_identity_param(&none, "c", &found));
}

static int hides(const char *text)
{
	str s = value(text);

	return jingle_identity_hides(&s);
}

static void test_privacy(void **state)
{
	static const char *const yes[] = {"id", "user", "header", "ID", " id ",
			"none;id", "user;critical", "critical ; header", "history;id",
			"id, history", "something", "no ne", "nonex"};
	static const char *const no[] = {"none", "NONE", "none ", "", " ", ";",
			"critical", "session", "history", "history;none", "none\r\n"};
	unsigned i;
	str s;

	(void)state;
	for(i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		assert_true(hides(yes[i]));
	for(i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		assert_false(hides(no[i]));
	s = value("session;history");
	assert_true(jingle_identity_hides_history(&s));
	s = value("id");
	assert_false(jingle_identity_hides_history(&s));
}


/* --- diverted ------------------------------------------------------------------------ */

static const char *plain_of(const str *uri)
{
	static char buf[JINGLE_IDENTITY_URI_MAX + 1];
	str out;

	if(uri->s == NULL
			|| jingle_identity_uri(uri, buf, JINGLE_IDENTITY_URI_MAX, &out) < 0)
		return "";
	buf[out.len] = '\0';
	return buf;
}

static const char *diverted(const char *first, const char *second)
{
	jingle_identity_diverted_t d;
	str s;

	memset(&d, 0, sizeof(d));
	s = value(first);
	jingle_identity_diversion(&d, &s);
	s = value(second);
	jingle_identity_diversion(&d, &s);
	return plain_of(&d.uri);
}

static const char *history(const char *first, const char *second)
{
	jingle_identity_diverted_t d;
	str s;

	memset(&d, 0, sizeof(d));
	s = value(first);
	jingle_identity_history(&d, &s);
	s = value(second);
	jingle_identity_history(&d, &s);
	return plain_of(&d.uri);
}

static void test_diversion(void **state)
{
	(void)state;
	assert_string_equal(diverted("<" BOB ">;reason=no-answer;counter=1", ""),
			"sip:bob@b.example");
	/* section 4.2: the newest comes first */
	assert_string_equal(diverted("<" ALICE ">;reason=unconditional, <" BOB ">",
								"<" BOB ">"),
			ALICE);
	assert_string_equal(diverted("<" ALICE ">;privacy=off", ""), ALICE);
	assert_string_equal(diverted("<" ALICE ">;privacy=\"full\"", ""), "");
	assert_string_equal(diverted("<" ALICE ">;privacy=uri, <" BOB ">", ""), "");
	assert_string_equal(diverted("<sip:anonymous@anonymous.invalid>", ""), "");
	assert_string_equal(diverted("<tel:+49-30-1>", ""), "tel:+49-30-1");
	assert_string_equal(diverted("", ""), "");
}

static void test_history(void **state)
{
	(void)state;
	/* RFC 4244 section 4.5 */
	assert_string_equal(history("<" ALICE "?Reason=SIP%3Bcause%3D302>;index=1,"
								"<" BOB ">;index=1.1",
								""),
			ALICE);
	/* RFC 7044: the target says why it is one */
	assert_string_equal(
			history("<" ALICE ">;index=1, <sip:romeo@x.example;cause=486>"
					";index=1.1;mp=1",
					""),
			ALICE);
	/* the last time counts, over several headers */
	assert_string_equal(
			history("<" ALICE ">;index=1",
					"<" BOB ";cause=302>;index=1.1;mp=1,"
					"<sip:romeo@x.example;cause=408>;index=1.1.1;mp=1.1"),
			"sip:bob@b.example");
	/* a registrar's retargeting is none */
	assert_string_equal(history("<" ALICE ">;index=1, <sip:a@1.2.3.4>;index=1.1"
								";rc=1",
								""),
			"");
	assert_string_equal(
			history("<" ALICE ">;index=1, <sip:r@x;cause=3020>;index=1.1", ""),
			"");
	assert_string_equal(
			history("<" ALICE ">;index=1, <sip:r@x;cause=200>;index=1.1", ""),
			"");
	assert_string_equal(
			history("<" ALICE "?Privacy=history&Reason=SIP%3Bcause%3D302>", ""),
			"");
	assert_string_equal(history("<sip:r@x;cause=302>", ""), "");
	assert_string_equal(history("<sip:r@x;cause=30", ""), "");
}

static void test_plain(void **state)
{
	static const char *const bad[] = {"", "sip:", "sip:@host", "sip:host",
			"http://x@y", "mailto:a@b", "sip:a b@c", "sip:a\"b@c", "sip:<a@b",
			"sip:a\r\nX-Evil: 1@c", "sip:a\xc3\xa9@c", "sip:a;b@c", "tel:"};
	char longer[300] = "sip:a@";
	unsigned i;
	str s;

	(void)state;
	for(i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		s = value(bad[i]);
		assert_string_equal(plain_of(&s), "");
	}
	s = value("sips:a%20b@[2001:db8::1]:5061;transport=tls?x=y");
	assert_string_equal(plain_of(&s), "sips:a%20b@[2001:db8::1]:5061");
	memset(longer + 6, 'x', 249);
	s = value(longer);
	assert_int_equal(strlen(plain_of(&s)), 255);
	longer[255] = 'x';
	s = value(longer);
	assert_string_equal(plain_of(&s), "");
}

static void test_verstat(void **state)
{
	char longer[JINGLE_IDENTITY_VERSTAT_MAX + 2];
	str s = value("TN-Validation-Passed-A");

	(void)state;
	assert_true(jingle_identity_is_verstat(&s));
	s = value("a b");
	assert_false(jingle_identity_is_verstat(&s));
	s = value("");
	assert_false(jingle_identity_is_verstat(&s));
	memset(longer, 'x', sizeof(longer));
	s = value_len(longer, JINGLE_IDENTITY_VERSTAT_MAX);
	assert_true(jingle_identity_is_verstat(&s));
	s = value_len(longer, JINGLE_IDENTITY_VERSTAT_MAX + 1);
	assert_false(jingle_identity_is_verstat(&s));
}


/* --- generated ----------------------------------------------------------------------- */

static unsigned seed;

static unsigned pick(unsigned n)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 16) % n;
}

static size_t value_make(char *buf, size_t cap)
{
	static const char *const pieces[] = {"<", ">", "\"", "\\", ",", ";", "=",
			"sip:", "tel:", "a@b", ALICE, "?Reason=SIP%3Bcause%3D", "302",
			";cause=486", "?Privacy=history", "privacy=full", " ", "\r\n ",
			"\r\nX-Evil: 1\r\n", "\xff\xfe", "index=1", "id", "none"};
	size_t n = 0;
	int count = (int)pick(14);
	const char *piece;

	while(count-- > 0) {
		piece = pieces[pick(sizeof(pieces) / sizeof(pieces[0]))];
		if(n + strlen(piece) + 1 > cap)
			break;
		memcpy(buf + n, piece, strlen(piece));
		n += strlen(piece);
		if(pick(20) == 0)
			buf[n++] = '\0';
	}
	return n;
}

/* whatever comes: it ends, stays inside, and a plain URI is one */
static void follows(const str *s)
{
	jingle_identity_diverted_t d;
	jingle_identity_t id;
	str rest = *s, found;
	int count = 0;

	while(jingle_identity_next(&rest, &id)) {
		assert_true(id.uri.s >= s->s && id.uri.s + id.uri.len <= s->s + s->len);
		jingle_identity_param(&id.params, "privacy", &found);
		assert_true(++count <= s->len + 1);
	}
	jingle_identity_hides(s);
	memset(&d, 0, sizeof(d));
	jingle_identity_history(&d, s);
	assert_null(strpbrk(plain_of(&d.uri), " \r\n\"<>;?\t"));
	memset(&d, 0, sizeof(d));
	jingle_identity_diversion(&d, s);
	assert_null(strpbrk(plain_of(&d.uri), " \r\n\"<>;?\t"));
}

static void test_generated(void **state)
{
	const char *rounds = getenv("ROUNDS");
	int i, count = 1000 * (rounds != NULL ? atoi(rounds) : 20);
	char text[512];
	str s;

	(void)state;
	for(i = 0; i < count; i++) {
		seed = (unsigned)i;
		s = value_len(text, value_make(text, sizeof(text)));
		follows(&s);
	}
}


/* as many entries as a message has, behind a URI as long as the half of it: each
 * is read once */
static void test_history_long(void **state)
{
	enum
	{
		SIZE = 60000
	};
	char *text = malloc(SIZE + 1);
	clock_t begin = clock();
	int n = snprintf(text, SIZE, "<sip:a@b?x=cause%%3D302"), i;

	(void)state;
	assert_non_null(text);
	for(; n < SIZE / 2; n++)
		text[n] = 'x';
	text[n++] = '>';
	for(; n + 8 < SIZE; n += 8)
		memcpy(text + n, ",<sip:x>", 8);
	text[n] = '\0';
	for(i = 0; i < 5; i++)
		history(text, "");
	free(text);
	assert_true((clock() - begin) / (CLOCKS_PER_SEC / 4) < 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_lists),
			cmocka_unit_test(test_params),
			cmocka_unit_test(test_privacy),
			cmocka_unit_test(test_diversion),
			cmocka_unit_test(test_history),
			cmocka_unit_test(test_history_long),
			cmocka_unit_test(test_plain),
			cmocka_unit_test(test_verstat),
			cmocka_unit_test(test_generated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
