/* links: sidecar/answer.c sidecar/confirm.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stanzas of the sidecar's own: errors (RFC 6120 section 8.3, RFC 6121 section
 * 8.1) and pings that confirm (XEP-0199). */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "../../sidecar/answer.h"
#include "../../sidecar/confirm.h"

static str view(const char *z)
{
	str s = {(char *)z, z ? (int)strlen(z) : 0};

	return s;
}

static stanza_t stanza(
		stanza_kind_t kind, const char *type, const char *id, unsigned flags)
{
	stanza_t s;

	memset(&s, 0, sizeof(s));
	s.kind = kind;
	s.flags = flags;
	s.type = view(type);
	s.id = view(id);
	s.from = view("o'neil@x.example/r&d");
	s.to = view("juliet@gw.example");
	return s;
}

static void test_due(void **state)
{
	static const struct
	{
		stanza_kind_t kind;
		const char *type;
		const char *id;
		unsigned flags;
		int due;
	} cases[] = {
			{STANZA_IQ, "get", "1", 0, 1},
			{STANZA_IQ, "set", "1", 0, 1},
			{STANZA_IQ, "result", "1", 0, 0},
			{STANZA_IQ, "error", "1", 0, 0},
			{STANZA_IQ, "get", NULL, 0, 0},
			{STANZA_IQ, NULL, "1", 0, 0},
			{STANZA_MESSAGE, NULL, NULL, STANZA_HAS_BODY, 1},
			{STANZA_MESSAGE, "normal", "1", STANZA_HAS_BODY, 1},
			{STANZA_MESSAGE, "chat", "1", STANZA_HAS_BODY, 1},
			{STANZA_MESSAGE, "chat", "1", STANZA_IS_PROPOSE, 1},
			{STANZA_MESSAGE, "chat", "1", 0, 0},
			{STANZA_MESSAGE, "headline", "1", STANZA_HAS_BODY, 0},
			{STANZA_MESSAGE, "groupchat", "1", STANZA_HAS_BODY, 0},
			{STANZA_MESSAGE, "error", "1", STANZA_HAS_BODY, 0},
			{STANZA_PRESENCE, "subscribe", "1", 0, 0},
			{STANZA_PRESENCE, NULL, "1", 0, 0},
	};
	stanza_t s;
	size_t i;

	(void)state;
	for(i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		s = stanza(cases[i].kind, cases[i].type, cases[i].id, cases[i].flags);
		assert_int_equal(answer_is_due(&s), cases[i].due);
	}
	s = stanza(STANZA_IQ, "get", "1", 0);
	s.from = view(NULL);
	assert_false(answer_is_due(&s));
}

static void test_error(void **state)
{
	static const char *const expected[] = {
			"'wait'><remote-server-timeout ",
			"'wait'><resource-constraint ",
			"'modify'><policy-violation ",
			"'modify'><bad-request ",
			"'cancel'><internal-server-error ",
	};
	stanza_t s = stanza(STANZA_IQ, "get", "i<1", 0);
	char buf[1024], whole[1024];
	size_t i, n;
	str out;

	(void)state;
	for(i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		assert_int_equal(
				answer_write(&s, (answer_why_t)i, buf, sizeof(buf), &out), 0);
		strcpy(whole, "<iq type='error' from='juliet@gw.example' "
					  "to='o&apos;neil@x.example/r&amp;d' id='i&lt;1'>"
					  "<error type=");
		strcat(whole, expected[i]);
		strcat(whole, "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
					  "</iq>");
		assert_int_equal(out.len, strlen(whole));
		assert_memory_equal(out.s, whole, strlen(whole));
	}
	for(n = 0; n < strlen(whole); n++)
		assert_int_not_equal(answer_write(&s, ANSWER_REFUSED, buf, n, &out), 0);
}

/* the ping comes back as the server hands it to us */
static stanza_t echo(const str *ping, char *id, char *from)
{
	stanza_t s = stanza(STANZA_IQ, "get", NULL, 0);

	assert_int_equal(sscanf(ping->s,
							 "<iq type='get' from='%127[^']' "
							 "to='gw.example' id='%63[^']'>"
							 "<ping xmlns='urn:xmpp:ping'/></iq>",
							 from, id),
			2);
	s.from = view(from);
	s.to = view("gw.example");
	s.id = view(id);
	return s;
}

static void test_ping(void **state)
{
	char buf[CONFIRM_STANZA_MAX], id[64], from[128], from2[128];
	confirm_t c, other;
	uint64_t mark = 0;
	stanza_t s;
	str ping;

	(void)state;
	confirm_init(&c, "gw.example", 0xabcd);
	confirm_init(&other, "gw.example", 0xabce);
	assert_int_equal(confirm_wait(&c, 5), CONFIRM_INTERVAL);
	assert_int_equal(confirm_ping(&c, 41, 1000, 1, buf, sizeof(buf), &ping), 0);
	buf[ping.len] = '\0';
	s = echo(&ping, id, from);
	assert_non_null(strstr(from, "@gw.example"));
	assert_true(confirm_is_ping("gw.example", &s));
	assert_false(confirm_is_ping("other.example", &s));
	assert_int_equal(confirm_wait(&c, 1400), 600);
	assert_false(confirm_came_back(&other, &s, &mark));
	assert_true(confirm_came_back(&c, &s, &mark));
	assert_int_equal(mark, 41);
	assert_false(confirm_came_back(&c, &s, &mark)); /* once */
	/* an answered ping keeps its address, an unanswered one changes it */
	confirm_ping(&c, 42, 5000, 7, buf, sizeof(buf), &ping);
	buf[ping.len] = '\0';
	echo(&ping, id, from2);
	assert_string_equal(from, from2);
	confirm_ping(&c, 43, 5000 + CONFIRM_PATIENCE, 7, buf, sizeof(buf), &ping);
	buf[ping.len] = '\0';
	s = echo(&ping, id, from2);
	assert_string_not_equal(from, from2);
	/* it confirms the lost one as well */
	assert_true(confirm_came_back(&c, &s, &mark));
	assert_int_equal(mark, 43);
	assert_int_equal(c.unanswered_since, 0);
}

static void test_ping_of_old_stream(void **state)
{
	char buf[CONFIRM_STANZA_MAX], id[64], from[128];
	confirm_t c;
	uint64_t mark = 0;
	stanza_t s;
	str ping;

	(void)state;
	confirm_init(&c, "gw.example", 1);
	confirm_ping(&c, 10, 1000, 1, buf, sizeof(buf), &ping);
	buf[ping.len] = '\0';
	s = echo(&ping, id, from);
	confirm_reset(&c);
	assert_false(confirm_came_back(&c, &s, &mark));
}

/* a stranger cannot confirm anything: servers stamp the sender */
static void test_ping_forged(void **state)
{
	stanza_t s = stanza(STANZA_IQ, "get", "jingle-sidecar-00000001-1", 0);

	(void)state;
	assert_false(confirm_is_ping("gw.example", &s));
	s.from = view("jingle-sidecar-00000001@evil.example");
	assert_false(confirm_is_ping("gw.example", &s));
	s.from = view("jingle-sidecar-00000001@gw.example.evil");
	assert_false(confirm_is_ping("gw.example", &s));
	s.from = view("jingle-sidecar-00000001@gw.example");
	assert_true(confirm_is_ping("gw.example", &s));
	s.id = view("1");
	assert_false(confirm_is_ping("gw.example", &s));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_due),
			cmocka_unit_test(test_error),
			cmocka_unit_test(test_ping),
			cmocka_unit_test(test_ping_of_old_stream),
			cmocka_unit_test(test_ping_forged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
