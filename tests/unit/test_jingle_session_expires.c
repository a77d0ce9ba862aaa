/* links: modules/jingle/jingle_session_expires.c */
/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Session timers as RFC 4028 has them: headers (sections 4, 5), the server's
 * answer (section 9), what a client takes from an answer (section 7) and when
 * (section 10). */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../modules/jingle/jingle_session_expires.h"

static jingle_se_said_t said;
static jingle_se_terms_t terms;
static const jingle_se_wish_t usual = {1800, 90};


/* --- what a message says --------------------------------------------------------- */

/* a header whose value ends at the end of its block */
static void header_len(const char *name, const char *text, size_t len)
{
	str n = {(char *)name, (int)strlen(name)};
	str value = {malloc(len + !len), (int)len};

	assert_non_null(value.s);
	memcpy(value.s, text, len);
	jingle_se_read(&said, &n, &value);
	free(value.s);
}

static void header(const char *name, const char *text)
{
	header_len(name, text, strlen(text));
}

static void says(const char *name, const char *text)
{
	memset(&said, 0, sizeof(said));
	header(name, text);
}

static void is_interval(const char *text, int interval, jingle_refresher_t who)
{
	says("Session-Expires", text);
	assert_int_equal(said.interval, interval);
	assert_int_equal(said.refresher, who);
	says("x", text); /* its compact form */
	assert_int_equal(said.interval, interval);
}

static void test_session_expires(void **state)
{
	(void)state;
	is_interval("1800", 1800, JINGLE_REFRESHER_NONE);
	is_interval("90;refresher=uac", 90, JINGLE_REFRESHER_UAC);
	is_interval(" 4000 ; Refresher = UAS ", 4000, JINGLE_REFRESHER_UAS);
	is_interval("1800;foo;bar=uac;refresher=uas", 1800, JINGLE_REFRESHER_UAS);
	is_interval("1800;\r\n refresher=uac", 1800, JINGLE_REFRESHER_UAC);
	is_interval("1800;refresher=me", 1800, JINGLE_REFRESHER_NONE);
	is_interval("1800;refresher", 1800, JINGLE_REFRESHER_NONE);
	is_interval("1800;refresher=uac;refresher=uas", 1800, JINGLE_REFRESHER_UAC);
	/* a 32-bit number, and one that is none */
	is_interval("4294967295", JINGLE_SE_MAX, JINGLE_REFRESHER_NONE);
	is_interval(
			"99999999999999999999999999", JINGLE_SE_MAX, JINGLE_REFRESHER_NONE);
	is_interval("", 0, JINGLE_REFRESHER_NONE);
	is_interval(" ", 0, JINGLE_REFRESHER_NONE);
	is_interval(";refresher=uac", 0, JINGLE_REFRESHER_NONE);
	is_interval("-1", 0, JINGLE_REFRESHER_NONE);
	is_interval("0x10", 0, JINGLE_REFRESHER_NONE);
	is_interval("18 00", 0, JINGLE_REFRESHER_NONE);
	is_interval("0", 0, JINGLE_REFRESHER_NONE);
	says("Session-Expires", "300");
	header("Session-Expires", "60;refresher=uas"); /* a second one */
	assert_int_equal(said.interval, 300);
	assert_int_equal(said.refresher, JINGLE_REFRESHER_NONE);
}

static void test_min_se_and_tags(void **state)
{
	static const char *const with[] = {"timer", "100rel,timer", "a , TIMER ,b",
			"replaces,\r\n timer", ",,timer,"};
	static const char *const without[] = {
			"", ",", "timers", "x-timer", "ti mer", "timer;x", "100rel"};
	unsigned i;

	(void)state;
	says("Min-SE", "120");
	assert_int_equal(said.min, 120);
	header("min-se", "600;x=y"); /* the largest counts */
	header("Min-SE", "90");
	header("Min-SE", "nine");
	assert_int_equal(said.min, 600);
	for(i = 0; i < sizeof(with) / sizeof(with[0]); i++) {
		says(i % 2 ? "Supported" : "k", with[i]);
		assert_int_equal(said.supported, 1);
	}
	for(i = 0; i < sizeof(without) / sizeof(without[0]); i++) {
		says("Supported", without[i]);
		assert_int_equal(said.supported, 0);
	}
	says("Require", "timer"); /* who demands it knows it */
	assert_int_equal(said.supported, 1);
	says("Allow", "timer");
	assert_int_equal(said.supported, 0);
}


/* --- the server -------------------------------------------------------------------- */

static int answers(const jingle_se_wish_t *wish, int begins)
{
	return jingle_se_answer(&said, wish, begins, &terms);
}

static void call_says(int supported, int interval, jingle_refresher_t who)
{
	memset(&said, 0, sizeof(said));
	memset(&terms, 0, sizeof(terms));
	said.supported = supported;
	said.interval = interval;
	said.refresher = who;
}

static void goes_by(int interval, int ours)
{
	assert_int_equal(terms.interval, interval);
	assert_int_equal(terms.ours, ours);
}

/* section 9, table 2 */
static void test_who_refreshes(void **state)
{
	(void)state;
	call_says(0, 1000, JINGLE_REFRESHER_NONE); /* a proxy wants it */
	assert_int_equal(answers(&usual, 1), 0);
	goes_by(1000, 1);
	call_says(1, 1000, JINGLE_REFRESHER_NONE);
	assert_int_equal(answers(&usual, 1), 0);
	goes_by(1000, 0);
	call_says(1, 1000, JINGLE_REFRESHER_UAC);
	assert_int_equal(answers(&usual, 1), 0);
	goes_by(1000, 0);
	call_says(1, 1000, JINGLE_REFRESHER_UAS);
	assert_int_equal(answers(&usual, 1), 0);
	goes_by(1000, 1);
	call_says(0, 0, JINGLE_REFRESHER_NONE); /* knows nothing of it */
	assert_int_equal(answers(&usual, 1), 0);
	goes_by(0, 0);
	call_says(1, 0, JINGLE_REFRESHER_NONE); /* knows it, does not ask */
	assert_int_equal(answers(&usual, 1), 0);
	goes_by(1800, 0);
	call_says(1, 0, JINGLE_REFRESHER_NONE); /* nor was it agreed on */
	assert_int_equal(answers(&usual, 0), 0);
	goes_by(0, 0);
}

static void test_which_interval(void **state)
{
	static const jingle_se_wish_t longer = {200, 300}, off = {0, 90};

	(void)state;
	call_says(1, 89, JINGLE_REFRESHER_NONE);
	assert_int_equal(answers(&usual, 1), 422);
	goes_by(0, 0);
	call_says(1, 90, JINGLE_REFRESHER_NONE);
	assert_int_equal(answers(&usual, 1), 0);
	goes_by(90, 0);
	/* never longer than asked for; shorter, but not below Min-SE, or 90 */
	call_says(1, 3600, JINGLE_REFRESHER_NONE);
	assert_int_equal(answers(&usual, 1), 0);
	goes_by(1800, 0);
	call_says(1, 3600, JINGLE_REFRESHER_NONE);
	said.min = 2000;
	assert_int_equal(answers(&usual, 1), 0);
	goes_by(2000, 0);
	assert_int_equal(terms.min, 2000);
	call_says(1, 3600, JINGLE_REFRESHER_NONE);
	assert_int_equal(answers(&(jingle_se_wish_t){10, 5}, 1), 0);
	goes_by(90, 0);
	/* who wants no less than 300 does not ask for 200 */
	call_says(1, 0, JINGLE_REFRESHER_NONE);
	assert_int_equal(answers(&longer, 1), 0);
	goes_by(300, 0);
	/* a proxy's for a phone that does not know it: no 422, but no nonsense */
	call_says(0, 120, JINGLE_REFRESHER_NONE);
	assert_int_equal(answers(&longer, 1), 0);
	goes_by(120, 1);
	call_says(0, 1, JINGLE_REFRESHER_NONE);
	assert_int_equal(answers(&longer, 1), 0);
	goes_by(0, 0);
	call_says(1, 60, JINGLE_REFRESHER_NONE);
	assert_int_equal(answers(&off, 1), 0);
	goes_by(0, 0);
}

/* requests in the dialog that say nothing of it leave it as it is */
static void test_answer_in_dialog(void **state)
{
	(void)state;
	call_says(1, 1000, JINGLE_REFRESHER_UAS);
	assert_int_equal(answers(&usual, 1), 0);
	said.interval = 0;
	said.refresher = JINGLE_REFRESHER_NONE;
	assert_int_equal(answers(&usual, 0), 0);
	goes_by(1000, 1);
	said.supported = 0;
	assert_int_equal(answers(&usual, 0), 0);
	goes_by(1000, 1);
	/* the phone takes over; asks for less than it may */
	said.supported = 1;
	said.interval = 500;
	said.refresher = JINGLE_REFRESHER_UAC;
	assert_int_equal(answers(&usual, 0), 0);
	goes_by(500, 0);
	said.interval = 10;
	said.refresher = JINGLE_REFRESHER_UAS;
	assert_int_equal(answers(&usual, 0), 422);
	goes_by(500, 0);
}


/* --- the client ---------------------------------------------------------------------- */

static void test_agree(void **state)
{
	(void)state;
	call_says(1, 300, JINGLE_REFRESHER_UAC);
	jingle_se_agree(&said, &usual, &terms);
	goes_by(300, 1);
	call_says(1, 300, JINGLE_REFRESHER_UAS);
	jingle_se_agree(&said, &usual, &terms);
	goes_by(300, 0);
	call_says(0, 300, JINGLE_REFRESHER_NONE);
	jingle_se_agree(&said, &usual, &terms);
	goes_by(300, 1);
	/* nothing in it: there is none, or none any more; but what is ours goes on
	 * for our own benefit */
	call_says(1, 0, JINGLE_REFRESHER_NONE);
	terms.interval = 300;
	jingle_se_agree(&said, &usual, &terms);
	goes_by(0, 0);
	terms.interval = 300;
	terms.ours = 1;
	jingle_se_agree(&said, &usual, &terms);
	goes_by(300, 1);
	/* nobody makes us refresh each second */
	call_says(1, 1, JINGLE_REFRESHER_UAC);
	jingle_se_agree(&said, &usual, &terms);
	goes_by(90, 1);
}

static void test_422(void **state)
{
	(void)state;
	call_says(0, 0, JINGLE_REFRESHER_NONE);
	said.min = 3600;
	assert_int_equal(jingle_se_raise(&said, &usual, &terms), 1);
	assert_int_equal(terms.interval, 3600);
	assert_int_equal(terms.min, 3600);
	/* the same again, or none at all: no loop */
	assert_int_equal(jingle_se_raise(&said, &usual, &terms), 0);
	said.min = 0;
	assert_int_equal(jingle_se_raise(&said, &usual, &terms), 0);
	call_says(0, 0, JINGLE_REFRESHER_NONE);
	said.min = 90; /* ours said so already */
	assert_int_equal(jingle_se_raise(&said, &usual, &terms), 0);
	said.min = 120; /* the interval is long enough, Min-SE was not */
	assert_int_equal(jingle_se_raise(&said, &usual, &terms), 1);
	assert_int_equal(terms.interval, 1800);
}


/* --- our headers --------------------------------------------------------------------- */

static const char *request(int begins)
{
	static char buf[JINGLE_SE_LINES_MAX];

	memset(buf, 0, sizeof(buf));
	assert_in_range(
			jingle_se_request_write(&terms, &usual, begins, buf, sizeof(buf)),
			1, sizeof(buf) - 1);
	return buf;
}

static const char *answer(void)
{
	static char buf[JINGLE_SE_LINES_MAX];

	memset(buf, 0, sizeof(buf));
	assert_in_range(jingle_se_answer_write(&terms, &usual, buf, sizeof(buf)), 1,
			sizeof(buf) - 1);
	return buf;
}

static void test_headers_written(void **state)
{
	static const jingle_se_wish_t off = {0, 90};
	char buf[JINGLE_SE_LINES_MAX];

	(void)state;
	memset(&terms, 0, sizeof(terms));
	assert_string_equal(request(1), "Supported: timer\r\n"
									"Session-Expires: 1800\r\nMin-SE: 90\r\n");
	assert_string_equal(request(0), "Supported: timer\r\n");
	assert_string_equal(answer(), "Supported: timer\r\n");
	terms = (jingle_se_terms_t){300, 1, 120};
	assert_string_equal(request(0),
			"Supported: timer\r\nSession-Expires: 300;refresher=uac\r\n"
			"Min-SE: 120\r\n");
	assert_string_equal(answer(), "Supported: timer\r\n"
								  "Session-Expires: 300;refresher=uas\r\n");
	terms.ours = 0;
	assert_string_equal(request(0),
			"Supported: timer\r\nSession-Expires: 300;refresher=uas\r\n"
			"Min-SE: 120\r\n");
	assert_string_equal(answer(), "Supported: timer\r\nRequire: timer\r\n"
								  "Session-Expires: 300;refresher=uac\r\n");
	assert_int_equal(jingle_se_request_write(&terms, &off, 1, buf, 1), 0);
	assert_int_equal(jingle_se_answer_write(&terms, &off, buf, 1), 0);
	/* the largest of all fits into what is kept free for it */
	terms = (jingle_se_terms_t){JINGLE_SE_MAX, 0, JINGLE_SE_MAX};
	request(0);
	answer();
	assert_true(jingle_se_request_write(&terms, &usual, 0, buf, 20) >= 20);
}


/* --- when ------------------------------------------------------------------------------ */

static void test_when(void **state)
{
	int left, tries;

	(void)state;
	terms = (jingle_se_terms_t){1800, 1, 0};
	assert_int_equal(jingle_se_refresh_ms(&terms), 900000);
	assert_int_equal(jingle_se_bye_ms(&terms), 1768000);
	terms.interval = 90;
	assert_int_equal(jingle_se_bye_ms(&terms), 60000);
	terms.interval = JINGLE_SE_MAX;
	assert_true(jingle_se_bye_ms(&terms) > jingle_se_refresh_ms(&terms));
	/* a phone that refuses is asked a few times, not for ever */
	left = 868000;
	for(tries = 0; left > 0; tries++)
		left -= jingle_se_again_ms(left);
	assert_in_range(tries, 5, 15);
}


/* --- what is kept ----------------------------------------------------------------------- */

static int keys_read_of(const char *text, size_t len, jingle_se_stored_t *out)
{
	str t = {malloc(len + !len), (int)len};
	int n;

	assert_non_null(t.s);
	memcpy(t.s, text, len);
	n = jingle_se_keys_read(&t, out);
	free(t.s);
	return n;
}

static void test_keys(void **state)
{
	static const char *const bad[] = {"", "state=2 ", "timer_interval=90 ",
			"timer_interval=0 timer_ours=1 timer_min=0 timer_update=0 "
			"timer_bye=1 ",
			"timer_interval=90 timer_ours=2 timer_min=0 timer_update=0 "
			"timer_bye=1 ",
			"timer_interval=90 timer_ours=1 timer_min=-1 timer_update=0 "
			"timer_bye=1 ",
			"timer_interval=99999999999999999999 timer_ours=1 timer_min=0 "
			"timer_update=0 timer_bye=1 ",
			"timer_interval=90 timer_ours=1 timer_min=0 timer_update=0 "
			"timer_bye=1"};
	jingle_se_stored_t in = {{JINGLE_SE_MAX, 1, JINGLE_SE_MAX}, 1, 1LL << 39};
	jingle_se_stored_t out;
	char buf[256];
	int n, i;

	(void)state;
	n = jingle_se_keys_write(&in, buf, sizeof(buf));
	assert_in_range(n, 1, sizeof(buf) - 1);
	assert_int_equal(keys_read_of(buf, (size_t)n, &out), n);
	assert_memory_equal(&in, &out, sizeof(in));
	strcpy(buf + n, "state=2 .");
	assert_int_equal(keys_read_of(buf, strlen(buf), &out), n);
	for(i = 0; i < n; i++) /* cut off anywhere */
		assert_int_equal(keys_read_of(buf, (size_t)i, &out), 0);
	for(i = 0; i < (int)(sizeof(bad) / sizeof(bad[0])); i++)
		assert_int_equal(keys_read_of(bad[i], strlen(bad[i]), &out), 0);
	in.terms.interval = 0;
	assert_int_equal(jingle_se_keys_write(&in, buf, sizeof(buf)), 0);
}


/* --- generated ----------------------------------------------------------------------- */

static unsigned seed;

static unsigned pick(unsigned n)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 16) % n;
}

/* a value out of pieces that mean something, and bytes that do not */
static size_t value_make(char *buf, size_t cap)
{
	static const char *const pieces[] = {"1800", "90", "0", "4294967296", ";",
			"=", ",", "refresher", "uac", "uas", "timer", " ", "\t", "\r\n ",
			"\r\n", "\"", "<", "\xff", "-", "X-Evil: 1"};
	size_t n = 0;
	int count = (int)pick(9);
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

/* whatever comes: numbers are in bounds, and our lines are only ours */
static void follows(void)
{
	jingle_se_wish_t wish = {(int)pick(3) * 900, 1 + (int)pick(300)};
	char buf[JINGLE_SE_LINES_MAX];
	int n;

	assert_in_range(said.interval, 0, JINGLE_SE_MAX);
	assert_in_range(said.min, 0, JINGLE_SE_MAX);
	if(pick(2))
		jingle_se_agree(&said, &wish, &terms);
	else if(pick(2))
		jingle_se_answer(&said, &wish, (int)pick(2), &terms);
	else
		jingle_se_raise(&said, &wish, &terms);
	assert_in_range(terms.interval, 0, JINGLE_SE_MAX);
	if(terms.interval > 0 && terms.ours) /* a second at least */
		assert_true(jingle_se_refresh_ms(&terms) >= 500);
	n = jingle_se_request_write(&terms, &wish, (int)pick(2), buf, sizeof(buf));
	assert_in_range(n, 0, sizeof(buf) - 1);
	n = jingle_se_answer_write(&terms, &wish, buf, sizeof(buf));
	assert_in_range(n, 0, sizeof(buf) - 1);
}

static void test_generated(void **state)
{
	static const char *const names[] = {"Session-Expires", "x", "Min-SE",
			"Supported", "k", "Require", "Session-Expires-", ""};
	const char *rounds = getenv("ROUNDS");
	int i, j, count = 500 * (rounds != NULL ? atoi(rounds) : 20);
	char value[256];
	size_t len;

	(void)state;
	memset(&terms, 0, sizeof(terms));
	for(i = 0; i < count; i++) {
		seed = (unsigned)i;
		memset(&said, 0, sizeof(said));
		for(j = (int)pick(6); j >= 0; j--) {
			len = value_make(value, sizeof(value));
			header_len(names[pick(8)], value, len);
		}
		follows();
	}
}


/* RFC 3261 section 25.1: 1#option-tag, a list with commas; case does not count
 * (section 7.3.1) */
static void test_tags(void **state)
{
	static const struct
	{
		const char *list, *tag;
		int has;
	} rows[] = {
			{"timer, 100REL,x", "100rel", 1},
			{"timer, 100REL,x", "x", 1},
			{"timer, 100REL,x", "100", 0},
			{"100rel timer", "100rel", 0},
			{",, ,timer", "timer", 1},
			{"", "100rel", 0},
	};
	size_t i;
	str list;

	(void)state;
	for(i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		list.s = (char *)rows[i].list;
		list.len = (int)strlen(rows[i].list);
		assert_int_equal(jingle_se_has_tag(&list, rows[i].tag), rows[i].has);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_tags),
			cmocka_unit_test(test_session_expires),
			cmocka_unit_test(test_min_se_and_tags),
			cmocka_unit_test(test_who_refreshes),
			cmocka_unit_test(test_which_interval),
			cmocka_unit_test(test_answer_in_dialog),
			cmocka_unit_test(test_agree),
			cmocka_unit_test(test_422),
			cmocka_unit_test(test_headers_written),
			cmocka_unit_test(test_when),
			cmocka_unit_test(test_keys),
			cmocka_unit_test(test_generated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
